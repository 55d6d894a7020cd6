"""Where the phrases of a rulebook stand among the words of a document: exactly, or with slips of text recognition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from hmip_rules.documents.lines import EXTRA
from hmip_rules.documents.words import Text, keys_of
from hmip_rules.model.errors import InputError, Problem

try:
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein
except ImportError:
    raise InputError([Problem(EXTRA)]) from None

T = TypeVar("T")

TAKEN_FOR_ONE_ANOTHER = {"rn": "m", "cl": "d", "0": "o", "1": "l", "i": "l", "5": "s", "q": "g"}
"""Letters that text recognition takes for one another; they count as the same."""

LETTERS_A_SLIP = 8
"""One slip is forgiven for so many letters: none in 'Good', two in 'Requires improvement'."""

MOST_SLIPS = 5
LONG = 30
"""A phrase of so many letters may be torn into other words; a shorter one has as many words as it should."""

CLEARLY = 3
"""How many slips nearer than any other phrase the one must be that is taken."""


class Match(NamedTuple, Generic[T]):
    """A phrase found.

    Attributes:
        phrase: as it should be.
        means: what it stands for.
        first: the index of its first word.
        last: of its last.
        slips: how many letters are wrong, missing or too many.
    """

    phrase: str
    means: T
    first: int
    last: int
    slips: int


class Stream:
    """Some words of a document run together, so that it does not matter how they were torn."""

    def __init__(self, text: Text, left_out: Iterable[int] = ()) -> None:
        out = set(left_out)
        self._indices = [index for index, word in enumerate(text.words) if word.key and index not in out]
        self._printed = [text.words[index].key for index in self._indices]
        self._keys = [_alike(key) for key in self._printed]
        self._starts: list[int] = []
        length = 0
        for key in self._keys:
            self._starts.append(length)
            length += len(key)
        self._joined = "".join(self._keys)
        self._at = {start: number for number, start in enumerate(self._starts)}
        self._ends = {
            start + len(key): number for number, (start, key) in enumerate(zip(self._starts, self._keys, strict=True))
        }

    def find(self, phrases: Mapping[str, T]) -> list[Match[T]]:
        """Find where phrases stand, none over another.

        Long ones come first, for they may hold short ones; and exact ones before damaged ones.
        """
        taken: set[int] = set()
        kept: list[Match[T]] = []
        long = {phrase: means for phrase, means in phrases.items() if len("".join(keys_of(phrase))) >= LONG}
        for some in (long, {phrase: means for phrase, means in phrases.items() if phrase not in long}):
            exact = [match for phrase, means in some.items() for match in self._exact(phrase, means)]
            exact.sort(key=lambda match: (match.first - match.last, match.first))
            kept += [match for match in exact if _free(match, taken)]
            damaged = [match for phrase, means in some.items() for match in self._damaged(phrase, means, taken)]
            damaged.sort(key=lambda match: (match.slips, match.first - match.last))
            kept += [match for match in _clear(damaged) if _free(match, taken)]
        return sorted(kept, key=lambda match: match.first)

    def _exact(self, phrase: str, means: T) -> Iterator[Match[T]]:
        key = "".join(map(_alike, keys_of(phrase)))
        start = self._joined.find(key)
        while key and start >= 0:
            end = start + len(key)
            if start in self._at and end in self._ends:
                yield self._match(phrase, means, self._at[start], self._ends[end])
            start = self._joined.find(key, start + 1)

    def _damaged(self, phrase: str, means: T, taken: set[int]) -> Iterator[Match[T]]:
        keys = [*map(_alike, keys_of(phrase))]
        key, words = "".join(keys), len(keys)
        most = min(len(key) // LETTERS_A_SLIP, MOST_SLIPS)
        if not most:
            return
        windows = [self._joined[start : start + len(key)] for start in self._starts]
        near = process.extract(key, windows, scorer=Levenshtein.distance, score_cutoff=2 * most, limit=None)
        for _, _, number in near:
            best = min(self._ending_near(number, keys), default=None)
            if best is None or best[0] > most:
                continue
            last = best[1]
            match = self._match(phrase, means, number, last)
            if (len(key) >= LONG or last - number + 1 == words) and not taken & set(range(match.first, match.last + 1)):
                yield match

    def _ending_near(self, number: int, keys: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Try the word ends at which a phrase that starts at a word may end, where no word of it is another."""
        start, length = self._starts[number], sum(map(len, keys))
        for end in range(start + length - MOST_SLIPS, start + length + MOST_SLIPS + 1):
            if end > start and end in self._ends:
                in_words = _slips(keys, self._joined[start:end])
                if all(2 * slips <= len(key) for slips, key in zip(in_words, keys, strict=True)):
                    yield sum(in_words), self._ends[end]

    def _match(self, phrase: str, means: T, first: int, last: int) -> Match[T]:
        slips = Levenshtein.distance("".join(self._printed[first : last + 1]), "".join(keys_of(phrase)))
        return Match(phrase, means, self._indices[first], self._indices[last], slips)


def _alike(key: str) -> str:
    """Write letters that are taken for one another in one way."""
    for some, one in TAKEN_FOR_ONE_ANOTHER.items():
        key = key.replace(some, one)
    return key


def _slips(keys: Sequence[str], found: str) -> list[int]:
    """Count the slips in each word of a phrase."""
    word_of = [number for number, key in enumerate(keys) for _ in key]
    slips = [0] * len(keys)
    for slip in Levenshtein.editops("".join(keys), found):
        slips[word_of[min(slip.src_pos, len(word_of) - 1)]] += 1
    return slips


def _free(match: Match[T], taken: set[int]) -> bool:
    span = set(range(match.first, match.last + 1))
    if span & taken:
        return False
    taken |= span
    return True


def _clear(damaged: list[Match[T]]) -> Iterator[Match[T]]:
    """Leave out what might as well be another phrase."""
    for match in damaged:
        others = [
            one for one in damaged if one.means != match.means and one.first <= match.last and match.first <= one.last
        ]
        if all(one.slips >= match.slips + CLEARLY for one in others):
            yield match

"""Where the phrases of a rulebook stand among the words of a document: exactly, or with errors of text recognition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from hmip_rules.documents.lines import MISSING_LIBRARIES
from hmip_rules.documents.words import Text, keys_of
from hmip_rules.model.errors import InputError, Problem

try:
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein
except ImportError:
    raise InputError([Problem(MISSING_LIBRARIES)]) from None

T = TypeVar("T")

LOOK_ALIKES = {"rn": "m", "cl": "d", "0": "o", "1": "l", "i": "l", "5": "s", "q": "g"}
"""Letters that text recognition takes for one another; they count as the same."""

LETTERS_PER_ERROR = 8
"""One wrong letter is forgiven for so many letters: none in 'Good', two in 'Requires improvement'."""

MAX_ERRORS = 5
MIN_LETTERS_OF_LONG_PHRASE = 30
"""A phrase of so many letters may be torn into other words; a shorter one has as many words as it should."""

MIN_ERRORS_FEWER = 3
"""How many errors fewer than any other phrase the one must have that is taken."""


class PhraseMatch(NamedTuple, Generic[T]):
    """A phrase found.

    Attributes:
        phrase: as it should be.
        means: what it stands for.
        first: the index of its first word.
        last: of its last.
        errors: how many letters are wrong, missing or too many.
    """

    phrase: str
    means: T
    first: int
    last: int
    errors: int


class JoinedWords:
    """Some words of a document run together, so that it does not matter how they were torn."""

    def __init__(self, text: Text, left_out: Iterable[int] = ()) -> None:
        out = set(left_out)
        self._indices = [index for index, word in enumerate(text.words) if word.key and index not in out]
        self._printed = [text.words[index].key for index in self._indices]
        self._keys = [_with_look_alikes_merged(key) for key in self._printed]
        self._starts: list[int] = []
        length = 0
        for key in self._keys:
            self._starts.append(length)
            length += len(key)
        self._joined = "".join(self._keys)
        self._word_starting_at = {start: number for number, start in enumerate(self._starts)}
        self._word_ending_at = {
            start + len(key): number for number, (start, key) in enumerate(zip(self._starts, self._keys, strict=True))
        }

    def find(self, phrases: Mapping[str, T]) -> list[PhraseMatch[T]]:
        """Return where phrases stand, none over another.

        Long ones come first, for they may hold short ones; and exact ones before damaged ones.
        """
        taken: set[int] = set()
        kept: list[PhraseMatch[T]] = []
        long = {phrase for phrase in phrases if len("".join(keys_of(phrase))) >= MIN_LETTERS_OF_LONG_PHRASE}
        for is_long in (True, False):
            group = {phrase: means for phrase, means in phrases.items() if (phrase in long) is is_long}
            exact = [match for phrase, means in group.items() for match in self._exact(phrase, means)]
            exact.sort(key=lambda match: (match.first - match.last, match.first))
            kept += [match for match in exact if _take_if_free(match, taken)]
            damaged = [match for phrase, means in group.items() for match in self._damaged(phrase, means, taken)]
            damaged.sort(key=lambda match: (match.errors, match.first - match.last))
            kept += [match for match in _unambiguous(damaged) if _take_if_free(match, taken)]
        return sorted(kept, key=lambda match: match.first)

    def _exact(self, phrase: str, means: T) -> Iterator[PhraseMatch[T]]:
        key = "".join(map(_with_look_alikes_merged, keys_of(phrase)))
        start = self._joined.find(key)
        while key and start >= 0:
            end = start + len(key)
            if start in self._word_starting_at and end in self._word_ending_at:
                yield self._match(phrase, means, self._word_starting_at[start], self._word_ending_at[end])
            start = self._joined.find(key, start + 1)

    def _damaged(self, phrase: str, means: T, taken: set[int]) -> Iterator[PhraseMatch[T]]:
        keys = [*map(_with_look_alikes_merged, keys_of(phrase))]
        key, words = "".join(keys), len(keys)
        most = min(len(key) // LETTERS_PER_ERROR, MAX_ERRORS)
        if not most:
            return
        windows = [self._joined[start : start + len(key)] for start in self._starts]
        near = process.extract(key, windows, scorer=Levenshtein.distance, score_cutoff=2 * most, limit=None)
        for _, _, number in near:
            errors, last = min(self._endings_near(number, keys), default=(most + 1, number))
            if errors > most:
                continue
            match = self._match(phrase, means, number, last)
            if (len(key) >= MIN_LETTERS_OF_LONG_PHRASE or last - number + 1 == words) and not taken & set(
                range(match.first, match.last + 1)
            ):
                yield match

    def _endings_near(self, number: int, keys: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Return the errors and the last word of each end that a phrase may have; none of its words is another."""
        start, length = self._starts[number], sum(map(len, keys))
        for end in range(start + length - MAX_ERRORS, start + length + MAX_ERRORS + 1):
            if end > start and end in self._word_ending_at:
                errors_per_word = _errors_per_word(keys, self._joined[start:end])
                if all(2 * errors <= len(key) for errors, key in zip(errors_per_word, keys, strict=True)):
                    yield sum(errors_per_word), self._word_ending_at[end]

    def _match(self, phrase: str, means: T, first: int, last: int) -> PhraseMatch[T]:
        errors = Levenshtein.distance("".join(self._printed[first : last + 1]), "".join(keys_of(phrase)))
        return PhraseMatch(phrase, means, self._indices[first], self._indices[last], errors)


def _with_look_alikes_merged(key: str) -> str:
    """Return a key with letters that are taken for one another written in one way."""
    for printed, read in LOOK_ALIKES.items():
        key = key.replace(printed, read)
    return key


def _errors_per_word(keys: Sequence[str], found: str) -> list[int]:
    """Return how many errors are in each word of a phrase."""
    word_of = [number for number, key in enumerate(keys) for _ in key]
    errors = [0] * len(keys)
    for edit in Levenshtein.editops("".join(keys), found):
        errors[word_of[min(edit.src_pos, len(word_of) - 1)]] += 1
    return errors


def _take_if_free(match: PhraseMatch[T], taken: set[int]) -> bool:
    """Check that no word of a match is taken, and take them."""
    span = set(range(match.first, match.last + 1))
    if span & taken:
        return False
    taken |= span
    return True


def _unambiguous(damaged: list[PhraseMatch[T]]) -> Iterator[PhraseMatch[T]]:
    """Return the matches that could not as well be another phrase."""
    by_word: dict[int, list[PhraseMatch[T]]] = {}
    for match in damaged:
        for word in range(match.first, match.last + 1):
            by_word.setdefault(word, []).append(match)
    for match in damaged:
        overlapping = (other for word in range(match.first, match.last + 1) for other in by_word[word])
        rivals = [other for other in overlapping if other.means != match.means]
        if all(rival.errors >= match.errors + MIN_ERRORS_FEWER for rival in rivals):
            yield match

"""What makes a file unusable, where, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import category

from hmip_rules.model.places import NO_PLACES, NOWHERE, Place, Places, ValuePath

MAX_LETTERS_QUOTED = 40  # from a file
MAX_PROBLEMS = 50  # a file with more is of another kind, and nobody reads on


class Problem(NamedTuple):
    """One reason why a file cannot be used.

    Attributes:
        message: what is wrong as it was written, then what would be right; one line.
        place: where it stands; without file and line where the values came from no file.
    """

    message: str
    place: Place = NOWHERE

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place.file else self.message


class UnplacedProblem(NamedTuple):
    """A problem found in plain values, which know the way to them but not their place.

    Attributes:
        path: the way to the value; for a missing one, to where it belongs.
        message: as of a Problem.
        at_name: whether the name before the value is wrong, not the value.
    """

    path: ValuePath
    message: str
    at_name: bool = False

    def placed(self, places: Places) -> Problem:
        """Return the problem with its place."""
        return Problem(self.message, places.of_name(self.path) if self.at_name else places.of(self.path))


class InputError(Exception):
    """A report or rulebook cannot be used. It carries every problem found, in order of line."""

    @classmethod
    def of(cls, problems: Iterable[UnplacedProblem], places: Places = NO_PLACES) -> InputError:
        """Return the error of several problems, each with its place."""
        return cls(problem.placed(places) for problem in problems)

    def __init__(self, problems: Iterable[Problem]) -> None:
        ordered = sorted(problems, key=lambda problem: problem.place.position)
        self.problems: tuple[Problem, ...] = tuple(ordered[:MAX_PROBLEMS])
        if len(ordered) > MAX_PROBLEMS:
            rest = f"There are {len(ordered) - MAX_PROBLEMS:,} more problems after these"
            self.problems += (Problem(rest, ordered[MAX_PROBLEMS].place),)
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return what the writer of an unknown word may have meant: "did you mean 'Good'?".

    Where no known word is near, all of them are listed.

    >>> nearest("engagment", ["engagement", "safety"])
    "did you mean 'engagement'?"
    >>> nearest("Poor", ["Inadequate", "Good"])
    "use one of 'Inadequate', 'Good'"
    """
    from difflib import get_close_matches  # costs start-up time, and most files have no problem

    choices = {choice.casefold(): choice for choice in known}
    if close := get_close_matches(word[:100].casefold(), choices, n=1, cutoff=0.75):
        return f"did you mean {choices[close[0]]!r}?"
    return f"use {'one of ' if len(choices) > 1 else ''}{', '.join(map(repr, choices.values()))}"


def quoted(text: object) -> str:
    """Return what a file says in quotes, shortened where it is long.

    >>> quoted("engagment"), quoted("x" * 41)
    ("'engagment'", "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'")
    """
    written = str(text)
    return repr(written if len(written) <= MAX_LETTERS_QUOTED else written[:MAX_LETTERS_QUOTED] + "...")


def kind_of(given: object) -> str:
    """Return what a caller gave in place of something else.

    >>> kind_of(7), kind_of(None)
    ("'int'", 'None')
    """
    return "None" if given is None else repr(type(given).__name__)


def printable(text: str) -> str:
    r"""Return a text in which the characters that a terminal would obey, not print, are spelt out.

    >>> printable("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    if text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape").decode() if category(character) in _CONTROL_CATEGORIES else character
        for character in text
    )


_CONTROL_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Controls, writing direction, half characters, line and paragraph ends."""

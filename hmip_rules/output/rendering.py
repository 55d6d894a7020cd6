"""What every format in `formats` does: it shows one result, and joins what is shown of several.

The two are apart so that a result is shown as soon as it is there, and only what is shown of it is kept: a result
carries its whole rulebook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import chain, islice
from typing import Any, Final, NamedTuple, Protocol

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import Problem
from hmip_rules.model.fields import FrozenDict
from hmip_rules.model.months import in_words
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Rule
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.model.spelling import folded
from hmip_rules.model.status import UNREADABLE_STATUS, Status
from hmip_rules.output import headline
from hmip_rules.output.headline import Move
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording.layout import WIDTH

ANSWERS: Final = "answers"
"""What was asked for beside the ratings: margins, routes and the like."""

EXPLANATION: Final = "explanation"
"""Each step with its rule, which `explain` asks for."""


CAVEATS: Final = "which rules are not confirmed"
"""A line in the place of those which say so of a report that is alone; of several it is said once, at the end."""


MIN_PERCENTAGES_OF_AN_INSPECTION: Final = 3
"""Reports that share so many percentages, and all ratings, may be about one inspection; fewer may be by chance."""


class Look(NamedTuple):
    """How results are shown.

    Attributes:
        explain: with each step, its rule and where that is.
        full: with the reason for each rating, where the format would otherwise leave it out.
        width: of lines of text, in columns.
        only: the statuses of the reports that are shown; all are where there are none.
    """

    explain: bool = False
    full: bool = False
    width: int = WIDTH
    only: frozenset[str] = frozenset()


class Shown(NamedTuple):
    """What is shown of one result.

    Attributes:
        status: of the report, or "unreadable".
        problems: why it could not be read; none where it could.
        parts: what the format joins: lines without line ends, or what it makes of a result first; none
            where it leaves the result out, or `Look.only` does.
        move: the overall rating before and after, where it was asked what if; None in it where it is not determined.
        not_confirmed: the rulebook, and those of its rules that the result relies on and that are not confirmed.
        file: of the report, and which of it where it has several.
        inspection: what tells which inspection it is about, in words, and as a value that another report of it shares.
    """

    status: str
    problems: tuple[Problem, ...]
    parts: tuple[Any, ...]
    move: Move | None = None
    not_confirmed: tuple[Rulebook, tuple[Rule, ...]] | None = None
    file: str = ""
    inspection: Mapping[str, Hashable] = FrozenDict()


class Tally:
    """How many reports there were, by status, what would become of their overall ratings, and what they rely on."""

    def __init__(self) -> None:
        self._statuses: Counter[str] = Counter()
        self._shown = 0
        self._moves: Counter[Move] = Counter()
        self._not_confirmed: dict[str, tuple[Rulebook, dict[Rule, None]]] = {}
        self._files: dict[Hashable, tuple[str, list[str]]] = {}

    @property
    def total(self) -> int:
        """All of them."""
        return self._statuses.total()

    @property
    def shown(self) -> int:
        """Those of which anything is shown."""
        return self._shown

    def add(self, result: Shown) -> None:
        """Add a result."""
        self._statuses[result.status] += 1
        self._shown += bool(result.parts)
        self._moves.update([result.move] if result.move else [])
        if result.not_confirmed and result.parts:
            rulebook, rules = result.not_confirmed
            self._not_confirmed.setdefault(rulebook.id, (rulebook, {}))[1].update(dict.fromkeys(rules))
        self._add_inspection(result)

    def _add_inspection(self, result: Shown) -> None:
        """Add the file of a result to those that may be about the same inspection."""
        known = [self._files[value] for value in result.inspection.values() if value in self._files]
        words_and_files = known[0] if known else (next(iter(result.inspection), ""), [])
        words_and_files[1].append(result.file)
        for value in result.inspection.values():
            self._files.setdefault(value, words_and_files)

    def in_words(self) -> list[str]:
        """Return how they came out, in sentences, and which of them may be about one inspection."""
        files_of_inspections = {id(files): (words, files) for words, files in self._files.values()}
        repeated = headline.counted_more_than_once([*files_of_inspections.values()])
        return [*headline.outcomes(self._statuses, self._moves), *repeated]

    def caveats(self) -> list[str]:
        """Return which rules are not confirmed that the reports shown rely on, a sentence for each rulebook."""
        sentences = []
        for rulebook, rules in self._not_confirmed.values():
            of = rulebook.id if len(self._not_confirmed) > 1 else ""
            sentences += headline.not_confirmed(rulebook, tuple(rules), of)
        return sentences


def alone_or_several(results: Iterable[Shown], look: Look) -> tuple[bool, Iterable[Shown]]:
    """Return whether there is only one result, and the results. With a filter, one is listed and counted as several."""
    remaining = iter(results)
    first_two = list(islice(remaining, 2))
    return len(first_two) < 2 and not look.only, chain(first_two, remaining)


def join_with_blank_lines(
    results: Iterable[Shown], look: Look, written: Callable[[str], Iterable[str]]
) -> Iterator[str]:
    """Return the lines of results, an empty line between them; then how several came out, and what they rely on.

    Args:
        written: how the format writes a sentence.
    """
    is_alone, results = alone_or_several(results, look)
    tally = Tally()
    for result in results:
        yield from [""] if tally.shown and result.parts else []
        tally.add(result)
        for line in result.parts:
            if line is not CAVEATS:
                yield line
            elif is_alone:
                yield from chain.from_iterable(map(written, tally.caveats()))
    if not is_alone:
        yield from [""] if tally.shown else []
        for sentence in (*tally.in_words(), *tally.caveats()):
            yield from written(sentence)


class Format(Protocol):
    """What every format does. One that leaves something out names it: `LEAVES_OUT`, of ANSWERS and EXPLANATION."""

    def show_result(self, result: Result | Unreadable, look: Look) -> Sequence[Any]:
        """Return what is shown of one result: lines without line ends, or what `join_results` takes."""

    def join_results(self, results: Iterable[Shown], look: Look) -> Iterator[str] | Iterator[bytes]:
        """Return what is shown of results as one, in the order given: lines without line ends, or a file's bytes.

        Raises:
            InputError: the format needs an extra that is not installed, or can't hold so much.
        """


def format_named(name: str) -> Format:
    """Return a format by its name: that of its file."""
    found: Format = import_module(f"hmip_rules.output.formats.{name}")
    return found


def leaves_out(name: str) -> frozenset[str]:
    """Return what a format leaves out, though it may be asked for; most leave nothing out."""
    return getattr(format_named(name), "LEAVES_OUT", frozenset())


def shown_result(format_: Format, result: Result | Unreadable, look: Look) -> Shown:
    """Return what a format shows of one result."""
    is_shown = not look.only or result.status in look.only
    parts = tuple(format_.show_result(result, look)) if is_shown else ()
    if isinstance(result, Unreadable):
        return Shown(result.status, result.problems, parts)
    card, file = result.card, headline.file_and_document(result)
    not_confirmed = (card.rulebook, card.unconfirmed_rules)
    return Shown(str(result.status), (), parts, result.move, not_confirmed, file, _inspection(card))


def _inspection(card: Scorecard) -> dict[str, Hashable]:
    """Return what tells which inspection a report is about: its service with each month, and its percentages."""
    report, rulebook = card.report, card.rulebook.id
    known: dict[str, Hashable] = {}
    if report.service:
        months = {"published": report.published, "fieldwork in": report.fieldwork}
        known = {
            f"{report.service}, {event} {in_words(month)}": (rulebook, folded(report.service), event, month)
            for event, month in months.items()
            if month
        }
    if sum(len(standard.key_questions) for standard in report.standards.values()) >= MIN_PERCENTAGES_OF_AN_INSPECTION:
        known["the same percentages"] = hash((rulebook, report.standards))
    return known


def worst_first(results: Iterable[Shown]) -> list[Shown]:
    """Return results by gravity, those that could not be read first; those of one status stay in their order."""
    gravest_first = [UNREADABLE_STATUS, *Status]
    return sorted(results, key=lambda result: gravest_first.index(result.status))


def render(
    name: str, results: Iterable[Result | Unreadable], *, explain: bool, full: bool = False
) -> Iterator[str] | Iterator[bytes]:
    """Return results as a format shows them: lines without line ends, or the bytes of a file."""
    format_, look = format_named(name), Look(explain=explain, full=full)
    return format_.join_results((shown_result(format_, result, look) for result in results), look)

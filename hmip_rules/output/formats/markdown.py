"""Results as Markdown, for a comment, a wiki or a summary: findings first, and a table of the ratings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.model.section import Table
from hmip_rules.output import headline
from hmip_rules.output.rendering import CAVEATS, STEPS, Look, Shown, join_with_blank_lines
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import reasons
from hmip_rules.wording.statuses import labelled

if TYPE_CHECKING:
    from hmip_rules.documents.extraction import Extraction

LEAVES_OUT: Final = frozenset({STEPS})

SPECIAL = re.compile(r"[\\`*_\[\]<>|~&$#]")
"""What Markdown, or the HTML in it, could take for more than a letter."""

LISTED = re.compile(r"^(\d*)([-+.)])")
"""What a list could begin with."""


def show_result(result: Result | Unreadable, look: Look) -> Iterator[str]:
    """Return a report, or why it could not be read."""
    if isinstance(result, Unreadable):
        yield from _unreadable(result)
        return
    card = result.card
    yield f"## {_text(headline.title(card))}"
    yield ""
    yield f"**{_text(headline.headline(card))}**"
    yield from _findings(result)
    for line in (reasons.effect_of_correcting_all(card), headline.known_disagreement(card)):
        yield from ("", _text(line)) if line else ()
    yield ""
    yield from _table(Table(("Standard", "Published", "Recomputed: points", "Why"), tuple(_rows(card))))
    yield ""
    yield _text(reasons.what_was_checked(card))
    yield CAVEATS
    yield ""
    yield _text(headline.origin(result))
    yield from _read_from(result.extraction) if result.extraction else ()
    for section in result.sections:
        yield from ("", f"### {_text(section.title)}")
        for part in section.body:
            yield ""
            yield from _table(part) if isinstance(part, Table) else [_text(part)]


def join_results(results: Iterable[Shown], look: Look) -> Iterator[str]:
    """Return reports one below the other, how they came out, and which rules are not confirmed."""
    return join_with_blank_lines(results, look, lambda sentence: [_text(sentence)])


def _unreadable(result: Unreadable) -> Iterator[str]:
    yield f"## {_text(headline.file_and_document(result))} could not be read"
    yield ""
    yield from (f"- {_text(str(problem))}" for problem in result.problems)


def _read_from(extraction: Extraction) -> Iterator[str]:
    from hmip_rules.documents.extraction_report import sentences_about

    yield ""
    yield from (f"- {_text(sentence)}" for sentence in sentences_about(extraction))


def _findings(result: Result) -> Iterator[str]:
    for place, finding in enumerate(result.card.findings):
        yield from [""] * (not place)
        where = f"{finding.place}: " if finding.place.file else ""
        yield f"- {_text(f'{where}{finding.message} [{finding.code}]')}"


def _rows(card: Scorecard) -> Iterator[tuple[str, ...]]:
    for standard in card.standards:
        why = labelled(standard.status, reasons.why_rating(card, standard))
        yield standard.title, standard.published or "-", headline.recomputed(card, standard), why
    overall = card.overall
    why = labelled(overall.score_status, reasons.why_score(card))
    yield "Score", reasons.published_score(overall), headline.score(card), why
    why = labelled(overall.rating_status, reasons.why_overall_rating(card))
    yield "Overall rating", overall.published.rating or "-", headline.overall_rating(card), why


def _table(table: Table) -> Iterator[str]:
    yield _row(table.head)
    yield _row(["---"] * len(table.head), escape=False)
    yield from map(_row, table.rows)


def _row(cells: Iterable[str], *, escape: bool = True) -> str:
    return f"| {' | '.join(_text(cell) if escape else cell for cell in cells)} |"


def _text(words: str) -> str:
    """Return words so that Markdown shows them as they are, on one line."""
    return LISTED.sub(r"\1\\\2", SPECIAL.sub(r"\\\g<0>", " ".join(words.split())))

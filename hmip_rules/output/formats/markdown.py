"""Results as Markdown, for a comment, a wiki or a summary: findings first, and a table of the ratings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.finding import Finding
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.model.section import Table
from hmip_rules.output import headline
from hmip_rules.output.comparisons import comparisons
from hmip_rules.output.rendering import CAVEATS, EXPLANATION, Look, Shown, join_with_blank_lines
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import reasons
from hmip_rules.wording.statuses import labelled

LEAVES_OUT: Final = frozenset({EXPLANATION})

SPECIAL = re.compile(r"[\\`*_\[\]<>|~&$#]")
"""What Markdown, or the HTML in it, could take for more than a letter."""

LISTED = re.compile(r"^(\d*)([-+.)])")
"""What a list could begin with."""


def show_result(result: Result | Unreadable, look: Look) -> Sequence[str]:
    """Return a report, or why it could not be read."""
    if isinstance(result, Unreadable):
        problems = [f"- {_text(str(problem))}" for problem in result.problems]
        return [f"## {_text(headline.file_and_document(result))} could not be read", "", *problems]
    card = result.card
    lines = [f"## {_text(headline.title(card))}", "", f"**{_text(headline.headline(card))}**"]
    lines += ["", *map(_finding, card.findings)] if card.findings else []
    for sentence in (reasons.effect_of_correcting_all(card), headline.known_disagreement(card)):
        lines += ["", _text(sentence)] if sentence else []
    lines += ["", *_table(_ratings(card)), "", _text(reasons.what_was_checked(card)), CAVEATS]
    lines += ["", _text(headline.origin(result)), *_read_from_document(result)]
    for section in result.sections:
        lines += ["", f"### {_text(section.title)}"]
        for part in section.body:
            lines += ["", *(_table(part) if isinstance(part, Table) else [_text(part)])]
    return lines


def join_results(results: Iterable[Shown], look: Look) -> Iterator[str]:
    """Return reports one below the other, how they came out, and which rules are not confirmed."""
    return join_with_blank_lines(results, look, lambda sentence: [_text(sentence)])


def _read_from_document(result: Result) -> list[str]:
    if result.extraction is None:
        return []
    from hmip_rules.documents.extraction_report import sentences_about

    return ["", *(f"- {_text(sentence)}" for sentence in sentences_about(result.extraction))]


def _finding(finding: Finding) -> str:
    where = f"{finding.place}: " if finding.place.file else ""
    return f"- {_text(f'{where}{finding.message} [{finding.code}]')}"


def _ratings(card: Scorecard) -> Table:
    rows = [
        (compared.title, compared.published, compared.recomputed, labelled(compared.status, compared.why))
        for compared in comparisons(card)
    ]
    return Table(("Standard", "Published", "Recomputed: points", "Why"), tuple(rows))


def _table(table: Table) -> list[str]:
    line_below_head = f"| {' | '.join(['---'] * len(table.head))} |"
    return [_row(table.head), line_below_head, *map(_row, table.rows)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_text, cells))} |"


def _text(words: str) -> str:
    """Return words so that Markdown shows them as they are, on one line."""
    return LISTED.sub(r"\1\\\2", SPECIAL.sub(r"\\\g<0>", " ".join(words.split())))

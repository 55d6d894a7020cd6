"""The published results as a page: each beside what its rulebook gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.fields import Source
from hmip_rules.model.months import in_words
from hmip_rules.model.report import Report
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import reasons
from hmip_rules.wording.statuses import report_label

TOP_OF_PAGE = """# Published results

This page shows what is known about the result of each inspection, from the sources in `rules/published/`. Each result
is scored under its rulebook. Most sources say little. If a result is *undetermined*, nothing in it contradicts the
rules, but too little is known for it to agree. The last column names the publisher of each source. Brackets mark what
was not read in the inspectorate's own text. `hmip-rules published --format markdown` writes this page, and a test
keeps it up to date."""


def page(results: Iterable[Result | Unreadable]) -> list[str]:
    """Return a table for each rulebook with one line per result, then their notes; results not read are left out."""
    cards = [result.card for result in results if isinstance(result, Result)]
    lines = TOP_OF_PAGE.splitlines()
    for rulebook_id, group in groupby(cards, key=lambda card: card.rulebook.id):
        of_rulebook = list(group)
        by_status = sorted(Counter(report_label(card.status) for card in of_rulebook).items())
        lines += [
            "",
            f"## {rulebook_id}",
            "",
            f"{len(of_rulebook)} results; {', '.join(f'{status}: {number}' for status, number in by_status)}.",
            "",
            "| service | published | ratings published | score | overall | verdict | sources |",
            "|---|---|---|---|---|---|---|",
            *map(_row, of_rulebook),
        ]
        notes = [f"- {_heading(card.report)}: {_remarks(card.report)}" for card in of_rulebook if _remarks(card.report)]
        lines += ["", "### Contradictions, and what was not used", "", *notes] if notes else []
    return lines


def _row(card: Scorecard) -> str:
    report = card.report
    verdict = report_label(card.status)
    cells = (
        report.service or "unnamed",
        in_words(report.published) if report.published else "-",
        _ratings(card),
        reasons.published_score(card.overall),
        report.overall.rating or "-",
        f"{verdict}, see below" if _remarks(report) else verdict,
        ", ".join(map(_publisher, report.sources)) or "-",
    )
    return f"| {' | '.join(cells)} |"


def _ratings(card: Scorecard) -> str:
    """Return how many standards were given a rating, how many were not rated, and what was only counted."""
    given = sum(standard.published is not None and standard.is_rated for standard in card.standards)
    not_rated = sum(not standard.is_rated for standard in card.standards)
    rating_counts = ", ".join(f"{name} {number}" for name, number in card.report.rating_counts.items())
    parts = [f"{given} of {len(card.standards)}"]
    if not_rated:
        parts.append(f"{not_rated} not rated")
    if rating_counts:
        parts.append(f"numbers only: {rating_counts}")
    return "; ".join(parts)


def _publisher(source: Source) -> str:
    """Return the publisher of a source, with a link; one that has no address in full."""
    name = f"[{source.publisher or source.title}]({source.url})" if source.url else str(source)
    return f"{name} ({source.note})" if source.note else name


def _heading(report: Report) -> str:
    """Return the service of a report, and when it was published: "Powys, May 2023"."""
    service = report.service or "unnamed"
    return f"{service}, {in_words(report.published)}" if report.published else service


def _remarks(report: Report) -> str:
    """Return why a result disagrees, where that is known, and what else is noted of it."""
    return " ".join(note for note in (report.known_disagreement, report.note) if note)

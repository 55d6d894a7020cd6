"""The published results as a page: each beside what its rulebook gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.fields import Source
from hmip_rules.model.months import in_words
from hmip_rules.model.report import Report
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import reasons
from hmip_rules.wording.statuses import label

HEAD = """# Published results

This page shows what is known about the result of each inspection, from the sources in `rules/published/`. Each result
is scored under its rulebook. Most sources say little. If a result is *undetermined*, nothing in it contradicts the
rules, but too little is known for it to agree. The last column names the publisher of each source. Brackets mark what
was not read in the inspectorate's own text. `hmip-rules published --format markdown` writes this page, and a test
keeps it up to date."""


def page(results: Iterable[Result | Unreadable]) -> Iterator[str]:
    """Return a table for each rulebook with one line per result, then their notes; results not read are left out."""
    cards = [result.card for result in results if isinstance(result, Result)]
    yield from HEAD.splitlines()
    for rulebook_id, group in groupby(cards, key=lambda card: card.rulebook.id):
        of_rulebook = list(group)
        by_status = sorted(Counter(label(card.status) for card in of_rulebook).items())
        yield from ("", f"## {rulebook_id}", "")
        yield f"{len(of_rulebook)} results; {', '.join(f'{status}: {number}' for status, number in by_status)}."
        yield ""
        yield "| service | published | ratings published | score | overall | verdict | sources |"
        yield "|---|---|---|---|---|---|---|"
        yield from map(_row, of_rulebook)
        notes = [_note(card.report) for card in of_rulebook if _remarks(card.report)]
        if notes:
            yield from ("", "### Contradictions, and what was not used", "", *notes)


def _row(card: Scorecard) -> str:
    report = card.report
    cells = (
        _service(report),
        _month(report),
        _ratings(card),
        reasons.published_score(card.overall),
        report.overall.rating or "-",
        f"{label(card.status)}, see below" if _remarks(report) else label(card.status),
        ", ".join(map(_publisher, report.sources)) or "-",
    )
    return f"| {' | '.join(cells)} |"


def _service(report: Report) -> str:
    return report.service or "unnamed"


def _month(report: Report) -> str:
    return in_words(report.published) if report.published else "-"


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


def _note(report: Report) -> str:
    heading = f"{_service(report)}, {_month(report)}" if report.published else _service(report)
    return f"- {heading}: {_remarks(report)}"


def _remarks(report: Report) -> str:
    """Return why a result disagrees, where that is known, and what else is noted of it."""
    return " ".join(note for note in (report.known_disagreement, report.note) if note)

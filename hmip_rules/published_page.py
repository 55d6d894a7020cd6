"""How the published results came out, as a page: every one that stands beside the rulebooks, by rulebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from hmip_rules import reasons
from hmip_rules.months import in_words
from hmip_rules.read import Unreadable
from hmip_rules.scorecard import Scorecard
from hmip_rules.scoring import Result

HEAD = """# Published results

What the sources named in `rules/published/` state of each inspection, scored by its rulebook. Most state little: a
result that is *undetermined* contradicts nothing, and is too partial to agree. `hmip-rules published` writes this page,
and a test keeps it current."""


def page(results: Iterable[Result | Unreadable]) -> Iterator[str]:
    """Write a table a rulebook, with a line a result; what could not be read is left out."""
    cards = [result.card for result in results if isinstance(result, Result)]
    yield from HEAD.splitlines()
    for rulebook_id, group in groupby(cards, key=lambda card: card.rulebook.id):
        of_rulebook = list(group)
        counts = Counter(card.status.value.replace("_", " ") for card in of_rulebook)
        yield from ("", f"## {rulebook_id}", "")
        yield f"{len(of_rulebook)} results; {', '.join(f'{status}: {counts[status]}' for status in sorted(counts))}."
        yield ""
        yield "| service | published | ratings given | score | overall | how it came out |"
        yield "|---|---|---|---|---|---|"
        yield from map(_row, of_rulebook)


def _row(card: Scorecard) -> str:
    report = card.report
    given = sum(standard.published is not None for standard in card.standards)
    outcome = card.status.value.replace("_", " ")
    if report.known_disagreement:
        outcome += f": {report.known_disagreement}"
    cells = (
        report.service or "unnamed",
        in_words(report.published) if report.published else "-",
        f"{given} of {len(card.standards)}",
        reasons.published_score(card.overall),
        report.overall.rating or "-",
        outcome,
    )
    return f"| {' | '.join(cells)} |"

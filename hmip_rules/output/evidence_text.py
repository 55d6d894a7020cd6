"""How far published results confirm the rules: as text, as plain values for JSON, as docs/evidence.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from hmip_rules.model.percent import decimal_text
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.rulebooks.evidence import BoundedThreshold, Evidence, Side
from hmip_rules.rulebooks.exercised import Exercised
from hmip_rules.wording.layout import wrapped
from hmip_rules.wording.phrases import plural
from hmip_rules.wording.rule_words import RULE_TITLES

SECOND_HAND = " (second-hand)"
"""The mark of a figure that was not read in the inspectorate's own text."""

PAGE = """\
# What the published results show about the rules

For each rulebook, this page shows how far the results in `rules/published/` confirm it. A *threshold* is where a rating
starts. It lies between the nearest results on either side of it. If it were moved outside that range, one of them would
disagree; inside the range, none would. Some thresholds have results on one side only, or none. The other thresholds are
used as the rulebook has them, and a result that disagrees with its rulebook is not used.

Where ratings are missing, the published score is used. Without one, a result can still help if its ratings, and its
published numbers of ratings, do not allow every score in the band: then its score is shown as *or less*, or *or more*.
A percentage is used where both it and the rating of its standard were published. Discretion, or a missing percentage,
makes the range wider.

A result is *second-hand* if one of its sources is another publisher, a copy or a dataset, not the inspectorate's own
text. A rule is tested by a result with a figure that could have contradicted it. No figure can contradict which
standards there are, or that a standard is rated by judgement.

`hmip-rules evidence [ID]` prints this, and with `--format json` the JSON below. In Python, `evidence` and
`published_reports` are in `hmip_rules.rulebooks.evidence`; `lines` and `as_plain_values` in `hmip_rules.output.evidence_text`. This page is
written by `hmip-rules evidence --format markdown`, and a test keeps it current.

## The JSON

| key | value |
|---|---|
| `rulebook` | its `id` and `revision` |
| `results` | how many were looked at |
| `contrary` | the services whose results disagree with the rulebook and are not used |
| `edges` | for each threshold: the scale that it is `of` (`overall` with `max` and `without`, or `key_question`), the `rating`, its `start` in the rulebook, the `first` and `last` start that fits the results, whether that is a `bracket` and `exact`, the results `below` and `above`, and the total to `ask` for |
| `below`, `above` | the `value`: a total with its `rating`, or the nearest start of a percentage with which results disagree; whether a total is `known` or only bounded; whether all of it is `second_hand`; and the `results`, by service |
| `would_settle_most` | a `total`, and the threshold that its overall rating would narrow most |
| `tested` | of each `rule`: its `basis`, and how many `results` test it, of which how many are `second_hand`; `index` tells the entries of `bands.overall` apart |
| `unseen` | what no result shows: `overall_ratings` for each entry of `bands.overall`; `ratings` of standards; standards never `rated`, or never `recomputed` beside a published rating; departures within `discretion`, from the `recomputed` rating to the `published` one |

A value is null where no result bounds a threshold, or nothing is left to ask.
"""  # noqa: E501  # rows of a table


def lines(found: Evidence) -> Iterator[str]:
    """Return the evidence as text of at most 80 columns: the thresholds, what is asked for, the tests, the gaps."""
    book = found.rulebook
    title = f", {book.title}" if book.title else ""
    yield from wrapped(f"{book.id}{title}: {plural(found.results, 'published result')}")
    if found.contrary:
        yield from wrapped(f"Not used, because they disagree with it: {', '.join(found.contrary)}")
    for bands in dict.fromkeys(threshold.bands for threshold in found.thresholds):
        of_scale = [_threshold(threshold) for threshold in found.thresholds if threshold.bands == bands]
        yield from _section(_scale(book, bands), of_scale)
    yield from _section("The most useful new result", [_next_figure(found)])
    yield from _section("How many results test each rule", [_tested(book, test) for test in found.tested])
    yield from _section("What no result has shown", list(_unseen(found)) or ["nothing"])


def _section(title: str, items: Sequence[str]) -> Iterator[str]:
    yield ""
    yield from wrapped(title)
    for item in items:
        yield from wrapped(item, indent=2)


def _scale(book: Rulebook, bands: int | None) -> str:
    """Return of what the starts are: "Where each overall rating starts, of 24 points (without 2.1, 2.2)"."""
    if bands is None:
        return f"Where each rating of a key question starts{_margin(book)}"
    return f"Where each overall rating starts, of {_points(book, bands)}"


def _margin(book: Rulebook) -> str:
    """Return by how much discretion widens the ranges; nothing where there is none."""
    if book.discretion is None:
        return ""
    basis = book.rule("discretion").basis
    return f", allowing for discretion of {plural(book.discretion.points, 'percentage point')} ({basis})"


def _points(book: Rulebook, bands: int) -> str:
    entry = book.bands.overall[bands]
    without = f" (without {', '.join(entry.without)})" if entry.without else ""
    return f"{plural(entry.max, 'point')}{without}"


def _threshold(threshold: BoundedThreshold) -> str:
    """Return what bounds a threshold: "Good at 19: 18 is Fair: Here; 19 is Good: There and 4 more: exact"."""
    start = f"{threshold.rating} at {_value(threshold, threshold.start)}"
    sides = [_side(threshold, threshold.below, "more"), _side(threshold, threshold.above, "less")]
    results = "; ".join(text for text in (*sides, _not_seen(threshold)) if text)
    return ": ".join(text for text in (start, results, _conclusion(threshold)) if text)


def _value(threshold: BoundedThreshold, value: Fraction) -> str:
    """Return a score, or a percentage with its sign."""
    return f"{decimal_text(value)}{'%' if threshold.bands is None else ''}"


def _side(threshold: BoundedThreshold, side: Side | None, or_beyond: str) -> str:
    if side is None:
        return ""
    second_hand = SECOND_HAND if side.second_hand else ""
    if side.rating is None:
        return f"if at {_value(threshold, side.value)}, {_names(side.results)} would disagree{second_hand}"
    value = decimal_text(side.value) if side.known else f"{decimal_text(side.value)} or {or_beyond}"
    return f"{value} is {side.rating}: {_names(side.results)}{second_hand}"


def _names(results: Sequence[str]) -> str:
    """Return the first of several services: "Stockport and 4 more"."""
    return results[0] if len(results) == 1 else f"{results[0]} and {len(results) - 1} more"


def _not_seen(threshold: BoundedThreshold) -> str:
    """Return the totals between two results, of which no rating is known."""
    first, last = threshold.first, threshold.last
    if threshold.bands is None or first is None or last is None or first == last:
        return ""
    if last - first == 1:
        return f"{decimal_text(first)} not published"
    return f"{decimal_text(first)} {'and' if last - first == 2 else 'to'} {decimal_text(last - 1)} not published"


def _conclusion(threshold: BoundedThreshold) -> str:
    if threshold.is_exact:
        return "exact"
    if threshold.first is not None and threshold.last is not None:
        return f"starts between {_value(threshold, threshold.first)} and {_value(threshold, threshold.last)}"
    if threshold.first is not None:
        return f"starts at {_value(threshold, threshold.first)} or more"
    if threshold.last is not None:
        return f"starts at {_value(threshold, threshold.last)} or less"
    return "no result bounds it"


def _next_figure(found: Evidence) -> str:
    """Return which score, with its overall rating, would narrow the widest gap."""
    threshold = found.threshold_to_ask_about
    if threshold is None or threshold.bands is None:
        return "none: every threshold of the overall ratings is exact"
    points = _points(found.rulebook, threshold.bands)
    score = f"a score of {threshold.total_to_ask} of {points}, with its overall rating"
    if threshold.possible_starts == 2:
        return f"{score}, would show where {threshold.rating} starts"
    return f"{score}, would halve the {threshold.possible_starts} scores at which {threshold.rating} could start"


def _tested(book: Rulebook, test: Exercised) -> str:
    last = test.rule.path[-1]
    points = f", {_points(book, last)}" if isinstance(last, int) else ""
    second_hand = f", {test.second_hand} of them second-hand" if test.second_hand else ""
    note = f": {test.rule.note}" if test.rule.basis == "inferred" and not test.results and test.rule.note else ""
    return f"{test.results:>3} {RULE_TITLES[test.rule.name]}{points} ({test.rule.basis}){second_hand}{note}"


def _unseen(found: Evidence) -> Iterator[str]:
    """Return what no result has shown, a line for each kind."""
    book, unseen = found.rulebook, found.unseen
    for bands, ratings in enumerate(unseen.overall):
        if ratings:
            yield f"an overall rating, where the maximum is {_points(book, bands)}: {', '.join(ratings)}"
    gaps = {
        "a standard rated": unseen.ratings,
        "any rating for": unseen.rated,
        "a published rating together with its percentages, for": unseen.recomputed,
        "discretion": [f"from {banded} to {published}" for banded, published in unseen.discretion],
    }
    for gap, missing in gaps.items():
        if missing:
            yield f"{gap}: {', '.join(missing)}"


def as_plain_values(found: Evidence) -> dict[str, Any]:
    """Return the evidence as plain values, for JSON; null where no result bounds a threshold."""
    book, unseen = found.rulebook, found.unseen
    return {
        "rulebook": {"id": book.id, "revision": book.revision},
        "results": found.results,
        "contrary": list(found.contrary),
        "edges": [_plain_threshold(book, threshold) for threshold in found.thresholds],
        "would_settle_most": _plain_ask(found),
        "tested": [_plain_test(test) for test in found.tested],
        "unseen": {
            "overall_ratings": [list(ratings) for ratings in unseen.overall],
            "ratings": list(unseen.ratings),
            "rated": list(unseen.rated),
            "recomputed": list(unseen.recomputed),
            "discretion": [{"recomputed": banded, "published": published} for banded, published in unseen.discretion],
        },
    }


def _plain_ask(found: Evidence) -> dict[str, Any] | None:
    threshold = found.threshold_to_ask_about
    if threshold is None:
        return None
    return {**_plain_scale(found.rulebook, threshold), "rating": threshold.rating, "total": threshold.total_to_ask}


def _plain_scale(book: Rulebook, threshold: BoundedThreshold) -> dict[str, Any]:
    if threshold.bands is None:
        return {"of": "key_question"}
    entry = book.bands.overall[threshold.bands]
    return {"of": "overall", "max": entry.max, "without": list(entry.without)}


def _plain_threshold(book: Rulebook, threshold: BoundedThreshold) -> dict[str, Any]:
    return {
        **_plain_scale(book, threshold),
        "rating": threshold.rating,
        "start": _number(threshold.start),
        "first": _number(threshold.first),
        "last": _number(threshold.last),
        "bracket": threshold.has_bracket,
        "exact": threshold.is_exact,
        "below": _plain_side(threshold.below),
        "above": _plain_side(threshold.above),
        "ask": threshold.total_to_ask,
    }


def _plain_side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "value": _number(side.value),
        "rating": side.rating,
        "known": side.known,
        "second_hand": side.second_hand,
        "results": list(side.results),
    }


def _plain_test(test: Exercised) -> dict[str, Any]:
    last = test.rule.path[-1]
    index = last if isinstance(last, int) else None
    return {
        "rule": test.rule.name,
        "index": index,
        "basis": test.rule.basis,
        "results": test.results,
        "second_hand": test.second_hand,
    }


def _number(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(decimal_text(value))


def page(found: Iterable[Evidence]) -> Iterator[str]:
    """Return docs/evidence.md: what the published results show about each rulebook."""
    yield from PAGE.splitlines()
    for evidence in found:
        yield from ("", f"## {evidence.rulebook.id}", "", "```", *lines(evidence), "```")

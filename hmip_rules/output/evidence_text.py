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
from hmip_rules.wording.phrases import in_sentences, plural
from hmip_rules.wording.rule_words import RULE_TITLES

SECOND_HAND = " (second-hand)"
"""The mark of a figure that was not read in the inspectorate's own text."""

PAGE = """\
# What the published results show about the rules

For each rulebook, this page shows how far the results in `rules/published/` confirm it. A *threshold* is the score or
percentage at which a rating starts. The published results show the range in which a threshold must lie. If it were
outside this range, at least one result would disagree with the rulebook. If it is inside the range, none does. Some
thresholds have results on one side only, or none. When one threshold is examined, all other thresholds are as in the
rulebook. A result that disagrees with its rulebook is not used.

If ratings are missing from a result, its published score is used. Some results have no published score. They can still
help if their ratings, with the published numbers of ratings, rule out some of the scores in the band. The score is then
shown as, for example, *12 or less*. A percentage is used if both it and the rating of its standard were published.
Professional discretion makes the range wider, and so does a missing percentage.

A result is *second-hand* if one of its sources is not the inspectorate's own text, but another publisher, a copy or a
dataset. A result tests a rule if it has a figure that could have contradicted the rule. Two rules cannot be contradicted
by any figure: which standards there are, and that a standard is rated by judgement.

`hmip-rules evidence [ID]` prints the text below for each rulebook. With `--format json`, it prints the JSON described
below. In Python, `evidence` and `published_reports` are in `hmip_rules.rulebooks.evidence`, and `lines` and
`as_plain_values` are in `hmip_rules.output.evidence_text`. `hmip-rules evidence --format markdown` writes this page, and
a test keeps it up to date.

## The JSON

| key | value |
|---|---|
| `rulebook` | its `id` and `revision` |
| `results` | the number of results that were examined |
| `contrary` | the services whose results disagree with the rulebook and are not used |
| `edges` | a list with one entry for each threshold. `of` is its scale: `overall`, with `max` and `without`, or `key_question`. `rating` is the rating that starts there, and `start` is its value in the rulebook. `first` and `last` are the lowest and the highest value that fits the results. `bracket` says whether both are known, and `exact` whether they are the same. `below` and `above` are the nearest results. `ask` is the score to look for next |
| `below`, `above` | `value` is a score with its `rating`, or the nearest value of a percentage threshold at which results would disagree. `known` says whether the score is known exactly. `second_hand` says whether all of the results are second-hand. `results` lists them by service |
| `would_settle_most` | a score (`total`), and the threshold that the overall rating for this score would narrow most |
| `tested` | for each `rule`: its `basis`, how many `results` test it, and how many of these are `second_hand`. `index` is the number of the entry in `bands.overall` |
| `unseen` | what no result shows. `overall_ratings` has the missing overall ratings for each entry of `bands.overall`. `ratings` has the ratings that no standard had. `rated` has the standards that were never rated. `recomputed` has the standards that were never recomputed and published together. `discretion` has the uses of professional discretion that were never seen, from the `recomputed` rating to the `published` one |

A value is null if no result limits the threshold on that side, or if there is no score left to look for.
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
    """Return of what the starts are: "Where each overall rating starts, out of 24 points (without 2.1, 2.2)"."""
    if bands is None:
        return f"Where each rating of a key question starts{_margin(book)}"
    return f"Where each overall rating starts, out of {_points(book, bands)}"


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
    """Return what the results show of a threshold: "Good: 19 in the rulebook, and exactly 19 by the results. ..."."""
    start = f"{threshold.rating}: {_value(threshold, threshold.start)} in the rulebook, {_conclusion(threshold)}"
    sides = [_side(threshold, threshold.below, "more"), _side(threshold, threshold.above, "less")]
    return in_sentences(start, *[text for text in (*sides, _not_seen(threshold)) if text])


def _value(threshold: BoundedThreshold, value: Fraction) -> str:
    """Return a score, or a percentage with its sign."""
    return f"{decimal_text(value)}{'%' if threshold.bands is None else ''}"


def _side(threshold: BoundedThreshold, side: Side | None, or_beyond: str) -> str:
    if side is None:
        return ""
    second_hand = SECOND_HAND if side.second_hand else ""
    if side.rating is None:
        return f"if it were {_value(threshold, side.value)}, {_names(side.results)} would disagree{second_hand}"
    value = decimal_text(side.value) if side.known else f"{decimal_text(side.value)} or {or_beyond}"
    return f"a score of {value} is {side.rating} for {_names(side.results)}{second_hand}"


def _names(results: Sequence[str]) -> str:
    """Return the first of several services: "Stockport and 4 more"."""
    return results[0] if len(results) == 1 else f"{results[0]} and {len(results) - 1} more"


def _not_seen(threshold: BoundedThreshold) -> str:
    """Return the totals between two results, of which no rating is known."""
    first, last = threshold.first, threshold.last
    if threshold.bands is None or first is None or last is None or first == last:
        return ""
    if last - first == 1:
        return f"no result has a score of {decimal_text(first)}"
    return (
        f"no result has a score of {decimal_text(first)} {'or' if last - first == 2 else 'to'} {decimal_text(last - 1)}"
    )


def _conclusion(threshold: BoundedThreshold) -> str:
    if threshold.is_exact:
        return "and the results confirm it exactly"
    if threshold.first is not None and threshold.last is not None:
        return f"between {_value(threshold, threshold.first)} and {_value(threshold, threshold.last)} by the results"
    if threshold.first is not None:
        return f"at least {_value(threshold, threshold.first)} by the results"
    if threshold.last is not None:
        return f"at most {_value(threshold, threshold.last)} by the results"
    return "but no result shows whether that is right"


def _next_figure(found: Evidence) -> str:
    """Return which score, with its overall rating, would narrow the widest gap."""
    threshold = found.threshold_to_ask_about
    if threshold is None or threshold.bands is None:
        return "none, because every threshold of the overall ratings is known exactly"
    points = _points(found.rulebook, threshold.bands)
    score = f"a score of {threshold.total_to_ask} of {points}, with its overall rating"
    if threshold.possible_starts == 2:
        return f"{score}, would show where {threshold.rating} starts"
    return f"{score}, would halve the {threshold.possible_starts} scores at which {threshold.rating} could start"


def _tested(book: Rulebook, test: Exercised) -> str:
    last = test.rule.path[-1]
    points = f", {_points(book, last)}" if isinstance(last, int) else ""
    second_hand = f", {test.second_hand} of them second-hand" if test.second_hand else ""
    note = f". {test.rule.note}" if test.rule.basis == "inferred" and not test.results and test.rule.note else ""
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

"""Rulebooks, reports and percentages for property-based tests with Hypothesis (extra: `hypothesis`).

Rulebooks are drawn with any names, numbers of ratings, thresholds and steps of rounding, so that a test
that passes on them says something of the rules' shape, not of one framework. Every strategy gives
valid values, and shrinks to a small one.

    from hypothesis import given
    from hmip_rules import score, strategies

    @given(strategies.reports("pdu-2024"))
    def test_...(report): ...
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hmip_rules.files.library import GivenRulebook, rulebook_from
from hmip_rules.model.percent import NOT_APPLICABLE, decimal_text
from hmip_rules.model.report import PublishedStandard, Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED, PRINTED_STEPS, Standard
from hmip_rules.model.steps import possible_totals

try:
    from hypothesis import strategies as st
except ImportError:
    message = "hmip_rules.strategies needs Hypothesis: pip install 'hmip-rules[hypothesis]'"
    raise ImportError(message) from None

Plain = dict[str, Any]

_names = st.text("abcdefghijklmnopqrstuvwxyzÄÖÜé -", min_size=1, max_size=8).filter(
    lambda name: name.strip() == name and name not in (NOT_RATED, NOT_APPLICABLE)
)


def percentages(cases: int | None = None) -> st.SearchStrategy[Any]:
    """Percentages in every form that a report may use: 51, "51.2", "51%", {"sufficient": 42, "of": 82}.

    Args:
        cases: how many cases were inspected, the most that counts may have; None for any number.
    """
    whole = st.integers(0, 100)
    tenths = st.integers(0, 1000).map(lambda tenths: decimal_text(Fraction(tenths, 10)))
    counts = st.integers(1, cases or 200).flatmap(
        lambda of: st.fixed_dictionaries({"sufficient": st.integers(0, of), "of": st.just(of)})
    )
    return st.one_of(whole, whole.map("{}%".format), tenths, counts)


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Draw a sound rulebook: its own ratings, points, bands, rounding, discretion and standards."""
    ratings = draw(st.lists(_names, min_size=2, max_size=5, unique_by=str.casefold))
    points = sorted(draw(st.sets(st.integers(0, 9), min_size=len(ratings), max_size=len(ratings))))
    standards = draw(_standards())
    step = draw(st.sampled_from(PRINTED_STEPS))
    starts = draw(_percent_starts(ratings, step))
    plain = {
        "id": "drawn",
        "sources": {"text": {"title": "A text"}},
        "basis": draw(st.sampled_from(["unverified", None])),
        "stands_on": {"total": draw(_grounds()), "points": draw(_grounds())},
        "ratings": dict(zip(ratings, points, strict=True)),
        "bands": {
            "key_question": {"starts": starts} | draw(_grounds()),
            "overall": draw(_overall_bands(ratings, points, standards)),
        },
        "percentages": {
            "printed": {"to": step, "by": draw(st.sampled_from(["nearest", "up", "down"]))},
            "ties": {"to": draw(st.sampled_from(["up", "down", "even"]))},
            "banded": {"value": draw(st.sampled_from(["rounded", "exact"])), **draw(_grounds())},
        },
        "discretion": draw(st.none() | _discretion(starts)),
        "standards": standards,
    }
    return Rulebook.model_validate(plain)


def _grounds() -> st.SearchStrategy[Plain]:
    sourced = st.sampled_from(["confirmed", "inferred"]).map(lambda basis: {"basis": basis, "sources": ["text"]})
    return st.one_of(st.just({}), st.just({"basis": "unverified"}), sourced)


def _discretion(starts: Plain) -> st.SearchStrategy[Plain]:
    """Draw a margin that is narrower than each band between two others."""
    widths = [end - start for start, end in pairwise(list(starts.values())[1:])]
    most = min(15, *(math.ceil(width) - 1 for width in widths)) if widths else 15
    return st.fixed_dictionaries(
        {"points": st.integers(0, most), "direction": st.sampled_from(["either", "up", "down"])}
    )


@st.composite
def _standards(draw: st.DrawFn) -> list[Plain]:
    keys = draw(st.lists(_names, min_size=1, max_size=5, unique=True))
    return [draw(_standard(key, always_counted=key == keys[0])) for key in keys]


@st.composite
def _standard(draw: st.DrawFn, key: str, *, always_counted: bool) -> Plain:
    questions = draw(st.lists(_names, max_size=3, unique=True))
    wording = draw(st.none() | _names)
    return {
        "code": draw(st.sampled_from([key, None])),
        "name": key,
        "counted": always_counted or draw(st.booleans()),
        "rated_by": "lowest_key_question" if questions else "judgement",
        "key_questions": dict.fromkeys(questions, wording),
    }


@st.composite
def _percent_starts(draw: st.DrawFn, ratings: list[str], step: Fraction) -> Plain:
    """Let each rating start at a printed percentage, or half a step below it."""
    printed = st.integers(1, int(100 / step)).map(lambda count: count * step)
    later = sorted(draw(st.sets(printed, min_size=len(ratings) - 1, max_size=len(ratings) - 1)))
    below = draw(st.lists(st.sampled_from([Fraction(0), step / 2]), min_size=len(later), max_size=len(later)))
    starts = [Fraction(0), *(start - less for start, less in zip(later, below, strict=True))]
    return dict(zip(ratings, starts, strict=True))


@st.composite
def _overall_bands(draw: st.DrawFn, ratings: list[str], points: list[int], standards: list[Plain]) -> list[Plain]:
    """Draw bands for all standards rated, and sometimes for one that was not."""
    counted = [standard["code"] or standard["name"] for standard in standards if standard["counted"]]
    left_out: list[list[str]] = [[]]
    if len(counted) > 1 and draw(st.booleans()):
        left_out.append([draw(st.sampled_from(counted))])
    bands = []
    for without in left_out:
        totals = possible_totals([points] * (len(counted) - len(without)))
        starts = draw(st.sets(st.sampled_from(totals[1:]), min_size=len(ratings) - 1, max_size=len(ratings) - 1))
        edges = dict(zip(ratings, [totals[0], *sorted(starts)], strict=True))
        bands.append({"max": totals[-1], "without": without, "starts": edges, **draw(_grounds())})
    return bands


def reports(rulebook: GivenRulebook, *, complete: bool = False, conflicts: bool = False) -> st.SearchStrategy[Report]:
    """Reports that fit a rulebook, right or wrong, with values missing.

    Args:
        rulebook: a Rulebook, an id such as "pdu-2024", the path of a rulebook file, or a dict.
        complete: whether every standard is given a rating, every key question a percentage, and the
            overall result a score and a rating. Otherwise any of them may be missing, a standard may
            be not rated, and a key question not applicable.
        conflicts: whether some of the values that are missing are given in two ways, as a document may.

    Raises:
        InputError: the rulebook cannot be used.
    """
    book = rulebook_from(rulebook).value
    without = _reports(book, complete=complete)
    return without.flatmap(lambda report: _with_conflicts(book, report)) if conflicts else without


@st.composite
def _reports(draw: st.DrawFn, rulebook: Rulebook, *, complete: bool) -> Report:
    cases = draw(st.none() | st.integers(1, 200))
    standards = {}
    for standard in rulebook.standards:
        if complete or draw(st.integers(0, 9)) > 0:
            standards[standard.key] = draw(_published(rulebook, standard, cases, complete=complete))
    overall: dict[str, st.SearchStrategy[Any]] = {
        "score": st.integers(0, rulebook.bands.overall[0].max + 1),
        "rating": st.sampled_from(rulebook.names),
    }
    if not complete:
        overall = {name: st.none() | value for name, value in overall.items()}
    right = rulebook.bands.overall[0].max
    overall["max_score"] = st.sampled_from([None, right] if complete else [None, right, right + 3])
    plain = {"service": "A service", "cases": cases, "standards": standards}
    return Report.model_validate({**plain, "overall": draw(st.fixed_dictionaries(overall))})


@st.composite
def _with_conflicts(draw: st.DrawFn, rulebook: Rulebook, report: Report) -> Report:
    """Let some of the ratings, percentages and scores that a report does not give be given in two ways."""
    ratings, scores = st.sampled_from(rulebook.names), st.integers(0, rulebook.bands.overall[0].max).map(str)
    missing: dict[tuple[str, ...], st.SearchStrategy[str]] = {}
    for standard in rulebook.standards:
        published = report.standards.get(standard.key, PublishedStandard())
        if published.rating is None:
            missing["standards", standard.key, "rating"] = ratings
        for name in standard.key_questions:
            if published.key_questions.get(name) is None:
                missing["standards", standard.key, "key_questions", name] = st.integers(0, 100).map(str)
    if report.overall.score is None:
        missing["overall", "score"] = scores
    if report.overall.rating is None:
        missing["overall", "rating"] = ratings
    paths = draw(st.lists(st.sampled_from([*missing]), max_size=3, unique=True)) if missing else []
    pairs = {path: draw(st.lists(missing[path], min_size=2, max_size=2, unique=True)) for path in paths}
    conflicts = [{"path": path, "values": [{"value": value} for value in pair]} for path, pair in pairs.items()]
    return report.model_copy(update={"conflicts": Report.model_validate({"conflicts": conflicts}).conflicts})


@st.composite
def _published(draw: st.DrawFn, rulebook: Rulebook, standard: Standard, cases: int | None, *, complete: bool) -> Plain:
    answers = percentages(cases)
    ratings = st.sampled_from(rulebook.names)
    if not complete:
        answers = st.one_of(answers, answers, st.none(), st.just(NOT_APPLICABLE))
        ratings = st.one_of(ratings, ratings, st.none(), st.just(NOT_RATED))
    questions = {name: draw(answers) for name in standard.key_questions}
    return {"rating": draw(ratings), "key_questions": questions}

"""The evidence is sound in both directions: each bracket is held against the scoring of moved rulebooks."""

from typing import NamedTuple

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from rulebooks.lighthouses import lamp, lighthouse

from hmip_rules import Report, Rulebook, load_report, load_rulebook, score
from hmip_rules.files.library import shipped_rulebooks
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.rulebooks.evidence import evidence, published_reports
from hmip_rules.strategies import reports, rulebooks

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


class Moves(NamedTuple):
    """How many thresholds with a bracket were moved, and to how many starts; crossing is one that no rulebook may have."""

    thresholds: int = 0
    inside: int = 0
    outside: int = 0
    crossing: int = 0


def moved(book, threshold, start):
    """The rulebook with one threshold elsewhere; None where its bands would cross."""
    altered = book.model_dump(by_alias=True)
    bands = (
        altered["bands"]["key_question"] if threshold.bands is None else altered["bands"]["overall"][threshold.bands]
    )
    bands["starts"] = {**bands["starts"], threshold.rating: start}
    try:
        return Rulebook.model_validate(altered)
    except ValidationError:
        return None


def completed(report, book):
    """Give the standards ratings that add up to the published score, so that nothing is left open."""
    card = score(report, book)
    ways = {0: {}}
    for result in card.standards:
        if result.standard.included and result.is_rated:
            ways = {
                total + book.ratings[rating]: {**given, result.key: rating}
                for total, given in ways.items()
                for rating in result.scored
            }
    standards = {key: NOT_RATED for key, published in report.standards.items() if published.rating == NOT_RATED}
    return Report.model_validate(
        {
            "standards": {**standards, **ways[report.overall.score]},
            "overall": report.overall,
        }
    )


def witnesses(results, book):
    """The results that agree, or may; and those with a score once more, with the ratings that are missing filled in."""
    alone, filled = [], []
    for report in results:
        if score(report, book).status == "disagrees":
            continue
        whole = completed(report, book) if report.overall.score is not None else report
        if score(whole, book).status != "disagrees":
            alone.append(report)
            filled.append(whole)
    return alone, filled


def starts(book, threshold):
    """Every start that a threshold might have: printed percentages, or totals of the standards."""
    if threshold.bands is None:
        step = book.percentages.printed.to
        shift = threshold.start % step
        return [step * count + shift for count in range(int(100 / step) + 2)]
    entry = book.bands.overall[threshold.bands]
    totals = {0}
    for standard in book.standards:
        if standard.included and standard.key not in entry.without:
            totals = {total + points for total in totals for points in book.ratings.values()}
    return [*sorted(totals), entry.max + 1]


def move_every_threshold(book, results):
    """Move each threshold to every start: results disagree exactly where the evidence says so."""
    count = Moves()
    of_percentages, of_totals = witnesses(results, book)
    for threshold in evidence(book, results).thresholds:
        held_against = of_percentages if threshold.bands is None else of_totals
        count = count._replace(thresholds=count.thresholds + threshold.has_bracket)
        for start in starts(book, threshold):
            inside = (threshold.first is None or threshold.first <= start) and (
                threshold.last is None or start <= threshold.last
            )
            altered = moved(book, threshold, start)
            disagrees = altered and any(score(report, altered).status == "disagrees" for report in held_against)
            assert disagrees in (None, not inside), (threshold, start)
            where = "crossing" if altered is None else "inside" if inside else "outside"
            if threshold.has_bracket:
                count = count._replace(**{where: getattr(count, where) + 1})
    return count


MOVED = {
    "crc-2018": Moves(thresholds=1, inside=12, outside=7, crossing=13),
    "pdu-2024": Moves(thresholds=1, inside=6, outside=4, crossing=13),
    "yjs-2021": Moves(thresholds=3, inside=6, outside=52, crossing=56),
    "yos-2018": Moves(thresholds=3, inside=12, outside=46, crossing=56),
}
"""Of every other rulebook no threshold has a bracket; where a result bounds one on one side, that is tried all the same."""


@pytest.mark.parametrize("rulebook_id", shipped_rulebooks())
def test_out_of_its_bracket_an_edge_makes_a_published_result_disagree_and_within_none(rulebook_id):
    book = load_rulebook(rulebook_id)
    assert move_every_threshold(book, published_reports(book)) == MOVED.get(rulebook_id, Moves())


def test_the_edges_of_percentages_are_sound_on_reports_published_in_full(pdu):
    assert move_every_threshold(pdu, [load_report(path) for path in EXAMPLES]) == Moves()


def test_the_edges_of_percentages_are_sound_where_results_lie_on_both_sides():
    results = [
        lamp("Dim", reach=33, colour=35),
        lamp("Fair", reach=44, colour=35),
        lamp("Fair", reach=71, colour=90),
        lamp("Bright", reach=72, colour=90),
        lamp("Bright", reach=88, colour=90),
    ]
    book = lighthouse(discretion={"points": 5, "direction": "up"})
    assert move_every_threshold(book, results) == Moves(thresholds=2, inside=13, outside=113, crossing=78)


@settings(max_examples=settings.default.max_examples // 4)
@given(st.data())
def test_every_bracket_is_sound_whatever_the_rules_and_the_results(data):
    book = data.draw(rulebooks())
    results = data.draw(st.lists(st.one_of(reports(book), reports(book, complete=True)), min_size=1, max_size=4))
    move_every_threshold(book, [put_right(report, book) for report in results])


def put_right(report, book):
    """Publish what the rules give in place of what disagrees."""
    card = score(report, book)
    standards = {key: dict(published) for key, published in report.standards.items()}
    for result in card.standards:
        if result.status == "disagrees":
            standards[result.key]["rating"] = result.possible[-1]
    total = card.overall.totals[-1]
    rating = None if card.overall.bands is None else book.bands.overall[card.overall.bands].rating_of(total)
    overall = {
        "score": None if report.overall.score is None else total,
        "rating": None if report.overall.rating is None else rating,
    }
    return Report.model_validate({"standards": standards, "overall": overall})

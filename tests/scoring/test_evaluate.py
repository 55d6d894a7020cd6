"""The inspectorate's method: percentage, band, lowest, points, total, overall rating."""

import math
from fractions import Fraction
from itertools import product

import oracle
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hmip_rules import Report, Rulebook, score, strategies
from hmip_rules.model.percent import decimal_text

QUESTIONS = ("engagement", "desistance", "safety")


def report(**standards):
    plain = {key.replace("P", "P ").replace("_", "."): value for key, value in standards.items()}
    return Report.model_validate({"rulebook": "pdu-2024", "standards": plain})


def assessed(pdu, *answers, rating=None):
    """P 2.1 with the given answers to its three key questions."""
    asked = dict(zip(QUESTIONS, answers, strict=True))
    card = score(report(P2_1={"rating": rating, "key_questions": asked}), pdu)
    return card.standards[3]


class TestBand:
    """bands.key_question: where each rating starts, in per cent of cases."""

    def test_every_whole_percentage_of_every_key_question_has_the_rating_the_rule_gives_it(self, pdu):
        compared = 0
        for key, name, percent in product(("P 2.1", "P 2.2", "P 2.3", "P 2.4"), QUESTIONS, range(101)):
            asked = dict.fromkeys(QUESTIONS, 100) | {name: percent}
            card = score(Report.model_validate({"standards": {key: {"key_questions": asked}}}), pdu)
            result = next(result for result in card.standards if result.key == key)
            assert result.rating == oracle.PDU_PERCENT[percent]
            compared += 1
        assert compared == 4 * 3 * 101

    @pytest.mark.parametrize(
        ("written", "rating"),
        [
            ("49.4", "Inadequate"),
            ("49.499999", "Inadequate"),
            ("49.5", "Requires improvement"),
            ({"sufficient": 99, "of": 200}, "Requires improvement"),
            ({"sufficient": 494999, "of": 1000000}, "Inadequate"),
            ("64.4", "Requires improvement"),
            ("64.5", "Good"),
            ({"sufficient": 129, "of": 200}, "Good"),
            ("79.4", "Good"),
            ("79.5", "Outstanding"),
            ({"sufficient": 159, "of": 200}, "Outstanding"),
        ],
    )
    def test_a_percentage_is_rounded_once_half_up_before_it_is_banded(self, pdu, written, rating):
        assert assessed(pdu, written, 100, 100).rating == rating

    def test_39_45_is_not_rounded_to_39_5_and_again_to_40(self, pdu):
        assert assessed(pdu, "39.45", 100, 100).percent == 39

    @pytest.mark.parametrize(("percent", "otherwise"), [("49.5", "Inadequate"), ("49.6", "Inadequate"), ("50.4", None)])
    def test_the_result_says_where_the_exact_percentage_has_another_rating(self, pdu, percent, otherwise):
        assert assessed(pdu, percent, 100, 100).key_questions[0].otherwise == otherwise


class TestLowest:
    """stands_on.lowest_key_question: the lowest key question drives the standard."""

    def test_the_lowest_key_question_decides(self, pdu):
        result = assessed(pdu, 51, 62, 23)
        assert (result.rating, result.decided_by, result.percent) == ("Inadequate", ("safety",), 23)

    def test_key_questions_that_tie_after_rounding_decide_together_in_the_rulebooks_order(self, pdu):
        assert assessed(pdu, "20.6", 60, "21.4").decided_by == ("engagement", "safety")

    def test_a_key_question_that_is_not_applicable_leaves_the_lowest(self, pdu):
        result = assessed(pdu, 70, "not applicable", 66)
        assert (result.rating, result.decided_by, result.missing) == ("Good", ("safety",), ())

    @given(st.data())
    def test_raising_a_percentage_never_lowers_any_rating(self, data):
        book = data.draw(strategies.rulebooks())
        before = data.draw(strategies.reports(book, complete=True))
        asked = [(key, name) for key, published in before.standards.items() for name in published.key_questions]
        assume(asked)
        key, name = data.draw(st.sampled_from(asked))
        old = before.standards[key].key_questions[name].value
        new = decimal_text(Fraction(data.draw(st.integers(math.ceil(old * 10), 1000)), 10))
        plain = before.model_dump(exclude={"cases"})
        plain["standards"][key]["key_questions"][name] = new
        for standard in plain["standards"].values():
            standard["rating"] = None if standard["key_questions"] else standard["rating"]
        after = score(Report.model_validate(plain), book)
        plain["standards"][key]["key_questions"][name] = before.standards[key].key_questions[name].as_written()
        first = score(Report.model_validate(plain), book)
        rank = book.names.index
        for lower, higher in zip(first.standards, after.standards, strict=True):
            assert rank(lower.rating) <= rank(higher.rating)
        assert first.overall.score <= after.overall.score
        assert rank(first.overall.rating) <= rank(after.overall.rating)

    @given(st.data())
    def test_the_order_of_key_questions_and_standards_in_a_report_does_not_matter(self, data):
        book = data.draw(strategies.rulebooks())
        report = data.draw(strategies.reports(book))
        plain = report.model_dump()
        turned = {
            key: {**plain["standards"][key], "key_questions": dict(reversed(value.key_questions.items()))}
            for key, value in reversed(report.standards.items())
        }
        other = Report.model_validate({**plain, "standards": turned})
        first, second = score(report, book), score(other, book)
        assert first.standards == second.standards
        assert first.overall == second.overall

    @given(st.data())
    def test_a_standards_rating_is_the_band_of_its_lowest_percentage(self, data):
        book = data.draw(strategies.rulebooks())
        card = score(data.draw(strategies.reports(book, complete=True)), book)
        starts = {name: book.bands.key_question.starts[name] for name in book.names}
        for result in card.standards:
            percents = [question.percent for question in result.key_questions]
            if percents:
                assert result.rating == oracle.rating_of(starts, min(percents))


class TestTotal:
    """ratings, stands_on.total and bands.overall: points are added up, and the total falls into a band."""

    def test_every_combination_of_ratings_has_the_score_and_overall_rating_the_rules_give(self, pdu):
        percent = {"Inadequate": 49, "Requires improvement": 50, "Good": 79, "Outstanding": 80}
        judged, assessed = ("P 1.1", "P 1.2", "P 1.3"), ("P 2.1", "P 2.2", "P 2.3", "P 2.4")
        compared = 0
        for ratings in product(oracle.PDU_POINTS, repeat=7):
            standards = dict(zip(judged, ratings[:3], strict=True))
            for key, rating in zip(assessed, ratings[3:], strict=True):
                asked = {"engagement": 100, "desistance": "not applicable", "safety": percent[rating]}
                standards[key] = {"key_questions": asked}
            card = score(Report.model_validate({"standards": standards}), pdu)
            total = sum(oracle.PDU_POINTS[rating] for rating in ratings)
            assert (card.overall.score, card.overall.rating) == (total, oracle.PDU_TOTAL[total])
            compared += 1
        assert compared == 4**7

    def test_a_standard_that_is_not_rated_adds_nothing_and_leaves_the_overall_rating_open(self, pdu):
        card = score(report(P1_1="not rated", P1_2="Good", P1_3="Good"), pdu)
        assert card.standards[0].rating is None
        assert (card.overall.max_score, card.overall.possible) == (None, pdu.names)
        assert (card.overall.totals[0], card.overall.totals[-1]) == (4, 16)

    def test_bands_for_fewer_standards_hold_where_just_those_were_not_rated(self, pdu):
        plain = pdu.model_dump(by_alias=True)
        fewer = {"max": 18, "without": ["P 1.1"], "starts": dict(zip(pdu.names, (0, 4, 10, 16), strict=True))}
        plain["bands"]["overall"] = [*plain["bands"]["overall"], fewer]
        book = Rulebook.model_validate(plain)
        ratings = dict.fromkeys(["P 1.2", "P 1.3", "P 2.1", "P 2.2", "P 2.3", "P 2.4"], "Good")
        card = score(Report.model_validate({"standards": {"P 1.1": "not rated", **ratings}}), book)
        assert (card.overall.score, card.overall.max_score, card.overall.rating) == (12, 18, "Good")
        card = score(Report.model_validate({"standards": {"P 1.1": "Good", **ratings}}), book)
        assert (card.overall.score, card.overall.max_score) == (14, 21)

    def test_a_standard_that_does_not_count_is_rated_and_adds_no_points(self, pdu):
        plain = pdu.model_dump(by_alias=True)
        plain["standards"][6]["counted"] = False
        starts = dict(zip(pdu.names, (0, 4, 10, 16), strict=True))
        plain["bands"]["overall"] = [{"max": 18, "starts": starts}]
        book = Rulebook.model_validate(plain)
        ratings = dict.fromkeys([standard.key for standard in book.standards], "Outstanding")
        card = score(Report.model_validate({"standards": ratings}), book)
        assert (card.overall.score, card.standards[6].rating) == (18, "Outstanding")
        del ratings["P 2.4"]
        card = score(Report.model_validate({"standards": ratings}), book)
        assert (card.overall.score, card.standards[6].missing) == (18, ("engagement", "desistance", "safety"))

"""A report beside the previous one: what rose and fell agrees with the ratings."""

import oracle
import pytest
from hypothesis import assume, given
from insight.made_up import changed, two_cards, two_reports

from hmip_rules import Report, Rulebook
from hmip_rules.insight.since.compute import since
from hmip_rules.model.percent import Percentage
from hmip_rules.scoring.evaluate import evaluate

OPPOSITE = {"rose": "fell", "fell": "rose", "same": "same", None: None}


@given(two_reports(complete=True))
def test_rose_and_fell_agree_with_the_ratings_of_the_oracle(drawn):
    book, before, after = drawn
    found = since(evaluate(book, before), evaluate(book, after))
    rules = book.model_dump(by_alias=True)
    old, new = (oracle.score(rules, oracle_report(report)) for report in (before, after))
    assert [standard.after.key for standard in found.standards] == list(book.by_key)
    for standard in found.standards:
        (was,), (is_now,) = old["counts"][standard.before.key], new["counts"][standard.after.key]
        assert standard.went == direction(book, was, is_now)
    (was,), (is_now,) = old["overall"], new["overall"]
    assert found.went == direction(book, was, is_now)
    assert found.points == new["totals"].pop() - old["totals"].pop()


def oracle_report(report):
    return {"standards": {}, "overall": {}} | report.model_dump(exclude_none=True, mode="json")


def direction(book, before, after):
    names = list(book.ratings)
    was, is_now = names.index(before), names.index(after)
    return "rose" if is_now > was else "fell" if is_now < was else "same"


@given(two_cards())
def test_from_the_other_side_what_rose_fell_and_movements_turn_round(cards):
    found, back = since(*cards), since(*reversed(cards))
    assert back.went == OPPOSITE[found.went]
    assert found.points is None or back.points == -found.points
    assert sorted(swapped(back), key=str) == sorted(seen(found), key=str)


def seen(found):
    for standard in found.standards:
        for question in standard.questions or [None]:
            keys = standard.before and standard.before.key, standard.after and standard.after.key
            yield *keys, standard.went, moved(question, 1)


def swapped(found):
    for standard in found.standards:
        for question in standard.questions or [None]:
            keys = standard.after and standard.after.key, standard.before and standard.before.key
            yield *keys, OPPOSITE[standard.went], moved(question, -1)


def moved(question, sign):
    if question is None or question.points is None:
        return question and question.id
    ends = question.interval and sorted(round(sign * end, 6) + 0.0 for end in question.interval)
    return question.id, sign * question.points, ends, question.is_beyond_chance


@given(two_cards())
def test_a_movement_needs_two_values_and_is_their_difference(cards):
    found = since(*cards)
    for question in found.questions:
        answers = [side and side.answer for side in (question.before, question.after)]
        assert (question.points is not None) == all(isinstance(answer, Percentage) for answer in answers)
        if question.points is None:
            assert question.interval is None
            assert question.is_beyond_chance is None
        else:
            assert question.before.percent + question.points == question.after.percent
    same_scale = cards[0].rulebook.names == cards[1].rulebook.names
    for standard in found.standards:
        is_known = all(result and len(result.scored) == 1 for result in (standard.before, standard.after))
        assert (standard.went is not None) == (is_known and same_scale)


@given(two_cards())
def test_a_report_beside_itself_has_not_moved(cards):
    _, card = cards
    found = since(card, card)
    assert {standard.went for standard in found.standards} <= {"same", None}
    assert len(found.standards) == len(card.rulebook.standards)
    assert found.went in ("same", None)
    assert found.points in (0, None)
    assert found.before_by_later_rules is None
    assert {question.points for question in found.questions} <= {0, None}
    assert not any(question.is_beyond_chance for question in found.questions)


@given(two_reports(complete=True))
def test_by_the_later_rules_the_previous_report_is_rated_as_by_the_oracle(drawn):
    book, before, after = drawn
    assume(changed(book) != book)
    found = since(evaluate(changed(book), before), evaluate(book, after))
    rated = oracle.score(book.model_dump(by_alias=True), oracle_report(before))
    assert {result.key: set(result.possible) for result in found.before_by_later_rules.standards} == rated["ratings"]
    assert set(found.before_by_later_rules.overall.possible) == rated["overall"]
    (was,) = rated["overall"]
    assert found.went_by_later_rules == direction(book, was, found.after.overall.rating)


def rated(book, rating):
    return evaluate(book, Report(standards=dict.fromkeys(book.by_key, rating)))


@pytest.mark.parametrize(
    ("before", "after", "went", "points"),
    [("Good", "Outstanding", "rose", 7), ("Good", "Inadequate", "fell", -14), ("Good", "Good", "same", 0)],
)
def test_the_overall_rating_and_the_score_rise_and_fall_with_those_of_seven_standards(pdu, before, after, went, points):
    found = since(rated(pdu, before), rated(pdu, after))
    assert (found.went, found.points) == (went, points)
    assert (found.before, found.after) == (rated(pdu, before), rated(pdu, after))
    assert found.chance_is_known is True  # the tests have statsmodels
    assert {standard.went for standard in found.standards} == {went}
    assert (found.before_by_later_rules, found.went_by_later_rules) == (None, None)


@pytest.mark.parametrize(("rating", "went"), [("Outstanding", "rose"), ("Inadequate", "fell"), ("Good", "same")])
def test_by_other_rules_of_the_same_standards_the_overall_rating_is_compared_again(pdu, rating, went):
    found = since(rated(changed(pdu), "Good"), rated(pdu, rating))
    assert found.before_by_later_rules.rulebook == pdu
    assert (found.went, found.went_by_later_rules) == (went, went)


def test_standards_stand_in_the_later_order_and_those_that_are_gone_after_them(pdu):
    fields = pdu.model_dump(by_alias=True)
    fields["standards"] = [*reversed(fields["standards"])]
    fields["standards"][-1] |= {"code": "N 1", "name": "Lamp"}  # in place of P 1.1
    later = Rulebook.model_validate(fields)
    found = since(rated(pdu, "Good"), rated(later, "Good"))
    both = ["P 2.4", "P 2.3", "P 2.2", "P 2.1", "P 1.3", "P 1.2"]
    pairs = [tuple(side and side.key for side in (standard.before, standard.after)) for standard in found.standards]
    assert pairs == [*((key, key) for key in both), (None, "N 1"), ("P 1.1", None)]
    assert {(standard.went, standard.questions) for standard in found.standards[-2:]} == {(None, ())}

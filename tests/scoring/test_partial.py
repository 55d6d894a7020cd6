"""What is missing leaves what every way of filling the gaps gives; held against an oracle that tries them all."""

import math

import oracle
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hmip_rules import Report, score, strategies
from hmip_rules.wording import reasons

MOST = 20_000  # fillings that the oracle tries for one report


def fillings(book, report):
    """How many ways there are to fill the gaps of a report."""
    ways = 1
    for standard in book.standards:
        published = report.standards.get(standard.key)
        answers = [published.key_questions.get(name) if published else None for name in standard.key_questions]
        if any(answer not in (None, "not applicable") for answer in answers):
            step = oracle.step_of_missing(book.model_dump(by_alias=True))
            ways *= (int(100 / step) + 1) ** answers.count(None)
    return ways


def compare(book, report):
    """Hold a scorecard against the oracle; count the values compared."""
    card = score(report, book)
    expected = oracle.score(book.model_dump(by_alias=True), report.model_dump())
    compared = 0
    for result in card.standards:
        assert set(result.possible) == expected["ratings"][result.key], result.key
        assert result.status == expected["statuses"][result.key], result.key
        compared += 2
    assert set(card.overall.totals) == expected["totals"]
    assert set(card.overall.possible) == expected["overall"]
    assert set(card.overall.allowed_totals) == expected["allowed_totals"]
    assert set(card.overall.allowed) == expected["allowed_overall"]
    assert card.overall.status == expected["overall_status"]
    assert card.status == expected["status"]
    assert card.overall.score_status == expected["score_status"]
    assert card.overall.rating_status == expected["rating_status"]
    assert card.overall.max_score_status == expected["max_score_status"]
    return compared + 6


@given(st.data())
def test_possible_ratings_scores_and_statuses_are_what_brute_force_over_every_completion_gives(data):
    book = data.draw(strategies.rulebooks())
    report = data.draw(strategies.reports(book))
    assume(fillings(book, report) <= MOST)
    assert compare(book, report) == 2 * len(book.standards) + 6


@pytest.mark.parametrize("margin", [0, 3, 5, 14])
@pytest.mark.parametrize("published", [None, "Inadequate", "Requires improvement", "Good", "Outstanding"])
def test_a_missing_percentage_leaves_what_its_101_values_give(pdu, published, margin):
    rules = pdu.model_dump(by_alias=True)
    rules["discretion"]["points"] = margin
    book = type(pdu).model_validate(rules)
    compared = 0
    for known in range(101):
        asked = {"engagement": known, "desistance": "not applicable"}
        standards = {"P 2.1": {"rating": published, "key_questions": asked}, "P 1.1": "Good"}
        standards |= dict.fromkeys(["P 1.2", "P 1.3", "P 2.2", "P 2.3", "P 2.4"], "Requires improvement")
        compare(book, Report.model_validate({"standards": standards}))
        compared += 1
    assert compared == 101


def test_a_news_item_with_the_score_and_two_ratings_is_undetermined_and_leaves_the_rest_open(pdu):
    card = score(
        Report.model_validate(
            {"standards": {"P 1.1": "Good", "P 2.1": "Inadequate"}, "overall": {"score": 6, "max_score": 21}}
        ),
        pdu,
    )
    assert card.status == "undetermined"
    assert (card.overall.totals[0], card.overall.totals[-1]) == (2, 17)
    assert card.standards[1].possible == pdu.names
    assert card.findings == ()


def test_a_mapping_of_key_questions_that_are_all_empty_takes_the_published_rating(pdu):
    empty = dict.fromkeys(["engagement", "desistance", "safety"])
    result = score(Report.model_validate({"standards": {"P 2.1": {"rating": "Good", "key_questions": empty}}}), pdu)
    assert (result.standards[3].status, result.standards[3].rating) == ("taken", "Good")


def test_a_standard_with_no_applicable_key_question_takes_the_published_rating(pdu):
    empty = dict.fromkeys(["engagement", "desistance", "safety"], "not applicable")
    result = score(Report.model_validate({"standards": {"P 2.1": {"rating": "Good", "key_questions": empty}}}), pdu)
    assert (result.standards[3].status, result.standards[3].rating) == ("taken", "Good")
    result = score(Report.model_validate({"standards": {"P 2.1": {"key_questions": empty}}}), pdu)
    assert (result.standards[3].status, result.standards[3].possible) == ("not_published", pdu.names)


def test_a_report_that_gives_nothing_leaves_every_score(pdu):
    card = score(Report.model_validate({}), pdu)
    assert card.overall.totals == tuple(range(22))
    assert math.prod(len(result.possible) for result in card.standards) == 4**7


def test_a_band_of_a_single_percentage_is_not_passed_over(pdu):
    rules = pdu.model_dump(by_alias=True) | {"discretion": None}
    rules["bands"]["key_question"]["starts"] = dict(zip(pdu.names, (0, 50, 51, 52), strict=True))
    book = type(pdu).model_validate(rules)
    for known in (49, 50, 51, 52):
        compare(
            book,
            Report.model_validate({"standards": {"P 2.1": {"key_questions": {"safety": known, "engagement": 90}}}}),
        )


def test_a_percentage_between_two_printed_ones_can_be_the_lowest(pdu):
    rules = pdu.model_dump(by_alias=True)
    rules["percentages"]["banded"]["value"] = "exact"
    rules["bands"]["key_question"]["starts"] = dict(zip(pdu.names, (0, 50.25, 65, 80), strict=True))
    book = type(pdu).model_validate(rules)
    asked = {"safety": 50.5, "engagement": 90}
    compare(book, Report.model_validate({"standards": {"P 2.1": {"key_questions": asked}}}))


GIVEN = {"P 1.1": "Good", "P 1.2": "Good", "P 2.1": "Inadequate", "P 2.2": "Inadequate", "P 2.3": "Inadequate"}


class TestWhatAScoreSaysOfMissingRatings:
    def scored(self, pdu, score_, **more):
        plain = {"standards": {**GIVEN, **more}, "overall": {"score": score_}}
        return score(Report.model_validate(plain), pdu)

    def test_the_standards_not_given_share_what_is_left(self, pdu):
        card = self.scored(pdu, 7)
        assert card.left_by_score == (3, ("P 1.3", "P 2.4"))
        assert reasons.why_score(card).endswith(
            ". For the published score to be right, P 1.3 and P 2.4 must score 3 points together"
        )

    def test_the_possible_ratings_are_not_narrowed(self, pdu):
        card = self.scored(pdu, 4)
        assert card.left_by_score == (0, ("P 1.3", "P 2.4"))
        assert (card.standards[2].possible, card.overall.totals) == (pdu.names, tuple(range(4, 11)))

    @pytest.mark.parametrize("score_", [None, 3, 11])
    def test_nothing_is_said_of_a_score_that_is_missing_or_not_possible(self, pdu, score_):
        assert self.scored(pdu, score_).left_by_score is None

    def test_nothing_is_said_where_every_standard_is_determined(self, pdu):
        more = {"P 1.3": "Good", "P 2.4": "not rated"}
        assert self.scored(pdu, 6, **more).left_by_score is None


@pytest.mark.parametrize("banded", ["rounded", "exact"])
@pytest.mark.parametrize(("step", "starts", "margin"), [(1, (0, 50, 51, 80), "0.5"), (1, (0, 50, 65, 80), 8)])
@pytest.mark.parametrize("published", ["Inadequate", "Requires improvement", "Good"])
def test_what_discretion_leaves_between_two_edges_is_met(pdu, banded, step, starts, margin, published):
    """With 51 and a margin of 0.5, a printed percentage of 50 is all that its band has; an exact one may be 50.6."""
    rules = pdu.model_dump(by_alias=True)
    rules["percentages"]["printed"]["to"] = step
    rules["percentages"]["banded"]["value"] = banded
    rules["bands"]["key_question"]["starts"] = dict(zip(pdu.names, starts, strict=True))
    rules["discretion"]["points"] = margin
    book = type(pdu).model_validate(rules)
    for known in (60, 90):
        asked = {"engagement": known, "desistance": "not applicable"}
        standards = {"P 2.1": {"rating": published, "key_questions": asked}}
        standards |= dict.fromkeys(["P 1.1", "P 1.2", "P 1.3", "P 2.2", "P 2.3", "P 2.4"], "Good")
        compare(book, Report.model_validate({"standards": standards}))


@pytest.mark.parametrize(
    ("banded", "step", "starts"),
    [
        ("rounded", 1, (0, 1, 2, 3)),
        ("rounded", 1, (0, "49.5", 51, 80)),
        ("rounded", "0.1", (0, 50, 65, 80)),
        ("rounded", "0.1", (0, "0.1", "0.2", "0.3")),
        ("exact", "0.1", (0, "0.5", "0.75", 80)),
        ("exact", "0.1", (0, "99.25", "99.5", "99.75")),
    ],
)
@pytest.mark.parametrize("known", ["0", "0.3", "2", "50", "64.9", "99.6", "100"])
def test_a_missing_percentage_can_bring_a_standard_down_to_every_lower_band(pdu, banded, step, starts, known):
    rules = pdu.model_dump(by_alias=True) | {"discretion": None}
    rules["percentages"]["printed"]["to"] = step
    rules["percentages"]["banded"]["value"] = banded
    rules["bands"]["key_question"]["starts"] = dict(zip(pdu.names, starts, strict=True))
    book = type(pdu).model_validate(rules)
    result = score(Report.model_validate({"standards": {"P 2.1": {"key_questions": {"safety": known}}}}), book)
    highest = oracle.banded(rules, oracle.exact(known))
    reached = [name for name, start in zip(pdu.names, starts, strict=True) if oracle.exact(start) <= highest]
    assert result.standards[3].possible == tuple(reached)


@pytest.mark.parametrize(("start", "margin"), [(3, 3), (3, "2.5"), (2, 3)])
@pytest.mark.parametrize("published", ["Inadequate", "Requires improvement", "Good"])
def test_no_percentage_below_0_is_taken_for_one_that_may_be_missing(pdu, start, margin, published):
    """With 3 and a margin of 3 discretion reaches down to 0: what lay below it would not be within."""
    rules = pdu.model_dump(by_alias=True)
    rules["bands"]["key_question"]["starts"] = dict(zip(pdu.names, (0, start, 65, 80), strict=True))
    rules["discretion"]["points"] = margin
    asked = {"engagement": 2, "desistance": "not applicable"}
    standards = {"P 2.1": {"rating": published, "key_questions": asked}}
    compare(type(pdu).model_validate(rules), Report.model_validate({"standards": standards}))


def test_no_key_question_decides_while_a_missing_one_may(pdu):
    open_, decided = (
        score(Report.model_validate({"standards": {"P 2.1": {"key_questions": {"safety": known}}}}), pdu).standards[3]
        for known in (64, 23)
    )
    assert (len(open_.possible), open_.decided_by, open_.percent) == (2, (), None)
    assert (len(decided.possible), decided.decided_by, decided.percent) == (1, ("safety",), 23)


def report_without_a_rating(score_, rating="Good"):
    """P 2.1 has 62% and no published rating: 1 point by its band, and 2 if inspectors used discretion."""
    asked = dict.fromkeys(["engagement", "desistance", "safety"], 70)
    standards = dict.fromkeys(["P 1.1", "P 1.2", "P 1.3"], "Good")
    standards |= {"P 2.1": {"key_questions": asked | {"desistance": 62}}}
    standards |= {key: {"rating": "Good", "key_questions": asked} for key in ["P 2.2", "P 2.3", "P 2.4"]}
    return Report.model_validate({"standards": standards, "overall": {"score": score_, "rating": rating}})


@pytest.mark.parametrize(
    ("published", "status", "codes"),
    [(12, "disagrees", ["score"]), (13, "agrees", []), (14, "undetermined", []), (15, "disagrees", ["score"])],
)
def test_a_score_may_follow_from_a_rating_that_was_not_published(pdu, published, status, codes):
    card = score(report_without_a_rating(published), pdu)
    assert (card.overall.score, card.overall.score_status, card.overall.rating_status) == (13, status, "agrees")
    assert [finding.code for finding in card.findings] == codes
    if status == "undetermined":
        assert "14 is possible if inspectors used discretion for P 2.1" in reasons.why_score(card)
        assert ("discretion",) in card.overall.rules


def test_an_overall_rating_may_follow_from_a_rating_that_was_not_published(pdu):
    report = report_without_a_rating(None, "Outstanding").model_dump(exclude_none=True)
    report["standards"] |= {key: {"rating": "Outstanding"} for key in ["P 1.1", "P 1.2", "P 1.3"]}
    asked = dict.fromkeys(["engagement", "desistance", "safety"], 90)
    report["standards"]["P 2.2"] = {"rating": "Outstanding", "key_questions": asked}
    for number in (17, 18, 19):
        report["overall"]["score"] = None
        card = score(Report.model_validate(report), pdu)
        assert (card.overall.score, card.overall.rating_status, card.findings) == (17, "undetermined", ())
        assert "Outstanding is possible if inspectors used discretion for P 2.1" in reasons.why_overall_rating(card)
        report["overall"]["score"] = number
        codes = [finding.code for finding in score(Report.model_validate(report), pdu).findings]
        assert codes == {17: ["overall-rating"], 18: [], 19: ["score"]}[number]


def test_numbers_of_ratings_say_that_discretion_was_used(pdu):
    report = report_without_a_rating(14).model_dump(exclude_none=True) | {"rating_counts": {"Good": 7, "of": 7}}
    card = score(Report.model_validate(report), pdu)
    assert (card.overall.score, card.overall.score_status, card.overall.by_counts) == (14, "agrees", True)
    assert card.findings == ()


def test_a_conflict_about_another_standard_does_not_hide_that_discretion_is_needed(pdu):
    report = report_without_a_rating(14).model_dump(exclude_none=True)
    far_from_a_threshold = {"key_questions": dict.fromkeys(["engagement", "desistance", "safety"], 72)}
    report["standards"]["P 2.2"] = far_from_a_threshold
    ratings = [{"value": "Good"}, {"value": "Outstanding"}]
    report["conflicts"] = [{"path": ["standards", "P 2.2", "rating"], "values": ratings}]
    card = score(Report.model_validate(report), pdu)
    assert card.overall.score_status == "undetermined"
    assert ("discretion",) in card.overall.rules
    report["standards"]["P 2.1"] = far_from_a_threshold
    report["overall"]["score"] = 15
    by_conflict_alone = score(Report.model_validate(report), pdu)
    assert by_conflict_alone.overall.score_status == "undetermined"
    assert ("discretion",) not in by_conflict_alone.overall.rules

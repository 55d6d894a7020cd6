"""Which rules each result stands on: those by which it came about, and no others."""

import pytest

from hmip_rules import Report, score
from hmip_rules.model.report import PublishedOverall

STANDARD, LOWEST = ("stands_on", "standards"), ("stands_on", "lowest_key_question")
BANDS = ("bands", "key_question")
ALL = {"engagement": 23, "desistance": "not applicable", "safety": None}


def standard(pdu, key="P 2.1", published=None, **changes):
    rules = pdu.model_dump(by_alias=True) | changes
    card = score(Report.model_validate({"standards": {key: published}}), type(pdu).model_validate(rules))
    return next(result for result in card.standards if result.key == key)


@pytest.mark.parametrize(
    ("key", "published", "rules"),
    [
        ("P 1.1", "Good", [STANDARD, ("stands_on", "judgement")]),
        ("P 1.1", None, [STANDARD]),
        ("P 1.1", "not rated", [STANDARD]),
        ("P 2.1", "Good", [STANDARD]),
        ("P 2.1", None, [STANDARD]),
        ("P 2.1", {"rating": "not rated", "key_questions": ALL}, [STANDARD]),
        ("P 2.1", {"key_questions": ALL}, [STANDARD, LOWEST]),
        ("P 2.1", {"rating": "Inadequate", "key_questions": ALL}, [STANDARD, LOWEST]),
        ("P 2.1", {"rating": "Good", "key_questions": ALL}, [STANDARD, LOWEST, ("discretion",)]),
    ],
)
def test_a_standard_stands_on_how_its_rating_came_about(pdu, key, published, rules):
    assert list(standard(pdu, key, published).rules) == rules


@pytest.mark.parametrize("published", [None, "Good", {"key_questions": ALL}])
def test_a_standard_with_a_basis_of_its_own_stands_on_that_and_not_on_that_of_all(pdu, published):
    rules = pdu.model_dump(by_alias=True)["standards"]
    place = next(number for number, entry in enumerate(rules) if entry["code"] == "P 2.1")
    rules[place]["basis"] = "unverified"
    assert standard(pdu, published=published, standards=rules).rules[0] == ("standards", place)


def test_a_rating_that_departs_does_not_stand_on_discretion_where_the_rules_have_none(pdu):
    published = {"rating": "Good", "key_questions": ALL}
    assert list(standard(pdu, published=published, discretion=None).rules) == [STANDARD, LOWEST]


@pytest.mark.parametrize("rating", [None, "Inadequate", "not rated"])
def test_a_key_question_stands_on_the_bands_on_that_it_fits_no_case_or_on_nothing(pdu, rating):
    given = standard(pdu, published={"rating": rating, "key_questions": ALL}).key_questions
    assert [(question.id, question.answer is None, list(question.rules)) for question in given] == [
        ("engagement", False, [] if rating == "not rated" else [BANDS]),
        ("desistance", False, [("stands_on", "not_applicable")]),
        ("safety", True, []),
    ]


def test_a_key_question_stands_on_banding_where_it_decides_whether_the_published_rating_is_within_discretion(pdu):
    near = {"engagement": 45, "desistance": 90, "safety": 90}  # 45 is the last that discretion allows
    as_banded, departing = (
        standard(pdu, published={"rating": rating, "key_questions": near}).key_questions[0].rules
        for rating in ("Inadequate", "Requires improvement")
    )
    assert list(as_banded) == [BANDS]
    assert list(departing) == [("percentages", "banded"), BANDS]


def test_the_overall_rating_stands_on_points_and_on_the_bands_that_hold(pdu):
    counted = [("stands_on", "points"), ("stands_on", "total")]
    ratings = dict.fromkeys([entry.key for entry in pdu.standards], "Good")
    all_rated = score(Report.model_validate({"standards": ratings, "overall": {"score": 14}}), pdu)
    assert (all_rated.overall.score, all_rated.overall.published) == (14, PublishedOverall(score=14))
    assert list(all_rated.overall.rules) == [*counted, ("stands_on", "max_score"), ("bands", "overall", 0)]
    one_not = score(Report.model_validate({"standards": ratings | {"P 1.1": "not rated"}}), pdu)
    assert list(one_not.overall.rules) == counted


@pytest.mark.parametrize("rating", [None, "not rated"])
def test_a_percentage_has_its_rating_also_where_the_standard_was_not_rated(pdu, rating):
    given = standard(pdu, published={"rating": rating, "key_questions": ALL}).key_questions
    assert [(question.percent, question.rating) for question in given] == [
        (23, "Inadequate"),
        (None, None),
        (None, None),
    ]


ORIGINS = [
    ("P 1.1", "Good", "judgement", ("Good",), "taken"),
    ("P 2.1", "Good", "as_published", ("Good",), "taken"),
    ("P 2.1", None, "unknown", ("Inadequate", "Requires improvement", "Good", "Outstanding"), "not_published"),
    ("P 2.1", "not rated", "not_rated", (), "taken"),
    ("P 2.1", {"rating": "not rated", "key_questions": ALL}, "not_rated", (), "taken"),
    ("P 2.1", {"key_questions": ALL}, "recomputed", ("Inadequate",), "not_published"),
    ("P 2.1", {"rating": "Good", "key_questions": ALL}, "recomputed", ("Inadequate",), "disagrees"),
]


@pytest.mark.parametrize(("key", "published", "origin", "possible", "status"), ORIGINS)
def test_a_rating_came_about_in_one_way_and_leaves_what_is_possible(pdu, key, published, origin, possible, status):
    result = standard(pdu, key, published)
    given = published.get("rating") if isinstance(published, dict) else published
    assert (result.key, result.published, result.origin, result.status) == (key, given, origin, status)
    assert (result.possible, result.scored) == (possible, possible)

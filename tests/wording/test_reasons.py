"""The words of a result are built from the values that decided it."""

import pytest
from click import unstyle
from hypothesis import given
from hypothesis import strategies as st

from hmip_rules import Report, Rulebook, score, strategies
from hmip_rules.model.places import NO_PLACES
from hmip_rules.output import headline
from hmip_rules.output.rendering import render
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import reasons, rule_words

TWO_WRONG = {
    "P 2.1": {"rating": "Good", "key_questions": {"safety": 23}},
    "P 2.2": {"rating": "Good", "key_questions": {"safety": 24}},
    **dict.fromkeys(["P 1.1", "P 1.2", "P 1.3"], "Requires improvement"),
    **dict.fromkeys(["P 2.3", "P 2.4"], "Inadequate"),
}


def scored(book, **plain):
    return score(Report.model_validate(plain), book)


def assessed(book, rating=None, **asked):
    card = scored(book, standards={"P 2.1": {"rating": rating, "key_questions": asked}})
    return reasons.why_rating(card, card.standards[3])


def changed(book, **percentages):
    plain = book.model_dump(by_alias=True)
    for name, value in percentages.items():
        plain["percentages"][name] |= value
    return Rulebook.model_validate(plain)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"safety": 23}, (
            "only percentage: safety, 23% (Inadequate: 0% to 49%). The percentages for engagement and desistance are"
            " missing, but cannot raise the rating"
        )),
        ({"engagement": 70, "desistance": 66, "safety": 90},
         "lowest of 3 key questions: desistance, 66% (Good: 65% to 79%)"),
        ({"engagement": 85, "desistance": 85, "safety": 90},
         "lowest of 3 key questions: engagement and desistance, 85% (Outstanding: 80% to 100%)"),
        ({"engagement": 49.5, "desistance": 90, "safety": 79.5},
         (
             "lowest of 3 key questions: engagement, 50% (Requires improvement: 50% to 64%). Before "
             "rounding (49.5%), engagement would be Inadequate"
         )),
        ({"engagement": 70, "desistance": 66},
         "the percentage for safety is missing, so the rating could be Inadequate, Requires improvement or Good"),
    ],
)  # fmt: skip
def test_why_a_standard_has_its_rating(pdu, asked, words):
    assert assessed(pdu, **asked) == words


@pytest.mark.parametrize(
    ("published", "percent", "words"),
    [
        ("Good", 62, "Good starts at 65%"),
        ("Inadequate", 52, "Requires improvement starts at 50%"),
    ],
)
def test_discretion_names_the_threshold_that_is_near(pdu, published, percent, words):
    why = assessed(pdu, rating=published, engagement=percent, desistance=90, safety=90)
    lowest = f"lowest of 3 key questions: engagement, {percent}% (Requires improvement: 50% to 64%)"
    assert why == f"{lowest}. {words}, which is within 5 percentage points, so the published rating is accepted"


def test_where_the_exact_percentage_is_banded_the_band_ends_under_the_next(pdu):
    exact = changed(pdu, banded={"value": "exact"})
    assert assessed(exact, engagement=49.5, desistance=90, safety=90) == (
        "lowest of 3 key questions: engagement, 49.5% (Inadequate: 0% to under 50%). After rounding "
        "(50%), engagement would be Requires improvement"
    )
    assert assessed(exact, engagement=100, desistance=90, safety=90).endswith("90% (Outstanding: 80% to 100%)")


def test_a_band_is_shown_by_the_printed_percentages_that_it_holds(pdu):
    plain = pdu.model_dump(by_alias=True)
    plain["bands"]["key_question"]["starts"] = dict(zip(pdu.names, ("0", "49.5", "65", "79.5"), strict=True))
    book = Rulebook.model_validate(plain)
    assert [rule_words.percent_range(book, rating) for rating in pdu.names] == [
        "0% to 49%",
        "50% to 64%",
        "65% to 79%",
        "80% to 100%",
    ]


def test_a_band_that_holds_one_value_is_shown_as_that_value(pdu):
    plain = pdu.model_dump(by_alias=True) | {"discretion": None}
    plain["bands"]["key_question"]["starts"] = dict(zip(pdu.names, (0, 70, 71, 80), strict=True))
    plain["bands"]["overall"][0]["starts"] = dict(zip(pdu.names, (0, 1, 11, 21), strict=True))
    book = Rulebook.model_validate(plain)
    assert [rule_words.percent_range(book, rating) for rating in book.names] == [
        "0% to 69%",
        "70%",
        "71% to 79%",
        "80% to 100%",
    ]
    assert [rule_words.total_range(book.bands.overall[0], rating) for rating in book.names] == [
        "0",
        "1 to 10",
        "11 to 20",
        "21",
    ]
    plain["bands"]["key_question"]["starts"]["Outstanding"] = "100"
    plain["percentages"]["banded"]["value"] = "exact"
    assert rule_words.percent_range(Rulebook.model_validate(plain), "Outstanding") == "100%"


def test_bands_say_for_which_standards_left_unrated_they_hold(pdu):
    bands = pdu.bands.overall[0]
    assert rule_words.without(bands) == ""
    assert rule_words.without(bands.model_copy(update={"without": ("P 1.1",)})) == " where P 1.1 is not rated"
    assert rule_words.without(bands.model_copy(update={"without": ("b", "a")})) == " where a and b are not rated"


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"Good": 7, "of": 7}, "= 14 of 21 points, given the published number of standards with each rating"),
        (
            {"Good": 9, "of": 9},
            "= 2 to 20 of 21 points (the published numbers of standards with each rating are ignored, because they contradict other values)",
        ),
    ],
)
def test_what_published_numbers_of_ratings_do_to_the_total(pdu, counts, words):
    assert words in reasons.why_score(scored(pdu, standards={"P 1.1": "Good"}, rating_counts=counts))


def test_numbers_that_count_a_published_rating_which_disagrees_are_not_called_wrong(pdu):
    standards = {**dict.fromkeys(pdu.by_key, "Good"), "P 2.1": {"rating": "Good", "key_questions": {"safety": 20}}}
    card = scored(pdu, standards=standards, rating_counts={"Good": 7, "of": 7})
    assert [finding.code for finding in card.findings] == ["standard-rating"]
    assert reasons.why_score(card).endswith(" = 12 of 21 points")


def test_a_wrong_maximum_is_named_beside_a_score_that_agrees(pdu):
    standards = dict.fromkeys(pdu.by_key, "Good")
    why = reasons.why_score(scored(pdu, standards=standards, overall={"score": 14, "max_score": 24}))
    assert why.endswith(" = 14 of 21 points. The published maximum, 24, is wrong")
    why = reasons.why_score(scored(pdu, standards=standards, overall={"score": 15, "max_score": 24}))
    assert why.endswith(" = 14 of 21 points. The published maximum, 24, is wrong")


def test_what_a_report_lacks_that_is_not_determined(pdu):
    standards = {**TWO_WRONG, "P 2.1": {"rating": "Good", "key_questions": {"safety": 70}}}
    card = scored(pdu, standards={**standards, "P 2.2": None}, overall={"rating": "Good"})
    assert (
        reasons.why_undetermined(card)
        == "missing: percentages for engagement and desistance of P 2.1, all percentages of P 2.2"
    )


def test_what_several_findings_do_together(pdu):
    one_wrong = {**TWO_WRONG, "P 2.2": "Inadequate"}
    assert reasons.effect_of_correcting_all(scored(pdu, standards=one_wrong, overall={"rating": "Inadequate"})) == ""
    assert reasons.effect_of_correcting_all(scored(pdu, standards=TWO_WRONG)) == ""
    card = scored(pdu, standards=TWO_WRONG, overall={"score": 7, "rating": "Requires improvement"})
    assert reasons.effect_of_correcting_all(card) == (
        "If all of these were corrected, the overall rating would be Inadequate, not Requires improvement."
    )
    card = scored(pdu, standards={**TWO_WRONG, "P 1.1": None}, overall={"score": 17, "rating": "Inadequate"})
    assert reasons.effect_of_correcting_all(card) == (
        "If all of these were corrected, the overall rating could be Inadequate or Requires improvement."
    )
    card = scored(pdu, standards=TWO_WRONG, overall={"score": 7, "rating": "Inadequate"})
    assert (
        reasons.effect_of_correcting_all(card) == "If all of these were corrected, the overall rating would not change."
    )


def test_where_every_rule_is_confirmed_none_is_named(pdu):
    plain = pdu.model_dump(by_alias=True)
    confirmed = {"basis": "confirmed", "sources": ["leeds-2024"]}
    plain["stands_on"] = dict.fromkeys(plain["stands_on"], confirmed)
    plain["bands"]["overall"] = [plain["bands"]["overall"][0] | confirmed]
    card = scored(Rulebook.model_validate(plain), standards={"P 1.1": "Good"})
    assert list(headline.not_confirmed(card.rulebook, card.unconfirmed_rules)) == []


@pytest.mark.parametrize(
    ("asked", "rules"),
    [
        ({"safety": 23}, set()),
        ({"safety": 23.4}, {"percentages.printed"}),
        ({"safety": 23.5}, {"percentages.printed", "percentages.ties"}),
        ({"safety": 50}, {"percentages.banded"}),
        ({"safety": 49}, set()),
        ({"safety": 49.2}, {"percentages.printed"}),
        ({"safety": 49.7}, {"percentages.printed", "percentages.banded"}),
        ({"safety": 80}, {"percentages.banded"}),
        ({"safety": "not applicable", "desistance": 23}, {"stands_on.not_applicable"}),
    ],
)
def test_a_rule_of_rounding_is_leaned_on_where_it_decides(pdu, asked, rules):
    card = scored(pdu, standards={"P 2.1": {"key_questions": asked}})
    named = {rule.name for rule in card.unconfirmed_rules}
    assert (
        named & {"percentages.printed", "percentages.ties", "percentages.banded", "stands_on.not_applicable"} == rules
    )


@pytest.mark.parametrize(
    ("published", "leans"), [(None, False), ("Inadequate", False), ("Requires improvement", True), ("Good", True)]
)
def test_discretion_is_leaned_on_where_published_and_recomputed_differ(pdu, published, leans):
    card = scored(pdu, standards={"P 2.1": {"rating": published, "key_questions": {"safety": 23}}})
    assert ("discretion" in {rule.name for rule in card.unconfirmed_rules}) == leans


@pytest.mark.parametrize(("rating", "leans"), [("Good", True), ("not rated", False)])
def test_the_maximum_is_leaned_on_where_bands_hold(pdu, rating, leans):
    plain = pdu.model_dump(by_alias=True)
    plain["stands_on"]["max_score"] = {"basis": "unverified"}
    card = scored(Rulebook.model_validate(plain), standards={"P 1.1": rating})
    assert ("stands_on.max_score" in {rule.name for rule in card.unconfirmed_rules}) == leans


def test_a_standard_with_a_basis_of_its_own_is_leaned_on_by_that(pdu):
    plain = pdu.model_dump(by_alias=True)
    plain["standards"][0]["basis"] = "unverified"
    leans_on = scored(Rulebook.model_validate(plain)).unconfirmed_rules
    assert [(rule.name, rule.path) for rule in leans_on if "standards" in rule.name] == [
        ("standards", ("standards", 0))
    ]


@given(st.data())
def test_every_rule_that_an_explanation_cites_and_is_not_confirmed_is_leaned_on(data):
    book = data.draw(strategies.rulebooks())
    card = score(data.draw(strategies.reports(book)), book)
    result = Result("report.yaml", 1, card, NO_PLACES, NO_PLACES)
    text = " ".join(unstyle("\n".join(render("text", [result], explain=True))).split())
    cited = text.partition(" Rules ")[2].partition(" Sources ")[0]
    leans_on = {rule_words.RULE_TITLES[rule.name] for rule in card.unconfirmed_rules}
    for name in rule_words.RULE_TITLES.values():
        if f"] {name}: unverified" in cited or f"] {name}: inferred" in cited:
            assert name in leans_on


def test_where_percentages_are_missing_discretion_is_said_to_be_open(pdu):
    assert assessed(pdu, rating="Requires improvement", safety=47, desistance=90) == (
        "lowest of 2 percentages: safety, 47% (Inadequate: 0% to 49%). The percentage for engagement is missing, but "
        "cannot raise the rating. Whether inspectors may choose Requires improvement depends on what is missing"
    )


def test_a_rating_is_taken_where_no_key_question_has_a_percentage(pdu):
    assert assessed(pdu, rating="Good", safety="not applicable") == (
        "no key question has a percentage, so the published rating is used"
    )


def test_an_overall_rating_without_bands_is_not_called_checked(pdu):
    standards = {**TWO_WRONG, "P 1.1": "not rated"}
    card = scored(pdu, standards=standards, overall={"score": 6, "rating": "Good"})
    assert reasons.what_was_checked(card) == (
        "Checked: 2 standards (from 2 key questions) and the score. Accepted as published: 2 "
        "standards rated by judgement and 2 standards with no published percentages. Not rated: 1 standard. Missing: "
        "percentages for engagement and desistance of P 2.1, percentages for engagement and desistance of P 2.2, all "
        "percentages of P 2.3, all percentages of P 2.4. No overall bands are known for this set of rated standards."
    )


@pytest.mark.parametrize(
    ("published", "percent", "leans"),
    [
        ("Requires improvement", "44.5", True),  # 45 is within the margin, 44.5 is not
        ("Requires improvement", 45, True),
        ("Requires improvement", 47, False),
        ("Inadequate", 44.5, False),
    ],
)
def test_rounding_is_leaned_on_where_it_decides_on_discretion(pdu, published, percent, leans):
    asked = {"engagement": percent, "desistance": 90, "safety": 90}
    card = scored(pdu, standards={"P 2.1": {"rating": published, "key_questions": asked}})
    assert ("percentages.banded" in {rule.name for rule in card.unconfirmed_rules}) == leans


def test_discretion_is_not_leaned_on_where_the_rulebook_has_none(pdu):
    plain = pdu.model_dump(by_alias=True) | {"discretion": None}
    card = scored(
        Rulebook.model_validate(plain), standards={"P 2.1": {"rating": "Good", "key_questions": {"safety": 23}}}
    )
    assert "discretion" not in {rule.name for rule in card.unconfirmed_rules}


def test_the_percentages_of_a_standard_that_was_not_rated_are_not_used(pdu):
    assert assessed(pdu, rating="not rated", safety=23) == (
        "not rated, so it adds no points, and its percentages are not used"
    )
    assert assessed(pdu, rating="not rated") == "not rated, so it adds no points"


@pytest.mark.parametrize(("percent", "leans"), [(48, False), (49, True), (50, True), (51, False)])
def test_banding_is_leaned_on_where_an_edge_lies_between_two_printed_percentages(pdu, percent, leans):
    plain = pdu.model_dump(by_alias=True)
    plain["bands"]["key_question"]["starts"] = dict(zip(pdu.names, ("0", "49.5", "65", "80"), strict=True))
    card = scored(Rulebook.model_validate(plain), standards={"P 2.1": {"key_questions": {"safety": percent}}})
    assert ("percentages.banded" in {rule.name for rule in card.unconfirmed_rules}) == leans

"""How far published results narrow the rules down, and which rules they test."""

import pytest
from conftest import ROOT
from rulebooks.lighthouses import lamp, lighthouse

from hmip_rules import Report
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.rulebooks.evidence import evidence, published_reports

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


def scored(score, rating, service=None, **standards):
    return Report(service=service, standards=standards, overall={"score": score, "rating": rating})


def thresholds(results, book=None, bands=0):
    return {
        threshold.rating: threshold
        for threshold in evidence(book or lighthouse(), results).thresholds
        if threshold.bands == bands
    }


def bracket(results, rating, book=None, bands=0):
    threshold = thresholds(results, book, bands)[rating]
    return (threshold.first, threshold.last)


# Overall ratings: the nearest published total on either side


def test_an_edge_lies_above_the_highest_worse_total_and_at_most_at_the_lowest_better_one():
    found = thresholds(
        [scored(0, "Dim", "A"), scored(2, "Fair", "B"), scored(3, "Fair", "C"), scored(6, "Bright", "D")]
    )
    assert (found["Fair"].first, found["Fair"].last) == (1, 2)
    assert (found["Bright"].first, found["Bright"].last) == (4, 6)
    assert found["Bright"].below == (3, ("C",), "Fair", True, False)
    assert found["Bright"].above == (6, ("D",), "Bright", True, False)
    assert found["Bright"].has_bracket
    assert not found["Bright"].is_exact


def test_an_edge_between_neighbouring_totals_is_exact():
    found = thresholds([scored(4, "Fair"), scored(5, "Bright"), scored(5, "Bright")])
    assert found["Bright"].is_exact
    assert found["Bright"].above.results == ("an unnamed service", "an unnamed service")


def test_an_edge_with_results_on_one_side_alone_has_no_bracket():
    assert bracket([scored(4, "Fair")], "Bright") == (5, None)
    assert bracket([scored(4, "Fair")], "Fair") == (None, 4)
    assert not thresholds([scored(4, "Fair")])["Fair"].has_bracket


def test_an_edge_without_results_has_no_bracket():
    assert bracket([], "Bright") == (None, None)
    assert bracket([Report(overall={"rating": "Fair"}), Report(overall={"score": 3})], "Bright") == (None, None)


def test_a_result_two_ratings_away_bounds_an_edge_too():
    assert bracket([scored(1, "Dim"), scored(6, "Bright")], "Bright") == (3, 6)


def test_without_a_score_the_ratings_may_leave_one_total():
    rated = {"Keeper": "Fair", "Horn": "Fair", "Lamp": "Bright"}
    assert bracket([Report(standards=rated, overall={"rating": "Fair"})], "Bright") == (5, None)


def test_without_a_score_missing_ratings_still_bound_the_total():
    at_least_3 = Report(service="A", standards={"Keeper": "Bright", "Horn": "Fair"}, overall={"rating": "Fair"})
    found = thresholds([at_least_3])
    assert found["Bright"].below == (3, ("A",), "Fair", False, False)
    assert found["Fair"].above is None  # it may have 4, as every Fair result may
    at_most_3 = Report(service="B", standards={"Keeper": "Dim", "Horn": "Fair"}, overall={"rating": "Fair"})
    assert thresholds([at_most_3])["Fair"].above == (3, ("B",), "Fair", False, False)


def test_a_result_that_has_the_very_total_is_named_before_one_that_may_lie_beyond():
    at_least_3 = Report(service="A", standards={"Keeper": "Bright", "Horn": "Fair"}, overall={"rating": "Fair"})
    assert thresholds([at_least_3, scored(3, "Fair", "C")])["Bright"].below == (3, ("C",), "Fair", True, False)


def test_each_entry_of_overall_bands_has_its_own_results():
    results = [scored(3, "Fair"), scored(1, "Dim", Keeper=NOT_RATED)]
    assert bracket(results, "Fair") == (None, 3)
    assert bracket(results, "Fair", bands=1) == (2, None)


def test_a_result_for_which_no_bands_are_known_bounds_nothing():
    assert bracket([scored(2, "Fair", Horn=NOT_RATED)], "Fair") == (None, None)


def test_between_results_an_edge_lies_at_totals_that_the_standards_can_score():
    book = lighthouse(
        ratings={"Dim": 0, "Bright": 5},
        bands={"overall": [{"max": 10, "starts": {"Dim": 0, "Bright": 5}}]},
        standards=[{"name": name, "rated_by": "judgement"} for name in ("Keeper", "Horn")],
    )
    assert bracket([scored(0, "Dim"), scored(10, "Bright")], "Bright", book) == (5, 10)
    assert bracket([scored(0, "Dim"), scored(5, "Bright")], "Bright", book) == (5, 5)


@pytest.mark.parametrize(
    "wrong",
    [
        scored(3, "Bright", "W"),
        scored(1, "Fair", "W", Keeper="Dim", Horn="Dim", Lamp="Fair"),
        Report(service="W", overall={"score": 3, "max_score": 7, "rating": "Fair"}),
    ],
)
def test_a_result_that_disagrees_is_named_and_bounds_nothing(wrong):
    found = evidence(lighthouse(), [wrong])
    assert (found.results, found.contrary) == (1, ("W",))
    assert not any(threshold.below or threshold.above for threshold in found.thresholds)


def test_results_of_which_each_has_a_source_with_a_note_are_second_hand():
    heard = {"sources": [{"title": "Report"}, {"title": "Gazette", "note": "as others report"}]}
    second = scored(3, "Fair", "B").model_copy(update={"sources": Report.model_validate(heard).sources})
    assert thresholds([second])["Bright"].below.second_hand
    assert not thresholds([second, scored(3, "Fair", "C")])["Bright"].below.second_hand
    tested = evidence(lighthouse(), [second, scored(3, "Fair", "C")]).tested[-2]
    assert (tested.rule.path, tested.results, tested.second_hand) == (("bands", "overall", 0), 2, 1)


def test_an_edge_never_lies_beyond_the_next_ones():
    assert bracket([scored(0, "Dim")], "Bright") == (3, None)
    assert bracket([scored(6, "Bright")], "Fair") == (None, 4)


def test_a_rulebook_without_published_results_has_none():
    assert published_reports(lighthouse()) == ()


# Percentages: moved until a published result disagrees


def test_a_percentage_with_its_published_rating_bounds_the_edges_of_its_band():
    results = [lamp("Fair", reach=60, colour=90)]
    assert bracket(results, "Fair", bands=None) == (None, 60)
    assert bracket(results, "Bright", bands=None) == (61, None)
    assert thresholds(results, bands=None)["Bright"].below == (60, ("Here (Lamp: 60% is Fair)",), None, True, False)


def test_percentages_on_both_sides_give_a_bracket():
    assert bracket([lamp("Fair", reach=74), lamp("Bright", reach=76, colour=90)], "Bright", bands=None) == (None, 76)
    both = [lamp("Fair", reach=74, colour=80), lamp("Bright", reach=76, colour=90)]
    assert bracket(both, "Bright", bands=None) == (75, 76)


def test_a_percentage_that_is_missing_may_be_lower_and_bounds_only_from_above():
    assert bracket([lamp("Fair", reach=60)], "Fair", bands=None) == (None, 60)
    assert bracket([lamp("Fair", reach=60)], "Bright", bands=None) == (None, None)


def test_a_margin_of_discretion_leaves_a_bracket_wider_by_as_much():
    book = lighthouse(discretion={"points": 5, "direction": "either"})
    assert bracket([lamp("Fair", reach=60, colour=90)], "Fair", book, None) == (None, 65)
    assert bracket([lamp("Fair", reach=60, colour=90)], "Bright", book, None) == (55, None)
    raised = lighthouse(discretion={"points": 5, "direction": "up"})
    assert bracket([lamp("Fair", reach=60, colour=90)], "Bright", raised, None) == (61, None)


def test_a_rating_within_discretion_bounds_the_edge_by_the_margin():
    book = lighthouse(discretion={"points": 5, "direction": "either"})
    assert bracket([lamp("Bright", reach=71, colour=90)], "Bright", book, None) == (None, 76)


def test_where_no_rating_is_published_the_score_may_bound_a_percentage():
    result = Report(
        service="Here",
        standards={"Keeper": "Fair", "Horn": "Fair", "Lamp": {"key_questions": {"reach": 60, "colour": 90}}},
        overall={"score": 3},
    )
    assert bracket([result], "Fair", bands=None) == (None, 60)
    assert thresholds([result], bands=None)["Fair"].above == (61, ("Here",), None, True, False)


def test_a_rulebook_without_key_questions_has_no_edges_of_percentages():
    book = lighthouse(
        bands={"overall": [{"max": 4, "starts": {"Dim": 0, "Fair": 2, "Bright": 4}}]},
        standards=[{"name": name, "rated_by": "judgement"} for name in ("Keeper", "Horn")],
    )
    found = evidence(book, [])
    assert [threshold.bands for threshold in found.thresholds] == [0, 0]
    assert [test.rule.name for test in found.tested] == [
        "stands_on.points",
        "stands_on.total",
        "stands_on.max_score",
        "bands.overall",
    ]


# Which rules were tested, and what was never seen


def rules_tested(results, **changes):
    return {
        ".".join(map(str, test.rule.path)): test.results
        for test in evidence(lighthouse(**changes), results).tested
        if test.results
    }


def test_a_score_tests_the_points_only_where_every_rating_is_known():
    rated = {"Keeper": "Fair", "Horn": "Fair", "Lamp": "Fair"}
    assert rules_tested([Report(standards=rated, overall={"score": 3})]) == {
        "stands_on.points": 1,
        "stands_on.total": 1,
    }
    assert rules_tested([scored(3, None)]) == {}


def test_overall_bands_are_tested_by_a_known_total_with_its_rating():
    assert rules_tested([scored(3, "Fair"), scored(2, "Fair", Keeper=NOT_RATED)]) == {
        "bands.overall.0": 1,
        "bands.overall.1": 1,
    }
    assert rules_tested([Report(overall={"rating": "Fair"}), scored(1, "Fair", Horn=NOT_RATED)]) == {}


def test_a_maximum_tests_itself():
    assert rules_tested([Report(overall={"max_score": 6}), Report(overall={"max_score": 6})]) == {
        "stands_on.max_score": 2
    }


def test_percentages_test_the_rules_that_turned_them_into_the_published_rating():
    assert rules_tested([lamp("Fair", reach=60, colour=90)]) == {
        "bands.key_question": 1,
        "stands_on.lowest_key_question": 1,
    }
    assert rules_tested([lamp("Fair", reach=60, colour=60)]) == {"bands.key_question": 1}
    assert rules_tested([lamp("Fair", reach=60, colour="not applicable")]) == {
        "bands.key_question": 1,
        "stands_on.not_applicable": 1,
    }
    assert rules_tested([lamp("Fair", reach="39.5", colour="39.5")]) == {
        "bands.key_question": 1,
        "percentages.printed": 1,
        "percentages.ties": 1,
        "percentages.banded": 1,
    }


def test_discretion_is_tested_by_a_rating_that_only_discretion_explains():
    margin = {"points": 5, "direction": "either"}
    assert rules_tested([lamp("Fair", reach=36, colour=36)], discretion=margin) == {
        "bands.key_question": 1,
        "discretion": 1,
    }


def test_what_missing_percentages_leave_open_tests_nothing():
    assert rules_tested([lamp("Fair", reach=60)]) == {}


def test_ratings_and_standards_that_no_result_shows_are_listed():
    unseen = evidence(lighthouse(), [lamp("Fair", reach=60, colour=90), scored(3, "Fair", Keeper="Dim")]).unseen
    assert unseen.overall == (("Dim", "Bright"), ("Dim", "Fair", "Bright"))
    assert unseen.ratings == ("Bright",)
    assert unseen.rated == ("Horn",)
    assert unseen.recomputed == ()
    counted = Report(rating_counts={"Dim": 0, "Bright": 2, "of": 3}, overall={"rating": "Bright"})
    assert evidence(lighthouse(), [counted]).unseen.ratings == ("Dim", "Fair")
    assert evidence(lighthouse(), [scored(3, "Fair", Keeper=NOT_RATED, Lamp="Fair")]).unseen.recomputed == ("Lamp",)


@pytest.mark.parametrize(
    ("direction", "unseen"),
    [
        ("up", [("Fair", "Bright")]),
        ("down", [("Fair", "Dim"), ("Bright", "Fair")]),
        ("either", [("Fair", "Dim"), ("Fair", "Bright"), ("Bright", "Fair")]),
    ],
)
def test_departures_that_discretion_allows_and_no_result_shows_are_listed(direction, unseen):
    book = lighthouse(discretion={"points": 5, "direction": direction})
    assert list(evidence(book, [lamp("Fair", reach=36, colour=36)]).unseen.discretion) == unseen


def test_a_new_figure_is_asked_for_where_it_halves_the_widest_gap():
    found = evidence(lighthouse(), [scored(0, "Dim"), scored(3, "Fair"), scored(4, "Fair"), scored(6, "Bright")])
    assert {
        threshold.rating: (threshold.possible_starts, threshold.total_to_ask)
        for threshold in found.thresholds
        if threshold.bands == 0
    } == {
        "Fair": (3, 2),
        "Bright": (2, 5),
    }
    threshold = found.threshold_to_ask_about
    assert (threshold.bands, threshold.rating, threshold.total_to_ask) == (0, "Fair", 2)


@pytest.mark.parametrize("answer", ["Dim", "Fair"])
def test_whatever_the_figure_asked_for_turns_out_to_be_it_narrows_the_gap(answer):
    before = thresholds([scored(0, "Dim"), scored(3, "Fair")])["Fair"]
    book = lighthouse(bands={**lighthouse().bands.model_dump(), "overall": [moved_starts(answer)]})
    after = thresholds([scored(0, "Dim"), scored(3, "Fair"), scored(before.total_to_ask, answer)], book)["Fair"]
    assert (before.possible_starts, after.possible_starts) == (3, {"Dim": 1, "Fair": 2}[answer])


def moved_starts(answer):
    return {"max": 6, "starts": {"Dim": 0, "Fair": 3 if answer == "Dim" else 2, "Bright": 5}}

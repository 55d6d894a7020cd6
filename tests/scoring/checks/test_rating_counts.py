"""How many standards had each rating contradicts itself, or the ratings that were published."""

import pytest

from hmip_rules import Report, Status, score

ALL = {"Inadequate": 3, "Requires improvement": 2, "Good": 1, "Outstanding": 1}


def found(pdu, counts, standards=None):
    card = score(Report(rating_counts=counts, standards=standards or {}), pdu)
    assert (card.status == Status.DISAGREES) == bool(card.findings)
    return [(finding.where, finding.message) for finding in card.findings]


@pytest.mark.parametrize("counts", [{**ALL, "of": 7}, ALL, {"Good": 3, "of": 7}, {"Good": 3, "of": 6}, {"of": 7}, {}])
def test_numbers_that_can_be_right_are_no_finding(pdu, counts):
    assert found(pdu, counts) == []


@pytest.mark.parametrize("of", [6, 5])
def test_more_ratings_than_standards_are_a_contradiction(pdu, of):
    assert found(pdu, {**ALL, "of": of}) == [
        (
            "rating_counts.of",
            f"The numbers of standards with each rating add up to 7, but {of} standards were said to be rated",
        )
    ]


def test_so_are_fewer_where_every_rating_is_counted(pdu):
    assert found(pdu, {**ALL, "Good": 0, "of": 7}) == [
        (
            "rating_counts.of",
            "The numbers of standards with each rating add up to 6, but 7 standards were said to be rated",
        )
    ]


@pytest.mark.parametrize("counts", [{**ALL, "Good": 2}, {"of": 8}])
def test_so_are_ratings_of_more_standards_than_there_are(pdu, counts):
    ((_, message),) = found(pdu, counts)
    assert message == "The numbers of standards with each rating cover 8 standards, but pdu-2024 has 7"


def test_so_is_a_rating_that_more_standards_have_than_are_counted(pdu):
    assert found(pdu, {"Good": 1}, {"P 1.1": "Good", "P 2.1": "Good"}) == [
        (
            "rating_counts.Good",
            "2 standards are published as Good (P 1.1 and P 2.1), but their number is published as 1",
        )
    ]
    assert found(pdu, {"Good": 0}, {"P 1.1": "Good"}) == [
        ("rating_counts.Good", "1 standard is published as Good (P 1.1), but their number is published as 0")
    ]


def test_so_are_numbers_that_the_ratings_of_the_other_standards_cannot_reach(pdu):
    rated = dict.fromkeys(["P 1.1", "P 1.2", "P 1.3", "P 2.1", "P 2.2", "P 2.3"], "Good")
    assert found(pdu, {"Inadequate": 1, "of": 7}, rated) == []
    assert found(pdu, {"Inadequate": 2, "of": 7}, rated) == [
        ("rating_counts.Inadequate", "2 standards are said to be Inadequate, but only 1 can have this rating")
    ]


def test_so_are_numbers_that_percentages_without_a_rating_do_not_allow(pdu):
    rated = dict.fromkeys(["P 1.1", "P 1.2", "P 1.3", "P 2.1", "P 2.2", "P 2.3"], "Good")
    unrated = {"P 2.4": {"key_questions": dict.fromkeys(["engagement", "desistance", "safety"], 10)}}
    assert found(pdu, {"Inadequate": 1, "of": 7}, rated | unrated) == []
    assert found(pdu, {"Requires improvement": 1, "of": 7}, rated | unrated) == [
        ("rating_counts", "The numbers of standards with each rating do not fit the ratings of the standards")
    ]


def test_without_their_total_numbers_that_no_standards_can_have_are_found(pdu):
    rated = dict.fromkeys(["P 1.1", "P 1.2", "P 1.3", "P 2.1", "P 2.2", "P 2.3", "P 2.4"], "Inadequate")
    message = "1 standard is said to be Good, but only 0 can have this rating"
    assert found(pdu, {"Good": 1}, rated) == [("rating_counts.Good", message)]


def test_a_finding_names_the_place_of_the_number(pdu):
    (finding,) = score(Report(rating_counts={"Good": 8}), pdu).findings
    assert (finding.code, finding.path, finding.is_contradiction) == ("rating-counts", ("rating_counts", "of"), True)

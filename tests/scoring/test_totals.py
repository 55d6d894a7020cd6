"""What counts of ratings say of the total: exactly what trying every choice of ratings says."""

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from rulebooks.test_evidence import lighthouse

from hmip_rules import Report, score
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.strategies import reports, rulebooks
from hmip_rules.wording.reasons import why_score


def totals(counts, book=None, **standards):
    return score(Report(standards=standards, rating_counts=counts), book or lighthouse()).overall.totals


def test_counts_of_every_standard_leave_one_total():
    assert totals({"Fair": 2, "Bright": 1, "of": 3}) == (4,)
    assert totals({"Fair": 2, "of": 3}) == (2, 4)


def test_counts_narrow_what_the_ratings_leave():
    assert totals({"Bright": 1, "of": 3}, Keeper="Bright") == (2, 3, 4)
    assert totals({"Dim": 1, "Bright": 1, "of": 2}, Keeper=NOT_RATED) == (2,)


def test_counts_that_contradict_the_ratings_are_passed_over_and_it_is_said():
    assert totals({"Bright": 1, "of": 3}, Keeper="Bright", Horn="Bright") == (4, 5, 6)
    assert totals({"Fair": 4, "of": 3}) == tuple(range(7))
    card = score(Report(rating_counts={"Fair": 4, "of": 3}), lighthouse())
    assert (
        "= 0 to 6 of 6 points (the published numbers of standards with each rating are ignored, because they contradict other values)"
        in why_score(card)
    )


def test_an_overall_rating_that_counts_do_not_allow_is_a_finding():
    report = Report(rating_counts={"Fair": 2, "Dim": 1, "of": 3}, overall={"score": 2, "rating": "Bright"})
    card = score(report, lighthouse())
    assert (card.overall.score, card.overall.rating, card.status) == (2, "Fair", "disagrees")
    assert [finding.where for finding in card.findings] == ["overall.rating"]
    assert (
        "(0 to 2) + (0 to 2) + (0 to 2) = 2 of 6 points, given the published number of standards with each rating"
        in why_score(card)
    )


def test_a_score_that_counts_do_not_allow_is_a_finding():
    card = score(Report(rating_counts={"Fair": 2, "Dim": 1, "of": 3}, overall={"score": 3}), lighthouse())
    assert [finding.where for finding in card.findings] == ["overall.score"]


def test_whether_a_wrong_score_changes_the_overall_rating_is_said_by_the_counts():
    counts = {"Fair": 2, "Dim": 1, "of": 3}
    counted = score(Report(rating_counts=counts, overall={"score": 3, "rating": "Fair"}), lighthouse()).findings
    assert [(finding.where, finding.changes_overall) for finding in counted] == [("overall.score", False)]
    wrong = score(Report(rating_counts=counts, overall={"score": 6, "rating": "Bright"}), lighthouse()).findings
    assert (wrong[0].where, wrong[0].changes_overall) == ("overall.score", True)


def test_counts_say_nothing_where_it_is_not_known_of_which_standards_they_are():
    assert totals({"Bright": 3}) == totals({"Bright": 3, "of": 7}) == totals({}) == tuple(range(7))


def test_counts_are_of_all_standards_or_of_those_that_count():
    standards = [{"name": name, "rated_by": "judgement"} for name in ("Keeper", "Horn")]
    book = lighthouse(
        bands={"overall": [{"max": 4, "starts": {"Dim": 0, "Fair": 2, "Bright": 4}}]},
        standards=[*standards, {"name": "Jetty", "rated_by": "judgement", "counted": False}],
    )
    assert totals({"Bright": 2, "of": 2}, book, Jetty="Dim") == (4,)
    assert totals({"Bright": 2, "Dim": 1, "of": 3}, book) == (2, 4)


def totals_that_fit(book, rated, choices, counts):
    """The totals of the choices of ratings in which each rating occurs as often as it was counted."""
    fitting = [choice for choice in choices if all(choice.count(rating) == counts[rating] for rating in counts)]
    return {
        sum(book.ratings[rating] for result, rating in zip(rated, choice, strict=True) if result.standard.included)
        for choice in fitting
    }


@given(st.data())
def test_counts_leave_exactly_the_totals_that_some_choice_of_ratings_gives(data):
    """Ratings that only discretion allows are chosen where no other choice fits; without any, counts are not used."""
    book = data.draw(rulebooks())
    report = data.draw(reports(book))
    rated = [result for result in score(report, book).standards if result.is_rated]
    scored = list(product(*(result.scored for result in rated)))
    allowed = list(product(*(result.allowed for result in rated)))
    chosen = Counter(data.draw(st.sampled_from(allowed)))
    named = data.draw(st.lists(st.sampled_from(book.names), unique=True))
    counts = {rating: chosen[rating] + data.draw(st.integers(0, 1)) for rating in named}
    expected = totals_that_fit(book, rated, scored, counts) or totals_that_fit(book, rated, allowed, counts)
    counted = report.model_copy(update={"rating_counts": {**counts, "of": len(rated)}})
    assert score(counted, book).overall.totals == (tuple(sorted(expected)) or score(report, book).overall.totals)

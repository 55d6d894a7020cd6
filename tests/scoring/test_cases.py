"""Statuses and findings: every row of the table of cases, and what no report may do."""

import oracle
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hmip_rules import Report, load_report, score, strategies

LEEDS = "examples/leeds-pdu-2024.yaml"


@pytest.fixture
def leeds(monkeypatch):
    """The Leeds report in plain values, to be changed."""
    from conftest import ROOT

    monkeypatch.chdir(ROOT)
    return load_report(LEEDS).model_dump()


def scored(plain):
    return score(Report.model_validate(plain))


def found(card):
    return [(finding.code, finding.where, finding.changes_overall) for finding in card.findings]


def standard(card, key):
    return next(result for result in card.standards if result.key == key)


@pytest.mark.parametrize("example", ["leeds", "kirklees"])
def test_both_published_reports_agree(example, monkeypatch):
    from conftest import ROOT

    monkeypatch.chdir(ROOT)
    card = score(load_report(f"examples/{example}-pdu-2024.yaml"))
    assert card.status == "agrees"
    assert (card.overall.score, card.overall.max_score, card.overall.rating) == (3, 21, "Inadequate")
    assert card.checked == (4, 3, 12, 0)
    assert card.findings == ()


class TestTableOfCases:
    def test_percentages_and_no_rating_published(self, leeds):
        leeds["standards"]["P 2.1"]["rating"] = None
        card = scored(leeds)
        assert standard(card, "P 2.1").status == "not_published"
        assert (card.overall.score, card.status) == (3, "agrees")

    def test_a_rating_and_no_percentages(self, leeds):
        leeds["standards"]["P 2.1"]["key_questions"] = {}
        card = scored(leeds)
        assert (standard(card, "P 2.1").status, standard(card, "P 2.1").rating) == ("taken", "Inadequate")
        assert (card.overall.score, card.status, card.checked) == (3, "partly_checked", (3, 4, 9, 3))

    def test_a_percentage_missing_and_the_published_rating_among_the_possible_ones(self, leeds):
        del leeds["standards"]["P 2.1"]["key_questions"]["safety"]
        card = scored(leeds)
        assert standard(card, "P 2.1").possible == ("Inadequate", "Requires improvement")
        assert (standard(card, "P 2.1").status, card.status, card.findings) == ("undetermined", "undetermined", ())

    def test_a_percentage_missing_and_only_the_published_rating_possible(self, leeds):
        del leeds["standards"]["P 2.1"]["key_questions"]["engagement"]
        card = scored(leeds)
        assert (standard(card, "P 2.1").status, standard(card, "P 2.1").decided_by) == ("agrees", ("safety",))
        assert (card.status, card.checked.missing) == ("agrees", 1)

    def test_a_percentage_missing_and_the_published_rating_outside_the_possible_ones(self, leeds):
        del leeds["standards"]["P 2.1"]["key_questions"]["engagement"]
        leeds["standards"]["P 2.1"]["rating"] = "Good"
        card = scored(leeds)
        assert standard(card, "P 2.1").status == "disagrees"
        assert found(card) == [("standard-rating", "P 2.1", False)]

    def test_a_rating_that_only_discretion_could_give_is_open_while_a_percentage_is_missing(self, leeds):
        leeds["standards"]["P 2.1"] = {"rating": "Good", "key_questions": {"engagement": 62, "desistance": 80}}
        card = scored(leeds)
        assert standard(card, "P 2.1").possible == ("Inadequate", "Requires improvement")
        assert (standard(card, "P 2.1").status, card.findings) == ("undetermined", ())

    def test_the_score_fits_the_published_ratings_and_not_the_recomputed_ones(self, leeds):
        leeds["standards"]["P 2.1"]["rating"] = "Requires improvement"
        leeds["overall"] = {"score": 4, "max_score": 21, "rating": "Requires improvement"}
        card = scored(leeds)
        assert found(card) == [("standard-rating", "P 2.1", True)]
        assert (card.overall.status, card.overall.score) == ("disagrees", 3)

    def test_the_score_fits_the_recomputed_ratings_and_not_the_published_ones(self, leeds):
        leeds["standards"]["P 2.1"]["rating"] = "Requires improvement"
        card = scored(leeds)
        assert found(card) == [("standard-rating", "P 2.1", False)]
        assert card.overall.status == "agrees"

    def test_the_score_is_right_and_the_overall_rating_wrong(self, leeds):
        leeds["overall"]["rating"] = "Requires improvement"
        assert found(scored(leeds)) == [("overall-rating", "overall.rating", True)]

    def test_two_standards_wrong_are_two_findings_and_each_says_whether_it_alone_changes_the_verdict(self, leeds):
        leeds["standards"]["P 2.1"]["rating"] = "Requires improvement"
        leeds["standards"]["P 2.2"]["rating"] = "Good"
        leeds["overall"] = {"score": 6, "max_score": 21, "rating": "Requires improvement"}
        assert found(scored(leeds)) == [("standard-rating", "P 2.1", False), ("standard-rating", "P 2.2", False)]
        leeds["standards"]["P 2.2"]["rating"] = "Outstanding"
        leeds["overall"]["score"] = 7
        assert found(scored(leeds)) == [("standard-rating", "P 2.1", False), ("standard-rating", "P 2.2", False)]
        leeds["standards"]["P 2.1"]["rating"] = "Inadequate"
        leeds["overall"]["score"] = 6
        assert found(scored(leeds)) == [("standard-rating", "P 2.2", True)]


class TestScoreAndMaximum:
    def test_a_score_that_no_ratings_give_is_a_finding(self, leeds):
        leeds["overall"]["score"] = 5
        assert found(scored(leeds)) == [("score", "overall.score", False)]

    def test_a_score_above_the_maximum_is_a_finding_and_has_no_rating(self, leeds):
        leeds["overall"] |= {"score": 25, "rating": "Outstanding"}
        assert found(scored(leeds)) == [("score", "overall.score", True), ("overall-rating", "overall.rating", True)]

    def test_a_maximum_of_any_standards_that_may_have_been_rated_is_no_finding(self):
        plain = {"rulebook": "yjs-2021", "standards": {"1.1": {"rating": "Good"}}, "overall": {"max_score": 24}}
        silent = scored(plain)
        assert (silent.overall.max_score_status, found(silent)) == ("agrees", [])
        plain["standards"]["2.1"] = {"rating": "Good"}
        rated = scored(plain)
        assert (rated.overall.max_score_status, found(rated)) == (
            "disagrees",
            [("max-score", "overall.max_score", False)],
        )

    def test_a_wrong_standard_does_not_change_an_overall_rating_that_is_wrong_by_itself(self, leeds):
        leeds["standards"]["P 2.4"]["rating"] = "Requires improvement"
        leeds["overall"] |= {"score": 4, "rating": "Outstanding"}
        assert found(scored(leeds)) == [
            ("standard-rating", "P 2.4", False), ("overall-rating", "overall.rating", True),
        ]  # fmt: skip
        leeds["overall"]["rating"] = "Requires improvement"
        assert found(scored(leeds)) == [("standard-rating", "P 2.4", True)]

    def test_a_score_that_follows_from_a_wrong_rating_is_no_second_finding_but_not_what_the_rules_give(self, leeds):
        leeds["standards"]["P 2.4"]["rating"] = "Requires improvement"
        leeds["overall"]["score"] = 4
        card = scored(leeds)
        assert [finding.where for finding in card.findings] == ["P 2.4"]
        assert (card.overall.score_status, card.overall.score_is_sum) == ("disagrees", True)
        assert card.overall.rating_status == "agrees"

    def test_where_no_bands_are_known_a_wrong_standard_changes_nothing_that_can_be_said(self, leeds):
        leeds["standards"]["P 1.1"]["rating"] = "not rated"
        leeds["standards"]["P 2.4"]["rating"] = "Good"
        leeds["overall"]["score"] = None
        card = scored(leeds)
        assert [(finding.where, finding.changes_overall) for finding in card.findings] == [("P 2.4", None)]

    def test_a_maximum_that_is_not_the_rulebooks_is_a_finding(self, leeds):
        leeds["overall"]["max_score"] = 27
        card = scored(leeds)
        assert found(card) == [("max-score", "overall.max_score", False)]
        assert (card.findings[0].published, card.findings[0].recomputed) == (27, 21)

    def test_an_overall_rating_that_follows_from_a_wrong_score_is_no_second_finding(self, leeds):
        leeds["overall"] |= {"score": 4, "rating": "Requires improvement"}
        assert found(scored(leeds)) == [("score", "overall.score", True)]

    def test_without_a_score_an_overall_rating_that_the_recomputed_ratings_do_not_give_is_a_finding_too(self, leeds):
        leeds["standards"]["P 2.1"]["rating"] = "Requires improvement"
        leeds["overall"] = {"rating": "Requires improvement"}
        assert found(scored(leeds)) == [
            ("standard-rating", "P 2.1", True),
            ("overall-rating", "overall.rating", True),
        ]

    def test_a_score_and_an_overall_rating_that_contradict_each_other_are_found_though_values_are_missing(self, leeds):
        del leeds["standards"]["P 1.1"]
        leeds["overall"] = {"score": 4, "rating": "Inadequate"}
        card = scored(leeds)
        assert found(card) == [("overall-rating", "overall.rating", None)]
        assert (card.overall.status, card.findings[0].recomputed) == ("disagrees", None)
        assert card.findings[0].message == (
            "The overall rating is published as Inadequate, but the published score of 4 makes it "
            "Requires improvement (4 to 10 points)"
        )

    def test_a_score_and_an_overall_rating_that_fit_each_other_are_open_where_values_are_missing(self, leeds):
        del leeds["standards"]["P 1.1"]
        leeds["overall"] = {"score": 4, "rating": "Requires improvement"}
        card = scored(leeds)
        assert (card.findings, card.overall.status) == ((), "undetermined")

    def test_a_standard_that_does_not_count_never_changes_the_verdict(self, leeds, pdu):
        rules = pdu.model_dump(by_alias=True)
        rules["standards"][3]["counted"] = False
        starts = dict(zip(pdu.names, (0, 4, 10, 16), strict=True))
        rules["bands"]["overall"] = [{"max": 18, "starts": starts}]
        leeds["standards"]["P 2.1"]["rating"] = "Good"
        leeds["overall"] = {"score": 3, "rating": "Inadequate"}
        card = score(Report.model_validate(leeds), type(pdu).model_validate(rules))
        assert found(card) == [("standard-rating", "P 2.1", False)]
        assert card.findings[0].message.endswith(". It is not included in the score")

    def test_a_maximum_is_never_what_makes_the_verdict_wrong(self, leeds):
        leeds["overall"] |= {"max_score": 27, "rating": "Good"}
        assert found(scored(leeds)) == [
            ("max-score", "overall.max_score", False),
            ("overall-rating", "overall.rating", True),
        ]

    def test_whether_a_slip_changes_the_verdict_is_open_where_no_overall_bands_are_known(self, leeds):
        leeds["standards"]["P 1.1"] = {"rating": "not rated"}
        leeds["standards"]["P 2.1"]["rating"] = "Good"
        card = scored(leeds)
        assert found(card) == [("standard-rating", "P 2.1", None), ("score", "overall.score", None)]
        assert "because no overall bands are known" in card.findings[0].message

    def test_whether_a_slip_changes_the_verdict_is_open_where_missing_values_decide(self, leeds):
        del leeds["standards"]["P 1.1"]
        leeds["standards"]["P 2.1"]["rating"] = "Good"
        leeds["overall"] = {"rating": "Requires improvement"}
        assert found(scored(leeds)) == [("standard-rating", "P 2.1", None)]

    def test_whether_a_slip_changes_the_verdict_is_open_where_no_overall_rating_is_published(self, leeds):
        leeds["standards"]["P 2.1"]["rating"] = "Good"
        leeds["overall"] = {"score": 3}
        assert found(scored(leeds)) == [("standard-rating", "P 2.1", None)]


class TestDiscretion:
    """discretion: one band off, by a deciding percentage at most five points from that band's edge."""

    @pytest.mark.parametrize(
        ("percent", "published", "status"),
        [
            (45, "Requires improvement", "within_discretion"),
            (44, "Requires improvement", "disagrees"),
            (49, "Requires improvement", "within_discretion"),
            (49, "Good", "disagrees"),
            (50, "Inadequate", "within_discretion"),
            (55, "Inadequate", "within_discretion"),
            (56, "Inadequate", "disagrees"),
            (64, "Good", "within_discretion"),
            (80, "Good", "within_discretion"),
            (86, "Good", "disagrees"),
        ],
    )
    def test_the_margin_is_inclusive_both_ways_and_reaches_the_next_band_only(self, leeds, percent, published, status):
        leeds["standards"]["P 2.1"] = {
            "rating": published,
            "key_questions": {"engagement": percent, "desistance": 90, "safety": 95},
        }
        assert standard(scored(leeds), "P 2.1").status == status

    def test_it_is_never_plain_agreement_and_the_score_that_follows_from_it_is_right(self, leeds):
        leeds["standards"]["P 2.1"] = {
            "rating": "Requires improvement",
            "key_questions": {"engagement": 47, "desistance": 62, "safety": 58},
        }
        leeds["overall"] = {"score": 4, "max_score": 21, "rating": "Requires improvement"}
        card = scored(leeds)
        assert (card.status, card.findings) == ("within_discretion", ())
        assert (standard(card, "P 2.1").rating, card.overall.score) == ("Inadequate", 4)

    @pytest.mark.parametrize(("direction", "up", "down"), [("up", True, False), ("down", False, True)])
    def test_a_rulebook_may_allow_it_one_way_only(self, leeds, pdu, direction, up, down):
        rules = pdu.model_dump(by_alias=True)
        rules["discretion"]["direction"] = direction
        book = type(pdu).model_validate(rules)
        for percent, published, allowed in ((49, "Requires improvement", up), (50, "Inadequate", down)):
            leeds["standards"]["P 2.1"] = {
                "rating": published,
                "key_questions": {"engagement": percent, "desistance": 90, "safety": 95},
            }
            result = standard(score(Report.model_validate(leeds), book), "P 2.1")
            assert (result.status == "within_discretion") == allowed


def filled_in(card):
    """The report of a scorecard with everything published as it was recomputed."""
    plain = card.report.model_dump()
    for result in card.standards:
        published = plain["standards"].get(result.key)
        if published and published["rating"] != "not rated":
            published["rating"] = result.rating
    plain["overall"] = {name: getattr(card.overall, name) for name in ("score", "max_score", "rating")}
    return Report.model_validate(plain)


@given(st.data())
def test_a_report_filled_in_with_its_recomputed_values_always_agrees(data):
    book = data.draw(strategies.rulebooks())
    report = data.draw(strategies.reports(book, complete=True))
    first = score(report, book)
    unpublished = report.model_dump()
    for published, result in zip(unpublished["standards"].values(), first.standards, strict=True):
        published["rating"] = None if result.is_recomputed else published["rating"]
    unpublished["overall"] = {}
    card = score(filled_in(score(Report.model_validate(unpublished), book)), book)
    assert card.status == "agrees"
    assert card.findings == ()


@given(st.data())
def test_a_change_to_any_one_published_rating_is_always_found(data):
    book = data.draw(strategies.rulebooks())
    report = data.draw(strategies.reports(book, complete=True))
    plain = report.model_dump()
    for published in plain["standards"].values():
        published["rating"] = None if published["key_questions"] else published["rating"]
    plain["overall"] = {}
    right = filled_in(score(Report.model_validate(plain), book)).model_dump()
    where = data.draw(st.sampled_from([*(s.key for s in book.standards if s.key_questions), "overall"]))
    of = right["overall"] if where == "overall" else right["standards"][where]
    of["rating"] = data.draw(st.sampled_from([name for name in book.names if name != of["rating"]]))
    card = score(Report.model_validate(right), book)
    if where != "overall" and standard(card, where).status == "within_discretion":
        assert {finding.code for finding in card.findings} <= {"score", "overall-rating"}
    else:
        expected = ("overall-rating", "overall.rating") if where == "overall" else ("standard-rating", where)
        assert [(finding.code, finding.where) for finding in card.findings] == [expected]


@given(st.data())
def test_a_report_disagrees_just_where_there_is_a_finding(data):
    book = data.draw(strategies.rulebooks())
    card = score(data.draw(strategies.reports(book)), book)
    assert (card.status == "disagrees") == bool(card.findings)


@given(st.data())
def test_changes_overall_is_what_putting_the_value_right_does(data):
    book = data.draw(strategies.rulebooks())
    report = data.draw(strategies.reports(book, complete=True))
    card = score(report, book)
    assume(any(finding.code == "standard-rating" for finding in card.findings))
    published = {result.key: result.published for result in card.standards if result.standard.included}
    for finding in card.findings:
        if finding.code == "standard-rating":
            if finding.where not in published:  # it does not count
                assert finding.changes_overall is False
                continue
            right = {**published, finding.where: finding.recomputed}
            total = sum(book.ratings[rating] for rating in right.values())
            entry = book.bands.overall[0]
            as_published = {oracle.rating_of(entry.starts, sum(book.ratings[rating] for rating in published.values()))}
            if report.overall.score is not None and report.overall.score <= entry.max:
                as_published.add(oracle.rating_of(entry.starts, report.overall.score))
            is_wrong_by_itself = report.overall.rating not in as_published
            becomes_another = oracle.rating_of(entry.starts, total) != report.overall.rating
            assert finding.changes_overall == (becomes_another and not is_wrong_by_itself)


@given(st.data())
def test_nothing_agrees_unless_all_was_checked_that_should_be(data):
    book = data.draw(strategies.rulebooks())
    plain = data.draw(strategies.reports(book, complete=True)).model_dump()
    for published in plain["standards"].values():
        if data.draw(st.booleans()):
            published["rating"] = data.draw(st.sampled_from([None, "not rated", *book.names]))
        published["key_questions"] = {
            name: answer for name, answer in published["key_questions"].items() if data.draw(st.booleans())
        }
    for name in ("score", "max_score", "rating"):
        if data.draw(st.booleans()):
            plain["overall"][name] = None
    card = score(Report.model_validate(plain), book)
    assume(card.status in ("agrees", "within_discretion"))
    assert plain["overall"]["rating"] is not None
    for standard in book.standards:
        published = plain["standards"].get(standard.key, {"rating": None, "key_questions": {}})
        is_casework = standard.rated_by == "lowest_key_question"
        if is_casework and published["rating"] in book.names:
            answers = published["key_questions"].values()
            assert any(answer not in (None, "not applicable") for answer in answers), standard.key

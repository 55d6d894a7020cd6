"""A value given in two ways is one finding, and what follows from either is no second one."""

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hmip_rules import InputError, Report, dump_report, load_report, load_rulebook, score, strategies
from hmip_rules.files.fit import percentages_like_fractions
from hmip_rules.wording.reasons import why_overall_rating, why_score

JUDGED = dict.fromkeys(["P 1.1", "P 1.3"], "Requires improvement")
SUFFICIENT = {"engagement": 70, "desistance": 70, "safety": 70}
CASEWORK = {f"P 2.{number}": {"rating": "Good", "key_questions": SUFFICIENT} for number in (1, 2, 3)}
RATING = ["standards", "P 2.4", "rating"]
TOO_LOW = {"P 2.4": {"key_questions": SUFFICIENT | {"safety": 20}}}


def conflict(path, *values):
    return {"path": list(path), "values": [{"value": value, "where": f"page {n}"} for n, value in enumerate(values, 1)]}


def report(*conflicts, standards=None, **overall):
    judged = {**JUDGED, "P 1.2": "Requires improvement"}
    return {
        "rulebook": "pdu-2024",
        "standards": {**judged, **CASEWORK, **(standards or {})},
        "overall": overall,
        "conflicts": list(conflicts),
    }


def codes(card):
    return [finding.code for finding in card.findings]


class TestFinding:
    def test_it_names_both_values_and_where_each_stands(self):
        (finding,) = score(report(conflict(RATING, "Good", "Inadequate"))).findings
        assert finding.message == "P 2.4 is Good on page 1 and Inadequate on page 2, so it is not used"
        assert (finding.code, finding.where, finding.path) == ("conflicting-values", "P 2.4", tuple(RATING))

    def test_a_report_with_one_disagrees(self):
        assert score(report(conflict(["cases"], 82, 83))).status == "disagrees"
        assert score(report()).status == "partly_checked"

    def test_names_and_ratings_may_be_written_in_any_spelling(self):
        (finding,) = score(report(conflict(["standards", "p2.4", "rating"], "GOOD", "RI"))).findings
        assert finding.message == "P 2.4 is Good on page 1 and Requires improvement on page 2, so it is not used"

    def test_in_a_report_file_it_has_the_place_of_the_conflict(self, tmp_path):
        file = tmp_path / "report.yaml"
        file.write_text(dump_report(report(conflict(["cases"], 82, 83))))
        (finding,) = score(file).findings
        line = file.read_text().splitlines().index("- path:") + 1
        assert (finding.place.file, finding.place.line) == (str(file), line)


class TestWhatFollowsFromOneOfTwoValues:
    """10 or 11 points with the two ratings, 8 by the percentages: the score follows from a published rating."""

    BOTH = conflict(RATING, "Good", "Outstanding")

    @pytest.mark.parametrize("points", [11, 12])
    def test_a_score_is_no_second_finding_and_cannot_be_determined(self, points):
        card = score(report(self.BOTH, standards=TOO_LOW, score=points))
        assert (codes(card), card.overall.score_status) == (["conflicting-values"], "undetermined")

    def test_a_score_that_no_rating_gives_is_one(self):
        card = score(report(self.BOTH, standards=TOO_LOW, score=20))
        assert codes(card) == ["conflicting-values", "score"]

    def test_an_overall_rating_is_no_second_finding(self):
        card = score(report(self.BOTH, standards=TOO_LOW, score=11, rating="Good"))
        assert (codes(card), card.overall.rating_status) == (["conflicting-values"], "undetermined")

    def test_nor_is_an_overall_rating_that_follows_from_one_of_two_scores(self):
        right = {"P 2.4": {"rating": "Good", "key_questions": SUFFICIENT}}
        scores = conflict(["overall", "score"], 11, 19)
        for rating in ("Good", "Outstanding"):
            assert codes(score(report(scores, standards=right, rating=rating))) == ["conflicting-values"]
        assert codes(score(report(scores, standards=right, rating="Inadequate"))) == [
            "conflicting-values",
            "overall-rating",
        ]

    def test_the_reason_names_what_is_given_in_two_ways(self):
        card = score(report(self.BOTH, standards=TOO_LOW, score=11, rating="Good"))
        assert "11 is possible with one of the ratings that the document gives for P 2.4" in why_score(card)
        scores = conflict(["overall", "score"], 11, 19)
        card = score(report(scores, standards=dict.fromkeys(CASEWORK | TOO_LOW, "Good"), rating="Outstanding"))
        said = "Outstanding is possible with one of the scores that the document gives"
        assert said in why_overall_rating(card)


class TestRefused:
    @pytest.mark.parametrize(
        ("given_", "said"),
        [
            (conflict(["standards", "P 2.9", "rating"], "Good", "Inadequate"), "Unknown standard 'P 2.9' in pdu-2024"),
            (conflict(RATING, "Good", "Poor"), "Unknown rating 'Poor' for P 2.4"),
            (conflict(["standards", "P 2.4", "key_questions", "x"], 1, 2), "Unknown key question 'x' in P 2.4"),
            (conflict(["cases"], 82, "82"), "'conflicts' must have two different values"),
            (conflict(["cases"], 82), "must have two different values"),
            (
                conflict(["standards"], 1, 2),
                "must lead to one value, such as [cases] or [overall, score], not [standards]",
            ),
            (
                conflict(["standards", "P 2.1", "rating"], "Good", "Inadequate"),
                "P 2.1 has a value in its own place, and is among the conflicts; remove it from one of them",
            ),
        ],
    )
    def test_what_is_no_conflict_is_refused(self, given_, said):
        with pytest.raises(InputError) as error:
            score(report(given_))
        assert said in str(error.value)


BOOK = load_rulebook("pdu-2024")


@given(strategies.reports("pdu-2024", conflicts=True))
def test_a_report_with_conflicts_is_read_back_as_it_was_written(tmp_path_factory, drawn):
    assume(not percentages_like_fractions(drawn))  # which a file may not have
    file = tmp_path_factory.mktemp("written") / "report.yaml"
    file.write_text(dump_report(drawn.model_copy(update={"rulebook": "pdu-2024"})))
    read = load_report(file)
    assert read.conflicts == drawn.conflicts
    findings = [(finding.code, finding.where, finding.message) for finding in score(drawn, BOOK).findings]
    assert [(finding.code, finding.where, finding.message) for finding in score(read).findings] == findings


@given(st.data())
def test_whatever_one_of_two_ratings_gives_is_possible(data):
    """The dumb way: were either rating published alone, its score would be the sum, so it is no finding."""
    book = data.draw(strategies.rulebooks())
    drawn = data.draw(strategies.reports(book, conflicts=True))
    twice = [found for found in drawn.conflicts if found.path[-1] == "rating" and found.path[0] == "standards"]
    card = score(drawn, book)
    for values in product(*([value.value for value in found.values] for found in twice)):
        standards = dict(drawn.standards)
        for found, rating in zip(twice, values, strict=True):
            given_ = standards.get(found.path[1])
            questions = given_.key_questions if given_ else {}
            standards[found.path[1]] = {"rating": rating, "key_questions": dict(questions)}
        settled = Report.model_validate({**drawn.to_dict(), "standards": standards, "conflicts": []})
        if "score" not in codes(score(settled, book)):
            assert "score" not in codes(card)

"""A report in brief: what is counted, and how each value compares in a few words."""

import pytest
from model.test_rulebook import LIGHTHOUSE

from hmip_rules import score
from hmip_rules.model.places import NO_PLACES
from hmip_rules.output import headline
from hmip_rules.output.comparisons import comparisons
from hmip_rules.output.rendering import render
from hmip_rules.output.rows import findings, reports
from hmip_rules.scoring.score_files import Result

LAMP = {"rating": "Dim", "key_questions": {"reach": 20, "colour": 90}}
AGREEING = {"standards": {"L 1": "Fair", "L 2": LAMP}, "overall": {"score": 1, "rating": "Dim"}}


def scored(report):
    return score(report, LIGHTHOUSE)


def verdict_on(where, card):
    (compared,) = [compared for compared in comparisons(card) if compared.where == where]
    return compared.verdict


def test_a_remark_is_not_counted_as_a_finding():
    card = scored({**AGREEING, "cases": 20, "caseload": 10})
    assert [finding.is_remark for finding in card.findings] == [True]
    result = Result("report.yaml", 1, card, NO_PLACES, NO_PLACES)
    (row,) = reports(result)
    assert (row["report_status"], row["findings"]) == ("agrees", 0)
    assert [finding["is_remark"] for finding in findings(result)] == [True]
    (page,) = render("html", [result, result], explain=False)
    assert "<h3>Findings</h3>" not in page
    assert page.count("<h3>Remarks</h3>") == 2
    assert page.count('<td class="number">0</td>\n</tr>') == 2  # the last column of the index


def test_a_finding_beside_a_remark_is_counted():
    wrong = {**AGREEING, "overall": {"score": 2, "rating": "Dim"}}
    assert headline.number_of_findings(scored({**wrong, "cases": 20, "caseload": 10})) == 1


@pytest.mark.parametrize(
    ("overall", "verdict"),
    [
        ({"score": 1}, "agrees"),
        ({"score": 1, "max_score": 4}, "agrees"),
        ({"score": 1, "max_score": 5}, "agrees, but out of 4"),
        ({"score": 2, "max_score": 5}, "disagrees: 1/4"),
        ({"max_score": 5}, "1/4"),
    ],
)
def test_a_score_with_a_wrong_maximum_does_not_merely_agree(overall, verdict):
    assert verdict_on("overall.score", scored({**AGREEING, "overall": overall})) == verdict


def test_a_rating_that_disagrees_names_those_that_are_possible():
    lamp = {"rating": "Bright", "key_questions": {"colour": 60}}
    card = scored({"standards": {"L 1": "Dim", "L 2": lamp}, "overall": {"rating": "Bright"}})
    assert verdict_on("L 2", card) == "disagrees: Dim or Fair, 0 to 1 points"
    assert verdict_on("overall.rating", card) == "disagrees: Dim"
    card = scored({"standards": {"L 1": "Bright", "L 2": lamp}, "overall": {"rating": "Bright"}})
    assert verdict_on("overall.rating", card) == "disagrees: Fair"
    card = scored({"standards": {"L 1": "Fair", "L 2": lamp}, "overall": {"rating": "Bright"}})
    assert verdict_on("overall.rating", card) == "disagrees: Dim or Fair"


def test_a_report_with_nothing_to_compare_is_called_so_beside_its_name():
    empty = Result("report.yaml", 1, scored({"service": "Farne"}), NO_PLACES, NO_PLACES)
    for format_ in ("text", "html"):
        shown = "\n".join(render(format_, [empty, empty], explain=False))
        assert "nothing to compare" in shown
        assert "not published" not in shown


def test_one_file_about_an_inspection_is_not_mentioned():
    assert [*headline.counted_more_than_once([("Leeds PDU", ["a.pdf"])])] == []


def test_of_many_files_and_inspections_some_are_named_and_the_others_counted():
    inspections = [(f"Service {number}", [f"{number}-{copy}.pdf" for copy in range(5)]) for number in range(7)]
    *named, last = headline.counted_more_than_once(inspections)
    assert named[0] == (
        "0-0.pdf, 0-1.pdf, 0-2.pdf and 2 more may be about the same inspection (Service 0), and are counted as 5 "
        "reports."
    )
    assert (len(named), last) == (5, "The same is true of 2 more inspections.")

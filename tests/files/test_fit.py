"""A report may spell the names of its rulebook in any case and spacing; each value keeps its place."""

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hmip_rules import InputError, Report, Rulebook, load_report, load_rulebook, score, strategies
from hmip_rules.cli.rules import main as rules
from hmip_rules.cli.score import main as hmip_score
from hmip_rules.files.fit import respelled
from hmip_rules.files.library import Library, shipped_rulebooks
from hmip_rules.files.models import Read
from hmip_rules.files.reports import read_reports

WRITTEN = """\
rulebook: PDU 2024
standards:
  p1.1: requires  improvement
  Staffing: NOT RATED
  p 1.3 services: requires_improvement
  P2.1: {rating: good, key_questions: {Safety: 23%, ENGAGEMENT: Not Applicable}}
overall: {score: 3/24, rating: GOOD}
rating_counts: {good: 1, Of: 7}
"""
EXACT = {
    "rulebook": "pdu-2024",
    "standards": {
        "P 1.1": "Requires improvement",
        "P 1.2": "not rated",
        "P 1.3": "Requires improvement",
        "P 2.1": {"rating": "Good", "key_questions": {"safety": 23, "engagement": "not applicable"}},
    },
    "overall": {"score": 3, "max_score": 24, "rating": "Good"},
    "rating_counts": {"Good": 1, "of": 7},
}


def test_a_report_in_other_case_and_spacing_is_the_same_report(tmp_path):
    (tmp_path / "report.yaml").write_text(WRITTEN)
    assert load_report(tmp_path / "report.yaml") == Report.model_validate(EXACT)
    assert score(Report.model_validate(EXACT | {"rulebook": "PDU_2024"})) == score(Report.model_validate(EXACT))


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("standards", "P 1.1"), 3, 9),
        (("standards", "P 2.1", "rating"), 6, 18),
        (("standards", "P 2.1", "key_questions", "safety"), 6, 48),
        (("overall", "score"), 7, 18),
        (("overall", "max_score"), 7, 18),
        (("rating_counts", "of"), 8, 30),
    ],
)
def test_each_value_keeps_its_place(tmp_path, path, line, column):
    (tmp_path / "report.yaml").write_text(WRITTEN)
    (read,) = read_reports(str(tmp_path / "report.yaml"), Library())
    place = read.report.places.of(path)
    assert (place.line, place.column) == (line, column)


@pytest.mark.parametrize(
    ("overall", "same"),
    [
        ("Inadequate", {"rating": "Inadequate"}),
        ("inadequate", {"rating": "Inadequate"}),
        ("3/21", {"score": 3, "max_score": 21}),
        ("3 of 21", {"score": 3, "max_score": 21}),
        ({"score": "3 / 21", "max_score": None}, {"score": 3, "max_score": 21}),
        ({"score": "3 out of 21", "max_score": 21}, {"score": 3, "max_score": 21}),
    ],
    ids=str,
)
def test_the_overall_result_may_be_written_in_short(overall, same):
    in_short, in_full = (Report(rulebook="pdu-2024", overall=value) for value in (overall, same))
    assert score(in_short) == score(in_full)


def test_the_abbreviations_of_a_rulebook_stand_for_its_ratings():
    plain = load_rulebook("pdu-2024").model_dump(by_alias=True) | {"abbreviations": {"RI": "Requires improvement"}}
    book = Rulebook.model_validate(plain)
    report = Report.model_validate({"standards": {"P 1.1": "ri"}, "overall": "RI", "rating_counts": {"RI": 1}})
    card = score(report, book)
    assert card.standards[0].published == card.report.overall.rating == "Requires improvement"
    assert card.report.rating_counts == {"Requires improvement": 1}


def test_an_abbreviation_that_no_rulebook_lists_is_not_guessed():
    plain = load_rulebook("pdu-2024").model_dump(by_alias=True) | {"abbreviations": {}}
    with pytest.raises(InputError, match="nknown rating 'RI'"):
        score(Report.model_validate({"standards": {"P 1.1": "RI"}}), Rulebook.model_validate(plain))


def test_a_kind_of_service_may_be_written_in_any_case():
    assert score(Report(inspects="PDU", fieldwork="2024-08")).rulebook.id == "pdu-2024"


@pytest.mark.parametrize("written", ["PDU-2024", "pdu 2024", "Pdu_2024"])
def test_the_command_line_knows_a_rulebook_in_any_case_and_spacing(written):
    shown = CliRunner().invoke(rules, ["show", written])
    assert (shown.exit_code, shown.output) == (0, CliRunner().invoke(rules, ["show", "pdu-2024"]).output)
    scored = CliRunner().invoke(hmip_score, ["--rulebook", written, "-"], input="standards: {p1.1: good}\n")
    assert scored.exit_code == 0
    assert "rulebook pdu-2024" in scored.output


@given(st.data())
def test_a_report_that_spells_every_name_exactly_stays_as_it_is(data):
    book = data.draw(strategies.rulebooks())
    report = data.draw(strategies.reports(book))
    assert respelled(book, Read(report)).value == report


FIELDS = ("rating", "key_questions", "note", "sufficient", "of")


@given(st.data())
def test_another_case_changes_no_verdict(data):
    book = load_rulebook(data.draw(st.sampled_from(["pdu-2024", "yos-2018", "region-2024"])))
    report = data.draw(strategies.reports(book))
    change = data.draw(st.sampled_from([str.upper, str.lower, str.swapcase, lambda name: name.replace(" ", "_")]))

    def changed(value):
        if isinstance(value, dict):
            return {name if name in FIELDS else change(name): changed(below) for name, below in value.items()}
        return change(value) if isinstance(value, str) else value

    plain = report.to_dict()
    spelt = plain | {name: changed(plain[name]) for name in ("standards", "rating_counts") if name in plain}
    assert score(Report.model_validate(spelt), book) == score(report, book)


@pytest.mark.parametrize("rulebook", shipped_rulebooks())
def test_every_rulebook_of_ours_lists_the_usual_abbreviation(rulebook):
    assert load_rulebook(rulebook).rating_meant("ri") == "Requires improvement"

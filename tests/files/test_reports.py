"""A report: built from plain values or read from a file, unchangeable, and written back the same."""

from fractions import Fraction

import pytest
from hypothesis import assume, given

from hmip_rules import InputError, Report, dump_report, load_report, load_reports, load_rulebook, score, strategies
from hmip_rules.files.fit import percentages_like_fractions
from hmip_rules.files.library import Library
from hmip_rules.files.reports import read_reports
from hmip_rules.insight.consistency.compute import consistency

BOOK = load_rulebook("pdu-2024")


@given(strategies.reports(BOOK))
def test_writing_and_reading_a_report_gives_it_back(tmp_path_factory, report):
    assume(not percentages_like_fractions(report))
    report = report.model_copy(update={"rulebook": "pdu-2024", "note": "line: one\nline two", "published": "2024"})
    path = tmp_path_factory.mktemp("written") / "report.yaml"
    path.write_text(dump_report(report), encoding="utf-8")
    assert load_report(path) == report


def test_codes_and_words_are_read_as_they_are_written(tmp_path):
    path = tmp_path / "report.yaml"
    path.write_text("rulebook: pdu-2024\nservice: yes\nnote: 2.10\n")
    report = load_report(path)
    assert (report.service, report.note) == ("yes", "2.10")


def test_a_byte_order_mark_and_windows_line_ends_make_no_difference(tmp_path):
    text = "rulebook: pdu-2024\nstandards:\n  P 1.1: Good\n"
    (tmp_path / "a.yaml").write_text(text)
    (tmp_path / "b.yaml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load_report(tmp_path / "a.yaml") == load_report(tmp_path / "b.yaml")


def test_headings_with_nothing_below_them_say_that_nothing_was_published(tmp_path):
    path = tmp_path / "report.yaml"
    path.write_text("rulebook: pdu-2024\nstandards:\n  P 1.1:\n  P 2.1:\n    key_questions:\noverall:\n")
    card = score(load_report(path))
    assert card.overall.possible == card.rulebook.names


def test_a_report_that_does_not_fit_its_rulebook_is_refused_when_it_is_scored():
    report = Report.model_validate({"standards": {"P 9.9": "Good", "P 1.1": "Fine"}})
    with pytest.raises(InputError) as caught:
        score(report, BOOK)
    assert [problem.message.partition(";")[0] for problem in caught.value.problems] == [
        "Unknown standard 'P 9.9' in pdu-2024",
        "Unknown rating 'Fine' for P 1.1",
    ]


def test_sources_are_written_and_read_back(tmp_path):
    sources = [{"title": "An inspection of: Leeds", "published": "2024-10"}, {"title": "Another"}]
    report = Report.model_validate({"rulebook": "pdu-2024", "sources": sources})
    path = tmp_path / "report.yaml"
    path.write_text(dump_report(report))
    assert load_report(path) == report


def test_a_file_of_several_reports_is_loaded_whole_or_not(tmp_path):
    path = tmp_path / "reports.yaml"
    path.write_text("rulebook: pdu-2024\nservice: One\n---\nrulebook: pdu-2024\nservice: Two\n---\n")
    assert [report.service for report in load_reports(path)] == ["One", "Two"]
    with pytest.raises(InputError, match="holds 2 reports; load_reports"):
        load_report(path)
    path.write_text("rulebook: pdu-2024\n---\nrulebook: none\n")
    with pytest.raises(InputError, match=r"reports\.yaml:3:11: Unknown rulebook"):
        load_reports(path)


def test_places_belong_to_values_from_the_first(tmp_path):
    path = tmp_path / "report.yaml"
    path.write_text("rulebook: pdu-2024\nstandards:\n  P 2.1:\n    key_questions: {safety: 23}\n")
    (read,) = read_reports(str(path), Library())
    asked = ("standards", "P 2.1", "key_questions", "safety")
    assert (read.report.places.of(asked).line, read.report.places.of(asked).column) == (4, 29)
    assert read.report.places.of_name(asked).column == 21
    assert read.report.places.of(("overall", "score")).line == 1
    assert read.report.value.standards["P 2.1"].key_questions["safety"].value == Fraction(23)


def test_a_report_for_a_rulebook_of_ones_own_is_checked_against_it(tmp_path):
    path = tmp_path / "report.yaml"
    path.write_text("standards:\n  P 1.1: Good\n")
    with pytest.raises(InputError, match="does not name its rulebook"):
        load_report(path)
    assert load_report(path, BOOK).standards["P 1.1"].rating == "Good"
    path.write_text("standards:\n  P 9.9: Good\n")
    with pytest.raises(InputError, match="Unknown standard"):
        load_report(path, BOOK)


def test_a_figure_printed_to_one_decimal_is_written_and_held_against_the_cases_so(tmp_path):
    path = tmp_path / "report.yaml"
    path.write_text("rulebook: pdu-2024\ncases: 150\nstandards: {P 2.1: {key_questions: {safety: 55.0}}}\n")
    report = load_report(path)
    assert "safety: 55.0" in dump_report(report)
    (sample,) = consistency(score(report)).samples
    (fit,) = sample.roundings[0].impossible
    assert (fit.figure.step, fit.figure.printed) == (Fraction(1, 10), "55.0")


def test_a_report_is_dumped_from_a_dict_too():
    plain = {"rulebook": "pdu-2024", "cases": "82", "standards": {"P 2.1": {"key_questions": {"safety": "23%"}}}}
    assert dump_report(plain) == dump_report(Report.model_validate(plain))
    assert dump_report(plain) == (
        "rulebook: pdu-2024\ncases: 82\nstandards:\n  P 2.1:\n    key_questions:\n      safety: 23\n"
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "A report must be a Report or a dict, not None"),
        ("report.yaml", "A report must be a Report or a dict, not 'str'"),
        ({"cases": "many"}, "cases: 'cases' must be a whole number, such as 82, not 'many'"),
    ],
)
def test_what_is_not_a_report_is_not_dumped(given, said):
    with pytest.raises(InputError) as caught:
        dump_report(given)
    assert str(caught.value) == said

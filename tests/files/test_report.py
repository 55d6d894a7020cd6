"""A report: built from plain values or read from a file, unchangeable, and written back the same."""

import copy
import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from ruamel.yaml import YAML

from hmip_rules import InputError, Report, dump_report, load_report, load_reports, load_rulebook, score, strategies
from hmip_rules.files.library import Library, rules_folder
from hmip_rules.files.reports import read_reports
from hmip_rules.files.yaml_source import to_yaml
from hmip_rules.insight.consistency.compute import consistency
from hmip_rules.model.errors import printable
from hmip_rules.model.fields import FrozenDict

BOOK = load_rulebook("pdu-2024")


@given(strategies.reports(BOOK))
def test_writing_and_reading_a_report_gives_it_back(tmp_path_factory, report):
    report = report.model_copy(update={"rulebook": "pdu-2024", "note": "line: one\nline two", "published": "2024"})
    path = tmp_path_factory.mktemp("written") / "report.yaml"
    path.write_text(dump_report(report), encoding="utf-8")
    assert load_report(path) == report


@given(strategies.reports(BOOK))
def test_dumping_the_model_and_validating_it_gives_it_back(report):
    assert Report.model_validate(report.model_dump()) == report
    assert Report.model_validate_json(report.model_dump_json()) == report


@given(st.data())
def test_a_rulebook_is_given_back_by_its_dump(data):
    book = data.draw(strategies.rulebooks())
    assert type(book).model_validate(book.model_dump(by_alias=True)) == book


def test_the_short_form_is_the_published_rating():
    short = Report.model_validate({"standards": {"P 1.1": "Good", "P 1.2": None}})
    long = Report.model_validate({"standards": {"P 1.1": {"rating": "Good"}, "P 1.2": {}}})
    assert short == long


def test_numbers_written_by_python_are_read_as_their_text():
    report = Report.model_validate({"fieldwork": 2024, "cases": 82, "rulebook": 2024})
    assert (report.fieldwork, report.cases, report.rulebook) == ("2024", 82, "2024")


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


def test_values_cannot_be_changed():
    report = Report.model_validate({"standards": {"P 1.1": "Good"}})
    with pytest.raises(ValidationError):
        report.service = "Other"
    with pytest.raises(TypeError, match="cannot be changed"):
        report.standards["P 1.2"] = report.standards["P 1.1"]
    with pytest.raises(TypeError, match="cannot be changed"):
        report.standards.clear()
    card = score(report, BOOK)
    with pytest.raises(AttributeError):
        card.standards = ()


def test_values_compare_copy_pickle_and_print():
    report = Report.model_validate({"service": "Leeds PDU", "standards": {"P 2.1": {"key_questions": {"safety": 23}}}})
    card = score(report, BOOK)
    assert copy.deepcopy(report) == pickle.loads(pickle.dumps(report)) == report
    assert pickle.loads(pickle.dumps(card)) == card == score(report, BOOK)
    assert str(card) == "Leeds PDU: ?/21 Inadequate or Requires improvement or Good or Outstanding, not_published"
    assert "23" in repr(report)
    assert hash(FrozenDict(a=1)) == hash(FrozenDict(a=1))


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


def test_whether_a_published_rating_departs_from_its_percentages():
    safety = {"key_questions": {"safety": 23}}
    plain = {"P 1.1": "Good", "P 2.1": {**safety, "rating": "Good"}, "P 2.2": {**safety, "rating": "Inadequate"}}
    card = score(Report.model_validate({"standards": {**plain, "P 2.3": safety}}), BOOK)
    assert [result.key for result in card.standards if result.departs] == ["P 2.1"]


class TestWhichRulebook:
    def test_the_one_that_the_report_names(self):
        assert score(Report(rulebook="pdu-2024")).rulebook.id == "pdu-2024"

    @pytest.mark.parametrize("fieldwork", ["2023-10", "2024-08", "2024", "2025-10"])
    def test_the_one_in_force_for_what_it_inspects_in_its_month(self, fieldwork):
        assert score(Report(inspects="pdu", fieldwork=fieldwork)).rulebook.id == "pdu-2024"

    @pytest.mark.parametrize(
        "plain",
        [
            {},
            {"inspects": "pdu"},
            {"inspects": "pdu", "published": "2024-10"},
            {"inspects": "pdu", "fieldwork": "2023-09"},
            {"inspects": "pdu", "fieldwork": "2025-11"},
            {"inspects": "pdu", "fieldwork": "2023"},
            {"inspects": "pdu", "fieldwork": "2025"},
            {"inspects": "youth", "fieldwork": "2024-08"},
            {"rulebook": "pdu-2042"},
        ],
        ids=str,
    )
    def test_never_a_guess(self, plain):
        with pytest.raises(InputError, match=r"'rulebook:' with one of|did you mean 'pdu-2024'"):
            score(Report.model_validate(plain))

    @pytest.mark.parametrize(
        ("months", "words"),
        [
            ({}, ["June 2023), which is not stated; ", "2025), which is not stated; add 'fieldwork' and 'published', or write 'rulebook:'"]),
            ({"published": "2024-10"}, ["June 2023), which is '2024-10'; ", "2025), which is not stated; add 'fieldwork', or write"]),
            ({"fieldwork": "2019-05"}, ["June 2023), which is not stated; ", "2025), which is '2019-05'; add 'published', or write"]),
            ({"published": "2019-09", "fieldwork": "2019-05"}, ["which is '2019-05'; write 'rulebook:' with one of pdu-2021, pdu-2024"]),
        ],
    )  # fmt: skip
    def test_where_none_fits_each_is_named_with_the_month_that_it_goes_by(self, months, words):
        with pytest.raises(InputError) as caught:
            score(Report(inspects="pdu", **months))
        assert "pdu-2021 depends on 'published' (January 2022 to June 2023)" in str(caught.value)
        assert "pdu-2024 depends on 'fieldwork' (October 2023 to October 2025)" in str(caught.value)
        assert all(part in str(caught.value) for part in words)

    def test_where_two_fit_both_are_named(self, monkeypatch, tmp_path):
        text = (rules_folder() / "pdu-2024.yaml").read_text()
        (tmp_path / "one.yaml").write_text(text.replace("id: pdu-2024", "id: one"))
        (tmp_path / "two.yaml").write_text(text.replace("id: pdu-2024", "id: two"))
        monkeypatch.setattr("hmip_rules.files.library.rules_folder", lambda: tmp_path)
        with pytest.raises(InputError, match=r"several may have been in force.*one, two"):
            score(Report(inspects="pdu", fieldwork="2024-08"))


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


@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_a_name_that_no_file_can_have_is_refused_in_a_line(name):
    with pytest.raises(InputError, match="cannot be read"):
        load_report(name)


def test_a_report_for_a_rulebook_of_ones_own_is_checked_against_it(tmp_path):
    path = tmp_path / "report.yaml"
    path.write_text("standards:\n  P 1.1: Good\n")
    with pytest.raises(InputError, match="does not name its rulebook"):
        load_report(path)
    assert load_report(path, BOOK).standards["P 1.1"].rating == "Good"
    path.write_text("standards:\n  P 9.9: Good\n")
    with pytest.raises(InputError, match="Unknown standard"):
        load_report(path, BOOK)


def test_a_rulebook_cannot_be_changed_through_what_it_looks_up():
    with pytest.raises(TypeError, match="cannot be changed"):
        BOOK.by_key["P 9.9"] = BOOK.standards[0]
    assert type(BOOK).model_validate(BOOK.model_dump()) == BOOK


@pytest.mark.parametrize(
    ("text", "shown"), [("a\u2028b", "a\\u2028b"), ("a\u202eb", "a\\u202eb"), ("é\xa0b", "é\xa0b")]
)
def test_what_a_terminal_would_obey_is_shown(text, shown):
    assert printable(text) == shown


def test_a_figure_printed_to_one_decimal_is_written_and_held_against_the_cases_so(tmp_path):
    path = tmp_path / "report.yaml"
    path.write_text("rulebook: pdu-2024\ncases: 150\nstandards: {P 2.1: {key_questions: {safety: 55.0}}}\n")
    report = load_report(path)
    assert "safety: 55.0" in dump_report(report)
    (sample,) = consistency(score(report)).samples
    (fit,) = sample.roundings[0].impossible
    assert (fit.figure.step, fit.figure.printed) == (Fraction(1, 10), "55.0")


@pytest.mark.parametrize("figure", ["0", "51", "55.0", "51.25", "2024"])
def test_a_figure_is_written_without_quotes(figure):
    assert to_yaml({"written": figure}) == f"written: {figure}\n"


@pytest.mark.parametrize("text", ["2.10", "007", "1e5", "51%", "12345678901234567890", "nan", "\u0663", "yes"])
def test_a_text_that_another_program_would_read_as_another_one_is_quoted_or_no_figure(text):
    assert isinstance(YAML(typ="safe", pure=True).load(to_yaml({"written": text}))["written"], str)


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


def test_a_byte_that_is_not_utf_8_is_placed_where_lines_end_in_cr(tmp_path):
    path = tmp_path / "report.yaml"
    path.write_bytes(b"\xef\xbb\xbfrulebook: pdu-2024\rservice: caf\xe9\r")
    with pytest.raises(InputError) as caught:
        load_report(path)
    assert (caught.value.problems[0].place.line, caught.value.problems[0].place.column) == (2, 13)

"""A report built from plain values: unchangeable, comparable, and given back by its dump."""

import copy
import pickle

import pytest
from hypothesis import given
from pydantic import ValidationError

from hmip_rules import Report, load_rulebook, score, strategies
from hmip_rules.model.fields import FrozenDict

BOOK = load_rulebook("pdu-2024")


@given(strategies.reports(BOOK))
def test_dumping_the_model_and_validating_it_gives_it_back(report):
    assert Report.model_validate(report.model_dump()) == report
    assert Report.model_validate_json(report.model_dump_json()) == report


def test_the_short_form_is_the_published_rating():
    short = Report.model_validate({"standards": {"P 1.1": "Good", "P 1.2": None}})
    long = Report.model_validate({"standards": {"P 1.1": {"rating": "Good"}, "P 1.2": {}}})
    assert short == long


def test_numbers_written_by_python_are_read_as_their_text():
    report = Report.model_validate({"fieldwork": 2024, "cases": 82, "rulebook": 2024})
    assert (report.fieldwork, report.cases, report.rulebook) == ("2024", 82, "2024")


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


def test_whether_a_published_rating_departs_from_its_percentages():
    safety = {"key_questions": {"safety": 23}}
    plain = {"P 1.1": "Good", "P 2.1": {**safety, "rating": "Good"}, "P 2.2": {**safety, "rating": "Inadequate"}}
    card = score(Report.model_validate({"standards": {**plain, "P 2.3": safety}}), BOOK)
    assert [result.key for result in card.standards if result.departs] == ["P 2.1"]

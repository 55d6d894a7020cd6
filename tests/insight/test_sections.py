"""Which sections are asked for."""

import pytest
from conftest import ROOT

from hmip_rules import InputError, score_files
from hmip_rules.insight import samples
from hmip_rules.insight.sections import Asked, answered, refuse_missing


def test_what_needs_the_extra_is_refused_without_it(monkeypatch):
    refuse_missing(Asked(certainty=True))
    monkeypatch.setattr(samples, "STATISTICS_LIBRARIES", ("not_installed",))
    with pytest.raises(InputError):
        refuse_missing(Asked(certainty=True))


def test_of_everything_what_needs_the_extra_is_left_out_without_it(monkeypatch):
    everything = Asked(everything=True)
    (result,) = score_files([str(ROOT / "examples/leeds-pdu-2024.yaml")])
    assert refuse_missing(everything) == ""
    names = [section.name for section in answered(result, everything).sections]
    monkeypatch.setattr(samples, "STATISTICS_LIBRARIES", ("not_installed",))
    assert refuse_missing(everything).startswith("Certainty is left out")
    found = [section.name for section in answered(result, everything).sections]
    assert found == [name for name in names if name != "certainty"]


def test_what_needs_no_extra_is_never_refused(monkeypatch):
    monkeypatch.setattr(samples, "STATISTICS_LIBRARIES", ("not_installed",))
    refuse_missing(Asked(margins=True, reach="Good", consistency=True))


def test_a_report_of_which_the_question_makes_no_sense_is_named_with_its_file_and_document(tmp_path):
    file = tmp_path / "two.yaml"
    file.write_text("rulebook: pdu-2024\n---\nrulebook: pdu-2024\n")
    _, second = score_files([str(file)])
    found = answered(second, Asked(reach="Splendid"))
    assert (found.file, found.document, found.status) == (str(file), second.document, "unreadable")
    assert second.document == 2
    assert [problem.place.file for problem in found.problems] == [str(file)]

"""Which rulebook a report is scored by, and that each is read once."""

import pytest
from conftest import ROOT

from hmip_rules import InputError, Report, score
from hmip_rules.files.library import Library, rules_folder
from hmip_rules.files.reports import ReadReport, read_reports


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
        with pytest.raises(
            InputError, match=r"'rulebook:' with one of|write 'rulebook: |Write 'rulebook: |did you mean 'pdu-2024'"
        ):
            score(Report.model_validate(plain))

    @pytest.mark.parametrize(
        ("months", "words"),
        [
            ({}, ["June 2023 (not stated here). ", "2025 (not stated here). Add 'fieldwork' and 'published', or write 'rulebook: "]),
            ({"published": "2024-10"}, ["June 2023 (here '2024-10'). ", "2025 (not stated here). Add 'fieldwork', or write"]),
            ({"fieldwork": "2019-05"}, ["June 2023 (not stated here). ", "2025 (here '2019-05'). Add 'published', or write"]),
            ({"published": "2019-09", "fieldwork": "2019-05"}, ["(here '2019-05'). Write 'rulebook: pdu-2021' or 'rulebook: pdu-2024'"]),
        ],
    )  # fmt: skip
    def test_where_none_fits_each_is_named_with_the_month_that_it_goes_by(self, months, words):
        with pytest.raises(InputError) as caught:
            score(Report(inspects="pdu", **months))
        assert "pdu-2021 applies if 'published' is January 2022 to June 2023" in str(caught.value)
        assert "pdu-2024 applies if 'fieldwork' is October 2023 to October 2025" in str(caught.value)
        assert all(part in str(caught.value) for part in words)

    def test_where_two_fit_both_are_named(self, monkeypatch, tmp_path):
        text = (rules_folder() / "pdu-2024.yaml").read_text()
        (tmp_path / "one.yaml").write_text(text.replace("id: pdu-2024", "id: one"))
        (tmp_path / "two.yaml").write_text(text.replace("id: pdu-2024", "id: two"))
        monkeypatch.setattr("hmip_rules.files.library.rules_folder", lambda: tmp_path)
        with pytest.raises(InputError, match=r"several may have been in force.*one, two"):
            score(Report(inspects="pdu", fieldwork="2024-08"))


def test_a_library_reads_a_rulebook_once():
    library = Library()
    assert library.by_id("pdu-2024") is library.by_id("pdu-2024")
    (read,) = read_reports(str(ROOT / "examples/leeds-pdu-2024.yaml"), library)
    assert isinstance(read, ReadReport)
    assert read.rulebook is library.by_id("pdu-2024")

"""Every slip in slips/ is a file NAME.yaml, and NAME.txt is the whole of what must be said of it."""

from pathlib import Path

import pytest
from golden_files import renew_or_compare

from hmip_rules.files.library import Library, read_rulebook
from hmip_rules.files.reports import Unreadable, read_reports
from hmip_rules.model.errors import InputError

SLIPS = Path(__file__).parent / "slips"
REPORTS = sorted(SLIPS.glob("report/*.yaml"))
RULEBOOKS = sorted(SLIPS.glob("rulebook/*.yaml"))


def test_there_are_slips_to_try():
    assert len(REPORTS) >= 60
    assert len(RULEBOOKS) >= 38
    assert len(list(SLIPS.glob("*/*.txt"))) == len(REPORTS) + len(RULEBOOKS)


@pytest.mark.parametrize("slip", REPORTS, ids=lambda slip: slip.stem)
def test_a_slip_in_a_report_is_said_whole_and_in_order(slip, monkeypatch):
    monkeypatch.chdir(slip.parent)
    said = []
    for read in read_reports(slip.name, Library()):
        if isinstance(read, Unreadable):
            said += map(str, read.problems)
        else:
            said.append(f"(document {read.document} is read)")
    renew_or_compare(slip.with_suffix(".txt"), "".join(f"{line}\n" for line in said))


def test_a_file_of_more_than_1000_reports_is_refused_whole(tmp_path):
    path = tmp_path / "reports.yaml"
    path.write_text("---\nrulebook: pdu-2024\n" * 1001)
    (unreadable,) = read_reports(str(path), Library())
    assert [str(problem) for problem in unreadable.problems] == [
        f"{path}: This file holds more than 1,000 reports; split it into several files"
    ]


@pytest.mark.parametrize("slip", RULEBOOKS, ids=lambda slip: slip.stem)
def test_a_slip_in_a_rulebook_is_said_whole_and_in_order(slip, monkeypatch):
    monkeypatch.chdir(slip.parent)
    with pytest.raises(InputError) as caught:
        read_rulebook(slip.name)
    renew_or_compare(slip.with_suffix(".txt"), f"{caught.value}\n")
    assert [problem.place.position for problem in caught.value.problems] == sorted(
        problem.place.position for problem in caught.value.problems
    )

"""hmip-rules table of workbooks: read as people see them, and written with dates and numbers as cells."""

import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from cli.table_runs import PERCENT, by_pdu, in_own_folder, left, read, table
from conftest import ROOT

inside = pytest.fixture(in_own_folder, autouse=True)

HEADINGS = ["Service", "Inspected on", "P 2.1", "P 2.1 engagement", "P 2.1 desistance", "P 2.1 safety", "Score"]


def write_book(rows, name="in.xlsx", formats=None, **sheets):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in (formats or {}).items():
        book.active[cell].number_format = number_format
    for title in sheets:
        book.create_sheet(title)
    book.save(name)


def test_a_sheet_is_read_as_people_see_it():
    write_book(
        [
            [],
            HEADINGS,
            ["Leeds", date(2024, 10, 1), "Inadequate", 0.51, "62 %", 23, 3],
            [],
            ["Anytown", datetime.fromisoformat("2024-10-02"), "Good", 0.575, "n/a", 66.5, None],
        ],
        formats={"D3": "0%", "D5": "0.0%", "F3": '0"%"'},
    )
    result = by_pdu("in.xlsx")
    assert (result.exit_code, result.stderr) == (1, "")
    rows = [list(row.values())[: len(HEADINGS)] for row in read("out.parquet")]
    assert rows == [
        ["Leeds", date(2024, 10, 1), "Inadequate", 51, 62, 23, 3],
        ["Anytown", date(2024, 10, 2), "Good", 57.5, None, 66.5, None],
    ]


def test_it_is_scored_as_the_same_csv_file(inside):
    (inside / "in.csv").write_text(
        "p_1_1,p_2_1,p_2_1_safety,overall_rating\nGood,Good,23,Good\nRI,Good,66,Inadequate\n"
    )
    write_book([line.split(",") for line in (inside / "in.csv").read_text().splitlines()])
    by_pdu("in.csv")
    wanted = read("out.parquet")
    by_pdu("in.xlsx")
    assert read("out.parquet") == wanted
    assert by_pdu("in.csv", "in.xlsx").exit_code == 1
    assert read("out.parquet") == wanted * 2


def test_dates_and_numbers_are_written_as_cells_and_text_as_text():
    rows = {"when": [date(2024, 10, 1)], "note": ["=1+1"], "link": ["https://a.example"], "p_2_1_safety": [23.25]}
    pl.DataFrame(rows).write_parquet("in.parquet")
    result = table("in.parquet", "--rulebook", "pdu-2024", "-o", "out.xlsx")
    assert (result.exit_code, result.stdout.splitlines()[0][:19]) == (0, "out.xlsx: 1 report,")
    heading, row = openpyxl.load_workbook("out.xlsx")["Reports"].iter_rows()
    told = dict(zip((cell.value for cell in heading), row, strict=True))
    assert told["when"].value.date() == date(2024, 10, 1)
    assert (told["note"].value, told["note"].data_type) == ("=1+1", "s")
    assert (told["p_2_1_safety"].value, told["p_2_1_safety"].data_type) == (23.25, "n")
    assert told["status"].value == "not_published"


def test_reports_are_gathered_into_a_workbook():
    assert table(ROOT / "examples", "-o", "out.xlsx").exit_code == 0
    rows = list(openpyxl.load_workbook("out.xlsx")["Reports"].iter_rows(values_only=True))
    assert len(rows) == 3
    assert left() == ["out.xlsx"]


def test_one_of_several_sheets_is_named(inside):
    write_book([["P 1.1"], ["Good"]], Notes=1)
    said = "in.xlsx: This workbook has 2 sheets; choose one with --sheet: 'Sheet', 'Notes'\n"
    assert by_pdu("in.xlsx").stderr == said
    said = "in.xlsx: This workbook has no sheet 'Reports'; it has 'Sheet', 'Notes'\n"
    assert by_pdu("in.xlsx", "--sheet", "Reports").stderr == said
    assert by_pdu("in.xlsx", "--sheet", "Notes").stderr == (
        "in.xlsx: This sheet is empty; write a header, and one row per report\n"
    )
    assert by_pdu("in.xlsx", "--sheet", "Sheet").exit_code == 0
    (inside / "in.csv").write_text("p_1_1\nGood\n")
    assert by_pdu("in.csv", "--sheet", "Sheet").stderr.endswith("Error: --sheet goes with a workbook (.xlsx)\n")


def test_all_that_is_wrong_with_a_sheet_is_said_at_once():
    write_book(
        [
            ["Service", "P 2.1 safety", "p_2_1_safety", "Score"],
            ["Leeds", "many", None, "#N/A"],
            ["Anytown", 23, None, "=1+2", "x"],
        ]
    )
    assert by_pdu("in.xlsx").stderr.splitlines() == [
        f"in.xlsx: {line}"
        for line in (
            "Columns 'P 2.1 safety' and 'p_2_1_safety' both mean 'p_2_1_safety'; remove or rename one",
            "Cell D3 has a formula without a result; open the workbook in Excel, and save it again",
            "Cell E3 stands below no heading; give its column one, or clear the cell",
            "column 'overall_score' has '#N/A' in row 2 (the header is row 1); write points as 3, empty where missing",
            f"column 'p_2_1_safety' has 'many' in row 2 (the header is row 1); {PERCENT}",
        )
    ]


def test_fractions_that_are_not_shown_as_percentages_are_refused():
    write_book([HEADINGS, ["Leeds", None, "Good", 0.62, 0.5, None, None]])
    assert by_pdu("in.xlsx").stderr == (
        "in.xlsx: column 'p_2_1_engagement' has 0.62 in row 2, and no percentage there is above 1; "
        "0.62 looks like a fraction, so write 62\n"
    )


def with_macros():
    write_book([["P 1.1"], ["Good"]])
    with zipfile.ZipFile("in.xlsx", "a") as package:
        package.writestr("xl/vbaProject.bin", b"")


def large():
    with zipfile.ZipFile("in.xlsx", "w", zipfile.ZIP_DEFLATED) as package, package.open("xl/a.xml", "w") as part:
        for _ in range(101):
            part.write(bytes(1_000_000))


def damaged():
    write_book([["P 1.1"], ["Good"]])
    with zipfile.ZipFile("in.xlsx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile("in.xlsx", "w") as package:
        for name, content in parts.items():
            package.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)


def with_text(content):
    def write():
        Path("in.xlsx").write_bytes(content)

    return write


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (with_macros, "This workbook holds macros; save it as .xlsx, which has none"),
        (large, "This workbook unpacks to more than 100 MB; save it as CSV"),
        (damaged, "This workbook is damaged; open it in Excel, and save it again"),
        (
            with_text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
            "This workbook is locked with a password, or of an old kind; save it as .xlsx without a password",
        ),
        (with_text(b"p_1_1\nGood\n"), "This is not a workbook, or it is damaged; save it as .xlsx again"),
        (with_text(b""), "the file is empty; write a header, and one row per report"),
    ],
    ids=["macros", "large", "damaged", "locked", "text", "empty"],
)
def test_a_workbook_that_cannot_be_read_is_refused_in_plain_words(write, said):
    write()
    result = by_pdu("in.xlsx")
    assert (result.exit_code, result.stderr) == (2, f"in.xlsx: {said}\n")


@pytest.mark.parametrize("name", ["in.xls", "in.xlsm", "in.xlsb", "in.ods"])
def test_workbooks_of_other_kinds_are_refused_with_what_to_do(inside, name):
    (inside / name).write_bytes(b"PK")
    said = "This kind of workbook is not read, nor are macros; save it as .xlsx"
    assert by_pdu(name).stderr == f"{name}: {said}\n"


def test_a_sheet_with_more_cells_than_are_read(monkeypatch):
    monkeypatch.setattr("hmip_rules.tables.workbooks.MAX_CELLS", 3)
    write_book([["P 1.1", "P 1.2"], ["Good", "Good"]])
    assert by_pdu("in.xlsx").stderr == "in.xlsx: This sheet has more than 3 cells; save it as CSV\n"


def test_a_row_with_a_number_that_no_sheet_has():
    write_book([["P 1.1"], ["Good"]])
    with zipfile.ZipFile("in.xlsx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile("in.xlsx", "w") as package:
        for name, content in parts.items():
            package.writestr(name, content.replace(b'<row r="2"', b'<row r="99999999999"'))
    assert by_pdu("in.xlsx").stderr == "in.xlsx: This sheet has more than 1,000,000 cells; save it as CSV\n"


def test_more_rows_than_a_sheet_has_are_not_written(inside, monkeypatch):
    monkeypatch.setattr("hmip_rules.tables.workbooks.MAX_ROWS", 2)
    (inside / "in.csv").write_text("p_1_1\nGood\nGood\n")
    result = table("in.csv", "--rulebook", "pdu-2024", "-o", "out.xlsx")
    said = "A sheet holds 2 rows with its header, but there are more; write a .csv or .parquet file"
    assert (result.exit_code, result.stderr.partition(": ")[2], left()) == (2, f"{said}\n", ["in.csv"])


def test_workbooks_in_a_folder_of_reports_are_not_taken_for_more_reports(inside):
    (inside / "reports").mkdir()
    (inside / "reports/a.yaml").write_text((ROOT / "examples/leeds-pdu-2024.yaml").read_text())
    write_book([["P 1.1"], ["Good"]], "reports/scores.xlsx")
    assert table("reports", "-o", "out.csv").exit_code == 0
    (inside / "reports/a.yaml").unlink()
    (inside / "reports/~$scores.xlsx").write_bytes(b"locks the other")
    assert by_pdu("reports").exit_code == 0


@pytest.mark.parametrize(("extra", "files"), [("openpyxl", "in.xlsx out.csv"), ("xlsxwriter", "in.csv out.xlsx")])
def test_a_missing_extra_is_named(inside, extra, files):
    write_book([["P 1.1"], ["Good"]])
    (inside / "in.csv").write_text("p_1_1\nGood\n")
    source, output = files.split()
    code = (
        f"import sys; sys.modules[{extra!r}] = None\nfrom hmip_rules.cli.rules import main\n"
        f"main(['table', {source!r}, '--rulebook', 'pdu-2024', '-o', {output!r}])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 2
    assert result.stderr.endswith("Workbooks need openpyxl and XlsxWriter: pip install 'hmip-rules[xlsx]'\n")

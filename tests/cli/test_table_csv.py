"""hmip-rules table of CSV files as programs write them, and of wrong ones: all that is wrong is said at once."""

import polars as pl
import pytest
from cli.table_runs import PERCENT, by_pdu, in_own_folder, left, read, table

inside = pytest.fixture(in_own_folder, autouse=True)

PLAIN = "service,p_2_1,p_2_1_engagement,p_2_1_desistance,p_2_1_safety,overall_score,overall_rating\nYnys Môn,Good,51,62.5,23,3,Inadequate\n"


def scored(inside, content):
    (inside / "in.csv").write_bytes(content)
    result = by_pdu("in.csv")
    assert (result.exit_code, result.stderr) == (1, "")
    return read("out.parquet")


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.replace(",", ";").replace("\n", "\r\n").encode(),
        PLAIN.replace("51", "51%").replace("62.5", " 62.5 % ").encode(),
        PLAIN.replace("Ynys Môn", '"Ynys Môn"').encode(),
        ("\n\r\n" + PLAIN + "\n  \n,,,,,,\n\n").encode(),
    ],
    ids=["semicolons", "tabs", "mark", "mark, semicolons, CRLF", "per cent", "quotation marks", "blank lines"],
)
def test_what_programs_write_differently_is_read_alike(inside, content):
    wanted = scored(inside, PLAIN.encode())
    assert len(wanted) == 1
    assert scored(inside, content) == wanted


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("P 2.1", "p_2_1"),
        ("p2.1", "p_2_1"),
        ("P 2.1 Assessment", "p_2_1"),
        ("P 2.1 rating", "p_2_1"),
        ("P 2.1 engagement", "p_2_1_engagement"),
        ("P 2.1 - Engagement (%)", "p_2_1_engagement"),
        ('"P 2.1\nengagement"', "p_2_1_engagement"),
        ("P_2_1_Safety_Not_Applicable", "p_2_1_safety_not_applicable"),
        ("Overall rating", "overall_rating"),
        ("Published rating", "overall_rating"),
        ("Score", "overall_score"),
        ("Maximum score", "overall_max_score"),
    ],
)
def test_headings_are_read_as_people_write_them(inside, heading, column):
    (inside / "in.csv").write_text(f"p_1_1,{heading}\nGood,\n")
    assert by_pdu("in.csv").stderr == ""
    assert read("out.parquet")[0].keys() >= {"p_1_1", column}


def test_headings_of_the_long_form_are_read_as_people_write_them(inside):
    (inside / "in.csv").write_text("Report;Standard;Key question;%;Rating\nA;P 2.1;safety;23%;Good\n")
    assert by_pdu("in.csv").stderr == ""
    assert [(row["p_2_1"], row["p_2_1_safety"]) for row in read("out.parquet")] == [("Good", 23)]


def test_a_percentage_that_is_said_not_to_be_there_is_missing(inside):
    (inside / "in.csv").write_text("p_2_1_safety,p_2_1_engagement,p_2_1\n n/a,64,N/A\nNA,n.a.,Good\n")
    assert by_pdu("in.csv").exit_code == 0
    rows = [(row["p_2_1_safety"], row["p_2_1_engagement"], row["p_2_1"]) for row in read("out.parquet")]
    assert rows == [(None, 64, None), (None, None, "Good")]


def test_a_report_may_have_the_name_na(inside):
    (inside / "in.csv").write_text("report,standard,key_question,percent\nNA,P 2.1,safety,23\n")
    by_pdu("in.csv")
    assert [row["report"] for row in read("out.parquet")] == ["NA"]


WHAT_IS_MISSING = "add what is missing, or leave its cell empty between two separators"
TOO_MANY = "remove what is too many, or put a cell that holds a separator into quotation marks"
QUOTATION = "remove it, or put the cell into quotation marks and double the one inside"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"service,p_2_1,p_2_1_engagement,p_2_1_desistance,p_2_1_safety\nA,Inadequate,51,62,23\nB,Good,70,66\n",
            [f"Row 3 has 4 cells, but the header (row 1) has 5: 'B,Good,70,66'; {WHAT_IS_MISSING}"],
        ),
        (
            b"service,p_2_1_safety\nA,23,9\nB,66\n",
            [f"Row 2 has 3 cells, but the header (row 1) has 2: 'A,23,9'; {TOO_MANY}"],
        ),
        (
            b"service,p_2_1_safety\rA,23\rB,66\r",
            [
                "The file has only one line, because its line ends are those of an old Mac (CR); open it in a "
                "spreadsheet program, and save it as CSV again"
            ],
        ),
        (
            b'service,p_2_1_safety\nA,23\n"B,66\nC,1\n',
            [
                "Row 3 has a quotation mark that is not closed, or stands inside a cell: '\"B,66\\nC,1'; " + QUOTATION,
            ],
        ),
        (
            b'service,p_2_1_safety\nthe "A",23\nB,66\n',
            [
                "Row 2 has a quotation mark that is not closed, or stands inside a cell: 'the \"A\",23'; " + QUOTATION,
            ],
        ),
        (
            b'service,"p_2_1_safety\nA,23\n',
            [
                "Row 1 has a quotation mark that is not closed, or stands inside a cell: "
                "'service,\"p_2_1_safety\\nA,23'; " + QUOTATION,
            ],
        ),
        (
            b"service,p_2_1\r_safety\nA,23\nB,66,1\n",
            [f"Row 3 has 3 cells, but the header (row 1) has 2: 'B,66,1'; {TOO_MANY}"],
        ),
        (
            b"service,p_2_1_safety\nA,23\nB,66\n".decode().encode("utf-16"),
            ["not UTF-8 text; save the file as UTF-8"],
        ),
        (
            b"P 2.1 safety,p_2_1_safety\n1,2\n",
            ["Columns 'P 2.1 safety' and 'p_2_1_safety' both mean 'p_2_1_safety'; remove or rename one"],
        ),
        (
            b"Score,Published score\n1,2\n",
            ["Columns 'Score' and 'Published score' both mean 'overall_score'; remove or rename one"],
        ),
        (
            b"p_2_1_safety,p_2_1_engagement\n0.62,0.5\n,\n1,0.25\n",
            [
                "column 'p_2_1_safety' has 0.62 in row 2, and no percentage there is above 1 (1 more like it); "
                "0.62 looks like a fraction, so write 62"
            ],
        ),
        (
            b"report,standard,key_question,percent\n1,P 2.1,safety,1\n2,P 2.1,safety,0.07\n",
            [
                "column 'percent' has 0.07 in row 3, and no percentage there is above 1; "
                "0.07 looks like a fraction, so write 7"
            ],
        ),
    ],
    ids=[
        "short row",
        "long row",
        "CR only",
        "mark not closed",
        "mark inside a cell",
        "mark in the header",
        "CR in the header",
        "UTF-16",
        "two columns of one name",
        "two scores",
        "fractions",
        "fractions in the long form",
    ],
)
def test_a_wrong_table_is_refused_in_words_that_name_the_cure(inside, content, said):
    (inside / "in.csv").write_bytes(content)
    result = by_pdu("in.csv")
    assert (result.exit_code, result.stdout, result.stderr.splitlines()) == (
        2,
        "",
        [f"in.csv: {line}" for line in said],
    )
    assert left() == ["in.csv"]


def test_all_that_is_wrong_is_said_at_once(inside):
    (inside / "in.csv").write_text(
        "service;p_2_1_safety;overall_score;Overall score;p_2_1_safty\nA;many;3;;\n\nB;23\nC;120 %;three;;\nD;x;;;\n"
    )
    assert by_pdu("in.csv").stderr.splitlines() == [
        f"in.csv: {line}"
        for line in (
            "Columns 'overall_score' and 'Overall score' both mean 'overall_score'; remove or rename one",
            f"Row 4 has 2 cells, but the header (row 1) has 5: 'B;23'; {WHAT_IS_MISSING}",
            f"column 'p_2_1_safety' has 'many' in row 2 (the header is row 1); {PERCENT}",
            "column 'overall_score' has 'three' in row 5 (the header is row 1); write points as 3, empty where missing",
            f"column 'p_2_1_safety' has 'x' in row 6 (the header is row 1); {PERCENT}",
            "column 'p_2_1_safty' is not one that pdu-2024 reads; did you mean 'p_2_1_safety'? If not, rename it",
        )
    ]


def test_wrong_cells_of_several_files_are_said_at_once(inside):
    (inside / "a.csv").write_text("p_2_1_safety\nmany\n")
    (inside / "b.csv").write_text("p_2_1_safety\nfew\n")
    said = by_pdu("a.csv", "b.csv").stderr.splitlines()
    assert [line.partition(":")[0] for line in said] == ["a.csv", "b.csv"]


def test_a_column_of_wrong_cells_does_not_hide_the_others(inside):
    (inside / "in.csv").write_text("p_2_1_safety,p_2_2_safety\n" + "x,50\n" * 500 + "50,y\n")
    said = by_pdu("in.csv").stderr.splitlines()
    assert len(said) == 12
    assert said[10] == "in.csv: column 'p_2_1_safety' has 490 more wrong cells below row 11"
    assert said[11] == f"in.csv: column 'p_2_2_safety' has 'y' in row 502 (the header is row 1); {PERCENT}"


def test_a_real_percentage_below_1_beside_others_is_no_fraction(inside):
    (inside / "in.csv").write_text("p_2_1_safety,p_2_1_engagement\n0.5,64\n0,0\n1,1\n")
    assert by_pdu("in.csv").stderr == ""
    assert [row["p_2_1_safety"] for row in read("out.parquet")] == [0.5, 0, 1]


def test_fractions_of_a_parquet_file_are_refused_too():
    pl.DataFrame({"p_2_1_safety": [0.62, float("nan")], "p_2_1_engagement": [float("nan"), 0.5]}).write_parquet(
        "a.parquet"
    )
    said = by_pdu("a.parquet").stderr
    assert said == (
        "a.parquet: column 'p_2_1_safety' has 0.62, and no percentage there is above 1 (1 more like it); "
        "0.62 looks like a fraction, so write 62\n"
    )


def test_a_line_without_an_end_is_not_held_as_a_whole(inside):
    (inside / "in.csv").write_text("service,p_2_1_safety\nA,23\n" + "x" * 2_500_000)
    said = by_pdu("in.csv").stderr
    assert said == "in.csv: Row 3 is longer than 1,000,000 bytes; divide it into rows\n"


def test_no_row_is_filled_up_though_cells_hold_separators_and_line_ends(inside):
    (inside / "in.csv").write_text('service,p_2_1_safety\n"A, ""b""\nc",23\nB\n')
    said = table("in.csv", "--rulebook", "pdu-2024", "-o", "out.csv").stderr
    assert said == f"in.csv: Row 3 has 1 cell, but the header (row 1) has 2: 'B'; {WHAT_IS_MISSING}\n"

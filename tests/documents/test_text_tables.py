"""Lines of cells, by tabs or wide gaps, are a table where headings stand above them and an item fills each row."""

import pytest
from documents.layouts import text_lines
from documents.measure import as_lines, extract_by
from documents.short_report import PDU, WORDINGS, a_report

FIRST, SECOND, _ = WORDINGS.values()


def percentages(*lines):
    report = text_lines(a_report())
    extraction = extract_by(as_lines([*report, "P 2.1. Assessment", "So it was.", *lines]), [PDU])
    return [values[0].value for path, values in extraction.values.items() if "key_questions" in path]


@pytest.mark.parametrize(
    "lines",
    [
        ["Key question\tLeeds PDU\tAll PDUs", f"{FIRST}\t51%\t61%", f"{SECOND}\t52%\t62%"],
        ["Key question\t%\tTarget", f"{FIRST}\t51\t61", f"{SECOND}\t52\t62"],
        ["Key question\t%\tTarget", FIRST[:40], FIRST[40:], "51\t61", f"{SECOND}\t52\t62"],
        ["Key question    Percentage    Target", FIRST[:40], f"{FIRST[40:]}    51%    61%", f"{SECOND}    52%    62%"],
    ],
    ids=["tabs", "a sign in the heading", "figures below a wrapped question", "figures beside the end of a question"],
)
def test_the_column_of_this_inspection_is_read(lines):
    assert percentages(*lines) == ["51", "52"]


@pytest.mark.parametrize(
    "lines",
    [
        [f"{FIRST}\t51%\t61%", f"{SECOND}\t52%\t62%"],
        ["Key question\tPercentage", f"{FIRST}\t51%\t61%", f"{SECOND}\t52%\t62%"],
        ["Key question\tLeeds PDU\tAll PDUs", f"So was this:\t{FIRST}\t51%", f"{SECOND}\t52%\t62%"],
        ["Key question\tWakefield\tBradford", f"{FIRST}\t51%\t61%", f"{SECOND}\t52%\t62%"],
    ],
    ids=["no headings", "a heading too few", "an item beside other words", "headings that do not decide"],
)
def test_where_that_is_not_sure_nothing_is_read(lines):
    assert percentages(*lines) == []


def test_codes_and_names_may_have_one_heading():
    rows = [f"{s.code}\t{s.name}\tInadequate\tGood" for s in PDU.standards if s.domain == "2"]
    lines = [*text_lines(a_report()), "", "Standard\tRating\tRating in 2021", *rows]
    values = extract_by(as_lines(lines), [PDU]).values
    assert {values["standards", s.key, "rating"][0].value for s in PDU.standards if s.domain == "2"} == {"Inadequate"}

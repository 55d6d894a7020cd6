"""Whatever Python's csv module writes is read from a CSV file as it was written."""

import csv

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from hmip_rules import load_rulebook
from hmip_rules.tables.files import scan_tables

BOOK = load_rulebook("pdu-2024")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)) | st.sampled_from('",;\t\n'), max_size=9)


@given(
    rows=st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from(["", "51", "62%", "n/a"])), min_size=1, max_size=5),
    separator=st.sampled_from(",;\t"),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_cells_are_read_as_they_were_written(tmp_path_factory, rows, separator, line_end, quoting):
    file = tmp_path_factory.mktemp("written") / "in.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened, delimiter=separator, lineterminator=line_end, quoting=quoting)
        writer.writerows([("service", "note", "P 2.1 safety"), *rows])
    read = scan_tables([str(file)], [BOOK]).collect()
    percentages = {"": None, "n/a": None, "51": 51, "62%": 62}
    assert read.with_columns(pl.col("service", "note").fill_null("")).rows() == [
        (service, note, percentages[percent])
        for service, note, percent in rows
        if any(map(str.strip, (service, note, percent)))
    ]

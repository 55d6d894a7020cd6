"""Golden reports in every format, and each format read back."""

import csv
import io
import json
from pathlib import Path

import openpyxl
from click import unstyle
from lxml import html
from markdown_it import MarkdownIt

from hmip_rules.files.library import Library
from hmip_rules.output.rendering import render
from hmip_rules.scoring.score_files import Result, score_paths

GOLDEN = Path(__file__).parent / "golden"
DOCUMENT = str(Path(__file__).parents[3] / "docs/made-up-report.html")
REPORTS = [*sorted(path.name for path in GOLDEN.glob("*.yaml")), DOCUMENT]


def results():
    return score_paths(REPORTS, Library())


def cards():
    """The scorecards of what could be read; not all could."""
    return [result.card for result in results() if isinstance(result, Result)]


def objects():
    return [result for result in json.loads(output_in("json")) if result["status"] != "unreadable"]


def output_in(format_):
    """What a format gives of all reports: text, or the bytes of a file."""
    parts = list(render(format_, results(), explain=True))
    return parts[0] if isinstance(parts[0], bytes) else "\n".join(map(unstyle, parts)) + "\n"


def rows_of_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


def rows_of_sheets(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        for row in rows:
            yield sheet.title, dict(zip(head, row, strict=True))


def words(format_, given):
    """All that a person reads, on one line."""
    if format_ == "xlsx":
        text = " ".join(str(cell) for _, row in rows_of_sheets(given) for cell in row.values())
    elif format_ == "csv":
        text = " ".join(cell for row in rows_of_csv(given) for cell in row.values())
    elif format_ in ("json", "jsonl"):
        text = json.dumps(
            [json.loads(line) for line in given.splitlines()] if format_ == "jsonl" else json.loads(given)
        )
        text = text.replace('\\"', '"')
    elif format_ == "github":
        text = given.replace("%0A", " ").replace("%25", "%")
    else:
        page = MarkdownIt().enable("table").render(given) if format_ == "markdown" else given
        text = html.fromstring(page).text_content() if format_ in ("markdown", "html") else given
    return " ".join(text.split())

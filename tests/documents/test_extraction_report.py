"""What was read from a document and what was not, in sentences and as plain values."""

import pytest
from documents import made_up
from documents.layouts import text_lines
from documents.made_up import Heading, Table
from documents.measure import as_lines, results_for
from documents.short_report import read

from hmip_rules import load_rulebook
from hmip_rules.documents import extraction_report
from hmip_rules.documents.extract import extract
from hmip_rules.documents.extraction_report import as_number, as_plain_values, sentences_about, shortened, with_numbers
from hmip_rules.files.models import Read

SUMMARY = [
    Table((("Score", "3/21"), ("Overall rating", "Inadequate"))),
    Table((("P 1.1", "Leadership", "Good"), ("P 1.2", "Staffing", "Inadequate"), ("P 1.3", "Services", "Good"))),
]


@pytest.fixture(scope="module")
def extraction():
    lines = as_lines(text_lines([Heading("1. Ratings"), *SUMMARY]))
    return extract(lines, [Read(load_rulebook("pdu-2024"))])


def test_what_was_not_found_is_named_up_to_a_dozen_and_then_counted(extraction):
    found, missing = sentences_about(extraction)
    assert found == "Read from the document: 3 of 7 standards, 0 of 12 key questions, score, overall rating."
    assert missing.startswith("Not found: service, fieldwork, published, cases, P 2.1, P 2.1.engagement")
    assert missing.endswith("and 8 more")


def test_plain_values_say_where_each_was_read(extraction):
    values = {value["where"]: value for value in as_plain_values(extraction)["values"]}
    assert (values["P 1.2"]["value"], values["overall.score"]["value"]) == ("Inadequate", 3)
    assert values["P 1.2"]["words"] == "P 1.2 Staffing Inadequate"


def test_figures_are_numbers_in_plain_values():
    assert [as_number(text) for text in ("51", "51.5", "Good", 3)] == [51, 51.5, "Good", 3]
    assert with_numbers({"a": {"b": "51"}}) == {"a": {"b": 51}}


def test_long_words_are_shortened_in_their_middle():
    assert shortened("short") == "short"
    assert shortened("beginning middle end", 10) == "begin ... e end"


def test_key_questions_without_a_known_wording_are_counted_as_such():
    book = load_rulebook("yos-2018")
    results = results_for(book, 1)
    extraction = read(made_up.document(book, results), [book])
    assert extraction_report.summary_of_missing(extraction) == "21 key questions whose wording is not known"
    assert (
        extraction_report.summary_of_found(extraction)
        == "12 of 12 standards, 0 of 21 key questions, score, overall rating, cases"
    )

"""A short report of three standards, and what is read from it."""

from documents.layouts import TABLES, text_lines
from documents.made_up import Heading, Sentence, Table, with_wordings
from documents.measure import as_lines, extract_by

from hmip_rules import load_rulebook
from hmip_rules.files.library import shipped_rulebooks

RULEBOOKS = {rulebook_id: with_wordings(load_rulebook(rulebook_id)) for rulebook_id in shipped_rulebooks()}


PDU = RULEBOOKS["pdu-2024"]


def read(blocks, rulebooks=(PDU,), table=TABLES["rows"]):
    return extract_by(as_lines(text_lines(blocks, table)), rulebooks)


def found(extraction):
    return {path: values[0].value for path, values in extraction.values.items()}


def a_report(**changes):
    """Blocks of a short report of three standards, with what is changed."""
    blocks = {
        "title": [Heading("An inspection of probation services in: Leeds PDU")],
        "month": [Sentence("HM Inspectorate of Probation, October 2024")],
        "summary": [
            Table((("Score", "3/21"), ("Overall rating", "Inadequate"))),
            Table(
                (("P 1.1", "Leadership", "Good"), ("P 1.2", "Staffing", "Inadequate"), ("P 1.3", "Services", "Good"))
            ),
        ],
        "cases": [
            Sentence("We inspected 52 community orders and 30 releases on licence."),
            Sentence("Six of the 82 cases we inspected had moved. Leeds PDU was busy."),
        ],
        "standard": [],
    }
    return [block for some in {**blocks, **changes}.values() for block in some]


def standard(*rows, heading="P 2.1. Assessment", rating="Inadequate"):
    return [
        Heading(heading),
        Sentence("Assessment is well informed."),
        Sentence(rating),
        Table((("Key question", "Percentage 'Yes'"), *rows)),
    ]


WORDINGS = PDU.by_key["P 2.1"].key_questions

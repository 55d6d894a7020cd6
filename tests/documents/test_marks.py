"""What a rulebook knows is marked in tables and headings, not in sentences."""

import pytest
from documents.made_up import Sentence, Table
from documents.short_report import PDU, a_report, found, read

from hmip_rules import InputError


@pytest.mark.parametrize(
    "sentence",
    [
        "In 43 per cent of cases, P 2.1 Assessment was Good.",
        "At the last inspection the overall rating was\nRequires improvement\nand the score 9/21.",
        "Does assessment focus sufficiently on keeping other people safe? 78% (35/45) of staff thought so.",
        "P 2.1 Assessment\nGood\nwas what the last report said.",
        "Assessment\n78%\nof staff.",
        "Overall rating of Outstanding, with 20/21, in York PDU.",
    ],
)
def test_prose_is_full_of_other_figures_and_none_is_taken(sentence):
    plain = read(a_report())
    assert found(read(a_report(standard=[Sentence("It was so."), Sentence(sentence)]))) == found(plain)


def test_codes_with_another_letter_are_those_of_another_framework():
    rows = tuple((f"R {standard.code[2:]}", standard.name, "Good") for standard in PDU.standards)
    with pytest.raises(InputError, match="does not fit pdu-2024: a rating was found for 0 of 7 standards"):
        read([Table(rows)])

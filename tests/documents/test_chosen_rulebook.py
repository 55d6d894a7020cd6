"""Which rulebook a document is read by, and why none where none is."""

import pytest
from documents import made_up
from documents.made_up import Sentence, Table
from documents.measure import results_for
from documents.short_report import PDU, RULEBOOKS, a_report, read

from hmip_rules import InputError, score


@pytest.mark.parametrize("rulebook_id", RULEBOOKS)
def test_the_rulebook_is_told_by_its_standards_and_months(rulebook_id):
    results = results_for(RULEBOOKS[rulebook_id], rulebook_id)
    assert read(made_up.document(RULEBOOKS[rulebook_id], results), list(RULEBOOKS.values())).rulebook.id == rulebook_id


def test_a_document_that_fits_two_rulebooks_alike_is_refused_with_both():
    twin = PDU.model_copy(update={"id": "twin", "in_force": None})
    with pytest.raises(InputError, match="pdu-2024 and twin fit this report equally well; choose one with --rulebook"):
        read(made_up.document(PDU, results_for(PDU, 1)), [PDU, twin])


@pytest.mark.parametrize("blocks", [[], [Sentence("Dear all, the rating was Good.")], a_report(summary=[])])
def test_what_is_no_report_is_refused(blocks):
    with pytest.raises(InputError, match="No rulebook fits this document"):
        read(blocks, list(RULEBOOKS.values()))


LATE = {"month": [Sentence("HM Inspectorate of Probation, March 2026"), Sentence("Fieldwork started December 2025")]}


EARLY = {"month": [Sentence("HM Inspectorate of Probation, March 2019")]}


@pytest.mark.parametrize(
    ("months", "reason"),
    [
        (LATE, "fieldwork started in December 2025, when pdu-2024 was not in force (October 2023 to October 2025)"),
        (
            EARLY,
            "the report was published in March 2019, before pdu-2024 was in force "
            "(fieldwork October 2023 to October 2025)",
        ),
    ],
    ids=["fieldwork too late", "published too early"],
)
def test_a_month_outside_those_of_the_rulebook_is_the_reason_of_the_refusal(months, reason):
    with pytest.raises(InputError) as caught:
        read(made_up_of_months(months), list(RULEBOOKS.values()))
    assert str(caught.value) == (
        f"This document has the standards of pdu-2024, but {reason}; "
        "if it was rated by these standards all the same, use --rulebook pdu-2024"
    )


@pytest.mark.parametrize("months", [LATE, EARLY], ids=["late", "early"])
def test_a_report_of_another_month_is_read_by_the_rulebook_that_is_chosen_with_a_remark(months):
    extraction = read(made_up_of_months(months), [PDU])
    assert extraction.rulebook.id == "pdu-2024"
    assert [finding.code for finding in score(extraction).findings] == ["in-force"]


def made_up_of_months(months):
    """A report that names every standard, with other months on its cover."""
    standards = [Table(tuple((s.code, s.name, "Good") for s in PDU.standards))]
    return a_report(summary=standards, **months)


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ([Sentence("Dear all")], "a rating was found for 0 of 7 standards, and at least 2 are needed"),
        (
            [Table((("Score", "3/36"), ("Overall rating", "Inadequate")))],
            "its maximum score is 36, and should be 21",
        ),
    ],
    ids=["a letter", "another framework"],
)
def test_what_does_not_fit_the_chosen_rulebook_is_refused_with_the_reason(blocks, reason):
    with pytest.raises(InputError) as caught:
        read(blocks, [PDU])
    assert str(caught.value) == f"This document does not fit pdu-2024: {reason}"

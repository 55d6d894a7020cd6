"""Which rulebook a document is read by, and why none where none is."""

import pytest
from documents import made_up
from documents.made_up import Heading, Sentence, Table
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


IN_SENTENCES = (
    "a report has its standards in tables, or as headings, with each rating there; ratings in sentences are not read"
)
NAMES = [(standard.code, standard.name) for standard in PDU.standards]


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([], "it is a text of 0 characters with no ratings in it"),
        ([Sentence("Dear all")] * 250, "it is a text of 1,750 characters with no ratings in it"),
        (
            [Sentence("Dear all, the rating was Good.")],
            f"it is a text of 25 characters with no standards of any rulebook in it, {{}}; {IN_SENTENCES}",
        ),
        (
            [Sentence("Leeds PDU was rated Inadequate."), Heading("P 1.1. Leadership"), Heading("P 1.2. Staffing")],
            f"it names 2 of 7 standards of pdu-2024 (0 have a rating), {{}}; {IN_SENTENCES}",
        ),
        (
            [Table(tuple((*names, "Good") for names in NAMES[:3]))],
            "it names 3 of 7 standards of pdu-2024 (3 have a rating), {}; to read part of a report, use --rulebook "
            "pdu-2024",
        ),
        (
            [Table((("Score", "8/12"), *((*names, "Good") for names in NAMES)))],
            "it names all 7 standards of pdu-2024 (7 have a rating), but its maximum score, 12, should be 21, {}; to "
            "read part of a report, use --rulebook pdu-2024",
        ),
    ],
    ids=["nothing", "a letter", "a rating", "the opening of a page", "a part of a report", "another maximum"],
)
def test_what_fits_no_rulebook_is_refused_with_how_far_each_fits(blocks, said):
    with pytest.raises(InputError) as caught:
        read(blocks, list(RULEBOOKS.values()))
    first, _, last = said.partition(", {}")
    message = str(caught.value)
    assert message.startswith(f"No rulebook fits this document: {first}")
    assert message.endswith(last)


def test_the_opening_of_a_page_is_no_report_by_a_chosen_rulebook_either_and_no_other_is_advised():
    """It names the service, the overall rating and the ratings of two standards, in sentences."""
    opening = [
        Heading("An inspection of probation services in County Durham and Darlington PDU"),
        Sentence("In County Durham and Darlington PDU we found that staffing was Good."),
        Sentence("Therefore, we have given the PDU an overall rating of \u2018Inadequate\u2019."),
    ]
    for rulebooks, said in (([PDU], "does not fit pdu-2024"), (list(RULEBOOKS.values()), "No rulebook fits")):
        with pytest.raises(InputError, match=said) as caught:
            read(opening, rulebooks)
        assert str(caught.value).endswith(IN_SENTENCES)
        assert "--rulebook" not in str(caught.value)


def test_a_maximum_that_the_chosen_rulebook_does_not_have_is_a_finding():
    blocks = [Table((("Score", "8/12"), *((*names, "Good") for names in NAMES)))]
    extraction = read(blocks, [PDU])
    assert (extraction.report.overall.score, extraction.report.overall.max_score) == (8, 12)
    assert "max-score" in [finding.code for finding in score(extraction).findings]


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
            "a rating was found for 0 of 7 standards, and at least 2 are needed; its maximum score, 36, should be 21",
        ),
    ],
    ids=["a letter", "another framework"],
)
def test_what_does_not_fit_the_chosen_rulebook_is_refused_with_the_reason(blocks, reason):
    with pytest.raises(InputError) as caught:
        read(blocks, [PDU])
    assert str(caught.value) == f"This document does not fit pdu-2024: {reason}; {IN_SENTENCES}"

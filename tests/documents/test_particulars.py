"""The service, the months and the number of cases, where the report itself states them."""

import pytest
from documents.made_up import Sentence
from documents.short_report import a_report, found, read

from hmip_rules.documents.extraction_report import reasons_not_used


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["An inspection of probation services in:", "", "Leeds PDU"], "Leeds PDU"),
        (["An inspection of youth offending services in Nottingham City, March 2020"], "Nottingham City"),
        (["An inspection of Probation Services \u2013 Wales region"], "Wales region"),
        (["Inspection of youth justice services in South Tees   12"], "South Tees"),
        (["Each inspection of probation services in Leeds was short."], None),
        (
            [
                "An inspection of probation services is made each year by those who know most of them, and more besides it."
            ],
            None,
        ),
        (["An inspection of probation services in:"], None),
    ],
)
def test_the_service_follows_the_title(lines, name):
    said = [Sentence(f"{name} was busy.")] if name else []
    title = [Sentence("\n".join(lines)), Sentence("We inspect services and publish what we find in them. " * 3)]
    assert found(read(a_report(title=title, month=[], cases=said))).get(("service",)) == name


def test_a_name_that_goes_on_is_not_cut_short():
    title = [Sentence("An inspection of probation services in:\nCornwall and\nIsles of Scilly PDU")]
    said = [Sentence("Cornwall and the Isles of Scilly PDU has two offices.")]
    assert ("service",) not in read(a_report(title=title, cases=said)).values


@pytest.mark.parametrize(
    "sentences",
    [
        ["We inspected 82 cases.", "In 2022 we inspected 104 cases. Six of the 104 cases we inspected had moved."],
        ["Six of the 82 cases we inspected had moved."],
    ],
)
def test_numbers_of_cases_that_do_not_confirm_each_other_are_left_out(sentences):
    assert ("cases",) not in read(a_report(cases=[Sentence(sentence) for sentence in sentences])).values


def test_a_month_in_a_footnote_is_not_that_of_publication():
    footnote = Sentence("1 See the guide. HM Inspectorate of Probation, March 2024")
    assert ("published",) not in read(a_report(month=[], standard=[footnote])).values


def test_a_month_is_that_of_publication_on_the_cover_alone():
    later = [*[Sentence("It was so.")] * 60, Sentence("HM Inspectorate of Probation, March 2024")]
    assert ("published",) not in read(a_report(month=[], standard=later)).values


@pytest.mark.parametrize(
    ("dates", "month"),
    [
        ("Inspection dates: 13 to 24 May 2024", "2024-05"),
        ("Fieldwork dates: 29 April to 10 May 2024", "2024-04"),
        ("Dates of the inspection: 9th December 2023 - 12 January 2024", "2023-12"),
        ("Inspection dates: 9 December to 12 January 2024", "2023-12"),
        ("Previous inspection dates: 13 to 24 May 2021", None),
        ("Inspection dates: to be confirmed", None),
    ],
)
def test_fieldwork_starts_with_the_first_of_the_inspection_dates(dates, month):
    assert found(read(a_report(standard=[Sentence(dates)]))).get(("fieldwork",)) == month


@pytest.mark.parametrize(
    ("sentences", "reason"),
    [
        (
            ["We inspected 82 cases.", "Six of the 83 cases we inspected had moved."],
            "cases on line 12: the document gives 82 and 83",
        ),
        (
            ["We inspected 999999999 cases.", "Six of the 999999999 cases we inspected had moved."],
            "cases on line 12: 999999999 are more than an inspection has",
        ),
    ],
)
def test_numbers_of_cases_that_cannot_be_used_are_said(sentences, reason):
    extraction = read(a_report(cases=[Sentence(sentence) for sentence in sentences]))
    assert ("cases",) not in extraction.values
    assert reasons_not_used(extraction) == [reason]

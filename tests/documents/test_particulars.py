"""The service, the months and the number of cases, where the report itself states them."""

import pytest
from documents.made_up import Sentence
from documents.short_report import a_report, found, read


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

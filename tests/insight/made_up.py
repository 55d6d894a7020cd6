"""Reports and rulebooks that several questions are tested with."""

from conftest import ROOT
from hypothesis import strategies as st

from hmip_rules import Report, Rulebook, load_report, score, strategies
from hmip_rules.insight.consistency.compute import consistency
from hmip_rules.scoring.evaluate import evaluate

YOUTH = {"rulebook": "yjs-2021", "cases": 30}


def scored(fields, rulebook=None):
    return score(Report.model_validate(fields), rulebook)


def pdu_report(cases, **percentages):
    standards = {"P 2.1": {"key_questions": percentages}}
    return scored({"rulebook": "pdu-2024", "cases": cases, "standards": standards})


@st.composite
def books(draw):
    """Rulebooks of which some standards have domains."""
    fields = draw(strategies.rulebooks()).model_dump(by_alias=True)
    for standard in fields["standards"]:
        standard["domain"] = draw(st.sampled_from([None, None, "2", "3"]))
    return Rulebook.model_validate(fields)


def example(name):
    return score(load_report(str(ROOT / f"examples/{name}-pdu-2024.yaml")))


def only_sample(card):
    (sample,) = consistency(card, every_way=True).samples
    return sample


@st.composite
def two_reports(draw, *, complete=False):
    """A rulebook, and two reports by it."""
    book = draw(strategies.rulebooks())
    return book, *(draw(strategies.reports(book, complete=complete)) for _ in range(2))


@st.composite
def two_cards(draw):
    """Two reports, by one rulebook, by two with the same standards, or by two that have nothing in common."""
    book, before, after = draw(two_reports())
    which = draw(st.sampled_from(["same", "changed", "other"]))
    if which == "other":
        other = draw(strategies.rulebooks())
        return evaluate(other, draw(strategies.reports(other))), evaluate(book, after)
    return evaluate(book if which == "same" else changed(book), before), evaluate(book, after)


def changed(book):
    """The same standards by other rules of rounding and without discretion."""
    fields = book.model_dump(by_alias=True)
    how = {"printed": fields["percentages"]["printed"], "ties": {"to": "down"}, "banded": {"value": "exact"}}
    return Rulebook.model_validate({**fields, "percentages": how, "discretion": None})

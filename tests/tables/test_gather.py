"""Reports gathered into rows are scored as the evaluator scores the reports: by any rulebook, with anything missing."""

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from hmip_rules import Report, Rulebook, load_rulebook, strategies
from hmip_rules.model.errors import InputError
from hmip_rules.scoring.evaluate import evaluate
from hmip_rules.tables import score_table
from hmip_rules.tables.gather import columns, row_of
from hmip_rules.tables.inputs import output_columns


@st.composite
def rulebooks(draw):
    """Drawn rulebooks with ratings that rise by one point, and a margin narrower than a band, as tables need them."""
    drawn = draw(strategies.rulebooks())
    plain, names = drawn.model_dump(by_alias=True), drawn.names
    lowest = draw(st.integers(0, 2))
    plain["ratings"] = dict(zip(names, range(lowest, lowest + len(names)), strict=True))
    plain["bands"]["overall"] = [draw(overall_bands(drawn, lowest, entry.without)) for entry in drawn.bands.overall]
    if drawn.discretion:
        narrowest = min((end - start for start, end in pairwise(drawn.percent_bands.starts[1:])), default=100)
        widest = narrowest - drawn.percentages.printed.to
        points = min(drawn.discretion.points, max(widest - 1, 0))
        plain["discretion"] = {"points": points, "direction": drawn.discretion.direction} if points < widest else None
    return Rulebook.model_validate(plain)


@st.composite
def overall_bands(draw, book, lowest, without):
    rated = sum(standard.counted for standard in book.standards) - len(without)
    least, more = lowest * rated, len(book.names) - 1
    starts = draw(st.sets(st.integers(least + 1, least + more * rated), min_size=more, max_size=more))
    edges = dict(zip(book.names, [least, *sorted(starts)], strict=True))
    return {"max": least + more * rated, "without": without, "starts": edges}


def scored(book, reports):
    """What comes out for each report, gathered into a table."""
    table = pl.DataFrame([row_of(report, book) for report in reports], schema=columns(book))
    return score_table(table, book, reasons=True).to_dicts()


def is_as_evaluated(book, report, row):
    card = evaluate(book, report)
    overall = card.overall
    wanted = []
    for one in card.standards:
        if one.standard.key_questions:
            wanted += [one.rating if one.is_recomputed else None, ", ".join(one.decided_by) or None]
    wanted += [overall.score, overall.rating, overall.totals[0], overall.totals[-1]]
    wanted += [overall.possible[0], overall.possible[-1], str(card.status), None]
    return list(row.values())[len(columns(book)) :] == wanted


def names_columns_well(book):
    """Whether no two names differ in nothing but letters with an accent, and none is that of a column that scoring adds."""
    try:
        return not set(columns(book)) & set(output_columns(book, reasons=True))
    except InputError:
        return False


@given(st.data())
def test_by_any_rulebook_a_row_is_scored_as_its_report(data):
    book = data.draw(rulebooks())
    reports = data.draw(st.lists(strategies.reports(book), min_size=1, max_size=4))
    assume(names_columns_well(book))
    rows = scored(book, reports)
    event(
        f"discretion {book.discretion is not None}, banded {book.percentages.banded.value}, {book.percentages.printed.by}"
    )
    for report, row in zip(reports, rows, strict=True):
        assert is_as_evaluated(book, report, row)


@pytest.mark.parametrize("answer", ["49.9999999", {"sufficient": 1, "of": 1_000_001}])
def test_a_percentage_that_a_row_does_not_hold_is_refused(answer):
    report = Report.model_validate({"standards": {"P 2.1": {"key_questions": {"safety": answer}}}})
    with pytest.raises(InputError) as refused:
        row_of(report, load_rulebook("pdu-2024"))
    assert (
        str(refused.value)
        == "a percentage with more than six decimals, or counts of more than a million cases; round it"
    )


def test_a_rulebook_of_which_a_value_is_named_as_what_a_row_says_of_its_report_is_refused():
    plain = load_rulebook("pdu-2024").model_dump(by_alias=True)
    plain["standards"] = [{"name": "Service", "rated_by": "judgement"}, *plain["standards"][1:]]
    with pytest.raises(InputError) as refused:
        columns(Rulebook.model_validate(plain | {"id": "mine"}))
    assert str(refused.value) == "rulebook mine can't gather reports into a table: one of its values is 'service'"

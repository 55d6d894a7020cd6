"""A report gathered into a row has the results that `score` has: by any rulebook, with anything missing."""

import polars as pl
import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from hmip_rules import Report, Rulebook, load_rulebook, score, strategies
from hmip_rules.files.fit import misfits
from hmip_rules.model.errors import InputError
from hmip_rules.tables import score_table
from hmip_rules.tables.gather import Gathering, row_types, scored_row

PDU = load_rulebook("pdu-2024")


def gathered(report, *books):
    """The row of a report once it is in a table, with the columns that scoring adds alone."""
    types = row_types(books, reasons=True)
    (row,) = pl.DataFrame([scored_row(report, books, reasons=True)], schema=types).to_dicts()
    added = list(types)[list(types).index("overall_rating") + 1 :]
    return {name: row[name] for name in added}


def as_scored(card):
    """The values of a row, in the order that docs/tables.md has the columns in, by what `score` says."""
    values = []
    for result in card.standards:
        if result.standard.key_questions:
            values += [result.rating if result.is_recomputed else None, ", ".join(result.decided_by) or None]
    overall = card.overall
    values += [overall.score, overall.rating, overall.totals[0], overall.totals[-1]]
    return [*values, overall.possible[0], overall.possible[-1], str(card.status), None]


def names_columns_well(*books):
    """Whether no two values would be one column, as where two names differ in nothing but an accent."""
    try:
        return bool(row_types(books, reasons=True))
    except InputError:
        return False


@st.composite
def reports_with_counts(draw, book):
    """Reports that may publish how many standards have each rating."""
    report = draw(strategies.reports(book))
    counts = st.dictionaries(st.sampled_from([*book.names, "of"]), st.integers(0, len(book.standards)))
    return report.model_copy(update={"rating_counts": draw(st.just({}) | counts)})


@given(st.data())
def test_by_any_rulebook_a_row_is_what_score_says(data):
    book = data.draw(strategies.rulebooks())
    report = data.draw(reports_with_counts(book))
    assume(names_columns_well(book))
    card = score(report, book)
    event(f"narrowed by counts of ratings: {card.overall.by_counts}")
    assert list(gathered(report, book).values()) == as_scored(card)


@given(st.data())
def test_beside_another_rulebook_a_row_is_what_score_says_by_either(data):
    book = data.draw(strategies.rulebooks())
    other = Rulebook.model_validate(book.model_dump(by_alias=True) | {"id": "other", "discretion": None})
    report = data.draw(reports_with_counts(book))
    assume(names_columns_well(book, other))
    first, second = score(report, book), score(report, other)
    *results, moves = gathered(report, book, other).values()
    assert results == [*as_scored(first), *as_scored(second)]
    ratings = [first.overall.rating, second.overall.rating]
    if None in ratings:
        assert moves is None
    else:
        before, after = map(book.names.index, ratings)
        assert moves == {0: "stays", 1: "up", -1: "down"}[(after > before) - (after < before)]


def test_what_a_second_rulebook_does_not_have_is_passed_over_by_it():
    plain = PDU.model_dump(by_alias=True)
    for standard in plain["standards"]:
        standard["code"] = {"P 1.1": "P 9.9"}.get(standard["code"], standard["code"])
    other = Rulebook.model_validate(plain | {"id": "other"})
    report = Report.model_validate({"standards": {"P 1.1": "Good", "P 1.2": "Good"}})
    assert list(misfits(other, report))
    row = gathered(report, PDU, other)
    assert (row["score_low"], row["score_low_against"]) == (4, 2)


@pytest.mark.parametrize("answer", ["49.49999999999", {"sufficient": 49_499_999_999, "of": 100_000_000_000}])
def test_a_percentage_is_banded_by_its_exact_value_and_not_by_the_number_in_the_row(answer):
    whole = {"engagement": 90, "desistance": 90, "safety": answer}
    report = Report.model_validate({"standards": {"P 2.1": {"key_questions": whole}}})
    assert gathered(report, PDU)["p_2_1_recomputed"] == "Inadequate"
    row = scored_row(report, [PDU], reasons=False)
    rescored = score_table(
        pl.DataFrame({name: [row[f"p_2_1_{name}"]] for name in whole}).rename("p_2_1_{}".format), PDU
    )
    assert rescored["p_2_1_recomputed"].to_list() == ["Requires improvement"]


@pytest.mark.parametrize(("name", "column"), [("Service", "service"), ("Status", "status")])
def test_a_rulebook_of_which_a_value_is_named_as_another_column_is_refused(name, column):
    plain = PDU.model_dump(by_alias=True)
    plain["standards"] = [{"name": name, "rated_by": "judgement"}, *plain["standards"][1:]]
    with pytest.raises(InputError) as refused:
        row_types([Rulebook.model_validate(plain | {"id": "mine"})], reasons=False)
    assert (
        str(refused.value) == f"rulebook mine cannot put reports into a table, because one of its values is '{column}'"
    )


def test_a_report_with_values_in_two_ways_is_left_out_with_the_reason(tmp_path):
    file = tmp_path / "report.yaml"
    file.write_text(
        "rulebook: pdu-2024\nstandards: {P 1.1: Good}\nconflicts:\n"
        "- {path: [cases], values: [{value: 82}, {value: 83}]}\n"
    )
    (left_out,) = Gathering().rows(str(file))
    assert [str(problem) for problem in left_out.problems] == [
        f"{file}:3:1: A table cannot hold two values for cases; settle what is under 'conflicts' first"
    ]

"""Percentages stay exact however they are written, and are rounded once."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_rules.model.percent import (
    NOT_APPLICABLE,
    Percentage,
    as_number,
    as_published,
    decimal_text,
    percentage,
    printed_percentages,
    quoted_value,
    rounded,
    whole_number,
)

ONE = Fraction(1)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (51, Fraction(51)),
        ("51", Fraction(51)),
        ("51%", Fraction(51)),
        ("51 %", Fraction(51)),
        ("51.2", Fraction("51.2")),
        (51.2, Fraction("51.2")),
        (0.1 + 0.2, Fraction("0.30000000000000004")),
        (1e-07, Fraction(1, 10**7)),
        (Decimal("51.20"), Fraction("51.2")),
        (Decimal("1e-7"), Fraction(1, 10**7)),
        (Decimal("1E+2"), Fraction(100)),
        (Fraction(1, 8), Fraction(1, 8)),
        ({"sufficient": 42, "of": 82}, Fraction(4200, 82)),
        ({"sufficient": "1", "of": "3"}, Fraction(100, 3)),
        ({"sufficient": 0, "of": 1}, Fraction(0)),
        ({"sufficient": 82, "of": 82}, Fraction(100)),
        (0, Fraction(0)),
        (100, Fraction(100)),
        ("+51", Fraction(51)),
    ],
)
def test_every_form_gives_the_exact_value(written, value):
    assert percentage(written).value == value


def test_counts_are_kept_and_a_percentage_stays_itself():
    counts = percentage({"sufficient": 42, "of": 82})
    assert (counts.sufficient, counts.of) == (42, 82)
    assert percentage(counts) is counts


def test_it_prints_as_a_percentage():
    assert str(percentage("51.20%")) == "51.20%"
    assert str(percentage({"sufficient": 1, "of": 8})) == "12.5%"


@pytest.mark.parametrize(
    ("written", "decimals", "plain"),
    [
        ("55", 0, "55"),
        ("55.0", 1, "55.0"),
        ("55.00 %", 2, "55.00"),
        ("+0.50", 2, "0.50"),
        ("100.0%", 1, "100.0"),
        (Decimal("55.0"), 1, "55.0"),
        (55.5, 1, "55.5"),
        (55.0, 0, "55"),
        (Fraction("55.25"), 2, "55.25"),
        ({"sufficient": 1, "of": 8}, 0, {"sufficient": "1", "of": "8"}),
    ],
)
def test_the_decimals_that_were_printed_are_kept(written, decimals, plain):
    assert percentage(written).decimals == decimals
    assert percentage(written).as_written() == plain
    assert percentage(percentage(written).as_written()) == percentage(written)


@pytest.mark.parametrize(
    "written",
    [
        *(True, False, None, float("nan"), float("inf"), Fraction(1, 3), "", "%", "5 1", "51,2", "1e2", "fifty"),
        *(
            "51%%",
            "--1",
            "1/2",
            pytest.param("٥١", id="figures of another script"),
            pytest.param([51], id="a list"),
            {},
            {"sufficient": 1},
            {"sufficient": 1, "of": 2, "cases": 3},
            pytest.param(object(), id="an object"),
        ),
        *({"sufficient": 1.0, "of": 2}, {"sufficient": True, "of": 2}, {"sufficient": 1, "of": None}, "9" * 16),
        *({"sufficient": 0, "of": 0}, {"sufficient": 3, "of": 2}, 101, -1, "100.0001", "-0.5"),
    ],
    ids=repr,
)
def test_what_is_no_percentage_is_refused(written):
    with pytest.raises(ValueError, match=" must "):
        percentage(written)


@pytest.mark.parametrize("written", [True, -1, 3.0, "3.0", "three", None, "", "1" * 16])
def test_what_is_no_whole_number_is_refused(written):
    with pytest.raises(ValueError, match="must be a whole number"):
        whole_number(written)


@pytest.mark.parametrize(
    ("value", "by", "ties", "expected"),
    [
        ("49.5", "nearest", "up", 50),
        ("49.5", "nearest", "down", 49),
        ("49.5", "nearest", "even", 50),
        ("50.5", "nearest", "even", 50),
        ("51.5", "nearest", "even", 52),
        ("49.4999999999", "nearest", "up", 49),
        ("49.5000000001", "nearest", "down", 50),
        ("49.1", "up", "down", 50),
        ("49", "up", "up", 49),
        ("49.9", "down", "up", 49),
        ("100", "up", "up", 100),
    ],
)
def test_rounding_goes_where_the_rulebook_says(value, by, ties, expected):
    assert rounded(Fraction(value), ONE, by, ties) == expected


@given(st.fractions(0, 100), st.sampled_from([Fraction(1, 10), Fraction(1), Fraction(5)]))
def test_the_nearest_step_is_at_most_half_a_step_away(value, to):
    result = rounded(value, to, "nearest", "up")
    assert abs(result - value) <= to / 2
    assert (result / to).denominator == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 128), "0.0078125"),
        (Fraction(1, 10**7), "0.0000001"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(1, 300_000), "0.000003"),
        (Fraction("49.50"), "49.5"),
        (100 - Fraction(1, 30_000_000), "100"),
    ],
)
def test_a_number_is_shown_in_figures_alone(value, text):
    assert decimal_text(value) == text


@given(st.fractions(0, 100, max_denominator=1000))
def test_a_number_is_shown_exactly_or_to_six_places(value):
    exact = Fraction(decimal_text(value))
    assert abs(exact - value) <= Fraction(1, 2_000_000)
    assert len(decimal_text(value).partition(".")[2]) <= 28


FORMS = "a number such as 51 or 51.2, counts such as {sufficient: 42, of: 82}, or 'not applicable'"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("fifty", f"A percentage must not be 'fifty'; write {FORMS}"),
        (None, f"A percentage must not be left empty; write {FORMS}"),
        (True, f"A percentage must not be True; write {FORMS}"),
        (Fraction(1, 3), f"A percentage must not be 1/3; write {FORMS}"),
        ([51], f"A percentage must not be a list; write {FORMS}"),
        ((51, 52), f"A percentage must not be a list; write {FORMS}"),
        ("N/A", "A percentage must not be 'N/A'; did you mean 'not applicable'?"),
        ("Not Applicable", "A percentage must not be 'Not Applicable'; did you mean 'not applicable'?"),
        ("na", "A percentage must not be 'na'; did you mean 'not applicable'?"),
        ("n.a.", "A percentage must not be 'n.a.'; did you mean 'not applicable'?"),
        ("100.5", "A percentage must be between 0% and 100%, not 100.5"),
        (-1, "A percentage must be between 0% and 100%, not -1"),
        ({"sufficient": 1}, "Counts must not be {sufficient: 1}; write {sufficient: 42, of: 82}"),
        (
            {"sufficient": 0, "of": 0},
            "Counts must have at least 1 case; if the question applied to no case, write 'not applicable'",
        ),
        ({"sufficient": 3, "of": 2}, "Counts must not have more sufficient cases (3) than cases (2)"),
        ({"sufficient": "two", "of": 2}, "Counts must have whole numbers, not {sufficient: two, of: 2}"),
        ({"sufficient": 2, "of": 2.5}, "Counts must have whole numbers, not {sufficient: 2, of: 2.5}"),
    ],
)
def test_a_refusal_repeats_what_is_written_and_says_what_would_be_right(written, message):
    with pytest.raises(ValueError, match=" must ") as refused:
        percentage(written)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, "left empty"),
        (51, "51"),
        ("51 %", "51 %"),
        (False, "False"),
        ("fifty", "'fifty'"),
        ("", "''"),
        ("x" * 40, f"'{'x' * 40}'"),
        ("x" * 41, f"'{'x' * 40}...'"),
        (10**60, "1" + "0" * 39),
        ([1, 2], "a list"),
        ((), "a list"),
        ({}, "{}"),
        ({"sufficient": 1, "of": 2}, "{sufficient: 1, of: 2}"),
        ({"of": "x" * 36}, "{of: " + "x" * 36 + "}"),
        ({"of": "x" * 37}, "{of: " + "x" * 36 + "}"),
    ],
)
def test_what_a_file_says_is_repeated_in_quotes_where_it_is_words_and_never_at_length(written, said):
    assert quoted_value(written) == said


@pytest.mark.parametrize(("written", "number"), [(0, 0), ("82", 82), ("007", 7), (10**15 - 1, 10**15 - 1)])
def test_a_whole_number_is_read_from_figures_and_from_text(written, number):
    assert whole_number(written) == number


@pytest.mark.parametrize("written", ["51", "51.2", "0.0000001", {"sufficient": "42", "of": "82"}])
def test_a_percentage_is_written_in_a_report_as_it_was_read(written):
    assert percentage(written).as_written() == written


@pytest.mark.parametrize(
    ("value", "number", "kind"),
    [(Fraction(51), 51, int), (Fraction("64.6"), 64.6, float), (Fraction(1, 3), 0.333333, float), (51.0, 51, int)],
)
def test_a_number_in_json_is_whole_where_it_is_whole(value, number, kind):
    assert as_number(value) == number
    assert isinstance(as_number(value), kind)


def test_what_was_published_of_a_key_question_is_the_number_the_words_or_nothing():
    assert as_published(Percentage(Fraction("64.6"))) == 64.6
    assert as_published(NOT_APPLICABLE) == "not applicable"
    assert as_published(None) is None


@given(st.fractions(0, 100), st.sampled_from([Fraction(1, 10), Fraction(1)]), st.sampled_from(["up", "down"]))
def test_rounding_up_or_down_goes_to_the_nearest_step_on_that_side(value, to, by):
    result = rounded(value, to, by, "up")
    assert (result / to).denominator == 1
    assert abs(result - value) < to
    assert result == value or (result > value) == (by == "up")


@pytest.mark.parametrize(("value", "expected"), [("0.05", "0"), ("0.15", "0.2"), ("0.25", "0.2"), ("49.35", "49.4")])
def test_a_tie_goes_to_the_even_one_of_any_steps(value, expected):
    assert rounded(Fraction(value), Fraction(1, 10), "nearest", "even") == Fraction(expected)


@pytest.mark.parametrize(("step", "count"), [("1", 101), ("0.1", 1001)])
def test_printed_percentages_are_every_step_from_0_to_100(step, count):
    percentages = printed_percentages(Fraction(step))
    assert (percentages[0], percentages[-1], len(percentages)) == (0, 100, count)
    assert {later - earlier for earlier, later in pairwise(percentages)} == {Fraction(step)}

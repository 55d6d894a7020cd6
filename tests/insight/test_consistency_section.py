"""Consistency in words and as JSON."""

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from insight.made_up import YOUTH, books, example, pdu_report, scored

from hmip_rules import score, strategies
from hmip_rules.cli.score import main
from hmip_rules.insight.consistency.compute import (
    RoundingWay,
    consistency,
)
from hmip_rules.insight.consistency.section import consistency_section
from hmip_rules.model.section import Table


def words(card):
    """The paragraphs of a section as one text, and its tables."""
    body = consistency_section(card).body
    return " ".join(part for part in body if isinstance(part, str)), [part for part in body if isinstance(part, Table)]


class TestWords:
    def test_an_impossible_figure_is_set_beside_what_is_possible_and_called_no_finding(self):
        text, (impossible, counts) = words(pdu_report(42, safety=46, engagement=45, desistance=1))
        assert "1 of 3 percentages is possible with 42 cases" in text
        assert "This is not a finding and does not prove an error" in text
        assert impossible.rows == (
            ("P 2.1 desistance", "1", "0% (0) and 2% (1)", "no smaller number found"),
            ("P 2.1 safety", "46", "45% (19) and 48% (20)", "41, 39 or 37 cases"),
        )
        assert counts.rows[-1][:3] == ("not possible", "", "2 of 3")

    def test_of_one_smaller_number_of_cases_there_is_no_list(self):
        _, (impossible, _) = words(pdu_report(3, safety=50))
        assert impossible.rows == (("P 2.1 safety", "50", "33% (1) and 67% (2)", "2"),)

    @pytest.mark.parametrize(
        ("cases", "said"),
        [
            (42, "would find about 57% of random errors."),
            (99, "would find under 1% of random errors."),
            (100, "so this check cannot find any errors"),
        ],
    )
    def test_the_power_stands_beside_the_verdict(self, cases, said):
        assert said in words(pdu_report(cases, safety=50))[0]

    def test_a_chance_of_nearly_all_is_not_called_all(self):
        text = words(pdu_report(1, safety="51.2"))[0]
        assert "999 of the 1001 multiples of 0.1% are not possible with 1 case" in text
        assert text.count("would find over 99% of random errors.") == 1

    @pytest.mark.parametrize(
        ("percent", "said"),
        [
            (50, "possible with 2, 4, 6, 8, 10"),
            (0, "The only percentage is possible with any number of cases from 1."),
            ("0.001", "any number of cases from 100000. Numbers from 1000 to 99999 were not tried."),
        ],
        ids=str,
    )
    def test_the_possible_numbers_of_cases_are_listed_and_those_not_tried_are_named(self, percent, said):
        text, tables = words(pdu_report(None, safety=percent))
        assert said in text
        assert "The number of cases inspected is not stated" in text
        assert tables == []

    def test_numbers_of_several_domains_are_each_headed(self):
        standards = {"2.1": {"key_questions": {"safety": 33}}, "3.1": {"key_questions": {"safety": 51}}}
        text, tables = words(scored(YOUTH | {"standards": standards}))
        assert "The 30 cases may be divided between several domains" in text
        assert "of domain 2 " in text
        assert "of domain 3 " in text
        assert tables == []

    def test_without_percentages_there_is_nothing_to_check_and_no_rule_is_used(self):
        made = consistency_section(pdu_report(42))
        assert made.body == ("No percentages were published, so there is nothing to check.",)
        assert made.plain["leans_on"] == []

    def test_ways_of_rounding_are_spoken_of_only_where_every_way_was_tried(self):
        text, tables = words(example("kirklees"))
        assert tables == []
        assert "Half up, half down" not in text

    def test_with_counts_alone_there_is_nothing_else(self):
        text, _ = words(pdu_report(42, safety={"sufficient": 3, "of": 7}))
        assert text == (
            "1 percentage was not checked, because it was published with numbers of cases. No other percentages "
            "were published, so there is nothing to check."
        )


@settings(max_examples=settings.default.max_examples // 5)
@given(st.data())
def test_the_values_are_the_numbers_that_were_found(data):
    book = data.draw(books())
    card = score(data.draw(strategies.reports(book)), book)
    every_way = data.draw(st.booleans())
    found, as_json = consistency(card, every_way=every_way), consistency_section(card, every_way=every_way).plain
    for sample, json_sample in zip(found.samples, as_json["samples"], strict=True):
        assert (json_sample["domain"], json_sample["cases"]) == (sample.domain, sample.cases)
        percents = [question["percent"] for question in json_sample["key_questions"]]
        assert percents == [float(figure.percent) for figure in sample.figures]
        for rounding, json_rounding in zip(sample.roundings, json_sample["roundings"], strict=True):
            assert RoundingWay(json_rounding["by"], json_rounding["ties"] or "up") == rounding.way
            assert tuple(json_rounding["possible"]) == rounding.possible
            counts = [question["sufficient"] for question in json_rounding["key_questions"]]
            assert json_rounding["impossible"] == (counts.count(None) if sample.cases else None)
            ends = [fit.sufficient and (fit.sufficient[0], fit.sufficient[-1]) for fit in rounding.fits]
            assert [count and tuple(count.values()) for count in counts] == [end or None for end in ends]
        powers = [(Fraction(str(p["step"])), p["figures"], p["impossible"]) for p in json_sample["power"]]
        assert powers == list(sample.powers)


@pytest.mark.parametrize(("options", "columns"), [((), 1), (("--explain",), 5)], ids=["alone", "explained"])
def test_hmip_score_tries_other_ways_only_with_explain(options, columns):
    file = str(ROOT / "examples/kirklees-pdu-2024.yaml")
    result = CliRunner().invoke(main, ["--consistency", "--format", "json", *options, file])
    (sample,) = json.loads(result.stdout)[0]["consistency"]["samples"]
    assert len(sample["roundings"]) == columns

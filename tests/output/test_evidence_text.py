"""The evidence as text, as JSON, and as the page docs/evidence.md."""

import json
from textwrap import dedent

from click.testing import CliRunner
from conftest import ROOT
from golden_files import renew_or_compare
from rulebooks.test_evidence import lamp, lighthouse, scored

from hmip_rules import Report
from hmip_rules.cli.rules import main as hmip_rules
from hmip_rules.output.evidence_text import as_plain_values, lines, page
from hmip_rules.rulebooks.evidence import evidence
from hmip_rules.wording.layout import WIDTH

SEEN = [
    scored(1, "Dim", "Alder"),
    scored(3, "Fair", "Birch"),
    scored(3, "Fair", "Cedar"),
    scored(4, "Fair", "Elm", Keeper="Bright"),
    scored(5, "Bright", "Fir"),
    scored(6, "Dim", "Gorse"),
    lamp("Fair", "Hazel", reach=60, colour=90),
]


def test_the_text_says_of_each_edge_what_bounds_it_and_then_what_is_missing():
    book = lighthouse(discretion={"points": 5, "direction": "up"})
    assert "\n".join(lines(evidence(book, SEEN))) == dedent("""\
        lighthouse-2030, Lighthouses: 7 published results
        Not used, because they disagree with it: Gorse

        Where each overall rating starts, out of 6 points
          Fair: 2 in the rulebook, between 2 and 3 by the results. A score of 1 is Dim
            for Alder. A score of 3 is Fair for Birch and 1 more. No result has a score
            of 2
          Bright: 5 in the rulebook, and the results confirm it exactly. A score of 4 is
            Fair for Elm. A score of 5 is Bright for Fir

        Where each overall rating starts, out of 4 points (without Keeper)
          Fair: 2 in the rulebook, but no result shows whether that is right
          Bright: 4 in the rulebook, but no result shows whether that is right

        Where each rating of a key question starts, allowing for discretion of 5
        percentage points (unverified)
          Fair: 40% in the rulebook, at most 65% by the results. If it were 66%, Hazel
            (Lamp: 60% is Fair) would disagree
          Bright: 75% in the rulebook, at least 61% by the results. If it were 60%,
            Hazel (Lamp: 60% is Fair) would disagree

        The most useful new result
          a score of 2 of 4 points (without Keeper), with its overall rating, would
            halve the 3 scores at which Fair could start

        How many results test each rule
          1 percentage bands (unverified)
          1 lowest key question sets the rating (unverified)
          0 leaving out questions that did not apply (unverified)
          0 how percentages are rounded (unverified)
          0 how an exact half is rounded (unverified)
          0 rounding before a rating is given (unverified)
          0 inspectors' discretion (unverified)
          0 points for each rating (unverified)
          0 adding up the points (unverified)
          0 maximum score (unverified)
          5 overall bands, 6 points (unverified)
          0 overall bands, 4 points (without Keeper) (unverified)

        What no result has shown
          an overall rating, where the maximum is 4 points (without Keeper): Dim, Fair,
            Bright
          a standard rated: Dim
          any rating for: Horn
          discretion: from Dim to Fair, from Fair to Bright""")


def test_where_all_has_been_seen_the_text_says_so():
    book = lighthouse(
        title=None,
        ratings={"Dim": 0, "Bright": 1},
        bands={"overall": [{"max": 1, "starts": {"Dim": 0, "Bright": 1}}]},
        standards=[{"name": "Keeper", "rated_by": "judgement"}],
    )
    text = list(lines(evidence(book, [scored(0, "Dim", Keeper="Dim"), scored(1, "Bright", Keeper="Bright")])))
    assert text[0] == "lighthouse-2030: 2 published results"
    assert "  none, because every threshold of the overall ratings is known exactly" in text
    assert text[-1] == "  nothing"
    assert as_plain_values(evidence(book, [scored(0, "Dim"), scored(1, "Bright")]))["would_settle_most"] is None


def test_a_total_that_is_only_bounded_is_said_to_be_so_much_or_more_or_less():
    at_least_3 = Report(service="A", standards={"Keeper": "Bright", "Horn": "Fair"}, overall={"rating": "Fair"})
    at_most_3 = Report(service="B", standards={"Keeper": "Dim", "Horn": "Fair"}, overall={"rating": "Fair"})
    text = list(lines(evidence(lighthouse(), [at_least_3, at_most_3])))
    text = "\n".join(text).replace("\n    ", " ")
    assert "  Fair: 2 in the rulebook, at most 3 by the results. A score of 3 or less is Fair for B" in text
    assert "  Bright: 5 in the rulebook, at least 4 by the results. A score of 3 or more is Fair for A" in text


def test_totals_that_were_not_seen_are_named():
    def not_seen(*results):
        return " ".join(" ".join(lines(evidence(lighthouse(), results))).split())

    assert "0 is Dim for A. A score of 3 is Fair for B. No result has a score of 1 or 2 Bright" in not_seen(
        scored(0, "Dim", "A"), scored(3, "Fair", "B")
    )
    assert "0 is Dim for A. A score of 4 is Fair for B. No result has a score of 1 to 3 Bright" in not_seen(
        scored(0, "Dim", "A"), scored(4, "Fair", "B")
    )


def test_no_line_is_wider_than_a_terminal_and_no_service_can_break_it():
    text = list(lines(evidence(lighthouse(), [scored(4, "Fair", "Far away " * 30 + "\x1b[31m")])))
    assert max(map(len, text)) <= WIDTH
    assert "\x1b" not in "".join(text)


def test_the_json_has_the_same_and_null_where_nothing_bounds_an_edge():
    book = lighthouse(percentages={"printed": {"to": "0.1"}})
    found = json.loads(
        json.dumps(as_plain_values(evidence(book, [*SEEN[:-1], lamp("Fair", "Hazel", reach="60.5", colour=90)])))
    )
    assert found["rulebook"] == {"id": "lighthouse-2030", "revision": None}
    assert (found["results"], found["contrary"]) == (7, ["Gorse"])
    assert found["edges"][1] == {
        "of": "overall",
        "max": 6,
        "without": [],
        "rating": "Bright",
        "start": 5,
        "first": 5,
        "last": 5,
        "bracket": True,
        "exact": True,
        "below": {"value": 4, "rating": "Fair", "known": True, "second_hand": False, "results": ["Elm"]},
        "above": {"value": 5, "rating": "Bright", "known": True, "second_hand": False, "results": ["Fir"]},
        "ask": None,
    }
    assert found["edges"][-1] == {
        "of": "key_question",
        "rating": "Bright",
        "start": 75,
        "first": 60.6,
        "last": None,
        "bracket": False,
        "exact": False,
        "below": {
            "value": 60.5,
            "rating": None,
            "known": True,
            "second_hand": False,
            "results": ["Hazel (Lamp: 60.5% is Fair)"],
        },
        "above": None,
        "ask": None,
    }
    assert found["would_settle_most"] == {
        "of": "overall",
        "max": 4,
        "without": ["Keeper"],
        "rating": "Fair",
        "total": 2,
    }
    assert found["tested"][-1] == {
        "rule": "bands.overall",
        "index": 1,
        "basis": "unverified",
        "results": 0,
        "second_hand": 0,
    }
    assert found["tested"][0] == {
        "rule": "bands.key_question",
        "index": None,
        "basis": "unverified",
        "results": 1,
        "second_hand": 0,
    }
    assert set(found["unseen"]) == {"overall_ratings", "ratings", "rated", "recomputed", "discretion"}


def test_the_page_names_every_key_of_the_json():
    text = "\n".join(page([]))
    found = as_plain_values(evidence(lighthouse(discretion={"points": 5}), SEEN))
    keys = set(every_key(found))
    assert len(keys) >= 25
    assert [key for key in keys if f"`{key}`" not in text] == []


def every_key(value):
    if isinstance(value, list):
        yield from (key for item in value for key in every_key(item))
    if isinstance(value, dict):
        yield from value
        yield from (key for item in value.values() for key in every_key(item))


def test_the_page_is_current():
    result = CliRunner().invoke(hmip_rules, ["evidence", "--format", "markdown"], catch_exceptions=False)
    renew_or_compare(ROOT / "docs/evidence.md", result.stdout)

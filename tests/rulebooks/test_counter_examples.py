"""A fault that a report can show is shown: the printed report, saved and scored by the printed command, comes out wrong."""

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from model.test_rulebook import LIGHTHOUSE
from rulebooks.test_verify import DEFECTS, UNSOUND_RULEBOOKS, lighthouse

from hmip_rules import Report, Rulebook, score
from hmip_rules.cli.rules import main as hmip_rules
from hmip_rules.cli.score import main as hmip_score
from hmip_rules.model.places import NO_PLACES
from hmip_rules.model.rulebook import SCORED_UNSOUND, UNSOUND
from hmip_rules.output.rendering import render
from hmip_rules.rulebooks.verify import verify
from hmip_rules.scoring.score import Result

PRINTED = re.compile(
    r"^    Save the lines up to the next empty one as (\S+), then run\n +(.+)\n\n((?:.+\n)+)\n", re.MULTILINE
)

SHOWN = {
    "band-for-an-unknown-rating": [["L 2 Lamp is published as Dim, recomputed as no rating: reach and colour, 40 %"]],
    "band-missing": [["L 2 Lamp is published as Fair, recomputed as Bright: reach and colour, 100 %"]],
    "band-that-cant-be-reached": [["L 2 Lamp is published as Fair, recomputed as Bright: reach and colour, 41 %"]],
    "bands-not-from-the-lowest-value": [
        ["L 2 Lamp is published as Dim, recomputed as no rating: reach and colour, 0 %"],
        ["L 2 Lamp is published as Dim, recomputed as no rating: reach and colour, 0 %"],
    ],
    "bands-out-of-order": [
        ["L 2 Lamp is published as Fair, recomputed as Bright: reach and colour, 75 %"],
        [
            "L 2 Lamp Bright not determined: 0-2 undetermined: reach and colour, 40 %, are the lowest of 2; by the "
            "bands that is Dim or Bright",
            "L 2 Lamp Dim not determined: 0-2 undetermined: reach and colour, 74 %, are the lowest of 2; by the bands "
            "that is Dim or Bright",
        ],
    ],
    "bands-that-are-never-used": [["published as Dim, recomputed as Fair (1 to 3): the score is 1 of 4"]],
    "code-given-twice": [["the score is published as 4, but the ratings add up to 2"]],
    "key-questions-of-a-judged-standard": [["L 1 Keeper Bright taken as judged: 2"]],
    "maximum-that-the-standards-cant-score": [
        ["the maximum is published as 4, but the standards can score at most 6", "Score 4/4 4/6"]
    ],
    "no-overall-bands": [["Overall rating Bright not determined", "no overall bands are known"]],
    "no-overall-bands-where-all-are-rated": [["Overall rating Bright not determined", "no overall bands are known"]],
    "no-percentage-bands": [["L 2 Lamp is published as Dim, recomputed as no rating: reach and colour, 0 %"]],
    "no-standards": [["the overall rating is published as Bright, recomputed as Dim", "no standard rated = 0"]],
    "overall-band-between-the-totals": [["published as Fair, recomputed as Bright (4 to 8): the score is 4 of 8"]],
    "overall-band-missing": [["published as Fair, recomputed as Bright (4): the score is 4 of 4"]],
    "overall-band-that-cant-be-reached": [["published as Bright, recomputed as Fair (2 to 4): the score is 4 of 4"]],
    "overall-bands-not-from-the-lowest-total": [
        ["published as Dim, recomputed as no rating: the score is 0 of 4"],
        ["published as Dim, recomputed as no rating: the score is 0 of 4"],
    ],
    "overall-bands-out-of-order": [["published as Fair, recomputed as Bright (3 to 4): the score is 3 of 4"]],
    "printed-to-a-step-that-does-not-divide-100": [
        ["L 2 Lamp is published as Fair, recomputed as Dim: reach and colour, 39 %", "reach: 40 %, rounded 39 %"]
    ],
    "rating-with-a-name-that-reports-use": [["L 1 Keeper not rated not rated it was given no rating"]],
    "ratings-best-first": [
        ["L 1 Keeper Bright taken as judged: 2", "Score 5 2/4", "the score is published as 5, but the ratings add up"],
        ["L 1 Keeper Fair taken as judged: 1", "Score 3 0/4", "the score is published as 3, but the ratings add up"],
    ],
    "without-an-unknown-standard": [["Overall rating Bright not determined", "no overall bands are known"]] * 2,
    "without-every-standard": [
        ["Overall rating Bright not determined", "no overall bands are known"],
        ["published as Bright, recomputed as Dim (0 to 1): the score is 0 of 4"],
    ],
}
"""By rulebook and fault, what scoring the counter-example must say; worked out by hand from the rulebook."""

NO_REPORT = {
    "confirmed-as-a-whole-without-sources",  # what a rule stands on decides no rating
    "confirmed-without-source",
    "source-that-does-not-exist",
    "in-force-backwards",  # a month chooses among rulebooks; it decides no rating
    "no-key-questions",  # such a standard is taken as published, as with []
    "one-rating",  # what is always right shows nothing
    "points-above-100",  # beyond what is counted out, so that none scores by it
    "printed-to-0",
    "printed-to-a-step-that-moves-no-band",
    "printed-to-a-tiny-step",
    "too-many-ratings",
    "too-many-standards",
}


def printed(*arguments):
    """The reports that verify prints, each with the file to save it as and the command to run."""
    return PRINTED.findall(CliRunner().invoke(hmip_rules, ["verify", *arguments], catch_exceptions=False).stdout)


def run(command, *options):
    program, *arguments = shlex.split(command)
    assert program == "hmip-score"
    return CliRunner().invoke(hmip_score, [*arguments, *options], catch_exceptions=False)


def test_of_every_planted_defect_it_is_known_whether_a_report_shows_it():
    assert set(SHOWN) | NO_REPORT == {path.stem for path in UNSOUND_RULEBOOKS}
    assert (len(SHOWN), len(NO_REPORT)) == (23, 12)


@pytest.mark.parametrize("path", UNSOUND_RULEBOOKS, ids=lambda path: path.stem)
def test_each_report_saved_and_scored_as_printed_shows_the_fault(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    book = shlex.quote(str(path))
    found = printed(str(path))
    assert len(found) == len(SHOWN.get(path.stem, []))
    for (file, command, report), words in zip(found, SHOWN.get(path.stem, []), strict=True):
        assert command == f"hmip-score --unsound --rulebook {book} {file}"
        Path(file).write_text(report)
        result = run(command, "--explain")
        assert result.exit_code == 1
        assert result.stderr.startswith(f"{path}: not sound; ")
        shown = " ".join(result.stdout.split())
        assert [word for word in words if word not in shown] == []
        fault = json.loads(run(f"{command} --format json").stdout)[0]["rulebook"]["id"]
        assert fault == "lighthouse-2030"


def test_the_report_says_which_fault_it_shows():
    (_, _, report), *_ = printed(str(DEFECTS / "bands-not-from-the-lowest-value.yaml"))
    assert "note: 'Shows this fault: Dim starts at 5; the lowest possible value is 0'" in report


def test_a_rulebook_with_a_fault_is_refused_unless_that_is_asked_for(tmp_path):
    (tmp_path / "report.yaml").write_text("standards: {L 1: Fair, L 2: Fair}\noverall: {score: 2, rating: Fair}\n")
    book = DEFECTS / "maximum-that-the-standards-cant-score.yaml"
    refused = run(f"hmip-score --rulebook {book} {tmp_path}")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"{book}:7:13: maximum 6; the standards that count can score 4\n"
    agrees = run(f"hmip-score --unsound --rulebook {book} {tmp_path}")
    assert agrees.exit_code == 1
    assert "AGREES" in agrees.stdout
    assert f"{book}:7:13: maximum 6; the standards that count can score 4" in agrees.stderr.splitlines()


def test_a_sound_rulebook_is_scored_by_as_ever(tmp_path):
    (tmp_path / "report.yaml").write_text("standards: {P 1.1: Good}\n")
    result = run(f"hmip-score --unsound --rulebook pdu-2024 {tmp_path}")
    assert (result.exit_code, result.stderr) == (0, "")


def test_without_a_rulebook_to_score_by_it_is_a_misuse():
    result = run("hmip-score --unsound report.yaml")
    assert result.exit_code == 2
    assert "--unsound goes with --rulebook; name the rulebook whose faults are to be seen" in result.stderr


@pytest.mark.parametrize("stem", ["printed-to-0", "too-many-standards"])
def test_a_rulebook_beyond_what_is_counted_out_is_never_scored_by(stem, tmp_path):
    report = tmp_path / "report.yaml"
    report.write_text("service: Reef\n")
    result = run(f"hmip-score --unsound --rulebook {DEFECTS / stem}.yaml {report}")
    assert (result.exit_code, result.stdout) == (2, "")


class TestOtherFaults:
    """Faults that no planted defect has: a report shows them, or none can."""

    def shown(self, **changes):
        book = lighthouse(**changes)
        fault = next(iter(verify(book)))
        return fault.message, [score(report, book) for report in fault.counter_example]

    def bands(self, *overall, **percent):
        starts = percent or {"Dim": 0, "Fair": 40, "Bright": 75}
        plain = overall or ({"max": 4, "starts": {"Dim": 0, "Fair": 2, "Bright": 4}},)
        return {"key_question": {"starts": starts}, "overall": plain}

    def test_bands_in_another_order_than_the_ratings_fall_where_the_percentage_rises(self):
        message, (low, high) = self.shown(bands=self.bands(Fair=0, Dim=40, Bright=75))
        assert message == "bands for Fair, Dim, Bright; write a start for Dim, Fair, Bright, in this order"
        assert [(card.standards[1].percent, card.standards[1].rating) for card in (low, high)] == [
            (39, "Fair"),
            (40, "Dim"),
        ]
        assert high.status == "disagrees"

    def test_a_band_of_no_rating_that_no_total_reaches_changes_none(self):
        overall = {"max": 4, "starts": {"Dim": 0, "Fair": 2, "Bright": 4, "Blinding": 5}}
        message, shown = self.shown(bands=self.bands(overall))
        assert message == "bands for Dim, Fair, Bright, Blinding; write a start for Dim, Fair, Bright, in this order"
        assert shown == []

    def test_a_percentage_without_a_rating_of_which_none_was_published_disagrees_with_nothing(self):
        book = lighthouse(bands=self.bands(Dim=5, Fair=40, Bright=75))
        report = Report(standards={"L 2": {"key_questions": {"reach": 2, "colour": 2}}})
        (result,) = [one for one in score(report, book).standards if one.key == "L 2"]
        assert (result.possible, result.status) == ((), "not_published")

    def test_two_ratings_worth_the_same(self):
        message, (worse, better) = self.shown(ratings={"Dim": 0, "Fair": 1, "Bright": 1})
        assert message.startswith("Bright is worth 1 points, no more than Fair")
        assert worse.overall.score == better.overall.score == 2
        assert better.status == "disagrees"

    def test_a_band_that_starts_below_the_lowest_total_leaves_every_total_its_rating(self):
        overall = {"max": 6, "starts": {"Dim": 0, "Fair": 4, "Bright": 6}}
        assert self.shown(ratings={"Dim": 1, "Fair": 2, "Bright": 3}, bands=self.bands(overall)) == (
            "Dim starts at 0; the lowest possible value is 2",
            [],
        )

    def test_bands_that_no_report_uses_have_none_if_earlier_ones_rate_alike(self):
        entry = {"max": 4, "starts": {"Dim": 0, "Fair": 2, "Bright": 4}}
        assert self.shown(bands=self.bands(entry, entry))[1] == []

    def test_a_fault_of_bands_that_no_report_uses_has_none(self):
        entry, wrong = ({"max": most, "starts": {"Dim": 0, "Fair": 2, "Bright": 4}} for most in (4, 5))
        faults = list(verify(lighthouse(bands=self.bands(entry, wrong))))
        assert [(fault.path[-1], fault.counter_example) for fault in faults] == [(1, ()), ("max", ())]

    def test_an_unknown_standard_that_other_bands_make_up_for(self):
        entry = {"max": 4, "starts": {"Dim": 0, "Fair": 2, "Bright": 4}}
        message, shown = self.shown(bands=self.bands(entry, {**entry, "without": ["L 9"]}))
        assert (message, shown) == ("'L 9' is no standard that counts towards the score", [])

    def test_a_reserved_name_that_reports_do_not_read_as_anything_else(self):
        starts = {"not applicable": 0, "Fair": 40, "Bright": 75}
        overall = [{"max": 4, "starts": {"not applicable": 0, "Fair": 2, "Bright": 4}}]
        plain = {"key_question": {"starts": starts}, "overall": overall}
        message, shown = self.shown(ratings={"not applicable": 0, "Fair": 1, "Bright": 2}, bands=plain)
        assert (message.partition(";")[0], shown) == ("'not applicable' as the name of a rating", [])

    @pytest.mark.parametrize(
        ("percentages", "starts", "percents"),
        [
            ({"printed": {"to": 3}}, {"Dim": 0, "Fair": 42, "Bright": 75}, [42]),
            ({"printed": {"to": 3, "by": "down"}}, {"Dim": 0, "Fair": 42, "Bright": 75}, []),
            ({"printed": {"to": 3}, "banded": {"value": "exact"}}, {"Dim": 0, "Fair": 40, "Bright": 75}, []),
        ],
    )
    def test_a_step_that_does_not_divide_100(self, percentages, starts, percents):
        message, shown = self.shown(percentages=percentages, bands=self.bands(**starts))
        assert message.startswith("percentages printed to 3")
        assert [card.standards[1].percent for card in shown] == percents


def unsettled(starts, values):
    """Whether some value has not exactly one rating, or some rating no value, by bands from start to next start."""
    edges = [*starts.values(), 1000]
    held = [{v for v in values if start <= v < end} for start, end in pairwise(edges)]
    return sorted(value for band in held for value in band) != values or not all(held)


def starts(highest):
    edges = st.lists(st.integers(0, highest), min_size=3, max_size=3)
    rising = edges.map(lambda drawn: [0, *sorted(drawn)[1:]])
    return (edges | rising).map(lambda drawn: dict(zip(LIGHTHOUSE["ratings"], drawn, strict=True)))


@given(starts(100), starts(5), starts(3))
def test_bands_are_sound_or_every_fault_in_them_comes_out_wrong_when_scored(percent, both, one):
    entries = [{"max": 4, "starts": both}, {"max": 2, "starts": one, "without": ["L 1"]}]
    faults = list(verify(lighthouse(bands={"key_question": {"starts": percent}, "overall": entries})))
    scales = [(percent, list(range(101))), (both, list(range(5))), (one, list(range(3)))]
    assert [any(path_of in str(fault.path) for fault in faults) for path_of in ("key", "0", "1,")] == [
        unsettled(*scale) for scale in scales
    ]
    book = lighthouse(bands={"key_question": {"starts": percent}, "overall": entries})
    for fault in faults:
        cards = [score(report, book) for report in fault.counter_example]
        assert cards
        assert {card.status for card in cards} <= {"disagrees", "undetermined"}


RATINGS = ("Dim", "Fair", "Bright", "not rated")
NAMES = st.lists(st.sampled_from(RATINGS), min_size=1, max_size=4, unique=True)


def mappings(values):
    return NAMES.flatmap(lambda names: st.fixed_dictionaries(dict.fromkeys(names, values)))


STANDARDS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Keeper", "Lamp", "Log"]),
        "rated_by": st.sampled_from(["judgement", "lowest_key_question"]),
        "counted": st.booleans(),
        "key_questions": st.sampled_from([[], ["reach"], ["reach", "colour"]]),
    }
)
OVERALL = st.fixed_dictionaries(
    {
        "max": st.integers(0, 8),
        "starts": mappings(st.integers(0, 8)),
        "without": st.lists(st.sampled_from(["Keeper", "Lamp", "Log", "Shed"]), max_size=2, unique=True),
        "basis": st.sampled_from([None, "confirmed"]),
        "sources": st.sampled_from([[], ["book"]]),
    }
)
ANY_RULEBOOK = st.fixed_dictionaries(
    {
        "id": st.just("any"),
        "basis": st.sampled_from([None, "confirmed", "unverified"]),
        "ratings": mappings(st.integers(0, 4)),
        "bands": st.fixed_dictionaries(
            {
                "key_question": st.none() | st.fixed_dictionaries({"starts": mappings(st.integers(0, 100))}),
                "overall": st.lists(OVERALL, max_size=3),
            }
        ),
        "percentages": st.fixed_dictionaries(
            {
                "printed": st.fixed_dictionaries({"to": st.sampled_from(["1", "0.7", "3", "100", "0"])}),
                "banded": st.fixed_dictionaries({"value": st.sampled_from(["rounded", "exact"])}),
            }
        ),
        "discretion": st.none() | st.fixed_dictionaries({"points": st.integers(0, 100)}),
        "standards": st.lists(STANDARDS, max_size=4),
    }
)
"""Rulebooks whose fields are right one by one, and whose rules mostly contradict one another."""


@given(ANY_RULEBOOK, st.data())
def test_whatever_rules_contradict_verify_ends_and_each_report_can_be_scored_and_shown(plain, data):
    book = Rulebook.model_validate(plain, context=UNSOUND)
    faults = list(verify(book))
    reports = [report for fault in faults for report in fault.counter_example]
    try:
        Rulebook.model_validate(plain, context=SCORED_UNSOUND)
    except ValueError:
        assert reports == []
        return
    ratings = st.none() | st.sampled_from([*book.names, "not rated"])
    answers = st.none() | st.sampled_from(["0", "39.5", "40", "100", "not applicable"])
    reports.append(
        {
            "standards": {
                key: {
                    "rating": data.draw(ratings),
                    "key_questions": {name: data.draw(answers) for name in one.key_questions},
                }
                for key, one in book.by_key.items()
            },
            "overall": {
                "score": data.draw(st.integers(0, 8)),
                "rating": data.draw(st.sampled_from(book.names)),
                "max_score": 4,
            },
        }
    )
    for report in reports:
        card = score(Report.model_validate(report), book)
        result = Result("report.yaml", 1, card, NO_PLACES, NO_PLACES)
        assert list(render("text", [result], explain=True))
        assert json.loads("".join(render("json", [result], explain=True)))[0]["status"] == card.status

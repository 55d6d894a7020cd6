"""What-if: a value or a rule that is set comes to what a report, or a rulebook, written so comes to."""

import json
from fractions import Fraction
from pathlib import Path

import oracle
import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import assume, given
from hypothesis import strategies as st

from hmip_rules import InputError, Report, Rulebook, load_rulebook, strategies
from hmip_rules.cli.rules import main as rules
from hmip_rules.cli.score import main
from hmip_rules.files import fit
from hmip_rules.insight.what_if.compute import Setting, setting, what_if
from hmip_rules.insight.what_if.section import what_if_section
from hmip_rules.scoring.evaluate import evaluate

LEEDS = str(ROOT / "examples/leeds-pdu-2024.yaml")
KIRKLEES = str(ROOT / "examples/kirklees-pdu-2024.yaml")


def comes_to(card):
    standards = [
        (result.key, result.possible, result.scored, result.decided_by, result.percent) for result in card.standards
    ]
    return standards, card.overall.totals


# Values of a report


@st.composite
def scored(draw):
    """A rulebook, and a report of no known number of cases, so that any counts fit."""
    book = draw(strategies.rulebooks())
    report = draw(strategies.reports(book)).model_copy(update={"cases": None})
    return book, evaluate(book, report)


@st.composite
def values(draw, book):
    """A value to set, and what a report that has it holds: (name, as written, key, key question, answer)."""
    standard = draw(st.sampled_from(book.standards))
    question = draw(st.sampled_from([None, *standard.key_questions]))
    if question is None:
        rating = draw(st.sampled_from([None, *book.names]))
        return standard.key, rating or "", standard.key, None, rating
    answers = st.sampled_from(
        [("", None), ("not applicable", "not applicable"), ("3 of 8", {"sufficient": 3, "of": 8}), ("62.5", "62.5")]
    )
    written, answer = draw(st.one_of(answers, st.integers(0, 100).map(lambda percent: (str(percent), percent))))
    return f"{standard.key}.{question}", written, standard.key, question, answer


@given(st.data())
def test_a_value_that_is_set_comes_to_what_a_report_written_so_comes_to(data):
    book, before = data.draw(scored())
    name, written, key, question, answer = data.draw(values(book))
    fields = before.report.model_dump()
    if question is None:
        fields["standards"].setdefault(key, {})["rating"] = answer
    else:
        published = fields["standards"].get(key, {})
        asked = {**published.get("key_questions", {}), question: answer}
        fields["standards"][key] = {"key_questions": asked}
        kept = {**fields, "standards": {**fields["standards"], key: {**published, "key_questions": asked}}}
        rated = evaluate(book, Report.model_validate(kept))
        ((old, new),) = [
            results for results in zip(before.standards, rated.standards, strict=True) if results[0].key == key
        ]
        same = (old.possible, old.scored) == (new.possible, new.scored)
        if answer is None or (new.is_rated and same):
            fields = kept  # the published rating still stands for these percentages, or nothing takes their place
    written_so = evaluate(book, Report.model_validate(fields))
    assume(not Setting(name, written).is_rule)
    found = what_if(before, book, [Setting(name, written)])
    assert comes_to(found.after) == comes_to(written_so)
    assert {change.after.key for change in found.changes} <= {key}
    assert bool(found.changes) == (comes_to(found.before)[0] != comes_to(found.after)[0])


@given(st.data())
def test_of_settings_of_one_value_the_last_is_made(data):
    book, before = data.draw(scored())
    name, written, *_ = data.draw(values(book))
    last = Setting(name, written)
    assume(not last.is_rule)  # a standard with the name of a part of a rulebook, and a key question
    twice, once = (what_if(before, book, settings) for settings in ([Setting(name, ""), last], [last]))
    assert comes_to(twice.after) == comes_to(once.after)


def test_a_rating_is_left_aside_when_its_percentages_are_set_and_may_be_set_after_them(pdu):
    answers = {"engagement": 50, "desistance": 60, "safety": 48}
    standards = {"P 2.2": {"rating": "Inadequate", "key_questions": answers}}
    before = evaluate(pdu, Report.model_validate({"standards": standards}))
    percentage = Setting("P 2.2.safety", "64")
    assert what_if(before, pdu, [percentage]).left_aside == ("P 2.2",)
    both = what_if(before, pdu, [percentage, Setting("P 2.2", "Good")])
    assert both.left_aside == what_if(before, pdu, [Setting("P 2.2", "Good"), percentage]).left_aside == ()
    assert both.after.standards[4].scored == ("Requires improvement",)  # 50 % is too far from Good


def test_a_rating_within_discretion_stands_until_the_percentages_leave_the_margin(pdu):
    answers = {"engagement": 80, "desistance": 80, "safety": 62}
    before = evaluate(pdu, Report(standards={"P 2.1": {"rating": "Good", "key_questions": answers}}))
    for made, counts in (
        (Setting("P 2.1.engagement", "85"), "Good"),
        (Setting("P 2.1.safety", "62"), "Good"),
        (Setting("P 2.1.safety", "60"), "Good"),
        (Setting("P 2.1.safety", "59"), "Requires improvement"),
        (Setting("P 2.1.safety", "49"), "Inadequate"),
        (Setting("P 2.1.safety", "80"), "Outstanding"),
    ):
        found = what_if(before, pdu, [made])
        assert found.after.standards[3].scored == (counts,)
        assert found.left_aside == (() if counts == "Good" else ("P 2.1",))


def test_a_percentage_that_is_taken_away_leaves_the_report_without_it(pdu):
    answers = {"engagement": 51, "desistance": 60, "safety": 34}
    published = {"P 2.2": {"rating": "Inadequate", "key_questions": answers}}
    without = {"P 2.2": {"rating": "Inadequate", "key_questions": {**answers, "safety": None}}}
    before, deleted = (evaluate(pdu, Report(standards=standards)) for standards in (published, without))
    found = what_if(before, pdu, [Setting("P 2.2.safety", "")])
    assert found.left_aside == ()
    assert comes_to(found.after) == comes_to(deleted)


def test_a_rating_that_is_taken_away_is_not_left_aside_and_one_out_of_reach_is_said_to_be(pdu):
    answers = {"engagement": 80, "desistance": 80, "safety": 40}
    standards = {"P 1.1": "Good", "P 2.1": {"rating": "Inadequate", "key_questions": answers}}
    before = evaluate(pdu, Report(standards=standards))
    assert what_if(before, pdu, [Setting("P 1.1", "")]).left_aside == ()
    made = what_if_section(what_if(before, pdu, [Setting("P 2.1", "Good")]))
    assert "P 2.1 cannot be Good, because its percentages are too far away for discretion." in made.body


# Rules


@given(st.data())
def test_a_rule_that_is_set_rates_as_the_oracle_does_by_such_rules(data):
    book = load_rulebook("pdu-2024")
    report = data.draw(strategies.reports(book))
    good = data.draw(st.integers(51, 79))
    margin = data.draw(st.integers(0, min(15, good - 51, 79 - good)))  # narrower than the bands beside Good
    settings = [Setting("bands.key_question.Good", str(good)), Setting("discretion.points", str(margin))]
    fields = book.model_dump(by_alias=True)
    fields["bands"]["key_question"]["starts"]["Good"] = Fraction(good)
    fields["discretion"]["points"] = Fraction(margin)
    found = what_if(evaluate(book, report), book, settings)
    compared = 0
    for result in found.after.standards:
        published = report.standards.get(result.key)
        if result.is_recomputed and not result.missing:
            rating, _, counts = oracle.rate_standard(fields, published.model_dump())
            assert (result.rating, result.scored) == (rating, (counts,))
            compared += 1
    assert compared == sum(result.is_recomputed and not result.missing for result in found.before.standards)


@pytest.mark.parametrize(
    ("name", "value", "where"),
    [
        ("bands.overall.Good", "12", ("bands", "overall", 0, "starts", "Good")),
        ("bands.overall.max", "21", ("bands", "overall", 0, "max")),
        ("ratings.Good", "2", ("ratings", "Good")),
        ("discretion.direction", "up", ("discretion", "direction")),
        ("percentages.printed.by", "down", ("percentages", "printed", "by")),
        ("percentages.ties.to", "even", ("percentages", "ties", "to")),
        ("percentages.banded.value", "exact", ("percentages", "banded", "value")),
    ],
)
def test_every_kind_of_rule_can_be_set_and_is_unverified_then(pdu, name, value, where):
    found = what_if(evaluate(pdu, Report()), pdu, [Setting(name, value)]).after.rulebook
    changed = found.model_dump(by_alias=True)
    for step in where:
        changed = changed[step]
    assert str(changed) == value
    path = ("stands_on", "points") if where[0] == "ratings" else where[:3] if "overall" in where else where[:2]
    path = where[:1] if where[0] == "discretion" else path
    assert found.rule(*path).basis == "unverified"
    assert (found.id, found.revision) == ("pdu-2024, changed", None)


def test_a_rulebook_without_discretion_has_no_margin_to_set(pdu):
    book = Rulebook.model_validate(pdu.model_dump(by_alias=True) | {"discretion": None})
    with pytest.raises(InputError, match=r"has no rule 'discretion\.points'"):
        what_if(evaluate(book, Report()), book, [Setting("discretion.points", "3")])


def test_only_rules_that_a_rulebook_has_can_be_set():
    judged = [{"code": f"L {number}", "name": f"Lead {number}", "rated_by": "judgement"} for number in (1, 2)]
    overall = [{"max": 2, "starts": {"Dim": 0, "Bright": 1}}]
    fields = {"id": "judged", "ratings": {"Dim": 0, "Bright": 1}, "standards": judged, "bands": {"overall": overall}}
    book = Rulebook.model_validate(fields)
    assert what_if(evaluate(book, Report()), book, [Setting("ratings.Bright", "1")]).rules == (("stands_on", "points"),)
    for name in ("bands.key_question.Bright", "discretion.points"):
        with pytest.raises(InputError, match="has no rule"):
            what_if(evaluate(book, Report()), book, [Setting(name, "1")])


# In words, where goldens have none


def test_a_standard_that_only_one_rulebook_has_and_one_that_is_not_rated_any_more(pdu):
    fewer = pdu.model_dump(by_alias=True)
    fewer["standards"] = fewer["standards"][1:]
    fewer["bands"]["overall"][0]["max"] = 18
    before = evaluate(Rulebook.model_validate(fewer), Report(standards={"P 1.2": "Good", "P 1.3": "Good"}))
    made = what_if_section(what_if(before, pdu, [Setting("P 1.2", "not rated")]))
    rows = [row for part in made.body if not isinstance(part, str) for row in part.rows]
    assert rows[0][:2] == ("P 1.1 Leadership", "-")
    assert rows[1] == ("P 1.2 Staffing", "Good: 2 points", "not rated")
    assert made.plain["standards"][0]["before"] is None


@pytest.mark.parametrize(
    ("ratings", "score"), [({"Dim": 0, "Bright": 1}, "1 of 1 point"), ({"Dim": 0, "Bright": 2}, "2 of 2 points")]
)
def test_a_score_that_stays_is_told_in_points(ratings, score):
    standard = {"name": "Lead", "rated_by": "judgement"}
    overall = [{"max": max(ratings.values()), "starts": {"Dim": 0, "Bright": 1}}]
    fields = {"id": "judged", "ratings": ratings, "standards": [standard], "bands": {"overall": overall}}
    book = Rulebook.model_validate(fields)
    made = what_if_section(what_if(evaluate(book, Report(standards={"Lead": "Bright"})), book))
    assert made.body[0] == f"Nothing changes. The score is {score}, and the overall rating is Bright."


def test_a_standard_that_is_not_part_of_the_score_changes_without_points(pdu):
    fields = pdu.model_dump(by_alias=True)
    fields["standards"][0]["counted"] = False
    fields["bands"]["overall"][0]["max"] = 18
    fields["bands"]["overall"][0]["starts"]["Outstanding"] = 16
    book = Rulebook.model_validate(fields)
    made = what_if_section(what_if(evaluate(book, Report()), book, [Setting("P 1.1", "Good")]))
    rows = [row for part in made.body if not isinstance(part, str) for row in part.rows]
    assert rows[0][2] == "Good"
    assert made.plain["standards"][0]["after"]["points"] is None


# What can't be set


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (["P 2.2safety"], "'P 2.2safety' must be a name, = and a value, such as 'P 2.2.safety=50'"),
        (["=50"], "'=50' must be a name, = and a value"),
        (["P 2.2.safty=50"], "pdu-2024 has no value 'P 2.2.safty'; did you mean 'P 2.2.safety'"),
        (["bands.overall.God=12"], "pdu-2024 has no rule 'bands.overall.God' that can be set; did you mean"),
        (["discretion.basis=confirmed"], "pdu-2024 has no rule 'discretion.basis' that can be set"),
        (["bands.overall.Good="], "--set bands.overall.Good=: a rule cannot be removed, so it must have a value"),
        (["bands.overall.Good=19"], "--set bands.overall.Good=19: "),
        (["bands.key_question.Good=many"], "--set bands.key_question.Good=many: "),
        (["P 2.2.safety=150"], "--set P 2.2.safety=150: "),
        (["P 2.2=Goud"], "--set P 2.2=Goud: "),
        (
            ["bands.key_question.Good=not applicable"],
            "'Good' in bands.key_question.starts must be a number from 0 to 100, such as 65 or 64.5, not 'not applicable'",
        ),
        (["P 2.2.safety=9 of 8"], "--set P 2.2.safety=9 of 8: "),
    ],
)
def test_what_cannot_be_set_is_refused_and_what_could_be_is_named(settings, said):
    options = [part for setting in settings for part in ("--set", setting)]
    result = CliRunner().invoke(main, [*options, LEEDS])
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert "Traceback" not in result.output


def test_the_name_of_a_setting_ends_at_the_first_equals_sign():
    assert setting(" P 2.2.safety = 50 ") == ("P 2.2.safety", "50")
    assert setting("P 2.2.safety=5=0") == ("P 2.2.safety", "5=0")


def test_what_is_refused_names_every_setting_that_was_made(pdu):
    settings = [Setting("bands.overall.Good", "19"), Setting("bands.overall.Outstanding", "18")]
    with pytest.raises(InputError) as refused:
        what_if(evaluate(pdu, Report()), pdu, settings)
    for problem in refused.value.problems:
        assert problem.message.startswith("--set bands.overall.Good=19, bands.overall.Outstanding=18: ")


def test_a_report_that_does_not_fit_another_rulebook_is_refused_without_a_word_of_settings(pdu):
    report = Report(standards={"P 2.1": "Good"})
    with pytest.raises(InputError) as refused:
        what_if(evaluate(pdu, report), "yjs-2021")
    misfits = [problem.message for problem in fit.misfits(load_rulebook("yjs-2021"), report)]
    assert [problem.message for problem in refused.value.problems] == misfits


@pytest.mark.parametrize("written", ["42 of 82", "42  OF 82", "{sufficient: 42, of: 82}", " {sufficient:42,  of:82} "])
def test_counts_may_be_written_in_several_ways(pdu, written):
    found = what_if(evaluate(pdu, Report()), pdu, [Setting("P 2.2.safety", written)])
    answer = found.after.report.standards["P 2.2"].key_questions["safety"]
    assert (answer.sufficient, answer.of) == (42, 82)


# As users ask


@pytest.fixture
def mine(tmp_path):
    """A rulebook like pdu-2024, in which a score of 3 is enough for Requires improvement."""
    text = (ROOT / "rules/pdu-2024.yaml").read_text()
    changed = text.replace("id: pdu-2024", "id: mine").replace("Requires improvement: 4", "Requires improvement: 3")
    (tmp_path / "mine.yaml").write_text(changed)
    return str(tmp_path / "mine.yaml")


def test_by_another_rulebook_a_report_is_shown_beside_its_own(mine):
    result = CliRunner().invoke(main, ["--rulebook", mine, LEEDS])
    text = " ".join(result.output.split())
    assert "What if the report were rated under rulebook mine, not pdu-2024?" in text
    assert "Overall rating Inadequate Requires improvement" in text
    assert "7 other standards come out as before" not in text  # none of them changes, so they are not counted
    fields = json.loads(CliRunner().invoke(main, ["--format", "json", "--rulebook", mine, LEEDS]).output)[0]["what_if"]
    assert fields["rulebook"] == {"before": "pdu-2024", "after": "mine"}
    assert fields["standards"] == []
    assert fields["overall"]["after"]["rating"] == "Requires improvement"


def test_another_rulebook_of_the_same_name_is_said_to_be_another(mine):
    path = Path(mine)
    path.write_text(path.read_text().replace("id: mine", "id: pdu-2024"))
    text = " ".join(CliRunner().invoke(main, ["--rulebook", mine, LEEDS]).output.split())
    assert "What if the report were rated under another rulebook with the same name, pdu-2024?" in text
    assert "The earlier ratings rely on rules of pdu-2024 that are not confirmed." in text


def test_what_was_set_is_among_the_rules_that_the_answer_leans_on(pdu):
    answers = {"engagement": 62, "desistance": 80, "safety": 80}
    before = evaluate(pdu, Report(standards={"P 2.1": {"rating": "Good", "key_questions": answers}}))
    for settings in (["discretion.points=3"], ["P 2.1.engagement=58"], ["P 2.1.engagement=85"]):
        set_to = [Setting(*setting.split("=")) for setting in settings]
        named = {rule["rule"] for rule in what_if_section(what_if(before, pdu, set_to)).plain["leans_on"]}
        assert "discretion" in named


@pytest.mark.parametrize(
    ("name", "value", "title"),
    [
        ("P 2.2.safety", "50", "P 2.2 safety were 50%"),
        ("P 2.2.safety", "42 of 82", "P 2.2 safety were 42 of 82 cases"),
        ("P 2.2.safety", "not applicable", "P 2.2 safety were not applicable"),
        ("P 2.2.safety", "", "P 2.2 safety were not published"),
        ("P 2.2", "Good", "P 2.2 were Good"),
        ("bands.key_question.Good", "70", "Good started at 70%"),
        ("bands.overall.Good", "12", "Good overall started at 12 points"),
        ("ratings.Requires improvement", "1", "Requires improvement scored 1 point"),
        ("discretion.points", "3", "discretion.points were 3"),
    ],
)
def test_the_title_says_in_words_what_is_set(pdu, name, value, title):
    made = what_if_section(what_if(evaluate(pdu, Report()), pdu, [Setting(name, value)]))
    assert made.title == f"What if {title}?"


def test_where_no_overall_bands_are_known_after_it_is_said(pdu):
    made = what_if_section(
        what_if(evaluate(pdu, Report(standards={"P 1.1": "Good"})), pdu, [Setting("P 1.1", "not rated")])
    )
    said = "no overall bands are known for this set of rated standards"
    assert f"After the change, any overall rating is possible, because {said}." in made.body


def test_by_its_own_rulebook_or_where_it_has_none_there_is_nothing_beside_it(tmp_path):
    (tmp_path / "report.yaml").write_text("standards: {P 1.1: Good}\n")
    for asked in (["--rulebook", "pdu-2024", LEEDS], ["--rulebook", "pdu-2024", str(tmp_path / "report.yaml")]):
        assert "What if" not in CliRunner().invoke(main, asked).output


def test_over_a_folder_it_is_counted_what_a_change_does_to_everyone(tmp_path):
    for place, file in enumerate((LEEDS, KIRKLEES)):
        (tmp_path / f"{place}.yaml").write_text(Path(file).read_text())
    (tmp_path / "open.yaml").write_text("rulebook: pdu-2024\nstandards: {P 1.1: Good}\n")
    setting = "bands.overall.Requires improvement=3"
    result = CliRunner().invoke(main, ["--set", setting, str(tmp_path)])
    counted = "With this change, the overall rating goes from Inadequate to Requires improvement in 2 reports, is unchanged in 0 reports and cannot be determined in 1."
    assert counted in " ".join(result.output.split())
    as_it_is = CliRunner().invoke(main, ["--set", "bands.overall.Good=12", str(tmp_path)])
    assert "With this change, the overall rating is unchanged in 2 reports and cannot be determined in 1." in " ".join(
        as_it_is.output.split()
    )


def test_a_table_is_scored_before_and_after_a_rule_is_set(tmp_path):
    table = str(tmp_path / "scores.csv")
    setting = ["--set", "bands.overall.Requires improvement=3"]
    result = CliRunner().invoke(
        rules, ["table", str(ROOT / "examples"), "--rulebook", "pdu-2024", *setting, "-o", table]
    )
    assert "scored by pdu-2024, revision" in " ".join(result.output.split())
    assert "and by pdu-2024, changed" in " ".join(result.output.split())
    assert "Inadequate" in result.output
    for wrong in (["--against", "pdu-2021", *setting], setting):
        chosen = [] if wrong == setting else ["--rulebook", "pdu-2024"]
        refused = CliRunner().invoke(rules, ["table", str(ROOT / "examples"), *chosen, *wrong, "-o", table])
        assert refused.exit_code == 2
        assert "--set needs --rulebook, and cannot be used with --against" in refused.stderr

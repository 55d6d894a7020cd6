"""Values of options may be written in any case and spacing, and in short, as in report files."""

import json

import pytest
from click.testing import CliRunner
from conftest import ROOT

from hmip_rules.cli.rules import main as rules
from hmip_rules.cli.score import main as score

LEEDS = str(ROOT / "examples/leeds-pdu-2024.yaml")


def output(command, *arguments):
    """What a command prints; nothing may be wrong."""
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


@pytest.mark.parametrize(
    ("option", "as_printed", "as_written"),
    [
        ("--reach", "Good", "good"),
        ("--reach", "Requires improvement", "RI"),
        ("--reach", "Requires improvement", "requires-improvement"),
        ("--set", "P 2.1.engagement=70", "p2.1.engagement=70"),
        ("--set", "P 2.1.engagement=70", "P2.1.Engagement = 70"),
        ("--set", "P 2.1.engagement=70", "assessment.engagement=70"),
        ("--set", "P 2.1.safety=not applicable", "p 2.1.SAFETY=not applicable"),
        ("--set", "P 2.1=Requires improvement", "P 2.1=ri"),
        ("--set", "P 1.1=Good", "Leadership=GOOD"),
        ("--set", "P 1.1=not rated", "p1.1=Not rated"),
        ("--set", "bands.overall.Good=12", "bands.overall.good=12"),
        ("--set", "bands.key_question.Requires improvement=45", "Bands.Key Question.ri=45"),
        ("--only", "partly-checked", "Partly checked"),
        ("--only", "not-published", "nothing to compare"),
        ("--only", "unreadable", "Could not be read"),
        ("--format", "json", "JSON"),
        ("--format", "markdown", "Markdown"),
        ("--rulebook", "pdu-2024", "PDU 2024"),
    ],
)
def test_what_is_written_in_another_way_gives_the_same(option, as_printed, as_written):
    assert output(score, option, as_written, LEEDS) == output(score, option, as_printed, LEEDS)


def test_commands_of_the_toolbox_take_names_so_too():
    assert output(rules, "show", "PDU_2024", "--format", "Json") == output(
        rules, "show", "pdu-2024", "--format", "json"
    )
    assert output(rules, "schema", "Report") == output(rules, "schema", "report")


@pytest.mark.parametrize("rulebook", ["pdu-2024", "PDU 2024"])
def test_a_table_takes_the_reports_of_a_rulebook_named_so(tmp_path, rulebook):
    (tmp_path / "youth.yaml").write_text("rulebook: yjs-2021\noverall: {rating: Good}\n")
    arguments = ["table", "--rulebook", rulebook, "--format", "json", LEEDS, str(tmp_path / "youth.yaml")]
    result = CliRunner().invoke(rules, [*arguments, "-o", str(tmp_path / "scored.csv")])
    assert json.loads(result.stdout)["left_out"] == {"yjs-2021": 1}


def test_a_value_is_shown_under_the_name_that_the_rulebook_has():
    (shown,) = json.loads(output(score, "--format", "json", "--set", "p2.1=ri", "--set", "BANDS.overall.ri=5", LEEDS))
    assert shown["what_if"]["set"] == {"P 2.1": "Requires improvement", "bands.overall.Requires improvement": "5"}


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("P 2.11=Good", "pdu-2024 has no value 'P 2.11'; did you mean 'P 2.1'?"),
        ("p2.1.safty=3", "pdu-2024 has no value 'p2.1.safty'; did you mean 'P 2.1.safety'?"),
        ("P 2.1=goood", "Unknown rating 'goood' for P 2.1; did you mean 'Good'?"),
        (
            "discretion.point=3",
            "pdu-2024 has no rule 'discretion.point' that can be set; did you mean 'discretion.points'?",
        ),
    ],
)
def test_what_is_unknown_is_refused_as_it_was_written(written, why):
    result = CliRunner().invoke(score, ["--set", written, LEEDS])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{LEEDS}: --set {written}: {why}\n"

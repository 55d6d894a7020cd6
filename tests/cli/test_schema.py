"""hmip-rules schema, as its users run it; what the schemas accept is tested in tests/files."""

import json

import pytest
from click.testing import CliRunner

from hmip_rules.cli.rules import main
from hmip_rules.files.library import load_rulebook, shipped_rulebooks
from hmip_rules.files.schema import report_schema, rulebook_schema


def run(*arguments):
    return CliRunner().invoke(main, ["schema", *arguments], catch_exceptions=False)


@pytest.mark.parametrize("kind", ["report", "rulebook"])
def test_the_schema_is_printed_or_written_into_a_file(tmp_path, kind):
    expected = rulebook_schema() if kind == "rulebook" else report_schema(map(load_rulebook, shipped_rulebooks()))
    printed, path = run(kind), tmp_path / "schema.json"
    assert (printed.exit_code, json.loads(printed.stdout)) == (0, json.loads(json.dumps(expected)))
    written = run(kind, "-o", str(path))
    assert (written.exit_code, written.output, path.read_bytes().decode()) == (0, "", printed.stdout)


def test_there_is_none_of_anything_else():
    result = run("scorecard")
    assert (result.exit_code, result.stdout) == (2, "")

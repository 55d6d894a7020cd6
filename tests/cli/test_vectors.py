"""hmip-rules vectors, as its users run it; what the vectors expect is tested in tests/rulebooks."""

from click.testing import CliRunner

from hmip_rules.cli.rules import main
from hmip_rules.files.library import rules_folder


def run(*arguments):
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_they_are_csv_without_quotes_or_carriage_returns():
    text = run("vectors", "region-2024").stdout
    assert text.splitlines()[1] == "Public protection,assessment,0,Inadequate,,,,,,,,,,,"
    assert text.count("\n") == 1 + 4 * 101 + 1292
    assert not {'"', "\r"} & set(text)


def test_a_file_has_what_is_printed(tmp_path):
    path = tmp_path / "vectors.csv"
    result = run("vectors", "region-2024", "-o", str(path))
    assert (result.exit_code, result.output) == (0, "")
    assert path.read_bytes().decode() == run("vectors", "region-2024").stdout


def test_a_file_that_cannot_be_written_whole_is_left_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "vectors.csv"
    path.write_text("mine")

    def vectors(_):
        yield ("P 1.1",)
        raise KeyboardInterrupt

    monkeypatch.setattr("hmip_rules.rulebooks.vectors.vectors", vectors)
    assert run("vectors", "region-2024", "-o", str(path)).exit_code == 130
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_a_rulebook_of_ones_own_has_them_too(tmp_path):
    path = tmp_path / "changed.yaml"
    path.write_text((rules_folder() / "pdu-2024.yaml").read_text().replace("Good: 65", "Good: 66"))
    lines = run("vectors", str(path)).stdout.splitlines()
    assert "P 2.1,safety,65,Requires improvement,,,,,,,,,," in lines


def test_an_unknown_rulebook_is_said_in_a_line():
    result = run("vectors", "x-2024")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)

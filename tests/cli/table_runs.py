"""hmip-rules table as its users run it, in a folder of its own."""

from pathlib import Path

import polars as pl
from click.testing import CliRunner
from conftest import ROOT

from hmip_rules.cli.rules import main as hmip_rules

LEEDS = (ROOT / "examples/leeds-pdu-2024.yaml").read_text()
MINE = (ROOT / "rules/pdu-2024.yaml").read_text().replace("id: pdu-2024", "id: mine")
PERCENT = "write percentages as 51 or 51.2, empty where missing"


def in_own_folder(tmp_path, monkeypatch):
    """Work in an empty folder; a module that needs it makes a fixture of it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(*arguments):
    return CliRunner().invoke(hmip_rules, ["table", *map(str, arguments)], catch_exceptions=False)


def by_pdu(*arguments):
    return table("--rulebook", "pdu-2024", *arguments, "-o", "out.parquet")


def left():
    return sorted(path.name for path in Path.cwd().iterdir())


def words(rows):
    """Rows of a file with every value as text, so that files of either kind compare."""
    return [{name: None if value is None else str(value) for name, value in row.items()} for row in rows]


def read(path):
    return (pl.read_csv(path, infer_schema=False) if str(path).endswith(".csv") else pl.read_parquet(path)).to_dicts()

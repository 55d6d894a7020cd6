"""What a Spark cluster runs: the script of the documentation as it is submitted, and a plan without Python."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from conftest import ROOT
from tables.engines import need_spark, on_engine
from tables.made_up import expected, table_of

from hmip_rules import load_rulebook
from hmip_rules.tables import compare_rulebooks, from_long, score_table


def test_the_script_of_the_documentation_scores_a_folder(tmp_path):
    need_spark()
    book = load_rulebook("region-2024")
    table = table_of(book, 60)[:60]
    (tmp_path / "reports").mkdir()
    for part in (0, 1):
        table[part::2].write_parquet(tmp_path / f"reports/{part}.parquet")
    quiet = ["--conf", "spark.ui.enabled=false", "--conf", "spark.ui.showConsoleProgress=false"]
    submit = [str(Path(sys.executable).parent / "spark-submit"), "--master", "local[1]", *quiet]
    script = [str(ROOT / "docs/score_on_spark.py"), "reports", "scored", "region-2024"]
    python = {"PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable}
    result = subprocess.run(
        [*submit, *script], cwd=tmp_path, env={**os.environ, **python}, capture_output=True, text=True, check=True
    )
    scored = pl.read_parquet(tmp_path / "scored/*.parquet").to_dicts()
    wanted = {row["id"]: expected(book, row) for row in table.to_dicts()}
    assert {row["id"]: {name: row[name] for name in wanted[row["id"]]} for row in scored} == wanted
    cells = [re.findall(r"[a-z_0-9]+", line) for line in result.stdout.splitlines() if line.startswith("|")]
    counted = Counter(row["status"] for row in wanted.values())
    assert dict(cells[1:]) == {status: str(times) for status, times in counted.items()}


@pytest.mark.parametrize(
    ("plan_of", "exchanges"),
    [
        (lambda table, book: score_table(table, book, reasons=True), 0),
        (lambda table, book: compare_rulebooks(table, book, book), 0),
        (from_long, 1),
    ],
    ids=["scored", "compared", "gathered"],
)
def test_nothing_but_rows_moves_between_machines(plan_of, exchanges):
    """No function of Python is sent to them, a row is scored where it is, and a report's rows are brought together once."""
    book = load_rulebook("region-2024")
    table = table_of(book, 5)
    if exchanges:
        table = pl.DataFrame(
            {"report": ["A"], "standard": ["Public protection"], "key_question": ["planning"], "percent": [50]}
        )
    plan = plan_of(on_engine("pyspark", table), book)._jdf.queryExecution().toString()
    assert "Physical Plan" in plan
    assert "Python" not in plan
    assert "UDF" not in plan
    assert plan.partition("Physical Plan")[2].count("Exchange") == exchanges

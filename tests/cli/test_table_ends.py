"""hmip-rules table where files cannot be read or written, is misused, or is stopped; and its help."""

import re
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import polars as pl
import pytest
from cli.table_runs import LEEDS, MINE, by_pdu, in_own_folder, left, read, table
from conftest import ROOT, as_nobody

inside = pytest.fixture(in_own_folder, autouse=True)


def process(*arguments, **kwargs):
    code = "from hmip_rules.cli.rules import main; main()"
    command = [sys.executable, "-c", code, "table", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kwargs)


@contextmanager
def room_for(size):
    """Let no file grow beyond a number of bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.csv"], "none.csv: There is no file or folder with this name; check the spelling"),
        ([""], "'': The name is empty; write the name of a file or folder"),
        (
            ["empty"],
            "empty: a table cannot be made from this folder, because it has no .parquet, .csv, .tsv, .xlsx or .yaml files",
        ),
        (
            ["in.json"],
            "in.json: a table cannot be made from this kind of file, only from .parquet, .csv, .tsv, .xlsx or .yaml",
        ),
        (["link.csv"], "link.csv: This is not an ordinary file, so it cannot be read; remove it"),
        (["in.csv", "in.yaml"], "there are tables (in.csv) and report files (in.yaml); name only one kind"),
        (["mixed"], "there are tables (mixed/in.csv) and report files (mixed); name only one kind"),
        (["in.csv", "--rulebook", "pdu-2042"], "Unknown rulebook 'pdu-2042'; did you mean 'pdu-2024'?"),
        (["in.csv", "--against", "pdu-2042"], "Unknown rulebook 'pdu-2042'; did you mean 'pdu-2024'?"),
        (
            ["in.csv", "--against", "pdu-2024"],
            "pdu-2024.yaml: Both rulebooks have the id 'pdu-2024'; give this one another id",
        ),
    ],
)
def test_of_what_is_named(inside, arguments, said):
    (inside / "empty").mkdir()
    (inside / "mixed").mkdir()
    for name in ("in.csv", "in.json", "mixed/in.csv"):
        (inside / name).write_text("p_1_1\nGood\n")
    for name in ("in.yaml", "mixed/in.yaml"):
        (inside / name).write_text(LEEDS)
    (inside / "link.csv").symlink_to("nowhere")
    result = by_pdu(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{said}\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["in.csv", "-o", "out.csv"], "A table does not name its rulebook; name it with --rulebook ID|FILE"),
        (["in.csv", "--rulebook", "pdu-2024"], "Missing option '-o' / '--output'."),
        (["--rulebook", "pdu-2024", "-o", "out.csv"], "Missing argument 'TABLE|REPORT...'."),
        (
            ["in.csv", "--rulebook", "pdu-2024", "-o", "out.json"],
            "-o names 'out.json', but its ending must be .parquet, .csv or .xlsx",
        ),
        (
            ["in.csv", "--rulebook", "pdu-2024", "-o", "./in.csv"],
            "-o names 'in.csv', which is also read; choose another file",
        ),
        (
            ["folder", "--rulebook", "pdu-2024", "-o", "folder/a.csv"],
            "-o names 'folder/a.csv', which is also read; choose another file",
        ),
    ],
)
def test_of_a_misused_command(inside, arguments, said):
    (inside / "folder").mkdir()
    for name in ("in.csv", "folder/in.csv"):
        (inside / name).write_text("p_1_1\nGood\n")
    result = table(*arguments)
    assert (result.exit_code, result.stdout, result.stderr.splitlines()[-1]) == (2, "", f"Error: {said}")
    assert (inside / "in.csv").read_text() == "p_1_1\nGood\n"


@pytest.mark.parametrize("source", ["in.csv", "in.yaml"])
@pytest.mark.parametrize(
    ("output", "why"), [("nowhere/out.csv", "No such file or directory"), ("closed/out.csv", "Permission denied")]
)
def test_a_place_that_cannot_be_written_to(inside, source, output, why):
    (inside / "in.csv").write_text("p_1_1\nGood\n")
    (inside / "in.yaml").write_text(LEEDS)
    (inside / "closed").mkdir(mode=0o555)
    by_pdu(source)  # so that all is imported before root, who may write everywhere, becomes nobody
    with as_nobody(inside):
        result = table(ROOT / "examples" if source == "in.yaml" else source, "--rulebook", "pdu-2024", "-o", output)
    said = f"{output}: This file cannot be written ({why}); choose a folder that exists and that you may write to\n"
    assert (result.exit_code, result.stderr) == (2, said)


@pytest.mark.parametrize("name", ["in.csv", "in.parquet", "closed"])
def test_what_may_not_be_read(inside, name):
    (inside / "in.csv").write_text("p_1_1\nGood\n")
    pl.DataFrame({"p_1_1": ["Good"]}).write_parquet("in.parquet")
    (inside / "closed").mkdir()
    by_pdu("in.csv")
    (inside / name).chmod(0)
    (inside / "open").mkdir()
    (inside / "open").chmod(0o777)
    with as_nobody(inside):
        result = table(name, "--rulebook", "pdu-2024", "-o", "open/out.csv")
    kind = "folder" if name == "closed" else "file"
    assert (result.exit_code, result.stderr) == (
        2,
        f"{name}: You do not have permission to read this {kind}\n",
    )


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_full_disk_leaves_what_was_there(inside, kind):
    pl.DataFrame({"p_1_1": ["Good"] * 90_000, "id": range(90_000)}).write_parquet("in.parquet")
    (inside / f"out.{kind}").write_text("what was there")
    with room_for(20_000):
        result = table("in.parquet", "--rulebook", "pdu-2024", "-o", f"out.{kind}")
    said = "This file cannot be written (File too large); choose a folder that exists and that you may write to"
    assert (result.exit_code, result.stderr) == (2, f"out.{kind}: {said}\n")
    assert (inside / f"out.{kind}").read_text() == "what was there"
    assert left() == sorted(["in.parquet", f"out.{kind}"])


@pytest.mark.parametrize("extra", ["polars", "narwhals.stable.v2"])
def test_a_missing_extra_is_named(inside, extra):
    (inside / "in.csv").write_text("p_1_1\nGood\n")
    code = (
        f"import sys; sys.modules[{extra!r}] = None\nfrom hmip_rules.cli.rules import main\n"
        "main(['table', 'in.csv', '--rulebook', 'pdu-2024', '-o', 'out.csv'])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    said = "Tables need polars and narwhals: pip install 'hmip-rules[table]'\n"
    assert (result.returncode, result.stdout, result.stderr) == (2, "", said)


def test_ctrl_c_ends_it_and_leaves_nothing(inside):
    text = "---\n".join(["rulebook: pdu-2024\n"] * 1000)
    (inside / "reports").mkdir()
    for number in range(300):
        (inside / f"reports/{number}.yaml").write_text(text)
    running = process("reports", "-o", "out.csv")
    while not list(inside.glob(".out.csv.*/0.parquet")) and running.poll() is None:
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    said = running.communicate(timeout=60)
    assert (running.returncode, said[0]) == (130, "")
    assert re.fullmatch(r"Stopped after \d+ of 300 files\n", said[1])
    assert left() == ["reports"]


def test_a_closed_pipe_ends_quietly_and_leaves_the_table(inside):
    (inside / "in.csv").write_text("p_1_1\nGood\n")
    code = "from hmip_rules.cli.rules import main; main()"
    command = (
        f"{sys.executable} -c '{code}' table in.csv --rulebook pdu-2024 -o out.csv | true; exit ${{PIPESTATUS[0]}}"
    )
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert (result.returncode, result.stderr) == (141, "")
    assert len(read("out.csv")) == 1


def test_help_gives_examples_that_work(inside):
    (inside / "mine.yaml").write_text(MINE)
    (inside / "reports").mkdir()
    (inside / "reports/a.yaml").write_text(LEEDS)
    pl.DataFrame({"p_1_1": ["Good"]}).write_parquet("reports.parquet")
    pl.DataFrame({"p_1_1": ["Good"]}).write_csv("r.csv")
    text = table("--help").stdout
    assert max(map(len, text.splitlines())) <= 80
    examples = [line.split() for line in text.splitlines() if line.startswith("    hmip-rules table ")]
    assert len(examples) == 3
    for _, _, *arguments in examples:
        assert table(*arguments).exit_code == 0

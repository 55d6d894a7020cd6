"""How long tables take, beside pdu-2024 written by hand in polars and numpy, and in OpenFisca-Core.

PYTHONPATH=tests python -m benchmarks.tables [--rows 10000000] [--rounds 5]
PYTHONPATH=tests python -m benchmarks.tables --large

Each comparison has a process of its own; what it compares runs there in turn. Results are equal, or nothing is printed.
Beside the wall clock stands the processor's time, which other programs on the machine disturb less.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow.parquet as pq
from benchmarks import pdu_2024 as by_hand
from benchmarks.pdu_2024 import OUTPUT, STATUSES, as_numbers, as_polars, made_up

from hmip_rules import Rulebook, load_rulebook
from hmip_rules.tables import score_table

TESTS = Path(__file__).parents[1]
BATCH, LARGE = 1_000_000, 40_000_000
TABLES = {
    "whole percentages, complete": {"whole": True, "gaps": False},
    "decimal percentages, with gaps": {"whole": False, "gaps": True},
}


def measure(rounds, sizes=(1_000, 10_000, 100_000, 10_000_000)):
    """Give the lines to print.

    Args:
        rounds: how often each is run, in turn.
        sizes: rows of the tables.
    """
    yield f"Tables of pdu-2024: medians of {rounds} alternating runs, polars {pl.__version__}, {os.cpu_count()} cores"
    for name, table in TABLES.items():
        yield f"\n{name}; all columns\n{'':30}{'ms':>10}{'x score_table':>15}{'processor':>11}"
        for rows in sizes:
            yield from lines(rows, child("all_columns", rows=rows, rounds=rounds, table=table), "score_table")
    yield f"\ndecimal percentages, complete; score and rating alone\n{'':30}{'ms':>10}{'x score_table':>15}{'processor':>11}"
    for rows in sizes:
        yield from lines(rows, child("score_and_rating", rows=rows, rounds=rounds), "score_table")
    yield f"\nother engines, decimal percentages with gaps\n{'':30}{'ms':>10}{'x polars':>15}{'processor':>11}"
    for rows in (size for size in (100_000, 1_000_000) if size <= max(sizes)):
        yield from lines(rows, child("engines", rows=rows, rounds=rounds), "polars, lazy")
    yield from growth_lines(child("growth", rows=min(1_000_000, max(sizes)), rounds=rounds))
    yield from memory_lines(max(sizes))


def lines(rows, times, beside):
    """A line for what ran: its median, and the ratios of its medians to those of what ran beside it."""
    yield f"{rows:,} rows"
    medians = {name: [statistics.median(column) for column in zip(*runs, strict=True)] for name, runs in times.items()}
    for name, (wall, processor) in medians.items():
        of_wall, of_processor = wall / medians[beside][0], processor / medians[beside][1]
        yield f"  {name:28}{wall * 1000:10,.1f}{of_wall:15.2f}{of_processor:11.2f}"


def child(task, **arguments):
    """Run a task in a process of its own, so that its memory is its own."""
    environment = os.environ | {"PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "benchmarks.tables", "--task", task, json.dumps(arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{task} {arguments}:\n{done.stderr}")
    return json.loads(done.stdout)


def alternating(rounds, runs):
    """Seconds by the wall clock and of the processor, of each run in turn, after one that does not count."""
    times = {name: [] for name in runs}
    for turn in range(rounds + 1):
        for name, run in runs.items():
            wall, processor = time.perf_counter(), time.process_time()
            run()
            took = (time.perf_counter() - wall, time.process_time() - processor)
            if turn:
                times[name].append(took)
    return times


def assert_equal(expected, found):
    for name, values in expected.items():
        differing = np.count_nonzero(values != found[name])
        assert not differing, f"{name} differs in {differing} rows"


def all_columns(rows, rounds, table):
    book, plain = load_rulebook("pdu-2024"), made_up(rows, **table)
    reports, whole = as_polars(plain, whole=table["whole"]), table["whole"]
    runs = {
        "score_table": lambda: score_table(reports.lazy(), book).select(OUTPUT).collect(),
        "polars by hand": lambda: by_hand.polars_by_hand(reports.lazy(), **table).collect(),
        "numpy by hand, from points": lambda: by_hand.numpy_by_hand(plain, whole=whole),
    }
    scored = runs["score_table"]()
    assert scored.equals(runs["polars by hand"]())
    assert_equal(as_numbers(scored), runs["numpy by hand, from points"]())
    del scored
    eager = {"score_table, eager": lambda: score_table(reports, book).select(OUTPUT)}
    return alternating(rounds, runs | eager)


def score_and_rating(rows, rounds):
    """The same reports for both: complete and right, their ratings as points."""
    from benchmarks import pdu_2024_openfisca as openfisca

    book, rules = load_rulebook("pdu-2024"), openfisca.system(whole=False)
    plain = made_up(rows, whole=False, gaps=False, slips=False)
    reports = pl.DataFrame({name: values for name, values in plain.items() if not name.startswith("overall")})
    runs = {
        "score_table": lambda: score_table(reports.lazy(), book).select("score", "rating").collect(),
        "OpenFisca": lambda: openfisca.score_and_rating(rules, plain),
    }
    scored, (score, rating) = runs["score_table"](), runs["OpenFisca"]()
    assert_equal(
        {"score": scored["score"].to_numpy(), "rating": scored["rating"].to_physical().to_numpy()},
        {"score": score, "rating": rating},
    )
    return alternating(rounds, runs)


def engines(rows, rounds):
    """The engines for their own tables, each to what holds all the results in memory."""
    table = TABLES["decimal percentages, with gaps"]
    book, reports = load_rulebook("pdu-2024"), as_polars(made_up(rows, **table), whole=False)
    arrow, numpy_pandas, arrow_pandas = (
        reports.to_arrow(),
        reports.to_pandas(),
        reports.to_pandas(use_pyarrow_extension_array=True),
    )
    runs = {
        "polars, lazy": lambda: score_table(reports.lazy(), book).select(OUTPUT).collect(),
        "polars, eager": lambda: score_table(reports, book).select(OUTPUT),
        "DuckDB, of arrow": lambda: score_table(duckdb.from_arrow(arrow), book).select(*OUTPUT).to_arrow_table(),
        "pyarrow": lambda: score_table(arrow, book).select(OUTPUT),
        "pandas on pyarrow": lambda: score_table(arrow_pandas, book)[OUTPUT],
        "pandas on numpy": lambda: score_table(numpy_pandas, book)[OUTPUT],
    }
    wanted = sorted_counts(runs["polars, lazy"]())
    for name, run in runs.items():
        scored = run()
        scored = scored if isinstance(scored, pl.DataFrame) else from_engine(scored)
        assert sorted_counts(scored).equals(wanted), name
    return alternating(rounds, runs)


def from_engine(scored):
    return pl.from_arrow(scored) if hasattr(scored, "schema") else pl.from_pandas(scored, nan_to_null=True)


def sorted_counts(scored):
    """How often each row of results comes up, whatever the types and the order of rows."""
    numbers = ("score", "score_low", "score_high")
    plain = scored.select(pl.col(name).cast(pl.Int64 if name in numbers else pl.String) for name in OUTPUT)
    return plain.group_by(OUTPUT).len().sort(OUTPUT)


def growth(rows, rounds):
    """What more standards and more key questions cost: rulebooks and tables made for it."""
    random = np.random.default_rng(2024)
    runs = {}
    for standards, questions in ((2, 3), (4, 3), (8, 3), (16, 3), (4, 1), (4, 6)):
        book = made_up_rulebook(standards, questions)
        columns = {}
        for standard in book.standards:
            key = f"s{standard.key.replace('.', '_')}"
            names = [f"{key}_{question}" for question in standard.key_questions]
            columns |= {name: random.integers(0, 1001, rows) / 10 for name in names}
            columns[key] = random.choice(np.arange(4, dtype=np.int8), rows)
        reports = pl.DataFrame(columns)
        runs[f"{standards} of {questions}"] = lambda reports=reports, book=book: (
            score_table(reports.lazy(), book).drop(reports.columns).collect()
        )
    return alternating(rounds, runs)


def made_up_rulebook(standards, questions):
    """pdu-2024 with other standards, all rated by so many key questions."""
    book = load_rulebook("pdu-2024")
    made = [
        {
            "code": f"1.{n}",
            "name": "-",
            "rated_by": "lowest_key_question",
            "key_questions": [f"q{i}" for i in range(questions)],
        }
        for n in range(standards)
    ]
    starts = dict(zip(book.names, (0, standards, 2 * standards, 3 * standards - 1), strict=True))
    bands = {
        "key_question": {"starts": book.bands.key_question.starts},
        "overall": [{"max": 3 * standards, "starts": starts}],
    }
    return Rulebook.model_validate(book.model_dump() | {"standards": made, "bands": bands})


def growth_lines(times):
    yield "\ngrowth with standards and key questions, 1,000,000 rows with ratings as points"
    yield f"{'':30}{'ms':>10}{'x 4 of 3':>15}{'processor':>11}"
    yield from list(lines(0, times, "4 of 3"))[1:]


def memory_lines(rows):
    """The most memory that each took, over what its table takes once it is read."""
    yield f"\npeak memory, {rows:,} rows, decimal percentages with gaps{'':6}MB{'of which the table':>20}"
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "reports.parquet")
        child("write", path=path, rows=rows)
        for name in ("score_table", "polars by hand", "numpy by hand, from points"):
            taken = child("memory", path=path, name=name)
            yield f"  {name:52}{taken['peak']:8,.0f}{taken['table']:20,.0f}"
    taken = child("openfisca_memory", rows=rows)
    yield f"  {'OpenFisca, complete, score and rating alone':52}{taken['peak']:8,.0f}{taken['table']:20,.0f}"


def peak():
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(path, rows):
    """Write made-up reports batch by batch, and give how often each score and status should come up."""
    wanted, writer = {}, None
    table = TABLES["decimal percentages, with gaps"]
    for seed in range(-(-rows // BATCH)):
        plain = made_up(min(BATCH, rows - seed * BATCH), **table, seed=seed)
        batch = as_polars(plain, whole=False).to_arrow()
        writer = writer or pq.ParquetWriter(path, batch.schema)
        writer.write_table(batch, row_group_size=BATCH // 8)
        result = by_hand.numpy_by_hand(plain, whole=False)
        pairs, counts = np.unique(result["score"].astype(int) * 10 + result["status"], return_counts=True)
        for pair, number in zip(pairs.tolist(), counts.tolist(), strict=True):
            wanted[pair] = wanted.get(pair, 0) + number
    writer.close()
    return {str(pair): number for pair, number in wanted.items()}


def memory(path, name):
    table = TABLES["decimal percentages, with gaps"]
    if name.startswith("numpy"):
        plain = {column.name: column.to_numpy() for column in in_points(path)}
        table = peak()
        by_hand.numpy_by_hand(plain, whole=False)
        return {"table": table, "peak": peak()}
    reports = pl.read_parquet(path)
    before = peak()
    if name == "score_table":
        score_table(reports.lazy(), load_rulebook("pdu-2024")).select(OUTPUT).collect()
    else:
        by_hand.polars_by_hand(reports.lazy(), **table).collect()
    return {"table": before, "peak": peak()}


def in_points(path):
    ratings = [*by_hand.JUDGED, *by_hand.ASKED, "overall_rating"]
    codes = pl.scan_parquet(path).with_columns(by_hand.rank_of_name(name).alias(name) for name in ratings)
    return codes.with_columns(pl.col(pl.Int64).cast(pl.Float64)).collect()


def openfisca_memory(rows):
    from benchmarks import pdu_2024_openfisca as openfisca

    plain = made_up(rows, whole=False, gaps=False, slips=False)
    table = peak()
    openfisca.score_and_rating(openfisca.system(whole=False), plain)
    return {"table": table, "peak": peak()}


def large_lines():
    """Score 40 million rows from parquet to parquet: minutes, and 2 GB of disk for a while."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = str(Path(folder) / "reports.parquet"), str(Path(folder) / "scored.parquet")
        wanted = child("write", path=source, rows=LARGE)
        size = Path(source).stat().st_size / 1e9
        yield f"Parquet to parquet, {LARGE:,} rows, {size:.1f} GB"
        for rows_at_once in (None, 20_000):
            taken = child("parquet_to_parquet", source=source, target=target, rows_at_once=rows_at_once)
            assert scores_and_statuses(target) == wanted
            named = f"{rows_at_once:,} rows at once" if rows_at_once else "as many rows at once as polars likes"
            yield f"  {named:38}{taken['peak']:8,.0f} MB at most{taken['seconds']:8,.0f} s"


def scores_and_statuses(path):
    """How often each score and status comes up in a scored table, as `write` gives it."""
    score = pl.col("score").fill_null(-1).cast(pl.Int64)
    status = pl.col("status").cast(pl.Enum(STATUSES)).to_physical().cast(pl.Int64)
    counts = pl.scan_parquet(path).group_by(pair=score * 10 + status).len().collect()
    return {str(pair): number for pair, number in counts.iter_rows()}


def parquet_to_parquet(source, target, rows_at_once):
    if rows_at_once:
        pl.Config.set_streaming_chunk_size(rows_at_once)
    start = time.perf_counter()
    score_table(pl.scan_parquet(source), load_rulebook("pdu-2024")).sink_parquet(target)
    return {"peak": peak(), "seconds": time.perf_counter() - start}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="runs of each, in turn (default: 5)")
    parser.add_argument("--rows", type=int, default=10_000_000, help="the largest table (default: 10,000,000)")
    parser.add_argument("--large", action="store_true", help="only 40 million rows from parquet to parquet")
    parser.add_argument("--task", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.task:
        task, values = arguments.task
        print(json.dumps(globals()[task](**json.loads(values))))
        return
    sizes = tuple(size for size in (1_000, 10_000, 100_000) if size < arguments.rows)
    found = large_lines() if arguments.large else measure(arguments.rounds, (*sizes, arguments.rows))
    for line in found:
        print(line, flush=True)


if __name__ == "__main__":
    main()

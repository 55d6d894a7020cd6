"""Tables with a row a report, scored by the engine that holds them (extra: `table`).

The steps of a rulebook become expressions of narwhals, so that polars, pandas, pyarrow, DuckDB and PySpark
score their own tables, eager or lazy. Nothing is collected on the way: a lazy table stays lazy.

    import polars as pl
    from hmip_rules.tables import score_table

    scored = score_table(pl.scan_parquet("reports.parquet"), "pdu-2024")
"""

try:
    import narwhals.stable.v2  # noqa: F401  # asked for here, where its absence can be said
except ImportError as error:
    message = "hmip_rules.tables needs narwhals: pip install 'hmip-rules[table]'"
    raise ImportError(message) from error

from hmip_rules.tables.long_form import from_long
from hmip_rules.tables.moves import compare_rulebooks
from hmip_rules.tables.score import score_table

__all__ = ["compare_rulebooks", "from_long", "score_table"]

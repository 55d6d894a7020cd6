"""The engines that tables are scored on, each with its own kinds of table."""

import os
from functools import cache

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

ENGINES = [
    "polars, eager",
    "polars, lazy",
    "pandas on numpy",
    "pandas, nullable",
    "pandas on pyarrow",
    "pyarrow",
    "duckdb",
    "pyspark",
]


def need_spark():
    """Skip what needs PySpark unless every engine is asked for: to start and to plan takes it minutes, and Java."""
    if os.environ.get("HMIP_ENGINES") != "all":
        pytest.skip("PySpark takes minutes, and Java; HMIP_ENGINES=all runs it")


@cache
def spark():
    """A session on this machine."""
    need_spark()
    from pyspark.sql import SparkSession

    quiet = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.ui.showConsoleProgress": "false"}
    builder = SparkSession.builder.master("local[1]")
    for name, value in quiet.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def on_engine(engine, table):
    """The same table on an engine.

    Args:
        table: a polars data frame.
    """
    if engine == "polars, eager":
        return table
    if engine == "polars, lazy":
        return table.lazy()
    if engine == "pandas on numpy":
        return pd.DataFrame({name: on_numpy(table[name]) for name in table.columns})
    if engine == "pandas, nullable":
        return table.to_pandas(use_pyarrow_extension_array=True).convert_dtypes(dtype_backend="numpy_nullable")
    if engine == "pandas on pyarrow":
        return table.to_pandas(use_pyarrow_extension_array=True)
    if engine == "pyarrow":
        return table.to_arrow()
    if engine == "duckdb":
        return duckdb.from_arrow(table.to_arrow())
    return spark().createDataFrame(table.to_arrow())


def on_numpy(column):
    """Numbers as floats with NaN for null, as pandas has them that knows no better; words as objects."""
    if column.dtype.is_numeric():
        return column.cast(pl.Float64).to_numpy()
    return pd.Series(column.to_list(), dtype=bool if column.dtype == pl.Boolean else object)


def rows(table):
    """The rows of a table, whatever engine holds it, as plain values."""
    arrow = nw.from_native(table).lazy().collect("pyarrow").to_native()
    return [{name: plain(value) for name, value in row.items()} for row in arrow.to_pylist()]


def plain(value):
    """NaN is how pandas on numpy writes null, and 3.0 how it writes 3 beside one."""
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() else value  # noqa: PLR0124
    return value

# a script of its own, in no package
"""Score a table of reports on a Spark cluster.

    spark-submit score_on_spark.py REPORTS SCORED RULEBOOK

REPORTS and SCORED are folders of Parquet files that the cluster can reach, RULEBOOK an id or a file.
"""

import sys

from pyspark.sql import SparkSession

from hmip_rules import load_rulebook
from hmip_rules.tables import from_long, score_table


def main(reports: str, scored: str, rulebook: str) -> None:
    """Score one folder of Parquet files into another, and count how the reports came out."""
    spark = SparkSession.builder.appName("hmip-rules").getOrCreate()
    book = load_rulebook(rulebook)
    table = spark.read.parquet(reports)
    if "key_question" in table.columns:
        table = from_long(table, book)
    score_table(table, book, reasons=True).write.parquet(scored)
    spark.read.parquet(scored).groupBy("status").count().orderBy("status").show()


if __name__ == "__main__":
    main(*sys.argv[1:])

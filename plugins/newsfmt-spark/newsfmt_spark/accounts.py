"""The sums of a table that Spark has read, as a conversion counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsfmt.batch import Totals

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["totals"]


def totals(frame: DataFrame) -> Totals:
    """Return the sums of a frame with ``_source`` and ``_error``: what was read counts as
    converted. What a filter left out of an input, and bytes, are not in it.
    """
    from pyspark.sql import functions as f

    level = f.col("_error.level")

    def rows(name: str) -> Any:
        return f.sum(f.when(level == name, 1).otherwise(0)).alias(name)

    by_source = frame.groupBy("_source").agg(
        f.sum(f.when(f.col("_error").isNull(), 1).otherwise(0)).alias("read"),
        *(rows(name) for name in ("article", "item", "input", "skipped", "unsure")),
        f.max(f.when(level == "skipped", f.col("_error.message"))).alias("reason"),
    )
    status = (
        f.when((f.col("article") > 0) | (f.col("input") > 0), "failed")
        .when(f.col("unsure") > 0, "unsure")
        .when(f.col("skipped") > 0, "skipped")
        .otherwise("converted")
    )
    sums = (
        by_source.withColumn("status", status)
        .groupBy("status", "reason")
        .agg(
            f.count("*").alias("inputs"),
            *(f.sum(name).alias(name) for name in ("read", "article", "item", "unsure")),
        )
        .collect()
    )
    result = Totals()
    for row in sums:
        status_of, inputs = row["status"], row["inputs"]
        setattr(result, status_of, getattr(result, status_of) + inputs)
        result.articles_converted += row["read"]
        result.articles_failed += row["article"]
        result.articles_skipped += row["item"]
        result.articles_unsure += row["unsure"]
        if status_of == "skipped":
            result.reasons[row["reason"]] = result.reasons.get(row["reason"], 0) + inputs
    return result

"""Spark's schemas: those that the options name, and the check of one that somebody gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from newsfmt_arrow import schema_of
from newsfmt_arrow.columns import ALL
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from newsfmt.errors import OptionError, did_you_mean
from newsfmt_spark.choices import Choices

if TYPE_CHECKING:
    from pyspark.sql.types import StructType

__all__ = ["arrow_schema", "default_schema"]


def default_schema(choices: Choices) -> StructType:
    """Return the columns that the options name, with ``_source`` and ``_error``."""
    return from_arrow_schema(schema_of(f"{choices.columns},_source,_error"))


def arrow_schema(schema: StructType) -> pa.Schema:
    """Return the schema of the batches for Spark's. Raises OptionError for a column that there is
    not, or one of another type.
    """
    right = from_arrow_schema(ALL)
    for field in schema.fields:
        if field.name not in right.names:
            raise OptionError(
                f"there is no column {field.name!r}{did_you_mean(field.name, right.names)}",
                option="schema",
                given=field.name,
            )
        wanted = right[field.name].dataType
        if field.dataType.simpleString() != wanted.simpleString():
            raise OptionError(
                f"column {field.name}: its type is {wanted.simpleString()}, "
                f"not {field.dataType.simpleString()}",
                option="schema",
                given=field.name,
            )
    return to_arrow_schema(schema, timezone="UTC")

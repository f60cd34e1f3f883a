"""Where Spark looks for data sources: top-level modules whose names begin with ``pyspark_``, and
their ``DefaultSource``. Every session imports this module, so that it imports little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql.datasource import DataSource

if TYPE_CHECKING:
    from pyspark.sql.datasource import DataSourceReader, DataSourceWriter
    from pyspark.sql.types import StructType

__all__ = ["DefaultSource"]


class DefaultSource(DataSource):
    """The data source ``newsfmt``; see the page of newsfmt-spark for its options."""

    @classmethod
    def name(cls) -> str:
        """Return the name for ``format(…)``."""
        return "newsfmt"

    def schema(self) -> StructType:
        """Return the columns of the options. Raises OptionError."""
        from newsfmt_spark.choices import Choices
        from newsfmt_spark.columns import default_schema

        return default_schema(Choices.of(self.options))

    def reader(self, schema: StructType) -> DataSourceReader:
        """Return what reads these columns. Raises OptionError."""
        from newsfmt_spark.choices import Choices
        from newsfmt_spark.reading import Reader

        return Reader(Choices.of(self.options), schema)

    def writer(self, schema: StructType, overwrite: bool) -> DataSourceWriter:
        """Return what writes a table that has the column ``article``. Raises OptionError."""
        from newsfmt_spark.choices import WriteChoices
        from newsfmt_spark.writing import Writer

        return Writer(WriteChoices.of(self.options), schema, overwrite)

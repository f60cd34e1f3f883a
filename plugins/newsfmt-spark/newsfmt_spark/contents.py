"""Articles of Spark's ``binaryFile`` rows: for stores that only Spark's own configuration reaches."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

import attrs
import pyarrow as pa

from newsfmt.batch import Piece, PieceInput
from newsfmt_spark.choices import Choices
from newsfmt_spark.columns import arrow_schema, default_schema
from newsfmt_spark.reading import batches_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["from_binary_files"]


@attrs.frozen
class _Held:
    """Files in memory."""

    contents: dict[str, bytes]

    def find(self, path: str, /) -> Iterable[tuple[str, int]]:
        return [(path, len(self.contents[path]))]

    def open(self, path: str, /) -> BinaryIO:
        return io.BytesIO(self.contents[path])


def from_binary_files(frame: DataFrame, columns: str = "default", **options: str) -> DataFrame:
    """Return the articles of a frame with the columns ``path`` and ``content``, as
    ``spark.read.format("binaryFile")`` gives them, in the same columns as the data source's.

    ``options`` are those of the data source. Each file is held in memory; Spark gives none of more
    than 2 GiB. Raises OptionError.
    """
    choices = Choices.of({**options, "columns": columns})
    spark_schema = default_schema(choices)
    schema = arrow_schema(spark_schema)

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            paths = batch.column("path").to_pylist()
            for path, content in zip(paths, batch.column("content"), strict=True):
                data = content.as_py()
                piece = Piece((PieceInput(path, len(data)),))
                yield from batches_of(choices.read(piece, _Held({path: data})), choices, schema)

    return frame.select("path", "content").mapInArrow(read, spark_schema)

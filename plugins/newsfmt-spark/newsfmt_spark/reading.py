"""Reading with Spark: the pieces of the inputs become partitions, and their articles batches.

A partition is one piece, pickled and packed; a task reads it and nothing else. What the system says
of a file is raised, so that Spark tries the task again; what is wrong with its content is a row.
"""

from __future__ import annotations

import gc
import logging
import pickle
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
from newsfmt_arrow import BatchBuilder
from pyspark.sql.datasource import DataSourceReader, InputPartition

from newsfmt import Article
from newsfmt.batch import Failure, Piece, PieceInput
from newsfmt.errors import NewsfmtError, ParseError
from newsfmt_spark.choices import Choices
from newsfmt_spark.columns import arrow_schema

if TYPE_CHECKING:
    from pyspark.sql.types import StructType

__all__ = ["Reader", "batches_of"]

_LOG = logging.getLogger("newsfmt_spark")


class Reader(DataSourceReader):
    """Reads the pieces of what the options name, into the columns of a schema."""

    def __init__(self, choices: Choices, schema: StructType) -> None:
        self._choices = choices
        self._schema = arrow_schema(schema)

    def partitions(self) -> list[InputPartition]:
        """Return a partition for each piece. Raises OptionError, FormatError; OSError for a named
        input that is not there.
        """
        return [InputPartition(_packed(self._checked(piece))) for piece in self._choices.plan()]

    def _checked(self, piece: Piece) -> Piece:
        """The piece, with what is to be skipped. Raises OSError."""
        inputs = []
        for found in piece.inputs:
            if found.failed and found.named:
                raise FileNotFoundError(f"{found.path}: {found.failed}")
            if found.path in self._choices.skip:
                found = PieceInput(found.path, skipped="named in the option skip")
            inputs.append(found)
        return Piece(tuple(inputs))

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        """Yield the batches of a partition. Raises OSError, and what ends a job."""
        if partition.value is None:  # Spark's, where there are no partitions
            return
        piece = _unpacked(partition.value)
        _LOG.info("reads %d inputs, from %s on", len(piece.inputs), piece.inputs[0].path)
        if self._choices.isolate:
            from newsfmt_spark.guard import guarded

            yield from guarded(piece, self._choices, self._schema)
        else:
            yield from batches_of(self._choices.read(piece), self._choices, self._schema)
        if not gc.get_freeze_count():
            # Spark collects garbage after each task, among all that its worker has ever loaded:
            # 50 ms of CPU. What is loaded with the first task stays, so it need not be looked at.
            gc.freeze()


def batches_of(
    items: Any, choices: Choices, schema: pa.Schema, sources: Iterable[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """Yield batches of the articles and failures of a piece. Raises ParseError for a failure that
    ends the job.
    """
    builder = BatchBuilder(schema)
    rows = "_error" in schema.names
    for item in items:
        if isinstance(item, Failure):
            if choices.fails(item, rows=rows):
                raise _ended(item)
            if choices.drops or (not rows and choices.mode != "permissive"):
                continue
            builder.append(item)
        else:
            _append(builder, item, items.source, choices, rows=rows)
        if builder.full:
            yield builder.finish()
    if len(builder):
        yield builder.finish()


def _append(
    builder: BatchBuilder, article: Article, source: str, choices: Choices, *, rows: bool
) -> None:
    """Add an article; one that its columns cannot hold is a failure."""
    try:
        builder.append(article, source)
    except NewsfmtError as error:
        index = article.origin.index if article.origin else None
        failure = Failure(source, "article", error.code, str(error), index)
        if choices.fails(failure, rows=rows):
            raise _ended(failure) from error
        if not choices.drops:
            builder.append(failure)


def _ended(failure: Failure) -> ParseError:
    where = f":{failure.line}" if failure.line is not None else ""
    return ParseError(f"{failure.source}{where}: {failure.message}")


def _packed(piece: Piece) -> bytes:
    return zlib.compress(pickle.dumps(piece), 1)


def _unpacked(data: bytes) -> Piece:
    piece: Piece = pickle.loads(zlib.decompress(data))  # noqa: S301 (made by the driver)
    return attrs.evolve(piece)

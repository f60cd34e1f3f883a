"""Articles to record batches and back, and folders of articles to shards of Parquet."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import pyarrow as pa

from newsfmt import Article
from newsfmt.errors import ParseError
from newsfmt_arrow.build import BatchBuilder
from newsfmt_arrow.parquet import FileWriter

__all__ = ["from_batches", "texts_of", "to_batches", "write_shards"]


def to_batches(
    articles: Iterable[Article], columns: str | Iterable[str] | pa.Schema = "default,article"
) -> Iterator[pa.RecordBatch]:
    """Yield record batches of articles, each of at most 500 rows or about 8 MiB of text. Raises
    OptionError, SerializeError.

    >>> [batch] = to_batches([Article(headline="Bridge opens")], "headline")
    >>> batch.num_rows
    1
    """
    builder = BatchBuilder(columns)
    for article in articles:
        builder.append(article)
        if builder.full:
            yield builder.finish()
    if len(builder):
        yield builder.finish()


def from_batches(batches: Iterable[pa.RecordBatch | pa.Table]) -> Iterator[Article]:
    """Yield the articles that ``to_batches`` was given, from the column ``article``; rows without
    one are passed over. Raises ParseError where there is no such column, SchemaError.

    >>> article = Article(headline="Bridge opens")
    >>> list(from_batches(to_batches([article]))) == [article]
    True
    """
    for batch in batches:
        for text in texts_of(batch):
            if text is not None:
                yield Article.from_json(text)


def texts_of(batch: pa.RecordBatch | pa.Table) -> list[str | None]:
    """Return the column ``article`` of a batch. Raises ParseError where it has none."""
    place = batch.schema.get_field_index("article")
    type = batch.schema.field(place).type if place >= 0 else None
    if type is None or not (pa.types.is_string(type) or pa.types.is_large_string(type)):
        wrong = "is not text" if type is not None else "is missing"
        raise ParseError(
            f"the column article, which holds each article whole, {wrong}; write the table with columns=default,article"
        )
    texts: list[str | None] = batch.column(place).to_pylist()
    return texts


def write_shards(
    articles: Iterable[Article],
    folder: str | os.PathLike[str],
    *,
    columns: str = "default,article",
    shard_bytes: int = 256_000_000,
    compression: str = "zstd",
) -> list[str]:
    """Write articles to ``articles-00001.parquet`` and so on in a folder, each of about
    ``shard_bytes``, and return the paths. A file appears whole or not at all. Raises OptionError,
    SerializeError, OSError; FileExistsError where a shard is there.
    """

    def shard(number: int) -> FileWriter:
        path = os.path.join(folder, f"articles-{number:05}.parquet")
        return FileWriter(path, builder.schema, compression, shard_bytes)

    os.makedirs(folder, exist_ok=True)
    paths: list[str] = []
    writer: FileWriter | None = None
    builder = BatchBuilder(columns)
    try:
        for article in articles:
            builder.append(article)
            if builder.full:
                writer = writer or shard(len(paths) + 1)
                writer.write(builder.finish())
                if writer.size >= shard_bytes:
                    paths.append(writer.finish())
                    writer = None
        if len(builder):
            writer = writer or shard(len(paths) + 1)
            writer.write(builder.finish())
        if writer is not None:
            paths.append(writer.finish())
            writer = None
    finally:
        if writer is not None:
            writer.discard()
    return paths

"""Parquet: typed columns of each article, and the article whole in the column ``article``, from
which it is read again.

Reading goes by that column alone where there is one; a row without it is an item that is no
article. Any other table is read by the names of its columns, as records are. pyarrow is imported
when a file is read or written.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import attrs

from newsfmt import Article, Confidence, Context, Format, Head
from newsfmt.dates.zones import check
from newsfmt.errors import NewsfmtError, ParseError, Position, SchemaError
from newsfmt.options import Options, option
from newsfmt.slots import everything
from newsfmt_arrow.names import COLUMNS, columns_of

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = [
    "PARQUET",
    "FileWriter",
    "ParquetReadOptions",
    "ParquetWriteOptions",
    "read_parquet",
    "write_parquet",
]

_MAGIC = b"PAR1"
_GROUP_BYTES = 64 << 20
_GROUP_ROWS = 20_000
_ROWS = 500  # of a batch that is read
_RATIO_AFTER = 1 << 20


def _pairs(text: str) -> None:
    """Raise ValueError for a text that is no list of fields and columns."""
    if any("=" not in pair for pair in text.split(",") if pair.strip()):
        raise ValueError("write field=Column, several separated by commas")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ParquetReadOptions(Options):
    """How a table is read that has no column ``article``."""

    map: str = option(
        "",
        "Which column is which field: headline=Kop,body=Tekst. Others by their names.",
        check=_pairs,
    )
    dayfirst: bool | None = option(
        None,
        "Read 03/04/2020 as 3 April (true) or March 4 (false); "
        "without it such dates are left as text.",
    )
    timezone: str | None = option(
        None, "Zone of the times that have none, such as Europe/Oslo.", check=check
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ParquetWriteOptions(Options):
    """How Parquet is written."""

    columns: str = option(
        "default,article",
        "Columns, separated by commas: names, default, all; "
        "without article it cannot be read again.",
        check=columns_of,
    )
    compression: Literal["zstd", "snappy", "gzip", "none"] = option(
        "zstd", "How the values are compressed."
    )


def sniff(head: Head) -> Confidence:
    """LIKELY by the mark of Parquet: what is in it stands at its end."""
    return Confidence.LIKELY if head.data.startswith(_MAGIC) else Confidence.NO


# ---- reading


def read_parquet(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each row. A bad row is skipped; raises ParseError, SchemaError."""
    import shutil
    import tempfile

    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(stream, file, 1 << 20)
        size = file.tell()
        _check_end(file, size, context)
        if not _has_articles(file, context):
            yield from _foreign(file, context)
            return
        for index, text in enumerate(_texts(file, context)):
            context.index = index
            article = _article(text, index, context)
            if article is not None:
                yield article


def _check_end(file: Any, size: int, context: Context) -> None:
    """Refuse what is no Parquet, or stops before its end."""
    file.seek(0)
    if not size:
        raise context.error("empty input (0 bytes)")
    if file.read(len(_MAGIC)) != _MAGIC:
        raise context.error("not a Parquet file: it does not begin with PAR1")
    file.seek(max(size - len(_MAGIC), 0))
    if size < 12 or file.read() != _MAGIC:
        context.cut_off("the end of the Parquet file, which says what is in it")
        raise context.error("nothing can be read of a Parquet file without its end")
    file.seek(0)


def _has_articles(file: Any, context: Context) -> bool:
    """Whether a table has the column ``article``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return "article" in pq.read_schema(file).names
    except (pa.ArrowException, OSError) as error:
        raise _damaged(error, context) from error
    finally:
        file.seek(0)


def _foreign(file: Any, context: Context) -> Iterator[Article]:
    """The articles of a table of other people, by the names of its columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from newsfmt_arrow.foreign import articles_of

    try:
        source = pq.ParquetFile(file, memory_map=False, pre_buffer=False)
        _check_ratio(source.metadata, context, {*source.schema_arrow.names})
        yield from articles_of(source.iter_batches(batch_size=_ROWS, use_threads=False), context)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _damaged(error, context) from error


def _damaged(error: Exception, context: Context) -> ParseError:
    message = " ".join(str(error).split())
    return context.error(f"the Parquet file is damaged: {message}")


def _texts(file: Any, context: Context) -> Iterator[str | None]:
    """The column ``article``, row by row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from newsfmt_arrow.batches import texts_of

    try:
        source = pq.ParquetFile(file, memory_map=False, pre_buffer=False)
        texts_of(source.schema_arrow.empty_table())
        _check_ratio(source.metadata, context)
        for batch in source.iter_batches(batch_size=_ROWS, columns=["article"], use_threads=False):
            yield from texts_of(batch)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _damaged(error, context) from error


def _check_ratio(
    metadata: pq.FileMetaData, context: Context, names: Collection[str] = ("article",)
) -> None:
    """Hold columns to the limit on compression."""
    ratio = context.limits.ratio
    packed = unpacked = 0
    for group in range(metadata.num_row_groups):
        columns = metadata.row_group(group)
        for index in range(columns.num_columns):
            column = columns.column(index)
            if column.path_in_schema.partition(".")[0] in names:
                packed += column.total_compressed_size
                unpacked += column.total_uncompressed_size
    if ratio and unpacked > _RATIO_AFTER and unpacked > ratio * max(packed, 1):
        raise context.exceeded("ratio", "the compression of the articles")


def _article(text: str | None, index: int, context: Context) -> Article | None:
    if text is None:
        context.warn("read.item-skipped", "the row has no article")
        return None
    limit = context.limits.article_bytes
    if limit is not None and len(text) > limit:
        context.fail(context.exceeded("article_bytes", "the article"))
        return None
    try:
        article = Article.from_json(text)
    except NewsfmtError as error:
        context.fail(_in_row(error, index, context))
        return None
    return article if article.origin else attrs.evolve(article, origin=context.origin(index))


def _in_row(error: NewsfmtError, index: int, context: Context) -> NewsfmtError:
    """The error with its place in the column, as in a JSON array."""
    if isinstance(error, SchemaError):
        error.path = f"$[{index}]{error.path.removeprefix('$')}"
        error.source = context.name or None
    elif isinstance(error, ParseError):
        error.position = Position(path=f"$[{index}]")
        error.source = context.name or None
    return error


# ---- writing


def write_parquet(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write one file with a row for each article. Raises SerializeError."""
    from newsfmt_arrow.build import BatchBuilder

    options = context.options
    builder = BatchBuilder(options.columns)
    whole = "article" in builder.schema.names
    groups = _Groups(stream, builder.schema, options.compression)
    try:
        for index, article in enumerate(articles):
            context.index = index
            if not whole:
                _report_changed(article, context)
            builder.append(article)
            if builder.full:
                groups.write(builder.finish())
        if len(builder):
            groups.write(builder.finish())
    except BaseException:
        groups.discard()
        raise
    groups.close()


def _report_changed(article: Article, context: Context) -> None:
    """Report numbers that their columns cannot hold, which are null there."""
    for name in ("urgency", "word_count"):
        value = getattr(article, name)
        if value is not None and not -(1 << 31) <= value < 1 << 31:
            context.lost("write.field-lost", name, f"{value} does not fit", article=article)


class _Groups:
    """Writes batches as row groups of 64 MiB or 20,000 rows."""

    def __init__(
        self, stream: Any, schema: pa.Schema, compression: str, most: int = _GROUP_BYTES
    ) -> None:
        import pyarrow.parquet as pq

        plain = [name for name in schema.names if name not in ("text", "article")]
        self._schema = schema
        self._most = min(most, _GROUP_BYTES)
        self._writer = pq.ParquetWriter(
            stream,
            schema,
            compression=compression,
            use_dictionary=plain or False,
            write_statistics=plain or False,
            coerce_timestamps="us",
        )
        self._batches: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Take a batch."""
        self._batches.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.get_total_buffer_size()
        if self._rows >= _GROUP_ROWS or self._bytes >= self._most:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        table = pa.Table.from_batches(self._batches, self._schema)
        self._writer.write_table(table, row_group_size=max(self._rows, 1))
        self._batches, self._rows, self._bytes = [], 0, 0

    def close(self) -> None:
        """Write the remaining rows, and the end of the file."""
        if self._batches:
            self._flush()
        self._writer.close()

    def discard(self) -> None:
        """Close what is written of a file that nobody wants; else its end would be written when
        this object goes.
        """
        with suppress(OSError, ValueError):
            self._writer.close()


class FileWriter:
    """A Parquet file that gets its name when it is whole; its row groups have ``most`` bytes."""

    def __init__(self, path: str, schema: pa.Schema, compression: str, most: int) -> None:
        if os.path.lexists(path):
            raise FileExistsError(17, "exists; name another folder", path)
        self._path = path
        self._file = open(f"{path}.part", "wb")  # noqa: SIM115 (closed by finish)
        self._groups = _Groups(self._file, schema, compression, most)

    @property
    def size(self) -> int:
        """Bytes that are written."""
        return self._file.tell()

    def write(self, batch: pa.RecordBatch) -> None:
        """Add a batch."""
        self._groups.write(batch)

    def finish(self) -> str:
        """Give the file its name, and return that."""
        self._groups.close()
        self._file.close()
        os.replace(f"{self._path}.part", self._path)
        return self._path

    def discard(self) -> None:
        """Remove what is written."""
        self._groups.discard()
        self._file.close()
        os.unlink(f"{self._path}.part")


_STRUCTS = {
    "alt_headlines": "text role language", "descriptions": "text role language",
    "ed_notes": "text role", "alt_ids": "value role", "rights": "notice year usage_terms data_mining holder.name",
    "links": "rel href id version title",
}  # fmt: skip
_PARTIES = ("creators", "sources", "people", "organisations", "provider")
_PLACES = ("places", "located")
_CONCEPTS = "signals series services categories subjects genres events objects".split()
_PARTY = "name code scheme uri literal role job_title organisation email"
_CONCEPT = "name code scheme uri literal type role relevance confidence"
_STRUCTS |= dict.fromkeys(_PARTIES, _PARTY)
_STRUCTS |= dict.fromkeys((*_CONCEPTS, "digital_source_type"), _CONCEPT)
_STRUCTS |= dict.fromkeys(_PLACES, f"{_CONCEPT} geo")
_DERIVED = ("published_date", "published_earliest", "published_precision")


def writes(options: ParquetWriteOptions) -> frozenset[str]:
    """What the columns hold: all of an article with the column ``article``."""
    columns = columns_of(options.columns)
    if "article" in columns:
        return everything()
    declared: set[str] = set()
    for name in columns:
        if name in ("text", "paragraphs"):
            declared.update(("body", "body:paragraph", "body:preformatted"))
        elif name in _STRUCTS:
            declared.update(f"{name}.{part}" for part in _STRUCTS[name].split())
        elif name in COLUMNS and name not in _DERIVED and not name.startswith("origin_"):
            declared.add(name)
    return frozenset(declared)


PARQUET = Format(
    name="parquet",
    title="Parquet",
    media_types=("application/vnd.apache.parquet",),
    extensions=("parquet",),
    sniff=sniff,
    read=read_parquet,
    read_options=ParquetReadOptions,
    write=write_parquet,
    write_options=ParquetWriteOptions,
    writes=writes,
    streams=False,
    samples=("newsfmt_arrow:samples/parquet",),
    spec="https://parquet.apache.org/docs/file-format/",
)
"""The format."""

"""Record batches straight from Articles, column by column: a column that no article fills is made
once and shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any

import pyarrow as pa

from newsfmt import Article
from newsfmt.batch import Failure
from newsfmt.dates import NewsDate
from newsfmt_arrow.columns import ALL, schema_of

__all__ = ["ROWS", "TEXT", "BatchBuilder"]

ROWS = 500
"""Rows of a batch at most."""
TEXT = 8 << 20
"""Bytes of text after which a batch ends; the offsets of a column of text are of 32 bits."""
_DAY = len("2021-05-04")
_LARGEST = 1 << 31


class BatchBuilder:
    """Makes record batches of Articles; ``columns`` are names, ``default``, ``all``, or a schema
    that has such columns. Raises OptionError for another name.

    >>> builder = BatchBuilder("headline,keywords")
    >>> builder.append(Article(headline="Bridge opens", keywords=["bridges"]))
    >>> builder.finish().to_pylist()
    [{'headline': 'Bridge opens', 'keywords': ['bridges']}]
    """

    def __init__(self, columns: str | Iterable[str] | pa.Schema = "default") -> None:
        self.schema: pa.Schema = columns if isinstance(columns, pa.Schema) else schema_of(columns)
        """The schema of the batches."""
        names = self.schema.names
        self._get, self._columns = _plan(tuple(names))
        self._texts = [name for name in ("text", "article") if name in names]
        self._paragraphs = "paragraphs" in names
        self._marked = "_source" in names or "_error" in names
        self._unset: dict[str, pa.Array] = {}
        self._begin()

    def _begin(self) -> None:
        self._articles: list[Article | None] = []
        self._held: dict[str, list[Any]] = {name: [] for name in self._texts}
        self._sources: list[str] = []
        self._failures: list[Failure | None] = []
        self._failed = False
        self._size = 0

    def __len__(self) -> int:
        return len(self._articles)

    @property
    def full(self) -> bool:
        """Whether the batch should be finished: it has 500 rows, or 8 MiB of text."""
        return len(self._articles) >= ROWS or self._size >= TEXT

    def append(self, item: Article | Failure, source: str = "") -> None:
        """Add a row: an article, or a failure, all of whose columns are null but ``_source`` and
        ``_error``. Raises SerializeError.
        """
        failure = item if isinstance(item, Failure) else None
        article = None if isinstance(item, Failure) else item
        for name, held in self._held.items():
            value: Any = None
            if article is not None:
                value = article.text if name == "text" else article.to_json()
                self._size += len(value)
            held.append(value)
        self._articles.append(article)
        self._failed = self._failed or failure is not None
        if self._marked:
            self._sources.append(failure.source if failure is not None else source)
            self._failures.append(failure)

    def finish(self) -> pa.RecordBatch:
        """Return what was added, as a batch, and begin the next one."""
        count = len(self._articles)
        values = self._values()
        arrays = []
        for field in self.schema:
            array = self._array(field.name, field.type, values, count)
            arrays.append(self._empty(field.name, field.type, count) if array is None else array)
        self._begin()
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _values(self) -> dict[str, Sequence[Any]]:
        """The values of the fields that are needed, by field."""
        get, blank = self._get, (None,) * len(self._columns)
        if self._failed:
            rows = [blank if article is None else get(article) for article in self._articles]
        else:
            rows = list(map(get, self._articles))
        columns = zip(*rows, strict=True) if rows else ((),) * len(self._columns)
        return dict(zip(self._columns, columns, strict=True))

    def _array(
        self, name: str, type: pa.DataType, values: dict[str, Sequence[Any]], count: int
    ) -> pa.Array | None:
        """A column; None for one that nothing fills."""
        if name in self._held:
            return _texts(self._held[name], type)
        if name == "paragraphs":
            texts = [None if each is None else each.paragraphs for each in self._articles]
            return _list(texts, type)
        if name == "_source":
            return pa.array(self._sources, type)
        if name == "_error":
            return _struct(self._failures, type) if self._failed else None
        make = _MADE.get(name)
        column = values[_FIELD.get(name, name)]
        if make is not None:
            return make(column, type)
        if pa.types.is_list(type):
            return _list(column, type)
        if pa.types.is_struct(type):
            return _struct(column, type)
        return _scalars(column, type)

    def _empty(self, name: str, type: pa.DataType, count: int) -> pa.Array:
        """The column that nothing fills: nulls, or for a list empty lists; made once."""
        unset = self._unset.get(name)
        if unset is None or len(unset) < count:
            size = max(count, ROWS)
            unset = pa.array([[]] * size, type) if pa.types.is_list(type) else pa.nulls(size, type)
            self._unset[name] = unset
        return unset.slice(0, count)


@lru_cache(maxsize=32)
def _plan(columns: tuple[str, ...]) -> tuple[Callable[[Any], tuple[Any, ...]], list[str]]:
    """What takes the fields out of an article that the columns are made of, and their names."""
    given = {"text", "article", "paragraphs", "_source", "_error"}
    fields = dict.fromkeys(_FIELD.get(name, name) for name in columns if name not in given)
    names = [*fields, "type", "type"]  # two at least, so that a tuple comes out
    return attrgetter(*names), names


_FIELD = {
    "published_date": "published",
    "published_earliest": "published",
    "published_precision": "published",
    "origin_format": "origin",
    "origin_name": "origin",
    "origin_index": "origin",
    "origin_line": "origin",
}


# ---- columns


def _texts(column: Sequence[Any], type: pa.DataType) -> pa.Array:
    """A column of texts, some of which are bytes of UTF-8."""
    if any(value.__class__ is bytes for value in column):
        return pa.array(column, pa.binary()).cast(type)
    return pa.array(column, type)


def _scalars(column: Sequence[Any], type: pa.DataType) -> pa.Array | None:
    first = next((value for value in column if value is not None), None)
    if first is None:
        return None
    if first.__class__ is NewsDate:
        column = [None if value is None else value.iso for value in column]
    elif pa.types.is_int32(type):
        column = [
            None if value is None or not -_LARGEST <= value < _LARGEST else value
            for value in column
        ]
    return pa.array(column, type)


def _list(column: Sequence[Any], type: pa.DataType) -> pa.Array | None:
    flat = list(chain.from_iterable(filter(None, column)))
    nulls = None in column
    if not flat and not nulls:
        return None
    ends = accumulate((0 if value is None else len(value) for value in column), initial=0)
    offsets: Any = list(ends)
    if nulls:  # a null offset says that the list there is null
        offsets = [
            None if value is None else start for value, start in zip(column, offsets, strict=False)
        ] + offsets[-1:]
    of = type.value_type
    values = _struct(flat, of) if pa.types.is_struct(of) else pa.array(flat, of)
    if values is None:
        values = pa.nulls(0, of)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, type=type)


def _struct(column: Sequence[Any], type: pa.StructType) -> pa.Array | None:
    """A column of records; a field that none fills is nulls."""
    present = [value for value in column if value is not None]
    if not present:
        return None
    get = _fields(type)
    some = len(present) < len(column)
    blank = (None,) * type.num_fields
    rows = (
        [blank if value is None else get(value) for value in column] if some else map(get, column)
    )
    children = []
    for field, values in zip(type, zip(*rows, strict=True), strict=True):
        child = _scalars(values, field.type)
        children.append(pa.nulls(len(values), field.type) if child is None else child)
    mask = pa.array([value is None for value in column], pa.bool_()) if some else None
    return pa.StructArray.from_arrays(children, fields=list(type), mask=mask)


@lru_cache(maxsize=64)
def _fields_by_name(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if "latitude" in names:
        inner = attrgetter(*names[:-2])

        def place(record: Any) -> tuple[Any, ...]:
            geo = getattr(record, "geo", None)
            return (*inner(record), geo and geo.latitude, geo and geo.longitude)

        return place
    if "holder" in names:
        others = attrgetter(*names[1:])

        def rights(record: Any) -> tuple[Any, ...]:
            holder = record.holder
            shown = holder and (holder.name or holder.literal or holder.code or holder.uri)
            return (shown, *others(record))

        return rights
    return attrgetter(*names)


def _fields(type: pa.StructType) -> Callable[[Any], tuple[Any, ...]]:
    return _fields_by_name(tuple(field.name for field in type))


@lru_cache(maxsize=4096)
def _moment(published: NewsDate) -> tuple[date | None, datetime | None, str]:
    """The calendar date as it is written, the earliest moment in UTC, and the precision."""
    iso = published.iso
    day = date.fromisoformat(iso[:_DAY]) if len(iso) >= _DAY else None
    try:
        earliest: datetime | None = published.earliest(UTC).astimezone(UTC)
    except OverflowError:  # before the year 1, in UTC
        earliest = None
    return day, earliest, published.precision


def _published(part: int) -> Callable[[Sequence[Any], pa.DataType], pa.Array | None]:
    def make(column: Sequence[Any], type: pa.DataType) -> pa.Array | None:
        return _scalars([None if each is None else _moment(each)[part] for each in column], type)

    return make


def _origin(part: str) -> Callable[[Sequence[Any], pa.DataType], pa.Array | None]:
    get = attrgetter(part)

    def make(column: Sequence[Any], type: pa.DataType) -> pa.Array | None:
        return _scalars([None if each is None else get(each) for each in column], type)

    return make


_MADE = {
    "published_date": _published(0),
    "published_earliest": _published(1),
    "published_precision": _published(2),
    **{f"origin_{part}": _origin(part) for part in ("format", "name", "index", "line")},
}
assert set(_MADE) <= set(ALL.names)

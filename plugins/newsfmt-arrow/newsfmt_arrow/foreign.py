"""Other people's Parquet: a table with a column for each field, under whatever name, is read as
records of JSON are (``docs/formats/table.md``).

Batches of rows come in, articles go out. Times are written as they stand in the table; the columns
of pandas' index are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

import newsfmt
from newsfmt import Article, Context
from newsfmt.article import FrozenMap

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["articles_of"]

_INDEX = "__index_level_"
_OWN = "records:"


def articles_of(batches: Iterable[pa.RecordBatch], context: Context) -> Iterator[Article]:
    """Yield the article of each row. Raises ParseError where no column is known as a headline or a
    text; a row whose every cell is empty is skipped and reported.
    """
    first = 0
    for batch in batches:
        lines = (json.dumps(row, ensure_ascii=False, default=str) for row in map(_row, batch.to_pylist()))  # fmt: skip
        reader = newsfmt.read(
            "\n".join(lines).encode(),
            format="records",
            name=context.name or None,
            options=_options(context.options),
            on_error=context.on_error,
            limits=context.limits,
        )
        for article in reader:
            index = first + (article.origin.index or 0 if article.origin else 0)
            context.index = index
            yield attrs.evolve(article, extra=_named(article.extra), origin=context.origin(index))
        for entry in reader.report:
            context.report.add(attrs.evolve(entry, index=(entry.index or 0) + first))
        first += batch.num_rows


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not name.startswith(_INDEX)}


def _named(extra: Mapping[str, tuple[str, ...]]) -> FrozenMap[tuple[str, ...]]:
    """What no field takes, under the name of this format."""
    return FrozenMap({f"parquet:{key.removeprefix(_OWN)}": value for key, value in extra.items()})


def _options(options: Any) -> dict[str, object]:
    """The options of the records, as far as they are given."""
    given = {name: getattr(options, name) for name in ("map", "dayfirst", "timezone")}
    return {name: value for name, value in given.items() if value not in (None, "")}

"""What becomes of the columns of a table or of JSON records: a stream comes in, its columns go out,
each with its field and an example.

The first rows are read, and no article is made. It is what ``newsfmt columns`` shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import BinaryIO

import attrs

from newsfmt.format import Context
from newsfmt.formats.table.columns import ALIASES, Plan, mapping, plan
from newsfmt.formats.table.own import OWN_FIELDS, is_own
from newsfmt.formats.table.read import header
from newsfmt.formats.table.records import flat, records
from newsfmt.formats.table.shapes import unwrapped

__all__ = ["TARGETS", "Column", "survey"]

_ROWS = 100
TARGETS: Mapping[str, str] = {
    **{field: field for field in ALIASES},
    "alt_headline": "alt_headlines",
    "author": "byline, of a list creators",
    "source": "sources",
    "section": "categories",
    "image": "associations",
    **dict.fromkeys(("year", "month", "day"), "published, without another date"),
}
"""What a field of the table of names becomes in an article."""


@attrs.frozen
class Column:
    """A column, and the field that it fills."""

    name: str
    """Its name, in JSON with dots for nested keys."""
    field: str
    """The field that it stands for, by the names of ``-O map=``; empty where no field takes it."""
    target: str
    """What it becomes in an article, in words."""
    example: str = ""
    """A value of the column, the first in the first hundred rows; as JSON where it is no text."""


def survey(stream: BinaryIO, context: Context) -> list[Column]:
    """Return the columns of a table, or of records where the context's format is that, in their
    order. Raises ParseError, OptionError for a column in ``map`` that is not there.
    """
    rows = _records(stream, context) if context.format == "records" else _table(stream, context)
    names, examples = rows
    if context.format != "records" and is_own(names) and not context.options.map:
        return [
            Column(
                name, "", OWN_FIELDS.get(name, "nothing, it is computed"), examples.get(name, "")
            )
            for name in names
        ]
    return list(_columns(names, plan(names, mapping(context.options.map)), examples, context))


def _columns(
    names: list[str], chosen: Plan, examples: Mapping[str, str], context: Context
) -> Iterator[Column]:
    fields = {
        name: (field, rank)
        for field, columns in chosen.columns.items()
        for rank, name in enumerate(columns)
    }
    for name in dict.fromkeys(names):
        field, rank = fields.get(name, ("", 0))
        target = TARGETS.get(field, "")
        if rank:
            target = f"{target}, where {chosen.columns[field][0]} is empty"
        elif name in chosen.dropped:
            target = "nothing, it is the index of pandas"
        elif not field:
            target = f'extra["{context.format}:{name}"]'
        yield Column(name, field, target, examples.get(name, ""))


def _table(stream: BinaryIO, context: Context) -> tuple[list[str], dict[str, str]]:
    names, rows = header(stream, context)
    examples: dict[str, str] = {}
    for _, cells in islice(rows, _ROWS):
        for name, cell in zip(names, cells, strict=False):
            if cell.strip():
                examples.setdefault(name, cell.strip())
    return names, examples


def _records(stream: BinaryIO, context: Context) -> tuple[list[str], dict[str, str]]:
    names: dict[str, None] = {}
    examples: dict[str, str] = {}
    for _, record in islice(records(stream, context), _ROWS):
        for name, value in flat(unwrapped(record)).items() if isinstance(record, dict) else ():
            names[name] = None
            if value not in (None, "", [], {}):
                examples.setdefault(name, _text(value))
    return list(names), examples


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    from newsfmt import _codec

    return _codec.dumps(value).decode().strip()

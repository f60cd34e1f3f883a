"""Reading other people's JSON: records in any of the shapes of
:mod:`newsfmt.formats.table.shapes`, JSON Lines, or one record; an Article for each.

Nested keys are columns with dots in their names. What an object states of its number of records is
checked. A line that is not JSON is skipped and reported.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

from newsfmt import jsonkit, prose
from newsfmt._orjson import orjson
from newsfmt.article import Article
from newsfmt.errors import ParseError, Position, TruncatedError
from newsfmt.format import Context
from newsfmt.formats.table.columns import TOTALS, mapping, plan
from newsfmt.formats.table.rows import Rows, missing
from newsfmt.formats.table.shapes import at, concatenated, enveloped, members, plain, unwrapped
from newsfmt.jsonkit import shortened

__all__ = ["flat", "read", "records"]

_WIDE = tuple(mark for mark, encoding in prose.BYTE_ORDER_MARKS if encoding != "utf-8")


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each record. Raises ParseError where no key is known as a headline or a
    text, and for what is not JSON.
    """
    failed, index = context.report.failed, 0
    rows: dict[tuple[str, ...], Rows] = {}
    known = False
    for line, record in records(stream, context):
        place = index + context.report.failed - failed
        context.index = place
        if not isinstance(record, dict):
            context.fail(context.error("it is no record (no JSON object)", at=line))
            continue
        row = flat(unwrapped(record))
        names = tuple(row)
        if names not in rows:
            if len(rows) > 256:
                rows.clear()
            given = {f: c for f, c in mapping(context.options.map).items() if c in row}
            rows[names] = Rows(plan(names, given), context)
        if not known and not rows[names].plan.telling and not any(map(_telling, rows.values())):
            raise context.error(missing(names), at=line)
        known = True
        article = rows[names].article(row, place, line)
        if article is not None:
            yield article
            index += 1
        context.index = index + context.report.failed - failed


def _telling(rows: Rows) -> bool:
    return rows.plan.telling


def records(stream: BinaryIO, context: Context) -> Iterator[tuple[int | None, Any]]:
    """Yield the records of a stream, each with its line where it has one of its own. Raises
    ParseError for what is not JSON.
    """
    lines = context.lines(stream)
    first = next(lines, None)
    if first is not None and first[1].startswith(_WIDE):
        stream = io.BytesIO(prose.decode(first[1] + stream.read(), context).encode())
        lines = context.lines(stream)
        first = next(lines, None)
    while first is not None and not first[1].strip(b"\xef\xbb\xbf \t\r\n\x1e"):
        first = next(lines, None)
    if first is None:
        raise context.error("no text in it")
    number, row = first
    row = row.removeprefix(b"\xef\xbb\xbf")
    value = _line(row)
    second = next(lines, None) if value is None and row.strip() not in (b"{", b"[") else None
    rest = chain([second] if second is not None else (), lines)
    is_line = isinstance(value, dict) and members(value) is None
    if is_line or (second is not None and isinstance(_line(second[1]), dict)):
        yield from _of_lines(chain([(number, row)], rest), context)
        return
    data = row + (second[1] if second is not None else b"") + stream.read()
    try:
        values: Iterable[Any] = [jsonkit.loads(data, context)]
    except TruncatedError:
        raise
    except ParseError as error:
        values = concatenated(data, context, error)
    yield from ((None, record) for value in values for record in _members(value, context))


def _of_lines(
    lines: Iterable[tuple[int, bytes]], context: Context
) -> Iterator[tuple[int | None, Any]]:
    """The records of JSON Lines; a line that is not JSON is skipped."""
    rows = jsonkit.Rows(lines, context)
    for number, text in rows:
        if (value := _line(text)) is not None:
            yield number, value
            continue
        try:
            yield number, jsonkit.loads(text, context, line=number, last=rows.is_last)
        except TruncatedError:
            raise
        except ParseError as error:
            error.position = Position(line=number, column=error.column)
            context.fail(error)


def _line(row: bytes) -> Any:
    """The JSON of a line, NaN as Python writes it as well; None where it is not JSON by itself."""
    text = row.strip(b" \t\r\n\x1e")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        if b"NaN" not in text:
            return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _members(value: Any, context: Context) -> list[Any]:
    """The records of a JSON value; the number that it states is compared."""
    found = members(value)
    if found is None:
        return [value]
    path = enveloped(value)
    if path is None:
        return found
    if rest := _around(value, path):
        message = (
            f"the object around the records says more, which none of them takes: {shortened(rest)}"
        )
        context.warn("read.element-ignored", message)
    for total in TOTALS:
        stated = at(value, total)
        if isinstance(stated, int) and not isinstance(stated, bool):
            context.stated(stated)
            break
    return found


def _around(value: Mapping[str, Any], path: str, prefix: str = "") -> dict[str, Any]:
    """What the objects around the records hold beside them."""
    key, _, below = path.partition(".")
    rest = {
        f"{prefix}{name}": part
        for name, part in value.items()
        if name != key and part and not (f"{prefix}{name}" in TOTALS and isinstance(part, int))
    }
    return rest | _around(value[key], below, f"{prefix}{key}.") if below else rest


def flat(record: Mapping[str, object], prefix: str = "") -> dict[str, Any]:
    """Return a record whose nested keys have dots in their names.

    >>> flat({"headline": {"main": "Ferry"}, "tags": ["sea"]})
    {'headline.main': 'Ferry', 'tags': ['sea']}
    """
    columns: dict[str, Any] = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            value = plain(value)
        if isinstance(value, dict) and value and name.count(".") < 8:
            columns |= flat(value, f"{name}.")
        else:
            columns[name] = value
    return columns

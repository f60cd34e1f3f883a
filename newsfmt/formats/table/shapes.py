"""The shapes of JSON in which other people's records come: a value comes in, its records go out.

An array of records; an object with such an array; records by their identifiers; the columns and the
split table of pandas; a record that an index or a data server wraps; JSON values one after the
other. Which keys do that is data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from newsfmt import prose
from newsfmt.errors import ParseError
from newsfmt.format import Context
from newsfmt.formats.table.columns import ENVELOPES, folded, telling
from newsfmt.formats.table.rows import EPOCH, since_1970

__all__ = ["WRAPPERS", "at", "concatenated", "enveloped", "keyed", "members", "plain", "unwrapped"]

WRAPPERS = ("_source", "row", "node")
"""Keys under which a search index, a data server or a graph holds the record itself."""
_PLAIN = ("$oid", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$uuid")
_SCALAR = (str, int, float, bool, type(None))


def members(value: object) -> list[Any] | None:
    """Return the records that a value holds, or None where it is a record itself.

    >>> members({"7": {"title": "Ferry", "text": "It sails."}, "8": {"title": "Pier", "text": "Old."}})
    [{'id': '7', 'title': 'Ferry', 'text': 'It sails.'}, {'id': '8', 'title': 'Pier', 'text': 'Old.'}]
    """
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return None
    if (path := enveloped(value)) is not None:
        found: list[Any] = at(value, path)
        return found
    return _split(value) or _columns(value) or keyed(value)


def enveloped(value: object) -> str | None:
    """Return the path at which an object holds an array of records, or None.

    >>> enveloped({"status": "ok", "articles": [{"title": "Ferry"}]})
    'articles'
    """
    if not isinstance(value, dict):
        return None
    for path in ENVELOPES:
        if path.partition(".")[0] in value:
            found = at(value, path)
            if isinstance(found, list) and all(isinstance(entry, dict) for entry in found):
                return path
    return None


def at(value: object, path: str) -> Any:
    """Return what an object holds at a path of keys, None where it has no such key."""
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _split(value: Mapping[str, Any]) -> list[Any] | None:
    """The records of a table whose columns are named once (pandas, ``orient="split"``)."""
    names, rows = value.get("columns"), value.get("data")
    if not isinstance(names, list) or not isinstance(rows, list):
        return None
    if not all(isinstance(name, str) for name in names) or not telling(names):
        return None
    return [dict(zip(names, row, strict=False)) if isinstance(row, list) else row for row in rows]


def _columns(value: Mapping[str, Any]) -> list[Any] | None:
    """The records of columns by the names of rows (pandas, ``orient="columns"``)."""
    if not telling(value) or not all(_is_column(column) for column in value.values()):
        return None
    rows = dict.fromkeys(row for column in value.values() for row in column)
    return [{name: column[row] for name, column in value.items() if row in column} for row in rows]


def _is_column(column: object) -> bool:
    return isinstance(column, dict) and all(key.isdecimal() for key in column)


def keyed(value: Mapping[str, Any]) -> list[Any] | None:
    """Return the records of an object that holds each under its identifier, or None."""
    records = value.values()
    if not value or not all(isinstance(record, dict) for record in records):
        return None
    if not any(telling(record) for record in records):
        return None
    is_name = len(value) == 1 and not any(char.isdigit() for char in next(iter(value)))
    return [record if is_name else _identified(key, record) for key, record in value.items()]


def _identified(key: str, record: dict[str, Any]) -> dict[str, Any]:
    has_own = any(folded(name) == "id" for name in record)
    return {"key" if has_own else "id": key, **record}


def unwrapped(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with the keys of the object that is wrapped in it.

    >>> unwrapped({"_id": "7", "_source": {"title": "Ferry", "text": "It sails."}})
    {'_id': '7', 'title': 'Ferry', 'text': 'It sails.'}
    """
    for name in WRAPPERS:
        inner = record.get(name)
        if isinstance(inner, dict) and not inner.keys() & record.keys() and telling(inner):
            return {key: value for key, value in record.items() if key != name} | inner
    return record


def plain(value: dict[str, Any]) -> object:
    """Return what an object of MongoDB's extended JSON stands for; any other object as it is.

    >>> plain({"$oid": "5f1"}), plain({"$date": {"$numberLong": "1610892300000"}})
    ('5f1', '2021-01-17T14:05:00Z')
    """
    if len(value) != 1:
        return value
    [(key, inner)] = value.items()
    if key == "$date":
        moment = str(plain(inner) if isinstance(inner, dict) else inner)
        return since_1970(moment).iso if EPOCH.fullmatch(moment) else moment
    return inner if key in _PLAIN and isinstance(inner, _SCALAR) else value


def concatenated(data: bytes, context: Context, error: ParseError) -> Iterator[Any]:
    """Yield JSON values that stand one after the other; raise the error where they do not."""
    text = prose.decode(data, context).strip("\ufeff \t\r\n\x1e")
    decoder, place = json.JSONDecoder(), 0
    values: list[Any] = []
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            raise error from None
        values.append(value)
        while text[place : place + 1] in (" ", "\t", "\r", "\n", "\x1e", ","):
            place += 1
    if not any(isinstance(value, list | dict) for value in values):
        raise error
    yield from values

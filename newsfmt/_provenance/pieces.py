"""The values of an input, each where it stands: a text comes in, its pieces go out in order.

Markup gives its texts and attributes, JSON its scalars, anything else its lines; markup inside a
value (escaped, in CDATA, in a text of JSON) gives pieces of its own. Nothing here knows a format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

__all__ = ["Piece", "pieces"]

_NAME = r"[A-Za-z_][\w:.-]*"
_MARKUP = re.compile(
    rf"""<!--.*?-->|<!\[CDATA\[(?P<data>.*?)\]\]>|<\?.*?\?>|<![^>\[]*(?:\[[^\]]*\]\s*)?>
    |</(?P<end>{_NAME})[^>]*+>
    |<(?P<start>{_NAME})(?P<attributes>(?:[^>"']|"[^"]*"|'[^']*')*+)>|(?P<text>[^<]++)|<""",
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(rf"""({_NAME})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TAG = re.compile(rf"</?{_NAME}(?:\s[^<>]*)?/?>")
_VOID = frozenset({"br", "hr", "img", "meta", "input", "link", "wbr"})
_JSON = re.compile(r'"(?:[^"\\]|\\.)*+"|-?\d[\d.eE+-]*|true|false|[{}\[\],:]', re.DOTALL)
_LABEL = re.compile(r"\s*([A-Za-z][\w .-]{0,30}?)\s*:\s")


class Piece(NamedTuple):
    """One value of an input."""

    place: str
    """The elements, attributes or keys that lead to it (``nitf/head/title``), or the label of its
    line; empty for a line without a label.
    """
    line: int
    """The line on which it begins, from 1."""
    column: int | None
    """The column, from 1; None inside a value that holds markup."""
    text: str
    """The value, without escapes."""
    start: int
    """Its offset in the text of the input."""
    length: int
    """The number of characters that it takes there."""


class _Found(NamedTuple):
    place: str
    start: int
    raw: str
    text: str


def pieces(text: str, line: int = 1) -> Iterator[Piece]:
    """Yield the pieces of a text that begins on ``line``.

    >>> [(piece.place, piece.line, piece.text) for piece in pieces('<p lang="en">\\n AT&amp;T</p>')]
    [('p/@lang', 1, 'en'), ('p', 2, 'AT&T')]
    """
    behind = 0
    for place, start, raw, value in _found(text):
        line += text.count("\n", behind, start)
        behind = start
        column = start - text.rfind("\n", 0, start)
        if "<" in value and _TAG.search(value):
            for inner in _markup(value):
                below = value.count("\n", 0, inner.start) if "\n" in raw else 0
                where = f"{place}/{inner.place}".rstrip("/")
                yield Piece(where, line + below, None, inner.text, start, len(raw))
        else:
            yield Piece(place, line, column, value, start, len(raw))


def _found(text: str) -> Iterator[_Found]:
    first = text.lstrip("\ufeff \t\r\n\x1e")
    if first[:1] == "<":
        return _markup(text)
    if first[:1] in ("{", "[") and first[:5] != "{\\rtf":
        return _scalars(text)
    return _rows(text)


def _markup(text: str) -> Iterator[_Found]:
    path: list[str] = []
    for match in _MARKUP.finditer(text):
        kind = match.lastgroup
        if kind == "end":
            name = _local(match["end"])
            if name in path:
                del path[len(path) - 1 - path[::-1].index(name) :]
        elif kind == "attributes":
            name = _local(match["start"])
            begin = match.start("attributes")
            for attribute in _ATTRIBUTE.finditer(match["attributes"]):
                number = attribute.lastindex or 2
                where = "/".join((*path, name, f"@{_local(attribute[1])}"))
                raw = attribute[number]
                yield _Found(where, begin + attribute.start(number), raw, unescape(raw))
            if not match["attributes"].endswith("/") and name.lower() not in _VOID:
                path.append(name)
        elif kind is not None and (raw := match[kind]).strip():
            inner = raw.lstrip()
            start = match.start(kind) + len(raw) - len(inner)
            value = inner.rstrip()
            yield _Found("/".join(path), start, value, value if kind == "data" else unescape(value))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _scalars(text: str) -> Iterator[_Found]:
    """The scalars of JSON by their paths; of one key the second colon begins the value."""
    path: list[str | int] = []
    is_key = False
    for match in _JSON.finditer(text):
        token = match[0]
        if token in ("{", "["):
            path.append("" if token == "{" else 0)
            is_key = token == "{"
        elif token in ("}", "]"):
            del path[-1:]
            is_key = False
        elif token == ",":
            if path and isinstance(path[-1], int):
                path[-1] += 1
            is_key = bool(path) and isinstance(path[-1], str)
        elif token == ":":
            is_key = False
        else:
            value = _decoded(token)
            if is_key:
                path[-1] = value
            else:
                steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
                yield _Found(f"${''.join(steps)}", match.start(), token, value)


def _decoded(token: str) -> str:
    try:
        return str(json.loads(token, strict=False)) if token[0] == '"' else token
    except json.JSONDecodeError:
        return token


def _rows(text: str) -> Iterator[_Found]:
    start = 0
    for row in text.splitlines(keepends=True):
        value = row.strip()
        if value:
            label = _LABEL.match(row)
            yield _Found(label[1] if label else "", start + row.index(value), value, value)
        start += len(row)

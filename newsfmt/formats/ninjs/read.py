"""ninjs documents to Articles: an object, an array, a wrapper around items at any depth, or one
object a line.

A document is read whole (JSON Lines line by line). A bad item is skipped; events and plannings
are no articles and skipped. JSON that is not quite JSON (NaN, lone surrogates, line ends inside
texts) is read and reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

from newsfmt import jsonkit, prose
from newsfmt._orjson import orjson
from newsfmt.article import Article
from newsfmt.errors import LimitError, ParseError, Position, TruncatedError
from newsfmt.format import Context
from newsfmt.formats.ninjs import WRAPPERS, NinjsReadOptions
from newsfmt.formats.ninjs.item import Data, Notes, Reading
from newsfmt.formats.ninjs.keys import ARTICLE_KEYS, IDS, is_article, read_item
from newsfmt.jsonkit import shortened

__all__ = ["lines_of", "read"]

_EDGES = b" \t\r\n\x1e"


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a ninjs document. Raises ParseError with line and column, LimitError,
    EncodingError.
    """
    options = (
        context.options if isinstance(context.options, NinjsReadOptions) else NinjsReadOptions()
    )
    reading = Reading(dayfirst=options.dayfirst, zone=options.timezone)
    limit = context.limits.article_bytes or -1
    first = stream.readline(limit)
    text = first.strip(_EDGES)
    if text.startswith(b"{") and text.endswith(b"}") and context.encoding is None:
        following = [stream.readline(limit)]
        while following[-1] and not following[-1].strip(_EDGES):
            following.append(stream.readline(limit))
        if following[-1] and _is_json(text):
            yield from _lines([first, *following], stream, context, reading)
            return
        first += b"".join(following)
    data = first + stream.read()
    if not data.strip():
        raise context.error(
            f"no text in {len(data)} bytes of white space" if data else "empty input (0 bytes)"
        )
    yield from _document(data, context, reading)


def _is_json(text: bytes) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _document(data: bytes, context: Context, reading: Reading) -> Iterator[Article]:
    """The articles of one whole document."""
    index = 0
    lines = _Lines(data)
    value = jsonkit.loads(data, context, lenient=True)
    for path, item, around in _items(value, context):
        context.index = index
        line = 1 if path == "$" else None
        found = _article(item, around, index, line, Notes(context, path, lines, line), reading)
        if found is not None:
            yield found
            index += 1


class _Lines:
    """The lines of a document's values, looked for when the first is asked for."""

    __slots__ = ("_data", "_found")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._found: dict[str, int] | None = None

    def __call__(self) -> Mapping[str, int]:
        if self._found is None:
            self._found = lines_of(self._data.decode(errors="surrogateescape"))
        return self._found


def _lines(
    first: list[bytes], stream: BinaryIO, context: Context, reading: Reading
) -> Iterator[Article]:
    """The articles of JSON Lines; a bad line is skipped."""
    index = 0
    rows = jsonkit.Rows(_rows(first, stream, context), context)
    for line, text in rows:
        context.index = index
        try:
            value = jsonkit.loads(text, context, line=line, last=rows.is_last, lenient=True)
        except TruncatedError:
            raise
        except ParseError as error:
            error.position = Position(line=line, column=error.column)
            context.fail(error)
            continue
        for path, item, around in _items(value, context):
            context.index = index
            found = _article(
                item, around, index, line, Notes(context, path, _on_line(line), line), reading
            )
            if found is not None:
                yield found
                index += 1


def _rows(first: list[bytes], stream: BinaryIO, context: Context) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers; a line beyond the limit on an article is skipped."""
    limit = context.limits.article_bytes or -1
    for line, row in enumerate(chain(first, iter(lambda: stream.readline(limit), b"")), 1):
        if 0 < limit <= len(row):
            while row and not row.endswith(b"\n"):
                row = stream.readline(limit)
            context.fail(context.exceeded("article_bytes", "the line", at=line))
        else:
            yield line, row


class _Everywhere(dict[str, int]):
    """Every path on one line."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line

    def get(self, key: str, default: object = None) -> int:
        return self.line


def _on_line(line: int) -> Callable[[], Mapping[str, int]]:
    return lambda: _Everywhere(line)


# ---- items
# ------------------------------------------------------------


def _items(value: object, context: Context) -> Iterator[tuple[str, Any, Data]]:
    """The items of a document with their paths, and what the wrappers around each say: a document
    is an item itself, or items are in an array or wrapper, at any depth.
    """
    stack: list[tuple[str, Any, Data]] = [("$", value, {})]
    while stack:
        path, part, around = stack.pop()
        if type(part) is list:
            places = reversed(range(len(part)))
            stack.extend((f"{path}[{place}]", part[place], around) for place in places)
            continue
        if type(part) is dict and part.keys().isdisjoint(IDS):
            inner = [key for key in part if key in WRAPPERS and type(part[key]) in (list, dict)]
            if inner:
                rest = {key: part[key] for key in part if key not in inner and part[key]}
                if rest:
                    context.warn(
                        "read.element-ignored",
                        "keys of the wrapper around items, which say nothing of them: "
                        + shortened(rest),
                        at=Position(path=path),
                    )
                around = {**around, **rest}
                stack.extend((f"{path}.{key}", part[key], around) for key in reversed(inner))
                continue
        yield path, part, around


def _article(
    item: object, around: Data, index: int, line: int | None, notes: Notes, reading: Reading
) -> Article | None:
    """The Article of one item; None where the item is no article, or was bad and reported."""
    context = notes.context
    if (
        type(item) is not dict
        or not item
        or (item.keys().isdisjoint(ARTICLE_KEYS) and not any("_" in key for key in item))
    ):
        what = (
            "an object without a key of ninjs"
            if type(item) is dict
            else f"{_kind(item)}, not an object"
        )
        where = notes.lines().get(notes.path)
        context.fail(
            context.error(f"{notes.path} is {what}", at=Position(line=where, path=notes.path))
        )
        return None
    if not is_article(item):
        notes.tell("read.item-skipped", "", f"an item of type {item['type']!r} is no article")
        return None
    try:
        return prose.mended_article(
            read_item(item, notes, reading, around=around, origin=context.origin(index, line)),
            context,
        )
    except RecursionError:
        context.fail(
            context.exceeded("depth", "the nesting of the item", at=Position(path=notes.path))
        )
    except LimitError as error:
        context.fail(error)
    return None


def _kind(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return (
        "an array"
        if isinstance(value, list)
        else "a text"
        if isinstance(value, str)
        else "a number"
    )


# ---- lines
# ------------------------------------------------------------

_TOKEN = re.compile(r'"((?:[^"\\]++|\\.)*+)"(\s*:)?|[{}\[\],\n]|[^\s"{}\[\],:]+', re.DOTALL)


_MOST = 4 * 1024 * 1024
"""Characters of a document that are scanned; in a longer one diagnostics have no line."""


def lines_of(text: str) -> dict[str, int]:
    """Return the line of every value in a JSON text by its path, from 1.

    >>> lines_of('{"a":\\n [{"b": 1}]}')
    {'$': 1, '$.a': 2, '$.a[0]': 2, '$.a[0].b': 2}
    """
    found: dict[str, int] = {}
    if len(text) > _MOST:
        return found
    line, key = 1, "$"
    stack: list[tuple[str, int | None]] = []
    for token in _TOKEN.finditer(text):
        first = token.group()[0]
        if first == "\n":
            line += 1
        elif first == ",":
            if stack and stack[-1][1] is not None:
                path, place = stack[-1][0], (stack[-1][1] or 0) + 1
                stack[-1] = (path, place)
                key = f"{path}[{place}]"
        elif first in "]}":
            if stack:
                stack.pop()
        elif token.group(2):
            key = f"{stack[-1][0] if stack else '$'}.{token.group(1)}"
            line += token.group().count("\n")
        else:
            found.setdefault(key, line)
            line += token.group().count("\n")
            if first in "[{":
                stack.append((key, 0 if first == "[" else None))
                if first == "[":
                    key = f"{key}[0]"
    return found

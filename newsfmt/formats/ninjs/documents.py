"""ninjs documents to Articles and back: an object, an array, a wrapper around items at any depth,
or JSON Lines come in; one article an object, several an array, each valid against the schema of its
version, go out.

A document is read whole (JSON Lines line by line). A bad item is skipped; events and plannings
are no articles and skipped. JSON that is not quite JSON (NaN, lone surrogates, line ends inside
texts) is read and reported. An object that is written is read again, unless the table says that
all values come back; the values that it does not hold are reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

from newsfmt import jsonkit, prose
from newsfmt._orjson import orjson
from newsfmt.article import Article
from newsfmt.diagnostics import Report
from newsfmt.errors import LimitError, ParseError, Position, SerializeError, TruncatedError
from newsfmt.format import Context
from newsfmt.formats.ninjs import WRAPPERS, NinjsReadOptions, NinjsWriteOptions
from newsfmt.formats.ninjs.item import Data, Notes, Outgoing, Reading
from newsfmt.formats.ninjs.keys import (
    ARTICLE_KEYS,
    IDS,
    is_article,
    is_certain,
    read_item,
    write_item,
    writes,
)
from newsfmt.jsonkit import lines_of, shortened
from newsfmt.losses import Receipt

__all__ = ["read", "write"]

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
    lines = _Lines(data)
    yield from _articles(
        jsonkit.loads(data, context, lenient=True), 0, None, lines, context, reading
    )


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
        for article in _articles(value, index, line, _on_line(line), context, reading):
            yield article
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


def _articles(
    value: object,
    index: int,
    line: int | None,
    lines: Callable[[], Mapping[str, int]],
    context: Context,
    reading: Reading,
) -> Iterator[Article]:
    """The articles of a document, or of the JSON on one line; the first has the index given."""
    for path, item, around in _items(value, context):
        context.index = index
        at = 1 if line is None and path == "$" else line
        found = _article(item, around, index, at, Notes(context, path, lines, at), reading)
        if found is not None:
            yield found
            index += 1


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


# ---- writing
# ------------------------------------------------------------


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write one article as an object, several as an array, none as an empty array. Raises
    SerializeError for what JSON cannot hold.
    """
    options = (
        context.options if isinstance(context.options, NinjsWriteOptions) else NinjsWriteOptions()
    )
    held: bytes | None = None
    several = False
    for index, article in enumerate(articles):
        context.index = index
        if held is not None:
            stream.write((b",\n" if several else b"[\n") + held)
            several = True
        try:
            held = _dumps(_object(article, options.version, context), options.indent)
        except RecursionError:
            raise SerializeError(
                "items are nested in each other too deeply", article=index, path="associations"
            ) from None
    if several and held is not None:
        stream.write(b",\n" + held + b"\n]\n")
    else:
        stream.write((held if held is not None else b"[]") + b"\n")


def _object(article: Article, version: str, context: Context) -> dict[str, Any]:
    """The object of an article, after what it cannot say has been reported."""
    receipt = Receipt(article, context, writes(version))
    out = Outgoing(article, version, receipt.lost)
    standard = {
        "name": "ninjs",
        "version": version,
        "schema": f"http://www.iptc.org/std/ninjs/ninjs-schema_{version}.json",
    }
    data = {"$standard" if out.old else "standard": standard, **write_item(out)}
    if is_certain(out):
        receipt.compare(article, found=[])
    else:
        silent = Notes(Context(report=Report(keep=0), limits=context.limits), "$", _nowhere)
        receipt.compare(read_item(data, silent, _reading(out)))
    return data


def _reading(out: Outgoing) -> Reading:
    """How the object is read again: not its body, where that is sure to come back."""
    article = out.article
    alone = not article.alternates and not article.associations
    return Reading(known=article.body) if alone and out.plain else Reading()


def _nowhere() -> Mapping[str, int]:
    return {}


def _dumps(data: Mapping[str, object], indent: bool) -> bytes:
    try:
        return orjson.dumps(data, option=orjson.OPT_INDENT_2 if indent else None)
    except orjson.JSONEncodeError as error:
        raise SerializeError(f"ninjs cannot hold it: {error}") from None

"""JSON: the Article as docs/reference/model.md names it; one article is an object, several are an
array, and JSON Lines has one object a line.

In comes UTF-8 (or another encoding, by its mark); out go the keys in fixed order. A value of the
wrong type is an error that names its path; a key that no field takes is kept in ``extra`` under
``json:`` and reported.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

import attrs

from newsfmt.article import Article
from newsfmt.body import Block, Paragraph
from newsfmt.errors import LimitError, ParseError, Position, SchemaError, TruncatedError
from newsfmt.format import Context, Format, Part, Problem
from newsfmt.head import Confidence, Head
from newsfmt.hooks import hookimpl
from newsfmt.options import Options, Salvage, option
from newsfmt.slots import everything

__all__ = [
    "FORMATS",
    "JsonLinesWriteOptions",
    "JsonReadOptions",
    "JsonWriteOptions",
    "newsfmt_formats",
]

_SIGNATURE = "newsfmt-article/"
_SCHEMA = re.compile(rf'"schema"\s{{0,8}}:\s{{0,8}}"({_SIGNATURE}\d{{1,4}})"')
_BODY_TEXT = re.compile(r'"body"\s{0,8}:\s{0,8}"')  # a text is the body of other people's records
_OURS = frozenset(
    {
        "headline",
        "body",
        "published",
        "byline",
        "slugline",
        "summary",
        "keywords",
        "subjects",
        "origin",
    }
)


_LONGEST_GAP = 4096
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class JsonReadOptions(Salvage):
    """How JSON and JSON Lines are read."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class JsonWriteOptions(Options):
    """How JSON is written."""

    indent: bool = option(True, "Indent by two spaces; without it an article takes one line.")


def _columns(names: str) -> None:
    from newsfmt.records import plan

    plan(names)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class JsonLinesWriteOptions(Options):
    """How JSON Lines are written."""

    flat: bool = option(
        False, "Write flat records for data frames (Article.record()) instead of articles."
    )
    fields: str | None = option(
        None,
        "Columns of flat records, separated by commas, such as path,headline,words; implies flat.",
        check=_columns,
    )
    empty: bool = option(True, "Keep the columns of flat records that are empty.")


def sniff_json(head: Head) -> Confidence:
    """CERTAIN for the schema key at the start, LIKELY for an object with newsfmt's own keys."""
    if not head.json_start:
        return Confidence.NO
    if "schema" in head.json_keys and _SIGNATURE in head.text:
        return Confidence.CERTAIN
    if len(head.json_keys & _OURS) < 2 or _BODY_TEXT.search(head.text):
        return Confidence.NO
    if any(key[:1] == "@" for key in head.json_keys):  # JSON-LD has keys of these names, too
        return Confidence.NO
    return Confidence.LIKELY


def sniff_lines(head: Head) -> Confidence:
    """As JSON, where the first object is closed on its line or the line runs on past the head."""
    if head.json_start != "{":
        return Confidence.NO
    first, end, rest = head.text.lstrip("\ufeff \t\r\n").partition("\n")
    following = rest.lstrip()[:1]
    if end and (not first.rstrip().endswith("}") or following not in ("", "{")):
        return Confidence.NO
    return sniff_json(head)


def version(head: Head) -> str | None:
    """The ``schema`` of the first article, which names its version: ``newsfmt-article/1``."""
    found = _SCHEMA.search(head.text)
    return found[1] if found else None


def read_json(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a JSON object or array (or of JSON Lines, if that is what it holds).
    Raises ParseError, SchemaError.
    """
    from newsfmt import jsonkit, prose

    data = _whole(stream, context)
    if not data.strip():
        raise context.error(
            f"no text in {len(data)} bytes of white space" if data else "empty input (0 bytes)"
        )
    if data.startswith(_MARKS[1:]):
        data = _MARKS[0] + prose.decode(data, context).encode()
    if _looks_like_lines(data):
        yield from read_lines(io.BytesIO(data), context)
        return
    value = jsonkit.loads(data, context)
    for index, item in enumerate(value if isinstance(value, list) else [value]):
        article = _article(
            item, index, None, context, f"$[{index}]" if isinstance(value, list) else "$"
        )
        if article is not None:
            yield article


def _whole(stream: BinaryIO, context: Context) -> bytes:
    """All bytes of a document; of a single object, which is one article, no more than the limit on
    that.
    """
    limit = context.limits.article_bytes
    if limit is None:
        return stream.read()
    data = stream.read(limit + 1)
    if len(data) <= limit:
        return data
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"[" or _looks_like_lines(data):
        return data + stream.read()
    raise context.exceeded("article_bytes", "the object")


def read_lines(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each line. A bad line is skipped; raises ParseError, SchemaError,
    which name it.
    """
    yield from _lines(_rows(stream, context), context)


def _rows(stream: BinaryIO, context: Context) -> Iterator[tuple[int, bytes]]:
    """The lines of a stream with their numbers, each within the limit on one article."""
    from newsfmt import prose

    limit = context.limits.article_bytes or -1
    first = stream.readline(limit + 1 if limit > 0 else -1)
    mark = b""  # before each line of UTF-8, where another encoding was asked for
    if first.startswith(_MARKS):
        mark = _MARKS[0] if context.encoding else b""
        if not first.startswith(_MARKS[0]):
            text = prose.decode(first + stream.read(), context).encode()
            yield from ((line, mark + row) for line, row in enumerate(text.splitlines(), 1))
            return
    line = context.part.line if context.part is not None else 1
    row = first.removeprefix(_MARKS[0])
    while row:
        if 0 < limit < len(row) and not row.endswith(b"\n"):
            context.fail(context.exceeded("article_bytes", "the line", at=line))
            while row and not row.endswith(b"\n"):
                row = stream.readline(1 << 20)
        else:
            yield line, mark + row if mark else row
        line += 1
        row = stream.readline(limit + 1 if limit > 0 else -1)


def _lines(numbered: Iterator[tuple[int, bytes]], context: Context) -> Iterator[Article]:
    from newsfmt import jsonkit

    index = context.part.index if context.part is not None else 0
    failed = context.report.failed
    index -= context.report.failed  # a line that failed has its place, too
    context.index = index + context.report.failed
    empty = True
    rows = jsonkit.Rows(numbered, context)
    for line, text in rows:
        empty = False
        context.index = index + context.report.failed
        try:
            value = jsonkit.loads(text, context, line=line, last=rows.is_last)
        except TruncatedError:
            raise
        except ParseError as error:
            error.position = Position(line=line, column=error.column)
            context.fail(error)
        else:
            article = _article(value, context.index, line, context, "$")
            if article is not None:
                yield article
                index += 1
        context.index = index + context.report.failed
    if empty and not context.index and context.holds_end and context.report.failed == failed:
        raise context.error("no text in it")


def split_lines(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield the parts of JSON Lines, each of about ``size`` bytes and ending with a line; none for
    UTF-16 or another encoding.
    """
    start, index, line = 0, 0, 1
    buffer = stream.read(size)
    if context.encoding not in (None, "utf-8") or buffer.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    while buffer:
        block = stream.read(size)
        at = buffer.rfind(b"\n") + 1 if block else len(buffer)
        if not at:
            buffer += block
            continue
        lines = buffer.count(b"\n", 0, at)
        articles = lines + (not block and not buffer.endswith(b"\n"))
        yield Part(
            start=start, end=start + at, index=index, articles=articles, line=line, last=not block
        )
        start, index, line, buffer = start + at, index + articles, line + lines, buffer[at:] + block


def align_lines(stream: BinaryIO, context: Context, start: int, end: int) -> Part | None:
    """Return the lines that begin between two byte offsets; None for UTF-16 or another encoding."""
    if context.encoding not in (None, "utf-8") or stream.read(2) in (b"\xff\xfe", b"\xfe\xff"):
        return None
    first, after = _line_from(stream, start), _line_from(stream, end)
    return Part(start=first, end=after, last=not stream.read(1)) if first < after else None


def _line_from(stream: BinaryIO, offset: int) -> int:
    """Where the first line begins at or after an offset, or the input ends."""
    stream.seek(max(offset - 1, 0))
    if offset:
        while (row := stream.readline(1 << 20)) and not row.endswith(b"\n"):
            pass
    return stream.tell()


def _article(
    value: object, index: int, line: int | None, context: Context, root: str
) -> Article | None:
    """The article of one object, or None where it was bad and reported."""
    from newsfmt import _codec
    from newsfmt.article import normalise

    context.index = index

    def unknown(path: str) -> None:
        context.warn(
            "read.unknown-key",
            "no field takes this key; kept in extra",
            at=Position(line=line, path=f"{root}.{path}"),
        )

    try:
        origin, limits = context.origin(index, line), context.limits
        article = normalise(
            _codec.decode(
                value,
                unknown=unknown,
                deepest=limits.depth,
                most=limits.article_bytes,
                origin=origin,
            )
        )
    except LimitError as error:
        what = (
            "the nesting of the article"
            if error.limit == "depth"
            else "the article, with the paths of keys that no field takes,"
        )
        context.fail(context.exceeded(error.limit, what, at=Position(line=line, path=root)))
        return None
    except SchemaError as error:
        error.path = root + error.path.removeprefix("$")
        error.source, error.line = context.name or None, line
        context.fail(error)
        return None
    return article


def _looks_like_lines(data: bytes) -> bool:
    """Whether an object stands alone on the first line, and another one begins on the next."""
    first, _, following = data.partition(b"\n")
    return first.rstrip().endswith(b"}") and following[:_LONGEST_GAP].lstrip()[:1] == b"{"


def validate(data: bytes, context: Context) -> Iterator[Problem]:
    """Yield what is wrong with JSON or JSON Lines by the shipped schema: wrong types, and keys that
    no field takes, by their paths.
    """
    from newsfmt import _codec, prose
    from newsfmt._shapes import unmeant

    text = prose.decode(data, context)
    try:
        documents: list[tuple[int | None, str, Any]] = [(None, "$", _codec.loads(text))]
    except ParseError as error:
        rows = [(number, row) for number, row in enumerate(text.split("\n"), 1) if row.strip()]
        if len(rows) < 2 or not rows[0][1].rstrip().endswith("}"):
            yield Problem(error.line, error.message, "json")
            return
        documents = []
        for number, row in rows:
            try:
                documents.append((number, "$", _codec.loads(row)))
            except ParseError as fault:
                yield Problem(number, fault.message, "json")
    if len(documents) == 1 and isinstance(documents[0][2], list):
        documents = [(None, f"$[{index}]", item) for index, item in enumerate(documents[0][2])]
    for line, root, document in documents:
        unknown: list[str] = []
        try:
            article = _codec.decode(document, unknown=unknown.append)
        except SchemaError as error:
            yield Problem(line, f"{root}{error.path.removeprefix('$')}: {error.args[0]}", "schema")
        else:
            yield from (Problem(line, f"{root}.{text}", "schema") for text in unmeant(article))
        for path in unknown:
            yield Problem(line, f"{root}.{path}: no field has this key", "schema")


def write_json(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write one article as an object, several as an array, none as an empty array."""
    from newsfmt import _codec

    indent = context.options.indent
    several = False
    held: bytes | None = None
    for index, article in enumerate(articles):
        context.index = index
        if held is not None:
            stream.write((b",\n" if several else b"[\n") + held)
            several = True
        held = _codec.to_json(article, indent=indent)
    if several and held is not None:
        stream.write(b",\n" + held + b"\n]\n")
    else:
        stream.write((held if held is not None else b"[]") + b"\n")


def write_lines(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write one line for each article: the article itself, or its flat record."""
    from newsfmt import _codec

    options = context.options
    flat = options.flat or options.fields is not None
    encode: Callable[[Article], Any] = _flat(context) if flat else _codec.encode
    dumps, write = _codec.dumps_line, stream.write
    for index, article in enumerate(articles):
        context.index = index
        write(dumps(encode(article)))


def _flat(context: Context) -> Callable[[Article], dict[str, Any]]:
    """What makes a flat record of an article, and reports what its text does not show, unless the
    columns were chosen.
    """
    from newsfmt.markup import text
    from newsfmt.records import plan

    make = plan(context.options.fields, context.options.empty).record
    if context.options.fields is not None:
        return make

    def record(article: Article) -> dict[str, Any]:
        if not all(map(_is_text, article.body)):
            text.chunks(
                article.body,
                lost=lambda code, path, message: context.lost(code, path, message, article=article),
            )
        return make(article)

    return record


def _is_text(block: Block) -> bool:
    """Whether a block is a paragraph of one run of text, which a record shows as it is."""
    return type(block) is Paragraph and len(block.content) == 1 and type(block.content[0]) is str


def _writes(options: JsonLinesWriteOptions) -> frozenset[str]:
    """Everything, or what the columns of flat records hold; columns that were chosen are all that
    is expected.
    """
    if not options.flat or options.fields is not None:
        return everything()
    from newsfmt.records import WRITES

    return WRITES


FORMATS = [
    Format(
        name="json",
        title="JSON",
        media_types=("application/json",),
        extensions=("json",),
        sniff=sniff_json,
        version=version,
        read=read_json,
        write=write_json,
        validate=validate,
        read_options=JsonReadOptions,
        write_options=JsonWriteOptions,
        writes=everything,
        streams=False,
        samples=("newsfmt.formats:samples/json",),
        spec="https://github.com/newsfmt/newsfmt/blob/main/docs/formats/json.md",
    ),
    Format(
        name="jsonl",
        title="JSON Lines",
        aliases=("ndjson", "json-lines"),
        media_types=("application/jsonl", "application/x-ndjson"),
        extensions=("jsonl", "ndjson"),
        sniff=sniff_lines,
        version=version,
        read=read_lines,
        write=write_lines,
        validate=validate,
        split=split_lines,
        align=align_lines,
        joins=True,
        read_options=JsonReadOptions,
        write_options=JsonLinesWriteOptions,
        writes=_writes,
        refines="json",
        samples=("newsfmt.formats:samples/jsonl",),
        spec="https://github.com/newsfmt/newsfmt/blob/main/docs/formats/json.md",
    ),
]
"""The two formats: whole documents, and lines."""


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide JSON and JSON Lines."""
    return FORMATS

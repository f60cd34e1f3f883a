"""Read untrusted XML: bytes or a binary stream come in, elements go out.

Nothing is fetched, expanded or included; a DOCTYPE is accepted and ignored; comments and processing
instructions are dropped. Every fault is a ParseError with a line, every repair a diagnostic (XML
1.0, 5th edition).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, BinaryIO, cast

from lxml import etree

from newsfmt.errors import LimitError, ParseError, Position
from newsfmt.format import Context, Limits
from newsfmt.xmlkit import _ending
from newsfmt.xmlkit._bytes import CHUNK as _CHUNK
from newsfmt.xmlkit._bytes import XmlBytes, harmless
from newsfmt.xmlkit._elements import Element, line, local

__all__ = ["parse", "stream"]


_SMALL = 1 << 20
_MOUTHFUL = (
    1 << 13
    # where libxml2 recovers, which takes the square of what it was given at a time in tags that do
    # not end
)
LIBXML2_DEPTH = 256
_LIBXML2_TEXT = 10_000_000
_EXCERPT = 72
RESOURCE_LIMIT = 114
USUAL = cast("int", Limits().article_bytes)


def _settings(limits: Limits, recover: bool) -> dict[str, Any]:
    article = limits.article_bytes
    huge = limits.depth > LIBXML2_DEPTH or article is None or article > USUAL
    return {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "dtd_validation": False,
        "attribute_defaults": False,
        "huge_tree": huge,
        "remove_comments": True,
        "remove_pis": True,
        "encoding": "utf-8",
        "recover": recover,
    }


# ---- reading a document
# ------------------------------------------------------------


def parse(
    data: bytes | BinaryIO, context: Context, *, recover: bool = False, embedded: bool = False
) -> Element:
    """Return the root element of a document.

    With ``recover`` a document that is not well-formed is read as far as possible and reported as
    ``read.invalid`` with its line; a document that is cut off only with ``context.salvage``, or
    where it is ``embedded`` in a whole input. Raises ParseError (line and column) for a document
    that is not well-formed, TruncatedError for one that is cut off, EncodingError, and LimitError
    beyond ``depth`` or ``article_bytes`` (the bytes read from a stream; libxml2's limit on one
    text).

    >>> parse(b"<p>caf&eacute; &amp; bar</p>", Context()).text
    'caf\\xe9 & bar'
    """
    content = data if isinstance(data, bytes) else _read(data, context)
    settings = _settings(context.limits, False)
    root = _at_once(content, context, settings)
    if root is None:
        root = _with_care(content, context, settings, recover, embedded)
    if context.limits.depth != LIBXML2_DEPTH:
        check_depth([root], context, 0)
    _check_attributes(root, context, content.count(b"="))
    return root


def _read(stream: BinaryIO, context: Context) -> bytes:
    limit = context.limits.article_bytes
    parts: list[bytes] = []
    size = 0
    while part := stream.read(_SMALL):
        parts.append(part)
        size += len(part)
        if limit is not None and size > limit:
            raise context.exceeded("article_bytes", "the document")
    return b"".join(parts)


def _at_once(content: bytes, context: Context, settings: dict[str, Any]) -> Element | None:
    """The fast path: the bytes go to libxml2 unchanged, which refuses documents that need the
    careful path.
    """
    if context.encoding is not None or not harmless(content):
        return None
    try:
        return etree.fromstring(content, etree.XMLParser(**settings))
    except etree.XMLSyntaxError:
        return None


def _with_care(
    content: bytes, context: Context, settings: dict[str, Any], recover: bool, embedded: bool
) -> Element:
    cleaner = XmlBytes(context)
    clean = cleaner.feed(content, final=True)
    cleaner.finish()
    if not clean.strip():
        raise context.error("the document is empty")
    try:
        return etree.fromstring(clean, etree.XMLParser(**settings))
    except etree.XMLSyntaxError as error:
        failure = _failure(error, context, clean)
    if isinstance(failure, LimitError):
        raise failure
    before, behind = ([], []) if embedded else _when_it_ends(clean, settings)
    cut = bool(behind) and not before
    if cut:
        _cut_off(clean, behind, context, clean.count(b"\n"))
    if not recover and not (cut and context.salvage):
        raise failure
    root, more = _recovered(cleaner.numbers(clean), context, settings, failure)
    if before and recover and not _ending.is_closed(clean[-_ending.TAIL :], root, before):
        _cut_off(clean, behind, context, clean.count(b"\n"))
    behind_it = _ending.text_behind(clean[-_ending.TAIL :], before)
    if behind_it:
        context.warn("read.trailing-text", behind_it, at=failure.position)
    elif not cut:
        context.warn(
            "read.invalid",
            failure.message + (f" (and {more} more faults)" if more > 0 else ""),
            at=failure.position,
        )
    _without_entities(root, context)
    return root


def _when_it_ends(
    clean: bytes, settings: dict[str, Any]
) -> tuple[list[_ending.Fault], list[_ending.Fault]]:
    """The faults of a document before its end, and those at its end."""
    parser = etree.XMLParser(**settings)
    try:
        for index in range(0, len(clean), _CHUNK):
            parser.feed(clean[index : index + _CHUNK])
    except etree.XMLSyntaxError:
        return _ending.faults(parser.feed_error_log), []
    return [], _when_over(parser)


def _when_over(parser: Any) -> list[_ending.Fault]:
    """The faults that a parser reports when the document ends."""
    before = len(_ending.faults(parser.feed_error_log))
    with suppress(etree.XMLSyntaxError):
        parser.close()
    return _ending.faults(parser.feed_error_log)[before:]


def _cut_off(tail: bytes, faults: list[_ending.Fault], context: Context, lines: int) -> None:
    """Report, or raise as TruncatedError, that a document stops before its end."""
    row, column = (faults[0].line, faults[0].column) if faults else (lines + 1, 0)
    where = _place(row, column, context)
    lacks = _ending.missing(tail[-_ending.TAIL :], faults, lambda line: _in_whole(line, context))
    context.cut_off(lacks, at=where)


def _recovered(
    clean: bytes, context: Context, settings: dict[str, Any], failure: ParseError
) -> tuple[Element, int]:
    """The root of a broken document, and the number of faults after the first."""
    parser = etree.XMLParser(**{**settings, "recover": True})
    try:
        root = etree.fromstring(clean, parser)
    except etree.XMLSyntaxError:
        raise failure from None
    if root is None:
        raise failure
    raise_limit(parser.error_log, context)
    return root, len(parser.error_log) - 1


def _without_entities(root: Any, context: Context) -> None:
    """Replace the remaining entities of a broken document by U+FFFD: those in text that
    :class:`XmlBytes` took for a comment and libxml2 did not.
    """
    for entity in list(root.iter(etree.Entity)):
        context.warn(
            "read.entity-unknown",
            f"entity {entity.text} in a part that is not well-formed",
            at=line(entity),
        )
        text = f"\ufffd{entity.tail or ''}"
        before, parent = entity.getprevious(), entity.getparent()
        if before is not None:
            before.tail = f"{before.tail or ''}{text}"
        else:
            parent.text = f"{parent.text or ''}{text}"
        parent.remove(entity)


def raise_limit(log: Iterable[Any], context: Context) -> None:
    for entry in log:
        if entry.type == RESOURCE_LIMIT:
            raise _limit(
                entry.message,
                context,
                Position(line=entry.line or None, column=entry.column or None),
            )


_LINE = re.compile(r"\bline (\d{1,9})\b")
_WHERE = re.compile(r", line \d+, column \d+\Z")


def _failure(
    error: etree.XMLSyntaxError, context: Context, content: bytes | None = None
) -> ParseError:
    """An error of libxml2 as an error of newsfmt."""
    row, column = error.position
    message = _WHERE.sub("", str(error.msg or "the document is empty"))
    if getattr(error, "code", 0) == RESOURCE_LIMIT:
        return _limit(_on_one_line(message), context, _place(row, column, context))
    return _fault(message, row, column, context, _excerpt(content, row, column))


def _fault(
    message: str, row: int, column: int, context: Context, excerpt: str | None = None
) -> ParseError:
    """A fault of well-formedness as an error."""
    message = (
        _LINE.sub(lambda found: f"line {_in_whole(int(found[1]), context)}", message)
        if context.line_shift
        else message
    )
    message = f"not well-formed XML: {_on_one_line(message)}; repair the document there, or ask its sender for a whole one"
    failure = context.error(message, at=_place(row, column, context))
    failure.excerpt = excerpt
    return failure


def _place(row: int, column: int, context: Context) -> Position:
    """Line and column of a fault of libxml2; in the first line of a part, the column in the whole
    document.
    """
    part = context.part
    if (
        part is not None
        and row + context.line_shift == part.line
        and column
        and type(part.state) is int
    ):
        column += part.state
    return Position(line=row or None, column=column or None)


def _in_whole(line: int, context: Context) -> int:
    """A line in a message of libxml2 as a line of the whole document; a line before the part needs
    no correction.
    """
    before = context.part.before.count(b"\n") if context.part is not None else 0
    return line + context.line_shift if line > before else line


def _on_one_line(message: str) -> str:
    """A message of libxml2, which may quote the document with its line ends."""
    return " ".join(message.split())


def _limit(message: str, context: Context, position: Position) -> LimitError:
    if "depth" in message.lower():
        return context.exceeded("depth", "the nesting of elements", at=position)
    more = Limits().article_bytes
    return LimitError(
        f"a text or name in the XML passes libxml2's limit of {_LIBXML2_TEXT} bytes; "
        "lift it with --limit article_bytes=NUMBER or Limits(article_bytes=NUMBER), "
        f"the number greater than {more}",
        source=context.name or None, position=position, limit="article_bytes", value=_LIBXML2_TEXT,
    )  # fmt: skip


def _excerpt(content: bytes | None, row: int, column: int) -> str | None:
    """The line of the fault, cut to a window, with a mark below."""
    if not content or not row:
        return None
    start = 0
    for _ in range(row - 1):
        start = content.find(b"\n", start) + 1
        if not start:
            return None
    end = content.find(b"\n", start)
    first = start + max(0, column - _EXCERPT)
    shown = content[first : min(end if end >= 0 else len(content), first + _EXCERPT + 8)].decode(
        "utf-8", "replace"
    )
    shown = "".join(character if character.isprintable() else " " for character in shown)
    return f"{shown}\n{'~' * max(0, min(column - 1, start + column - 1 - first))}^"


def check_depth(level: list[Element], context: Context, depth: int) -> None:
    """Apply the limit on depth to a tree, where it is not libxml2's own limit."""
    while level:
        depth += 1
        if depth > context.limits.depth:
            raise context.exceeded("depth", "the nesting of elements", at=line(level[0]))
        level = [child for element in level for child in element]


def _check_attributes(root: Element, context: Context, equals: int) -> None:
    """Apply the limit on attributes to each element; ``equals`` is an upper bound of the
    attributes, so most documents need no second look.
    """
    limit = context.limits.attributes
    if limit is None or equals <= limit:
        return
    crowded = cast("list[Element]", _crowded(limit)(root))
    if crowded:
        raise context.exceeded(
            "attributes", f"the number of attributes of <{local(crowded[0])}>", at=line(crowded[0])
        )


@lru_cache(maxsize=8)
def _crowded(limit: int) -> etree.XPath:
    """Finds elements with more attributes than the limit, at, around or inside an element; lxml's
    own lists of attributes take quadratic time.
    """
    return etree.XPath(f"(ancestor-or-self::*|descendant::*)[@*[{limit + 1}]]")


# ---- reading a document element by element
# ------------------------------------------------------------


def stream(
    source: BinaryIO,
    context: Context,
    names: Collection[str],
    *,
    nested: bool = False,
    recover: bool = False,
) -> Iterator[Element]:
    """Yield each element whose local name is in ``names``, in document order of their ends, with
    flat memory.

    An element inside another yielded element is left out unless ``nested``. A yielded element is
    still part of its document (``root(element)`` and ``ancestors(element)`` give the elements
    around it, with all their attributes) and is emptied when the next one is requested. Put
    elements before the items (a message ``header``) into ``names`` too. Elements that were complete
    before a fault are yielded before the ParseError is raised. Raises what :func:`parse` does;
    ``article_bytes`` limits the bytes from one such element to the next. A fault in the use of
    namespaces is raised after the last element. With ``context.part`` lines are those of the whole
    document.

    >>> import io
    >>> [item.text for item in stream(io.BytesIO(b"<m><i>a</i><i>b</i></m>"), Context(), {"i"})]
    ['a', 'b']
    """
    start, more = _beginning(source)
    settings = _settings(context.limits, False)
    if context.part is not None:
        context.line_shift = (
            max(0, context.part.line - 1 - context.part.before.count(b"\n"))
            if context.part.before
            else 0
        )
        more = True  # as the whole is read
    document = None if more else _at_once(start, context, settings)
    if document is None:
        pull = _Pull(context, names, settings, nested=nested, recover=recover)
        yield from pull.elements(start, source if more else None)
        return
    if context.limits.depth != LIBXML2_DEPTH:
        check_depth([document], context, 0)
    _check_attributes(document, context, start.count(b"="))
    yield from _found(document, names, nested)


def _beginning(source: BinaryIO) -> tuple[bytes, bool]:
    """The first mebibyte, however few bytes the stream delivers at a time, and whether more may
    follow.
    """
    parts: list[bytes] = []
    size = 0
    while size < _SMALL:
        part = source.read(_SMALL - size)
        if not part:
            return b"".join(parts), False
        parts.append(part)
        size += len(part)
    return b"".join(parts), True


def _found(document: Element, names: Collection[str], nested: bool) -> Iterator[Element]:
    """The elements of those names in a small document that is in memory."""
    if not nested and local(document) in names:  # all others are inside it
        yield document
    elif not nested:
        last: Element | None = None
        for element in document.iter(*_tags(names)):
            if last is None or last not in element.iterancestors():
                last = element
                yield element
    else:
        for _, element in etree.iterwalk(document, events=("end",), tag=_tags(names)):
            yield cast("Element", element)


def _tags(names: Collection[str]) -> list[str]:
    return [name if name.startswith("{") else f"{{*}}{name}" for name in names]


class _Pull:
    """Pulls elements out of a document that is fed to libxml2 chunk by chunk."""

    def __init__(
        self,
        context: Context,
        names: Collection[str],
        settings: dict[str, Any],
        *,
        nested: bool,
        recover: bool,
    ) -> None:
        self._context = context
        self._names = names
        self._nested = nested
        self._recover = recover
        self._parser = etree.XMLPullParser(
            events=("start", "end"), tag=_tags(names), **{**settings, "recover": recover}
        )
        self._cleaner = XmlBytes(context, recover=recover)
        self._tail = b""
        self._since = self._equals = self._lines = 0
        self._seen = False
        self._open: list[Element] = []
        self._done: Element | None = None

    def elements(self, start: bytes, source: BinaryIO | None) -> Iterator[Element]:
        """Yield the elements. Raises what :func:`stream` does."""
        context, size = self._context, _MOUTHFUL if self._recover else _CHUNK
        before = (
            -(-len(context.part.before) // size) if context.part is not None else 0
        )  # chunks that are not part of the input
        for number, clean in enumerate(_clean_chunks(start, source, self._cleaner, size)):
            failure = clean if isinstance(clean, ParseError) else self._fed(clean, number >= before)
            yield from self._ended()
            if not self._since and isinstance(clean, bytes):
                self._equals = clean.count(b"=")
            if self._cleaner.hopeless and failure is None:
                failure = context.error(
                    "not well-formed XML: tags upon tags are begun and none of them ends; ask the sender for a whole document"
                )
            if failure is not None:
                raise failure if self._seen or failure is clean else self._empty()
            self._hold_to_limit()
        yield from self._over()

    def _fed(self, clean: bytes, counts: bool) -> ParseError | None:
        """Feed a chunk; a fault is returned, so that the elements before it can be used first."""
        self._equals += clean.count(b"=")
        self._since = self._since + len(clean) if counts else 0
        self._seen = self._seen or bool(clean.strip())
        self._lines += clean.count(b"\n")
        self._tail = (self._tail + clean)[-_ending.TAIL :]
        try:
            if clean:
                self._parser.feed(clean)
        except etree.XMLSyntaxError as error:
            return self._first() or _failure(error, self._context)
        return None

    def _ended(self) -> Iterator[Element]:
        """The elements that have ended."""
        for event, element in self._parser.read_events():
            if event == "start":
                self._open.append(cast("Element", element))
                continue
            self._open.pop()
            yield from self._given(cast("Element", element))

    def _given(self, element: Element) -> Iterator[Element]:
        """An element that has ended, unless it is inside another yielded element."""
        if self._open and not self._nested:
            return
        self._since = self._cleaner.entities = 0
        if self._done is not None and not self._nested:
            _free(self._done)
        _check_item(element, self._context, self._equals)
        if self._recover:
            _without_entities(element, self._context)
        yield element
        if not self._open:
            self._done = element

    def _hold_to_limit(self) -> None:
        limit = self._context.limits.article_bytes
        if limit is not None and self._since > limit:
            raise self._context.exceeded(
                "article_bytes", f"what stands between two of {', '.join(sorted(self._names))}"
            )

    def _over(self) -> Iterator[Element]:
        """End the document, and yield the elements that end with it."""
        before = _ending.faults(self._parser.feed_error_log)
        root: Element | None = None
        failure: ParseError | None = None
        try:
            root = self._parser.close()
        except etree.XMLSyntaxError as error:
            failure = self._first()
            if failure is None and _ending.faults(self._parser.feed_error_log):
                failure = _failure(error, self._context)
        behind = _ending.faults(self._parser.feed_error_log)[len(before) :]
        if isinstance(failure, LimitError):
            raise failure
        if not self._seen:
            raise self._empty()
        if before and self._recover:
            if root is not None and not _ending.is_closed(self._tail, root, before):
                _cut_off(self._tail, behind, self._context, self._lines)
        elif behind:
            _cut_off(self._tail, behind, self._context, self._lines)
        elif failure is not None:  # in the use of namespaces
            failure.complete = True
        yield from self._ended()
        if behind and not before:
            while self._open:  # the elements that were cut off
                yield from self._given(self._open.pop())
        elif failure is not None:
            raise failure
        elif self._recover and (text := _ending.text_behind(self._tail, before)):
            where = Position(line=before[0].line, column=before[0].column or None)
            self._context.warn("read.trailing-text", text, at=where)
        elif self._recover:
            self._report()

    def _report(self) -> None:
        """Report the faults that libxml2 has recovered from."""
        log = self._parser.feed_error_log
        raise_limit(log, self._context)
        for entry in log:
            more = f" (and {len(log) - 1} more faults)" if len(log) > 1 else ""
            self._context.warn(
                "read.invalid",
                f"not well-formed XML: {_on_one_line(entry.message)}{more}",
                at=Position(line=entry.line, column=entry.column or None),
            )
            return

    def _empty(self) -> ParseError:
        return self._context.error("the document is empty")

    def _first(self) -> ParseError | None:
        """The first fault of well-formedness that libxml2 has noted, but for a limit."""
        for entry in self._parser.feed_error_log:
            if entry.level >= etree.ErrorLevels.ERROR and entry.type not in _ending.IDS:
                return (
                    None
                    if entry.type == RESOURCE_LIMIT
                    else _fault(entry.message, entry.line, entry.column, self._context)
                )
        return None


def _clean_chunks(
    start: bytes, source: BinaryIO | None, cleaner: XmlBytes, size: int
) -> Iterator[bytes | ParseError]:
    """The document as clean UTF-8 in chunks; an error is the last one."""
    try:
        for index in range(0, len(start), size):
            yield cleaner.feed(start[index : index + size])
        while source is not None and (chunk := source.read(size)):
            yield cleaner.feed(chunk)
        yield cleaner.feed(b"", final=True)
    except ParseError as error:
        yield error
    finally:
        cleaner.finish()


def _check_item(element: Element, context: Context, equals: int) -> None:
    _check_attributes(element, context, equals)
    if context.limits.depth != LIBXML2_DEPTH:
        check_depth([element], context, sum(1 for _ in element.iterancestors()))


def _free(element: Element) -> None:
    """Empty an element that is finished, and drop its earlier siblings."""
    element.clear(keep_tail=True)  # type: ignore[call-arg]
    parent = element.getparent()
    if parent is not None:
        while parent[0] is not element:
            del parent[0]

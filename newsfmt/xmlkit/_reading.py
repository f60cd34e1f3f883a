"""Reading XML and HTML from strangers: bytes or a binary stream come in, elements go out.

Nothing is fetched, expanded or included; a DOCTYPE is accepted and ignored; comments and processing
instructions are dropped. Everything wrong is a ParseError with a line, everything repaired a
diagnostic (XML 1.0, 5th edition).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, BinaryIO, cast

from lxml import etree

from newsfmt.errors import LimitError, ParseError, Position
from newsfmt.format import Context, Limits
from newsfmt.xmlkit._bytes import CHUNK as _CHUNK
from newsfmt.xmlkit._bytes import XmlBytes, harmless
from newsfmt.xmlkit._elements import Element, line, local

__all__ = ["parse", "parse_html", "stream"]


_SMALL = 1 << 20
_MOUTHFUL = (
    1 << 13
    # where libxml2 recovers, which takes the square of what it was given at a time in tags that do not
    # end
)
_LIBXML2_DEPTH = 256
_LIBXML2_TEXT = 10_000_000
_EXCERPT = 72
_RESOURCE_LIMIT = 114
_USUAL = cast("int", Limits().article_bytes)


def _settings(limits: Limits, recover: bool) -> dict[str, Any]:
    article = limits.article_bytes
    huge = limits.depth > _LIBXML2_DEPTH or article is None or article > _USUAL
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


def parse(data: bytes | BinaryIO, context: Context, *, recover: bool = False) -> Element:
    """Return the root element of a document.

    With ``recover`` a document that is not well-formed is read as far as it goes and reported as
    ``read.invalid`` with its line. Raises ParseError (line and column) for what is not well-formed,
    EncodingError, and LimitError for passing ``depth`` or ``article_bytes`` (the size of what is
    read from a stream; libxml2's limit on one text).

    >>> parse(b"<p>caf&eacute; &amp; bar</p>", Context()).text
    'caf\\xe9 & bar'
    """
    content = data if isinstance(data, bytes) else _read(data, context)
    settings = _settings(context.limits, False)
    root = _at_once(content, context, settings)
    if root is None:
        root = _with_care(content, context, settings, recover)
    if context.limits.depth != _LIBXML2_DEPTH:
        _check_depth([root], context, 0)
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
    """The fast path: the bytes go to libxml2 untouched, which refuses what must be looked at with
    care.
    """
    if context.encoding is not None or not harmless(content):
        return None
    try:
        return etree.fromstring(content, etree.XMLParser(**settings))
    except etree.XMLSyntaxError:
        return None


def _with_care(
    content: bytes, context: Context, settings: dict[str, Any], recover: bool
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
    if recover and not isinstance(failure, LimitError):
        return _recovered(cleaner.numbers(clean), context, {**settings, "recover": True}, failure)
    raise failure


def _recovered(
    clean: bytes, context: Context, settings: dict[str, Any], failure: ParseError
) -> Element:
    parser = etree.XMLParser(**settings)
    try:
        root = etree.fromstring(clean, parser)
    except etree.XMLSyntaxError:
        raise failure from None
    if root is None:
        raise failure
    _raise_limit(parser.error_log, context)
    more = len(parser.error_log) - 1
    context.warn(
        "read.invalid",
        failure.message + (f" (and {more} more faults)" if more > 0 else ""),
        at=failure.position,
    )
    _without_entities(root, context)
    return cast("Element", root)


def _without_entities(root: Any, context: Context) -> None:
    """Put U+FFFD for the entities that are left in a broken document, where what hid them from
    :class:`XmlBytes` was no comment to libxml2.
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


def _raise_limit(log: Iterable[Any], context: Context) -> None:
    for entry in log:
        if entry.type == _RESOURCE_LIMIT:
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
    """libxml2's complaint as ours."""
    row, column = error.position
    message = _WHERE.sub("", str(error.msg or "the document is empty"))
    if getattr(error, "code", 0) == _RESOURCE_LIMIT:
        return _limit(_on_one_line(message), context, _place(row, column, context))
    return _fault(message, row, column, context, _excerpt(content, row, column))


def _fault(
    message: str, row: int, column: int, context: Context, excerpt: str | None = None
) -> ParseError:
    """What is not well-formed, as an error."""
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
    """Where libxml2 found a fault; in the first line of a part with the column it has in the
    whole.
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
    """A line that libxml2 names in its words, as the line of the whole; one of what goes before a
    part is that already.
    """
    before = context.part.before.count(b"\n") if context.part is not None else 0
    return line + context.line_shift if line > before else line


def _on_one_line(message: str) -> str:
    """A complaint of libxml2's, which may quote the document, line ends and all."""
    return " ".join(message.split())


def _limit(message: str, context: Context, position: Position) -> LimitError:
    if "depth" in message.lower():
        return context.exceeded("depth", "the nesting of elements", at=position)
    more = Limits().article_bytes
    return LimitError(
        f"a text or name in the XML passes libxml2's limit of {_LIBXML2_TEXT} bytes; "
        f"lift it with --limit article_bytes=NUMBER or Limits(article_bytes=NUMBER), the number greater than {more}",
        source=context.name or None, position=position, limit="article_bytes", value=_LIBXML2_TEXT,
    )  # fmt: skip


def _excerpt(content: bytes | None, row: int, column: int) -> str | None:
    """The line of the fault, cut to a window, and a mark under it."""
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


def _check_depth(level: list[Element], context: Context, depth: int) -> None:
    """Hold a tree to the limit on depth where it is not libxml2's own."""
    while level:
        depth += 1
        if depth > context.limits.depth:
            raise context.exceeded("depth", "the nesting of elements", at=line(level[0]))
        level = [child for element in level for child in element]


def _check_attributes(root: Element, context: Context, equals: int) -> None:
    """Hold each element of a tree to the limit on attributes; so many equals signs were in it,
    mostly too few for it to matter.
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
    """Finds the elements with more attributes than that, at or around an element or inside it;
    lxml's own ways to list them are quadratic.
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

    An element inside another that is yielded is left out unless ``nested``. What is yielded still
    hangs in its document (``root(element)`` and ``ancestors(element)`` give what holds it, with all
    their attributes) and is emptied when the next one is asked for. Put what goes before the items
    (a message ``header``) into ``names`` too. What was complete before a fault is yielded before
    the ParseError is raised. Raises what :func:`parse` does; ``article_bytes`` limits the bytes
    from one such element to the next. A fault in the use of namespaces is raised when everything
    has been yielded. ``context.part`` is minded: lines are those of the whole.

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
        yield from _pulled(
            start,
            source if more else None,
            context,
            names,
            nested,
            {**settings, "recover": recover},
        )
        return
    if context.limits.depth != _LIBXML2_DEPTH:
        _check_depth([document], context, 0)
    _check_attributes(document, context, start.count(b"="))
    yield from _found(document, names, nested)


def _beginning(source: BinaryIO) -> tuple[bytes, bool]:
    """The first mebibyte, however few bytes the stream delivers at a time, and whether there may be
    more.
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
    if not nested and local(document) in names:  # all others are in it
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


def _pulled(
    start: bytes,
    source: BinaryIO | None,
    context: Context,
    names: Collection[str],
    nested: bool,
    settings: dict[str, Any],
) -> Iterator[Element]:
    parser = etree.XMLPullParser(events=("start", "end"), tag=_tags(names), **settings)
    limit = context.limits.article_bytes
    cleaner = XmlBytes(context, recover=settings["recover"])
    since, depth, seen, equals = 0, 0, False, 0
    done: Element | None = None
    failure: ParseError | None = None
    size = _MOUTHFUL if settings["recover"] else _CHUNK
    before = (
        -(-len(context.part.before) // size) if context.part is not None else 0
    )  # chunks of what is no part of the input here
    for number, (clean, final) in enumerate(_clean_chunks(start, source, cleaner, size)):
        if isinstance(clean, ParseError):
            failure = clean
        else:
            failure = _fed(parser, clean, final, context)
            equals += clean.count(b"=")
            since = since + len(clean) if number >= before else 0
            seen = seen or bool(clean.strip())
        for event, element in parser.read_events():
            depth += 1 if event == "start" else -1
            if event == "start" or (depth and not nested):
                continue
            since = cleaner.entities = 0
            if done is not None and not nested:
                _free(done)
            _check_item(cast("Element", element), context, equals)
            if settings["recover"]:
                _without_entities(element, context)
            yield cast("Element", element)
            if not depth:
                done = cast("Element", element)
        equals = clean.count(b"=") if not since and isinstance(clean, bytes) else equals
        if cleaner.hopeless and failure is None:
            failure = context.error(
                "not well-formed XML: tags upon tags are begun and none of them ends; ask the sender for a whole document"
            )
        if failure is not None:
            raise failure if seen or failure is clean else context.error("the document is empty")
        if limit is not None and since > limit:
            raise context.exceeded(
                "article_bytes", f"what stands between two of {', '.join(sorted(names))}"
            )
    if not seen:
        raise context.error("the document is empty")
    if settings["recover"]:
        _report_recovered(parser, context)


def _clean_chunks(
    start: bytes, source: BinaryIO | None, cleaner: XmlBytes, size: int
) -> Iterator[tuple[bytes | ParseError, bool]]:
    """The document as clean UTF-8 in chunks, each with whether it is the last; an error in their
    midst as the last one.
    """
    try:
        for place in range(0, len(start), size):
            yield cleaner.feed(start[place : place + size]), False
        while source is not None and (chunk := source.read(size)):
            yield cleaner.feed(chunk), False
        yield cleaner.feed(b"", final=True), True
    except ParseError as error:
        yield error, True
    finally:
        cleaner.finish()


def _fed(parser: Any, clean: bytes, final: bool, context: Context) -> ParseError | None:
    """Feed a chunk; the fault in it is returned, so that what came before it can be used first."""
    try:
        if clean:
            parser.feed(clean)
    except etree.XMLSyntaxError as error:
        return _first(parser, context) or _failure(error, context)
    if not final:
        return None
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        first, log = _first(parser, context), parser.feed_error_log
        if len(log) and all(
            entry.type in _READ_ON or entry.level < etree.ErrorLevels.ERROR for entry in log
        ):
            if first is not None:
                first.complete = True
            return first
        return first or _failure(error, context)
    return None


_IDS = frozenset({513, 539})  # of xml:id, which are no faults of well-formedness
_READ_ON = frozenset(
    {*range(200, 206), *_IDS}
)  # in the use of namespaces, which libxml2 keeps in mind while it reads on


def _first(parser: Any, context: Context) -> ParseError | None:
    """The first fault of well-formedness that libxml2 has noted, but for a limit."""
    for entry in parser.feed_error_log:
        if entry.level >= etree.ErrorLevels.ERROR and entry.type not in _IDS:
            return (
                None
                if entry.type == _RESOURCE_LIMIT
                else _fault(entry.message, entry.line, entry.column, context)
            )
    return None


def _report_recovered(parser: Any, context: Context) -> None:
    log = parser.feed_error_log
    _raise_limit(log, context)
    for entry in log:
        more = f" (and {len(log) - 1} more faults)" if len(log) > 1 else ""
        context.warn(
            "read.invalid",
            f"not well-formed XML: {_on_one_line(entry.message)}{more}",
            at=Position(line=entry.line, column=entry.column or None),
        )
        return


def _check_item(element: Element, context: Context, equals: int) -> None:
    _check_attributes(element, context, equals)
    if context.limits.depth != _LIBXML2_DEPTH:
        _check_depth([element], context, sum(1 for _ in element.iterancestors()))


def _free(element: Element) -> None:
    """Empty an element that is done with, and drop what stands before it."""
    element.clear(keep_tail=True)  # type: ignore[call-arg]
    parent = element.getparent()
    if parent is not None:
        while parent[0] is not element:
            del parent[0]


# ---- HTML
# ------------------------------------------------------------

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parse_html(text: str, *, limits: Limits | None = None, name: str = "") -> Element | None:
    """Return the root of a piece of HTML, a fragment or a whole document, as browsers would more or
    less read it; None if it is empty.

    Never a ParseError: HTML has no syntax errors; LimitError for passing ``depth`` or libxml2's
    limit on one text.
    """
    limits = limits or Limits()
    if _FORBIDDEN.search(text):
        text = _FORBIDDEN.sub("", text)
    if not text.strip():
        return None
    article = limits.article_bytes
    huge = limits.depth > _LIBXML2_DEPTH or article is None or article > _USUAL
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=huge
    )
    try:
        found = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:  # ParserError for an empty document is one too
        if getattr(error, "code", 0) != _RESOURCE_LIMIT:
            return None
        found = None
    context = Context(name=name, limits=limits)
    _raise_limit(parser.error_log, context)
    if found is not None and limits.depth != _LIBXML2_DEPTH:
        _check_depth([found], context, 0)
    return cast("Element | None", found)

"""Read HTML as browsers would: text comes in, elements go out (HTML Living Standard).

The parser of libxml2 knows HTML 4: what it takes for the content of an element that has no end tag
today is put behind the element.
"""

from __future__ import annotations

import re
from typing import Any, cast

from lxml import etree

from newsfmt.format import Context, Limits
from newsfmt.xmlkit._bytes import CONTROLS
from newsfmt.xmlkit._elements import Element
from newsfmt.xmlkit._reading import LIBXML2_DEPTH, RESOURCE_LIMIT, USUAL, check_depth, raise_limit

__all__ = ["parse_html"]

_VOID = ("embed", "source", "track", "wbr")
"""Elements without an end tag that libxml2 does not know as such."""
_PAGE = re.compile(rb"\s*+<(?:!doctype|html|head|body|\?xml)(?=[\s>])", re.I)
_PAGE_END = re.compile(rb"</(?:html|body)\s*>", re.I)
_LINE_END = re.compile(rb"</br\s*/?>", re.I)
"""An end tag that browsers take for a line break."""
_STRAY_END = 76  # an end tag that ends nothing
_BREAKS = re.compile(rb"<wbr\s*>", re.I)
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse_html(text: str, *, limits: Limits | None = None, name: str = "") -> Element | None:
    """Return the root of a piece of HTML, a fragment or a whole document, read about as browsers
    would; None if it is empty.

    Raises no ParseError, since HTML has no syntax errors, but LimitError beyond ``depth`` or
    libxml2's limit on one text.
    """
    limits = limits or Limits()
    content = _html_bytes(text)
    if not content or text.isspace() or content.isspace():
        return None
    article = limits.article_bytes
    huge = limits.depth > LIBXML2_DEPTH or article is None or article > USUAL
    content = _without_early_end(content)
    root, faults = _parsed(content, huge)
    kinds = {fault.type for fault in faults}
    if RESOURCE_LIMIT in kinds and _BREAKS.search(content):
        # each is taken for the content of the one before it, and they may be many
        root, faults = _parsed(_BREAKS.sub(b"<wbr/>", content), huge)
    elif _STRAY_END in kinds and _LINE_END.search(content):
        root, faults = _parsed(_LINE_END.sub(b"<br/>", content), huge)
    context = Context(name=name, limits=limits)
    raise_limit(faults, context)
    if root is None:
        return None
    if limits.depth != LIBXML2_DEPTH:
        check_depth([root], context, 0)
    for element in list(root.iter(*_VOID)):
        _empty(element)
    _gather(root)
    return root


def _without_early_end(content: bytes) -> bytes:
    """A page without its end tags, where more than white space stands behind them: libxml2 stops
    there, browsers do not.
    """
    if not _PAGE.match(content):
        return content
    end = _PAGE_END.search(content)
    more = end is not None and content[end.end() :].strip()
    return _PAGE_END.sub(b"", content) if more else content


def _parsed(content: bytes, huge: bool) -> tuple[Element | None, Any]:
    """The root of a page, and the faults of which one is a limit."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=huge
    )
    try:
        root = cast("Element | None", etree.fromstring(content, parser))
    except etree.XMLSyntaxError as error:  # ParserError for an empty document is one too
        return None, parser.error_log if getattr(error, "code", 0) == RESOURCE_LIMIT else ()
    return root, parser.error_log


def _empty(element: Element) -> None:
    """Put what libxml2 read into an element that has no end tag behind it, where it stands."""
    text, inside = element.text, list(element)
    if (not text and not inside) or element.getparent() is None:
        return
    for inner in reversed(inside):
        element.addnext(inner)
    element.text = None
    if text:
        element.tail = text if inside else text + (element.tail or "")


def _gather(page: Element) -> None:
    """Put what stands behind the body into the body, as browsers do."""
    body = page.find("body")
    if body is None or (page[-1] is body and not (body.tail or "").strip()):
        return
    behind = list(body.itersiblings())
    if text := body.tail:
        body.tail = None
        if len(body):
            body[-1].tail = (body[-1].tail or "") + text
        else:
            body.text = (body.text or "") + text
    body.extend(behind)


def _html_bytes(text: str) -> bytes:
    """A text as UTF-8, without the characters that a tree cannot hold."""
    if "\ufffe" in text or "\uffff" in text:
        text = text.replace("\ufffe", "").replace("\uffff", "")
    try:
        content = text.encode()
    except UnicodeEncodeError:
        content = _SURROGATE.sub("", text).encode()
    return content.translate(None, CONTROLS)

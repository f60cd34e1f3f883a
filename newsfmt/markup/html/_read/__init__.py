"""HTML and XHTML to blocks: elements come in, matched by local name; a body in normal form goes
out.

``builder`` walks the elements; a frame is open for each node being built, and a handler, which
``elements`` has for each name, says what an element opens. The handlers stand in the modules beside
it, by kinds of content; ``phrases`` takes the commonest case at once. Block elements inside inline
ones close those and open them again inside (as browsers do), plain wrappers dissolve, nothing of
the text is lost but what no reader would see (HTML Living Standard §4, §15.3).
"""

from __future__ import annotations

from newsfmt import xmlkit
from newsfmt.body import Block, Inline
from newsfmt.format import Context
from newsfmt.markup.html._read.builder import Builder
from newsfmt.markup.html._read.elements import WHOLE, entry
from newsfmt.markup.html._read.others import meta
from newsfmt.xmlkit import Element, local

__all__ = ["parse", "parse_inline"]


def parse(
    source: str | Element, *, context: Context | None = None, at: int | None = None
) -> tuple[Block, ...]:
    """Return the body that a piece of HTML, or an element of a document, holds; see
    :mod:`newsfmt.markup.html`.
    """
    element = _element(source, context)
    if element is None:
        return ()
    builder = _builder(source, context, at)
    if local(element) == "html":
        head, body = xmlkit.child(element, "head"), xmlkit.child(element, "body")
        if head is not None and context is not None:
            meta(builder, head)
        element = element if body is None else body
    return builder.blocks(element, whole=local(element).lower() in WHOLE)


def parse_inline(
    source: str | Element, *, context: Context | None = None, at: int | None = None
) -> tuple[Inline, ...]:
    """Return the content of a piece of HTML, or of an element, as one line of inline nodes; blocks
    in it are separated by breaks.
    """
    element = _element(source, context)
    return () if element is None else _builder(source, context, at).line(element)


def _builder(source: str | Element, context: Context | None, at: int | None) -> Builder:
    lines = at is None and not isinstance(source, str)
    return Builder(entry, context, lines=lines, at=at)


def _element(source: str | Element, context: Context | None) -> Element | None:
    if not isinstance(source, str):
        return source
    return xmlkit.parse_html(
        source, limits=context.limits if context else None, name=context.name if context else ""
    )

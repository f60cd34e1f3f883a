"""Bodies of items: HTML of a feed, with the base of its addresses, comes in; blocks go out.

The tree that libxml2 makes of it gets absolute addresses, then :mod:`newsfmt.markup.html` reads it.
HTML that was escaped once more than its feed meant is read once more, and reported.
"""

from __future__ import annotations

import re

from newsfmt import xmlkit
from newsfmt.body import Block, Link, Paragraph, block_text, walk
from newsfmt.format import Context
from newsfmt.lines import paragraphs
from newsfmt.markup import html
from newsfmt.xmlkit import Element
from newsfmt_web.wording import has_tag, line_of_text, resolved

__all__ = ["blocks", "is_more_than_text", "of_declared_text", "of_text", "summary", "unescaped"]

_ESCAPED = re.compile(
    r"\s*<(?:p|div|ul|ol|table|blockquote|h[1-6]|figure|section|article|pre)(?:\s[^<>]*)?/?>", re.I
)


_BLOCK = re.compile(
    r"<(?:p|br|div|ul|ol|li|table|blockquote|h[1-6]|figure|section|article|pre)(?=[\s/>])", re.I
)


def blocks(
    markup: str | Element, base: str | None, context: Context, at: int | None = None
) -> tuple[Block, ...]:
    """Return the body that HTML holds, its addresses absolute; ``at`` is its line."""
    body = _read(markup, base, context, at)
    if body and isinstance(markup, str):
        first = next(iter(block_text(body[:1])), "")
        if _ESCAPED.match(first):
            context.warn("read.invalid", "HTML that is escaped twice was read as HTML", at=at)
            body = _read("\n\n".join(block_text(body)), base, context, at)
    return body


def unescaped(markup: str | Element, context: Context, at: int | None) -> str | Element:
    """Return HTML that was escaped once more than its feed meant as HTML, and report it; any other
    as it is.
    """
    if isinstance(markup, str) and "&lt;" in markup and "<" not in markup:
        text = resolved(markup)
        if _ESCAPED.match(text):
            context.warn("read.invalid", "HTML that is escaped twice was read as HTML", at=at)
            return text
    return markup


def _read(
    markup: str | Element, base: str | None, context: Context, at: int | None
) -> tuple[Block, ...]:
    if isinstance(markup, str):
        root = xmlkit.parse_html(markup, limits=context.limits, name=context.name)
        if root is None:
            return ()
    else:
        root = markup
    xmlkit.resolve(root, base)
    return html.parse(root, context=context, at=at or 0)


def of_text(text: str) -> tuple[Block, ...]:
    """Return the body of plain text: paragraphs at blank lines."""
    return tuple(Paragraph((part,)) for part in paragraphs(text))


def of_declared_text(text: str, base: str | None, context: Context) -> tuple[Block, ...]:
    """Return the body of a text that a source declares: paragraphs at blank lines, at line ends
    where there is no blank line. It may be HTML, by the rule of :mod:`newsfmt_web.wording`.
    """
    text = text.replace("\r\n", "\n").strip()
    if has_tag(text) and _BLOCK.search(text):
        return blocks(text, base, context)
    text = text if "\n\n" in text else text.replace("\n", "\n\n")
    if has_tag(text):
        return tuple(block for part in paragraphs(text) for block in blocks(part, base, context))
    return of_text(resolved(text))


def summary(body: tuple[Block, ...]) -> str:
    """Return the text of a body as one line."""
    return line_of_text(" ".join(block_text(body, skip=frozenset())).replace("\n", " "))


def is_more_than_text(body: tuple[Block, ...]) -> bool:
    """Return whether a body has what its text cannot say: several blocks, or one that is no
    paragraph, or a link in it.
    """
    if len(body) != 1 or type(body[0]) is not Paragraph:
        return bool(body)
    return any(type(node) is Link or type(node).__name__ == "Image" for node in walk(body))

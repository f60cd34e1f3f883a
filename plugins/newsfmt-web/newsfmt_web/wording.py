"""Texts of which nobody says whether they are HTML: a title of RSS comes in, its plain text goes
out.

It is HTML if it holds a tag of an element of the HTML Living Standard or a character reference with
its semicolon, of a name that there is; then tags go and references are resolved, once. Any other
text stands as it is: ``<grin>``, ``3 < 4``, ``AT&T``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from html.entities import html5

from newsfmt import xmlkit
from newsfmt.body import plain, text_of
from newsfmt.format import Context
from newsfmt.markup import html
from newsfmt.xmlkit import Element, collapse

__all__ = [
    "ELEMENTS",
    "escaped",
    "has_tag",
    "is_html",
    "line",
    "line_of_html",
    "line_of_text",
    "resolved",
]

ELEMENTS = frozenset(
    """a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink
    blockquote body br button canvas caption center cite code col colgroup data datalist dd del
    details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame
    frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend
    li link main map mark marquee menu meta meter nav nobr noframes noscript object ol optgroup
    option output p param picture pre progress q rp rt ruby s samp script search section select
    slot small source span strike strong style sub summary sup svg table tbody td template textarea
    tfoot th thead time title tr track tt u ul var video wbr""".split()
)
"""The elements of HTML, those of its past among them."""
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
_REFERENCE = re.compile(r"&(?:#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,31}));")


def is_html(text: str) -> bool:
    """Return whether a text is HTML by the rule above.

    >>> is_html("a <b>bold</b> move"), is_html("AT&amp;T"), is_html("<grin> AT&T < 3;")
    (True, True, False)
    """
    return has_tag(text) or _has_reference(text)


def has_tag(text: str) -> bool:
    """Return whether a text holds a tag of an element of HTML."""
    return "<" in text and any(match[1].lower() in ELEMENTS for match in _TAG.finditer(text))


def _has_reference(text: str) -> bool:
    return "&" in text and any(
        match[1] is None or f"{match[1]};" in html5 for match in _REFERENCE.finditer(text)
    )


def line(markup: str | Element, context: Context | None = None) -> str:
    """Return a text that may be HTML as one line of plain text.

    >>> line("Tom &quot;Oar&quot; Lind &mdash; <em>sailor</em>"), line("A free <grin>")
    ('Tom "Oar" Lind — sailor', 'A free <grin>')
    """
    if not isinstance(markup, str):
        return plain(xmlkit.text(markup))
    if "<" not in markup and "&" not in markup:
        return line_of_text(markup)
    if has_tag(markup):
        return line_of_html(markup, context)
    return line_of_text(resolved(markup))


def resolved(text: str) -> str:
    """Return a text with its character references resolved, once."""
    return _REFERENCE.sub(lambda match: _character(match[0]), text) if "&" in text else text


def line_of_html(markup: str | Element, context: Context | None = None) -> str:
    """Return HTML as one line of plain text; a break is a space."""
    content = html.parse_inline(_limited(markup, context))
    return line_of_text(text_of(content).replace("\n", " "))


def escaped(text: str) -> str:
    """Return a text as it has to be written where :func:`line` reads it.

    >>> escaped("AT&T"), escaped("AT&amp;T")
    ('AT&T', 'AT&amp;amp;T')
    """
    return escape(text, quote=False) if is_html(text) else text


def line_of_text(text: str) -> str:
    """Return a text as one line, white space collapsed."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return plain(collapse(text))


def _limited(markup: str | Element, context: Context | None) -> str | Element:
    if isinstance(markup, str) and context is not None:
        root = xmlkit.parse_html(markup, limits=context.limits, name=context.name)
        return root if root is not None else ""
    return markup


@lru_cache(maxsize=1024)
def _character(reference: str) -> str:
    """What a reference names; the reference where its name is not known."""
    is_known = reference[1] == "#" or reference[1:] in html5
    return unescape(reference) if is_known else reference

"""Names, positions, attributes and texts of elements, whatever their namespace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias, cast

from lxml import etree

__all__ = [
    "Element",
    "ancestors",
    "attribute",
    "child",
    "children",
    "collapse",
    "is_element",
    "layout",
    "line",
    "local",
    "namespace",
    "raw_xml",
    "root",
    "text",
    "verbatim",
]

Element: TypeAlias = etree._Element
"""An element of a parsed document (lxml's)."""

_LAST_LINE = 65535
_SPACES = re.compile("[ \t\n\r\f]+")
_BREAKS = frozenset({"br", "lb"})
_APART = frozenset(
    "br lb p div li ul ol dl dt dd tr td th table caption block h1 h2 h3 h4 h5 h6 hl1 hl2 blockquote bq section article header footer hr figure figcaption".split()
)


def local(element: Element) -> str:
    """Return the name of an element without its namespace; empty for other nodes."""
    tag = element.tag
    if tag.__class__ is str:
        return tag[tag.rfind("}") + 1 :]
    return ""


def namespace(element: Element) -> str:
    """Return the namespace URI of an element; empty if it has none."""
    tag: Any = element.tag
    return str(tag[1 : tag.index("}")]) if tag.__class__ is str and tag[:1] == "{" else ""


def is_element(node: Any) -> bool:
    """Whether a node is an element, not a comment or processing instruction."""
    return isinstance(node.tag, str)


def children(element: Element) -> Iterator[Element]:
    """Iterate over the elements directly inside an element."""
    return element.iterchildren("{*}*")


def child(element: Element, *names: str) -> Element | None:
    """Return the first element directly inside that has one of the local names."""
    for part in element:
        if local(part) in names:
            return part
    return None


def ancestors(element: Element) -> Iterator[Element]:
    """Iterate over the elements around an element, the nearest first."""
    return element.iterancestors()


def root(element: Element) -> Element:
    """Return the root element of the document that an element belongs to."""
    return element.getroottree().getroot()


def line(element: Element) -> int | None:
    """Return the line in the source where an element begins, if known; beyond line 65,535 libxml2
    gives it approximately or not at all.
    """
    number = cast("int | None", element.sourceline)
    return number if number != _LAST_LINE else None


def attribute(element: Element, name: str) -> str | None:
    """Return the value of an attribute by its local name, whatever its namespace; one without
    namespace has precedence.
    """
    value = element.get(name)
    if value is None:
        for key, other in element.items():
            if key.__class__ is str and key[:1] == "{" and key[key.rfind("}") + 1 :] == name:
                return str(other)
    return value


def collapse(text: str) -> str:
    """Return text with each run of XML white space as one space, and none at the ends; a no-break
    space is kept.

    >>> collapse("  a\\n b\\u00a0 ")
    'a b\\xa0'
    """
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        return _SPACES.sub(" ", text).strip(" ")
    return text.strip(" ")


def text(element: Element) -> str:
    """Return all the text in an element, white space collapsed; breaks and blocks inside count as
    white space.

    >>> from newsfmt.format import Context
    >>> from newsfmt.xmlkit import parse
    >>> text(parse(b"<h>Ferry<br/>to <em>Sund</em></h>", Context()))
    'Ferry to Sund'
    """
    if not len(element):
        return collapse(element.text or "")
    if not any(local(node) in _APART for node in element.iterdescendants()):
        return collapse(verbatim(element))
    return collapse(_parted(element, _APART, " "))


def verbatim(element: Element) -> str:
    """Return all the text in an element unchanged, with its white space."""
    if not len(element):
        return element.text or ""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def layout(element: Element) -> str:
    """Return all the text in an element with its layout, a ``br`` as a line end.

    >>> from newsfmt.format import Context
    >>> from newsfmt.xmlkit import parse
    >>> layout(parse(b"<pre>Bergen  4<br/>Oslo    5</pre>", Context()))
    'Bergen  4\\nOslo    5'
    """
    return _parted(element, _BREAKS, "\n")


def _parted(element: Element, names: frozenset[str], mark: str) -> str:
    """The text of an element with a mark at the beginning of elements of these names, and at the
    end of those with content.
    """
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if local(node) in names and (event == "start" or node.text or len(node)):
            parts.append(mark)
        piece = node.text if event == "start" else "" if node is element else node.tail
        parts.append(piece or "")
    return "".join(parts)


def raw_xml(element: Element) -> str:
    """Return an element as XML text of its own, with the namespace declarations it needs and
    without its tail.
    """
    return etree.tostring(element, encoding="unicode", with_tail=False)

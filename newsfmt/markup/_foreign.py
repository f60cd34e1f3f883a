"""Elements that a markup does not know: custom elements of web pages, elements in namespaces of
other programs. What they say comes in; the reader learns how to keep it.

An unknown element with text is its content, as browsers show it, and never parts a sentence by its
name; one without text is an embed, kept as it is. An address leads to a link or an embed.
Attributes that no node holds are reported with their values, those of presentation are not (HTML
Living Standard §4.13, custom elements).
"""

from __future__ import annotations

from itertools import islice

from newsfmt.markup._links import is_safe
from newsfmt.xmlkit import Element, local, namespace, raw_xml

__all__ = [
    "address_of",
    "has_blocks",
    "has_text",
    "is_foreign",
    "is_named",
    "markup_of",
    "shown",
    "unheld",
]

_KNOWN = frozenset(
    {
        "",
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1998/Math/MathML",
        "http://iptc.org/std/NITF/2006-10-18/",
        "http://iptc.org/std/nar/2006-10-01/",
    }
)
_ADDRESSES = (
    "src", "href", "data-src", "data-href", "data-url", "data-embed-url", "url", "uri", "data-uri", "source", "data", "link", "permalink",
)  # fmt: skip
_PRESENTATION = frozenset(
    "id class style lang dir slot part is hidden tabindex align valign width height border bgcolor color face size".split()
)
_CONTAINERS = frozenset(
    "body.content body.end block body html div section article aside main inlineXML inlineData DataContent".split()
)
_BLOCKS = frozenset(
    "p div ul ol dl table blockquote bq block section article aside figure media pre hr h1 h2 h3 h4 h5 h6 hl1 hl2 hl3 hl4".split()
)


def is_named(tag: str) -> bool:
    """Return whether the namespace of a tag is one of the markup, or none."""
    return tag[:1] != "{" or tag[1 : tag.index("}")] in _KNOWN


def is_foreign(element: Element, home: str) -> bool:
    """Return whether an element is in a namespace that is neither of the markup nor that of the
    document (``home``), and not a block that stands between blocks of its own.
    """
    name = namespace(element)
    parent = element.getparent()
    if name in _KNOWN or name == home or parent is None or name == namespace(parent):
        return False
    return local(parent) not in _CONTAINERS or _is_in_text(element, parent)


def _is_in_text(element: Element, parent: Element) -> bool:
    before = element.getprevious()
    text = parent.text if before is None else before.tail
    return bool((text or "").strip() or (element.tail or "").strip())


def address_of(element: Element) -> str | None:
    """Return the address in an attribute of an element, if it may be followed."""
    for name in _ADDRESSES:
        value = (element.get(name) or "").strip()
        if value and ("/" in value or ":" in value) and " " not in value and is_safe(value):
            return value
    return None


def unheld(element: Element, href: str | None = None) -> list[tuple[str, str]]:
    """Return the attributes of an unknown element that say something, without that of an address
    that is kept.
    """
    return [
        (name, str(value))
        for key, value in element.items()
        if (name := str(key)) not in _PRESENTATION
        and not name.startswith(("{http://www.w3.org/XML/", "xml", "on", "aria-"))
        and str(value).strip()
        and str(value).strip() != href
    ]


def shown(attributes: list[tuple[str, str]]) -> str:
    """Return attributes as a message shows them."""
    return ", ".join(f"{name} {value!r}" for name, value in attributes)


def has_text(element: Element) -> bool:
    """Return whether an element holds a text, or other elements that may be content."""
    return len(element) > 0 or bool((element.text or "").strip())


def has_blocks(element: Element) -> bool:
    """Return whether an element holds paragraphs or other blocks."""
    return any(
        local(inner) in _BLOCKS and not is_foreign(inner, "")
        for inner in islice(element.iterdescendants("{*}*"), 100)
    )


def markup_of(element: Element) -> str:
    """Return an element as markup, for an embed."""
    return raw_xml(element).strip()

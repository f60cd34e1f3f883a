"""The only module that uses lxml: untrusted XML and HTML come in, elements go out; and XML goes out
that is always well-formed.

Bytes or binary streams come in, never a path; nothing is fetched, expanded or included; a DOCTYPE
is accepted and ignored. Entity names become characters before libxml2 sees them, the encoding
follows from the bytes, comments and processing instructions are dropped. Every fault is a
ParseError with a line, every repair a diagnostic (XML 1.0, 5th edition).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = [
    "Element",
    "Items",
    "Schema",
    "Writer",
    "ancestors",
    "attribute",
    "child",
    "children",
    "collapse",
    "declared_encoding",
    "escape",
    "escape_attribute",
    "is_element",
    "is_language",
    "is_token",
    "layout",
    "line",
    "local",
    "namespace",
    "parse",
    "parse_html",
    "problems",
    "raw_xml",
    "resolve",
    "root",
    "split",
    "stream",
    "text",
    "verbatim",
]

if TYPE_CHECKING:
    from newsfmt.xmlkit._addresses import resolve
    from newsfmt.xmlkit._bytes import declared_encoding
    from newsfmt.xmlkit._elements import (
        Element,
        ancestors,
        attribute,
        child,
        children,
        collapse,
        is_element,
        layout,
        line,
        local,
        namespace,
        raw_xml,
        root,
        text,
        verbatim,
    )
    from newsfmt.xmlkit._html import parse_html
    from newsfmt.xmlkit._reading import parse, stream
    from newsfmt.xmlkit._split import Items, split
    from newsfmt.xmlkit._validation import Schema, problems
    from newsfmt.xmlkit._writer import (
        Writer,
        escape,
        escape_attribute,
        is_language,
        is_token,
    )

_HOMES = {
    "_addresses": "resolve",
    "_bytes": "declared_encoding",
    "_elements": "Element ancestors attribute child children collapse is_element layout line local"
    " namespace raw_xml root text verbatim",
    "_html": "parse_html",
    "_reading": "parse stream",
    "_split": "Items split",
    "_validation": "Schema problems",
    "_writer": "Writer escape escape_attribute is_language is_token",
}


def __getattr__(name: str) -> Any:  # imported on first use: writing XML needs no lxml
    import importlib

    for home, names in _HOMES.items():
        if name in names.split():
            value = getattr(importlib.import_module(f"newsfmt.xmlkit.{home}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'newsfmt.xmlkit' has no attribute {name!r}")

"""Texts and contents of Atom: an element comes in, what its type says its content is goes out (RFC
4287 §3.1, §4.1.3; Atom 0.3 with its ``mode``).
"""

from __future__ import annotations

import base64
import binascii
from typing import NamedTuple

from newsfmt.xmlkit import Element
from newsfmt_web import wording
from newsfmt_web.items import Incoming
from newsfmt_web.nodes import Node

__all__ = ["Construct", "construct", "line"]

_HTML = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})


class Construct(NamedTuple):
    """What an element holds: ``kind`` is ``text``, ``html``, ``xml`` or ``data``."""

    kind: str
    markup: str | Element
    media_type: str


def construct(node: Node) -> Construct:
    """Return what an element holds by its type and mode."""
    mode = (node.get("mode") or "").strip().lower()
    default = "text/html" if mode == "escaped" else "text"
    media_type = (node.get("type") or default).strip().lower()
    bare = media_type.partition(";")[0].strip()
    markup: str | Element = node.markup
    if mode == "base64":
        text = _decoded(node.text)
        if text is None or not (bare in _HTML or bare.startswith("text")):
            return Construct("data", node.text, media_type)
        markup = text
    if bare in _HTML:
        return Construct("html", markup, media_type)
    if bare in ("text", "text/plain"):
        return Construct("text", markup if isinstance(markup, str) else node.text, media_type)
    if bare.endswith(("+xml", "/xml")):
        return Construct("xml", markup, media_type)
    if bare.startswith("text/"):
        return Construct("text", markup if isinstance(markup, str) else node.text, media_type)
    if "/" in bare:
        text = _decoded(node.text)
        return Construct("data", node.text, media_type)
    return Construct("text", node.text, media_type)


def line(item: Incoming, node: Node) -> str:
    """Return a text as one line: verbatim, or of its HTML."""
    kind, markup, _ = construct(node)
    if kind == "html":
        return wording.line_of_html(markup, item.context)
    return wording.line_of_text(markup if isinstance(markup, str) else node.text)


def _decoded(text: str) -> str | None:
    """The text that Base64 holds; None for other text."""
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        return None

"""Atom 1.0 and 0.3: the record of the format and its sniffer."""

from __future__ import annotations

import re

from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt_web import leaving, saying
from newsfmt_web.names import prefix_of
from newsfmt_web.options import FeedOptions, WebOptions

__all__ = ["FORMAT", "sniff"]

_ENTRY = re.compile(r"<(?:\w+:)?entry[\s>]", re.I)
_SOUP = re.compile(
    r"(?<![^\s>.,:;!?-])<feed[\s>][^<>]*(?:www\.w3\.org/2005/Atom|purl\.org/atom/ns)", re.I
)


def sniff(head: Head) -> Confidence:
    """CERTAIN for the root ``feed`` or ``entry`` in a namespace of Atom, LIKELY for a ``feed``
    without one that holds entries, and for one behind other words.
    """
    root = head.xml_root
    local = root.local.lower() if root is not None else ""
    if root is not None and local in ("feed", "entry"):
        if prefix_of(root.namespace) == "atom":
            return Confidence.CERTAIN
        if local == "feed" and not root.namespace and _ENTRY.search(head.more_text):
            return Confidence.LIKELY
        return Confidence.NO
    if head.json_start or local in ("html", "rss") or "<feed" not in head.text:
        return Confidence.NO
    return Confidence.LIKELY if _SOUP.search(head.text) else Confidence.NO


def version(head: Head) -> str | None:
    """Return the version of Atom: that of the namespace."""
    root = head.xml_root
    if root is None or prefix_of(root.namespace) != "atom":
        return None
    return "0.3" if "purl.org" in root.namespace else "1.0"


FORMAT = Format(
    name="atom",
    title="Atom",
    media_types=("application/atom+xml",),
    extensions=("atom",),
    sniff=sniff,
    version=version,
    read="newsfmt_web.atom.read:read",
    write="newsfmt_web.atom.write:write",
    writes=saying.atom,
    read_options=WebOptions,
    write_options=FeedOptions,
    drops=leaving.ATOM,
    samples=("newsfmt_web:samples/atom",),
    spec="https://www.rfc-editor.org/rfc/rfc4287",
)
"""The format."""

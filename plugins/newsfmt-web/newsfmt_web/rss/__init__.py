"""RSS 0.9x, 1.0 and 2.0, and the Channel Definition Format: the record of the format and its
sniffer.
"""

from __future__ import annotations

import re

from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt_web import leaving, saying
from newsfmt_web.names import prefix_of
from newsfmt_web.options import FeedOptions, WebOptions

__all__ = ["FORMAT", "sniff"]

_WORDPRESS = re.compile(r"https?://wordpress\.org/export/")
_SOUP = re.compile(r"<(?<![^\s>.,:;!?-]<)rss[\s>]", re.I)  # a search begins at a literal
_VERSION = re.compile(r"<rss\s[^<>]{0,2000}?\bversion\s*=\s*[\"']?([\d.]{1,8})", re.I)


def sniff(head: Head) -> Confidence:
    """CERTAIN for the root ``rss`` and for RDF of RSS, LIKELY for ``channel`` and for ``<rss``
    behind other words; NO for an export of WordPress.
    """
    text = head.text
    root = head.xml_root
    local = root.local.lower() if root is not None else ""
    if root is not None and local == "rss":
        is_export = _WORDPRESS.search(head.more_text)
        return Confidence.NO if is_export else Confidence.CERTAIN
    if root is not None and local == "rdf" and prefix_of(root.namespace) == "rdf":
        known = ("http://purl.org/rss/1.0", "netscape.com/rdf/simple/0.9", "purl.org/net/rss1.1")
        return Confidence.CERTAIN if any(name in text for name in known) else Confidence.NO
    if root is not None and local == "channel":
        return (
            Confidence.LIKELY if re.search(r"<item[\s>]", head.more_text, re.I) else Confidence.NO
        )
    if local in ("html", "feed") or head.json_start:
        return Confidence.NO
    if _SOUP.search(text) and not _WORDPRESS.search(head.more_text):
        return (
            Confidence.LIKELY if re.search(r"<(?:channel|item)[\s>]", text, re.I) else Confidence.NO
        )
    return Confidence.NO


def version(head: Head) -> str | None:
    """Return the version of RSS: the attribute of ``rss``, 1.0 and 0.9 of RDF."""
    match = _VERSION.search(head.text)
    if match:
        return match[1]
    if "http://purl.org/rss/1.0/" in head.text:
        return "1.0"
    return "0.9" if "netscape.com/rdf/simple/0.9" in head.text else None


FORMAT = Format(
    name="rss",
    title="RSS",
    media_types=("application/rss+xml", "application/rdf+xml"),
    extensions=("rss", "rdf"),
    sniff=sniff,
    version=version,
    read="newsfmt_web.rss.read:read",
    write="newsfmt_web.rss.write:write",
    writes=saying.rss,
    read_options=WebOptions,
    write_options=FeedOptions,
    drops=leaving.RSS,
    samples=("newsfmt_web:samples/rss",),
    spec="https://www.rssboard.org/rss-specification",
)
"""The format."""

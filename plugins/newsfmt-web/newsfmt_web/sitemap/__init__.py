"""News sitemaps: the record of the format and its sniffer."""

from __future__ import annotations

import re

from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt_web import leaving
from newsfmt_web.options import WebOptions

__all__ = ["FORMAT", "sniff"]

_NEWS = re.compile(r"https?://www\.google\.com/schemas/sitemap-news\b")


def sniff(head: Head) -> Confidence:
    """CERTAIN for the root ``urlset`` with the namespace of news."""
    root = head.xml_root
    if root is None or root.local != "urlset":
        return Confidence.NO
    return Confidence.CERTAIN if _NEWS.search(head.text) else Confidence.NO


FORMAT = Format(
    name="sitemap",
    title="News sitemap",
    extensions=("xml",),
    sniff=sniff,
    read="newsfmt_web.sitemap.read:read",
    read_options=WebOptions,
    drops=leaving.FEED,
    samples=("newsfmt_web:samples/sitemap",),
    spec="https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
)
"""The format."""

"""JSON Feed 1.0 and 1.1: the record of the format and its sniffer."""

from __future__ import annotations

import re

from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt_web import leaving, saying
from newsfmt_web.options import FeedOptions, WebOptions

__all__ = ["FORMAT", "sniff"]

_VERSION = re.compile(
    r"\"version\"\s*:\s*\"https?:\\?/\\?/jsonfeed\.org\\?/version\\?/([\d.]{0,8})"
)


def sniff(head: Head) -> Confidence:
    """CERTAIN for a ``version`` of jsonfeed.org anywhere in the head, LIKELY for the keys of a
    feed.
    """
    if head.json_start != "{":
        return Confidence.NO
    if _VERSION.search(head.text):
        return Confidence.CERTAIN
    keys = head.json_keys
    if "items" in keys and keys & {"home_page_url", "feed_url"}:
        return Confidence.LIKELY
    return Confidence.NO


def version(head: Head) -> str | None:
    """Return the version of JSON Feed that the head names."""
    match = _VERSION.search(head.text) if head.json_start == "{" else None
    return match[1] or None if match else None


FORMAT = Format(
    name="jsonfeed",
    title="JSON Feed",
    aliases=("json-feed",),
    media_types=("application/feed+json",),
    extensions=("json",),
    sniff=sniff,
    version=version,
    read="newsfmt_web.jsonfeed.read:read",
    write="newsfmt_web.jsonfeed.write:write",
    writes=saying.jsonfeed,
    read_options=WebOptions,
    write_options=FeedOptions,
    drops=leaving.JSONFEED,
    streams=False,
    samples=("newsfmt_web:samples/jsonfeed",),
    spec="https://www.jsonfeed.org/version/1.1/",
)
"""The format."""

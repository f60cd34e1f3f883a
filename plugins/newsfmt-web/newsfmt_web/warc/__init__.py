"""Web archives: the record of the format and its sniffer (WARC 1.0 and 1.1, ISO 28500)."""

from __future__ import annotations

import re

from newsfmt.dropped import Dropped
from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt_web.html import DROPS, HtmlOptions

__all__ = ["FORMAT", "sniff"]

_VERSION = re.compile(r"\s*WARC/(\d+\.\d+)")


def sniff(head: Head) -> Confidence:
    """CERTAIN for the version line of a record."""
    return Confidence.CERTAIN if _VERSION.match(head.text) else Confidence.NO


def version(head: Head) -> str | None:
    """Return the version of the first record."""
    match = _VERSION.match(head.text)
    return match[1] if match else None


_HEADERS = (
    Dropped(
        "line", "the version of a record or of HTTP, and lines of pages, which count as in html"
    ),
    Dropped("WARC-Date", "of a record that is no page; that of a page is kept"),
    Dropped("WARC-Record-ID", "of a record that is no page; that of a page is kept"),
    Dropped("Content-Type", "how a record is written; what it holds is seen in its bytes"),
    Dropped("Content-Length", "how long a record is"),
    Dropped("software|format|Host", "of the archive and of requests, which are no pages"),
    Dropped("fetchTimeMs", "how long a record took, which is no page"),
)
FORMAT = Format(
    name="warc",
    title="WARC",
    aliases=("web-archive",),
    media_types=("application/warc",),
    extensions=("warc",),
    sniff=sniff,
    version=version,
    read="newsfmt_web.warc.read:read",
    read_options=HtmlOptions,
    drops=(*DROPS, *_HEADERS),
    samples=("newsfmt_web:samples/warc",),
    spec="https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
)
"""The format."""

"""Exports of WordPress (WXR 1.0 to 1.2): the record of the format, its options and its sniffer."""

from __future__ import annotations

import re
from typing import Literal

import attrs

from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt.options import option
from newsfmt_web import leaving
from newsfmt_web.options import WebOptions

__all__ = ["FORMAT", "WxrOptions", "sniff"]

_NAMESPACE = re.compile(r"https?://wordpress\.org/export/([\d.]+)")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WxrOptions(WebOptions):
    """Options of the reader of exports."""

    attachments: Literal["associations", "articles", "no"] = option(
        "associations",
        "What becomes of uploaded files: associations of their posts, articles, or nothing.",
    )
    """What becomes of uploaded files."""


def sniff(head: Head) -> Confidence:
    """CERTAIN for the root ``rss`` with the namespace of an export, which may stand behind
    kilobytes of comments.
    """
    root = head.xml_root
    if root is None or root.local.lower() != "rss":
        return Confidence.NO
    return Confidence.CERTAIN if _NAMESPACE.search(head.more_text) else Confidence.NO


def version(head: Head) -> str | None:
    """Return the version of the export: that of its namespace."""
    match = _NAMESPACE.search(head.text)
    return match[1] if match else None


FORMAT = Format(
    name="wxr",
    title="WordPress export",
    aliases=("wordpress",),
    extensions=("wxr", "xml"),
    sniff=sniff,
    version=version,
    read="newsfmt_web.wxr.read:read",
    read_options=WxrOptions,
    drops=leaving.WXR,
    refines="rss",
    samples=("newsfmt_web:samples/wxr",),
    spec="https://wordpress.org/documentation/article/tools-export-screen/",
)
"""The format."""

"""Which addresses may be written as links: everything but those that run or carry content themselves."""

from __future__ import annotations

import re

__all__ = ["is_safe"]

_SKIPPED = re.compile("[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")
_UNSAFE = ("javascript:", "data:", "vbscript:", "livescript:", "mocha:", "jscript:")
_AROUND = ("view-source:", "feed:", "jar:", "ms-its:", "mk:", "blob:", "filesystem:", "wyciwyg:")
"""Schemes that another address follows, which some programs then open."""
_PLAIN = ("https://", "http://", "mailto:", "tel:", "/", "#")
_HEAD = 200


def is_safe(href: str) -> bool:
    """Whether an address may stand in a link, with white space, control characters and character references seen through.

    >>> is_safe("https://example.com/"), is_safe(" JAVA\\tscript:alert(1)"), is_safe("javascript&colon;alert(1)")
    (True, False, False)
    """
    if href.startswith(_PLAIN):
        return True
    colon = href.find(":")
    if colon < 0 and "&" not in href and "%" not in href and "\uff1a" not in href:
        return True
    head = href[:_HEAD]
    if "&" in head or "%" in head:
        from html import unescape
        from urllib.parse import unquote

        head = unquote(unescape(unescape(head)))
    head = _SKIPPED.sub("", head).replace("\uff1a", ":").lower()
    while head.startswith(_AROUND):
        head = head.partition(":")[2]
    return not head.startswith(_UNSAFE)

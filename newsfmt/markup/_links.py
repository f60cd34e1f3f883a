"""Which addresses may be written as links: everything but those that run or carry content
themselves.
"""

from __future__ import annotations

import re

__all__ = ["is_safe"]

_SKIPPED = re.compile(
    "[\x00-\x20\x7f-\xa0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+"
)
_UNSAFE = ("javascript:", "data:", "vbscript:", "livescript:", "mocha:", "jscript:")
_AROUND = re.compile("(?:view-source:|feed:|jar:|ms-its:|mk:|blob:|filesystem:|wyciwyg:/*)++")
"""Schemes that another address follows, which some programs then open."""
_PLAIN = ("https://", "http://", "mailto:", "tel:", "/", "#")


def is_safe(href: str) -> bool:
    """Whether an address may stand in a link, with white space, control characters and character
    references seen through.

    >>> is_safe("https://example.com/"), is_safe(" JAVA\\tscript:alert(1)"), is_safe("javascript&colon;alert(1)")
    (True, False, False)
    """
    if href.startswith(_PLAIN):
        return True
    colon = href.find(":")
    if colon < 0 and "&" not in href and "%" not in href and "\uff1a" not in href:
        return True
    if "&" in href or "%" in href:
        from html import unescape
        from urllib.parse import unquote

        href = unquote(unescape(unescape(href)))
    href = (
        _SKIPPED.sub("", href).replace("\uff1a", ":").lower()
    )  # all of it: what is skipped may be longer than any bound
    around = _AROUND.match(href)
    return not href.startswith(_UNSAFE, around.end() if around else 0)

"""Addresses as documents on the web write them: a relative one and its base come in, the absolute
one goes out.

White space at the ends and line ends inside go; nothing else is normalised (RFC 3986 §5). An
address with a scheme of its own stays as it is, one without a base too.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

__all__ = ["absolute", "is_absolute"]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_AROUND = " \t\r\n\f"
_BREAKS = re.compile(r"[\t\r\n\f]+")


def absolute(href: str, base: str | None) -> str:
    """Return an address resolved against its base; one that begins with ``//`` without a base is
    one of ``https``.

    >>> absolute("../ferry", "https://example.com/news/today/")
    'https://example.com/news/ferry'
    >>> absolute(" //cdn.example.com/a.png", None), absolute("ferry", None)
    ('https://cdn.example.com/a.png', 'ferry')
    """
    href = href.strip(_AROUND)
    if "\n" in href or "\t" in href or "\r" in href or "\f" in href:
        href = _BREAKS.sub("", href)
    if not href or _SCHEME.match(href):
        return href
    if href.startswith("//") and not (base and is_absolute(base)):
        return f"https:{href}"
    try:
        return urljoin(base, href) if base else href
    except ValueError:  # a host that no address has
        return href


def is_absolute(href: str) -> bool:
    """Return whether an address has a scheme and a host, so that others can be resolved against it.

    >>> is_absolute("https://example.com/"), is_absolute("/news"), is_absolute("urn:example:1")
    (True, False, False)
    """
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)

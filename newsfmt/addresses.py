"""Addresses as documents on the web write them: a relative one and its base come in, the absolute
one goes out.

White space at the ends and line ends inside go; nothing else is normalised (RFC 3986 §5). An
address with a scheme of its own stays as it is, one without a base too.
"""

from __future__ import annotations

import re
from functools import lru_cache
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
    if not base:
        return f"https:{href}" if href.startswith("//") else href
    scheme, host, folder = _parts(base)
    if href.startswith("//"):
        return f"{scheme or 'https'}:{href}"
    if host and "./" not in href and href[-1] != "." and "?" not in href:
        if href[0] == "/":
            return host + href
        if href[0] not in "?#" and folder:
            return folder + href
    try:
        return urljoin(base, href)
    except ValueError:  # a host that no address has
        return href


@lru_cache(maxsize=256)
def _parts(base: str) -> tuple[str, str, str]:
    """Of a base its scheme, all before its path, and all before the last part of its path; nothing
    where it is not absolute.
    """
    if not is_absolute(base):
        return "", "", ""
    scheme, host, path, _, _ = urlsplit(base)
    folder = path[: path.rfind("/") + 1] or "/"
    plain = scheme in ("http", "https") and "./" not in folder
    before = f"{scheme}://{host}"
    return scheme, before if plain else "", before + folder if plain else ""


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

"""The forms in which the schemas of ninjs want their values: ``uri`` (RFC 3986), ``date-time`` (RFC
3339), geometries (RFC 7946).

A value of the model comes in, one that every validator accepts goes out, or None where
newsfmt would have to invent one. So do names: in 1.x a role or a name is part of a key
(``body_text``, ``renditions.main``) and must begin with a letter, digit or underscore; from 2.0 on
an association and a rendition must have a name. Where the article has none that fits, the writer
puts ``newsfmt_<n>`` (no name) or ``newsfmt_<n>_<name>``, and the reader takes the mark off again.
"""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from newsfmt.body import plain
from newsfmt.dates import NewsDate

__all__ = [
    "bare",
    "contacts",
    "date_time",
    "digits",
    "fitting",
    "geometry",
    "is_moment",
    "is_text",
    "is_uri",
    "marked",
    "named",
    "number",
    "share",
    "uri",
]


def is_text(*texts: str | None) -> bool:
    """Return whether texts come back from JSON as they are: not empty, without white space at their
    edges. None is no text.
    """
    for text in texts:
        if text is not None and (type(text) is not str or text == "" or plain(text) != text):
            return False
    return True


def is_moment(date: NewsDate | None) -> bool:
    """Return whether a date is written as it is: a time with seconds and a zone."""
    return date is None or (date.iso[16:17] == ":" and date.has_zone)


_P = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})"
_HOST = r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*+)"
_USER = r"(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*+@)?"
_URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*+:(?://{_USER}{_HOST}(?::[0-9]*+)?(?:/{_P}*+)*+|/(?:{_P}++(?:/{_P}*+)*+)?|(?:{_P}++(?:/{_P}*+)*+)?)"
    rf"(?:\?(?:{_P}|[/?])*+)?(?:\#(?:{_P}|[/?])*+)?"
)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#\s]")


@lru_cache(maxsize=4096)
def is_uri(text: str) -> bool:
    """Whether a text is a URI with a scheme, by the letter of RFC 3986.

    >>> is_uri("urn:example:1"), is_uri("/images/1.jpg"), is_uri("http://example.com/å")
    (True, False, False)
    """
    match = _URI.fullmatch(text)
    if match is None:
        return False
    if match["six"] is not None:
        try:
            ipaddress.IPv6Address(match["six"])
        except ValueError:
            return False
    return True


def uri(text: str | None) -> str | None:
    """Return a URI as it is, an address with letters or spaces that a URI has not percent-encoded
    (RFC 3987 §3.1), else None.
    """
    if not text or is_uri(text):
        return text or None
    if _ADDRESS.match(text):
        encoded = quote(text, safe="!#$%&'()*+,/:;=?@[]~-._")
        if is_uri(encoded):
            return encoded
    return None


def date_time(date: NewsDate | None) -> str | None:
    """Return a time with a zone as RFC 3339 wants it, seconds included; None for anything less,
    since the rest would be invented.
    """
    if date is None or (zone := date.zone) is None or date.hour is None:
        return None
    return date.iso if date.iso[16] == ":" else f"{date.iso[:16]}:00{zone}"


def number(value: float | None) -> float | None:
    """Return a number that JSON has, else None."""
    return value if value is not None and math.isfinite(value) else None


def share(value: float | None) -> int | None:
    """Return a relevance or confidence as a whole number from 0 to 100; None for anything else."""
    return int(value) if value is not None and 0 <= value <= 100 and value == int(value) else None


_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_LEAST = {
    "LineString": (2,),
    "MultiLineString": (0, 2),
    "Polygon": (0, 4),
    "MultiPolygon": (0, 0, 4),
}


def geometry(value: object) -> dict[str, Any] | None:
    """Return a GeoJSON geometry if it is a valid one with nothing else in it, else None."""
    if (
        not isinstance(value, dict)
        or value.keys() != {"type", "coordinates"}
        or not isinstance(value["type"], str)
    ):
        return None
    kind = value["type"]
    if kind not in _DEPTHS or not _position(
        value["coordinates"], _DEPTHS[kind], _LEAST.get(kind, ())
    ):
        return None
    return value


def _position(value: object, depth: int, least: tuple[int, ...]) -> bool:
    if not isinstance(value, list) or len(value) < (least[0] if least else 0):
        return False
    if depth:
        return all(_position(part, depth - 1, least[1:]) for part in value)
    return len(value) >= 2 and all(type(part) in (int, float) for part in value)


_CONTACT = frozenset({"type", "role", "lang", "name", "value", "address"})
_ADDRESS_KEYS = frozenset({"lines", "locality", "area", "postalCode", "country"})


def contacts(value: object) -> list[dict[str, Any]] | None:
    """Return a contactInfo array if every contact in it is valid (either a value or an address),
    else None.
    """
    if not isinstance(value, list):
        return None
    for part in value:
        if (
            not isinstance(part, dict)
            or not part.keys() <= _CONTACT
            or ("value" in part) == ("address" in part)
        ):
            return None
        address = part.get("address", {})
        if not isinstance(address, dict) or not address.keys() <= _ADDRESS_KEYS:
            return None
        lines = address.get("lines", [])
        texts = [text for name, text in part.items() if name != "address"] + [
            text for name, text in address.items() if name != "lines"
        ]
        if not isinstance(lines, list) or not all(
            isinstance(text, str) for text in [*lines, *texts]
        ):
            return None
    return value


# ---- names
# ------------------------------------------------------------

_MARK = re.compile(r"newsfmt_\d+(?:_|$)")
_FITS = re.compile(r"[a-zA-Z0-9_]")


def bare(name: str) -> str | None:
    """Return a name without our mark; None where the mark was the whole name."""
    mark = _MARK.match(name)
    return plain(name[mark.end() :] if mark else name) or None


def fitting(name: str | None, taken: Collection[str], number: int) -> str:
    """Return a name that 1.x takes as (part of) a key and that is not taken yet, marked where it is
    not the name itself.
    """
    if name and name not in taken and _FITS.match(name) and not _MARK.match(name):
        return name
    return marked(name, number)


def marked(name: str | None, number: int) -> str:
    """Return a name with our mark in front."""
    return f"newsfmt_{number}_{name}" if name else f"newsfmt_{number}"


def named(name: str | None, number: int) -> str:
    """Return a name that 2.x and 3.x take, marked where the name is missing or begins with our
    mark.
    """
    return name if name and bare(name) == name else marked(name, number)


def digits(text: str) -> int | None:
    """Return the number that a count kept in ``extra`` is, if it is one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None

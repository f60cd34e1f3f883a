"""The names of ninjs: 3.x camel case is the form used inside; what 1.x and 2.x call the same thing,
and marks for names we had to make.

In 1.x a role or a name is part of a key (``body_text``, ``renditions.main``) and must begin with a
letter, digit or underscore; from 2.0 on an association and a rendition must have a name. Where the
article has none that fits, the writer puts ``newsfmt_<n>`` (no name) or ``newsfmt_<n>_<name>``, and
the reader takes the mark off again.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from newsfmt.body import plain

__all__ = [
    "CREATORS",
    "DERIVED",
    "DERIVED_ROLE",
    "ENCODED_ID",
    "FROM_1",
    "TO_1",
    "bare",
    "camel",
    "fitting",
    "marked",
    "recased",
]

DERIVED = "urn:newsfmt:sha256:"
"""Begin of a ``uri`` that stands for none: the first 32 characters of the article's fingerprint
follow (model-rules.md §5).
"""
DERIVED_ROLE = "newsfmt:derived"
"""Role of the entry of ``altIds`` whose value names the fields that the writer derived."""
ENCODED_ID = "urn:newsfmt:id:"
"""Begin of a ``uri`` that holds an id which is no URI, percent-encoded."""

TO_1 = {
    "people": "person", "organisations": "organisation", "places": "place", "subjects": "subject", "events": "event", "objects": "object",
    "infoSources": "infosource", "genres": "genre", "trustIndicators": "trustindicator", "by": "byline", "standard": "$standard",
    "contentType": "mimetype", "embargoedUntil": "embargoed",
}  # fmt: skip
"""Keys of 3.x that 1.x calls otherwise than in lower case."""
FROM_1 = {old: new for new, old in TO_1.items()}

_CAMEL = {
    name.lower(): name
    for name in (
        "langId", "linkedRights", "encodedRights", "postalCode", "videoCodec", "frameRate", "aspectRatio", "scanType", "transportProtocol",
        "symbolType", "contactInfo", "geoJSON",
    )
}  # fmt: skip

CREATORS = frozenset(
    """artist author cameraman cartoonist columnist composer contributor correspondent creator designer director editor illustrator
    journalist photographer photojournalist producer reporter subeditor translator videographer writer""".split()
)
"""Roles of a person or a source that make the content: such a one is a creator."""

_MARK = re.compile(r"newsfmt_\d+(?:_|$)")
_FITS = re.compile(r"[a-zA-Z0-9_]")


def bare(name: str) -> str | None:
    """Return a name without our mark; None where the mark was all of it."""
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
    """Return a name with our mark in front of it."""
    return f"newsfmt_{number}_{name}" if name else f"newsfmt_{number}"


def camel(key: str) -> str:
    """Return a key inside an object as 3.x spells it."""
    return _CAMEL.get(key, key)


def recased(value: object, *, lower: bool = False) -> object:
    """Return plain data with the keys of its objects as 3.x spells them, or in lower case as 1.x
    and 2.x do; three levels deep.
    """
    return _recased(value, lower, 3)


def _recased(value: object, lower: bool, depth: int) -> object:
    if depth and isinstance(value, dict):
        return {
            (key.lower() if lower else _CAMEL.get(key, key)): _recased(part, lower, depth - 1)
            for key, part in value.items()
        }
    if depth and isinstance(value, list):
        return [_recased(part, lower, depth - 1) for part in value]
    return value

"""The records inside an item: concepts, parties, organisations, places and renditions, from any
version's objects.

An object comes in with the step that leads to it, a record goes out, or None where nothing is set.
What has no field is kept in the record's ``extra``; a key that no version has is reported, and so
is every value of the wrong type.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from newsfmt.article import Concept, Geo, Organisation, Party, Place, Rendition, Symbol
from newsfmt.body import plain
from newsfmt.formats.ninjs.names import bare, camel, recased
from newsfmt.formats.ninjs.notes import Extras, Notes, kept

__all__ = ["concept", "organisation", "party", "place", "records", "rendition", "split"]

Fields = dict[str, Any]

_WORDS = {
    "name": "name", "rel": "role", "role": "role", "uri": "uri", "literal": "literal", "code": "code", "qcode": "code", "scheme": "scheme",
}  # fmt: skip
_PARTY_WORDS = _WORDS | {
    "email": "email",
    "jobtitle": "job_title",
    "job_title": "job_title",
    "affiliation": "organisation",
}
_RENDITION_WORDS = {
    "name": "name", "href": "href", "mimetype": "mime_type", "contenttype": "mime_type", "contentType": "mime_type", "title": "title",
    "format": "format",
}  # fmt: skip
_SIZES = {
    "width": "width",
    "height": "height",
    "sizeinbytes": "size",
    "sizeInBytes": "size",
    "size": "size",
}
_KNOWN = frozenset(
    """contactinfo contactInfo creator id geojson geoJSON poi media videoCodec frameRate aspectRatio scanType bitrate transportProtocol filename
    lang guid parent aliases translations biography avatar_url user sub_label state country world_region state_code country_code group""".split()
)
"""Keys without a field that a version or the CMS dialect has; they are kept in ``extra`` without a
word.
"""

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|(?:urn|tag|doi|mailto):")
_QCODE = re.compile(r"([A-Za-z][\w-]*):([^\s:/]+)")
_SCHEME_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+[/#=:]")
Special = Callable[[Notes, str, str, Any, Fields, Extras], None]


def records(
    notes: Notes, key: str, value: Any, one: Callable[[Notes, str, Any], Any], extra: Extras
) -> list[Any]:
    """Return the records of an array; one object or text alone counts as an array of it, and is
    odd.
    """
    if type(value) is not list:
        if type(value) not in (dict, str):
            notes.mistyped(f".{key}", value, "an array", extra)
            return []
        if not value:
            return []
        notes.odd(f".{key}", "an array is wanted here")
        value = [value]
    found = []
    for place, part in enumerate(value):
        record = one(notes, f".{key}[{place}]", part)
        if record is not None:
            found.append(record)
    return found


def concept(notes: Notes, step: str, value: Any) -> Concept | None:
    """Return a subject, genre, event, object, service or the like."""
    fields = _fields(notes, step, value, _WORDS, _CONCEPT)
    return Concept(**fields) if fields else None


def party(notes: Notes, step: str, value: Any) -> Party | None:
    """Return a person or a source."""
    fields = _fields(notes, step, value, _PARTY_WORDS, _PARTY)
    return Party(**fields) if fields else None


def organisation(notes: Notes, step: str, value: Any) -> Organisation | None:
    """Return an organisation with its ticker symbols."""
    fields = _fields(notes, step, value, _WORDS, _ORGANISATION)
    return Organisation(**fields) if fields else None


def place(notes: Notes, step: str, value: Any) -> Place | None:
    """Return a place with its position."""
    fields = _fields(notes, step, value, _WORDS, _PLACE)
    return Place(**fields) if fields else None


def rendition(notes: Notes, step: str, value: Any, name: str | None = None) -> Rendition | None:
    """Return a media file; in 1.x its name is the key it stands under."""
    fields = _fields(notes, step, value, _RENDITION_WORDS, _RENDITION)
    if name is not None:
        fields["name"] = name
    if fields.get("name"):
        fields["name"] = bare(fields["name"])
    return Rendition(**fields) if any(fields.values()) else None


def _fields(
    notes: Notes, step: str, value: Any, words: dict[str, str], special: dict[str, Special]
) -> Fields:
    """The set fields of one record by their names in the model."""
    if type(value) is not dict:
        return _word(notes, step, value)
    fields: Fields = {}
    extra: Extras = {}
    for key, part in value.items():
        field = words.get(key)
        if field is not None:
            if type(part) is str:
                text: str | None = part.strip() if part.isascii() else plain(part)
            else:
                text = _odd_word(notes, f"{step}.{key}", part, extra)
            if text:
                fields[field] = text
        elif key in special:
            special[key](notes, step, key, part, fields, extra)
        elif key in _KNOWN or key.startswith("geometry_"):
            if part := kept(part):
                extra["ninjs:" + key] = part
        else:
            notes.unknown(f"{step}.{key}", part, extra)
    if "code" in fields or "literal" in fields:
        _codes(fields)
    if extra:
        fields["extra"] = extra
    return fields


def _word(notes: Notes, step: str, value: Any) -> Fields:
    """A record written as a text is its name."""
    text = plain(value) if type(value) is str else ""
    if text:
        notes.odd(step, "an object is wanted here, not a text; read as a name")
        return {"name": text}
    if kept(value):
        notes.odd(step, "an object is wanted here; left out")
    return {}


def _odd_word(notes: Notes, step: str, value: Any, extra: Extras) -> str | None:
    if type(value) is dict and "name" in value:  # the CMS dialect: a job title is a concept
        return notes.text(step, value["name"], extra)
    return notes.text(step, value, extra)


@lru_cache(maxsize=2048)
def split(text: str) -> tuple[str, str] | None:
    """Return alias and code of a qcode such as ``medtop:01000000``, None for any other text.

    >>> split("medtop:01000000"), split("http://example.com/a")
    (('medtop', '01000000'), None)
    """
    match = None if _URI.match(text) else _QCODE.fullmatch(text)
    return (match[1], match[2]) if match else None


def _codes(fields: Fields) -> None:
    """Scheme and code as the model has them: a qcode is parted, a URI is the ``uri``, a scheme that
    is a URI makes one with its code.
    """
    code, scheme = fields.get("code"), fields.get("scheme")
    if code is None:
        pair = None if scheme else split(fields["literal"])
        if pair:
            del fields["literal"]
            fields["scheme"], fields["code"] = pair
    elif scheme is None:
        if _URI.match(code):
            fields.setdefault("uri", code)
            if fields["uri"] == code:
                del fields["code"]
        elif pair := split(code):
            fields["scheme"], fields["code"] = pair
    elif "uri" not in fields and _SCHEME_URI.fullmatch(scheme):
        fields["uri"] = scheme + code


def _share(notes: Notes, step: str, key: str, value: Any, fields: Fields, extra: Extras) -> None:
    """Relevance and confidence."""
    number = notes.number(f"{step}.{key}", value, extra, float)
    if number is not None:
        fields[key] = number


def _contact(notes: Notes, step: str, key: str, value: Any, fields: Fields, extra: Extras) -> None:
    """The first plain e-mail address is the party's, the rest of the contacts stays as it is."""
    rest = value if type(value) is list else [value]
    for place, contact in enumerate(rest):
        if (
            type(contact) is dict
            and contact.keys() == {"type", "value"}
            and contact["type"] == "email"
            and type(contact["value"]) is str
        ):
            fields["email"] = plain(contact["value"]) or None
            rest = rest[:place] + rest[place + 1 :]
            break
    if rest and (parts := kept(recased(rest))):
        extra["ninjs:contactInfo"] = parts


def _symbols(notes: Notes, step: str, key: str, value: Any, fields: Fields, extra: Extras) -> None:
    """Ticker symbols; 1.x and 2.x have a ``ticker`` beside a ``symbol``, which become two."""
    found = []
    for place, part in enumerate(value if type(value) is list else [value]):
        where = f"{step}.{key}[{place}]"
        if type(part) is not dict:
            notes.odd(where, "an object is wanted here; left out")
            continue
        words = {name: notes.text(f"{where}.{name}", text, extra) for name, text in part.items()}
        kind, exchange = (
            words.pop("symbolType", None) or words.pop("symboltype", None),
            words.pop("exchange", None),
        )
        symbol, ticker = words.pop("symbol", None), words.pop("ticker", None)
        for name in words:
            notes.unknown(f"{where}.{name}", part[name], extra)
        if symbol or exchange or kind:
            found.append(Symbol(symbol or ticker, exchange, kind))
        if ticker and symbol not in (None, ticker):
            found.append(Symbol(ticker, exchange))
        elif ticker and not found:
            found.append(Symbol(ticker))
    if found:
        fields["symbols"] = tuple(found)


def _geo(notes: Notes, step: str, key: str, value: Any, fields: Fields, extra: Extras) -> None:
    """A GeoJSON point is a position, longitude first; any other geometry stays as it is."""
    point = (
        value.get("coordinates")
        if type(value) is dict and value.get("type") == "Point" and len(value) == 2
        else None
    )
    if (
        type(point) is list
        and len(point) == 2
        and all(type(part) in (int, float) for part in point)
        and "geo" not in fields
    ):
        fields["geo"] = Geo(point[1], point[0])
    elif parts := kept(value):
        extra[
            "ninjs:geoJSON"
            if key != "geometry_geojson" or "ninjs:geoJSON" not in extra
            else f"ninjs:{key}"
        ] = parts
        if (
            type(value) is not dict
            or type(value.get("type")) is not str
            or type(value.get("coordinates")) is not list
        ):
            notes.odd(f"{step}.{key}", "this is no GeoJSON; kept in extra")


def _size(notes: Notes, step: str, key: str, value: Any, fields: Fields, extra: Extras) -> None:
    number = value if type(value) is int else notes.number(f"{step}.{key}", value, extra, int)
    if number is not None:
        fields[_SIZES[key]] = number


def _duration(notes: Notes, step: str, key: str, value: Any, fields: Fields, extra: Extras) -> None:
    number = notes.number(f"{step}.{key}", value, extra, float)
    if number is not None:
        fields["duration"] = number


def _rest(notes: Notes, step: str, key: str, value: Any, fields: Fields, extra: Extras) -> None:
    """A key without a field, under the name 3.x gives it."""
    if parts := kept(recased(value)):
        extra[f"ninjs:{camel(key)}"] = parts


_CONCEPT: dict[str, Special] = {"relevance": _share, "confidence": _share}
_PARTY: dict[str, Special] = {"contactinfo": _contact, "contactInfo": _contact}
_ORGANISATION: dict[str, Special] = {**_PARTY, "symbols": _symbols}
_PLACE: dict[str, Special] = {
    **_CONCEPT, "geojson": _geo, "geoJSON": _geo, "geometry_geojson": _geo, "contactinfo": _rest, "contactInfo": _rest,
}  # fmt: skip
_RENDITION: dict[str, Special] = {
    **dict.fromkeys(_SIZES, _size), "duration": _duration,
    **dict.fromkeys(("poi", "videoCodec", "videocodec", "frameRate", "framerate", "aspectRatio", "aspectratio", "scanType", "scantype",
                     "bitrate", "transportProtocol", "transportprotocol", "media", "filename"), _rest),
}  # fmt: skip

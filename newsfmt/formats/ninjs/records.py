"""The records inside an item: concepts, parties, organisations, places and renditions, from any
version's objects and back.

An object comes in with the step that leads to it, a record goes out, or None where nothing is set.
What has no field is kept in the record's ``extra``; a key that no version has is reported, and so
is every value of the wrong type. On the way back a value without a valid form is left out; reading
the output again finds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import attrs

from newsfmt.article import Article, Concept, Geo, Organisation, Party, Place, Rendition, Symbol
from newsfmt.body import plain
from newsfmt.formats.ninjs.item import (
    Data,
    Extras,
    Incoming,
    Notes,
    Outgoing,
    add,
    camel,
    extra_text,
    given,
    kept,
    recased,
    unpacked,
)
from newsfmt.formats.ninjs.values import (
    bare,
    contacts,
    fitting,
    geometry,
    is_text,
    is_uri,
    named,
    number,
    share,
    uri,
)
from newsfmt.slots import Codec, paths

__all__ = [
    "AUTHORS",
    "DIGITAL_SOURCE_TYPE",
    "EVENTS",
    "INFO_SOURCES",
    "ORGANISATIONS",
    "PEOPLE",
    "PLACES",
    "RENDITIONS",
    "SUBJECTS",
    "concepts",
    "organisations_of",
]

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
    "name": "name", "href": "href", "url": "href", "mimetype": "mime_type", "contenttype": "mime_type", "contentType": "mime_type", "title": "title",
    "format": "format",
}  # fmt: skip
_KNOWN = frozenset(
    """contactinfo contactInfo creator id geojson geoJSON poi media videoCodec frameRate aspectRatio scanType bitrate transportProtocol filename
    lang guid parent aliases translations biography avatar_url user sub_label state country world_region state_code country_code group""".split()
)
"""Keys without a field that a version or the CMS dialect has; they are kept in ``extra``
silently.
"""

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|(?:urn|tag|doi|mailto):")
_QCODE = re.compile(r"([A-Za-z][\w-]*):([^\s:/]+)")
_SCHEME_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+[/#=:]")
Fields = dict[str, Any]
Special = Callable[[Notes, str, str, Any, Fields, Extras], None]
One = Callable[[Notes, str, object], Any]
"""Reads one record of an array."""


def _records(
    notes: Notes,
    key: str,
    value: object,
    one: One,
    extra: Extras,
) -> list[Any]:
    """Return the records of an array; one object or text alone counts as an array of one, and is
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


def _reader(kind: type[Any], words: dict[str, str], special: dict[str, Special]) -> One:
    """Return what reads one record of a kind; None where it says nothing."""

    def read(notes: Notes, step: str, value: object) -> Any:
        fields = _fields(notes, step, value, words, special)
        return kind(**fields) if fields else None

    return read


def _rendition(notes: Notes, step: str, value: object, name: str | None = None) -> Rendition | None:
    """Return a media file; in 1.x its name is the key it stands under."""
    fields = _fields(notes, step, value, _RENDITION_WORDS, _RENDITION_KEYS)
    if name is not None:
        fields["name"] = name
    if fields.get("name"):
        fields["name"] = bare(fields["name"])
    return Rendition(**fields) if any(fields.values()) else None


def _fields(
    notes: Notes, step: str, value: object, words: dict[str, str], special: dict[str, Special]
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
                add(extra, "ninjs:" + key, part)
        else:
            notes.unknown(f"{step}.{key}", part, extra)
    if "code" in fields or "literal" in fields:
        _codes(fields)
    if extra:
        fields["extra"] = extra
    return fields


def _word(notes: Notes, step: str, value: object) -> Fields:
    """A record written as a text is its name."""
    text = plain(value) if type(value) is str else ""
    if text:
        notes.odd(step, "an object is wanted here, not a text; read as a name")
        return {"name": text}
    if kept(value):
        notes.odd(step, "an object is wanted here; left out")
    return {}


def _odd_word(notes: Notes, step: str, value: object, extra: Extras) -> str | None:
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
    """Scheme and code as the model has them: a qcode is split, a URI is the ``uri``, a scheme that
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


def _number(kind: type, **names: str) -> Special:
    """Return what reads a number, whose field is its key or one that ``names`` gives."""

    def read(
        notes: Notes, step: str, key: str, value: object, fields: Fields, extra: Extras
    ) -> None:
        whole = kind is int and type(value) is int  # of any size
        number = value if whole else notes.number(f"{step}.{key}", value, extra, kind)
        if number is not None:
            fields[names.get(key, key)] = number

    return read


def _contact(
    notes: Notes, step: str, key: str, value: object, fields: Fields, extra: Extras
) -> None:
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
        add(extra, "ninjs:contactInfo", parts)


def _symbols(
    notes: Notes, step: str, key: str, value: object, fields: Fields, extra: Extras
) -> None:
    """Ticker symbols; 1.x and 2.x have a ``ticker`` beside a ``symbol``, which become two."""
    found = []
    for place, part in enumerate(value if type(value) is list else [value]):
        where = f"{step}.{key}[{place}]"
        if type(part) is not dict:
            notes.mistyped(where, part, "an object", extra)
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
        elif ticker and not (symbol or exchange or kind):
            found.append(Symbol(ticker))
    if found:
        fields["symbols"] = tuple(found)


def _geo(notes: Notes, step: str, key: str, value: object, fields: Fields, extra: Extras) -> None:
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


def _rest(notes: Notes, step: str, key: str, value: object, fields: Fields, extra: Extras) -> None:
    """A key without a field, under the name 3.x gives it."""
    if parts := kept(recased(value)):
        add(extra, f"ninjs:{camel(key)}", parts)


_CONCEPT_KEYS: dict[str, Special] = dict.fromkeys(("relevance", "confidence"), _number(float))
_PARTY_KEYS: dict[str, Special] = {"contactinfo": _contact, "contactInfo": _contact}
_ORGANISATION_KEYS: dict[str, Special] = {**_PARTY_KEYS, "symbols": _symbols}
_PLACE_KEYS: dict[str, Special] = {
    **_CONCEPT_KEYS, "geojson": _geo, "geoJSON": _geo, "geometry_geojson": _geo, "contactinfo": _rest, "contactInfo": _rest,
}  # fmt: skip
_RENDITION_KEYS: dict[str, Special] = {
    **dict.fromkeys(("width", "height", "size", "sizeinbytes", "sizeInBytes"), _number(int, sizeinbytes="size", sizeInBytes="size")),
    "duration": _number(float),
    **dict.fromkeys(("poi", "videoCodec", "videocodec", "frameRate", "framerate", "aspectRatio", "aspectratio", "scanType", "scantype",
                     "bitrate", "transportProtocol", "transportprotocol", "media", "filename"), _rest),
}  # fmt: skip

_concept = _reader(Concept, _WORDS, _CONCEPT_KEYS)
_party = _reader(Party, _PARTY_WORDS, _PARTY_KEYS)
_organisation = _reader(Organisation, _WORDS, _ORGANISATION_KEYS)
_place = _reader(Place, _WORDS, _PLACE_KEYS)

# ---- reading fields of records
# ------------------------------------------------------------

Handler = Callable[[Incoming, str, Any], None]

_CREATORS = frozenset(
    """artist author cameraman cartoonist columnist composer contributor correspondent creator designer director editor illustrator
    journalist photographer photojournalist producer reporter subeditor translator videographer writer""".split()
)
"""Roles of a person or a source that make the content: such a one is a creator."""


def _terms(name: str, one: One) -> Handler:
    """An array of records that is a field."""

    def handle(item: Incoming, key: str, value: object) -> None:
        found = _records(item.notes, key, value, one, item.extra)
        if found:
            item.fields[name] = (*item.fields.get(name, ()), *found)

    return handle


organisations_of = _terms("organisations", _organisation)
"""Reads an array of organisations."""


_NOBODY = Party()


def _people(item: Incoming, key: str, value: object) -> None:
    """Who made it is a creator, whom it is about is not."""
    people: list[Party] = []
    for person in _records(item.notes, key, value, _party, item.extra):
        made, role = _role_of(person.role, "about")
        person = person if role == person.role else attrs.evolve(person, role=role)
        if person != _NOBODY:
            (item.creators if made == "creator" else people).append(person)
    if people:
        item.fields["people"] = (*item.fields.get("people", ()), *people)


def _info_sources(item: Incoming, key: str, value: object) -> None:
    """The provider, the creators and the sources, by their role."""
    for source in _records(item.notes, key, value, _party, item.extra):
        made, role = _role_of(source.role, "source")
        source = source if role == source.role else attrs.evolve(source, role=role)
        if source == _NOBODY:  # it said what it is, and not who
            continue
        if made == "provider" and "provider" not in item.fields:
            item.fields["provider"] = source
        else:
            (item.creators if made == "creator" else item.sources).append(source)


def _role_of(role: str | None, default: str) -> tuple[str, str | None]:
    """What a party is (creator, provider or the default) and its role without the mark that says
    so.
    """
    if role is None:
        return default, None
    if role in ("creator", "provider"):
        return role, None
    mark, colon, rest = role.partition(":")
    if colon and rest and mark in ("creator", "provider", default):
        return mark, rest
    return ("creator" if role.lower() in _CREATORS else default), role


def _authors(item: Incoming, key: str, value: object) -> None:
    item.creators.extend(_records(item.notes, key, value, _party, item.extra))


def _renditions(item: Incoming, key: str, value: object) -> None:
    """An object keyed by name (1.x), or an array."""
    found: list[Rendition | None] = []
    if type(value) is dict:
        found = [
            _rendition(item.notes, f".{key}.{name}", part, name)
            for name, part in value.items()
            if part is not None
        ]
    elif kept(value):
        found = list(_records(item.notes, key, value, _rendition, item.extra))
    if found:
        item.fields["renditions"] = tuple(part for part in found if part is not None)


def _digital(item: Incoming, key: str, value: object) -> None:
    found = _concept(item.notes, f".{key}", value)
    if found is not None:
        item.fields["digital_source_type"] = found


# ---- writing records
# ------------------------------------------------------------


def _write_term(out: Outgoing, term: Concept | Party, rel: str | None = "rel") -> Data:
    data = _identified(term, out.old)
    if rel and term.role:
        data[rel] = term.role
    return data


def _identified(term: Concept | Party, old: bool) -> Data:
    """Name and identifiers: scheme and code in 1.x, uri and literal later, where a code stands
    as the literal ``alias:code``.
    """
    data: Data = {} if term.name is None else {"name": term.name}
    if old:
        return data | _scheme_and_code(term)
    address, literal = uri(term.uri), term.literal
    if code := term.code:
        scheme = term.scheme
        whole = scheme + code if scheme else None
        if whole and is_uri(whole) and is_uri(str(scheme)) and term.uri in (None, whole):
            address = whole
        elif not literal:
            literal = f"{scheme}:{code}" if scheme else code
    if address is not None:
        data["uri"] = address
    if literal is not None:
        data["literal"] = literal
    return data


def _scheme_and_code(term: Concept | Party) -> Data:
    """Scheme and code of 1.x: the scheme is a URI; an alias stands before the code, a uri or
    literal alone is the code.
    """
    code, scheme = term.code, term.scheme
    if (
        code
        and term.uri
        and term.uri != code
        and term.uri.endswith(code)
        and is_uri(head := term.uri[: -len(code)])
    ):
        return {"scheme": head, "code": code}
    if code and scheme:
        return {"scheme": scheme, "code": code} if is_uri(scheme) else {"code": f"{scheme}:{code}"}
    return given(code=code or term.uri or term.literal)


def _write_party(out: Outgoing, party: Party, role: str | None, name: str | None = None) -> Data:
    data = _identified(party, out.old)
    if role:
        data[name or ("rel" if out.old else "role")] = role
    return data | _write_contacts(out, party, party.email)


def _role(role: str | None, kind: str, default: str) -> str | None:
    """The role as it is written: marked where a reader would take the party for something else."""
    plain = role if role is not None else None if kind == default else kind
    return plain if _role_of(plain, default) == (kind, role) else f"{kind}:{role}"


def _write_contacts(out: Outgoing, record: Party | Concept, email: str | None = None) -> Data:
    if not email and not record.extra:
        return {}
    found: list[Data] = [{"type": "email", "value": email}] if email else []
    rest = contacts(unpacked(extra_text(record, "contactInfo")))
    if rest:
        found += recased(rest, lower=not out.new)  # type: ignore[arg-type]
    return {out.key("contactInfo"): found} if found else {}


def _write_organisation(out: Outgoing, organisation: Organisation) -> Data:
    data = _write_term(out, organisation)
    symbols = [
        given(exchange=symbol.exchange, symbol=symbol.symbol)
        | ({out.key("symbolType"): symbol.type} if symbol.type and is_uri(symbol.type) else {})
        for symbol in organisation.symbols
    ]
    if any(symbols):
        data["symbols"] = [symbol for symbol in symbols if symbol]
    return data | _write_contacts(out, organisation)


def _write_place(out: Outgoing, place: Place) -> Data:
    data = _write_term(out, place) | _write_contacts(out, place)
    name = "geometry_geojson" if out.old else out.key("geoJSON")
    if place.geo is not None:
        at = (number(place.geo.longitude), number(place.geo.latitude))
        if None not in at:
            data[name] = {"type": "Point", "coordinates": list(at)}
    if name not in data and (shape := geometry(unpacked(extra_text(place, "geoJSON")))):
        data[name] = shape
    return data


def _write_subject(out: Outgoing, subject: Concept) -> Data:
    data = _write_term(out, subject)
    if subject.extra and (creator := extra_text(subject, "creator")) is not None:
        data["creator"] = creator
    for name in _SHARES:
        if (value := share(getattr(subject, name))) is not None:
            data[name] = value
    return data


_SHARES = ("relevance", "confidence")


def _write_rendition(out: Outgoing, part: Rendition) -> Data:
    data = given(
        href=uri(part.href), contentType=part.mime_type, title=part.title, width=part.width, height=part.height, sizeInBytes=part.size,
        duration=number(part.duration), format=part.format,
    )  # fmt: skip
    data = {out.key(name): value for name, value in data.items()}
    return data | _technical(part) if out.new and part.extra else data


_TECHNICAL = ("aspectRatio", "bitrate", "transportProtocol", "videoCodec")


def _technical(part: Rendition) -> Data:
    """What 3.x says about a video or picture beside the fields."""
    data = given(**{name: extra_text(part, name) for name in _TECHNICAL})
    rate, point, scan = (
        unpacked(extra_text(part, "frameRate")),
        unpacked(extra_text(part, "poi")),
        extra_text(part, "scanType"),
    )
    if type(rate) in (int, float):
        data["frameRate"] = rate
    if (
        isinstance(point, dict)
        and point.keys() <= {"x", "y"}
        and all(type(value) is int for value in point.values())
    ):
        data["poi"] = point
    if scan in ("progressive", "interlaced"):
        data["scanType"] = scan
    return data


# ---- what comes back
# ------------------------------------------------------------


def _is_certain(term: Concept | Party) -> bool:
    """Whether what ninjs holds of a concept or party comes back: a code with its alias, or a
    literal, a name and a URI, and nothing that was kept of ninjs.
    """
    code, scheme, literal, address = term.code, term.scheme, term.literal, term.uri
    if term.extra and any(key.startswith("ninjs:") for key in term.extra):
        return False
    if code is not None or scheme is not None:
        if literal is not None or split(f"{scheme}:{code}") != (scheme, code):
            return False
    elif literal is not None:
        if not literal or split(literal) is not None or not is_text(literal):
            return False
    elif not term.name and not address:
        return False
    return is_text(term.name, term.role) and (address is None or is_uri(address))


def _are_certain(article: Article, *fields: str) -> bool:
    return all(_is_certain(term) for field in fields for term in getattr(article, field))


def _subjects_are_certain(article: Article) -> bool:
    return all(
        _is_certain(term)
        and (term.relevance is None or share(term.relevance) is not None)
        and (term.confidence is None or share(term.confidence) is not None)
        for term in article.subjects
    )


def _parties_are_certain(*parties: Party) -> bool:
    return all(_is_certain(party) and is_text(party.email) for party in parties)


def _places_are_certain(article: Article) -> bool:
    return all(
        _is_certain(place)
        and (
            place.geo is None
            or None not in (number(place.geo.latitude), number(place.geo.longitude))
        )
        for place in article.places
    )


def _sources_are_certain(article: Article) -> bool:
    provider = article.provider
    return (provider is None or provider.role is None) and _parties_are_certain(
        *((provider,) if provider else ()), *article.creators, *article.sources
    )


def _renditions_are_certain(article: Article) -> bool:
    return all(
        part.name
        and is_text(part.name, part.mime_type, part.title, part.format)
        and bare(part.name) == part.name
        and is_uri(part.href or "")
        and (part.duration is None or number(part.duration) is not None)
        and all(
            size is None or (type(size) is int and 0 <= size < 2**53)
            for size in (part.width, part.height, part.size)
        )
        and not any(key.startswith("ninjs:") for key in part.extra)
        for part in article.renditions
    )


# ---- the codecs
# ------------------------------------------------------------

_TERM = "name code scheme uri literal role"
_CONTACT = "extra.ninjs:contactInfo"


def _array(made: Iterable[Data]) -> list[Data]:
    return [data for data in made if data]


def concepts(field: str, parts: str = _TERM, *, rel: str | None = "rel") -> Codec:
    """Return the codec of an array of concepts that is a field; ``rel`` is the key of a role."""

    def write(out: Outgoing) -> list[Data]:
        return _array(_write_term(out, term, rel) for term in getattr(out.article, field))

    return Codec(
        _terms(field, _concept),
        write,
        paths(**{field: parts}),
        certain=lambda article: _are_certain(article, field),
    )


def _write_people(out: Outgoing) -> list[Data]:
    return _array(
        _write_party(out, party, _role(party.role, "about", "about"), "rel")
        for party in out.article.people
    )


def _write_info_sources(out: Outgoing) -> list[Data]:
    article = out.article
    provider = [(article.provider, "provider")] if article.provider else []
    creators = [(party, "creator") for party in article.creators]
    sources = [(party, "source") for party in article.sources]
    made = [
        _write_party(out, party, _role(party.role, kind, "source"))
        for party, kind in [*provider, *creators, *sources]
    ]
    return [
        data for data in made if data.keys() - {"rel", "role"} or data.get("rel", data.get("role"))
    ]


def _write_events(out: Outgoing) -> list[Data]:
    return _array(
        _write_term(out, term) | (given(id=extra_text(term, "id")) if out.new else {})
        for term in out.article.events
    )


def _write_digital(out: Outgoing) -> Data | None:
    term = out.article.digital_source_type
    return _identified(term, False) if term else None


def _write_renditions(out: Outgoing) -> Any:
    renditions = out.article.renditions
    if not out.old:
        return [
            {"name": named(part.name, count)} | _write_rendition(out, part)
            for count, part in enumerate(renditions, 1)
        ]
    data: Data = {}
    for count, part in enumerate(renditions, 1):
        data[fitting(part.name, data, count)] = _write_rendition(out, part)
    return data


PEOPLE = Codec(
    _people,
    _write_people,
    paths(people=f"{_TERM} email {_CONTACT}"),
    certain=lambda article: _parties_are_certain(*article.people),
)
ORGANISATIONS = Codec(
    _terms("organisations", _organisation),
    lambda out: _array(_write_organisation(out, part) for part in out.article.organisations),
    paths(organisations=f"{_TERM} symbols {_CONTACT}"),
    certain=lambda article: (
        _are_certain(article, "organisations")
        and not any(organisation.symbols for organisation in article.organisations)
    ),
)
PLACES = Codec(
    _terms("places", _place),
    lambda out: _array(_write_place(out, part) for part in out.article.places),
    paths(places=f"{_TERM} geo {_CONTACT} extra.ninjs:geoJSON"),
    certain=_places_are_certain,
)
SUBJECTS = Codec(
    _terms("subjects", _concept),
    lambda out: _array(_write_subject(out, part) for part in out.article.subjects),
    paths(subjects=f"{_TERM} relevance confidence extra.ninjs:creator"),
    certain=_subjects_are_certain,
)
EVENTS = Codec(
    _terms("events", _concept),
    _write_events,
    paths(events=_TERM),
    {"3.1": ("events.extra.ninjs:id",)},
    lambda article: _are_certain(article, "events"),
)
INFO_SOURCES = Codec(
    _info_sources,
    _write_info_sources,
    paths(**dict.fromkeys(("creators", "provider", "sources"), f"{_TERM} email {_CONTACT}")),
    certain=_sources_are_certain,
)
AUTHORS = Codec(_authors)
DIGITAL_SOURCE_TYPE = Codec(
    _digital,
    _write_digital,
    paths(digital_source_type="name code scheme uri literal"),
    certain=lambda article: (
        article.digital_source_type is None or _is_certain(article.digital_source_type)
    ),
)
RENDITIONS = Codec(
    _renditions,
    _write_renditions,
    paths(renditions="name href mime_type width height size duration title format"),
    {
        "3.1": paths(
            renditions="extra.ninjs:aspectRatio extra.ninjs:videoCodec extra.ninjs:frameRate extra.ninjs:poi "
            "extra.ninjs:transportProtocol extra.ninjs:scanType extra.ninjs:bitrate"
        )
    },
    _renditions_are_certain,
)

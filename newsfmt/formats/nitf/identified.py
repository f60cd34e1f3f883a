"""The places of NITF's ``identified-content``: people, organisations, places, events, objects, and
classifiers for subjects and other concepts; each with its reader above its writer.

A thing is a text with a code and the source of the code; its URI and its literal are further codes
(NITF 3.6, identified-content, alt-code).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from newsfmt.article import Article, Concept, Organisation, Party, Place
from newsfmt.body import plain
from newsfmt.formats.nitf.docdata import corrections, event_places, fixed_services, named_series
from newsfmt.formats.nitf.head import named_genres, referred_subjects
from newsfmt.formats.nitf.item import (
    SPACE,
    Attributes,
    Incoming,
    Outgoing,
    Tag,
    are_lines,
    collapsed,
    given,
    line_tag,
    words,
)
from newsfmt.markup.nitf import uneven
from newsfmt.slots import Codec, paths
from newsfmt.taken import NOTHING
from newsfmt.xmlkit import Element, child, local, text, verbatim

__all__ = [
    "CLASSIFIER",
    "EVENT",
    "FUNCTION",
    "LOCATION",
    "OBJECT",
    "ORG",
    "PERSON",
    "VIRTLOC",
    "are_certain",
    "code_of",
    "keep_codes",
    "keep_rest",
    "proper_name",
    "thing",
]

R = TypeVar("R", Concept, Organisation, Party)
_PARTS = "name code scheme uri literal"
_MOMENTS = ("start-date", "end-date")


# ---- one thing
# ------------------------------------------------------------


def code_of(element: Element) -> dict[str, Any]:
    """Return code, scheme, URI and literal of a thing."""
    found: dict[str, Any] = {
        "code": given(element.get("value") or element.get("location-code")),
        "scheme": given(element.get("idsrc") or element.get("code-source")),
    }
    for part in element:
        if local(part) == "alt-code" and (value := given(part.get("value"))):
            source = part.get("idsrc")
            if source in ("uri", "literal"):
                found.setdefault(source, value)
            elif found["code"] is None:
                found["code"], found["scheme"] = value, given(source)
    return {name: value for name, value in found.items() if value is not None}


def keep_rest(
    item: Incoming, element: Element, coded: dict[str, Any], taken: Iterable[str] = ()
) -> None:
    """Keep what is not read of a thing with some codes, and of the further codes in it."""
    if not (element.keys() or len(element)):
        return
    said = {*coded.values()}
    read = {str(key) for key, value in element.items() if str(value).strip() in said}
    item.rest(element, local(element), read.union(taken), alone=True)
    main = element.get("value") or element.get("location-code")
    code = None if main else coded.get("code")
    pairs = {
        (coded.get("uri"), "uri"), (coded.get("literal"), "literal"), (code, coded.get("scheme"))
    }  # fmt: skip
    for part in element:
        name = local(part)
        if name == "alt-code" and (given(part.get("value")), part.get("idsrc")) in pairs:
            item.rest(part, name, {"value", "idsrc"})
        elif name in _LEVELS:
            item.rest(part, name, {*_level_code(part)})
        else:
            item.rest(part, name, NOTHING)


def proper_name(element: Element) -> tuple[str | None, str | None]:
    """Return name and function of a person: all the text but the function."""
    function = child(element, "function")
    if function is None:
        return words(element), None
    if element.get(SPACE) == "preserve":
        return plain(verbatim(element).removesuffix(verbatim(function))) or None, words(function)
    title = text(function)
    parts = [element.text or ""]
    parts += [("" if part is function else text(part)) + (part.tail or "") for part in element]
    return plain(collapsed("".join(parts))) or None, plain(title) or None


def thing(name: str, record: Any, attributes: Attributes, function: str | None = None) -> Tag:
    """Return the element of something that is named."""
    code, scheme = ("location-code", "code-source") if name == "location" else ("value", "idsrc")
    whole: dict[str, str | None] = {**attributes, scheme: record.scheme, code: record.code}
    if (record.name is not None and uneven((record.name,))) or (
        function is not None and uneven((function,))
    ):
        whole["xml:space"] = "preserve"
    content: list[Any] = [] if record.name is None else [record.name]
    if function is not None:
        content.append(Tag("function", {"xml:space": whole.get("xml:space")}, function))
    content += [
        Tag("alt-code", {"idsrc": source, "value": value})
        for source, value in (("uri", record.uri), ("literal", record.literal))
        if value is not None
    ]
    return Tag(name, whole, tuple(content))


def _named(members: Iterable[R]) -> Iterator[R]:
    """Yield the things that have a name or a code: the element of any other is read as nothing."""
    for member in members:
        if member.name or member.code or member.scheme or member.uri or member.literal:
            yield member


def are_certain(members: Iterable[Any], *parts: str) -> bool:
    """Return whether things come back, with further parts that are texts."""
    return all(
        (member.name or member.code)
        and are_lines(member.name, member.code, member.scheme, member.uri, member.literal)
        and are_lines(*(getattr(member, part) for part in parts))
        for member in members
    )


# ---- people, organisations, events, objects
# ------------------------------------------------------------


def _read_person(item: Incoming, _: str, element: Element) -> None:
    name, job = proper_name(element)
    coded = code_of(element)
    if name or coded:
        role = given(element.get("class"))
        item.add("people", Party(name=name, job_title=job, role=role, **coded))
    keep_rest(item, element, coded, ("class",) if name or coded else ())


def _write_people(out: Outgoing) -> list[Tag]:
    return [
        thing("person", person, {"class": person.role}, person.job_title)
        for person in _named(out.article.people)
    ]


def _read_org(item: Incoming, _: str, element: Element) -> None:
    name, coded = words(element), code_of(element)
    if name or coded:
        role = given(element.get("class"))
        item.add("organisations", Organisation(name=name, role=role, **coded))
    keep_rest(item, element, coded, ("class",) if name or coded else ())


def _write_orgs(out: Outgoing) -> list[Tag]:
    return [
        thing("org", organisation, {"class": organisation.role})
        for organisation in _named(out.article.organisations)
    ]


def _read_event(item: Incoming, _: str, element: Element) -> None:
    name, coded = words(element), code_of(element)
    extra = {f"nitf:{key}": (value,) for key in _MOMENTS if (value := given(element.get(key)))}
    if name or coded or extra:
        item.add("events", Concept(name=name, extra=extra, **coded))
    keep_rest(item, element, coded, _MOMENTS)


def _write_events(out: Outgoing) -> list[Tag]:
    return [
        thing("event", event, {key: event.extra.get(f"nitf:{key}", (None,))[0] for key in _MOMENTS})
        for event in out.article.events
    ]


def _read_object(item: Incoming, _: str, element: Element) -> None:
    name, coded = words(element), code_of(element)
    if name or coded:
        item.add("objects", Concept(name=name, **coded))
    keep_rest(item, element, coded)


def _write_objects(out: Outgoing) -> list[Tag]:
    return [thing("object.title", one, {}) for one in _named(out.article.objects)]


PERSON = Codec(
    _read_person,
    _write_people,
    paths(people=f"{_PARTS} role job_title"),
    certain=lambda article: are_certain(article.people, "role", "job_title"),
)
ORG = Codec(
    _read_org,
    _write_orgs,
    paths(organisations=f"{_PARTS} role"),
    certain=lambda article: are_certain(article.organisations, "role"),
)
EVENT = Codec(
    _read_event,
    _write_events,
    paths(events=f"{_PARTS} extra"),
    certain=lambda article: (
        are_certain(article.events) and not any(event.extra for event in article.events)
    ),
)
OBJECT = Codec(
    _read_object,
    _write_objects,
    paths(objects=_PARTS),
    certain=lambda article: are_certain(article.objects),
)


# ---- places
# ------------------------------------------------------------

_LEVELS = ("sublocation", "city", "county", "state", "region", "country")


def _read_location(item: Incoming, _: str, element: Element) -> None:
    coded = code_of(element)
    parts = [part for part in element if local(part) in _LEVELS]
    broader: tuple[Concept, ...] = ()
    name = words(element)
    kind: str | None = None
    if len(parts) > 1 or (parts and not coded):
        parts.sort(key=lambda part: _LEVELS.index(local(part)))
        own, *above = (_level(part) for part in parts)
        name, kind, broader = own.name, own.type, tuple(above)
        if not coded and own.code:
            coded = {"code": own.code, **({"scheme": own.scheme} if own.scheme else {})}
        elif own.code:
            keep_codes(item, "location", parts[0])
    elif parts:
        keep_codes(item, "location", parts[0])
    if name or coded:
        kind = given(element.get("class")) or kind
        item.add("places", Place(name=name, type=kind, broader=broader, **coded))
    keep_rest(item, element, coded, ("class",) if name or coded else ())


def keep_codes(item: Incoming, source: str, element: Element) -> None:
    """Keep the codes of a place, or of a part of one, that no field takes."""
    for key, value in element.items():
        name = str(key)
        if name in ("code-source", "iso-cc") or name.endswith("-code"):
            item.keep(f"{source}.{local(element)}.{name}", given(str(value)))


def _level_code(element: Element) -> tuple[str, ...]:
    """The attributes that code and scheme of a part of a place are in."""
    keys = ("iso-cc", f"{local(element)}-code", "location-code")
    return next((key for key in keys if element.get(key)), "iso-cc"), "code-source"


def _level(element: Element) -> Concept:
    name = local(element)
    code = given(element.get(_level_code(element)[0]))
    return Concept(
        name=words(element), code=code, scheme=given(element.get("code-source")), type=name
    )


def _write_locations(out: Outgoing) -> list[Tag]:
    article = out.article
    return [_location(place) for place in article.places[len(event_places(article)) :]]


def _location(place: Place) -> Tag:
    levels = _levels(place)
    if levels is None or place.uri is not None or place.literal is not None:
        return thing("location", place, {"class": place.type})
    content = []
    for level, part in levels:
        code = None if part is place else part.code
        key = {"country": "iso-cc", "sublocation": "location-code"}.get(level, f"{level}-code")
        source = None if part is place or level == "country" else part.scheme
        content.append(line_tag(level, part.name, {key: code, "code-source": source}))
    attributes = {"code-source": place.scheme, "location-code": place.code}
    return Tag("location", attributes, tuple(content))


def _levels(place: Place) -> list[tuple[str, Any]] | None:
    """The parts of a place as elements inside ``location``: itself, then what is broader, each with
    a type NITF knows.
    """
    parts: list[tuple[str, Any]] = [(part.type or "", part) for part in (place, *place.broader)]
    levels = [level for level, _ in parts]
    if (
        not place.broader
        or any(level not in _LEVELS or level == "county" for level in levels)
        or sorted(levels, key=_LEVELS.index) != levels
        or len(set(levels)) != len(levels)
        or any(not part.name for _, part in parts)
    ):
        return None
    return parts


def _places_are_certain(article: Article) -> bool:
    places = article.places
    return are_certain(places, "type") and not any(place.role or place.broader for place in places)


LOCATION = Codec(
    _read_location,
    _write_locations,
    paths(places=f"{_PARTS} type role broader"),
    certain=_places_are_certain,
)


# ---- texts alone
# ------------------------------------------------------------


def _texts(name: str) -> Codec:
    def read(item: Incoming, _: str, element: Element) -> None:
        item.keep(name, words(element))
        item.rest(element, name, NOTHING)

    def write(out: Outgoing) -> list[Tag]:
        return [line_tag(name, text) for text in out.take(f"nitf:{name}")]

    return Codec(read, write)


FUNCTION = _texts("function")
VIRTLOC = _texts("virtloc")


# ---- classifiers
# ------------------------------------------------------------

_FIELDS = {
    "subject": "subjects",
    "category": "categories",
    "genre": "genres",
    "signal": "signals",
    "service": "services",
    "series": "series",
}
"""The field that a classifier belongs to, by its type; the type of any other is that of a
subject.
"""
_EARLIER: dict[str, Callable[[Article], list[Concept]]] = {
    "subject": referred_subjects,
    "genre": named_genres,
    "signal": corrections,
    "service": fixed_services,
    "series": named_series,
}
"""The members of a field that stand elsewhere, from the first on."""


def _read_classifier(item: Incoming, _: str, element: Element) -> None:
    name, coded = words(element), code_of(element)
    kind = given(element.get("type"))
    if name or coded:
        field = _FIELDS.get((kind or "subject").lower())
        concept = Concept(name=name, type=None if field else kind, **coded)
        item.add(field or "subjects", concept)
    keep_rest(item, element, coded, ("type",) if name or coded else ())


def _write_classifiers(out: Outgoing) -> list[Tag]:
    article = out.article
    tags = []
    for kind, field in _FIELDS.items():
        members = getattr(article, field)
        if members:
            earlier = len(_EARLIER[kind](article)) if kind in _EARLIER else 0
            tags += [
                thing("classifier", member, {"type": _type(kind, member)})
                for member in _named(members[earlier:])
            ]
    return tags


def _type(kind: str, concept: Concept) -> str:
    if kind == "subject" and concept.type and concept.type.lower() not in _FIELDS:
        return concept.type
    return kind


def _classified_are_certain(article: Article) -> bool:
    for kind, field in _FIELDS.items():
        members = getattr(article, field)
        if members and not are_certain(members):
            return False
        if kind in ("signal", "series") and any(
            one.extra or one.literal == "correction" for one in members
        ):
            return False
    subjects = article.subjects
    return all(
        one.type is None or (are_lines(one.type) and one.type.lower() not in _FIELDS)
        for one in subjects
    ) and len({(one.scheme, one.code or one.name) for one in subjects}) == len(subjects)


CLASSIFIER = Codec(
    _read_classifier,
    _write_classifiers,
    paths(
        subjects=f"{_PARTS} type",
        categories=_PARTS,
        genres=_PARTS,
        signals=f"{_PARTS} extra",
        services=_PARTS,
        series=f"{_PARTS} extra",
    ),
    certain=_classified_are_certain,
)

"""Concepts and parties: the codecs of elements with a code, a URI or a literal, with names and
relations (NewsML-G2 §14); and what ``assert`` elements say of places and organisations.

What a record has no field for goes to its ``extra``: attributes as they are, children as XML. What
an element has no place for is carried.
"""

from __future__ import annotations

from typing import Any

import attrs

from newsfmt import xmlkit
from newsfmt.article import Concept, Geo, Organisation, Party, Place, Symbol
from newsfmt.body import plain
from newsfmt.formats.newsml_g2.item import (
    BROKEN,
    CORE,
    LANGUAGE,
    POWER,
    Attributes,
    IncomingItem,
    Node,
    OutgoingItem,
    attribute_name,
    decimal,
    frozen,
    in_order,
)
from newsfmt.formats.newsml_g2.vocabularies import LANG, NAR, is_uri, local_tag, loose
from newsfmt.slots import Codec, paths
from newsfmt.vocab import CONCEPT_NATURE, concept_uri, split
from newsfmt.xmlkit import Element

__all__ = [
    "ASSERTS",
    "CODED",
    "CONTRIBUTORS",
    "CREATORS",
    "DIGITAL_SOURCE_TYPE",
    "FLEX",
    "FULL",
    "PARTY",
    "PROVIDER",
    "SUBJECTS",
    "Parts",
    "concepts",
    "held_of",
    "read_concept",
    "write_concept",
    "write_concepts",
]

_CONCEPTS = frozenset({Concept, Place})
_NAME = f"{{{NAR}}}name"
_REPORTED = frozenset({"newsml-g2:relevance", "newsml-g2:confidence"})
_NATURE_URI = "http://cv.iptc.org/newscodes/cpnature/"


@attrs.frozen
class Parts:
    """Which parts of a concept or party an element of the schema holds, beside its name, code and
    URI.
    """

    literal: bool = False
    type: bool = False
    role: bool = False
    job_title: bool = False
    broader: bool = False
    relevance: bool = False
    geo: bool = False
    asserted: bool = False
    """An ``assert`` element may hold the position or the symbols."""
    details: str = ""
    """The element of its details, which hold affiliation and e-mail."""


CODED = Parts()
"""What a QualPropType holds: no literal."""
FLEX = Parts(literal=True, type=True)
"""What a FlexPropType holds: all of it at level core."""
FULL = attrs.evolve(FLEX, broader=True, relevance=True)
"""What a Flex1ConceptPropType holds."""
PARTY = attrs.evolve(FLEX, details="organisationDetails")
"""What a FlexPartyPropType holds."""
SOURCE = attrs.evolve(PARTY, role=True)
CREATOR = attrs.evolve(FLEX, role=True, job_title=True, details="personDetails")
LOCATED = attrs.evolve(FLEX, broader=True, geo=True)
SIGNAL = attrs.evolve(FLEX, broader=True)
_SUBJECT = attrs.evolve(FULL, asserted=True)
_CORE_SUBJECT = attrs.evolve(FLEX, asserted=True)

_CODES = "name code scheme uri"
_WRITTEN: dict[Any, str] = {
    Concept: "type role relevance confidence broader",
    Place: "type role relevance confidence broader geo.latitude geo.longitude",
    Party: "role job_title organisation email",
    Organisation: "role job_title organisation email symbols.symbol symbols.exchange symbols.type",
}
"""The parts of a record that :func:`write_concept` writes or carries."""


def held_of(field: str, cls: Any, core: Parts | None = FLEX) -> dict[str, tuple[str, ...]]:
    """Return the paths of a field of concepts that each level holds."""
    at_core = f"{_CODES} extra"
    if core is not None and core.literal:
        at_core += " literal" + (" type" if issubclass(cls, Concept) else "")
    return {
        POWER: paths(**{field: f"{_CODES} literal extra {_WRITTEN[cls]}"}),
        CORE: paths(**{field: at_core}) if core is not None else (),
    }


# ---- reading
# ------------------------------------------------------------


def read_concept(
    item: IncomingItem, element: Element, cls: object, known_type: bool = False
) -> Any:
    """The record an element is, or None for one that says nothing; with ``known_type`` the type is
    implied by its field.
    """
    key: Any = None
    children = len(element)
    if (
        children < 2
    ):  # a code and a name, which come again and again: the record made for them is used again
        name = element[0] if children else None
        if name is None or (name.tag == _NAME and not len(name)):
            said = None if name is None else (name.text, name.tail, *name.items())
            key = (cls, known_type, item.language, tuple(element.items()), element.text, said)
            known = item.vocabulary.records.get(key)
            if known is not None:
                return known
    found = _read_concept(item, element, cls, known_type)
    if (
        key is not None
        and found is not None
        and not (found.extra and _REPORTED & found.extra.keys())
        and not loose(element)
    ):
        item.vocabulary.remember(key, found)
    return found


def _read_concept(item: IncomingItem, element: Element, cls: Any, known_type: bool) -> Any:
    values: dict[str, Any] = {}
    extra: dict[str, list[str]] = {}
    is_concept = cls in _CONCEPTS
    items: list[tuple[str, str]] = element.items()  # type: ignore[assignment]  # all of them are text
    for key, value in items:
        if not value:
            continue
        if key == "qcode":
            scheme, code, uri = item.vocabulary.code(value)
            if scheme is not None:
                values["scheme"] = scheme
            values["code"] = code
            if uri is not None:
                values.setdefault("uri", uri)
        elif key == "uri":
            values["uri"] = plain(value) or None
        elif key == "literal":
            values["literal"] = value if item.ours else plain(xmlkit.collapse(value)) or None
        elif key == "type" and known_type:
            continue
        elif key == "type" and is_concept:
            values["type"] = item.vocabulary.word(value)
        elif key == "role":
            values["role"] = item.vocabulary.word(value)
        elif key == "jobtitle" and not is_concept:
            values["job_title"] = item.vocabulary.word(value)
        elif (key == "relevance" or key == "confidence") and is_concept:
            number = item.number(value, key, element, whole=False)
            if number is None:
                extra["newsml-g2:" + key] = [value]
            else:
                values[key] = number
        elif (key == "typeuri" and known_type and value.startswith(_NATURE_URI)) or (
            key == LANG and value == item.language
        ):
            continue
        else:
            extra.setdefault("newsml-g2:" + attribute_name(key), []).append(value)
    for child in element:
        if child.tag == _NAME and not child.keys() and "name" not in values:
            text = item.text(child)
            if text is not None:
                values["name"] = text
        else:
            _child(item, child, cls, values, extra)
    item.loose(element, extra)
    if "name" not in values and "newsml-g2:text()" in extra:
        [values["name"]] = extra.pop("newsml-g2:text()")
    if not extra and not item.ours and all(value is None for value in values.values()):
        return None
    return cls(**values, extra=frozen(extra))


def _child(
    item: IncomingItem,
    child: Element,
    cls: object,
    values: dict[str, Any],
    extra: dict[str, list[str]],
) -> None:
    name = local_tag(child.tag)
    if name == "name" and "name" not in values:
        text = item.text(child)
        if text is None:
            return
        values["name"] = text
        items: list[tuple[str, str]] = child.items()  # type: ignore[assignment]
        for key, value in items:
            if key == LANG and value == item.language:
                continue
            if not (item.ours and str(key).endswith("}space")):
                extra.setdefault(f"newsml-g2:name/@{attribute_name(key)}", []).append(value)
        return
    if name == "broader" and cls in _CONCEPTS:
        found = read_concept(item, child, Concept)
        if found is not None:
            values.setdefault("broader", []).append(found)
        return
    if name == "geoAreaDetails" and cls is Place and "geo" not in values:
        position = _simple_position(item, child)
        if position is not None:
            values["geo"] = position
            return
        values["geo"] = _geo(item, child)
    elif name in _DETAILS and cls not in _CONCEPTS and _details(item, child, values):
        return
    item.keep_element(child, into=extra)


_DETAILS = frozenset({"personDetails", "organisationDetails"})


def _details(item: IncomingItem, element: Element, values: dict[str, object]) -> bool:
    """Take e-mail, affiliation and symbols of a party; False where there is more than that."""
    whole = not element.keys() and not loose(element)
    for part in element:
        name = local_tag(part.tag)
        whole = whole and not loose(part)
        if name == "contactInfo":
            for line in part:
                if (
                    local_tag(line.tag) == "email"
                    and "email" not in values
                    and not line.keys()
                    and not part.keys()
                ):
                    values["email"] = item.text(line)
                else:
                    whole = False
        elif name == "affiliation":
            found = xmlkit.child(part, "name")
            if found is None or "organisation" in values:
                whole = False
                continue
            values["organisation"] = item.text(found)
            whole = (
                whole
                and len(part) == 1
                and not part.keys()
                and all(str(key).endswith("}space") for key, _ in found.items())
            )
        else:
            whole = False
    return whole


# ---- places and organisations
# ------------------------------------------------------------


def _simple_position(item: IncomingItem, element: Element) -> Geo | None:
    if (
        len(element) != 1
        or element.keys()
        or local_tag(element[0].tag) != "position"
        or loose(element)
        or element[0].text
    ):
        return None
    return (
        _geo(item, element)
        if set(element[0].keys()) == {"latitude", "longitude"} and not len(element[0])
        else None
    )


def _geo(item: IncomingItem, element: Element) -> Geo | None:
    """The position in ``geoAreaDetails``, if it has one that says something."""
    position = xmlkit.child(element, "position")
    if position is None:
        return None
    found = {}
    for name in ("latitude", "longitude"):
        value = position.get(name)
        if value and not value.isspace():
            found[name] = item.number(value, name, position, whole=False)
    if all(value is None for value in found.values()):
        return None
    return Geo(**found)


def _read_symbols(item: IncomingItem, element: Element) -> tuple[Symbol, ...]:
    """The symbols in ``organisationDetails``."""
    found = []
    for part in element:
        if local_tag(part.tag) != "hasInstrument" or not part.get("symbol"):
            continue
        exchange = part.get("marketlabel") or None
        if exchange is None and part.get("market"):
            exchange = item.vocabulary.word(part.get("market") or "")
        kind = part.get("type")
        found.append(
            Symbol(part.get("symbol"), exchange, item.vocabulary.word(kind) if kind else None)
        )
    return tuple(found)


# ---- writing
# ------------------------------------------------------------

_NAME_LANGUAGE = "newsml-g2:name/@xml:lang"
_IN_BROADER = frozenset({"related", "sameAs", "facet"})


def write_concept(
    out: OutgoingItem,
    name: str,
    record: Any,
    path: str,
    place: str,
    holds: Parts,
    attributes: Attributes | None = None,
    known: frozenset[str] = frozenset(),
) -> Node:
    """A concept or a party as an element that holds some of its parts natively."""
    attributes = attributes or {}
    children: list[Any] = []
    _write_codes(out, record, path, attributes, holds)
    if record.name is not None:
        children.append(_write_name(out, record, path))
    if record.role is not None and record.role != "":
        if holds.role:
            attributes["role"] = out.aliases.word(record.role)
        elif "role" not in known:
            out.property(f"{path}.role", record.role)
    if isinstance(record, Concept):
        _write_concept_parts(out, record, path, attributes, holds, children)
    elif isinstance(record, Party):
        _write_party_parts(out, record, path, attributes, holds, children)
    if record.extra:
        extra: Any = record.extra
        if _name_attributes(out, record):
            extra = {key: texts for key, texts in extra.items() if key != _NAME_LANGUAGE}
        kept = out.record_extra(extra, path, name, place, attributes, known)
        if kept:
            children = in_order(children, kept)
    return name, attributes or None, children or None


def write_concepts(
    out: OutgoingItem,
    name: str,
    value: Any,
    path: str,
    place: str,
    holds: Parts,
    known: frozenset[str] = frozenset(),
) -> list[Node]:
    """A concept or party, or a list of them, as elements; carried where one would say nothing."""
    before = len(out.properties)
    records = [(path, value)]
    if type(value) is tuple:
        records = [(f"{path}[{index}]", record) for index, record in enumerate(value)]
    nodes = [
        write_concept(out, name, record, own, place, holds, known=known) for own, record in records
    ]
    return out.or_carried(nodes, before, value, path)


def _write_codes(
    out: OutgoingItem, record: Any, path: str, attributes: Attributes, holds: Parts
) -> None:
    if record.code:
        attributes["qcode"] = out.aliases.qcode(record.scheme or None, record.code)
    elif record.scheme:
        out.property(f"{path}.scheme", record.scheme)
    if record.uri:
        if is_uri(record.uri):
            attributes["uri"] = record.uri
        else:
            out.property(f"{path}.uri", record.uri)
    if record.literal:
        if holds.literal and not BROKEN.search(record.literal):
            attributes["literal"] = record.literal
        else:
            out.property(f"{path}.literal", record.literal)


def _write_name(out: OutgoingItem, record: Any, path: str) -> Node:
    return out.text("name", record.name, f"{path}.name", _name_attributes(out, record), strict=True)


def _name_attributes(out: OutgoingItem, record: Any) -> Attributes | None:
    language = record.extra.get(_NAME_LANGUAGE) if record.extra and record.name else None
    if (
        language
        and len(language) == 1
        and language[0] != out.language
        and LANGUAGE.match(language[0])
    ):
        return {"xml:lang": language[0]}
    return None


def _write_concept_parts(
    out: OutgoingItem,
    record: Concept,
    path: str,
    attributes: Attributes,
    holds: Parts,
    children: list[object],
) -> None:
    if record.type and "type" not in attributes:
        if holds.type:
            attributes["type"] = out.aliases.term(record.type)
        else:
            out.property(f"{path}.type", record.type)
    for part in ("relevance", "confidence"):
        value = getattr(record, part)
        if value is not None:
            if (
                holds.relevance
                and 0 <= value <= 100
                and float(value).is_integer()
                and "e" not in repr(value)
            ):
                attributes[part] = str(int(value))
            else:
                out.carry(value, f"{path}.{part}")
    if holds.broader:
        children += write_concepts(
            out, "broader", record.broader, f"{path}.broader", "subject", FLEX, _IN_BROADER
        )
    elif record.broader:
        out.carry(record.broader, f"{path}.broader")
    if isinstance(record, Place) and record.geo is not None:
        details = _write_position(record.geo) if holds.geo else None
        if details is not None:
            children.append(details)
        elif not holds.asserted:
            out.carry(record.geo, f"{path}.geo")


def _write_party_parts(
    out: OutgoingItem,
    record: Party,
    path: str,
    attributes: Attributes,
    holds: Parts,
    children: list[object],
) -> None:
    if record.job_title:
        if holds.job_title:
            attributes["jobtitle"] = out.aliases.term(record.job_title)
        else:
            out.property(f"{path}.job_title", record.job_title)
    details: list[Any] = []
    kind = holds.details
    if record.organisation:
        if kind:
            name = out.text("name", record.organisation, f"{path}.organisation", strict=True)
            details.append(("affiliation", None, [name]))
        else:
            out.property(f"{path}.organisation", record.organisation)
    if record.email:
        if kind:
            details.append(
                ("contactInfo", None, [out.text("email", record.email, f"{path}.email")])
            )
        else:
            out.property(f"{path}.email", record.email)
    if details:
        children.append((kind, None, details))


def _write_position(geo: Geo) -> Node | None:
    """The position of a place, if it is whole."""
    if geo.latitude is None or geo.longitude is None:
        return None
    latitude, longitude = decimal(geo.latitude), decimal(geo.longitude)
    if latitude is None or longitude is None:
        return None
    return (
        "geoAreaDetails",
        None,
        [("position", {"latitude": latitude, "longitude": longitude}, None)],
    )


# ---- the codecs
# ------------------------------------------------------------


def concepts(field: str, cls: object, place: str, power: Parts, core: Parts | None = FLEX) -> Codec:
    """Return the codec of a list of concepts or parties; ``place`` is where in the item its
    elements stand, ``power`` and ``core`` say what they hold at each level, None that they hold
    nothing.
    """

    def read(item: IncomingItem, element: Element) -> None:
        record = read_concept(item, element, cls)
        if record is not None:
            item.lists.setdefault(field, []).append(record)

    def write(out: OutgoingItem, name: str) -> list[Node]:
        holds = (core if out.core else power) or CODED
        return write_concepts(out, name, getattr(out.article, field), field, place, holds)

    return Codec(read, write, also=held_of(field, cls, core))


def _read_provider(item: IncomingItem, element: Element) -> None:
    provider = read_concept(item, element, Party)
    if provider is None:
        return
    first = item.values.setdefault("provider", provider)
    if first is not provider and first != provider:
        item.keep_element(element)


def _write_provider(out: OutgoingItem, name: str) -> list[Node]:
    provider = out.article.provider
    if provider is None:
        out.derive("provider", "the provider is unknown, and NewsML-G2 demands one")
        return [_UNKNOWN]
    nodes = write_concepts(out, name, provider, "provider", "item", FLEX if out.core else PARTY)
    if not nodes:
        out.derived.append("provider")
    return nodes or [_UNKNOWN]


_UNKNOWN: Node = ("provider", {"literal": "unknown"}, None)


PROVIDER = Codec(_read_provider, _write_provider, also=held_of("provider", Party))


def _read_digital_source_type(item: IncomingItem, element: Element) -> None:
    concept = read_concept(item, element, Concept)
    if concept is not None and item.values.setdefault("digital_source_type", concept) != concept:
        item.keep_element(element)


def _write_digital_source_type(out: OutgoingItem, name: str) -> list[Node]:
    concept = out.article.digital_source_type
    if concept is None:
        return []
    return write_concepts(out, name, concept, "digital_source_type", "content", FLEX)


DIGITAL_SOURCE_TYPE = Codec(
    _read_digital_source_type,
    _write_digital_source_type,
    also=held_of("digital_source_type", Concept, None),
)


# ---- creators and contributors
# ------------------------------------------------------------

_ELEMENT = "newsml-g2:element"


def _read_creator(item: IncomingItem, element: Element) -> None:
    creator = read_concept(item, element, Party)
    if creator is not None:
        item.lists.setdefault("creators", []).append(creator)


def _read_contributor(item: IncomingItem, element: Element) -> None:
    """Read a contributor as a creator with that role, or with its own and a note of the element."""
    contributor = read_concept(item, element, Party)
    if contributor is None:
        return
    if contributor.role is None:
        contributor = attrs.evolve(contributor, role="contributor")
    else:
        contributor = attrs.evolve(
            contributor, extra={**contributor.extra, _ELEMENT: ("contributor",)}
        )
    item.lists.setdefault("creators", []).append(contributor)


def _write_creators(out: OutgoingItem, name: str) -> list[Node]:
    before, creators = len(out.properties), out.article.creators
    nodes = [
        _write_creator(out, creator, f"creators[{index}]") for index, creator in enumerate(creators)
    ]
    return out.or_carried(nodes, before, creators, "creators")


def _write_creator(out: OutgoingItem, creator: Party, path: str) -> Node:
    name, known = "creator", frozenset({"element"})
    holds = FLEX if out.core else CREATOR
    if creator.role == "contributor" and _ELEMENT not in creator.extra:
        return write_concept(
            out,
            "contributor",
            creator,
            path,
            "content",
            attrs.evolve(holds, role=False),
            known=frozenset({"role"}),
        )
    if creator.role and creator.extra.get(_ELEMENT) == ("contributor",):
        name, known = "contributor", frozenset()
        extra = {key: texts for key, texts in creator.extra.items() if key != _ELEMENT}
        creator = attrs.evolve(creator, extra=extra)
        if out.core:  # read again, its role is that of any contributor
            out.property(f"{path}.extra", "contributor", _ELEMENT)
    return write_concept(out, name, creator, path, "content", holds, known=known)


CREATORS = Codec(
    _read_creator,
    _write_creators,
    paths(creators="role"),
    held_of("creators", Party),
)
CONTRIBUTORS = Codec(_read_contributor)


# ---- subjects, by their nature
# ------------------------------------------------------------

_NATURES: dict[str, tuple[str, type]] = {
    "person": ("people", Party),
    "organisation": ("organisations", Organisation),
    "geoArea": ("places", Place),
    "poi": ("places", Place),
    "event": ("events", Concept),
    "object": ("objects", Concept),
}
_PLAIN = ("subjects", Concept)
_KNOWN_TYPES = frozenset(CONCEPT_NATURE.values()) | {"cpnat:poi"}


def _read_subject(item: IncomingItem, element: Element) -> None:
    kind = element.get("type")
    if kind is None or kind.startswith("cpnat:"):
        field, cls, known = _nature(item, element, kind)
    else:
        field, cls, known = "subjects", Concept, False
    record = read_concept(item, element, cls, known)
    if record is not None:
        item.lists.setdefault(field, []).append(record)


def _nature(item: IncomingItem, element: Element, kind: str | None) -> tuple[str, type, bool]:
    """The field a subject belongs to, its class, and whether its type is implied by the field."""
    known = False
    if kind is None:
        kind = element.get("typeuri") or ""
        nature = kind[len(_NATURE_URI) :] if kind.startswith(_NATURE_URI) else ""
    else:
        nature = kind[6:].strip()
        known = item.ours and element.get("typeuri") == _NATURE_URI + nature
    field, cls = _NATURES.get(nature, _PLAIN)
    return field, cls, known or (cls is not Concept and cls is not Place)


def _write_subjects(out: OutgoingItem, name: str) -> list[Node]:
    nodes: list[Node] = []
    for field, nature in CONCEPT_NATURE.items():
        if field in out.given:
            before, records = len(out.properties), getattr(out.article, field)
            found = [
                _write_subject(out, record, f"{field}[{index}]", field, nature)
                for index, record in enumerate(records)
            ]
            nodes += out.or_carried(found, before, records, field)
    return nodes


def _write_subject(out: OutgoingItem, record: object, path: str, field: str, nature: str) -> Node:
    holds = _CORE_SUBJECT if out.core else _SUBJECT
    kind = getattr(record, "type", None)
    if field == "subjects":
        if kind in _KNOWN_TYPES and kind != nature:
            holds = attrs.evolve(holds, type=False)
        return write_concept(out, "subject", record, path, "content", holds)
    attributes: Attributes
    if kind and (kind == nature or (field == "places" and kind == "cpnat:poi")):
        attributes = {"type": out.aliases.qcode(*split(kind))}
    else:
        if kind:
            out.property(f"{path}.type", kind)
        attributes = {
            "type": out.aliases.qcode(*split(nature)),
            "typeuri": concept_uri(_NATURE_URI, nature[6:]),
        }
    return write_concept(out, "subject", record, path, "content", holds, attributes)


_SUBJECT_HOLDS = [
    held_of("subjects", Concept),
    *(held_of(field, cls) for field, cls in dict(_NATURES.values()).items()),
]
SUBJECTS = Codec(
    _read_subject,
    _write_subjects,
    also={
        level: tuple(path for holds in _SUBJECT_HOLDS for path in holds[level])
        for level in (POWER, CORE)
    },
)


# ---- what is said of concepts elsewhere
# ------------------------------------------------------------


def _read_assert(item: IncomingItem, element: Element) -> None:
    """What an ``assert`` says of a place or an organisation of the item; the rest is kept."""
    if not _asserted(item, element):
        item.keep_element(element)


def _asserted(item: IncomingItem, element: Element) -> bool:
    details = [
        child
        for child in element
        if local_tag(child.tag) in ("geoAreaDetails", "organisationDetails")
    ]
    if not details:
        return False
    qcode = element.get("qcode")
    scheme, code, uri = item.vocabulary.code(qcode) if qcode else (None, None, None)
    uri = element.get("uri") or uri
    literal = element.get("literal")
    whole = len(element) == 1 and len(element.keys()) == 1 and not loose(element)
    for child in details:
        is_place = local_tag(child.tag) == "geoAreaDetails"
        field = "places" if is_place else "organisations"
        members = item.lists.get(field, [])
        hits = [
            place
            for place, member in enumerate(members)
            if (code and (member.scheme, member.code) == (scheme, code))
            or (uri and member.uri == uri)
            or (literal and member.literal == literal)
        ]
        value = _geo(item, child) if is_place else _read_symbols(item, child)
        simple = len(child) == 1 if is_place else all(_plain_symbol(part) for part in child)
        if not value or not hits or not simple or child.keys() or loose(child):
            whole = False
        for place in hits if value else ():
            name = "geo" if is_place else "symbols"
            if not getattr(members[place], name):
                members[place] = _with(members[place], name, value)
            else:
                whole = False
    return whole


_SYMBOL = frozenset({"symbol", "marketlabel", "type"})


def _plain_symbol(element: Element) -> bool:
    return (
        local_tag(element.tag) == "hasInstrument"
        and set(element.keys()) <= _SYMBOL
        and bool(element.get("symbol"))
    )


def _with(record: object, name: str, value: object) -> object:
    return attrs.evolve(record, **{name: value})  # type: ignore[misc]


def _write_asserts(out: OutgoingItem, name: str) -> list[Any]:
    """The ``assert`` elements: positions of places, symbols of organisations."""
    nodes: list[Any] = []
    for field, part in (("places", "geo"), ("organisations", "symbols")):
        members = getattr(out.article, field)
        said: dict[tuple[str, Any], Any] = {}
        for index, member in enumerate(members):
            value = getattr(member, part)
            if not value:
                continue
            details = (
                None
                if out.core
                else _write_position(value)
                if part == "geo"
                else _write_symbols(out, value)
            )
            key = _identity(out, member)
            if (
                details is None
                or key is None
                or any(
                    getattr(other, part) != value for other in members if _identity_is(other, key)
                )
            ):
                out.carry(value, f"{field}[{index}].{part}")
            elif key not in said:
                said[key] = value
                attribute = (
                    {"uri": key[1]} if key[0] == "uri" else {"qcode": out.aliases.qcode(*key[1])}
                )
                nodes.append(("assert", attribute, [details]))
    return nodes + out.raw("assert", "after")


def _identity(out: OutgoingItem, member: Any) -> tuple[str, Any] | None:
    if member.uri and is_uri(member.uri):
        return "uri", member.uri
    return ("code", (member.scheme or None, member.code)) if member.code else None


def _identity_is(member: Any, key: tuple[str, Any]) -> bool:
    return bool(
        member.uri == key[1] if key[0] == "uri" else (member.scheme or None, member.code) == key[1]
    )


def _write_symbols(out: OutgoingItem, found: tuple[Any, ...]) -> Node | None:
    if not all(symbol.symbol for symbol in found):
        return None
    return "organisationDetails", None, [
        ("hasInstrument", {"symbol": symbol.symbol, "marketlabel": symbol.exchange or None, "type": out.aliases.word(symbol.type) if symbol.type else None}, None)
        for symbol in found
    ]  # fmt: skip


ASSERTS = Codec(
    _read_assert,
    _write_asserts,
    also={
        POWER: paths(
            places="geo.latitude geo.longitude",
            organisations="symbols.symbol symbols.exchange symbols.type",
        )
    },
)

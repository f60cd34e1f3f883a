"""The metadata of a NewsComponent: NewsLines, administrative, rights and descriptive metadata,
topics, catalogs.

Elements come in, fields go out. A FormalName is a code, its name the description of the topic that
has it (NewsML 1.2, §5.5 to §5.8).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from newsfmt import xmlkit
from newsfmt.article import AltId, Concept, Geo, Label, Organisation, Party, Place
from newsfmt.formats.newsml_1.fields import (
    PREFIX,
    Fields,
    child,
    described,
    formal,
    named,
    scheme_and_code,
    some,
    words,
)
from newsfmt.formats.newsml_1.management import property_of
from newsfmt.formats.newsml_1.terms import SUBJECT_CODES, SUBJECT_SCHEME, subject_level
from newsfmt.xmlkit import Element

__all__ = ["DESCRIPTIONS", "concept", "declared", "line_type", "lines", "metadata"]

Handler = Callable[[Element, Fields], None]


# ---- vocabularies
# ------------------------------------------------------------


def declared(element: Element, vocabularies: dict[str, str], fields: Fields) -> None:
    """Take the vocabularies that a Catalog declares, and the catalogs it refers to; a resource that
    says more is kept.
    """
    href = some(element.get("Href"))
    if href is not None and href not in vocabularies.values():
        vocabularies[f"catalog:{sum(key.startswith('catalog:') for key in vocabularies) + 1}"] = (
            href
        )
    for resource in element:
        uri, names = None, []
        if not _is_plain(resource):
            fields.keep(resource.tag, xmlkit.raw_xml(resource).strip())
        for part in resource:
            name = part.tag
            if name == "Urn" or (name == "Url" and uri is None):
                uri = some(part.text) or uri
            elif name == "DefaultVocabularyFor":
                names.append(some(part.get("Scheme")) or some(part.get("Context")))
        for alias in names:
            if alias and uri:
                vocabularies.setdefault(alias, uri)


def _is_plain(resource: Element) -> bool:
    """Whether a resource is one address and the schemes of codes that it is the vocabulary of."""
    addresses = 0
    for part in resource:
        addresses += part.tag in ("Urn", "Url")
        if part.tag == "DefaultVocabularyFor":
            if not part.get("Scheme") or part.get("Context") not in (None, "@FormalName"):
                return False
        elif part.tag not in ("Urn", "Url"):
            return False
    return addresses == 1 and resource.tag == "Resource"


# ---- codes
# ------------------------------------------------------------


def _scheme(element: Element) -> str | None:
    return some(element.get("Scheme")) or (
        some(element.get("Vocabulary"))
        if not (element.get("Vocabulary") or "#").startswith("#")
        else None
    )


def concept(element: Element, fields: Fields, **more: Any) -> Concept | None:
    """Return the concept that a FormalName is, with the name its topic has."""
    code = formal(element)
    if code is None:
        return None
    extra = {}
    for name, value in element.items():
        key = str(name)
        if key == "Confidence" and (number := _number(str(value))) is not None:
            more["confidence"] = number
        elif key not in _USUAL and (given := some(str(value))):
            extra[PREFIX + key] = (given,)
    full = described(fields.topics.named(code), fields.values.get("language"))
    return Concept(name=full, code=code, scheme=_scheme(element), extra=extra, **more)


_USUAL = frozenset("FormalName Scheme Vocabulary Duid Euid".split())


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value == value and abs(value) != float("inf") else None


def _concepts(name: str, element: Element, fields: Fields) -> None:
    if (found := concept(element, fields)) is not None:
        fields.add_new(name, found)


def _subject_code(element: Element, fields: Fields) -> None:
    for part in element:
        name = part.tag
        found = concept(part, fields)
        if found is None:
            continue
        if name == "SubjectQualifier":
            fields.keep("SubjectQualifier", found.code)
            continue
        scheme, code = found.scheme, found.code or ""
        if subject_level(code) and scheme in (None, SUBJECT_SCHEME):
            scheme = SUBJECT_CODES
        subject = Concept(
            name=found.name,
            code=code,
            scheme=scheme,
            confidence=found.confidence,
            extra=found.extra,
        )
        fields.add_new("subjects", subject, scheme_and_code)


# ---- lines
# ------------------------------------------------------------


def lines(element: Element, fields: Fields, role: str | None = None) -> None:
    """Read NewsLines; ``role`` is that of the component, where its headlines are others than the
    item's own.
    """
    for part in element:
        name = part.tag
        if name == "NewsLine":
            _news_line(part, fields)
            continue
        value = words(part)
        if value is None:
            continue
        if name == "HeadLine" and ("headline" in fields.values or role is not None):
            _headline(part, value, role, fields)
        elif name == "SubHeadLine" and "subheadline" in fields.values:
            _headline(part, value, "SubHeadLine", fields)
        elif name == "DateLine":
            fields.set("dateline.text", value, name)
            _line_language(part, fields)
        elif name in _LINES:
            fields.set(_LINES[name], value, name)
            _line_language(part, fields)
        elif name == "CopyrightLine":
            fields.set("rights.notice", value, name)
        elif name == "RightsLine":
            fields.set("rights.usage_terms", value, name)
        elif name == "SeriesLine":
            fields.add_new("series", Concept(name=value))
        elif name == "KeywordLine":
            fields.add_new("keywords", value)
        else:
            fields.stranger(part)


_LINES = {
    "HeadLine": "headline", "SubHeadLine": "subheadline", "ByLine": "byline", "ByLineTitle": "byline_title", "CreditLine": "credit",
    "SlugLine": "slugline",
}  # fmt: skip


def _line_language(element: Element, fields: Fields) -> None:
    language = xmlkit.attribute(element, "lang")
    if language and language != fields.values.get("language"):
        fields.keep(f"{element.tag}/@xml:lang", language)


def _headline(element: Element, value: str, role: str | None, fields: Fields) -> None:
    language = xmlkit.attribute(element, "lang") or _inherited(element)
    if language is not None and (
        language == "x-default" or language == fields.values.get("language")
    ):
        language = xmlkit.attribute(element, "lang")
    if role is None and value == fields.values.get("headline"):
        return
    fields.add_new("alt_headlines", Label(value, role or None, language))


def _inherited(element: Element) -> str | None:
    """The language of the component around a line, where it says one itself."""
    for around in xmlkit.ancestors(element):
        if around.tag == "NewsComponent":
            return xmlkit.attribute(around, "lang")
    return None


DESCRIPTIONS = frozenset({"", "summary", "abstract", "description", "caption", "teaser", "lead"})
"""The types of lines that describe the content, lower case without spaces and hyphens."""


def line_type(role: str | None) -> str:
    """Return the type of a line as it is compared."""
    return (role or "").lower().replace(" ", "").replace("-", "")


def _news_line(element: Element, fields: Fields) -> None:
    kind = child(element, "NewsLineType")
    role = formal(kind) if kind is not None else None
    for part in element:
        if part.tag != "NewsLineText" or (value := words(part)) is None:
            continue
        name = line_type(role)
        language = xmlkit.attribute(part, "lang")
        if "headline" in name:
            fields.add_new("alt_headlines", Label(value, role, language))
        elif (
            name in DESCRIPTIONS - {"", "teaser"}
            and "summary" not in fields.values
            and language is None
        ):
            fields.values["summary"] = value
            fields.keep("NewsLineType", role if name != "summary" else None)
        elif name in DESCRIPTIONS:
            fields.add_new("descriptions", Label(value, role, language))
        else:
            fields.keep(f"NewsLine.{role}", value)


# ---- administrative metadata
# ------------------------------------------------------------


def party(element: Element, fields: Fields, **more: Any) -> Party | None:
    """Return the party that a Party element is: a name, or a code of a scheme."""
    found = _party(element, fields)
    return Party(**{**found, **more}) if found else None


def _party(element: Element, fields: Fields) -> dict[str, Any]:
    name, scheme = formal(element), _scheme(element)
    topic = fields.topics.referred(element.get("Topic")) if element.get("Topic") else None
    full = described(topic, fields.values.get("language"))
    found: dict[str, Any] = {}
    if scheme is not None:
        found = {"name": full, "code": name, "scheme": scheme}
    elif name is not None:
        found = {"name": name}
        if full is not None and full != name:
            found = {"name": full, "literal": name}
    if name is None and topic is not None:
        code, topic_scheme = topic["names"][0] if topic["names"] else (None, None)
        found = (
            {"name": full or code}
            if topic_scheme is None
            else {"name": full, "code": code, "scheme": topic_scheme}
        )
    extra: dict[str, list[str]] = {}
    if element.get("Topic") and topic is None and (reference := some(element.get("Topic"))):
        extra[PREFIX + "Topic"] = [reference]
    for part in element:
        if part.tag == "Property" and (value := some(part.get("Value"))):
            key = named(part) or "Property"
            field = {
                "email": "email",
                "organization": "organisation",
                "organisation": "organisation",
                "jobtitle": "job_title",
            }.get(key.lower())
            if field and field not in found:
                found[field] = value
            else:
                extra.setdefault(PREFIX + key, []).append(value)
    if extra:
        found["extra"] = extra
    return {key: value for key, value in found.items() if value is not None}


def _parties(element: Element, fields: Fields) -> list[Party]:
    role = None
    found = []
    for part in element:
        name = part.tag
        if name == "Contribution":
            role = formal(part) or role
        elif name == "Party":
            if (one := party(part, fields)) is not None:
                found.append(one)
        elif name == "Comment":
            fields.keep(f"{element.tag}.Comment", words(part))
            fields.keep(f"{element.tag}.Comment/@FormalName", named(part))
        else:
            fields.stranger(part)
    if role is not None:
        import attrs

        found = [attrs.evolve(one, role=role) for one in found]
    return found


def _provider(element: Element, fields: Fields) -> None:
    for one in _parties(element, fields):
        if "name" not in fields.parts["provider"]:
            fields.parts["provider"].update(
                {
                    key: value
                    for key, value in (("name", one.name), ("literal", one.literal))
                    if value
                }
            )
            if one.code and "code" not in fields.parts["provider"]:
                fields.parts["provider"].update(code=one.code, scheme=one.scheme)
            elif one.code and not one.name:
                fields.keep("Provider", one.code)
            if one.extra:
                fields.parts["provider"]["extra"] = one.extra
        elif (one.name or one.code) != fields.parts["provider"]["name"]:
            fields.keep("Provider", one.name or one.code)


def _creator(role: str | None, element: Element, fields: Fields) -> None:
    import attrs

    for one in _parties(element, fields):
        fields.structured = True
        fields.add_new(
            "creators",
            one if role is None or one.role is not None else attrs.evolve(one, role=role),
        )


def _source(element: Element, fields: Fields) -> None:
    fields.keep("Source.NewsItem", some(element.get("NewsItem")))
    for one in _parties(element, fields):
        fields.add_new("sources", one)


def _system_identifier(element: Element, fields: Fields) -> None:
    if value := words(element):
        fields.add_new("alt_ids", AltId(value, "SystemIdentifier"))


def _kept(element: Element, fields: Fields) -> None:
    fields.keep(element.tag, words(element) or formal(element))


# ---- rights
# ------------------------------------------------------------


def _copyright(element: Element, fields: Fields) -> None:
    for part in element:
        name, value = part.tag, words(part)
        if name == "CopyrightHolder":
            if value is None:
                origin = child(part, "Origin")
                topic = fields.topics.referred(origin.get("Href")) if origin is not None else None
                value = described(topic, fields.values.get("language"))
            if value is not None:
                fields.set("rights.holder", Party(name=value), name)
        elif name == "CopyrightDate":
            fields.set("rights.year", value, name)
        else:
            fields.keep(f"Copyright.{name}", value)


def _usage(element: Element, fields: Fields) -> None:
    for part in element:
        name, value = part.tag, words(part)
        if name == "UsageType" and value:
            fields.set("rights.usage_terms", value, "UsageType")
        else:
            fields.keep(name, value)


def _rights(element: Element, fields: Fields) -> None:
    for part in element:
        name = part.tag
        if name == "Copyright":
            _copyright(part, fields)
        elif name == "UsageRights":
            _usage(part, fields)
        elif name == "Property":
            property_of(part, fields)
        elif name != "Catalog":
            fields.stranger(part)


# ---- descriptive metadata
# ------------------------------------------------------------


def _language(element: Element, fields: Fields) -> None:
    if value := formal(element):
        fields.language(value)


def _date_line_date(element: Element, fields: Fields) -> None:
    fields.set("content_created", fields.date_of("DateLineDate", element))


_LATITUDE, _LONGITUDE = ("latitude", "lat"), ("longitude", "long", "lon")
_LEVELS = ("city", "town", "location", "sublocation", "area", "county", "countryarea", "region", "state", "province", "country", "countryname",
           "countrycode", "worldregion", "continent")  # fmt: skip


def _location(element: Element, fields: Fields) -> None:
    found = _place(element)
    how = some(element.get("HowPresent"))
    topic = fields.topics.referred(element.get("Topic")) if element.get("Topic") else None
    if topic is not None:
        name = described(topic, fields.values.get("language"))
        found = {**({"name": name} if name else {}), **found}
    if not found:
        fields.keep("Location", xmlkit.raw_xml(element).strip())
        return
    if how is not None and how.lower() == "origin":
        fields.add_new("located", Place(**found))
    else:
        fields.add_new("places", Place(role=how, **found))


def _place(element: Element) -> dict[str, Any]:
    """A place from the properties of a location: the smallest part is the place, those around it
    are broader.
    """
    parts: list[tuple[int, Concept]] = []
    numbers: dict[str, float] = {}
    extra: dict[str, list[str]] = {}
    for part in element:
        key, value = formal(part) or "", some(part.get("Value"))
        if part.tag != "Property" or value is None:
            continue
        name = key.lower().replace(" ", "")
        if name in _LATITUDE + _LONGITUDE and (number := _number(value)) is not None:
            numbers["latitude" if name in _LATITUDE else "longitude"] = number
        elif name in _LEVELS:
            coded = name == "countrycode" or (
                name == "country" and len(value) in (2, 3) and value.isascii() and value.isupper()
            )
            parts.append(
                (
                    _LEVELS.index(name),
                    Concept(code=value, type=key) if coded else Concept(name=value, type=key),
                )
            )
        else:
            extra.setdefault(PREFIX + key, []).append(value)
    found: dict[str, Any] = {}
    if parts:
        parts.sort(key=lambda pair: pair[0])
        first, *rest = (one for _, one in parts)
        found = {"name": first.name, "code": first.code, "type": first.type, "broader": tuple(rest)}
    if numbers:
        found["geo"] = Geo(**numbers)
    if extra:
        found["extra"] = extra
    return {key: value for key, value in found.items() if value is not None and value != ()}


_TOPIC_FIELDS = {
    "person": "people", "people": "people", "company": "organisations", "organisation": "organisations", "organization": "organisations",
    "location": "places", "place": "places", "country": "places", "city": "places", "event": "events", "object": "objects", "product": "objects",
}  # fmt: skip


def _occurrence(element: Element, fields: Fields) -> None:
    topic = fields.topics.referred(element.get("Topic"))
    if topic is None:
        fields.keep("TopicOccurrence", some(element.get("Topic")))
        return
    field = _TOPIC_FIELDS.get((topic["type"] or "").lower(), "subjects")
    code, scheme = topic["names"][0] if topic["names"] else (None, None)
    extra = {PREFIX + (other or "FormalName"): (name,) for name, other in topic["names"][1:]}
    name = described(topic, fields.values.get("language"))
    kind: type[Any] = {"people": Party, "organisations": Organisation, "places": Place}.get(
        field, Concept
    )
    role = some(element.get("HowPresent"))
    if name or code:
        fields.add_new(field, kind(name=name, code=code, scheme=scheme, role=role, extra=extra))


def _property(element: Element, fields: Fields) -> None:
    name = named(element) or ""
    if name == "Keyword" and (value := some(element.get("Value"))):
        fields.add_new("keywords", value)
    elif name == "Location" and len(element):
        if found := _place(element):
            fields.add_new("located", Place(**found))
        else:
            property_of(element, fields)
    else:
        property_of(element, fields)


def _properties(element: Element, fields: Fields) -> None:
    for part in element:
        if part.tag == "Property":
            _property(part, fields)
        elif part.tag == "MetadataType":
            fields.keep("MetadataType", formal(part))
        elif part.tag == "Catalog":
            declared(part, fields.vocabularies, fields)
        else:
            fields.stranger(part)


def _interest(element: Element, fields: Fields) -> None:
    fields.keep("OfInterestTo", formal(element))


_ADMINISTRATIVE: dict[str, Handler] = {
    "Provider": _provider, "Creator": partial(_creator, None), "Contributor": partial(_creator, "contributor"), "Source": _source,
    "SystemIdentifier": _system_identifier, "FileName": _kept, "Property": property_of,
}  # fmt: skip
_DESCRIPTIVE: dict[str, Handler] = {
    "Language": _language, "Genre": partial(_concepts, "genres"), "SubjectCode": _subject_code, "OfInterestTo": _interest,
    "DateLineDate": _date_line_date, "Location": _location, "TopicOccurrence": _occurrence, "Property": _property,
}  # fmt: skip


def _each(table: dict[str, Handler], element: Element, fields: Fields) -> None:
    for part in element:
        name = part.tag
        handler = table.get(name)
        if handler is not None:
            handler(part, fields)
        elif name == "Catalog":
            declared(part, fields.vocabularies, fields)
        else:
            fields.stranger(part)


def metadata(element: Element, fields: Fields) -> bool:
    """Read one of the metadata elements of a component; say whether it was one."""
    handler = _METADATA.get(element.tag)
    if handler is None:
        return False
    handler(element, fields)
    return True


def _topic_set(element: Element, fields: Fields) -> None:
    fields.topics.add(element)


def _catalog(element: Element, fields: Fields) -> None:
    declared(element, fields.vocabularies, fields)


_METADATA: dict[str, Handler] = {
    "AdministrativeMetadata": partial(_each, _ADMINISTRATIVE), "RightsMetadata": _rights, "DescriptiveMetadata": partial(_each, _DESCRIPTIVE),
    "Metadata": _properties, "TopicSet": _topic_set, "Catalog": _catalog,
}  # fmt: skip

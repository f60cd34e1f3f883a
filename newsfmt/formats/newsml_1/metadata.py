"""The metadata of a NewsComponent: NewsLines, administrative, rights and descriptive metadata,
topics, catalogs.

Elements come in, fields go out. A FormalName is a code, its name the description of the topic that
has it (NewsML 1.2, §5.5 to §5.8).
"""

from __future__ import annotations

from functools import partial
from typing import Any

from newsfmt import xmlkit
from newsfmt.article import AltId, Concept, Geo, Label, Organisation, Party, Place
from newsfmt.formats.newsml_1.document import Item, Node, basic, number, tongue
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
from newsfmt.formats.newsml_1.leftovers import LOCAL, origins
from newsfmt.formats.newsml_1.management import other_spelling, property_of, stated
from newsfmt.slots import Codec, Table, paths
from newsfmt.xmlkit import Element

__all__ = [
    "BYLINE_TITLE",
    "CONTRIBUTORS",
    "COPYRIGHT",
    "CREATORS",
    "DATE",
    "DESCRIPTIONS",
    "DESCRIPTIVE_PROPERTIES",
    "FILE_NAME",
    "GENRES",
    "HEADLINE",
    "INTERESTS",
    "KEYWORDS",
    "LANGUAGE",
    "LOCATIONS",
    "NEWS_LINES",
    "OCCURRENCES",
    "OTHER_HEADLINES",
    "PROVIDER",
    "SERIES",
    "SOURCES",
    "SUBHEADLINE",
    "SUBJECTS",
    "SUBJECT_SCHEME",
    "SYSTEM_IDENTIFIER",
    "USAGE",
    "concept",
    "declared",
    "is_value",
    "line",
    "line_type",
    "party_node",
    "read_lines",
    "read_metadata",
    "write_topic_set",
]


SUBJECT_SCHEME = "IptcSubjectCodes"
"""What NewsML 1 calls the scheme of the IPTC's subject codes."""
SUBJECT_CODES = "subj"
"""Alias of the same scheme in the IPTC's catalog."""


def subject_level(code: str) -> str | None:
    """Return the element of a subject code of eight digits, nothing for any other code.

    >>> subject_level("02003000"), subject_level("medtop")
    ('SubjectMatter', None)
    """
    if len(code) != 8 or not code.isascii() or not code.isdigit():
        return None
    return (
        "Subject"
        if code.endswith("000000")
        else "SubjectMatter"
        if code.endswith("000")
        else "SubjectDetail"
    )


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
            if alias and uri and vocabularies.setdefault(alias, uri) != uri:
                fields.keep(resource.tag, xmlkit.raw_xml(resource).strip())


def _is_plain(resource: Element) -> bool:
    """Whether a resource is one address and the schemes of codes that it is the vocabulary of."""
    addresses = schemes = 0
    for part in resource:
        if not _VOCABULARY.issuperset(part.keys()):
            return False
        addresses += part.tag in ("Urn", "Url")
        schemes += part.tag == "DefaultVocabularyFor"
        if part.tag == "DefaultVocabularyFor":
            if not part.get("Scheme") or part.get("Context") not in (None, "@FormalName"):
                return False
        elif part.tag not in ("Urn", "Url"):
            return False
    return addresses == 1 and schemes > 0 and resource.tag == "Resource"


_VOCABULARY = LOCAL | {"Scheme", "Context"}


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
    scheme = _scheme(element)
    for name, value in element.items():
        key = str(name)
        if key == "Confidence" and (number := _number(str(value))) is not None:
            more["confidence"] = number
        elif key == "Vocabulary" and value == scheme and not element.get("Scheme"):
            continue
        elif key not in _USUAL and (given := some(str(value))):
            extra[PREFIX + key] = (given,)
    full = described(fields.topics.named(code, scheme), fields.values.get("language"))
    return Concept(name=full, code=code, scheme=scheme, extra=extra, **more)


_USUAL = frozenset("FormalName Scheme Duid Euid".split())


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value == value and abs(value) != float("inf") else None


def _concepts(name: str, element: Element, fields: Fields) -> None:
    if (found := concept(element, fields)) is not None:
        fields.add_new(name, found)


def _read_subject(element: Element, fields: Fields) -> None:
    fields.loose(element)
    for part in element:
        name = part.tag
        found = concept(part, fields)
        if found is None:
            continue
        if name == "SubjectQualifier":
            plain = found == Concept(name=found.name, code=found.code)
            fields.keep(name, found.code if plain else xmlkit.raw_xml(part).strip())
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
        known = len(fields.many["subjects"])
        fields.add_new("subjects", subject, scheme_and_code)
        if len(fields.many["subjects"]) == known and subject not in fields.many["subjects"]:
            fields.whole(part, "SubjectCode/")
        if part.get("FormalName"):
            fields.loose(part)


# ---- lines
# ------------------------------------------------------------


def read_lines(table: Table, element: Element, fields: Fields, role: str | None = None) -> None:
    """Read NewsLines; ``role`` is that of the component, where its headlines are others than the
    item's own.
    """
    fields.role = role
    notes = fields.context.notes
    if element.text:
        fields.between(element, element.text)
    for part in element:
        if part.tail:
            fields.between(element, part.tail)
        read = table.readers.get(part.tag) or other_spelling(table, part, fields)
        if part.tag == "NewsLine":
            _read_news_line(part, fields)
        elif words(part) is not None:
            (read or Fields.stranger_line)(part, fields)
            if part.keys():
                fields.rest(part)
        elif len(part) or part.keys():
            fields.whole(part, "NewsLines/")
        if notes is not None:
            notes.read(fields, part)


def line(field: str, name: str) -> Codec:
    """Return the codec of a line that is a field, or a part of one."""
    outer, _, inner = field.partition(".")

    def read(element: Element, fields: Fields) -> None:
        fields.set(field, words(element), name)
        fields.line(element)

    def write(out: Item) -> list[Node]:
        value = getattr(out.lined, outer)
        text = getattr(value, inner) if inner and value is not None else value
        return [(name, None, text)] if text is not None else []

    return Codec(read, write, field)


def _read_headline(element: Element, fields: Fields) -> None:
    value = words(element)
    if "headline" in fields.values or fields.role is not None:
        _headline(element, value or "", fields.role, fields)
    else:
        fields.set("headline", value, "HeadLine")
        fields.line(element)


def _write_headline(out: Item) -> list[Node]:
    article = out.lined
    if article.headline is None and article.subheadline is None:
        return []
    return [("HeadLine", None, article.headline or "")]


HEADLINE = Codec(_read_headline, _write_headline, "headline")


def _read_subheadline(element: Element, fields: Fields) -> None:
    if "subheadline" in fields.values:
        _headline(element, words(element) or "", "SubHeadLine", fields)
    else:
        fields.set("subheadline", words(element), "SubHeadLine")
        fields.line(element)


SUBHEADLINE = Codec(_read_subheadline, line("subheadline", "SubHeadLine").write, "subheadline")


def _write_byline_title(out: Item) -> list[Node]:
    article = out.lined
    if article.byline is None or article.byline_title is None:
        return []
    return [("ByLineTitle", None, article.byline_title)]


BYLINE_TITLE = Codec(line("byline_title", "ByLineTitle").read, _write_byline_title, "byline_title")


def _read_series(element: Element, fields: Fields) -> None:
    fields.add_new("series", Concept(name=words(element)))
    fields.line(element)


def _write_series(out: Item) -> list[Node]:
    names = [series.name or series.code for series in out.lined.series]
    return [("SeriesLine", None, name) for name in names if name is not None]


SERIES = Codec(_read_series, _write_series, "series")


def _read_keyword(element: Element, fields: Fields) -> None:
    fields.add_new("keywords", words(element))
    fields.line(element)


def _write_keywords(out: Item) -> list[Node]:
    return [("KeywordLine", None, keyword) for keyword in out.lined.keywords]


KEYWORDS = Codec(_read_keyword, _write_keywords, "keywords")


def _write_other_headlines(out: Item) -> list[Node]:
    return [
        ("HeadLine", {"xml:lang": tongue(label.language)}, label.text)
        for label in out.lined.alt_headlines
        if label.role is None and label.text
    ]


OTHER_HEADLINES = Codec(None, _write_other_headlines, "alt_headlines")


def _headline(element: Element, value: str, role: str | None, fields: Fields) -> None:
    language = xmlkit.attribute(element, "lang") or fields.tongue or _inherited(element)
    if language is not None and (
        language == "x-default" or language == fields.values.get("language")
    ):
        language = xmlkit.attribute(element, "lang")
    if role is None and value == fields.values.get("headline"):
        fields.line(element)
        return
    for xml in origins(element):
        fields.keep(f"{element.tag}/Origin", xml)
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


def _read_news_line(element: Element, fields: Fields) -> None:
    kind = child(element, "NewsLineType")
    role = formal(kind) if kind is not None else None
    if kind is not None:
        fields.rest(kind)
    taken = False
    for part in element:
        if part.tag != "NewsLineText" or (value := words(part)) is None:
            if part is not kind:
                fields.whole(part, "NewsLine/")
            continue
        taken = True
        for xml in origins(part):
            fields.keep("NewsLineText/Origin", xml)
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
            fields.keep(f"NewsLine.{role}/@xml:lang", language)
    if not taken:
        fields.whole(element)


def _write_news_lines(out: Item) -> list[Node]:
    article = out.lined
    lines: list[tuple[str, str | None, str | None]] = [
        (label.role or "", label.text, label.language)
        for label in article.alt_headlines
        if "headline" in line_type(label.role) and label.text
    ]
    if article.summary is not None:
        lines.append(("summary", article.summary, None))
    lines += [
        (label.role or "", label.text, label.language)
        for label in article.descriptions
        if line_type(label.role) in DESCRIPTIONS
    ]
    return [
        (
            "NewsLine",
            None,
            [
                ("NewsLineType", {"FormalName": role}, None),
                ("NewsLineText", {"xml:lang": tongue(language)}, text),
            ],
        )
        for role, text, language in lines
    ]


NEWS_LINES = Codec(None, _write_news_lines, "summary descriptions alt_headlines")


# ---- administrative metadata
# ------------------------------------------------------------


def party(element: Element, fields: Fields, **more: object) -> Party | None:
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
    for attribute, given in element.items():
        if attribute == "Topic" and topic is not None:
            continue
        if attribute == "Vocabulary" and given == scheme and not element.get("Scheme"):
            continue
        if attribute not in _NAME and (value := some(str(given))):
            extra[f"{PREFIX}{attribute!s}"] = [value]
    for part in element:
        if not is_value(part):
            extra.setdefault(PREFIX + part.tag, []).append(xmlkit.raw_xml(part).strip())
        elif value := some(part.get("Value")):
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


_NAME = LOCAL | {"FormalName", "Scheme"}
_VALUE = LOCAL | {"FormalName", "Value"}


def is_value(element: Element) -> bool:
    """Whether an element is a property with a name and a value alone."""
    return (
        element.tag == "Property"
        and bool(element.get("Value"))
        and not len(element)
        and _VALUE.issuperset(element.keys())
    )


def _parties(element: Element, fields: Fields) -> list[Party]:
    role = None
    if not len(element):  # a name instead of a Party
        return [Party(name=name)] if (name := words(element)) else []
    found = []
    fields.loose(element)
    for part in element:
        name = part.tag
        if name == "Contribution":
            if role is None:
                role = formal(part)
            else:
                fields.keep(f"{element.tag}/Contribution", formal(part))
            fields.rest(part)
        elif name == "Party":
            if (one := party(part, fields)) is not None:
                found.append(one)
        elif name == "Comment":
            fields.keep(f"{element.tag}.Comment", words(part))
            fields.keep(f"{element.tag}.Comment/@FormalName", named(part))
            fields.rest(part, f"{element.tag}.Comment")
        else:
            fields.stranger(part)
    if role is not None:
        import attrs

        found = [attrs.evolve(one, role=role) for one in found]
    return found


def _read_provider(element: Element, fields: Fields) -> None:
    mine = fields.parts["provider"]
    for one in _parties(element, fields):
        if "name" not in mine and one.name:
            mine["name"] = one.name
            if one.literal:
                mine["literal"] = one.literal
            if one.code and "code" not in mine:
                mine.update(code=one.code, scheme=one.scheme)
            elif one.code and one.code != mine["code"]:
                fields.keep("Provider", one.code)
            if one.extra:
                mine["extra"] = one.extra
            for name in ("email", "organisation", "job_title"):
                if value := getattr(one, name):
                    mine[name] = value
        elif "code" not in mine and one.code:
            mine.update(code=one.code, scheme=one.scheme)
        elif one != Party(name=mine.get("name")):
            fields.keep("Provider", xmlkit.raw_xml(element).strip())


def _read_creator(role: str | None, element: Element, fields: Fields) -> None:
    import attrs

    for one in _parties(element, fields):
        fields.structured = True
        fields.add_new(
            "creators",
            one if role is None or one.role is not None else attrs.evolve(one, role=role),
        )


def _read_source(element: Element, fields: Fields) -> None:
    fields.keep("Source.NewsItem", some(element.get("NewsItem")))
    for one in _parties(element, fields):
        fields.add_new("sources", one)


def _read_system_identifier(element: Element, fields: Fields) -> None:
    if value := words(element):
        fields.add_new("alt_ids", AltId(value, "SystemIdentifier"))


def _kept(element: Element, fields: Fields) -> None:
    fields.keep(element.tag, words(element) or formal(element))


def party_node(name: str, party: Party, role: str | None = None) -> list[Node]:
    """Return a Party in a role; values other than a name or a code become properties."""
    coded = party.scheme is not None and party.code
    value = party.code if coded else party.name or party.literal or party.code
    if not value:
        return []
    parts = (
        ("email", party.email),
        ("organisation", party.organisation),
        ("jobtitle", party.job_title),
    )
    own: list[Node] = [
        ("Property", {"FormalName": key, "Value": text}, None) for key, text in parts if text
    ]
    scheme = party.scheme if party.code and value == party.code else None
    children: list[Node] = [("Party", {"FormalName": value, "Scheme": scheme}, own or None)]
    if role is not None and name != "Source":
        children.append(("Contribution", {"FormalName": role}, None))
    return [(name, None, children)]


def _write_file_name(out: Item) -> list[Node]:
    return [("FileName", None, out.filename)] if out.filename is not None else []


FILE_NAME = Codec(_kept, _write_file_name)


def _write_system_identifier(out: Item) -> list[Node]:
    value = out.identifier("SystemIdentifier")
    return [("SystemIdentifier", None, value)] if value else []


SYSTEM_IDENTIFIER = Codec(
    _read_system_identifier, _write_system_identifier, paths(alt_ids="value role")
)


def _write_provider(out: Item) -> list[Node]:
    provider = out.article.provider
    if provider is None or not provider.name:
        return []
    return party_node("Provider", Party(name=provider.name))


PROVIDER = Codec(_read_provider, _write_provider, "provider")


def _write_creators(out: Item) -> list[Node]:
    return [
        node
        for creator in out.article.creators
        if creator.role != "contributor"
        for node in party_node("Creator", creator, creator.role)
    ]


def _write_contributors(out: Item) -> list[Node]:
    return [
        node
        for creator in out.article.creators
        if creator.role == "contributor"
        for node in party_node("Contributor", creator)
    ]


CREATORS = Codec(partial(_read_creator, None), _write_creators, "creators")
CONTRIBUTORS = Codec(partial(_read_creator, "contributor"), _write_contributors, "creators")


def _write_sources(out: Item) -> list[Node]:
    return [node for source in out.article.sources for node in party_node("Source", source)]


SOURCES = Codec(_read_source, _write_sources, "sources")


# ---- rights
# ------------------------------------------------------------


def _copyright(element: Element, fields: Fields) -> None:
    fields.loose(element)
    for part in element:
        name, value = part.tag, words(part)
        fields.line(part)
        fields.rest(part)
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
            fields.keep(f"Copyright.{name}/@FormalName", named(part))


def _usage(element: Element, fields: Fields) -> None:
    fields.loose(element)
    for part in element:
        name, value = part.tag, words(part)
        fields.line(part)
        fields.rest(part)
        if name == "UsageType" and value:
            fields.set("rights.usage_terms", value, "UsageType")
        else:
            fields.keep(name, value)


def _write_copyright(out: Item) -> list[Node]:
    rights = out.article.rights
    if rights is None:
        return []
    holder = (rights.holder.name or rights.holder.literal) if rights.holder is not None else None
    if not (holder or rights.year):
        return []
    children: list[Node] = [
        ("CopyrightHolder", None, holder or ""),
        ("CopyrightDate", None, rights.year or ""),
    ]
    return [("Copyright", None, children)]


COPYRIGHT = Codec(_copyright, _write_copyright, "rights")
USAGE = Codec(_usage)


# ---- descriptive metadata
# ------------------------------------------------------------


def _read_language(element: Element, fields: Fields) -> None:
    if value := formal(element):
        fields.language(value)


def _read_date(element: Element, fields: Fields) -> None:
    fields.set("content_created", fields.date_of("DateLineDate", element))


_LATITUDE, _LONGITUDE = ("latitude", "lat"), ("longitude", "long", "lon")
_LEVELS = ("city", "town", "location", "sublocation", "area", "county", "countryarea", "region", "state", "province", "country", "countryname",
           "countrycode", "worldregion", "continent")  # fmt: skip


def _read_location(element: Element, fields: Fields) -> None:
    found = _place(element)
    how = some(element.get("HowPresent"))
    topic = fields.topics.referred(element.get("Topic")) if element.get("Topic") else None
    if topic is not None:
        name = described(topic, fields.values.get("language"))
        found = {**({"name": name} if name else {}), **found}
    if not found:
        fields.keep("Location", xmlkit.raw_xml(element).strip())
        return
    more = {
        f"{PREFIX}{key!s}": (value,)
        for key, value in element.items()
        if key not in _PLACED and not (key == "Topic" and topic is not None)
    }
    if more:
        found["extra"] = {**found.get("extra", {}), **more}
    if how is not None and how.lower() == "origin":
        fields.add_new("located", Place(**found))
    else:
        fields.add_new("places", Place(role=how, **found))


_PLACED = LOCAL | {"HowPresent"}


def _place(element: Element) -> dict[str, Any]:
    """A place from the properties of a location: the smallest part is the place, those around it
    are broader.
    """
    parts: list[tuple[int, Concept]] = []
    numbers: dict[str, float] = {}
    extra: dict[str, list[str]] = {}
    for part in element:
        key, value = formal(part) or "", some(part.get("Value")) or ""
        name = key.lower().replace(" ", "")
        axis = "latitude" if name in _LATITUDE else "longitude" if name in _LONGITUDE else None
        if not is_value(part):
            extra.setdefault(PREFIX + part.tag, []).append(xmlkit.raw_xml(part).strip())
        elif axis and axis not in numbers and (number := _number(value)) is not None:
            numbers[axis] = number
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


def _read_occurrence(element: Element, fields: Fields) -> None:
    topic = fields.topics.referred(element.get("Topic"))
    if topic is None or not (topic["names"] or topic["texts"]):
        if element.get("HowPresent"):
            fields.whole(element)
        else:
            fields.keep("TopicOccurrence", some(element.get("Topic")))
        return
    topic["occurs"] = True
    stated = (topic["type"] or "").lower()
    field = _TOPIC_FIELDS.get(stated, "subjects")
    code, scheme = topic["names"][0] if topic["names"] else (None, None)
    extra: dict[str, list[str]] = {}
    for other, key in topic["names"][1:]:
        extra.setdefault(PREFIX + (key or "FormalName"), []).append(other)
    if stated not in _TOPIC_FIELDS and stated != "subject" and topic["type"]:
        extra[PREFIX + "TopicType"] = [topic["type"]]
    name = described(topic, fields.values.get("language"))
    kind: type[Any] = {"people": Party, "organisations": Organisation, "places": Place}.get(
        field, Concept
    )
    role = some(element.get("HowPresent"))
    if name or code:
        fields.add_new(field, kind(name=name, code=code, scheme=scheme, role=role, extra=extra))


def _read_property(element: Element, fields: Fields) -> None:
    name = named(element) or ""
    stated(element)
    if name == "Keyword" and (value := some(element.get("Value"))):
        fields.add_new("keywords", value)
        fields.rest(element, name)
        fields.keep("Keyword.ValueRef", some(element.get("ValueRef")))
        for part in element:
            fields.whole(part, "Keyword/")
    elif name == "Location" and len(element):
        if found := _place(element):
            fields.add_new("located", Place(**found))
            fields.rest(element, name)
            for key in ("Value", "ValueRef"):
                fields.keep(f"Location.{key}", some(element.get(key)))
        else:
            property_of(element, fields)
    else:
        property_of(element, fields)


def read_metadata(element: Element, fields: Fields) -> None:
    """Read a Metadata element: its properties, and of what type they are."""
    for part in element:
        if part.tag == "Property":
            _read_property(part, fields)
        elif part.tag == "MetadataType":
            fields.keep("MetadataType", formal(part))
            fields.rest(part)
        elif part.tag == "Catalog":
            declared(part, fields.vocabularies, fields)
            fields.rest(part)
        else:
            fields.stranger(part)


def _read_interest(element: Element, fields: Fields) -> None:
    fields.keep("OfInterestTo", formal(element))
    for part in element:
        fields.whole(part, "OfInterestTo/")


def _write_language(out: Item) -> list[Node]:
    language = out.article.language
    return [("Language", {"FormalName": language}, None)] if language is not None else []


LANGUAGE = Codec(_read_language, _write_language, "language")


def _read_genre(element: Element, fields: Fields) -> None:
    _concepts("genres", element, fields)


def _write_genres(out: Item) -> list[Node]:
    nodes: list[Node] = []
    for genre in out.article.genres:
        if value := genre.code or genre.name or genre.literal:
            attributes = {
                "FormalName": value,
                "Scheme": genre.scheme,
                "Confidence": number(genre.confidence),
            }
            nodes.append(("Genre", attributes, None))
    return nodes


GENRES = Codec(_read_genre, _write_genres, "genres")


def _write_subjects(out: Item) -> list[Node]:
    nodes: list[Node] = []
    for subject in out.article.subjects:
        value = subject.code or subject.name or subject.literal
        if not value:
            continue
        level, scheme = subject_level(value), subject.scheme
        if scheme == SUBJECT_CODES and level is not None:
            scheme = SUBJECT_SCHEME
        attributes = {
            "FormalName": value,
            "Scheme": scheme,
            "Confidence": number(subject.confidence),
        }
        nodes.append(("SubjectCode", None, [(level or "Subject", attributes, None)]))
    return nodes


SUBJECTS = Codec(_read_subject, _write_subjects, "subjects")


def _write_interests(out: Item) -> list[Node]:
    return [("OfInterestTo", {"FormalName": name}, None) for name in out.interests]


INTERESTS = Codec(_read_interest, _write_interests)


def _write_date(out: Item) -> list[Node]:
    date = out.article.content_created
    return [("DateLineDate", None, basic(date))] if date is not None else []


DATE = Codec(_read_date, _write_date, "content_created")


def _write_locations(out: Item) -> list[Node]:
    article = out.article
    return [
        *(_location(place, "Origin") for place in article.located),
        *(_location(place, place.role or "") for place in article.places),
    ]


def _location(place: Place, how: str) -> Node:
    parts: list[tuple[str, str | None]] = [
        (member.type or ("City" if member is place else "Country"), member.name or member.code)
        for member in (place, *place.broader)
    ]
    parts = [(key, value) for key, value in parts if value]
    if place.geo is not None:
        parts += [
            ("Latitude", number(place.geo.latitude)),
            ("Longitude", number(place.geo.longitude)),
        ]
    for key, values in sorted(place.extra.items()):
        if key.startswith(PREFIX):
            parts += [(key[len(PREFIX) :], value) for value in values]
    children: list[Node] = [
        ("Property", {"FormalName": key, "Value": value}, None)
        for key, value in parts
        if value is not None
    ]
    return "Location", {"HowPresent": how or None}, children


LOCATIONS = Codec(_read_location, _write_locations, "located places")


def _write_occurrences(out: Item) -> list[Node]:
    return [("TopicOccurrence", {"Topic": f"#{duid}"}, None) for duid in out.occurring]


OCCURRENCES = Codec(_read_occurrence, _write_occurrences, "people organisations events objects")
DESCRIPTIVE_PROPERTIES = Codec(_read_property)


# ---- topics
# ------------------------------------------------------------


def write_topic_set(out: Item) -> list[Node]:
    """Return the topics: the names of coded subjects and genres, and the people, organisations,
    events and objects the item is about.
    """
    article = out.article
    names: list[tuple[Any, str]] = [
        (concept, kind)
        for kind, members in (("Subject", article.subjects), ("Genre", article.genres))
        for concept in members
        if concept.code and concept.name
    ]
    about: list[tuple[Any, str]] = [
        *((person, "person") for person in article.people),
        *((organisation, "organisation") for organisation in article.organisations),
        *((event, "event") for event in article.events),
        *((thing, "object") for thing in article.objects),
    ]
    about = [(member, kind) for member, kind in about if member.code or member.name]
    topics = [_topic(out, member, kind) for member, kind in (*names, *about)]
    out.occurring = [str((topic[1] or {})["Duid"]) for topic in topics[len(names) :]]
    return [("TopicSet", {"FormalName": "topics"}, topics)] if topics else []


def _topic(out: Item, member: Any, kind: str) -> Node:
    out.topics += 1
    children: list[Node] = [("TopicType", {"FormalName": kind}, None)]
    if member.code is not None:
        coded = member.scheme == SUBJECT_CODES and subject_level(member.code)
        scheme = SUBJECT_SCHEME if coded else member.scheme
        children.append(("FormalName", {"Scheme": scheme}, member.code))
    if member.name is not None:
        children.append(("Description", None, member.name))
    return "Topic", {"Duid": f"item{out.index}.topic{out.topics}"}, children

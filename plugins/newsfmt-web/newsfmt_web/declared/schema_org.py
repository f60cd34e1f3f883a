"""The mapping of schema.org: for each property of an article, the field that it fills. JSON-LD and
microdata give the same nodes; no row knows from which of them a node came.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import attrs

from newsfmt.article import (
    Article,
    Association,
    Concept,
    Dateline,
    Geo,
    Label,
    Organisation,
    Party,
    Place,
    Rendition,
)
from newsfmt_web import dates
from newsfmt_web.declared.graph import Graph, Json, Node, dumped, is_list, kinds, members
from newsfmt_web.declared.page import Page
from newsfmt_web.items import geo, whole_number

__all__ = ["read"]

_ORGANISATIONS = ("Organization", "Corporation", "NGO", "Airline", "SportsTeam")


class _Said:
    """A property of a node while it is read."""

    def __init__(self, page: Page, graph: Graph, key: str, node: Node, source: str) -> None:
        self.page = page
        self.graph = graph
        self.key = key
        self.values = graph.values(node, key)
        self.source = source
        self.is_list = source == "json-ld" and is_list(node.get(key))
        """Whether the document lists the values; of microdata each is a text of its own."""
        self._read: dict[int, set[str]] = {}

    def text(self, value: Json) -> str | None:
        """The text of a value as a line: itself, the digits of a number, the name of an object."""
        if isinstance(value, str):
            return self.page.line(value) or None
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, dict):
            for key in ("@value", "name", "alternateName", "value"):
                if line := self.of(value, key):
                    return line
        return None

    def texts(self) -> list[str]:
        """The values as lines of text."""
        return [line for value in self.values if (line := self.text(value))]

    def get(self, node: Node, key: str) -> list[Json]:
        """The values of a property of a node, which is thereby read."""
        self._read.setdefault(id(node), set()).add(key)
        return self.graph.values(node, key)

    def of(self, node: Node, key: str) -> str | None:
        """The first text of a property of a node; others are kept."""
        first: str | None = None
        for value in self.get(node, key):
            text = self.text(value)
            self._keep_the_rest_of(value, f"{self.key}.{key}")
            if first is None:
                first = text
            elif text and text != first:
                self.page.keep(f"{self.key}.{key}", text)
        return first

    def keep_the_rest(self) -> None:
        """Keep the properties of the values that were not read."""
        for value in self.values:
            self._keep_the_rest_of(value, self.key)

    def _keep_the_rest_of(self, value: Json, name: str) -> None:
        read = self._read.get(id(value))
        for key, left in value.items() if isinstance(value, dict) and read else ():
            if read and key not in read and not key.startswith("@"):
                for member in members(left):
                    self.page.keep(f"{name}.{key}", dumped(member))


Row = Callable[[_Said], None]


def read(page: Page, graph: Graph, node: Node, source: str) -> None:
    """Read the properties of an article in the order of the table; others are kept."""
    for key, row in _ROWS.items():
        said = _Said(page, graph, key, node, source) if key in node else None
        if said and said.values:
            row(said)
            said.keep_the_rest()
    for key in node:
        if key not in _ROWS and not key.startswith("@"):
            for value in graph.values(node, key):
                page.keep(key, dumped(value))


# ---- rows
# ------------------------------------------------------------


def _field(field: str) -> Row:
    def row(said: _Said) -> None:
        for text in said.texts():
            said.page.say(field, text, said.source, said.key)

    return row


def _headline(said: _Said) -> None:
    for text in said.texts():
        said.page.headline(text, said.source, "alternative")


def _date(field: str) -> Row:
    def row(said: _Said) -> None:
        for text in said.texts():
            said.page.say(field, dates.gathered(said.page, said.key, text), said.source, said.key)

    return row


def _url(said: _Said) -> None:
    for value in said.values:
        name = (value.get("@id") or said.of(value, "url")) if isinstance(value, dict) else value
        if isinstance(name, str) and name.strip().lower().startswith(("http:", "https:", "/")):
            said.page.say("url", said.page.address(name, said.key), said.source)


def _people(role: str | None) -> Row:
    def row(said: _Said) -> None:
        for value in said.values:
            who = _party(said, value, role)
            if who is not None:
                said.page.person(who, said.source)

    return row


def _party(said: _Said, value: Json, role: str | None = None) -> Party | None:
    """A person or organisation: an object, a name, or an address, which is no name."""
    if isinstance(value, str):
        name = said.page.line(value)
        if name.lower().startswith(("http:", "https:")):
            said.page.link("author", name, said.key)
            return None
        return Party(name=name, role=role) if name else None
    if not isinstance(value, dict):
        return None
    if list(value) == ["@id"]:  # a reference to what is not there
        return _party(said, value["@id"], role) if "://" in str(value["@id"]) else None
    uri = said.of(value, "url") or said.of(value, "sameAs")
    parts = (said.of(value, "givenName"), said.of(value, "familyName"))
    return Party(
        name=said.text(value) or " ".join(filter(None, parts)) or None,
        role=role,
        job_title=said.of(value, "jobTitle"),
        email=(said.of(value, "email") or "").removeprefix("mailto:") or None,
        organisation=said.of(value, "affiliation") or said.of(value, "worksFor"),
        uri=said.page.address(uri, said.key) if uri else None,
    )


def _house(field: str) -> Row:
    def row(said: _Said) -> None:
        for value in said.values:
            who = _party(said, value)
            if who is not None and who != Party():
                said.page.say(field, who, said.source)

    return row


def _line(role: str) -> Row:
    def row(said: _Said) -> None:
        for text in said.texts():
            said.page.add_new("descriptions", Label(text=text, role=role))

    return row


def _language(said: _Said) -> None:
    for value in said.values:
        node = value if isinstance(value, dict) else {}
        code = (
            value if isinstance(value, str) else said.of(node, "alternateName") or said.text(node)
        )
        if code and code.strip():
            said.page.say("language", code.strip(), said.source)


def _terms(field: str) -> Row:
    def row(said: _Said) -> None:
        said.page.members(field, (Concept(name=text) for text in said.texts()), said.source)

    return row


def _keywords(said: _Said) -> None:
    found = []
    for value in said.values:
        words: list[Json] = [value]
        if isinstance(value, str) and not said.is_list:
            words = [*value.replace(";", ",").split(",")]
        found += [line for word in words if (line := said.text(word))]
    said.page.members("keywords", found, said.source)


def _about(role: str) -> Row:
    def row(said: _Said) -> None:
        for value in said.values:
            _topic(said, value, role)

    return row


def _topic(said: _Said, value: Json, role: str | None) -> None:
    """What an article is about, in the field of its type."""
    name = said.text(value)
    node = value if isinstance(value, dict) else {}
    uri = said.of(node, "sameAs") or said.of(node, "url")
    if uri is None and isinstance(node.get("@id"), str) and "://" in str(node["@id"]):
        uri = str(node["@id"])
    if name is None and uri is None:
        return
    fields: dict[str, Any] = {"name": name, "uri": uri, "role": role}
    types = kinds(node)
    if "Person" in types:
        said.page.add_new("people", Party(**fields))
    elif any(kind in _ORGANISATIONS or kind.endswith("Organization") for kind in types):
        said.page.add_new("organisations", Organisation(**fields))
    elif any(kind.endswith("Place") or kind in ("City", "Country", "State") for kind in types):
        said.page.add_new("places", Place(**fields, geo=_geo(said, node)))
    elif any(kind.endswith("Event") for kind in types):
        said.page.add_new("events", Concept(**fields))
    else:
        said.page.add_new("subjects", Concept(**fields))


def _geo(said: _Said, place: Node) -> Geo | None:
    """The position of a place: its ``geo``, an object with numbers."""
    for value in said.get(place, "geo"):
        node = value if isinstance(value, dict) else {}
        if position := geo(said.of(node, "latitude") or "", said.of(node, "longitude") or ""):
            return position
        said.page.keep(f"{said.key}.geo", dumped(value))
    return None


def _places(field: str) -> Row:
    def row(said: _Said) -> None:
        for value in said.values:
            place = Place(name=said.text(value))
            if isinstance(value, dict):
                place = attrs.evolve(place, geo=_geo(said, value))
            if place != Place():
                said.page.add_new(field, place)

    return row


def _dateline(said: _Said) -> None:
    for text in said.texts():
        said.page.say("dateline", Dateline(text=text), said.source)


def _media(kind: str) -> Row:
    def row(said: _Said) -> None:
        for value in said.values:
            _medium(said, value, kind)

    return row


def _medium(said: _Said, value: Json, kind: str) -> None:
    node = value if isinstance(value, dict) else {}
    address = value if isinstance(value, str) else None
    for key in ("contentUrl", "url", "embedUrl", "@id"):
        address = address or said.of(node, key)
    href = said.page.address(address, said.key) if address else None
    if href is None:
        return
    credit = said.of(node, "creditText") or said.of(node, "author")
    format, length = said.of(node, "encodingFormat"), said.of(node, "duration")
    seconds = _seconds(length or "")
    rendition = Rendition(
        href=href,
        mime_type=format if format and "/" in format else None,
        width=_pixels(said.of(node, "width")),
        height=_pixels(said.of(node, "height")),
        duration=seconds,
    )
    for name, text, is_set in (
        ("encodingFormat", format, rendition.mime_type),
        ("duration", length, seconds is not None),
    ):
        if text and not is_set:
            said.page.keep(f"{said.key}.{name}", text)
    item = Article(
        type=kind,
        renditions=(rendition,),
        summary=said.of(node, "caption") or said.of(node, "description"),
        credit=credit,
        headline=said.of(node, "headline") or said.of(node, "name"),
    )
    said.page.picture(Association(rel=said.key, href=href, item=item), said.source)


_DURATION = re.compile(
    r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8}(?:\.\d{1,6})?)S)?)?", re.ASCII
)
"""A duration of ISO 8601 in days, hours, minutes and seconds."""


def _seconds(text: str) -> float | None:
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def _pixels(text: str | None) -> int | None:
    return whole_number((text or "").removesuffix("px").removesuffix(".0").strip())


def _thumbnail(said: _Said) -> None:
    for text in said.texts():
        if href := said.page.address(text, said.key):
            said.page.add_new("renditions", Rendition(name="thumbnail", href=href))


def _identifier(said: _Said) -> None:
    for value in said.values:
        node = value if isinstance(value, dict) else {}
        found = (said.of(node, "value") or node.get("@id")) if node else said.text(value)
        if isinstance(found, str) and not isinstance(value, bool):
            said.page.say("id", found.strip(), said.source)


def _number(field: str) -> Row:
    def row(said: _Said) -> None:
        for text in said.texts():
            number = whole_number(text)
            if number is None:
                said.page.keep(said.key, text)
            else:
                said.page.say(field, number, said.source)

    return row


def _rights(part: str) -> Row:
    def row(said: _Said) -> None:
        for text in said.texts():
            said.page.say(f"rights.{part}", text, said.source, said.key)

    return row


def _correction(said: _Said) -> None:
    for text in said.texts():
        said.page.add_new("signals", Concept(code="correction", literal=text))


def _links(rel: str) -> Row:
    def row(said: _Said) -> None:
        for value in said.values:
            node = value if isinstance(value, dict) else {}
            address = value if isinstance(value, str) else said.of(node, "url") or node.get("@id")
            if isinstance(address, str):
                said.page.link(rel, address, said.key)

    return row


def _body(said: _Said) -> None:
    for value in said.values:
        text = value if isinstance(value, str) else said.text(value)
        if text and text.strip():
            said.page.texts.append(text)


def _content(said: _Said) -> None:
    for text in said.texts():
        if href := said.page.address(text, said.key):
            said.page.add_new("renditions", Rendition(href=href))


_ROWS: dict[str, Row] = {
    "headline": _headline,
    "name": _headline,
    "alternativeHeadline": _headline,
    "alternateName": _headline,
    "url": _url,
    "mainEntityOfPage": _url,
    "datePublished": _date("published"),
    "dateModified": _date("updated"),
    "dateCreated": _date("created"),
    "expires": _date("expires"),
    "author": _people(None),
    "creator": _people(None),
    "editor": _people("editor"),
    "contributor": _people("contributor"),
    "translator": _people("translator"),
    "publisher": _house("provider"),
    "sourceOrganization": _house("provider"),
    "description": _field("summary"),
    "abstract": _line("abstract"),
    "inLanguage": _language,
    "articleSection": _terms("categories"),
    "keywords": _keywords,
    "genre": _terms("genres"),
    "about": _about("about"),
    "mentions": _about("mentions"),
    "contentLocation": _places("places"),
    "spatialCoverage": _places("places"),
    "locationCreated": _places("located"),
    "dateline": _dateline,
    "copyrightHolder": _house("rights.holder"),
    "copyrightNotice": _rights("notice"),
    "copyrightYear": _rights("year"),
    "license": _rights("usage_terms"),
    "usageInfo": _rights("usage_terms"),
    "image": _media("picture"),
    "video": _media("video"),
    "audio": _media("audio"),
    "thumbnailUrl": _thumbnail,
    "contentUrl": _content,
    "identifier": _identifier,
    "version": _field("version"),
    "wordCount": _number("word_count"),
    "correction": _correction,
    "isBasedOn": _links("isBasedOn"),
    "translationOfWork": _links("translationOf"),
    "articleBody": _body,
    "text": _body,
}
"""Properties in the order in which they count."""

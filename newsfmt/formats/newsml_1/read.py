"""NewsML 1 to Articles: the stream of items, their identification and management; one Article for
each NewsItem.

A binary stream comes in, Articles go out as they are read, with flat memory. Elements are known by
their local names, in whatever order; what departs from the DTD is read and reported with its line,
and one bad field never costs the item (NewsML 1.2 functional specification).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from newsfmt import xmlkit
from newsfmt.article import Article, Transmission
from newsfmt.errors import NewsfmtError
from newsfmt.format import Context
from newsfmt.formats.newsml_1.components import content
from newsfmt.formats.newsml_1.fields import (
    Fields,
    Topics,
    child,
    formal,
    some,
    without_namespace,
    words,
)
from newsfmt.formats.newsml_1.leftovers import LOCAL
from newsfmt.formats.newsml_1.management import read_children
from newsfmt.formats.newsml_1.metadata import concept, declared
from newsfmt.formats.newsml_1.slots import IDENTIFICATION, MANAGEMENT
from newsfmt.prose import mended_article
from newsfmt.xmlkit import Element

__all__ = ["item", "read", "read_envelope"]

_TOPICS = "newsml-1:TopicSet"
_PARTS = frozenset({"Catalog", "TopicSet", "NewsEnvelope", "NewsItem"})


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield an Article for each NewsItem. Raises ParseError for what is no XML, or holds no
    NewsItem.
    """
    zone = context.options.timezone if context.options is not None else None
    topics = Topics()
    envelope = Fields(context, zone)
    vocabularies: dict[str, str] = {}
    context.index = 0
    found = False
    element: Element | None = None
    for element in xmlkit.stream(stream, context, _PARTS, recover=True):
        _beside(element, context, before=True)
        without_namespace(element)
        name = element.tag
        if name == "NewsItem":
            found = True
            try:
                article = _article(element, context, zone, topics, envelope, vocabularies)
            except NewsfmtError as error:
                context.fail(error)
            else:
                yield article
            envelope.extra.pop(_TOPICS, None)  # they are kept with the first item
            context.index += 1
        elif name == "TopicSet":
            topics.add(element)
            envelope.keep("TopicSet", xmlkit.raw_xml(element).strip())
        elif name == "NewsEnvelope":
            read_envelope(element, envelope)
        else:
            declared(element, vocabularies, envelope)
            envelope.rest(element)
    if not found:
        raise context.error("there is no <NewsItem> in it")
    if element is not None:
        _beside(element, context, before=False)


def _beside(element: Element, context: Context, *, before: bool) -> None:
    """Report what stands between a part of the document and the one before it, or behind the last
    one, and has no place there.
    """
    found: list[tuple[int | None, str]] = []
    for part in element.itersiblings(preceding=before):
        name = xmlkit.local(part)
        if name in _PARTS:
            break
        if name:
            text = xmlkit.raw_xml(part).strip()
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            message = f"<{name}> has no place in <NewsML>; left out: {shown}"
            found.append((xmlkit.line(part), message))
    for line, message in reversed(found) if before else found:
        context.warn("read.element-ignored", message, at=line)


_SHOWN = 400


def _article(
    element: Element,
    context: Context,
    zone: str | None,
    topics: Topics,
    envelope: Fields,
    vocabularies: dict[str, str],
) -> Article:
    fields = item(element, context, zone, topics, envelope, vocabularies)
    return mended_article(
        Article(origin=context.origin(context.index, xmlkit.line(element)), **fields), context
    )


def item(
    element: Element,
    context: Context,
    zone: str | None,
    topics: Topics,
    envelope: Fields | None,
    vocabularies: dict[str, str],
) -> dict[str, Any]:
    """Return the fields of the Article that a NewsItem is."""
    fields = Fields(context, zone, topics.inner())
    if envelope is not None:
        fields.inherit(envelope)
    fields.vocabularies = dict(vocabularies)
    if language := xmlkit.attribute(element, "lang"):
        fields.language(language)
    component: Element | None = None
    fields.loose(element)
    for part in element:
        name = part.tag
        if name == "Identification":
            read_children(IDENTIFICATION, part, fields)
        elif name == "NewsManagement":
            read_children(MANAGEMENT, part, fields)
        elif name == "NewsComponent":
            component = part if component is None else component
        elif name == "Comment":
            fields.note(part)
        elif name == "TopicSet":
            fields.topic_set(part)
        elif name == "Catalog":
            declared(part, fields.vocabularies, fields)
            fields.rest(part)
        elif name == "Update":
            fields.keep("Update", xmlkit.raw_xml(part).strip())
        else:
            fields.stranger(part)
    fields.rest(element)
    if component is not None:
        content(component, fields, item)
    for xml in fields.topics.left():
        fields.keep("Topic", xml)
    return fields.finish()


def read_envelope(element: Element, fields: Fields) -> None:
    """Read the message that carries the items."""
    values: dict[str, Any] = {}
    fields.loose(element)
    for part in element:
        name = part.tag
        if name == "TransmissionId":
            values["id"] = some(part.text)
            fields.keep("TransmissionId.Repeat", some(part.get("Repeat")))
        elif name == "DateAndTime":
            values["sent"] = fields.date_of("DateAndTime", part)
        elif name == "Priority":
            values["priority"] = formal(part)
        elif name == "SentFrom":
            party = child(part, "Party")
            values["sender"] = formal(party) if party is not None else words(part)
            if party is not None:
                fields.loose(part)
            for inner in part:
                _sent(inner, fields, "SentFrom", known=inner is party)
        elif name == "SentTo":
            fields.loose(part)
            for inner in part:
                _sent(inner, fields, "SentTo")
        elif name in ("NewsService", "NewsProduct"):
            if (found := concept(part, fields, type=name)) is not None:
                fields.add_new("services", found)
        else:
            fields.stranger(part)
            continue
        fields.rest(part)
    values = {key: value for key, value in values.items() if value is not None}
    if values:
        fields.values["transmission"] = Transmission(**values)


def _sent(element: Element, fields: Fields, name: str, *, known: bool = False) -> None:
    """A party that a message comes from or goes to, which may be known: its name and its plain
    properties, or all of it.
    """
    if element.tag != "Party" or not _IS_NAME.issuperset(element.keys()):
        fields.keep(name, xmlkit.raw_xml(element).strip())
        return
    if not known:
        fields.keep(name, formal(element))
    for part in element:
        if _IS_VALUE.issuperset(part.keys()) and not len(part) and part.get("Value"):
            fields.keep(f"{name}.{formal(part) or part.tag}", some(part.get("Value")))
        else:
            fields.whole(part, f"{name}/")


_IS_NAME = LOCAL | {"FormalName"}
_IS_VALUE = _IS_NAME | {"Value"}

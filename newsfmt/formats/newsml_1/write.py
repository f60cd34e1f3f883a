"""Articles to NewsML 1.2: an envelope and an item for each, written, read again, and what did not
come back added as properties.

Articles come in one by one, a document valid with the DTD goes out, with flat memory. What NewsML
demands and the article does not say is derived by model-rules.md §5, marked by an empty property
``newsfmt:<field>``, and reported; what NewsML has no place for is a property. The writer asks the
reader: what is read otherwise than it was is said again as a property, or is a loss with its path.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import BinaryIO

from newsfmt import xmlkit
from newsfmt.article import Article, Association
from newsfmt.format import Context
from newsfmt.formats.newsml_1.certain import Envelope, is_certain
from newsfmt.formats.newsml_1.document import Item, is_id, tongue, written_inside
from newsfmt.formats.newsml_1.fields import Topics
from newsfmt.formats.newsml_1.metadata import party_node, write_topic_set
from newsfmt.formats.newsml_1.properties import is_carried
from newsfmt.formats.newsml_1.read import item
from newsfmt.formats.newsml_1.slots import (
    ADMINISTRATIVE,
    DESCRIPTIVE,
    IDENTIFICATION,
    IDENTIFIER,
    LINES,
    MANAGEMENT,
    RIGHTS,
    claimed,
    writes,
)
from newsfmt.losses import Difference, Receipt, differences
from newsfmt.prose import report_separator, without_prefix
from newsfmt.xmlkit import Writer, is_language

__all__ = ["write"]

_ATTEMPTS = 3


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write a NewsML document with an item for each article."""
    writer = Writer(stream)
    writer.start("NewsML", {"Version": "1.2"})
    carrier: Envelope | None = None
    for index, article in enumerate(articles):
        context.index = index
        if carrier is None:
            carrier = Envelope(article)
            writer.raw(carrier.xml)
        report_separator(article, context)
        writer.raw(_item(article, index, carrier, context))
        writer.flush()
        context.index = index + 1
    if carrier is None:
        _nothing(writer)
    writer.close()


def _nothing(writer: Writer) -> None:
    """NewsML requires an item; without articles nothing can be written."""
    from newsfmt.errors import CannotWriteError

    raise CannotWriteError("NewsML 1 demands an item, and there is no article")


def _item(article: Article, index: int, carrier: Envelope, context: Context) -> str:
    """The XML of an item, after its losses have been reported. What is read otherwise than it was
    is said again as a property in the next attempt.
    """
    wanted = without_prefix(article)
    overrides: set[str] = set()
    generic: set[str] = set()
    for left in reversed(range(_ATTEMPTS)):
        receipt = Receipt(article, context, writes())
        out = Item(wanted, article, index, overrides, generic, receipt, claimed())
        xml = _written(out)
        if is_certain(out, carrier):
            receipt.compare(article, wanted=wanted, found=[])
            return xml
        again = _read(xml, carrier)
        found = differences(wanted, again, writes())
        if not _planned(found, overrides, generic) or not left:
            break
    receipt.compare(again, wanted=wanted, found=found)
    return xml


def _planned(found: list[Difference], overrides: set[str], generic: set[str]) -> bool:
    """Plan for what did not come back; say whether there is anything new to plan."""
    before = len(overrides) + len(generic)
    for difference in found:
        path = difference.path
        field = path.partition("[")[0].partition(".")[0]
        if field == "extra":
            generic.add(path[7:-2])
        elif field == "body":
            generic.add(field)
        elif is_carried(field):
            overrides.add(field)
    return len(overrides) + len(generic) != before


def _read(xml: str, carrier: Envelope) -> Article:
    root = xmlkit.parse(io.BytesIO(xml.encode()), Context())
    return Article(**item(root, Context(), None, Topics(), carrier.fields, {}))


# ---- the item, by its tables
# ------------------------------------------------------------


def _written(out: Item) -> str:
    """Return the XML of an item, written by the tables."""
    article, writer = out.article, out.writer
    language = article.language
    writer.start(
        "NewsItem",
        {"xml:lang": language if language is not None and is_language(language) else None},
    )
    out.catalog()
    identifier = out.nodes(IDENTIFIER)
    labels = out.nodes(IDENTIFICATION)
    out.write([("Identification", None, [("NewsIdentifier", None, identifier), *labels])])
    out.filename = out.one("newsml-1:FileName")
    out.interests = out.take("newsml-1:OfInterestTo")
    out.section("NewsManagement", MANAGEMENT)
    _component(out)
    writer.end()
    return written_inside(writer)


def _component(out: Item) -> None:
    """Write the component: comments, topics, lines and metadata, then the content."""
    article, writer = out.article, out.writer
    writer.start("NewsComponent", {"EquivalentsList": "no"})
    out.write(("Comment", {"FormalName": note.role}, note.text or "") for note in article.ed_notes)
    out.write(write_topic_set(out))
    out.section("NewsLines", LINES)
    out.section("AdministrativeMetadata", ADMINISTRATIVE)
    out.section("RightsMetadata", RIGHTS)
    out.section("DescriptiveMetadata", DESCRIPTIVE)
    medium = (
        article.type in ("picture", "graphic", "video", "audio")
        and article.renditions
        and "body" not in out.generic
    )
    if article.body and any(one.body for one in article.alternates) and not medium:
        _equivalents(out)
        _media(out)
    elif article.associations or article.renditions:
        if article.body:
            writer.start("NewsComponent")
            writer.element("Role", None, {"FormalName": "Caption" if medium else "Main"})
            out.content(article.body)
            writer.end()
        _media(out)
    elif article.body:
        out.content(article.body)
    writer.end()


def _media(out: Item) -> None:
    """The files of the item, and what belongs to it."""
    for rendition in out.article.renditions:
        out.file(rendition, out.article.type)
    for association in out.article.associations:
        _association(out, association)


def _equivalents(out: Item) -> None:
    """The text and the same content in other words or tongues, as components that are
    equivalent: the first is the body (§5.5).
    """
    article, writer = out.article, out.writer
    tongues = any(one.language for one in article.alternates)
    writer.start("NewsComponent", {"EquivalentsList": "yes"})
    writer.start("NewsComponent", {"xml:lang": tongue(article.language) if tongues else None})
    writer.element("Role", None, {"FormalName": "Main"})
    out.content(article.body)
    writer.end()
    for place, one in enumerate(article.alternates):
        if not one.body:
            continue
        writer.start("NewsComponent", {"xml:lang": tongue(one.language)})
        if one.role is not None:
            writer.element("Role", None, {"FormalName": one.role})
        writer.start("NewsComponent")
        out.content(one.body, f"alternates[{place}].body")
        writer.end()
        writer.end()
    writer.end()


def _association(out: Item, one: Association) -> None:
    """An item that belongs to this one: a reference, or a component with its files and
    lines.
    """
    writer, item = out.writer, one.item
    out.topics += 1
    writer.start(
        "NewsComponent",
        {"Duid": one.name if one.name and is_id(one.name) and out.is_new(one.name) else None},
    )
    if one.role is not None:
        writer.element("Role", None, {"FormalName": one.role})
    if item is not None:
        out.lined = item
        out.section("NewsLines", LINES)
        out.lined = out.article
        if item.creators:
            writer.start("AdministrativeMetadata")
            for creator in item.creators:
                out.write(party_node("Creator", creator, creator.role))
            writer.end()
        if item.language is not None and item.renditions:
            writer.start("DescriptiveMetadata")
            writer.element("Language", None, {"FormalName": item.language})
            writer.end()
    if item is None or not item.renditions:
        target = one.id or one.href or (item.id if item is not None else None)
        if target is not None or one.title is not None:
            writer.start("NewsItemRef", {"NewsItem": target})
            if one.title is not None:
                writer.element("Comment", one.title)
            writer.end()
    else:
        for rendition in item.renditions:
            out.file(rendition, item.type)
    writer.end()

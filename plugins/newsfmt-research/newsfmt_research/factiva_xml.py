"""Factiva's XML: the responses of the publication service (PPS 2.0) and documents of the Select
feed (DistDoc).

Elements come in one article at a time, and are read as the codes that Factiva's text has:
:data:`ELEMENTS` says which code an element of PPS is; in DistDoc ``fid`` names it. ``hlt`` marks a
hit of the search and is taken off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO

from newsfmt import prose, xmlkit
from newsfmt.article import Article
from newsfmt.body import Block, Paragraph, Preformatted
from newsfmt.format import Context
from newsfmt_research.factiva_fields import BODY, TERMS, Item

if TYPE_CHECKING:  # lxml is imported when a document is read
    from newsfmt.xmlkit import Element

__all__ = ["ELEMENTS", "read"]

ELEMENTS: Mapping[str, str] = {
    "accessionNo": "AN", "baseLanguage": "LA", "byline": "BY", "columnName": "CLM", "company": "CO",
    "contact": "CT", "copyright": "CY", "corrections": "CX", "credit": "CR", "edition": "ED",
    "headline": "HD", "industry": "IN", "leadParagraph": "LP", "newsSubject": "NS", "pages": "PG",
    "publisherName": "PUB", "region": "RE", "sectionName": "SE", "sourceCode": "SC",
    "sourceName": "SN", "tailParagraphs": "TD", "volume": "VOL", "wordCount": "WC",
}  # fmt: skip
"""The code that each element of PPS is; others are kept in ``extra``."""
_KEPT = frozenset(("reference", "descField", "notes", "logo"))
_ITEMS = frozenset(("ppsarticle", "DistDoc"))
_PARTS = frozenset(("ReplyItem", "ArchiveDoc"))
_INDENT = 4


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a document. Raises ParseError for one that is not well-formed or has
    none, TruncatedError for one that is cut off.
    """
    index = 0
    for item in _items(xmlkit.stream(stream, context, _ITEMS, recover=context.salvage), context):
        yield item.article(index)
        index += 1
        context.index = index
    if not index:
        raise context.error("no article in it: neither ppsarticle nor DistDoc with something in it")


def _items(elements: Iterator[Element], context: Context) -> Iterator[Item]:
    """The articles of elements: each of PPS is one, a DistDoc holds one or several."""
    counted: Element | None = None
    for element in elements:
        if xmlkit.local(element) == "DistDoc":
            yield from _documents(element, context)
            continue
        around = element.getparent()
        if around is not None and around is not counted:
            counted = around
            _count(around, context)
        item = Item(context, xmlkit.line(element))
        _response(element, item)
        yield item


def _documents(element: Element, context: Context) -> Iterator[Item]:
    """The articles of a DistDoc: what stands side by side is one, until a part of it comes again."""
    item: Item | None = None
    parts: set[str] = set()
    for part in xmlkit.children(element):
        name = xmlkit.local(part)
        if item is None or (name in _PARTS and name in parts):
            if item is not None:
                yield item
            item, parts = Item(context, xmlkit.line(part)), set()
        parts.add(name)
        _take(part, item)
    if item is not None:
        yield item


def _count(around: Element, context: Context) -> None:
    """The number of articles that a set of results says it holds."""
    stated = xmlkit.attribute(around, "count") or ""
    if stated.isdecimal():
        context.stated(int(stated))


# ---- PPS
# ------------------------------------------------------------


def _response(element: Element, item: Item) -> None:
    for article in xmlkit.children(element):
        for part in xmlkit.children(article):
            _part(part, item)


def _part(part: Element, item: Item) -> None:
    name = xmlkit.local(part)
    code = ELEMENTS.get(name, "")
    if code in BODY:
        item.body += _paragraphs(part)
    elif code in TERMS:
        item.terms(code, [(xmlkit.attribute(part, "code") or "", xmlkit.text(part))])
    elif code:
        item.take(code, xmlkit.text(part), xmlkit.line(part))
    elif name == "publicationDate":
        _published(part, item)
    elif name == "descField":
        item.keep(f"descField[{xmlkit.attribute(part, 'code') or ''}]", xmlkit.text(part))
    else:
        _unknown(part, item)


def _unknown(part: Element, item: Item) -> None:
    """Keep an element that no code is, with its attributes where it has no text."""
    name = xmlkit.local(part)
    value = xmlkit.text(part) or " ".join(str(value) for value in part.attrib.values())
    if value:
        item.keep(name, value)
        if name not in _KEPT:
            message = f"<{name}>: kept in extra"
            item.context.warn("read.unknown-key", message, at=xmlkit.line(part))


def _published(part: Element, item: Item) -> None:
    values = {xmlkit.local(child): xmlkit.text(child) for child in xmlkit.children(part)}
    day, time = values.get("date", ""), values.get("time", "")
    whole = f"{day}T{time}" if day and time else day
    item.take("PD", values.get("dateTime") or whole or xmlkit.text(part), xmlkit.line(part))


def _paragraphs(element: Element) -> Iterator[Block]:
    """The paragraphs of a text, and the text that stands in none."""
    bare = [element.text or ""]
    for part in xmlkit.children(element):
        if (paragraph := _paragraph(part)) is not None:
            yield paragraph
        bare.append(part.tail or "")
    yield from _bare("\n".join(bare))


def _paragraph(part: Element) -> Block | None:
    if (xmlkit.attribute(part, "display") or "").casefold() == "fixed":
        whole = xmlkit.verbatim(part).strip("\r\n")
        return Preformatted(whole) if whole.strip() else None
    value = xmlkit.text(part)
    return Paragraph(value) if value else None


def _bare(text: str) -> Iterator[Block]:
    """The paragraphs of wrapped text, each of which four spaces open."""
    rows = [row.rstrip() for row in text.expandtabs(_INDENT).split("\n") if row.strip()]
    base = min((len(row) - len(row.lstrip()) for row in rows), default=0)
    paragraphs: list[list[str]] = []
    for row in rows:
        if not paragraphs or len(row) - len(row.lstrip()) - base >= _INDENT:
            paragraphs.append([])
        paragraphs[-1].append(row.strip())
    for group in paragraphs:
        yield Paragraph(prose.join(group))


# ---- DistDoc
# ------------------------------------------------------------


def _take(part: Element, item: Item) -> None:
    """Take a part of a DistDoc, or what is in it."""
    code = (xmlkit.attribute(part, "fid") or "").upper()
    value = xmlkit.attribute(part, "value") or xmlkit.text(part)
    if code in BODY:
        item.body += _paragraphs(part)
    elif code in TERMS:
        item.terms(code, _coded(part))
    elif code:
        item.take(code, value, xmlkit.line(part))
    elif len(part):
        for inner in xmlkit.children(part):
            _take(inner, item)
    else:
        _unknown(part, item)


def _coded(part: Element) -> Iterator[tuple[str, str]]:
    """The codes of a set, each with its name."""
    for node in part.iter():
        if key := xmlkit.attribute(node, "value"):
            yield key, xmlkit.text(node)

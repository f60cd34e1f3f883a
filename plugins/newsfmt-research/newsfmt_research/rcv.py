"""Reuters Corpus Volumes 1 and 2: a ``newsitem`` document for each story; not NewsML, whatever the
file's name says.

The title stands for a headline that is empty. Codes have no names in the files, so concepts have
none. What an ``editdetail`` says goes to the concept's ``extra``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from newsfmt import xmlkit
from newsfmt.article import Article, Concept, Dateline, Party, Place, Rights, normalise
from newsfmt.body import Block, Paragraph, Preformatted
from newsfmt.dates import NewsDate
from newsfmt.format import Context
from newsfmt_research.values import dated

if TYPE_CHECKING:  # lxml is imported when a document is read
    from newsfmt.xmlkit import Element

__all__ = ["read"]

_TABULAR = re.compile(r"\S[ \t]{3,}\S|\n")
_DAY = re.compile(r"(?:1[0-9]|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d)")
_CLASSES = {"topics": ("subjects", None), "industries": ("subjects", "industry"), "countries": ("places", None)}  # fmt: skip


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the story of a document. Raises ParseError for what is not well-formed."""
    root = xmlkit.parse(stream, context, recover=context.options.salvage)
    fields: dict[str, Any] = {"id": xmlkit.attribute(root, "itemid")}
    fields["language"] = xmlkit.attribute(root, "lang")
    extra: dict[str, tuple[str, ...]] = {}
    if day := xmlkit.attribute(root, "date"):
        found = dated(day, context, what="date", line=xmlkit.line(root))
        if found is not None:
            fields["published"] = found.date
        else:
            extra["rcv1:date"] = (day,)
    for element in xmlkit.children(root):
        name = xmlkit.local(element)
        reader = _ELEMENTS.get(name)
        if reader is not None:
            reader(element, fields, extra, context)
        elif value := xmlkit.text(element):
            context.warn("read.unknown-key", f"<{name}>: kept in extra", at=xmlkit.line(element))
            extra[f"rcv1:{name}"] = (value,)
    fields.setdefault("headline", fields.get("title"))
    yield normalise(
        Article(**fields, extra=extra, origin=context.origin(0, xmlkit.line(root) or 1))
    )


Fields = dict[str, Any]
Extra = dict[str, tuple[str, ...]]


def _line(field: str) -> Any:
    def read(element: Element, fields: Fields, extra: Extra, context: Context) -> None:
        if value := xmlkit.text(element):
            fields[field] = value

    return read


def _dateline(element: Element, fields: Fields, extra: Extra, context: Context) -> None:
    value = xmlkit.text(element)
    place, _, day = value.rpartition(" ")
    if place and _DAY.fullmatch(day):
        fields["dateline"] = Dateline(text=place.strip(), date=NewsDate(day), date_text=day)
    elif value:
        fields["dateline"] = Dateline(text=value)


def _text(element: Element, fields: Fields, extra: Extra, context: Context) -> None:
    body: list[Block] = []
    for paragraph in xmlkit.children(element):
        whole = xmlkit.verbatim(paragraph).strip("\r\n")
        if _TABULAR.search(whole.strip()):
            body.append(Preformatted(whole))
        elif whole.strip():
            body.append(Paragraph(xmlkit.collapse(whole)))
    fields["body"] = tuple(body)


def _notice(element: Element, fields: Fields, extra: Extra, context: Context) -> None:
    fields["rights"] = Rights(notice=xmlkit.text(element))


def _metadata(element: Element, fields: Fields, extra: Extra, context: Context) -> None:
    for child in xmlkit.children(element):
        if xmlkit.local(child) == "codes":
            _codes(child, fields, extra)
        elif xmlkit.local(child) == "dc":
            name = xmlkit.attribute(child, "element") or ""
            _core(name, xmlkit.attribute(child, "value") or "", fields, extra, context)


def _codes(element: Element, fields: Fields, extra: Extra) -> None:
    """The codes of a class: subjects or places, with the class as their scheme."""
    scheme = xmlkit.attribute(element, "class") or ""
    kind = scheme.split(":")[1] if scheme.count(":") > 1 else ""
    field, type_ = _CLASSES.get(kind, ("subjects", kind or None))
    make = Place if field == "places" else Concept
    concepts = []
    for code in xmlkit.children(element):
        detail = xmlkit.child(code, "editdetail")
        attributes = detail.attrib.items() if detail is not None else ()
        kept = {f"rcv1:{name!s}": (str(value),) for name, value in attributes}
        value = xmlkit.attribute(code, "code")
        concepts.append(make(code=value, scheme=scheme or None, type=type_, extra=kept))
    fields[field] = (*fields.get(field, ()), *concepts)


def _core(name: str, value: str, fields: Fields, extra: Extra, context: Context) -> None:
    """One statement of the Dublin Core."""
    if name == "dc.date.created":
        found = dated(value, context, what=name)
        if found is not None:
            fields["content_created"] = found.date
            return
    elif name == "dc.publisher":
        fields["provider"] = Party(name=value)
        return
    elif name == "dc.source":
        party = Party(name=value)
        if party not in fields.get("sources", ()):
            fields["sources"] = (*fields.get("sources", ()), party)
        return
    elif name == "dc.creator.location":
        fields["located"] = (*fields.get("located", ()), Place(name=value))
        return
    elif name == "dc.creator.location.country.name" and fields.get("located"):
        *before, last = fields["located"]
        broader = (Concept(name=value),)
        fields["located"] = (*before, Place(name=last.name, broader=broader))
        return
    elif name == "dc.date.published" and str(fields.get("published")) == value:
        return
    if value:
        extra[f"rcv1:{name}"] = (*extra.get(f"rcv1:{name}", ()), value)


_ELEMENTS = {
    "title": _line("title"),
    "headline": _line("headline"),
    "byline": _line("byline"),
    "dateline": _dateline,
    "text": _text,
    "copyright": _notice,
    "metadata": _metadata,
}

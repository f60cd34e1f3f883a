"""The New York Times Annotated Corpus: NITF 3.3 with classes of its own, a document for each
article.

newsfmt's NITF reader gives what is NITF; the classes (``full_text``, ``print_byline``,
``indexing_service``) and ``meta`` elements of the corpus give the rest. The time of a publication
date is always midnight, so it is read to the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

import attrs

import newsfmt
from newsfmt import xmlkit
from newsfmt.article import (
    Alternate,
    Article,
    Concept,
    Label,
    Note,
    Organisation,
    Party,
    Place,
    normalise,
)
from newsfmt.body import Block, Paragraph
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError
from newsfmt.format import Context

if TYPE_CHECKING:  # lxml is imported when a document is read
    from newsfmt.xmlkit import Element

__all__ = ["read"]

_BODY_CLASSES = ("full_text", "correction_text")
_BYLINES = ("print_byline", "normalized_byline")
_KEPT = ("print_section", "print_page_number", "print_column", "banner", "feature_page", "online_sections", "alternate_url", "publication_day_of_week")  # fmt: skip
_PARTIES = {"location": ("places", Place), "org": ("organisations", Organisation), "person": ("people", Party), "object.title": ("objects", Concept)}  # fmt: skip


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of a document. Raises what the NITF reader raises."""
    limit = context.limits.article_bytes
    data = stream.read(-1 if limit is None else limit + 1)
    if limit is not None and len(data) > limit:
        raise context.exceeded("article_bytes", "the document")
    options = {"salvage": context.options.salvage}
    article = newsfmt.read_one(
        data, format="nitf", name=context.name or None, options=options, limits=context.limits
    )
    root = xmlkit.parse(data, context, recover=context.options.salvage)
    article = attrs.evolve(article, **_Document(root).fields(article))
    yield normalise(attrs.evolve(article, origin=context.origin(0, xmlkit.line(root) or 1)))


_READ_HERE = frozenset(
    f"nitf:{name}.class" for name in (*_PARTIES, "byline", "classifier", "tagline")
)
"""Classes that NITF keeps, and that are roles here."""


class _Document:
    """The parts of a document, by the names and classes of the corpus."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self.meta = {
            xmlkit.attribute(element, "name") or "": xmlkit.attribute(element, "content") or ""
            for element in self.all("meta")
        }

    def all(self, name: str, class_: str | None = None) -> list[Element]:
        """The elements of a name and class, in the order of the document."""
        return [
            element
            for element in self._root.iter()
            if xmlkit.local(element) == name
            and (class_ is None or xmlkit.attribute(element, "class") == class_)
        ]

    def line(self, name: str, class_: str | None = None) -> str | None:
        """The text of the first such element that has one."""
        texts = (xmlkit.text(element) for element in self.all(name, class_))
        return next((text for text in texts if text), None)

    def fields(self, article: Article) -> dict[str, Any]:
        """The fields that the corpus states otherwise than NITF does."""
        fields: dict[str, Any] = {"published": self._published()}
        fields["headline"] = self.line("hl1")
        fields["alt_headlines"] = tuple(
            Label(text, "online") for text in map(xmlkit.text, self.all("hl2")) if text
        )
        fields["subheadline"] = None
        fields["byline"] = self.line("byline", "print_byline") or self.line("byline")
        fields["creators"] = tuple(
            Party(name=name.strip())
            for element in self.all("byline", "normalized_byline")
            for name in xmlkit.text(element).split(";")
            if name.strip()
        )
        fields["summary"] = self.line("abstract")
        fields["body"] = self._body()
        fields["ed_notes"] = tuple(
            Note(xmlkit.text(element), "correction")
            for element in self.all("block", "correction_text")
        )
        fields["alternates"] = tuple(self._alternates(fields["body"]))
        fields |= self._metas(article)
        fields |= self._identified()
        return fields

    def _alternates(self, body: tuple[Block, ...]) -> Iterator[Alternate]:
        """The blocks of other classes; a lead that only repeats the body's beginning is left out."""
        classes = (xmlkit.attribute(element, "class") for element in self.all("block"))
        for class_ in dict.fromkeys(classes):
            blocks = self._blocks(class_) if class_ and class_ not in _BODY_CLASSES else ()
            if blocks and not (class_ == "lead_paragraph" and body[: len(blocks)] == blocks):
                yield Alternate(role=class_, body=blocks)

    def _left(self) -> Iterator[tuple[str, str]]:
        """What the corpus says and no field takes: times of day, and classes that it does not
        usually have.
        """
        for element in self.all("pubdata"):
            value = xmlkit.attribute(element, "date.publication") or ""
            if value[8:] not in {"", "T000000"}:
                yield "date.publication", value
        for name, usual in (("byline", _BYLINES), ("tagline", ())):
            for element in self.all(name):
                class_ = xmlkit.attribute(element, "class")
                if class_ and class_ not in usual:
                    yield f"{name}/@class", class_

    def _published(self) -> NewsDate | None:
        """The day of publication: of ``pubdata``, else of the three meta elements."""
        for element in self.all("pubdata"):
            value = (xmlkit.attribute(element, "date.publication") or "")[:8]
            if value.isdecimal() and len(value) == 8:
                return _date(value[:4], value[4:6], value[6:])
        names = ("publication_year", "publication_month", "publication_day_of_month")
        year, month, day = (self.meta.get(name, "") for name in names)
        return _date(year, month, day)

    def _body(self) -> tuple[Block, ...]:
        text = self._blocks("full_text") or self._blocks("lead_paragraph")
        taglines = [xmlkit.text(element) for element in self.all("tagline")]
        notes = tuple(Paragraph(line, role="note") for line in taglines if line)
        return (*text, *notes)

    def _blocks(self, class_: str) -> tuple[Block, ...]:
        return tuple(
            Paragraph(xmlkit.text(element))
            for block in self.all("block", class_)
            for element in xmlkit.children(block)
            if xmlkit.text(element)
        )

    def _metas(self, article: Article) -> dict[str, Any]:
        """The fields of meta elements and of ``pubdata``."""
        fields: dict[str, Any] = {}
        desks = [desk.strip() for desk in self.meta.get("dsk", "").split(";")]
        fields["categories"] = tuple(Concept(name=desk) for desk in desks if desk)
        fields["slugline"] = self.meta.get("slug") or None
        lengths = [
            xmlkit.attribute(element, "item-length") or "" for element in self.all("pubdata")
        ]
        fields["word_count"] = next((int(length) for length in lengths if length.isdecimal()), None)
        names = [xmlkit.attribute(element, "series.name") for element in self.all("series")]
        fields["series"] = tuple(Concept(name=name) for name in names if name)
        kept = {f"nyt-corpus:{name}": (self.meta[name],) for name in _KEPT if self.meta.get(name)}
        for name, value in self._left():
            kept[f"nyt-corpus:{name}"] = (*kept.get(f"nyt-corpus:{name}", ()), value)
        found = {key: texts for key, texts in article.extra.items() if key not in _READ_HERE}
        fields["extra"] = {**found, **kept}
        return fields

    def _identified(self) -> dict[str, Any]:
        """What the indexers identified."""
        lists: dict[str, list[Any]] = {field: [] for field, _ in _PARTIES.values()}
        lists |= {"subjects": [], "genres": []}
        for content in self.all("identified-content"):
            for element in xmlkit.children(content):
                name, text = xmlkit.local(element), xmlkit.text(element)
                if not text:
                    continue
                role = xmlkit.attribute(element, "class")
                if name in _PARTIES:
                    field, make = _PARTIES[name]
                    lists[field].append(make(name=text, role=role))
                elif name == "classifier":
                    kind = xmlkit.attribute(element, "type")
                    field = "genres" if kind == "types_of_material" else "subjects"
                    lists[field].append(Concept(name=text, type=kind, role=role))
        return {field: tuple(dict.fromkeys(values)) for field, values in lists.items()}


def _date(year: str, month: str, day: str) -> NewsDate | None:
    try:
        return NewsDate(f"{year}-{month.zfill(2)}-{day.zfill(2)}")
    except DateError:
        return None

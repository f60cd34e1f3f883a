"""The envelope and the items of a NewsML 1.2 document, element by element in the order of the DTD.

An Article comes in, the XML of one NewsItem goes out; the text stands in it as NITF. A value the
DTD demands and the article does not say is derived by model-rules.md §5 (NewsML 1.2 DTD;
docs/formats/newsml-1.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from functools import cached_property
from typing import Any

from newsfmt.article import Article, Party, Rendition
from newsfmt.body import Block
from newsfmt.dates import NewsDate
from newsfmt.losses import Receipt
from newsfmt.markup import nitf
from newsfmt.slots import Table, set_fields
from newsfmt.versions import version_created
from newsfmt.xmlkit import Writer, is_language

__all__ = [
    "Attributes",
    "Item",
    "Node",
    "basic",
    "envelope",
    "inside",
    "is_id",
    "number",
    "sent_of",
    "tongue",
    "written_inside",
]

Attributes = dict[str, str | None]
Node = tuple[str, Attributes | None, Any]
"""Name, attributes, and text, nodes or nothing."""
NO_DATE = "19700101T000000Z"
"""What is written where NewsML demands a moment and the article has no date."""


def basic(date: NewsDate) -> str:
    """Return a date in the basic form of ISO 8601 that NewsML 1 uses; one without a day has
    none.
    """
    if date.day is None:
        return date.iso
    head, zone = (date.iso[: -len(date.zone)], date.zone) if date.zone else (date.iso, "")
    return head.replace("-", "").replace(":", "") + zone.replace(":", "")


def sent_of(article: Article) -> str:
    """Return the moment that serves where NewsML demands one (model-rules.md §5)."""
    date = version_created(article)
    if date is None:
        return NO_DATE
    try:
        moment = date.earliest().astimezone(UTC)
    except OverflowError:  # the UTC date is in a year that does not exist
        return NO_DATE
    return moment.strftime("%Y%m%dT%H%M%SZ") if moment.year > 999 else NO_DATE


def inside() -> Writer:
    """Return a builder for what will stand directly inside the root, so that its lines are indented
    as they will be there.
    """
    writer = Writer(declaration=False)
    writer.start("NewsML")
    return writer


def written_inside(writer: Writer) -> str:
    """Return what such a builder holds, without the root."""
    return writer.getvalue().removeprefix("<NewsML>").lstrip()


def envelope(writer: Writer, article: Article) -> None:
    """Write the NewsEnvelope, by the first article of the document."""
    carried = article.transmission
    writer.start("NewsEnvelope")
    if carried is not None and carried.id is not None:
        writer.element("TransmissionId", carried.id)
    if carried is not None and carried.sender is not None:
        writer.start("SentFrom")
        writer.element("Party", None, {"FormalName": carried.sender})
        writer.end()
    writer.element(
        "DateAndTime",
        basic(carried.sent)
        if carried is not None and carried.sent is not None
        else sent_of(article),
    )
    for name in ("NewsService", "NewsProduct"):
        for one in article.services:
            if (one.type or "NewsService") == name and (one.code or one.name):
                writer.element(
                    name, None, {"FormalName": one.code or one.name, "Scheme": one.scheme}
                )
    if carried is not None and carried.priority is not None:
        writer.element("Priority", None, {"FormalName": carried.priority})
    writer.end()


_ADDRESSED = (
    "creators", "sources", "services", "categories", "subjects", "genres", "events", "objects", "people", "organisations", "places", "series",
)  # fmt: skip
"""Lists whose members may have a URI."""


def _homeless(article: Article) -> Iterator[str]:
    """The fields of which NewsML 1 never holds all that is set, so that they are said again as
    properties at once: it has no URIs, a party has a name or a code, an identifier demands a
    provider's code, the envelope a date, and a holder of rights is a name.
    """
    for name in _ADDRESSED:
        if any(member.uri is not None for member in getattr(article, name)):
            yield name
    for name in ("creators", "sources"):
        if any(
            party.name and party.scheme is None and {party.code, party.literal} - {None, party.name}
            for party in getattr(article, name)
        ):
            yield name
    provider, holder = article.provider, article.rights and article.rights.holder
    if provider is not None and (provider.code is None or provider.uri is not None):
        yield "provider"
    if holder and holder != Party(name=holder.name):
        yield "rights"
    if article.transmission is None:
        yield "transmission"


class Item:
    """One NewsItem while it is written."""

    def __init__(
        self,
        article: Article,
        source: Article,
        index: int,
        overrides: set[str],
        generic: set[str],
        receipt: Receipt,
        claimed: frozenset[str],
    ) -> None:
        self.article = article
        self.given = set_fields(article)
        self.lined = article
        """The article whose lines are written: the item's own, or one that belongs to it."""
        self.source = source
        """The article as it was given, before anything was cut for a slot: an identifier is made of
        that, as in every format.
        """
        self.index = index
        self.overrides = overrides | set(_homeless(article))
        self.generic = generic
        self.receipt = receipt
        self.unclaimed = self.given - claimed - {"extra"}
        """The fields that are set and that no slot holds."""
        self.extra: dict[str, tuple[str, ...]] = dict(article.extra)
        self.properties: list[Node] = []
        """What is said as properties."""
        self.writer = inside()
        self.plain = False
        """Whether the body that was written last is certain to come back."""
        self.topics = 0
        self.names: set[str] = set()
        self.occurring: list[str] = []
        """The identifiers of the topics that the item is about."""
        self.filename: str | None = None
        self.interests: tuple[str, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        return self.source.fingerprint()[:32]

    # ---- nodes
    # ------------------------------------------------------------

    def nodes(self, table: Table) -> list[Node]:
        """Return the nodes of all slots of a table."""
        nodes: list[Node] = []
        for _, slot in table.due(
            self.given if self.lined is self.article else set_fields(self.lined)
        ):
            nodes += slot.codec.write(self)  # type: ignore[misc]
        return nodes

    def write(self, nodes: Iterable[Node]) -> None:
        """Write nodes."""
        writer = self.writer
        for name, attributes, content in nodes:
            if content is None or content.__class__ is str:
                writer.element(name, content, attributes)
            else:
                writer.start(name, attributes)
                self.write(content)
                writer.end()

    def section(self, name: str, table: Table) -> None:
        """Write an element with the nodes of a table, unless the table gave no node."""
        nodes = self.nodes(table)
        if nodes:
            self.write([(name, None, nodes)])

    # ---- values
    # ------------------------------------------------------------

    def derive(self, field: str, value: str, why: str) -> str:
        """A value that NewsML demands: marked as not the source's."""
        self.overrides.add(field)
        severity = "warning" if value == NO_DATE else None
        message = f"NewsML 1 demands {why}: {value}"
        self.receipt.lost("write.value-derived", field, message, severity=severity)
        return value

    def take(self, key: str) -> tuple[str, ...]:
        return () if key in self.generic else self.extra.pop(key, ())

    def one(self, key: str) -> str | None:
        values = self.extra.get(key, ())
        if len(values) != 1 or key in self.generic or not values[0]:
            return None
        del self.extra[key]
        return values[0]

    def catalog(self) -> None:
        found = self.article.vocabularies
        catalogs = [uri for alias, uri in sorted(found.items()) if alias.startswith("catalog:")]
        aliases = [
            (alias, uri) for alias, uri in sorted(found.items()) if not alias.startswith("catalog:")
        ]
        if not found:
            return
        if len(catalogs) > 1:
            self.overrides.add("vocabularies")
        self.writer.start("Catalog", {"Href": catalogs[0] if catalogs else None})
        for alias, uri in aliases:
            self.writer.start("Resource")
            self.writer.element("Url", uri)
            self.writer.element(
                "DefaultVocabularyFor", None, {"Scheme": alias, "Context": "@FormalName"}
            )
            self.writer.end()
        self.writer.end()

    def identifier(self, role: str) -> str | None:
        return next(
            (one.value for one in self.article.alt_ids if one.role == role and one.value), None
        )

    # ---- content
    # ------------------------------------------------------------

    def content(self, body: tuple[Block, ...], path: str = "body") -> None:
        """A text, as NITF."""
        article, writer = self.article, self.writer
        writer.start("ContentItem")
        writer.element("MediaType", None, {"FormalName": "Text"})
        writer.element("Format", None, {"FormalName": "NITF"})
        writer.element("MimeType", None, {"FormalName": "text/vnd.IPTC.NITF"})
        if article.word_count is not None and path == "body":
            writer.start("Characteristics")
            writer.element(
                "Property", None, {"FormalName": "Words", "Value": str(article.word_count)}
            )
            writer.end()
        writer.start("DataContent")
        writer.start("nitf")
        writer.start("body")
        self.plain = nitf.write_body(body, writer, lost=self.receipt.lost, path=path)
        writer.end()
        writer.end()
        writer.end()
        writer.end()

    def file(self, one: Rendition, kind: str) -> None:
        """A media file in a component of its own."""
        writer = self.writer
        writer.start("NewsComponent")
        if one.name is not None:
            writer.element("Role", None, {"FormalName": one.name})
        self.content_item(one, kind)
        writer.end()

    def content_item(self, one: Rendition, kind: str) -> None:
        writer = self.writer
        writer.start("ContentItem", {"Href": one.href})
        if one.title is not None:
            writer.element("Comment", one.title)
        medium = one.extra.get("newsml-1:MediaType", (_MEDIA.get(kind),))[0]
        if medium is not None:
            writer.element("MediaType", None, {"FormalName": medium})
        if one.format is not None:
            writer.element("Format", None, {"FormalName": one.format})
        if one.mime_type is not None:
            writer.element("MimeType", None, {"FormalName": one.mime_type})
        if "newsml-1:Notation" in one.extra:
            writer.element("Notation", None, {"FormalName": one.extra["newsml-1:Notation"][0]})
        self.characteristics(one)
        writer.end()

    def characteristics(self, one: Rendition) -> None:
        found = [
            (name, str(value))
            for name, value in (
                ("Width", one.width),
                ("Height", one.height),
                ("Duration", one.duration),
            )
            if value is not None
        ]
        known = ("newsml-1:MediaType", "newsml-1:Notation", "newsml-1:SizeInBytes")
        found += [
            (key[9:], value)
            for key, values in sorted(one.extra.items())
            if key.startswith("newsml-1:") and key not in known
            for value in values
        ]
        if one.size is None and not found:
            return
        self.writer.start("Characteristics")
        if one.size is not None:
            self.writer.element("SizeInBytes", str(one.size))
        for name, value in found:
            self.writer.element("Property", None, {"FormalName": name, "Value": value})
        self.writer.end()

    def is_new(self, name: str) -> bool:
        """Whether a name may be an ID: once in the document, so only in its first item."""
        fresh = self.index == 0 and name not in self.names
        self.names.add(name)
        return fresh


_MEDIA = {"picture": "Photo", "graphic": "Graphic", "video": "Video", "audio": "Audio"}


_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


def is_id(name: str) -> bool:
    return _ID.match(name) is not None and not name.startswith("item")


def tongue(language: str | None) -> str | None:
    return language if language is not None and is_language(language) else None


def number(value: float | None) -> str | None:
    return None if value is None else repr(value)

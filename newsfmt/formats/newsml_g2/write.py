"""Articles to NewsML-G2 2.35: a newsItem or packageItem for one, a newsMessage for several; valid
for every Article.

Items are written as they come, one is looked ahead. The body becomes XHTML, or NITF, inside
inlineXML (NewsML-G2 2.35, XSD Power; with ``core`` the 2.24 Core schema).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from newsfmt._record import Record, field_names
from newsfmt.article import Article, FrozenMap
from newsfmt.format import Context
from newsfmt.formats.newsml_g2.content import Body, is_package
from newsfmt.formats.newsml_g2.fields import carry_transmission, write_rights
from newsfmt.formats.newsml_g2.item import CORE, POWER, Attributes, OutgoingItem, Raw, Written
from newsfmt.formats.newsml_g2.slots import (
    AFTER,
    BEFORE,
    CATALOGS,
    CONTENT,
    CONTENT_META,
    HEADER,
    ITEM,
    ITEM_META,
    LINKS,
    RIGHTS,
    claims,
)
from newsfmt.formats.newsml_g2.vocabularies import NAR, XHTML
from newsfmt.losses import report_undeclared, undeclared
from newsfmt.markup import html, nitf
from newsfmt.xmlkit import Writer

__all__ = ["write"]

_VERSION = {POWER: "2.35", CORE: "2.24"}
_NITF = "http://iptc.org/std/NITF/2006-10-18/"


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write articles as a NewsML-G2 document; nothing for no article."""
    options = context.options
    remaining = iter(articles)
    first = next(remaining, None)
    if first is None:
        return
    writer = Writer(stream, indent="  " if options.indent else None)
    document = _Document(writer, context)
    second = next(remaining, None)
    if (
        second is None
        and first.transmission is None
        and all(member.item is None for member in first.associations)
    ):
        document.item(first)
        writer.close()
        return
    document.header(first)
    writer.start("itemSet")
    document.with_items(first)
    while second is not None:
        document.with_items(second)
        second = next(remaining, None)
    writer.end()
    writer.end()
    writer.close()


class _Inside(Context):
    """The context of an item inside an article: what it loses is reported by its path in that
    article.
    """

    __slots__ = ("_article", "_path")

    def __init__(self, outer: Context, path: str, article: Article) -> None:
        for name in Context.__slots__:
            setattr(self, name, getattr(outer, name))
        self._path = getattr(outer, "_path", "") + path
        self._article: Article = getattr(outer, "_article", article)

    def lost(
        self,
        code: str,
        path: str,
        message: str = "",
        *,
        article: Article | None = None,
        severity: str | None = None,
    ) -> None:
        path = f"{self._path}{path}"
        super().lost(code, path, message, article=self._article, severity=severity)


class _Document:
    """The document being written."""

    def __init__(self, writer: Writer, context: Context) -> None:
        self.writer = writer
        self.context = context
        self.level = CORE if context.options.core else POWER
        self.claims = claims(self.level)
        self.nitf = context.options.body == "nitf"
        self.written = Written()
        self.first: Article | None = None
        """The article that the header of a message speaks of."""

    def outgoing(self, article: Article) -> OutgoingItem:
        """Return an article as an item to be written."""
        return OutgoingItem(
            article,
            self.context,
            self.level,
            self.claims,
            nitf=self.nitf,
            written=self.written,
        )

    # ---- the message
    # ------------------------------------------------------------

    def header(self, article: Article) -> None:
        """Begin a message; its header is what the first article says of its transmission."""
        self.first = article
        self.writer.start("newsMessage", {"xmlns": NAR})
        self.nodes([("header", None, self.outgoing(article).nodes(HEADER))])

    def with_items(self, article: Article, attached: bool = False) -> None:
        """Write an article, and behind it the items of its associations."""
        self.item(article, attached)
        outer = self.context
        for index, member in enumerate(article.associations):
            if member.item is not None:
                self.context = _Inside(outer, f"associations[{index}].item.", article)
                if self.level == CORE:
                    report_undeclared(member.item, self.claims, self.context)
                self.with_items(member.item, attached=True)
        self.context = outer

    # ---- one item
    # ------------------------------------------------------------

    def item(self, article: Article, attached: bool = False) -> None:
        """Write one item: first all its parts are made, since each may need aliases and properties,
        then they are written in the order of the schema.
        """
        removed = self.writer.removed
        out = self.outgoing(article)
        out.attached, out.package = attached, is_package(article)
        attributes: Attributes = {}
        for name, slot in ITEM.due(out.given, self.level):
            attributes[name] = slot.codec.write(out, name)  # type: ignore[misc]
        rights = write_rights(out, RIGHTS)
        meta = out.nodes(ITEM_META)
        content = out.nodes(CONTENT_META)
        before, after = out.nodes(BEFORE), out.nodes(AFTER)
        inside = out.nodes(CONTENT)
        links = out.nodes(LINKS)
        self.rest(out)
        foreign = _foreign(out, "itemMeta/", "item")
        content += _foreign(out, "contentMeta/", "content")
        _carry_extra(out)
        writer = self.writer
        writer.start("packageItem" if out.package else "newsItem", self.attributes(attributes))
        self.nodes(out.nodes(CATALOGS))
        self.nodes(before)
        self.nodes(rights)
        writer.start("itemMeta")
        self.nodes(meta)
        self.nodes(links)
        self.properties(out)
        self.nodes(foreign)
        writer.end()
        if content:
            self.nodes([("contentMeta", None, content)])
        self.nodes(after)
        self.nodes(inside)
        writer.end()
        writer.flush()
        if writer.removed != removed:
            _report_removed(article, self.context)

    def attributes(self, attributes: Attributes) -> Attributes:
        """Return the attributes of an item, with those of the standard among them."""
        return {
            "xmlns": None if self.first is not None else NAR,
            "guid": attributes["guid"],
            "version": attributes["version"],
            "standard": "NewsML-G2",
            "standardversion": _VERSION[self.level],
            "conformance": self.level,
            "xml:lang": attributes["xml:lang"],
            "dir": attributes.get("dir"),
        }

    def rest(self, out: OutgoingItem) -> None:
        """Carry what no slot holds."""
        article = out.article
        if self.level == POWER:
            for path, value in undeclared(article, self.claims):
                out.carry(value, path)
        for alias, uri in sorted(article.vocabularies.items()):
            if not out.aliases.holds(alias):
                out.property("vocabularies", uri, alias)
        if self.first is not None:
            first = article is self.first
            carry_transmission(out, self.first, first=first)

    def properties(self, out: OutgoingItem) -> None:
        """Write newsfmt's extension properties."""
        if self.level == CORE:
            return
        alias = out.aliases.property_alias
        element = self.writer.element
        if out.derived:
            attributes: Attributes = {"rel": f"{alias}:derived", "value": " ".join(out.derived)}
            element("itemMetaExtProperty", None, attributes)
        for path, key, text in out.properties:
            attributes = {"rel": f"{alias}:{path}", "literal": key, "value": text}
            element("itemMetaExtProperty", None, attributes)

    # ---- nodes
    # ------------------------------------------------------------

    def nodes(self, nodes: Iterable[Any]) -> None:
        """Write nodes."""
        writer = self.writer
        for node in nodes:
            kind = node.__class__
            if kind is Raw:
                writer.raw(node.xml)
            elif kind is Body:
                self.body(node)
            else:
                name, attributes, content = node
                if content is None or content.__class__ is str:
                    writer.element(name, content, attributes)
                else:
                    writer.start(name, attributes)
                    self.nodes(content)
                    writer.end()

    def body(self, body: Body) -> None:
        """Write blocks as an inlineXML."""
        writer, lost = self.writer, self.context.lost
        if body.nitf:
            writer.start("inlineXML", {"contenttype": "application/nitf+xml", **body.attributes})
            writer.start("nitf", {"xmlns": _NITF})
            writer.start("body")
            nitf.write_body(body.blocks, writer, lost=lost, path=body.path)
        else:
            writer.start("inlineXML", {"contenttype": "application/xhtml+xml", **body.attributes})
            writer.start("html", {"xmlns": XHTML})
            writer.start("head")
            writer.element("title", body.title or "")
            writer.end()
            writer.start("body")
            html.write(body.blocks, writer, lost=lost, path=body.path)
        writer.end()
        writer.end()
        writer.end()


def _carry_extra(out: OutgoingItem) -> None:
    """Carry what was kept and has no place, of NewsML-G2 and of other formats."""
    if out.foreign:
        kept = {f"newsml-g2:{key}": texts for key, texts in out.foreign.items()}
        out.carry(FrozenMap(kept), "extra")
    others = {key: texts for key, texts in out.article.extra.items() if key[:10] != "newsml-g2:"}
    if others:
        out.carry(FrozenMap(others), "extra")


def _foreign(out: OutgoingItem, section: str, slot: str) -> list[Any]:
    """Elements of other namespaces, written back into the section they came from."""
    nodes: list[Any] = []
    for key in [
        key
        for key in sorted(out.foreign)
        if key.startswith(section) and not key.startswith(section + "@")
    ]:
        nodes += out.raw(key, slot, foreign=True)
    return nodes


def _report_removed(article: Article, context: Context) -> None:
    """Say which values hold characters that XML cannot hold."""
    for path, text in _texts(article, ""):
        if _FORBIDDEN.search(text):
            context.lost(
                "write.value-shortened",
                path,
                "characters that XML cannot hold were left out",
                article=article,
            )


_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every text in a record with its path."""
    stack = [(value, path)]
    while stack:
        value, path = stack.pop()
        if isinstance(value, str):
            yield path, value
        elif type(value) is tuple:
            stack.extend(
                (part, f"{path}[{index}]") for index, part in reversed(list(enumerate(value)))
            )
        elif isinstance(value, FrozenMap):
            stack.extend((part, f"{path}[{key!r}]") for key, part in value.items())
        elif isinstance(value, Record):
            kind: Any = type(value)
            stack.extend(
                (getattr(value, name), f"{path}.{name}" if path else name)
                for name in field_names(kind)
                if name != "origin"
            )

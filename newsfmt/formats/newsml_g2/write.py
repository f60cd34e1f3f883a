"""Articles to NewsML-G2 2.35: a newsItem or packageItem for one, a newsMessage for several; valid
for every Article.

Items are written as they come, one is looked ahead. The body becomes XHTML, or NITF, inside
inlineXML (NewsML-G2 2.35, XSD Power; with ``core`` the 2.24 Core schema).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from newsfmt import prose
from newsfmt._record import Record
from newsfmt.article import Alternate, Article, FrozenMap, Transmission
from newsfmt.body import Paragraph
from newsfmt.format import Context
from newsfmt.formats.newsml_g2 import build
from newsfmt.formats.newsml_g2.names import CLAIMED, NAR, XHTML
from newsfmt.formats.newsml_g2.nodes import LANGUAGE, Attributes, Leaving, Node, Raw, fields, timed
from newsfmt.losses import undeclared
from newsfmt.markup import html, nitf
from newsfmt.xmlkit import Writer

__all__ = ["write"]

_VERSION = {False: "2.35", True: "2.24"}
_NITF = "http://iptc.org/std/NITF/2006-10-18/"
_CONTENT = ("body", "alternates", "renditions")


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write articles as a NewsML-G2 document; nothing for no article."""
    options = context.options
    remaining = iter(articles)
    first = next(remaining, None)
    if first is None:
        return
    writer = Writer(stream, indent="  " if options is None or options.indent else None)
    document = _Document(writer, context)
    second = next(remaining, None)
    if (
        second is None
        and first.transmission is None
        and not any(True for _ in build.items_of(first))
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
    """The context of an item inside an article: what it loses is told by its path in that
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
        self.core = bool(context.options is not None and context.options.core)
        self.nitf = bool(context.options is not None and context.options.body == "nitf")
        self.sent: Transmission | None = None
        self.message = False
        self.groups = 0
        self.id = "xml:id" if self.core else "id"

    # ---- the message
    # ------------------------------------------------------------

    def header(self, article: Article) -> None:
        """Begin a message; its header is what the first article says of its transmission."""
        self.message = True
        transmission = article.transmission or Transmission()
        sent = timed(transmission.sent, build.MOMENT) if transmission.sent is not None else None
        if sent is None:
            value = transmission.sent
            sent = build.moment(value) if value is not None else build.created_moment(article)[0]
            what = "its date" if value is not None else "the first item's versionCreated"
            self.context.lost(
                "write.value-derived",
                "transmission.sent",
                f"sent was derived from {what}: {sent}",
                article=article,
                severity=build.derived_severity(sent),
            )
        start = self.writer.start
        element = self.writer.element
        start("newsMessage", {"xmlns": NAR})
        start("header")
        element("sent", sent)
        if transmission.sender:
            element("sender", transmission.sender, _preserved(transmission.sender))
        if transmission.id:
            element("transmitId", transmission.id, _preserved(transmission.id))
        if transmission.priority and _PRIORITY.match(transmission.priority):
            element("priority", transmission.priority)
        self.writer.end()
        self.sent = article.transmission

    def with_items(self, article: Article, attached: bool = False) -> None:
        """Write an article, and behind it the items of its associations."""
        self.item(article, attached)
        outer = self.context
        for index, member in enumerate(article.associations):
            if member.item is not None:
                self.context = _Inside(outer, f"associations[{index}].item.", article)
                self.with_items(member.item, attached=True)
        self.context = outer

    # ---- one item
    # ------------------------------------------------------------

    def item(self, article: Article, attached: bool = False) -> None:
        """Write one item."""
        removed = self.writer.removed
        package = (
            article.type == "composite"
            and not any(getattr(article, name) for name in _CONTENT)
            and article.word_count is None
        )
        out = Leaving(article, self.context, self.core)
        attributes = self._attributes(out)
        rights = build.rights(out)
        meta = build.item_meta(out, package, attached)
        content = build.content_meta(out)
        before, after = self._beside(out)
        inside = self._groups(out) if package else self._content(out)
        links = build.links(out, package)
        self._rest(out)
        extra_meta, extra_content = (
            _foreign(out, "itemMeta/", "item"),
            _foreign(out, "contentMeta/", "content"),
        )
        out.carry(
            FrozenMap({f"newsml-g2:{key}": values for key, values in out.foreign.items()}), "extra"
        )
        out.carry(
            FrozenMap(
                {
                    key: values
                    for key, values in article.extra.items()
                    if not key.startswith("newsml-g2:")
                }
            ),
            "extra",
        )
        name = "packageItem" if package else "newsItem"
        self.writer.start(name, attributes)
        self._catalogs(out)
        self._nodes(before)
        self._nodes(rights)
        self.writer.start("itemMeta")
        self._nodes(meta)
        self._nodes(links)
        self._properties(out)
        self._nodes(extra_meta)
        self.writer.end()
        if content or extra_content:
            self._nodes([("contentMeta", None, [*content, *extra_content])])
        self._nodes(after)
        if inside:
            self._nodes([inside])
        self.writer.end()
        self.writer.flush()
        if self.writer.removed != removed:
            _report_removed(article, self.context)

    def _attributes(self, out: Leaving) -> Attributes:
        article = out.article
        if not article.id:
            out.derive("id", "the article has no id; its guid was derived from its content")
        version = article.version
        if version is None or build._VERSION.match(version) is None:
            if version:
                out.property("version", version)
                out.context.lost(
                    "write.value-derived",
                    "version",
                    f"{version!r} is no positive number; 1 was written",
                    article=article,
                )
            else:
                out.derive("version", "the article has no version; 1 was written")
            version = "1"
        language = (
            article.language if article.language and _LANGUAGE.match(article.language) else None
        )
        kept = out.foreign.get("@xml:lang")
        if (
            kept is not None
            and len(kept) == 1
            and _LANGUAGE.match(kept[0])
            and language is not None
            and kept[0] != language
        ):
            language = kept[0]
            del out.foreign["@xml:lang"]
        out.language = language
        direction = article.direction if article.direction in ("ltr", "rtl") else None
        if article.direction and direction is None:
            out.property("direction", article.direction)
        return {
            "xmlns": None if self.message else NAR,
            "guid": build.guid_of(article),
            "version": version,
            "standard": "NewsML-G2",
            "standardversion": _VERSION[self.core],
            "conformance": "core" if self.core else "power",
            "xml:lang": language,
            "dir": direction,
        }

    def _beside(self, out: Leaving) -> tuple[list[Any], list[Any]]:
        """What stands before the rights and behind contentMeta."""
        before: list[Any] = list(out.raw("hopHistory", "before", most=1))
        published = out.article.published
        if published is not None:
            node = (
                None
                if self.core
                else out.date("timestamp", published, "published", build.TRUNCATED)
            )
            if self.core:
                out.property("published", published.iso)
            elif node is not None:
                before.append(("pubHistory", None, [("published", None, [node])]))
        after: list[Any] = list(out.raw("partMeta", "after"))
        after += build.statements(out)
        for name in ("assert", "inlineRef"):
            after += out.raw(name, "after")
        for name in ("derivedFrom", "derivedFromValue"):
            after += out.raw(name, "after")
        return before, after

    def _rest(self, out: Leaving) -> None:
        """Fields that NewsML-G2 has no place for."""
        article = out.article
        for path, value in undeclared(article, CLAIMED):
            out.carry(value, path)
        for alias, uri in sorted(article.vocabularies.items()):
            if not out.aliases.holds(alias):
                out.property("vocabularies", uri, alias)
        if self.message:
            self._transmission(out)

    def _transmission(self, out: Leaving) -> None:
        """What of the transmission the header does not say, or says of another article."""
        transmission = out.article.transmission
        if transmission is None or transmission != self.sent:
            out.derived.append("transmission")
            out.carry(transmission, "transmission")
            return
        if transmission.sent is None:
            out.derived.append("transmission.sent")
        elif timed(transmission.sent, build.MOMENT) != transmission.sent.iso:
            out.property("transmission.sent", transmission.sent.iso)
        if transmission.priority and not _PRIORITY.match(transmission.priority):
            out.property("transmission.priority", transmission.priority)
        if transmission.sequence:
            out.property("transmission.sequence", transmission.sequence)

    # ---- catalogs and properties
    # ------------------------------------------------------------

    def _catalogs(self, out: Leaving) -> None:
        writer, aliases = self.writer, out.aliases
        for href in aliases.references:
            writer.element("catalogRef", None, {"href": href})
        for catalog in (aliases.declared, aliases.own):
            if catalog:
                writer.start("catalog")
                for alias, uri in catalog.items():
                    writer.element("scheme", None, {"alias": alias, "uri": uri})
                writer.end()

    def _properties(self, out: Leaving) -> None:
        if self.core:
            return
        alias = out.aliases.property_alias
        element = self.writer.element
        if out.derived:
            element(
                "itemMetaExtProperty",
                None,
                {"rel": f"{alias}:derived", "value": " ".join(out.derived)},
            )
        for path, key, value in out.properties:
            element(
                "itemMetaExtProperty",
                None,
                {"rel": f"{alias}:{path}", "literal": key, "value": value},
            )

    # ---- content
    # ------------------------------------------------------------

    def _content(self, out: Leaving) -> Node | None:
        article = out.article
        parts: list[Any] = []
        if article.body or article.alternates or article.word_count is not None:
            attributes = (
                out.kept_attributes(
                    "inlineXML",
                    "inlineXML",
                    "contentSet",
                    without="" if _LANGUAGE.match(article.language or "") else "xml:lang",
                )
                if out.foreign
                else {}
            )
            count = article.word_count
            if count is not None and not 0 <= count < 2**63:
                out.carry(count, "word_count")
                count = None
            attributes["wordcount"] = None if count is None else str(count)
            if article.body or article.alternates or count is not None:
                parts.append(
                    _Body(
                        article.body,
                        "body",
                        attributes,
                        article.headline if not self.nitf else None,
                        self.nitf,
                        article,
                    )
                )
        for index, alternate in enumerate(article.alternates):
            parts.append(self._alternate(out, alternate, f"alternates[{index}]"))
        parts += build.renditions(out, article.renditions)
        attributes = out.kept_attributes("contentSet", "contentSet", "after") if out.foreign else {}
        return ("contentSet", attributes or None, parts) if parts else None

    def _alternate(self, out: Leaving, alternate: Alternate, path: str) -> Any:
        attributes: Attributes = (
            out.kept_attributes(path, "inlineXML", "contentSet") if out.foreign else {}
        )
        if alternate.role:
            attributes["rendition"] = (
                out.aliases.word(alternate.role)
                if " " not in alternate.role
                else out.aliases.qcode(None, alternate.role)
            )
        if alternate.language:
            if _LANGUAGE.match(alternate.language):
                attributes["xml:lang"] = alternate.language
            else:
                out.property(f"{path}.language", alternate.language)
        if alternate.name:
            out.property(f"{path}.name", alternate.name)
        if alternate.media_type == "text/plain":
            text = _plain(alternate)
            if text is not None:
                return "inlineData", {"contenttype": "text/plain", **attributes}, text
        if alternate.media_type is None:
            out.derived.append(f"{path}.media_type")
        elif alternate.media_type != "application/xhtml+xml":
            out.property(f"{path}.media_type", alternate.media_type)
        return _Body(alternate.body, f"{path}.body", attributes, None, False, out.article)

    def _groups(self, out: Leaving) -> Node | None:
        """The members of a package in groups, by their paths; ``rank`` keeps their order."""
        members = out.article.associations
        if not members:
            return None
        root = _Group("")
        for index, member in enumerate(members):
            path = f"associations[{index}]"
            steps = (member.group or "").split("/") if member.group else []
            if not all(steps):
                out.property(f"{path}.group", member.group or "")
                steps = []
            group = root
            for step in steps:
                group = group.inner.setdefault(step, _Group(step))
            group.members.append(
                build.association(
                    out, "itemRef", member, path, {} if self.core else {"rank": str(index + 1)}
                )
            )
        if not root.members and len(root.inner) == 1:
            root = next(iter(root.inner.values()))
        if self.core and len(root.inner) + bool(root.members) > 1:
            out.context.lost(
                "write.value-shortened",
                "associations",
                "their order across groups has no place in conformance level core",
                article=out.article,
            )
        nodes: list[Any] = []
        self._group(out, root, nodes, f"{out.aliases.property_alias}:root" if not root.role else "")
        return "groupSet", {"root": nodes[0][1][self.id]}, nodes

    def _group(self, out: Leaving, group: _Group, nodes: list[Any], role: str = "") -> str:
        todo: list[tuple[_Group, str]] = []
        self.groups += 1
        name = f"newsfmt-g{self.groups}"
        todo.append((group, name))
        while todo:
            group, own = todo.pop(0)
            refs = []
            for inner in group.inner.values():
                self.groups += 1
                refs.append((inner, f"newsfmt-g{self.groups}"))
            word = role or (
                out.aliases.word(group.role)
                if " " not in group.role
                else out.aliases.qcode(None, group.role)
            )
            role = ""
            children = [*group.members, *(("groupRef", {"idref": ref}, None) for _, ref in refs)]
            nodes.append(("group", {self.id: own, "role": word}, children or None))
            todo.extend(refs)
        return name

    # ---- out
    # ------------------------------------------------------------

    def _nodes(self, nodes: Iterable[Any]) -> None:
        writer = self.writer
        for node in nodes:
            kind = type(node)
            if kind is Raw:
                writer.raw(node.xml)
            elif kind is _Body:
                self._body(node)
            else:
                name, attributes, content = node
                if content is None or type(content) is str:
                    writer.element(name, content, attributes)
                else:
                    writer.start(name, attributes)
                    self._nodes(content)
                    writer.end()

    def _body(self, body: _Body) -> None:
        writer, article = self.writer, body.article

        def lost(code: str, path: str, message: str) -> None:
            self.context.lost(code, path, message, article=article)

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


_PRIORITY = re.compile(r"[1-9]\Z")
_LANGUAGE = LANGUAGE


class _Body:
    """Blocks on their way into an inlineXML."""

    __slots__ = ("article", "attributes", "blocks", "nitf", "path", "title")

    def __init__(
        self,
        blocks: tuple[Any, ...],
        path: str,
        attributes: Attributes,
        title: str | None,
        as_nitf: bool,
        article: Article,
    ) -> None:
        self.blocks = blocks
        self.path = path
        self.attributes = attributes
        self.title = title
        self.nitf = as_nitf
        self.article = article


class _Group:
    """A group of a package: its role, its members, the groups inside it."""

    __slots__ = ("inner", "members", "role")

    def __init__(self, role: str) -> None:
        self.role = role
        self.members: list[Node] = []
        self.inner: dict[str, _Group] = {}


def _preserved(text: str) -> Attributes | None:
    return {"xml:space": "preserve"} if text != " ".join(text.split()) else None


def _plain(alternate: Alternate) -> str | None:
    """An alternate as plain text, if it is read again as it is."""
    texts = []
    for block in alternate.body:
        if (
            type(block) is not Paragraph
            or block != Paragraph(block.content)
            or len(block.content) != 1
            or type(block.content[0]) is not str
        ):
            return None
        texts.append(block.content[0])
    text = "\n\n".join(texts)
    return text if texts and prose.unwrapped(prose.groups(prose.lines(text))) == texts else None


def _foreign(out: Leaving, section: str, slot: str) -> list[Any]:
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


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
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
                for name in fields(kind)
                if name != "origin"
            )

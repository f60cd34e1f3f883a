"""NewsML-G2 to Articles: a message, an item or a package comes in, one Article for each newsItem
and packageItem goes out.

Items are streamed; elements are matched by local name, in any namespace or none; what departs from
the standard is read and reported (NewsML-G2 2.35; every 2.x version).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import attrs

from newsfmt import xmlkit
from newsfmt.article import Article, Dateline, FrozenMap, Transmission
from newsfmt.body import Heading, Paragraph, Span, plain, text_of, walk
from newsfmt.carry import forget, put
from newsfmt.errors import NewsfmtError, ParseError
from newsfmt.format import Context, Part
from newsfmt.formats.newsml_g2.fields import read_rights
from newsfmt.formats.newsml_g2.item import IncomingItem, attribute_name
from newsfmt.formats.newsml_g2.slots import (
    AFTER,
    BEFORE,
    CONTENT,
    CONTENT_META,
    HEADER,
    ITEM,
    ITEM_META,
    LINKS,
    RIGHTS,
)
from newsfmt.formats.newsml_g2.vocabularies import (
    ARTICLES,
    ATTACHED,
    LANG,
    NAR,
    OTHERS,
    Vocabulary,
    local_tag,
    loose,
    vocabulary_of,
)
from newsfmt.prose import mended_article, prefix_of
from newsfmt.xmlkit import Element

__all__ = ["read", "split"]

_HEADERS = frozenset({"header", "Header", "HEADER"})
_NAMES = _HEADERS | ARTICLES | OTHERS


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a NewsML-G2 document. Raises ParseError."""
    reader = _Reader(context)
    element: Element | None = None
    try:
        for element in xmlkit.stream(stream, context, _NAMES):
            reader.beside(element)
            yield from reader.element(element)
        if element is not None:
            reader.beside(element, behind=True)
    except ParseError:
        yield from reader.flush(whole=True)
        raise
    yield from reader.flush()
    if not reader.seen:
        raise context.error("there is no newsItem and no packageItem in it")


class _Pending:
    """Articles that newsfmt wrote: one, and behind it those that its associations, and theirs, wait
    for.
    """

    __slots__ = ("articles", "attached", "open")

    def __init__(self) -> None:
        self.articles: list[Article] = []
        self.attached: list[list[bool]] = []
        self.open: list[int] = []

    def add(self, article: Article, attached: list[bool], context: Context) -> None:
        """Take the next article; it waits for as many as its associations hold."""
        self.articles.append(article)
        self.attached.append(attached)
        if self.open:
            self.open[-1] -= 1
        self.open.append(sum(attached))
        while self.open and not self.open[-1]:
            self.open.pop()
        if len(self.open) > context.limits.depth:
            raise context.exceeded("depth", "the nesting of items in associations")

    def joined(self) -> Article:
        """The first article, with the items of its associations; they follow it in order, each with
        its own behind it.
        """
        done: list[Article] = []
        for article, attached in zip(reversed(self.articles), reversed(self.attached), strict=True):
            members = list(article.associations)
            for place, flag in enumerate(attached[: len(members)]):
                if flag and done:
                    members[place] = attrs.evolve(members[place], item=done.pop())
            done.append(
                attrs.evolve(article, associations=tuple(members)) if any(attached) else article
            )
        return done[-1]


class _Reader:
    """The items of one document."""

    def __init__(self, context: Context) -> None:
        self.context = context
        part = context.part
        self.seen = 0
        self.index = context.index = part.index if part is not None else 0
        self.header_reported = (
            part is not None and part.start > 0
        )  # what is odd in the header, when the first part was read
        self.header: tuple[Transmission | None, list[tuple[str, str]]] = (None, [])
        self.message: Element | None = None
        self.item_set: Element | None = None
        self.begun = False
        """Whether the header, or an item, of the message has been read."""
        self.pending: _Pending | None = None
        self.zone: str | None = getattr(context.options, "timezone", None)

    def element(self, element: Element) -> Iterator[Article]:
        """Yield what is complete once an element of the document has been read."""
        name = local_tag(element.tag)
        if name in _HEADERS:
            if self.begun and not self.header_reported:
                self.leave_out(element, "is not the first in its newsMessage")
            elif not self.begun:
                self.begun = True
                self.header = self.transmission(element)
            return
        self.begun = True
        self.seen += 1
        self.context.index = self.index
        line = _line(element)
        if name in OTHERS:
            yield from self.flush()
            self.context.warn(
                "read.item-skipped",
                f"<{name}> {element.get('guid') or ''} is no article".replace("  ", " "),
                at=line,
            )
            return
        try:
            item = self.item(element)
            attached = [bool(flag) for flag in item.lists.pop("attached", ())]
            belongs = item.values.pop("belongs", False)
            if belongs and self.pending is not None and self.pending.open:
                self.pending.add(
                    attrs.evolve(self.article(item, name, line), origin=None),
                    attached,
                    self.context,
                )
                return
            yield from self.flush()
            self.context.index = self.index
            article = self.article(item, name, line)
        except NewsfmtError as error:
            yield from self.flush()
            self.context.index = self.index
            self.index += 1
            self.context.fail(
                error if isinstance(error, ParseError) else self.context.error(str(error), at=line)
            )
            return
        self.index += 1
        self.context.index = self.index
        if any(attached):
            self.pending = _Pending()
            self.pending.add(article, attached, self.context)
        else:
            yield article

    def beside(self, element: Element, *, behind: bool = False) -> None:
        """Report what stands in a message in front of an element that is read, or ``behind`` the
        last one, and has no place there.
        """
        parent = element.getparent()
        if parent is None:
            return
        inside = _is_set(parent)
        message = parent.getparent() if inside else parent
        if message is None or local_tag(message.tag) != "newsMessage":
            return
        if message is not self.message:
            self.message, self.begun, self.header = message, False, (None, [])
            self.say(message)
        if inside and parent is not self.item_set:
            self.item_set = parent
            self.say(parent)
            self.strangers(parent, behind=False)
        self.strangers(element, behind=behind)
        if inside and behind:
            self.strangers(parent, behind=True)

    def say(self, element: Element) -> None:
        """Note what a message or an itemSet says in attributes of its own."""
        self.header = (self.header[0], [*self.header[1], *_said_of(element)])

    def strangers(self, element: Element, *, behind: bool) -> None:
        """Report the elements and texts next to an element."""
        if self.header_reported:
            return
        for one in _next_to(element, behind=behind):
            if one is None or (isinstance(one, str) and one.isspace()):
                continue
            if isinstance(one, str):
                clean = plain(xmlkit.collapse(one))
                message = f"text between elements of a message; left out: {clean[:_SHOWN]!r}"
                self.context.warn("read.invalid", message, at=xmlkit.line(element))
            else:
                self.leave_out(one, "has no place in a newsMessage")

    def leave_out(self, element: Element, reason: str) -> None:
        """Report an element of a message that is not read."""
        text = xmlkit.raw_xml(element)
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        message = f"<{local_tag(element.tag)}> {reason}; left out: {shown}"
        self.context.warn("read.element-ignored", message, at=xmlkit.line(element))

    def flush(self, *, whole: bool = False) -> Iterator[Article]:
        """Yield the article that was waiting for its items; ``whole``: unless it waits for more."""
        if self.pending is not None:
            pending, self.pending = self.pending, None
            if not whole or not pending.open:
                yield pending.joined()

    # ---- one item
    # ------------------------------------------------------------

    def item(self, element: Element) -> IncomingItem:
        """Read all of an item: its content once the metadata is known, and what is said of concepts
        once all concepts are.
        """
        vocabulary, declarations = vocabulary_of(element)
        item = IncomingItem(element, vocabulary, self.context, self.zone)
        item.keep_declarations(declarations)
        item.language = plain(element.get(LANG) or "") or None
        notes = self.context.notes
        content: Element | None = None
        after: list[Element] = []
        for child in element:
            name = local_tag(child.tag)
            if name in _SECTIONS:
                read_section(item, child)
            elif name == "rightsInfo":
                read_rights(item, child, RIGHTS)
            elif name in BEFORE.readers:
                BEFORE.readers[name](item, child)
            elif name in CONTENT.readers and content is None:
                content = child
            elif name in AFTER.readers:
                after.append(child)
            elif name not in _DECLARATIONS:
                item.keep_element(child)
            if notes is not None:
                notes.read(item, child)
        item.keep_text(loose(element))
        for lines, elements in item.repeats.items():
            lines.settle(item, elements)
            if notes is not None:
                notes.read(item, elements[0])
        if content is not None:
            CONTENT.readers[local_tag(content.tag)](item, content)
            if notes is not None:
                notes.read(item, content)
        for child in after:
            AFTER.readers[local_tag(child.tag)](item, child)
            if notes is not None:
                notes.read(item, child)
        self.attributes(item, element)
        return item

    def attributes(self, item: IncomingItem, element: Element) -> None:
        """Read what stands on the item itself."""
        items: list[tuple[str, str]] = element.items()  # type: ignore[assignment]  # all of them are text
        for key, value in items:
            value = value if item.ours else plain(value)
            if not value:
                continue
            read = ITEM.readers.get(key)
            if read is not None:
                read(item, value)
            elif key not in _TECHNICAL and not key.startswith(_INSTANCE):
                item.keep(f"@{key}", value)
        if self.context.notes is not None:
            self.context.notes.read(item, element)
        roles = item.extra.get("newsml-g2:role")
        if item.ours and roles:
            kept = [role for role in roles if ATTACHED not in role]
            item.values["belongs"] = len(kept) != len(roles)
            if kept:
                item.extra["newsml-g2:role"] = kept
            else:
                del item.extra["newsml-g2:role"]

    def article(self, item: IncomingItem, name: str, line: int | None) -> Article:
        """Put an item together."""
        values: dict[str, Any] = item.values
        for field, members in item.lists.items():
            values[field] = tuple(members)
        inner = values.pop("inner_headline", None)
        transmission, rest = self.header
        if transmission is not None:
            values["transmission"] = transmission
        if item.vocabulary.declared:
            values["vocabularies"] = FrozenMap(item.vocabulary.declared)
        if name == "packageItem":
            kind = values.get("type")
            if kind not in (None, "composite") and "newsml-g2:itemClass" not in item.extra:
                item.keep("itemClass", f"ninat:{kind}")
            values["type"] = "composite"
        elif not values.get("type"):
            values.pop("type", None)
        if not item.ours:
            for key, value in rest:
                item.keep(key, value)
        if item.extra:
            values["extra"] = FrozenMap((key, tuple(found)) for key, found in item.extra.items())
        self.finish(item, values, inner)
        return mended_article(
            Article(**values, origin=self.context.origin(self.index, line)), self.context
        )

    def finish(self, item: IncomingItem, values: dict[str, Any], inner: str | None) -> None:
        """Headlines in the body, the dateline, and what newsfmt itself added."""
        if not item.ours:
            _settle_headline(values, inner)
            _settle_dateline(values)
            return
        line = values.get("dateline")
        if line is not None:
            values["dateline"] = Dateline(text=line, prefix=prefix_of(values.get("body", ()), line))
        for path in item.derived:
            forget(values, path)
        extra: dict[
            str, list[str]
        ] = {}  # the one map that many go to, so that it is not made anew for each
        for path, key, text in item.properties:
            if path == "extra" and key is not None:
                extra.setdefault(key, []).append(text)
            elif not put(values, (path, key, text)):
                item.warn(
                    "read.invalid", f"the property {path!r} cannot be {text[:40]!r}", item.element
                )
        if extra:
            before: dict[str, tuple[str, ...]] = dict(values.get("extra") or {})
            values["extra"] = FrozenMap(
                {**before, **{key: (*before.get(key, ()), *texts) for key, texts in extra.items()}}
            )

    # ---- the header of a message
    # ------------------------------------------------------------

    def transmission(self, element: Element) -> tuple[Transmission | None, list[tuple[str, str]]]:
        """What the header of a message says: the record, and what it has no field for."""
        context = self.context
        if self.header_reported:
            context = Context(
                name=context.name,
                format=context.format,
                options=context.options,
                limits=context.limits,
            )
        item = IncomingItem(element, Vocabulary({}, {}, None), context, self.zone)
        if local_tag(element.tag) != "header":
            item.warn("read.invalid", f"<{local_tag(element.tag)}> is spelt header", element)
        for child in element:
            name = local_tag(child.tag)
            read = _IN_HEADER.get(name.lower())
            if read is not None:
                read(item, child)
            else:
                item.keep("header/" + name, item.raw(child))
            if context.notes is not None:
                context.notes.read(item, child)
        item.keep_text(loose(element), "header/")
        item.keep_attributes(element, "header", frozenset())
        kept = [
            (key.removeprefix("newsml-g2:"), text)
            for key, texts in item.extra.items()
            for text in texts
        ]
        if self.message is not None:
            kept += _said_of(self.message)
        transmission = Transmission(**item.header)
        return (transmission if transmission != Transmission() else None), kept


def _is_set(element: Element) -> bool:
    return local_tag(element.tag).lower() == "itemset"


def _next_to(element: Element, *, behind: bool) -> Iterator[Element | str | None]:
    """The elements and texts behind an element, or in front of it, back to one that is read."""
    if behind:
        yield element.tail
        for one in element.itersiblings():
            yield from (one, one.tail)
        return
    for one in element.itersiblings(preceding=True):
        yield one.tail
        if local_tag(one.tag) in _NAMES or _is_set(one):
            return
        yield one
    parent = element.getparent()
    yield parent.text if parent is not None else None


def _said_of(element: Element) -> list[tuple[str, str]]:
    """What a message or an itemSet says in attributes of its own, by keys of ``extra``."""
    name = local_tag(element.tag)
    return [
        (f"{name}/@{attribute_name(str(key))}", str(value))
        for key, value in element.items()
        if key not in _TECHNICAL and "}schemaLocation" not in str(key) and value
    ]


def read_section(item: IncomingItem, element: Element) -> None:
    """Read all that is in itemMeta or contentMeta."""
    name, notes = local_tag(element.tag), item.context.notes
    item.keep_text(element.text, f"{name}/")
    for child in element:
        tail = child.tail
        if tail and not tail.isspace():
            item.keep_text(tail, f"{name}/")
        read = _READERS.get(child.tag)
        if read is None:
            read = _other(item, child, name)
            if read is None:
                continue
        read(item, child)
        if notes is not None:
            notes.read(item, child)
    if element.keys():
        item.keep_attributes(element, name, frozenset())


def _other(item: IncomingItem, child: Element, section: str) -> Reader | None:
    """The reader of an element in another namespace than G2's, or of an element that is unknown:
    kept, its section in the name.
    """
    namespace = xmlkit.namespace(child)
    if namespace == NAR:
        item.keep_element(child)
        return None
    if namespace in ("", xmlkit.namespace(item.element)):  # of the whole document
        read = _BY_NAME.get(local_tag(child.tag))
        if read is None:
            item.keep_element(child)
        return read
    item.keep_element(child, section + "/")
    return None


Reader = Callable[[IncomingItem, Element], object]
_BY_NAME: dict[str, Reader] = {**ITEM_META.readers, **LINKS.readers, **CONTENT_META.readers}
_READERS: dict[str, Reader] = {f"{{{NAR}}}{name}": read for name, read in _BY_NAME.items()}
_IN_HEADER = {name.lower(): read for name, read in HEADER.readers.items()}
_SECTIONS = frozenset({"itemMeta", "contentMeta"})
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_SHOWN = 400
_TOLD_LINES = 65535
_DECLARATIONS = frozenset({"catalog", "catalogRef"})
_TECHNICAL = frozenset({"standard", "standardversion", "conformance"})


def _line(element: Element) -> int | None:
    """The line an item begins on; of an empty one far down in a document libxml2 tells that of what
    stands beside it.
    """
    line = xmlkit.line(element)
    if line is None or len(element) or element.text:
        return line
    before = element.getprevious()
    beside = before is not None and not before.tail and xmlkit.line(before) == line
    return None if beside or line > _TOLD_LINES else line


# ---- what the body repeats
# ------------------------------------------------------------


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _settle_headline(values: dict[str, Any], inner: str | None) -> None:
    """Drop a first heading that is the headline again; keep one that says something else."""
    headline, body = values.get("headline"), values.get("body", ())
    if inner and headline and _squeezed(inner) != _squeezed(headline):
        values["body"] = body = (Heading(inner, 1), *body)
    if not headline or not body:
        return
    for place, block in enumerate(body[:4]):
        if type(block) is Heading and block.level == 1:
            if _squeezed(text_of(block.content)) == _squeezed(headline):
                values["body"] = (*body[:place], *body[place + 1 :])
            return
        if type(block) is Paragraph and block.role is None:
            return


def _settle_dateline(values: dict[str, Any]) -> None:
    """The dateline, from its element or from where the first paragraph marks it."""
    line, body = values.get("dateline"), values.get("body", ())
    if isinstance(line, Dateline):
        if line.text and not line.prefix:
            prefix = prefix_of(body, line.text)
            values["dateline"] = attrs.evolve(line, prefix=prefix) if prefix else line
        return
    if line is None:
        line = _marked_dateline(body)
        if line is None:
            return
    values["dateline"] = Dateline(text=line, prefix=prefix_of(body, line))


_SEPARATORS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212_: "


def _marked_dateline(body: tuple[object, ...]) -> str | None:
    """The text of a span with the role of a dateline in the first paragraph."""
    for block in body:
        if type(block) is Paragraph:
            for node in walk(block.content):
                if type(node) is Span and node.role == "dateline":
                    return text_of(node.content).strip().rstrip(_SEPARATORS).rstrip() or None
            return None
    return None


# ---- parts of a large message
# ------------------------------------------------------------

_ROLE = re.compile(rb"<(?:[^\s<>/:]+:)?role\b[^<>]*&")
_ATTACHED = ATTACHED.encode()


def _joined(item: bytes) -> bool:
    """Whether an item may be one that belongs to an association: its role says so, or says it in
    references.
    """
    return _ATTACHED in item or (b"&" in item and _ROLE.search(item) is not None)


_ITEMS = xmlkit.Items("newsMessage", "itemSet", ARTICLES | OTHERS, ARTICLES, _joined)


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield the parts of a newsMessage in UTF-8, each of about ``size`` bytes; none of another
    document, or where anything is in doubt.
    """
    return xmlkit.split(stream, context, size, _ITEMS)

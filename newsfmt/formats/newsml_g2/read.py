"""NewsML-G2 to Articles: a message, an item or a package comes in, one Article for each newsItem
and packageItem goes out.

Items are streamed; elements are matched by local name, in any namespace or none; what departs from
the standard is read and reported (NewsML-G2 2.35; every 2.x version).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO

import attrs

from newsfmt import xmlkit
from newsfmt.article import Article, Dateline, FrozenMap, Transmission
from newsfmt.body import Heading, Paragraph, Span, plain, text_of, walk
from newsfmt.errors import NewsfmtError, ParseError
from newsfmt.format import Context
from newsfmt.formats.newsml_g2.content import read_content, read_groups
from newsfmt.formats.newsml_g2.metadata import BESIDE, settle_repeats
from newsfmt.formats.newsml_g2.names import ARTICLES, ATTACHED, OTHERS, PROPERTY, SCHEME, unquoted
from newsfmt.formats.newsml_g2.properties import apply, forget
from newsfmt.formats.newsml_g2.state import LANG, Item, Vocabulary, local_tag
from newsfmt.prose import mended_article, prefix_of
from newsfmt.xmlkit import Element

__all__ = ["read"]

_NAMES = frozenset({"header", *ARTICLES, *OTHERS})


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a NewsML-G2 document. Raises ParseError."""
    reader = _Reader(context)
    try:
        for element in xmlkit.stream(stream, context, _NAMES):
            yield from reader.element(element)
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
        self.told = (
            part is not None and part.start > 0
        )  # what is odd in the header, when the first part was read
        self.header: tuple[Transmission | None, list[tuple[str, str]]] = (None, [])
        self.pending: _Pending | None = None
        self.zone: str | None = getattr(context.options, "timezone", None)

    def element(self, element: Element) -> Iterator[Article]:
        """Yield what is complete once an element of the document has been read."""
        name = local_tag(element.tag)
        if name == "header":
            self.header = self.transmission(element)
            return
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

    def flush(self, *, whole: bool = False) -> Iterator[Article]:
        """Yield the article that was waiting for its items; ``whole``: unless it waits for more."""
        if self.pending is not None:
            pending, self.pending = self.pending, None
            if not whole or not pending.open:
                yield pending.joined()

    # ---- one item
    # ------------------------------------------------------------

    def item(self, element: Element) -> Item:
        """Read all of an item."""
        item = Item(element, self.vocabulary(element), self.context, self.zone)
        item.language = plain(element.get(LANG) or "") or None
        content: Element | None = None
        asserts: list[Element] = []
        for child in element:
            name = local_tag(child.tag)
            if name == "contentSet" or name == "groupSet":
                content = child
            elif name == "assert":
                asserts.append(child)
            elif name in BESIDE:
                BESIDE[name](item, child)
            elif name not in _DECLARATIONS:
                item.keep_element(child)
        if item.repeats:
            settle_repeats(item)
        if content is not None:
            (read_content if local_tag(content.tag) == "contentSet" else read_groups)(item, content)
        for child in asserts:
            BESIDE["assert"](item, child)
        self.attributes(item, element)
        return item

    def attributes(self, item: Item, element: Element) -> None:
        """Take what stands on the item itself."""
        values = item.values
        items: list[tuple[str, str]] = element.items()  # type: ignore[assignment]  # all of them are text
        for key, value in items:
            value = value if item.ours else plain(value)
            if not value:
                continue
            if key == "guid":
                values["id"] = value
            elif key == "version":
                values["version"] = value
            elif key == LANG:
                if values.setdefault("language", value) != value:
                    item.keep("@xml:lang", value)
            elif key == "dir" and value in ("ltr", "rtl"):
                values["direction"] = value
            elif key not in _TECHNICAL and not key.startswith(
                "{http://www.w3.org/2001/XMLSchema-instance}"
            ):
                item.keep(f"@{key}", value)
        roles = item.extra.get("newsml-g2:role")
        if item.ours and roles:
            kept = [role for role in roles if ATTACHED not in role]
            values["belongs"] = len(kept) != len(roles)
            if kept:
                item.extra["newsml-g2:role"] = kept
            else:
                del item.extra["newsml-g2:role"]

    def article(self, item: Item, name: str, line: int | None) -> Article:
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

    def finish(self, item: Item, values: dict[str, Any], inner: str | None) -> None:
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
            elif not apply(values, path, key, text):
                item.warn(
                    "read.invalid", f"the property {path!r} cannot be {text[:40]!r}", item.element
                )
        if extra:
            before: dict[str, tuple[str, ...]] = dict(values.get("extra") or {})
            values["extra"] = FrozenMap(
                {**before, **{key: (*before.get(key, ()), *texts) for key, texts in extra.items()}}
            )

    # ---- vocabularies and header
    # ------------------------------------------------------------

    def vocabulary(self, element: Element) -> Vocabulary:
        """The vocabularies of an item; items of a message mostly share them."""
        found: list[tuple[str, ...]] = []
        for child in element:
            name = local_tag(child.tag)
            if name == "catalogRef":
                href = (child.get("href") or "").strip()
                if href:
                    found.append(("", href))
            elif name == "catalog":
                found.append(("catalog",))
                for scheme in child:
                    alias, uri = scheme.get("alias"), scheme.get("uri")
                    if alias and uri and local_tag(scheme.tag) == "scheme":
                        found.append((alias.strip(), uri))
            elif name == "itemMeta":
                break
        return _vocabulary(tuple(found))

    def transmission(self, element: Element) -> tuple[Transmission | None, list[tuple[str, str]]]:
        """What the header of a message says: the record, and what it has no field for."""
        context = self.context
        if self.told:
            context = Context(
                name=context.name,
                format=context.format,
                options=context.options,
                limits=context.limits,
            )
        item = Item(element, Vocabulary({}, {}, None), context, self.zone)
        values: dict[str, Any] = {}
        rest: list[tuple[str, str]] = []
        for child in element:
            name = local_tag(child.tag)
            field = _HEADER.get(name)
            if field is None or field in values:
                if name not in _DECLARATIONS:
                    rest.append(("header/" + name, item.raw(child)))
            elif field == "sent":
                values["sent"] = item.date(child, "header/sent")
            else:
                values[field] = item.text(child)
                if field == "sender" and child.keys():
                    rest.append(("header/sender", item.raw(child)))
        rest += [
            (key.removeprefix("newsml-g2:"), value)
            for key, found in item.extra.items()
            for value in found
        ]
        found = Transmission(**values)
        return (found if found != Transmission() else None), rest


_HEADER = {"sent": "sent", "transmitId": "id", "sender": "sender", "priority": "priority"}
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


@lru_cache(maxsize=64)
def _vocabulary(found: tuple[tuple[str, ...], ...]) -> Vocabulary:
    """Catalogs as the item declares them, mostly those of the item before; the catalog that holds
    newsfmt's scheme is newsfmt's own.
    """
    catalogs: list[list[tuple[str, ...]]] = []
    references = 0
    declared: dict[str, str] = {}
    words: dict[str, str] = {}
    own: str | None = None
    for entry in found:
        if len(entry) == 1:
            catalogs.append([])
        elif not entry[0]:
            references += 1
            declared[f"catalog:{references}"] = entry[1]
        elif catalogs:
            catalogs[-1].append(entry)
    for catalog in catalogs:
        alias = next((alias for alias, uri in catalog if uri == PROPERTY), None)
        own = own or alias
        for name, uri in catalog:
            if alias is None:
                declared.setdefault(name, uri)
            elif uri.startswith(SCHEME):
                words[name] = unquoted(uri[len(SCHEME) :])
    return Vocabulary(declared, words, own)


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


def _marked_dateline(body: tuple[Any, ...]) -> str | None:
    """The text of a span with the role of a dateline in the first paragraph."""
    for block in body:
        if type(block) is Paragraph:
            for node in walk(block.content):
                if type(node) is Span and node.role == "dateline":
                    return text_of(node.content).strip().rstrip(_SEPARATORS).rstrip() or None
            return None
    return None

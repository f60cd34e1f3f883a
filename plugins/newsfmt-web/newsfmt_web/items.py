"""One item of a feed while it is read: nodes come in, the keyword arguments of its Article go out.

What all vocabularies share stands here: addresses and their bases, dates, texts of which the first
counts, people and links, and what has no field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from newsfmt import prose
from newsfmt.addresses import absolute, is_absolute
from newsfmt.article import Article, Concept, Geo, Link, Party, Rights
from newsfmt.dates import NewsDate
from newsfmt.errors import ParseError
from newsfmt.format import Context
from newsfmt.gather import Gathered
from newsfmt.markup.html import is_safe
from newsfmt_web import dates, wording
from newsfmt_web.feed import DERIVED, Feed
from newsfmt_web.nodes import Node, Scope, value_of
from newsfmt_web.people import party

__all__ = [
    "Incoming",
    "Row",
    "Table",
    "articles",
    "geo",
    "kind_of",
    "unless_derived",
    "whole_number",
]

Row = Callable[["Incoming", Sequence[Node]], None]
"""What reads all elements of one row in an item, in the order of the document."""


class Table:
    """The mapping of a vocabulary: rows in the order in which they count, each for one name, or for
    several with spaces between them. A name is read by the first row that has it.
    """

    def __init__(self, rows: Iterable[tuple[str, Row]]) -> None:
        listed = tuple(rows)
        self._rows: dict[str, int] = {}
        for order, (names, _) in enumerate(listed):
            for name in names.split():
                self._rows.setdefault(name, order)
        self._reads = tuple(row for _, row in listed)

    @property
    def names(self) -> frozenset[str]:
        """The names that it reads."""
        return frozenset(self._rows)

    def read(self, item: Incoming, nodes: Iterable[Node]) -> None:
        """Read the elements of an item, row by row in the order of the table; what no row reads is
        kept.
        """
        known: dict[int, list[Node]] = {}
        for node in nodes:
            order = self._rows.get(node.key)
            if order is None:
                item.keep(node.name, value_of(node))
            elif order in known:
                known[order].append(node)
            else:
                known[order] = [node]
        for order in sorted(known):
            self._reads[order](item, known[order])


class Incoming(Gathered):
    """The fields of one item."""

    def __init__(self, context: Context, feed: Feed, node: Node, scope: Scope) -> None:
        super().__init__(context, feed.prefix)
        self.feed = feed
        self.node = node
        self.scope = scope
        self.derived: set[str] = set()
        self.media: list[Node] = []
        self.inherits_authors = False

    # ---- addresses

    def base(self, node: Node | None = None) -> str | None:
        """Return what an address in an element of the item is resolved against."""
        scope = self.scope
        for inner in self.node.path(node) if node is not None else ():
            scope = scope.within(inner)
        if scope.base is None:
            return self.feed.base
        return absolute(scope.base, self.feed.base)

    def body_base(self, node: Node) -> str | None:
        """Return what an address in the body is resolved against: the document's base, else the
        address of the item.
        """
        scope = self.scope.within(node)
        if scope.base is not None:
            return absolute(scope.base, self.feed.base)
        url = self.values.get("url")
        return url if url and is_absolute(url) else self.feed.base

    def address(self, href: str | None, node: Node, name: str = "") -> str | None:
        """Return an address made absolute; one that may not be followed is kept instead."""
        if href and href.startswith(("https://", "http://")) and href.isprintable():
            return href.strip()
        href = absolute(href, self.base(node)) if href else None
        if href and not is_safe(href):
            self.keep(name or node.name, href)
            return None
        return href or None

    # ---- texts

    def first(self, nodes: Sequence[Node], read: Callable[[Node], str | None]) -> str | None:
        """Return the first value of an element that may stand once; others are kept and
        reported.
        """
        value: str | None = None
        for node in nodes:
            text = read(node)
            if not text:
                continue
            if value is None:
                value = text
            elif text != value:
                self.keep(node.name, text)
                self.report(
                    "read.duplicate-key",
                    f"<{node.name}> is there several times; the first one counts",
                    node.line,
                )
        return value

    def line(self, node: Node) -> str:
        """Return the text of an element that may be HTML."""
        return wording.line(node.markup, self.context)

    def plain(self, node: Node) -> str:
        """Return the text of an element whose text is never HTML."""
        return wording.line_of_text(node.text)

    # ---- dates

    def moment(self, name: str, text: str, node: Node | None = None) -> NewsDate | None:
        """Return the date that a text is; one that does not say all of the text has it kept under
        ``name``.
        """
        return dates.gathered(self, name, text, node.line if node is not None else None)

    def set_moment(self, field: str, nodes: Sequence[Node]) -> None:
        """Set a date; another instant than the one that is set is kept."""
        for node in nodes:
            text = node.text
            known = self.values.get(field)
            date = self.moment(node.name, text, node)
            if date is None:
                continue
            if known is None:
                self.values[field] = date
            elif known != date and not known.same_instant(date):
                self.keep(node.name, text.strip())

    # ---- people, links, terms

    def party(self, node: Node, role: str | None = None) -> Party | None:
        """Return the person that an element names: by the elements of Atom in it (RFC 4287 §3.2;
        ``url`` and ``homepage`` in Atom 0.3), else by its text.
        """
        parts = node.children
        if not parts:
            return party(self.line(node), role)
        children = {child.key.removeprefix("atom:"): child for child in reversed(parts)}
        page = next((children[key] for key in ("uri", "url", "homepage") if key in children), None)
        if page is None and "name" not in children and "email" not in children:
            return party(self.line(node), role)
        name, mail = (
            self.plain(children[key]) if key in children else "" for key in ("name", "email")
        )
        uri = self.address(self.plain(page), page) if page is not None else None
        read = (children.get("name"), children.get("email"), page)
        extra = {
            f"{self.prefix}{child.name}": (value,)
            for child in parts
            if child not in read and (value := value_of(child))
        }
        who = Party(name=name or None, email=mail or None, uri=uri, role=role, extra=extra)
        return who if who != Party(role=role) else None

    def creator(self, who: Party | None) -> None:
        """Add a creator; a name that is there already is the same person."""
        if who is None or who == Party():
            return
        for index, known in enumerate(creators := self.many["creators"]):
            if known.role == who.role and (known.name or known.email) == (who.name or who.email):
                creators[index] = _merged(known, who)
                return
        creators.append(who)

    def link(self, rel: str, href: str | None, node: Node, **more: Any) -> None:
        """Add a link, where there is an address or an id."""
        href = self.address(href, node)
        if href or more.get("id"):
            self.add_new("links", Link(rel=rel, href=href, **more))

    def subject(self, concept: Concept) -> None:
        """Add a subject; a category of newsfmt's own says what it derived."""
        if concept.scheme == DERIVED:
            self.derived.add(concept.name or concept.code or "")
            return
        self.add_new("subjects", concept)

    def keywords(self, text: str) -> None:
        """Add keywords that are separated by commas."""
        for word in text.split(","):
            if word := wording.line_of_text(word):
                self.add_new("keywords", word)

    def kept(self, nodes: Sequence[Node]) -> None:
        """Keep elements that have no field."""
        for node in nodes:
            self.keep(node.name, value_of(node))

    # ---- the end

    def article(self, **fields: Any) -> Article:
        """Return the Article, with what it inherits of its feed."""
        feed, values = self.feed, self.values
        own = []
        for name in ("language", "rights", "provider"):
            said = bool(self.parts.get(name)) if name != "language" else name in values
            if said:
                own.append(name)
            elif (value := getattr(feed, name)) is None:
                continue
            elif name == "language":
                values[name] = value
            else:
                values[name] = Rights(notice=value) if name == "rights" else Party(name=value)
        if not self.inherits_authors:
            own.append("author")
        if "services" not in self.derived:
            values["services"] = feed.services(tuple(own))
        for name in ("published", "updated"):
            if f"{name}.second" in self.derived and (date := values.get(name)) is not None:
                values[name] = to_minutes(date)
        context = self.context
        return Article(
            **self.finish(), **fields, origin=context.origin(context.index, self.node.line)
        )


def to_minutes(date: NewsDate) -> NewsDate:
    """Return a date without the seconds that a writer had to add."""
    zone = date.zone or ""
    text = str(date)
    return NewsDate(f"{text[:16]}{zone}") if len(text) - len(zone) == 19 else date


def unless_derived(name: str, row: Row) -> Row:
    """Return a row that reads nothing where newsfmt derived what is there."""

    def read(item: Incoming, nodes: Sequence[Node]) -> None:
        if name not in item.derived:
            row(item, nodes)

    return read


def _merged(known: Party, more: Party) -> Party:
    """Two notices of one person as one."""
    if known == more:
        return known
    return Party(
        name=known.name or more.name,
        email=known.email or more.email,
        uri=known.uri or more.uri,
        code=known.code or more.code,
        role=known.role,
        extra={**more.extra, **known.extra},
    )


def whole_number(text: str | None) -> int | None:
    """Return the whole number that a text is, if it is one."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def geo(latitude: str, longitude: str, height: str = "") -> Geo | None:
    """Return the position that two texts of degrees say, if they do; a height is left aside.

    >>> geo("59.9", "10.7"), geo("99", "0")
    (Geo(latitude=59.9, longitude=10.7), None)
    """
    try:
        position = Geo(float(latitude), float(longitude))
    except ValueError:
        return None
    north, east = position.latitude or 0.0, position.longitude or 0.0
    return position if -90 <= north <= 90 and -180 <= east <= 180 else None


_KINDS = {"image": "picture", "audio": "audio", "video": "video"}


def kind_of(mime_type: str | None, medium: str | None = None) -> str:
    """Return the type of the item that a media type names.

    >>> kind_of("image/jpeg"), kind_of(None, "video"), kind_of("application/pdf")
    ('picture', 'video', 'text')
    """
    return _KINDS.get((medium or "").lower()) or _KINDS.get(
        (mime_type or "").partition("/")[0].lower(), "text"
    )


def articles(context: Context, reads: Iterable[Callable[[], Article | None]]) -> Iterator[Article]:
    """Yield the article of each item; an item that cannot be read is skipped and reported."""
    for read in reads:
        try:
            article = read()
        except ParseError as error:
            context.fail(error)
            context.index += 1
            continue
        if article is not None:
            yield prose.mended_article(article, context)
            context.index += 1

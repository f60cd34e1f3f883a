"""The mapping of Atom: for each element of an entry, and of a feed, where its value goes (RFC 4287;
RFC 6721 for deleted entries; Atom 0.3).

A row of ``ENTRY`` reads all elements of one name; rows count in their order; those of modules stand
behind them.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from newsfmt.article import Article, Association, Concept, Note, Party, Rendition
from newsfmt.body import Embed
from newsfmt_web import bodies, modules
from newsfmt_web.atom.constructs import construct, line
from newsfmt_web.feed import DERIVED, OWN_ID, Feed
from newsfmt_web.items import Incoming, Row, Table, kind_of, unless_derived
from newsfmt_web.media import Enclosure
from newsfmt_web.modules import MODULES, TERMS, date, people, terms
from newsfmt_web.nodes import Node, inner_xml, value_of
from newsfmt_web.syndication import HeadRow

__all__ = ["DELETED", "DROPPED", "ENTRY", "HEAD", "finish"]


# ---- lines, identifiers, links
# ------------------------------------------------------------


def _line(field: str) -> Row:
    def row(item: Incoming, nodes: Sequence[Node]) -> None:
        item.set(field, item.first(nodes, lambda node: line(item, node)), nodes[0].name)

    return row


def _id(item: Incoming, nodes: Sequence[Node]) -> None:
    item.set("id", item.first(nodes, item.plain))


def _relation(node: Node) -> str:
    rel = (node.get("rel") or "alternate").strip()
    rel = rel.removeprefix("http://www.iana.org/assignments/relation/")
    return rel.lower() if rel.lower() in ("alternate", "enclosure") else rel


def _links(item: Incoming, nodes: Sequence[Node]) -> None:
    """Links: one alternate is the address of the item, enclosures are media, the rest links."""
    main = _alternate(nodes)
    if main is not None and (href := item.address(main.get("href"), main)):
        item.set("url", href)
    for node in nodes:
        rel = _relation(node)
        if rel == "enclosure":
            item.media.append(node)
        elif node is not main or node.get("title") or node.get("hreflang") or _is_odd(node):
            extra = {
                f"{item.prefix}{name}": (value,)
                for name, value in node.attributes.items()
                if name in ("type", "hreflang", "length") and value
            }
            item.link(rel, node.get("href"), node, title=node.get("title") or None, extra=extra)


def _alternate(nodes: Sequence[Node]) -> Node | None:
    """The alternate of type text/html or none, without a language of its own, else the first."""
    all_of_them = [node for node in nodes if _relation(node) == "alternate" and node.get("href")]
    plain = (node for node in all_of_them if not node.get("hreflang") and not _is_odd(node))
    return next(plain, all_of_them[0] if all_of_them else None)


def _is_odd(node: Node) -> bool:
    return (node.get("type") or "text/html").partition(";")[0].strip().lower() != "text/html"


# ---- sources, rights
# ------------------------------------------------------------


def _sources(item: Incoming, nodes: Sequence[Node]) -> None:
    """The feed an entry was taken from; its authors and rights hold where the entry has none."""
    for node in nodes:
        scope, item.scope = item.scope, item.scope.within(node)
        source = Incoming(item.context, Feed(item.prefix, base=item.feed.base), node, item.scope)
        SOURCE.read(source, node.children)
        item.scope = scope
        values = source.finish()
        extra = dict(values.get("extra", {}))
        for link in values.get("links", ()):
            extra[f"{item.prefix}link"] = (*extra.get(f"{item.prefix}link", ()), link.href or "")
        who = Party(
            name=values.get("headline"), uri=values.get("url"), code=values.get("id"), extra=extra
        )
        if who != Party():
            item.add_new("sources", who)
        rights = values.get("rights")
        if rights is not None and not item.parts.get("rights"):
            item.set("rights.notice", rights.notice)
        if not any(party.role is None for party in item.many["creators"]):
            for party in values.get("creators", ()):
                item.creator(party)


# ---- words
# ------------------------------------------------------------


def _alternatives(nodes: Sequence[Node]) -> list[Node]:
    """Contents, those in one of the type multipart/alternative for it (Atom 0.3), HTML first."""
    found: list[Node] = []
    for node in nodes:
        if (node.get("type") or "").strip().lower() == "multipart/alternative" and node.children:
            found += sorted(node.children, key=lambda part: construct(part).kind != "html")
        else:
            found.append(node)
    return found


def _content(item: Incoming, nodes: Sequence[Node]) -> None:
    """Content: of several the first that is a body."""
    for node in _alternatives(nodes):
        if src := node.get("src"):
            href, mime = item.address(src, node), node.get("type") or None
            file = Article(type=kind_of(mime), renditions=(Rendition(href=href, mime_type=mime),))
            item.add_new("associations", Association(rel="content", href=href, item=file))
            continue
        kind, markup, media_type = construct(node)
        if kind == "html":
            body = bodies.blocks(markup, item.body_base(node), item.context, node.line)
        elif kind == "text":
            body = bodies.of_text(markup if isinstance(markup, str) else node.text)
        elif kind == "xml":
            body = (Embed(media_type, inner_xml(node)),)
        else:
            data = Article(type=kind_of(media_type), renditions=(Rendition(mime_type=media_type),))
            item.add_new("associations", Association(rel="content", item=data))
            item.keep(node.name, "".join(node.text.split()))
            continue
        if not body:
            continue
        if "body" in item.values:
            item.keep(node.name, value_of(node))
            item.report("read.duplicate-key", "<content> is there several times", node.line)
        else:
            item.values["body"] = body


def _summary(item: Incoming, nodes: Sequence[Node]) -> None:
    """A summary: its text; its HTML is the body where there is no content."""
    for node in nodes:
        kind, markup, _ = construct(node)
        if kind != "html" or "summary" in item.values:
            text = line(item, node)
            if not item.set("summary", text or None, node.name):
                item.report("read.duplicate-key", "<summary> is there several times", node.line)
            continue
        body = bodies.blocks(markup, item.body_base(node), item.context, node.line)
        item.set("summary", bodies.summary(body) or None)
        if "body" not in item.values and bodies.is_more_than_text(body):
            item.values["body"] = body


def _categories(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        term = (node.get("term") or item.plain(node)).strip() or None
        label, scheme = node.get("label") or None, node.get("scheme") or None
        if scheme == OWN_ID and term:
            item.values["id"] = term
            item.derived.add("id")
            continue
        name = label or (term if scheme is None or scheme == DERIVED else None)
        if term or label:
            item.subject(Concept(name=name, code=term, scheme=scheme))


def _control(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        for child in node.children:
            if child.key == "app:draft" and child.text.strip().lower() == "yes":
                item.set("pub_status", "draft")
            elif child.key != "app:draft" or child.text.strip().lower() != "no":
                item.keep(child.name, value_of(child))


ENTRY = Table(
    [
        (TERMS, terms(_categories)),
        ("id", unless_derived("id", _id)),
        ("title", _line("headline")),
        ("link", _links),
        ("published", date("published")),
        ("issued", date("published")),
        ("updated", unless_derived("updated", date("updated"))),
        ("modified", date("updated")),
        ("created", date("created")),
        ("author", unless_derived("creators", people())),
        ("contributor", people("contributor")),
        ("content", _content),
        ("summary", _summary),
        ("rights", _line("rights.notice")),
        ("copyright", _line("rights.notice")),
        ("source", _sources),
        ("app:control", _control),
        *MODULES,
    ]
)
"""What reads each element of an entry."""

SOURCE = Table(
    [
        ("id", _id),
        ("title", _line("headline")),
        ("link", _links),
        ("author", people()),
        ("rights", _line("rights.notice")),
    ]
)
"""What reads each element of the feed that an entry was taken from; the rest is kept."""


# ---- deleted entries
# ------------------------------------------------------------


def _comment(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        if text := line(item, node):
            item.add("ed_notes", Note(text=text))


DELETED = Table(
    [
        ("link at:link", _links),
        ("at:by by", people("deleted-by")),
        ("at:comment comment", _comment),
        ("source", _sources),
    ]
)
"""What reads each element of a deleted entry."""


# ---- the end of an entry
# ------------------------------------------------------------


def finish(item: Incoming) -> None:
    """Read what needs all of an entry: media, languages, the authors it inherits."""
    enclosures = [
        Enclosure(
            node=node,
            href=item.address(node.get("href"), node),
            mime_type=node.get("type") or None,
            length=node.get("length") or None,
            title=node.get("title") or None,
            extra={f"{item.prefix}hreflang": node.get("hreflang") or ""},
        )
        for node in item.media
        if node.key == "link"
    ]
    spoken = {
        node.key: item.scope.within(node).language
        for node in reversed(item.node.children)
        if node.key in ("content", "summary", "title") and (node.text or node.get("src"))
    }
    language = next((spoken[key] for key in ("content", "summary", "title") if key in spoken), None)
    if spoken and item.node.language is None:
        item.scope = attrs.evolve(item.scope, language=language)
    if language:
        item.set("language", language)
    for key in ("title", "summary"):
        if key in spoken and spoken[key] != language:
            item.keep(f"{key}@lang", spoken[key])
    modules.finish(item, enclosures)
    if "subjects.code" in item.derived:
        item.many["subjects"] = [
            attrs.evolve(term, code=None) if term.code == term.name else term
            for term in item.many["subjects"]
        ]
    if not any(party.role is None for party in item.many["creators"]):
        for party in item.feed.authors:
            item.creator(party)
        item.inherits_authors = True


# ---- the feed
# ------------------------------------------------------------

DROPPED = frozenset({"updated", "modified", "app:edited"})
"""What a feed says of its own making."""


def _feed_line(field: str) -> HeadRow:
    def row(feed: Feed, reader: Incoming, node: Node) -> None:
        text = line(reader, node)
        if text and getattr(feed, field) is None:
            setattr(feed, field, text)
        elif text and text != getattr(feed, field):
            feed.keep(node.name, text)

    return row


def _feed_link(feed: Feed, reader: Incoming, node: Node) -> None:
    if _relation(node) != "alternate":
        return
    href = reader.address(node.get("href"), node)
    if _is_odd(node):
        feed.other_link = feed.other_link or href
    else:
        feed.link = feed.link or href


def _feed_author(feed: Feed, reader: Incoming, node: Node) -> None:
    who = reader.party(node)
    if who is not None:
        feed.authors = (*feed.authors, who)
        feed.author_texts = (*feed.author_texts, value_of(node))


def _feed_text(feed: Feed, reader: Incoming, node: Node) -> None:
    feed.keep(node.name, line(reader, node))


def _feed_category(feed: Feed, reader: Incoming, node: Node) -> None:
    if node.get("scheme") == DERIVED:
        feed.derived |= {node.get("term") or ""}
    else:
        feed.keep(node.name, value_of(node) if len(node.attributes) > 1 else node.get("term"))


def _around(feed: Feed, reader: Incoming, node: Node) -> None:
    """The element around the entries: its base and language are in force in them."""


HEAD: dict[str, HeadRow] = {
    "feed": _around,
    "id": _feed_line("id"),
    "title": _feed_line("title"),
    "subtitle": _feed_text,
    "tagline": _feed_text,
    "link": _feed_link,
    "author": _feed_author,
    "rights": _feed_line("rights"),
    "copyright": _feed_line("rights"),
    "category": _feed_category,
    "dc:rights": _feed_line("rights"),
    "dc:publisher": _feed_line("provider"),
    "dc:language": _feed_line("language"),
}
"""What reads each element of a feed, in the order in which they count; others are kept, but for
``DROPPED``.
"""

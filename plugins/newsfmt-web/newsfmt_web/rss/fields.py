"""The mapping of RSS: for each element of an item, and of a channel, where its value goes.

A row of ``ITEM`` reads all elements of one name; rows count in their order, so that an earlier one
has the first word (RSS 0.91 to 2.0, RSS 1.0, CDF); those of modules stand behind them.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsfmt.article import Party
from newsfmt_web import modules
from newsfmt_web.feed import Feed
from newsfmt_web.items import Incoming, Table, unless_derived
from newsfmt_web.media import Enclosure
from newsfmt_web.modules import (
    MODULES,
    TERMS,
    below,
    category,
    date,
    description,
    encoded,
    line,
    linked,
    media,
    people,
    plain,
    terms,
)
from newsfmt_web.nodes import Node, value_of
from newsfmt_web.syndication import HeadRow

__all__ = ["DROPPED", "HEAD", "ITEM", "about", "finish"]

_WEB = ("http://", "https://")


def _link(item: Incoming, nodes: Sequence[Node]) -> None:
    """``link``: the address of the item; the attribute ``href`` where it has no text."""
    for node in nodes:
        href = item.address(node.text.strip() or node.get("href"), node)
        if href and "url" not in item.values:
            item.values["url"] = href
        elif href and href != item.values["url"]:
            item.set("url", href, node.name)
            item.report("read.duplicate-key", "<link> is there several times", node.line)


def _atom_link(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        rel = node.get("rel") or "alternate"
        href = node.get("href")
        if rel == "alternate" and "url" not in item.values:
            item.set("url", item.address(href, node))
        elif rel == "enclosure":
            item.media.append(node)
        elif item.address(href, node) != item.values.get("url") or rel != "alternate":
            extra = {f"{item.prefix}{name}": (node.get(name) or "",) for name in ("type", "hreflang", "length") if node.get(name)}  # fmt: skip
            item.link(rel, href, node, title=node.get("title"), extra=extra)


def _guid(item: Incoming, nodes: Sequence[Node]) -> None:
    text = item.first(nodes, item.plain)
    if not text:
        return
    item.set("id", text)
    said = nodes[0] if len(nodes) == 1 else next(n for n in nodes if item.plain(n) == text)
    permanent = (said.get("isPermaLink") or "").strip().lower()
    if permanent != "false" and "url" not in item.values and text.lower().startswith(_WEB):
        item.set("url", text)


def about(item: Incoming) -> None:
    """Take ``rdf:about`` as the id."""
    if text := item.node.get("about"):
        item.set("id", text.strip())


def _source(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        uri = item.address(node.get("url"), node)
        name = item.line(node) or None
        if name or uri:
            item.add_new("sources", Party(name=name, uri=uri))


def _items(item: Incoming, nodes: Sequence[Node]) -> None:
    """``content:items`` of the first module of content: the values in it."""
    for node in nodes:
        values = [inner for inner in below(node) if inner.key == "rdf:value"]
        encoded(item, values or [node])


ITEM = Table(
    [
        (TERMS, terms(category)),
        ("title", line("headline")),
        ("link", _link),
        ("atom:link", _atom_link),
        ("guid", _guid),
        ("atom:id", _guid),
        ("pubdate", date("published")),
        ("expirationdate", date("expires")),
        ("author dc:creator dc:author atom:author", people()),
        ("content:encoded", encoded),
        ("encoded", encoded),
        ("body", encoded),
        ("content:items", _items),
        ("description", unless_derived("summary", description)),
        ("abstract", description),
        ("enclosure", media),
        ("source dc:source", _source),
        ("comments", linked("comments")),
        ("language", plain("language")),
        ("copyright", line("rights.notice")),
        *MODULES,
        ("atom:contributor", people("contributor")),
        ("atom:published", date("published")),
        ("atom:updated", date("updated")),
    ]
)
"""What reads each element of an item."""


def finish(item: Incoming) -> None:
    """Read what needs all of the item, and the attributes of the item itself."""
    enclosures = [
        Enclosure(
            node=node,
            href=item.address(node.get("url") or node.get("href"), node),
            mime_type=node.get("type") or None,
            length=_length(item, node),
            title=node.get("title") or None,
        )
        for node in item.media
        if node.key in ("enclosure", "atom:link")
    ]
    modules.finish(item, enclosures)
    node = item.node
    if (href := node.get("href")) and "url" not in item.values:
        item.set("url", item.address(href, node))
    if modified := node.get("lastmod"):
        item.set("updated", item.moment("lastmod", modified, node))


def _length(item: Incoming, node: Node) -> str | None:
    length = node.get("length") or None
    return None if length == "0" and "length" in item.derived else length


# ---- the channel
# ------------------------------------------------------------

DROPPED = frozenset(
    "ttl cloud skiphours skipdays textinput docs lastbuilddate pubdate items item "
    "dc:date dcterms:modified dcterms:created dcterms:issued dcterms:date atom:updated".split()
)
"""What a channel says of itself for programs that fetch it, and its own dates."""


def _feed_line(field: str) -> HeadRow:
    def row(feed: Feed, reader: Incoming, node: Node) -> None:
        text = reader.line(node)
        if not text:
            return
        if getattr(feed, field) is None:
            setattr(feed, field, text)
        elif text != getattr(feed, field):
            feed.keep(node.name, text)

    return row


def _feed_link(feed: Feed, reader: Incoming, node: Node) -> None:
    href = reader.address(node.text.strip() or node.get("href"), node)
    if href and feed.link is None:
        feed.link = href
    elif href != feed.link:
        feed.keep(node.name, href)


def _feed_category(feed: Feed, reader: Incoming, node: Node) -> None:
    text = reader.line(node)
    if node.get("domain") == "urn:newsfmt:derived":
        feed.derived |= {text}
    else:
        feed.keep(node.name, value_of(node) if node.attributes else text)


def _channel(feed: Feed, reader: Incoming, node: Node) -> None:
    """The element around: ``rdf:about`` of RSS 1.0 is the id of the feed, ``href`` of CDF its
    page.
    """
    if about := (node.get("about") or "").strip():
        feed.id = about
    if node.key == "channel" and (href := node.get("href")):
        feed.link = reader.address(href, node)


def _feed_alternate(feed: Feed, reader: Incoming, node: Node) -> None:
    """A link of Atom to the page of the feed, where RSS has none."""
    if feed.link is None and (node.get("rel") or "alternate") == "alternate":
        feed.link = reader.address(node.get("href"), node)


HEAD: dict[str, HeadRow] = {
    "channel": _channel,
    "rss": _channel,
    "rdf:rdf": _channel,
    "title": _feed_line("title"),
    "dc:title": _feed_line("title"),
    "link": _feed_link,
    "atom:id": _feed_line("id"),
    "language": _feed_line("language"),
    "dc:language": _feed_line("language"),
    "copyright": _feed_line("rights"),
    "dc:rights": _feed_line("rights"),
    "dc:publisher": _feed_line("provider"),
    "category": _feed_category,
    "atom:link": _feed_alternate,
}
"""What reads each element of a channel, in the order in which they count; others are kept, but for
``DROPPED``.
"""

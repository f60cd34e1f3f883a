"""Atom to Articles: the bytes of a feed or of one entry come in, an Article for each entry and
deleted entry goes out, in their order.

The way through the document is :mod:`newsfmt_web.reading`; where each element goes say the tables
of :mod:`newsfmt_web.atom.fields`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

from newsfmt import addresses
from newsfmt.article import Article
from newsfmt.format import Context
from newsfmt_web.atom.fields import DELETED, DROPPED, ENTRY, HEAD, finish
from newsfmt_web.feed import Feed
from newsfmt_web.items import Incoming, articles
from newsfmt_web.nodes import Node, Scope, value_of
from newsfmt_web.options import options_of
from newsfmt_web.reading import Found, Vocabulary, items
from newsfmt_web.salvage import Grammar

__all__ = ["VOCABULARY", "feed_of", "read"]

_PERSON = "name email uri url homepage"
_NESTED = {
    "author": _PERSON,
    "contributor": _PERSON,
    "at:by": _PERSON,
    "app:control": "app:draft",
    "source": "id title link updated author contributor rights subtitle category generator icon logo",
    "media:group": " ".join(f"media:{name}" for name in "content title description thumbnail credit copyright keywords player rating category community".split()),
    "media:content": " ".join(f"media:{name}" for name in "title description thumbnail credit copyright keywords player rating".split()),
    "media:community": "media:starrating media:statistics media:tags",
}  # fmt: skip
"""What stands in an element that holds others."""
VOCABULARY = Vocabulary(
    names=("entry", "Entry", "ENTRY", "deleted-entry"),
    own=("atom",),
    containers=frozenset({"feed"}),
    grammar=Grammar(
        items=frozenset({"entry", "at:deleted-entry"}),
        around=frozenset({"feed"}),
        fields=frozenset(
            name for name in (*ENTRY.names, *HEAD, *DROPPED, "generator", "icon", "logo") if ":" not in name and name != "feed"
        ),
        inside={name: frozenset(inside.split()) for name, inside in _NESTED.items()},
    ),
)  # fmt: skip
"""What the way through the document knows of Atom."""


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each entry. Raises ParseError for what holds none."""
    return articles(context, _reads(stream, context))


def _reads(stream: BinaryIO, context: Context) -> Iterable[partial[Article]]:
    feed: Feed | None = None
    for found in items(stream, context, VOCABULARY):
        if feed is None:
            feed = feed_of(found, context)
        yield partial(_article, found.node, found.scope, feed, context)


def feed_of(found: Found, context: Context) -> Feed:
    """Return what the feed says of itself."""
    options = options_of(context)
    feed = Feed(f"{context.format or 'atom'}:", base=options.base)
    for node in found.head:
        reader = Incoming(context, feed, node, found.scope)
        if node.key in HEAD:
            HEAD[node.key](feed, reader, node)
        elif node.key not in DROPPED and not node.key.startswith(("sy:", "opensearch:")):
            feed.keep(node.name, value_of(node))
    for name in feed.derived & {"title", "link", "id"}:
        setattr(feed, name, None)
    if feed.base is None and feed.link and addresses.is_absolute(feed.link):
        feed.base = feed.link
    if feed.language is None:
        feed.language = options.language
    if "author" in feed.derived:
        feed.authors = ()
    return feed


def _article(node: Node, scope: Scope, feed: Feed, context: Context) -> Article:
    item = Incoming(context, feed, node, scope.within(node))
    if node.key in ("at:deleted-entry", "deleted-entry"):
        DELETED.read(item, node.children)
        item.set("id", (node.get("ref") or "").strip() or None)
        item.set("updated", item.moment("when", node.get("when") or "", node))
        item.set("pub_status", "canceled")
        item.set("language", item.scope.language)
        return item.article()
    ENTRY.read(item, node.children)
    finish(item)
    return item.article()

"""RSS to Articles: the bytes of a feed come in, an Article for each item goes out.

The way through the document is :mod:`newsfmt_web.reading`; where each element goes say the tables
of :mod:`newsfmt_web.rss.fields`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

from newsfmt import addresses
from newsfmt.article import Article
from newsfmt.format import Context
from newsfmt_web.feed import Feed
from newsfmt_web.items import Incoming, articles
from newsfmt_web.nodes import Node, Scope, value_of
from newsfmt_web.options import options_of
from newsfmt_web.reading import Found, Vocabulary, items
from newsfmt_web.rss.fields import DROPPED, HEAD, ITEM, about, finish
from newsfmt_web.salvage import Grammar

__all__ = ["VOCABULARY", "feed_of", "read"]

_MEDIA = "content title description thumbnail credit copyright keywords player rating category"
_NESTED = {
    "image": "title link url width height description",
    "textinput": "title link name description",
    "media:group": " ".join(f"media:{name}" for name in _MEDIA.split()),
    "media:content": " ".join(f"media:{name}" for name in _MEDIA.split() if name != "content"),
    "itunes:owner": "itunes:name itunes:email",
    "itunes:category": "itunes:category",
}
"""What stands in an element that holds others."""
_FIELDS = (*ITEM.names, *HEAD, *DROPPED, "image", "generator", "managingeditor", "webmaster")
VOCABULARY = Vocabulary(
    names=("item", "ITEM", "Item"),
    own=("",),
    containers=frozenset({"channel"}),
    grammar=Grammar(
        items=frozenset({"item"}),
        around=frozenset({"rss", "channel", "rdf:rdf"}),
        fields=frozenset(name for name in _FIELDS if ":" not in name and name != "body"),
        inside={name: frozenset(inside.split()) for name, inside in _NESTED.items()},
    ),
)
"""What the way through the document knows of RSS."""


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each item. Raises ParseError for what holds none."""
    return articles(context, _reads(stream, context))


def _reads(stream: BinaryIO, context: Context) -> Iterable[partial[Article]]:
    feed: Feed | None = None
    for found in items(stream, context, VOCABULARY):
        if feed is None:
            feed = feed_of(found, context)
        yield partial(_article, found.node, found.scope, feed, context)


def feed_of(found: Found, context: Context) -> Feed:
    """Return what the channel says of itself."""
    options = options_of(context)
    feed = Feed(f"{context.format or 'rss'}:", base=options.base)
    for node in found.head:
        reader = Incoming(context, feed, node, found.scope)
        if node.key in HEAD:
            HEAD[node.key](feed, reader, node)
        elif node.key not in DROPPED and not node.key.startswith("sy:"):
            feed.keep(node.name, value_of(node))
    if feed.link is None and (link := _alternate(found, feed, context)):
        feed.link = link
    for name in feed.derived & {"title", "link"}:
        setattr(feed, name, None)
    if feed.base is None and feed.link and addresses.is_absolute(feed.link):
        feed.base = feed.link
    if feed.language is None:
        feed.language = options.language
    return feed


def _alternate(found: Found, feed: Feed, context: Context) -> str | None:
    for node in found.head:
        if node.key == "atom:link" and (node.get("rel") or "alternate") == "alternate":
            return Incoming(context, feed, node, found.scope).address(node.get("href"), node)
    return None


def _article(node: Node, scope: Scope, feed: Feed, context: Context) -> Article:
    item = Incoming(context, feed, node, scope.within(node))
    ITEM.read(item, node.children)
    about(item)
    finish(item)
    return item.article()

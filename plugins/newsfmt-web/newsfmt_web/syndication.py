"""A feed of entries from its bytes to its Articles, the same way for RSS and Atom: what differs are
their tables, which come in with the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import BinaryIO, TypeAlias

import attrs

from newsfmt.article import Article
from newsfmt.format import Context
from newsfmt_web.feed import Feed
from newsfmt_web.items import Incoming, articles
from newsfmt_web.nodes import Node, value_of
from newsfmt_web.options import options_of
from newsfmt_web.reading import Found, Vocabulary, items

__all__ = ["HeadRow", "Syndication"]

HeadRow: TypeAlias = Callable[[Feed, Incoming, Node], None]
"""What reads an element of the head of a feed."""


@attrs.frozen
class Syndication:
    """The tables of a vocabulary, and the way through them."""

    format: str
    """The name of the format."""
    vocabulary: Vocabulary
    head: Mapping[str, HeadRow]
    """What reads each element of the head, in the order in which they count."""
    dropped: frozenset[str]
    """Elements of the head that are left out."""
    article: Callable[[Incoming], Article]
    """What makes the article of an item."""

    def read(self, stream: BinaryIO, context: Context) -> Iterator[Article]:
        """Yield the article of each item. Raises ParseError for what holds none."""
        return articles(context, self._reads(stream, context))

    def feed(self, found: Found, context: Context) -> Feed:
        """Return what a feed says of itself, by its first item; what no row reads is kept."""
        options = options_of(context)
        feed = Feed(f"{context.format or self.format}:", base=options.base)
        order = {key: number for number, key in enumerate(self.head)}
        for node in sorted(found.head, key=lambda node: order.get(node.key, len(order))):
            around = node.key in self.vocabulary.containers
            scope = found.scope if around else found.scope.within(node)
            reader = Incoming(context, feed, node, scope)
            if node.key in self.head:
                self.head[node.key](feed, reader, node)
            elif node.key not in self.dropped and not node.key.startswith("sy:"):
                feed.keep(node.name, value_of(node))
        feed.settle(options.language)
        return feed

    def _reads(self, stream: BinaryIO, context: Context) -> Iterable[partial[Article]]:
        feed: Feed | None = None
        for found in items(stream, context, self.vocabulary):
            if feed is None:
                feed = self.feed(found, context)
            yield partial(self._article, found, feed, context)

    def _article(self, found: Found, feed: Feed, context: Context) -> Article:
        return self.article(Incoming(context, feed, found.node, found.scope.within(found.node)))

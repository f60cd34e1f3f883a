"""JSON Feed to Articles: the document comes in, an Article for each item goes out.

The document is read whole. What departs from JSON Feed is read as it is meant, and reported once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from newsfmt import jsonkit
from newsfmt.article import Article
from newsfmt.format import Context
from newsfmt_web.feed import Feed
from newsfmt_web.items import Incoming, articles
from newsfmt_web.jsonfeed.fields import ITEM, Doubts, dumped, feed_of
from newsfmt_web.nodes import Scope
from newsfmt_web.options import options_of
from newsfmt_web.salvage import Salvaged

__all__ = ["read", "reads"]


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each item. Raises ParseError for what is no feed."""
    data = jsonkit.loads(_whole(stream, context), context, lenient=True)
    if not isinstance(data, Mapping) or not isinstance(data.get("items"), list | Mapping):
        raise context.error('there is no list "items" in it; name its format with --from')
    return articles(context, reads(data, context))


def _whole(stream: BinaryIO, context: Context) -> bytes:
    limit = context.limits.article_bytes
    data = stream.read(-1 if limit is None else limit + 1)
    if limit is not None and len(data) > limit:
        raise context.exceeded("article_bytes", "the feed")
    return data


def reads(data: Mapping[str, Any], context: Context) -> Iterable[partial[Article]]:
    """Yield what reads each item of a feed."""
    options, doubts = options_of(context), Doubts()
    feed = Feed(f"{context.format or 'jsonfeed'}:", base=options.base)
    feed_of(data, _incoming(context, feed), feed, doubts)
    feed.settle(options.language)
    for item in doubts.members(_incoming(context, feed), "items", data["items"]):
        yield partial(_article, item, feed, doubts, context)


def _incoming(context: Context, feed: Feed) -> Incoming:
    return Incoming(context, feed, Salvaged("item", {}), Scope())


def _article(data: Any, feed: Feed, doubts: Doubts, context: Context) -> Article:
    if not isinstance(data, Mapping):
        raise context.error(f"the item is {type(data).__name__}, not an object")
    item = _incoming(context, feed)
    for key, row in ITEM.items():
        if key in data:
            row(item, key, data[key], doubts)
    for key, value in data.items():
        if key not in ITEM and value not in (None, "", [], {}):
            item.keep(key, dumped(value))
    if not item.many["creators"]:
        for party in feed.authors:
            item.creator(party)
        item.inherits_authors = True
    return item.article()

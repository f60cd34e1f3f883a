"""News sitemaps: the addresses of one come in, an Article for each that is news goes out.

An address without ``news:news`` is no article and is reported as skipped (sitemaps.org 0.9, the
news and image extensions of any version).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import BinaryIO

from newsfmt.article import Article, Association, Concept, Organisation, Party, Rendition, Symbol
from newsfmt.format import Context
from newsfmt_web.feed import Feed
from newsfmt_web.items import Incoming, Table, articles
from newsfmt_web.modules import date, line
from newsfmt_web.nodes import Node, Scope, said_by
from newsfmt_web.options import options_of
from newsfmt_web.reading import Vocabulary, items
from newsfmt_web.salvage import Grammar

__all__ = ["read"]

# ---- what reads each element
# ------------------------------------------------------------


def _loc(item: Incoming, nodes: Sequence[Node]) -> None:
    item.set("url", item.address(item.first(nodes, item.plain), nodes[0]))


def _inside(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        _TABLE.read(item, node.children)


def _publisher(item: Incoming, nodes: Sequence[Node]) -> None:
    if name := item.first(nodes, item.line):
        item.set("provider", Party(name=name))


def _language(item: Incoming, nodes: Sequence[Node]) -> None:
    item.set("language", item.first(nodes, item.plain))


def _keywords(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        item.keywords(item.line(node))


def _genres(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        for word in item.line(node).split(","):
            if word := word.strip():
                item.add_new("genres", Concept(name=word))


def _tickers(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        for entry in item.line(node).split(","):
            exchange, _, symbol = entry.strip().rpartition(":")
            if symbol:
                listed = Symbol(symbol=symbol, exchange=exchange or None)
                item.add_new("organisations", Organisation(symbols=(listed,)))


def _images(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        parts = {child.key.removeprefix("image:"): child for child in reversed(node.children)}
        if "loc" not in parts:
            item.kept([node])
            continue
        texts = {name: item.line(child) or None for name, child in parts.items()}
        href = item.address(texts.pop("loc"), parts["loc"])
        picture = Article(
            type="picture",
            headline=texts.pop("title", None),
            summary=texts.pop("caption", None),
            renditions=(Rendition(href=href),),
            extra={f"{item.prefix}image:{name}": (text,) for name, text in texts.items() if text},
        )
        item.add_new("associations", Association(rel="image", href=href, item=picture))


def _videos(item: Incoming, nodes: Sequence[Node]) -> None:
    for node in nodes:
        parts = {child.key.removeprefix("video:"): child for child in reversed(node.children)}
        place = parts.pop("content_loc", None) or parts.pop("player_loc", None)
        href = item.address(item.plain(place), place) if place is not None else None
        if href is None:
            item.kept([node])
            continue
        texts = {name: item.line(child) or None for name, child in parts.items()}
        length = texts.get("duration") or ""
        is_known = length.isascii() and length.isdecimal() and len(length) < 10
        if is_known:
            del texts["duration"]
        film = Rendition(href=href, duration=float(length) if is_known else None)
        still = item.address(texts.pop("thumbnail_loc", None), parts.get("thumbnail_loc", node))
        files = (film, Rendition(name="thumbnail", href=still)) if still else (film,)
        video = Article(
            type="video",
            headline=texts.pop("title", None),
            summary=texts.pop("description", None),
            renditions=files,
            extra={f"{item.prefix}video:{name}": (text,) for name, text in texts.items() if text},
        )
        item.add_new("associations", Association(rel="video", href=href, item=video))


_TABLE = Table(
    [
        ("loc", _loc),
        ("news:news", _inside),
        ("news:publication", _inside),
        ("news:name", _publisher),
        ("news:language", _language),
        ("news:publication_date", date("published")),
        ("news:title", line("headline")),
        ("news:keywords", _keywords),
        ("news:genres", _genres),
        ("news:stock_tickers", _tickers),
        ("lastmod", date("updated")),
        ("image:image", _images),
        ("video:video", _videos),
    ]
)
_INSIDE = {
    "news:news": "publication publication_date title keywords genres stock_tickers access geo_locations",
    "news:publication": "name language",
    "image:image": "loc caption title geo_location license",
    "video:video": "thumbnail_loc title description content_loc player_loc duration",
}  # fmt: skip
_VOCABULARY = Vocabulary(
    names=("url",),
    own=(),
    containers=frozenset(),
    grammar=Grammar(
        items=frozenset({"url"}),
        around=frozenset({"urlset"}),
        fields=frozenset({"loc", "lastmod", "changefreq", "priority"}),
        inside={
            name: frozenset(f"{name.partition(':')[0]}:{word}" for word in words.split())
            for name, words in _INSIDE.items()
        },
    ),
)


# ---- reading
# ------------------------------------------------------------


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each address that is news. Raises ParseError where none is."""
    count = 0
    for article in articles(context, _reads(stream, context)):
        count += 1
        yield article
    if not count and not context.report.failed:
        raise context.error(
            "none of its addresses is news (<news:news>); a sitemap without news, or an index of sitemaps, has no articles"
        )


def _reads(stream: BinaryIO, context: Context) -> Iterable[Callable[[], Article | None]]:
    options = options_of(context)
    feed = Feed("sitemap:", base=options.base, language=options.language)
    for found in items(stream, context, _VOCABULARY):
        yield partial(_article, found.node, found.scope, feed, context)


def _article(node: Node, scope: Scope, feed: Feed, context: Context) -> Article | None:
    item = Incoming(context, feed, node, scope.within(node))
    children = node.children
    if not any(child.key == "news:news" for child in children):
        message = f"an address is not news: {said_by(node)}"
        context.warn("read.item-skipped", message, at=node.line)
        return None
    _TABLE.read(item, children)
    return item.article()

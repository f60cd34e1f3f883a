"""RSS to Articles: the bytes of a feed come in, an Article for each item goes out.

The way through the document is :mod:`newsfmt_web.reading`; where each element goes say the tables
of :mod:`newsfmt_web.rss.fields`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from newsfmt.article import Article
from newsfmt.format import Context
from newsfmt_web.items import Incoming
from newsfmt_web.reading import Vocabulary
from newsfmt_web.rss.fields import DROPPED, HEAD, ITEM, about, finish
from newsfmt_web.salvage import Grammar
from newsfmt_web.syndication import Syndication

__all__ = ["VOCABULARY", "read"]

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


def _article(item: Incoming) -> Article:
    ITEM.read(item, item.node.children)
    about(item)
    finish(item)
    return item.article()


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each item. Raises ParseError for what holds none."""
    return Syndication("rss", VOCABULARY, HEAD, DROPPED, _article).read(stream, context)

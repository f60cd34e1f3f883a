"""Atom to Articles: the bytes of a feed or of one entry come in, an Article for each entry and
deleted entry goes out, in their order.

The way through the document is :mod:`newsfmt_web.reading`; where each element goes say the tables
of :mod:`newsfmt_web.atom.fields`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from newsfmt.article import Article
from newsfmt.format import Context
from newsfmt_web.atom.fields import DELETED, DROPPED, ENTRY, HEAD, finish
from newsfmt_web.items import Incoming
from newsfmt_web.reading import Vocabulary
from newsfmt_web.salvage import Grammar
from newsfmt_web.syndication import Syndication

__all__ = ["VOCABULARY", "read"]

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


def _article(item: Incoming) -> Article:
    node = item.node
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


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each entry. Raises ParseError for what holds none."""
    return Syndication("atom", VOCABULARY, HEAD, DROPPED, _article).read(stream, context)

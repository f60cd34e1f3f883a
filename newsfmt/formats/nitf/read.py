"""NITF to an Article: the heads by one pass with a table of tags, the body by
:mod:`newsfmt.markup.nitf`.

One document comes in, one Article goes out. The document need not be valid, nor bear a namespace;
what departs from the standard is reported with its line, and one bad field never costs the article
(NITF 2.5 DTD to 3.6 XSD; model-rules.md §7 for the homes of paths).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from newsfmt import xmlkit
from newsfmt.article import Article
from newsfmt.format import Context
from newsfmt.formats.nitf import heads
from newsfmt.formats.nitf.item import usual_names
from newsfmt.markup import nitf
from newsfmt.prose import mended_article

__all__ = ["read"]


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the one article of a NITF document. Raises ParseError for what is no XML, or has
    another root.
    """
    root = xmlkit.parse(stream, context, recover=True)
    if xmlkit.local(root) != "nitf" and usual_names(root) != "nitf":
        raise context.error(
            f"the root is <{xmlkit.local(root)}>, not <nitf>; name the format it is in with --from",
            at=xmlkit.line(root),
        )
    context.index = 0
    fields = heads.fields(
        root, context, context.options.timezone if context.options is not None else None
    )
    left: dict[str, list[str]] = {}
    body = nitf.parse(root, context, left)
    if left:
        known = fields.get("extra", {})
        fields["extra"] = known | {key: (*known.get(key, ()), *left[key]) for key in left}
    if "associations" in fields:
        fields["associations"] = tuple(nitf.associations(root, context))
    if body:
        fields["body"] = body
    elif not fields.get("headline") and not fields.get("summary"):
        context.warn("read.no-body", "the document has no text", at=xmlkit.line(root))
    yield mended_article(Article(origin=context.origin(0, xmlkit.line(root)), **fields), context)

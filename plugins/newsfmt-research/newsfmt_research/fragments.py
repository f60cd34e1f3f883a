"""Pages of HTML that hold one article behind the other → the piece of each, without reading a page
whole.

A stream and the pattern of the tag that opens an article come in, text goes out from each such tag
to the next one. Memory is bounded by ``article_bytes``. The encoding is what the bytes are, then
what the page declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from newsfmt import prose
from newsfmt.format import Context

__all__ = ["classes", "fragments"]

_BLOCK = 1 << 16
_LONGEST = 1024  # bytes of a tag that opens an article
_CHARSET = re.compile(rb"(?i)charset\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9_:.\-]{2,40})")


def fragments(
    stream: BinaryIO, context: Context, opening: re.Pattern[bytes]
) -> Iterator[tuple[int, str]]:
    """Yield what stands before the first article, then each article, with the number of its first
    line.

    Raises LimitError for one of more than ``article_bytes``.

    >>> import io
    >>> page = io.BytesIO(b"<html><article>A</article>\\n<article>B")
    >>> list(fragments(page, Context(), re.compile(b"<article")))
    [(1, '<html>'), (1, '<article>A</article>\\n'), (2, '<article>B')]
    """
    limit = context.limits.article_bytes
    held = bytearray()
    searched = start = 0
    is_cover, line = True, 1
    declared: str | None = None
    block = b"-"
    while block:
        block = stream.read(_BLOCK)
        held += block
        if declared is None and (charset := _CHARSET.search(held)):
            declared = charset[1].decode("ascii")
        end = max(len(held) - _LONGEST, searched) if block else len(held)
        for tag in opening.finditer(held, searched):
            if tag.start() >= end:
                break
            if is_cover or tag.start() > start:
                piece = bytes(held[start : tag.start()])
                yield line, prose.decode(piece, context, declared=declared)
                line += piece.count(b"\n")
            start, is_cover = tag.start(), False
        del held[:start]
        searched, start = max(end - start, 0 if is_cover else 1), 0
        if limit is not None and len(held) > limit:
            raise context.exceeded("article_bytes", "an article", at=line)
    yield line, prose.decode(bytes(held), context, declared=declared)


def classes(tag: str | None) -> frozenset[str]:
    """Return the classes of an element, by the value of its attribute.

    >>> sorted(classes(" article enArticle"))
    ['article', 'enArticle']
    """
    return frozenset((tag or "").split())

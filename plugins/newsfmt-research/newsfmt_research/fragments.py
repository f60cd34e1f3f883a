"""Inputs that hold one article after the other → the piece of each, cut where a pattern matches,
without reading an input whole or line by line.

A stream and the pattern of what opens an article come in; bytes, or the text of a page, go out from
each match to the next one. Memory is bounded by ``article_bytes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from newsfmt import prose
from newsfmt.format import Context

__all__ = ["classes", "cuts", "fragments"]

_BLOCK = 1 << 16
_LONGEST = 1024  # bytes of what opens an article
_CHARSET = re.compile(rb"(?i)charset\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9_:.\-]{2,40})")


def cuts(
    stream: BinaryIO, context: Context, opening: re.Pattern[bytes]
) -> Iterator[tuple[int, bytes]]:
    """Yield what stands before the first match, if anything does, then each piece that begins with
    one, with the number of its first line. A match has at most 1,024 bytes. A pattern that begins
    with a line end is one of whole lines (which is quicker to find than ``^``): the piece begins
    behind it, and the input's first line may match.

    Raises LimitError for a piece of more than ``article_bytes``.

    >>> import io
    >>> source = io.BytesIO(b"cover\\n%%\\nFerry\\n%%\\nBridge\\n")
    >>> list(cuts(source, Context(), re.compile(rb"\\n%%(?=\\n)")))
    [(1, b'cover\\n'), (2, b'%%\\nFerry\\n'), (4, b'%%\\nBridge\\n')]
    """
    limit = context.limits.article_bytes
    line = context.part.line if context.part is not None else 1
    lead = 1 if opening.pattern.startswith(rb"\n") else 0
    held = bytearray(b"\n"[:lead])
    searched = 0
    block = b"-"
    while block:
        block = stream.read(_BLOCK)
        held += block
        end = max(len(held) - _LONGEST, searched) if block else len(held)
        start = 0
        for match in opening.finditer(held, searched):
            if match.start() >= end:
                break
            if match.start() > start:
                piece = bytes(held[start + lead : match.start() + lead])
                yield line, piece
                line += piece.count(b"\n")
            start = match.start()
            searched = start + 1
        del held[:start]
        searched = max(end, searched) - start
        if limit is not None and len(held) - lead > limit:
            raise context.exceeded("article_bytes", "an article", at=line)
    if len(held) > lead:
        yield line, bytes(held[lead:])


def fragments(
    stream: BinaryIO, context: Context, opening: re.Pattern[bytes]
) -> Iterator[tuple[int, str]]:
    """Yield the texts of :func:`cuts` of a page. The encoding is what the bytes are, then what the
    page declares.

    >>> import io
    >>> page = io.BytesIO(b"<html><article>A</article>\\n<article>B")
    >>> list(fragments(page, Context(), re.compile(b"<article")))
    [(1, '<html>'), (1, '<article>A</article>\\n'), (2, '<article>B')]
    """
    declared: str | None = None
    for line, piece in cuts(stream, context, opening):
        if declared is None and (charset := _CHARSET.search(piece)):
            declared = charset[1].decode("ascii")
        yield line, prose.decode(piece, context, declared=declared)


def classes(tag: str | None) -> frozenset[str]:
    """Return the classes of an element, by the value of its attribute.

    >>> sorted(classes(" article enArticle"))
    ['article', 'enArticle']
    """
    return frozenset((tag or "").split())

"""The loop that both wire readers share: pieces of the input come in, Articles go out, and a message that cannot be read costs itself alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from newsfmt.article import Article
from newsfmt.errors import NewsfmtError
from newsfmt.format import Context
from newsfmt_wire.common import decoded, error_at, line_ends
from newsfmt_wire.framing import Piece, pieces

__all__ = ["Parse", "stories"]

_FILL = " \t\n\r\f\v\x00\x04\x16\x7f"
Parse = Callable[[str, Piece, str | None], Article | None]
"""``parse(text, piece, preamble)``: the Article of a message, or None for text that is no message."""


def stories(stream: BinaryIO, context: Context, parse: Parse, title: str) -> Iterator[Article]:
    """Yield the Article of each message. Raises ParseError for an input without any; errors name the byte a message begins at."""
    index, loose = 0, ""
    where = Piece(b"", 0, 1)
    for piece in pieces(stream, context):
        context.index = index
        try:
            if piece.too_long:
                raise context.exceeded("article_bytes", f"the message at byte {piece.offset}", at=piece.line)
            text = line_ends(decoded(piece, context))
            article = parse(text, piece, loose or None)
        except NewsfmtError as error:
            context.fail(error)
            index += 1
            continue
        if article is None:  # text between messages: it is told with the message that follows
            loose, where = f"{loose}\n\n{text.strip(_FILL)}".strip(), piece
            if context.limits.article_bytes is not None and len(loose) > context.limits.article_bytes:
                context.fail(context.exceeded("article_bytes", f"the text before the message at byte {piece.offset}", at=piece.line))
                loose = ""
            continue
        loose = ""
        yield article
        index += 1
    if loose and index:
        message = f"{len(loose)} characters after the last message are left out: {loose[:40]!r}"
        context.warn("read.element-ignored", message, at=where.line)
    elif not index:
        raise (
            error_at(context, f"no {title} message in it", where, 0)
            if loose
            else context.error(f"no {title} message in it: it is empty, or fill alone")
        )

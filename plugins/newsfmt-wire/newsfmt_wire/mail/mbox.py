"""Reading a mailbox: messages parted by envelope lines ``From who when``, one at a time; a message that cannot be read costs itself alone.

``>From`` at the beginning of a line is the mailbox's quoting and is undone, by the rule the option names (RFC 4155; mboxrd, mboxo).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from newsfmt import prose
from newsfmt.article import Article
from newsfmt.errors import NewsfmtError, Position
from newsfmt.format import Context
from newsfmt_wire.mail.read import article

__all__ = ["read_mbox"]

_BLOCK = 65536
_ENVELOPE = re.compile(rb"From [^\r\n]{0,300}?\d\d:\d\d")
_QUOTED = {"mboxrd": re.compile(rb"(?m)^>(?=>*From )"), "mboxo": re.compile(rb"(?m)^>(?=From )")}
_LONGEST_LINE = 4096


def read_mbox(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield an Article for each message. Raises ParseError for an input that begins with no envelope line."""
    quoted = _QUOTED.get(context.options.quoting)
    index = 0
    for envelope, data, offset, line in _messages(stream, context):
        context.index = index
        try:
            if data is None:
                raise context.exceeded("article_bytes", f"the message at byte {offset}", at=line)
            if not envelope:
                raise context.error(f"no envelope line at byte {offset}", at=Position(line=line, offset=offset))
            body = quoted.sub(b"", data) if quoted is not None and b">From " in data else data
            text = prose.clean(prose.decode(envelope[5:], Context(report=context.report)), context).strip()
            found = article(body, context, index=index, line=line, offset=offset, envelope=text)
        except NewsfmtError as error:
            context.fail(error)
            index += 1
            continue
        yield found
        index += 1
    if not index:
        raise context.error("no message in it")


def _messages(stream: BinaryIO, context: Context) -> Iterator[tuple[bytes, bytes | None, int, int]]:
    """Envelope line, message, byte and line where each begins; None for a message that passes the limit."""
    limit = context.limits.article_bytes
    held: list[bytes] = []
    envelope, size = b"", 0
    place, line, start, begun = 0, 1, 0, 1
    blank = True
    for row in _lines(stream):
        if blank and row.startswith(b"From ") and _ENVELOPE.match(row):
            if envelope or b"".join(held).strip():
                yield envelope, _whole(held, size, limit), start, begun
            envelope, held, size, start, begun = row, [], 0, place, line
        else:
            size += len(row)
            if limit is None or size <= limit:
                held.append(row)
        blank = row in (b"\n", b"\r\n", b"\r")
        place += len(row)
        line += row.endswith(b"\n")
    if envelope or b"".join(held).strip():
        yield envelope, _whole(held, size, limit), start, begun


def _whole(held: list[bytes], size: int, limit: int | None) -> bytes | None:
    return None if limit is not None and size > limit else b"".join(held)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream with their ends; a line without end comes in pieces, so that memory is bounded."""
    rest = b""
    while block := stream.read(_BLOCK):
        rows = (rest + block).split(b"\n")
        rest = rows.pop()
        for row in rows:
            yield row + b"\n"
        if len(rest) > _BLOCK:
            yield rest
            rest = b""
    if rest:
        yield rest

"""The records of a web archive: a stream comes in, records go out one at a time, whatever stands
between them.

A record is its version line, header lines, an empty line, ``Content-Length`` bytes and two line
ends. Memory is bounded by one record: one over ``article_bytes`` is passed over and reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from newsfmt.format import Context

__all__ = ["Record", "records"]

_VERSION = b"WARC/"
_LINE = 1 << 16
_HEADERS = 1000


class Record(NamedTuple):
    """A record of a web archive."""

    headers: dict[str, str]
    """Its header fields by their names in lower case."""
    content: bytes
    """The bytes behind the header."""
    number: int
    """Its number among the records, from 1."""


def records(stream: BinaryIO, context: Context) -> Iterator[Record]:
    """Yield the records of an archive; the last one is reported where it is cut off."""
    number, junk = 0, False
    while line := stream.readline(_LINE):
        if not line.startswith(_VERSION):
            if line.strip() and not junk:
                context.warn("read.invalid", f"there is no record behind record {number}")
            junk = bool(line.strip()) or junk
            continue
        junk = False
        number += 1
        headers = _headers(stream)
        if headers is None:
            context.cut_off(f"the header of record {number}")
            return
        content = _content(stream, headers, number, context)
        if content is None:
            continue
        if len(content) < _length(headers):
            missing = _length(headers) - len(content)
            what = f"{headers.get('warc-type', '')} {headers.get('warc-target-uri', '')}".strip()
            context.cut_off(f"the end of record {number} ({what}), {missing:,} bytes,")
            return
        yield Record(headers, content, number)


def _headers(stream: BinaryIO) -> dict[str, str] | None:
    """The header fields of a record, folded lines joined; None where the input ends in them."""
    headers: dict[str, str] = {}
    last = ""
    for _ in range(_HEADERS):
        line = stream.readline(_LINE)
        if not line:
            return None
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text.strip():
            return headers
        if text[0] in " \t" and last:
            headers[last] += f" {text.strip()}"
            continue
        key, _, value = text.partition(":")
        last = key.strip().lower()
        headers.setdefault(last, value.strip())
    return headers


def _length(headers: dict[str, str]) -> int:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _content(
    stream: BinaryIO, headers: dict[str, str], number: int, context: Context
) -> bytes | None:
    """The bytes of a record; None for one over the limit, which is passed over."""
    length, limit = _length(headers), context.limits.article_bytes
    if limit is None or length <= limit:
        return _read(stream, length)
    message = (
        f"record {number} has {length:,} bytes, more than the limit article_bytes; passed over"
    )
    context.warn("read.item-skipped", message)
    while length > 0 and (part := stream.read(min(length, 1 << 20))):
        length -= len(part)
    return None


def _read(stream: BinaryIO, size: int) -> bytes:
    parts, left = [], size
    while left > 0 and (part := stream.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)

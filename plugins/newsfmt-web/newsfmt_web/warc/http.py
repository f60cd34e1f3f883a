"""Responses of HTTP as archives hold them: bytes come in, status, type, charset and content go out.

The bytes count, not the headers: archives often hold content that was decoded already under the
headers of the encoded one. What does not decode is taken as it is (RFC 9110, RFC 9112 §7.1).
"""

from __future__ import annotations

import re
import zlib
from email.message import Message
from typing import NamedTuple

from newsfmt.format import Limits

__all__ = ["Response", "response"]

_STATUS = re.compile(rb"HTTP/[\d.]+[ \t]+(\d{3})")
_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_GZIP = b"\x1f\x8b"
_BLOCK = 1 << 16
_PIECE = 1 << 10


class Response(NamedTuple):
    """A response of HTTP."""

    status: int
    kind: str
    """The media type, in lower case; empty where none is said."""
    charset: str | None
    content: bytes


def response(data: bytes, limits: Limits) -> Response | None:
    """Return the response in bytes, its content decoded; None for other bytes."""
    match = _STATUS.match(data)
    if match is None:
        return None
    end = _END.search(data)
    head, content = (data[: end.start()], data[end.end() :]) if end else (data, b"")
    headers = _headers(head)
    declared = Message()
    declared["Content-Type"] = headers.get("content-type", "")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    charset = declared.get_param("charset")
    content = _unchunked(content, "chunked" in headers.get("transfer-encoding", "").lower())
    for coding in reversed(headers.get("content-encoding", "").lower().split(",")):
        content = _decoded(content, coding.strip(), limits)
    if content[:2] == _GZIP:
        content = _decoded(content, "gzip", limits)  # which no header says
    return Response(int(match[1]), kind, charset if isinstance(charset, str) else None, content)


def _headers(head: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in _FOLDED.sub(b" ", head).splitlines()[1:]:
        key, _, value = line.decode("latin-1").partition(":")
        headers.setdefault(key.strip().lower(), value.strip())
    return headers


def _unchunked(data: bytes, declared: bool) -> bytes:
    """The content of chunks, if it begins with one and all of them fit; else the data. Of chunks
    that are ``declared`` the only one may be cut short.
    """
    parts: list[bytes] = []
    place = 0
    while match := _CHUNK.match(data, place):
        size = int(match[1], 16)
        start = match.end()
        if size == 0:
            return b"".join(parts)
        parts.append(data[start : start + size])
        place = start + size
        if place >= len(data):
            fits = declared or len(parts) > 1 or place == len(data)
            return b"".join(parts) if fits else data
        if data[place : place + 2] == b"\r\n":
            place += 2
        elif data[place : place + 1] == b"\n":
            place += 1
        else:
            return data
    return data


def _decoded(data: bytes, coding: str, limits: Limits) -> bytes:
    """The data without a content coding; as they are where they are not in it."""
    if coding in ("gzip", "x-gzip") and data[:2] == _GZIP:
        return _inflated(data, (31,), limits)
    if coding == "deflate":
        return _inflated(data, (15, -15), limits)
    if coding == "br":
        return _brotli(data, limits)
    return data


def _inflated(data: bytes, windows: tuple[int, ...], limits: Limits) -> bytes:
    """The data unpacked by the first window that fits; cut off data give what they have."""
    for window in windows:
        parts: list[bytes] = []
        size, packed = 0, data
        unpack = zlib.decompressobj(window)
        try:
            while packed:
                part = unpack.decompress(packed, _BLOCK)
                packed = unpack.unconsumed_tail
                size += len(part)
                _check(size, len(data), limits)
                parts.append(part)
                if unpack.eof and unpack.unused_data[:2] == _GZIP == data[:2]:
                    packed = unpack.unused_data  # another member
                    unpack = zlib.decompressobj(window)
                elif not part:
                    break
        except zlib.error:
            if not parts:
                continue
        return b"".join(parts)
    return data


def _check(size: int, packed: int, limits: Limits) -> None:
    """Hold what unpacks to the limits. Raises LimitError."""
    if limits.ratio and size > max(limits.ratio * packed, 1 << 20):
        raise limits.exceeded("ratio", "the compression of a page")
    if limits.article_bytes is not None and size > limits.article_bytes:
        raise limits.exceeded("article_bytes", "a page")


def _brotli(data: bytes, limits: Limits) -> bytes:
    """The data unpacked piece by piece; cut off data give what they have."""
    try:
        import brotli
    except ImportError:
        return data
    parts: list[bytes] = []
    size = 0
    unpack = brotli.Decompressor()
    try:
        for place in range(0, len(data), _PIECE):
            part = unpack.process(data[place : place + _PIECE])
            size += len(part)
            _check(size, len(data), limits)
            parts.append(part)
    except brotli.error:
        return data
    return b"".join(parts)

"""Opening an input: a path, bytes or any binary stream becomes a :class:`Source` with a buffered stream, its Head and its name.

A ``str`` is always a path. The head is read once, whatever the stream delivers at a time, and given back to the stream; gzip, bzip2 and
xz are unpacked on the way, under a limit. Streams that the caller opened are never closed here.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable
from typing import Any, BinaryIO, TypeAlias, cast

from newsfmt.errors import ParseError
from newsfmt.format import Head, Limits

__all__ = ["HEAD", "Input", "Source", "open_source"]

Input: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO
HEAD = 4096
_MORE = 65536
_BUFFER = 262144
_RATIO_AFTER = 1 << 20


class Source:
    """An opened input: ``stream`` to read from, ``head`` to recognise it by, ``name`` for messages."""

    __slots__ = ("_ahead", "_close", "_raw", "head", "name", "stream")

    def __init__(self, raw: Any, name: str, close: tuple[Any, ...] = (), *, known: bytes | None = None) -> None:
        self._raw = raw
        self._close = close
        self._ahead = _read_up_to(raw, HEAD) if known is None else known
        self.name = name
        self.head = Head(self._ahead[:HEAD], name, self._more)
        self.stream = cast("BinaryIO", io.BufferedReader(_Again(self), _BUFFER))

    def _more(self) -> bytes:
        """The first 64 KiB, for a sniffer in doubt; what was read stays to be read."""
        if len(self._ahead) < _MORE:
            self._ahead += _read_up_to(self._raw, _MORE - len(self._ahead))
        return self._ahead[:_MORE]

    def close(self) -> None:
        """Close what was opened here, and only that."""
        for opened in self._close:
            opened.close()

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class _Again(io.RawIOBase):
    """Gives back what was read ahead, then reads on; closing it closes nothing."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._place = 0
        self._into: Callable[[Any], int | None] | None = getattr(source._raw, "readinto", None)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        ahead = self._source._ahead
        if self._place < len(ahead):
            part = ahead[self._place : self._place + len(buffer)]
            self._place += len(part)
        elif self._into is not None:
            return self._into(buffer) or 0
        else:
            part = self._source._raw.read(len(buffer)) or b""
        buffer[: len(part)] = part
        return len(part)


def _read_up_to(stream: Any, size: int) -> bytes:
    """As many bytes as asked for, or all there are, however few the stream delivers at a time."""
    data = stream.read(size) or b""
    if len(data) >= size:
        return cast("bytes", data)
    parts = [data]
    have = len(data)
    while have < size and parts[-1]:
        part = stream.read(size - have) or b""
        parts.append(part)
        have += len(part)
    return b"".join(parts)


def open_source(source: Input, *, name: str | None = None, limits: Limits | None = None) -> Source:
    """Open an input. Raises OSError as ``open`` does, ParseError for broken compression, TypeError for a text stream."""
    limits = limits or Limits()
    close: tuple[Any, ...] = ()
    raw: Any
    if isinstance(source, (bytes, bytearray, memoryview)):
        raw, label = io.BytesIO(source), name or ""
    elif isinstance(source, (str, os.PathLike)):
        path = os.fspath(source)
        raw, label = _open(path), name or str(path)
        close = (raw,)
    elif hasattr(source, "read"):
        raw, label = source, name or _stream_name(source)
    else:
        raise TypeError(f"give a path, bytes or a binary stream, not {type(source).__name__}")
    try:
        start = _read_up_to(raw, HEAD)
        if not isinstance(start, bytes):
            raise TypeError("the stream gives text; open it in binary mode")
        unpack = _packing(start)
        if unpack is None and limits.input_bytes is None:
            return Source(raw, label, close, known=start)
        packed = _Joined(start, raw)
        inner = unpack(packed) if unpack else packed
        bounded = _Bounded(inner, packed if unpack else None, label, limits)
        return Source(bounded, label, close)
    except BaseException:
        for opened in close:
            opened.close()
        raise


def _open(path: str) -> Any:
    if stat.S_ISDIR(os.stat(path).st_mode):
        raise IsADirectoryError(21, "Is a directory", path)
    return open(path, "rb", buffering=0)


def _stream_name(stream: Any) -> str:
    name = getattr(stream, "name", "")
    return name if isinstance(name, str) else ""


def _packing(start: bytes) -> Callable[[Any], Any] | None:
    """What unpacks an input that begins so, imported only when met."""
    if start.startswith(b"\x1f\x8b\x08"):
        import gzip

        return lambda stream: gzip.GzipFile(fileobj=stream, mode="rb")
    if start.startswith(b"BZh") and start[4:10] == b"1AY&SY":
        import bz2

        return lambda stream: bz2.BZ2File(stream)
    if start.startswith(b"\xfd7zXZ\x00"):
        import lzma

        return lambda stream: lzma.LZMAFile(stream)
    return None


class _Joined(io.RawIOBase):
    """What was read already, then the rest of the stream; counts what it gives."""

    def __init__(self, start: bytes, rest: Any) -> None:
        self._start = start
        self._rest = rest
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._start:
            part, self._start = self._start[: len(buffer)], self._start[len(buffer) :]
        else:
            part = self._rest.read(len(buffer)) or b""
        buffer[: len(part)] = part
        self.count += len(part)
        return len(part)


class _Bounded:
    """A stream under the limits on size and compression ratio; what breaks while unpacking is a ParseError."""

    def __init__(self, stream: Any, packed: _Joined | None, name: str, limits: Limits) -> None:
        self._stream = stream
        self._packed = packed
        self._name = name
        self._limits = limits
        self._count = 0

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._stream.read(size) or b""
        except (EOFError, OSError, ValueError) as error:
            if self._packed is None:
                raise
            raise ParseError(f"broken compression: {error}", source=self._name or None) from error
        except Exception as error:
            if type(error).__name__ not in {"error", "LZMAError"}:  # zlib.error, lzma.LZMAError
                raise
            raise ParseError(f"broken compression: {error}", source=self._name or None) from error
        self._count += len(data)
        limits = self._limits
        if limits.input_bytes is not None and self._count > limits.input_bytes:
            raise limits.exceeded("input_bytes", "the input", source=self._name or None)
        packed = self._packed
        if packed and limits.ratio and self._count > _RATIO_AFTER and self._count > limits.ratio * max(packed.count, 1):
            raise limits.exceeded("ratio", "the compression", source=self._name or None)
        return cast("bytes", data)

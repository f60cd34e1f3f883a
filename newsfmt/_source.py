"""Opening an input: a path, bytes or any binary stream becomes a :class:`Source` with a buffered
stream, its Head and its name.

A ``str`` is always a path. The head is read once, whatever the stream delivers at a time, and given
back to the stream; gzip, bzip2, xz, zstd and compress are unpacked on the way, under a limit.
Streams that the caller opened are never closed here.
"""

from __future__ import annotations

import errno
import io
import os
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

from newsfmt._paths import shown
from newsfmt.errors import NewsfmtError, ParseError, TruncatedError
from newsfmt.format import Limits
from newsfmt.head import MORE, SIZE, Head

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["HEAD", "Input", "Source", "open_source"]

Input: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO
HEAD = SIZE
_MORE = MORE
_FAR = 1 << 20
_BUFFER = 262144
_RATIO_AFTER = 1 << 20
_PACKED = (b"\x1f", b"B", b"\xfd", b"(")  # what a packed input begins with
_BEGINNING = re.compile(  # of a packed input, cut off in what it is known by
    rb"\x1f\x8b|BZ(?:h(?:\d(?:1(?:A(?:Y(?:&S?)?)?)?)?)?)?|\xfd7(?:z(?:XZ?)?)?|\(\xb5/?"
)
_WAITS = "the stream has no data yet; give one that waits for it"


class Source:
    """An opened input: ``stream`` to read from, ``head`` to recognise it by, ``name`` for messages.

    ``ahead`` holds the bytes already read; with ``whole`` that is all there is, so that small
    files cost no second buffer.
    """

    __slots__ = (
        "_again",
        "_ahead",
        "_bounded",
        "_close",
        "_raw",
        "_whole",
        "below",
        "error",
        "head",
        "name",
        "packed",
        "seen",
        "stream",
    )

    def __init__(
        self, raw: Any, name: str, close: tuple[Any, ...], ahead: bytes, *, whole: bool = False
    ) -> None:
        self._raw = raw
        self._close = close
        self._ahead = ahead
        self._whole = whole
        self.name = name
        self.below = ""  # its path below the folder of an archive, where it is a member of one
        self.seen: Callable[[bytes], None] | None = None
        self.packed = False  # whether it is unpacked on the way
        self._bounded: _Bounded | None = None
        self.error: Exception | None = (
            None  # what reading on raised, to tell it from a fault in a parser
        )
        self._again: _Again | None = None
        if whole:
            self.head = Head(ahead[:HEAD], name, lambda: ahead[:_MORE], lambda: ahead[:_FAR])
            self.stream: BinaryIO = io.BytesIO(ahead)
        else:
            self.head = Head(ahead[:HEAD], name, self._more, partial(self._more, _FAR))
            self._again = _Again(self)
            self.stream = cast("BinaryIO", io.BufferedReader(self._again, _BUFFER))

    @property
    def missing(self) -> str:
        """What the compressed input lacks, once all there is was read of one that is cut off."""
        return self._bounded.missing if self._bounded is not None else ""

    def _more(self, size: int = _MORE) -> bytes:
        """The first 64 KiB, or more, for a sniffer in doubt; what was read stays to be read."""
        if len(self._ahead) < size:
            self._ahead += _read_up_to(self._raw, size - len(self._ahead))
        return self._ahead[:size]

    def watch(self, seen: Callable[[bytes], None]) -> None:
        """Show all that is read of the input, unpacked, to ``seen`` on its way; to be called before
        anything is read.
        """
        if self._whole:
            seen(self._ahead)
        else:
            self.seen = seen

    def bound(self, limits: Limits) -> None:
        """Hold what is read of the input to the limit on what is read whole. Raises LimitError
        where it is known to be more.
        """
        if self._again is not None:
            self._again.limits = limits
        elif limits.whole_bytes is not None and len(self._ahead) > limits.whole_bytes:
            raise limits.exceeded(
                "whole_bytes", "the input, which is read whole,", source=self.name or None
            )

    def close(self) -> None:
        """Close what was opened here, and only that; the buffers go at once, and not when Python
        comes to collect the circle of source and stream.
        """
        if self._again is not None:
            self._again = None
            self.stream.close()
            self._ahead = b""
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
        self._count = 0
        self.limits: Limits | None = None  # where the format is read whole
        raw = source._raw
        self._into: Callable[[Any], int | None] | None = (
            raw.readinto if isinstance(raw, (io.FileIO, io.BufferedIOBase)) else None
        )

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        count = self._readinto(buffer)
        seen = self._source.seen
        if seen is not None and count:
            seen(bytes(view[:count]))
        return count

    def _readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        ahead = self._source._ahead
        if self._place < len(ahead):
            part = ahead[self._place : self._place + len(view)]
            self._place += len(part)
            view[: len(part)] = part
            return len(part)
        try:
            count = self._read(buffer)
            if self.limits is not None:
                self._counted(count)
        except Exception as error:
            self._source.error = error
            raise
        return count

    def _counted(self, count: int) -> None:
        """Count what is read beyond the head. Raises LimitError."""
        self._count += count
        limits = cast("Limits", self.limits)
        if limits.whole_bytes is not None and self._place + self._count > limits.whole_bytes:
            raise limits.exceeded(
                "whole_bytes", "the input, which is read whole,", source=self._source.name or None
            )

    def _read(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        if self._into is None:
            part = _part(self._source._raw, len(view))
            view[: len(part)] = part
            return len(part)
        count = self._into(buffer)
        if count is None:
            raise BlockingIOError(errno.EAGAIN, _WAITS)
        return count


def _read_up_to(stream: object, size: int) -> bytes:
    """As many bytes as asked for, or all there are, however few the stream delivers at a time."""
    data = _part(stream, size)
    if len(data) >= size or not data:
        return data
    parts = [data]
    have = len(data)
    while have < size and parts[-1]:
        part = _part(stream, size - have)
        parts.append(part)
        have += len(part)
    return b"".join(parts)


def _part(stream: Any, size: int) -> bytes:
    data = stream.read(size)
    if type(data) is bytes:
        return data
    if data is None:
        raise BlockingIOError(errno.EAGAIN, _WAITS)
    if isinstance(data, str):
        raise TypeError("the stream gives text; open it in binary mode")
    return bytes(data)


def open_source(
    source: Input,
    *,
    name: str | None = None,
    limits: Limits | None = None,
    close: tuple[Any, ...] = (),
) -> Source:
    """Open an input; ``close`` is what else is closed with it. Raises OSError as ``open`` does,
    ParseError for broken compression, TypeError for a text stream.
    """
    raw: Any
    try:
        if isinstance(source, (str, os.PathLike)):
            path = os.fspath(source)
            raw, label = _open(path), name or os.fsdecode(path)
            close = (raw, *close)
            start, whole = _start_of_file(raw)
        elif isinstance(source, (bytes, bytearray, memoryview)):
            raw, label, start, whole = io.BytesIO(), name or "", bytes(source), True
        elif hasattr(source, "read"):
            raw, label, start, whole = (
                source,
                name or _stream_name(source),
                _read_up_to(source, HEAD),
                False,
            )
        else:
            raise TypeError(f"give a path, bytes or a binary stream, not {type(source).__name__}")
        label = shown(label)
        unpack = _packing(start, label, limits or Limits()) if start[:1] in _PACKED else None
        if unpack is None and (limits is None or limits.input_bytes is None):
            return Source(raw, label, close, start, whole=whole)
        return _bounded(raw, start, unpack, label, close, limits or Limits())
    except BaseException:
        for opened in close:
            opened.close()
        raise


def _bounded(
    raw: object,
    start: bytes,
    unpack: Callable[[object], object] | None,
    label: str,
    close: tuple[object, ...],
    limits: Limits,
) -> Source:
    """A source whose bytes are unpacked, counted, or both."""
    joined = _Joined(start, raw)
    bounded = _Bounded(
        unpack(joined) if unpack else joined, joined if unpack else None, label, limits
    )
    source = Source(bounded, label, close, _read_up_to(bounded, HEAD))
    source.packed = unpack is not None
    source._bounded = bounded
    return source


def _open(path: str | bytes) -> Any:
    try:
        return open(path, "rb", buffering=0)
    except PermissionError:
        if os.path.isdir(path):  # what Windows says of one
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path) from None
        raise


def _start_of_file(raw: Any) -> tuple[bytes, bool]:
    """What is at the beginning of a file, and whether that is known to be all of it, as with a
    small regular file.
    """
    start = raw.read(_MORE) or b""
    whole = len(start) < _MORE and os.fstat(raw.fileno()).st_size == len(start)
    return (
        (start, whole)
        if whole or len(start) >= HEAD
        else (start + _read_up_to(raw, HEAD - len(start)), False)
    )


def _stream_name(stream: object) -> str:
    name = getattr(stream, "name", "")
    return name if isinstance(name, str) else ""


def _packing(start: bytes, label: str, limits: Limits) -> Callable[[Any], Any] | None:
    """The function that unpacks an input with this beginning, imported on first use. Raises
    TruncatedError for an input that ends before its packing is known.
    """
    if start.startswith(b"\x1f\x8b\x08"):
        import gzip

        return lambda stream: gzip.GzipFile(fileobj=stream, mode="rb")
    if start.startswith(b"BZh") and start[4:10] in (
        b"1AY&SY",
        b"\x17rE8P\x90",
    ):  # a block, or the end of an empty one
        import bz2

        return lambda stream: bz2.BZ2File(stream)
    if start.startswith(b"\xfd7zXZ\x00"):
        from newsfmt.archives import unpacking

        return unpacking.xz
    if start.startswith(b"\x28\xb5\x2f\xfd"):
        from newsfmt.archives import unpacking

        return unpacking.zstd
    if start.startswith(b"\x1f\x9d"):
        from newsfmt.archives import unpacking

        return lambda stream: unpacking.lzw(stream, limits)
    if _BEGINNING.fullmatch(start):
        raise TruncatedError(
            "cut off: it begins as compressed data do, and ends at once; get the whole input",
            source=label or None,
            missing="the rest of the compressed data",
        )
    return None


class _Joined(io.RawIOBase):
    """What was read already, then the rest of the stream; counts what it gives."""

    def __init__(self, start: bytes, rest: object) -> None:
        self._start = start
        self._rest = rest
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        if self._start:
            part, self._start = self._start[: len(view)], self._start[len(view) :]
        else:
            part = _part(self._rest, len(view))
        view[: len(part)] = part
        self.count += len(part)
        return len(part)


class _Bounded:
    """A stream under the limits on size and compression ratio; what breaks while unpacking is a
    ParseError.

    Compressed data that stop before their end give all that was in them, and then ``missing``.
    """

    def __init__(self, stream: Any, packed: _Joined | None, name: str, limits: Limits) -> None:
        self._stream = stream
        self._packed = packed
        self._name = name
        self._limits = limits
        self._count = 0
        self.missing = ""

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._stream.read(size) or b"" if self._packed is None else self._unpacked(size)
        except NewsfmtError:
            raise
        except (EOFError, OSError, ValueError) as error:
            if self._packed is None or getattr(
                error, "errno", None
            ):  # the file itself, not what is packed in it
                raise
            raise ParseError(f"broken compression: {error}", source=self._name or None) from error
        except Exception as error:
            if type(error).__name__ not in {"error", "LZMAError", "ZstdError"}:  # zlib's is error
                raise
            raise ParseError(f"broken compression: {error}", source=self._name or None) from error
        self._count += len(data)
        limits = self._limits
        if limits.input_bytes is not None and self._count > limits.input_bytes:
            raise limits.exceeded("input_bytes", "the input", source=self._name or None)
        packed = self._packed
        if (
            packed
            and limits.ratio
            and self._count > _RATIO_AFTER
            and self._count > limits.ratio * max(packed.count, 1)
        ):
            raise limits.exceeded("ratio", "the compression", source=self._name or None)
        return cast("bytes", data)

    def _unpacked(self, size: int) -> bytes:
        """That number of unpacked bytes, or all that remain; asked for piece by piece, since a
        reader that runs into the end of data that are cut off loses what it holds.
        """
        parts: list[bytes] = []
        while size > 0 and not self.missing:
            try:
                part = self._stream.read1(size)
            except EOFError:
                self.missing = "the end of the compressed data"
                break
            if not part:
                break
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

"""Streams that unpack zstd, xz and ``.Z``, which Python's own modules lack, or unpack without a
bound on memory.

A binary stream of compressed bytes comes in, one of the unpacked bytes goes out, with ``read`` and
``read1``. Data that stop before their end raise EOFError, as those of gzip and bzip2 do; broken
data raise the library's own error or ValueError (RFC 8878; the .xz file format 1.2).
"""

from __future__ import annotations

import io
import lzma
from collections.abc import Callable
from typing import Any, BinaryIO

from newsfmt.archives._entries import PulledStream
from newsfmt.errors import CannotReadError
from newsfmt.format import Limits

__all__ = ["MEMORY", "lzw", "xz", "zstd"]

MEMORY = 256 << 20
"""Bytes of memory that unpacking xz may take: four times the need of ``xz -9``."""
_WINDOW_LOG = 27  # 128 MiB, zstd's own limit for streams
_BLOCK = 1 << 16
_MAGIC = b"\xfd7zXZ\0"


def zstd(stream: BinaryIO) -> Any:
    """Return a stream that unpacks zstd. Raises CannotReadError where no library does."""
    try:
        from compression import zstd as library
    except ImportError:
        try:
            from backports import zstd as library
        except ImportError:
            raise CannotReadError(
                "compressed with zstd, which needs a package here; pip install backports.zstd"
            ) from None
    options = {library.DecompressionParameter.window_log_max: _WINDOW_LOG}
    return library.ZstdFile(stream, options=options)


def xz(stream: BinaryIO) -> Any:
    """Return a stream that unpacks xz within :data:`MEMORY`, a bound that ``lzma.LZMAFile``
    lacks.
    """
    return io.BufferedReader(_Xz(stream), _BLOCK)


class _Xz(PulledStream):
    """The consecutive streams of an .xz file, with the zeros that may stand between them."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decompressor = self._new()
        self._waiting = b""  # not yet given to the decompressor

    def pull(self, size: int) -> bytes:
        data = b""
        while not data:
            if self._decompressor.eof:
                self._waiting = self._following()
                if not self._waiting:
                    return b""
                self._decompressor = self._new()
            if self._decompressor.needs_input and not self._waiting:
                self._waiting = self._stream.read(_BLOCK)
                if not self._waiting:
                    raise EOFError("the compressed data stop before their end")
            data = self._decompressor.decompress(self._waiting, size)
            self._waiting = b""
        return data

    def _following(self) -> bytes:
        """The bytes behind a stream, without the zeros before them. Raises ValueError for no xz."""
        rest = self._decompressor.unused_data.lstrip(b"\0")
        while not rest and (block := self._stream.read(_BLOCK)):
            rest = block.lstrip(b"\0")
        if not _MAGIC.startswith(rest[: len(_MAGIC)]):
            raise ValueError("what follows the compressed data is no xz")
        return rest

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY)


def lzw(stream: BinaryIO, limits: Limits) -> Any:
    """Return a stream that unpacks a ``.Z`` file, in memory, under the limits on ratio and on whole
    inputs. Raises CannotReadError where no library does, LimitError.

    The format has no mark at its end: a file that is cut off looks like a whole one.
    """
    try:
        import ncompress
    except ImportError:
        raise CannotReadError(
            "compressed with compress (.Z), which needs a package; pip install ncompress"
        ) from None
    return io.BufferedReader(_Lzw(stream, limits, ncompress.decompress), _BLOCK)


class _Lzw(PulledStream):
    """A ``.Z`` file, unpacked when it is first read."""

    def __init__(
        self, stream: BinaryIO, limits: Limits, decompress: Callable[[_Counted, _Whole], object]
    ) -> None:
        self._stream = stream
        self._limits = limits
        self._decompress = decompress
        self._unpacked: _Whole | None = None

    def pull(self, size: int) -> bytes:
        if self._unpacked is None:
            unpacked = _Whole(self._limits)
            self._decompress(_Counted(self._stream, unpacked), unpacked)
            unpacked.seek(0)
            self._unpacked = unpacked
        return self._unpacked.read(size)


class _Whole(io.BytesIO):
    """The unpacked bytes, under the limits; ``packed`` is the compressed size."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits
        self.packed = 0

    def write(self, data: Any, /) -> int:
        size, limits = self.tell() + len(data), self._limits
        if limits.ratio and size > max(limits.ratio * self.packed, 1 << 20):
            raise limits.exceeded("ratio", "the compression")
        if limits.whole_bytes is not None and size > limits.whole_bytes:
            raise limits.exceeded("whole_bytes", "the .Z file, which is unpacked whole,")
        return super().write(data)


class _Counted(PulledStream):
    """Counts the bytes that are read."""

    def __init__(self, stream: BinaryIO, unpacked: _Whole) -> None:
        self._stream = stream
        self._unpacked = unpacked

    def pull(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._unpacked.packed += len(data)
        return data

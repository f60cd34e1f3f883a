"""ZIP archives: the members in the order of the directory at the end, each of which can be read by
itself, in any process.

The size of an unpacked member is limited by counting the bytes, never by the archive's own figures;
members that overlap are refused, and a member that is encrypted or broken fails alone. Without a
directory the archive was cut off: the members before the cut come out, then the error.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO, cast

import attrs

from newsfmt.archives._directory import Directory, Record, headers, overlap, records
from newsfmt.archives._entries import Bounded, Entry, PulledStream, hidden, name_of
from newsfmt.errors import ArchiveError, ParseError, TruncatedError
from newsfmt.format import Limits

__all__ = ["count", "entries", "is_document"]

_ENCRYPTED, _UTF_8 = 0x01, 0x800
_RATIO_AFTER = 1 << 20
_HEADER = 30
_LONGEST_END = 22 + 0xFFFF
_WIDE = 0xFFFF  # stands for a number in the extra field
_MARKS = {b"[Content_Types].xml", b"META-INF/MANIFEST.MF"}  # Office; Java
_BLOCK = 1 << 20
_SMALL = 1 << 16
_EXTRA = 64  # bytes before the data that a header may have, usually fewer
# bytes at a time, for methods that zipfile unpacks without a bound: bzip2 makes 10 MB from them
_STEP = 512


def is_document(path: str | bytes) -> bool:
    """Return whether a ZIP file is a document of Office or a Java archive. Raises OSError."""
    with open(path, "rb") as file, suppress(ParseError):
        directory = Directory.of(file)
        if directory is not None and _holds_mark(file, directory):
            return any(record.name in _MARKS for record in records(file, directory))
    return False


def _holds_mark(file: BinaryIO, directory: Directory) -> bool:
    """Whether the bytes of the directory hold what marks a document, at a quick look."""
    file.seek(directory.start)
    left, rest = directory.size, b""
    while left > 0 and (data := file.read(min(left, _BLOCK))):
        left -= len(data)
        if any(mark in rest + data for mark in _MARKS):
            return True
        rest = data[-32:]
    return False


def count(stream: BinaryIO) -> int | None:
    """Return the number of members of a ZIP archive that can be read only once; None where its end
    lacks it.
    """
    tail = b""
    while data := stream.read(_BLOCK):
        tail = (tail + data)[-_LONGEST_END:]
    offset = tail.rfind(b"PK\5\6")
    number = int.from_bytes(tail[offset + 10 : offset + 12], "little")
    return number if offset >= 0 and number < _WIDE else None


def entries(path: str, limits: Limits) -> Iterator[Entry]:
    """Yield the entries of a ZIP archive. Raises OSError where it cannot be opened."""
    with open(path, "rb") as file:
        try:
            directory = Directory.of(file)
            if directory is None:
                yield from _without_directory(file, path, limits)
                return
            _survey(file, directory)
            yield from _Members(path, limits, file).of(records(file, directory))
        except ParseError as error:
            yield Entry(error=error)


def _survey(file: BinaryIO, directory: Directory) -> None:
    """Look through the whole directory before a member is given. Raises ArchiveError for an archive
    whose members overlap, or are all encrypted.
    """
    files = encrypted = 0

    def seen() -> Iterator[Record]:
        nonlocal files, encrypted
        for record in records(file, directory):
            if not record.name.endswith(b"/"):
                files += 1
                encrypted += record.flags & _ENCRYPTED
            yield record

    with suppress(TruncatedError):  # raised after the members that are there
        if overlap(seen(), directory.start):
            raise ArchiveError("its members overlap each other, as those of a bomb do")
    if files and files == encrypted:
        raise ArchiveError.not_read("an encrypted ZIP archive", files)


def _without_directory(file: BinaryIO, path: str, limits: Limits) -> Iterator[Entry]:
    members = _Members(path, limits, file)
    yield from members.of(headers(file))
    raise TruncatedError(
        f"the archive stops before its end, behind {members.number:,} whole members; "
        "get the whole file",
        missing="the directory at the end",
    )


class _Members:
    """The entries for the records of an archive, under the limits on their number and on their
    unpacked size.
    """

    def __init__(self, path: str, limits: Limits, file: BinaryIO) -> None:
        self._path = path
        self._limits = limits
        self._most = (limits.ratio or 0) * file.seek(0, io.SEEK_END)
        self._unpacked = 0
        self.number = 0

    def of(self, records: Iterator[Record]) -> Iterator[Entry]:
        """Yield the entries. Raises LimitError, and what reading the records raises."""
        for record in records:
            self.number += 1
            self._check(record)
            entry = self._entry(record)
            if entry is not None:
                yield entry

    def _check(self, record: Record) -> None:
        limits = self._limits
        if limits.members is not None and self.number > limits.members:
            raise limits.exceeded("members", "the number of members")
        if limits.ratio is not None:
            alone = max(limits.ratio * record.packed, _RATIO_AFTER)  # beyond it the member fails
            self._unpacked += min(record.size, alone)
            if self._unpacked > max(self._most, _RATIO_AFTER):
                raise limits.exceeded("ratio", "the compression of all members")

    def _entry(self, record: Record) -> Entry | None:
        """The entry for a record; None for a folder."""
        raw = _text(record)
        if raw.endswith("/"):
            return None
        name, kind = name_of(raw), stat.S_IFMT(record.mode)
        if stat.S_ISLNK(record.mode):
            return Entry(name=name, skipped="symbolic link")
        if kind and not stat.S_ISREG(record.mode):
            return (
                None
                if stat.S_ISDIR(record.mode)
                else Entry(name=name, skipped="not a regular file")
            )
        if record.flags & _ENCRYPTED:
            return Entry(name=name, error=ArchiveError("encrypted; unpack it with its password"))
        skipped = "hidden" if hidden(name) else ""
        content = Zipped(self._path, record)
        return Entry(name=name, content=content, skipped=skipped, share=record.packed)


def _text(record: Record) -> str:
    """The name of a member: UTF-8 where it is declared or valid, else IBM 437, as the standard
    says.
    """
    name = record.name
    try:
        text = name.decode()
    except UnicodeDecodeError:
        utf_8 = record.flags & _UTF_8
        text = name.decode("utf-8", "surrogateescape") if utf_8 else name.decode("cp437")
    return text.replace("\\", "/") if record.dos and "/" not in text else text


@attrs.frozen
class Zipped:
    """A member of a ZIP archive."""

    path: str
    record: Record

    @property
    def size(self) -> int:
        return self.record.size

    def open(self, limits: Limits, /) -> BinaryIO:
        """Return a stream of the content. Raises OSError, ParseError."""
        file = open(self.path, "rb", buffering=0)  # noqa: SIM115 (closed with the stream)
        try:
            if max(self.record.size, self.record.packed) <= _SMALL:
                data = _at_once(file, self.record)
                if data is not None:
                    file.close()
                    return io.BytesIO(data)
            return cast("BinaryIO", _Unzipped(file, self.record, limits))
        except BaseException:
            file.close()
            raise


def _at_once(file: Any, record: Record) -> bytes | None:
    """A small member as a whole, in a third of the time of a stream; None for one that is broken or
    packed in a rare way, which the stream reports.
    """
    file.seek(record.offset)
    start = file.read(_HEADER + len(record.name) + _EXTRA + record.packed)
    name = start[_HEADER : _HEADER + len(record.name)]
    begin = _HEADER + len(name) + int.from_bytes(start[28:30], "little")
    packed = start[begin : begin + record.packed]
    if start[:4] != b"PK\3\4" or name != record.name or len(packed) != record.packed:
        return None
    data = packed
    if record.method == zipfile.ZIP_DEFLATED:
        unpacker = zlib.decompressobj(-15)
        try:
            data = unpacker.decompress(packed, record.size + 1)
        except zlib.error:
            return None
    elif record.method != zipfile.ZIP_STORED:
        return None
    return data if len(data) == record.size and zlib.crc32(data) == record.crc else None


class _Unzipped(PulledStream):
    """A member, unpacked and checked by its CRC, under the limit on the ratio."""

    def __init__(self, file: Any, record: Record, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._count = 0
        self._most = max((limits.ratio or 0) * record.packed, _RATIO_AFTER)
        _find_data(file, record)
        info = zipfile.ZipInfo(record.name.decode("cp437"))
        info.compress_type, info.CRC = record.method, record.crc
        info.compress_size, info.file_size = record.packed, record.size
        step = _STEP if record.method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) else _BLOCK
        packed = cast("BinaryIO", Bounded(file, record.packed, step=step))
        try:
            self._stream = zipfile.ZipExtFile(packed, "r", info)
        except NotImplementedError:
            raise ArchiveError(
                f"compressed by method {record.method} of ZIP, which is not read; unpack it"
            ) from None

    def pull(self, size: int) -> bytes:
        try:
            data = self._stream.read1(size)
        except (EOFError, zipfile.BadZipFile, zlib.error, ValueError, RuntimeError) as error:
            if isinstance(error, ParseError):
                raise
            raise ArchiveError(f"broken in its archive: {error}") from error
        except OSError as error:
            if error.errno is not None:  # the file's error, not bzip2's
                raise
            raise ArchiveError(f"broken in its archive: {error}") from error
        except Exception as error:
            if type(error).__name__ not in ("LZMAError", "ZstdError"):
                raise
            raise ArchiveError(f"broken in its archive: {error}") from error
        self._count += len(data)
        if self._limits.ratio is not None and self._count > self._most:
            raise self._limits.exceeded("ratio", "the compression")
        return data

    def close(self) -> None:
        self._file.close()
        super().close()


def _find_data(file: Any, record: Record) -> None:
    """Go to where the data of a member begin. Raises ArchiveError."""
    file.seek(record.offset)
    fixed = file.read(_HEADER)
    if len(fixed) < _HEADER or fixed[:4] != b"PK\3\4":
        raise ArchiveError("broken: there is no member where the archive's directory says")
    name_size, extra_size = (
        int.from_bytes(fixed[26:28], "little"),
        int.from_bytes(fixed[28:30], "little"),
    )
    if file.read(name_size) != record.name:
        raise ArchiveError("broken: the archive's directory calls it by another name")
    file.seek(extra_size, io.SEEK_CUR)

"""The directory at the end of a ZIP file, read record by record, so that its size costs no memory
(``zipfile`` keeps the whole directory), and the headers before the members, which list the members
where the directory is missing (APPNOTE.TXT 4.3.7 to 4.3.16, ZIP64 in 4.5.3).
"""

from __future__ import annotations

import io
import struct
import zlib
from array import array
from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO

import attrs

from newsfmt.archives._entries import PulledStream
from newsfmt.errors import ArchiveError, TruncatedError

__all__ = ["Directory", "Record", "headers", "overlap", "records"]

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_RECORD = struct.Struct("<4s6H3L5H2L")
_HEADER = struct.Struct("<4s5H3L2H")
_DESCRIPTOR = struct.Struct("<3L")
_DESCRIPTOR_64 = struct.Struct("<L2Q")
_LONGEST_COMMENT = 0xFFFF
_NOT_HERE, _NOT_HERE_16 = 0xFFFFFFFF, 0xFFFF
_ZIP64 = 1
_AFTER, _DEFLATED = 0x08, 8  # a flag: sizes stand behind the data; a method
_BLOCK = 1 << 16


@attrs.frozen
class Directory:
    """Where the directory of a ZIP file is."""

    start: int
    """Offset of its first record."""
    size: int
    count: int
    """How many records it says that it has."""
    shift: int
    """Bytes that stand before the ZIP file, which its own offsets do not count."""

    @classmethod
    def of(cls, file: BinaryIO) -> Directory | None:
        """Return the directory of a file, or None without one. Raises ArchiveError."""
        end = file.seek(0, io.SEEK_END)
        start = max(0, end - _END.size - _LONGEST_COMMENT)
        file.seek(start)
        tail = file.read()
        place = cls._end(tail)
        if place is None:
            return None
        _, disk, first_disk, _, count, size, offset, _ = _END.unpack_from(tail, place)
        end = start + place
        wide = cls._wide(file, end)
        if wide is not None:
            end, count, size, offset = wide
        elif disk not in (0, _NOT_HERE_16) or disk != first_disk:
            raise ArchiveError.not_read("a part of a ZIP archive in several files")
        shift = end - size - offset
        if shift < 0:
            raise ArchiveError("broken: its directory is not where its end says")
        return cls(offset + shift, size, count, shift)

    @staticmethod
    def _end(tail: bytes) -> int | None:
        """Where the end record stands: the last one whose comment is what follows it, else the last
        one.
        """
        last = offset = tail.rfind(b"PK\5\6", 0, len(tail) - _END.size + 4)
        while offset >= 0:
            if offset + _END.size + int.from_bytes(
                tail[offset + 20 : offset + 22], "little"
            ) == len(tail):
                return offset
            offset = tail.rfind(b"PK\5\6", 0, offset)
        return last if last >= 0 else None

    @staticmethod
    def _wide(file: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
        """Place, count, size and offset that the ZIP64 record before the end has, if there is
        one.
        """
        if end < _LOCATOR.size:
            return None
        file.seek(end - _LOCATOR.size)
        signature, _, place, disks = _LOCATOR.unpack(file.read(_LOCATOR.size))
        if signature != b"PK\6\7":
            return None
        if disks > 1:
            raise ArchiveError.not_read("a part of a ZIP archive in several files")
        for start in (place, end - _LOCATOR.size - _END_64.size):
            if start < 0 or start + _END_64.size > end:
                continue
            file.seek(start)
            signature_64, *_, count, size, offset = _END_64.unpack(file.read(_END_64.size))
            if signature_64 == b"PK\6\6":
                return start, count, size, offset
        raise ArchiveError("broken: the ZIP64 record at its end is missing")


@attrs.frozen
class Record:
    """The record of a member in the directory."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    """Its size in the archive, in bytes."""
    size: int
    """Its size unpacked, in bytes."""
    offset: int
    """Where its header stands in the file."""
    mode: int = 0
    """Its mode on Unix, where it has one."""
    dos: bool = False
    """Whether DOS or Windows made it, where names may have ``\\\\`` between their steps."""


def records(file: BinaryIO, directory: Directory) -> Iterator[Record]:
    """Yield the records of a directory. Raises ArchiveError, TruncatedError."""
    file.seek(directory.start)
    stream = io.BufferedReader(_Range(file, directory.start, directory.size), _BLOCK)
    number = 0
    while fixed := stream.read(_RECORD.size):
        if len(fixed) < _RECORD.size or fixed[:4] != b"PK\1\2":
            raise ArchiveError(f"broken: its directory cannot be read behind {number:,} members")
        number += 1
        yield _record(fixed, stream, directory.shift)
    if number & _NOT_HERE_16 != directory.count & _NOT_HERE_16:
        raise TruncatedError(
            f"broken: its directory has {number:,} members, its end says {directory.count:,}",
            missing="members",
        )


class _Range(PulledStream):
    """A range of a file, which others may read from at other places in between."""

    def __init__(self, file: BinaryIO, offset: int, size: int) -> None:
        self._file = file
        self._offset = offset
        self._left = size

    def pull(self, size: int) -> bytes:
        self._file.seek(self._offset)
        data = self._file.read(min(size, self._left))
        self._offset += len(data)
        self._left -= len(data)
        return data


def _record(fixed: bytes, stream: BinaryIO, shift: int) -> Record:
    (
        _, made_by, _, flags, method, _, _, crc, packed, size, name_size, extra_size, comment_size, _, _, attributes, offset,
    ) = _RECORD.unpack(fixed)  # fmt: skip
    rest = stream.read(name_size + extra_size + comment_size)
    name, extra = rest[:name_size], rest[name_size : name_size + extra_size]
    size, packed, offset = _wide_values((size, packed, offset), extra)
    system = made_by >> 8
    mode = attributes >> 16 if system == 3 else 0
    return Record(
        name, flags, method, crc, packed, size, offset + shift, mode, dos=system in (0, 10, 11, 14)
    )


def _wide_values(values: tuple[int, ...], extra: bytes) -> tuple[int, ...]:
    """The values, those that need more than 32 bits from the extra field. Raises ArchiveError."""
    if _NOT_HERE not in values:
        return values
    offset = 0
    while offset + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, offset)
        if kind == _ZIP64:
            field = extra[offset + 4 : offset + 4 + size]
            wide = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
            return tuple(next(wide, value) if value == _NOT_HERE else value for value in values)
        offset += 4 + size
    return values


def overlap(records: Iterator[Record], end: int) -> bool:
    """Return whether members share bytes of the archive, or reach into its directory, which begins
    at ``end``: such an archive is made only to have a few bytes unpacked many times.
    """
    starts, ends = array("Q"), array("Q")
    for record in records:
        starts.append(record.offset)
        ends.append(record.offset + _HEADER.size + len(record.name) + record.packed)
    order = range(len(starts))
    if any(starts[first] > starts[second] for first, second in pairwise(order)):
        order = sorted(order, key=starts.__getitem__)  # type: ignore[assignment]
    return any(ends[first] > starts[second] for first, second in pairwise(order)) or (
        max(ends, default=0) > end
    )


# ---- without a directory
# ------------------------------------------------------------


def headers(file: BinaryIO) -> Iterator[Record]:
    """Yield a record for each header before a member, as long as whole members follow each
    other.
    """
    offset, end = 0, file.seek(0, io.SEEK_END)
    while True:
        file.seek(offset)
        fixed = file.read(_HEADER.size)
        if len(fixed) < _HEADER.size or fixed[:4] != b"PK\3\4":
            return
        _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _HEADER.unpack(fixed)
        name, extra = file.read(name_size), file.read(extra_size)
        size, packed = _wide_values((size, packed), extra)
        start = offset + _HEADER.size + name_size + extra_size
        if flags & _AFTER:
            measured = _measured(file, start) if method == _DEFLATED else None
            if measured is None:
                return
            crc, packed, size, following = measured
        else:
            following = start + packed
        if following > end:
            return
        yield Record(name, flags, method, crc, packed, size, offset)
        offset = following


def _measured(file: BinaryIO, start: int) -> tuple[int, int, int, int] | None:
    """CRC, packed and unpacked size of deflated data whose header lacks them, and the offset of the
    next header; None where the data or the record behind them are cut off.
    """
    file.seek(start)
    unpacker, packed, size = zlib.decompressobj(-15), 0, 0
    data = b""
    while not unpacker.eof:
        data = unpacker.unconsumed_tail or file.read(_BLOCK)
        if not data:
            return None
        packed += 0 if unpacker.unconsumed_tail else len(data)
        try:
            size += len(unpacker.decompress(data, _BLOCK))
        except zlib.error:
            return None
    packed -= len(unpacker.unused_data)
    file.seek(start + packed)
    behind = file.read(4 + _DESCRIPTOR_64.size)
    offset = 4 if behind.startswith(b"PK\7\x08") else 0
    for descriptor in (_DESCRIPTOR, _DESCRIPTOR_64):
        if len(behind) >= offset + descriptor.size:
            crc, *sizes = descriptor.unpack_from(behind, offset)
            if sizes == [packed, size]:
                return crc, packed, size, start + packed + offset + descriptor.size
    return None

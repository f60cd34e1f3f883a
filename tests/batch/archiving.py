"""Real archives for the tests, honest and hostile ones, made of members in memory."""

from __future__ import annotations

import io
import os
import struct
import sys
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest

from newsfmt.archives import Entry, entries, kind_of
from newsfmt.errors import NewsfmtError
from newsfmt.format import Limits

Members = Iterable[tuple[str, bytes]]


def zstd(data: bytes) -> bytes:
    """Zstandard with a checksum, as its program writes it, where a library is installed."""
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    library = pytest.importorskip(name)
    options = {library.CompressionParameter.checksum_flag: 1}
    return bytes(library.compress(data, options=options))


def zipped(members: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive; members may have the same name."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as archive:
        warnings.simplefilter("ignore", UserWarning)  # of a name that is there already
        for name, data in members:
            archive.writestr(_info(name, method), data)
    return out.getvalue()


def streamed_zip(members: Members) -> bytes:
    """A ZIP archive by a program that could not seek: sizes stand behind the data."""

    class Pipe(io.RawIOBase):
        data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object, /) -> int:
            self.data += memoryview(data)  # type: ignore[arg-type]
            return len(memoryview(data))  # type: ignore[arg-type]

    pipe = Pipe()
    pipe.data = bytearray()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, data in members:
            archive.writestr(_info(name, zipfile.ZIP_DEFLATED), data)
    return bytes(pipe.data)


def _info(name: str, method: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = method
    info.external_attr = 0o100644 << 16
    return info


def raw_zip(members: Iterable[tuple[bytes, bytes]], *, flags: int = 0, method: int = 8) -> bytes:
    """A ZIP archive with names as bytes, and any flags."""
    body, directory = bytearray(), bytearray()
    members = list(members)
    for name, data in members:
        packer = zlib.compressobj(wbits=-15)
        packed = packer.compress(data) + packer.flush() if method == 8 else data
        common = struct.pack("<5H3L2H", 20, flags, method, 0, 0, zlib.crc32(data), len(packed), len(data), len(name), 0)  # fmt: skip
        directory += b"PK\1\2\x14\0" + common
        directory += struct.pack("<3H2L", 0, 0, 0, 0, len(body)) + name
        body += b"PK\3\4" + common + name + packed
    end = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, len(members), len(members), len(directory), len(body), 0
    )
    return bytes(body + directory + end)


def tarred(
    members: Iterable[tuple[str, bytes] | tarfile.TarInfo], format: int = tarfile.PAX_FORMAT
) -> bytes:
    """A tar archive; a TarInfo is a member without data: a link, a device, a folder."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
                continue
            info = tarfile.TarInfo(member[0])
            info.size = len(member[1])
            archive.addfile(info, io.BytesIO(member[1]))
    return out.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    """A member of a tar archive that is no file."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


# ---- what newsfmt says is in them
# ------------------------------------------------------------


def listed(data: bytes, tmp_path: Path, limits: Limits | None = None) -> list[Entry]:
    path = tmp_path / "archive"
    path.write_bytes(data)
    kind = kind_of(os.fspath(path))
    assert kind is not None
    return list(entries(os.fspath(path), kind, limits or Limits()))


def contents(data: bytes, tmp_path: Path, limits: Limits | None = None) -> list[tuple[str, object]]:
    """Names, and what is in the members or is wrong with them, each read when it is met."""
    path = tmp_path / "archive"
    path.write_bytes(data)
    kind = kind_of(os.fspath(path))
    assert kind is not None
    found: list[tuple[str, object]] = []
    for entry in entries(os.fspath(path), kind, limits or Limits()):
        if entry.content is None:
            found.append((entry.name, entry.skipped or entry.error))
            continue
        try:
            with entry.content.open(limits or Limits()) as stream:
                found.append((entry.name, stream.read()))
        except NewsfmtError as error:
            found.append((entry.name, error))
    return found


def all_but_last(
    found: list[tuple[str, object]], kind: type[Exception]
) -> list[tuple[str, object]]:
    *others, (name, error) = found
    assert name == "", found
    assert isinstance(error, kind), error
    assert "\n" not in str(error)
    return others

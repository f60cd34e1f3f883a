"""Which archive a file is, by its first bytes: a ZIP or tar file, compressed or not, or one of the
kinds that newsfmt does not open.

Documents that are ZIP files inside (Office, OpenDocument, EPUB, Java archives) are no archives of
articles: they are inputs, for whichever format reads them.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import NamedTuple

from newsfmt._source import open_source
from newsfmt.errors import NewsfmtError

__all__ = [
    "BLOCK",
    "SMALLEST",
    "ArchiveKind",
    "kind_of",
    "kind_of_bytes",
    "kind_of_file",
    "may_be_archive",
]

BLOCK = 512
SMALLEST = 20
"""The smallest size of an archive in bytes, compressed or not."""
_CHECKSUM = re.compile(rb" *[0-7]{1,7}[ \0]*")
_PACKED = (b"\x1f\x8b", b"\x1f\x9d", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")


class ArchiveKind(NamedTuple):
    """A kind of archive."""

    name: str
    """``zip``, ``tar``, or the name of a kind that newsfmt does not open."""
    title: str
    """Its name with an article, for messages."""
    packed: bool = False
    """Whether the archive as a whole is compressed."""

    @property
    def read(self) -> bool:
        """Whether its members can be read."""
        return self.name in ("zip", "tar")


_FIRST_OF_DOCUMENT = re.compile(  # the first name in a ZIP file: OpenDocument, EPUB; Office; Java
    rb"PK\x03\x04.{26}(?:mimetype|\[Content_Types\]\.xml|_rels/\.rels|word/|docProps/|META-INF/)",
    re.DOTALL,
)
_ZIP = ArchiveKind("zip", "a ZIP archive")
_TAR, _PACKED_TAR = (
    ArchiveKind("tar", "a tar archive"),
    ArchiveKind("tar", "a compressed tar archive", True),
)
_SIGNATURES = (
    (b"PK\x03\x04", _ZIP),
    (b"PK\x05\x06", _ZIP),
    (b"PK\x07\x08", ArchiveKind("split-zip", "a part of a ZIP archive in several files")),
    (b"7z\xbc\xaf\x27\x1c", ArchiveKind("7z", "a 7-Zip archive")),
    (b"Rar!\x1a\x07", ArchiveKind("rar", "a RAR archive")),
    (b"MSCF\0\0\0\0", ArchiveKind("cab", "a Cabinet archive")),
    (b"!<arch>\n", ArchiveKind("ar", "an ar archive")),
    (b"070701", ArchiveKind("cpio", "a cpio archive")),
    (b"070707", ArchiveKind("cpio", "a cpio archive")),
    (b"xar!", ArchiveKind("xar", "a xar archive")),
)
_SIGNED = tuple(signature for signature, _ in _SIGNATURES)
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


def kind_of(path: str | bytes) -> ArchiveKind | None:
    """Return which archive a file is; None for any other file, and for one that cannot be read,
    which its reader reports.
    """
    try:
        if not os.path.isfile(path):  # a look at a pipe would consume its bytes
            return None
        return kind_of_file(path)
    except ValueError:
        return None


def kind_of_file(path: str | bytes) -> ArchiveKind | None:
    """Return which archive a regular file is, as :func:`kind_of`."""
    try:
        file = os.open(path, _FLAGS)
        try:
            start = os.read(file, BLOCK)
        finally:
            os.close(file)
        kind = kind_of_bytes(start)
        if kind is _ZIP:
            from newsfmt.archives._zip import is_document

            return None if is_document(path) else kind
        return _PACKED_TAR if kind is None and _holds_tar(path, start) else kind
    except (OSError, ValueError):
        return None


def kind_of_bytes(start: bytes) -> ArchiveKind | None:
    """Return which archive begins with these bytes, without unpacking; None for any other input."""
    if start.startswith(_SIGNED):
        kind = next(kind for signature, kind in _SIGNATURES if start.startswith(signature))
        return None if _FIRST_OF_DOCUMENT.match(start) else kind
    return _TAR if _is_tar(start) else None


def may_be_archive(start: bytes) -> bool:
    """Return whether an input that begins with these bytes is an archive, or is compressed and may
    hold one.
    """
    return start.startswith(_PACKED) or kind_of_bytes(start) is not None


def _is_tar(start: bytes) -> bool:
    """Whether a block is the header of a member: its checksum is right."""
    block = start[:BLOCK]
    if len(block) < BLOCK or not _CHECKSUM.fullmatch(block, 148, 156):
        return False
    import tarfile

    with suppress(tarfile.HeaderError, ValueError):
        tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        return True
    return False


def _holds_tar(path: str | bytes, start: bytes) -> bool:
    """Whether a compressed file holds a tar archive."""
    if not start.startswith(_PACKED):
        return False
    with suppress(NewsfmtError), open_source(path) as source:
        return source.packed and _is_tar(source.head.data)
    return False

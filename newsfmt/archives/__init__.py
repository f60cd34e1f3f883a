"""Archives are folders: tar and ZIP files whose members are inputs of their own, read one after the
other and never written to disk.

In goes the path of a file, out come its :class:`Entry` records in the archive's order: a member to
read, one that is skipped or cannot be read, and last, with an empty name, a fault of the archive
itself. An archive inside an archive is not opened. Names of members are only names: they are never
used as paths on this machine.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from typing import BinaryIO

from newsfmt._paths import shown
from newsfmt._source import Input, Source, open_source
from newsfmt.archives._entries import Content, Entry, Held, Passing, PulledStream
from newsfmt.archives._kinds import (
    SMALLEST,
    ArchiveKind,
    kind_of,
    kind_of_bytes,
    kind_of_file,
    may_be_archive,
)
from newsfmt.errors import ArchiveError, ParseError
from newsfmt.format import Limits

__all__ = [
    "SMALLEST",
    "ArchiveKind",
    "Content",
    "Entry",
    "Held",
    "Passing",
    "PulledStream",
    "count_members",
    "entries",
    "kind_of",
    "kind_of_bytes",
    "kind_of_file",
    "may_be_archive",
    "member_path",
    "open_input",
]

_MARK = "!/"


def entries(path: str, kind: ArchiveKind, limits: Limits) -> Iterator[Entry]:
    """Yield the entries of an archive. Raises OSError where the file itself cannot be read."""
    if kind.name == "zip":
        from newsfmt.archives import _zip

        yield from _zip.entries(path, limits)
    elif kind.name == "tar":
        from newsfmt.archives import _tar

        yield from _tar.entries(path, limits, packed=kind.packed)
    else:
        yield Entry.not_read(kind.title)


def count_members(kind: ArchiveKind, stream: BinaryIO) -> int | None:
    """Return the number of members of an archive that can be read only once; None where it is
    unknown.
    """
    if kind.name == "zip":
        from newsfmt.archives import _zip

        return _zip.count(stream)
    if kind.name == "tar":
        from newsfmt.archives import _tar

        return _tar.count(stream)
    return None


def member_path(path: str) -> tuple[str, str] | None:
    """Return the archive and the member that a path such as ``wire.zip!/a.xml`` names; None for any
    other path, and for a file of this machine.
    """
    end = -1 if os.path.lexists(path) else path.find(_MARK)
    while end >= 0:
        if os.path.isfile(path[:end]):
            return path[:end], path[end + len(_MARK) :]
        end = path.find(_MARK, end + 1)
    return None


def open_input(source: Input, *, name: str | None = None, limits: Limits | None = None) -> Source:
    """Open an input as ``open_source`` does, or the first member of an archive that a path such as
    ``wire.zip!/a.xml`` names. Raises OSError, ParseError.
    """
    try:
        return open_source(source, name=name, limits=limits)
    except (FileNotFoundError, NotADirectoryError):
        named = member_path(os.fsdecode(source)) if isinstance(source, (str, os.PathLike)) else None
        kind = kind_of(named[0]) if named is not None else None
        if named is None or kind is None:
            raise
    path, limits = os.fsdecode(source), limits or Limits()  # type: ignore[arg-type]
    stream, entries_left = _opened_member(path, entries(named[0], kind, limits), named[1], limits)
    opened = open_source(stream, name=name or path, limits=limits, close=(stream, entries_left))
    opened.below = path[len(os.path.dirname(named[0])) :].lstrip(os.sep)
    return opened


def _opened_member(
    path: str, members: Iterator[Entry], name: str, limits: Limits
) -> tuple[BinaryIO, Iterator[Entry]]:
    try:
        for entry in members:
            if entry.error is not None and entry.name in ("", name):
                raise entry.error
            if entry.name != name:
                continue
            if entry.content is None:
                raise ArchiveError(f"passed over in the archive: {entry.skipped}")
            return entry.content.open(limits), members
    except ParseError as error:
        error.source = shown(path)
        raise
    raise FileNotFoundError(errno.ENOENT, "no such member in the archive", path)

"""Archives are folders: tar and ZIP files whose members are inputs of their own, read one after the
other and never written to disk.

In goes the path of a file, out come its :class:`Entry` records in the archive's order: a member to
be read, one that is passed over or cannot be read, and last, with an empty name, what is wrong with
the archive itself. An archive in an archive is not looked into. Names of members are names alone:
they are never paths on this machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsfmt.archives._entries import Content, Entry, Held, Passing
from newsfmt.archives._kinds import Kind, kind_of, kind_of_bytes
from newsfmt.format import Limits

__all__ = ["Content", "Entry", "Held", "Kind", "Passing", "entries", "kind_of", "kind_of_bytes"]


def entries(path: str, kind: Kind, limits: Limits) -> Iterator[Entry]:
    """Yield what is in an archive. Raises OSError where the file itself cannot be read."""
    if kind.name == "zip":
        from newsfmt.archives import _zip

        yield from _zip.entries(path, limits)
    elif kind.name == "tar":
        from newsfmt.archives import _tar

        yield from _tar.entries(path, limits, packed=kind.packed)
    else:
        yield Entry.not_read(kind.title)

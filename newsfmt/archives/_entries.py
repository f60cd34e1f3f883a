"""The entries of an archive: an :class:`Entry` for each member, and the ways to open its content,
in this process or in another.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast

import attrs

from newsfmt._paths import shown
from newsfmt.errors import ArchiveError, NewsfmtError, TruncatedError
from newsfmt.format import Limits

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "HELD",
    "Content",
    "Entry",
    "Held",
    "Passing",
    "PulledStream",
    "Stretch",
    "hidden",
    "name_of",
]

HELD = 4 << 20
"""Bytes of a member that are kept in memory until it is read."""
_NO_NAME = "(no name)"


class Content(Protocol):
    """The content of a member."""

    @property
    def size(self) -> int:
        """Its size in bytes, as the archive states it."""

    def open(self, limits: Limits, /) -> BinaryIO:
        """Return a stream of the content. Raises OSError, ParseError; so does reading from the
        stream.
        """


@attrs.frozen(kw_only=True)
class Entry:
    """A member of an archive, or with an empty name a fault of the archive itself."""

    name: str = ""
    """Its path in the archive, with ``/``."""
    content: Content | None = None
    """Its content, where it can be read."""
    skipped: str = ""
    """Why it is skipped; a hidden member can be read if it is named."""
    error: NewsfmtError | None = None
    """Why it cannot be read."""
    share: int = 0
    """About how many bytes of the archive's file it takes."""

    @classmethod
    def not_read(cls, title: str, members: int | None = None, name: str = "") -> Entry:
        """Return the entry for an archive or member of a kind that newsfmt does not open."""
        return cls(name=name, error=ArchiveError.not_read(title, members))


def name_of(raw: str) -> str:
    """Return the name of a member as a path: without empty steps and ``.``; ``..`` stays, and means
    nothing.

    >>> name_of("./a//b.xml"), name_of("/etc/passwd"), name_of("../a")
    ('a/b.xml', 'etc/passwd', '../a')
    """
    if "//" in raw or "./" in raw or raw[:1] in "/." or raw[-1:] in "/.":
        raw = "/".join(step for step in raw.split("/") if step not in ("", "."))
    return shown(raw) or _NO_NAME


def hidden(name: str) -> bool:
    """Return whether a member, or a folder that it is in, is a hidden one.

    >>> hidden("a/.cache/b"), hidden("__MACOSX/._b"), hidden("../b")
    (True, True, False)
    """
    return (name[:1] == "." or "/." in name) and any(
        step.startswith(".") and step != ".." for step in name.split("/")
    )


@attrs.frozen(repr=False)
class Held:
    """A member in memory."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self, limits: Limits, /) -> BinaryIO:
        """Return a stream of the content."""
        return io.BytesIO(self.data)


@attrs.frozen(repr=False)
class Stretch:
    """A member that stands in a file as it is."""

    path: str
    offset: int
    size: int

    def open(self, limits: Limits, /) -> BinaryIO:
        """Return a stream of the content. Raises OSError."""
        file = open(self.path, "rb", buffering=0)  # noqa: SIM115 (closed with the stream)
        file.seek(self.offset)
        return cast("BinaryIO", Bounded(file, self.size, owned=True))


class PulledStream(io.RawIOBase):
    """A stream that can only be read, by :meth:`pull`."""

    def pull(self, size: int) -> bytes:
        """Return at most that many of the next bytes; none at the end."""
        raise NotImplementedError

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill a buffer with the next bytes, and return their number."""
        view = memoryview(buffer)
        data = self.pull(len(view))
        view[: len(data)] = data
        return len(data)


class Bounded(PulledStream):
    """The next ``size`` bytes of a stream, read in steps of at most ``step``. Raises TruncatedError
    where there are fewer; closing it closes the stream if it is ``owned``.
    """

    def __init__(self, stream: Any, size: int, *, owned: bool = False, step: int = 1 << 20) -> None:
        self._stream = stream
        self._owned = owned
        self._step = step
        self.left = size

    def pull(self, size: int) -> bytes:
        if not self.left:
            return b""
        data: bytes = self._stream.read(min(size, self.left, self._step))
        if not data:
            raise TruncatedError(
                "the archive stops inside this member; get the whole archive",
                missing=f"{self.left:,} bytes of the member",
            )
        self.left -= len(data)
        return data

    def close(self) -> None:
        if self._owned:
            self._stream.close()
        super().close()


class Passing:
    """A large member of a compressed archive, which can be read only once: it has to be read before
    the next entry is requested. Opened later it is searched again, from the archive's beginning.
    """

    def __init__(self, stream: object, size: int, again: Callable[[], BinaryIO]) -> None:
        self.size = size
        self._now: Bounded | None = Bounded(stream, size)
        self._again = again

    def open(self, limits: Limits, /) -> BinaryIO:
        """Return a stream of the content. Raises OSError, ParseError."""
        stream, self._now = self._now, None
        return self._again() if stream is None else cast("BinaryIO", stream)

    def pass_by(self) -> None:
        """Note that the archive has gone on."""
        self._now = None

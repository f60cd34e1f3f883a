"""Tar archives, compressed or not: the members in their order in the file, from one pass over it
(POSIX.1-2017 pax, ustar; GNU tar).

Small members of a compressed archive are held in memory until they are read, a large one is a
stream that can be read once; those of a plain archive are read from the file itself, in any
process. ``tarfile`` stops without an error at a header that is broken or cut off: here both are
errors, and so is an archive without the mark at its end. Several archives in one file count as one.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, cast

import attrs

from newsfmt._source import Source, open_source
from newsfmt.archives._entries import (
    HELD,
    Bounded,
    Content,
    Entry,
    Held,
    Passing,
    Stretch,
    hidden,
    name_of,
)
from newsfmt.archives._kinds import BLOCK
from newsfmt.errors import ArchiveError, NewsfmtError, ParseError, TruncatedError
from newsfmt.format import Limits

__all__ = ["count", "entries"]

_MOST_OF_A_HEADER = 1 << 20
_LONGEST_NUMBER = 1000
_NUMBERS = re.compile(rb"[0-9]+")
_STEP = 1 << 20
_END_MARK: type[Exception] = tarfile.EOFHeaderError  # type: ignore[attr-defined]
_FAULTS = (tarfile.TarError, ValueError, ArithmeticError, LookupError, RecursionError)


def entries(path: str, limits: Limits, *, packed: bool) -> Iterator[Entry]:
    """Yield the entries of a tar archive. Raises OSError where it cannot be read."""
    try:
        with _opened(path, limits, packed=packed) as tape:
            for number, info in enumerate(_headers(tape), 1):
                if limits.members is not None and number > limits.members:
                    raise limits.exceeded("members", "the number of members")
                entry = _entry(info, path, tape, limits, number)
                if entry is not None:
                    yield entry
                    if isinstance(entry.content, Passing):
                        entry.content.pass_by()
            tape.check_end()
    except ParseError as error:
        yield Entry(error=error)


def count(stream: BinaryIO) -> int | None:
    """Return the number of files in a tar archive that can be read only once; None where it is
    unknown.
    """
    try:
        return sum(info.isreg() for info in _headers(_Tape(stream, 0, seekable=False)))
    except (NewsfmtError, OSError):
        return None


@contextmanager
def _opened(path: str, limits: Limits, *, packed: bool) -> Iterator[_Tape]:
    if packed:
        limits = attrs.evolve(limits, input_bytes=None)
        with open(path, "rb", buffering=0) as file, open_source(file, limits=limits) as source:
            tape = _Tape(source.stream, 0, seekable=False, source=source)
            tape.packed_place = file.tell
            yield tape
        return
    with open(path, "rb", buffering=0) as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        yield _Tape(file, size, seekable=True)


class _Tape:
    """A stream that ``tarfile`` reads from beginning to end: it has a position and can move
    forward, and no header can request more than a mebibyte.
    """

    def __init__(
        self, stream: Any, size: int, *, seekable: bool, source: Source | None = None
    ) -> None:
        self.stream = stream
        self._source = source
        self.seekable = seekable
        self.size = size
        """Bytes of the file, where it is seekable."""
        self.ended = False
        """Whether it gave fewer bytes than requested."""
        self.packed_place: Callable[[], int] = self.tell
        """How many bytes of the file were read."""
        self._shared = 0
        self._place = 0
        self._header = 0  # bytes of the header at hand
        self._back = b""

    def tell(self) -> int:
        return self._place

    def read(self, size: int) -> bytes:
        """Return bytes of a header."""
        self._header += size
        if self._header > _MOST_OF_A_HEADER:
            raise ArchiveError(f"broken: a header of more than {_MOST_OF_A_HEADER:,} bytes")
        data = self.take(size)
        if size > BLOCK and any(len(digits) > _LONGEST_NUMBER for digits in _NUMBERS.findall(data)):
            raise ArchiveError("broken: a number of more than a thousand digits in a header")
        return data

    def take(self, size: int) -> bytes:
        """Return ``size`` bytes, fewer only at the end."""
        try:
            data = self._back or self.stream.read(min(size, _STEP))
            if len(data) < size:
                parts, left = [data], size - len(data)
                while left and (data := self.stream.read(min(left, _STEP))):
                    parts.append(data)
                    left -= len(data)
                data = b"".join(parts)
        except ParseError as error:
            error.source = None  # which is the archive, whatever member is read
            raise
        self._back = b""
        self._place += len(data)
        self.ended = len(data) < size
        return bytes(data)

    def share(self) -> int:
        """Return the bytes of the file that were read since the last call."""
        shared, self._shared = self._shared, self.packed_place()
        return self._shared - shared

    def check_end(self) -> None:
        """Raise TruncatedError where the archive is complete but its compression is not."""
        if self._source is not None and self._source.missing:
            raise TruncatedError(
                "the compressed archive stops before its end; get the whole file",
                missing=self._source.missing,
            )

    def give_back(self, block: bytes) -> None:
        """Push back the last block, so that it is read again."""
        self._back = block
        self._place -= len(block)

    def seek(self, offset: int) -> None:
        """Move forward to an offset. Raises TruncatedError where it lies behind the end."""
        if offset < self._place:
            raise ArchiveError("broken: a header leads back to where it was read already")
        if self.seekable:
            if offset > self.size:
                raise _cut_off(offset - self.size)
            if offset > self._place:
                self.stream.seek(offset)
                self._place, self._back = offset, b""
            return
        while self._place < offset:
            if not self.take(min(offset - self._place, _STEP)):
                raise _cut_off(offset - self._place)

    def next_header(self, offset: int) -> None:
        """Go on to the next header."""
        self.seek(offset)
        self._header = 0


def _cut_off(missing: int, member: str = "") -> TruncatedError:
    where = f"in its member {member}" if member else "before its end"
    return TruncatedError(
        f"the archive stops {where}; get the whole file", missing=f"{missing:,} bytes"
    )


def _headers(tape: _Tape) -> Iterator[tarfile.TarInfo]:
    """The headers of an archive; between two of them the data may be read or not. Raises
    ArchiveError, TruncatedError, and what reading the stream raises.
    """
    with _broken_headers(tape):
        tar = tarfile.TarFile(
            fileobj=cast("BinaryIO", tape), encoding="utf-8", errors="surrogateescape"
        )
        info = tar.next()
    while info is not None:
        yield info
        info = _next(tar, tape)


def _next(tar: tarfile.TarFile, tape: _Tape) -> tarfile.TarInfo | None:
    """The next header; None at the end of the archive."""
    while True:
        tape.next_header(tar.offset)
        with _broken_headers(tape):
            try:
                return tarfile.TarInfo.fromtarfile(tar)
            except _END_MARK:
                pass
        if not _goes_on(tape):
            return None
        tar.offset = tape.tell()


def _goes_on(tape: _Tape) -> bool:
    """Whether anything but zeros stands behind the mark at the end of an archive; then the tape
    stands before it.
    """
    while block := tape.take(BLOCK):
        if block.strip(b"\0"):
            tape.give_back(block)
            return True
    return False


@contextmanager
def _broken_headers(tape: _Tape) -> Iterator[None]:
    """Turn an exception of ``tarfile`` about a header into an error of newsfmt."""
    try:
        yield
    except (NewsfmtError, _END_MARK):
        raise
    except _FAULTS as error:
        if tape.ended:
            raise TruncatedError(
                "the archive stops before its end; get the whole file",
                missing="the mark at the end",
            ) from None
        raise ArchiveError(f"broken: the header of a member cannot be read ({error})") from error


# ---- members
# ------------------------------------------------------------


def _entry(
    info: tarfile.TarInfo, path: str, tape: _Tape, limits: Limits, number: int
) -> Entry | None:
    """The entry for a header; None for a folder."""
    if info.isdir():
        return None
    name, skipped, share = name_of(info.name), _why_skipped(info), tape.share()
    if skipped:
        return Entry(name=name, skipped=skipped, share=share)
    skipped = "hidden" if hidden(name) else ""
    if info.size < 0:
        raise ArchiveError("broken: the size of a member is below 0")
    if tape.seekable:
        if info.offset_data + info.size > tape.size:
            raise _cut_off(info.offset_data + info.size - tape.size, name)
        content: Content = Stretch(path, info.offset_data, info.size)
        return Entry(name=name, content=content, skipped=skipped, share=share)
    if info.size > HELD:
        again = partial(_again, path, limits, number)
        content = Passing(_Data(tape), info.size, again)
        return Entry(name=name, content=content, skipped=skipped, share=share)
    data = tape.take(info.size)
    if len(data) < info.size:
        raise _cut_off(info.size - len(data), name)
    return Entry(name=name, content=Held(data), skipped=skipped, share=share)


def _why_skipped(info: tarfile.TarInfo) -> str:
    if info.issym():
        return "symbolic link"
    if info.islnk():
        return "hard link"
    if info.issparse():
        return "sparse file"
    return "" if info.isreg() else "not a regular file"


@attrs.frozen
class _Data:
    """The data of a member on a tape."""

    tape: _Tape
    close: Callable[[], None] = lambda: None

    def read(self, size: int) -> bytes:
        return self.tape.take(size)


def _again(path: str, limits: Limits, number: int) -> BinaryIO:
    """The member of a compressed archive with that number; the archive is unpacked again up to
    it.
    """
    stack = ExitStack()
    try:
        tape = stack.enter_context(_opened(path, limits, packed=True))
        info = next(islice(_headers(tape), number - 1, None))
        data = _Data(tape, stack.close)
        return cast("BinaryIO", Bounded(data, info.size, owned=True))
    except BaseException:
        stack.close()
        raise

"""Pieces: inputs go in, out come the units of work that any engine can hand to its tasks, each a
plain record that can be pickled.

Which files there are, their order, and why some are passed over is decided as for a conversion. A
large file whose format can part it gives a piece for each part; small ones are packed together; an
archive is one piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Protocol

import attrs

from newsfmt._paths import absolute, is_pattern, shown
from newsfmt._registry import Registry
from newsfmt.archives import ArchiveKind, Content
from newsfmt.batch._inputs import Input, Seeker
from newsfmt.batch._options import Paths, ReadingOptions, formats, paths
from newsfmt.batch._parts import Parts, aligned
from newsfmt.batch._reader import Task
from newsfmt.errors import OptionError
from newsfmt.format import Limits, Part

__all__ = ["PLANNING", "FileSystem", "Piece", "PieceInput", "content_of", "pieces"]

PLANNING = ("exact", "ranges")
"""How a large file is split: between articles, by reading it once where it is planned; or at byte
offsets, each of which its task moves to the next article.
"""


class FileSystem(Protocol):
    """Where inputs are that are no files of this machine, such as an object store. It has to be
    given to :func:`pieces` and to :func:`read_piece`.
    """

    def find(self, path: str, /) -> Iterable[tuple[str, int]]:
        """Return each file at or below a path or URI, with its bytes, sorted by name. Raises
        OSError if no file is there.
        """

    def open(self, path: str, /) -> BinaryIO:
        """Return a stream of a file, which can seek. Raises OSError."""


@attrs.frozen
class PieceInput:
    """One input of a piece, or a part of one."""

    path: str
    """Its absolute path or URI."""
    size: int = 0
    """Its bytes."""
    part: Part | None = None
    """The part to read; None for the whole input."""
    span: tuple[int, int] | None = None
    """Byte offsets: the articles that begin between them are to be read."""
    format: str = ""
    """The format of an input that is split."""
    skipped: str = ""
    """Why it is passed over."""
    failed: str = ""
    """Why it cannot be an input at all."""
    code: str = ""
    """Code of that failure."""
    named: bool = False
    """Whether somebody named it, rather than a folder that it is in."""
    below: str = ""
    """Its path below the folder that was named."""
    archive: ArchiveKind | None = None
    """Which archive it is, whose members are the inputs."""
    member: str = ""
    """The one of its members that was named."""


@attrs.frozen
class Piece:
    """What one task reads: some inputs, or a part of a large one. It can be pickled."""

    inputs: tuple[PieceInput, ...]
    """The inputs of the task, or the one of which it is a part."""

    @property
    def size(self) -> int:
        """Bytes that are to be read."""
        return sum(map(_work, self.inputs))


def pieces(
    inputs: Paths | Iterable[Paths],
    *,
    part_bytes: int = 32 << 20,
    open_cost: int = 64 << 10,
    planning: str = "exact",
    source_format: str | None = None,
    read_options: Mapping[str, object] | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
    unsure: bool = False,
    follow_links: bool = False,
    filesystem: FileSystem | None = None,
    registry: Registry | None = None,
) -> Iterator[Piece]:
    """Yield the pieces of files, folders, archives and patterns, in the order of the inputs.

    A file of more than ``part_bytes`` is split where its format has a ``split``; small ones are
    packed until their bytes, with ``open_cost`` for each, pass ``part_bytes``. Paths are made
    absolute, since a task may run in another folder. What is hidden, a link or cannot be listed is
    in a piece too, with the reason. With a ``filesystem`` all inputs are its. The other parameters
    are those of :class:`ReadingOptions`; give them to :func:`read_piece` too.

    ``planning="ranges"`` reads nothing of a large file where its format has an ``align``; index and
    line of its articles are then None. Raises OptionError, FormatError.

    >>> import tempfile
    >>> from newsfmt.batch import read_piece
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("a.txt", "b.txt"):
    ...         with open(f"{folder}/{name}", "w") as file:
    ...             _ = file.write(" date 2021-05-04 Bridge opens\\n\\nIt opened.")
    ...     planned = list(pieces(folder))
    ...     [article.headline for piece in planned for article in read_piece(piece)]
    ['Bridge opens', 'Bridge opens']
    """
    _check(planning, part_bytes=part_bytes, open_cost=open_cost)
    registry = formats(registry)
    choice = ReadingOptions(
        source_format=registry.get(source_format).name if source_format else None,
        read_options=read_options,
        encoding=encoding,
        limits=limits,
        unsure=unsure,
    )
    named = paths(inputs)
    planned = _local(named, follow_links) if filesystem is None else _remote(named, filesystem)
    planner = _Planner(part_bytes, open_cost, planning, choice, filesystem, registry)
    return planner.plan(planned)


def content_of(input: PieceInput, filesystem: FileSystem | None) -> Content | None:
    """Return what an input of a file system holds; None for a file of this machine."""
    return None if filesystem is None else _Remote(filesystem, input.path, input.size)


def _check(planning: str, **sizes: int) -> None:
    for name, size in sizes.items():
        if type(size) is not int or size < 1:
            raise OptionError.refused(name, size, "a whole number of bytes above 0")
    if planning not in PLANNING:
        raise OptionError.refused("planning", planning, "", PLANNING)


# ---- the inputs


def _local(named: list[str], follow: bool) -> Iterator[PieceInput]:
    if "-" in named:
        raise OptionError(
            "standard input has no pieces; name files and folders", option="inputs", given="-"
        )
    return map(_input, Seeker(follow=follow).find(named))


def _input(input: Input) -> PieceInput:
    if input.pipe:
        input = attrs.evolve(input, failed="a pipe can be read once; keep it in a file")
    return PieceInput(
        absolute(input.path),
        input.size,
        skipped=input.skipped,
        failed=input.failed,
        code=input.code if input.failed else "",
        named=input.named,
        below=input.below,
        archive=input.archive,
        member=input.member,
    )


def _remote(named: list[str], filesystem: FileSystem) -> Iterator[PieceInput]:
    for top in named:
        if is_pattern(top):
            raise OptionError(
                f"{top}: patterns are for files of this machine; name a folder",
                option="inputs",
                given=top,
            )
        for path, size in filesystem.find(top):
            below = path.removeprefix(top.rstrip("/")).lstrip("/")
            hidden = any(step.startswith(".") for step in below.split("/"))
            yield PieceInput(
                path, size, skipped="hidden" if hidden else "", named=not below, below=below
            )


@attrs.frozen
class _Remote:
    """What a file of a file system holds."""

    filesystem: FileSystem
    path: str
    size: int

    def open(self, limits: Limits, /) -> BinaryIO:
        """Return a stream of the piece's bytes. Raises OSError."""
        return self.filesystem.open(self.path)


# ---- what is read together


@attrs.frozen
class _Planner:
    part_bytes: int
    open_cost: int
    planning: str
    choice: ReadingOptions
    filesystem: FileSystem | None
    registry: Registry

    def plan(self, inputs: Iterator[PieceInput]) -> Iterator[Piece]:
        packed: list[PieceInput] = []
        cost = 0
        for input in inputs:
            readable = not (input.failed or input.skipped)
            if readable and (input.archive or input.size > self.part_bytes):
                if packed:
                    yield Piece(tuple(packed))
                    packed, cost = [], 0
                yield from map(Piece, self._large(input))
                continue
            added = self.open_cost + (input.size if readable else 0)
            if packed and cost + added > self.part_bytes:
                yield Piece(tuple(packed))
                packed, cost = [], 0
            packed.append(input)
            cost += added
        if packed:
            yield Piece(tuple(packed))

    def _large(self, input: PieceInput) -> Iterator[tuple[PieceInput]]:
        if input.archive is not None:
            yield (input,)
            return
        task = task_of(input, self.filesystem)
        if self.planning == "ranges":
            fmt = aligned(task, self.choice, self.registry)
            if fmt is not None:
                for start in range(0, input.size, self.part_bytes):
                    span = (start, min(start + self.part_bytes, input.size))
                    yield (attrs.evolve(input, span=span, format=fmt),)
                return
        parts = Parts.of(task, self.choice, self.registry, self.part_bytes, hashed=False)
        if parts is None:
            yield (input,)
            return
        for part in parts:
            yield (attrs.evolve(input, part=part, format=parts.format),)


def task_of(input: PieceInput, filesystem: FileSystem | None) -> Task:
    """Return the task of reading an input."""
    content = content_of(input, filesystem)
    return Task(
        input.path, shown(input.path), input.size, input.named, input.named, input.below, content
    )


def _work(input: PieceInput) -> int:
    if input.part is not None:
        return input.part.end - input.part.start
    if input.span is not None:
        return input.span[1] - input.span[0]
    return 0 if input.failed or input.skipped else input.size

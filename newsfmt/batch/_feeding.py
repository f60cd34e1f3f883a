"""Feed a worker: the content of a large member of a compressed archive can be read only once, and
goes to the worker block by block through its connection, so that it is held neither in memory nor
on disk.

The parent process sends blocks, then None, or the error that ended the archive; the worker reads
them as a stream, and reads all of them before it answers.
"""

from __future__ import annotations

import selectors
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any, BinaryIO, cast

import attrs

from newsfmt.archives import Content, PulledStream
from newsfmt.batch._reader import Unit
from newsfmt.errors import NewsfmtError
from newsfmt.format import Limits

__all__ = ["Fed", "blocks_of", "can_take", "is_fed", "of_connection", "to_be_fed"]

_BLOCK = 1 << 15  # bytes that a ready connection accepts at once


def blocks_of(content: Content) -> Iterator[Any]:
    """Yield the messages for a member: its bytes, then how they end."""
    try:
        with content.open(Limits()) as stream:
            while data := stream.read(_BLOCK):
                yield data
    except (NewsfmtError, OSError) as error:
        yield error
    yield None


def can_take(connection: Connection, seconds: float) -> bool:
    """Return whether a block can be sent without blocking, after at most ``seconds`` of waiting;
    always True where the system cannot say.
    """
    if sys.platform == "win32":
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(connection, selectors.EVENT_WRITE)
        return bool(selector.select(seconds))


@attrs.define
class Fed:
    """The content of an input that a worker is fed."""

    size: int
    connection: Connection | None = None
    _stream: _FedStream | None = None

    def open(self, limits: Limits, /) -> BinaryIO:
        """Return a stream of the content, once. Reading it raises the error that ended the archive,
        if any.
        """
        assert self.connection is not None
        self._stream = _FedStream(self.connection)
        return cast("BinaryIO", self._stream)

    def take_all(self) -> None:
        """Read the rest, so that the next message is a unit."""
        assert self.connection is not None
        stream = self._stream or _FedStream(self.connection)
        while not stream.over:
            stream.take()


class _FedStream(PulledStream):
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._block = b""
        self._error: Exception | None = None
        self.over = False

    def pull(self, size: int) -> bytes:
        if not self._block and not self.over:
            self._block = self.take()
            if self._error is not None:
                raise self._error
        data, self._block = self._block[:size], self._block[size:]
        return data

    def take(self) -> bytes:
        """Return the next block, empty at the end."""
        block = self._connection.recv()
        if isinstance(block, Exception):
            self._error, block = block, self._connection.recv()
        self.over = block is None
        return block or b""


def to_be_fed(unit: Unit) -> Unit:
    """Return the unit to send to a worker before the blocks."""
    task = unit.tasks[0]
    return attrs.evolve(unit, tasks=(attrs.evolve(task, content=Fed(task.size)),))


def is_fed(unit: Unit) -> bool:
    """Return whether blocks follow a unit."""
    return isinstance(unit.tasks[0].content, Fed)


def of_connection(unit: Unit, connection: Connection) -> Fed | None:
    """Return the content that a unit gets through its worker's connection, if any."""
    content = unit.tasks[0].content
    if not isinstance(content, Fed):
        return None
    content.connection = connection
    return content

"""Each of the inputs that a command looks at one by one, archives taken apart into their members."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from newsfmt.archives import PulledStream

if TYPE_CHECKING:
    from newsfmt.format import Limits

__all__ = ["each_input"]


def each_input(paths: Sequence[str], limits: Limits | None = None) -> Iterator[tuple[str, Any]]:
    """Yield each input with its name for messages, of an archive the members; what is wrong with
    one of them, or with the archive, is a stream that raises it.
    """
    from newsfmt.archives import entries, kind_of
    from newsfmt.format import Limits

    limits = limits or Limits()
    for path in paths:
        kind = kind_of(path) if path != "-" else None
        if kind is None:
            yield ("<stdin>", sys.stdin.buffer) if path == "-" else (path, path)
            continue
        for entry in entries(path, kind, limits):
            name = f"{path}!/{entry.name}" if entry.name else path
            if entry.error is not None:
                yield name, _Lazy(partial(_raise, entry.error))
            elif entry.content is not None and not entry.skipped:
                yield name, _Lazy(partial(entry.content.open, limits))


class _Lazy(PulledStream):
    """A stream that is opened when it is read."""

    def __init__(self, open: Callable[[], BinaryIO]) -> None:
        self._open = open
        self._stream: BinaryIO | None = None

    def pull(self, size: int) -> bytes:
        if self._stream is None:
            self._stream = self._open()
        return self._stream.read(size)

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
        super().close()


def _raise(error: Exception) -> BinaryIO:
    raise error

"""Opening an output: a regular or new file appears whole or not at all; devices, pipes and streams
are written in place.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter, FileIO, IOBase, TextIOBase, UnsupportedOperation
from typing import Any, BinaryIO, TypeAlias

__all__ = ["Output", "open_output"]

Output: TypeAlias = str | os.PathLike[str] | BinaryIO
_BUFFER = 1 << 18


class Callers:
    """A stream of the caller, which records its exception, so that no format is blamed for it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.error: Exception | None = None

    def write(self, data: Any) -> Any:
        """Hand on what is written."""
        try:
            return self._stream.write(data)
        except Exception as error:
            self.error = error
            raise

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _callers(target: BinaryIO) -> Any:
    """A caller's stream, checked before any output is made."""
    if not hasattr(target, "write"):
        raise TypeError(f"give a path or a binary stream to write to, not {type(target).__name__}")
    if isinstance(target, TextIOBase):
        raise TypeError("the stream takes text; open it in binary mode")
    if getattr(target, "closed", False) is True:
        raise ValueError("the stream is closed")
    if not isinstance(target, IOBase):
        return Callers(target)
    if not target.writable():
        raise UnsupportedOperation("the stream is not writable")
    return target


@contextmanager
def open_output(target: Output, *, follow: bool = True) -> Iterator[BinaryIO]:
    """Open an output for writing; a file gets its name only on success, with its mode and the umask
    kept.

    Links are followed; with ``follow=False``, for generated names, a link in the place of the file
    is replaced and never followed.
    """
    if not isinstance(target, (str, os.PathLike)):
        yield _callers(target)
        return
    path = os.path.realpath(os.fsdecode(target)) if follow else _beside(os.fsdecode(target))
    mode = _mode(path) if follow or not os.path.islink(path) else None
    if mode is not None and not stat.S_ISREG(mode):
        with named(path) as stream:  # raises IsADirectoryError for a directory
            yield stream
        return
    folder, name = os.path.split(path)
    part = os.path.join(folder, f".{name[:40]}.{os.urandom(6).hex()}.part")
    try:
        # inside the block, so that an interruption at any moment leaves no file behind
        descriptor = _created(part)
        with BufferedWriter(_File(descriptor, "wb", path), _BUFFER) as stream:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(descriptor, stat.S_IMODE(mode))
            yield stream
        os.replace(part, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(part)
        raise


def named(path: str) -> BufferedWriter:
    """Open a file to be written in place, whose errors name it."""
    return BufferedWriter(_File(path, "wb", path), _BUFFER)


class _File(FileIO):
    """A file whose errors name the output, not the temporary file."""

    def __init__(self, file: str | int, mode: str, label: str) -> None:
        super().__init__(file, mode)
        self._label = label

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            error.filename = self._label
            raise


def _created(part: str) -> int:
    """A new hidden file beside the output, open for writing."""
    try:
        return os.open(
            part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
        )
    except OSError as error:
        error.filename = os.path.dirname(part)
        raise


def _beside(path: str) -> str:
    """A path whose folder is resolved and whose name is not."""
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None

"""Opening an output: a regular or new file appears whole or not at all; devices, pipes and streams are written in place."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter, FileIO
from typing import Any, BinaryIO, TypeAlias

__all__ = ["Output", "open_output"]

Output: TypeAlias = str | os.PathLike[str] | BinaryIO
_BUFFER = 1 << 18


@contextmanager
def open_output(target: Output) -> Iterator[BinaryIO]:
    """Open an output for writing; a file takes its name only when all went well, keeping mode and umask and following links."""
    if not isinstance(target, (str, os.PathLike)):
        if not hasattr(target, "write"):
            raise TypeError(f"give a path or a binary stream to write to, not {type(target).__name__}")
        yield target
        return
    path = os.path.realpath(os.fsdecode(target))
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        with BufferedWriter(_File(path, "wb", path), _BUFFER) as stream:  # raises IsADirectoryError for a directory
            yield stream
        return
    descriptor, part = _part(path)
    try:
        with BufferedWriter(_File(descriptor, "wb", path), _BUFFER) as stream:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(descriptor, stat.S_IMODE(mode))
            yield stream
        os.replace(part, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(part)
        raise


class _File(FileIO):
    """A file whose errors name the output, not the temporary file nor nothing at all."""

    def __init__(self, file: str | int, mode: str, label: str) -> None:
        super().__init__(file, mode)
        self._label = label

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            error.filename = self._label
            raise


def _part(path: str) -> tuple[int, str]:
    """A new hidden file beside the output, open for writing."""
    folder, name = os.path.split(path)
    part = os.path.join(folder, f".{name[:40]}.{os.urandom(6).hex()}.part")
    try:
        return os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666), part
    except OSError as error:
        error.filename = folder
        raise


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None

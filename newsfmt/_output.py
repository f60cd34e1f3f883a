"""Opening an output: a regular or new file appears whole or not at all; devices, pipes and streams are written in place."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TypeAlias

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
    path = os.path.realpath(os.fspath(target))
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "wb", buffering=_BUFFER) as stream:  # raises IsADirectoryError for a directory
            yield stream
        return
    folder, name = os.path.split(path)
    part = os.path.join(folder, f".{name[:100]}.{secrets.token_hex(6)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(descriptor, "wb", buffering=_BUFFER) as stream:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(descriptor, stat.S_IMODE(mode))
            yield stream
        os.replace(part, path)
    except BaseException:
        with _ignoring_missing():
            os.unlink(part)
        raise


@contextmanager
def _ignoring_missing() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        return


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None

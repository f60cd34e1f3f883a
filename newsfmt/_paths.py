"""Small helpers for paths and the machine: patterns, messages of the system, number of cores."""

from __future__ import annotations

import errno
import os
import re

__all__ = ["absolute", "cores", "error_in_words", "is_pattern", "located", "path_of", "shown"]


_PATTERN = re.compile(r"[*?]|\[[^\]/]+\]")


_POSITION = re.compile(r"\d+(:\d+)?: ")
_OF_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # surrogates that stand for no byte


def absolute(path: str) -> str:
    """Return a path that names the same file from any working folder; ``..`` is kept, since it may
    follow a link.
    """
    if os.path.isabs(path):
        return path
    try:
        return os.path.join(os.getcwd(), path)
    except OSError:  # the folder is gone
        return path


def is_pattern(text: str) -> bool:
    """Return whether a text is a pattern, and not the name of a file.

    >>> is_pattern("news/**/*.xml"), is_pattern("news/a.xml")
    (True, False)
    """
    return _PATTERN.search(text) is not None and not os.path.lexists(text)


def shown(path: str) -> str:
    """Return a path as text for any output; bytes that are not UTF-8 are shown by their numbers.

    >>> shown("a/b.txt"), shown("a\\udcff.txt")
    ('a/b.txt', 'a\\\\xff.txt')
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        return path.encode(
            "utf-8", "surrogateescape" if _OF_NO_BYTE.search(path) is None else "backslashreplace"
        ).decode("utf-8", "backslashreplace")
    return path


def path_of(text: str) -> str:
    """Return the path that :func:`shown` would show as the text, if one exists; else the text."""
    if "\\x" in text and not os.path.lexists(text):
        data = re.sub(
            rb"\\x([89a-f][0-9a-f])", lambda match: bytes([int(match[1], 16)]), text.encode()
        )
        if os.path.lexists(data):
            return os.fsdecode(data)
    return text


def error_in_words(error: OSError) -> str:
    """Return the reason of an OSError, in plain words."""
    plain = {
        errno.ENOENT: "no such file or folder",
        errno.EISDIR: "is a folder; name the files in it",
        errno.EACCES: "permission denied",
    }
    return (
        plain.get(error.errno or 0)
        or (error.strerror or str(error) or type(error).__name__).lower()
    )


def located(name: str, reason: str) -> str:
    """Return a file with a message, which may begin with a line and column.

    >>> located("a.json", "1:60: not JSON"), located("b.txt", "empty input")
    ('a.json:1:60: not JSON', 'b.txt: empty input')
    """
    return f"{name}:{reason}" if _POSITION.match(reason) else f"{name}: {reason}"


def cores() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

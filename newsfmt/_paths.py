"""Small questions about paths and the machine, for whoever asks the system about files: is it a pattern, what went wrong, how many cores."""

from __future__ import annotations

import errno
import os

__all__ = ["cores", "error_in_words", "is_pattern"]


def is_pattern(text: str) -> bool:
    """Return whether a text is a pattern of names and no file's name.

    >>> is_pattern("news/**/*.xml"), is_pattern("news/a.xml")
    (True, False)
    """
    return any(char in text for char in "*?[") and not os.path.lexists(text)


def error_in_words(error: OSError) -> str:
    """Return what went wrong, in plain words."""
    plain = {
        errno.ENOENT: "no such file or folder",
        errno.EISDIR: "is a directory; name the files in it",
        errno.EACCES: "permission denied",
    }
    return plain.get(error.errno or 0) or (error.strerror or str(error) or type(error).__name__).lower()


def cores() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

"""Texts from strangers on a terminal: nothing in them can move it, colour it or turn its writing around."""

from __future__ import annotations

__all__ = ["safe"]


def safe(text: str) -> str:
    """Return a text with control and bidirectional formatting characters as escapes.

    >>> safe("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    return text if text.isprintable() else "".join(char if char.isprintable() or char in _SPACES else _escape(char) for char in text)


_SPACES = frozenset("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\u00ad\u200c\u200d")


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")

"""Untrusted texts on a terminal: they cannot move the cursor, change colours or reverse the writing
direction.
"""

from __future__ import annotations

__all__ = ["json_line", "safe", "safe_json"]


def safe(text: str) -> str:
    """Return a text with control and bidirectional formatting characters as escapes.

    >>> safe("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    return (
        text
        if text.isprintable()
        else "".join(
            char if char.isprintable() or char in _SPACES else _escape(char) for char in text
        )
    )


_SPACES = frozenset("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\u00ad\u200c\u200d")


def safe_json(line: bytes) -> bytes:
    """Return a line of JSON, which says the same, with such characters as escapes of JSON.

    >>> safe_json('{"a": "\\u202eb"}\\n'.encode())
    b'{"a": "\\\\u202eb"}\\n'
    """
    text = line.decode()
    body = text.rstrip("\n")
    if body.isprintable():
        return line
    return (
        "".join(
            char if char.isprintable() or char in _SPACES else _json_escape(char) for char in body
        )
        + text[len(body) :]
    ).encode()


def json_line(record: object) -> bytes:
    """Return a record as a line of JSON that is safe on a terminal."""
    from newsfmt._orjson import orjson

    return safe_json(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


def _json_escape(char: str) -> str:
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")

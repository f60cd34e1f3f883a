"""Untrusted JSON: bytes come in, plain data goes out; and the lines of JSON Lines.

The bytes are UTF-8, or decoded by newsfmt's one order. A text that stops before its end is a
TruncatedError, or with ``salvage`` read up to its end; text behind the value is left out and
reported; other text is a ParseError with line and column (RFC 8259).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from newsfmt import prose
from newsfmt._orjson import orjson
from newsfmt.errors import LimitError, Position
from newsfmt.format import Context

__all__ = ["Rows", "lines_of", "loads", "shortened"]

_TOKEN = re.compile(  # a text ends with the group
    r'"(?:[^"\\]++|\\.)*+(?:(")|\\?\Z)|[{}\[\],:]|[^\s"{}\[\],:]++', re.DOTALL
)
_CLOSERS = {"{": "}", "[": "]"}
_WHOLE = re.compile(  # the characters of a text that are not cut off
    r'"(?:[^"\\]++|\\["\\/bfnrt]|\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}'
    r"|\\u(?![dD][89abAB])[0-9A-Fa-f]{4})*+"
)
_UNFINISHED = re.compile(r'\s*+|"(?:[^"\\]++|\\.)*+\\?|[\w.+-]++', re.DOTALL)
_EDGES = b" \t\r\n\x1e"
_VALUE = re.compile(r'"((?:[^"\\]++|\\.)*+)"(\s*:)?|[{}\[\],\n]|[^\s"{}\[\],:]+', re.DOTALL)

_MAPPED = 4 * 1024 * 1024
"""Characters of a document that are scanned; in a longer one diagnostics have no line."""
_SCANNED = 1 << 20
_SHOWN = 40
_DIGITS = 400  # more than any float has
_ENDS = "unexpected end of data"
_GOES_ON = frozenset({"unexpected content after document", "Extra data"})


def loads(
    data: bytes,
    context: Context,
    *,
    line: int | None = None,
    last: Callable[[], bool] | None = None,
    lenient: bool = False,
) -> Any:
    """Return JSON as plain data.

    ``line`` is its line in an input with one value on each line, ``last`` says whether that is the
    last line: only then can it be cut off. With ``lenient`` NaN, line ends inside texts and lone
    surrogates are read and reported. Raises ParseError with line and column, TruncatedError where
    it stops before its end, and LimitError for nesting deeper than 1,024.

    >>> loads(b'{"headline": "Bridge opens"}', Context())
    {'headline': 'Bridge opens'}
    >>> loads(b'{"headline": "Bridge ope', Context())
    Traceback (most recent call last):
    newsfmt.errors.TruncatedError: 1:25: cut off: the end of the JSON ("}) is missing; get the whole input, or read the part that has arrived with -O salvage=true
    """
    if context.encoding is None:
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            pass
    text = prose.decode(_whole_characters(data), context)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        fault = error
    reason, offset = fault.msg.partition(": line ")[0], fault.pos
    if "recursion" in reason.lower() or "depth" in reason.lower():
        raise _too_deep(context)
    cut = reason == _ENDS
    if lenient:
        try:
            value = _lenient(text)
        except RecursionError:
            raise _too_deep(context) from None
        except json.JSONDecodeError as error:
            reason, offset = error.msg, error.pos
            cut = reason not in _GOES_ON and _UNFINISHED.fullmatch(text, offset) is not None
        else:
            message = f"not strict JSON: {reason}; read nevertheless"
            context.warn("read.invalid", message, at=_position(text, offset, line).line)
            return value
    parse = _lenient if lenient else orjson.loads
    if cut and text.lstrip()[:1] in ("{", "[") and (last is None or last()):
        return parse(_cut_off(text, context, line))
    if reason in _GOES_ON and text[offset] not in "{[":
        value = parse(text[:offset])
        if value and isinstance(value, dict | list):
            shown = " ".join(text[offset : offset + _SHOWN].split())
            message = f"{len(text) - offset} characters behind the JSON are left out: {shown!r}"
            context.warn("read.trailing-text", message, at=_position(text, offset, line))
            return value
    failure = context.error(f"not JSON: {reason}", at=_position(text, offset, line))
    failure.excerpt = _excerpt(text, offset)
    raise failure


class Rows:
    """The lines of JSON Lines that are not blank, with their numbers, and whether a line is the
    last of the input.

    >>> rows = Rows([(1, b"{}\\n"), (2, b"\\n")], Context())
    >>> [(line, text, rows.is_last()) for line, text in rows]
    [(1, b'{}', True)]
    """

    def __init__(self, rows: Iterable[tuple[int, bytes]], context: Context) -> None:
        self._rows = iter(rows)
        self._ends = context.holds_end
        self._ahead: list[tuple[int, bytes]] = []

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        return self

    def __next__(self) -> tuple[int, bytes]:
        if self._ahead:
            return self._ahead.pop()
        for line, row in self._rows:
            if text := row.strip(_EDGES):
                return line, text
        raise StopIteration

    def is_last(self) -> bool:
        """Return whether the input ends behind the current line; this may read the next line."""
        if not self._ahead:
            self._ahead.extend(entry for entry in (next(self, None),) if entry is not None)
        return self._ends and not self._ahead


def shortened(value: Mapping[str, object], most: int = 2000) -> str:
    """Return the members of an object as ``key: JSON``, for a message; what is longer than ``most``
    characters is cut, with the number of characters left out.

    >>> shortened({"total": 2, "query": {"q": "ferry"}})
    'total: 2, query: {"q":"ferry"}'
    """
    text = ", ".join(f"{key}: {_compact(part)}" for key, part in value.items())
    return text if len(text) <= most else f"{text[:most]}… ({len(text) - most:,} more characters)"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _cut_off(text: str, context: Context, line: int | None) -> str:
    """Report, or raise as TruncatedError, that a text stops before its end; return the existing
    part, closed. A value that is cut off is left out, unless it is a text of several words.
    """
    where = _position(text, len(text), line)
    closed, end = _closed(text) if context.salvage or len(text) <= _SCANNED else ("", "")
    index = context.index
    if context.salvage:
        context.index += max(0, _members(closed) - 1)
    context.cut_off(f"the end of the JSON ({end})" if end else "the end of the JSON", at=where)
    context.index = index
    if not closed:
        raise context.error("there is nothing to read before the cut", at=where)
    return closed


def _closed(text: str) -> tuple[str, str]:
    """The existing part of a text that is cut off, closed, empty if it has no value; and the
    missing end.
    """
    stack: list[str] = []
    safe = depth = 0  # end of the last whole value, and the open brackets there
    value, cut = True, None
    for token in _TOKEN.finditer(text):
        first = token.group()[0]
        if first in _CLOSERS:
            stack.append(_CLOSERS[first])
            value = first == "["
        elif first in "}]":
            if stack:
                stack.pop()
            safe, depth = token.end(), len(stack)
        elif first in ",:":
            value = first == ":" or stack[-1:] == ["]"]
        elif first == '"' and not token[1]:
            cut = token
        elif value and (first == '"' or token.end() < len(text)):
            safe, depth = token.end(), len(stack)
    kept = text[:safe]
    if cut is not None and value and " " in cut.group().strip():
        end = _WHOLE.match(text, cut.start()).end()  # type: ignore[union-attr]
        kept, depth = f'{text[:end]}"', len(stack)
    missing = ('"' if cut is not None else "") + "".join(reversed(stack))
    return kept and kept + "".join(reversed(stack[:depth])), _short(missing)


def _lenient(text: str) -> Any:
    """Invalid JSON as plain data, with U+FFFD for characters that no encoding can write."""
    value = json.loads(text, strict=False, parse_int=_number)
    if text.isascii() and "\\" not in text:
        return value
    again = json.dumps(value, ensure_ascii=False)
    try:
        again.encode()
    except UnicodeEncodeError:
        return json.loads(again.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return value


def _number(digits: str) -> int | float:
    """A number of JSON; one with more digits than a float has becomes a float, as in orjson."""
    return int(digits) if len(digits) <= _DIGITS else float(digits)


def _too_deep(context: Context) -> LimitError:
    message = "the JSON is nested more than 1,024 deep"
    return LimitError(message, source=context.name or None, limit="depth", value=1024)


def _short(closers: str) -> str:
    return closers if len(closers) <= _SHOWN else f"{closers[:_SHOWN]}…"


def _members(text: str) -> int:
    """The number of members if a text is an array; one for other texts."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return 1
    return len(value) if isinstance(value, list) else 1


def _whole_characters(data: bytes) -> bytes:
    """The data, with U+FFFD for a character of UTF-8 that is cut off at the end."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason == "unexpected end of data":
            return data[: error.start] + "\ufffd".encode()
    return data


def _position(text: str, offset: int, line: int | None) -> Position:
    """A position in a text by line and column; ``line`` is the line of a text on one line."""
    column = offset - text.rfind("\n", 0, offset)
    return Position(
        line=line if line is not None else text.count("\n", 0, offset) + 1, column=column
    )


def _excerpt(text: str, offset: int) -> str:
    start = max(text.rfind("\n", 0, offset) + 1, offset - 60)
    end = text.find("\n", offset)
    return f"{text[start : min(end if end >= 0 else len(text), offset + 20)]}\n{'~' * (offset - start)}^"


# ---- lines
# ------------------------------------------------------------


def lines_of(text: str) -> dict[str, int]:
    """Return the line of every value in a JSON text by its path, from 1.

    >>> lines_of('{"a":\\n [{"b": 1}]}')
    {'$': 1, '$.a': 2, '$.a[0]': 2, '$.a[0].b': 2}
    """
    lines: dict[str, int] = {}
    if len(text) > _MAPPED:
        return lines
    line, key = 1, "$"
    stack: list[tuple[str, int | None]] = []
    for token in _VALUE.finditer(text):
        first = token.group()[0]
        if first == "\n":
            line += 1
        elif first == ",":
            if stack and stack[-1][1] is not None:
                path, place = stack[-1][0], (stack[-1][1] or 0) + 1
                stack[-1] = (path, place)
                key = f"{path}[{place}]"
        elif first in "]}":
            if stack:
                stack.pop()
        elif token.group(2):
            key = f"{stack[-1][0] if stack else '$'}.{token.group(1)}"
            line += token.group().count("\n")
        else:
            lines.setdefault(key, line)
            line += token.group().count("\n")
            if first in "[{":
                stack.append((key, 0 if first == "[" else None))
                if first == "[":
                    key = f"{key}[0]"
    return lines

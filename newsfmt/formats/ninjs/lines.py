"""Lines of a JSON document: the path of a value comes in (``$.subject[2].code``), the number of its
line goes out.

orjson keeps no positions, so a document is scanned for them, once, only when there is something to
report about it.
"""

from __future__ import annotations

import re

__all__ = ["lines_of"]

_TOKEN = re.compile(r'"((?:[^"\\]++|\\.)*+)"(\s*:)?|[{}\[\],\n]|[^\s"{}\[\],:]+', re.DOTALL)
MOST = 4 * 1024 * 1024
"""Characters of a document that are scanned; in a longer one no line is told."""


def lines_of(text: str) -> dict[str, int]:
    """Return the line of every value in a JSON text by its path, from 1.

    >>> lines_of('{"a":\\n [{"b": 1}]}')
    {'$': 1, '$.a': 2, '$.a[0]': 2, '$.a[0].b': 2}
    """
    found: dict[str, int] = {}
    if len(text) > MOST:
        return found
    line, key = 1, "$"
    stack: list[tuple[str, int | None]] = []
    for token in _TOKEN.finditer(text):
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
            found.setdefault(key, line)
            line += token.group().count("\n")
            if first in "[{":
                stack.append((key, 0 if first == "[" else None))
                if first == "[":
                    key = f"{key}[0]"
    return found

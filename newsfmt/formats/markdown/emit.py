"""Plain data to YAML: what front matter needs and nothing else, in a few microseconds.

A text comes out without quotes only where no YAML 1.1 or 1.2 reader can take it for anything but
that text; every other one stands in double quotes, escaped as in JSON. (YAML 1.1 §4.1.1 on
printable characters; PyYAML's and Go's resolvers.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

__all__ = ["Bare", "emit", "scalar"]

_DOUBTFUL = re.compile(r":(?:\s|\Z)|\s#|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\s\Z")
_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_WORDS = frozenset(
    {
        "y",
        "n",
        "yes",
        "no",
        "on",
        "off",
        "true",
        "false",
        "null",
        "nan",
        "inf",
        "infinity",
        "none",
        "nil",
    }
)
_LONGEST_KEY = 900  # YAML's simple keys end at 1,024


class Bare(str):
    """A text that stands without quotes: a date."""

    __slots__ = ()


def scalar(text: str) -> str:
    """Return a text as a YAML scalar.

    >>> scalar("Bridge opens"), scalar("NO"), scalar("10:00"), scalar("Ferry: late")
    ('Bridge opens', '"NO"', '"10:00"', '"Ferry: late"')
    """
    if (
        text
        and text[0].isalpha()
        and not _DOUBTFUL.search(text)
        and (len(text) > 8 or text.lower() not in _WORDS)
    ):
        return text
    quoted = encode_basestring(text)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _value(value: object) -> str:
    if type(value) is str:
        return scalar(value)
    if value is True or value is False:
        return "true" if value else "false"
    if type(value) is dict:
        return "{}"
    if type(value) is list:
        return "[]"
    return str(value)


@lru_cache(maxsize=1024)  # articles have the same keys
def _key(key: str) -> str:
    shown = scalar(key)
    return f"{shown}:" if len(shown) < _LONGEST_KEY else f"? {shown}\n:"


def emit(data: Mapping[str, object], indent: str = "") -> list[str]:
    """Return a mapping of texts, numbers, booleans, lists and mappings as lines of block YAML.
    Never recurses.

    >>> emit({"a": [{"b": "1", "c": 2}, "x"]})
    ['a:', '- b: "1"', '  c: 2', '- x']
    """
    lines: list[str] = []
    stack: list[tuple[Iterator[Any], str, bool]] = [(iter(data.items()), indent, True)]
    lead: str | None = (
        None  # what the next line begins with, where that is not the indent: the dashes of lists
    )
    while stack:
        entries, pad, mapping = stack[-1]
        for entry in entries:
            start = pad if lead is None else lead
            lead = None
            if mapping:
                key, value = entry
                head = start + _key(key).replace("\n", f"\n{pad}")
                if type(value) is str:
                    lines.append(f"{head} {scalar(value)}")
                    continue
                if not value or type(value) not in (dict, list):
                    lines.append(f"{head} {_value(value)}")
                    continue
                lines.append(head)
                stack.append(
                    (iter(value.items()), f"{pad}  ", True)
                    if type(value) is dict
                    else (iter(value), pad, False)
                )
            elif entry and type(entry) is dict:
                lead = f"{start}- "
                stack.append((iter(entry.items()), f"{pad}  ", True))
            elif entry and type(entry) is list:
                lead = f"{start}- "
                stack.append((iter(entry), f"{pad}  ", False))
            else:
                lines.append(f"{start}- {_value(entry)}")
                continue
            break
        else:
            stack.pop()
    return lines

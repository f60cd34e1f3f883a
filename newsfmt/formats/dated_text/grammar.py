"""The header line, the lines below it and the front block of dated text: what the first lines of an
article say (dated-text-grammar.md §4, §7).
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import NamedTuple

from newsfmt import dates, prose
from newsfmt.body import plain
from newsfmt.dates import NewsDate

__all__ = [
    "LONGEST_HEAD",
    "Header",
    "Style",
    "byline_lines",
    "front_block",
    "header",
    "headline_lines",
    "keyword",
]

LONGEST_HEAD = 5
"""Lines of the longest block that is a head alone: date, headline on two lines, byline,
affiliation.
"""
_LONGEST_SECOND_LINE = 120

_WIDE = r"[\s\u200b\u200e\u200f\ufeff]"
_KEYWORD = re.compile(
    rf"({_WIDE}*+)(date|Date|DATE)({_WIDE}*+:)?{_WIDE}++(?=\S)"
)  # possessive: a long run of spaces is passed over once
_LONE = re.compile(r"\s+(?:--|[-–—―|:;,/·•~])(?=\s|$)")
_MARKS = "\u200e\u200f"  # of the direction of writing


class Style(NamedTuple):
    """How the first header of a file is written; only headers in the same style begin further
    articles.
    """

    indented: bool
    keyword: str
    colon: bool


class Header(NamedTuple):
    """A header line with a valid date."""

    date: NewsDate
    headline: str | None
    style: Style
    unknown_zone: str | None
    written: str


def keyword(line: str) -> tuple[Style, int] | None:
    """Return the style of a line that opens with the keyword, and where its date would begin."""
    match = _KEYWORD.match(line)
    if match is None:
        return None
    return Style(bool(match[1].lstrip("\ufeff")), match[2], match[3] is not None), match.end()


def header(line: str, *, dayfirst: bool | None = None) -> Header | None:
    """Return the reading of a header line, or None where no valid date follows the keyword.

    >>> header(" date 2020-01-01 — Bridge opens").headline
    'Bridge opens'
    """
    opening = keyword(line)
    if opening is None:
        return None
    style, start = opening
    reading = dates.match(line, start, dayfirst=dayfirst)
    if reading is None:
        return None
    rest = line[reading.end :].lstrip(_MARKS)
    if rest[:1] in {",", ";", ":", "|"}:
        rest = rest[1:]
    elif lone := _LONE.match(rest):
        rest = rest[lone.end() :]
    written = line[start : reading.end]
    return Header(reading.date, plain(rest) or None, style, reading.unknown_zone, written)


def headline_lines(rows: Sequence[str], *, alone: bool) -> int:
    """Return how many of the stripped lines below a header belong to its headline; ``alone``: the
    header holds the date and no headline.

    Below a date that is alone the first line is the headline, with a second one where the sentence
    goes on and nothing but a byline follows. Below a headline it is a line that is the only one.

    >>> headline_lines(["Bridge opens", "By Kari Moe"], alone=True)
    1
    >>> headline_lines(["The bridge opened to traffic after", "ten years of", "work."], alone=True)
    0
    """
    if not rows or not _is_headline(rows[0]):
        return 0
    if len(rows) == 1:
        return 1
    if not alone:
        return 0
    if not rows[1][:1].islower() or prose.byline(rows[1]) is not None:
        return 1
    return 2 if _is_headline(rows[1]) and byline_lines(rows[2:]) == len(rows) - 2 else 0


def byline_lines(rows: Sequence[str]) -> int:
    """Return how many of the stripped lines are a byline and its affiliation: 0, 1 or 2."""
    if not rows or prose.byline(rows[0]) is None:
        return 0
    return 2 if len(rows) > 1 and prose.affiliation(rows[1]) else 1


def _is_headline(text: str) -> bool:
    """Whether a line below a header can be of its headline."""
    if len(text) > _LONGEST_SECOND_LINE or text[-1] in ".!?" or prose.is_rule(text):
        return False
    return prose.byline(text) is None and prose.dateline(text) is None


_KEY = re.compile(r"([^\W\d_][\w .-]{0,39}?)[ \t]*:(?:\s+(.*)|$)", re.DOTALL)


def fold(key: str) -> str:
    """Return a key as keys are compared: case, spaces, hyphens and underscores do not matter."""
    return re.sub(r"[\s_-]+", "", key).lower()


def front_block(rows: Sequence[str], known: Container[str]) -> list[tuple[str, str]] | None:
    """Return the keys, as written, and values of a block that is all ``Key: value``, folded lines
    joined; None for any other block.

    At least one key must be ``known``, as :func:`fold` makes it, and there must be two, or the only
    one must not be a header line.
    """
    found: list[tuple[str, list[str]]] = []
    for row in rows:
        if found and row[:1].isspace():
            found[-1][1].append(plain(row))
            continue
        match = _KEY.fullmatch(plain(row))
        if match is None:
            return None
        found.append((match[1].rstrip(), [plain(match[2] or "")]))
    pairs = [(key, plain(" ".join(values))) for key, values in found]
    if not any(fold(key) in known for key, _ in pairs) or (
        len(pairs) == 1 and header(rows[0]) is not None
    ):
        return None
    return pairs

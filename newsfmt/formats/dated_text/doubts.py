"""Lines that look like a header, but are not one: text comes in, diagnostics go out; each line
is kept as text (dated-text-grammar.md §4, §6).
"""

from __future__ import annotations

import re

from newsfmt import dates
from newsfmt.format import Context
from newsfmt.formats.dated_text.grammar import header, keyword

__all__ = ["explain", "later_headers"]

_NEARLY = re.compile(r"\W*+(?:date|Date|DATE)(?!\w)(?:\s*+:)?\s*+([^\w\s]*+\s*+\d\S*+)")
_LATER = re.compile(r"(\n[ \t\xa0\u3000]*+|[.!?…)\]\"”’»][ \xa0]?)((?:date|Date|DATE)[ \t\xa0:].*)")
_WORDS = ("date", "Date", "DATE")


def explain(row: str, context: Context, line: int) -> None:
    """Say why what follows the keyword of a first line is no date."""
    opening = keyword(row)
    if opening is not None and _reason(row, opening[1], context, line, "the line is kept as it is"):
        return
    if found := _NEARLY.match(row):
        shown = f"{found[0].strip()[:40]!r} is not the word, white space and a date newsfmt knows"
        context.warn("read.date-unparsed", f"{shown}; the line is kept as it is", at=line)


def _reason(row: str, start: int, context: Context, line: int, kept: str) -> bool:
    reason = dates.explain(row, start, dayfirst=context.options.dayfirst)
    if reason is not None:
        code = "read.date-ambiguous" if reason.ambiguous else "read.date-unparsed"
        context.warn(code, f"{reason.text}; {kept}", at=line)
    return reason is not None


def later_headers(text: str, context: Context, line: int) -> None:
    """Report what looks like a header further down and begins no article: its date is no date, no
    blank line stands before it, or it is written differently from the article's own.
    """
    opening = keyword(text[: text.find("\n")])
    if opening is None or all(text.find(word, opening[1]) < 0 for word in _WORDS):
        return
    style, at = opening[0], 0
    for found in _LATER.finditer(text, opening[1]):
        gap, row = found.groups()
        begins_line = gap[0] == "\n"
        row = (gap[1:] if begins_line else " " * style.indented) + row
        later = keyword(row)
        if later is None:
            continue
        line, at = line + text.count("\n", at, found.start(2)), found.start(2)
        shown = f"{row.strip()[:40]!r} is kept as text"
        after_blank = begins_line and text.endswith("\n\n", 0, found.start() + 1)
        if after_blank and later[0] == style:
            _reason(row, later[1], context, line, shown)
            continue
        apart = text.startswith("\n\n", found.end())
        doubt = None
        if after_blank and apart and row[-1] not in ".!?":
            doubt = "the file's first header is written differently"
        elif not after_blank and later[0] == style and (begins_line or apart):
            doubt = "no blank line stands before it" if style.indented or style.colon else None
        if doubt and header(row, dayfirst=context.options.dayfirst) is not None:
            message = f"{shown}, though it looks like a header: {doubt}"
            context.warn("read.header-in-text", message, at=line)

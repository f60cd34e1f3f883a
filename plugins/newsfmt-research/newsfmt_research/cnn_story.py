"""``.story`` files of the CNN and Daily Mail corpus: paragraphs, then highlights.

``@highlight`` stands before each highlight. There is neither headline nor date; the Daily Mail's
head lines (``By``, a name, ``PUBLISHED:``, a time) are read where they stand. Tokens such as
``-LRB-`` stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from newsfmt import lines, prose
from newsfmt.article import Article, Dateline, Label, normalise
from newsfmt.body import Paragraph
from newsfmt.format import Context
from newsfmt_research.values import Dated, dated

__all__ = ["has_highlight", "read"]

_MARK = re.compile(r"^[ \t]*@highlight[ \t]*\r?$", re.MULTILINE)
_AGENCY = re.compile(r"(\(CNN[^()]{0,40}\)) (?:--|-|–|—) ")
_CLOCK = re.compile(r"(\d{1,2}:\d{2})\s+([A-Z]{2,5}),\s+(.{6,40})")


def has_highlight(text: str) -> bool:
    """Return whether a line announces a highlight."""
    return _MARK.search(text) is not None


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the story of a file. Raises ParseError for one without text."""
    limit = context.limits.article_bytes
    data = stream.read(-1 if limit is None else limit + 1)
    if limit is not None and len(data) > limit:
        raise context.exceeded("article_bytes", "the story")
    text, *highlights = _MARK.split(prose.decode(data, context))
    blocks = _blocks(text)
    fields: dict[str, Any] = {}
    blocks = _head(blocks, fields, context)
    summaries = [" ".join(entry.split()) for entry in highlights if entry.strip()]
    if not blocks and not summaries:
        raise context.error("no text in it")
    if summaries:
        fields["summary"] = summaries[0]
        fields["descriptions"] = tuple(Label(entry, "highlight") for entry in summaries[1:])
    if blocks and (dateline := _dateline(blocks[0])):
        fields["dateline"] = dateline
    body = tuple(map(Paragraph, blocks))
    yield normalise(Article(**fields, body=body, origin=context.origin(0, 1)))


def _dateline(text: str) -> Dateline | None:
    """The dateline at the beginning of a text, which may name the agency alone."""
    agency = _AGENCY.match(text)
    return Dateline(text=agency[1], prefix=agency[0]) if agency else prose.dateline(text)


def _blocks(text: str) -> list[str]:
    """Paragraphs: blank lines part them, in a text without any every line end does."""
    rows = text.replace("\r\n", "\n").strip().split("\n")
    if any(not row.strip() for row in rows):
        return [lines.join(group) for group in lines.groups(rows)]
    return [row.strip() for row in rows if row.strip()]


def _head(blocks: list[str], fields: dict[str, Any], context: Context) -> list[str]:
    """Take byline and dates from the head of a Daily Mail story; return the blocks of the body."""
    row = next((entry for entry in blocks[:2] if "PUBLISHED:" in entry), None)
    if row is not None and " . " in row:  # all on one line
        at = blocks.index(row)
        parts = [part.strip() for part in row.split(" . ") if part.strip()]
        blocks = [*blocks[:at], *parts, *blocks[at + 1 :]]
    if not any(entry.startswith("PUBLISHED:") for entry in blocks[:8]):
        return blocks
    extra: dict[str, tuple[str, ...]] = fields.setdefault("extra", {})
    position, marks = 0, {"PUBLISHED:": "published", "UPDATED:": "updated"}
    while position < min(len(blocks), 16):
        entry = blocks[position]
        label = next((mark for mark in marks if entry.startswith(mark)), None)
        if entry == "By" and position + 1 < len(blocks) and "byline" not in fields:
            fields["byline"] = f"By {blocks[position + 1]}"
            position += 2
        elif label is not None:
            value = entry.removeprefix(label).strip()
            step = 1 if value else 2
            value = value or (blocks[position + 1] if position + 1 < len(blocks) else "")
            found = _time(value, context, label)
            if found is not None:
                fields[marks[label]] = found.date
            if found is None or found.zone or found.rest:
                extra[f"cnn-story:{marks[label]}"] = (value,)
            position += step
        elif entry == "|":
            position += 1
        else:
            break
    return blocks[position:]


def _time(value: str, context: Context, label: str) -> Dated | None:
    """The time of ``09:15 EST, 17 January 2013``."""
    clock = _CLOCK.fullmatch(value.strip(" ."))
    text = f"{clock[3]} {clock[1]} {clock[2]}" if clock else value
    return dated(text, context, what=label.rstrip(":"))

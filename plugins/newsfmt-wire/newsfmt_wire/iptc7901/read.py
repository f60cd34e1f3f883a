"""Reading IPTC 7901: bytes in, Articles out, one a message.

Header, keyword line, heading, text, notes and trailer are recognised by SOH, STX, ETX and by what
they are where those are missing; each deviation is reported and costs nothing. The word count,
urgency and date are what the message says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from newsfmt import prose
from newsfmt.article import Article, Concept, Transmission
from newsfmt.dates import full_year
from newsfmt.format import Context
from newsfmt_wire import blocks, wrapping
from newsfmt_wire.common import ZONE, typographic
from newsfmt_wire.framing import ETX
from newsfmt_wire.iptc7901 import headings
from newsfmt_wire.iptc7901.notes import notes
from newsfmt_wire.stories import LONGEST_HEADER, Reader, stories

__all__ = ["read"]

_HEADER = re.compile(
    r"[ \t]{0,8}([^\W\d_]{1,8})(\d{1,6})(?![^ \t])(?:[ \t]{1,40}(\S)(?![^ \t]))?(?:[ \t]{1,40}([^\W\d_]{1,4})(?![^ \t]))?(?:[ \t]{1,40}(\d{1,7})(?![^ \t]))?(.*)"
)
_STRICT = re.compile(
    r"[ \t]{0,8}[A-Za-z]{1,8}\d{1,6}[ \t]{1,40}\d[ \t]{1,40}[A-Za-z]{1,4}[ \t]{1,40}\d{1,7}(?![^ \t])"
)
_TAGGED = re.compile(r"[ \t]{0,8}\^([^\^<=]{1,200})[<=][ \t]*")
_TRAILER = re.compile(
    r"(\d\d)\s{0,2}(\d\d):?(\d\d)\s{0,4}("
    + ZONE
    + r"(?=\s))?\s{1,4}([^\W\d_]{3,10})\.?\s{1,4}(\d{4}|\d\d)(?!\d)"
)
_FILL = "\x00\x7f \t\n\x0b\x0c"


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a stream of IPTC 7901 messages. Raises ParseError for an input without
    any, EncodingError for a bad byte.
    """
    return stories(stream, context, _Reader(context).article, "IPTC 7901")


class _Reader(Reader):
    """Turns messages into Articles."""

    title, name = "IPTC 7901", "iptc7901"
    ending = _TRAILER
    opening = _STRICT

    def fields(
        self, head: str, rest: str, extra: dict[str, str], *, framed: bool, stx: bool
    ) -> dict[str, Any] | None:
        """The fields of a message; None for text that is no message."""
        context = self.context
        rows = _from_text(head.split("\n"))
        first = rows.pop(0) if rows else ""
        fields = self._header(first, extra)
        if not stx and (fields is None or not (framed or _STRICT.match(first))):
            return None
        if fields is None:
            context.warn(
                "read.invalid",
                f"{first[:40]!r} is no header of IPTC 7901; kept in extra",
                at=self.line,
            )
            fields = {}
            if first.strip():
                extra["header"] = prose.clean(first, context).strip()
        if not stx:
            rest, rows = self._without_stx(rows, fields), []
        slug = " ".join(row.strip() for row in rows if row.strip())
        if slug:
            fields["slugline"] = prose.clean(slug, context).removesuffix("/").rstrip() or None
        return fields | self._content(rest, extra)

    def _header(self, row: str, extra: dict[str, str]) -> dict[str, Any] | None:
        """The fields of the header line, or None for another line."""
        found = _HEADER.match(row) if len(row) <= LONGEST_HEADER else None
        if found is None:
            return None
        service, number, priority, category, words, free = found.groups()
        free, derived = self.unmarked(free)
        if free:
            extra["optional"] = free
        fields: dict[str, Any] = {}
        if "service" not in derived:
            fields["services"] = (Concept(code=service),)
        if category and "category" not in derived:
            fields["categories"] = (Concept(code=category),)
        if words and "words" not in derived:
            fields["word_count"] = int(words)
        sequence = number if "number" not in derived else None
        other = None
        if priority and "priority" not in derived:
            if priority.isascii() and priority in "123456789":
                fields["urgency"] = int(priority)
            else:
                other = priority
        if sequence or other:
            fields["transmission"] = Transmission(sequence=sequence, priority=other)
        return fields

    def _without_stx(self, rows: list[str], fields: dict[str, Any]) -> str:
        """The text of a message without STX: what follows the keyword line, which ends in a
        slash.
        """
        self.context.warn("read.invalid", "the message has no STX", at=self.line)
        rows = _from_text(rows)
        if rows and rows[0].rstrip().endswith("/"):
            fields["slugline"] = rows.pop(0).strip().removesuffix("/").rstrip() or None
        return "\n".join(rows)

    def _content(self, rest: str, extra: dict[str, str]) -> dict[str, Any]:
        """Heading, text, notes and trailer."""
        context = self.context
        text, etx, trailer = rest.rpartition(ETX)
        if not etx:
            text, trailer = self._without_etx(rest)
        text = prose.clean(text, context)
        if context.options.quotes:
            text = typographic(text)
        rows = [_untagged(row) for row in prose.lines(text)]
        lines, rows = headings.split(rows)
        fields = headings.fields(lines)
        rows, found = notes(rows)
        groups = [part for group in prose.groups(rows) for part in blocks.indented(group)]
        return {
            **self.typed(wrapping.paragraphs(groups, column=True), fields),
            "ed_notes": found,
            **self._trailer(trailer, extra),
        }

    def _without_etx(self, rest: str) -> tuple[str, str]:
        """Text and trailer of a message without ETX: the last line is the trailer if it is a
        date.
        """
        self.context.warn("read.invalid", "the message has no ETX", at=self.line)
        kept = rest.rstrip(_FILL)
        body, _, last = kept.rpartition("\n")
        return (body, last) if _TRAILER.fullmatch(last.strip()) else (rest, "")

    def _trailer(self, trailer: str, extra: dict[str, str]) -> dict[str, Any]:
        """The date behind ETX."""
        found = self.trailer(trailer, _TRAILER, extra)
        if found is None:
            return {}
        day, hour, minute, zone, month, year = found.groups()
        text = f"{day} {month} {full_year(year, self.context.options.pivot)} {hour}:{minute}"
        return {"published": self.published(text, zone, found.group(), extra)}


def _untagged(row: str) -> str:
    """A line without the marks of ANPA 1312 around it (``^Headline<``), which some wires keep."""
    tagged = _TAGGED.fullmatch(row)
    return tagged[1] if tagged else row


def _from_text(rows: list[str]) -> list[str]:
    """The lines from the first that is not blank."""
    return rows[next((place for place, row in enumerate(rows) if row.strip()), len(rows)) :]

"""Reading IPTC 7901: bytes in, Articles out, one a message.

Header, keyword line, heading, text, notes and trailer are told apart by SOH, STX, ETX and by what they are where those are missing; each
deviation is reported and costs nothing. The word count, urgency and date are what the message says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from newsfmt import prose
from newsfmt.article import Article, Concept, Transmission, normalise
from newsfmt.format import Context
from newsfmt_wire import blocks, wrapping
from newsfmt_wire.common import dated, day_alone, error_at, full_year, typographic
from newsfmt_wire.framing import ETX, SOH, STX, Piece
from newsfmt_wire.iptc7901 import headings
from newsfmt_wire.iptc7901.notes import notes
from newsfmt_wire.stories import stories

__all__ = ["DERIVED", "read"]

DERIVED = "derived="
"""Begins the mark, in the header's free text, that names the fields a writer had to make up."""
_HEADER = re.compile(
    r"[ \t]{0,8}([^\W\d_]{1,8})(\d{1,6})(?![^ \t])(?:[ \t]{1,40}(\S)(?![^ \t]))?(?:[ \t]{1,40}([^\W\d_]{1,4})(?![^ \t]))?(?:[ \t]{1,40}(\d{1,7})(?![^ \t]))?(.*)"
)
_STRICT = re.compile(r"[ \t]{0,8}[A-Za-z]{1,8}\d{1,6}[ \t]{1,40}\d[ \t]{1,40}[A-Za-z]{1,4}[ \t]{1,40}\d{1,7}(?![^ \t])")
_TRAILER = re.compile(
    r"(\d\d)\s{0,2}(\d\d):?(\d\d)\s{0,4}([^\W\d_]{1,5}(?=\s)|[+-]\d{4})?\s{1,4}([^\W\d_]{3,10})\.?\s{1,4}(\d{4}|\d\d)(?!\d)"
)
_FILL = "\x00\x7f \t\n\x0b\x0c"
_LONGEST_HEADER = 512


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a stream of IPTC 7901 messages. Raises ParseError for an input without any, EncodingError for a bad byte."""
    return stories(stream, context, _Reader(context).article, "IPTC 7901")


class _Reader:
    """Turns messages into Articles."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._line = 1
        self._only_day = False

    def article(self, text: str, piece: Piece, preamble: str | None) -> Article | None:
        """The Article of a message; None for text that is no message."""
        context, self._line, self._only_day = self._context, piece.line, False
        framed = text.startswith(SOH)
        head, stx, rest = text.lstrip(SOH).partition(STX)
        rows = head.split("\n")
        while rows and not rows[0].strip():
            del rows[0]
        first = rows.pop(0) if rows else ""
        extra: dict[str, str] = {}
        fields = self._header(first, extra)
        if fields is None:
            if not stx:
                if framed:
                    raise error_at(context, "no header of IPTC 7901 behind SOH, and no STX", piece, context.index)
                return None
            context.warn("read.invalid", f"{first[:40]!r} is no header of IPTC 7901; kept in extra", at=piece.line)
            fields = {}
            if first.strip():
                extra["header"] = prose.clean(first, context).strip()
        elif not stx:
            if not framed and not _STRICT.match(first):
                return None
            rest = self._without_stx(rows, fields)
            rows = []
        if not framed:
            context.warn("read.invalid", "the message has no SOH", at=piece.line)
        slug = " ".join(row.strip() for row in rows if row.strip())
        if slug:
            fields["slugline"] = prose.clean(slug, context).removesuffix("/").rstrip() or None
        fields |= self._content(rest, extra)
        if preamble:
            context.warn("read.preamble", f"{len(preamble)} characters before the message; kept in extra", at=piece.line)
            extra["preamble"] = prose.clean(preamble, context)
        self._missing(fields)
        kept = {f"iptc7901:{name}": (value,) for name, value in extra.items() if value}
        return normalise(Article(extra=kept, origin=context.origin(context.index, piece.line), **fields))

    def _header(self, row: str, extra: dict[str, str]) -> dict[str, Any] | None:
        """The fields of the header line, or None where it is none."""
        found = _HEADER.match(row) if len(row) <= _LONGEST_HEADER else None
        if found is None:
            return None
        service, number, priority, category, words, free = found.groups()
        derived: set[str] = set()
        free = prose.clean(free, self._context).strip()
        before, mark, names = free.rpartition(DERIVED)
        if mark and re.fullmatch(r"[a-z,]{1,60}", names):
            free, derived = before.strip(), set(names.split(","))
            self._only_day = "time" in derived
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
        """The text of a message without STX: what follows the keyword line, which ends in a slash."""
        self._context.warn("read.invalid", "the message has no STX", at=self._line)
        rows = list(rows)
        while rows and not rows[0].strip():
            del rows[0]
        if rows and rows[0].rstrip().endswith("/"):
            fields["slugline"] = rows.pop(0).strip().removesuffix("/").rstrip() or None
        return "\n".join(rows)

    def _content(self, rest: str, extra: dict[str, str]) -> dict[str, Any]:
        """Heading, text, notes and trailer."""
        context = self._context
        text, etx, trailer = rest.rpartition(ETX)
        if not etx:
            text, trailer = self._without_etx(rest)
        text = prose.clean(text, context)
        if context.options.quotes:
            text = typographic(text)
        rows = prose.lines(text)
        lines, rows = headings.split(rows)
        fields = headings.fields(lines)
        rows, found = notes(rows)
        groups = [part for group in prose.groups(rows) for part in blocks.indented(group)]
        read = blocks.typed(wrapping.paragraphs(groups, column=True))
        dateline = read.get("dateline")
        if fields.get("byline"):
            read["creators"] = (*blocks.creators(fields["byline"], dateline.source if dateline else None), *read.get("creators", ()))
        fields = {**read, **fields, "ed_notes": found}
        return fields | self._trailer(trailer, extra)

    def _without_etx(self, rest: str) -> tuple[str, str]:
        """Text and trailer of a message without ETX: the last line is the trailer if it is a date."""
        self._context.warn("read.invalid", "the message has no ETX", at=self._line)
        kept = rest.rstrip(_FILL)
        body, _, last = kept.rpartition("\n")
        return (body, last) if _TRAILER.fullmatch(last.strip()) else (rest, "")

    def _trailer(self, trailer: str, extra: dict[str, str]) -> dict[str, Any]:
        """The date behind ETX; what else stands there goes to extra."""
        text = " ".join(trailer.translate(_NO_FILL).split())
        found = _TRAILER.match(text)
        if found is None:
            if text:
                extra["trailer"] = prose.clean(text, self._context)
                self._context.warn("read.date-unparsed", f"no date in the trailer {text[:40]!r}; kept in extra", at=self._line)
            return {}
        day, hour, minute, zone, month, year = found.groups()
        raw = text[: found.end()]
        read = dated(
            f"{day} {month} {full_year(year, self._context.options.pivot)} {hour}:{minute} {zone or ''}", raw, self._context, self._line
        )
        if read.raw:
            extra["date"] = read.raw
        if text[found.end() :].strip():
            extra["trailer"] = prose.clean(text[found.end() :].strip(), self._context)
        return {"published": day_alone(read.date) if self._only_day else read.date} if read.date else {}

    def _missing(self, fields: dict[str, Any]) -> None:
        """Join the date to the transmission, and say what the message does not have."""
        warn, date = self._context.warn, fields.get("published")
        if date is None:
            warn("read.no-date", "no date behind ETX", at=self._line)
        else:
            known = fields.get("transmission") or Transmission()
            fields["transmission"] = Transmission(sequence=known.sequence, priority=known.priority, sent=date)
        if not fields.get("headline"):
            warn("read.no-headline", "no headline", at=self._line)
        if not fields.get("body"):
            warn("read.no-body", "no paragraphs", at=self._line)


_NO_FILL = dict.fromkeys(map(ord, "\x00\x7f"), " ")

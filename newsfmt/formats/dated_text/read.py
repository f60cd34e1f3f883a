"""Reading dated text: bytes in, Articles out, one at a time.

Canonical articles (one line a paragraph, one blank line between) take a short path; everything else
goes through the careful one, which knows the whole family. Both give the same Article for the same
text. Nothing but line ends, outer white space, soft wraps and C0 controls is changed
(dated-text-grammar.md §11).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import BinaryIO

from newsfmt import dates, prose
from newsfmt.article import Article, Origin
from newsfmt.body import plain
from newsfmt.dates import NewsDate
from newsfmt.format import Context
from newsfmt.formats.dated_text import doubts
from newsfmt.formats.dated_text.blocks import Blocks
from newsfmt.formats.dated_text.front import KEYS, Front
from newsfmt.formats.dated_text.grammar import (
    byline_lines,
    front_block,
    header,
    headline_lines,
)
from newsfmt.formats.dated_text.segments import Segment, articles_in, segments

__all__ = ["read"]

_CONTROLS = bytes(range(32)).replace(b"\n", b"") + b"\x7f"
# A text without these bytes has no control character, exotic line end, zero-width space or
# mojibake; most have none, found in one pass.
_SUSPECT = _CONTROLS + b"\x83\x85\x8b\xa2\xa8\xa9\xbf"
_USUAL = bytes(byte for byte in range(256) if byte not in _SUSPECT)
_DOUBTFUL = frozenset(
    ("", *"0123456789+-–—―|,;:/·•~\u200e\u200f")
)  # a headline that begins so may belong to the date
_EXOTIC = (b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")  # line ends beyond ASCII
_MAY_BE_HEADERS = (" date ", "\ndate ", "\nDate ", "\nDATE ")
_LONGEST_HEADLINE = 250


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a stream of dated text. Raises ParseError for an input without text,
    EncodingError for a bad byte.
    """
    counted = _Counted(stream)
    reader = _Reader(context)
    first = context.part.index if context.part is not None else 0
    first -= context.report.failed  # one that failed has its place, too
    given = 0
    context.index = first + context.report.failed
    for segment in segments(counted, context, context.options.dayfirst):  # type: ignore[arg-type]
        context.index = first + given + context.report.failed
        for article in reader.articles(segment, context.index):
            yield article
            given += 1
        context.index = first + given + context.report.failed
    if not given and not context.report.failed:
        size = counted.size
        raise context.error(
            f"no text in {size} bytes of white space" if size else "empty input (0 bytes)"
        )


class _Counted:
    """A stream that counts its bytes, for the error about an input without text."""

    def __init__(self, stream: BinaryIO) -> None:
        self._read = stream.read
        self.size = 0

    def read(self, size: int) -> bytes:
        block = self._read(size)
        self.size += len(block)
        return block


class _Reader:
    """Turns segments into articles."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._options = context.options
        origin = context.origin(0)
        self._format, self._name, self._path = origin.format, origin.name, origin.path
        self._blocks = Blocks(context)

    def articles(self, segment: Segment, index: int) -> Sequence[Article]:
        """The article of a segment; none where there is no text in it, several where exotic line
        ends part them.
        """
        data = segment.data
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            parts = (
                articles_in(segment, self._context, self._options.dayfirst)
                if any(end in data for end in _EXOTIC)
                else []
            )
            if len(parts) > 1:  # each of which may be UTF-8
                articles: list[Article] = []
                for part in parts:
                    articles += self.articles(part, index + len(articles))
                return articles
            at = segment.line + data.count(b"\n", 0, error.start)
            message = f"byte 0x{data[error.start]:02X} at offset {error.start} of the article is not UTF-8; read as windows-1252"
            self._context.warn("read.encoding-guessed", message, at=at)
            return self._careful(prose.windows_1252(data), segment, index)
        found = data.translate(None, _USUAL)
        if b"\r" in found and found.count(b"\r") == data.count(b"\r\n"):
            text, found = text.replace("\r\n", "\n"), found.replace(b"\r", b"")
        odd = bool(found) and _odd(found, text)
        if not odd and not segment.preamble:
            article = self._canonical(text, segment, index)
            return (
                (article,)
                if article is not None
                else self._careful(text, segment, index, clean=True)
            )
        if odd and ("\u2028" in text or "\u2029" in text or "\x85" in text):
            parts = articles_in(segment, self._context, self._options.dayfirst)
            if len(parts) > 1:
                return [
                    article
                    for at, part in enumerate(parts, index)
                    for article in self._careful(part.data.decode(), part, at)
                ]
        return self._careful(text, segment, index)

    # ---- the short path
    # ------------------------------------------------------------

    def _canonical(self, text: str, segment: Segment, index: int) -> Article | None:
        """The article of a canonical text, or None where it is anything else."""
        rows = text.split("\n")
        while rows and not rows[-1]:
            del rows[-1]
        parts = rows[2::2]
        if not parts or any(rows[1::2]) or not all(parts) or list(map(str.strip, parts)) != parts:
            return None
        first = rows[0]
        date = _day(first[6:16]) if first[:6] == " date " and first[16:17] == " " else None
        headline = first[17:]
        if date is None or headline.strip() != headline:
            return None
        if headline[:1] in _DOUBTFUL:
            found = header(first)
            if (
                found is None
                or (found.date is not date and found.date != date)
                or found.headline != headline
            ):
                return None
        read = self._blocks.read(parts, last=segment.last, published=date)
        if not self._blocks.prose:
            return None  # which the careful path reports
        if any(text.find(word, 6) > 0 for word in _MAY_BE_HEADERS):
            doubts.later_headers(text, self._context, segment.line)
        return Article(
            published=date,
            headline=headline,
            origin=Origin(self._format, self._name, self._path, index, segment.line),
            **read,
        )

    # ---- the careful path
    # ------------------------------------------------------------

    def _careful(
        self, text: str, segment: Segment, index: int, *, clean: bool = False
    ) -> tuple[Article, ...]:
        """The article of any text of the family; none where there is nothing but white space.
        ``clean``: no odd character is in it.
        """
        context = self._context
        if not clean:
            text = prose.clean(text, context, repair=self._options.repair)
        rows = prose.lines(text)
        blank = next((place for place, row in enumerate(rows) if plain(row)), None)
        if blank is None:
            return ()
        line = segment.line + blank
        doubts.later_headers("\n".join(rows[blank:]), context, line)
        groups = prose.groups(rows)
        front = Front(context, line, self._options.dayfirst)
        groups = self._head(groups, front, line)
        parts = prose.unwrapped(groups, tables="\t" in text or "   " in text)
        published = front.values.get("published")
        read = self._blocks.read(parts, last=segment.last, published=published)
        if segment.preamble:
            self._preamble(segment, front)
        self._missing(front.values, line)
        fields = front.merge(read)
        origin = Origin(self._format, self._name, self._path, index, line)
        return (Article(origin=origin, **fields),)

    def _head(self, groups: list[list[str]], front: Front, line: int) -> list[list[str]]:
        """Take headline, date and front block from the first group; return the groups of the
        body.
        """
        first, *others = groups
        found = header(first[0], dayfirst=self._options.dayfirst)
        if found is None:
            pairs = front_block(first, KEYS.readers)
            if pairs is not None:
                front.take(pairs)
                return others
            doubts.explain(first[0], self._context, line)
            if _is_headline(first):
                front.values["headline"] = plain(first[0])
                return others
            return groups
        front.header(found)
        rest = first[1:]
        if not rest:
            return others
        pairs = front_block(rest, KEYS.readers)
        if pairs is not None:
            front.take(pairs)
            return others
        lines = [plain(row) for row in rest]
        end = headline_lines(lines, alone=not found.headline)
        if end:
            front.values["headline"] = " ".join(filter(None, (found.headline, *lines[:end])))
        text = end + byline_lines(lines[end:])  # each of these lines is a block of its own
        return [
            *([row] for row in rest[end:text]),
            *([rest[text:]] if rest[text:] else ()),
            *others,
        ]

    def _preamble(self, segment: Segment, front: Front) -> None:
        try:
            text = segment.preamble.decode()
        except UnicodeDecodeError:
            text = prose.windows_1252(segment.preamble)
        text = plain("\n".join(prose.lines(text)))
        if text:
            self._context.warn(
                "read.preamble",
                f"{len(text)} characters before the first header; kept in extra",
                at=1,
            )
            front.keep("preamble", text)

    def _missing(self, fields: Mapping[str, object], line: int) -> None:
        warn = self._context.warn
        if fields.get("published") is None:
            warn("read.no-date", "no date", at=line)
        if fields.get("headline") is None:
            warn("read.no-headline", "no headline", at=line)
        if not self._blocks.prose:
            warn("read.no-body", "no paragraphs", at=line)


@lru_cache(maxsize=16384)  # files repeat their dates, and many small files repeat those of others
def _day(iso: str) -> NewsDate | None:
    """The date of ten characters that are an ISO day."""
    reading = dates.match(iso, 0) if len(iso) == 10 else None
    return (
        reading.date
        if reading is not None and reading.end == 10 and reading.date.iso == iso
        else None
    )


def _is_headline(group: list[str]) -> bool:
    """Whether the first block of a text without header is its headline: one short line that is no
    sentence, dateline or byline.
    """
    text = plain(group[0])
    if len(group) > 1 or len(text) > _LONGEST_HEADLINE or text[-1] == "." or prose.is_rule(text):
        return False
    return prose.dateline(text) is None and prose.byline(text) is None


def _odd(found: bytes, text: str) -> bool:
    """Whether the suspect bytes found in a text are control characters, exotic line ends,
    zero-width spaces or mojibake.
    """
    if min(found) < 0x20 or 0x7F in found:
        return True
    return any(
        char in text for byte, chars in _MEANT for char in chars if byte in found
    ) or prose.is_mojibake(text)


_MEANT = ((0xA8, "\u2028"), (0xA9, "\u2029"), (0x85, "\x85"), (0x8B, "\u200b"), (0xBF, "\ufeff"))

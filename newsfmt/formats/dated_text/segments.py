"""Cutting a stream of dated text into the bytes of single articles, with memory bounded by the
largest one (dated-text-grammar.md §6).

A new article starts at a block that is a header with a valid date, at most two lines long or a head
alone, in the style of the file's first header. The search is for the keyword in bytes, since in a
long file little else has to be looked at twice.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import BinaryIO, NamedTuple

from newsfmt import prose
from newsfmt.body import plain
from newsfmt.errors import LimitError
from newsfmt.format import Context
from newsfmt.formats.dated_text.grammar import (
    LONGEST_HEAD,
    Header,
    Style,
    byline_lines,
    header,
    headline_lines,
)

__all__ = ["Segment", "articles_in", "begins_article", "opening", "segments"]

BLOCK = 1 << 18
_LINE_END = re.compile(rb"\r\n|[\n\r\x0b\x0c]|\xc2\x85|\xe2\x80[\xa8\xa9]")
_KEYWORDS = (b"date", b"Date", b"DATE")
_SPACES = tuple(char.encode() for char in " \t\xa0\u3000\ufeff\u202f\u200e\u200f")
_WORDS = bytes(range(33, 127))
_INDENTS = b" \t"
_INDENTED = re.compile(rb"\n(?:" + b"|".join(_SPACES) + rb")+date")
_PARAGRAPH_ENDS = (b"\x0c", b"\xe2\x80\xa9")
_BLANK = (b"\n\n", b"\n\r\n")
_CANONICAL = Style(True, "date", False)
_MARK_STARTS = frozenset(mark[:1] for mark, _ in prose.BYTE_ORDER_MARKS)


class Segment(NamedTuple):
    """The bytes of one article, the line (from 1) they begin on, and what stood before the first
    header of the file; ``last``: no article follows.
    """

    data: bytes
    line: int
    preamble: bytes = b""
    last: bool = False


def segments(stream: BinaryIO, context: Context, dayfirst: bool | None) -> Iterator[Segment]:
    """Yield the bytes of each article. Raises EncodingError; an article over the limit fails
    alone.
    """
    return _Cutter(stream, context, dayfirst).run()


def articles_in(segment: Segment, context: Context, dayfirst: bool | None) -> list[Segment]:
    """Return the articles in a segment that holds line ends beyond ASCII, which the fast search
    passes over.
    """
    import io

    cutter = _Cutter(io.BytesIO(segment.data), context, dayfirst, exotic=True)
    found = [part._replace(line=part.line + segment.line - 1) for part in cutter.run()]
    if not found:
        return [segment]
    found[0] = found[0]._replace(preamble=segment.preamble + found[0].preamble)
    return [part._replace(last=segment.last and part is found[-1]) for part in found]


def opening(block: bytes, context: Context) -> tuple[int, Style | None, bool]:
    """Return where the first header in the beginning of an input is (-1 for nowhere), its style,
    and whether its block runs on into the text.
    """
    import io

    cutter = _Cutter(io.BytesIO(), context, context.options.dayfirst)
    starts, _ = cutter._starts(block, 0, ended=False)
    return (starts[0] if starts else -1), cutter._style, cutter._long


def begins_article(buffer: bytes, start: int, context: Context, state: tuple[Style, bool]) -> bool:
    """Return whether an article begins at ``start``, in an input whose first header is as ``state``
    says.
    """
    import io

    cutter = _Cutter(io.BytesIO(), context, context.options.dayfirst)
    cutter._style, cutter._long = state
    return cutter._verify(buffer, start, ended=False) is True


class _Cutter:
    """The state of one cut: the style of the file, the line at hand, and what waits for the next
    segment.
    """

    def __init__(
        self, stream: BinaryIO, context: Context, dayfirst: bool | None, *, exotic: bool = False
    ) -> None:
        self._blocks = _utf8_blocks(stream, context)
        self._context = context
        self._limit = context.limits.article_bytes
        self._dayfirst = dayfirst
        part = None if exotic else context.part
        self._style: Style | None = None
        self._long = False  # the first header's block runs on into the text: later ones may, too
        later = part is not None and part.start > 0  # such a part begins with a header
        if part is not None and later:
            self._style, self._long = part.state
        self._line = part.line if part is not None else 1
        self._ends = part is None or part.last  # no article follows the last one here
        self._preamble = b""
        self._begun = later  # a header has been met
        self._word = b"date" if later else b""
        self._exotic = exotic  # line ends beyond ASCII may part articles
        self._plain_ends = False
        self._ahead: dict[
            bytes, int
        ] = {}  # before which place of the buffer each keyword does not stand
        self._skipping = False  # the article at hand is over the limit and already reported

    def run(self) -> Iterator[Segment]:
        buffer, place = b"", 0
        for block in self._blocks:
            buffer = buffer + block if buffer else block
            starts, place = self._starts(buffer, place, ended=False)
            done = 0
            for start in starts:
                segment = self._cut(buffer, done, start)
                if segment is not None:
                    yield segment
                done, self._begun = start, True
            buffer, place = buffer[done:], place - done
            if self._limit is not None and len(buffer) > self._limit:
                buffer, place = self._skip(buffer, place), 0
        starts, _ = self._starts(buffer, place, ended=True)
        done = 0
        for start in starts:
            segment = self._cut(buffer, done, start)
            if segment is not None:
                yield segment
            done, self._begun = start, True
        self._begun = True
        segment = self._cut(buffer, done, len(buffer), last=self._ends)
        if segment is not None:
            yield segment

    def _cut(self, buffer: bytes, start: int, end: int, *, last: bool = False) -> Segment | None:
        """The segment between two headers; what stands before the first one waits to be its
        preamble.
        """
        if start == end:
            return None
        data, line = buffer[start:end], self._line
        self._line += data.count(b"\n") or data.count(b"\r")
        if self._skipping:
            self._skipping = False
        elif not self._begun:
            self._preamble = data if data.strip() else b""
        elif self._limit is not None and len(data) > self._limit:
            self._context.fail(self._too_long(line))
        else:
            preamble, self._preamble = self._preamble, b""
            return Segment(data, line, preamble, last)
        return None

    def _skip(self, buffer: bytes, place: int) -> bytes:
        """Report an article that is over the limit, once, and drop the part searched so far."""
        if not self._skipping:
            self._context.fail(self._too_long(self._line))
        self._skipping = self._begun = True
        self._line += buffer.count(b"\n", 0, place)
        return buffer[place:]

    def _too_long(self, line: int) -> LimitError:
        return self._context.exceeded("article_bytes", "the text of the article", at=line)

    def _starts(self, buffer: bytes, place: int, *, ended: bool) -> tuple[list[int], int]:
        """Where articles start in the buffer from ``place`` on, and where the search goes on when
        there is more to read.
        """
        found: list[int] = []
        self._ahead = {}
        self._plain_ends = (
            not self._exotic
            and b"\r" not in buffer
            and b"\x0b" not in buffer
            and b"\x0c" not in buffer
        )
        while True:
            start, at = self._next(buffer, place)
            if at < 0:
                return found, max(place, len(buffer) - 3)
            if start is not None:
                verdict = self._verify(buffer, start, ended)
                if verdict is None:
                    return found, start
                if verdict and (start or not self._begun):
                    found.append(start)
            place = at + 4

    def _next(self, buffer: bytes, place: int) -> tuple[int | None, int]:
        """Where the next keyword stands, and the start of its line if it may open a header there;
        -1 without one.

        In the commonest style the pattern looks at line ends alone, which is what makes the search
        cheap.
        """
        if self._style != _CANONICAL or not self._plain_ends:
            at = buffer.find(self._word, place) if self._word else self._first(buffer, place)
            return (_line_start(buffer, at), at) if at >= 0 else (None, -1)
        match = _INDENTED.search(buffer, max(place - 8, 0))
        while match is not None and match.end() - 4 < place:
            match = _INDENTED.search(buffer, match.end())
        return (match.start() + 1, match.end() - 4) if match is not None else (None, -1)

    def _first(self, buffer: bytes, place: int) -> int:
        """Where the first keyword of any style stands; once one is found, the others are looked for
        before it alone, and never there again.
        """
        first, end = -1, len(buffer)
        for word in _KEYWORDS:
            since = max(place, self._ahead.get(word, 0))
            at = buffer.find(word, since, end)
            if at >= 0:
                first, end = at, at + len(word) - 1
            self._ahead[word] = at if at >= 0 else max(since, end - len(word) + 1)
        return first

    def _verify(self, buffer: bytes, start: int, ended: bool) -> bool | None:
        """Whether a header that begins an article stands at ``start``; None where the buffer ends
        too soon to say.
        """
        canonical = self._style is None or self._style == _CANONICAL
        if (
            canonical
            and buffer.startswith(b" date ", start)
            and _is_date(buffer[start + 6 : start + 17])
        ):
            end = buffer.find(b"\n", start)
            if buffer.startswith(_BLANK, end) and (start == 0 or buffer.endswith(_BLANK, 0, start)):
                self._style, self._word = _CANONICAL, b"date"
                return True
        rows: list[bytes] = []
        at = start
        while len(rows) <= LONGEST_HEAD:
            match = _LINE_END.search(buffer, at)
            if match is None or (match.end() == len(buffer) and not ended):
                if not ended and len(buffer) - start < 4 * BLOCK:
                    return None
                rows.append(buffer[at:])
                break
            rows.append(buffer[at : match.start()])
            at = match.end()
            if (len(rows) > 1 and not rows[-1].strip()) or match.group() in _PARAGRAPH_ENDS:
                break
        found = _header(rows[0], self._dayfirst)
        if found is None:
            return False
        length = next((n for n, row in enumerate(rows) if n and not plain(_text(row))), len(rows))
        if not _after_blank(buffer, start):
            return False
        short = length <= 2 or _is_head(found, rows[1:length])
        if self._style is None:
            self._style, self._long, self._word = (
                found.style,
                not short,
                found.style.keyword.encode(),
            )
            return True
        return found.style == self._style and (short or self._long)


@lru_cache(maxsize=16384)  # files repeat their dates, and many small files repeat those of others
def _is_date(row: bytes) -> bool:
    """Whether eleven bytes are an ISO day that the calendar has, as :func:`newsfmt.dates.match` has
    it, and a space.
    """
    row, space = row[:10], row[10:]
    if (
        space != b" "
        or row[4:5] != b"-"
        or row[7:8] != b"-"
        or row[:1] not in (b"1", b"2")
        or not (row[:4] + row[5:7] + row[8:]).isdigit()
    ):
        return False
    try:
        date.fromisoformat(row.decode("ascii"))
    except ValueError:
        return False
    return True


def _is_head(found: Header, below: list[bytes]) -> bool:
    """Whether the lines below a header are its headline, byline and affiliation alone."""
    lines = [plain(_text(row)) for row in below]
    end = headline_lines(lines, alone=not found.headline)
    return end + byline_lines(lines[end:]) == len(lines)


def _header(row: bytes, dayfirst: bool | None) -> Header | None:
    return header(_text(row), dayfirst=dayfirst)


def _text(row: bytes) -> str:
    """A line as text, to be looked at only."""
    try:
        return row.decode()
    except UnicodeDecodeError:
        return prose.windows_1252(row)


def _line_start(buffer: bytes, at: int) -> int | None:
    """Where the line of a keyword begins, if nothing but white space stands before it."""
    if at and buffer[at - 1] in _WORDS:
        return None
    while at > 0:
        if buffer[at - 1] in _INDENTS:
            at -= 1
            continue
        if buffer[at - 1] in b"\n\r\x0b\x0c":
            return at
        wide = next((space for space in _SPACES if buffer.endswith(space, 0, at)), None)
        if wide is None:
            return (
                at
                if buffer.endswith((b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9"), 0, at)
                else None
            )
        at -= len(wide)
    return 0


def _after_blank(buffer: bytes, start: int) -> bool:
    """Whether a blank line, a page or paragraph end, or a rule stands right before ``start``."""
    if (
        start == 0
        or buffer[start - 1 : start] == b"\x0c"
        or buffer.endswith(b"\xe2\x80\xa9", 0, start)
    ):
        return True
    if buffer.endswith(b"\n\n", 0, start):
        return True
    before = buffer[max(0, start - 512) : start]
    rows = _LINE_END.split(before)
    last = plain(_text(rows[-2])) if len(rows) > 1 else ""
    return not last or prose.is_rule(last)


# ---- bytes in UTF-8, or near it
# ------------------------------------------------------------


def _utf8_blocks(stream: BinaryIO, context: Context) -> Iterator[bytes]:
    """Yield blocks of bytes without byte order mark; what is in another encoding by mark or request
    comes as UTF-8.
    """
    block = stream.read(BLOCK)
    mark, encoding = _marked(block)
    encoding = encoding or (context.encoding if not mark else None)
    block = block[len(mark) :]
    if encoding is None:
        while block:
            yield block
            block = stream.read(BLOCK)
        return
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset = len(mark) + (context.part.start if context.part is not None else 0)
    while True:
        kept = len(decoder.getstate()[0])
        try:
            text = decoder.decode(block, not block)
        except UnicodeDecodeError as error:
            raise prose.bad_byte(error, encoding, context, offset - kept) from None
        if text:
            yield text.encode()
        if not block:
            return
        offset += len(block)
        block = stream.read(BLOCK)


def _marked(block: bytes) -> tuple[bytes, str | None]:
    if block[:1] in _MARK_STARTS:
        for mark, encoding in prose.BYTE_ORDER_MARKS:
            if block.startswith(mark):
                return mark, None if encoding == "utf-8" else encoding
    return b"", None

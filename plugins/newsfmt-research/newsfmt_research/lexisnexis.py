"""LexisNexis classic text downloads: a cover, then articles, each below a line ``1 of 10
DOCUMENTS`` in the language of the interface.

The lines of a file come in, articles go out. How an article is laid out is in
:mod:`newsfmt_research.nexis_text`; what the labels mean in :mod:`newsfmt_research.nexis_labels`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

import attrs

from newsfmt import prose
from newsfmt.article import Article
from newsfmt.errors import ParseError
from newsfmt.format import Context, Part
from newsfmt.head import Confidence, Head
from newsfmt.parting import at_lines
from newsfmt_research.fragments import cuts
from newsfmt_research.nexis_fields import Item, Reading
from newsfmt_research.nexis_labels import Labels, labels
from newsfmt_research.nexis_text import Layout, label_of
from newsfmt_research.utf8 import as_utf8

__all__ = ["read", "sniff", "split"]

_RANGE = re.compile(r"(\d{1,7})(?:\s?[-–]\s?(\d{1,7}))?")
_COUNTED = re.compile(
    r"^[ \t]*(?:([^\W\d_]{3,20}) )?\d{1,7} (\S{1,8}) \d{1,7}(?: ([^\W\d_]{3,20}))?[ \t]*$",
    re.MULTILINE,
)
_NEAR = 40
_CLOSED = tuple(bytes([byte]) for byte in b"\n\r.!?\"')")
_LONGEST = 160


def sniff(head: Head) -> Confidence:
    """CERTAIN for a number line with a label in capitals below it, LIKELY for a cover alone."""
    if head.json_start or head.first_line.startswith("____"):
        return Confidence.NO  # ProQuest counts documents as well
    known = labels()
    rows = head.lines
    covers = {
        row.partition(":")[0]
        for row in rows[:_NEAR]
        if ":" in row[:_NEAR] and _is_of_cover(row, known)
    }
    for place, row in enumerate(rows):
        found = _opening(row.encode(), known)
        if found is None:
            continue
        if found[5] is not None:
            if any(_is_of_cover(line, known) for line in rows[place + 1 : place + _NEAR]):
                return Confidence.CERTAIN if _has_number(rows[place:], known) else Confidence.LIKELY
        elif _has_labels(rows[place + 1 : place + _NEAR], known):
            return Confidence.CERTAIN
    several = sum(" " in name or "-" in name for name in covers) > 1
    return Confidence.LIKELY if several else Confidence.NO


def _has_labels(rows: list[str], known: Labels) -> bool:
    """Whether a label follows that is known, or several that are in capitals."""
    names = [entry[0] for row in rows if (entry := label_of(row.rstrip("\r"))) is not None]
    return len(names) > 1 or any(known.meaning(name) for name in names)


def _has_number(rows: list[str], known: Labels) -> bool:
    """Whether a number line follows a cover."""
    return any(
        (found := _opening(row.encode(), known)) is not None and found[5] is None for row in rows
    )


def _is_of_cover(line: str, known: Labels) -> bool:
    name, colon, _ = line[:_NEAR].partition(":")
    return bool(colon) and name.lstrip()[:1].isalpha() and known.is_frame(name, "cover")


def _opening(line: bytes, known: Labels) -> re.Match[bytes] | None:
    """The match of a line that opens an article or a cover."""
    if not line or line[0] not in known.first or len(line) > _LONGEST:
        return None
    return known.opening.match(line)


_State: TypeAlias = tuple[int | None, int]


class _Openings:
    """The lines that open an article or a cover, as they are met: what is stated of the number of
    articles, which goes on from one part of a file to the next.
    """

    def __init__(self, known: Labels, state: _State = (None, 0)) -> None:
        self.known = known
        self.left, self.last = state
        """How many articles of those that a cover states are to come, None without a cover; and
        the number of the last article.
        """
        self.before = state
        """What these were before the line at hand."""
        self.opens_cover = False
        """Whether the line opens a cover."""
        self.stated: tuple[int, int] | None = None
        """The number that the line states, and that of its article, 0 on a cover."""

    def __call__(self, line: bytes) -> bool:
        """Return whether a line opens an article or a cover."""
        found = _opening(line, self.known)
        if found is None:
            return False
        self.before = self.left, self.last
        self.stated = None
        self.opens_cover = found[5] is not None
        if found[5] is not None:
            total = _selected(found[5].decode("utf-8", "replace"))
            self.left, self.last = total or None, 0
            self.stated = (total, 0) if total else None
            return True
        number, total = (int(re.sub(rb"\D", b"", text)) for text in found.groups()[:4] if text)
        restarts = number <= self.last
        self.last = number
        if self.left is None:
            self.stated = total, number
        elif restarts and self.left < 1:  # another export, without a cover
            self.left = None
            self.stated = total, 0
        else:
            self.left -= 1
        return True


def _selected(text: str) -> int:
    """How many documents a cover names: ``Selected Items: 1-10, 12``; 0 where it does not say."""
    ranges = _RANGE.findall(text.rpartition(":")[2])
    return sum(max(int(last) - int(first) + 1, 0) if last else 1 for first, last in ranges)


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield parts that begin with an article or a cover."""
    openings = _Openings(labels(getattr(context.options, "labels", None)))
    state = openings.before
    for part in at_lines(stream, context, size, openings):
        yield attrs.evolve(part, state=state)
        state = openings.before


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a file. Raises ParseError where it has none, TruncatedError where the
    last one stops inside a sentence, without the labels behind its text.
    """
    reading = Reading(context)
    known, part = reading.labels, context.part
    index = part.index if part is not None else 0
    openings = _Openings(known, (part.state if part is not None else None) or (None, 0))
    preamble = unread = ""
    last: Layout | None = None
    ending = b""
    for line, data in cuts(as_utf8(stream, context), context, known.begins):
        head, end, rest = data.partition(b"\n")
        openings.stated = None
        opens = openings(head + end)
        if openings.stated is not None:
            context.stated(*openings.stated)
        if not opens or openings.opens_cover:
            unread = _text(data, context)
            preamble = "" if opens else _preamble(unread, reading, line)
            if not preamble:
                context.export_note(unread, at=line)
            continue
        if last is not None:
            yield last.finish()
        last = Layout(_text(rest, context), Item(reading, index, line))
        last.item.fields.keep("document", head.decode("utf-8", "replace").strip(" \t\r\n\ufeff"))
        last.item.fields.keep("preamble", preamble)
        preamble, ending = "", data[-1:]
        index += 1
    if last is not None:
        is_open = not last.is_closed and ending not in _CLOSED
        if is_open and context.holds_end:
            context.cut_off("the end of the last article", at=last.item.line)
        yield last.finish()
    elif not index and context.holds_end:
        raise _no_article(unread, context)


def _text(data: bytes, context: Context) -> str:
    text = prose.decode(data, context, default="cp1252")
    return prose.clean(text, context, repair=context.options.repair)


def _preamble(text: str, reading: Reading, line: int) -> str:
    """The text before an article that is to be kept: what is no cover."""
    rows = prose.lines(text)
    if any(_is_of_cover(row, reading.labels) for row in rows) or not text.strip():
        return ""
    message = "text before the first article, which is kept in its extra"
    reading.context.warn("read.preamble", message, at=line)
    return text.strip()


def _no_article(text: str, context: Context) -> ParseError:
    """The error for a file without an article, which names the line that may open one."""
    message = "no line such as '1 of 10 DOCUMENTS' begins an article"
    found = _COUNTED.search(text)
    if found is not None and (found[1] or found[3]):
        before, of, behind = found.groups()
        word = (before or behind).upper()
        message += (
            f"; if {' '.join(found[0].split())!r} does so in another language of the interface, "
            f'say that with -O labels="document={word} of={of}"'
        )
    return context.error(message)

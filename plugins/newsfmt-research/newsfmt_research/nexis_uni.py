"""Nexis Uni, Lexis+ and Nexis Advance: DOCX and RTF, which hold the same paragraphs.

The bytes say which of both a file is, never its name. Bookmarks part the articles (``Bookmark_1``),
their text (``Body``) and their terms (``Classification``); without them the words do that, in the
language of the interface. The cover is no article; what it says of their number is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, takewhile
from operator import attrgetter
from typing import BinaryIO

from newsfmt.article import Article
from newsfmt.body import Block, Break, Paragraph
from newsfmt.format import Context
from newsfmt.head import Confidence, Head
from newsfmt_research import rtf
from newsfmt_research.nexis_fields import Item, Reading, is_copyright
from newsfmt_research.nexis_labels import Labels, labels
from newsfmt_research.passages import Passage
from newsfmt_research.values import colon

__all__ = ["read", "sniff"]

_OPENS = re.compile(r"Bookmark_\d{1,7}")
_BODY = re.compile(r"Body(?:_\d{1,7})?")
_CLASSIFICATION = re.compile(r"Classification(?:_\d{1,7})?")
_LABEL = re.compile(r"([^:\n\u00a0]{1,40}?)\s?:[\u00a0]\s*(.*)", re.DOTALL)
_LOOSE_LABEL = re.compile(r"([^:\n]{1,40}?)\s?:\s*(.*)", re.DOTALL)
_DOCUMENTS = re.compile(r"([^\d()]{1,40})\((\d{1,7})\)")
_LISTED = re.compile(r"(\d{1,5})\.\s*\S")
_LEADING = frozenset("headline byline section length dateline summary body genre series".split())
_SIGN = re.compile(rb'Bookmark_1\b|w:name="Bookmark_1"|LADeliveryID')
_BOUNDS = re.compile(rb">([^<>\n]{4,40})</")
_PARAGRAPH = re.compile(rb"\\pard?\b")
_HIDDEN = re.compile(rb"\{\\\*[^{}]*\}")
_SHORT = 400  # bytes of a paragraph of RTF that may be a mark
_LOOK = 1 << 14  # bytes of them that a sniffer decodes

_NO_ARTICLE = (
    "no bookmark Bookmark_1 and no 'End of Document' in it: it is no export of Nexis Uni, or its "
    "interface is in a language that is not known; say what ends an article, and what its text and "
    'terms stand below, with -O labels="end=DOKUMENTIN-LOPPU body=TEKSTI classification=LUOKITUS"'
)


def sniff(head: Head) -> Confidence:
    """CERTAIN for DOCX or RTF with the first bookmark or the mark that ends a document."""
    if head.data[:4] == b"PK\x03\x04":
        from newsfmt_research import docx

        text = docx.beginning(head.wider().more)
    elif rtf.is_rtf(head.data):
        text = head.more
    else:
        return Confidence.NO
    if _SIGN.search(text):
        return Confidence.CERTAIN
    rows = _short(text) if rtf.is_rtf(text) else map(_text, _BOUNDS.findall(text))
    known = labels()
    ends = any(known.is_frame(row, "end") for row in rows if len(row) < 40)
    return Confidence.CERTAIN if ends else Confidence.NO


def _short(data: bytes) -> list[str]:
    """The short paragraphs of RTF. Without the long ones decoding costs a few milliseconds."""
    rows = [row for row in _PARAGRAPH.split(data) if len(row) < _SHORT]
    marks = b"\\par ".join(_HIDDEN.sub(b"", row).translate(None, b"{}") for row in rows)
    return rtf.beginning(b"{\\rtf1 " + marks[:_LOOK])


def _text(row: bytes) -> str:
    return row.decode("utf-8", "replace")


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a file. Raises ParseError for a file that is neither DOCX nor RTF, or
    no export; TruncatedError for one that is cut off.
    """
    data = stream.read()
    reading = Reading(context)
    index = 0
    for passages in _documents(_passages(data, context), reading):
        if passages:  # else two marks of an end follow each other; the count says so
            yield _Document(passages, Item(reading, index, passages[0].line)).article()
            index += 1
    if not index:
        raise context.error(_NO_ARTICLE)


def _passages(data: bytes, context: Context) -> Iterator[Passage]:
    if rtf.is_rtf(data):
        return rtf.passages(data, context)
    if data[:2] == b"PK":
        from newsfmt_research import docx

        return docx.passages(data, context)
    begins = data[:12].decode("latin-1")
    raise context.error(f"it is neither DOCX nor RTF, whatever its name: it begins with {begins!r}")


def _documents(passages: Iterator[Passage], reading: Reading) -> Iterator[list[Passage]]:
    """Yield the passages of each article: from its bookmark, else to the mark that ends it."""
    current: list[Passage] = []
    last, has_ended = "", True
    by_bookmark = False
    for passage in passages:
        opens = next(filter(_OPENS.fullmatch, passage.bookmarks), "")
        if opens and (opens != last or has_ended):
            if by_bookmark and not has_ended:
                yield current
            else:
                _cover(current, reading)
                _note(current, reading)
            current, last, has_ended, by_bookmark = [], opens, False, True
        current.append(passage)
        if _is_frame(passage, reading.labels, "end") and not (by_bookmark and has_ended):
            reading.context.end_mark()
            start = 0 if by_bookmark else _cover(current, reading)
            _note(current[:start], reading)
            yield current[start:-1]
            current, has_ended = [], True
    if by_bookmark and not has_ended:
        yield current
    else:
        _note(current, reading)


def _is_frame(passage: Passage, known: Labels, *meanings: str) -> bool:
    text = passage.text.strip()
    return 0 < len(text) < 40 and known.is_frame(text, *meanings)


def _note(passages: Sequence[Passage], reading: Reading) -> None:
    """Report what stands before or behind the articles."""
    line = passages[0].line if passages else None
    reading.context.export_note("\n".join(passage.text for passage in passages), at=line)


def _cover(passages: list[Passage], reading: Reading) -> int:
    """Take what a cover says of the number of articles; return where the first article begins, as
    far as words tell.
    """
    known = reading.labels
    stated, listed, end = 0, 0, 0
    for place, passage in enumerate(passages):
        text = passage.text.strip()
        total = _DOCUMENTS.fullmatch(text)
        label = _LOOSE_LABEL.match(text)
        if total and known.is_frame(total[1], "documents"):
            stated, end = int(total[2]), place + 1
        elif label and known.is_frame(label[1], "cover"):
            end = place + 1
        elif (entry := _LISTED.match(text)) and int(entry[1]) == listed + 1:
            listed += 1
    if end and (stated or listed):
        reading.context.stated(stated or listed)
    if not end:
        return 0
    filled = [place for place in range(end, len(passages)) if passages[place].text.strip()]
    item = Item(reading, 0, None)
    for number, place in enumerate(filled):
        if item.dated(passages[place].text.strip()) is not None:
            return filled[max(number - 2, 0)]
    return end


class _Document:
    """One article in its passages."""

    def __init__(self, passages: Sequence[Passage], item: Item) -> None:
        self.item = item
        self.known = item.reading.labels
        self.passages = passages
        self.header: list[Passage] = []
        self.labels: list[tuple[str, list[str]]] = []

    def article(self) -> Article:
        """Return the article."""
        item = self.item
        body = self._body()
        text, tail = self._text(body)
        self._terms(tail)
        self._header()
        for name, values in self.labels:
            item.label(name, " ".join(values))
        graphic = max((place for place, passage in enumerate(text) if _is_frame(passage, self.known, "graphic")), default=len(text))  # fmt: skip
        for passage in text[graphic + 1 :]:
            if caption := " ".join(passage.text.split()):
                item.caption(caption)
        return item.finish(tuple(_paragraph(passage.text) for passage in text[:graphic] if passage.text.strip()))  # fmt: skip

    def _body(self) -> int:
        """Read what stands before the text; return where that begins."""
        marked = next((place for place, passage in enumerate(self.passages) if any(map(_BODY.fullmatch, passage.bookmarks))), None)  # fmt: skip
        blank = False
        for place, passage in enumerate(self.passages):
            if place == marked:
                return place + 1
            text = passage.text.strip()
            if not text:
                blank = True
                continue
            is_head = len(self.header) > 1 or bool(self.labels)
            if marked is None and is_head and _is_frame(passage, self.known, "body"):
                return place + 1
            if (
                marked is None
                and is_head
                and _is_frame(passage, self.known, "classification", "graphic")
            ):
                return place
            if self._label(passage, anywhere=marked is not None and is_head):
                pass
            elif self.labels and not blank:
                self.labels[-1][1].append(text)
            elif self.labels and marked is None:
                return place
            elif self.item.notices or is_copyright(text) or (is_head and passage.text[0] == "\n"):
                self.item.notices.append(" ".join(text.split()))
            else:
                self.header.append(passage)
            blank = False
        return len(self.passages)

    def _label(self, passage: Passage, *, anywhere: bool) -> bool:
        """Take a passage that is a label with its value, or goes on with one behind the text;
        return whether it is.
        """
        entry = self._entry(passage, anywhere=anywhere)
        if entry is not None:
            self.labels.append((entry[0], [entry[1]]))
        return entry is not None

    def _entry(self, passage: Passage, *, anywhere: bool) -> tuple[str, str] | None:
        """The label and the value of a passage: a bold name with a colon, or a colon and a space
        that does not break; ``anywhere`` a known name with a colon is enough.
        """
        text = colon(passage.text.strip())
        bold = colon(passage.bold.strip())
        if bold[-1:] == ":" and 1 < len(bold) <= 41 and (self.header or self.labels):
            return bold[:-1].strip(), text[len(bold) :].strip()
        match = _LABEL.fullmatch(text)
        if match is None and anywhere:
            match = _LOOSE_LABEL.fullmatch(text)
            if match is not None and self.known.meaning(match[1]) is None:
                return None
        if match is None or not (self.header or self.labels):
            return None
        if not self.labels and self.known.meaning(match[1]) is None and len(self.header) < 3:
            return None
        return match[1].strip(), match[2].strip()

    def _text(self, start: int) -> tuple[Sequence[Passage], Sequence[Passage]]:
        """The passages of the text, and those of the terms behind it."""
        rest = self.passages[start:]
        marked = (place for place, passage in enumerate(rest) if any(map(_CLASSIFICATION.fullmatch, passage.bookmarks)))  # fmt: skip
        headings = (place for place in reversed(range(len(rest))) if self._is_heading(rest, place))
        heading = next(chain(marked, headings), None)  # the word alone may be text
        if heading is not None:
            return rest[:heading], rest[heading + 1 :]
        filled = [place for place, passage in enumerate(rest) if passage.text.strip()]
        labels = [place for place in filled if self._is_tail_label(rest[place])]
        for number, place in enumerate(labels):
            behind = len(filled) - filled.index(place)
            if (len(labels) - number) * 2 >= behind:
                return rest[:place], rest[place:]
        return rest, ()

    def _is_heading(self, rest: Sequence[Passage], place: int) -> bool:
        """Whether a passage is the word above the terms, which labels follow."""
        if not _is_frame(rest[place], self.known, "classification"):
            return False
        following = next((passage for passage in rest[place + 1 :] if passage.text.strip()), None)
        return following is not None and self._entry(following, anywhere=True) is not None

    def _is_tail_label(self, passage: Passage) -> bool:
        entry = self._entry(passage, anywhere=False)
        meaning = self.known.meaning(entry[0]) if entry else None
        return meaning is not None and meaning not in _LEADING

    def _terms(self, tail: Sequence[Passage]) -> None:
        """Read the labels behind the text; a passage without one goes on with the one before."""
        for passage in tail:
            text = passage.text.strip()
            if text and not self._label(passage, anywhere=True) and self.labels:
                self.labels[-1][1].append(text)

    def _header(self) -> None:
        """Read title, source, date and what stands below: the date tells which line is which."""
        item = self.item
        lines = [" ".join(passage.text.split()) for passage in self.header]
        order = [*(place for place in (2, 1, 3, 4, 5) if place < len(lines)), 0]
        date = next((place for place in order if lines and item.dated(lines[place])), None)
        above = lines[:date] if date is not None else lines[:2]
        linked = sum(1 for _ in takewhile(attrgetter("links"), self.header[: len(above)]))
        title_end = len(above) - 1 if date is not None else min(len(above), 1)
        if linked and (linked < len(above) or len(above) == 1):
            title_end = linked
        if title_end:
            item.set("headline", " ".join(above[:title_end]))
        item.source = next(iter(above[title_end:]), None)
        for line in above[title_end + 1 :]:
            item.fields.keep("header", line)
        for passage in self.header[: max(title_end, 1)]:
            for address in passage.links:
                item.link(address)
        if date is not None:
            item.date(lines[date])
        for line in lines[len(above) + (date is not None) :]:
            if not item.date_line or not item.date(line):
                item.below_date(line)


def _paragraph(text: str) -> Block:
    """A passage as a paragraph, its breaks as breaks."""
    rows = [row.strip() for row in text.strip().split("\n")]
    content: list[str | Break] = [rows[0]]
    for row in rows[1:]:
        content += [Break(), row]
    return Paragraph(content)

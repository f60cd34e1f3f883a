"""The layout of an article of LexisNexis as text: which lines are the header, labels, the text and
what stands behind it.

The lines below the number line come in, the Article goes out. Centred lines are source, date and
copyright, lines at column 0 the headline. A label inside the text is text: the labels behind it
begin where nothing but labels and the copyright follows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from newsfmt import prose
from newsfmt.article import Article
from newsfmt.body import Block, Paragraph, Preformatted
from newsfmt.languages import language
from newsfmt_research.nexis_fields import Item, is_copyright
from newsfmt_research.nexis_labels import Labels
from newsfmt_research.values import colon, find_date, word_count

__all__ = ["Layout", "label_of"]

_LABEL = re.compile(r"([^\W\d_][^:]{0,40}?)\s?:(?:[ \t\xa0]+(.*)|)\Z", re.DOTALL)
_OPENS_PARAGRAPH = re.compile(r"\t| {3,7}(?! )")
_SPECIAL = ("\t", "\n ", "   ", "...", ". .", "--", "__", "==")
"""What text with leaders, rules, columns or indents has."""
_COLUMNS = re.compile(r"\S {3,}\S")
_LEADERS = (".....", ". . . .")
_DASHES = re.compile(r"\s*[-_=]{3,}[-_= ]*\Z")
_NAME = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*|de|van|von|der|la|du|di|da|und|and|et|en|y|e)(?: (?:[^\W\d_a-z][\w.'’-]*|de|van|von|der|den|la|du|di|da|und|and|et|en|y|e)){1,5}")  # fmt: skip
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PERCENT = re.compile(r"\(\d{1,3}\s?%\)")
_CENTRED, _WIDTH = 8, 80
_LEADING = frozenset("headline byline section length dateline summary body genre series".split())
"""Meanings of labels that stand before the text."""
_LISTS = frozenset(
    "load-date language type code subject person organisation company ticker industry place".split()
)
"""Meanings whose values are no sentences."""
_SENTENCE = tuple('.!?"”»')
_ONCE = _LEADING - {"genre", "series"} | {"load-date", "language"}
"""Meanings that an article has once: another such label is text."""


def label_of(row: str) -> tuple[str, str] | None:
    """Return the label and the value of a line at column 0; None for any other.

    >>> label_of("LÄNGE: 306 Wörter"), label_of("Body text: no label")
    (('LÄNGE', '306 Wörter'), None)
    """
    row = colon(row)
    name, end, _ = row.partition(":")
    if not end or name != name.upper():
        return None
    match = _LABEL.match(row)
    if match is None:
        return None
    return match[1], (match[2] or "").strip()


@attrs.define
class _Group:
    """Lines between blank lines: a label with its value, or text."""

    rows: list[str]
    blanks: int
    """How many blank lines stand before it."""
    label: str | None = None
    value: str = ""
    meaning: str | None = None

    @property
    def is_centred(self) -> bool:
        """Whether its first line is set in the middle."""
        return _is_centred(self.rows[0])

    @property
    def is_notice(self) -> bool:
        """Whether it is a notice of copyright: centred, or a short one with a year."""
        row = self.rows[0].strip()
        if not is_copyright(row):
            return False
        return self.is_centred or (
            len(self.rows) < 4 and _YEAR.search(" ".join(self.rows)) is not None
        )

    def opening(self) -> list[str]:
        """The lines of a text that begins behind its label."""
        entry = label_of(self.rows[0])
        return [*([entry[1]] if entry and entry[1] else []), *self.rows[1:]]

    def text(self) -> str:
        """Its lines as one."""
        return prose.join([row.strip() for row in self.rows])


class Layout:
    """An article in its lines."""

    def __init__(self, text: str, item: Item) -> None:
        self.item = item
        self.below: list[str] = []
        """Lines below a notice, of which one may be the source."""
        rows = prose.lines(text)
        end = _cover_behind(rows, item.reading.labels)
        item.context.export_note("\n".join(rows[end:]), at=item.line)
        rows = rows[:end]
        self.groups = list(_groups(rows, item.reading.labels))
        start = self._header_end()
        self.header = self.groups[:start]
        self.leading, place = self._leading(start)
        self.tail = self._tail(place)
        self.text = self.groups[place : self.tail]
        self.is_closed = self.tail < len(self.groups)
        """Whether labels or a notice stand behind the text."""

    # -- what stands where

    def _header_end(self) -> int:
        """The place of the first label that is known; without one, of the first that is unknown
        below the headline, or the end.
        """
        for place, group in enumerate(self.groups):
            if group.meaning is not None and not self._is_of_header(place):
                return place
        if any(group.meaning is not None for group in self.groups):
            return next(place for place, group in enumerate(self.groups) if group.meaning)
        if sum(group.label is not None for group in self.groups) > 1:  # an unknown language
            for group in self.groups:
                group.meaning = "unknown" if group.label is not None else None
            headline = False
            for place, group in enumerate(self.groups):
                if group.label is not None and headline:
                    return place
                headline = headline or not group.is_centred
        return len(self.groups)

    def _is_of_header(self, place: int) -> bool:
        """Whether a label that is known and does not open those before the text stands in the
        header: in its headline (``UPDATE: Bridge opens``), or above it (``SHOW: Quay Night``).
        """
        first = self.groups[place]
        is_text = first.meaning == "body"
        if is_text and not first.value:
            return False
        texts = 0
        for group in self.groups[place + is_text :]:
            if group.meaning in _LEADING:
                return group is not first
            texts += group.label is None and not group.is_centred
            if texts > (not is_text):
                return False
        return False

    def _leading(self, start: int) -> tuple[list[_Group], int]:
        """The labels before the text, and where it begins."""
        groups, place = self.groups, start
        seen: Counter[str] = Counter()
        labels: list[_Group] = []
        while place < len(groups):
            group = groups[place]
            if group.label is None and group.is_centred and set(seen) == {"headline"}:
                self.header.append(group)  # the date, below a headline that has a label
                place += 1
                continue
            if group.label is None:
                break
            if group.meaning is None and not self._is_unknown_label(place, seen):
                break
            if group.meaning is not None and self._is_text(place, seen):
                break
            labels.append(group)
            seen[group.meaning or ""] += 1
            place += 1
            if group.meaning == "body":
                break
        return labels, place

    def _is_unknown_label(self, place: int, seen: Counter[str]) -> bool:
        """Whether a label that is not known, or was there already, stands among those before the
        text: another one of these follows, and no text begins here.
        """
        if self.groups[place].blanks > 1:
            return False
        following = next((group for group in self.groups[place + 1 :] if group.meaning or not group.label), None)  # fmt: skip
        return (
            following is not None
            and following.meaning in _LEADING
            and not seen[following.meaning or ""]
        )

    def _is_text(self, place: int, seen: Counter[str]) -> bool:
        """Whether what looks like a label is the beginning of the text."""
        group = self.groups[place]
        meaning = group.meaning or ""
        if meaning in _ONCE and seen[meaning]:
            return not self._is_unknown_label(place, seen)
        if not seen or meaning == "unknown":
            return False
        is_sentence = group.value[-1:] in _SENTENCE
        if meaning in _LEADING:
            is_odd = meaning == "length" and word_count(group.value) is None
            return is_odd and (group.blanks > 1 or is_sentence) and self._goes_on(place)
        return (group.blanks > 1 or (is_sentence and meaning in _LISTS)) and self._goes_on(place)

    def _goes_on(self, place: int) -> bool:
        """Whether text without a label follows, with no label in between that opens it."""
        for group in self.groups[place + 1 :]:
            if group.meaning == "body":
                return False
            if group.label is None and not group.is_notice:
                return True
        return False

    def _tail(self, start: int) -> int:
        """Where the labels and notices behind the text begin."""
        groups = self.groups
        met = {group.meaning for group in self.leading}
        tail = place = len(groups)
        known = unknown = 0
        while place > start:
            place -= 1
            group = groups[place]
            if group.label is not None:
                known += group.meaning is not None
                unknown += group.meaning is None
                if unknown > known:
                    break
                if group.meaning is not None and self._may_open_tail(group, met):
                    tail = place
            elif group.is_notice or (group.is_centred and self._is_behind_notice(place, start)):
                if not known:
                    tail = place
            else:
                break
        return tail

    @staticmethod
    def _may_open_tail(group: _Group, met: set[str | None]) -> bool:
        meaning = group.meaning or ""
        if meaning == "length" and word_count(group.value) is None:
            return False
        return meaning not in ("headline", "body") and not (meaning in _ONCE and meaning in met)

    def _is_behind_notice(self, place: int, start: int) -> bool:
        """Whether a centred group goes on with a notice, as ``All Rights Reserved`` does."""
        return place > start and (self.groups[place - 1].is_notice or self.groups[place - 1].label is not None)  # fmt: skip

    # -- the article

    def finish(self) -> Article:
        """Return the article."""
        item = self.item
        item.context.index = item.index
        loose = self._read_header()
        for group in self.leading:
            item.label(group.label or "", group.value if group.meaning != "body" else "")
        for group in self.groups[self.tail :]:
            if group.label is not None:
                item.label(group.label, group.value)
            else:
                item.notices.extend(row.strip() for row in group.rows)
        opening = [_Group(group.opening(), 2) for group in self.leading if group.meaning == "body"]
        return item.finish(_body([*loose, *(group for group in opening if group.rows), *self.text]))

    def _read_header(self) -> list[_Group]:
        """Read the header; return the groups that are text, in an article without labels before
        it.
        """
        item = self.item
        has_labels = any(group.meaning in (*_LEADING, "unknown") for group in self.leading)
        is_flat = not any(_is_centred(row) for group in self.header for row in group.rows)
        loose: list[_Group] = []
        for place, group in enumerate(self.header):
            if loose:
                loose.append(group)
            elif group.meaning is not None and not self._is_headline(place):
                item.label(group.label or "", group.value)
            elif group.is_centred or (is_flat and not (item.source and item.date_line)):
                self._centred(group)
            elif "headline" not in item.fields.values:
                item.set("headline", group.text())
            elif not has_labels:
                loose.append(group)
            elif group.label is not None:
                item.label(group.label, group.value)
            elif _NAME.fullmatch(group.text()) or prose.byline(group.text()):
                item.set("byline", group.text())
            else:
                item.fields.keep("header", group.text())
        self._source_below()
        while loose and loose[-1].is_notice:
            item.notices[:0] = [row.strip() for row in loose.pop().rows]
        return loose

    def _source_below(self) -> None:
        """Take the source from the lines below a notice, if there is no other."""
        item = self.item
        if item.source is None and self.below:
            item.source = self.below[-1]
            item.notices.remove(item.source)

    def _is_headline(self, place: int) -> bool:
        """Whether what looks like a label of the header is its headline: no other line is, and its
        value is not one that the label has.
        """
        group = self.header[place]
        value, meaning = group.value, group.meaning
        if "headline" in self.item.fields.values or meaning == "kept" or _PERCENT.search(value):
            return False
        if (meaning == "load-date" and find_date(value)) or (
            meaning == "language" and language(value)
        ):
            return False
        return not any(
            other.label is None and not other.is_centred for other in self.header[place:]
        )

    def _centred(self, group: _Group) -> None:
        """Read lines in the middle; a notice goes on to the end of its group or a date, a headline
        may stand right below. The source may stand below a notice, and always above the date.
        """
        notice = False
        headline: list[str] = []
        for row in group.rows:
            text = row.strip()
            if headline or (not _is_centred(row) and _is_centred(group.rows[0])):
                headline.append(text)
            elif notice and self.item.dated(text) is None:
                self.item.notices.append(text)
                if not is_copyright(text):
                    self.below.append(text)
            else:
                notice = is_copyright(text)
                if self.item.date_line:
                    self._source_below()
                self.item.centred(text)
        if headline:
            self.item.set("headline", prose.join(headline))


def _cover_behind(rows: list[str], known: Labels) -> int:
    """Where the cover of another export begins behind the notice, whose first line no language
    has; else the end.
    """
    covers = [
        place for place, row in enumerate(rows) if ":" in row[:30] and _is_of_cover(row, known)
    ]
    if len(covers) < 2:
        return len(rows)
    notices = (place for place in range(covers[0] - 1, 0, -1) if is_copyright(rows[place]))
    return next(notices, len(rows) - 1) + 1


def _is_of_cover(row: str, known: Labels) -> bool:
    """Whether a line begins with a label of two words that covers alone have."""
    name = row.partition(":")[0]
    return (" " in name or "-" in name) and known.is_frame(name, "cover")


def _is_centred(row: str) -> bool:
    """Whether a line is set in the middle of a page."""
    indent = len(row) - len(row.lstrip())
    if indent >= _CENTRED or not indent:
        return indent > 0
    return abs(indent - (_WIDTH - len(row.strip())) // 2) < 2


def _groups(rows: Sequence[str], labels: Labels) -> Iterator[_Group]:
    """The groups of an article: one ends at a blank line, and at a label that follows another."""
    blanks = before = 0
    lines: list[str] = []
    is_label = False
    for row in (*rows, ""):
        if not row or row.isspace():
            if lines:
                yield _group(lines, before, labels)
                lines = []
            blanks += 1
            continue
        if is_label and lines and (entry := label_of(row)) and labels.meaning(entry[0]):
            yield _group(lines, before, labels)
            lines = []
        if not lines:
            before, blanks = blanks, 0
            is_label = label_of(row) is not None
        lines.append(row)


def _group(rows: list[str], blanks: int, labels: Labels) -> _Group:
    entry = label_of(rows[0])
    if entry is None:
        return _Group(rows, blanks)
    value = prose.join([part for part in (entry[1], *(row.strip() for row in rows[1:])) if part])
    return _Group(rows, blanks, entry[0], value, labels.meaning(entry[0]))


def _body(groups: Sequence[_Group]) -> tuple[Block, ...]:
    """The blocks of a text: paragraphs are separated by blank lines or by indents of three spaces."""
    pieces = [piece for group in groups for piece in _pieces(group.rows)]
    blocks: list[Block] = []
    loose: list[list[str]] = []
    for piece in (*pieces, None):
        if isinstance(piece, list):
            loose.append(piece)
            continue
        texts = prose.unwrapped(loose)
        blocks += (Paragraph(text) if isinstance(text, str) else text for text in texts)
        loose = []
        if piece is not None:
            blocks.append(piece)
    return tuple(blocks)


def _pieces(rows: list[str]) -> Iterator[list[str] | Preformatted]:
    """Lines without a blank line among them, cut where an indent opens a paragraph; what is set
    with leaders or rules as it is.
    """
    whole = "\n".join(rows)
    if not any(mark in whole for mark in _SPECIAL):
        yield rows
        return
    leaders = sum(
        any(mark in row for mark in _LEADERS) for row in rows if "..." in row or ". ." in row
    )
    if leaders * 2 > len(rows) or any(_DASHES.match(row) for row in rows if "--" in row or "__" in row or "==" in row):  # fmt: skip
        yield Preformatted("\n".join(row.rstrip() for row in rows))
        return
    if len(rows) > 1 and all(_COLUMNS.search(row) for row in rows):
        yield Preformatted("\n".join(row.rstrip() for row in rows))
        return
    if prose.tabular(rows) or all(_OPENS_PARAGRAPH.match(row) for row in rows[1:]):
        yield rows
        return
    lines: list[str] = []
    for row in rows:
        if lines and _OPENS_PARAGRAPH.match(row):
            yield lines
            lines = []
        lines.append(row)
    yield lines

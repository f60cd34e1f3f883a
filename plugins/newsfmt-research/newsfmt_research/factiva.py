"""Factiva's tagged text and RTF: a code at the beginning of a line, its value behind it.

Lines or paragraphs come in, an article goes out with each ``AN``. In the text a line opens a field
only where its code is known, belongs behind the text and opens a paragraph, so that ``IN Bergen``
stays text. What stands between articles, a summary of the search and a notice, is no article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import BinaryIO

from newsfmt import prose
from newsfmt.article import Article
from newsfmt.format import Context, Part
from newsfmt.head import Confidence, Head
from newsfmt.parting import at_lines
from newsfmt_research.factiva_fields import BODY, ORDER, Item
from newsfmt_research.rtf import beginning, is_rtf, passages
from newsfmt_research.utf8 import as_utf8

__all__ = ["read", "sniff", "split"]

_SIGN = (("HD", "WC", "PD", "SN"), ("HD", "WC", "PD", "AN"))
_FIELD = re.compile(r"([A-Z]{2,3})(?:(?:[ \u00a0]{2,}|[ \u00a0]*\t)\s*(.*)|\s*)\Z")
_ID = re.compile(r"(?:\S+\s+)?\S+\s*|.*\s(?=[\w.-]*\d)[A-Za-z0-9_.-]{6,}\s*")
"""The value of ``AN``: a word and a number, or a number that more words stand before."""
_SUMMARY = re.compile(
    r"\s*(?:Search Summary|Suchzusammenfassung|Résumé de (?:la )?recherche|Resumen de (?:la )?búsqueda"
    r"|Riepilogo (?:della )?ricerca|Resumo da pesquisa|Сводка поиска|检索摘要|檢索摘要|検索の概要|©.*Factiva.*)\s*"
)
"""The line that opens what stands behind the last article; the English one was seen."""
_OPENING = frozenset(("CLM", "SE", "HD"))
_TELLING = frozenset(("WC", "PD", "SN", "SC"))
_PLACES = {code: place for place, code in enumerate(ORDER)}
_TEXT = _PLACES[BODY[-1]]
_LOOK, _WIDTH = 40, 12
"""Rows in which a sniffer looks for codes, and characters that a code is padded to."""


def sniff(head: Head) -> Confidence:
    """CERTAIN for the codes HD, WC, PD and SN or AN, in that order, within 40 lines."""
    if is_rtf(head.data):
        if b"HD" not in head.more:  # RTF is not read for nothing
            return Confidence.NO
        rows = beginning(head.more)
    elif head.json_start or "HD" not in head.text:
        return Confidence.NO
    else:
        rows = head.lines
        if len(head.data) >= 4096 and any(row.startswith("HD") for row in rows):
            rows = head.more_text.splitlines()
    codes = _codes(_fields([row.strip("\r\f\ufeff") for row in rows]))
    for place, (first, code) in enumerate(codes):
        if code == "HD":
            near = list(_near(codes, place, first))
            if any(_in_order(sign, near) for sign in _SIGN):
                return Confidence.CERTAIN
    return Confidence.NO


def _near(codes: Sequence[tuple[int, str]], place: int, row: int) -> Iterator[str]:
    """The codes from a place on, within some rows of another row."""
    while place < len(codes) and codes[place][0] < row + _LOOK:
        yield codes[place][1]
        place += 1


def _in_order(wanted: Sequence[str], codes: Iterable[str]) -> bool:
    rest = iter(codes)
    return all(code in rest for code in wanted)


def _field(row: str) -> re.Match[str] | None:
    """The code and the value of a row; a sentence behind ``AN`` is text."""
    field = _FIELD.match(row)
    is_text = field is not None and field[1] == "AN" and field[2] and not _ID.fullmatch(field[2])
    return None if is_text else field


def _fields(rows: Sequence[str]) -> dict[int, re.Match[str]]:
    """The rows that open with a code, known or not, by their numbers."""
    return {
        number: field
        for number, row in enumerate(rows)
        if row[:2].isupper() and (field := _field(row)) is not None
    }


def _codes(fields: Mapping[int, re.Match[str]]) -> list[tuple[int, str]]:
    """The known codes of rows, with their numbers."""
    return [(number, field[1]) for number, field in fields.items() if field[1] in _PLACES]


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    """Yield parts of a text that begin behind the end of an article; RTF is one part."""
    ends = _Ends()

    def begins(line: bytes) -> bool:
        is_first = ends.is_first
        return ends(line) or is_first

    yield from at_lines(stream, context, size, begins)


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a file. Raises ParseError where no code is met, TruncatedError for a
    last article without its end.
    """
    part = context.part
    index = part.index if part is not None else 0
    preamble = ""
    for line, rows in _exports(stream, context):
        fields = _fields(rows)
        places = list(fields)
        starts = _starts(_codes(fields))
        before, summary = _without_summary(rows[: starts[0] if starts else None])
        between = "\n".join(before).strip()
        if between and index:
            shown = repr(between[:60])
            context.warn("read.trailing-text", f"text between two articles: {shown}", at=line)
        elif between:
            context.warn("read.preamble", "text before the first article", at=line)
            preamble = between
        context.export_note("\n".join(summary), at=line)
        for start, stop in zip(starts, [*starts[1:], len(rows)], strict=False):
            context.index = index
            own, note = _without_summary(rows[start:stop])
            context.export_note("\n".join(note), at=line + start)
            inner = places[bisect_left(places, start) : bisect_left(places, stop)]
            inside = {number - start: fields[number] for number in inner}
            item = _item(own, inside, line + start, context)
            if preamble:
                item.gathered.keep("preamble", preamble)
                preamble = ""
            if "id" in item.gathered.values:
                context.end_mark()
            elif start + len(own) == len(rows) and context.holds_end:
                context.cut_off("the end of the last article (AN)", at=line + start)
            yield item.article(index)
            index += 1
    if not index and context.holds_end:
        raise context.error("no article in it: no line begins with a code such as HD, WC or PD")


# ---- rows
# ------------------------------------------------------------


def _exports(stream: BinaryIO, context: Context) -> Iterator[tuple[int, list[str]]]:
    """The rows of each article and what stands before it, with the number of the first one; the
    last rows may be no article.
    """
    stream = as_utf8(stream, context)
    lines = context.lines(stream)
    first = next(lines, None)
    if first is None:
        raise context.error("no text in it")
    if is_rtf(first[1]):
        yield from _of_passages(first[1], stream, context)
        return
    limit, ends = context.limits.article_bytes, _Ends()
    rows: list[bytes] = []
    start = size = 0
    for number, line in chain([first], lines):
        if ends(line):
            yield start, _decoded(rows, context)
            rows, size = [], 0
        start = start if rows else number
        rows.append(line)
        size += len(line)
        if limit is not None and size > limit:
            raise context.exceeded("article_bytes", "an article", at=start)
    yield start, _decoded(rows, context)


def _decoded(rows: list[bytes], context: Context) -> list[str]:
    text = prose.decode(b"".join(rows), context).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\f", "").strip("\ufeff").removesuffix("\n").split("\n")


class _Ends:
    """Whether the line before has ended an article; one ends with ``AN`` and a number behind it,
    which may stand on a line of its own. The source of RTF has no such lines.
    """

    def __init__(self) -> None:
        self.is_first = True
        self.is_over = self.is_bare = self.is_rtf = False

    def __call__(self, line: bytes) -> bool:
        if self.is_first:
            self.is_first, self.is_rtf = False, is_rtf(line)
        if self.is_rtf:
            return False
        over, self.is_over = self.is_over, False
        if self.is_bare and line.strip():
            self.is_bare, self.is_over = False, True
        elif line[:2] == b"AN":
            self.is_bare = line.strip() == b"AN"
            field = _field(line.decode("utf-8", "replace").rstrip("\r\n"))
            self.is_over = field is not None and bool(field[2])
        return over


def _of_passages(
    start: bytes, stream: BinaryIO, context: Context
) -> Iterator[tuple[int, list[str]]]:
    """The rows of an RTF document: each paragraph opens one, with a blank row before it."""
    limit = context.limits.whole_bytes
    data = start + stream.read(-1 if limit is None else limit)
    if limit is not None and len(data) > limit:
        raise context.exceeded("whole_bytes", "the document")
    ends = _Ends()
    rows: list[str] = []
    line, size = 1, 0
    for passage in passages(data, context):
        texts = passage.text.split("\n")
        if ends(texts[0].encode("utf-8", "replace")):
            yield line, rows
            rows, size = [], 0
            line = passage.line or line
        rows += [*texts, ""]
        size += len(passage.text)
        if context.limits.article_bytes is not None and size > context.limits.article_bytes:
            raise context.exceeded("article_bytes", "an article", at=line)
    yield line, rows


# ---- articles
# ------------------------------------------------------------


def _starts(codes: Sequence[tuple[int, str]]) -> list[int]:
    """Where articles begin: at the first code; and, where one has no end, at the next headline that
    the codes of another follow.
    """
    starts = [codes[0][0]] if codes else []
    seen: set[str] = set()
    for place, (number, code) in enumerate(codes):
        if code in _OPENING and len(seen & _TELLING) > 1:
            near = set(_near(codes, place + 1, number))
            if len(near & _TELLING) > 1:
                starts.append(number)
                seen = set()
        seen.add(code)
    return starts


def _without_summary(rows: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The rows before the summary of a search, and those of the summary."""
    for number, row in enumerate(rows):
        if _SUMMARY.fullmatch(row):
            return rows[:number], rows[number:]
    return rows, ()


def _item(
    rows: Sequence[str], fields: Mapping[int, re.Match[str]], line: int, context: Context
) -> Item:
    """The article that rows hold, of which some open fields."""
    item = Item(context, line)
    last = {code: number for number, code in _codes(fields) if number < len(rows)}
    code, start, value = "", 0, ""
    opens = True
    for number, field in fields.items():
        if number >= len(rows):
            break
        above = rows[number - 1] if number else ""
        opens = (not above or above.isspace()) and number == last.get(field[1])
        if _follows(code, field[1], opens=opens):
            _take(item, code, [value, *rows[start + 1 : number]] if code else [], line + start)
            code, start, value = field[1], number, field[2] or ""
    _take(item, code, [value, *rows[start + 1 :]] if code else [], line + start)
    return item


def _follows(code: str, following: str, *, opens: bool) -> bool:
    """Whether a row with a code, known or not, opens a field behind another one; ``opens`` says
    that it opens a paragraph, and that the code is not there again.
    """
    place = _PLACES.get(following, -1)
    if code in BODY:
        return opens and place > _PLACES[code]
    if _PLACES.get(code, 0) > _TEXT:
        return place > _TEXT or (place < 0 and not opens)
    return True


def _take(item: Item, code: str, values: Sequence[str], line: int) -> None:
    """Hand the rows of a field over."""
    if code in BODY:
        item.groups += prose.groups(_unindented(values) if values and values[0] else values)
    elif code == "ART":
        for group in prose.groups(values):
            item.take(code, " ".join(" ".join(group).split()), line)
    elif code:
        item.take(code, " ".join(" ".join(values).split()), line)


def _unindented(values: Sequence[str]) -> list[str]:
    """The rows of a text that begins behind its code, which the others are indented for."""
    return [row.removeprefix(" " * _WIDTH) for row in values]

"""Reading ANPA 1312: bytes in, Articles out, one a story.

Two header lines, tag lines, one line a paragraph behind a TAB, tables behind a backspace or, with
the format code DC2, as rows; the date stands behind ETX. Departures from that are reported, and
lose nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from newsfmt import prose
from newsfmt.article import Article, Concept, Party, Transmission
from newsfmt.body import Block, Heading, Preformatted
from newsfmt.dates import full_year
from newsfmt.format import Context
from newsfmt_wire import blocks, datelines, wrapping
from newsfmt_wire.anpa1312 import tags
from newsfmt_wire.anpa1312.tags import Tag
from newsfmt_wire.common import ZONE, typographic
from newsfmt_wire.framing import ETX
from newsfmt_wire.stories import LONGEST_HEADER, Reader, stories

__all__ = ["CODES", "TLI", "read"]

CODES = {"\x11": "DC1", "\x12": "DC2", "\x13": "DC3", "\x14": "DC4"}
"""The format codes by their names."""
TLI = "\b"
"""Begins a line of a table."""
_FIRST = re.compile(r"[ \t]{0,8}([A-Za-z])(\d{3,4})(?:\x1f|[ \t]|(?=[A-Za-z-])|$)(.*)")
_SECOND = re.compile(
    r"[ \t]{0,8}([^\s\x11-\x14])[ \t]{1,8}([^\s\x11-\x14])[ \t]{0,8}([\x13\x14]?)([\x11\x12]?)(?![^\s])(.*)"
)
_STRICT = re.compile(
    r"[ \t]{0,8}[a-z][ \t]{1,8}[a-z][ \t\x11-\x14]{0,8}[A-Za-z]{2}-[^\n]{1,80}? \d\d-\d\d[ \t]{1,8}\d{3,5}[ \t]*"
)
_DAY = re.compile(r"\d\d-\d\d")
_TRAILER = re.compile(
    r"(?:([A-Za-z]{1,8})-(?:([A-Za-z0-9]{1,8})-)?)?(\d\d)-(\d\d)-(\d\d|\d{4})[ ]{1,4}(\d\d):?(\d\d)[ ]{0,2}("
    + ZONE
    + r")?<?"
)
_LAST = re.compile(
    r"(?m)^[ \t]{0,8}([A-Za-z]{1,8}-[A-Za-z0-9]{1,8}-\d\d-\d\d-\d\d [^\n]{0,20})\s{0,64}\Z"
)


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the articles of a stream of ANPA 1312 stories. Raises ParseError for an input without
    any, EncodingError for a bad byte.
    """
    return stories(stream, context, _Reader(context).article, "ANPA 1312")


class _Reader(Reader):
    """Turns stories into Articles."""

    title, name = "ANPA 1312", "anpa1312"
    ending = _TRAILER

    def fields(
        self, head: str, rest: str, extra: dict[str, str], *, framed: bool, stx: bool
    ) -> dict[str, Any] | None:
        """The fields of a story; None for text that is no story."""
        rows = [row for row in head.split("\n") if row.strip()]
        found = _FIRST.match(rows[0]) if rows and len(rows[0]) <= LONGEST_HEADER else None
        strict = len(rows) > 1 and _STRICT.fullmatch(rows[1]) is not None
        if not stx and (found is None or not (framed or "\x1f" in rows[0] or strict)):
            return None
        if not stx:
            self.context.warn("read.invalid", "the message has no STX", at=self.line)
            rest = "\n".join(head.split("\n")[2:]) if len(rows) > 1 else ""
        fields = self._header(found, rows[1] if len(rows) > 1 else "", extra)
        self._left_over(rows, 0 if found is None else 2, extra, stx=stx)
        return fields | self._content(rest, fields, extra)

    def _left_over(self, rows: list[str], known: int, extra: dict[str, str], *, stx: bool) -> None:
        """Header lines of another form go to extra."""
        others = [row.strip() for row in rows[known:]] if stx else []
        if others:
            self.context.warn(
                "read.invalid",
                f"{others[0][:40]!r} is no header of ANPA 1312; kept in extra",
                at=self.line,
            )
            extra["header"] = prose.clean(
                " ".join([*([extra["header"]] if "header" in extra else []), *others]), self.context
            ).strip()

    # ---- the header
    # ------------------------------------------------------------

    def _header(
        self, first: re.Match[str] | None, second: str, extra: dict[str, str]
    ) -> dict[str, Any]:
        """Service, number and selector; priority, category, format, keyword, version, day and word
        count.
        """
        if first is None:
            return {}
        service, number, free = first.groups()
        free, derived = self.unmarked(free)
        if free and "selector" not in derived:
            extra["selector"] = free
        fields: dict[str, Any] = {}
        if "service" not in derived:
            fields["services"] = (Concept(code=service),)
        sequence = number if "number" not in derived else None
        priority = None
        found = _SECOND.match(second) if len(second) <= LONGEST_HEADER else None
        if found is None:
            if second.strip():
                self.context.warn(
                    "read.invalid",
                    f"{second[:40]!r} is no second header line of ANPA 1312; kept in extra",
                    at=self.line,
                )
                extra["header"] = prose.clean(second, self.context).strip()
        else:
            letter, category, *codes, rest = found.groups()
            priority = letter if "priority" not in derived else None
            if "category" not in derived:
                fields["categories"] = (Concept(code=category),)
            if any(codes) and "format" not in derived:
                extra["format"] = " ".join(CODES[code] for code in codes if code)
            extra["codes"] = "".join(codes)
            fields |= self._keywords(prose.clean(rest, self.context), derived, extra)
        if sequence or priority:
            fields["transmission"] = Transmission(sequence=sequence, priority=priority)
        return fields

    def _keywords(self, rest: str, derived: set[str], extra: dict[str, str]) -> dict[str, Any]:
        """What follows the format codes: keyword, version, ``MM-DD``, word count."""
        fields: dict[str, Any] = {}
        words = rest.split()
        if (
            len(words) > 1
            and _DAY.fullmatch(words[-2])
            and words[-1].isascii()
            and words[-1].isdigit()
            and len(words[-1]) <= 7
        ):
            count, day = int(words.pop()), words.pop()
            if "words" not in derived:
                fields["word_count"] = count
            if day != "00-00":
                extra["header-date"] = day
        elif words and _DAY.fullmatch(words[-1]):
            extra["header-date"] = words.pop()
        if words:
            extra["keyword"], comma, after = words[0].partition(",")
            version = " ".join([after, *words[1:]] if comma else words[1:]).strip(", ")
            if version:
                fields["version"] = version
        return fields

    # ---- the story
    # ------------------------------------------------------------

    def _content(self, rest: str, header: dict[str, Any], extra: dict[str, str]) -> dict[str, Any]:
        """Tags, text and trailer."""
        context = self.context
        text, etx, trailer = rest.rpartition(ETX)
        if not etx:
            context.warn("read.invalid", "the story has no ETX", at=self.line)
            last = _LAST.search(rest, max(0, len(rest) - 256))
            text, trailer = (rest[: last.start()], last[1]) if last else (rest, "")
        if context.options.quotes:
            text = typographic(text)
        rows = self._rows(text)
        tabular = extra.pop("codes", "").endswith("\x12")
        opening, body = _opening(rows)
        keyword = extra.get("keyword")
        fields, lines = tags.fields(opening, keyword, header.get("version"), extra, digest=not body)
        count = header.get("word_count")
        if (
            extra.get("keyword-line")
            == f"{fields.get('slugline')},{'' if count is None else count}"
        ):
            del extra["keyword-line"]  # which says nothing that slugline and word_count do not
        if not fields.get("slugline") and keyword:
            fields["slugline"] = keyword
        parts: list[str | Block] = [*lines, *_parts(body, tabular=tabular)]
        return {**self.typed(parts, fields), **self._trailer(trailer, extra)}

    def _rows(self, text: str) -> list[str]:
        """The lines, without control characters but the sign of a table's line."""
        lines = text.replace("\x10", " ").replace("\x0b", "\n").replace("\x0c", "\n").split("\n")
        table = [row[:8].lstrip("\t ").startswith(TLI) for row in lines]
        cleaned = prose.clean(
            "\n".join(
                row.replace(TLI, "", 1) if sign else row
                for row, sign in zip(lines, table, strict=True)
            ),
            self.context,
        ).split("\n")
        return [TLI + row if sign else row for row, sign in zip(cleaned, table, strict=True)]

    def _trailer(self, trailer: str, extra: dict[str, str]) -> dict[str, Any]:
        """Sender and date behind ETX."""
        found = self.trailer(trailer, _TRAILER, extra)
        if found is None:
            return {}
        sender, wire, month, day, year, hour, minute, zone = found.groups()
        fields: dict[str, Any] = {}
        if sender:
            fields["provider"] = Party(name=sender)
        if wire:
            extra["wire"] = wire
        text = f"{full_year(year, self.context.options.pivot)}-{month}-{day} {hour}:{minute}"
        fields["published"] = self.published(text, zone, found.group().rstrip("<"), extra)
        if fields["published"] is not None and extra.get("header-date") == f"{month}-{day}":
            del extra["header-date"]
        return fields


def _opening(rows: list[str]) -> tuple[list[Tag], list[str]]:
    """The tags before the text, and the rows from the first that is no tag and not blank."""
    found: list[Tag] = []
    for place, row in enumerate(rows):
        bare = row.strip()
        if bare.startswith("^"):
            found += tags.split(row)
        elif (
            bare and found and not found[-1].sign and row[0] not in "\t\b "
        ):  # a tag that went on in the next line
            ends = bare[-1:] if bare[-1] in "<=" else ""
            found[-1] = Tag(
                f"{found[-1].text} {bare.removesuffix(ends) if ends else bare}".strip(), ends
            )
        elif bare:
            return found, rows[place:]
    return found, []


def _parts(rows: list[str], *, tabular: bool) -> Iterator[str | Block]:
    """The blocks of the text: runs of rows of one kind, each made what it is; a blank row ends a
    run.
    """
    run: list[str] = []
    kind = ""
    for row in [*rows, ""]:
        bare = row.strip()
        now = (
            ""
            if not bare
            else TLI
            if row.startswith(TLI)
            else "^"
            if bare[0] == "^"
            else "\t"
            if row[0] == "\t"
            else "more"
        )
        if (
            now == "more" and kind == "\t" and not tabular and not run[-1].rstrip().endswith("<")
        ):  # a paragraph that went on in the next line
            run[-1] = f"{run[-1].rstrip()} {bare}"
            continue
        if now != kind:
            yield from _block(run, kind, tabular=tabular)
            run, kind = [], now
        if now:
            run.append(row)


def _block(run: list[str], kind: str, *, tabular: bool) -> Iterator[str | Block]:
    if kind == TLI:
        yield from _table([row[1:] for row in run])
    elif kind == "^":
        for row in run:
            yield from (
                tag.text if prose.role(tag.text, end=True) == "end-mark" else Heading(tag.text)
                for tag in tags.split(row)
            )
    elif kind == "more":
        yield from _lines(run)
    elif kind == "\t" and tabular:
        first = _flush(run[0])
        if datelines.dateline(first) is not None or len(run) == 1:
            yield from [first] if first else []
            run = run[1:]
        end = _last_row(run)
        yield from _table([_flush(row[1:].removeprefix("   "), left=False) for row in run[:end]])
        yield from filter(None, map(_flush, run[end:]))
    elif kind:
        yield from filter(None, map(_flush, run))


def _last_row(rows: list[str]) -> int:
    """Where a table ends: where its rows are flush, text without that sign may follow."""
    flush = [row.rstrip().endswith("<") for row in rows]
    return len(flush) - flush[::-1].index(True) if True in flush else len(rows)


def _lines(rows: list[str]) -> list[str | Preformatted]:
    """The paragraphs of rows without a TAB: a flush line ends one, an indented one begins one, the
    others were broken at a column.
    """
    groups: list[list[str]] = [[]]
    for row in rows:
        groups[-1].append(row)
        if row.rstrip().endswith("<"):
            groups[-1][-1] = row.rstrip().removesuffix("<")
            groups.append([])
    flush = [[row for row in group if row.strip()] for group in groups]
    return wrapping.paragraphs(
        (part for group in flush if group for part in blocks.indented(group)), column=True
    )


def _table(rows: list[str]) -> Iterator[Block]:
    text = "\n".join(row.rstrip().removesuffix("<").rstrip() for row in rows).strip("\n")
    if text.strip():
        yield Preformatted(text)


def _flush(row: str, *, left: bool = True) -> str:
    """A row without the sign of a flush line at its end."""
    text = row.strip() if left else row.rstrip()
    return text.removesuffix("<").rstrip()

"""Articles of newsgroups as collections of the 1990s hold them (20 Newsgroups): header fields, then
text; RFC 1036.

The blank line behind the header may be missing: the header ends at the first line that is no field.
Quoted lines become quotes, the signature a note. ``Lines`` counts lines, not words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, BinaryIO

from newsfmt import lines as rows_of
from newsfmt import prose
from newsfmt.article import Article, Concept, normalise
from newsfmt.body import Block, Break, Paragraph, Quote
from newsfmt.format import Context
from newsfmt_research.values import dated

__all__ = ["names_of_header", "read"]

_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,40}):(?:[ \t]+(.*)|)\Z")
_YEAR = re.compile(r"(\b\d{1,2}[ -][A-Za-z]{3}[ -])(\d{2})(?=\s)")
_QUOTED = re.compile(r"[>|:]+[ ]?")
_LONGEST_SIGNATURE = 12


def names_of_header(rows: Sequence[str]) -> set[str]:
    """Return the names of the fields of the header that rows begin with, in lower case."""
    return {name.casefold() for name, _ in _fields(rows)[0]}


def _fields(rows: Sequence[str]) -> tuple[list[tuple[str, str]], int]:
    """The fields of a header, unfolded, and the number of its lines."""
    fields: list[tuple[str, str]] = []
    for number, row in enumerate(rows):
        text = row.rstrip("\r")
        if not text.strip():
            return fields, number + 1 if fields else number
        if text[:1] in " \t" and fields:
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {text.strip()}")
        elif match := _FIELD.match(text):
            fields.append((match[1], (match[2] or "").strip()))
        else:
            return fields, number
    return fields, len(rows)


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of a file. Raises ParseError for one without a header."""
    limit = context.limits.article_bytes
    data = stream.read(-1 if limit is None else limit + 1)
    if limit is not None and len(data) > limit:
        raise context.exceeded("article_bytes", "the article")
    text = prose.decode(data, context, default="latin-1")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = prose.clean(text, context, repair=context.options.repair).split("\n")
    header, length = _fields(rows)
    if not header:
        raise context.error("it begins with no header field", at=1)
    fields: dict[str, Any] = {}
    extra: dict[str, tuple[str, ...]] = {}
    for number, (name, value) in enumerate(header, 1):
        reader = _HEADER.get(name.casefold())
        if not value:
            continue
        if reader is None or not reader(fields, _decoded(value), context, number):
            key = f"newsgroup:{name}"
            extra[key] = (*extra.get(key, ()), value)
    fields["body"] = _body(rows[length:])
    yield normalise(Article(**fields, extra=extra, origin=context.origin(0, 1)))


def _decoded(value: str) -> str:
    if "=?" not in value:
        return value
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError):
        return value


def _line(field: str) -> Any:
    def read(fields: dict[str, Any], value: str, context: Context, line: int) -> bool:
        if field in fields:
            return False
        fields[field] = value
        return True

    return read


def _groups(fields: dict[str, Any], value: str, context: Context, line: int) -> bool:
    names = [name.strip() for name in value.split(",")]
    fields["categories"] = tuple(Concept(name=name) for name in names if name)
    return True


def _keywords(fields: dict[str, Any], value: str, context: Context, line: int) -> bool:
    fields["keywords"] = tuple(word.strip() for word in value.split(",") if word.strip())
    return True


def _id(fields: dict[str, Any], value: str, context: Context, line: int) -> bool:
    fields["id"] = value.strip().strip("<>")
    return True


def _date(fields: dict[str, Any], value: str, context: Context, line: int) -> bool:
    """A date, whose year of two digits is one since 1950 (RFC 1036 knows no others)."""
    text = _YEAR.sub(lambda found: f"{found[1]}{_century(found[2])}{found[2]}", value, count=1)
    found = dated(text, context, what="Date", line=line)
    if found is None:
        return False
    fields["published"] = found.date
    return found.zone is None


def _century(digits: str) -> str:
    return "19" if int(digits) >= 50 else "20"


_HEADER = {
    "subject": _line("headline"),
    "from": _line("byline"),
    "summary": _line("summary"),
    "newsgroups": _groups,
    "keywords": _keywords,
    "message-id": _id,
    "date": _date,
}
"""What becomes of a header field; others go to ``extra``."""


def _body(rows: list[str]) -> tuple[Block, ...]:
    rows, signature = _signed(rows)
    body: list[Block] = []
    for quoted, run in groupby(rows, key=lambda row: row[:1] == ">"):
        if quoted:
            texts = [_QUOTED.sub("", row, count=1) for row in run]
            inside = tuple(_paragraphs(texts))
            body += [Quote(blocks=inside)] if inside else []
        else:
            body += _paragraphs(list(run))
    if signature:
        content: list[str | Break] = []
        for row in signature:
            content += [Break(), row.strip()] if content else [row.strip()]
        body.append(Paragraph(tuple(content), role="note"))
    return tuple(body)


def _paragraphs(rows: list[str]) -> list[Block]:
    groups = rows_of.groups(row.rstrip() for row in rows)
    blocks = rows_of.unwrapped(groups)
    return [Paragraph(block) if isinstance(block, str) else block for block in blocks]


def _signed(rows: list[str]) -> tuple[list[str], list[str]]:
    """The lines of the text and those of the signature, behind a line of two dashes."""
    last = len(rows)
    while last and not rows[last - 1].strip():
        last -= 1
    for place in range(last - 1, max(-1, last - 2 - _LONGEST_SIGNATURE), -1):
        if rows[place] in ("-- ", "--"):
            return rows[:place], [row for row in rows[place + 1 : last] if row.strip()]
    return rows, []

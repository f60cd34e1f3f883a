"""Writing ANPA 1312: Articles in, stories out, one line a paragraph behind a TAB, tables line by
line behind a backspace.

What the header demands and the article does not say is made up by a fixed rule and named behind the
selector (``derived=service,words``), so that reading drops it again. Each story is read again
before it is given away; what differs is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO

from newsfmt import prose
from newsfmt.article import Article, Transmission
from newsfmt.format import Context
from newsfmt.losses import Receipt
from newsfmt_wire.anpa1312 import WRITES, tags
from newsfmt_wire.anpa1312.read import CODES, TLI, read
from newsfmt_wire.common import one_line, short_year
from newsfmt_wire.common_options import WireReadOptions
from newsfmt_wire.framing import EOT, ETX, SOH, STX, SYN
from newsfmt_wire.writing import (
    Made,
    Moment,
    Part,
    again,
    first_code,
    in_ascii,
    moment,
    parts,
    with_dateline,
)

__all__ = ["write"]

_KEYWORD = 24  # characters of the header's keyword
_BY_NAME = {name: code for code, name in CODES.items()}
_WORD = re.compile(r"[A-Za-z]{1,8}")


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the articles as stories, one after the other."""
    for index, article in enumerate(articles):
        context.index = index
        stream.write(_story(article, context))


def _story(article: Article, context: Context) -> bytes:
    receipt = Receipt(article, context, WRITES)
    found = with_dateline(parts(article, receipt.lost, headings=True), article, "_")
    sent = article.transmission.sent if article.transmission else None
    date = moment(article.published or sent)
    text = (
        _header(article, found, date)
        + _tags(article, found)
        + _text(found)
        + _trailer(article, date)
    )
    data = prose.encode(text, context.options.encoding)
    back = again(data, read, WireReadOptions(), context.options.encoding)
    receipt.compare(back, describe=in_ascii(context.options.encoding))
    return data


def _extra(article: Article, name: str) -> str:
    return one_line(" ".join(article.extra.get(f"anpa1312:{name}", ())))


def _header(article: Article, found: list[Part], date: Moment | None) -> str:
    """The two header lines and STX."""
    made, sent = Made(article), article.transmission or Transmission()
    service = made.field("service", first_code(article.services), "[A-Za-z]", "x")
    number = made.field("number", sent.sequence, "[0-9]{3,4}", "0000")
    selector = made.field("selector", _extra(article, "selector"), r"[^\s].{0,80}", "-----")
    priority = made.field("priority", sent.priority, r"[^\s\x00-\x20]", "r")
    category = made.field("category", first_code(article.categories), r"[^\s\x00-\x20]", "a")
    names = _extra(article, "format").split()
    codes = "".join(_BY_NAME[name] for name in names if name in _BY_NAME)
    codes = made.field("format", codes, ".{1,8}", _BY_NAME["DC3"] + _BY_NAME["DC1"])
    count = made.words(article, found, "04")
    keyword = (
        "".join(_extra(article, "keyword").split())
        or "".join(one_line(article.slugline or "").split())[:_KEYWORD]
    )
    day = _extra(article, "header-date") or (f"{date.month:02}-{date.day:02}" if date else "00-00")
    mark = f" {made.mark}" if made.mark else ""
    second = " ".join(
        part
        for part in (f"{keyword:<{_KEYWORD}}", one_line(article.version or ""), day, count)
        if part
    )
    return f"{SYN}{SYN}{SOH}{service}{number}\x1f{selector}{mark}\r\n{priority} {category}{codes} {second}\r\n{STX}"


def _tags(article: Article, found: list[Part]) -> str:
    """The tag lines: keyword, headline and what goes with it, notes, byline."""
    lines = []
    if code := _extra(article, "code"):
        lines.append(f"^{code}<")
    if article.slugline:
        known = _extra(article, "keyword-line")
        slug = one_line(article.slugline)
        words = article.word_count if article.word_count is not None else ""
        lines.append(f"^{known if known.startswith(slug) else f'{slug},{words}'}<")
    lines += [
        f"^{one_line(signal.name)}<"
        for signal in article.signals
        if signal.name and tags.is_signal(one_line(signal.name))
    ]
    if article.headline:
        lines.append(f"^{one_line(article.headline)}<")
        if found:  # without text a story is a digest, whose lines are its text
            lines += [
                f"^{one_line(text)}<" for text in (article.subheadline, article.summary) if text
            ]
    for note in article.ed_notes:
        if note.text:
            text = one_line(note.text)
            lines.append(
                f"^{text}<"
                if tags.is_note(text, below=bool(article.headline))
                else f"^Eds: {text}<"
            )
    if article.byline and not any(
        part.role == "byline" and part.text == article.byline for part in found
    ):
        lines.append(f"^{one_line(article.byline)}=")
        if article.byline_title:
            lines.append(f"^{one_line(article.byline_title)}=")
    notice = one_line((article.rights.notice if article.rights else None) or "")
    if tags.is_rights(notice) and not any(part.role == "copyright" for part in found):
        lines.append(f"^{notice}<")
    return "".join(f"{line}\r\n" for line in lines)


def _text(found: list[Part]) -> str:
    """The text: a TAB begins a paragraph, a caret a heading inside it, a backspace a line of a
    table; a blank line parts them.
    """
    rows: list[str] = []
    for part in found:
        if part.kind == "table":
            rows += [f"{TLI}{row}\r\n" for row in part.text.split("\n")]
        elif part.kind == "heading" and rows:
            rows.append(f"^{part.text}<\r\n")
        else:
            rows.append(f"\t   {part.text}\r\n")
        rows.append(" \r\n")
    return "".join(rows)


def _trailer(article: Article, date: Moment | None) -> str:
    """The line behind ETX; one whose date or zone could not be read is put back, unless the article
    has another date by now.
    """
    text = _extra(article, "date")
    plain = (
        f"{date.month:02}-{date.day:02}-{short_year(date.year)} {date.hour:02}{date.minute:02}"
        if date is not None
        else ""
    )
    if text and plain in text:
        text += "<"
    elif date is not None:
        sender = (article.provider.name if article.provider else "") or ""
        wire = _extra(article, "wire")
        text = (
            "".join(f"{name}-" for name in (sender, wire) if _WORD.fullmatch(name))
            if _WORD.fullmatch(sender)
            else ""
        )
        text += f"{plain}{date.zone}<"
    else:
        text = ""
    return f"\t   {ETX}{text}\r\n\r\n\x0c\r\n{EOT}\n"

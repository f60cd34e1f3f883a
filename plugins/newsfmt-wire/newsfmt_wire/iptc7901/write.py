"""Writing IPTC 7901: Articles in, messages out, wrapped at 69 columns, with CR LF at line ends and
lone LF for blank lines, as agencies send them.

What the header demands and the article does not say is made up by a fixed rule and named in the
header's free text (``derived=service,words``), so that reading drops it again. Each message is read
again before it is given away; what differs is reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from newsfmt import prose
from newsfmt.article import Article, Note, Transmission
from newsfmt.format import Context
from newsfmt.losses import Receipt
from newsfmt_wire.common import one_line, short_year
from newsfmt_wire.common_options import WireReadOptions
from newsfmt_wire.framing import EOT, ETX, SOH, STX
from newsfmt_wire.iptc7901 import WRITES
from newsfmt_wire.iptc7901.notes import MARK, NOTEBOOK, PHRASE, SIGN_OFF, opens
from newsfmt_wire.iptc7901.read import read
from newsfmt_wire.writing import (
    MONTHS,
    Made,
    Part,
    again,
    first_code,
    in_ascii,
    moment,
    parts,
    with_dateline,
)

__all__ = ["write"]


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write the articles as messages, one after the other."""
    for index, article in enumerate(articles):
        context.index = index
        stream.write(_message(article, context))


def _message(article: Article, context: Context) -> bytes:
    """The message of an article: wrapped, unless a reader would join its lines in another way."""
    options = context.options
    receipt = Receipt(article, context, WRITES)
    found = with_dateline(parts(article, receipt.lost), article, "-")
    head, tail = _header(article, found) + _heading(article, found), _tail(article)
    choices = []
    for width in (options.width, 0) if options.width else (0,):
        data = prose.encode(head + _text(found, width) + tail, options.encoding)
        back = again(data, read, WireReadOptions(), options.encoding)
        choices.append((data, back))
        if back is not None and back.body == article.body:
            break
    data, back = min(choices, key=lambda choice: _distance(choice[1], article))
    receipt.compare(back, describe=in_ascii(options.encoding))
    return data


def _distance(back: Article | None, article: Article) -> int:
    """How many blocks are not read again; with as many, the wrapped message is the better one."""
    known = set(back.body) if back is not None else set()
    return sum(block not in known for block in article.body)


def _header(article: Article, found: list[Part]) -> str:
    """SOH, the header line and the keyword line."""
    made, sent = Made(article), article.transmission or Transmission()
    service = made.field("service", first_code(article.services), "[A-Za-z]{1,8}", "xxx")
    number = made.field("number", sent.sequence, "[0-9]{1,6}", "0000")
    urgency = (
        str(article.urgency)
        if article.urgency is not None and 0 < article.urgency < 10
        else sent.priority
    )
    priority = made.field("priority", urgency, "[0-9]", "4")
    category = made.field("category", first_code(article.categories), "[A-Za-z]{1,4}", "x")
    words = made.words(article, found, "d")
    free = [
        *map(one_line, article.extra.get("iptc7901:optional", ())),
        *([made.mark] if made.mark else []),
    ]
    line = " ".join([service + number, priority, category, words, *free])
    slug = f"{one_line(article.slugline)}/\r\n" if article.slugline else ""
    return f"{SOH}{line}\r\n\n{slug}{STX}"


def _heading(article: Article, found: list[Part]) -> str:
    """Kickers, headline and byline; the last line has the closing mark, which stands alone where
    there is no headline.
    """
    lines = []
    if article.headline:
        lines = [signal.name for signal in article.signals if signal.name]
        lines += [article.headline, *([article.subheadline] if article.subheadline else [])]
        if article.byline and not any(
            part.role == "byline" and part.text == article.byline for part in found
        ):
            lines += [article.byline, *([article.byline_title] if article.byline_title else [])]
    flat = [line for line in map(one_line, lines) if line]
    flat[-1:] = [f"{flat[-1]} ="] if flat else ["="]
    return "".join(f"{line}\r\n" for line in flat) + "\n"


def _text(found: list[Part], width: int) -> str:
    """The paragraphs, separated by blank lines."""
    return "".join("".join(f"{row}\r\n" for row in _rows(part, width)) + "\n" for part in found)


def _rows(part: Part, width: int) -> list[str]:
    if part.kind == "table":
        return part.text.split("\n")
    if not width or len(part.text) <= width:
        return [part.text]
    return prose.wrap(part.text, width)


def _tail(article: Article) -> str:
    """Notes, sign-off and trailer."""
    rows = []
    for note in article.ed_notes:
        if note.text and note.role != SIGN_OFF:
            rows += [*_note(note), ""]
    rows += [
        one_line(note.text) for note in article.ed_notes if note.text and note.role == SIGN_OFF
    ]
    text = "".join(f"{row}\r\n" if row else "\n" for row in rows)
    sent = article.transmission.sent if article.transmission else None
    date = moment(article.published or sent)
    trailer = one_line(
        " ".join(article.extra.get("iptc7901:date", ()))
    )  # whose month or zone could not be read
    if date is not None and f"{date.day:02}{date.hour:02}{date.minute:02}" not in trailer:
        zone = f"{date.zone} " if date.zone else ""
        trailer = f"{date.day:02}{date.hour:02}{date.minute:02} {zone}{MONTHS[date.month - 1]} {short_year(date.year)}"
    return f"{text}{ETX}{trailer}\r\n\x7f\n\x7f{EOT}\n"


def _note(note: Note) -> list[str]:
    """The lines of a note, with what makes a reader take it for one."""
    lines = [
        one_line(line) if not line[:1].isspace() else "  " + one_line(line)
        for line in (note.text or "").split("\n")
    ]
    if note.role == "notebook":
        return lines if lines[0][:1] == "#" and opens(lines, 0) else [NOTEBOOK, *lines]
    return (
        [MARK, *lines] if opens(lines, 0) and lines[0][:1] not in "#*" else [MARK, PHRASE, *lines]
    )

"""What both wire readers share: pieces of the input come in, Articles go out, and a message that
cannot be read is skipped.

:func:`stories` is the loop over the messages, :class:`Reader` what is done alike with each:
framing, what stood before it, what it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, ClassVar

import attrs

from newsfmt import prose
from newsfmt.article import Article, Transmission, normalise
from newsfmt.body import Block
from newsfmt.dates import NewsDate
from newsfmt.errors import NewsfmtError, Position
from newsfmt.format import Context
from newsfmt_wire import blocks
from newsfmt_wire.common import dated, day_alone, decoded, error_at, line_ends
from newsfmt_wire.framing import ETX, SOH, STX, Piece, pieces

__all__ = ["DERIVED", "LONGEST_HEADER", "Parse", "Reader", "stories"]

DERIVED = "derived="
"""Begins the mark, in the header's free text, that names the fields a writer had to make up."""
LONGEST_HEADER = 512
"""A longer first line is no header."""

_ZCZC = re.compile(r"(?:NNNN\s{1,64}+)?(?i:ZCZC)(?:[ \t]([^\n]*))?(?:\n|\Z)")
_NNNN = re.compile(r"(?:\A|\n)(?i:NNNN)[ \t\n]*+\Z")
_NO_FILL = dict.fromkeys(map(ord, "\x00\x7f\x16"), " ")
_FILL = " \t\n\r\f\v\x00\x04\x16\x7f"
Parse = Callable[[str, Piece, Sequence[str]], Article | None]
"""``parse(text, piece, preamble)``: the Article of a message, or None for text that is no message;
before it stood the texts of the preamble.
"""


def stories(stream: BinaryIO, context: Context, parse: Parse, title: str) -> Iterator[Article]:
    """Yield the Article of each message. Raises ParseError for an input without any; errors name
    the byte a message begins at.
    """
    index, loose, size = 0, list[str](), 0
    where = Piece(b"", 0, 1)
    for piece in pieces(stream, context):
        context.index = index
        try:
            if piece.too_long:
                raise context.exceeded(
                    "article_bytes", f"the message at byte {piece.offset}", at=piece.line
                )
            text = line_ends(decoded(piece, context))
            if context.options.repair:
                text = prose.mended(text, context, repair=True)
            article = parse(text, piece, loose)
        except NewsfmtError as error:
            context.fail(error)
            index += 1
            continue
        if article is None:  # text between messages: reported with the message that follows
            text, where = text.strip(_FILL).strip(), piece
            if text:
                loose.append(text)
            size += len(text)
            if context.limits.article_bytes is not None and size > context.limits.article_bytes:
                context.fail(
                    context.exceeded(
                        "article_bytes",
                        f"the text before the message at byte {piece.offset}",
                        at=piece.line,
                    )
                )
                loose, size = [], 0
            continue
        loose, size = [], 0
        yield article
        index += 1
    if loose and index:
        message = (
            f"{size} characters after the last message are left out: {' '.join(loose[:40])[:40]!r}"
        )
        context.warn("read.trailing-text", message, at=where.line)
    elif not index:
        raise (
            error_at(context, f"no {title} message in it", where, 0)
            if loose
            else context.error(f"no {title} message in it: it is empty, or fill alone")
        )


class Reader:
    """Turns messages into Articles; a format says what is in header and content."""

    title: ClassVar[str]
    """Name of the format, as people write it."""
    name: ClassVar[str]
    """Name of the format, as it begins the keys of ``extra``."""
    ending: ClassVar[re.Pattern[str]]
    """The date that stands behind ETX."""
    opening: ClassVar[re.Pattern[str] | None] = None
    """A header that may stand behind ZCZC."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.line = 1
        self.only_day = False

    def fields(
        self, head: str, rest: str, extra: dict[str, str], *, framed: bool, stx: bool
    ) -> dict[str, Any] | None:
        """Return the fields that header and content give, or None for what is no message."""
        raise NotImplementedError

    def article(self, text: str, piece: Piece, preamble: Sequence[str]) -> Article | None:
        """Return the Article of a message, None for a text that is no message. Raises ParseError,
        which names the byte the message begins at.
        """
        context, self.line, self.only_day = self.context, piece.line, False
        number, text, is_closed = _without_lines(text)
        if self.opening is not None and self.opening.match(number):
            number, text = "", f"{number}\n{text}"
        framed = text.startswith(SOH)
        head, stx, rest = text.lstrip(SOH).partition(STX)
        extra: dict[str, str] = {}
        is_cut = piece.is_open and not is_closed and not self._is_over(text)
        if is_cut and (framed or stx):
            self._cut_off(text, piece)
        fields = self.fields(head, rest, extra, framed=framed, stx=bool(stx))
        if fields is not None and is_cut and not (framed or stx):
            self._cut_off(text, piece)
        if fields is None:
            if framed and not stx:
                raise error_at(
                    context,
                    f"no header of {self.title} behind SOH, and no STX",
                    piece,
                    context.index,
                )
            return None
        if not framed:
            context.warn("read.invalid", "the message has no SOH", at=self.line)
        if preamble:
            before = "\n\n".join(preamble)
            context.warn(
                "read.preamble",
                f"{len(before)} characters before the message; kept in extra",
                at=self.line,
            )
            extra["preamble"] = prose.clean(before, context)
        if number:
            known = fields.get("transmission") or Transmission()
            fields["transmission"] = attrs.evolve(known, id=prose.clean(number, context))
        self._complete(fields)
        kept = {
            f"{self.name}:{key}": tuple(value.split("\n")) for key, value in extra.items() if value
        }
        return normalise(
            Article(extra=kept, origin=context.origin(context.index, self.line), **fields)
        )

    def _is_over(self, text: str) -> bool:
        """Whether a message without EOT, behind which nothing follows, shows its end: by a date
        behind ETX, or on the last line, that something follows.
        """
        _, etx, trailer = text.rpartition(ETX)
        if not etx:
            trailer = text[text.rstrip(_FILL).rfind("\n") + 1 :]
        words = " ".join(trailer.translate(_NO_FILL).split())
        found = self.ending.match(words)
        if found is None:
            return False
        behind = words[found.end() :]
        if behind:
            return bool(etx) and behind[0] == " "
        return found.group().endswith("<") or trailer[-1:] in _FILL

    def _cut_off(self, text: str, piece: Piece) -> None:
        """Report, or raise as TruncatedError, that the input ends in a message."""
        missing = "the date behind ETX, or EOT," if ETX in text else "ETX, with date and EOT,"
        where = Position(
            line=piece.line + piece.data.count(b"\n"),
            offset=piece.offset + len(piece.data),
            article=self.context.index,
        )
        self.context.cut_off(missing, at=where)

    def unmarked(self, free: str) -> tuple[str, set[str]]:
        """Return the free text of a header without the mark of a writer, and the fields that it
        names.
        """
        text = prose.clean(free, self.context).strip()
        before, mark, names = text.rpartition(DERIVED)
        if not mark or not re.fullmatch(r"[a-z,]{1,60}", names):
            return text, set()
        derived = set(names.split(","))
        self.only_day = "time" in derived
        return before.strip(), derived

    def typed(self, parts: Sequence[str | Block], fields: dict[str, Any]) -> dict[str, Any]:
        """Return what is read from the text, and those fields; a byline above the text has its
        people, whose house the dateline may name.
        """
        read = blocks.typed(parts)
        if fields.get("byline"):
            dateline = read.get("dateline")
            above = blocks.creators(fields["byline"], dateline.source if dateline else None)
            read["creators"] = (*above, *read.get("creators", ()))
        return {**read, **fields}

    def trailer(
        self, raw: str, pattern: re.Pattern[str], extra: dict[str, str]
    ) -> re.Match[str] | None:
        """Return what stands behind ETX if it is a date; what else stands there goes to extra."""
        text = " ".join(raw.translate(_NO_FILL).split())
        found = pattern.match(text)
        left = (text[found.end() :] if found else text).strip(" <^")
        if left:
            extra["trailer"] = prose.clean(left, self.context)
        if left and not found:
            self.context.warn(
                "read.date-unparsed",
                f"no date in the trailer {text[:40]!r}; kept in extra",
                at=self.line,
            )
        return found

    def published(
        self, text: str, zone: str | None, raw: str, extra: dict[str, str]
    ) -> NewsDate | None:
        """Return the date of a trailer; where it, or its zone, cannot be read its text goes to
        extra.
        """
        read = dated(text, zone, raw, self.context, self.line)
        if read.raw:
            extra["date"] = read.raw
        return day_alone(read.date) if read.date is not None and self.only_day else read.date

    def _complete(self, fields: dict[str, Any]) -> None:
        """Join the date to the transmission, and say what the message does not have."""
        warn, date = self.context.warn, fields.get("published")
        if date is None:
            warn("read.no-date", "no date behind ETX", at=self.line)
        else:
            known = fields.get("transmission") or Transmission()
            fields["transmission"] = attrs.evolve(known, sent=date)
        if not fields.get("headline"):
            warn("read.no-headline", "no headline", at=self.line)
        if not fields.get("body"):
            warn("read.no-body", "no paragraphs", at=self.line)


def _without_lines(text: str) -> tuple[str, str, bool]:
    """The text behind ZCZC, the message between the lines ZCZC and NNNN, and whether NNNN ends it;
    a framed message without ZCZC as it stands.
    """
    opened = _ZCZC.match(text)
    start = opened.end() if opened else 0
    closed = _NNNN.search(text, max(start - 1, 0)) if opened or SOH not in text else None
    number = (opened[1] or "").strip() if opened else ""
    return number, text[start : closed.start() + 1 if closed else None], closed is not None

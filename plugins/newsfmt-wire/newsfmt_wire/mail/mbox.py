"""Reading a mailbox: messages separated by envelope lines ``From who when``, one at a time; a
message that cannot be read is skipped.

``>From`` at the beginning of a line is the mailbox's quoting and is undone, by the rule the option
names (RFC 4155; mboxrd, mboxo). Where Content-Length is right, an envelope line inside the body is
text (mboxcl2); where it is wrong, it is not heeded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from newsfmt import prose
from newsfmt.article import Article
from newsfmt.errors import NewsfmtError, Position
from newsfmt.format import Context
from newsfmt_wire.mail.read import article

__all__ = ["FIELD", "LENGTH", "LONGEST_LINE", "is_envelope", "read_mbox"]

_BLOCK = LONGEST_LINE = 65536
_BOM = b"\xef\xbb\xbf"
_ENVELOPE = re.compile(rb"From [^\r\n]{0,300}?\d\d:\d\d")
_STRICT = re.compile(
    rb"From [^\r\n]{1,200}? {1,4}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? {1,3}(?:[A-Z][a-z]{2} {1,3}\d{1,2}|\d{1,2} {1,3}[A-Z][a-z]{2})[ ,][^\r\n]{0,12}\d\d:\d\d"
)
_BARE = re.compile(rb"From[ \t]*+(?:[^\s@]{1,200}@[^\s@]{1,200}|MAILER-DAEMON|-)?[ \t]*+\r?\n")
_HALF_FIELD = re.compile(rb"[!-9;-~]{1,76}")
_FIRST_FIELD = re.compile(
    rb"(?:From|To|Cc|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Delivered-To"
    rb"|Reply-To|Sender|Status|X-[A-Za-z-]{1,60})[ \t]{0,4}:",
    re.IGNORECASE,
)
FIELD = re.compile(rb"[!-9;-~]{1,76}[ \t]{0,4}:|>From ")
LENGTH = re.compile(rb"content-length[ \t]{0,4}:[ \t]{0,8}(\d{1,12})[ \t\r\n]", re.IGNORECASE)
_QUOTED = {"mboxrd": re.compile(rb"(?m)^>(?=>*From )"), "mboxo": re.compile(rb"(?m)^>(?=From )")}


def read_mbox(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield an Article for each message. Raises ParseError for an input that begins with no
    envelope line.
    """
    quoted = _QUOTED.get(context.options.quoting)
    part = context.part
    index = part.index if part is not None else 0
    for message in _messages(stream, context):
        context.index = index
        data, offset, line = message.data, message.offset, message.line
        try:
            if data is None:
                raise context.exceeded("article_bytes", f"the message at byte {offset}", at=line)
            if not message.envelope:
                raise context.error(
                    f"no envelope line at byte {offset}", at=Position(line=line, offset=offset)
                )
            body = (
                quoted.sub(b"", data)
                if quoted is not None and b">From " in data and not message.unquoted
                else data
            )
            known = [row for row in (message.envelope[5:], *message.others) if row.strip()]
            texts = tuple(
                prose.clean(prose.decode(row, Context(report=context.report)), context).strip()
                for row in known
            )
            found = article(
                body, context, index=index, line=line, offset=offset, envelopes=texts,
                is_last=message.is_last,
            )  # fmt: skip
        except NewsfmtError as error:
            context.fail(error)
            index += 1
            continue
        yield found
        index += 1
    if not index and context.holds_end:
        raise context.error("no message in it")


class _Held:
    """The message that is being read: its lines, the places where it may end, and what its header
    says of its length.
    """

    def __init__(self, envelope: bytes, offset: int, line: int, limit: int | None) -> None:
        self.envelope, self.offset, self.line, self._limit = envelope, offset, line, limit
        self.rows: list[bytes] = []
        self.size = 0
        self.body: int | None = None
        """Bytes of the body so far; None in the header."""
        self.length: int | None = None
        """Bytes of the body as Content-Length has it (mboxcl)."""
        self.others: list[bytes] = []
        """Envelope lines that stand quoted in its header."""
        self.unquoted = False
        """Whether an envelope line stood in its body: then nothing in it is quoted (mboxcl2)."""
        self.is_last = False
        """Whether the input ends behind it."""

    def add(self, row: bytes, *, begins: bool = True) -> None:
        """Take a row, which begins a line or goes on with one."""
        self.size += len(row)
        if self.body is not None:
            self.body += len(row)
        elif not begins:
            pass
        elif not row.strip(b"\r\n"):
            self.body = 0
        elif row.startswith(b">From "):
            self.others.append(row[6:])
            return
        elif (found := LENGTH.match(row)) is not None:
            self.length = int(found[1])
        if not self.too_long:
            self.rows.append(row)

    @property
    def too_long(self) -> bool:
        return self._limit is not None and self.size > self._limit

    @property
    def is_within(self) -> bool:
        """Whether its header says that its body goes on."""
        return (
            self.length is not None
            and self.body is not None
            and self.body < self.length
            and not self.too_long
        )

    @property
    def data(self) -> bytes | None:
        return None if self.too_long else b"".join(self.rows)


def _messages(stream: BinaryIO, context: Context) -> Iterator[_Held]:
    """The messages, each with its envelope line and where it begins.

    An envelope line inside the length that Content-Length gives is text, if there the next one
    stands, or the end; else the length is wrong.
    """
    part = context.part
    place, line = (part.start, part.line) if part is not None else (0, 1)
    begins = blank = True  # whether a row begins a line, and whether the line above it is blank
    held = _Held(b"", place, line, context.limits.article_bytes)
    inside: list[_Held] = []  # messages that there are if the length is wrong
    ends = context.holds_end
    for row, following in _with_next(_lines(stream)):
        if not place and row.startswith(_BOM):
            row, place = row[len(_BOM) :], len(_BOM)
        if begins and (
            is_envelope(row, following, blank=blank)
            or (ends and blank and not held.is_within and _is_cut_off(row, following))
        ):
            fresh = _Held(row, place, line, context.limits.article_bytes)
            if held.is_within:
                inside.append(fresh)
                held.add(row)
            else:
                yield from _parted(held, inside)
                held, inside = fresh, []
        else:
            held.add(row, begins=begins)
            if inside:
                inside[-1].add(row, begins=begins)
        blank = begins and not row.strip(b"\r\n")
        begins = row.endswith(b"\n")
        place += len(row)
        line += begins
    for message in (messages := list(_parted(held, inside))):
        message.is_last = ends and message is messages[-1]
        yield message


def _parted(held: _Held, inside: list[_Held]) -> Iterator[_Held]:
    """The message as it is, if its length is right to a line end; else cut at the envelope lines in
    it.
    """
    if (
        inside
        and held.body is not None
        and held.length is not None
        and 0 <= held.body - held.length <= 2
    ):
        held.unquoted = True
    elif inside:
        keep = inside[0].offset - held.offset - len(held.envelope)
        cut = _Held(held.envelope, held.offset, held.line, held._limit)
        cut.others = held.others  # they are among its bytes, but not in its rows
        size = sum(len(b">From ") + len(row) for row in held.others)
        for row in held.rows:
            if size >= keep:
                break
            cut.add(row)
            size += len(row)
        yield from (each for each in (cut, *inside) if each.envelope or each.rows)
        return
    if held.envelope or any(row.strip() for row in held.rows):
        yield held


def is_envelope(row: bytes, following: bytes, *, blank: bool) -> bool:
    """Whether a line is ``From who when``: of a blank line before it, the date of an envelope and a
    header field below it, two are there. A bare one, without the date, needs the blank line and a
    field that a header begins with.
    """
    if not row.startswith(b"From"):
        return False
    if _BARE.match(row):
        return blank and _FIRST_FIELD.match(following) is not None
    if not row.startswith(b"From ") or _ENVELOPE.match(row) is None:
        return False
    return blank + (_STRICT.match(row) is not None) + (FIELD.match(following) is not None) > 1


def _is_cut_off(row: bytes, following: bytes) -> bool:
    """Whether an input that ends in the line, or in the first word of the next one, ends in an
    envelope line or the first field behind it.
    """
    if following or row.endswith(b"\n"):
        half = following if following else row
        known = _ENVELOPE.match(row) is not None or _BARE.match(row) is not None
        return known and (half is row or _HALF_FIELD.fullmatch(following) is not None)
    return row == b"From" or row.startswith(b"From ")


def _with_next(rows: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each line with the one that follows it."""
    last = next(rows, None)
    if last is None:
        return
    for row in rows:
        yield last, row
        last = row
    yield last, b""


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream with their ends; a longer one than the longest comes in pieces, the
    same ones wherever the stream begins.
    """
    rest = b""
    while block := stream.read(_BLOCK):
        rows = (rest + block).split(b"\n")
        rest = rows.pop()
        for row in rows:
            while len(row) >= LONGEST_LINE:
                yield row[:LONGEST_LINE]
                row = row[LONGEST_LINE:]
            yield row + b"\n"
        while len(rest) > LONGEST_LINE:
            yield rest[:LONGEST_LINE]
            rest = rest[LONGEST_LINE:]
    if rest:
        yield rest

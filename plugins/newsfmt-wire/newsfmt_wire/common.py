"""What the readers and writers of both wire formats share: bytes to text, dates with two-digit
years, typographic quotes, line ends.

Nothing here asks the clock: a two-digit year below the pivot (70 unless the option says otherwise)
is of the 2000s, the others of the 1900s.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from newsfmt import dates, prose
from newsfmt.dates import NewsDate, full_year
from newsfmt.errors import DateError, EncodingError, ParseError, Position
from newsfmt.format import Context
from newsfmt.gather import read_date
from newsfmt_wire.common_options import PIVOT
from newsfmt_wire.framing import Piece

__all__ = [
    "ZONE",
    "ZONES",
    "Dated",
    "dated",
    "day_alone",
    "decoded",
    "error_at",
    "line_ends",
    "one_line",
    "short_year",
    "typographic",
]

ZONES = {
    "WET": "+00:00", "WEST": "+01:00", "CET": "+01:00", "MEZ": "+01:00", "MET": "+01:00",
    "CEST": "+02:00", "MESZ": "+02:00", "MEST": "+02:00", "EET": "+02:00", "EEST": "+03:00",
}  # fmt: skip
"""Zone names of European wires, beside GMT and UTC."""
ZONE = r"(?:[^\W\d_]|[+(\[-])[^\s<]{0,39}(?: \([^()<]{1,40}\))?"
"""A zone in a trailer, in whatever spelling."""
_ENDS = re.compile(r"\r+\n?")
_SPACES = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def error_at(context: Context, message: str, piece: Piece, index: int) -> ParseError:
    """Return the error for a message, naming the byte it begins at."""
    where = Position(line=piece.line, offset=piece.offset, article=index)
    return context.error(f"{message} (message at byte {piece.offset})", at=where)


def decoded(piece: Piece, context: Context) -> str:
    """Return a message as text: UTF-8 if it is, else the encoding asked for, else Latin-1 with
    windows-1252's quotes.

    Raises EncodingError, with the offset in the input, only where an encoding was asked for.
    """
    try:
        return prose.decode(piece.data, context, default="latin-1")
    except EncodingError as error:
        offset = piece.offset + (error.offset or 0)
        message = f"byte 0x{error.byte or 0:02x} at offset {offset} is not {context.encoding}; give another --encoding"
        where = Position(line=piece.line, offset=offset, article=context.index)
        raise EncodingError(
            message, source=context.name or None, position=where, offset=offset, byte=error.byte
        ) from None


def line_ends(text: str) -> str:
    """Return text with LF at its line ends; a wire has CR LF, CR CR LF and lone ones side by
    side.
    """
    return _ENDS.sub(_end, text) if "\r" in text else text


def _end(found: re.Match[str]) -> str:
    run = found.group()
    return "\n" if run[-1] == "\n" else "\n" * len(run)


def one_line(text: str) -> str:
    """Return a text as one line without control characters, as a message can hold it."""
    flat = _SPACES.sub(" ", text)
    return (_CONTROL.sub("", flat) if _CONTROL.search(flat) else flat).strip()


def typographic(text: str) -> str:
    """Return a text with the wire's ``` ``...'' ``` as quotation marks and its `` _ `` as a dash.

    >>> typographic("SUND (EP) _ ``We waited,'' one said.")
    'SUND (EP) — “We waited,” one said.'
    """
    return text.replace("``", "“").replace("''", "”").replace(" _ ", " — ").replace("`", "‘")


def short_year(year: int) -> str:
    """Return a year in the two digits that are read as it, else in four."""
    digits = f"{year:04}"
    return digits[2:] if full_year(digits[2:], PIVOT) == digits else digits


class Dated:
    """A date and what is to be said about it: its raw text where it, or its zone, is not in the
    date.
    """

    __slots__ = ("date", "raw")

    def __init__(self, date: NewsDate | None, raw: str | None) -> None:
        self.date = date
        self.raw = raw


def dated(
    text: str,
    named: str | None,
    raw: str,
    context: Context,
    line: int,
    *,
    zones: Mapping[str, str] = ZONES,
) -> Dated:
    """Return the date that ``text`` is in the zone it names; what is wrong with it is reported and
    costs the date, or its zone, alone.
    """

    def warn(code: str, message: str) -> None:
        context.warn(code, f"{raw!r}: {message}", at=line)

    whole = f"{text} {named or ''}"
    if named and named[0] not in "+-" and _is_date(text) and not _is_date(whole):
        warn("read.zone-unknown", f"the zone {named!r} is not known; the time has none")
        date, _ = read_date(text, warn, zone=context.options.timezone)
        return Dated(date, raw)
    date, is_whole = read_date(whole, warn, zone=context.options.timezone, tzinfos=zones)
    return Dated(date, None if is_whole else raw)


def _is_date(text: str) -> bool:
    try:
        dates.read(text)
    except DateError:
        return False
    return True


def day_alone(date: NewsDate) -> NewsDate:
    """Return the day of a date whose time a writer had to make up."""
    return NewsDate(date.iso[:10])

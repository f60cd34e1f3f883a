"""Header fields of a message: raw values to text, encoded words (RFC 2047) in any number of
charsets, addresses, dates.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from email.message import Message
from email.utils import getaddresses
from typing import Any

from newsfmt import prose
from newsfmt.article import Party
from newsfmt.dates import full_year
from newsfmt.format import Context
from newsfmt_wire.common import ZONES, Dated, dated

__all__ = [
    "DERIVED",
    "EXTENSION",
    "Headers",
    "addresses",
    "date",
    "decode_words",
    "encode",
    "header_text",
    "sender",
]

EXTENSION = "X-Newsfmt-"
"""Begins the names of the header fields that hold what no field of RFC 5322 can."""
DERIVED = f"{EXTENSION}Derived"
"""Names the fields that a writer had to make up."""
_WORD = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?\n]*)\?=")
_FOLD = re.compile(r"\r?\n(?=[ \t])|\r")
_COMMENT = re.compile(r"\([^()]*\)")
_ZONE_COMMENT = re.compile(r"\(\s*(?:[A-Z]{1,5}|[A-Za-z]+(?: [A-Za-z]+)* Time|[+-]\d{4})\s*\)")
_NAIVE = re.compile(r"\d\d:\d\d(?::\d\d)?$")
_SHORT = re.compile(r"((?:[A-Za-z]{3},?\s{0,3})?\d{1,2}\s{1,3}[A-Za-z]{3}\s{1,3})(\d{2})(?=\s)")
_LONGEST = 8192
_HYPHENS = re.compile(r"(?:[A-Za-z]{3,9},?\s{1,3})?(\d{1,2})-([A-Za-z]{3})-(\d{2}|\d{4})(?=\s)")
_DOTS = re.compile(r"(\d\d)\.(\d\d)(?:\.(\d\d))?(?=\s{1,3}[+-]\d{4}$)")
_RFC = {
    **ZONES,
    "UT": "+00:00",
    "EST": "-05:00",
    "EDT": "-04:00",
    "CST": "-06:00",
    "CDT": "-05:00",
    "MST": "-07:00",
    "MDT": "-06:00",
    "PST": "-08:00",
    "PDT": "-07:00",
}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAY = re.compile(rf"\s{{0,4}}({'|'.join(_DAYS)}),")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")


class Headers:
    """The header fields of a message as text, in order, names compared without case."""

    def __init__(self, message: Message, context: Context) -> None:
        raw = list(message.raw_items())
        self._context = context
        self._raw = {name.lower(): value for name, value in reversed(raw)}
        self._fields = [
            (header_text(name, context), header_text(value, context)) for name, value in raw
        ]

    def __iter__(self) -> Any:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def get(self, name: str) -> str | None:
        """Return the first field of that name that says something."""
        return next((value for key, value in self._fields if key.lower() == name and value), None)

    def people(self, name: str) -> list[tuple[str | None, str | None]]:
        """Return name and address of each mailbox in the first field of that name; a comma inside
        an encoded word parts nothing (RFC 2047 §6.2).
        """
        value = header_text(self._raw.get(name, ""), self._context, words=False)
        return [
            (decode_words(found, self._context).strip() or None if found else None, address)
            for found, address in addresses(value)
        ]


def header_text(value: Any, context: Context, *, words: bool = True) -> str:
    """Return a raw value as text: unfolded, 8-bit bytes decoded, encoded words read (unless asked
    not to), without control characters.
    """
    text = str(value)
    if text.isascii() and text.isprintable() and "=?" not in text:
        return text.strip()
    text = _FOLD.sub("", text)
    if not text.isascii():
        text = prose.decode(
            text.encode("ascii", "surrogateescape")
            if _escaped(text)
            else text.encode("utf-8", "surrogatepass"),
            context,
        )
    text = text.replace("\t", " ")
    repair = getattr(context.options, "repair", False)
    text = decode_words(text, context) if words else text
    return " ".join(prose.clean(text, context, repair=repair).splitlines()).strip()


def _escaped(text: str) -> bool:
    return all(char < "\x80" or "\udc80" <= char <= "\udcff" for char in text)


def decode_words(text: str, context: Context | None = None) -> str:
    """Return a text with its encoded words read; white space between two of them is left out (RFC
    2047 §6.2).

    >>> decode_words("=?utf-8?q?F=C3=A6rre?= =?iso-8859-1?q?_S=F8r?= back")
    'Færre Sør back'
    """
    if "=?" not in text:
        return text
    parts: list[str] = []
    held, charset, end = list[bytes](), "", 0
    for word in _WORD.finditer(text):
        between = text[end : word.start()]
        joined = bool(held) and not between.strip()
        if held and not (joined and word[1].lower() == charset):
            parts.append(_decoded(b"".join(held), charset, context))
            held = []
        if not joined:
            parts.append(between)
        held.append(_bytes(word[3], word[2]))
        charset, end = word[1].lower(), word.end()
    if held:
        parts.append(_decoded(b"".join(held), charset, context))
    return "".join([*parts, text[end:]])


def _bytes(text: str, encoding: str) -> bytes:
    raw = text.encode("utf-8", "surrogatepass")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (ValueError, binascii.Error):
        return raw


def _decoded(data: bytes, charset: str, context: Context | None) -> str:
    return prose.decode(
        data,
        Context(report=context.report, name=context.name) if context else Context(),
        declared=charset,
    )


def encode(text: str) -> str:
    """Return a text as the value of a header field: as it is where that is lossless, else in
    encoded words.

    >>> encode("Ferry"), encode("Færre")
    ('Ferry', '=?utf-8?b?RsOmcnJl?=')
    """
    if len(text) <= 900 and "=?" not in text and _PLAIN.fullmatch(text):
        return text
    words, held = [], b""
    for char in text:
        raw = char.encode("utf-8", "replace")
        if len(held) + len(raw) > 42:
            words.append(held)
            held = b""
        held += raw
    words.append(held)
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(word).decode()}?=" for word in words)


def sender(headers: Headers, derived: frozenset[str]) -> Party | None:
    """Return who a message is from: the first address of From, else of Sender, with the
    Organization field.
    """
    field = next((name for name in ("from", "sender", "reply-to") if headers.get(name)), None)
    house = headers.get("organization")
    name = email = None
    if field and "from" not in derived:
        people = headers.people(field)
        name, email = people[0] if people else (headers.get(field), None)
        if "from-address" in derived:
            email = None
    return Party(name=name, email=email, organisation=house) if name or email or house else None


def addresses(value: str) -> list[tuple[str | None, str | None]]:
    """Return name and address of each mailbox in a value.

    >>> addresses('"Port, Sund" <port@example.org>, vik@example.org')
    [('Port, Sund', 'port@example.org'), (None, 'vik@example.org')]
    """
    try:
        found = getaddresses([value[:_LONGEST]])
    except (RecursionError, IndexError):  # nested comments, and slips of the standard library
        return []
    return [
        (name.strip() or None, email.strip() if "@" in email else None)
        for name, email in found
        if name or "@" in email
    ]


def date(value: str, context: Context, line: int) -> Dated:
    """Return the date of a Date field; a comment goes, a year of two digits is read as RFC 5322
    §4.3 says, and RFC 850's form as well.
    """
    text = value[:_LONGEST]
    beside = _COMMENT.findall(text) if "(" in text else []
    if beside:
        text = _COMMENT.sub(" ", text).strip()
        if _NAIVE.search(text):  # the comment is all that says the zone
            text = f"{text} {beside[-1].strip('() ')}"
    text = _HYPHENS.sub(r"\1 \2 \3", text, count=1)
    text = _DOTS.sub(lambda clock: ":".join(part for part in clock.groups() if part), text)
    short = _SHORT.match(text)
    if short:
        text = f"{short[1]}{full_year(short[2], 50)}{text[short.end() :]}"
    read = dated(text, None, value, context, line, zones=_RFC)
    named = _WEEKDAY.match(text)
    if named and read.date is not None and read.date.day is not None:
        day = _DAYS[read.date.to_date().weekday()]
        if day != named[1]:
            context.warn(
                "read.invalid", f"{value!r}: that day is a {day}, not a {named[1]}", at=line
            )
    if read.raw is None and not all(map(_ZONE_COMMENT.fullmatch, beside)):
        return Dated(read.date, value)
    return read

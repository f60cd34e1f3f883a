"""E-mail: a message in a file (``eml``), and mailboxes (``mbox``): press releases, newsletters, the
files of a newsroom's desk.

Subject is the headline, Date ``published``, From the provider, Message-ID the ``id``; every other
header goes to ``extra`` under its name. RFC 5322, RFC 2045–2047, RFC 3676 (format=flowed), RFC 4155
(mbox); docs/wire.md.
"""

from __future__ import annotations

import re
from typing import Literal

import attrs

from newsfmt.dates import zones
from newsfmt.dropped import Dropped
from newsfmt.format import Confidence, Format, Head
from newsfmt.options import Options, Salvage, option
from newsfmt_wire.common_options import REPAIR, TIMEZONE

__all__ = ["EML", "MBOX", "EmlWriteOptions", "MailReadOptions", "MboxReadOptions"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MailReadOptions(Salvage):
    """How a message is read."""

    prefer: Literal["plain", "html"] = option(
        "plain",
        "Which of two renditions of a message is the body; the other one goes to alternates.",
    )
    timezone: str | None = option(None, TIMEZONE, check=zones.check)
    repair: bool = option(False, REPAIR)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MboxReadOptions(MailReadOptions):
    """How a mailbox is read."""

    quoting: Literal["mboxrd", "mboxo", "none"] = option(
        "mboxrd", "How lines that begin with From are quoted: >>From too, >From alone, not at all."
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EmlWriteOptions(Options):
    """How a message is written."""

    body: Literal["html", "plain"] = option(
        "html", "html keeps every block; plain is text with format=flowed."
    )


DROPS = (
    Dropped("MIME-Version", "the version of MIME, of which there is one"),
    Dropped("base64", "the bytes of an attachment; its name, type and size are read"),
)
_FIELD = re.compile(rb"[!-9;-~]{1,76}[ \t]{0,4}:")
BLANK = re.compile(rb"(?:\xef\xbb\xbf)?+(?:[ \t]*+(?:\r\n?|\n))*+")
"""What may stand before a message: a byte order mark and blank lines."""
_QUOTED = re.compile(rb"(?:>From [^\r\n]{1,300}(?:\r\n?|\n))*+")
_NAMES = frozenset({b"from", b"to", b"received", b"message-id", b"mime-version"})
_BY_EXTENSION = _NAMES | {b"subject", b"date", b"cc", b"sender", b"reply-to", b"content-type"}
_STRONG = frozenset({b"received", b"message-id", b"mime-version"})
_ADDRESS = re.compile(rb"[!-;=?-~]@[A-Za-z0-9-]{1,63}\.[A-Za-z]")
_ENVELOPE = re.compile(rb"From [^\r\n]{0,200}?\d\d:\d\d(?::\d\d)?[^\r\n]{0,40}\r?\n")
_BARE = re.compile(rb"From[ \t]*+(?:[^\s@]{1,200}@[^\s@]{1,200}|MAILER-DAEMON|-)?[ \t]*+\r?\n")
_PATCH = re.compile(rb"From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\r?\n")


def _known(data: bytes, names: frozenset[bytes] = _NAMES) -> dict[bytes, bytes]:
    """The fields of those names in the header block that data begins with."""
    found: dict[bytes, bytes] = {}
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for row in data.split(b"\n")[:200]:
        if not row:
            break
        if row[:1] in b" \t" or row.startswith(b">From "):
            continue
        field = _FIELD.match(row)
        if field is None:
            break
        name = field.group()[:-1].rstrip().lower()
        if name in names:
            found[name] = row[field.end() :]
    return found


def sniff_eml(head: Head) -> Confidence:
    """CERTAIN for a header block with two of From, To, Received, Message-ID, MIME-Version that no
    text has, and for any field that most messages have in ``.eml``.

    From and To alone are no such two, since a text may say where it goes from and to, unless both
    hold an address.
    """
    data = head.data
    if not _FIELD.match(data):
        data = data[BLANK.match(data).end() :]  # type: ignore[union-attr]
        data = data[_QUOTED.match(data).end() :]  # type: ignore[union-attr]
        if not _FIELD.match(data):
            return Confidence.NO
    if head.extension == "eml" and _known(data, _BY_EXTENSION):
        return Confidence.CERTAIN
    found = _known(data)
    if len(found) < 2 or not (
        found.keys() & _STRONG or all(_ADDRESS.search(value) for value in found.values())
    ):
        return Confidence.NO
    return Confidence.CERTAIN


def sniff_mbox(head: Head) -> Confidence:
    """CERTAIN for an envelope line ``From who when`` with a header block behind it, and for a bare
    one, without the date, where two fields of a message follow; NO for the patches of Git, which
    look alike.
    """
    data = head.data
    if data[:1] in (b"\r", b"\n", b"\xef"):
        data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not data.startswith(b"From") or _PATCH.match(data):
        return Confidence.NO
    dated = _ENVELOPE.match(data)
    envelope = dated or _BARE.match(data)
    if envelope is None:
        return Confidence.NO
    start = _QUOTED.match(data, envelope.end()).end()  # type: ignore[union-attr]
    if not _FIELD.match(data, start):
        return Confidence.NO
    fields = len(_known(data[envelope.end() :])) + (b"\nSubject:" in data)
    return Confidence.CERTAIN if fields >= (1 if dated else 2) else Confidence.NO


WRITES = frozenset(
    """id headline published language keywords byline creators.name creators.job_title creators.organisation dateline rights.notice
    provider.name provider.email provider.organisation body body:paragraph body:paragraph.role body:heading body:list body:quote body:table body:figure
    body:section body:preformatted body:rule body:embed body:emphasis body:strong body:code body:sub body:sup body:underline body:strike body:link
    body:break body:image body:span body:ruby body:name extra""".split()
)
"""What a message can say (with what the writer itself reports where a value does not fit)."""

EML = Format(
    name="eml",
    title="E-mail message",
    aliases=("rfc822", "email"),
    media_types=("message/rfc822",),
    extensions=("eml",),
    sniff=sniff_eml,
    read="newsfmt_wire.mail.read:read_eml",
    write="newsfmt_wire.mail.write:write",
    read_options=MailReadOptions,
    write_options=EmlWriteOptions,
    writes=lambda options: WRITES,
    multiple=False,
    streams=False,
    samples=("newsfmt_wire:samples/eml",),
    drops=DROPS,
    spec="https://www.rfc-editor.org/rfc/rfc5322",
)

MBOX = Format(
    name="mbox",
    title="Mailbox",
    media_types=("application/mbox",),
    extensions=("mbox", "mbx"),
    sniff=sniff_mbox,
    read="newsfmt_wire.mail.mbox:read_mbox",
    split="newsfmt_wire.mail.split:split",
    read_options=MboxReadOptions,
    samples=("newsfmt_wire:samples/mbox",),
    drops=DROPS,
    spec="https://www.rfc-editor.org/rfc/rfc4155",
)

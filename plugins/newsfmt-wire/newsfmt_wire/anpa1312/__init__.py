"""ANPA 1312: text messages of American agencies (AP), framed by SYN SOH, STX, ETX and EOT, with tag
lines that begin with a caret.

In comes any number of stories in a file, out go stories of one line a paragraph. The letter of the
header is the service, its number the sequence; the priority letter stays a letter, since no table
maps it to an urgency; the trailer's date is ``published``. docs/wire.md.
"""

from __future__ import annotations

import re

from newsfmt.format import Confidence, Format, Head
from newsfmt_wire.common_options import WireReadOptions, WireWriteOptions, first_header

__all__ = ["FORMAT", "WRITES"]


_FILL = rb"[\x00\x04\x16\x7f \t\r\n\x0c]{0,64}"
_FIRST = re.compile(rb"[A-Za-z]\d{3,4}\x1f")
_SHORT = re.compile(
    _FILL
    + rb"\x16{1,8}\x01[A-Za-z]\d{3,4}[\r\n \x1f](?![ \t]{0,8}\d[ \t])|"
    + _FILL
    + rb"[A-Za-z]\d{4}\x1f[^\r\n\x01\x02]{0,80}[\r\n]{1,3}[a-z] [a-z][\x13\x14][\x11\x12]"
)
_ODD = re.compile(
    _FILL + rb"\x16{0,8}\x01[^\r\n\x01\x02]{1,40}\x1f[^\r\n\x01\x02]{0,80}[\r\n]{1,3}"
    rb"[a-z] [a-z][\x13\x14][\x11\x12]"
)
_BARE = re.compile(
    _FILL + rb"[A-Za-z]\d{3,4}(?:[ \t\x1fA-Za-z-][^\r\n]{0,80})?[\r\n]{1,4}"
    rb"[a-z] [a-z][ \t\x11-\x14]{0,8}[A-Za-z]{2}-[^\r\n]{1,80}? \d\d-\d\d[ \t]{1,8}\d{3,5}[ \t]*[\r\n]"
)


def sniff(head: Head) -> Confidence:
    """CERTAIN for SOH, letter, number and US, be there noise of the line before it, or SYN SOH,
    letter and number: bytes that no text bears. LIKELY for another header between SOH and US, and
    for both header lines without any of the control characters.
    """
    data = head.data
    start = first_header(data)
    if (start >= 0 and _FIRST.match(data, start)) or _SHORT.match(data):
        return Confidence.CERTAIN
    return Confidence.LIKELY if _ODD.match(data) or _BARE.match(data) else Confidence.NO


WRITES = frozenset(
    """version signals.name headline subheadline summary slugline byline byline_title creators.name creators.job_title creators.organisation rights.notice published
    transmission.sequence transmission.priority transmission.sent services.code categories.code word_count provider.name ed_notes.text dateline
    body body:paragraph body:paragraph.role body:heading body:rule body:preformatted
    extra.anpa1312:selector extra.anpa1312:format extra.anpa1312:keyword extra.anpa1312:keyword-line extra.anpa1312:header-date extra.anpa1312:wire
    extra.anpa1312:code extra.anpa1312:date""".split()
)
"""What a story can say (with what the writer itself reports where a value does not fit)."""

FORMAT = Format(
    name="anpa1312",
    title="ANPA 1312",
    aliases=("anpa", "anpa-1312"),
    extensions=("anpa", "tst"),
    sniff=sniff,
    read="newsfmt_wire.anpa1312.read:read",
    write="newsfmt_wire.anpa1312.write:write",
    read_options=WireReadOptions,
    write_options=WireWriteOptions,
    writes=lambda options: WRITES,
    samples=("newsfmt_wire:samples/anpa1312",),
)

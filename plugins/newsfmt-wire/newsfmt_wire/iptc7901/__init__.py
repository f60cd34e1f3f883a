"""IPTC 7901: text messages of news agencies (dpa, APA, ANSA, STT), framed by SOH, STX, ETX and EOT.

In comes any number of messages in a file, with the deviations seen in practice; out go messages
wrapped at 69 columns. The header's letters are the service, its number the sequence, its digit the
urgency; the trailer's date is ``published``. IPTC 7901 (1979, 1995); docs/wire.md.
"""

from __future__ import annotations

import re

import attrs

from newsfmt.format import Confidence, Format, Head
from newsfmt.options import option
from newsfmt_wire.common_options import WireReadOptions, WireWriteOptions, first_header

__all__ = ["FORMAT", "WRITES", "Iptc7901WriteOptions"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Iptc7901WriteOptions(WireWriteOptions):
    """How IPTC 7901 is written."""

    width: int = option(
        69,
        "Columns at which the text is wrapped; 0 leaves a paragraph on one line.",
        check=lambda value: _check_width(value),
    )


def _check_width(value: int) -> None:
    if value and not 40 <= value <= 100:
        raise ValueError("0, or 40 to 100")


_HEADER = rb"[A-Za-z]{1,8}\d{1,6}[ \t]+\d[ \t]+[A-Za-z]{1,4}[ \t\r\n]"
_FIRST = re.compile(rb"[ \t]?" + _HEADER)
_BARE = re.compile(rb"[\x00\x04\x16\x7f \t\r\n\x0c]{0,64}" + _HEADER + rb"[^\x02\x01]{0,512}\x02")
_WHOLE = rb"[A-Za-z]{1,8}\d{1,6}[ \t]{1,40}\d[ \t]{1,40}[A-Za-z]{1,4}[ \t]{1,40}\d{1,7}"
_PLAIN = re.compile(
    rb"[\x00\x16\x7f \t\r\n\x0c]{0,64}" + _WHOLE + rb"(?:[ \t][^\r\n.!?]{0,60})?"
    rb"(?P<keyword>[\r\n]{1,4}[ \t]{0,8}(?:/[^\s/]|[^\s/]{1,40}/)[^\r\n.!?]{0,80})?[\r\n]"
)
_DATE = re.compile(
    rb"[\r\n]\d{6}[ \t]{1,4}(?:[A-Z]{2,5}[ \t]{1,4})?[A-Za-z]{3}[ \t]{1,4}\d\d(?:\d\d)?[ \t]*+(?:[\r\n]|\Z)"
)
_LINES = re.compile(
    rb"[\x00\x7f \t\r\n\x0c]{0,64}(?:NNNN[ \t\r\n]{1,16})?(?i:ZCZC)"
    rb"(?:[ \t]{1,8}|(?:[ \t][^\r\n\x01]{0,80})?[\r\n][ \t\r\n]{0,16})" + _WHOLE + rb"[ \t\r\n]"
)


def sniff(head: Head) -> Confidence:
    """CERTAIN for SOH and a header, be there noise of the line before it, or a header with STX
    behind it: bytes that no text bears. LIKELY for a header that lost its control characters, if a
    keyword line with a slash or the date of a wire follows, and for one behind ZCZC.
    """
    data = head.data
    start = first_header(data)
    if start >= 0:
        is_message = _FIRST.match(data, start) and head.xml_root is None
        return Confidence.CERTAIN if is_message else Confidence.NO
    if b"\x02" in data and _BARE.match(data):
        return Confidence.CERTAIN
    plain = _PLAIN.match(data)
    is_plain = plain is not None and (plain["keyword"] or _DATE.search(data, plain.end() - 1))
    return Confidence.LIKELY if is_plain or _LINES.match(data) else Confidence.NO


WRITES = frozenset(
    """urgency headline subheadline slugline signals.name byline byline_title creators.name creators.job_title creators.organisation rights.notice published
    transmission.sequence transmission.priority transmission.sent services.code
    categories.code word_count ed_notes dateline body body:paragraph body:paragraph.role body:rule body:preformatted
    extra.iptc7901:optional extra.iptc7901:date""".split()
)
"""What a message can say (with what the writer itself reports where a value does not fit)."""

FORMAT = Format(
    name="iptc7901",
    title="IPTC 7901",
    aliases=("iptc-7901",),
    extensions=("7901", "tty"),
    sniff=sniff,
    read="newsfmt_wire.iptc7901.read:read",
    write="newsfmt_wire.iptc7901.write:write",
    read_options=WireReadOptions,
    write_options=Iptc7901WriteOptions,
    writes=lambda options: WRITES,
    samples=("newsfmt_wire:samples/iptc7901",),
    spec="https://iptc.org/standards/iptc-7901/",
)

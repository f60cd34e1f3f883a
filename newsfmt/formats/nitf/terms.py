"""What reader and writer of NITF agree on: the three levels of a subject code, and the names under
which newsfmt adds what NITF lacks.

A field NITF has no place for is a ``meta`` named ``newsfmt:<field>``, its content plain text;
nothing in it stands for "the source says none". The subject codes of the IPTC have eight digits,
two for the subject, three for the matter, three for the detail (NITF 3.6, tobject.subject).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from newsfmt.dates import NewsDate
from newsfmt.errors import DateError

__all__ = ["OURS", "SCHEME", "expand"]

SCHEME = "subj"
"""Alias of the IPTC's subject codes in its catalog."""


def expand(refnum: str, names: Sequence[str | None]) -> Iterator[tuple[str, str | None]]:
    """Yield code and name of each level that a subject reference number says: subject, matter,
    detail.

    >>> list(expand("02003001", ("Justice", "Police", None)))
    [('02000000', 'Justice'), ('02003000', 'Police'), ('02003001', None)]
    """
    if len(refnum) != 8 or not refnum.isascii() or not refnum.isdigit():
        yield refnum, next((name for name in reversed(names) if name), None)
        return
    parts = [(refnum[:2] + "000000", names[0])]
    if refnum[2:5] != "000":
        parts.append((refnum[:5] + "000", names[1]))
    if refnum[5:] != "000":
        parts.append((refnum, names[2]))
    deeper = [name for name in names[len(parts) :] if name]
    for place, (code, name) in enumerate(parts):
        yield code, name or (deeper[0] if deeper and place == len(parts) - 1 else None)


def _text(values: Sequence[str]) -> str | None:
    return values[0] or None


def _date(values: Sequence[str]) -> NewsDate | None:
    try:
        return NewsDate(values[0])
    except DateError:
        return None


def _flag(values: Sequence[str]) -> bool | None:
    return {"true": True, "false": False}.get(values[0])


def _none(values: Sequence[str]) -> Any:
    return ()


OURS: dict[str, Callable[[Sequence[str]], Any]] = {
    **dict.fromkeys((
        "id", "type", "profile", "direction", "slugline", "credit", "pub_status", "summary", "version", "language", "headline", "title",
        "dateline.text", "dateline.place", "dateline.region", "dateline.country", "dateline.source", "dateline.date_text",
        "transmission.id", "transmission.sequence", "transmission.sender", "transmission.priority", "rights.data_mining", "rights.year",
        "rights.notice", "provider.organisation", "provider.email", "provider.job_title",
        "digital_source_type.name", "digital_source_type.code", "digital_source_type.scheme", "digital_source_type.uri",
        "digital_source_type.literal",
    ), _text),
    **dict.fromkeys((
        "created", "updated", "published", "content_created", "content_modified", "embargoed_until", "expires", "dateline.date", "transmission.sent",
    ), _date),
    "embargoed": _flag,
    "creators": _none,
    "subheadline": _text,
}  # fmt: skip
"""How the content of each of newsfmt's own ``meta`` is read."""

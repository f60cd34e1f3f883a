"""Dated text: a line ``date 2020-01-01 Headline``, then paragraphs separated by blank lines;
several articles in a file follow each other.

In comes text in any encoding and of the whole family (front blocks, bylines, datelines, credits,
end marks, wrapped lines); out goes the canonical form, so that canonical input comes back as the
same bytes. docs/explanation/dated-text-grammar.md is the specification.
"""

from __future__ import annotations

import re

import attrs

from newsfmt.format import Format
from newsfmt.head import Confidence, Head
from newsfmt.hooks import hookimpl
from newsfmt.options import Salvage, option

__all__ = ["FORMAT", "DatedTextReadOptions", "newsfmt_formats"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DatedTextReadOptions(Salvage):
    """How dated text is read."""

    dayfirst: bool | None = option(
        None,
        "Read 03/04/2020 as 3 April (true) or March 4 (false); "
        "without it such dates are left as text.",
    )
    infer_year: bool = option(
        False, "Give a dateline's date without a year the year nearest to the article's date."
    )
    repair: bool = option(False, "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’).")


_WIDE = r"[\s\u200b\u200e\u200f\ufeff]"
_HEADER = re.compile(rf"{_WIDE}*+(?:date|Date|DATE)(?:{_WIDE}*+:)?{_WIDE}++\S*\d")
_ODD = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(head: Head) -> Confidence:
    """LIKELY for a header line; MAYBE for any other text, since text without a signature is dated
    text; NO for what begins as XML or JSON does, and for bytes that are no text.
    """
    text = head.text
    if _HEADER.match(text):
        return Confidence.LIKELY
    if head.xml_start or head.json_start:
        return Confidence.NO
    if (
        not head.data.strip() and head.more == head.data
    ):  # nothing, or white space that nothing shows to go on
        return Confidence.NO
    if head.data[:8].lstrip(b"\x16").startswith(b"\x01") or _binary(text):
        return Confidence.NO
    return Confidence.MAYBE


def _binary(text: str) -> bool:
    return len(_ODD.findall(text[:1024])) * 20 > min(len(text), 1024)


def writes(options: object) -> frozenset[str]:
    """What the places of dated text can say."""
    from newsfmt.formats.dated_text.places import WRITES

    return WRITES


FORMAT = Format(
    name="dated-text",
    title="Dated text",
    aliases=("text", "txt"),
    media_types=("text/plain",),
    extensions=("txt", "text"),
    sniff=sniff,
    read="newsfmt.formats.dated_text.read:read",
    write="newsfmt.formats.dated_text.write:write",
    split="newsfmt.formats.dated_text.split:split",
    align="newsfmt.formats.dated_text.split:align",
    read_options=DatedTextReadOptions,
    writes=writes,
    samples=("newsfmt.formats.dated_text:samples",),
    spec="https://github.com/newsfmt/newsfmt/blob/main/docs/formats/dated-text.md",
)


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide dated text."""
    return [FORMAT]

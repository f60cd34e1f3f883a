"""Lines of an article's text → the blocks of its body, as exports in plain text hold them, and what
is missing in an article.

Paragraphs are unwrapped where their lines were wrapped; tables, dotted leaders and rules of dashes
keep their layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from newsfmt import prose
from newsfmt.body import Block, Paragraph, Preformatted
from newsfmt.format import Context

__all__ = ["blocks", "report_missing", "with_prefix"]

_LAYOUT = re.compile(r"\S {3,}\S|\.{5,}|(?:\. ){4,}|\A[-_=*]{3,}\Z")
_MISSING = {
    "headline": ("read.no-headline", "the article has no headline"),
    "published": ("read.no-date", "the article has no date"),
    "body": ("read.no-body", "the article has no text"),
}


def blocks(groups: Iterable[Sequence[str]]) -> tuple[Block, ...]:
    """Return the blocks of groups of lines, which blank lines separate.

    >>> blocks([["Ferries sail."], ["Route   Ships   Cars", "North       2     40"]])
    (Paragraph('Ferries sail.'), Preformatted('Route   Ships   Cars\\nNorth       2     40'))
    """
    return tuple(map(_block, prose.unwrapped(groups)))


def _block(part: str | Preformatted) -> Block:
    if isinstance(part, Preformatted):
        return part
    is_suspect = "   " in part or "..." in part or ". . " in part or part[0] in "-_=*"
    return Preformatted(part) if is_suspect and _LAYOUT.search(part) else Paragraph(part)


def with_prefix(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with the prefix of the dateline where the text opens with it.

    >>> from newsfmt.article import Dateline
    >>> made = with_prefix({"dateline": Dateline("SUND"), "body": (Paragraph("SUND - It sails."),)})
    >>> made["dateline"].prefix
    'SUND - '
    """
    dateline = fields.get("dateline")
    if dateline is not None and dateline.text and dateline.prefix is None:
        prefix = prose.prefix_of(fields.get("body", ()), dateline.text)
        fields["dateline"] = attrs.evolve(dateline, prefix=prefix)
    return fields


def report_missing(fields: Mapping[str, Any], context: Context, line: int | None) -> None:
    """Report that an article has no headline, date or text."""
    for field, (code, message) in _MISSING.items():
        if not fields.get(field):
            context.warn(code, message, at=line)

"""What an export says of itself: a cover with the query and who asked, the summary of a search, the
notice of the house.

Its text comes in and goes to the report, in one diagnostic; it names people and institutions, and
no article holds it.
"""

from __future__ import annotations

import html
import re

from newsfmt.format import Context

__all__ = ["export_note"]

_LONGEST = 4000  # characters of a message
_TAG = re.compile(r"<[^<>]{0,2000}>")


def export_note(
    context: Context, text: str, *, at: int | None = None, markup: bool = False
) -> None:
    """Report what an export says of itself, if it says anything; ``markup`` is taken off.

    >>> context = Context()
    >>> export_note(context, "Terms: ferry\\nSource:  All\\n")
    >>> [entry.message for entry in context.report]
    ['the export says: Terms: ferry Source: All']
    """
    if markup:
        text = html.unescape(_TAG.sub(" ", text))
    words = " ".join(text.split())
    if words:
        more = f" … and {len(words) - _LONGEST:,} characters more" if len(words) > _LONGEST else ""
        context.warn("read.export-note", f"the export says: {words[:_LONGEST]}{more}", at=at)

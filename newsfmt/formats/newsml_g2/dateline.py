"""Where the dateline of an item ends in its first paragraph (model-rules.md §3)."""

from __future__ import annotations

import re
from typing import Any

from newsfmt.body import NON_PROSE_ROLES, Paragraph, Preformatted, text_of

__all__ = ["prefix_of"]

_SEPARATOR = re.compile(r"[ \xa0\t\n]*(?:(?:--|[-\u2010-\u2015\u2212_:=])[ \xa0\t\n]*)?")


def prefix_of(body: tuple[Any, ...], text: str) -> str | None:
    """Return the exact characters, separator included, with which the first prose paragraph opens
    as the dateline; None if it does not.

    >>> prefix_of((Paragraph("OSLO (NTB) - The bridge opened."),), "OSLO (NTB)")
    'OSLO (NTB) - '
    """
    for block in body:
        if type(block) is Preformatted or (
            type(block) is Paragraph and block.role not in NON_PROSE_ROLES
        ):
            first = block.text if isinstance(block, Preformatted) else text_of(block.content)
            break
    else:
        return None
    if not text or not first.startswith(text):
        return None
    found = _SEPARATOR.match(first, len(text))
    end = found.end() if found else len(text)
    if end == len(text) and end < len(first) and text[-1].isalnum() and first[end].isalnum():
        return None
    return first[:end]

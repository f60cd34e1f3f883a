"""ProQuest's download as HTML → the blocks of each document, as its text download has them.

A page comes in: labels in ``strong``, the text in ``text`` with a ``p`` for each paragraph. A
document ends where a label of the beginning follows those of the end, or a title the title that it
has; the blocks without a label before that one belong to the next document. The rules of 60
underscores, where a page has them, part documents as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from newsfmt import xmlkit
from newsfmt.body import text_of
from newsfmt.format import Context
from newsfmt_research.pages import flow

__all__ = ["documents"]

_RULE = "_" * 60
_TEXT = re.compile(r"<(/?)text\b[^<>]{0,200}>", re.IGNORECASE)
_LEAST = 2  # labels of the end after which a label of the beginning opens a document


def documents(
    text: str, context: Context, rank: Callable[[str], int], first_of_end: int, title: int
) -> Iterator[list[list[str]]]:
    """Yield the blocks of each document. ``rank`` gives the place of a line's label in their order,
    -1 without one; from ``first_of_end`` on they stand behind the text, as ``title`` does.
    """
    text = _TEXT.sub(r"<\1div>", text)  # which may hold paragraphs inside of one
    root = xmlkit.parse_html(text, limits=context.limits, name=context.name)
    if root is None:
        return
    body = next(root.iter("body"), root)
    current: list[list[str]] = []
    loose = ends = 0
    has_title = False
    for block in flow(body):
        rows = [" ".join(row.split()) for row in text_of(block).split("\n")]
        rows = [row for row in rows if row]
        if not rows:
            continue
        if rows[0].startswith(_RULE):
            yield from _whole(current)
            current, loose, ends, has_title = [], 0, 0, False
            continue
        place = rank(rows[0])
        is_next = (0 <= place < first_of_end and ends >= _LEAST) or (place == title and has_title)
        if is_next:
            end = len(current) - loose
            yield from _whole(current[:end])
            current, ends, has_title = current[end:], 0, False
        has_title = has_title or place == title
        ends += place >= first_of_end
        loose = 0 if place >= 0 else loose + 1
        current.append(rows)
    yield from _whole(current)


def _whole(blocks: Sequence[list[str]]) -> Iterator[list[list[str]]]:
    if blocks:
        yield list(blocks)

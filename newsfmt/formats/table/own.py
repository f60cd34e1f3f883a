"""The tables that newsfmt writes: their columns, and the way back from a row to an Article.

A header that is exactly :data:`COLUMNS` is newsfmt's own, and its cells are read by the rules they
were written by: names in a list are separated by ``; ``, paragraphs by a blank line, and a ``'``
before a cell that would be a formula is taken off. ``path`` and ``words`` are computed, so that
nothing is lost without them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from newsfmt.article import Article, Concept, Party, normalise
from newsfmt.body import Paragraph
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError
from newsfmt.format import Context

__all__ = ["COLUMNS", "OWN_FIELDS", "WRITES", "OwnRows", "guarded", "is_own"]

COLUMNS = (
    "path", "id", "published", "updated", "language", "headline", "summary", "byline", "author",
    "provider", "sources", "categories", "subjects", "keywords", "url", "words", "text",
)  # fmt: skip
"""The columns of a table without ``-O fields=``, known before the first article is there."""
WRITES = frozenset(
    {
        "id", "published", "updated", "language", "headline", "summary", "byline", "creators.name",
        "provider.name", "sources.name", "categories.name", "subjects.name", "keywords", "url",
        "body", "body:paragraph",
    }
)  # fmt: skip
"""The values of an article that these columns hold."""
_FORMULA = re.compile("'*[=+@\\-\t\r\n＝＋－＠]")
_LIST = "; "


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: a ``'`` stands before one that begins
    with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return.

    >>> guarded("=1+1"), guarded("Ferry = boat")
    ("'=1+1", 'Ferry = boat')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _bare(cell: str) -> str:
    """The reverse of :func:`guarded`."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def is_own(names: list[str]) -> bool:
    """Return whether a header is that of a table that newsfmt has written."""
    return tuple(names) == COLUMNS


class OwnRows:
    """Makes articles of the rows of a table that newsfmt has written."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def article(self, row: Mapping[str, Any], index: int, line: int | None) -> Article | None:
        """Return the article of a row, or None for a row without any value, which is reported."""
        context = self._context
        context.index = index
        cells = {name: _bare(cell) for name, cell in row.items() if cell}
        if not cells:
            context.warn("read.item-skipped", "every cell of the row is empty", at=line)
            return None
        fields: dict[str, Any] = {}
        extra: dict[str, tuple[str, ...]] = {}
        for name, cell in cells.items():
            read = _READERS.get(name)
            if read is None:
                if name not in COLUMNS:
                    extra[f"table:{name}"] = (cell,)
                continue
            field, make = read
            try:
                fields[field] = make(cell)
            except DateError as error:
                context.warn("read.date-unparsed", f"{name}: {error}", at=line)
                extra[f"table:{name}"] = (cell,)
        origin = context.origin(index, line)
        return normalise(Article(**fields, extra=extra, origin=origin))


def _several(make: Callable[[str], Any]) -> Callable[[str], tuple[Any, ...]]:
    return lambda cell: tuple(map(make, cell.split(_LIST)))


_READERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    **{name: (name, str) for name in ("id", "language", "headline", "summary", "byline", "url")},
    "published": ("published", NewsDate),
    "updated": ("updated", NewsDate),
    "author": ("creators", _several(lambda name: Party(name=name))),
    "provider": ("provider", lambda name: Party(name=name)),
    "sources": ("sources", _several(lambda name: Party(name=name))),
    "categories": ("categories", _several(lambda name: Concept(name=name))),
    "subjects": ("subjects", _several(lambda name: Concept(name=name))),
    "keywords": ("keywords", _several(str)),
    "text": ("body", lambda text: tuple(map(Paragraph, text.split("\n\n")))),
}
"""The field of each column that is read, and how its value is made of a cell."""
OWN_FIELDS: Mapping[str, str] = {name: field for name, (field, _) in _READERS.items()}
"""The field of an article that each column becomes."""

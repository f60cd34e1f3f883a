"""The tables that newsfmt writes: their columns, and the way back from a row to an Article.

A header that is exactly :data:`COLUMNS` is newsfmt's own, and its cells are read by the rules they
were written by: names in a list are separated by ``; ``, paragraphs by a blank line, and a ``'``
before a cell that would be a formula is taken off. ``path`` and ``words`` are computed, so that
nothing is lost without them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from newsfmt.article import Article, Concept, Party, normalise
from newsfmt.body import Paragraph
from newsfmt.dates import NewsDate
from newsfmt.errors import DateError
from newsfmt.format import Context
from newsfmt.slots import Codec, Slot, Table

__all__ = ["COLUMNS", "OWN_FIELDS", "TABLE", "WRITES", "OwnRows", "guarded", "is_own"]

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


# ---- the columns
# ------------------------------------------------------------


def _column(name: str, field: str, make: Callable[[str], object] = str, holds: str = "") -> Slot:
    """A column that is read into a field."""

    def read(fields: dict[str, object], cell: str) -> None:
        fields[field] = make(cell)

    return Slot(name, Codec(read, itemgetter(name), holds or field))


def _terms(name: str, make: Callable[[str], object], field: str = "") -> Slot:
    """A column with the names of parties or concepts."""
    field = field or name
    return _column(name, field, _several(make), f"{field}.name")


def _several(make: Callable[[str], object]) -> Callable[[str], tuple[Any, ...]]:
    return lambda cell: tuple(map(make, cell.split(_LIST)))


def _party(name: str) -> Party:
    return Party(name=name)


def _concept(name: str) -> Concept:
    return Concept(name=name)


def _body(text: str) -> tuple[Paragraph, ...]:
    return tuple(map(Paragraph, text.split("\n\n")))


TABLE = Table(
    Slot("path", Codec(None, itemgetter("path"))),
    _column("id", "id"),
    _column("published", "published", NewsDate),
    _column("updated", "updated", NewsDate),
    _column("language", "language"),
    _column("headline", "headline"),
    _column("summary", "summary"),
    _column("byline", "byline"),
    _terms("author", _party, "creators"),
    _column("provider", "provider", _party, "provider.name"),
    _terms("sources", _party),
    _terms("categories", _concept),
    _terms("subjects", _concept),
    _column("keywords", "keywords", _several(str)),
    _column("url", "url"),
    Slot("words", Codec(None, itemgetter("words"))),
    _column("text", "body", _body, "body body:paragraph"),
)
"""The columns of a table without ``-O fields=``, each with the value of a flat record that it
shows; ``path`` and ``words`` are computed and are not read.
"""
COLUMNS = tuple(name for name, _ in TABLE.writers())
"""The names of the columns, known before the first article is there."""
WRITES = TABLE.writes()
"""The values of an article that these columns hold."""
OWN_FIELDS: Mapping[str, str] = {
    name: slot.codec.holds[0].partition(".")[0] for name, slot in TABLE.writers() if slot.codec.read
}
"""The field of an article that each column becomes."""


# ---- from rows to articles
# ------------------------------------------------------------


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
            read = TABLE.readers.get(name)
            if read is None:
                if name not in COLUMNS:
                    extra[f"table:{name}"] = (cell,)
                continue
            try:
                read(fields, cell)
            except DateError as error:
                context.warn("read.date-unparsed", f"{name}: {error}", at=line)
                extra[f"table:{name}"] = (cell,)
        origin = context.origin(index, line)
        return normalise(Article(**fields, extra=extra, origin=origin))

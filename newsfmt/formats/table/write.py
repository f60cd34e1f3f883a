"""Writing tables: an Article comes in, a row of CSV (RFC 4180, with plain line ends) or of
tab-separated values goes out, one at a time.

The columns are those of flat records (:mod:`newsfmt.records`) and are known before the first
article, so that memory stays flat and every file of a run has the same header. Lists are joined by
``; ``. A cell that a spreadsheet would take for a formula gets a ``'`` before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from newsfmt.article import Article
from newsfmt.errors import SerializeError
from newsfmt.format import Context
from newsfmt.formats.table.own import COLUMNS, TABLE, WRITES, OwnRows, guarded
from newsfmt.losses import Receipt, is_plain
from newsfmt.markup import text
from newsfmt.records import COLUMNS as ALL
from newsfmt.records import plan

__all__ = ["columns_of", "write"]

_LIST = "; "
_LONE = re.compile("\r(?!\n)")
_MARK = "\ufeff"
_DELIMITERS = {"tab": "\t"}
Cells = Callable[[dict[str, Any], Article], list[str]]


def columns_of(names: str | None) -> tuple[str, ...]:
    """Return the columns that the option ``fields`` names: ``all`` of them, or those that stand in
    it. Raises OptionError for a name that is no column.
    """
    if names is None:
        return COLUMNS
    return plan(ALL if names.strip() == "all" else names).columns


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write a header and a row for each article; for no article the header alone. Raises
    SerializeError for a lone surrogate.
    """
    options = context.options
    columns = columns_of(options.fields)
    make = plan(columns).record
    cells = _own(context) if options.fields is None else _chosen(context)
    row = _Rows(stream, _DELIMITERS.get(options.delimiter, options.delimiter) or ",")
    row.write(columns, _MARK if options.bom else "")
    for index, article in enumerate(articles):
        context.index = index
        try:
            row.write(cells(make(article), article))
        except UnicodeEncodeError:
            message = "the text holds a lone surrogate, which no encoding can write"
            raise SerializeError(message, article=index) from None


class _Rows:
    """Writes rows to a stream of bytes, each at once."""

    def __init__(self, stream: BinaryIO, delimiter: str) -> None:
        self._stream = stream
        self._line = io.StringIO(newline="")
        self._write = csv.writer(self._line, delimiter=delimiter, lineterminator="\n").writerow

    def write(self, cells: Iterable[str], before: str = "") -> None:
        self._line.seek(0)
        self._line.truncate()
        self._write(cells)
        self._stream.write((before + self._line.getvalue()).encode())


def _cell(value: object) -> str:
    """A value of a record as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, list):
        value = _LIST.join(map(str, value))
    elif isinstance(value, bool):
        return "true" if value else "false"
    cell = str(value)
    return _LONE.sub("\n", cell) if "\r" in cell else cell


def _own(context: Context) -> Cells:
    """What makes the cells of newsfmt's own columns: what does not come back from them is reported,
    of an article with a plain body by a comparison alone.
    """
    formulas = context.options.formulas
    rows = OwnRows(Context(format=context.format))
    values = [slot.codec.write for _, slot in TABLE.writers() if slot.codec.write]

    def cells(record: Mapping[str, object], article: Article) -> list[str]:
        made = [_cell(value(record)) for value in values]
        guards = [guarded(cell) for cell in made]
        receipt = Receipt(article, context, WRITES)
        for path, term in _terms(article):
            if term.name is None:
                message = "it has no name; what identifies it stands in the column"
                receipt.lost("write.value-changed", f"{path}.name", message)
        if not is_plain(article.body):
            text.chunks(article.body, lost=receipt.lost)
        made = made if formulas else guards
        receipt.compare(rows.article(dict(zip(COLUMNS, made, strict=True)), 0, None))
        return made

    return cells


def _terms(article: Article) -> Iterator[tuple[str, Any]]:
    """The parties and concepts that have a column for their names, with their paths."""
    if article.provider is not None:
        yield "provider", article.provider
    for field in ("creators", "sources", "categories", "subjects"):
        for index, term in enumerate(getattr(article, field)):
            yield f"{field}[{index}]", term


def _chosen(context: Context) -> Cells:
    """What makes the cells of columns that were chosen: nothing else is expected of them, but what
    is written for the sake of spreadsheets is said.
    """

    def cells(record: dict[str, object], article: Article) -> list[str]:
        made = {name: _cell(value) for name, value in record.items()}
        if context.options.formulas:
            return list(made.values())
        for name, cell in made.items():
            made[name] = guarded(cell)
            if made[name] != cell:
                message = "it begins like a formula: a ' stands before it; -O formulas=true leaves it as it is"
                context.lost("write.value-changed", name, message, article=article)
        return list(made.values())

    return cells

"""Reading tables: CSV, TSV and their like come in, an Article for each row goes out, one at a time.

The first line names the columns. The delimiter is the one that parts it (``,`` ``;`` tab ``|``); a
cell in quotes may hold delimiters, line ends and doubled quotes (RFC 4180). Tab-separated files
often have bare quotes: a line whose quotes do not close is read as it stands where its delimiters
make a whole row. Memory is bounded by ``article_bytes``.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from newsfmt import prose
from newsfmt.article import Article
from newsfmt.errors import ParseError
from newsfmt.format import Context
from newsfmt.formats.table.columns import SEPARATOR, mapping, plan
from newsfmt.formats.table.own import OwnRows, is_own
from newsfmt.formats.table.rows import Rows, missing

__all__ = ["delimiter_of", "header", "read"]

DELIMITERS = (",", ";", "\t", "|")
csv.field_size_limit(1 << 30)  # article_bytes is the limit; that of the module is for all of Python


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield the article of each row. Raises ParseError for a table of which no column is known, for
    an input without a row, and for one that is cut off inside quotes.
    """
    names, table = header(stream, context)
    rows = _rows(names, context)
    index, failed = 0, context.report.failed
    for line, cells in table:
        if len(cells) != len(names):
            message = f"the row has {len(cells)} cells, the table {len(names)} columns"
            context.warn("read.invalid", message, at=line)
        row = dict(zip(names, cells, strict=False))
        row |= {f"+{n}": cell for n, cell in enumerate(cells[len(names) :], 1)}
        article = rows.article(row, index + context.report.failed - failed, line)
        if article is not None:
            yield article
            index += 1


def header(stream: BinaryIO, context: Context) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Return the names of the columns, and the rows below them, each with the number of its first
    line. Raises ParseError for an input without a line.
    """
    texts = _Texts(stream, context)
    options = context.options
    first = texts.peek()
    if first is None:
        raise context.error("no text in it")
    stated = SEPARATOR.fullmatch(first)
    if stated is not None:  # what Excel reads, and no row
        next(texts)
        first = texts.peek() or ""
    named = "\t" if options.delimiter == "tab" else options.delimiter
    delimiter = named or (stated[1] if stated else delimiter_of(first)) or ","
    table = _Table(texts, context, delimiter)
    if options.columns:
        names = [name.strip() for name in options.columns.split(",")]
    elif not options.header:
        row = _first(table, context)
        names = [str(number) for number in range(1, len(row[1]) + 1)]
        return names, chain([row], table)
    else:
        names = _unique(_first(table, context)[1])
    return names, table


def _first(table: _Table, context: Context) -> tuple[int, list[str]]:
    row = next(table, None)
    if row is None:
        raise context.error("no whole row in it")
    return row


def _rows(names: list[str], context: Context) -> Rows | OwnRows:
    """What makes articles of the rows below a header. Raises ParseError where no column is known."""
    if is_own(names) and not context.options.map:
        return OwnRows(context)
    columns = plan(names, mapping(context.options.map))
    if not columns.telling:
        raise context.error(missing(names), at=1)
    return Rows(columns, context)


def delimiter_of(line: str) -> str | None:
    """Return the delimiter of a line that names columns, or None where it has one column.

    >>> delimiter_of("id;title, or headline;text"), delimiter_of("text")
    (';', None)
    """
    counts = {mark: _width(line, mark) for mark in DELIMITERS}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] > 1 else None


def _width(line: str, mark: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=mark), ()))
    except csv.Error:  # a line end inside it
        return line.count(mark) + 1


def _unique(names: Sequence[str]) -> list[str]:
    """Names of columns, each once: the second ``text`` is ``text (2)``."""
    seen: dict[str, int] = {}
    unique = []
    for name in map(str.strip, names):
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique


class _Texts:
    """The lines of a stream as text, with their numbers; some can be given back."""

    def __init__(self, stream: BinaryIO, context: Context) -> None:
        self._lines = _parted(_decoded(stream, context))
        self._returned: list[tuple[int, str]] = []

    def __next__(self) -> tuple[int, str]:
        return self._returned.pop() if self._returned else next(self._lines)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def give_back(self, lines: Sequence[tuple[int, str]]) -> None:
        self._returned += reversed(lines)

    def peek(self) -> str | None:
        """The first line that is not blank."""
        for number, text in self:
            if text.strip():
                self.give_back([(number, text)])
                return text
        return None


def _parted(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Lines that end with a CR alone, as old spreadsheets wrote them, are lines too."""
    for number, text in lines:
        if "\r" in text.removesuffix("\n").removesuffix("\r"):
            unified = text.replace("\r\n", "\n").replace("\r", "\n")
            yield from enumerate(io.StringIO(unified), number)
        else:
            yield number, text


def _decoded(stream: BinaryIO, context: Context) -> Iterator[tuple[int, str]]:
    """Lines as text: by byte order mark or request, else UTF-8, else windows-1252 (reported)."""
    source = context.lines(stream)
    try:
        number, line = next(source)
    except StopIteration:
        return
    encoding = context.encoding
    for mark, marked in prose.BYTE_ORDER_MARKS:
        if line.startswith(mark):
            encoding, line = marked, line[len(mark) :]
            break
    if encoding and "\n".encode(encoding) != b"\n":
        try:
            text = codecs.decode(line + stream.read(), encoding)
        except UnicodeDecodeError as error:
            raise prose.bad_byte(error, encoding, context, 0) from None
        yield from enumerate(io.StringIO(text), number)
        return
    guessed = False
    while True:
        try:
            yield number, line.decode(encoding or "utf-8")
        except UnicodeDecodeError as error:
            if encoding:
                raise prose.bad_byte(error, encoding, context, 0) from None
            if not guessed:
                message = f"byte 0x{line[error.start]:02X} is not UTF-8; read as windows-1252"
                context.warn("read.encoding-guessed", message, at=number)
                guessed = True
            yield number, prose.windows_1252(line)
        try:
            number, line = next(source)
        except StopIteration:
            return


class _Table:
    """The rows of a table, each with the number of its first line; blank lines are passed over."""

    def __init__(self, texts: _Texts, context: Context, delimiter: str) -> None:
        self._texts = texts
        self._context = context
        self._delimiter = delimiter
        self._width = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self

    def __next__(self) -> tuple[int, list[str]]:
        for number, text in self._texts:
            if not text.strip("\r\n\ufeff"):
                continue
            cells = self._row(number, text)
            if cells is not None:
                self._width = self._width or len(cells)
                return number, cells
        raise StopIteration

    def _row(self, number: int, text: str) -> list[str] | None:
        """The cells of the row that begins with a line, or None for one that failed."""
        if '"' not in text:
            return text.rstrip("\r\n").split(self._delimiter)
        taken = [(number, text)]
        reader = csv.reader(self._fed(taken), delimiter=self._delimiter, strict=True)
        try:
            return next(reader)
        except csv.Error as error:
            plain = text.rstrip("\r\n").split(self._delimiter)
            self._texts.give_back(taken[1:])
            if (cells := self._escaped(number, text)) is not None:
                return cells
            unclosed = "unexpected end" in str(error)
            cut = unclosed and (self._delimiter != "\t" or not text.endswith("\n"))
            if len(plain) == self._width and not cut:
                message = "a quote that does not close; the line was read as it stands"
                self._context.warn("read.invalid", message, at=number)
                return plain
            if unclosed:
                for _ in self._texts:
                    pass
                self._context.cut_off('the " that closes a cell', at=number)
                return next(csv.reader([line for _, line in taken], delimiter=self._delimiter))
            self._context.fail(_failed(self._context, f"quotes inside a cell: {error}", number))
            return None

    def _escaped(self, number: int, text: str) -> list[str] | None:
        """The cells of a row whose quotes inside cells have a backslash before them, as databases
        write them; None where that makes no whole row.
        """
        if '\\"' not in text:
            return None
        taken = [(number, text)]
        reader = csv.reader(
            self._fed(taken),
            delimiter=self._delimiter,
            strict=True,
            escapechar="\\",
            doublequote=False,
        )
        try:
            cells = next(reader)
        except csv.Error:
            cells = []
        if len(cells) == self._width:
            return cells
        self._texts.give_back(taken[1:])
        return None

    def _fed(self, taken: list[tuple[int, str]]) -> Iterator[str]:
        """The lines of one row, kept in ``taken`` for the case that they are no row."""
        limit, size = self._context.limits.article_bytes, 0
        yield taken[0][1]
        for number, text in self._texts:
            size += len(text)
            if limit is not None and size > limit:
                raise self._context.exceeded("article_bytes", "a row", at=taken[0][0])
            taken.append((number, text))
            yield text


def _failed(context: Context, message: str, line: int) -> ParseError:
    return context.error(message, at=line)

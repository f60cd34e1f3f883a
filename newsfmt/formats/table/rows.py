"""One row of a table, or one flat record, becomes an Article: cells come in by the names of their
columns, the first column of a field that has a value gives the field, and all others go to
``extra``.

A cell that holds a word for nothing (``NaN``, ``None``, ``null``) is empty. Dates are read as
people write them; one that can mean two days stays unread unless ``dayfirst`` decides. No date of
a download is a date of the article.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from newsfmt import dates, lines, prose
from newsfmt.article import Article, Association, Concept, Label, Party, normalise
from newsfmt.body import Block, Paragraph, text_of
from newsfmt.dates import NewsDate
from newsfmt.dates.zones import localise
from newsfmt.errors import DateError
from newsfmt.format import Context
from newsfmt.formats.table.columns import Plan, folded, listed
from newsfmt.languages import language, says_more

__all__ = ["EPOCH", "Row", "Rows", "missing", "since_1970"]

Row = Mapping[str, Any]
"""A record as its columns hold it: texts in a table; also numbers and lists in JSON."""
_NOTHING = frozenset({"", "NaN", "nan", "None", "null", "NULL", "NaT", "<NA>", "N/A", "\\N"})
_WHOLE = re.compile(r"([+-]?\d{1,18})\.0+")
EPOCH = re.compile(r"\d{9,10}(?:\.\d{1,6})?|\d{12,13}")
"""Seconds or milliseconds since 1970."""
_CUT = re.compile(r"\s*\[\+?(\d{1,9}) chars\]\s*\Z")
_MARKUP = re.compile(r"\s*<(?:p|div|h[1-6]|figure|article|section|ul|ol|blockquote|table)\b[^<]*>")
_LIST = re.compile(r"\s*\[\s*(?:['\"].*['\"]\s*,?\s*)?\]\s*", re.DOTALL)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")  # as GDELT writes times
_NAMED = ("value", "name", "title")
_RENDERED = ".rendered"  # as WordPress names what is HTML
_TEXTS = ("text", "content", "paragraph")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_NAMES = ("timestamp", "epoch", "unix", "utc", "time")


class Rows:
    """Makes articles of the rows of one table, by one plan."""

    def __init__(self, plan: Plan, context: Context) -> None:
        self.plan = plan
        self._context = context
        self._prefix = f"{context.format or 'table'}:"

    def article(self, row: Row, index: int, line: int | None) -> Article | None:
        """Return the article of a row, or None for a row without any value, which is reported."""
        context = self._context
        context.index = index
        cells = {name: value for name, value in row.items() if not _empty(value)}
        for name in self.plan.dropped:
            cells.pop(name, None)
        if not cells:
            context.warn("read.item-skipped", "every cell of the row is empty", at=line)
            return None
        made = _Made(cells, self.plan, context, line)
        fields: dict[str, Any] = {}
        for field, reader in _READERS.items():
            for column in self.plan.columns.get(field, ()):
                if column in cells and reader(made, fields, column, cells[column]):
                    if not _says_more(cells[column]):
                        del cells[column]
                    break
        if "published" not in fields:
            made.calendar(fields)
        extra = {self._prefix + name: _texts(value) for name, value in cells.items()}
        return normalise(Article(**fields, extra=extra, origin=context.origin(index, line)))


class _Made:
    """One article being made: its cells, and what the readers of fields need beside them."""

    def __init__(self, cells: dict[str, object], plan: Plan, context: Context, line: int | None):
        self.cells = cells
        self.plan = plan
        self.context = context
        self.line = line

    def date(self, column: str, value: object) -> tuple[NewsDate | None, bool]:
        """The date of a cell, and whether it says all that the text does; what it leaves out is
        reported.
        """
        options, text = self.context.options, _text(value)
        if any(word in folded(column) for word in _EPOCH_NAMES) and EPOCH.fullmatch(text):
            return since_1970(text), True
        if match := _WHOLE.fullmatch(text):
            text = match[1]
        text = _DIGITS.sub(r"\1-\2-\3T\4:\5:\6", text) if _DIGITS.fullmatch(text) else text
        try:
            reading = dates.interpret(text, dayfirst=options.dayfirst)
        except DateError as error:
            code = "read.date-ambiguous" if error.ambiguous else "read.date-unparsed"
            self.context.warn(code, f"{column}: {error}", at=self.line)
            return None, False
        if reading.unknown_zone:
            zone = reading.unknown_zone
            self.context.warn(
                "read.zone-unknown", f"{column}: the zone {zone!r} is not known", at=self.line
            )
        return localise(reading.date, options.timezone), not reading.unknown_zone

    def calendar(self, fields: dict[str, object]) -> None:
        """The date of columns for year, month and day, where no other column holds one."""
        parts: list[str] = []
        used: list[str] = []
        for field, width in (("year", 4), ("month", 2), ("day", 2)):
            column = next((n for n in self.plan.columns.get(field, ()) if n in self.cells), None)
            digits = _whole(_text(self.cells[column])) if column is not None else ""
            if column is None or not digits.isdecimal():
                break
            parts.append(digits.zfill(width))
            used.append(column)
        if parts:
            try:
                fields["published"] = NewsDate("-".join(parts))
            except DateError as error:
                self.context.warn("read.date-unparsed", str(error), at=self.line)
                return
            for column in used:
                del self.cells[column]

    def blocks(self, value: object) -> tuple[Block, ...]:
        """The body of a cell: paragraphs at blank lines, else at every line end; HTML as HTML."""
        if isinstance(value, (list, tuple)):
            texts = [_text(_inner(entry)) for entry in value if not _empty(entry)]
            return tuple(map(Paragraph, texts))
        text = _text(value)
        if cut := _CUT.search(text):
            text = text[: cut.start()]
            message = f"the text is cut off: the source has {int(cut[1]):,} more characters"
            self.context.warn("read.truncated", message, at=self.line)
        if "\n" not in text and "\\n" in text:  # line ends that were escaped twice
            text = text.replace("\\r\\n", "\n").replace("\\n", "\n")
        text = prose.clean(text, self.context, repair=self.context.options.repair)
        if _MARKUP.match(text) and "</" in text:
            from newsfmt.markup import html

            return html.parse(text, context=self.context)
        rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if any(not row.strip() for row in rows[1:-1]):
            groups = lines.groups(rows)
            return tuple(Paragraph(lines.join(group)) for group in groups)
        return tuple(Paragraph(row.strip()) for row in rows if row.strip())


def _empty(value: object) -> bool:
    """Whether a cell holds nothing, or a word for it."""
    if isinstance(value, str):
        return value.strip() in _NOTHING
    if isinstance(value, (list, tuple, dict)):
        return all(map(_empty, value.values() if isinstance(value, dict) else value))
    return value is None or (isinstance(value, float) and math.isnan(value))


def _text(value: object) -> str:
    """A cell as text; JSON for what is no scalar."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _whole(repr(value))
    from newsfmt import _codec

    return _codec.dumps(value).decode().strip()


def _inner(value: object) -> object:
    """The text that an object of a list holds and nothing else; any other value as it is."""
    if isinstance(value, dict) and len(value) == 1:
        [(name, text)] = value.items()
        return text if name in _TEXTS and isinstance(text, str) else value
    return value


def _shown(value: object) -> str:
    """The text that a browser shows of HTML."""
    from newsfmt.markup import html

    return " ".join(filter(None, map(text_of, html.parse(_text(value)))))


def _whole(text: str) -> str:
    """A number without the fraction of a whole number: ``2021`` for ``2021.0``."""
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)) and all(isinstance(entry, str) for entry in value):
        return tuple(value)
    return (value if isinstance(value, str) else _text(value),)


def since_1970(text: str) -> NewsDate:
    """The moment of a number of seconds, or of milliseconds, since 1970."""
    seconds, _, fraction = text.partition(".")
    if len(seconds) > 10:
        seconds, fraction = seconds[:-3], seconds[-3:]
    moment = _BEGINNING + timedelta(seconds=int(seconds))
    digits = fraction.rstrip("0")
    return NewsDate(f"{moment:%Y-%m-%dT%H:%M:%S}{'.' + digits if digits else ''}Z")


def _names(value: object) -> list[str] | None:
    """The names in a list, or in the text of a Python list; None for any other text."""
    if isinstance(value, str) and _LIST.fullmatch(value):
        try:
            value = ast.literal_eval(value.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
    if not isinstance(value, (list, tuple)):
        return None
    names: list[str] = []
    for entry in value:
        if isinstance(entry, dict):
            entry = next((entry[key] for key in _NAMED if entry.get(key)), None)
        if isinstance(entry, str) and not _empty(entry):
            names.append(entry.strip())
        elif entry is not None and not isinstance(entry, str):
            return None
    return names


def _says_more(value: object) -> bool:
    """Whether a list of names has objects that say more than their names."""
    return isinstance(value, (list, tuple)) and any(
        isinstance(entry, dict)
        and sum(not _empty(part) for part in entry.values()) > any(map(entry.get, _NAMED))
        for entry in value
    )


def _language(made: _Made, fields: dict[str, object], column: str, value: object) -> bool:
    if not isinstance(value, str) or (code := language(value)) is None:
        return False
    fields["language"] = code
    return not says_more(value)


Reader = Callable[[_Made, dict[str, Any], str, Any], bool]
"""Sets a field from a cell; False where the cell has to be kept."""


def _line(field: str) -> Reader:
    def read(made: _Made, fields: dict[str, object], column: str, value: object) -> bool:
        if isinstance(value, (dict, list, tuple)):
            return False
        options = made.context.options
        shown = _shown(value) if column.endswith(_RENDERED) else _text(value)
        text = prose.clean(shown, made.context, repair=options.repair)
        fields[field] = " ".join(text.split()) if field != "summary" else text
        return True

    return read


def _identifier(made: _Made, fields: dict[str, object], column: str, value: object) -> bool:
    return _line("id")(made, fields, column, _whole(value) if isinstance(value, str) else value)


def _moment(field: str) -> Reader:
    def read(made: _Made, fields: dict[str, object], column: str, value: object) -> bool:
        if isinstance(value, (dict, list, tuple)):
            return False
        date, whole = made.date(column, value)
        if date is not None:
            fields[field] = date
        return whole

    return read


def _author(made: _Made, fields: dict[str, object], column: str, value: object) -> bool:
    names = _names(value)
    if names is not None:
        fields["creators"] = tuple(Party(name=name) for name in names)
        return bool(names)
    return _line("byline")(made, fields, column, value)


def _source(made: _Made, fields: dict[str, object], column: str, value: object) -> bool:
    names = _names(value) if not isinstance(value, str) else [value.strip()]
    fields["sources"] = tuple(Party(name=name) for name in names or ())
    return bool(names)


def _section(made: _Made, fields: dict[str, object], column: str, value: object) -> bool:
    names = _names(value)
    if names is None and not isinstance(value, (dict, list, tuple)):
        names = [_text(value)]
    fields["categories"] = tuple(Concept(name=name) for name in names or ())
    return bool(names)


def _keywords(made: _Made, fields: dict[str, object], column: str, value: object) -> bool:
    names = _names(value)
    if names is None and isinstance(value, str):
        mark = ";" if ";" in value else "|" if "|" in value else ","
        names = [word.strip() for word in value.split(mark) if word.strip()]
    fields["keywords"] = tuple(names or ())
    return bool(names)


def _body(made: _Made, fields: dict[str, object], column: str, value: object) -> bool:
    if isinstance(value, dict):
        return False
    fields["body"] = made.blocks(value)
    return True


def _alt_headline(made: _Made, fields: dict[str, object], column: str, value: object) -> bool:
    role = folded(column).rpartition(".")[2].removesuffix("headline") or None
    fields["alt_headlines"] = (Label(_text(value), role),)
    return True


def _image(made: _Made, fields: dict[str, object], column: str, value: object) -> bool:
    if not isinstance(value, str):
        return False
    fields["associations"] = (Association(name="image", href=value.strip()),)
    return True


def _count(made: _Made, fields: dict[str, object], column: str, value: object) -> bool:
    digits = _text(value)
    if not digits.isdecimal() or len(digits) > 9:
        return False
    fields["word_count"] = int(digits)
    return True


_READERS: Mapping[str, Reader] = {
    "id": _identifier,
    "language": _language,
    "published": _moment("published"),
    "updated": _moment("updated"),
    "headline": _line("headline"),
    "alt_headline": _alt_headline,
    "summary": _line("summary"),
    "author": _author,
    "source": _source,
    "section": _section,
    "keywords": _keywords,
    "url": _line("url"),
    "image": _image,
    "word_count": _count,
    "body": _body,
}


def missing(columns: Sequence[str]) -> str:
    """The message for a table of which no column is known."""
    return (
        "no column is known as a headline or a text; name them with -O map=headline=NAME,body=NAME "
        f"(columns: {listed(columns)})"
    )

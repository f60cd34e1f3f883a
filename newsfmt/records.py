"""Flat records of articles, for data frames and tables: one dict of scalars, ISO texts and lists of
texts for each article.

A :class:`Plan` says which columns a record has, and is made once; an article goes in, its record
comes out. Dates are ISO texts, parties and concepts their names with their codes in a column
beside; missing values are None or an empty list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias, get_args

import attrs

from newsfmt import article as model
from newsfmt._record import kinds_of
from newsfmt.article import Article
from newsfmt.body import NON_PROSE_ROLES, Paragraph, prose_of
from newsfmt.dates import NewsDate
from newsfmt.errors import OptionError, did_you_mean

__all__ = ["COLUMNS", "TYPES", "WRITES", "Plan", "plan"]

Flatten = Callable[[Any], Any]
_Term: TypeAlias = model.Party | model.Organisation | model.Concept | model.Place


@attrs.frozen
class _Column:
    """The function of a column: from the value of one field, if it is set."""

    field: str
    holds: tuple[str, ...] = ()
    """The paths of an article that it shows."""
    flatten: Flatten | None = None
    several: bool = False
    """A list, empty if nothing is set."""
    of: str = "text"
    """``text``, ``integer`` or ``boolean``."""

    @property
    def type(self) -> str:
        """Its type, one of the values of :data:`TYPES`."""
        return "texts" if self.several else self.of


def _display(term: _Term) -> str | None:
    return term.name or term.literal or term.code or term.uri


def _coded(term: _Term) -> str | None:
    code = f"{term.scheme}:{term.code}" if term.scheme and term.code else term.code
    return code or term.uri


def _names(terms: Iterable[_Term]) -> list[str]:
    return [text for text in map(_display, terms) if text]


def _codes(terms: Iterable[_Term]) -> list[str]:
    return [code for code in map(_coded, terms) if code]


def _authors(creators: Iterable[model.Party]) -> str | None:
    return "; ".join(_names(creators)) or None


def _texts(labels: Iterable[model.Label]) -> list[str]:
    return [label.text for label in labels if label.text]


def _values(identifiers: Iterable[model.AltId]) -> list[str]:
    return [identifier.value for identifier in identifiers if identifier.value]


_SCALARS = (str, int, bool)
_OF = {str: "text", int: "integer", bool: "boolean"}
_ONE: dict[Any, Flatten] = {
    NewsDate: attrgetter("iso"), model.Party: _display, model.Concept: _display,
}  # fmt: skip
_SEVERAL: dict[Any, tuple[Flatten, str]] = {
    str: (list, ""), model.Label: (_texts, ".text"), model.Note: (_texts, ".text"), model.AltId: (_values, ".value"),
}  # fmt: skip
_TERMS = get_args(_Term)
_RECORDS = (model.Dateline, model.Rights, model.Transmission, model.Origin)
_PROSE = ("body", "body:paragraph", "body:preformatted")


def _columns() -> Iterator[tuple[str, _Column]]:
    """The columns that come from a field, in the order of the fields."""
    for name, kind in kinds_of(Article).items():
        if kind.many:
            if kind.of in _SEVERAL:
                texts, inside = _SEVERAL[kind.of]
                yield name, _Column(name, (name + inside,), texts, True)
            elif kind.of in _TERMS:
                yield name, _Column(name, (f"{name}.name",), _names, True)
                codes = (f"{name}.code", f"{name}.scheme")
                yield f"{name}_codes", _Column(name, codes, _codes, True)
        elif kind.of in _RECORDS:
            for part, inner in kinds_of(kind.of).items():
                flatten = _part(part, _ONE.get(inner.of))
                held = () if name == "origin" else (_main(f"{name}.{part}", inner.of),)
                yield f"{name}_{part}", _Column(name, held, flatten, of=_OF.get(inner.of, "text"))
        elif kind.of in _SCALARS or kind.of in _ONE:
            main, of = _main(name, kind.of), _OF.get(kind.of, "text")
            yield name, _Column(name, (main,), _ONE.get(kind.of), of=of)
    yield "author", _Column("creators", ("creators.name",), _authors)


def _main(path: str, cls: object) -> str:
    """The path of a value, or of the name of a term."""
    return f"{path}.name" if cls in _TERMS else path


def _part(name: str, flatten: Flatten | None) -> Flatten:
    """Return the function of a column from a part of a record."""
    get = attrgetter(name)
    if flatten is None:
        return get
    return lambda record: None if (value := get(record)) is None else flatten(value)


def _path(article: Article, texts: list[str]) -> str | None:
    origin = article.origin
    return None if origin is None else origin.path or origin.name


def _words(article: Article, texts: list[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _paragraphs(article: Article, texts: list[str]) -> list[str]:
    prose = 0
    for block in article.body:
        if type(block) is not Paragraph:
            return list(article.paragraphs)
        prose += block.role is None or block.role not in NON_PROSE_ROLES
    return texts if prose == len(texts) else list(article.paragraphs)


def _text(article: Article, texts: list[str]) -> str:
    return "\n\n".join(texts)


def _without_dateline(article: Article, texts: list[str]) -> str:
    """The text without the dateline at the beginning of its first prose paragraph."""
    prefix = article.dateline and article.dateline.prefix
    if prefix:
        texts = texts.copy()
        for index, text in enumerate(texts):
            if text.startswith(prefix) and text == article.paragraphs[0]:
                texts[index] = text.removeprefix(prefix)
                break
    return "\n\n".join(filter(None, texts))


_NOTHING = ()
_FIELDS = dict(_columns())
_COMPUTED: dict[str, Callable[[Article, list[str]], Any]] = {
    "path": _path, "words": _words, "paragraphs": _paragraphs, "text": _text, "text_without_dateline": _without_dateline,
}  # fmt: skip
"""Columns made from the article and the texts of its prose blocks."""
_ON_DEMAND = frozenset({"words", "text_without_dateline"})

COLUMNS: tuple[str, ...] = (*_FIELDS, *_COMPUTED)
"""The names of all columns. Beside those of the fields: ``author`` (the names of the creators),
``path`` (of the file, as far as it is known), ``paragraphs`` and ``text``; and, only where they are
asked for, ``words`` (counted in the text) and ``text_without_dateline``.
"""
WRITES = frozenset((*_PROSE, *(path for column in _FIELDS.values() for path in column.holds)))
"""The paths of an article that records hold, as :attr:`Format.writes
<newsfmt.format.Format.writes>` declares them.
"""
TYPES: Mapping[str, str] = MappingProxyType(
    {name: column.type for name, column in _FIELDS.items()}
    | dict.fromkeys(_COMPUTED, "text")
    | {"words": "integer", "paragraphs": "texts"}
)
"""The type of each column: ``text``, ``texts`` (a list), ``integer`` or ``boolean``. A date is a
text, as precise as it is written.
"""


@lru_cache(maxsize=16)
def plan(columns: tuple[str, ...] | str | None, empty: bool = True) -> Plan:
    """Return the plan for columns, the same one each time. Raises as :class:`Plan`."""
    return Plan(columns, empty=empty)


class Plan:
    """Which columns a record has, made once for any number of articles.

    ``columns`` are names of :data:`COLUMNS`, in the order wanted, or one text of them separated by
    commas; without them a record has all that
    are not on demand. Without ``empty`` a record leaves out what is None, an empty list or text.
    Raises OptionError for a name that is no column.

    >>> Plan(["headline", "words"]).record(Article.from_text("It opened.", headline="Bridge"))
    {'headline': 'Bridge', 'words': 2}
    """

    __slots__ = ("_computed", "_empty", "_get", "_lists", "_of_fields", "_unset", "columns")

    def __init__(self, columns: Iterable[str] | None = None, *, empty: bool = True) -> None:
        if columns is None:
            columns = (name for name in COLUMNS if name not in _ON_DEMAND)
        elif isinstance(columns, str):
            columns = [name.strip() for name in columns.split(",")]
        self.columns = tuple(dict.fromkeys(columns))
        """The columns of a record, in their order."""
        for name in self.columns:
            if name not in _FIELDS and name not in _COMPUTED:
                raise OptionError(
                    f"there is no column {name!r}{did_you_mean(name, COLUMNS)}",
                    option=name, known=COLUMNS,
                )  # fmt: skip
        fields: dict[str, list[tuple[str, Flatten | None]]] = {"type": [], "body": []}
        for name in self.columns:
            if name in _FIELDS:
                column = _FIELDS[name]
                fields.setdefault(column.field, []).append((name, column.flatten))
        self._get = attrgetter(*fields)
        self._of_fields = list(fields.values())
        self._unset: dict[str, Any] = dict.fromkeys(self.columns)
        self._lists = [name for name in self.columns if name in _FIELDS and _FIELDS[name].several]
        self._computed = [(name, _COMPUTED[name]) for name in self.columns if name in _COMPUTED]
        self._empty = empty

    def record(self, article: Article) -> dict[str, Any]:
        """Return the record of an article."""
        record = self._unset.copy()
        for name in self._lists:
            record[name] = []
        for columns, value in zip(self._of_fields, self._get(article), strict=False):
            if value is not None and value is not _NOTHING:
                for name, flatten in columns:
                    record[name] = value if flatten is None else flatten(value)
        if self._computed:
            texts = prose_of(article.body)
            for name, compute in self._computed:
                record[name] = compute(article, texts)
        if self._empty:
            return record
        return {
            name: value
            for name, value in record.items()
            if value is not None and value != [] and value != ""
        }

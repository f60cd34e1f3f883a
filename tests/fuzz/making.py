"""Bytes become an Article: each byte decides what comes next, so that a fuzzer that changes a byte
changes the Article a little.

The fields are those of the model's own annotations, so that none can be forgotten; texts are taken
from the same tables as in ``newsfmt.testing.strategies``, or are the bytes themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import attrs

from newsfmt import article as model
from newsfmt import body as nodes
from newsfmt.article import Article, FrozenMap, normalise
from newsfmt.dates import NewsDate
from newsfmt.testing.strategies import NASTY, RAW

__all__ = ["Choices", "article"]

_RECORDS: dict[str, type[Any]] = {
    cls.__name__: cls
    for cls in (
        model.AltId, model.Alternate, model.Association, model.Concept, model.Dateline, model.Geo, model.Label, model.Link, model.Note, model.Organisation,
        model.Origin, model.Party, model.Place, model.Rendition, model.Rights, model.Symbol, model.Transmission,
    )
}  # fmt: skip
_BLOCKS, _INLINES = tuple(nodes.BLOCKS.values()), tuple(nodes.INLINES.values())
_DATES = (
    "2021", "2021-05", "2021-05-04", "2021-05-04+02:00", "2021-05-04T10:30", "2021-05-04T10:30Z", "2021-05-04T10:30:00+02:00", "2021-05-04T10:30:00.25Z",
    "0001-01-01", "9999-12-31T23:59:59.9999999-14:00", "2020-02-29T00:00:00.000", "1000", "0001-01-01T00:00+14:00", "1969-12-31T23:59Z",
)  # fmt: skip
_TEXTS = (*NASTY, *RAW)
_BY_NAME: dict[str, tuple[Any, ...]] = {
    "language": ("nb", "en-GB", "ar", "x-y", "", "no such language", "\x00"), "direction": ("ltr", "rtl", "up"), "type": ("text", "picture", "composite", "a b", "", "person"),
    "href": ("https://example.com/?a=1&b=2", "/a", "javascript:alert(1)", "data:text/html,x", "a b", "", "http://[bad", "http://[::1", "#a", "\\", "a)b(c", "mailto:a@b.c", "//x:y"),
    "urgency": (1, 4, 9, 0, -1, 10, 2**40), "level": (1, 2, 6, 0, 7, -1), "start": (0, 1, 2, 1999, -1, 10**12), "colspan": (1, 2, 17, 0, -1, 10**9), "rowspan": (1, 2, 0, -1),
    "media_type": ("text/html", "image/jpeg", "video/mp4; codecs=\"avc1\"", "x", "", "/"), "email": ("kari@example.com", "\"o'n\"@b.c", "a", "@", "<a>"),
    "code": ("01000000", "medtop", "a:b", "two words", "x&y", ""), "scheme": ("medtop", "http://cv.iptc.org/newscodes/mediatopic/", "Firma A", "no", ""),
    "role": ("main", "lead", "byline", "caption", "end-mark", "person", "two words", "notebook", "note", ""), "pub_status": ("usable", "withheld", "canceled", "embargoed", "x y"),
    "text_block": ("  a  b\n   c", "a\tb\n1\t2", "x\n\n\ny", "```\ncode\n```", "\n"), "latitude": (0, 59.9, -90, 1e-05, 91, 1e300), "longitude": (0, 10.7, -180, 181),
    "version": ("1", "0042", "a", ""), "priority": ("1", "4", "u", ""), "year": ("2021", "2019-2021", "MMXXI"), "sequence": ("0042", "7", "a1"),
}  # fmt: skip
for _same, _as in (("uri", "href"), ("url", "href"), ("mime_type", "media_type"), ("rel", "role")):
    _BY_NAME[_same] = _BY_NAME[_as]
_KEYS = (
    "acme:note",
    "newsml-g2:a",
    "nitf:class",
    "json:a.b[0]",
    "eml:x",
    "markdown:a",
    "ninjs:x",
    "iptc7901:a b",
    "toy:]]>",
    "dated-text:\u00e5",
)
_NUMBERS = (0, 1, 0.5, 100, 0.333, 1e-07, 12345678.25, -1)
_COUNTS = (0, 1, 2, 17, 640, 2**31, 2**53, -1)


class Choices:
    """Bytes that decide: each answer takes one of them, and when there are no more, every answer is
    the first one there is.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def byte(self) -> int:
        """The next byte, or 0."""
        self._place += 1
        return self._data[self._place - 1] if self._place <= len(self._data) else 0

    def of(self, table: tuple[Any, ...]) -> Any:
        """One of a table."""
        return table[self.byte() % len(table)]

    def take(self, size: int) -> bytes:
        """Some bytes as they are."""
        self._place += size
        return self._data[self._place - size : self._place]

    @property
    def over(self) -> bool:
        """Whether there are no more."""
        return self._place >= len(self._data)


def article(data: bytes) -> tuple[Article, bool]:
    """The Article that these bytes say, and whether it is in the normal form that readers give
    (else it is as people may build it).
    """
    choices = Choices(data)
    normal = bool(choices.byte() & 1)
    made = _article(choices, 3)
    return (normalise(made), True) if normal else (made, False)


def _article(choices: Choices, depth: int) -> Article:
    return Article(**_fields(Article, choices, depth, 15))  # type: ignore[no-any-return]


@cache
def _table(cls: type[Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (field.name, str(field.type)) for field in attrs.fields(cls) if field.name != "prefix"
    )


@cache
def _needed(cls: type[Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (field.name, str(field.type))
        for field in attrs.fields(cls)
        if field.default is attrs.NOTHING
    )


def _fields(cls: type[Any], choices: Choices, depth: int, most: int) -> dict[str, Any]:
    values = {name: _value(cls, name, kind, choices, depth) for name, kind in _needed(cls)}
    table = _table(cls)
    for _ in range(choices.byte() % (most + 1)):
        if choices.over or not table:
            break
        name, kind = choices.of(table)
        values[name] = _value(cls, name, kind, choices, depth)
    return values


def _text(choices: Choices) -> str:
    size = choices.byte()
    if size < 128:
        return (
            _TEXTS[size % len(_TEXTS)]
            if size < 96
            else f"{choices.of(_TEXTS)} {choices.of(_TEXTS)}"
        )  # type: ignore[no-any-return]
    return choices.take(size & 31).decode("utf-8", "replace")


def _several(one: Callable[[], Any], choices: Choices, most: int = 3) -> tuple[Any, ...]:
    return tuple(one() for _ in range(choices.byte() % (most + 1)))


def _value(cls: type[Any], name: str, annotation: str, choices: Choices, depth: int) -> Any:
    own = _BY_NAME.get("text_block" if cls is nodes.Preformatted and name == "text" else name)
    if (
        own is not None
        and annotation in {"str", "str | None", "int", "int | None", "float | None"}
        and (choices.byte() & 3 or "str" not in annotation)
    ):
        return choices.of(own)
    return _by_type(annotation, choices, depth)


def _by_type(annotation: str, choices: Choices, depth: int) -> Any:
    simple = _SIMPLE.get(annotation)
    if simple is not None:
        return simple(choices)
    inner = re.fullmatch(r"tuple\[(.*), \.\.\.\]", annotation)
    if annotation == "Article | None":
        return _article(choices, depth - 1) if depth > 1 else None
    if inner:
        return _many(inner[1], choices, depth)
    name = annotation.removesuffix(" | None")
    return _record(_RECORDS[name], choices, depth)


def _many(kind: str, choices: Choices, depth: int) -> tuple[Any, ...]:
    if kind in {"Any", "Rendition"}:
        return _several(lambda: _record(model.Rendition, choices, depth), choices, 2)
    if kind == "Block":
        return _several(lambda: _node(_BLOCKS, choices, depth - 1), choices) if depth > -2 else ()
    if kind == "Inline" or (kind == "Inline | Block" and choices.byte() & 3):
        return _several(lambda: _inline(choices, depth - 1), choices)
    if kind == "Inline | Block":
        return _several(lambda: _node(_BLOCKS, choices, depth - 1), choices) if depth > -2 else ()
    if kind == "tuple[Block, ...]":
        return _several(lambda: _many("Block", choices, depth - 1), choices)
    if kind == "tuple[Cell, ...]":
        return _several(
            lambda: _several(
                lambda: nodes.Cell(**_fields(nodes.Cell, choices, depth - 1, 3)), choices
            ),
            choices,
        )
    return _several(lambda: _record(_RECORDS[kind], choices, depth - 1), choices, 2)


def _inline(choices: Choices, depth: int) -> Any:
    return _text(choices) if depth < 0 or choices.byte() & 1 else _node(_INLINES, choices, depth)


def _node(table: tuple[type[Any], ...], choices: Choices, depth: int) -> Any:
    cls = (
        nodes.Paragraph
        if table is _BLOCKS and (depth < -1 or choices.byte() & 1)
        else choices.of(table)
    )
    values = _fields(cls, choices, depth, 2)
    if cls is nodes.Paragraph and not values.get("content"):
        values["content"] = (_text(choices),)
    return cls(**values)


def _record(cls: type[Any], choices: Choices, depth: int) -> Any:
    if depth < -1:
        return cls()
    return cls(**_fields(cls, choices, depth - 1, 4))


_SIMPLE: dict[str, Callable[[Choices], Any]] = {
    "str": _text,
    "str | None": _text,
    "int": lambda choices: choices.of(_COUNTS),
    "int | None": lambda choices: choices.of(_COUNTS),
    "bool": lambda choices: bool(choices.byte() & 1),
    "bool | None": lambda choices: bool(choices.byte() & 1),
    "float | None": lambda choices: choices.of(_NUMBERS),
    "NewsDate | None": lambda choices: NewsDate(choices.of(_DATES)),
    "tuple[str, ...]": lambda choices: _several(lambda: _text(choices), choices),
    "Extra": lambda choices: FrozenMap(
        {
            choices.of(_KEYS): _several(lambda: _text(choices), choices)
            for _ in range(choices.byte() % 3)
        }
    ),
    "FrozenMap[str]": lambda choices: FrozenMap(
        {_text(choices): _text(choices) for _ in range(choices.byte() % 3)}
    ),
}

"""One ninjs object on its way in or out: what is gathered of the article that is read, what is
known of the one that is written, and the diagnostics of either with path and line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

import attrs

from newsfmt._orjson import orjson
from newsfmt.article import AltId, Article, Party
from newsfmt.body import Block, plain
from newsfmt.diagnostics import Lost
from newsfmt.errors import Position
from newsfmt.format import Context
from newsfmt.slots import set_fields

__all__ = [
    "Data",
    "Extras",
    "Incoming",
    "Line",
    "Notes",
    "Outgoing",
    "Reading",
    "add",
    "camel",
    "extra_text",
    "given",
    "kept",
    "packed",
    "recased",
    "unpacked",
]

Data = dict[str, Any]
"""An object of JSON."""
Extras = dict[str, tuple[str, ...]]
"""What goes into ``extra``."""
_MOST = 2**53


class Reading:
    """How objects are read: ``dayfirst`` and the ``zone`` of naive times from the options; with
    ``known`` blocks no body is.
    """

    __slots__ = ("dayfirst", "known", "zone")

    def __init__(
        self,
        *,
        dayfirst: bool | None = None,
        zone: str | None = None,
        known: tuple[Block, ...] | None = None,
    ) -> None:
        self.dayfirst = dayfirst
        self.zone = zone
        self.known = known


@attrs.frozen(slots=True)
class Line:
    """One headline, description or body as the source has it."""

    value: str
    """Its content."""
    role: str | None = None
    """Its role; the suffix of the key in 1.x."""
    media_type: str | None = None
    """Its content type, where the source says it."""
    words: int | None = None
    """Number of words, as declared."""
    characters: str = ""
    """Number of characters, as declared."""


class Incoming:
    """What is known so far of the article that is read."""

    __slots__ = (
        "bodies",
        "creators",
        "derived",
        "descriptions",
        "dialect",
        "extra",
        "fields",
        "headlines",
        "ids",
        "notes",
        "reading",
        "rights",
        "sources",
    )

    def __init__(self, notes: Notes, reading: Reading) -> None:
        self.notes = notes
        self.reading = reading
        self.fields: dict[str, Any] = {}
        self.extra: Extras = {}
        self.rights: dict[str, Any] = {}
        self.headlines: list[Line] = []
        self.descriptions: list[Line] = []
        self.bodies: list[Line] = []
        self.ids: list[AltId] = []
        self.creators: list[Party] = []
        self.sources: list[Party] = []
        self.dialect: list[tuple[Callable[[Incoming, str, Any], object], str, Any]] = []
        """What reads the keys that no version of ninjs has, each with key and value."""
        self.derived: set[str] = set()
        """The dates that the writer derived: no part of the article."""


class Outgoing:
    """The article, or the associated item, that is written as an object of one version."""

    __slots__ = (
        "address",
        "article",
        "derived",
        "given",
        "lost",
        "new",
        "old",
        "path",
        "plain",
        "sure",
        "version",
    )

    def __init__(
        self,
        article: Article,
        version: str,
        lost: Lost,
        *,
        path: str = "",
        address: str | None = None,
    ) -> None:
        self.article = article
        self.given = set_fields(article)
        self.version = version
        self.lost = lost
        """Takes code, path and message of what the object cannot say."""
        self.path = path
        """What leads to the item in the article, with the dot behind it."""
        self.address = address
        """The id of the association, for an item that has none."""
        self.old = version == "1.6"
        self.new = version == "3.1"
        self.plain = False
        """Whether the body is certain to come back."""
        self.sure = True
        """Whether the items of its associations are."""
        self.derived: dict[str, str] = {}
        """Moments that the article does not give, by the field that they stand for."""

    def inside(self, article: Article, path: str, address: str | None) -> Outgoing:
        """Return the item of an association of this one."""
        return Outgoing(
            article, self.version, self.lost, path=f"{self.path}{path}", address=address
        )

    def key(self, name: str) -> str:
        """Return what the version calls a key of 3.x that stands inside a value."""
        if self.new:
            return name
        return "mimetype" if self.old and name == "contentType" else name.lower()


class Notes:
    """The context of one item: its ``path`` in the document, its ``line`` if that is known, and
    what finds the lines of values.
    """

    __slots__ = ("context", "line", "lines", "path")

    def __init__(
        self,
        context: Context,
        path: str,
        lines: Callable[[], Mapping[str, int]],
        line: int | None = None,
    ) -> None:
        self.context = context
        self.path = path
        self.lines = lines
        self.line = line

    def below(self, step: str) -> Notes:
        """Return the Notes of an item inside this one."""
        return Notes(self.context, self.path + step, self.lines)

    def tell(self, code: str, step: str, message: str) -> None:
        """Report something about the value at ``step`` of the item."""
        path = self.path + step
        line = self.line if self.line and not step else self.lines().get(path)
        self.context.warn(code, message, at=Position(line=line, path=path))

    def remark(self, message: str) -> None:
        """Report a departure of the item as a whole, without a search for its line."""
        self.context.warn("read.invalid", message, at=Position(line=self.line, path=self.path))

    def odd(self, step: str, message: str) -> None:
        """Report a departure from the standard."""
        self.tell("read.invalid", step, message)

    def text(self, step: str, value: object, extra: Extras) -> str | None:
        """Return a text, stripped, None for an empty one; a number counts as text, anything else
        goes to ``extra``; both are odd.
        """
        if type(value) is str:
            return plain(value) or None
        if type(value) is list and len(value) == 1 and type(value[0]) is str:
            self.odd(step, "a text is wanted here, not a list; read as its one text")
            return plain(value[0]) or None
        if type(value) in (int, float):
            self.odd(step, "a text is wanted here, not a number; read as text")
            return str(value)
        self.mistyped(step, value, "a text", extra)
        return None

    def number(self, step: str, value: object, extra: Extras, kind: type) -> Any:
        """Return an ``int`` or ``float``; digits in a text are accepted and odd, anything else goes
        to ``extra``.
        """
        if type(value) is int and -_MOST < value < _MOST:
            return value
        if type(value) is float and (value.is_integer() if kind is int else isfinite(value)):
            return kind(value)
        if type(value) is str and value.strip():
            try:
                number = kind(value)
            except ValueError:
                number = None
            if number is not None and -_MOST < number < _MOST:
                self.odd(step, "a number is wanted here, not a text; read as a number")
                return number
        self.mistyped(step, value, "a whole number" if kind is int else "a number", extra)
        return None

    def mistyped(self, step: str, value: object, wanted: str, extra: Extras) -> None:
        """Keep a value of the wrong type in ``extra`` and say so; null and empty values are just
        absent.
        """
        if parts := kept(value):
            add(extra, _name(step), parts)
            self.odd(step, f"{wanted} is wanted here; kept in extra")

    def unknown(self, step: str, value: object, extra: Extras) -> None:
        """Keep the value of a key that no version of ninjs has, and say so."""
        if parts := kept(value):
            add(extra, _name(step), parts)
            self.tell("read.unknown-key", step, "no version of ninjs has this key; kept in extra")


def _name(step: str) -> str:
    return "ninjs:" + step.rpartition(".")[2]


def add(extra: Extras, name: str, parts: tuple[str, ...]) -> None:
    """Put values behind those that ``extra`` has under a name."""
    extra[name] = (*extra[name], *parts) if name in extra else parts


def kept(value: object) -> tuple[str, ...]:
    """Return a value as ``extra`` keeps it: a text as it is, texts each by itself, anything with
    structure as one JSON string.
    """
    if value is None or value == "" or value == [] or value == {}:
        return ()
    if type(value) is str:
        return (value,)
    if type(value) is list and all(type(part) is str for part in value):
        return tuple(value)
    return (packed(value),)


def packed(value: object) -> str:
    """Return plain data as one JSON string, however deeply it is nested. Raises RecursionError
    where that is too deep for Python.
    """
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_CAMEL = {
    name.lower(): name
    for name in (
        "langId", "linkedRights", "encodedRights", "postalCode", "videoCodec", "frameRate", "aspectRatio", "scanType", "transportProtocol",
        "symbolType", "contactInfo", "geoJSON",
    )
}  # fmt: skip


def camel(key: str) -> str:
    """Return a key inside an object as 3.x spells it."""
    return _CAMEL.get(key, key)


def recased(value: object, *, lower: bool = False) -> object:
    """Return plain data with the keys of its objects as 3.x spells them, or in lower case as 1.x
    and 2.x do; three levels deep.
    """
    return _recased(value, lower, 3)


def _recased(value: object, lower: bool, depth: int) -> object:
    if depth and isinstance(value, dict):
        return {
            (key.lower() if lower else _CAMEL.get(key, key)): _recased(part, lower, depth - 1)
            for key, part in value.items()
        }
    if depth and isinstance(value, list):
        return [_recased(part, lower, depth - 1) for part in value]
    return value


def given(**values: object) -> Data:
    """Return the values that are not None."""
    return {name: value for name, value in values.items() if value is not None}


def extra_text(record: Any, name: str) -> str | None:
    """Return the one value of a record's ``extra`` that ninjs gave it under a name."""
    values = record.extra.get(f"ninjs:{name}", ())
    return values[0] if len(values) == 1 and values[0] else None


def unpacked(text: str | None) -> Any:
    """Return the plain data that a value of ``extra`` holds as JSON, None for anything else."""
    try:
        return orjson.loads(text) if text else None
    except orjson.JSONDecodeError:
        return None

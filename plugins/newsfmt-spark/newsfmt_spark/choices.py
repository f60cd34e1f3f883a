"""The options of the data source: texts by name come in, one checked record goes out, which is
pickled to every task.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

import attrs
from newsfmt_arrow.names import columns_of

from newsfmt import Registry
from newsfmt.batch import MEMORY, PLANNING, TIMEOUT, Failure, Filter, Piece, pieces, read_piece
from newsfmt.errors import OptionError, did_you_mean
from newsfmt.format import Format, Limits
from newsfmt.options import make
from newsfmt_spark.files import ArrowFiles

__all__ = ["MODES", "Choices", "WriteChoices"]

MODES = ("permissive", "failfast", "dropmalformed")
"""What becomes of what gave no article: a row, the end of the job, or nothing."""
_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_NAMES = """path paths from encoding columns mode partBytes openCost planning since until language
status where leaveOut unsure followLinks excerptBytes isolate timeout memory skip""".split()


@attrs.frozen(kw_only=True)
class Choices:
    """What to read, and how."""

    paths: tuple[str, ...] = ()
    columns: str = "default"
    mode: str = ""
    """One of :data:`MODES`; empty where none was named."""
    part_bytes: int = 32 << 20
    open_cost: int = 64 << 10
    planning: str = "exact"
    source_format: str | None = None
    encoding: str | None = None
    unsure: bool = False
    follow_links: bool = False
    excerpt_bytes: int = 200
    isolate: bool = False
    """Whether a process of its own reads each piece."""
    timeout: float = TIMEOUT
    """Seconds that an input, or a part of a large one, may take there."""
    memory: int = MEMORY
    """Mebibytes that it may have there."""
    skip: frozenset[str] = frozenset()
    filter: Filter = attrs.field(factory=Filter)
    limits: Limits = attrs.field(factory=Limits)
    read_options: dict[str, str] = attrs.field(factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Choices:
        """Return the choices that options say. Raises OptionError for a wrong name or value."""
        own, limits, read = _sorted(given, _NAMES)
        listed = own.get("paths")
        paths = _listed("paths", listed) if listed else _paths(own.get("path", ""))
        chosen: dict[str, Any] = {
            "since": own.get("since"),
            "until": own.get("until"),
            "language": own.get("language", ""),
            "status": own.get("status", ""),
            "where": _listed("where", own["where"]) if "where" in own else (),
            "leave_out": own.get("leaveOut", ""),
        }
        choices = cls(
            paths=tuple(map(_local, paths)),
            columns=own.get("columns", "default"),
            mode=own.get("mode", "").lower(),
            part_bytes=_bytes("partBytes", own.get("partBytes", "32m")),
            open_cost=_bytes("openCost", own.get("openCost", "64k")),
            planning=own.get("planning", "exact"),
            source_format=own.get("from"),
            encoding=own.get("encoding"),
            unsure=_flag("unsure", own.get("unsure", "false")),
            follow_links=_flag("followLinks", own.get("followLinks", "false")),
            excerpt_bytes=_bytes("excerptBytes", own.get("excerptBytes", "200")),
            isolate=_flag("isolate", own.get("isolate", "false")),
            timeout=_number("timeout", own.get("timeout", str(TIMEOUT))),
            memory=_bytes("memory", own.get("memory", str(MEMORY))),
            skip=frozenset(_listed("skip", own["skip"])) if "skip" in own else frozenset(),
            filter=Filter(**chosen),
            limits=_limits(limits),
            read_options=read,
        )
        choices.check()
        return choices

    def check(self) -> None:
        """Raise OptionError for what is no choice."""
        columns_of(self.columns)
        for name, value, known in (("mode", self.mode, ("", *MODES)), ("planning", self.planning, PLANNING)):  # fmt: skip
            if value not in known:
                raise _refused(name, value, "|".join(filter(None, known)))
        remote = [path for path in self.paths if "://" in path]
        if remote and len(remote) < len(self.paths):
            raise OptionError(
                "give paths of this machine or URIs of one store, not both", option="paths"
            )

    @property
    def files(self) -> ArrowFiles | None:
        """The store that the paths are in; None for files of this machine."""
        return ArrowFiles() if any("://" in path for path in self.paths) else None

    def plan(self) -> Iterator[Piece]:
        """Yield the pieces. Raises OptionError, FormatError, OSError."""
        if not self.paths:
            raise OptionError("name what to read: load(path), or option paths", option="path")
        return pieces(
            self.paths,
            part_bytes=self.part_bytes,
            open_cost=self.open_cost,
            planning=self.planning,
            follow_links=self.follow_links,
            filesystem=self.files,
            **self._how(),
        )

    def read(self, piece: Piece, files: Any = None) -> Any:
        """Return the articles and failures of a piece. Raises as :func:`read_piece`."""
        return read_piece(
            piece,
            filter=self.filter,
            filesystem=files or self.files,
            excerpt_bytes=self.excerpt_bytes,
            **self._how(),
        )

    def _how(self) -> dict[str, Any]:
        return {
            "source_format": self.source_format,
            "read_options": self.read_options,
            "encoding": self.encoding,
            "limits": self.limits,
            "unsure": self.unsure,
        }

    def fails(self, failure: Failure, *, rows: bool) -> bool:
        """Return whether a failure ends the job; ``rows`` says that it could be a row."""
        mode = self.mode or ("permissive" if rows else "failfast")
        return mode == "failfast" and failure.level in ("article", "input", "unsure")

    @property
    def drops(self) -> bool:
        """Whether failures are no rows."""
        return self.mode in ("dropmalformed", "failfast")


@attrs.frozen(kw_only=True)
class WriteChoices:
    """Where to write, and in which format."""

    path: str
    to: str
    options: dict[str, str]

    @classmethod
    def of(cls, given: Mapping[str, str]) -> WriteChoices:
        """Return the choices that options say. Raises OptionError, FormatError."""
        own, limits, options = _sorted(given, ("path", "to"))
        for name in ("path", "to"):
            if not own.get(name):
                raise OptionError(f"name the option {name}", option=name)
        if limits:
            raise OptionError("a limit is for reading", option=f"limit.{next(iter(limits))}")
        path = _local(own["path"])
        choices = cls(
            path=path if "://" in path else os.path.abspath(path), to=own["to"], options=options
        )
        fmt = choices.format
        Registry().serializer(fmt)
        given_options = {key: value for key, value in options.items() if key != "embargo"}
        make(fmt.write_options, given_options, format=fmt.name)
        return choices

    @property
    def format(self) -> Format:
        """The format. Raises FormatError."""
        return Registry().get(self.to)


def _sorted(
    given: Mapping[str, str], names: Sequence[str]
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The options of the data source, the limits, and the options of the format."""
    own: dict[str, str] = {}
    limits: dict[str, str] = {}
    read: dict[str, str] = {}
    by_lower = {name.lower(): name for name in names}
    for key, value in given.items():
        name, _, rest = key.partition(".")
        if rest and name.lower() == "limit":
            limits[rest] = value
        elif rest and name.lower() == "o":
            read[rest] = value
        elif key.lower() in by_lower:
            own[by_lower[key.lower()]] = value
        else:
            known = [*names, "limit.NAME", "O.KEY"]
            raise OptionError(
                f"there is no option {key}{did_you_mean(key, known)}",
                option=key,
                given=value,
                known=known,
            )
    return own, limits, read


def _paths(text: str) -> list[str]:
    """What ``load`` was given: one path, or several as Spark hands them over, a JSON list."""
    return _listed("path", text) if text.startswith("[") else [text] if text else []


def _listed(name: str, text: str) -> list[str]:
    if not text.lstrip().startswith("["):
        return [text]
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise _refused(name, text, "a JSON list of texts")
    return values


def _local(path: str) -> str:
    """The path of a ``file:`` URI; any other path or URI as it is."""
    if not path.startswith("file:"):
        return path
    parts = urlsplit(path)
    return unquote(parts.path) if not parts.netloc else path


def _bytes(name: str, text: str) -> int:
    unit = _UNITS.get(text[-1:].lower(), 1)
    number = text[:-1] if unit > 1 else text
    if not (number.isascii() and number.isdecimal() and len(number) < 16):
        raise _refused(name, text, "a number, with k, m or g behind it if you like")
    return int(number) * unit


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < 1e9:
        raise _refused(name, text, "a number above 0")
    return value


def _flag(name: str, text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise _refused(name, text, "true|false")
    return text.lower() == "true"


_refused = partial(OptionError.refused, kind="option ")


def _limits(given: Mapping[str, str]) -> Limits:
    known = [field.name for field in attrs.fields(Limits)]
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name not in known:
            raise OptionError(
                f"there is no limit {name!r}{did_you_mean(name, known)}",
                option=f"limit.{name}",
                given=text,
                known=known,
            )
        if text.lower() == "none":
            values[name] = None
        else:
            number = _number(f"limit.{name}", text)
            values[name] = number if name == "seconds" else int(number)
    return Limits(**values)

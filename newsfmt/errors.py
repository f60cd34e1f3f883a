"""The errors newsfmt raises on purpose, as one tree under :class:`NewsfmtError`.

Every class states the responsible side and carries the values that a caller needs; ``str(error)``
is always one line. Where a builtin has the same meaning (``ValueError``, ``LookupError``) the class
is that builtin too. ::

    NewsfmtError
    ├── FormatError  UnknownFormatError (LookupError) · AmbiguousFormatError · CannotReadError · CannotWriteError
    ├── ParseError (ValueError)  ArchiveError · EncodingError · LimitError · TruncatedError
    ├── FieldError (TypeError)
    ├── UnreadableError · MissingPackageError (ImportError)
    ├── DateError (ValueError) · SerializeError (ValueError) · OptionError (ValueError) · SchemaError (ValueError)
    └── PluginError
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, dataclass_transform

import attrs

__all__ = [
    "AmbiguousFormatError",
    "ArchiveError",
    "CannotReadError",
    "CannotWriteError",
    "DateError",
    "EncodingError",
    "FieldError",
    "FormatError",
    "LimitError",
    "MissingPackageError",
    "NewsfmtError",
    "OptionError",
    "ParseError",
    "PluginError",
    "Position",
    "SchemaError",
    "SerializeError",
    "TruncatedError",
    "UnknownFormatError",
    "UnreadableError",
    "did_you_mean",
]


@attrs.frozen
class Position:
    """A place in a source: those of line, column, offset, path and article index that are known."""

    line: int | None = None
    """Line number, from 1."""
    column: int | None = None
    """Column in characters, from 1."""
    offset: int | None = None
    """Offset in bytes, from 0."""
    path: str | None = None
    """Path inside a structured document, such as ``$.body[3].content``."""
    article: int | None = None
    """Index of the article in its source, from 0."""

    def __str__(self) -> str:
        parts = [str(part) for part in (self.line, self.column) if part is not None]
        return (
            ":".join(parts)
            or self.path
            or (f"byte {self.offset}" if self.offset is not None else "")
        )


def _message(*, kw_only: bool) -> Any:
    """Declare, for type checkers, the one value that is given without its name."""


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(_message,))
class _Declared(Exception):
    """An exception whose values are the class attributes that its class declares. Nothing is
    generated, since that takes milliseconds at each start.
    """

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        for name in values:
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no value {name!r}")
        vars(self).update(values, message=message)


class NewsfmtError(_Declared):
    """Base of everything newsfmt raises on purpose; ``code`` is a stable name for the kind of
    error.
    """

    code: ClassVar[str] = "error"
    message: str = _message(kw_only=False)


class FormatError(NewsfmtError):
    """No usable format: unknown, ambiguous, or without a reader or writer."""

    code = "format.error"


class UnknownFormatError(FormatError, LookupError):
    """No format has the given name, or no format recognises the input.

    For an input, ``kind`` is its apparent kind (``source code in Python``), empty if unknown;
    ``may_hold_articles`` is false for a kind of file that never does.
    """

    code = "format.unknown"
    kind: str = ""
    may_hold_articles: bool = True


class AmbiguousFormatError(FormatError):
    """Two formats recognise the input equally well; name one of them."""

    code = "format.ambiguous"


class CannotReadError(FormatError):
    """The format can be written but not read."""

    code = "format.cannot-read"


class CannotWriteError(FormatError):
    """The format can be read but not written, or cannot hold the articles (several in one file)."""

    code = "format.cannot-write"


class ParseError(NewsfmtError, ValueError):
    """The input violates its format; the message has the place and the advice.

    ``source`` is the name of the input, ``position`` the place of the fault, ``excerpt`` up to two
    lines with a ``~~~^`` marker.
    """

    code = "parse.invalid"
    source: str | None = None
    position: Position | None = None
    excerpt: str | None = None
    complete: bool = False
    """Whether the whole input was read despite the fault."""

    @property
    def line(self) -> int | None:
        """Line number of the fault, from 1, if known."""
        return self.position.line if self.position else None

    @property
    def column(self) -> int | None:
        """Column of the fault, from 1, if known."""
        return self.position.column if self.position else None

    def __str__(self) -> str:
        where = [self.source] if self.source else []
        if self.position and str(self.position):
            where.append(str(self.position))
        return f"{':'.join(where)}: {self.message}" if where else self.message


class EncodingError(ParseError):
    """A byte does not fit the requested encoding: ``offset`` in the source and the ``byte`` itself."""

    code = "parse.encoding"
    offset: int | None = None
    byte: int | None = None

    def __str__(self) -> str:
        return f"{self.source}: {self.message}" if self.source else self.message


class LimitError(ParseError):
    """The input passes a limit: ``limit`` is its name, ``value`` its setting; the message says how
    to raise it.
    """

    code = "parse.limit"
    limit: str = ""
    value: float | None = None


class TruncatedError(ParseError):
    """The input stops before its end: it is incomplete or was cut off; ``missing`` says what should
    follow.
    """

    code = "read.truncated"
    missing: str = ""


class ArchiveError(ParseError):
    """An archive, or a member, is broken or of a kind that newsfmt does not open: encrypted, a
    7-Zip file, an archive inside an archive; ``members`` is its number of members, if known.
    """

    code = "archive.unread"
    members: int | None = None

    @classmethod
    def not_read(cls, what: str, members: int | None = None) -> ArchiveError:
        """Return the error for a kind that newsfmt does not open: ``what`` names it, with an
        article.
        """
        count = "" if members is None else f" with {members:,} member{'' if members == 1 else 's'}"
        return cls(f"it is {what}{count}, which is not looked into; unpack it", members=members)


class MissingPackageError(NewsfmtError, ImportError):
    """Something needs a ``package`` that is not installed; the message says how to install it."""

    code = "package.missing"
    package: str = ""


class UnreadableError(NewsfmtError):
    """A file of many cannot be read, whatever the reason: it is not there, empty, cut off, broken
    or of no known format. ``source`` names it, ``kind`` is the code of the reason, and
    ``__cause__`` the error itself where there is one.
    """

    code = "input.unreadable"
    source: str | None = None
    kind: str = ""

    def __str__(self) -> str:
        from newsfmt._paths import located

        return located(self.source, self.message) if self.source else self.message


class DateError(NewsfmtError, ValueError):
    """A text is not a date, an impossible date, or one that can be read in two ways
    (``ambiguous``).
    """

    code = "date.invalid"
    text: str = ""
    ambiguous: bool = False


class FieldError(NewsfmtError, TypeError):
    """A field of a record got a value of a wrong type: ``record`` and ``field`` name it, ``wanted``
    is the accepted type, ``given`` the type of the value.
    """

    code = "model.field"
    record: str = ""
    field: str = ""
    wanted: str = ""
    given: str = ""


class SerializeError(NewsfmtError, ValueError):
    """An Article cannot be written; ``article`` is its index, ``path`` that of the value."""

    code = "write.invalid"
    article: int | None = None
    path: str | None = None


class OptionError(NewsfmtError, ValueError):
    """A format has no such option, or the option does not accept the value; ``known`` lists the
    options.
    """

    code = "option.invalid"
    option: str = ""
    given: object = None
    known: Iterable[str] = ()

    @classmethod
    def refused(
        cls, option: str, given: object, wanted: str, known: Iterable[str] = (), *, kind: str = ""
    ) -> OptionError:
        """Return the error for a value that an option does not take; ``kind`` stands before its
        name. What is wanted is by default one of the known values.

        >>> print(OptionError.refused("layout", "tree", "", ("files", "stream")))
        layout=tree: give files|stream
        """
        known = tuple(known)
        shown = given if isinstance(given, str) else repr(given)
        text = f"{kind}{option}={shown}: give {wanted or '|'.join(known)}"
        return cls(text, option=option, given=given, known=known)


class SchemaError(NewsfmtError, ValueError):
    """A JSON value has the wrong type or shape; ``path`` names it, such as
    ``$.subjects[3].code``.
    """

    code = "schema.invalid"
    path: str = "$"
    source: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.source, self.line) if part is not None)
        return f"{where}: {self.path}: {self.message}" if where else f"{self.path}: {self.message}"


class PluginError(NewsfmtError):
    """A plugin failed: which one, from which distribution, in which phase; ``__cause__`` is the
    original error.
    """

    code = "plugin.error"
    plugin: str = ""
    distribution: str = ""
    phase: str = ""


def did_you_mean(name: str, known: Iterable[str], listing: str = "") -> str:
    """Return ``; did you mean 'X'?`` with the nearest of the known names, for the end of a message.
    If no name is near it is empty, or with ``listing`` has all names.

    >>> did_you_mean("jsno", ["json", "jsonl", "nitf"])
    "; did you mean 'json'?"
    >>> did_you_mean("pdf", ["json", "jsonl", "nitf"], "known")
    ' (known: json, jsonl, nitf)'
    """
    import difflib

    names = list(known)
    near = difflib.get_close_matches(name.lower(), sorted(names), 1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f" ({listing}: {', '.join(names)})" if listing else ""

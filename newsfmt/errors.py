"""The errors newsfmt raises on purpose, as one tree under :class:`NewsfmtError`.

Every class says whose fault it is and carries what a caller needs to act on it; ``str(error)`` is
always one line. Where a builtin has the same meaning (``ValueError``, ``LookupError``) the class is
that builtin too. ::

    NewsfmtError
    ├── FormatError  UnknownFormatError (LookupError) · AmbiguousFormatError · CannotReadError · CannotWriteError
    ├── ParseError (ValueError)  ArchiveError · EncodingError · LimitError · TruncatedError
    ├── FieldError (TypeError)
    ├── DateError (ValueError) · SerializeError (ValueError) · OptionError (ValueError) · SchemaError (ValueError)
    └── PluginError
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

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
    "NewsfmtError",
    "OptionError",
    "ParseError",
    "PluginError",
    "Position",
    "SchemaError",
    "SerializeError",
    "TruncatedError",
    "UnknownFormatError",
    "did_you_mean",
]


@attrs.frozen
class Position:
    """A place in a source: whichever of line, column, offset, path and article index is known."""

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


class NewsfmtError(Exception):
    """Base of everything newsfmt raises on purpose; ``code`` is a stable name for the kind of
    error.
    """

    code: ClassVar[str] = "error"


class FormatError(NewsfmtError):
    """No usable format for what was asked: unknown, ambiguous, or without a reader or writer."""

    code = "format.error"


class UnknownFormatError(FormatError, LookupError):
    """No format has the name that was given, or none recognises the input.

    Of an input, ``kind`` says what it seems to be (``source code in Python``), nothing where that
    is not known; ``may_hold_articles`` is false for a kind of file that never does.
    """

    code = "format.unknown"

    def __init__(self, message: str, *, kind: str = "", may_hold_articles: bool = True) -> None:
        super().__init__(message)
        self.kind = kind
        self.may_hold_articles = may_hold_articles


class AmbiguousFormatError(FormatError):
    """Two formats recognise the input equally well; name one of them."""

    code = "format.ambiguous"


class CannotReadError(FormatError):
    """The format can be written but not read."""

    code = "format.cannot-read"


class CannotWriteError(FormatError):
    """The format can be read but not written, or cannot hold what was asked (several articles in
    one file).
    """

    code = "format.cannot-write"


class ParseError(NewsfmtError, ValueError):
    """The input is not what its format demands; says where, and what to do about it.

    ``source`` is the name of the input, ``position`` where in it, ``excerpt`` up to two lines of it
    with a ``~~~^`` marker.
    """

    code = "parse.invalid"

    def __init__(
        self,
        message: str,
        *,
        source: str | None = None,
        position: Position | None = None,
        excerpt: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.position = position
        self.excerpt = excerpt
        self.complete = False
        """Whether the whole input was read in spite of it."""

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
    """A byte does not fit the encoding that was asked for: ``offset`` in the source and the
    ``byte`` itself.
    """

    code = "parse.encoding"

    def __init__(
        self,
        message: str,
        *,
        source: str | None = None,
        position: Position | None = None,
        excerpt: str | None = None,
        offset: int | None = None,
        byte: int | None = None,
    ) -> None:
        super().__init__(message, source=source, position=position, excerpt=excerpt)
        self.offset = offset
        self.byte = byte

    def __str__(self) -> str:
        return f"{self.source}: {self.message}" if self.source else self.message


class LimitError(ParseError):
    """The input passes a limit: ``limit`` is its name, ``value`` its setting; the message says how
    to raise it.
    """

    code = "parse.limit"

    def __init__(
        self,
        message: str,
        *,
        source: str | None = None,
        position: Position | None = None,
        excerpt: str | None = None,
        limit: str = "",
        value: float | None = None,
    ) -> None:
        super().__init__(message, source=source, position=position, excerpt=excerpt)
        self.limit = limit
        self.value = value


class TruncatedError(ParseError):
    """The input stops before its end: it has not arrived as a whole, or was cut off; ``missing``
    says what should follow.
    """

    code = "read.truncated"

    def __init__(
        self,
        message: str,
        *,
        source: str | None = None,
        position: Position | None = None,
        excerpt: str | None = None,
        missing: str = "",
    ) -> None:
        super().__init__(message, source=source, position=position, excerpt=excerpt)
        self.missing = missing


class ArchiveError(ParseError):
    """An archive, or a member of one, is broken or of a kind that is not looked into: encrypted, a
    7-Zip file, an archive inside of an archive; ``members`` says how many are in it, if known.
    """

    code = "archive.unread"

    def __init__(
        self,
        message: str,
        *,
        source: str | None = None,
        position: Position | None = None,
        excerpt: str | None = None,
        members: int | None = None,
    ) -> None:
        super().__init__(message, source=source, position=position, excerpt=excerpt)
        self.members = members

    @classmethod
    def not_read(cls, what: str, members: int | None = None) -> ArchiveError:
        """Return the error for what is not looked into: ``what`` names it, with an article."""
        count = "" if members is None else f" with {members:,} member{'' if members == 1 else 's'}"
        return cls(f"it is {what}{count}, which is not looked into; unpack it", members=members)


class DateError(NewsfmtError, ValueError):
    """A text is no date, an impossible one, or one that can be read in two ways (``ambiguous``)."""

    code = "date.invalid"

    def __init__(self, message: str, *, text: str = "", ambiguous: bool = False) -> None:
        super().__init__(message)
        self.text = text
        self.ambiguous = ambiguous


class FieldError(NewsfmtError, TypeError):
    """A record of the model was given a value that its field does not take: ``record`` and
    ``field`` say where, ``wanted`` what is taken, ``given`` what came instead.
    """

    code = "model.field"

    def __init__(self, record: str, field: str, wanted: str, given: str) -> None:
        super().__init__(record, field, wanted, given)
        self.record = record
        self.field = field
        self.wanted = wanted
        self.given = given

    def __str__(self) -> str:
        return f"{self.record}({self.field}=...) takes {self.wanted}, not {self.given}"


class SerializeError(NewsfmtError, ValueError):
    """An Article cannot be written as it stands; ``article`` is its index, ``path`` the value
    inside it.
    """

    code = "write.invalid"

    def __init__(
        self, message: str, *, article: int | None = None, path: str | None = None
    ) -> None:
        super().__init__(message)
        self.article = article
        self.path = path


class OptionError(NewsfmtError, ValueError):
    """A format has no such option, or the option takes no such value; ``known`` lists what there
    is.
    """

    code = "option.invalid"

    def __init__(
        self, message: str, *, option: str = "", given: Any = None, known: Iterable[str] = ()
    ) -> None:
        super().__init__(message)
        self.option = option
        self.given = given
        self.known = tuple(known)


class SchemaError(NewsfmtError, ValueError):
    """A JSON value has the wrong type or shape; ``path`` names it, such as
    ``$.subjects[3].code``.
    """

    code = "schema.invalid"

    def __init__(
        self, message: str, *, path: str = "$", source: str | None = None, line: int | None = None
    ) -> None:
        super().__init__(message)
        self.path = path
        self.source = source
        self.line = line

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.source, self.line) if part is not None)
        return f"{where}: {self.path}: {self.args[0]}" if where else f"{self.path}: {self.args[0]}"


class PluginError(NewsfmtError):
    """A plugin failed: which one, from which distribution, in which phase; ``__cause__`` is the
    original error.
    """

    code = "plugin.error"

    def __init__(
        self, message: str, *, plugin: str = "", distribution: str = "", phase: str = ""
    ) -> None:
        super().__init__(message)
        self.plugin = plugin
        self.distribution = distribution
        self.phase = phase


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'X'?`` with the nearest of the known names, for the end of a message;
    nothing where none is near.

    >>> did_you_mean("jsno", ["json", "jsonl", "nitf"])
    "; did you mean 'json'?"
    >>> did_you_mean("pdf", ["json", "jsonl", "nitf"])
    ''
    """
    import difflib

    near = difflib.get_close_matches(name.lower(), sorted(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""

"""A format: one :class:`Format` record, a :class:`Parser` and a :class:`Serializer`, and their
arguments.

A parser is a function from a binary stream and a :class:`Context` to Articles; a serializer the
reverse. No base class, no state: all facts about a format (names, types, extensions, recognition,
options, fields it can express) are in its record.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, runtime_checkable

import attrs

from newsfmt._record import explained
from newsfmt.article import Article, Origin
from newsfmt.counting import Count
from newsfmt.diagnostics import CODES, Diagnostic, Report, check_code, severity_of
from newsfmt.dropped import Dropped
from newsfmt.errors import (
    LimitError,
    NewsfmtError,
    OptionError,
    ParseError,
    Position,
    SchemaError,
    TruncatedError,
)
from newsfmt.head import Confidence, Head, XmlRoot
from newsfmt.options import NoOptions

if TYPE_CHECKING:
    from newsfmt._provenance.notes import Notes

__all__ = [
    "Aligner",
    "Confidence",
    "Context",
    "Dropped",
    "Format",
    "Head",
    "Limits",
    "Parser",
    "Part",
    "Problem",
    "Serializer",
    "Splitter",
    "Validator",
    "XmlRoot",
    "never",
]


@attrs.frozen(kw_only=True)
class Limits:
    """The resources that one input may use; ``None`` is no limit. Exceeding a limit raises a
    LimitError with its name.

    Each is a whole number above 0, ``seconds`` any number above 0, ``depth`` never None. Raises
    OptionError for other values.
    """

    article_bytes: int | None = 16 * 1024 * 1024
    """Bytes of text of a single article."""
    input_bytes: int | None = None
    """Bytes of one input, after decompression."""
    whole_bytes: int | None = 256 * 1024 * 1024
    """Bytes of an input in a format that is read whole, such as a JSON array, after
    decompression.
    """
    articles: int | None = None
    """Articles in one input."""
    depth: int = 256
    """Nesting of elements, objects or blocks."""
    ratio: int | None = 200
    """Decompressed bytes for each compressed byte (checked after the first mebibyte)."""
    front_matter: int | None = 1024 * 1024
    """Bytes of a front matter, or of the part before the root element of an XML document."""
    attributes: int | None = 1000
    """Attributes of one element of XML."""
    entities: int | None = 10_000
    """References to unknown entities in one article of XML; none is ever expanded."""
    headers: int | None = 1000
    """Header fields of an e-mail message, or of one of its parts."""
    parts: int | None = 1000
    """Parts of an e-mail message, including those of nested messages."""
    members: int | None = 1_000_000
    """Entries of one archive."""
    seconds: float | None = None
    """Seconds from the request for the first article to the end of the input; checked between
    articles, by the command at any moment.
    """

    def __attrs_post_init__(self) -> None:
        for field in attrs.fields(type(self)):
            name, value = field.name, getattr(self, field.name)
            whole = type(value) is int and 0 < value <= sys.maxsize
            if (
                not whole
                and not (value is None and name != "depth")
                and not (name == "seconds" and type(value) is float and 0 < value < math.inf)
            ):
                kind = "number above 0" if name == "seconds" else "whole number above 0"
                wanted = f"a {kind}" + (", or None" if name != "depth" else "")
                raise OptionError.refused(name, value, wanted, kind="limit ")

    def exceeded(
        self, limit: str, what: str, *, source: str | None = None, position: Position | None = None
    ) -> LimitError:
        """Return the error for exceeding ``limit``; ``what`` names the quantity."""
        value = getattr(self, limit)
        return LimitError(
            f"{what} passes the limit {limit}={value}; raise it with --limit {limit}=NUMBER or "
            f"Limits({limit}=NUMBER)",
            source=source, position=position, limit=limit, value=value,
        )  # fmt: skip


_LIMITS = Limits()
_LONGEST_NOTE = 4000  # characters of what an export says of itself
_STEP = re.compile(
    r"/|\\(?!x[89a-f][0-9a-f]|ud[89a-f][0-9a-f]{2})"
)  # a backslash before a number shows a byte of a name


@lru_cache(maxsize=4096)
def _at(path: str) -> Position:
    """The position of a value of an article; most articles lose the same ones."""
    return Position(path=path)


def never(head: Head) -> Confidence:
    """The sniffer of a format that the caller has to name."""
    return Confidence.NO


@attrs.frozen(kw_only=True)
class Part:
    """A piece of a large input that can be read on its own: it begins and ends between two
    articles.

    A parser has to read from it what it would read from the same range of the whole input: it takes
    ``index``, ``line`` and ``last`` from here.
    """

    start: int
    """Offset of its first byte in the input."""
    end: int
    """Offset behind its last byte."""
    index: int = 0
    """Index of its first article, by a quick look; a wrong index is corrected later.
    """
    articles: int = 0
    """The number of its articles, by a quick look."""
    line: int = 1
    """Line that it begins on."""
    last: bool = False
    """Whether the input ends with it."""
    before: bytes = b""
    """Bytes for the parser before the part (the beginning of a document).
    """
    after: bytes = b""
    """Bytes for the parser behind the part."""
    state: Any = None
    """Further data of the format about the beginning of the input; it has to be picklable."""


@explained
class Context:
    """The second argument of a parser or serializer: names, options, limits, and the report."""

    __slots__ = (
        "count",
        "encoding",
        "format",
        "ignore_embargo",
        "index",
        "limits",
        "line_shift",
        "name",
        "notes",
        "on_error",
        "options",
        "part",
        "path",
        "report",
    )

    def __init__(
        self,
        *,
        name: str = "",
        format: str = "",
        encoding: str | None = None,
        options: Any = None,
        limits: Limits | None = None,
        report: Report | None = None,
        on_error: str = "raise",
    ) -> None:
        self.name = name
        """The input's name for messages; empty for bytes without a name."""
        self.path = ""
        """Its path below the folder or archive that was read; empty if the caller named it."""
        self.format = format
        """Name of the format being read or written."""
        self.encoding = encoding
        """The requested encoding, if any."""
        self.options = options
        """An instance of the format's options class."""
        self.limits = limits or _LIMITS
        """Limits of this run."""
        self.report = report or Report()
        """Where diagnostics go."""
        self.on_error = on_error
        """``raise`` or ``skip``: the treatment of a bad article."""
        self.index = 0
        """Index of the current article; a parser of several articles sets it (``warn`` reports it).
        """
        self.ignore_embargo = False
        """Whether an embargo that cannot be written is an ordinary loss (``-O embargo=ignore``)."""
        self.part: Part | None = None
        """The part of a large input that is being read, for formats with a ``split``; None for a
        whole input.
        """
        self.count = Count()
        """What the input says of the number of its articles."""
        self.notes: Notes | None = None
        """Where a reader of XML notes the element of each field, if the caller asked for the places
        of values: after a slot was read, ``notes.read(item, element)``. None otherwise.
        """
        self.line_shift = 0
        """The number to add to every reported line, if a parser counts lines from the beginning of
        a part.
        """

    def warn(self, code: str, message: str, *, at: Position | int | None = None) -> None:
        """Report an oddity of the input; ``at`` is a line number or a Position.

        ``code`` is one of :data:`~newsfmt.diagnostics.CODES`, or the format's own,
        ``x.<format>.<name>``, which is a warning. Raises ValueError for any other.
        """
        if code not in CODES:
            check_code(code)
        self.report.add(
            Diagnostic(
                code,
                severity_of(code),
                message,
                self.name or None,
                self.index,
                self._position(at),
            )
        )

    def stated(self, articles: int, number: int = 0) -> None:
        """The input says how many articles it holds: once on a cover, or with each article, of
        which the one at hand is ``number``, from 1.

        At the end of the input the number is compared with that of its articles, and a difference
        is reported (``read.count-mismatch``). Exports one after the other count together.

        >>> context = Context()
        >>> context.stated(500, 1), context.stated(500, 2)
        (None, None)
        >>> context.count.says
        500
        """
        self.count.add(articles, number)

    def end_mark(self) -> None:
        """A mark ends an article (``End of Document``). At the end of the input their number is
        compared with that of its articles, unless there was none.
        """
        self.count.marks += 1

    def export_note(self, text: str, *, at: Position | int | None = None) -> None:
        """Report what an export says of itself (``read.export-note``): a cover with the query, the
        summary of a search, a notice of the house. It belongs to no article, and names people.

        A text of white space alone says nothing; one of more than 4,000 characters is cut there.

        >>> context = Context()
        >>> context.export_note("Terms: ferry\\nSource:  All\\n")
        >>> [entry.message for entry in context.report]
        ['the export says: Terms: ferry Source: All']
        """
        words = " ".join(text.split())
        if words:
            more = len(words) - _LONGEST_NOTE
            rest = f" … and {more:,} characters more" if more > 0 else ""
            message = f"the export says: {words[:_LONGEST_NOTE]}{rest}"
            self.warn("read.export-note", message, at=at)

    def lost(
        self,
        code: str,
        path: str,
        message: str = "",
        *,
        article: Article | None = None,
        severity: str | None = None,
    ) -> None:
        """Report a value that the output cannot store: ``path`` names it (``body[3].items[0]``,
        ``subjects[2].relevance``); ``severity`` replaces that of the code.

        A code of the format's own, ``x.<format>.<name>``, is a loss. Raises ValueError for an
        unknown code.
        """
        if code not in CODES:
            check_code(code)
            severity = severity or "loss"
        origin = article.origin if article is not None else None
        source, index = (origin.name, origin.index) if origin else (None, self.index)
        text = message or f"{self.format or 'the format'} has no place for it"
        self.report.add(
            Diagnostic(code, severity or severity_of(code), text, source, index, _at(path))
        )

    def fail(self, error: NewsfmtError) -> None:
        """Handle an article that cannot be read: raise the error, or report it and return if bad
        articles are skipped.
        """
        if isinstance(error, ParseError) and not error.source:
            error.source = self.name or None
        if self.on_error != "skip":
            raise error
        text, position = str(error), None
        if isinstance(error, ParseError):
            text, position = error.message, error.position
        elif isinstance(error, SchemaError):
            text, position = str(error.args[0]), Position(line=error.line, path=error.path)
        code = "read.article-skipped"
        if isinstance(error, TruncatedError):
            code = error.code
            self.report.failed += 1
        self.report.add(Diagnostic(code, "error", text, self.name or None, self.index, position))

    def error(self, message: str, *, at: Position | int | None = None) -> ParseError:
        """Return a ParseError with the input's name and a position, to raise or to pass to
        :meth:`fail`.
        """
        return ParseError(message, source=self.name or None, position=self._position(at))

    @property
    def holds_end(self) -> bool:
        """Whether the input ends where the stream ends: it is no part, or the last one."""
        return self.part is None or self.part.last

    @property
    def salvage(self) -> bool:
        """Whether the rest of an input that is cut off is read (``-O salvage=true``)."""
        return bool(getattr(self.options, "salvage", False))

    def cut_off(self, missing: str, *, at: Position | int | None = None) -> None:
        """Handle an input that stops before its end: report it and return if :attr:`salvage` is
        set, else raise TruncatedError; ``missing`` says what should follow.

        >>> Context(name="a.xml").cut_off("the end tag </nitf>", at=12)
        Traceback (most recent call last):
        newsfmt.errors.TruncatedError: a.xml:12: cut off: the end tag </nitf> is missing; get the whole input, or read the part that has arrived with -O salvage=true
        """
        message = f"cut off: {missing} is missing"
        if self.salvage:
            self.warn(TruncatedError.code, f"{message}; the part that has arrived was read", at=at)
            return
        raise TruncatedError(
            f"{message}; get the whole input, or read the part that has arrived with -O "
            "salvage=true",
            source=self.name or None,
            position=self._position(at),
            missing=missing,
        )

    def exceeded(self, limit: str, what: str, *, at: Position | int | None = None) -> LimitError:
        """Return the LimitError for exceeding the limit of that name."""
        return self.limits.exceeded(
            limit, what, source=self.name or None, position=self._position(at)
        )

    def lines(self, stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
        """Yield the lines of a stream with their numbers, each with its line end (LF).

        In a part the numbers are those of the whole input. Raises LimitError inside a line longer
        than ``article_bytes``, so that a line without an end is never held in memory.

        >>> import io
        >>> list(Context().lines(io.BytesIO(b"Ferry\\nstops")))
        [(1, b'Ferry\\n'), (2, b'stops')]
        """
        number = self.part.line if self.part is not None else 1
        limit, readline = self.limits.article_bytes, stream.readline
        while line := readline(-1 if limit is None else limit + 1):
            if limit is not None and len(line) > limit:
                raise self.exceeded("article_bytes", "a line", at=number)
            yield number, line
            number += 1

    def origin(self, index: int, line: int | None = None) -> Origin:
        """Return the Origin of the article with that index."""
        name = "" if self.name[:1] == "<" else _STEP.split(self.name)[-1]
        return Origin(
            self.format or None,
            name or None,
            self.path or None,
            index,
            line + self.line_shift if line is not None else None,
        )

    def _position(self, at: Position | int | None) -> Position | None:
        if isinstance(at, int):
            return Position(line=at + self.line_shift)
        return (
            attrs.evolve(at, line=at.line + self.line_shift)
            if self.line_shift and at is not None and at.line is not None
            else at
        )


@runtime_checkable
class Parser(Protocol):
    """The type of a format's ``read``: a function from a binary stream to Articles.

    It yields while it reads, raises :class:`~newsfmt.errors.ParseError` for input that it cannot
    read, reports oddities through the context, and does not close the stream.
    """

    def __call__(self, stream: BinaryIO, context: Context, /) -> Iterator[Article]: ...


@runtime_checkable
class Serializer(Protocol):
    """The type of a format's ``write``: a function that takes Articles and writes bytes; it does
    not close the stream.
    """

    def __call__(
        self, articles: Iterable[Article], stream: BinaryIO, context: Context, /
    ) -> None: ...


@attrs.frozen
class Problem:
    """One fault of a document by its standard."""

    line: int | None
    """Line number, from 1, if known."""
    message: str
    """One line for a person."""
    rule: str
    """The source of the rule: ``schema``, or the name of a check that no schema makes."""


@runtime_checkable
class Validator(Protocol):
    """The type of a format's ``validate``: a function from a document's bytes to its faults, none
    for a valid one.
    """

    def __call__(self, data: bytes, context: Context, /) -> Iterator[Problem]: ...


@runtime_checkable
class Splitter(Protocol):
    """The type of a format's ``split``: a function that yields the parts of a large input, each of
    about ``size`` bytes.

    The stream is a buffered file (:class:`io.BufferedReader`) at its beginning; it can seek, and
    reads lines or blocks fast. Parts follow each other from the first byte of the input to the
    last, none is empty, and only the last one has ``last`` set; otherwise the input is read as one,
    and the plugin is reported. The function yields nothing if the input cannot be split (another
    encoding, another shape), and never raises for the content of the input. It is called once,
    before anything is read, with one process as with several.
    """

    def __call__(self, stream: BinaryIO, context: Context, size: int, /) -> Iterator[Part]: ...


@runtime_checkable
class Aligner(Protocol):
    """What a format's ``align`` is: a function that returns the part of an input with the articles
    that begin at or after byte ``start`` and before byte ``end``; None if there are no such
    articles.

    The stream is a buffered file (:class:`io.BufferedReader`) that can seek. Of the input no more
    is read than its beginning and what stands near the two offsets; index and line of the part are
    left as they are. None for all of an input (from 0 to its size) says that it cannot be aligned:
    another encoding, another shape. It never raises for what is in the input.
    """

    def __call__(
        self, stream: BinaryIO, context: Context, start: int, end: int, /
    ) -> Part | None: ...


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _all_drops(value: Iterable[Dropped]) -> tuple[Dropped, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class Format:
    """All facts about one format."""

    name: str
    """Its name for ``--from`` and ``--to``, lower case with hyphens."""
    title: str
    """Its name as people write it."""
    aliases: tuple[str, ...] = attrs.field(default=(), converter=_names)
    """Other names it answers to."""
    media_types: tuple[str, ...] = attrs.field(default=(), converter=_names)
    """Its media types."""
    extensions: tuple[str, ...] = attrs.field(default=(), converter=_names)
    """File extensions, lower case, without the dot."""
    sniff: Callable[[Head], Confidence] = never
    """Its confidence for an input, from the Head alone; never raises."""
    version: Callable[[Head], str | None] | None = None
    """From the Head, the version of the standard that the input states (``2.35``); None or an empty
    text if it states none; never raises.
    """
    read: Parser | str | None = None
    """The parser, or ``"package.module:function"``, imported on first use."""
    write: Serializer | str | None = None
    """The serializer, or ``"package.module:function"``, imported on first use."""
    read_options: type = NoOptions
    """attrs class of the parser's options."""
    write_options: type = NoOptions
    """attrs class of the serializer's options."""
    writes: Callable[[Any], frozenset[str]] | None = None
    """From the write options, the field paths (``headline``, ``subjects.relevance``) and node kinds
    (``body:table``) that it can express. Every other value is reported as lost; without a
    declaration every value is. A format that holds an article whole declares
    :func:`newsfmt.slots.everything`.
    """
    validate: Validator | str | None = None
    """The validator of the format's standard, or ``"package.module:function"``; None without one.
    """
    drops: tuple[Dropped, ...] = attrs.field(default=(), converter=_all_drops)
    """The places whose values its reader leaves out by rule, each with a reason (presentation, ids
    of the file itself); every other value reaches the Article or a diagnostic.
    """
    multiple: bool = True
    """Several articles in one file?"""
    streams: bool = True
    """Memory flat whatever the size of the input?"""
    split: Splitter | str | None = None
    """The function that splits a large input between articles, so that several processes can read
    it; the parser then has to respect ``Context.part``.
    """
    align: Aligner | str | None = None
    """What finds the articles between two byte offsets, so that a large input can be split without
    being read; the parser then obeys ``Context.part``.
    """
    joins: bool = False
    """Whether outputs can be concatenated, byte by byte, to give the output of all their articles.
    """
    refines: str = ""
    """Name of the format of which this is a dialect; the dialect wins at equal confidence."""
    samples: tuple[str, ...] = attrs.field(default=(), converter=_names)
    """Package resources for the conformance kit, ``"package:path"``."""
    spec: str = ""
    """Address of the format's specification."""

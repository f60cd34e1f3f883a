"""The one straight line: source -> head -> format -> articles -> format -> bytes. Library, command
and plugin tests all use it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO

from newsfmt import _detection
from newsfmt import options as _options
from newsfmt._detection import Choice, Match
from newsfmt._output import Output, open_output
from newsfmt._record import Record, field_names
from newsfmt._registry import FAULTS, Registry, Timed, default_registry
from newsfmt._source import Input, Source
from newsfmt.archives import open_input
from newsfmt.article import Article
from newsfmt.diagnostics import Diagnostic, Report
from newsfmt.errors import (
    CannotWriteError,
    FieldError,
    NewsfmtError,
    OptionError,
    ParseError,
    SerializeError,
    TruncatedError,
    UnknownFormatError,
)
from newsfmt.format import Context, Format, Limits
from newsfmt.slots import everything

__all__ = ["ArticleReader", "convert", "detect", "list_formats", "read", "read_one", "write"]

ON_ERROR = ("raise", "skip")
EMBARGO = "embargo"


class ArticleReader:
    """The articles of one input: an iterator and a context manager, with its ``format`` and a live
    ``report``; ``unsure`` says that the format was chosen only because no other matches (see
    ``Match.unsure``), never if the caller named it.

    The constructor opens the input and detects its format; articles are read on demand. Threads
    must not share a reader.
    """

    __slots__ = ("_articles", "_source", "format", "name", "report", "unsure")

    def __init__(
        self,
        source: Source,
        fmt: Format,
        context: Context,
        registry: Registry,
        *,
        unsure: bool = False,
    ) -> None:
        self._source = source
        self.format = fmt.name
        self.unsure = unsure
        self.name = source.name
        self.report = context.report
        self._articles = _guarded(registry.parser(fmt), source, fmt, context, registry)

    def __iter__(self) -> ArticleReader:
        return self

    def __next__(self) -> Article:
        return next(self._articles)

    def __enter__(self) -> ArticleReader:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_articles"):  # one that was entered and never read has its input open
            self.close()

    def close(self) -> None:
        """Stop reading and close what was opened here; a stream of the caller's stays open."""
        self._articles.close()  # type: ignore[attr-defined]
        self._source.close()


def _guarded(
    parser: Any, source: Source, fmt: Format, context: Context, registry: Registry
) -> Iterator[Article]:
    """The parser's articles, counted; any other value or exception is reported as its plugin's
    fault. Where an input is cut off, the article at the cut is lost.
    """
    report, limit = context.report, context.limits.articles
    first, end = report.articles, _end(context.limits)
    others = report.failed, report.skipped
    cut = _cut_off(report)
    report.reading = fmt.name
    depth = sys.getrecursionlimit()  # 0 while the caller's code runs
    try:
        articles = registry.traced(fmt, "read", parser(source.stream, context), source.name)
        for article in _whole(articles, source, context) if source.packed else articles:
            if sys.getrecursionlimit() != depth:
                registry.put_back(fmt, "read", depth)
            if type(article) is not Article:
                raise TypeError(f"it gave {type(article).__name__}, not Article")
            if limit is not None and report.articles - first >= limit:
                raise context.exceeded("articles", "the number of articles")
            if end is not None and time.monotonic() > end:
                raise context.exceeded("seconds", "the time that the input takes")
            report.articles += 1
            depth = 0
            yield article
            depth = sys.getrecursionlimit()
    except TruncatedError as error:
        context.fail(error)
    except ParseError as error:
        error.source = error.source or source.name or None
        raise
    except FieldError as error:
        raise registry.blame(fmt, "read", error) from error
    except (NewsfmtError, MemoryError):
        raise
    except FAULTS as error:
        if (
            error is source.error or error is report.error
        ):  # the input could not be read, or the report not written
            raise
        raise registry.blame(fmt, "read", error) from error
    finally:
        if depth:
            registry.put_back(fmt, "read", depth)
        source.close()
        registry.tell(report)
    if context.part is None:
        failed, skipped = report.failed - others[0], report.skipped - others[1]
        for difference in context.count.differences(report.articles - first + failed, skipped):
            report.add(Diagnostic.of("read.count-mismatch", difference, source.name))
    report.complete = _cut_off(report) == cut


def _cut_off(report: Report) -> int:
    """The number of inputs or articles in the report that were cut off."""
    return report.counts.get(TruncatedError.code, 0)


def _whole(articles: Iterable[Article], source: Source, context: Context) -> Iterator[Article]:
    """The articles of a compressed input, each after the next one was read.

    Where the compressed data stop before their end, the last article may have lost its own end,
    which no format can detect, unless its parser noticed the cut. Raises TruncatedError.
    """
    report = context.report
    held: Article | None = None
    began = cut = _cut_off(report)
    failure: ParseError | None = None
    try:
        for article in articles:
            if held is not None:
                yield held
            held, cut = article, _cut_off(report)
    except ParseError as error:
        if held is not None:
            yield held
        held, failure = None, error
    if source.missing and _cut_off(report) == (began if context.salvage else cut):
        context.cut_off(source.missing)
    if failure is not None:
        raise failure
    if held is not None:
        yield held


def _end(limits: Limits) -> float | None:
    """The deadline of an input, by a monotonic clock."""
    return None if limits.seconds is None else time.monotonic() + limits.seconds


def read(
    source: Input,
    *,
    format: str | None = None,
    name: str | None = None,
    encoding: str | None = None,
    options: Mapping[str, object] | None = None,
    on_error: str = "raise",
    limits: Limits | None = None,
    report: Report | None = None,
    registry: Registry | None = None,
) -> ArticleReader:
    """Open an input and return a reader of its articles; without ``format`` the format is
    recognised.

    ``source`` is a path, bytes or any binary stream (a ``str`` is always a path); ``name`` is for
    messages. With ``on_error="skip"`` a bad article is skipped: it is reported, and counted in
    ``report.failed``. Diagnostics go to ``report``, else to one of the reader's own. Raises at the
    call: OSError, FormatError, OptionError; ParseError, also while reading.

    >>> [article.headline for article in read(b" date 2021-05-04 Bridge opens\\n\\nIt opened.")]
    ['Bridge opens']
    """
    check_arguments(limits=limits, encoding=encoding, report=report)
    context = Context(
        encoding=known_encoding(encoding),
        limits=limits,
        report=report,
        on_error=known_handling(on_error),
    )
    return open_reader(
        source, context, format=format, name=name, options=options, registry=registry
    )


def open_reader(
    source: Input | Source,
    context: Context,
    *,
    format: str | None = None,
    name: str | None = None,
    options: Mapping[str, object] | None = None,
    registry: Registry | None = None,
    strict: bool = True,
) -> ArticleReader:
    """Like :func:`read`, with a Context and a Source of the caller, which may be open already; the
    reader closes it in any case.

    ``strict=False`` ignores options that the format does not have.
    """
    check_arguments(format=format, name=name, options=options, registry=registry)
    registry = registry or default_registry()
    fmt, unsure = registry.get(format) if format else None, False
    opened = (
        source
        if isinstance(source, Source)
        else open_input(source, name=name, limits=context.limits)
    )
    try:
        if fmt is None:
            choice = _recognised(opened, registry, context.report)
            fmt, unsure = registry.get(choice.format), choice.unsure
        if not fmt.streams:
            opened.bound(context.limits)
        context.path = context.path or opened.below
        context.name, context.format = opened.name, fmt.name
        context.options = _options.make(fmt.read_options, options, format=fmt.name, strict=strict)
        return ArticleReader(opened, fmt, context, registry, unsure=unsure)
    except BaseException:
        opened.close()
        raise


def _recognised(source: Source, registry: Registry, report: Report) -> Choice:
    try:
        return _detection.best(source.head, registry.formats(), registry)
    except NewsfmtError as error:
        if source.missing:
            raise TruncatedError(
                f"cut off: {source.missing} is missing, and too little is there to recognise a "
                "format; get the whole input",
                source=source.name or None,
                missing=source.missing,
            ) from error
        raise
    finally:
        registry.tell(report)


def read_one(source: Input, **how: Any) -> Article:
    """Return the one article of an input; parameters are those of :func:`read`. Raises ParseError,
    with the number, for none or several.

    >>> read_one(b" date 2021-05-04 Bridge opens\\n\\nIt opened.").headline
    'Bridge opens'
    """
    with read(source, **how) as reader:
        first = next(reader, None)
        if first is None:
            raise ParseError("no article in it", source=reader.name or None)
        others = sum(1 for _ in reader)
        if others:
            raise ParseError(
                f"{others + 1} articles in the file, one was asked for", source=reader.name or None
            )
        return first


def write(
    articles: Iterable[Article] | Article,
    target: Output,
    *,
    format: str | None = None,
    options: Mapping[str, object] | None = None,
    report: Report | None = None,
    registry: Registry | None = None,
) -> Report:
    """Write articles to a path or binary stream and return the report of the values that the format
    cannot store.

    Without ``format`` the extension of the path decides. A regular file appears whole or not at
    all. Diagnostics go to ``report``, else to a new one. Raises FormatError, OptionError,
    SerializeError, OSError.
    """
    check_arguments(report=report)
    report = Report() if report is None else report
    return write_to(articles, target, report, format=format, options=options, registry=registry)


def write_to(
    articles: Iterable[Article] | Article,
    target: Output,
    report: Report,
    *,
    format: str | None = None,
    options: Mapping[str, object] | None = None,
    registry: Registry | None = None,
    follow: bool = True,
) -> Report:
    """Like :func:`write`, adding to an existing report; with ``follow=False`` a link in the place
    of the file is not followed.
    """
    check_arguments(format=format, options=options, registry=registry)
    given: object = articles
    if isinstance(given, (Mapping, str)) or not isinstance(given, (Article, Iterable)):
        raise TypeError(f"give Articles to write, not {type(given).__name__}")
    registry = registry or default_registry()
    fmt = registry.get(format) if format else by_extension(target, registry)
    registry.tell(report)
    writer = Writer(fmt, options, registry)
    with open_output(target, follow=follow) as stream:
        writer.write([articles] if isinstance(articles, Article) else articles, stream, report)
    return report


class Writer:
    """One format's serializer with its options, made once for any number of outputs. Raises
    FormatError, OptionError.
    """

    __slots__ = ("_embargo", "_format", "_options", "_registry", "_serializer", "_whole", "_writes")

    def __init__(
        self, fmt: Format, options: Mapping[str, object] | None, registry: Registry
    ) -> None:
        self._format = fmt
        self._registry = registry
        self._serializer = registry.serializer(fmt)
        self._options, self._embargo = writer_options(fmt, options)
        self._writes = (fmt.writes and fmt.writes(self._options)) or frozenset()
        self._whole = self._writes >= everything()

    def write(self, articles: Iterable[Article], stream: BinaryIO, report: Report) -> None:
        """Write one output. Raises SerializeError, PluginError, OSError, and any exception of the
        articles' iterator.
        """
        context = Context(format=self._format.name, options=self._options, report=report)
        context.ignore_embargo = self._embargo
        passed = _Passed(articles, self._format, context)
        try:
            self._serialize(self._checked(passed, context), stream, context)
        except RecursionError as error:
            if passed.last is None or not _is_deep(passed.last):
                raise self._fault(passed.last, report, error) from error
            raise SerializeError(
                f"the body is nested too deeply for {self._format.name}", path="body"
            ) from None
        except FAULTS as error:
            meant = isinstance(error, (NewsfmtError, OSError, MemoryError))
            if (meant and not isinstance(error, FieldError)) or passed.failed:
                raise
            if error in (report.error, getattr(stream, "error", None)):  # of the caller's own
                raise
            raise self._fault(passed.last, report, error) from error

    def _serialize(self, articles: Iterator[Article], stream: BinaryIO, context: Context) -> None:
        if not self._registry.traces(self._format):
            self._serializer(articles, stream, context)
            return
        timed, begun = Timed(articles), time.perf_counter()
        try:
            self._serializer(iter(timed), stream, context)
        finally:
            seconds = time.perf_counter() - begun - timed.seconds
            self._registry.trace(self._format, "write", seconds, f"{timed.count} articles")

    def _fault(self, article: Article | None, report: Report, error: BaseException) -> NewsfmtError:
        """The error for a failed write: the reader's fault if its article has values of wrong
        types, else the writer's.
        """
        from newsfmt._shapes import mistyped

        wrong = mistyped(article) if article is not None else []
        if article is None or not wrong:
            return self._registry.blame(self._format, "write", error)
        said = f"an article is not made of what belongs into it: {'; '.join(wrong[:3])}"
        source = report.reading or (article.origin.format if article.origin else None)
        if source and source in self._registry.formats():
            reader = self._registry.get(source)
            return self._registry.blame(reader, "read", TypeError(said))
        return SerializeError(said, path=wrong[0].partition(":")[0])

    def _checked(self, articles: Iterable[Article], context: Context) -> Iterator[Article]:
        """The articles, each after its values outside the format's declaration have been
        reported.
        """
        if self._whole:
            yield from articles
            return
        from newsfmt.losses import report_undeclared

        for article in articles:
            report_undeclared(article, self._writes, context)
            yield article


def _is_deep(article: Article, levels: int = 100) -> bool:
    """Whether blocks, runs or items of an article are nested more deeply than a number of levels,
    which recursion cannot follow.
    """
    level: list[Any] = [article]
    for _ in range(levels):
        level = [part for value in level for part in _parts(value)]
        if not level:
            return False
    return True


def _parts(value: object) -> list[Any]:
    """The records and tuples in a record or tuple."""
    if isinstance(value, tuple):
        return [part for part in value if not isinstance(part, str)]
    cls: Any = type(value)
    names = field_names(cls) if isinstance(value, Record) else ()
    values = (getattr(value, name, None) for name in names)
    return [part for part in values if isinstance(part, (tuple, Record)) and part != ()]


def writer_options(fmt: Format, options: Mapping[str, object] | None) -> tuple[Any, bool]:
    """Return the format's write options, and whether an embargo it cannot hold may be lost. Raises
    OptionError.
    """
    given = dict(options or {})
    ignore_embargo = _embargo(given.pop(EMBARGO, "keep"))
    return _options.make(fmt.write_options, given, format=fmt.name), ignore_embargo


class _Passed:
    """The caller's articles, as many as the format holds in a file; records the last one, and
    whether their iterable raised.
    """

    def __init__(self, articles: Iterable[Article], fmt: Format, context: Context) -> None:
        self._articles = articles
        self._format = fmt
        self._context = context
        self.failed = False
        self.last: Article | None = None

    def __iter__(self) -> Iterator[Article]:
        try:
            for article in self._articles if self._format.multiple else self._single():
                if type(article) is not Article:
                    article = self._plain(article)
                self.last = article
                yield article
        except BaseException:
            self.failed = True
            raise

    def _plain(self, article: Article) -> Article:
        """An article of a class of the caller's own as an Article; fields that the class adds are
        reported as lost.
        """
        if not isinstance(article, Article):
            raise TypeError(f"give Articles to write, not {type(article).__name__}")
        cls: Any = type(article)
        names = field_names(Article)
        for name in field_names(cls):
            if name not in names and getattr(article, name) not in (None, ()):
                self._context.lost(
                    "write.field-lost", name, "an Article has no such field", article=article
                )
        return Article(**{name: getattr(article, name) for name in names})

    def _single(self) -> list[Article]:
        """The only article, checked before anything is written."""
        self._articles = iter(self._articles)
        found = list(islice(self._articles, 2))
        if len(found) == 1:
            return found
        name = self._format.name
        if found:
            count = len(found) + sum(1 for _ in self._articles)
            raise CannotWriteError(
                f"{name} holds one article per file, and there are {count}; write to a folder (-o FOLDER/), or one by one"
            )
        raise CannotWriteError(f"{name} holds one article per file, and no article was given")


def convert(
    source: Input,
    target: Output,
    *,
    source_format: str | None = None,
    target_format: str | None = None,
    encoding: str | None = None,
    read_options: Mapping[str, object] | None = None,
    write_options: Mapping[str, object] | None = None,
    on_error: str = "raise",
    limits: Limits | None = None,
    report: Report | None = None,
    registry: Registry | None = None,
) -> Report:
    """Read one input and write it in another format, article by article; return the report of both.

    Parameters and errors are those of :func:`read` and :func:`write`.

    >>> import io
    >>> out = io.BytesIO()
    >>> convert(b" date 2021-05-04 Bridge opens\\n\\nIt opened.", out, target_format="dated-text").articles
    1
    >>> out.getvalue()
    b' date 2021-05-04 Bridge opens\\n\\nIt opened.'
    """
    check_arguments(
        source_format=source_format, target_format=target_format, encoding=encoding, limits=limits,
        read_options=read_options, write_options=write_options, registry=registry,
        report=report,
    )  # fmt: skip
    context = Context(
        encoding=known_encoding(encoding),
        limits=limits,
        report=report,
        on_error=known_handling(on_error),
    )
    with open_reader(
        source, context, format=source_format, options=read_options, registry=registry
    ) as reader:
        return write_to(
            reader,
            target,
            context.report,
            format=target_format,
            options=write_options,
            registry=registry,
        )


def detect(
    source: Input, *, name: str | None = None, registry: Registry | None = None
) -> list[Match]:
    """Return the formats that recognise an input, best first, each with its confidence and a
    reason.

    Only its beginning is read; a seekable stream is set back to its position.

    >>> detect(b" date 2021-05-04 Bridge opens\\n\\nIt opened.")[0].format
    'dated-text'
    """
    check_arguments(name=name, registry=registry)
    registry = registry or default_registry()
    place = _place(source)
    with open_input(source, name=name) as opened:
        found = _detection.matches(opened.head, registry.formats().values(), registry)
    if place is not None:
        source.seek(place)  # type: ignore[union-attr]
    return found


def _place(source: Input) -> int | None:
    """The position of the caller's stream, if it can be restored."""
    seekable = getattr(source, "seekable", None)
    return source.tell() if seekable is not None and seekable() else None  # type: ignore[union-attr]


def list_formats() -> Mapping[str, Format]:
    """Return every known format by name: built-ins first, then those of installed plugins.

    >>> "dated-text" in list_formats()
    True
    """
    return default_registry().formats()


def _embargo(value: object) -> bool:
    if value not in {"keep", "ignore"}:
        raise OptionError.refused(EMBARGO, value, "", ("keep", "ignore"), kind="option ")
    return bool(value == "ignore")


def by_extension(target: Output, registry: Registry) -> Format:
    """Return the format that a path's extension names. Raises UnknownFormatError."""
    if not isinstance(target, (str, os.PathLike)):
        raise UnknownFormatError("no output format given; add --to FORMAT, or format= in Python")
    extension = os.path.splitext(os.fspath(target))[1].lower().lstrip(".")
    for fmt in registry.formats().values():
        if fmt.write is not None and extension in fmt.extensions:
            return fmt
    raise UnknownFormatError(
        f"no format has the extension .{extension}; name one with --to or format="
    )


_ARGUMENTS: Mapping[str, tuple[Any, str]] = {
    "format": (str, "the name of a format, a text"),
    "name": (str, "the name of the input, a text"),
    "encoding": (str, "the name of an encoding, a text"),
    "options": (Mapping, "a mapping of names of options to their values"),
    "limits": (Limits, "newsfmt.format.Limits"),
    "registry": (Registry, "a newsfmt.Registry"),
    "report": (Report, "a newsfmt.Report"),
}
"""What the arguments of the library have to be, by the last word of their names."""


def check_arguments(**given: object) -> None:
    """Check the types of a caller's arguments. Raises OptionError."""
    for argument, value in given.items():
        if value is not None:
            kind, wanted = _ARGUMENTS[argument.rpartition("_")[2]]
            if not isinstance(value, kind):
                raise OptionError.refused(argument, value, wanted)


def known_handling(on_error: str) -> str:
    """Return how errors are handled. Raises OptionError for anything but a word of ON_ERROR."""
    if on_error not in ON_ERROR:
        raise OptionError.refused("on_error", on_error, "", ON_ERROR)
    return on_error


def known_encoding(encoding: str | None) -> str | None:
    """Return Python's name of an encoding. Raises OptionError for an unknown one."""
    if encoding is None:
        return None
    import codecs

    check_arguments(encoding=encoding)
    try:
        "a".encode(encoding)  # refuses codecs that are not encodings of text (base64, rot13)
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise OptionError(
            f"there is no text encoding {encoding!r}; give a registered name, "
            "such as cp1252 or iso-8859-15",
            option="encoding",
            given=encoding,
        ) from None

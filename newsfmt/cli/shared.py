"""What the subcommands share: exit statuses, lines on stderr, options and limits from the command
line, diagnostics, the inputs.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TextIO

from newsfmt._output import named
from newsfmt._paths import error_in_words, shown
from newsfmt._terminal import safe, safe_json
from newsfmt.cli.alarm import TimeIsUp, alarm

if TYPE_CHECKING:
    from newsfmt._registry import Registry
    from newsfmt.diagnostics import Diagnostic, Report
    from newsfmt.format import Format, Limits

OK, FAILED, USAGE, STRICT, INTERRUPTED, PIPE, TERMINATED = 0, 1, 2, 3, 130, 141, 143
_SHOWN = 5
_BUFFER = 1 << 16
_ALL_SHOWN = frozenset({"read.article-skipped", "write.embargo-lost"})


class Usage(Exception):
    """The command line asks for something that cannot be."""


def os_error(error: OSError, name: str = "") -> str:
    name = name or os.fsdecode(error.filename or "")
    if error.errno == errno.ENOSPC:
        return (
            f"{name}: no space left on the device; nothing was written"
            if name
            else "standard output: no space left on the device"
        )
    return f"{name}: {error_in_words(error)}" if name else error_in_words(error)


def say(line: str, status: int = OK) -> int:
    sys.stderr.write(safe(line) + "\n")
    return status


_kept: list[TextIO] = []  # standard output, while everybody else's goes to stderr


@contextmanager
def kept_output() -> Iterator[None]:
    """Keep standard output for results; what other code prints goes to stderr meanwhile."""
    _kept.append(sys.stdout)
    sys.stdout = sys.stderr
    try:
        yield
    finally:
        sys.stdout = _kept.pop()


def results() -> TextIO:
    """Return standard output, for what the command was asked for and nothing else."""
    return _kept[-1] if _kept else sys.stdout


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """Standard output as bytes, through a buffer that holds several articles; its own takes a call
    of the system for each. What other code writes to its descriptor goes to stderr meanwhile.
    """
    output = results()
    try:
        descriptor, errors = output.fileno(), sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):  # a stand-in
        yield output.buffer
        return
    output.flush()
    private = os.dup(descriptor)
    try:
        os.dup2(errors, descriptor)
        with open(private, "wb", buffering=_BUFFER, closefd=False) as stream:
            yield stream
    finally:
        os.dup2(private, descriptor)
        os.close(private)


def registry_of(args: argparse.Namespace) -> Registry:
    from newsfmt._registry import Registry, default_registry
    from newsfmt.errors import PluginError

    if not args.plugin and not args.no_plugins:
        return default_registry()
    try:
        return Registry(files=args.plugin, entry_points=not args.no_plugins)
    except PluginError as error:
        if args.debug:
            raise
        raise Usage(f"--plugin: {error}") from error


def warn_of_failures(registry: Registry) -> None:
    """One line for each plugin that failed, where no report tells of them."""
    for plugin in registry.failures():
        say(f"warning: {plugin.failure} [plugin.failed]")


def pairs(given: Sequence[str], what: str) -> dict[str, str]:
    found = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise Usage(f"{what} {text!r}: write it as KEY=VALUE")
        found[key.strip()] = value
    return found


def limits_of(given: Sequence[str]) -> Limits:
    from newsfmt._record import kinds_of
    from newsfmt.errors import did_you_mean
    from newsfmt.format import Limits

    known = kinds_of(Limits)
    values: dict[str, float | None] = {}
    for name, value in pairs(given, "--limit").items():
        if name not in known:
            raise Usage(
                f"there is no limit {name!r}{did_you_mean(name, known)} (known: {', '.join(known)})"
            )
        none = known[name].optional
        number = _number(value, parts=known[name].of is float)
        if value == "none" and none:
            values[name] = None
        elif number:
            values[name] = number
        else:
            raise Usage(
                f"--limit {name}={value}: give a number above 0" + (", or none" if none else "")
            )
    return Limits(**values)  # type: ignore[arg-type]


def _number(text: str, *, parts: bool) -> float | None:
    """A number above 0 in plain digits, with ``parts`` one that has decimals too; None for anything
    else.
    """
    whole, point, rest = text.partition(".")
    if not whole.isascii() or not whole.isdecimal() or len(text) > 18:
        return None
    if not point:
        return int(whole) or None
    return float(text) or None if parts and rest.isascii() and rest.isdecimal() else None


class Printer:
    """Prints diagnostics: the first few of each code, harmless to a terminal, and how many more
    there were.
    """

    def __init__(self, *, quiet: bool, report: str | None = None) -> None:
        """``report`` is the path of a file that may be overwritten."""
        self._quiet = quiet
        self._counts: dict[str, int] = {}
        self._file = named(report) if report else None

    def __call__(self, diagnostic: Diagnostic) -> None:
        if self._file is not None:
            from newsfmt._orjson import orjson

            self._file.write(
                safe_json(orjson.dumps(diagnostic.to_dict(), option=orjson.OPT_APPEND_NEWLINE))
            )
        severity = diagnostic.severity
        if severity == "info" or (self._quiet and severity != "error"):
            return
        seen = self._counts[diagnostic.code] = self._counts.get(diagnostic.code, 0) + 1
        if seen <= _SHOWN or severity == "error":
            say(f"{severity}: {diagnostic}")

    def more(self, counts: Mapping[str, int], shown: Sequence[Diagnostic]) -> None:
        """Count diagnostics of which only the first ``shown`` were given."""
        from newsfmt.diagnostics import CODES

        for code, count in counts.items():
            if (
                code in CODES
                and CODES[code].severity != "info"
                and not (self._quiet and CODES[code].severity != "error")
            ):
                self._counts[code] = (
                    self._counts.get(code, 0)
                    + count
                    - sum(diagnostic.code == code for diagnostic in shown)
                )

    def close(self, *, kept: object = None) -> None:
        """Say how many were not printed, and close the report; ``kept``: a report elsewhere has
        them all.
        """
        for code, count in self._counts.items():
            if count > _SHOWN and code not in _ALL_SHOWN:
                say(
                    f"… and {count - _SHOWN} more [{code}]"
                    + ("" if self._file or kept else "; --report FILE keeps them all")
                )
        if self._file is not None:
            self._file.close()


class FoundInput(Protocol):
    """A file that was found below a folder or by a pattern."""

    path: str
    below: str
    """Its path below the folder."""


class Inputs:
    """The articles of all inputs, one after the other; an input that fails is named, counted, and
    costs itself alone.
    """

    def __init__(
        self, args: argparse.Namespace, registry: Registry, report: Report, options: dict[str, Any]
    ) -> None:
        from newsfmt._pipeline import known_encoding, open_reader
        from newsfmt._registry import Surroundings
        from newsfmt.format import Context

        self._open_reader, self._context = (
            open_reader,
            Context,
        )  # not imported anew for each of many small files
        self._args = args
        self._registry = registry
        self._report = report
        self._options = options
        self._limits = limits_of(args.limit)  # one for all inputs
        self._encoding = known_encoding(args.encoding)
        self._stop = getattr(args, "on_error", "skip") == "stop"
        self._format = registry.get(args.source_format).name if args.source_format else None
        self._around = Surroundings()
        self.filter: Any = None
        self.left_out: dict[str, int] = {}
        self.skipped: dict[str, int] = {}
        self.found = 0
        self.failed = 0

    def articles(self, inputs: Iterable[FoundInput | str]) -> Iterator[Any]:
        """Yield every article of every input; a text is the path of a named file, or ``-``."""
        from newsfmt.errors import NewsfmtError, OptionError

        for given in inputs:
            path, below = (given, "") if isinstance(given, str) else (given.path, given.below)
            self.found += 1
            before, failed, skipped = (
                self._report.articles,
                self._report.failed,
                self._report.skipped,
            )
            try:
                with alarm(self._limits.seconds), self._open(path, below) as reader:
                    yield from self.filter.passing(reader, self.left_out) if self.filter else reader
                if self._report.failed > failed:  # each has been reported
                    self.failed += 1
                elif self._report.articles == before:
                    skipped = self._report.skipped - skipped
                    self.fail(
                        path,
                        "no article in it" + (f" ({skipped} items skipped)" if skipped else ""),
                    )
            except TimeIsUp:
                self.fail(
                    path, str(self._limits.exceeded("seconds", "the time that the input takes"))
                )
            except OSError as error:
                self.fail(path, error_in_words(error), error)
            except OptionError:  # the command line is wrong, not the input
                raise
            except NewsfmtError as error:
                if self._args.debug:
                    raise
                self.fail(path, str(error), error)
            finally:
                self._registry.settle(self._around, self._report.reading)
                self._registry.tell(self._report)

    def _open(self, path: str, below: str) -> Any:
        context = self._context(
            encoding=self._encoding,
            limits=self._limits,
            report=self._report,
            on_error="raise" if self._stop else "skip",
        )
        context.path = below
        source: Any = sys.stdin.buffer if path == "-" else path
        name = "<stdin>" if path == "-" else path
        return self._open_reader(
            source,
            context,
            format=self._format,
            name=name,
            options=self._options,
            registry=self._registry,
            strict=False,
        )

    def fail(self, path: str, message: str, error: Exception | None = None) -> None:
        """Name an input that failed, and why. Raises Stopped with ``--on-error stop``."""
        self.failed += 1
        name = "<stdin>" if path == "-" else shown(path)
        say(f"error: {message}" if message.startswith(name) else f"error: {name}: {message}")
        if self._stop:
            raise Stopped from error


class Stopped(Exception):
    """--on-error stop, and something failed."""


def status_of(failed: int, report: Report, *, strict: bool) -> int:
    if failed:
        return FAILED
    if report.counts.get("write.embargo-lost") or (strict and not report.clean):
        return STRICT
    return OK


def check_options(
    options: dict[str, str], registry: Registry, reader: str | None, writer: Format | None
) -> dict[str, Any]:
    """The options that are the writer's; OptionError for one that neither it nor any possible
    reader has.
    """
    from newsfmt import options as opt
    from newsfmt._pipeline import EMBARGO

    if not options:
        return {}
    writes = (
        {option.name for option in opt.describe(writer.write_options)} | {EMBARGO}
        if writer
        else set()
    )
    readers = [registry.get(reader)] if reader else list(registry.formats().values())
    reads = {option.name for fmt in readers for option in opt.describe(fmt.read_options)}
    for name in options:
        if name.replace("-", "_") not in reads | writes:
            where = writer.name if writer else ""
            raise opt.unknown(
                name,
                reads | writes if reader else writes | reads,
                f"{reader} to {where}" if reader else "",
            )
    return {
        name.replace("-", "_"): value
        for name, value in options.items()
        if name.replace("-", "_") in writes
    }


def may_write(path: str, *, force: bool) -> None:
    import stat

    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISREG(mode) and not force:
        raise Usage(f"{path} exists; say --force to overwrite it")

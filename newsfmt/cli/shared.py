"""What the subcommands share: exit statuses, lines on stderr, options and limits from the command
line, diagnostics, the inputs.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from newsfmt._output import named
from newsfmt._paths import error_in_words, located
from newsfmt._terminal import json_line, safe, safe_json

if TYPE_CHECKING:
    from newsfmt._registry import Registry
    from newsfmt.batch import Outcome
    from newsfmt.diagnostics import Diagnostic
    from newsfmt.errors import OptionError
    from newsfmt.format import Format, Limits

OK, FAILED, USAGE, STRICT, INTERRUPTED, PIPE, TERMINATED = 0, 1, 2, 3, 130, 141, 143
SHOWN = 5
_BUFFER = 1 << 16
_COLOURS = {"error": "1;31", "warning": "33", "loss": "35", "unsure": "36"}
_PARAMETERS = re.compile(r"(--(?:from|to)) or format=")
_PYTHON = re.compile(r"(leave_out|shard_size|name|where|output|since|until)(= ?|: ?| )")
_ALL_SHOWN = frozenset({"read.article-skipped", "write.embargo-lost"})


class Usage(Exception):
    """The command line asks for something that cannot be."""


def os_error(error: OSError, name: str = "", *, whole: bool = True) -> str:
    """What the system says of a file; ``whole``: an output appears whole or not at all."""
    name = name or os.fsdecode(error.filename or "")
    if error.errno == errno.EBADF and not name:
        return "standard output is closed"
    if error.errno == errno.ENOSPC:
        nothing = "; nothing was written" if name and whole else ""
        return f"{name or 'standard output'}: no space left on the device{nothing}"
    return f"{name}: {error_in_words(error)}" if name else error_in_words(error)


def say(line: str, status: int = OK) -> int:
    """Print a line, above a bar if there is one; where it names a parameter of the library, only
    the option beside it stays.
    """
    text = _coloured(safe(_PARAMETERS.sub(r"\1", line)))
    if above:
        above[-1](text)
    else:
        sys.stderr.write(f"{text}\n")
    return status


above: list[Callable[[str], None]] = []
"""What prints a line above the bar that is shown."""


def _coloured(line: str) -> str:
    """The line with its severity in colour, on a terminal that has colours (no-color.org)."""
    severity, _, rest = line.partition(": ")
    colour = _COLOURS.get(severity)
    if colour is None or not sys.stderr.isatty():
        return line
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return line
    return f"\x1b[{colour}m{severity}:\x1b[0m {rest}"


_kept: list[TextIO] = []  # standard output, while everybody else's goes to stderr


def as_typed(error: OptionError) -> str:
    """A message on an option of the command that begins with its name in Python, with the name
    that was typed.
    """
    text = str(error)
    match = _PYTHON.match(text)
    if match is None or match[1] != error.option:
        return text
    name = "-o" if match[1] == "output" else f"--{match[1].replace('_', '-')}"
    return f"{name}{': ' if match[2][0] == ':' else ' '}{text[match.end() :]}"


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


def write_json(value: object, *, indent: bool = False) -> None:
    """Write a value to standard output, as a line of JSON or with ``indent`` as several."""
    from newsfmt._orjson import orjson

    lines = orjson.dumps(value, option=orjson.OPT_INDENT_2 if indent else None).splitlines()
    results().write("".join(f"{safe_json(line).decode()}\n" for line in lines))


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
    """The formats there are, those of ``--plugin`` among them; ``--from FILE.py`` and ``--to
    FILE.py`` load a plugin as well, and name its format.
    """
    from newsfmt._registry import Registry, default_registry
    from newsfmt.errors import PluginError

    chosen = {
        way: path
        for way in ("source_format", "target_format")
        if (path := getattr(args, way, None)) and path.endswith(".py")
    }
    files = list(dict.fromkeys((*args.plugin, *chosen.values())))
    if not files and not args.no_plugins:
        return default_registry()
    try:
        registry = Registry(files=files, entry_points=not args.no_plugins)
    except PluginError as error:
        if args.debug:
            raise
        raise Usage(f"--plugin: {error}") from error
    for way, path in chosen.items():
        setattr(args, way, _format_of(path, registry, reads=way == "source_format"))
    return registry


def _format_of(path: str, registry: Registry, *, reads: bool) -> str:
    """The name of the one format that a plugin in a file reads, or writes."""
    formats = [registry.get(name) for name in registry.of_file(path).formats]
    fitting = [fmt.name for fmt in formats if (fmt.read if reads else fmt.write) is not None]
    if len(fitting) == 1:
        return fitting[0]
    option, verb = ("--from", "reads") if reads else ("--to", "writes")
    names = ", ".join(fitting)
    raise Usage(
        f"{path} {verb} several formats ({names}); say --plugin {path} {option} NAME"
        if fitting
        else f"{path} {verb} no format"
    )


def warn_of_failures(registry: Registry) -> None:
    """One line for each plugin that failed, where no report names them."""
    for plugin in registry.failures():
        say(f"warning: {plugin.failure} [plugin.failed]")


def pairs(given: Sequence[str], what: str, form: str = "KEY=VALUE") -> dict[str, str]:
    values = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise Usage(f"{what} {text!r}: write it as {form}")
        values[key.strip()] = value
    return values


def limits_of(given: Sequence[str]) -> Limits:
    from newsfmt._record import kinds_of
    from newsfmt.errors import did_you_mean
    from newsfmt.format import Limits

    known = kinds_of(Limits)
    values: dict[str, float | None] = {}
    for name, value in pairs(given, "--limit", "NAME=NUMBER").items():
        if name not in known:
            raise Usage(f"there is no limit {name!r}{did_you_mean(name, known, 'known')}")
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

    def __init__(self, *, quiet: bool, report: str | None = None, summed: bool = False) -> None:
        """``report`` is the path of a file that may be overwritten; ``summed``: losses are not
        printed one by one, since their sums are.
        """
        self._quiet = quiet
        self._summed = summed
        self._counts: dict[str, int] = {}
        self._unsure = 0
        self._file = named(report) if report else None

    def __call__(self, diagnostic: Diagnostic) -> None:
        if self._file is not None:
            self._file.write(json_line(diagnostic.to_dict()))
        severity = diagnostic.severity
        if severity == "info" or (self._quiet and severity != "error"):
            return
        if self._summed and severity != "error" and diagnostic.code.startswith("write."):
            return
        seen = self._counts[diagnostic.code] = self._counts.get(diagnostic.code, 0) + 1
        if seen <= SHOWN or severity == "error":
            say(f"{severity}: {diagnostic}")

    def more(self, counts: Mapping[str, int], shown: Sequence[Diagnostic]) -> None:
        """Count diagnostics of which only the first ``shown`` were given."""
        from newsfmt.diagnostics import severity_of

        for code, count in counts.items():
            severity = severity_of(code)
            if severity != "info" and not (self._quiet and severity != "error"):
                self._counts[code] = (
                    self._counts.get(code, 0)
                    + count
                    - sum(diagnostic.code == code for diagnostic in shown)
                )

    def tell(self, outcome: Outcome) -> None:
        """Name an input that failed, and why; the first few that are unsure."""
        if outcome.status == "failed":
            printed = outcome.code in {diagnostic.code for diagnostic in outcome.notes}
            if not printed and not outcome.reused:
                say(f"error: {located(outcome.input, outcome.reason)}")
        elif outcome.status == "unsure" and not outcome.reused:
            self.unsure(outcome.input, outcome.reason)

    def unsure(self, name: str, reason: str) -> None:
        """Name an input that may be no article, if it is one of the first few."""
        self._unsure += not self._quiet
        if 0 < self._unsure <= SHOWN:
            say(f"unsure: {name}: {reason}")

    def close(self, *, kept: object = None) -> None:
        """Say how many were not printed, and close the report; ``kept``: a report elsewhere has
        them all.
        """
        if self._unsure > SHOWN:
            say(f"… and {self._unsure - SHOWN:,} more that are unsure")
        for code, count in self._counts.items():
            if count > SHOWN and code not in _ALL_SHOWN and not code.startswith("write."):
                say(
                    f"… and {count - SHOWN} more [{code}]"
                    + ("" if self._file or kept else "; --report FILE keeps them all")
                )
        if self._file is not None:
            self._file.close()


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
            raise _unknown_option(name, registry, reads, writes, reader, writer)
    return {
        name.replace("-", "_"): value
        for name, value in options.items()
        if name.replace("-", "_") in writes
    }


def _unknown_option(
    name: str,
    registry: Registry,
    reads: set[str],
    writes: set[str],
    reader: str | None,
    writer: Format | None,
) -> OptionError:
    """The error for an option that neither the writer nor a reader has: it names the writers that
    have it, or the nearest name.
    """
    from newsfmt import options as opt
    from newsfmt.errors import OptionError

    others = [
        fmt.name
        for fmt in registry.formats().values()
        if name in {option.name for option in opt.describe(fmt.write_options)}
    ]
    if writer and others:
        return OptionError(
            f"{writer.name} has no option {name!r}; it is an option of {', '.join(others)} "
            f"(known options: {', '.join(sorted(writes))})",
            option=name,
            known=sorted(writes),
        )
    way = f"{reader} to {writer.name}" if reader and writer else reader or ""
    return opt.unknown(name, reads | writes, way, listed=writes if writer and not reader else None)


def may_write(path: str, *, force: bool) -> None:
    import stat

    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISREG(mode) and not force:
        raise Usage(f"{path} exists; say --force to overwrite it")

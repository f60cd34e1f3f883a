"""The ``newsfmt`` command: arguments in, the library's functions called, one clear line per problem out, and a truthful exit status.

Results go to stdout, everything else to stderr; nothing here is needed to use the library.
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from newsfmt._terminal import safe

if TYPE_CHECKING:
    from newsfmt._registry import Registry
    from newsfmt.diagnostics import Diagnostic, Report
    from newsfmt.format import Format, Limits

__all__ = ["build_parser", "run"]

OK, FAILED, USAGE, STRICT, INTERRUPTED, PIPE, TERMINATED = 0, 1, 2, 3, 130, 141, 143
_SHOWN = 5
_EPILOG = """exit status:
  0  done
  1  an input failed (an input without any article is a failed input)
  2  the command line is wrong
  3  --strict and something was odd or lost, or an embargo could not be written (1 wins over 3)
  130 interrupted, 143 terminated, 141 the reader of stdout went away"""


class _Usage(Exception):
    """The command line asks for something that cannot be."""


class _Terminated(BaseException):
    """SIGTERM came; what is open is closed and half-written output removed on the way out."""


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit status."""
    _open_streams()
    try:
        status = _run(arguments)
        sys.stdout.flush()
        return status
    except _Usage as error:
        return _say(f"newsfmt: {error}", USAGE)
    except BrokenPipeError:
        return _gone()
    except KeyboardInterrupt:
        return _say("newsfmt: interrupted", INTERRUPTED)
    except _Terminated:
        return _say("newsfmt: terminated", TERMINATED)
    except Exception as error:
        if "--debug" in arguments:
            raise
        return _problem(error)


def _run(arguments: Sequence[str]) -> int:
    parser = build_parser()
    try:
        args = parser.parse_args(arguments)
    except SystemExit as leaving:  # after --help, --version, or a line on what is wrong
        return int(leaving.code or 0)
    if not hasattr(args, "action"):
        args.group.print_help(sys.stderr)
        return USAGE
    signal.signal(signal.SIGTERM, _terminate)
    status: int = args.action(args)
    return status


def _open_streams() -> None:
    """Stand-ins for standard streams that were closed, and escapes for what the terminal's encoding cannot show."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115 (as long as the process)
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _gone() -> int:
    """Nobody reads standard output any more: nothing shall be flushed into it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE


def _terminate(number: int, frame: object) -> None:
    raise _Terminated


def _problem(error: Exception) -> int:
    """One line for an error that ends the command, and the status it ends with."""
    from newsfmt.errors import FormatError, NewsfmtError, OptionError

    if isinstance(error, OSError):
        if not error.filename and error.errno in {errno.ENOSPC, errno.EIO, errno.EFBIG}:
            _gone()
        return _say(f"newsfmt: {_os_error(error)}", FAILED)
    if isinstance(error, NewsfmtError):
        return _say(f"newsfmt: {error}", USAGE if isinstance(error, (FormatError, OptionError)) else FAILED)
    if isinstance(error, MemoryError):
        return _say("newsfmt: out of memory", FAILED)
    return _say(f"newsfmt: {type(error).__name__}: {error} (a fault of newsfmt; --debug shows where)", FAILED)


def _os_error(error: OSError, name: str = "") -> str:
    name = name or os.fsdecode(error.filename or "")
    if error.errno == errno.ENOSPC:
        return f"{name}: no space left on the device; nothing was written" if name else "standard output: no space left on the device"
    return f"{name}: {_what(error)}" if name else _what(error)


def _what(error: OSError) -> str:
    """What went wrong, in plain words."""
    plain = {
        errno.ENOENT: "no such file or folder",
        errno.EISDIR: "is a directory; name the files in it",
        errno.EACCES: "permission denied",
    }
    return plain.get(error.errno or 0) or (error.strerror or str(error) or type(error).__name__).lower()


def _say(line: str, status: int = OK) -> int:
    sys.stderr.write(safe(line) + "\n")
    return status


# ---- arguments ------------------------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """Keeps the lines of the examples, takes no abbreviations, and does not hide that the help could not be written."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**{"formatter_class": argparse.RawDescriptionHelpFormatter, "allow_abbrev": False, **how})

    def print_help(self, file: Any = None) -> None:
        (file or sys.stdout).write(self.format_help())


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line, with every subcommand and option."""
    from newsfmt import __version__

    parser = _Parser(
        prog="newsfmt",
        description="Read, convert and write news articles.",
        epilog="examples:\n  newsfmt convert story.txt --to json\n  newsfmt detect --why feed.xml\n\n" + _EPILOG,
    )
    parser.add_argument("-V", "--version", action="version", version=f"newsfmt {__version__}")
    parser.set_defaults(group=parser)
    commands = _Commands(parser, _common())
    _convert_arguments(commands.add("convert", "read articles and write them in another format", _convert,
        "newsfmt convert story.txt --to json", "newsfmt convert *.txt --to jsonl -o stories.jsonl"))  # fmt: skip
    detect = commands.add("detect", "say which format each input is in", _detect, "newsfmt detect *", "newsfmt detect --why feed.xml")
    detect.add_argument("inputs", nargs="+", metavar="IN", help="files; - is standard input")
    detect.add_argument("--why", action="store_true", help="list every format that fits, how well, and why")
    detect.add_argument("--json", action="store_true", help="as JSON lines")
    formats = commands.add("formats", "list the formats, or show one", _formats, "newsfmt formats", "newsfmt formats dated-text")
    formats.add_argument("name", nargs="?", metavar="NAME", help="a format")
    formats.add_argument("--json", action="store_true", help="as JSON")
    inspect = commands.add("inspect", "show the articles of an input to a person", _inspect,
        "newsfmt inspect story.txt", "curl -s https://example.org/feed | newsfmt inspect -")  # fmt: skip
    inspect.add_argument("inputs", nargs="+", metavar="IN", help="files; - is standard input")
    _reading_arguments(inspect)
    validate = commands.add("validate", "check inputs against the schema of their format", _validate,
        "newsfmt validate feed.xml", "newsfmt validate --json *.xml")  # fmt: skip
    validate.add_argument("inputs", nargs="+", metavar="IN", help="files; - is standard input")
    validate.add_argument("-f", "--from", dest="source_format", metavar="FORMAT", help="format of the inputs (else it is recognised)")
    validate.add_argument("--json", action="store_true", help="as JSON lines, one for each problem")
    commands.add("schema", "print the JSON Schema of an article", _schema, "newsfmt schema", "newsfmt schema > article.schema.json")
    _plugins_arguments(commands)
    return parser


class _Commands:
    """The subcommands of a parser; all have the same common options, two examples and the table of exit statuses."""

    def __init__(self, parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
        self._subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
        self.common = common

    def add(self, name: str, help: str, action: Callable[[Any], int] | None, *examples: str) -> argparse.ArgumentParser:
        """Add a subcommand that calls ``action``; without one it is a group of further subcommands."""
        command: argparse.ArgumentParser = self._subparsers.add_parser(
            name,
            help=help,
            description=help[0].upper() + help[1:] + ".",
            parents=[self.common] if action else [],
            epilog="examples:\n" + "".join(f"  {example}\n" for example in examples) + "\n" + _EPILOG,
        )
        command.set_defaults(**({"action": action} if action else {"group": command}))
        return command


def _plugins_arguments(commands: _Commands) -> None:
    examples = ("newsfmt plugins new slugwire --write", "newsfmt plugins check slugwire")
    plugins = commands.add("plugins", "look after plugins, which add formats", None, *examples)
    group = _Commands(plugins, commands.common)
    listing = group.add(
        "list", "list the installed plugins and how they fare", _plugins_list, "newsfmt plugins list", "newsfmt plugins list --json"
    )
    listing.add_argument("--json", action="store_true", help="as JSON")
    new = group.add(
        "new",
        "write a plugin to begin with: a package that works, with tests",
        _plugins_new,
        "newsfmt plugins new slugwire",
        "newsfmt plugins new slugwire --write --dir plugins",
    )
    new.add_argument("name", metavar="NAME", help="name of the format: lower case letters, digits and hyphens")
    new.add_argument("--read", action="store_true", help="the format is read (it always is)")
    new.add_argument("--write", action="store_true", help="the format is written too")
    new.add_argument("--dir", dest="folder", default=".", metavar="DIR", help="folder to put newsfmt-NAME into (else the current one)")
    check = group.add(
        "check",
        "run the conformance kit on a format and the samples it names",
        _plugins_check,
        "newsfmt plugins check slugwire",
        "newsfmt plugins check --json newsfmt-slugwire",
    )
    check.add_argument("name", metavar="NAME", help="a format; or a plugin or distribution, for all of its formats")
    check.add_argument("--json", action="store_true", help="as JSON lines")


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--plugin", action="append", default=[], metavar="FILE.py", help="also load the formats in this Python file")
    common.add_argument("--no-plugins", action="store_true", help="load no installed plugins")
    common.add_argument("--debug", action="store_true", help="show a traceback when something fails")
    return common


def _reading_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-f", "--from", dest="source_format", metavar="FORMAT", help="format of the inputs (else it is recognised)")
    parser.add_argument(
        "-O", dest="options", action="append", default=[], metavar="KEY=VALUE", help="an option of the reader or writer; repeatable"
    )
    parser.add_argument("--encoding", metavar="NAME", help="encoding of the inputs (else byte order mark, UTF-8, windows-1252)")
    parser.add_argument("--limit", action="append", default=[], metavar="NAME=NUMBER", help="raise or lower a limit, such as article_bytes")


def _convert_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="IN", help="files; - is standard input")
    parser.add_argument("-t", "--to", dest="target_format", metavar="FORMAT", help="format to write (else the extension of -o says it)")
    parser.add_argument(
        "-o", "--output", default="-", metavar="PATH", help="file to write, or folder for one file an input; - is standard output"
    )
    _reading_arguments(parser)
    parser.add_argument(
        "--on-error",
        choices=("skip", "stop"),
        default="skip",
        help="a bad article or file costs itself (skip, the default) or ends the run",
    )
    parser.add_argument("--report", metavar="FILE", help="write every diagnostic to this file, as JSON lines")
    parser.add_argument("--split", action="store_true", help="with a folder as output: one file for each article")
    parser.add_argument("--strict", action="store_true", help="exit 3 if anything was odd or lost; the output is the same")
    parser.add_argument("--force", action="store_true", help="overwrite files")
    parser.add_argument("-q", "--quiet", action="store_true", help="print errors only")


# ---- what subcommands share -----------------------------------------------------------------------------------------


def _registry(args: argparse.Namespace) -> Registry:
    from newsfmt._registry import Registry, default_registry
    from newsfmt.errors import PluginError

    if not args.plugin and not args.no_plugins:
        return default_registry()
    try:
        return Registry(files=args.plugin, entry_points=not args.no_plugins)
    except PluginError as error:
        if args.debug:
            raise
        raise _Usage(f"--plugin: {error}") from error


def _warn_of_failures(registry: Registry) -> None:
    """One line for each plugin that failed, where no report tells of them."""
    for plugin in registry.failures():
        _say(f"warning: {plugin.failure} [plugin.failed]")


def _pairs(given: Sequence[str], what: str) -> dict[str, str]:
    pairs = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise _Usage(f"{what} {text!r}: write it as KEY=VALUE")
        pairs[key.strip()] = value
    return pairs


def _limits(given: Sequence[str]) -> Limits:
    import attrs

    from newsfmt.format import Limits

    known = {field.name: field.default is None or "None" in str(field.type) for field in attrs.fields(Limits)}
    values: dict[str, int | None] = {}
    for name, value in _pairs(given, "--limit").items():
        if name not in known:
            raise _Usage(f"there is no limit {name!r} (known: {', '.join(known)})")
        if value == "none" and known[name]:
            values[name] = None
        elif value.isascii() and value.isdecimal() and int(value):
            values[name] = int(value)
        else:
            raise _Usage(f"--limit {name}={value}: give a number above 0" + (", or none" if known[name] else ""))
    return Limits(**values)  # type: ignore[arg-type]


class _Printer:
    """Prints diagnostics: the first few of each code, harmless to a terminal, and how many more there were."""

    def __init__(self, *, quiet: bool, report: str | None = None) -> None:
        """``report`` is the path of a file that may be overwritten."""
        self._quiet = quiet
        self._counts: dict[str, int] = {}
        self._file = open(report, "wb") if report else None  # noqa: SIM115 (closed by close)

    def __call__(self, diagnostic: Diagnostic) -> None:
        if self._file is not None:
            import orjson

            self._file.write(orjson.dumps(diagnostic.to_dict(), option=orjson.OPT_APPEND_NEWLINE))
        severity = diagnostic.severity
        if severity == "info" or (self._quiet and severity != "error"):
            return
        seen = self._counts[diagnostic.code] = self._counts.get(diagnostic.code, 0) + 1
        if seen <= _SHOWN or severity == "error":
            _say(f"{severity}: {diagnostic}")

    def close(self) -> None:
        """Say how many were not printed, and close the report."""
        for code, count in self._counts.items():
            if count > _SHOWN and code not in _ALL_SHOWN:
                _say(f"… and {count - _SHOWN} more [{code}]" + ("" if self._file else "; --report FILE keeps them all"))
        if self._file is not None:
            self._file.close()


_ALL_SHOWN = frozenset({"read.article-skipped", "write.embargo-lost"})


class _Inputs:
    """The articles of all inputs, one after the other; an input that fails is named, counted, and costs itself alone."""

    def __init__(self, args: argparse.Namespace, registry: Registry, report: Report, options: dict[str, Any]) -> None:
        from newsfmt._pipeline import known_encoding

        self._args = args
        self._registry = registry
        self._report = report
        self._options = options
        self._limits = _limits(args.limit)  # one for all inputs
        self._encoding = known_encoding(args.encoding)
        self._stop = getattr(args, "on_error", "skip") == "stop"
        self._format = registry.get(args.source_format).name if args.source_format else None
        self.failed = 0

    def articles(self, inputs: Sequence[str]) -> Iterator[Any]:
        """Yield every article of every input."""
        from newsfmt.errors import NewsfmtError, OptionError

        for path in inputs:
            before, failed, skipped = self._report.articles, self._report.failed, self._report.skipped
            try:
                with self._open(path) as reader:
                    yield from reader
                if self._report.failed > failed:  # each has been reported
                    self.failed += 1
                elif self._report.articles == before:
                    skipped = self._report.skipped - skipped
                    self._fail(path, "no article in it" + (f" ({skipped} items skipped)" if skipped else ""))
            except OSError as error:
                self._fail(path, _what(error), error)
            except OptionError:  # the command line is wrong, not the input
                raise
            except NewsfmtError as error:
                if self._args.debug:
                    raise
                self._fail(path, str(error), error)

    def _open(self, path: str) -> Any:
        from newsfmt._pipeline import open_reader
        from newsfmt.format import Context

        context = Context(encoding=self._encoding, limits=self._limits, report=self._report, on_error="raise" if self._stop else "skip")
        source: Any = sys.stdin.buffer if path == "-" else path
        name = "<stdin>" if path == "-" else path
        return open_reader(source, context, format=self._format, name=name, options=self._options, registry=self._registry, strict=False)

    def _fail(self, path: str, message: str, error: Exception | None = None) -> None:
        self.failed += 1
        name = "<stdin>" if path == "-" else path
        _say(f"error: {message}" if message.startswith(name) else f"error: {name}: {message}")
        if self._stop:
            raise _Stopped from error


class _Stopped(Exception):
    """--on-error stop, and something failed."""


def _status(failed: int, report: Report, *, strict: bool) -> int:
    if failed:
        return FAILED
    if report.counts.get("write.embargo-lost") or (strict and not report.clean):
        return STRICT
    return OK


def _check_options(options: dict[str, str], registry: Registry, reader: str | None, writer: Format | None) -> dict[str, Any]:
    """The options that are the writer's; OptionError for one that neither it nor any possible reader has."""
    from newsfmt import options as opt
    from newsfmt._pipeline import EMBARGO

    if not options:
        return {}
    writes = {option.name for option in opt.describe(writer.write_options)} | {EMBARGO} if writer else set()
    readers = [registry.get(reader)] if reader else list(registry.formats().values())
    reads = {option.name for fmt in readers for option in opt.describe(fmt.read_options)}
    for name in options:
        if name.replace("-", "_") not in reads | writes:
            where = writer.name if writer else ""
            raise opt.unknown(name, reads | writes if reader else writes | reads, f"{reader} to {where}" if reader else "")
    return {name.replace("-", "_"): value for name, value in options.items() if name.replace("-", "_") in writes}


# ---- convert --------------------------------------------------------------------------------------------------------


def _convert(args: argparse.Namespace) -> int:
    from newsfmt._pipeline import by_extension, writer_options
    from newsfmt.diagnostics import Report

    registry = _registry(args)
    folder = args.output != "-" and (os.path.isdir(args.output) or args.output.endswith(os.sep))
    if args.target_format:
        target = registry.get(args.target_format)
    elif args.output == "-" or folder:
        raise _Usage("name the format to write with --to")
    else:
        target = by_extension(args.output, registry)
    registry.serializer(target)
    if args.split and not folder:
        raise _Usage("--split needs a folder as output: -o FOLDER/")
    options = _pairs(args.options, "-O")
    write_options = _check_options(options, registry, args.source_format, target)
    writer_options(target, write_options)
    if args.report:
        _may_write(args.report, force=args.force)
        if args.output != "-" and os.path.realpath(args.report) == os.path.realpath(args.output):
            raise _Usage(f"{args.report}: the report and the output cannot be one file")
    printer = _Printer(quiet=args.quiet, report=args.report)
    report = Report(printer)
    inputs = _Inputs(args, registry, report, options)
    try:
        if folder:
            _to_folder(args, inputs, target, write_options, report, registry)
        else:
            _to_one(args, inputs, target, write_options, report, registry)
    except _Stopped:
        pass
    finally:
        printer.close()
    return _status(inputs.failed, report, strict=args.strict)


def _to_one(args: Any, inputs: _Inputs, target: Format, options: dict[str, Any], report: Report, registry: Registry) -> None:
    """All articles of all inputs into one output; nothing is left behind where no article came out."""
    from newsfmt._pipeline import write_to

    if args.output != "-":
        _may_write(args.output, force=args.force)
    articles = inputs.articles(args.inputs)
    first = next(articles, None)
    if first is None:
        return
    output: Any = sys.stdout.buffer if args.output == "-" else args.output
    write_to(_chained(first, articles), output, report, format=target.name, options=options, registry=registry)


def _chained(first: Any, others: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from others


def _to_folder(args: Any, inputs: _Inputs, target: Format, options: dict[str, Any], report: Report, registry: Registry) -> None:
    """One output an input, or one an article with --split or where the format holds one; names come from the inputs."""
    from newsfmt._pipeline import write_to

    extension = target.extensions[0] if target.extensions else target.name
    taken: set[str] = set()
    stems = ["stdin" if path == "-" else _stem(path) for path in args.inputs]
    places = [_free(args, stem, extension, taken) for stem in stems]
    os.makedirs(args.output, exist_ok=True)
    for path, stem, place in zip(args.inputs, stems, places, strict=True):
        articles = inputs.articles([path])
        first = next(articles, None)
        if first is None:
            continue
        if target.multiple and not args.split:
            write_to(_chained(first, articles), place, report, format=target.name, options=options, registry=registry)
            continue
        write_to(first, place, report, format=target.name, options=options, registry=registry)
        for number, article in enumerate(articles, 2):
            place = _free(args, f"{stem}-{number}", extension, taken)
            write_to(article, place, report, format=target.name, options=options, registry=registry)


def _stem(path: str) -> str:
    name = os.path.basename(path)
    for packed in (".gz", ".bz2", ".xz"):
        name = name.removesuffix(packed)
    return os.path.splitext(name)[0] or name


def _free(args: Any, stem: str, extension: str, taken: set[str]) -> str:
    place = os.path.join(args.output, f"{stem}.{extension}")
    if place.casefold() in taken:
        raise _Usage(f"two inputs would be written to {place}; give them different names")
    taken.add(place.casefold())
    _may_write(place, force=args.force)
    return place


def _may_write(path: str, *, force: bool) -> None:
    import stat

    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISREG(mode) and not force:
        raise _Usage(f"{path} exists; say --force to overwrite it")


# ---- detect, formats, inspect, schema -------------------------------------------------------------------------------


def _detect(args: argparse.Namespace) -> int:
    from newsfmt._detection import best, matches
    from newsfmt._source import open_source
    from newsfmt.errors import NewsfmtError

    registry = _registry(args)
    status = OK
    for path in args.inputs:
        name = "<stdin>" if path == "-" else path
        try:
            with open_source(sys.stdin.buffer if path == "-" else path, name=name) as source:
                found = matches(source.head, registry.formats().values(), registry.sniffer_failed)
                chosen = best(source.head, registry.formats(), registry.sniffer_failed)
        except OSError as error:
            status = _say(f"error: {_os_error(error, name)}", FAILED)
            continue
        except NewsfmtError as error:
            status = _say(f"error: {error}", FAILED)
            continue
        _show_matches(args, name, chosen.name, found)
    _warn_of_failures(registry)
    return status


def _show_matches(args: argparse.Namespace, name: str, chosen: str, found: Sequence[Any]) -> None:
    if args.json:
        import orjson

        rows = [{"format": match.format, "confidence": match.confidence.name.lower(), "reason": match.reason} for match in found]
        record = {"input": name, "format": chosen, **({"matches": rows} if args.why else {})}
        sys.stdout.write(orjson.dumps(record).decode() + "\n")
        return
    sys.stdout.write(f"{safe(name)}: {chosen}\n")
    if args.why:
        for match in found:
            sys.stdout.write(f"  {match.format:12} {match.confidence.name.lower():8} {safe(match.reason)}\n")


def _formats(args: argparse.Namespace) -> int:
    registry = _registry(args)
    formats = [registry.get(args.name)] if args.name else list(registry.formats().values())
    if args.json:
        import orjson

        sys.stdout.write(orjson.dumps([_format_record(fmt, registry) for fmt in formats], option=orjson.OPT_INDENT_2).decode() + "\n")
    elif args.name:
        _show_format(formats[0], registry)
    else:
        for fmt in formats:
            does = " and ".join(word for word, can in (("reads", fmt.read), ("writes", fmt.write)) if can)
            sys.stdout.write(f"{fmt.name:12} {does:16} {fmt.title}\n")
    _warn_of_failures(registry)
    return OK


def _format_record(fmt: Format, registry: Registry) -> dict[str, Any]:
    from newsfmt.options import describe

    def options(cls: type) -> list[dict[str, Any]]:
        return [{"name": o.name, "values": o.type, "default": o.default, "help": o.help} for o in describe(cls)]

    return {
        "name": fmt.name,
        "title": fmt.title,
        "aliases": fmt.aliases,
        "media_types": fmt.media_types,
        "extensions": fmt.extensions,
        "reads": fmt.read is not None,
        "writes": fmt.write is not None,
        "multiple": fmt.multiple,
        "streams": fmt.streams,
        "read_options": options(fmt.read_options),
        "write_options": options(fmt.write_options),
        "provided_by": registry.owner(fmt.name).label,
        "spec": fmt.spec,
    }


def _show_format(fmt: Format, registry: Registry) -> None:
    from newsfmt.options import describe

    write = sys.stdout.write
    does = " and ".join(word for word, can in (("reads", fmt.read), ("writes", fmt.write)) if can)
    write(f"{fmt.name}: {fmt.title} ({does})\n")
    for label, values in (("aliases", fmt.aliases), ("extensions", fmt.extensions), ("media types", fmt.media_types)):
        if values:
            write(f"  {label + ':':14} {', '.join(values)}\n")
    write(f"  {'articles:':14} {'several in a file' if fmt.multiple else 'one in a file'}{'' if fmt.streams else ', read whole'}\n")
    write(f"  {'provided by:':14} {registry.owner(fmt.name).label}\n")
    for label, cls in (("options for reading", fmt.read_options), ("options for writing", fmt.write_options)):
        found = describe(cls)
        if found:
            write(f"  {label}:\n")
        for option in found:
            write(f"    -O {option.name}={option.type}  (default {str(option.default).lower()})\n        {option.help}\n")
    if fmt.writes is not None and fmt.write is not None:
        cannot = _cannot_write(fmt)
        if cannot:
            import textwrap

            write("  cannot write:\n" + textwrap.fill(", ".join(cannot), 100, initial_indent="    ", subsequent_indent="    ") + "\n")


def _cannot_write(fmt: Format) -> list[str]:
    """The fields of an Article that the format, with its default options, has no place for."""
    import attrs

    from newsfmt.article import Article

    declared = fmt.writes(fmt.write_options()) if fmt.writes else None
    if declared is None:
        return []
    begun = {path.partition(".")[0] for path in declared}
    return [field.name for field in attrs.fields(Article) if field.name not in begun | {"origin", "type"}]


def _inspect(args: argparse.Namespace) -> int:
    from newsfmt._inspect import show
    from newsfmt.diagnostics import Report

    registry = _registry(args)
    options = _pairs(args.options, "-O")
    _check_options(options, registry, args.source_format, None)
    printer = _Printer(quiet=False)
    report = Report(printer)
    inputs = _Inputs(args, registry, report, options)
    for article in inputs.articles(args.inputs):
        sys.stdout.write(show(article))
    printer.close()
    return _status(inputs.failed, report, strict=False)


def _validate(args: argparse.Namespace) -> int:
    from newsfmt._validation import validate
    from newsfmt.errors import NewsfmtError

    registry = _registry(args)
    status = OK
    for path in args.inputs:
        name = "<stdin>" if path == "-" else path
        try:
            fmt, problems = validate(sys.stdin.buffer if path == "-" else path, format=args.source_format, name=name, registry=registry)
            found = False
            for problem in problems:
                found = True
                _show_problem(args, name, fmt, problem)
        except OSError as error:
            status = _say(f"error: {_os_error(error, name)}", FAILED)
        except NewsfmtError as error:
            status = _say(f"error: {error}" if str(error).startswith(name) else f"error: {name}: {error}", FAILED)
        else:
            status = FAILED if found else status
            if not found and not args.json:
                sys.stdout.write(f"{safe(name)}: valid {fmt}\n")
    return status


def _show_problem(args: argparse.Namespace, name: str, fmt: str, problem: Any) -> None:
    if args.json:
        import orjson

        record = {"input": name, "format": fmt, "line": problem.line, "rule": problem.rule, "message": problem.message}
        sys.stdout.write(orjson.dumps(record).decode() + "\n")
    else:
        place = f"{name}:{problem.line}" if problem.line is not None else name
        sys.stdout.write(f"{safe(place)}: {safe(problem.message)} [{problem.rule}]\n")


def _schema(args: argparse.Namespace) -> int:
    from importlib.resources import files

    sys.stdout.write(files("newsfmt").joinpath("schema/article-1.schema.json").read_text(encoding="utf-8"))
    return OK


def _plugins_new(args: argparse.Namespace) -> int:
    from newsfmt._scaffold import create

    written = create(args.name, args.folder, write=args.write, registry=_registry(args))
    sys.stdout.write("".join(f"{path}\n" for path in written))
    return OK


def _plugins_check(args: argparse.Namespace) -> int:
    from newsfmt._check import check, formats_of, row, total

    registry = _registry(args)
    failed = False
    for name in formats_of(args.name, registry):
        results = []
        for result in check(name, registry):
            results.append(result)
            if args.json:
                import orjson

                line = orjson.dumps(
                    {"format": name, "rule": result.rule, "outcome": result.outcome, "reason": result.reason or None}
                ).decode()
            else:
                line = safe(row(result))
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        if not args.json:
            sys.stdout.write(f"{name}: {total(results)}\n")
        failed = failed or any(result.outcome == "failed" for result in results)
    return FAILED if failed else OK


def _plugins_list(args: argparse.Namespace) -> int:
    plugins = [plugin for plugin in _registry(args).plugins() if not plugin.builtin]
    if args.json:
        import orjson

        names = ("name", "distribution", "version", "formats", "status", "phase", "error")
        rows = [{name: getattr(plugin, name) for name in names} for plugin in plugins]
        sys.stdout.write(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode() + "\n")
        return OK
    if not plugins:
        return _say("no plugins are installed (built-in formats: newsfmt formats)")
    table = [("name", "distribution", "formats", "status")]
    for plugin in plugins:
        status = f"{plugin.status}: {plugin.error}" if plugin.error else plugin.status
        table.append((plugin.name, f"{plugin.distribution} {plugin.version}".strip(), ", ".join(plugin.formats) or "-", status))
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for row in table:
        cells = [safe(cell).ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
    return OK

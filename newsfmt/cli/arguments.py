"""The arguments of the command: every subcommand, option and example; what carries one out is
named, not imported.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from newsfmt._terminal import safe

__all__ = ["EPILOG", "build_parser"]

_INPUTS = (
    "files, folders with all below them, tar and ZIP archives with all in them, "
    "patterns such as 'news/**/*.xml'; - is standard input"
)
EPILOG = """exit status:
  0  done
  1  an input failed (an input without any article is a failed input)
  2  the command line is wrong
  3  --strict and something was odd or lost, or an embargo could not be written (1 wins over 3)
  130 interrupted, 143 terminated, 141 output pipe closed"""


class _Parser(argparse.ArgumentParser):
    """Keeps the lines of the examples, takes no abbreviations, does not hide that the help could
    not be written, and errs in one line.
    """

    def __init__(self, **how: Any) -> None:
        super().__init__(
            **{
                "formatter_class": argparse.RawDescriptionHelpFormatter,
                "allow_abbrev": False,
                **how,
            }
        )

    def print_help(self, file: Any = None) -> None:
        (file or sys.stdout).write(self.format_help())

    def error(self, message: str) -> NoReturn:
        self.exit(2, safe(f"{self.prog}: {message} ({self.prog} --help)") + "\n")

    def left_over(self, words: Sequence[str]) -> NoReturn:
        """End with a line on arguments that the command does not take."""
        word = words[0]
        if not word.startswith("-") or word == "-":
            self.error(f"{word!r} is one argument too many")
        from newsfmt.errors import did_you_mean

        name = word.partition("=")[0]
        self.error(f"there is no option {name!r}{did_you_mean(name, self._option_string_actions)}")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        known = [str(choice) for choice in action.choices or ()]
        if not known or value in known:
            return
        from newsfmt.errors import did_you_mean

        if isinstance(action, argparse._SubParsersAction):
            self.error(
                f"there is no command {value!r}{did_you_mean(value, known)} (commands: {', '.join(known)})"
            )
        name = "/".join(action.option_strings) or str(action.metavar or action.dest)
        self.error(
            f"{name}: {value!r} is not one of {', '.join(known)}{did_you_mean(value, known)}"
        )


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line, with every subcommand and option."""
    from newsfmt import __version__

    parser = _Parser(
        prog="newsfmt",
        description="Read, convert and write news articles.",
        epilog="examples:\n  newsfmt convert story.txt --to json\n  newsfmt detect --why feed.xml\n\n"
        + EPILOG,
    )
    parser.add_argument("-V", "--version", action="version", version=f"newsfmt {__version__}")
    parser.set_defaults(group=parser, parser=parser)
    commands = _Commands(parser, _common())
    _convert_arguments(commands.add("convert", "read articles and write them in another format", "convert:convert",
        "newsfmt convert story.txt --to json", "newsfmt convert archive/ --to jsonl -o articles.jsonl --jobs 4"))  # fmt: skip
    verify = commands.add("verify", "check the outputs and inputs of a batch conversion against its manifest", "verify:verify",
        "newsfmt verify out/newsfmt-manifest.jsonl", "newsfmt verify --outputs-only articles.jsonl.manifest.jsonl")  # fmt: skip
    verify.add_argument(
        "manifests", nargs="+", metavar="MANIFEST", help="manifests that newsfmt convert wrote"
    )
    verify.add_argument(
        "--against",
        metavar="FOLDER",
        help="also name files in this folder of inputs that the run has not seen, and files among the outputs that it has not written",
    )
    verify.add_argument("--outputs-only", action="store_true", help="do not look for the inputs")
    verify.add_argument(
        "--json", action="store_true", help="as JSON lines, one for each problem, then the sums"
    )
    report = commands.add("report", "summarise a batch conversion from its manifest", "report:report",
        "newsfmt report out/newsfmt-manifest.jsonl", "newsfmt report articles.jsonl.manifest.jsonl --html report.html")  # fmt: skip
    report.add_argument(
        "manifest", metavar="MANIFEST", help="a manifest that newsfmt convert wrote"
    )
    report.add_argument("--html", metavar="FILE", help="write a page to this file")
    _scan_arguments(commands.add("scan", "look through files and folders, and report their contents", "scan:scan",
        "newsfmt scan archive/", "newsfmt scan --json archive/ > inventory.json"))  # fmt: skip
    detect = commands.add(
        "detect",
        "say which format each input is in",
        "looking:detect",
        "newsfmt detect *",
        "newsfmt detect --why feed.xml",
    )
    detect.add_argument("inputs", nargs="+", metavar="IN", help="files; - is standard input")
    detect.add_argument(
        "--why", action="store_true", help="list every format that fits, how well, and why"
    )
    detect.add_argument("--json", action="store_true", help="as JSON lines")
    formats = commands.add(
        "formats",
        "list the formats, or show one",
        "looking:show_formats",
        "newsfmt formats",
        "newsfmt formats dated-text",
    )
    formats.add_argument("name", nargs="?", metavar="FORMAT", help="a format")
    formats.add_argument("--json", action="store_true", help="as JSON")
    inspect = commands.add("inspect", "print articles in readable form", "looking:inspect",
        "newsfmt inspect story.txt", "curl -s https://example.org/feed | newsfmt inspect -")  # fmt: skip
    inspect.add_argument("inputs", nargs="+", metavar="IN", help="files; - is standard input")
    inspect.add_argument(
        "--html", metavar="FILE", help="write a page with each article beside its source"
    )
    inspect.add_argument(
        "-t",
        "--to",
        dest="target_format",
        metavar="FORMAT",
        help="show on the page what this format cannot store",
    )
    _reading_arguments(inspect)
    _watch_arguments(
        commands.add(
            "watch",
            "convert the files that arrive in a folder, each once",
            "watch:watch",
            "newsfmt watch inbox/ --to ninjs -o items/",
            "newsfmt watch inbox/ --to newsml-g2 -o out/ --done archive/ --quarantine bad/",
        )
    )
    _diff_arguments(
        commands.add(
            "diff",
            "show the changes between two versions or two formats of a story",
            "diff:diff",
            "newsfmt diff story-1.xml story-2.xml",
            "newsfmt diff story.xml story.json --html changes.html",
        )
    )
    columns = commands.add("columns", "show the field that each column of a table or of JSON records fills", "columns:columns",
        "newsfmt columns articles.csv", "newsfmt columns articles.csv -O map=headline=Kop,body=Tekst")  # fmt: skip
    columns.add_argument(
        "inputs",
        nargs="*",
        metavar="IN",
        help="files; - is standard input; without one the known names",
    )
    columns.add_argument("--json", action="store_true", help="as JSON lines")
    _reading_arguments(columns)
    validate = commands.add("validate", "check inputs against the schema of their format", "validate:validate",
        "newsfmt validate feed.xml", "newsfmt validate --json outbox/")  # fmt: skip
    validate.add_argument("inputs", nargs="+", metavar="IN", help=_INPUTS)
    validate.add_argument(
        "-f",
        "--from",
        dest="source_format",
        metavar="FORMAT",
        help="format of the inputs (default: it is recognised), or FILE.py, a plugin with one",
    )
    validate.add_argument("--json", action="store_true", help="as JSON lines, one for each problem")
    _limit_argument(validate)
    schema = commands.add(
        "schema",
        "print the JSON Schema of an article, or the types of flat records",
        "looking:schema",
        "newsfmt schema > article.schema.json",
        "newsfmt schema --duckdb",
    )
    tools = schema.add_argument_group(
        "types of flat records (--to jsonl -O flat=true)"
    ).add_mutually_exclusive_group()
    for tool, what in (
        ("duckdb", "for columns= of read_json of DuckDB"),
        ("polars", "for schema= of Polars"),
        ("spark", "for schema() of Spark"),
        ("arrow", "as a schema of pyarrow"),
    ):
        tools.add_argument(f"--{tool}", dest="tool", action="store_const", const=tool, help=what)
    _plugins_arguments(commands)
    completion = commands.add("completion", "print a script that completes commands, options and formats in a shell", "completion:completion",
        'eval "$(newsfmt completion bash)"', "newsfmt completion zsh > ~/.zfunc/_newsfmt")  # fmt: skip
    completion.add_argument("shell", choices=("bash", "zsh"), metavar="SHELL", help="bash or zsh")
    return parser


class _Commands:
    """The subcommands of a parser; all have the same common options, two examples and the table of
    exit statuses.
    """

    def __init__(self, parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
        self._subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
        self.common = common

    def add(
        self, name: str, help: str, action: str | None, *examples: str
    ) -> argparse.ArgumentParser:
        """Add a subcommand that calls ``action``; without one it is a group of further
        subcommands.
        """
        command: argparse.ArgumentParser = self._subparsers.add_parser(
            name,
            help=help,
            description=help[0].upper() + help[1:] + ".",
            parents=[self.common] if action else [],
            epilog="examples:\n"
            + "".join(f"  {example}\n" for example in examples)
            + "\n"
            + EPILOG,
        )
        command.set_defaults(
            parser=command, **({"action": action} if action else {"group": command})
        )
        return command


def _watch_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inbox", metavar="INBOX", help="the folder to watch, with its folders")
    parser.add_argument(
        "-t", "--to", dest="target_format", metavar="FORMAT", required=True, help="format to write"
    )
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", required=True, help="folder for outputs and ledger"
    )
    parser.add_argument(
        "--quarantine",
        metavar="FOLDER",
        default="",
        help="folder for files that cannot be converted, each with its reason (default: OUTPUT/quarantine)",
    )
    parser.add_argument(
        "--done",
        metavar="FOLDER",
        help="folder for converted files (default: they stay in the inbox)",
    )
    parser.add_argument(
        "--settle",
        metavar="SECONDS",
        help="a file is complete when it did not change for this time (default 2)",
    )
    parser.add_argument(
        "--patience",
        metavar="SECONDS",
        help="quarantine a file that is cut off when it did not change for this time (default 60)",
    )
    parser.add_argument(
        "--interval", metavar="SECONDS", help="time between two looks at the inbox (default 1)"
    )
    parser.add_argument(
        "--once", action="store_true", help="convert the complete files that are there, and end"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="print errors only")
    _reading_arguments(parser)
    _filter_arguments(parser.add_argument_group("which articles"))
    _process_arguments(parser.add_argument_group("processes"))


def _diff_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "before", metavar="A", help="a file, folder or archive; - is standard input"
    )
    parser.add_argument("after", metavar="B", help="the input to compare it with")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="as JSON lines, one for each change")
    output.add_argument("--html", metavar="FILE", help="write a page with both sides to this file")
    parser.add_argument("--strict", action="store_true", help="exit with 3 if there is a change")
    _reading_arguments(parser)


def _plugins_arguments(commands: _Commands) -> None:
    examples = ("newsfmt plugins new slugwire --write", "newsfmt plugins check slugwire")
    plugins = commands.add(
        "plugins", "list, create and check plugins, which add formats", None, *examples
    )
    group = _Commands(plugins, commands.common)
    listing = group.add(
        "list",
        "list the installed plugins, and whether they load",
        "plugins:list_plugins",
        "newsfmt plugins list",
        "newsfmt plugins list --json",
    )
    listing.add_argument("--json", action="store_true", help="as JSON")
    new = group.add(
        "new",
        "write a plugin to begin with: a package that works, with tests",
        "plugins:new",
        "newsfmt plugins new slugwire",
        "newsfmt plugins new slugwire --write --dir plugins",
    )
    new.add_argument(
        "name", metavar="NAME", help="name of the format: lower case letters, digits and hyphens"
    )
    new.add_argument("--read", action="store_true", help="the format is read (it always is)")
    new.add_argument("--write", action="store_true", help="the format is written too")
    new.add_argument(
        "--dir",
        dest="folder",
        default=".",
        metavar="DIR",
        help="folder to put newsfmt-NAME into (default: the current one)",
    )
    check = group.add(
        "check",
        "run the conformance kit on a format and the samples it names",
        "plugins:check_formats",
        "newsfmt plugins check slugwire --plugin slugwire.py --sample a.slug",
        "newsfmt plugins check --json newsfmt-slugwire",
    )
    check.add_argument(
        "name", metavar="NAME", help="a format; or a plugin or distribution, for all of its formats"
    )
    check.add_argument(
        "--sample",
        action="append",
        default=[],
        metavar="PATH",
        help="a file in the format, or a folder of them, in place of those it names; can be repeated",
    )
    check.add_argument("--json", action="store_true", help="as JSON lines")


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--plugin",
        action="append",
        default=[],
        metavar="FILE.py",
        help="also load the formats in this Python file",
    )
    common.add_argument("--no-plugins", action="store_true", help="load no installed plugins")
    common.add_argument(
        "--debug", action="store_true", help="show a traceback when something fails"
    )
    return common


def _limit_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit",
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="raise or lower a limit, such as article_bytes",
    )


def _reading_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-f",
        "--from",
        dest="source_format",
        metavar="FORMAT",
        help="format of the inputs (default: it is recognised), or FILE.py, a plugin with one",
    )
    parser.add_argument(
        "-O",
        dest="options",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="an option of the reader or writer; repeatable",
    )
    parser.add_argument(
        "--encoding",
        metavar="NAME",
        help="encoding of the inputs (default: byte order mark, UTF-8, windows-1252)",
    )
    _limit_argument(parser)


def _convert_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="*", metavar="IN", help=_INPUTS)
    parser.add_argument(
        "-t",
        "--to",
        dest="target_format",
        metavar="FORMAT",
        help="output format (default: from the extension of -o), or FILE.py, a plugin with one",
    )
    parser.add_argument(
        "-o",
        "--output",
        default="-",
        metavar="PATH",
        help="output file, or folder (one file per input); - is standard output",
    )
    _reading_arguments(parser)
    parser.add_argument(
        "--on-error",
        choices=("skip", "stop"),
        default="skip",
        help="on a bad article or file: skip it (default) or stop",
    )
    parser.add_argument(
        "--report", metavar="FILE", help="write every diagnostic to this file, as JSON lines"
    )
    parser.add_argument(
        "--explain",
        metavar="FILE",
        help="write the place in the source of each value to this file, as JSON lines",
    )
    parser.add_argument(
        "--split", action="store_true", help="with a folder as output: one file for each article"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="exit 3 if anything was odd or lost; the output is the same",
    )
    parser.add_argument("--force", action="store_true", help="overwrite files")
    parser.add_argument("-q", "--quiet", action="store_true", help="print errors only")
    _filter_arguments(parser.add_argument_group("which articles"))
    batch = parser.add_argument_group("many files, or large ones")
    _batch_arguments(batch)
    batch.add_argument(
        "--resume",
        action="store_true",
        help="resume an interrupted run, or add new inputs to a finished one",
    )
    batch.add_argument(
        "--manifest",
        metavar="FILE",
        help="path of the manifest (default: into or beside the output)",
    )
    batch.add_argument(
        "--shard-size",
        metavar="SIZE",
        help="with a folder: the size of each file, in articles or in bytes of JSON Lines such as 100MB",
    )
    batch.add_argument(
        "--name",
        metavar="PATTERN",
        help="with a folder: a file for each article, named such as {year}/{date}-{slug}",
    )


def _scan_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="*", metavar="PATH", help=_INPUTS)
    _reading_arguments(parser)
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="as one JSON object")
    output.add_argument("--html", metavar="FILE", help="write a page to this file")
    parser.add_argument(
        "--list",
        metavar="FILE.csv",
        help="also write a table with a line for each file: format, articles, problem, duplicate",
    )
    parser.add_argument(
        "--near",
        nargs="?",
        type=float,
        const=0.8,
        metavar="SIMILARITY",
        help="also group articles with nearly the same text, by default those that share 0.8 of their runs of five words; 1 for the same words",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="show no progress")
    _batch_arguments(parser.add_argument_group("many files, or large ones"))


def _filter_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--since", metavar="DATE", help="from this date on: 2020, 2020-01 or 2020-01-01"
    )
    group.add_argument("--until", metavar="DATE", help="up to this date, inclusive")
    group.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="LANG",
        help="in this language (en takes en-GB, too); repeatable",
    )
    group.add_argument(
        "--status",
        action="append",
        default=[],
        metavar="STATUS",
        help="with this publishing status, such as usable; repeatable",
    )
    group.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help='keep articles where FIELD = VALUE (also !=, and ~ for "contains"); repeat to combine',
    )
    group.add_argument(
        "--leave-out",
        action="append",
        default=[],
        metavar="KIND",
        help="leave out withheld, canceled or embargoed articles; repeatable",
    )
    group.add_argument(
        "--at",
        metavar="TIME",
        help="the moment at which an embargo is judged, such as 2020-01-01T12:00Z (default: every embargo counts)",
    )


def _batch_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--unsure",
        action="store_true",
        help="also take plain text that shows no date, header or headline",
    )
    group.add_argument(
        "--files-from",
        metavar="FILE",
        help="read names of inputs from this file, one per line, or separated by NUL; - is standard input",
    )
    _process_arguments(group)
    group.add_argument(
        "--follow-links", action="store_true", help="follow symbolic links in folders"
    )


def _process_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "-j", "--jobs", metavar="N", help="number of processes (default: the number of cores)"
    )
    group.add_argument(
        "--timeout", metavar="SECONDS", help="time limit for one input, or none (default 900)"
    )
    group.add_argument(
        "--memory", metavar="MIB", help="memory limit of a process, or none (default 4096)"
    )

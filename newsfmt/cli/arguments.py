"""The arguments of the command: every subcommand, option and example, as tables of text; the
function of a subcommand is named, not imported.

A line of a table is one argument, with its help behind two spaces; an indented line goes on with
the help. ``NAME...`` takes several values, ``[NAME]`` may be left out, ``{a,b}`` takes one of these
words, and lines that begin with ``|`` exclude each other. A line that ends with a colon begins a
group.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn

from newsfmt._terminal import safe

__all__ = ["EPILOG", "build_parser"]

EPILOG = """exit status:
  0  done
  1  an input failed (an input without any article is a failed input)
  2  the command line is wrong
  3  --strict and something was odd or lost, or an embargo could not be written (1 wins over 3)
  130 interrupted, 143 terminated, 141 output pipe closed"""


_COMMON = """
--plugin FILE.py...  also load the formats in this Python file
--no-plugins  load no installed plugins
--debug  show a traceback when something fails
"""
_INPUTS = """files, folders with all below them, tar and ZIP archives with all in them, patterns
  such as 'news/**/*.xml'; - is standard input
"""
_FILES = "IN...  files; - is standard input\n"
_FROM = """
-f --from FORMAT  format of the inputs (default: it is recognised), or FILE.py, a plugin with one
"""
_LIMIT = "--limit NAME=NUMBER...  raise or lower a limit, such as article_bytes\n"
_READING = f"""{_FROM}
-O KEY=VALUE...  an option of the reader or writer; repeatable
--encoding NAME  encoding of the inputs (default: byte order mark, UTF-8, windows-1252)
{_LIMIT}"""
_FILTERS = """
which articles:
--since DATE  from this date on: 2020, 2020-01 or 2020-01-01
--until DATE  up to this date, inclusive
--language LANG...  in this language (en takes en-GB, too); repeatable
--status STATUS...  with this publishing status, such as usable; repeatable
--where FIELD=VALUE...  keep articles where FIELD = VALUE (also !=, and ~ for "contains"); repeat to
  combine
--leave-out KIND...  leave out withheld, canceled or embargoed articles; repeatable
--at TIME  the moment at which an embargo is judged, such as 2020-01-01T12:00Z (default: every
  embargo counts)
"""
_PROCESSES = """
-j --jobs N  number of processes (default: the number of cores)
--timeout SECONDS  time limit for one input, or none (default 900)
--memory MIB  memory limit of a process, or none (default 4096)
"""
_BATCH = f"""
many files, or large ones:
--unsure  also take plain text that shows no date, header or headline
--files-from FILE  read names of inputs from this file, one per line, or separated by NUL; - is
  standard input
{_PROCESSES}
--follow-links  follow symbolic links in folders
"""
_CONVERT = f"""
[IN...]  {_INPUTS}
-t --to FORMAT  output format (default: from the extension of -o), or FILE.py, a plugin with one
-o --output PATH  output file, or folder (one file per input); - is standard output
{_READING}
--on-error {{skip,stop}}  on a bad article or file: skip it (default) or stop
--report FILE  write every diagnostic to this file, as JSON lines
--explain FILE  write the place in the source of each value to this file, as JSON lines
--split  with a folder as output: one file for each article
--strict  exit 3 if anything was odd or lost; the output is the same
--force  overwrite files
-q --quiet  print errors only
{_FILTERS}{_BATCH}
--resume  resume an interrupted run, or add new inputs to a finished one
--manifest FILE  path of the manifest (default: into or beside the output)
--shard-size SIZE  with a folder: the size of each file, in articles or in bytes of JSON Lines such
  as 100MB
--name PATTERN  with a folder: a file for each article, named such as {{year}}/{{date}}-{{slug}}
"""
_VERIFY = """
MANIFEST...  manifests that newsfmt convert wrote
--against FOLDER  also name files in this folder of inputs that the run has not seen, and files among
  the outputs that it has not written
--outputs-only  do not look for the inputs
--json  as JSON lines, one for each problem, then the sums
"""
_REPORT = """
MANIFEST  a manifest that newsfmt convert wrote
--html FILE  write a page to this file
"""
_SCAN = f"""
[PATH...]  {_INPUTS}
{_READING}
| --json  as one JSON object
| --html FILE  write a page to this file
--list FILE.csv  also write a table with a line for each file: format, articles, problem, duplicate
--near [SIMILARITY]  also group articles with nearly the same text, by default those that share 0.8
  of their runs of five words; 1 for the same words
-q --quiet  show no progress
{_BATCH}"""
_DETECT = f"""{_FILES}
--why  list every format that fits, how well, and why
--json  as JSON lines
"""
_FORMATS = """
[FORMAT]  a format
--json  as JSON
"""
_INSPECT = f"""{_FILES}
--html FILE  write a page with each article beside its source
-t --to FORMAT  show on the page what this format cannot store
{_READING}"""
_WATCH = f"""
INBOX  the folder to watch, with its folders
-t --to FORMAT  format to write
-o --output FOLDER  folder for outputs and ledger
--quarantine FOLDER  folder for files that cannot be converted, each with its reason (default:
  OUTPUT/quarantine)
--done FOLDER  folder for converted files (default: they stay in the inbox)
--settle SECONDS  a file is complete when it did not change for this time (default 2)
--patience SECONDS  quarantine a file that is cut off when it did not change for this time (default
  60)
--interval SECONDS  time between two looks at the inbox (default 1)
--once  convert the complete files that are there, and end
-q --quiet  print errors only
{_READING}{_FILTERS}
processes:
{_PROCESSES}"""
_DIFF = f"""
A  a file, folder or archive; - is standard input
B  the input to compare it with
| --json  as JSON lines, one for each change
| --html FILE  write a page with both sides to this file
--strict  exit with 3 if there is a change
{_READING}"""
_COLUMNS = f"""
[IN...]  files; - is standard input; without one the known names
--json  as JSON lines
{_READING}"""
_VALIDATE = f"""
IN...  {_INPUTS}{_FROM}
--json  as JSON lines, one for each problem
{_LIMIT}"""
_SCHEMA = """
types of flat records (--to jsonl -O flat=true):
| --duckdb  for columns= of read_json of DuckDB
| --polars  for schema= of Polars
| --spark  for schema() of Spark
| --arrow  as a schema of pyarrow
"""
_NEW = """
NAME  name of the format: lower case letters, digits and hyphens
--read  the format is read (it always is)
--write  the format is written too
--dir DIR  folder to put newsfmt-NAME into (default: the current one)
"""
_CHECK = """
NAME  a format; or a plugin or distribution, for all of its formats
--sample PATH...  a file in the format, or a folder of them, in place of those it names; can be
  repeated
--json  as JSON lines
"""


class _Command(NamedTuple):
    """A subcommand; one without an action is a group of further subcommands."""

    name: str
    help: str
    action: str
    examples: tuple[str, str]
    arguments: str
    changes: Mapping[str, dict[str, Any]] = MappingProxyType({})
    """What the table does not say of an argument, by its name."""


_COMMANDS = (
    _Command("convert", "read articles and write them in another format", "convert:convert",
        ("convert story.txt --to json", "convert archive/ --to jsonl -o articles.jsonl --jobs 4"),
        _CONVERT, {"output": {"default": "-"}, "on_error": {"default": "skip"}}),
    _Command("verify", "check the outputs and inputs of a batch conversion against its manifest",
        "verify:verify",
        ("verify out/newsfmt-manifest.jsonl", "verify --outputs-only articles.jsonl.manifest.jsonl"),
        _VERIFY, {"MANIFEST": {"dest": "manifests"}}),
    _Command("report", "summarise a batch conversion from its manifest", "report:report",
        ("report out/newsfmt-manifest.jsonl",
         "report articles.jsonl.manifest.jsonl --html report.html"), _REPORT),
    _Command("scan", "look through files and folders, and report their contents", "scan:scan",
        ("scan archive/", "scan --json archive/ > inventory.json"),
        _SCAN, {"PATH": {"dest": "inputs"}, "near": {"type": float, "const": 0.8}}),
    _Command("detect", "say which format each input is in", "looking:detect",
        ("detect *", "detect --why feed.xml"), _DETECT),
    _Command("formats", "list the formats, or show one", "looking:show_formats",
        ("formats", "formats dated-text"), _FORMATS, {"FORMAT": {"dest": "name"}}),
    _Command("inspect", "print articles in readable form", "looking:inspect",
        ("inspect story.txt", "curl -s https://example.org/feed | newsfmt inspect -"), _INSPECT),
    _Command("watch", "convert the files that arrive in a folder, each once", "watch:watch",
        ("watch inbox/ --to ninjs -o items/",
         "watch inbox/ --to newsml-g2 -o out/ --done archive/ --quarantine bad/"),
        _WATCH, {"target_format": {"required": True}, "output": {"required": True},
                 "quarantine": {"default": ""}}),
    _Command("diff", "show the changes between two versions or two formats of a story",
        "diff:diff",
        ("diff story-1.xml story-2.xml", "diff story.xml story.json --html changes.html"),
        _DIFF, {"A": {"dest": "before"}, "B": {"dest": "after"}}),
    _Command("columns", "show the field that each column of a table or of JSON records fills",
        "columns:columns",
        ("columns articles.csv", "columns articles.csv -O map=headline=Kop,body=Tekst"), _COLUMNS),
    _Command("validate", "check inputs against the schema of their format", "validate:validate",
        ("validate feed.xml", "validate --json outbox/"), _VALIDATE),
    _Command("schema", "print the JSON Schema of an article, or the types of flat records",
        "looking:schema", ("schema > article.schema.json", "schema --duckdb"), _SCHEMA,
        {tool: {"dest": "tool", "action": "store_const", "const": tool}
         for tool in ("duckdb", "polars", "spark", "arrow")}),
    _Command("plugins", "list, create and check plugins, which add formats", "",
        ("plugins new slugwire --write", "plugins check slugwire"), ""),
    _Command("plugins list", "list the installed plugins, and whether they load",
        "plugins:list_plugins", ("plugins list", "plugins list --json"), "--json  as JSON"),
    _Command("plugins new", "write a plugin to begin with: a package that works, with tests",
        "plugins:new", ("plugins new slugwire", "plugins new slugwire --write --dir plugins"),
        _NEW, {"folder": {"default": "."}}),
    _Command("plugins check", "run the conformance kit on a format and the samples it names",
        "plugins:check_formats",
        ("plugins check slugwire --plugin slugwire.py --sample a.slug",
         "plugins check --json newsfmt-slugwire"), _CHECK),
    _Command("completion", "print a script that completes commands, options and formats in a shell",
        "completion:completion",
        ('eval "$(newsfmt completion bash)"', "completion zsh > ~/.zfunc/_newsfmt"),
        "SHELL  bash or zsh", {"SHELL": {"choices": ("bash", "zsh")}}),
)  # fmt: skip
_DESTS = {
    "from": "source_format",
    "to": "target_format",
    "O": "options",
    "dir": "folder",
    "IN": "inputs",
}
_ROW = re.compile(r"(?P<bar>\| )?(?P<names>(?:--?[\w-]+ ?)*)(?P<value>\S*?)  +(?P<help>.*)")


class _Parser(argparse.ArgumentParser):
    """Keeps the lines of the examples, takes no abbreviations, does not hide that the help could
    not be written, and reports errors in one line.
    """

    _width: int | None = 80

    def __init__(self, **how: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **how})

    def _get_formatter(self) -> argparse.HelpFormatter:
        return argparse.RawDescriptionHelpFormatter(prog=self.prog, width=self._width)

    def format_help(self) -> str:
        self._width = None  # that of the terminal; finding it out imports all of shutil
        return super().format_help()

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


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of the command line, with every subcommand and its options; with ``only``
    that one alone has its options, since making those of all takes longer than a small conversion.
    """
    from newsfmt import __version__

    parser = _Parser(
        prog="newsfmt",
        description="Read, convert and write news articles.",
        epilog=_epilog("convert story.txt --to json", "detect --why feed.xml"),
    )
    parser.add_argument("-V", "--version", action="version", version=f"newsfmt {__version__}")
    parser.set_defaults(group=parser, parser=parser)
    groups = {"": parser.add_subparsers(title="commands", metavar="COMMAND")}
    for command in _COMMANDS:
        group, _, name = command.name.rpartition(" ")
        subparser = groups[group].add_parser(
            name,
            help=command.help,
            description=f"{command.help[0].upper()}{command.help[1:]}.",
            epilog=_epilog(*command.examples),
        )
        subparser.set_defaults(parser=subparser)
        if command.action:
            subparser.set_defaults(action=command.action)
            if only is None or only == command.name.partition(" ")[0]:
                _add_arguments(subparser, _COMMON + command.arguments, command.changes)
        else:
            subparser.set_defaults(group=subparser)
            groups[name] = subparser.add_subparsers(title="commands", metavar="COMMAND")
    return parser


def _epilog(*examples: str) -> str:
    lines = (line if "newsfmt " in line else f"newsfmt {line}" for line in examples)
    return "examples:\n" + "".join(f"  {line}\n" for line in lines) + f"\n{EPILOG}"


def _add_arguments(
    parser: argparse.ArgumentParser, table: str, changes: Mapping[str, dict[str, Any]]
) -> None:
    """Add the arguments of a table to a parser."""
    group: argparse._ActionsContainer = parser
    exclusive: argparse._ActionsContainer | None = None
    for row in re.sub(r"\n+  +", " ", table).split("\n"):
        if row.endswith(":") and "  " not in row:
            group = parser.add_argument_group(row[:-1])
        elif match := _ROW.fullmatch(row):
            exclusive = (
                (exclusive or group.add_mutually_exclusive_group()) if match["bar"] else None
            )
            names = match["names"].split()
            (exclusive or group).add_argument(*names, **_how(names, match, changes))
        elif row:
            raise ValueError(f"no argument: {row}")


def _written_file(name: str) -> str:
    """Return the name of a file that is written. Raises ArgumentTypeError for ``-``."""
    if name == "-":
        raise argparse.ArgumentTypeError(
            "give the name of a file; this cannot go to standard output"
        )
    return name


def _how(
    names: Sequence[str], row: re.Match[str], changes: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """What argparse is given for the argument of a row."""
    value = row["value"].strip("[.]")
    word = names[-1].strip("-") if names else value
    dest = _DESTS.get(word, word.lower().replace("-", "_"))
    how: dict[str, Any] = {"help": row["help"], "dest": dest}
    if not value:
        how["action"] = "store_true"
    elif value.startswith("{"):
        how["choices"] = tuple(value[1:-1].split(","))
    else:
        how["metavar"] = value
    if names and value in ("FILE", "FILE.csv") and word != "files-from":
        how["type"] = _written_file
    if names and row["value"].endswith("..."):
        how |= {"action": "append", "default": []}
    elif row["value"].endswith("..."):
        how["nargs"] = "+"
    elif row["value"].startswith("["):
        how["nargs"] = "*" if "..." in row["value"] else "?"
    return how | changes.get(word, {}) | changes.get(dest, {})

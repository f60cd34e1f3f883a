"""Write the pages of docs/reference that come from the code, and what other pages show of it:
``python docs/build_reference.py``.

``PAGES`` and ``IN_PART`` map each page to the function that returns its text; a test compares the
files with what comes out here.
"""

from __future__ import annotations

import argparse
import html
import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

import attrs

import newsfmt
from newsfmt import article, body, cli, diagnostics, errors, options
from newsfmt._record import field_docs
from newsfmt._registry import Registry
from newsfmt.format import Format, Limits
from newsfmt.slots import everything

ROOT = Path(__file__).parents[1]
NOTE = "<!-- Written by docs/build_reference.py; change the code it comes from, then run it. -->\n"

CURES = {
    "NewsfmtError": "Catch it to catch everything newsfmt raises on purpose; `code` names the kind.",
    "FormatError": "Catch it for all four below.",
    "MissingPackageError": "Install the package that it names.",
    "UnreadableError": 'Look at `kind` and `__cause__`; `on_error="skip"` goes on with the other files and lists it in the report.',
    "UnknownFormatError": "Look at the nearest name in the message and at `newsfmt formats`; where nothing recognises the input, name its format with `--from` or `format=`.",
    "AmbiguousFormatError": "Name one of the two formats with `--from` or `format=`.",
    "CannotReadError": "Convert from another format.",
    "CannotWriteError": "Choose another format to write.",
    "ParseError": 'Look at the place the message names (`source`, `line`, `column`, `excerpt`); with `on_error="skip"` or `--on-error skip` a bad article is skipped, the rest is read.',
    "ArchiveError": "Unpack the archive or member that is named, and give what is in it; fetch a broken one again.",
    "EncodingError": "Give the right `encoding=` or `--encoding`, or none: then the encoding is recognised.",
    "LimitError": "Raise the limit that the message names, with `Limits(...)` or `--limit`, if the input is to be trusted.",
    "TruncatedError": 'Wait for the whole input, or fetch it again; `-O salvage=true` or `options={"salvage": True}` reads the part that has arrived.',
    "DateError": "Give an ISO 8601 text, or use `newsfmt.dates.read`; where `ambiguous`, say `dayfirst=`.",
    "FieldError": "Give the field what `wanted` says; `mypy` finds such calls before they run.",
    "SerializeError": "Change the article at `article` and `path`, or write each article to a file of its own, or choose `jsonl`.",
    "OptionError": "Use one of the options in `known`; `newsfmt formats NAME` explains them.",
    "SchemaError": "Correct the value at `path`; `newsfmt schema` prints what is allowed.",
    "PluginError": "Update or remove the plugin it names; `__cause__` is the original error, and `--debug` shows where.",
}
"""What to do about each class of errors."""


def plain(text: str | None) -> str:
    """Return a docstring as a line of Markdown."""
    text = re.sub(r" \((?:model-rules|dated-text-grammar|design)\.md[^)]*\)", "", text or "")
    text = re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", " ".join(text.split()))
    return text.replace("``", "`")


def first_sentence(text: str | None) -> str:
    """Return the first sentence of a docstring."""
    paragraph = (text or "").strip().split("\n\n")[0]
    return re.split(r"(?<=[.?])\s+(?=[A-Z`])", plain(paragraph).removesuffix(" ::"))[0]


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    cells = [
        list(head),
        ["---"] * len(list(head)),
        *([cell.replace("|", r"\|") for cell in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


def code(text: str) -> str:
    """Return a text in a code span, nothing as nothing."""
    return f"`{text}`" if text else ""


def codes(names: Iterable[str]) -> str:
    """Return names in code spans, separated by commas."""
    return ", ".join(code(name) for name in names)


# ---- diagnostics, errors
# --------------------------------------------------------------------------------------------


def diagnostics_page() -> str:
    """Every code of a diagnostic."""
    rows = [
        (code(name), entry.severity, entry.meaning, entry.cure)
        for name, entry in diagnostics.CODES.items()
    ]
    return f"""{NOTE}
# Diagnostics

A diagnostic says what was odd in an input, or what an output could not say. It has a code, which is stable, a severity, a message, and
where it is: the input, the index of the article in it (from 0), a line or the path of a value (`body[3].items[0]`, `subjects[2].relevance`).

The command prints errors to stderr, and of warnings and losses the first five of each code; `--report FILE` writes every one, as JSON lines.
In Python they are in the `Report` that `newsfmt.write` and `newsfmt.convert` return and in `reader.report`.

{table(("severity", "meaning"), SEVERITIES)}
`--strict` ends with status 3 if there was anything above `info`. It never changes the output.

{table(("code", "severity", "what happened", "what to do"), rows)}
A plugin may report codes of its own, `x.<format>.<name>` (`x.bureau.case-lost`): the message says what happened. One given to `context.warn` is a
warning, one given to `context.lost` a loss. Any other code is a fault of the plugin, which is answered with the nearest one."""


SEVERITIES = (
    ("`info`", "nothing is wrong; a rule was applied that is worth knowing"),
    ("`warning`", "the input is odd; it was read nevertheless"),
    ("`loss`", "the output cannot say something that the article holds"),
    ("`error`", "an article could not be read, or an embargo could not be written"),
)


def errors_page() -> str:
    """Every class of errors."""
    sections = [_error(getattr(errors, name)) for name in errors_in_order()]
    return f"""{NOTE}
# Errors

Everything newsfmt raises on purpose is a `NewsfmtError`; `str(error)` is always one line, and `error.code` is stable. What the system
raises (`FileNotFoundError`, `PermissionError`) comes through as it is. An exception of a plugin's own code comes as `PluginError`.
All classes are in `newsfmt.errors`; `NewsfmtError` and `ParseError` are in `newsfmt` too.

{"".join(sections)}"""


def errors_in_order() -> list[str]:
    """Return the names of the error classes in the order of the source."""
    classes = [
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, errors.NewsfmtError)
    ]
    return [name for name in classes if name in errors.__all__]


def _error(cls: type[errors.NewsfmtError]) -> str:
    bases = codes(base.__name__ for base in cls.__bases__ if not base.__name__.startswith("_"))
    is_a = f"\n* is a: {bases}" if bases else ""
    given = [
        name
        for base in reversed(cls.__mro__)
        for name in inspect.get_annotations(base)
        if name not in {"code", "message"}
    ]
    carries = f"\n* carries: {codes(given)}" if given else ""
    return f"## {cls.__name__}\n\n{plain(cls.__doc__)}\n\n* code: {code(cls.code)}{is_a}{carries}\n* what to do: {CURES[cls.__name__]}\n\n"


# ---- the model
# ------------------------------------------------------------------------------------------------------


def model_page() -> str:
    """Every field of the model."""
    records = [
        article.Article,
        *(getattr(article, name) for name in article.__all__ if _is_record(getattr(article, name))),
    ]
    records = list(dict.fromkeys(records))
    return f"""{NOTE}
# The model

What a reader yields and a writer takes: an `Article`, its records, and its body. Field names are the keys of the [JSON](../formats/json.md).
Unknown is absent: `None` or `()` in Python, no key in JSON. All classes are immutable attrs classes with slots: comparable, hashable,
picklable, and changed with `attrs.evolve`. The last column is the name in the IPTC's standards, mostly NewsML-G2's;
[where each field lives](homes.md) has its place in each format.

The records are in `newsfmt.article`, the nodes of the body in `newsfmt.body`, `NewsDate` in `newsfmt.dates`.

{"".join(_record(cls) for cls in records)}## Methods of Article

{table(("method", "result"), _methods(article.Article))}
## NewsDate

{plain(inspect.getdoc(newsfmt.NewsDate) or "").partition(" >>>")[0]}

{table(("method or property", "result"), _methods(newsfmt.NewsDate))}
## Blocks of the body

A body is a tuple of blocks. In JSON a block has a `type`, the name here in lower case.

{"".join(_node(cls) for cls in body.BLOCKS.values())}## Inlines

A run of text is a `str`; in JSON it is `{{"text": "…"}}`. Everything else in a line is one of these.

{"".join(_node(cls) for cls in body.INLINES.values())}### Cell

{plain(body.Cell.__doc__)}

{_fields(body.Cell)}"""


def _is_record(value: Any) -> bool:
    return inspect.isclass(value) and attrs.has(value)


def _record(cls: type) -> str:
    return f"## {cls.__name__}\n\n{first_sentence(cls.__doc__)}\n\n{_fields(cls)}\n"


def _node(cls: type) -> str:
    return (
        f"### {cls.__name__}\n\n{first_sentence(cls.__doc__)}\n\n{_fields(cls)}\n"
        if attrs.fields(cls)
        else f"### {cls.__name__}\n\n{plain(cls.__doc__)}\n\n"
    )


def _fields(cls: type) -> str:
    docs = field_docs(cls)
    rows = []
    for field in attrs.fields(cls):
        text, _, iptc = plain(docs[field.name]).partition(" IPTC: ")
        rows.append(
            (
                code(field.name),
                code(str(field.type).removesuffix(" | None")),
                text,
                "" if iptc in {"", "none."} else iptc.removesuffix("."),
            )
        )
    if not any(row[3] for row in rows):
        return table(("field", "type", "meaning"), (row[:3] for row in rows))
    return table(("field", "type", "meaning", "IPTC"), rows)


def _methods(cls: type) -> list[tuple[str, str]]:
    rows = []
    for name, value in vars(cls).items():
        if name.startswith("_") or not (
            inspect.isfunction(value) or isinstance(value, (property, classmethod))
        ):
            continue
        function: Any = value.__func__ if isinstance(value, classmethod) else value
        signature = (
            ""
            if isinstance(value, property)
            else f"({', '.join(list(inspect.signature(function).parameters)[1:])})"
        )
        rows.append((code(name + signature), first_sentence(value.__doc__)))
    return rows


# ---- the command
# ----------------------------------------------------------------------------------------------------


def command_page() -> str:
    """Every subcommand and option."""
    commands = _subcommands(cli.build_parser())
    sections = "".join(_command(name, command) for name, (command, _) in commands.items())
    rows = [
        (f"[`{name}`](#newsfmt-{name.replace(' ', '-')})", help)
        for name, (_, help) in commands.items()
    ]
    status = textwrap.dedent(cli.EPILOG.partition("\n")[2])
    limits = [
        (code(field.name), str(field.default), _limit_docs()[field.name])
        for field in attrs.fields(Limits)
    ]
    return f"""{NOTE}
# The command

{table(("command", "purpose"), rows)}
`newsfmt --version` prints the version, `newsfmt COMMAND --help` this. Results go to stdout, everything else to stderr. Without
`--force` no file is overwritten; a file appears whole or not at all. `newsfmt` is also `python -m newsfmt`.

{sections}## Exit status

```text
{status}
```

## Limits

`--limit NAME=NUMBER` and `Limits(NAME=...)` take these; passing one is an error that names it.

{table(("limit", "default", "meaning"), limits)}
## Environment

`NEWSFMT_DISABLE_PLUGINS` names plugins or distributions not to load, separated by commas; `*` stands for any text.
"""


def _subcommands(
    parser: argparse.ArgumentParser, above: str = ""
) -> dict[str, tuple[argparse.ArgumentParser, str]]:
    """The subcommands by name (``plugins list``), with their help, those of subcommands too."""
    found: dict[str, tuple[argparse.ArgumentParser, str]] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                found[f"{above}{name}"] = (command, helps[name])
                found |= _subcommands(command, f"{above}{name} ")
    return found


def _limit_docs() -> dict[str, str]:
    source = inspect.getsource(Limits)
    return {
        name: plain(text)
        for name, text in re.findall(
            r'^    (\w+): [^\n]*\n    """(.*?)"""', source, re.MULTILINE | re.DOTALL
        )
    }


def _command(name: str, parser: argparse.ArgumentParser) -> str:
    rows = []
    for action in parser._actions:
        if isinstance(action, (argparse._HelpAction, argparse._SubParsersAction)):
            continue
        takes = action.metavar or ("|".join(action.choices) if action.choices else "")
        label = (
            ", ".join(action.option_strings)
            + (f" {takes}" if takes and action.option_strings else "")
            or f"{takes}{' ...' if action.nargs == '+' else ''}"
        )
        rows.append((code(label), action.help or ""))
    examples = textwrap.dedent((parser.epilog or "").partition("\n\n")[0].partition("\n")[2])
    arguments = table(("argument", "meaning"), rows) + "\n" if rows else ""
    return f"## newsfmt {name}\n\n{parser.description}\n\n{arguments}" + (
        f"```text\n{examples}\n```\n\n" if examples else ""
    )


# ---- formats
# --------------------------------------------------------------------------------------------------------


def _formats() -> list[Format]:
    return list(Registry(entry_points=False).formats().values())


def formats_table(*, folder: str = "docs/formats") -> str:
    """Return the table of formats for README.md."""
    rows = []
    for fmt in _formats():
        page = _page_of(fmt)
        name = f"[`{fmt.name}`]({folder}/{page})" if page else code(fmt.name)
        rows.append(
            (
                name,
                fmt.title,
                "yes" if fmt.read else "no",
                "yes" if fmt.write else "no",
                "several" if fmt.multiple else "one",
                codes(f".{e}" for e in fmt.extensions),
            )
        )
    return table(("name", "format", "reads", "writes", "articles in a file", "extensions"), rows)


def _page_of(fmt: Format) -> str:
    name = {"jsonl": "json", "records": "table", "tsv": "table"}.get(fmt.name, fmt.name)
    return f"{name}.md" if (ROOT / f"docs/formats/{name}.md").exists() else ""


def formats_page() -> str:
    """Every format: names, options, what it cannot write."""
    return f"""{NOTE}
# Formats

What `newsfmt formats NAME` shows, for the formats that come with newsfmt. [Diagnostics](diagnostics.md) of the code `write.field-lost` and
`write.node-flattened` say, article by article, what an output could not hold. "Cannot write" is what the format has no place for at all,
with its default options; a value may still not fit its place, which `write.value-shortened` reports.

{formats_table(folder="../formats")}
{"".join(_format(fmt) for fmt in _formats())}## For every format

{table(("option", "values", "default", "meaning"), [("`embargo`", "keep, ignore", "`keep`", "An embargo that the output format cannot express is an error (exit status 3), or with `ignore` an ordinary loss.")])}"""


def _format(fmt: Format) -> str:
    facts = [
        ("aliases", codes(fmt.aliases)),
        ("media types", codes(fmt.media_types)),
        ("extensions", codes(f".{extension}" for extension in fmt.extensions)),
        ("articles in a file", "several" if fmt.multiple else "one"),
        ("memory", "one article at a time" if fmt.streams else "the input is read whole"),
        ("more", f"[{fmt.name}](../formats/{_page_of(fmt)})" if _page_of(fmt) else ""),
    ]
    text = (
        f"## {fmt.name}\n\n{fmt.title}.\n\n"
        + "".join(f"* {label}: {value}\n" for label, value in facts if value)
        + "\n"
    )
    for label, cls in (("reading", fmt.read_options), ("writing", fmt.write_options)):
        rows = [
            (code(o.name), o.type.replace("|", ", "), code(str(o.default).lower()), o.help)
            for o in options.describe(cls)
        ]
        if rows:
            text += f"Options for {label}:\n\n{table(('option', 'values', 'default', 'meaning'), rows)}\n"
    return text + _drops(fmt) + _cannot(fmt)


def _drops(fmt: Format) -> str:
    if not fmt.drops:
        return ""
    rows = [(code(rule.place), rule.reason) for rule in fmt.drops]
    return f"Left out by rule when it is read:\n\n{table(('place', 'reason'), rows)}\n"


def _cannot(fmt: Format) -> str:
    if fmt.write is None:
        return ""
    declared = fmt.writes(fmt.write_options()) if fmt.writes else frozenset()
    if declared >= everything():
        return "Has a place for everything in the model.\n\n"
    starts = {path.partition(".")[0] for path in declared}
    fields = [
        field.name
        for field in attrs.fields(article.Article)
        if field.name not in {*starts, "origin", "type"}
    ]
    nodes = (
        [kind for kind in (*body.BLOCKS, *body.INLINES) if f"body:{kind}" not in declared]
        if any(path.startswith("body:") for path in declared)
        else []
    )
    parts = [
        field.name for field in attrs.fields(article.Article) if field.name in starts - declared
    ]
    text = ""
    for label, values in (
        ("Cannot write", fields),
        ("Of these only some parts", parts),
        ("Nodes it flattens to their text", nodes),
    ):
        if values:
            text += f"{label}: {codes(values)}.\n\n"
    return text


# ---- what plugins may use
# -------------------------------------------------------------------------------------------

MODULES_NOT_FOR_PLUGINS = {"newsfmt.archives", "newsfmt.cli", "newsfmt.formats"}


def public_modules() -> list[str]:
    """Return the names of the modules that plugins may import: no underscore, neither the command
    nor the formats.
    """
    names = ["newsfmt"]
    for found in pkgutil.walk_packages(newsfmt.__path__, "newsfmt."):
        parts = found.name.split(".")
        hidden = any(part.startswith("_") for part in parts) or any(
            found.name == name or found.name.startswith(f"{name}.")
            for name in MODULES_NOT_FOR_PLUGINS
        )
        if not hidden and not found.name.startswith("newsfmt.testing."):
            names.append(found.name)
    return [
        name
        for name in names
        if hasattr(importlib.import_module(name), "__all__")
        and importlib.import_module(name).__all__
    ]


def plugin_page() -> str:
    """Every module and name that a plugin may use."""
    return f"""{NOTE}
# What a plugin may use

These modules and names are the interface for plugins; the formats of newsfmt itself use little else. A name with an underscore, and
whatever is not listed here, may change in any release. A name leads to its signature, types and examples. [Your own format](../tutorial/your-own-format.md) uses them; bind your plugin to the
running minor version (`newsfmt>=0.1,<0.2`). [How it changes](../explanation/plugin-stability.md), and how you are notified.

A plugin is a module with one function, marked `@hookimpl`, and an entry point in the group `newsfmt` that names the module:

{table(("hook", "what it returns"), [("`newsfmt_formats()`", first_sentence(importlib.import_module("newsfmt.hooks").newsfmt_formats.__doc__))])}
{"".join(_module(name) for name in public_modules())}"""


def _module(name: str) -> str:
    module = importlib.import_module(name)
    rows = [
        (f"[{code(public)}](api/{name}.md#{public.lower()})", _what(module, public))
        for public in module.__all__
    ]
    return f"## {name}\n\n{first_sentence(module.__doc__)}\n\n{table(('name', 'meaning'), rows)}\n"


def _what(module: Any, name: str) -> str:
    if module is newsfmt:
        module = importlib.import_module(f"newsfmt.{newsfmt._HOMES[name]}")
    value = getattr(module, name)
    if inspect.isclass(value) or inspect.isfunction(value) or inspect.ismethod(value):
        return first_sentence(value.__doc__)
    source = inspect.getsource(module)
    found = re.search(
        rf'^{name}\b[^\n]*(?:\n(?!\w|""")[^\n]*|\n[)}}\]][^\n]*)*\n"""(.*?)"""',
        source,
        re.MULTILINE | re.DOTALL,
    )
    return (
        first_sentence(found.group(1))
        if found
        else first_sentence(getattr(value, "__doc__", ""))
        if callable(value)
        else f"Constant, a {type(value).__name__}."
    )


# ---- writing
# --------------------------------------------------------------------------------------------------------

PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/diagnostics.md": diagnostics_page,
    "docs/reference/errors.md": errors_page,
    "docs/reference/model.md": model_page,
    "docs/reference/command.md": command_page,
    "docs/reference/formats.md": formats_page,
    "docs/reference/plugin-api.md": plugin_page,
}

_MARKED = re.compile(r"(<!-- formats -->\n).*?(<!-- /formats -->)", re.DOTALL)


_FIGURES = re.compile(
    r"(^\$ python tests/bench/fidelity\.py\n).*?(^```$)", re.DOTALL | re.MULTILINE
)


def readme() -> str:
    """Return README.md with the table of formats as the registry has it, and the figures of
    fidelity as they are measured.
    """
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    text = _MARKED.sub(lambda match: f"{match[1]}{formats_table()}{match[2]}", text)
    return _FIGURES.sub(lambda match: match[1] + _fidelity() + match[2], text)


@cache
def _fidelity() -> str:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/bench/fidelity.py")],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


_FILE = re.compile(r"(<!-- file: (\S+) -->\n```\w+\n).*?(^```$)", re.DOTALL | re.MULTILINE)
QUOTING = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "docs").rglob("*.md")
    if "<!-- file: " in path.read_text(encoding="utf-8")
)
"""The pages that show files."""


def quoting(name: str) -> str:
    """Return a page with the files it shows as they are; their paths are those from the page."""
    page = ROOT / name

    def file(match: re.Match[str]) -> str:
        return match[1] + page.parent.joinpath(match[2]).read_text(encoding="utf-8") + match[3]

    return _FILE.sub(file, page.read_text(encoding="utf-8"))


GRAMMAR = "docs/explanation/dated-text-grammar.md"
_CASES = re.compile(r"(<!-- cases -->\n).*?(<!-- /cases -->)", re.DOTALL)


def grammar() -> str:
    """Return the page of dated text's grammar with the edge cases that are tested."""
    cases = json.loads((ROOT / "tests/unit/data/datedtext_cases.json").read_text(encoding="utf-8"))
    rows = [
        (case["name"], _as_code(case), *_reading(case), html.escape(case["note"], quote=False))
        for case in cases
    ]
    cells = table(("case", "input", "headline", "date", "paragraphs", "note"), rows)
    return _CASES.sub(
        lambda match: match[1] + cells + match[2], (ROOT / GRAMMAR).read_text(encoding="utf-8")
    )


def _as_code(case: dict[str, Any]) -> str:
    text = json.dumps(case["input"], ensure_ascii=False)
    text = re.sub(
        r"[\x7f-\xa0\u2000-\u200f\u2028-\u202f\u3000\ufeff]",
        lambda match: f"\\u{ord(match[0]):04x}",
        text,
    )
    return code(text) + (f" in {case['encoding']}" if case["encoding"] != "utf-8" else "")


def _reading(case: dict[str, Any]) -> tuple[str, str, str]:
    """Headline, date and number of paragraphs of each article, or the error."""
    if "articles" not in case["expect"]:
        return "an error", "–", "–"
    found = case["expect"]["articles"]
    return (
        html.escape("; ".join(article.get("headline") or "–" for article in found), quote=False),
        "; ".join(article.get("date") or "–" for article in found),
        "; ".join(str(len(article.get("paragraphs", ()))) for article in found),
    )


IN_PART: dict[str, Callable[[], str]] = {
    "README.md": readme,
    GRAMMAR: grammar,
    **{name: partial(quoting, name) for name in QUOTING},
}
"""Pages of which a part comes from here."""


def main() -> int:
    """Write every page, those of the other scripts too."""
    for name, page in {**PAGES, **IN_PART}.items():
        (ROOT / name).write_text(page().rstrip() + "\n", encoding="utf-8")
    for other in ("build_api", "build_homes", "build_losses"):
        importlib.import_module(other).main()
    return 0


if __name__ == "__main__":
    sys.exit(main())

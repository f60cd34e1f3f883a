"""``newsfmt columns``: the fields that the columns of a table fill, for a person or as JSON;
without an input the names that are known.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from newsfmt._terminal import safe
from newsfmt.cli.each import each_input
from newsfmt.cli.shared import (
    FAILED,
    OK,
    check_options,
    limits_of,
    os_error,
    pairs,
    registry_of,
    results,
    say,
    write_json,
)

if TYPE_CHECKING:
    from newsfmt._registry import Registry
    from newsfmt.formats.table.survey import Column

__all__ = ["columns"]

_TABLES = ("table", "records")
_WIDEST = 48


def columns(args: argparse.Namespace) -> int:
    from newsfmt.errors import NewsfmtError

    registry = registry_of(args)
    options = pairs(args.options, "-O")
    check_options(options, registry, args.source_format or "table", None)
    if not args.inputs:
        _show_names(as_json=args.json)
        return OK
    status = OK
    for name, given in each_input(args.inputs, limits_of(args.limit)):
        try:
            form, columns_found = _survey(given, name, args, options, registry)
        except OSError as error:
            status = say(f"error: {os_error(error, name)}", FAILED)
        except NewsfmtError as error:
            text = str(error)
            status = say(f"error: {text if text.startswith(name) else f'{name}: {text}'}", FAILED)
        else:
            _show(name, form, columns_found, as_json=args.json)
    return status


def _survey(
    given: object,
    name: str,
    args: argparse.Namespace,
    options: dict[str, str],
    registry: Registry,
) -> tuple[str, list[Column]]:
    """The format of an input and its columns. Raises OSError, NewsfmtError."""
    from newsfmt import options as opt
    from newsfmt._detection import best
    from newsfmt._pipeline import known_encoding
    from newsfmt.archives import open_input
    from newsfmt.errors import FormatError
    from newsfmt.format import Context
    from newsfmt.formats.table.survey import survey

    with open_input(given, name=name) as source:  # type: ignore[arg-type]
        form = registry.get(
            args.source_format or best(source.head, registry.formats(), registry).format
        )
        if form.name not in _TABLES:
            raise FormatError(
                f"it is {form.name}, not a table; --from table or --from records reads it as one"
            )
        context = Context(
            name=name,
            format=form.name,
            encoding=known_encoding(args.encoding),
            limits=limits_of(args.limit),
            options=opt.make(form.read_options, options, format=form.name),
        )
        return form.name, survey(source.stream, context)


def _show(name: str, form: str, described: Sequence[Column], *, as_json: bool) -> None:
    if as_json:
        import attrs

        record = {
            "input": name,
            "format": form,
            "columns": [attrs.asdict(one) for one in described],
        }
        write_json(record)
        return
    results().write(f"{safe(name)}: {form}, {len(described)} columns\n")
    _lines(("column", "becomes", "example"), ((c.name, c.target, c.example) for c in described))
    if not {"headline", "body"} & {column.field or column.target for column in described}:
        say("no column is known as a headline or a text; name them: -O map=headline=NAME,body=NAME")


def _show_names(*, as_json: bool) -> None:
    """The table of names."""
    from newsfmt.formats.table.columns import ALIASES
    from newsfmt.formats.table.survey import TARGETS

    if as_json:
        record = {field: list(names) for field, names in ALIASES.items()}
        write_json(record)
        return
    for field, names in ALIASES.items():
        target = f" ({TARGETS[field]})" if TARGETS[field] != field else ""
        results().write(f"{field}{target}: {', '.join(names)}\n")


def _lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows below a head, in columns as wide as they need, within bounds."""
    table = [head, *([_short(cell) for cell in row] for row in rows)]
    widths = [max(len(row[index]) for row in table) for index in range(len(head) - 1)]
    for row in table:
        cells = [f"{cell:{width}}" for cell, width in zip(row, widths, strict=False)]
        results().write("  ".join([*cells, row[-1]]).rstrip() + "\n")


def _short(text: str) -> str:
    line = safe(" ".join(text.split()))
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"

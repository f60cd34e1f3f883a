"""The subcommands that look and change nothing: ``detect``, ``formats``, ``inspect``,
``schema``.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from newsfmt._terminal import safe
from newsfmt.cli.each import each_input
from newsfmt.cli.inputs import Inputs
from newsfmt.cli.shared import (
    FAILED,
    OK,
    Printer,
    Usage,
    check_options,
    os_error,
    pairs,
    registry_of,
    results,
    say,
    warn_of_failures,
    write_json,
)

if TYPE_CHECKING:
    from newsfmt._detection import Choice, Match
    from newsfmt._registry import Registry
    from newsfmt.format import Format


def detect(args: argparse.Namespace) -> int:
    from newsfmt._detection import best, matches
    from newsfmt.archives import open_input
    from newsfmt.errors import NewsfmtError

    registry = registry_of(args)
    status = OK
    for name, given in each_input(args.inputs):
        try:
            with open_input(given, name=name) as source:
                fitting = matches(source.head, registry.formats().values(), registry)
                chosen = best(source.head, registry.formats(), registry)
        except OSError as error:
            status = say(f"error: {os_error(error, name)}", FAILED)
            continue
        except NewsfmtError as error:
            status = say(f"error: {error}", FAILED)
            continue
        _show_matches(args, name, chosen, fitting)
    warn_of_failures(registry)
    return status


def _show_matches(
    args: argparse.Namespace, name: str, chosen: Choice, fitting: Sequence[Match]
) -> None:
    if args.json:
        rows = [
            {
                "format": match.format,
                "confidence": match.confidence.name.lower(),
                "reason": match.reason,
            }
            for match in fitting
        ]
        record = {
            "input": name,
            "format": chosen.format,
            "confidence": chosen.confidence.name.lower(),
            "unsure": chosen.unsure,
            **({"matches": rows} if args.why else {}),
        }
        write_json(record)
        return
    unsure = " (unsure: no date, header or headline)" if chosen.unsure else ""
    results().write(f"{safe(name)}: {chosen.format}{unsure}\n")
    if args.why:
        for match in fitting:
            results().write(
                f"  {match.format:12} {match.confidence.name.lower():8} {safe(match.reason)}\n"
            )


def show_formats(args: argparse.Namespace) -> int:
    registry = registry_of(args)
    formats = [registry.get(args.name)] if args.name else list(registry.formats().values())
    if args.json:
        write_json([_format_record(fmt, registry) for fmt in formats], indent=True)
    elif args.name:
        _show_format(formats[0], registry)
    else:
        for fmt in formats:
            does = " and ".join(
                word for word, can in (("reads", fmt.read), ("writes", fmt.write)) if can
            )
            results().write(f"{fmt.name:12} {does:16} {fmt.title}\n")
    warn_of_failures(registry)
    return OK


def _format_record(fmt: Format, registry: Registry) -> dict[str, Any]:
    from newsfmt.options import describe

    def options(cls: type) -> list[dict[str, Any]]:
        return [
            {"name": o.name, "values": o.type, "default": o.default, "help": o.help}
            for o in describe(cls)
        ]

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
        "drops": [{"place": rule.place, "reason": rule.reason} for rule in fmt.drops],
        "provided_by": registry.owner(fmt.name).label,
        "spec": fmt.spec,
    }


def _show_format(fmt: Format, registry: Registry) -> None:
    from newsfmt.options import describe

    write = results().write
    does = " and ".join(word for word, can in (("reads", fmt.read), ("writes", fmt.write)) if can)
    write(f"{fmt.name}: {fmt.title} ({does})\n")
    for label, values in (
        ("aliases", fmt.aliases),
        ("extensions", fmt.extensions),
        ("media types", fmt.media_types),
    ):
        if values:
            write(f"  {label + ':':14} {', '.join(values)}\n")
    write(
        f"  {'articles:':14} {'several in a file' if fmt.multiple else 'one in a file'}{'' if fmt.streams else ', read whole'}\n"
    )
    write(f"  {'provided by:':14} {registry.owner(fmt.name).label}\n")
    for label, cls in (
        ("options for reading", fmt.read_options),
        ("options for writing", fmt.write_options),
    ):
        options = describe(cls)
        if options:
            write(f"  {label}:\n")
        for option in options:
            write(
                f"    -O {option.name}={option.type}  (default {str(option.default).lower()})\n        {option.help}\n"
            )
    if fmt.write is not None:
        cannot = _cannot_write(fmt)
        if cannot:
            import textwrap

            write(
                "  cannot write:\n"
                + textwrap.fill(
                    ", ".join(cannot), 100, initial_indent="    ", subsequent_indent="    "
                )
                + "\n"
            )


def _cannot_write(fmt: Format) -> list[str]:
    """The fields of an Article that the format, with its default options, has no place for."""
    import attrs

    from newsfmt.article import Article

    declared = fmt.writes(fmt.write_options()) if fmt.writes else ()
    begun = {path.partition(".")[0] for path in declared}
    return [
        field.name
        for field in attrs.fields(Article)
        if field.name not in begun | {"origin", "type"}
    ]


def inspect(args: argparse.Namespace) -> int:
    registry = registry_of(args)
    options = pairs(args.options, "-O")
    check_options(options, registry, args.source_format, None)
    folders = [path for path in args.inputs if os.path.isdir(path)]
    for path in folders:
        say(f"error: {path}: is a folder; name the files in it")
    args.inputs = [path for path in args.inputs if path not in folders]
    if args.target_format and not args.html:
        raise Usage("--to shows its losses on a page: add --html FILE")
    inputs = (_inspected_page if args.html else _inspected)(args, registry, options)
    warn_of_failures(registry)
    totals = inputs.totals
    if not totals.articles_converted and not totals.failed and not folders:
        say("newsfmt: there is no article")
    return OK if totals.complete and not folders else FAILED


def _inspected(args: argparse.Namespace, registry: Registry, options: dict[str, str]) -> Inputs:
    """Print the articles."""
    from newsfmt.cli.show import show

    printer = Printer(quiet=False)
    inputs = Inputs(args, registry, options, printer)
    for article in inputs.articles():
        results().write(show(article))
    printer.close()
    return inputs


def _inspected_page(
    args: argparse.Namespace, registry: Registry, options: dict[str, str]
) -> Inputs:
    """Write the articles to a page, each beside its source."""
    from newsfmt._provenance import Explained, Trail
    from newsfmt.cli.explain import Remarks, inspection_page, losses_of
    from newsfmt.cli.report import write_page

    printer = Remarks()
    sections = []
    target = registry.get(args.target_format).name if args.target_format else None

    def sink(explained: Explained) -> None:
        lost = losses_of(explained, target, registry) if target else []
        sections.append((explained, [*printer.of(explained), *lost]))

    inputs = Inputs(args, registry, options, printer, trail=Trail(sink, args.encoding))
    for _ in inputs.articles():
        pass
    printer.close()
    first, others = args.inputs[0], len(args.inputs) - 1
    title = f"Article and source: {first}" + (f" and {others} more" if others else "")
    write_page(args.html, inspection_page(title, sections, printer.kept))
    return inputs


def schema(args: argparse.Namespace) -> int:
    from importlib.resources import files

    if args.tool:
        from newsfmt.cli.column_types import types_for

        results().write(types_for(args.tool))
        return OK
    results().write(
        files("newsfmt").joinpath("schema/article-1.schema.json").read_text(encoding="utf-8")
    )
    return OK

"""``newsfmt plugins``: list, begin and check plugins."""

from __future__ import annotations

import argparse
import os

import attrs

from newsfmt._terminal import safe
from newsfmt.cli.shared import FAILED, OK, Usage, registry_of, results, say, write_json


def new(args: argparse.Namespace) -> int:
    from newsfmt.cli.scaffold import create

    written = create(args.name, args.folder, write=args.write, registry=registry_of(args))
    results().write("".join(f"{path}\n" for path in written))
    return OK


def check_formats(args: argparse.Namespace) -> int:
    from newsfmt.cli.check import check, formats_of, row, total, unchecked

    for path in args.sample:
        if not os.path.exists(path):
            raise Usage(f"{path}: no such file or folder")
    registry = registry_of(args)
    failed = False
    for name in formats_of(args.name, registry):
        verdicts = []
        for result in check(name, registry, args.sample):
            verdicts.append(result)
            if args.json:
                write_json(
                    {"format": name, **attrs.asdict(result), "reason": result.reason or None}
                )
            else:
                results().write(f"{safe(row(result))}\n")
            results().flush()
        if not args.json:
            results().write(f"{name}: {total(verdicts)}\n")
            results().write("".join(f"{said}\n" for said in filter(None, [unchecked(verdicts)])))
        failed = failed or any(result.outcome == "failed" for result in verdicts)
    return FAILED if failed else OK


def list_plugins(args: argparse.Namespace) -> int:
    plugins = [plugin for plugin in registry_of(args).plugins() if not plugin.builtin]
    if args.json:
        names = (
            "name",
            "distribution",
            "version",
            "formats",
            "status",
            "phase",
            "error",
        )
        rows = [{name: getattr(plugin, name) for name in names} for plugin in plugins]
        write_json(rows, indent=True)
        return OK
    if not plugins:
        return say("no plugins are installed (built-in formats: newsfmt formats)")
    table = [("name", "distribution", "formats", "status")]
    for plugin in plugins:
        status = f"{plugin.status}: {plugin.error}" if plugin.error else plugin.status
        table.append(
            (
                plugin.name,
                f"{plugin.distribution} {plugin.version}".strip(),
                ", ".join(plugin.formats) or "-",
                status,
            )
        )
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for row in table:
        cells = [safe(cell).ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)]
        results().write("  ".join(cells).rstrip() + "\n")
    return OK

"""``newsfmt watch``: files that arrive in a folder are converted; a line is printed for each."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from newsfmt._terminal import safe
from newsfmt.cli.inputs import bounds_of, filter_of, number, reading_of
from newsfmt.cli.shared import FAILED, OK, check_options, pairs, registry_of, results, say

if TYPE_CHECKING:
    from newsfmt.batch import Arrival

__all__ = ["watch"]


def watch(args: argparse.Namespace) -> int:
    from newsfmt.batch import ConversionOptions, Watch

    registry = registry_of(args)
    options = pairs(args.options, "-O")
    target = registry.get(args.target_format)
    write_options = check_options(options, registry, args.source_format, target)
    reading = reading_of(args, registry, options)
    watched = Watch(
        inbox=args.inbox,
        output=args.output,
        options=ConversionOptions(
            to=target.name,
            filter=filter_of(args),
            write_options=write_options,
            **{name: value for name, value in reading.items() if name not in _NOT_OPTIONS},
            **bounds_of(args),
        ),
        quarantine=args.quarantine,
        done=args.done,
        settle=number("--settle", args.settle, 2.0),
        patience=number("--patience", args.patience, 60.0),
        interval=number("--interval", args.interval, 1.0),
        registry=registry,
    )
    status = OK
    for arrival in watched.once() if args.once else watched:
        if arrival.status == "quarantined":
            status = say(f"error: {arrival.input}: {arrival.reason}", FAILED)
        elif not args.quiet:
            results().write(_line(arrival))
            results().flush()
    return status


_NOT_OPTIONS = frozenset({"files_from", "registry"})


def _line(arrival: Arrival) -> str:
    what = f"{arrival.articles} article{'' if arrival.articles == 1 else 's'}"
    where = f" -> {', '.join(arrival.outputs)}" if arrival.outputs else ""
    why = f" ({arrival.reason})" if arrival.reason else ""
    return safe(f"{arrival.status:9}  {arrival.input}: {what}{where}{why}") + "\n"

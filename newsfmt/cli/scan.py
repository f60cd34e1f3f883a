"""``newsfmt scan``: an inventory of files, folders and corpora, as tables or a page for a
person, or as one JSON object for a program.
"""

from __future__ import annotations

import argparse
import time

from newsfmt._paths import located
from newsfmt.cli.inventory import tables
from newsfmt.cli.listing import listing
from newsfmt.cli.report import inventory_page, write_page
from newsfmt.cli.shared import (
    FAILED,
    OK,
    Printer,
    Usage,
    check_options,
    pairs,
    registry_of,
    say,
    write_json,
)
from newsfmt.cli.tables import show

__all__ = ["scan"]


def scan(args: argparse.Namespace) -> int:
    from newsfmt.batch import Scan
    from newsfmt.cli.inputs import bounds_of, reading_of
    from newsfmt.cli.progress import Progress

    if not args.inputs and not args.files_from:
        raise Usage("name what to look through: files, folders, patterns, or - for standard input")
    registry = registry_of(args)
    options = pairs(args.options, "-O")
    check_options(options, registry, args.source_format, None)
    progress = Progress(quiet=args.quiet)
    survey = Scan(
        args.inputs,
        tick=progress.tick,
        near=args.near,
        **reading_of(args, registry, options),
        **bounds_of(args),
    )
    printer = Printer(quiet=args.quiet)
    begun = time.monotonic()
    with progress.showing(survey, args), listing(args.list) as add:
        for scanned in survey:
            add(scanned)
            if scanned.status == "failed":
                say(f"error: {located(scanned.input, scanned.reason)} [{scanned.code}]")
            elif scanned.status == "unsure":
                printer.unsure(scanned.input, scanned.reason)
    printer.close()
    estimate = estimated(time.monotonic() - begun)
    for plugin in registry.failures():
        survey.totals.plugins.setdefault(plugin.label, plugin.failure)
    for failure in survey.totals.plugins.values():
        say(f"warning: {failure} [plugin.failed]")
    totals = survey.totals
    if args.json or totals.inputs > totals.failed or totals.bytes:
        if args.html:
            write_page(args.html, inventory_page(totals, args.inputs, estimate))
        elif args.json:
            write_json(totals.to_dict(), indent=True)
        else:
            show(tables(totals))
            if estimate and not args.quiet:
                say(f"newsfmt: {estimate}")
    if totals.complete:
        return OK
    if not totals.failed and not totals.articles_failed:
        why = "" if totals.inputs else "; there is no file in what was named"
        if totals.unsure == totals.inputs > 0:
            why = "; --unsure takes what is unsure"
        say(f"newsfmt: there is no article{why}")
    return FAILED


def estimated(seconds: float) -> str:
    """Return how long a conversion of what was scanned will take, empty where that is not worth
    saying.

    >>> estimated(46_800)
    'an estimate: converting these files takes about 13 h to jsonl, about 20 h to newsml-g2 (1 and 1.5 times as long as this scan)'
    >>> estimated(2)
    ''
    """
    if seconds < _SHORT:
        return ""
    times = (f"{_lasting(seconds * ratio)} to {name}" for name, ratio in _RATIOS.items())
    ratios = " and ".join(f"{ratio:g}" for ratio in _RATIOS.values())
    return (
        f"an estimate: converting these files takes {', '.join(times)} "
        f"({ratios} times as long as this scan)"
    )


_SHORT = 10.0  # seconds
_RATIOS = {"jsonl": 1.0, "newsml-g2": 1.5}
"""Time of a conversion over that of a scan with as many processes;
docs/how-to/look-before-converting.md has the measurements.
"""


def _lasting(seconds: float) -> str:
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"about {round(seconds / length)} {unit}"
    return f"about {round(seconds)} s"

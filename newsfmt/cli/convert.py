"""``newsfmt convert``: articles of files into another format."""

from __future__ import annotations

import argparse
import os
import sys
from itertools import chain
from typing import TYPE_CHECKING, Any

from newsfmt.cli.shared import Inputs, Printer, Stopped, Usage, check_options, may_write, pairs, registry_of, status_of

if TYPE_CHECKING:
    from newsfmt._registry import Registry
    from newsfmt.diagnostics import Report
    from newsfmt.format import Format


def convert(args: argparse.Namespace) -> int:
    from newsfmt._pipeline import by_extension, writer_options
    from newsfmt.diagnostics import Report

    registry = registry_of(args)
    folder = args.output != "-" and (os.path.isdir(args.output) or args.output.endswith(os.sep))
    if args.target_format:
        target = registry.get(args.target_format)
    elif args.output == "-" or folder:
        raise Usage("name the format to write with --to")
    else:
        target = by_extension(args.output, registry)
    registry.serializer(target)
    if args.split and not folder:
        raise Usage("--split needs a folder as output: -o FOLDER/")
    options = pairs(args.options, "-O")
    write_options = check_options(options, registry, args.source_format, target)
    writer_options(target, write_options)
    if args.report:
        may_write(args.report, force=args.force)
        if args.output != "-" and os.path.realpath(args.report) == os.path.realpath(args.output):
            raise Usage(f"{args.report}: the report and the output cannot be one file")
    printer = Printer(quiet=args.quiet, report=args.report)
    report = Report(printer)
    inputs = Inputs(args, registry, report, options)
    try:
        if folder:
            _to_folder(args, inputs, target, write_options, report, registry)
        else:
            _to_one(args, inputs, target, write_options, report, registry)
    except Stopped:
        pass
    finally:
        printer.close()
    return status_of(inputs.failed, report, strict=args.strict)


def _to_one(args: Any, inputs: Inputs, target: Format, options: dict[str, Any], report: Report, registry: Registry) -> None:
    """All articles of all inputs into one output; nothing is left behind where no article came out."""
    from newsfmt._pipeline import write_to

    if args.output != "-":
        may_write(args.output, force=args.force)
    articles = inputs.articles(args.inputs)
    first = next(articles, None)
    if first is None:
        return
    output: Any = sys.stdout.buffer if args.output == "-" else args.output
    write_to(chain([first], articles), output, report, format=target.name, options=options, registry=registry)


def _to_folder(args: Any, inputs: Inputs, target: Format, options: dict[str, Any], report: Report, registry: Registry) -> None:
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
            write_to(chain([first], articles), place, report, format=target.name, options=options, registry=registry)
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
        raise Usage(f"two inputs would be written to {place}; give them different names")
    taken.add(place.casefold())
    may_write(place, force=args.force)
    return place

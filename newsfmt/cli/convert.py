"""``newsfmt convert``: articles of files into another format."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from itertools import chain
from typing import TYPE_CHECKING, Any

from newsfmt._paths import absolute
from newsfmt.cli.shared import (
    FAILED,
    FoundInput,
    Inputs,
    Printer,
    Stopped,
    Usage,
    check_options,
    may_write,
    pairs,
    registry_of,
    say,
    standard_output,
    status_of,
)

if TYPE_CHECKING:
    from newsfmt._registry import Registry
    from newsfmt.diagnostics import Report
    from newsfmt.format import Format


def convert(args: argparse.Namespace) -> int:
    from newsfmt._pipeline import writer_options
    from newsfmt.cli.batch import convert_batch, filter_of, is_batch, is_folder

    if not args.inputs and not args.files_from:
        raise Usage(
            "name the inputs: files, folders, patterns such as '*.xml', - for standard input, or --files-from FILE"
        )
    if "-" in args.inputs and args.files_from == "-":
        raise Usage("standard input cannot be an input and the list of inputs")
    registry = registry_of(args)
    target = _target(args, registry)
    options = pairs(args.options, "-O")
    write_options = check_options(options, registry, args.source_format, target)
    writer_options(target, write_options)
    if (
        args.report
        and args.output != "-"
        and os.path.realpath(args.report) == os.path.realpath(args.output)
    ):
        raise Usage(f"{args.report}: the report and the output cannot be one file")
    if args.report and not args.resume:
        _may_report(args)
    batch = is_batch(args, target)
    if batch and (target.joins or is_folder(args, target)):
        return convert_batch(args, target, options, write_options, registry)
    if batch:
        _only_in_a_batch(args, target)
    return _convert(args, target, filter_of(args), options, write_options, registry, batch=batch)


def _may_report(args: argparse.Namespace) -> None:
    """Refuse a report that would take the place of a file, without --force, or of an input, which
    is emptied before it is read.
    """
    may_write(args.report, force=args.force)
    for path in args.inputs:
        with suppress(OSError, ValueError):
            if os.path.isfile(path) and os.path.samefile(path, args.report):
                raise Usage(f"{args.report}: the report and an input cannot be one file")


def _target(args: argparse.Namespace, registry: Registry) -> Format:
    """The format to write, by its name or the extension of the output."""
    from newsfmt._pipeline import by_extension

    folder = args.output != "-" and (os.path.isdir(args.output) or args.output.endswith(os.sep))
    if args.target_format:
        target = registry.get(args.target_format)
    elif args.output == "-" or folder:
        raise Usage("name the format to write with --to")
    else:
        target = by_extension(args.output, registry)
    registry.serializer(target)
    if args.split and args.output == "-":
        raise Usage("--split needs a folder as output: -o FOLDER/")
    return target


def _only_in_a_batch(args: argparse.Namespace, target: Format) -> None:
    """Refuse what one process that writes one file cannot do."""
    for option in ("resume", "manifest", "shard_size", "name", "split"):
        if getattr(args, option):
            raise Usage(
                f"--{option.replace('_', '-')} needs jsonl, or a folder as output (-o FOLDER/): {target.name} is written into one file as a whole"
            )


def _convert(
    args: argparse.Namespace,
    target: Format,
    filter: Any,
    options: dict[str, str],
    write_options: dict[str, Any],
    registry: Registry,
    *,
    batch: bool,
) -> int:
    """Convert in this process, one input after the other."""
    from newsfmt.cli.batch import expanded
    from newsfmt.diagnostics import Report

    if args.split and not (os.path.isdir(args.output) or args.output.endswith(os.sep)):
        raise Usage("--split needs a folder as output: -o FOLDER/")
    printer = Printer(quiet=args.quiet, report=args.report)
    report = Report(printer)
    inputs = Inputs(args, registry, report, options)
    inputs.filter = filter
    try:
        if os.path.isdir(args.output) or args.output.endswith(os.sep):
            _to_folder(args, inputs, target, write_options, report, registry)
        else:
            _to_one(
                args,
                inputs,
                target,
                write_options,
                report,
                registry,
                expanded(args, inputs) if batch else args.inputs,
            )
    except Stopped:
        pass
    finally:
        printer.close()
    return _ended(args, inputs, report, batch=batch)


def _ended(args: argparse.Namespace, inputs: Inputs, report: Report, *, batch: bool) -> int:
    """Say what was left out, and of many inputs the sums."""
    left_out = sum(inputs.left_out.values())
    if batch and not args.quiet:
        skipped = sum(inputs.skipped.values())
        say(
            f"files:    {inputs.found + skipped:,} found = {inputs.found - inputs.failed:,} converted + {skipped:,} skipped + {inputs.failed:,} failed"
        )
        articles, others = report.articles - left_out, report.skipped + left_out
        say(
            f"articles: {report.articles + report.failed + report.skipped:,} found = {articles:,} converted + {others:,} skipped + {report.failed:,} failed"
        )
    if left_out and not args.quiet:
        say(
            "articles left out: "
            + ", ".join(f"{count:,} {reason}" for reason, count in sorted(inputs.left_out.items()))
        )
    if report.articles == left_out and not inputs.failed:
        return say("newsfmt: no article was converted", FAILED)
    return status_of(inputs.failed, report, strict=args.strict)


def _to_one(
    args: Any,
    inputs: Inputs,
    target: Format,
    options: dict[str, Any],
    report: Report,
    registry: Registry,
    paths: Iterable[FoundInput | str],
) -> None:
    """All articles of all inputs into one output; nothing is left behind where no article came
    out.
    """
    from newsfmt._pipeline import write_to

    if args.output != "-":
        may_write(args.output, force=args.force)
    target_path = absolute(args.output)
    articles = inputs.articles(paths)
    with standard_output() if args.output == "-" else nullcontext(target_path) as output:
        first = next(articles, None)
        if first is None:
            return
        write_to(
            chain([first], articles),
            output,
            report,
            format=target.name,
            options=options,
            registry=registry,
        )


def _to_folder(
    args: Any,
    inputs: Inputs,
    target: Format,
    options: dict[str, Any],
    report: Report,
    registry: Registry,
) -> None:
    """One output an input, or one an article with --split or where the format holds one; names come
    from the inputs.
    """
    from newsfmt._pipeline import write_to
    from newsfmt.batch._names import safe_name, stem_of

    def write(articles: Any, place: str) -> None:
        write_to(
            articles,
            place,
            report,
            format=target.name,
            options=options,
            registry=registry,
            follow=False,
        )

    args.output = absolute(args.output)  # an input is read before the next name is looked at
    extension = target.extensions[0] if target.extensions else target.name
    taken: set[str] = set()
    stems = ["stdin" if path == "-" else safe_name(stem_of(path)) for path in args.inputs]
    places = [_free(args, stem, extension, taken) for stem in stems]
    os.makedirs(args.output, exist_ok=True)
    for path, stem, place in zip(args.inputs, stems, places, strict=True):
        articles = inputs.articles([path])
        first = next(articles, None)
        if first is None:
            continue
        if target.multiple and not args.split:
            write(chain([first], articles), place)
            continue
        write(first, place)
        for number, article in enumerate(articles, 2):
            place = _free(args, f"{stem}-{number}", extension, taken)
            write(article, place)


def _free(args: Any, stem: str, extension: str, taken: set[str]) -> str:
    place = os.path.join(args.output, f"{stem}.{extension}")
    if place.casefold() in taken:
        raise Usage(f"two inputs would be written to {place}; give them different names")
    taken.add(place.casefold())
    if os.path.islink(place):
        raise Usage(
            f"{place} is a symbolic link, through which nothing is written; remove it or name another folder"
        )
    may_write(place, force=args.force)
    return place

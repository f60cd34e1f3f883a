"""``newsfmt convert``: articles of files, folders and corpora into another format.

Where the output can be put together of pieces, several processes do it (:mod:`newsfmt.batch`), if
there are many inputs or large ones. Else this process reads one input after the other and writes
one output. Either way the accounts are the same.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from itertools import chain
from typing import TYPE_CHECKING, Any

from newsfmt._paths import absolute, cores, is_pattern
from newsfmt._pipeline import by_extension, write_to, writer_options
from newsfmt.cli.inputs import Inputs, Stopped, bounds_of, filter_of, reading_of
from newsfmt.cli.shared import (
    FAILED,
    Printer,
    Usage,
    check_options,
    may_write,
    os_error,
    pairs,
    registry_of,
    say,
    standard_output,
)
from newsfmt.cli.sums import show_sums, status_of

if TYPE_CHECKING:
    from newsfmt._registry import Registry
    from newsfmt.batch import Conversion
    from newsfmt.format import Format

_RESUMABLE = "stopped before the end; the same command with --resume goes on from here"
_LARGE = 64 << 20  # bytes of named inputs, from which several processes are worth their start


def convert(args: argparse.Namespace) -> int:
    if not args.inputs and not args.files_from:
        raise Usage(
            "name the inputs: files, folders, patterns such as '*.xml', - for standard input, or --files-from FILE"
        )
    if "-" in args.inputs and args.files_from == "-":
        raise Usage("standard input cannot be an input and the list of inputs")
    registry = registry_of(args)
    target = _target(args, registry)
    options = pairs(args.options, "-O")
    if args.jobs or args.timeout or args.memory:
        bounds_of(args)  # refuses a wrong number also where one process converts
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
    if args.explain:
        _may_explain(args)
    if _is_batch(args, target):
        return _in_processes(args, target, options, write_options, registry)
    _only_in_a_batch(args, target)
    return _in_this_process(args, target, options, write_options, registry)


def _may_report(args: argparse.Namespace) -> None:
    """Refuse a report that would take the place of a file, without --force, or of an input, which
    is emptied before it is read.
    """
    may_write(args.report, force=args.force)
    for path in args.inputs:
        with suppress(OSError, ValueError):
            if os.path.isfile(path) and os.path.samefile(path, args.report):
                raise Usage(f"{args.report}: the report and an input cannot be one file")


def _may_explain(args: argparse.Namespace) -> None:
    """Refuse an explanation of what several processes convert, or in the place of a file."""
    if _is_folder(args) or args.jobs or args.resume:
        raise Usage("--explain needs one output, which one process writes: -o FILE")
    may_write(args.explain, force=args.force)
    others = {os.path.realpath(path) for path in (args.output, args.report) if path}
    if os.path.realpath(args.explain) in others:
        raise Usage(f"{args.explain}: the explanation needs a file of its own")


def _target(args: argparse.Namespace, registry: Registry) -> Format:
    """The format to write, by its name or the extension of the output."""
    folder = args.output != "-" and (os.path.isdir(args.output) or args.output.endswith(os.sep))
    if args.target_format:
        target = registry.get(args.target_format)
    elif args.output == "-" or folder:
        raise Usage("no output format given; add --to FORMAT")
    else:
        target = by_extension(args.output, registry)
    registry.serializer(target)
    if args.split and args.output == "-":
        raise Usage("--split needs a folder as output: -o FOLDER/")
    return target


def _only_in_a_batch(args: argparse.Namespace, target: Format) -> None:
    """Refuse what one process that writes one file cannot do."""
    if args.split:
        raise Usage("--split needs a folder as output: -o FOLDER/")
    for option in ("resume", "manifest", "shard_size", "name"):
        if getattr(args, option):
            raise Usage(
                f"--{option.replace('_', '-')} needs jsonl, or a folder as output (-o FOLDER/): {target.name} is written into one file as a whole"
            )


# ---- which way it goes
# ------------------------------------------------------------


def _is_many(args: argparse.Namespace) -> bool:
    """Whether this is a batch by what was named or asked for; then it has a manifest, where there
    is a place for it, and says its sums.
    """
    return bool(
        args.files_from
        or args.jobs
        or args.resume
        or args.manifest
        or args.shard_size
        or args.name
        or any(_holds_many(path) for path in args.inputs)
    )


def _holds_many(path: str) -> bool:
    """Whether a name stands for any number of inputs: a folder, a pattern, an archive."""
    from newsfmt.archives import kind_of

    return os.path.isdir(path) or is_pattern(path) or kind_of(path) is not None


def _is_batch(args: argparse.Namespace, target: Format) -> bool:
    """Whether several processes convert."""
    if _is_folder(args):
        return True
    if not target.joins or args.explain:
        return False
    if _is_many(args) or args.timeout or args.memory or args.follow_links:
        return True
    if args.output == "-" or args.on_error == "stop" or cores() < 2:
        return False
    size = 0
    for path in args.inputs:
        with suppress(OSError, ValueError):
            size += os.path.getsize(path)
    return size >= _LARGE


def _is_folder(args: argparse.Namespace) -> bool:
    """Whether the output is a folder: one that is there, a name that ends like one, or with many
    inputs one without an extension.
    """
    if args.output == "-":
        return False
    if os.path.isdir(args.output) or args.output.endswith(os.sep):
        return True
    extension = os.path.splitext(args.output)[1]
    return _is_many(args) and not os.path.lexists(args.output) and not extension


# ---- several processes
# ------------------------------------------------------------


def _in_processes(
    args: argparse.Namespace,
    target: Format,
    read_options: dict[str, str],
    write_options: Mapping[str, object],
    registry: Registry,
) -> int:
    """Convert with several processes; return the exit status."""
    from newsfmt.batch import Conversion
    from newsfmt.cli.progress import Progress

    if args.output == "-" and args.resume:
        raise Usage("--resume needs an output that stays: -o FILE or -o FOLDER/")
    many = _is_many(args)
    report: Any = nullcontext()
    if args.report:
        report = open(args.report, "ab" if args.resume else "wb")  # noqa: SIM115 (closed below)
    with report as stream:
        progress = Progress(quiet=args.quiet)
        conversion = Conversion(
            args.inputs,
            args.output.rstrip(os.sep) or args.output[:1],
            to=target.name,
            layout=_layout(args, target),
            resume=args.resume,
            force=args.force,
            manifest=args.manifest or many,
            shard_size=args.shard_size,
            name=args.name,
            filter=filter_of(args),
            write_options=write_options,
            report=stream,
            tick=progress.tick,
            **reading_of(args, registry, read_options),
            **bounds_of(args),
        )
        if not many:
            conversion.check_named()
        with progress.showing(conversion, args):
            status = _follow(conversion, args, many=many)
    if not args.quiet:
        show_sums(conversion.totals, many=many, report=args.report)
        if many and not status and conversion.manifest:
            say(f"manifest: {conversion.manifest}")
    return status or status_of(conversion.totals, strict=args.strict)


def _layout(args: argparse.Namespace, target: Format) -> str | None:
    folder = _is_folder(args)
    if not folder:
        if args.split or args.name or args.shard_size:
            option = "--split" if args.split else "--name" if args.name else "--shard-size"
            raise Usage(f"{option} needs a folder as output: -o FOLDER/")
        return "stream"
    if args.shard_size:
        return "shards"
    return "articles" if args.split or args.name or not target.multiple else "files"


def _follow(conversion: Conversion, args: argparse.Namespace, *, many: bool) -> int:
    """Run the conversion and print what is worth printing; return a status where something ended
    it.
    """
    printer = Printer(quiet=args.quiet, summed=many)
    try:
        for outcome in conversion:
            for diagnostic in outcome.notes:
                printer(diagnostic)
            printer.more(outcome.diagnostics, outcome.notes)
            printer.tell(outcome)
            if outcome.status == "failed" and args.on_error == "stop":
                _say_how_to_go_on(conversion)
                return FAILED
    except OSError as error:
        _say_how_to_go_on(conversion)
        if isinstance(error, BrokenPipeError) or args.debug:
            raise
        return say(f"newsfmt: {os_error(error, whole=False)}", FAILED)
    except BaseException as error:
        if not isinstance(error, Exception):
            _say_how_to_go_on(conversion)
        raise
    finally:
        printer.close(kept=args.report)
    for path in () if args.quiet else conversion.stale:
        say(
            f"warning: {os.path.join(args.output, path)}: no input has this output any more; an earlier run wrote it"
        )
    return 0


def _say_how_to_go_on(conversion: Conversion) -> None:
    if conversion.manifest:
        say(f"newsfmt: {_RESUMABLE}")


# ---- this process
# ------------------------------------------------------------


def _in_this_process(
    args: argparse.Namespace,
    target: Format,
    options: dict[str, str],
    write_options: Mapping[str, object],
    registry: Registry,
) -> int:
    """Convert one input after the other into one output; return the exit status."""
    if args.output != "-":
        may_write(args.output, force=args.force)
    many = _is_many(args)
    printer = Printer(quiet=args.quiet, report=args.report, summed=many)
    explained: Any = nullcontext()
    if args.explain:
        from newsfmt.cli.explain import explanations

        explained = explanations(args.explain, args.encoding)
    try:
        with explained as trail:
            inputs = Inputs(args, registry, options, printer, filter_of(args), trail)
            _into_one(args, inputs, target, write_options, registry)
    except Stopped:
        return FAILED
    finally:
        printer.close()
    inputs.totals.take(inputs.report)
    if not args.quiet:
        show_sums(inputs.totals, many=many, report=args.report)
    return status_of(inputs.totals, strict=args.strict)


def _into_one(
    args: argparse.Namespace,
    inputs: Inputs,
    target: Format,
    options: Mapping[str, object],
    registry: Registry,
) -> None:
    """All articles of all inputs into one output; nothing is left behind where no article came
    out.
    """
    path = absolute(args.output)
    articles = inputs.articles()
    with standard_output() if args.output == "-" else nullcontext(path) as output:
        first = next(articles, None)
        if first is None:
            return
        write_to(
            chain([first], articles),
            output,
            inputs.report,
            format=target.name,
            options=options,
            registry=registry,
        )

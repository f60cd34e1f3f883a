"""``newsfmt convert`` on folders, corpora and large files: what was asked for, handed to
:mod:`newsfmt.batch`, with progress, and the sums at the end.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from newsfmt._paths import cores, is_pattern
from newsfmt.cli.shared import (
    FAILED,
    OK,
    STRICT,
    FoundInput,
    Inputs,
    Printer,
    Usage,
    limits_of,
    say,
)

if TYPE_CHECKING:
    from newsfmt._registry import Registry
    from newsfmt.batch import Filter, Outcome, Totals
    from newsfmt.format import Format

__all__ = [
    "bounds_of",
    "convert_batch",
    "expanded",
    "filter_of",
    "is_batch",
    "is_folder",
    "names_from",
]

_STOPPED = "stopped before the end; the same command with --resume goes on from here"
_LARGE = 64 << 20  # bytes of named inputs, from which several processes are worth their start


def filter_of(args: argparse.Namespace) -> Filter | None:
    """The filter that was asked for, if any."""
    if not any(
        (args.since, args.until, args.language, args.status, args.where, args.leave_out, args.at)
    ):
        return None
    from newsfmt.batch import Filter
    from newsfmt.dates import NewsDate

    at = None
    if args.at:
        try:
            moment = NewsDate.parse(args.at)
        except ValueError as error:
            raise Usage(f"--at {args.at}: {error}; write it as 2020-01-01T12:00Z") from None
        at = moment.earliest()
    words = {name: ",".join(getattr(args, name)) for name in ("language", "status", "leave_out")}
    return Filter(since=args.since, until=args.until, where=args.where, at=at, **words)


def is_batch(args: argparse.Namespace, target: Format) -> bool:
    """Whether the inputs or options ask for a batch."""
    if any(
        (
            args.files_from,
            args.jobs,
            args.resume,
            args.manifest,
            args.shard_size,
            args.name,
            args.timeout,
            args.memory,
            args.follow_links,
        )
    ):
        return True
    named = [path for path in args.inputs if path != "-"]
    if any(os.path.isdir(path) or is_pattern(path) for path in named):
        return True
    if args.output == "-" or not target.joins or args.on_error == "stop" or cores() < 2:
        return False
    size = 0
    for path in named:
        with suppress(OSError, ValueError):
            size += os.path.getsize(path)
    return size >= _LARGE


def bounds_of(args: argparse.Namespace) -> dict[str, Any]:
    """Jobs, seconds and memory, as they were given."""
    from newsfmt.batch import MEMORY, TIMEOUT

    return {
        "jobs": _number("--jobs", args.jobs, None, whole=True),
        "timeout": _number("--timeout", args.timeout, TIMEOUT),
        "memory": _number("--memory", args.memory, MEMORY, whole=True),
    }


def _number(option: str, text: str | None, default: float | None, *, whole: bool = False) -> Any:
    if text is None:
        return default
    if text == "none" and default is not None:
        return None
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        raise Usage(
            f"{option} {text}: give a number above 0{', or none' if default is not None else ''}"
        )
    return value


def names_from(path: str) -> Iterator[str]:
    """The names in a list: parted by NUL if there is one, else one a line."""
    if path == "-":
        yield from _names(sys.stdin.buffer)
        return
    with open(path, "rb") as stream:
        yield from _names(stream)


def _names(stream: Any) -> Iterator[str]:
    first = stream.readline()
    if b"\0" in first:
        yield from (os.fsdecode(name) for name in (first + stream.read()).split(b"\0") if name)
        return
    while first:
        name = first.rstrip(b"\r\n")
        if name:
            yield os.fsdecode(name)
        first = stream.readline()


def expanded(args: argparse.Namespace, inputs: Inputs) -> Iterator[FoundInput | str]:
    """The files that the inputs stand for, where one process reads them all; what cannot be read or
    is passed over is counted.
    """
    from newsfmt.batch._inputs import Seeker

    own = (args.output, args.report)
    seeker = Seeker(
        follow=args.follow_links,
        omit=frozenset(os.path.realpath(path) for path in own if path and path != "-"),
    )
    for listed, names in (
        (False, args.inputs),
        (True, names_from(args.files_from) if args.files_from else ()),
    ):
        for found in seeker.find(names, listed=listed) if names else ():
            if found.path == "-" and found.named:
                yield "-"
            elif found.skipped:
                inputs.skipped[found.skipped] = inputs.skipped.get(found.skipped, 0) + 1
            elif found.failed:
                inputs.fail(found.path, found.failed)
            else:
                yield found


# ---- the batch
# ------------------------------------------------------------


def convert_batch(
    args: argparse.Namespace,
    target: Format,
    read_options: dict[str, str],
    write_options: dict[str, Any],
    registry: Registry,
) -> int:
    """Convert with several processes; return the exit status."""
    from newsfmt.batch import Conversion
    from newsfmt.cli.progress import Progress

    _check(args)
    with open(args.report, "ab" if args.resume else "wb") if args.report else _Nothing() as report:
        progress = Progress(quiet=args.quiet)
        conversion = Conversion(
            args.inputs,
            args.output.rstrip(os.sep) or args.output[:1],
            to=target.name,
            source_format=args.source_format,
            layout=_layout(args, target),
            files_from=names_from(args.files_from) if args.files_from else (),
            resume=args.resume,
            force=args.force,
            manifest=args.manifest or _asked(args),
            shard_size=args.shard_size,
            name=args.name,
            filter=filter_of(args),
            encoding=args.encoding,
            read_options=read_options,
            write_options=write_options,
            limits=limits_of(args.limit),
            follow_links=args.follow_links,
            report=report,
            registry=registry,
            tick=progress.tick,
            **bounds_of(args),
        )
        with progress.showing(conversion, args):
            done = _follow(conversion, args)
    for failure in () if args.quiet else conversion.totals.plugins.values():
        say(f"warning: {failure} [plugin.failed]")
    if not args.quiet and (_asked(args) or args.manifest):
        _sums(conversion.totals, conversion.manifest if done else None)
    return _status(conversion.totals, strict=args.strict)


class _Nothing:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *exc: object) -> None:
        return None


def _check(args: argparse.Namespace) -> None:
    if args.output == "-" and args.resume:
        raise Usage("--resume needs an output that stays: -o FILE or -o FOLDER/")


def _asked(args: argparse.Namespace) -> bool:
    """Whether this is a batch by what was named, and not only by the size of a few files; then it
    has a manifest and says its sums.
    """
    many = any(os.path.isdir(path) or is_pattern(path) for path in args.inputs)
    return bool(
        many
        or args.files_from
        or args.resume
        or args.manifest
        or args.shard_size
        or args.name
        or args.jobs
    )


def _layout(args: argparse.Namespace, target: Format) -> str | None:
    folder = is_folder(args, target)
    if not folder:
        if args.split or args.name or args.shard_size:
            option = "--split" if args.split else "--name" if args.name else "--shard-size"
            raise Usage(f"{option} needs a folder as output: -o FOLDER/")
        return "stream"
    if args.shard_size:
        return "shards"
    return "articles" if args.split or args.name or not target.multiple else "files"


def is_folder(args: argparse.Namespace, target: Format) -> bool:
    """Whether the output is a folder: one that is there, a name that ends like one, or one without
    an extension of the format.
    """
    if args.output == "-":
        return False
    if os.path.isdir(args.output) or args.output.endswith(os.sep):
        return True
    extension = os.path.splitext(args.output)[1].lower().lstrip(".")
    return not os.path.lexists(args.output) and not extension


def _follow(conversion: Any, args: argparse.Namespace) -> bool:
    """Run the conversion and print what is worth printing; False where a failure ended it."""
    printer = Printer(quiet=args.quiet)
    try:
        for outcome in conversion:
            _tell(outcome, printer)
            if outcome.status == "failed" and args.on_error == "stop":
                if conversion.manifest is not None:
                    say(f"newsfmt: {_STOPPED}")
                return False
    except BaseException as error:
        if conversion.manifest is not None and (
            isinstance(error, OSError) or not isinstance(error, Exception)
        ):
            say(f"newsfmt: {_STOPPED}")
        raise
    finally:
        printer.close(kept=args.report)
    return True


def _tell(outcome: Outcome, printer: Printer) -> None:
    for diagnostic in outcome.notes:
        printer(diagnostic)
    printer.more(outcome.diagnostics, outcome.notes)
    told = outcome.code in {diagnostic.code for diagnostic in outcome.notes}
    if outcome.status == "failed" and not told and not outcome.reused:
        say(f"error: {outcome.input}: {outcome.reason}")


def _sums(totals: Totals, manifest: str | None) -> None:
    """The reconciliation: what was found is what was converted, skipped and failed."""
    say(f"files:    {totals.inputs:,} found = {totals.converted:,} converted + {totals.skipped:,} skipped + {totals.failed:,} failed"
        + (f" ({totals.reused:,} of them done by an earlier run)" if totals.reused else ""))  # fmt: skip
    say(f"articles: {totals.articles:,} found = {totals.articles_converted:,} converted + {totals.articles_skipped:,} skipped"
        f" + {totals.articles_failed:,} failed")  # fmt: skip
    for what, reasons in (
        ("files skipped", totals.reasons),
        ("articles left out", totals.left_out),
    ):
        if reasons:
            say(
                f"{what}: "
                + ", ".join(f"{count:,} {reason}" for reason, count in sorted(reasons.items()))
            )
    if manifest is not None:
        say(f"manifest: {manifest}")


def _status(totals: Totals, *, strict: bool) -> int:
    from newsfmt.diagnostics import CODES

    if not totals.complete:
        if not totals.failed and not totals.articles_failed:
            say(
                "newsfmt: no article was converted"
                + ("" if totals.inputs else "; there is no file in what was named")
            )
        return FAILED
    if totals.diagnostics.get("write.embargo-lost"):
        return STRICT
    odd = bool(totals.plugins) or any(
        CODES[code].severity != "info" for code in totals.diagnostics if code in CODES
    )
    return STRICT if strict and odd else OK

"""What the command line says about inputs, as the library takes it; and reading them in this
process, one after the other.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from newsfmt.batch import Reading
from newsfmt.cli.alarm import TimeIsUp, alarm
from newsfmt.cli.shared import Printer, Usage, limits_of
from newsfmt.diagnostics import Diagnostic, Report

if TYPE_CHECKING:
    from newsfmt._provenance import Trail
    from newsfmt._registry import Registry
    from newsfmt.article import Article
    from newsfmt.batch import Filter, Outcome

__all__ = ["Inputs", "Stopped", "bounds_of", "filter_of", "number", "reading_of"]


class Stopped(Exception):
    """--on-error stop, and something failed."""


def reading_of(
    args: argparse.Namespace, registry: Registry, options: Mapping[str, object]
) -> dict[str, Any]:
    """How inputs are found and read."""
    files_from = getattr(args, "files_from", None)
    return {
        "source_format": args.source_format,
        "encoding": args.encoding,
        "read_options": options,
        "limits": limits_of(args.limit),
        "unsure": getattr(args, "unsure", False),
        "follow_links": getattr(args, "follow_links", False),
        "files_from": _names_from(files_from) if files_from else (),
        "registry": registry,
    }


def bounds_of(args: argparse.Namespace) -> dict[str, Any]:
    """Jobs, seconds and memory, as they were given."""
    from newsfmt.batch import MEMORY, TIMEOUT

    return {
        "jobs": number("--jobs", args.jobs, None, whole=True),
        "timeout": number("--timeout", args.timeout, TIMEOUT),
        "memory": number("--memory", args.memory, MEMORY, whole=True),
    }


def number(option: str, text: str | None, default: float | None, *, whole: bool = False) -> Any:
    """The number that an option gives, or ``none``. Raises Usage for anything else."""
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


def _names_from(path: str) -> Iterator[str]:
    """The names in a list: separated by NUL if there is one, else one per line."""
    if path == "-":
        yield from _names(sys.stdin.buffer)
        return
    with open(path, "rb") as stream:
        yield from _names(stream)


def _names(stream: BinaryIO) -> Iterator[str]:
    first = stream.readline()
    if b"\0" in first:
        yield from (os.fsdecode(name) for name in (first + stream.read()).split(b"\0") if name)
        return
    while first:
        name = first.rstrip(b"\r\n")
        if name:
            yield os.fsdecode(name)
        first = stream.readline()


class Inputs:
    """The articles of all inputs, read in this process; what becomes of each input is printed and
    counted.
    """

    def __init__(
        self,
        args: argparse.Namespace,
        registry: Registry,
        options: Mapping[str, object],
        printer: Printer,
        filter: Filter | None = None,
        trail: Trail | None = None,
    ) -> None:
        self._stop = getattr(args, "on_error", "skip") == "stop"
        self._debug = args.debug
        self._printer = printer
        own = [getattr(args, name, None) for name in ("output", "report", "explain", "html")]
        self._reading = Reading(
            args.inputs,
            filter=filter,
            trail=trail,
            on_error="raise" if self._stop else "skip",
            omit=frozenset(os.path.realpath(path) for path in own if path and path != "-"),
            sink=self.sink,
            tell=self._tell,
            **reading_of(args, registry, options),
        )
        self.totals = self._reading.totals
        self.report = Report(self.sink)
        """What the writer of the articles reports to."""

    def sink(self, diagnostic: Diagnostic) -> None:
        """Print a diagnostic; plugins that failed are named in the end."""
        if diagnostic.code != "plugin.failed":
            self._printer(diagnostic)

    def articles(self) -> Iterator[Article]:
        """Yield every article of every input. Raises Stopped with ``--on-error stop``, and with
        ``--debug`` what an input ended with.
        """
        limits = self._reading.limits
        for input in self._reading.found():
            try:
                with alarm(limits.seconds):
                    for article in self._reading.articles(input):
                        self.report.reading = self._reading.format
                        yield article
            except TimeIsUp:
                error = limits.exceeded("seconds", "the time that the input takes")
                self._reading.fail(input, error)

    def _tell(self, outcome: Outcome) -> None:
        self._printer.tell(outcome)
        error, self._reading.error = self._reading.error, None
        if self._debug and error is not None:
            raise error
        if self._stop and outcome.status == "failed":
            raise Stopped

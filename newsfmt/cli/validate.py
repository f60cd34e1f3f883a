"""``newsfmt validate``: files and folders come in, each problem is a line, and a closing line
counts the files.

A file that was named and cannot be checked is an error; below a folder it is counted as not
checked, with the reason. A package that is missing is named once.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from newsfmt._terminal import safe
from newsfmt.cli.shared import (
    FAILED,
    OK,
    limits_of,
    os_error,
    registry_of,
    results,
    say,
    write_json,
)

if TYPE_CHECKING:
    from newsfmt._registry import Registry
    from newsfmt.archives import Content
    from newsfmt.format import Limits, Problem

__all__ = ["validate"]


def validate(args: argparse.Namespace) -> int:
    from newsfmt.batch import Reading

    registry, limits = registry_of(args), limits_of(args.limit)
    run = _Run(args, registry, limits)
    for input in Reading(args.inputs, registry=registry, limits=limits).found():
        if input.failed:
            run.fail(input.shown, input.failed)
        elif input.skipped:
            run.pass_over(input.skipped)
        elif input.content is not None:
            with ExitStack() as stack:
                opened = partial(_opened, stack, input.content, limits)
                run.check(input.shown, opened, named=input.named)
        else:
            source: Any = sys.stdin.buffer if input.standard else input.path
            run.check(input.shown, partial(_given, source), named=input.named)
    return run.close()


def _given(source: object) -> Any:
    return source


def _opened(stack: ExitStack, content: Content, limits: Limits) -> BinaryIO:
    return stack.enter_context(content.open(limits))


class _Run:
    """Checks inputs one after the other, and counts them."""

    def __init__(self, args: argparse.Namespace, registry: Registry, limits: Limits) -> None:
        self._args = args
        self._registry = registry
        self._limits = limits
        self._counts: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._problems = 0
        self._packages: set[str] = set()

    def check(self, name: str, open: Callable[[], Any], *, named: bool) -> None:
        """Check the input that ``open`` gives, and print its problems."""
        from newsfmt._pipeline.validation import validate
        from newsfmt.errors import FormatError, MissingPackageError, NewsfmtError

        try:
            result = validate(
                open(),
                format=self._args.source_format,
                name=name,
                registry=self._registry,
                limits=self._limits,
            )
        except MissingPackageError as error:
            if error.package not in self._packages:
                say(f"error: {error}")
            self._packages.add(error.package)
            self.pass_over(f"without the package {error.package}")
        except FormatError as error:
            if named:
                self.fail(name, str(error))
            else:
                self.pass_over("of no format that has a schema")
        except NewsfmtError as error:
            self.fail(name, str(error))
        except OSError as error:
            self._counts["failed"] += 1
            say(f"error: {os_error(error, name)}")
        else:
            self._show(name, result.format, result.problems)

    def fail(self, name: str, text: str) -> None:
        """Print why an input cannot be checked, and count it."""
        self._counts["failed"] += 1
        say(f"error: {text}" if text.startswith(name) else f"error: {name}: {text}")

    def pass_over(self, reason: str) -> None:
        """Count an input that is not checked."""
        self._counts["not checked"] += 1
        self._reasons[reason] += 1

    def _show(self, name: str, form: str, problems: tuple[Problem, ...]) -> None:
        self._counts["invalid" if problems else "valid"] += 1
        self._problems += len(problems)
        for problem in problems:
            self._show_problem(name, form, problem)
        if not problems and not self._args.json:
            results().write(f"{safe(name)}: valid {form}\n")

    def _show_problem(self, name: str, form: str, problem: Problem) -> None:
        if self._args.json:
            record = {
                "input": name,
                "format": form,
                "line": problem.line,
                "rule": problem.rule,
                "message": problem.message,
            }
            write_json(record)
            return
        where = f"{name}:{problem.line}" if problem.line is not None else name
        results().write(f"{safe(where)}: {safe(problem.message)} [{problem.rule}]\n")

    def close(self) -> int:
        """Say the closing count of several files, and return the exit status: 0 where all that had
        to be checked is valid.
        """
        results().flush()  # so that the count stands below the lines
        total = self._counts.total()
        if total > 1:
            parts = [f"{self._counts['valid']:,} valid"]
            if self._counts["invalid"]:
                what = "problem" if self._problems == 1 else "problems"
                parts.append(f"{self._counts['invalid']:,} invalid ({self._problems:,} {what})")
            if self._reasons:
                why = ", ".join(f"{count:,} {reason}" for reason, count in self._reasons.items())
                parts.append(f"{self._counts['not checked']:,} not checked ({why})")
            if self._counts["failed"]:
                parts.append(f"{self._counts['failed']:,} failed")
            say(f"{total:,} files: " + ", ".join(parts))
        elif not total:
            say("newsfmt: there is no file in what was named")
        bad = self._counts["invalid"] or self._counts["failed"] or self._packages
        return FAILED if bad or not self._counts["valid"] else OK

"""Finish inputs in the worker that read them: their outputs get their names, and each input its
line for the manifest, so that the run itself has little left to do.

A worker can do this for an input that is not read in parts, where the search has decided the name
of its output, or the output is one stream. It is ahead of the journal, which has the order of the
inputs. So before files get their names, these are written down in the run's own folder: a run that
is resumed knows by them which files are its own, although no line of the journal has them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress

from newsfmt._registry import Registry
from newsfmt.batch._accounts import Output, PartFile, Settled
from newsfmt.batch._manifest import line_of
from newsfmt.batch._place import Misplaced, Root
from newsfmt.batch._reader import Task
from newsfmt.batch._run_options import ConversionOptions
from newsfmt.batch._work import Result, Worker

__all__ = ["Joiner", "Settler", "claimed"]

_CLAIM = "placed-"


class Joiner(Worker):
    """A worker whose outputs go into one stream: only their places are left to the run."""

    def settle(self, tasks: Sequence[Task], results: list[Result]) -> Sequence[Result | Settled]:
        """Finish the inputs that concern no others."""
        super().settle(tasks, results)
        return [
            _joined(task, result) if _is_alone(task, result) else result
            for task, result in zip(tasks, results, strict=True)
        ]


class Settler(Worker):
    """A worker that gives outputs their names below ``root``."""

    def __init__(
        self, options: ConversionOptions, registry: Registry, folder: str, root: str
    ) -> None:
        super().__init__(options, registry, folder)
        self._root = Root(root)
        self._parts = folder
        self._force = options.force
        self._claims = 0

    def settle(self, tasks: Sequence[Task], results: list[Result]) -> Sequence[Result | Settled]:
        """Finish the inputs that a worker can finish. Raises OSError for a full device."""
        super().settle(tasks, results)
        alone = [
            (task, result)
            for task, result in zip(tasks, results, strict=True)
            if _is_alone(task, result)
        ]
        named = [(task, result) for task, result in alone if self._may_name(task, result)]
        claim = self._claim([task.output for task, _ in named]) if named else ""
        for task, result in named:
            self._name(task, result)
        return [
            _settled(task, result, claim) if _is_alone(task, result) else result
            for task, result in zip(tasks, results, strict=True)
        ]

    def _may_name(self, task: Task, result: Result) -> bool:
        """Whether the input has an output that can be stored; else it fails."""
        for part in result.outputs:
            try:
                if self._force and self._root.is_file(task.output, task.path):
                    raise Misplaced(f"{task.output} is the input itself; write to another folder")
                self._root.check(
                    task.output, part.size, part.sha256, force=self._force or task.replace
                )
            except Misplaced as error:
                self._fail(result, part, error)
                return False
        return bool(result.outputs)

    def _claim(self, paths: list[str]) -> str:
        """Write down the names that files are about to get; return the name of the list."""
        self._claims += 1
        folder, run = os.path.split(self._parts)
        name = f"{_CLAIM}{run}-{os.getpid()}-{self._claims}"
        with open(os.path.join(folder, name), "wb", buffering=0) as file:
            file.write("".join(f"{path}\n" for path in paths).encode())
        return name

    def _name(self, task: Task, result: Result) -> None:
        (part,) = result.outputs
        try:
            self._root.name(os.path.join(self._parts, part.name), task.output)
        except Misplaced as error:
            self._fail(result, part, error)

    def _fail(self, result: Result, part: PartFile, error: Misplaced) -> None:
        result.fail("output", str(error))
        result.outputs = []
        with suppress(FileNotFoundError):
            os.unlink(os.path.join(self._parts, part.name))


def _is_alone(task: Task, result: Result) -> bool:
    """Whether the run has nothing else to do for the input: it is whole, has at most one output,
    and neither faults of plugins nor lines of the report.
    """
    few = len(result.outputs) <= 1
    return bool(task.output) and few and not result.plugins and result.report is None


def _settled(task: Task, result: Result, claim: str) -> Settled:
    outputs = tuple(
        Output(path=task.output, size=part.size, sha256=part.sha256, articles=part.articles)
        for part in result.outputs
    )
    written = sum(output.articles for output in outputs)
    outcome = result.outcome(task.label, written, outputs)
    return Settled.of(outcome, line_of(outcome), claim if outputs else "")


def _joined(task: Task, result: Result) -> Settled:
    written = sum(part.articles for part in result.outputs)
    outcome = result.outcome(task.label, written)
    part = result.outputs[0] if written else None
    return Settled.of(outcome, line_of(outcome), part=part)


def claimed(folder: str) -> Iterator[str]:
    """Yield the names of outputs in the lists that earlier runs left in their own folder."""
    for name in sorted(os.listdir(folder)):
        if name.startswith(_CLAIM):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                yield from (line[:-1] for line in file if line.endswith("\n"))

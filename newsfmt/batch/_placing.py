"""Store the outputs of workers, input by input in their order; and keep or replace those of an
earlier run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import BinaryIO

from newsfmt._paths import absolute
from newsfmt.batch._accounts import RETRIED, Outcome, Output, PartFile, Settled
from newsfmt.batch._inputs import Input, Seeker
from newsfmt.batch._manifest import with_outputs
from newsfmt.batch._members import sha256_of_content
from newsfmt.batch._place import Misplaced, Root, Stream, Tree, sha256_of
from newsfmt.batch._pool import Maker
from newsfmt.batch._reader import Task
from newsfmt.batch._run_options import ConversionOptions
from newsfmt.batch._schedule import Whole
from newsfmt.batch._settling import Joiner, Settler, claimed
from newsfmt.batch._work import Result, Worker, report_line
from newsfmt.batch._workspace import Destination
from newsfmt.errors import OptionError, ParseError
from newsfmt.format import Part

__all__ = ["Placing"]

_WHOLE = "whole"
_BLOCK = 1 << 20


class Placing:
    """The outputs of a run below its root; ``parts`` is the folder of the part files."""

    def __init__(
        self,
        place: Destination,
        options: ConversionOptions,
        seeker: Seeker,
        parts: str,
        work: str,
        report: BinaryIO | None,
    ) -> None:
        self._parts = parts
        self._work = work
        self._files: set[str] = set()  # part files that were appended
        self._claims: set[str] = set()  # lists of outputs that are not in the journal yet
        self._report = report
        self._limits = options.limits
        self._root = None if place.is_stream else Root(place.root)
        self._joined = options.layout == "files"
        self._stored: list[Output] = []  # of the large input whose parts are coming
        self._whole: Stream | None = None  # their target, if not the output itself
        self._target: Tree | Stream
        if options.apart and self._root is not None:
            self._target = tree = Tree(
                self._root,
                parts,
                place.ending,
                options.force,
                seeker.folders,
                options.name is not None,
            )
            tree.earlier.update(claimed(work))
            if place.manifest is not None:
                tree.reserve(place.manifest)
            return
        self._target = Stream(
            parts,
            data=os.path.join(work, "data") if self._root is not None else "",
            name=os.path.basename(place.path) if place.layout == "stream" else "articles",
            root=self._root,
            ending=place.ending,
            force=options.force or options.resume,
            articles_limit=options.shard_articles,
            bytes_limit=options.shard_bytes,
            device=place.device,
        )

    @property
    def ordered(self) -> bool:
        """Whether the outputs share one stream."""
        return isinstance(self._target, Stream)

    def task(self, input: Input) -> Task:
        """Return the task of converting an input, with its output where a worker may store it."""
        if not isinstance(self._target, Tree):
            return Task.of(input, "-")
        if self._target.by_pattern:
            return Task.of(input)
        path = input.folder.below(input.name)
        return Task.of(input, path, replace=path in self._target.earlier)

    def worker(self) -> Maker[Result]:
        """Return what makes the workers, which do as much as the kind of output allows."""
        target = self._target
        if isinstance(target, Tree):
            return (
                Worker if target.by_pattern else partial(Settler, root=absolute(target.root.path))
            )
        return Worker if target.several else Joiner

    # ---- what an earlier run has done
    # ------------------------------------------------------------

    def may_replace(self, outputs: Iterable[str]) -> None:
        """Take the outputs of an earlier run that may be replaced."""
        if isinstance(self._target, Tree):
            self._target.earlier.update(outputs)

    def keep(self, input: Input, outcome: Outcome) -> None:
        """Keep the output that an earlier run made from an input."""
        self._target.keep(input, outcome)

    def holds(self, input: Input, outcome: Outcome) -> bool:
        """Return whether this run would produce the outcome of an earlier run, and its outputs are
        unchanged.
        """
        if input.failed or input.skipped:
            status = "failed" if input.failed else "skipped"
            return (outcome.status, outcome.reason) == (status, input.failed or input.skipped)
        if (
            outcome.code in RETRIED
            or not outcome.sha256
            or outcome.size != input.size
            or (outcome.status == "unsure" and Task.of(input).alone)
            or not self._target.holds(input, outcome)
        ):
            return False
        try:
            if input.content is not None:
                return sha256_of_content(input.content, self._limits) == outcome.sha256
            return sha256_of(input.path) == outcome.sha256
        except (OSError, ParseError):
            return False

    def stale(self) -> list[str]:
        """Return the outputs of an earlier run whose inputs are gone or have another outcome
        now.
        """
        if self._root is None or isinstance(self._target, Stream):
            return []
        root = self._root
        return sorted(path for path in self._target.earlier if root.size_of(path) is not None)

    # ---- what workers made
    # ------------------------------------------------------------

    def settled(self, done: Settled) -> tuple[Outcome, bytes]:
        """Take an input that a worker has finished; return its outcome, and its line for the
        manifest. Raises OSError.
        """
        if done.part is not None:
            assert isinstance(self._target, Stream)
            self._files.add(done.part.name)
            outputs = (self._target.append(done.part),)
            return Outcome(**done.fields, outputs=outputs), with_outputs(done.line, outputs)
        outcome = Outcome(**done.fields)
        if done.claim:
            self._claims.add(done.claim)
            if isinstance(self._target, Tree) and self._target.earlier:
                self._target.earlier.difference_update(output.path for output in outcome.outputs)
        return outcome, done.line

    def written(self) -> None:
        """Note that the inputs so far are in the journal."""
        _remove(self._work, self._claims)
        self._claims.clear()

    def store(self, input: Input, result: Result) -> Outcome:
        """Store the outputs of an input. Raises OSError."""
        self._copy_report(result)
        return self._outcome(input, result, self._put(input, result, 0))

    def store_part(
        self, input: Input, result: Result, whole: Whole[Result], part: Part
    ) -> Outcome | None:
        """Store the outputs of a part of a large input; with the last part that counts, return the
        outcome of the input. Raises OSError.
        """
        self._copy_report(result)
        if whole.over:
            return None
        if self._joined and self._whole is None:
            self._whole = Stream(self._parts, os.path.join(self._parts, _WHOLE), _WHOLE)
        self._stored += self._put(input, result, len(self._stored), self._whole)
        if not whole.take(result, part):
            return None
        if self._report is not None:
            self._report.writelines(map(report_line, whole.differences))
        if self._whole is not None:
            self._stored = self._join(input, whole.result, self._whole)
        stored, self._stored, self._whole = self._stored, [], None
        return self._outcome(input, whole.result, stored)

    def _join(self, input: Input, result: Result, whole: Stream) -> list[Output]:
        """Store the output of one input, joined from its parts."""
        whole.close()
        if not whole.articles:
            return []
        digest = sha256_of(os.path.join(self._parts, _WHOLE))
        result.outputs = [PartFile(_WHOLE, 0, whole.size, digest, whole.articles)]
        return self._put(input, result, 0)

    def _put(
        self, input: Input, result: Result, stored: int, target: Stream | None = None
    ) -> list[Output]:
        try:
            done = (target or self._target).store(input, result.outputs, stored)
        except Misplaced as error:
            result.fail("output", str(error))
            return []
        if target is None and isinstance(self._target, Tree):  # they have moved
            result.outputs = []
        return done

    def _outcome(self, input: Input, result: Result, stored: list[Output]) -> Outcome:
        written = sum(output.articles for output in stored)
        return result.outcome(input.shown, written, tuple(stored))

    def _copy_report(self, result: Result) -> None:
        if result.report is None or self._report is None:
            return
        with open(os.path.join(self._parts, result.report.name), "rb") as source:
            source.seek(result.report.offset)
            left = result.report.size
            while left and (data := source.read(min(left, _BLOCK))):
                self._report.write(data)
                left -= len(data)

    def discard(self, results: Iterable[Result | Settled]) -> None:
        """Remove the remaining part files."""
        names = {
            file.name
            for result in results
            if isinstance(result, Result)
            for file in (*result.outputs, result.report)
            if file is not None
        }
        if isinstance(self._target, Stream):
            self._target.flush()
        _remove(self._parts, (names | self._files) - {_WHOLE})
        self._files.clear()

    def finish(self) -> None:
        """Give the last output its name. Raises OSError, and OptionError where another program has
        made a file there since.
        """
        if isinstance(self._target, Stream):
            try:
                self._target.finish()
            except Misplaced as error:
                raise OptionError(str(error)) from None

    def close(self) -> None:
        """Close what is open."""
        if isinstance(self._target, Stream):
            self._target.close()
        if self._root is not None:
            self._root.close()


def _remove(folder: str, names: set[str]) -> None:
    for name in names:
        with suppress(FileNotFoundError):
            os.unlink(os.path.join(folder, name))

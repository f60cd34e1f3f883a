"""One batch conversion from beginning to end: inputs are found, handed out, and what comes back is
put in its place in the order of the inputs.

An interrupted run leaves a journal beside its output; the next one keeps what is done and goes on.
Whatever the number of workers, whenever the run was interrupted: the same inputs give the same
bytes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import attrs

from newsfmt import __version__
from newsfmt._paths import absolute
from newsfmt._registry import Registry
from newsfmt.batch._earlier import Earlier
from newsfmt.batch._inputs import Input, Seeker, Spool
from newsfmt.batch._manifest import RETRIED, SCHEMA, Journal, Outcome, Output, Totals, dumps
from newsfmt.batch._names import WORK, stem_of
from newsfmt.batch._parts import Parts
from newsfmt.batch._place import Misplaced, Root, Stream, Tree, is_shard, sha256_of
from newsfmt.batch._pool import Pool
from newsfmt.batch._work import PartFile, Result, Settings, Task, Unit, Worker
from newsfmt.errors import OptionError
from newsfmt.format import Format

__all__ = ["Plan", "Run"]

_GROUP_BYTES = 1 << 20
_GROUP_INPUTS = 64
_TICK = 0.25
_RECORD = b'{"record":'  # what every line of a manifest begins with
_LOCK = "lock"
_PATIENCE = 1.0  # seconds to wait for a lock


@attrs.define(kw_only=True)
class Plan:
    """What a run is to do."""

    inputs: list[str]
    output: str
    target: Format
    settings: Settings
    registry: Registry
    layout: str
    files_from: Iterable[str] = ()
    jobs: int = 1
    resume: bool = False
    force: bool = False
    device: str = ""
    """A pipe or device that takes the place of standard output."""
    manifest: str | None = None
    report: BinaryIO | None = None
    shard_articles: int | None = None
    shard_bytes: int | None = None
    follow: bool = False
    timeout: float | None = None

    def header(self) -> dict[str, Any]:
        """The first record of the manifest: everything that the outputs depend on."""
        settings = self.settings
        limits = attrs.asdict(settings.limits, filter=lambda field, value: value != field.default)
        chosen = {
            "from": settings.source,
            "to": settings.target,
            "encoding": settings.encoding,
            "options": settings.read_options | settings.write_options or None,
            "limits": limits or None,
            "filter": repr(settings.filter) if settings.filter else None,
            "layout": self.layout,
            "name": settings.pattern,
            "shard_size": self.shard_articles,
            "shard_bytes": self.shard_bytes,
            "root": _from(os.path.dirname(self.manifest) or ".", self.root)
            if self.manifest
            else None,
        }
        said = {key: value for key, value in chosen.items() if value is not None}
        return {"record": "run", "schema": SCHEMA, "newsfmt": __version__, **said}

    @property
    def root(self) -> str:
        """The folder that outputs go below."""
        return (os.path.dirname(self.output) or ".") if self.layout == "stream" else self.output

    @property
    def ending(self) -> str:
        """The extension of the outputs, with its dot."""
        return f".{self.target.extensions[0] if self.target.extensions else self.target.name}"

    @property
    def work(self) -> str:
        """The run's own folder, beside or in the output; empty for standard output."""
        if self.output == "-":
            return ""
        name = f".{os.path.basename(self.output)}{WORK}" if self.layout == "stream" else WORK
        return os.path.join(self.root, name)


@attrs.define
class _Entry:
    """One input on its way through the run."""

    found: Input
    outcome: Outcome | None = None
    """What became of it, as far as that is known without a worker."""
    written: bool = False
    """Whether its line is in the journal already."""


@attrs.define
class _Whole:
    """A large input whose parts are on their way."""

    found: Input
    parts: Parts
    result: Result
    stored: list[Output] = attrs.field(factory=list)
    stream: Stream | None = None
    """Where parts are put one behind the other, if not in the run's own stream."""
    over: bool = False
    """Whether a part failed, so that those behind it do not count."""


@attrs.define
class _Group:
    """What is handed out together, and its results."""

    entries: list[_Entry]
    unit: Unit | None = None
    results: list[Result] | None = None
    whole: _Whole | None = None
    shift: int = 0
    """How far the index of the part was moved from what its format guessed."""

    @property
    def ready(self) -> bool:
        return self.unit is None or self.results is not None


class Run:
    """A batch conversion that goes on while it is iterated; gives an :class:`Outcome` for each
    input, in order.
    """

    def __init__(self, plan: Plan, tick: Callable[[], None] | None = None) -> None:
        self.plan = plan
        self.totals = Totals()
        self.done = 0
        """Bytes of inputs that are done, parts of large ones included."""
        self._tick = tick or (lambda: None)
        self._numbers = 0
        self._groups: dict[int, _Group] = {}
        self._lock: Any = None
        self._root: Root | None = None
        self._journal: Journal | None = None
        self._earlier: Earlier | None = None
        self._pool: Pool[Result] | None = None
        self._target: Tree | Stream | None = None
        self._work = self._parts = ""
        self._copied = False  # a finished run's manifest is the journal that this run began with
        self.finished = False

    # ---- the straight line
    # ------------------------------------------------------------

    def __iter__(self) -> Iterator[Outcome]:
        try:
            self._open()
            yield from self._go()
            self._finish()
        finally:
            self._close()

    def _go(self) -> Iterator[Outcome]:
        groups = self._plan_groups()
        pending: deque[_Group] = deque()
        window = max(32, 8 * self.plan.jobs)
        more = True
        while True:
            while more and len(pending) < window:
                group = next(groups, None)
                if group is None:
                    more = False
                else:
                    self._submit(group)
                    pending.append(group)
            if not pending:
                return
            self._await(pending[0])
            yield from self._release(pending.popleft())
            self._tick()

    def _submit(self, group: _Group, *, first: bool = False) -> None:
        if group.unit is not None and self._pool is not None:
            self._groups[group.unit.number] = group
            self._pool.submit(group.unit, first=first)

    def _await(self, group: _Group) -> None:
        """Collect results until this group has its own; a part that was read from a wrong index is
        read again.
        """
        while True:
            while not group.ready:
                assert self._pool is not None
                done = self._pool.collect(_TICK)
                if done is None:
                    self._tick()
                else:
                    self._groups.pop(done[0].number).results = done[1]
            whole, unit = group.whole, group.unit
            if (
                whole is None
                or unit is None
                or unit.part is None
                or whole.over
                or unit.part.index == whole.result.found
            ):
                return
            self._discard(group)
            whole.parts.shift = group.shift = group.shift + whole.result.found - unit.part.index
            part = attrs.evolve(unit.part, index=whole.result.found)
            group.unit, group.results = attrs.evolve(unit, part=part, number=self._number()), None
            self._submit(group, first=True)

    # ---- before and after
    # ------------------------------------------------------------

    def _open(self) -> None:
        plan = self.plan
        header = plan.header()
        self._check_manifest()
        if plan.output == "-":
            self._work = tempfile.mkdtemp(prefix="newsfmt-")
        else:
            self._root = Root(plan.root)
            self._check_inputs()
            made = not os.path.isdir(plan.work)
            self._lock = _locked(plan.work)
            try:
                self._check()
            except OptionError:
                if made:
                    shutil.rmtree(plan.work, ignore_errors=True)
                raise
            self._work = plan.work
        self._clear()
        self._parts = tempfile.mkdtemp(prefix="run-", dir=absolute(self._work))
        self._target = self._make_target()
        self._spool = Spool(self._parts, self._seeker.ending)
        if plan.resume:
            self._earlier = Earlier(self._work, header, ordered=isinstance(self._target, Stream))
            if not self._earlier.place and not plan.force:
                self._check_outputs(
                    "exists, and no manifest tells how it was made; say --force to overwrite it"
                )
        if self._earlier is None:
            self._start_journal(dumps(header))
        elif self._earlier.parted:
            self._part()
        self._pool = Pool(
            Worker, plan.jobs, plan.settings, plan.registry, self._parts, plan.timeout
        )

    def _check_manifest(self) -> None:
        """Refuse a manifest that could not be written in the end, or would take the place of what
        is none.
        """
        path = self.plan.manifest
        if path is None:
            return
        if os.path.lexists(path) and not os.path.isfile(path):
            raise OptionError(
                f"{path} is no regular file; name another one for the manifest",
                option="manifest",
                given=path,
            )
        if self.plan.force and os.path.lexists(path) and not _is_manifest(path):
            raise OptionError(
                f"{path} is no manifest, and would be lost; name another file for it",
                option="manifest",
                given=path,
            )
        folder = os.path.dirname(path) or "."
        if os.path.realpath(folder) != os.path.realpath(self.plan.root) and not os.path.isdir(
            folder
        ):
            raise OptionError(f"{path}: there is no folder {folder}", option="manifest", given=path)
        if self.plan.output == "-" and os.path.exists(path) and not self.plan.force:
            raise OptionError(
                f"{path} exists; say --force to overwrite it", option="manifest", given=path
            )

    def _check_inputs(self) -> None:
        """Refuse to put outputs between the inputs of a folder, where the next run would take them
        for inputs.
        """
        plan = self.plan
        folders = (
            [path for path in plan.inputs if os.path.isdir(path)] if plan.layout != "stream" else []
        )
        for path in folders:
            alone = plan.layout == "shards" or len(plan.inputs) == 1
            place = (
                plan.root
                if alone
                else os.path.join(plan.root, os.path.basename(os.path.abspath(path)))
            )
            if os.path.realpath(place) == os.path.realpath(path):
                raise OptionError(
                    f"{path} would hold its own outputs; give another folder as output (-o FOLDER/)",
                    option="output",
                )

    def _check_outputs(self, why: str) -> None:
        """Refuse to write one file, or the first of several, over one that is there."""
        plan = self.plan
        there: str | None = (
            plan.output if plan.layout == "stream" and os.path.lexists(plan.output) else None
        )
        if plan.layout == "shards":
            there = next(
                (
                    entry.path
                    for entry in os.scandir(plan.root)
                    if is_shard(entry.name, plan.ending)
                ),
                None,
            )
        if there is not None and plan.output != "-":
            raise OptionError(f"{there} {why}", option="output", given=there)

    def _check(self) -> None:
        """Refuse to run over what an earlier run left, unless told how."""
        plan = self.plan
        journal = os.path.join(plan.work, "journal.jsonl")
        if plan.force and not plan.resume:
            _empty(plan.work)
            return
        if plan.resume:
            if plan.manifest and os.path.exists(plan.manifest) and not os.path.exists(journal):
                shutil.copyfile(plan.manifest, f"{journal}.part")
                os.replace(f"{journal}.part", journal)
                self._copied = True
            return
        if os.path.exists(journal):
            raise OptionError(
                f"{plan.output}: an earlier run was interrupted; say --resume to go on with it, or --force to begin anew"
            )
        if plan.manifest and os.path.lexists(plan.manifest):
            raise OptionError(
                f"{plan.manifest} exists; say --resume to add what is new to it, or --force to begin anew"
            )
        self._check_outputs("exists; say --force to overwrite it")

    def _clear(self) -> None:
        """Remove what workers of an earlier run left in the run's own folder."""
        for name in os.listdir(self._work):
            if name.startswith("run-"):
                shutil.rmtree(os.path.join(self._work, name), ignore_errors=True)

    def _make_target(self) -> Tree | Stream:
        plan = self.plan
        force = plan.force
        if plan.layout in ("files", "articles"):
            assert self._root is not None
            self._seeker = self._make_seeker(plan.ending)
            tree = Tree(
                self._root,
                self._parts,
                plan.ending,
                force,
                self._seeker.folders,
                by_pattern=plan.settings.pattern is not None,
            )
            if plan.manifest is not None:
                tree.reserve(plan.manifest)
            return tree
        self._seeker = self._make_seeker("")
        data = os.path.join(self._work, "data") if plan.output != "-" else ""
        name = os.path.basename(plan.output) if plan.layout == "stream" else "articles"
        return Stream(
            self._parts, data, name, self._root, plan.ending, force or plan.resume, plan.shard_articles, plan.shard_bytes, plan.device,
        )  # fmt: skip

    def _make_seeker(self, ending: str) -> Seeker:
        plan = self.plan
        own = [
            plan.work,
            plan.manifest,
            plan.output if plan.output != "-" else None,
            getattr(plan.report, "name", None),
        ]
        omit = frozenset(os.path.realpath(path) for path in own if isinstance(path, str) and path)
        return Seeker(ending, plan.follow, omit)

    def _start_journal(self, header: bytes = b"") -> None:
        """Begin the journal, or go on with it behind what of it was kept."""
        if self.plan.manifest is not None:
            place = self._earlier.place if self._earlier is not None else 0
            self._journal = Journal(os.path.join(self._work, "journal.jsonl"), place)
            if not place:
                self._journal.write(header or dumps(self.plan.header()))

    def _finish(self) -> None:
        """Give the output its name where it has none yet, and the manifest."""
        plan = self.plan
        if isinstance(self._target, Stream):
            try:
                self._target.finish()
            except Misplaced as error:  # somebody else has put it there since
                raise OptionError(str(error)) from None
        if plan.manifest is not None:
            assert self._journal is not None
            self._journal.write(dumps(self.totals.to_dict()))
            self._journal.close()
            _move(self._journal.path, plan.manifest)
        self.finished = True

    def _close(self) -> None:
        begun = self._pool is not None
        for opened in (
            self._pool,
            self._journal,
            self._earlier,
            self._target if isinstance(self._target, Stream) else None,
            self._root,
        ):
            if opened is not None:
                opened.close()
        if self._parts:
            shutil.rmtree(self._parts, ignore_errors=True)
        if self._work and (
            self.finished
            or self.plan.manifest is None
            or (
                not begun
                and (self._copied or not os.path.exists(os.path.join(self._work, "journal.jsonl")))
            )
        ):
            shutil.rmtree(self._work, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()

    # ---- groups of inputs
    # ------------------------------------------------------------

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _inputs(self) -> Iterator[Input]:
        for found in self._seeker.find(self.plan.inputs) if self.plan.inputs else ():
            yield self._spool.kept(found)
        if self.plan.files_from:
            yield from self._seeker.find(self.plan.files_from, listed=True)

    def _plan_groups(self) -> Iterator[_Group]:
        """What is handed out together: small inputs up to a size, large ones alone or in parts."""
        entries: list[_Entry] = []
        size = 0
        for found in self._inputs():
            entry = self._entry(found)
            if entry.outcome is None and found.size > _GROUP_BYTES:
                if entries:
                    yield self._group(entries)
                    entries, size = [], 0
                yield from self._large(entry)
                continue
            entries.append(entry)
            size += found.size if entry.outcome is None else 0
            if size >= _GROUP_BYTES or len(entries) >= _GROUP_INPUTS:
                yield self._group(entries)
                entries, size = [], 0
        self._part()
        if entries:
            yield self._group(entries)

    def _group(self, entries: list[_Entry]) -> _Group:
        tasks = tuple(self._task(entry.found) for entry in entries if entry.outcome is None)
        return _Group(entries, Unit(self._number(), tasks) if tasks else None)

    def _task(self, found: Input) -> Task:
        stem = stem_of(found.shown) if self.plan.settings.pattern is not None else ""
        return Task(absolute(found.path), found.shown, found.size, stem, found.named, found.below)

    def _large(self, entry: _Entry) -> Iterator[_Group]:
        parts = (
            Parts.of(entry.found.path, entry.found.shown, self.plan.settings, self.plan.registry)
            if self._may_part()
            else None
        )
        self.totals.plugins = self.plan.registry.faults() | self.totals.plugins
        if parts is None:
            yield self._group([entry])
            return
        whole = _Whole(entry.found, parts, Result(size=entry.found.size, format=parts.format))
        for part in parts:
            yield _Group(
                [entry],
                Unit(self._number(), (self._task(entry.found),), part, parts.format),
                whole=whole,
                shift=parts.shift,
            )

    def _may_part(self) -> bool:
        return self.plan.layout != "files" or self.plan.target.joins

    # ---- what an earlier run has done
    # ------------------------------------------------------------

    def _entry(self, found: Input) -> _Entry:
        assert self._target is not None
        name = found.shown
        earlier = self._earlier
        if earlier is not None:
            outcome = earlier.outcome(name)
            if earlier.parted:
                self._part()
            if outcome is not None and self._holds(found, outcome):
                written = earlier.keep()
                self._target.keep(found, outcome)
                return _Entry(found, attrs.evolve(outcome, reused=True), written)
            self._part()
        if found.failed:
            return _Entry(
                found,
                Outcome(
                    input=name, status="failed", code="os", reason=found.failed, size=found.size
                ),
            )
        if found.skipped:
            return _Entry(
                found, Outcome(input=name, status="skipped", reason=found.skipped, size=found.size)
            )
        return _Entry(found)

    def _part(self) -> None:
        """Leave the journal of the earlier run, and go on with it where it was left."""
        if self._earlier is None:
            return
        self._earlier.part()
        if self._journal is None:
            self._start_journal()
            if isinstance(self._target, Tree):
                self._target.ours.update(self._earlier.outputs())

    def _holds(self, found: Input, outcome: Outcome) -> bool:
        """Whether an outcome of an earlier run still is what this one would come to."""
        if found.failed or found.skipped:
            return (outcome.status, outcome.reason) == (
                "failed" if found.failed else "skipped",
                found.failed or found.skipped,
            )
        assert self._target is not None
        if (
            outcome.code in RETRIED
            or not outcome.sha256
            or outcome.size != found.size
            or not self._target.holds(found, outcome)
        ):
            return False
        try:
            return sha256_of(found.path) == outcome.sha256
        except OSError:
            return False

    # ---- results
    # ------------------------------------------------------------

    def _release(self, group: _Group) -> Iterator[Outcome]:
        """Put the outputs of a group in their places, then its lines in the journal, then tell of
        it.
        """
        outcomes: list[Outcome] = []
        lines: list[bytes] = []
        results = iter(group.results or ())
        for entry in group.entries:
            outcome = entry.outcome or self._settled(group, entry, next(results))
            if outcome is None:
                continue
            self.totals.add(outcome)
            self.done += outcome.size if group.whole is None else 0
            outcomes.append(outcome)
            if not entry.written:
                lines.append(dumps(outcome.to_dict(__version__)))
        self._discard(group)
        if lines and self._journal is not None:
            self._journal.write(b"".join(lines))
        yield from outcomes

    def _settled(self, group: _Group, entry: _Entry, result: Result) -> Outcome | None:
        """What became of an input; None while parts of it are missing."""
        self.totals.plugins = result.plugins | self.totals.plugins
        self._copy_report(result)
        if group.whole is not None:
            return self._settled_part(group.whole, group.unit, result)
        assert self._target is not None
        return self._outcome(
            entry.found, result, self._stored(entry.found, result, 0, self._target)
        )

    def _settled_part(self, whole: _Whole, unit: Unit | None, result: Result) -> Outcome | None:
        assert unit is not None
        assert unit.part is not None
        if whole.over:
            return None
        self.done += unit.part.end - unit.part.start
        assert self._target is not None
        target = whole.stream or self._target
        if whole.stream is None and self.plan.layout == "files":
            data = os.path.join(self._parts, "whole")
            target = whole.stream = Stream(self._parts, data, "whole")
        whole.stored += self._stored(whole.found, result, len(whole.stored), target)
        _merge(whole.result, result, unit.part.line)
        whole.over = unit.part.last or (result.status == "failed" and not result.complete)
        if not whole.over:
            return None
        if unit.part.last:  # else its end was not read
            whole.result.size, whole.result.sha256 = unit.part.end, whole.parts.sha256()
        whole.result.settle()
        if whole.stream is not None:
            whole.stored = self._joined(whole)
        return self._outcome(whole.found, whole.result, whole.stored)

    def _joined(self, whole: _Whole) -> list[Output]:
        """The parts of one input's output, now one file, in its place."""
        assert whole.stream is not None
        assert self._target is not None
        whole.stream.close()
        path = os.path.join(self._parts, "whole")
        if not whole.stream.articles:
            return []
        part = PartFile("whole", 0, whole.stream.size, sha256_of(path), whole.stream.articles)
        whole.result.outputs = [part]
        return self._stored(whole.found, whole.result, 0, self._target)

    def _stored(
        self, found: Input, result: Result, stored: int, target: Tree | Stream
    ) -> list[Output]:
        try:
            done = target.store(found, result.outputs, stored)
            if isinstance(target, Tree):  # they have gone to their places
                result.outputs = []
            return done
        except Misplaced as error:
            result.fail("output", str(error))
            result.written = 0
            return []

    def _outcome(self, found: Input, result: Result, stored: list[Output]) -> Outcome:
        left_out = sum(result.left_out.values())
        written = sum(output.articles for output in stored)
        return Outcome(
            input=found.shown,
            status=result.status,
            code=result.code,
            reason=result.reason,
            size=result.size,
            sha256=result.sha256,
            format=result.format,
            articles=written,
            skipped=result.passed_over + left_out,
            failed=result.bad + result.read - left_out - written,
            left_out=result.left_out,
            diagnostics=result.diagnostics,
            outputs=tuple(stored),
            notes=tuple(result.kept),
        )

    def _copy_report(self, result: Result) -> None:
        if result.report is None or self.plan.report is None:
            return
        with open(os.path.join(self._parts, result.report.name), "rb") as source:
            source.seek(result.report.offset)
            left = result.report.size
            while left and (data := source.read(min(left, 1 << 20))):
                self.plan.report.write(data)
                left -= len(data)

    def _discard(self, group: _Group) -> None:
        """Remove the part files of a group that are still there."""
        names = {
            file.name
            for result in group.results or ()
            for file in (*result.outputs, result.report)
            if file is not None
        }
        for name in names - {"whole"}:
            with suppress(FileNotFoundError):
                os.unlink(os.path.join(self._parts, name))


def _from(folder: str, path: str) -> str:
    """The way from a folder to a path; from another drive the whole path."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        return os.path.abspath(path).replace(os.sep, "/")


def _merge(whole: Result, part: Result, line: int) -> None:
    """Add a part's numbers to its input's."""
    whole.read += part.read
    whole.written += part.written
    whole.bad += part.bad
    whole.passed_over += part.passed_over
    for sums, counts in ((whole.left_out, part.left_out), (whole.diagnostics, part.diagnostics)):
        for key, count in counts.items():
            sums[key] = sums.get(key, 0) + count
    whole.kept += part.kept
    if part.status == "failed" and part.code != "no-articles":
        whole.fail(
            part.code,
            part.reason
            if part.code.startswith("parse")
            else f"{part.reason} (in the part that begins on line {line})",
        )


def _move(source: str, target: str) -> None:
    try:
        os.replace(source, target)
    except OSError:
        shutil.copyfile(source, f"{target}.part")
        os.replace(f"{target}.part", target)


def _is_manifest(path: str) -> bool:
    """Whether a file is a manifest, or empty, so that another may take its place."""
    with open(path, "rb") as file:
        return file.read(len(_RECORD)) in (b"", _RECORD)


def _empty(work: str) -> None:
    """Remove all that an earlier run left in its own folder, but for the lock, which this run
    holds.
    """
    for entry in os.scandir(work):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        elif entry.name != _LOCK:
            os.unlink(entry.path)


def _locked(work: str) -> Any:
    """A file in the run's own folder, which is made, that this run alone holds. Raises OptionError
    where another does.
    """
    path = os.path.join(work, _LOCK)
    end = time.monotonic() + _PATIENCE
    while True:
        os.makedirs(work, exist_ok=True)
        file = open(path, "ab")  # noqa: SIM115 (as long as the run)
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            return file
        except BlockingIOError:  # a run, or for a moment the workers of one that was killed
            file.close()
            if time.monotonic() > end:
                raise OptionError(
                    f"{work}: another run is at work there; wait for its end"
                ) from None
            time.sleep(0.05)
            continue
        except OSError:  # a file system without locks
            return file
        with suppress(FileNotFoundError):
            if os.path.samestat(os.stat(path), os.fstat(file.fileno())):
                return file
        file.close()  # the run that held it has ended, and removed its folder

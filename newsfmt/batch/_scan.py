"""Looking through folders and corpora without converting: inputs are found and read by several
processes, and an inventory is made of what is in them.

What is found is read, skipped or failed. Of an article eight bytes of digest are kept, twice, and
of an input the place of its name: so the memory a scan takes grows by that alone, and its result
does not depend on the number of processes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from newsfmt._paths import absolute, cores
from newsfmt._pipeline import known_encoding
from newsfmt._registry import Registry, default_registry
from newsfmt.batch._bounds import MEMORY, TIMEOUT, positive
from newsfmt.batch._duplicates import Digests, Names
from newsfmt.batch._encodings import encoding_of
from newsfmt.batch._inputs import Input, Seeker, Spool
from newsfmt.batch._inventory import Duplicates, Inventory, Scanned
from newsfmt.batch._names import stem_of
from newsfmt.batch._parts import Parts
from newsfmt.batch._pool import Pool
from newsfmt.batch._survey import Found, Surveyor, count, in_words
from newsfmt.batch._work import Reading, Task, Unit
from newsfmt.format import Limits

__all__ = ["PAIRS", "Scan", "scan_tree"]

PAIRS = 10
"""How many pairs of duplicates of each kind an inventory shows."""
_GROUP_BYTES = 1 << 20
_GROUP_INPUTS = 64
_TICK = 0.25
Paths = str | os.PathLike[str]


@attrs.define
class _Whole:
    """A large input whose parts are on their way."""

    parts: Parts
    found: Found
    over: bool = False
    """Whether a part failed, so that those behind it do not count."""


@attrs.define
class _Group:
    """What is handed out together, and its results."""

    inputs: list[Input]
    unit: Unit | None = None
    results: list[Found] | None = None
    whole: _Whole | None = None


class Scan:
    """A scan: iterate it to run it, and get a :class:`Scanned` for each input, in the order of the
    inputs; ``totals`` has the sums, an :class:`Inventory`.

    Takes what :class:`Conversion` takes for its inputs: ``inputs`` are files, folders, patterns and
    ``-``; ``files_from`` gives further files. ``timeout`` (seconds) and ``memory`` (MiB) bound each
    input; ``None`` is no bound. ``tick`` is called again and again while the scan goes on.

    Raises OptionError, FormatError. What is wrong with an input is said in its :class:`Scanned`,
    and never ends the scan.
    """

    def __init__(
        self,
        inputs: Paths | Iterable[Paths],
        *,
        source_format: str | None = None,
        files_from: Iterable[str] = (),
        jobs: int | None = None,
        encoding: str | None = None,
        read_options: Mapping[str, Any] | None = None,
        limits: Limits | None = None,
        timeout: float | None = TIMEOUT,
        memory: int | None = MEMORY,
        follow_links: bool = False,
        registry: Registry | None = None,
        tick: Callable[[], None] | None = None,
    ) -> None:
        self._registry = registry or default_registry()
        self._reading = Reading(
            source=self._registry.get(source_format).name if source_format else None,
            read_options=dict(read_options or {}),
            encoding=known_encoding(encoding),
            limits=limits or Limits(),
            memory=None if memory is None else positive("memory", memory) << 20,
        )
        named = [inputs] if isinstance(inputs, (str, os.PathLike)) else inputs
        self._named = [os.fspath(path) for path in named]
        self._files_from = files_from
        self._seeker = Seeker(follow=follow_links)
        self._jobs = positive("jobs", cores() if jobs is None else jobs)
        self._timeout = None if timeout is None else positive("timeout", timeout)
        self._tick = tick or (lambda: None)
        self._numbers = 0
        self._groups: dict[int, _Group] = {}
        self._names = Names()
        self._files, self._contents, self._versions = Digests(), Digests(), Digests()
        self.totals = Inventory()
        """The sums so far; the duplicates are known at the end."""
        self.done = 0
        """Bytes of inputs that are done so far."""

    # ---- the straight line
    # ------------------------------------------------------------

    def __iter__(self) -> Iterator[Scanned]:
        self._folder = tempfile.mkdtemp(prefix="newsfmt-")
        self._spool = Spool(self._folder)
        self._pool = Pool(
            Surveyor, self._jobs, self._reading, self._registry, self._folder, self._timeout
        )
        try:
            yield from self._go()
            self._compare()
        finally:
            self._pool.close()
            self._names.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _go(self) -> Iterator[Scanned]:
        groups = self._plan_groups()
        pending: deque[_Group] = deque()
        window = max(32, 8 * self._jobs)
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

    def _submit(self, group: _Group) -> None:
        if group.unit is not None:
            self._groups[group.unit.number] = group
            self._pool.submit(group.unit)

    def _await(self, group: _Group) -> None:
        while group.unit is not None and group.results is None:
            done = self._pool.collect(_TICK)
            if done is None:
                self._tick()
            else:
                self._groups.pop(done[0].number).results = done[1]

    # ---- groups of inputs
    # ------------------------------------------------------------

    def _inputs(self) -> Iterator[Input]:
        for found in self._seeker.find(self._named) if self._named else ():
            yield self._spool.kept(found)
        if self._files_from:
            yield from self._seeker.find(self._files_from, listed=True)

    def _plan_groups(self) -> Iterator[_Group]:
        """What is handed out together: small inputs up to a size, large ones alone or in parts."""
        inputs: list[Input] = []
        size = 0
        for found in self._inputs():
            readable = not found.failed and not found.skipped
            if readable and found.size > _GROUP_BYTES:
                if inputs:
                    yield self._group(inputs)
                    inputs, size = [], 0
                yield from self._large(found)
                continue
            inputs.append(found)
            size += found.size if readable else 0
            if size >= _GROUP_BYTES or len(inputs) >= _GROUP_INPUTS:
                yield self._group(inputs)
                inputs, size = [], 0
        if inputs:
            yield self._group(inputs)

    def _group(self, inputs: list[Input]) -> _Group:
        tasks = tuple(
            self._task(found) for found in inputs if not found.failed and not found.skipped
        )
        return _Group(inputs, Unit(self._number(), tasks) if tasks else None)

    def _large(self, found: Input) -> Iterator[_Group]:
        parts = Parts.of(found.path, found.shown, self._reading, self._registry)
        self.totals.plugins = self._registry.faults() | self.totals.plugins
        if parts is None:
            yield self._group([found])
            return
        whole = _Whole(parts, Found(size=found.size, format=parts.format))
        for part in parts:
            yield _Group(
                [found], Unit(self._number(), (self._task(found),), part, parts.format), whole=whole
            )

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _task(self, found: Input) -> Task:
        label = found.shown
        return Task(
            absolute(found.path), label, found.size, stem_of(label), found.named, found.below
        )

    # ---- results
    # ------------------------------------------------------------

    def _release(self, group: _Group) -> Iterator[Scanned]:
        """Count the inputs of a group, a large one with its last part."""
        results = iter(group.results or ())
        for one in group.inputs:
            if group.whole is not None and group.unit is not None:
                found = self._joined(group.whole, group.unit, next(results))
            elif one.failed or one.skipped:
                status = "failed" if one.failed else "skipped"
                found = Found(
                    size=one.size,
                    status=status,
                    code="os" if one.failed else "",
                    reason=one.failed or one.skipped,
                )
            else:
                found = next(results)
            if found is not None:
                self.done += found.size if group.whole is None else 0
                yield self._count(one.shown, found)

    def _joined(self, whole: _Whole, unit: Unit, found: Found) -> Found | None:
        """Add a part to its input; return what is in the input with its last part, or the first
        that fails.
        """
        part = unit.part
        assert part is not None
        if whole.over:
            return None
        self.done += part.end - part.start
        _merge(whole.found, found, part.start, part.line)
        whole.over = part.last or found.status == "failed"
        if not whole.over:
            return None
        whole.found.sha256 = whole.parts.sha256() if part.last else ""
        whole.found.settle()
        return whole.found

    def _count(self, label: str, found: Found) -> Scanned:
        """Add an input to the inventory."""
        name, by = (
            encoding_of(found.seen, self._reading.encoding, found.diagnostics)
            if found.seen is not None
            else ("", "")
        )
        scanned = Scanned(
            input=label,
            status=found.status,
            code=found.code,
            reason=found.reason,
            size=found.size,
            sha256=found.sha256,
            format=found.format,
            version=found.version,
            encoding=name,
            encoding_by=by,
            articles=found.read,
            skipped=found.passed_over,
            failed=found.bad,
            diagnostics=found.diagnostics,
        )
        self.totals.plugins = found.plugins | self.totals.plugins
        self._names.add(scanned.input, found.read)
        self._files.add(int(found.sha256[:16], 16) if found.sha256 and found.size else 0)
        self._contents.extend(found.contents)
        self._versions.extend(found.versions)
        firsts = {diagnostic.code: in_words(diagnostic) for diagnostic in reversed(found.kept)}
        self.totals.add(scanned, found.languages, found.span, firsts)
        return scanned

    def _compare(self) -> None:
        """Find what is there more than once."""
        names = self._names
        repeats, pairs = self._files.repeats(PAIRS)
        totals = self.totals
        totals.same_files = Duplicates(
            repeats,
            tuple(((names.name(first), None), (names.name(again), None)) for first, again in pairs),
        )
        repeats, pairs = self._contents.repeats(PAIRS)
        totals.same_content = Duplicates(
            repeats, tuple((names.article(first), names.article(again)) for first, again in pairs)
        )
        repeats, pairs = self._versions.repeats(PAIRS)
        totals.same_version = Duplicates(
            repeats, tuple((names.article(first), names.article(again)) for first, again in pairs)
        )


def scan_tree(inputs: Paths | Iterable[Paths], **how: Any) -> Inventory:
    """Look through everything and return the inventory; takes and raises what :class:`Scan` does.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("a.txt", "b.txt"):
    ...         with open(f"{folder}/{name}", "w") as file:
    ...             _ = file.write(" date 2021-05-04 Bridge opens\\n\\nIt opened.")
    ...     inventory = scan_tree(folder, jobs=1)
    >>> inventory.articles_read, list(inventory.formats), str(inventory.earliest), inventory.same_content.count
    (2, [('dated-text', '')], '2021-05-04', 1)
    """
    scan = Scan(inputs, **how)
    for _ in scan:
        pass
    return scan.totals


def _merge(whole: Found, part: Found, read_from: int, line: int) -> None:
    """Add what is in a part, which begins at that byte and line, to what is in its input."""
    whole.read += part.read
    whole.bad += part.bad
    whole.passed_over += part.passed_over
    for code, times in part.diagnostics.items():
        whole.diagnostics[code] = whole.diagnostics.get(code, 0) + times
    for language, articles in part.languages.items():
        count(whole.languages, language, articles)
    whole.span.join(part.span)
    whole.plugins = part.plugins | whole.plugins
    whole.contents.extend(part.contents)
    whole.versions.extend(part.versions)
    known = {diagnostic.code for diagnostic in whole.kept}
    whole.kept += [diagnostic for diagnostic in part.kept if diagnostic.code not in known]
    if not read_from:
        whole.version, whole.seen = part.version, part.seen
    else:
        whole.seen = (
            whole.seen.joined(part.seen)
            if whole.seen is not None and part.seen is not None
            else None
        )
    if part.status == "failed" and part.code != "no-articles":
        whole.fail(
            part.code,
            part.reason
            if part.code.startswith("parse")
            else f"{part.reason} (in the part that begins on line {line})",
        )

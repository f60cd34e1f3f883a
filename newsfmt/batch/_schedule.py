"""Hand inputs to workers: inputs come in one after the other, and results go out in the same order.

Small inputs are handed out together, the more the quicker they come back; large ones alone or,
where their format can split them, in parts. What a worker has finished of a group is passed on
while it works at the rest. Only a few groups are in progress at a time, so that memory does not
grow with the number of inputs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import attrs

from newsfmt._registry import Registry
from newsfmt.archives import Held, Passing
from newsfmt.batch._accounts import Outcome, Settled
from newsfmt.batch._inputs import Input
from newsfmt.batch._parts import Parts
from newsfmt.batch._pool import Answer, Maker, Pool
from newsfmt.batch._reader import Read, Task, Unit
from newsfmt.batch._run_options import WorkingOptions
from newsfmt.diagnostics import Diagnostic
from newsfmt.format import Part

__all__ = ["Entry", "Group", "Schedule", "Whole"]

_GROUP_BYTES = 1 << 20
_FEWEST, _MOST = 4, 128  # inputs of a group
_TICK = 0.25
_MOST_HELD = 8 << 20  # bytes of members of archives, beyond which the search pauses
R = TypeVar("R", bound=Read)


@attrs.define
class Entry:
    """One input on its way through a run."""

    found: Input
    known: Outcome | None = None
    """Its outcome, where that is known without a worker."""
    written: bool = False
    """Whether its line is in the journal already."""


@attrs.define
class Whole(Generic[R]):
    """A large input whose parts are in progress."""

    parts: Parts
    result: R
    """The result of its parts so far."""
    name: str = ""
    """The input's name for messages."""
    over: bool = False
    """Whether later results are ignored: the input is complete, or one of its parts failed."""
    differences: list[Diagnostic] = attrs.field(factory=list)
    """How the number of articles differs from what the input says."""

    def take(self, result: R, part: Part) -> bool:
        """Add the result of the next part; return whether it was the last that counts."""
        self.result.merge(result, part)
        self.over = part.last or (result.status == "failed" and not result.complete)
        if part.last:  # else its end was not read
            self.result.size, self.result.sha256 = part.end, self.parts.sha256()
            self.differences = self.result.compare(self.name)
        if self.over:
            self.result.settle()
        return self.over


@attrs.define
class Group(Generic[R]):
    """Inputs that are handed out together, or one part of a large input."""

    entries: list[Entry]
    unit: Unit | None = None
    results: list[R | Settled] = attrs.field(factory=list)
    """The results that have come and were not passed on, in the order of the inputs."""
    waiting: int = 0
    """How many have not come."""
    whole: Whole[R] | None = None
    shift: int = 0
    """The correction of the part's index against the guess of its format."""

    @property
    def ready(self) -> bool:
        """Whether no worker has any of its inputs."""
        return not self.waiting

    @property
    def part(self) -> Part | None:
        """The part of a large input, if it is one."""
        return self.unit.part if self.unit is not None else None

    def done(self) -> Iterator[tuple[Entry, Outcome | R | Settled]]:
        """Yield each input with its outcome, or with the result of a worker."""
        results = iter(self.results)
        for entry in self.entries:
            yield entry, entry.known if entry.known is not None else next(results)

    def begun(self) -> Group[R]:
        """Return a group of the inputs whose results have come; this one keeps the others."""
        left, end = len(self.results), 0
        while left or self.entries[end].known is not None:
            left -= self.entries[end].known is None
            end += 1
        begun = Group(self.entries[:end], results=self.results)
        self.entries, self.results = self.entries[end:], []
        return begun


class Schedule(Generic[R]):
    """Passes inputs to workers of one kind, whose results are of the class ``record``.

    ``joins`` says whether the results of the parts of an input can be joined. A part that was read
    with wrong indices is read again if there is an ``again``, which is called with the results that
    do not count. ``task`` makes the task of reading an input.
    """

    def __init__(
        self,
        kind: Maker[R],
        record: type[R],
        options: WorkingOptions,
        registry: Registry,
        folder: str,
        *,
        tick: Callable[[], None] | None = None,
        joins: bool = True,
        again: Callable[[Answer[R]], None] | None = None,
        task: Callable[[Input], Task] | None = None,
    ) -> None:
        self._record = record
        self._options = options
        self._registry = registry
        self._tick = tick or (lambda: None)
        self._joins = joins
        self._again = again
        self._task = task or Task.of
        self._numbers = 0
        self._most = _FEWEST  # inputs of the next group
        self._held = 0  # bytes of members of archives in the groups in progress
        self._groups: dict[int, Group[R]] = {}
        self._pool = Pool(kind, record, options, registry, folder)
        self.done = 0
        """Bytes of the inputs that are finished, including finished parts of large inputs."""

    def close(self) -> None:
        """End the workers."""
        self._pool.close()

    def run(self, entries: Iterator[Entry]) -> Iterator[Group[R]]:
        """Yield groups that are ready, in the order of the inputs."""
        groups = self._plan(entries)
        pending: deque[Group[R]] = deque()
        window = max(32, 8 * self._options.jobs)
        more = True
        while True:
            while more and len(pending) < window and self._held < _MOST_HELD:
                group = next(groups, None)
                if group is None:
                    more = False
                else:
                    self._submit(group)
                    pending.append(group)
            if not pending:
                return
            self._await(pending[0])
            if pending[0].ready:
                group = pending.popleft()
                self._held -= _held(group)
            else:
                group = pending[0].begun()
            self.done += self._size(group)
            yield group
            self._tick()

    def _size(self, group: Group[R]) -> int:
        if group.whole is None or group.part is None:
            return sum(entry.found.work for entry in group.entries)
        return 0 if group.whole.over else group.part.end - group.part.start

    # ---- what is handed out together
    # ------------------------------------------------------------

    def _plan(self, entries: Iterator[Entry]) -> Iterator[Group[R]]:
        """Group small inputs up to a size; large ones come alone or in parts."""
        group: list[Entry] = []
        size = 0
        for entry in entries:
            work = entry.found.size if entry.known is None else 0
            if work > _GROUP_BYTES:
                if group:
                    yield self._group(group)
                    group, size = [], 0
                yield from self._large(entry)
                continue
            group.append(entry)
            size += work
            if size >= _GROUP_BYTES or len(group) >= self._most:
                yield self._group(group)
                group, size = [], 0
        if group:
            yield self._group(group)

    def _group(self, entries: list[Entry]) -> Group[R]:
        tasks = tuple(self._task(entry.found) for entry in entries if entry.known is None)
        unit = Unit(self._number(), tasks) if tasks else None
        return Group(entries, unit, waiting=len(tasks))

    def _large(self, entry: Entry) -> Iterator[Group[R]]:
        task = self._task(entry.found)
        may_part = self._joins and task.content is None
        parts = Parts.of(task, self._options, self._registry) if may_part else None
        if parts is None:
            yield self._group([entry])
            return
        whole = Whole(parts, self._record(size=task.size, format=parts.format), task.label)
        task = attrs.evolve(task, output="")  # which has all parts
        for part in parts:
            unit = Unit(self._number(), (task,), part, parts.format)
            yield Group([entry], unit, waiting=1, whole=whole, shift=parts.shift)

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    # ---- with the workers
    # ------------------------------------------------------------

    def _submit(self, group: Group[R], *, first: bool = False) -> None:
        if group.unit is None:
            return
        self._groups[group.unit.number] = group
        self._held += _held(group)
        content = group.unit.tasks[0].content
        if isinstance(content, Passing):
            self._pool.feed(group.unit, content)
        else:
            self._pool.submit(group.unit, first=first)

    def _await(self, group: Group[R]) -> None:
        """Collect results until this group has some of its own, with the right indices."""
        self._collect(group)
        while self._again is not None and group.results and self._is_shifted(group):
            self._again(group.results)
            self._put_right(group)
            self._collect(group)

    def _collect(self, group: Group[R]) -> None:
        while not group.ready and not group.results:
            done = self._pool.collect(_TICK)
            if done is None:
                self._tick()
            else:
                self._take(*done)

    def _take(self, unit: Unit, answer: Answer[R]) -> None:
        """Note results of a group; later groups are larger where it was quick."""
        group = self._groups[unit.number]
        group.results += answer
        group.waiting -= len(answer)
        if group.ready:
            del self._groups[unit.number]
        if len(answer) == len(unit.tasks):
            self._most = min(2 * self._most, _MOST)
        else:
            self._most = max(self._most // 2, _FEWEST)

    def _is_shifted(self, group: Group[R]) -> bool:
        """Whether a part was read with wrong indices."""
        whole, part = group.whole, group.part
        return (
            whole is not None
            and part is not None
            and not whole.over
            and part.index != whole.result.found
        )

    def _put_right(self, group: Group[R]) -> None:
        """Hand a part out again, ahead of the others, with its index corrected."""
        assert group.whole is not None
        assert group.unit is not None
        assert group.unit.part is not None
        index = group.whole.result.found
        group.shift += index - group.unit.part.index
        group.whole.parts.shift = group.shift
        part = attrs.evolve(group.unit.part, index=index)
        group.unit = attrs.evolve(group.unit, part=part, number=self._number())
        group.results, group.waiting = [], 1
        self._submit(group, first=True)


def _held(group: Group[R]) -> int:
    """Bytes of members of archives that a group holds in memory."""
    tasks = group.unit.tasks if group.unit is not None else ()
    return sum(task.size for task in tasks if isinstance(task.content, Held))

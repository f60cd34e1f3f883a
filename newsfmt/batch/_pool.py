"""Worker processes: units go out, results come back, and a unit that ends its worker fails alone.

A worker that takes long for a unit answers with what it has finished, and goes on with the rest.
One that dies, runs out of memory or takes too long for an input is replaced. If it had several
inputs that it had not answered for, each is tried again on its own, so that the faulty one is known
by name. Workers are also replaced after some work, so that leaks in libraries and plugins do not
add up.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import takewhile
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

import attrs

from newsfmt._registry import FAULTS, Recipe, Registry
from newsfmt.archives import Content, Held
from newsfmt.batch._accounts import Settled
from newsfmt.batch._feeding import blocks_of, can_take, is_fed, of_connection, to_be_fed
from newsfmt.batch._reader import Read, Task, Unit
from newsfmt.batch._run_options import WorkingOptions
from newsfmt.errors import PluginError

__all__ = ["Answer", "Maker", "Pool", "WorkerKind", "can_fork"]

_RECYCLE = 256 << 20  # bytes of input, after which a worker is replaced
_LIGHT = (
    32 << 10
)  # bytes of a unit that any pipe holds, so that sending it to a busy worker does not block
_PATIENCE = 0.25  # seconds of a unit, after which a worker answers for the inputs it has finished
_AHEAD = 2  # units that a worker has, so that it need not wait for the next one
_TURN = 0.05  # seconds between two looks at the others, while one is fed
_LEAVE = 10.0  # seconds that a worker may take to exit
_SIGNALS = {signal.SIGINT, signal.SIGTERM} if hasattr(signal, "pthread_sigmask") else set()
_OUT_OF_MEMORY, _FAULT, _ORPHANED = 77, 70, 71
_PR_SET_PDEATHSIG = 1  # of prctl(2)
R = TypeVar("R", bound=Read)
Answer: TypeAlias = Sequence[R | Settled]
"""For each input its result, or its outcome where nothing is left to do."""


class WorkerKind(Protocol[R]):
    """A kind of worker: made once in each process, and given one unit after the other."""

    def read(self, task: Task, unit: Unit, /) -> R:
        """Return the result for one input of a unit. Raises MemoryError; OSError for a fault that
        concerns the whole run, such as a full device.
        """

    def settle(self, tasks: Sequence[Task], results: list[R], /) -> Answer[R]:
        """Finish inputs that were read, and return what the parent process needs to know of each.
        Raises OSError.
        """


Maker: TypeAlias = Callable[[Any, Registry, str], WorkerKind[R]]
"""Makes a worker from the options, the registry and the run's own folder; it can be pickled."""


def can_fork() -> bool:
    """Return whether workers can be forked: where the system has it and no other thread runs."""
    return sys.platform.startswith("linux") and threading.active_count() == 1


@attrs.define(eq=False)
class _Process:
    """One worker, seen from the parent process."""

    process: Any
    connection: Connection
    units: deque[Unit] = attrs.field(factory=deque)
    answered: int = 0
    """Inputs of the current unit that it has answered for."""
    since: float = 0.0
    """When it began the current unit, or last answered for inputs of it."""
    work: int = 0
    """Bytes of input that it was given."""


@attrs.define
class _Isolated(Generic[R]):
    """A unit whose inputs are tried one by one."""

    unit: Unit
    results: list[R | Settled | None]
    given: int = 0
    """Results that were passed on, in the order of the inputs."""


class Pool(Generic[R]):
    """A number of workers of one kind, whose results are of the class ``record``; ``submit`` units
    and ``collect`` their results: the units come in any order, the inputs of one in theirs, and in
    one or several turns.
    """

    def __init__(
        self,
        kind: Maker[R],
        record: type[R],
        options: WorkingOptions,
        registry: Registry,
        folder: str,
    ) -> None:
        self._record = record
        self._jobs = options.jobs
        self._timeout = options.timeout
        self._memory = options.memory
        self._fork = fork = can_fork()
        if not fork and registry.recipe is None:
            raise PluginError(
                "plugins given as modules or objects cannot be taken to other processes here; give them as files or install them"
            )
        self._context: Any = multiprocessing.get_context("fork" if fork else "spawn")
        self._arguments = (kind, record, options, registry if fork else registry.recipe, folder)
        self._workers: list[_Process] = []
        self._queue: deque[Unit] = deque()
        self._alone: dict[int, tuple[_Isolated[R], int]] = {}
        self._next_alone = -1
        self._done: deque[tuple[Unit, Answer[R]]] = deque()

    # ---- units in, results out
    # ------------------------------------------------------------

    def submit(self, unit: Unit, *, first: bool = False) -> None:
        """Queue a unit; with ``first``, ahead of the others."""
        if first:
            self._queue.appendleft(unit)
        else:
            self._queue.append(unit)
        self._hand_out()

    def feed(self, unit: Unit, content: Content) -> None:
        """Send a unit whose one input can be read only once to a worker block by block, while the
        others continue. Raises OSError for a full device.
        """
        unit = to_be_fed(unit)
        while (worker := self._idle()) is None:
            self._turn(None)
        self._give(worker, unit)
        for block in blocks_of(content):
            while worker in self._workers and not can_take(worker.connection, _TURN):
                self._turn(0)
            if worker not in self._workers:
                return
            try:
                worker.connection.send(block)
            except OSError:  # it has died, which the next wait notices
                return

    def _turn(self, seconds: float | None) -> None:
        """Read messages of workers, end workers that are late, and hand out waiting units."""
        now = time.monotonic()
        self._wait(self._until(now, None if seconds is None else now + seconds))
        self._end_late(time.monotonic())
        self._hand_out()

    def collect(self, patience: float | None = None) -> tuple[Unit, Answer[R]] | None:
        """Return a unit with results of its next inputs; None if nothing is done within
        ``patience`` seconds. Raises OSError for a full device.
        """
        end = None if patience is None else time.monotonic() + patience
        while not self._done:
            now = time.monotonic()
            if end is not None and now >= end:
                return None
            self._turn(None if end is None else end - now)
        return self._done.popleft()

    def close(self) -> None:
        """End all workers at once."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()
        self._workers.clear()

    # ---- workers
    # ------------------------------------------------------------

    def _hand_out(self) -> None:
        """Give the next unit to every worker that can take one."""
        while self._queue:
            worker = self._free()
            if worker is None:
                return
            unit = self._queue.popleft()
            fresh = not worker.work
            if self._give(worker, unit):
                continue
            if fresh or len(worker.units) > 1:  # it has just died, which the next wait notices
                return
            self._queue.appendleft(worker.units.pop())  # it was idle, so that no unit is to blame
            self._bury(worker)

    def _give(self, worker: _Process, unit: Unit) -> bool:
        """Send a unit to a worker; False where it has died."""
        if not worker.units:
            worker.since = time.monotonic()
        worker.units.append(unit)
        worker.work += (
            unit.part.end - unit.part.start
            if unit.part is not None
            else sum(task.size for task in unit.tasks)
        )
        try:
            worker.connection.send(unit)
        except OSError:
            return False
        return True

    def _idle(self) -> _Process | None:
        """An idle worker, else a new one, else None."""
        idle = next((worker for worker in self._workers if not worker.units), None)
        if idle is not None and idle.work > _RECYCLE:
            self._retire(idle)
            idle = None
        if idle is None and len(self._workers) < self._jobs:
            return self._hire()
        return idle

    def _free(self) -> _Process | None:
        """An idle worker, else the one with the fewest units."""
        idle = self._idle()
        if idle is not None:
            return idle
        least = min(self._workers, key=lambda worker: len(worker.units))
        alone = any(unit.number < 0 or is_fed(unit) for unit in least.units)
        if len(least.units) >= _AHEAD or least.work > _RECYCLE or alone:
            return None
        next_unit = self._queue[0]
        # a single input waits for an idle worker; so does a unit that a pipe may not hold
        return None if next_unit.number < 0 or _weight(next_unit) > _LIGHT else least

    def _hire(self) -> _Process:
        ours, theirs = self._context.Pipe()
        others = [worker.connection for worker in self._workers]
        process = self._context.Process(
            target=_serve,
            args=(theirs, [ours, *others] if self._fork else [], *self._arguments),
            daemon=True,
        )
        worker = _Process(process, ours)
        with _undisturbed():
            process.start()
            theirs.close()
            self._workers.append(worker)
        return worker

    def _retire(self, worker: _Process) -> None:
        """Let an idle worker exit."""
        self._workers.remove(worker)
        with suppress(OSError):
            worker.connection.send(None)
        self._bury(worker, retired=True)

    def _bury(self, worker: _Process, *, retired: bool = False) -> None:
        """Release a worker that has ended or will end; one that does not exit is ended."""
        if not retired:
            self._workers.remove(worker)
        worker.connection.close()
        worker.process.join(_LEAVE)
        if worker.process.exitcode is None:
            worker.process.kill()
            worker.process.join()

    def _until(self, now: float, end: float | None) -> float | None:
        """Seconds until the next deadline."""
        times = [] if end is None else [end - now]
        if self._timeout is not None:
            times += [
                worker.since + self._timeout - now for worker in self._workers if worker.units
            ]
        return max(min(times), 0.0) if times else None

    def _wait(self, seconds: float | None) -> None:
        """Read the messages of workers."""
        busy = {worker.connection: worker for worker in self._workers if worker.units}
        for connection in wait(list(busy), seconds):
            worker = busy[connection]  # type: ignore[index]
            try:
                answer = worker.connection.recv()
            except (EOFError, OSError):
                self._dead(worker)
                continue
            if isinstance(answer, BaseException):
                raise answer
            unit = worker.units[0]
            worker.since = time.monotonic()
            worker.answered += len(answer)
            if worker.answered == len(unit.tasks):
                worker.units.popleft()
                worker.answered = 0
            self._pass_on(unit, answer)

    def _end_late(self, now: float) -> None:
        """End workers that exceed the time limit of a unit."""
        if self._timeout is None:
            return
        for worker in [
            worker
            for worker in self._workers
            if worker.units and now - worker.since >= self._timeout
        ]:
            if worker.connection.poll():
                continue
            worker.process.kill()
            self._dead(worker, late=True)

    def _dead(self, worker: _Process, *, late: bool = False) -> None:
        """A worker is gone: its current unit is to blame, its waiting units go to others."""
        self._workers.remove(worker)
        worker.process.join()
        worker.connection.close()
        unit, *others = worker.units
        self._queue.extendleft(reversed(others))
        code, reason = self._reason(worker.process.exitcode or 0, late=late)
        if len(unit.tasks) - worker.answered > 1:
            self._isolate(unit, worker.answered)
        else:
            self._pass_on(unit, [_lost(self._record, unit.tasks[-1], code, reason)])

    def _reason(self, status: int, *, late: bool) -> tuple[str, str]:
        if late:
            return (
                "timeout",
                f"took longer than {self._timeout:g} s; raise it with --timeout SECONDS",
            )
        if status == _OUT_OF_MEMORY:
            limit = f" than {self._memory} MiB" if self._memory else ""
            return "memory", f"needs more memory{limit}; raise it with --memory MIB"
        if status < 0:
            name = (
                signal.Signals(-status).name
                if -status in set(signal.Signals)
                else f"signal {-status}"
            )
            return (
                "crash",
                f"its worker was ended by {name}, a fault of the format's code or a lack of memory",
            )
        return "crash", f"its worker ended with status {status}, a fault of the format's code"

    # ---- inputs on their own
    # ------------------------------------------------------------

    def _isolate(self, unit: Unit, begin: int) -> None:
        """Try each input of a unit on its own, from the given one on."""
        tasks = unit.tasks[begin:]
        isolated: _Isolated[R] = _Isolated(unit, [None] * len(tasks))
        alone = []
        for index, task in enumerate(tasks):
            alone.append(Unit(self._next_alone, (task,), unit.part, unit.format))
            self._alone[self._next_alone] = (isolated, index)
            self._next_alone -= 1
        self._queue.extendleft(reversed(alone))

    def _pass_on(self, unit: Unit, answer: Answer[R]) -> None:
        """Pass results on, those of isolated inputs in the order of their unit."""
        if unit.number >= 0:
            self._done.append((unit, answer))
            return
        isolated, index = self._alone.pop(unit.number)
        isolated.results[index] = answer[0]
        rest = isolated.results[isolated.given :]
        ready = list(takewhile(lambda result: result is not None, rest))
        isolated.given += len(ready)
        if ready:
            self._done.append((isolated.unit, [each for each in ready if each is not None]))


def _lost(record: type[R], task: Task, code: str, reason: str) -> R:
    """The result of an input that ended its worker."""
    return record(size=task.size, status="failed", code=code, reason=reason)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold signals back while a worker starts, which does not handle them yet."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS) if _SIGNALS else set()
    try:
        yield
    finally:
        if _SIGNALS:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _held(task: Task) -> int:
    return len(task.content.data) if isinstance(task.content, Held) else 0


def _weight(unit: Unit) -> int:
    """Approximate bytes of a unit in a pipe."""
    return (
        len(unit.part.before) + len(unit.part.after)
        if unit.part is not None
        else sum(len(task.path) + _held(task) for task in unit.tasks)
    )


# ---- in the worker
# ------------------------------------------------------------


def _serve(
    connection: Connection,
    inherited: list[Connection],
    kind: Maker[R],
    record: type[R],
    options: WorkingOptions,
    registry: Registry | Recipe,
    folder: str,
) -> None:
    """Process units until there are no more; only the parent process handles signals."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if _SIGNALS:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    for other in inherited:  # so that each pipe has one owner on each side, and closes with it
        other.close()
    _give_up_output()
    _end_with_employer()
    _limit(options.memory)
    worker = kind(options, registry.make() if isinstance(registry, Recipe) else registry, folder)
    while True:
        try:
            unit = connection.recv()
        except EOFError:
            return
        if unit is None:
            return
        fed = of_connection(unit, connection)
        for answer in _answers(worker, record, unit):
            if fed is not None:
                fed.take_all()
            connection.send(answer)


def _answers(worker: WorkerKind[R], record: type[R], unit: Unit) -> Iterator[Answer[R] | OSError]:
    """Yield the results of a unit's inputs, of those that are finished whenever it takes long."""
    begun, begin = time.monotonic(), 0
    results: list[R] = []
    try:
        for end, task in enumerate(unit.tasks, 1):
            results.append(worker.read(task, unit))
            if end == len(unit.tasks) or time.monotonic() - begun > _PATIENCE:
                yield worker.settle(unit.tasks[begin:end], results)
                results, begun, begin = [], time.monotonic(), end
    except MemoryError:
        sys.exit(_OUT_OF_MEMORY)
    except OSError as error:
        yield error
    except FAULTS as error:
        if len(unit.tasks) > 1:
            sys.exit(_FAULT)
        reason = f"{type(error).__name__}: {error}; this is a fault of newsfmt"
        yield [_lost(record, unit.tasks[0], "crash", reason)]


def _end_with_employer() -> None:
    """End this process when its parent is gone for any reason: by the system where possible, else
    by a thread that waits for it.

    The parent may have been killed before the request to the system, which does not look back; so
    its process id is compared afterwards.
    """
    employer = multiprocessing.parent_process()
    assert employer is not None
    if not _asked_the_system():
        threading.Thread(target=_follow, args=(employer,), daemon=True).start()
    elif os.getppid() != employer.pid:
        os._exit(_ORPHANED)


def _asked_the_system() -> bool:
    """Request a SIGKILL at the end of the parent process; return whether the system can do that."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    try:
        return bool(ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) == 0)
    except (OSError, AttributeError):
        return False


def _follow(employer: Any) -> None:
    """Wait for the end of a pipe that the parent holds open as long as it lives, then end."""
    employer.join()
    os._exit(_ORPHANED)


def _give_up_output() -> None:
    """Redirect printed text to standard error: standard output belongs to the parent process."""
    sys.stdout = sys.stderr
    with suppress(OSError):
        os.dup2(2, 1)


def _limit(memory: int | None) -> None:
    """Limit the memory of this process to a number of mebibytes, where the system can."""
    if memory is None:
        return
    try:
        import resource
    except ImportError:
        return
    memory = min(memory << 20, sys.maxsize)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(
        resource.RLIMIT_AS, (memory if hard == resource.RLIM_INFINITY else min(memory, hard), hard)
    )

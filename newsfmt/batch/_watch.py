"""Watch an inbox: files that arrive in a folder are converted once each, as soon as they are
complete; files that cannot be converted go to a quarantine folder, with the reason beside them.

A folder comes in, an :class:`Arrival` goes out for each file. The order of steps makes a run safe
to kill: outputs get their names, then the ledger gets a line, then the input is moved. A file
without a line is converted again after a restart, to the same names and bytes.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import attrs

from newsfmt._orjson import orjson
from newsfmt._pipeline import read
from newsfmt._registry import Registry
from newsfmt.batch._accounts import Outcome
from newsfmt.batch._conversion import Conversion
from newsfmt.batch._filters import Filter
from newsfmt.batch._options import Paths, formats
from newsfmt.batch._run_options import ConversionOptions
from newsfmt.batch._workspace import locked
from newsfmt.errors import NewsfmtError, OptionError

__all__ = ["LEDGER", "Arrival", "Watch"]

LEDGER = "newsfmt-watch.jsonl"
"""Name of the ledger in the output."""
_WORK = ".newsfmt-watch"
_PARTIAL = (".part", ".partial", ".filepart", ".tmp", ".crdownload", "~")
_TRUNCATED = frozenset({"read.truncated", "parse.truncated"})
_GROUP = 500  # files of one conversion, so that the first outputs do not wait for the last file
State = tuple[int, int]
"""Size of a file, and when it was last changed, in nanoseconds."""


@attrs.frozen(kw_only=True)
class Arrival:
    """The result for one file of the inbox: a line of the ledger."""

    input: str
    """Its path below the inbox, with ``/``."""
    status: str
    """``converted``, ``left-out`` (by a filter), ``held`` (under embargo) or ``quarantined``."""
    size: int
    """Bytes."""
    changed: int
    """When the file was last changed, in nanoseconds."""
    articles: int = 0
    """Articles that were written."""
    outputs: tuple[str, ...] = ()
    """Paths of the outputs below the output folder."""
    reason: str = ""
    """Why it was not converted."""

    @property
    def state(self) -> State:
        """Size and time of the last change."""
        return self.size, self.changed


@attrs.define(eq=False, kw_only=True)
class Watch:
    """A watched inbox: iterate it to convert what arrives, without an end; :meth:`poll` does one
    round.

    A file counts as complete when it was not changed for ``settle`` seconds. One that is cut off
    waits until it changes, at most ``patience`` seconds; then it is quarantined. Articles under
    embargo are left out until the embargo is over. Hidden files and names that end like those of
    partial uploads (``.part``, ``.tmp``) are ignored. Raises OptionError, OSError.
    """

    inbox: str = attrs.field(converter=os.fspath)
    """The folder that is watched, with all folders in it."""
    output: str = attrs.field(converter=os.fspath)
    """The folder of the outputs and of the ledger."""
    options: ConversionOptions
    """How files are read and written; ``name``, ``layout``, ``manifest`` are not used."""
    quarantine: str = attrs.field(default="", converter=os.fspath)
    """The folder for files that cannot be converted; by default ``quarantine`` in the output."""
    done: Paths | None = None
    """A folder that converted files are moved to; without it they stay in the inbox."""
    settle: float = 2.0
    """Seconds without a change after which a file is complete."""
    patience: float = 60.0
    """Seconds without a change after which a file that is cut off is quarantined."""
    interval: float = 1.0
    """Seconds between two looks at the inbox."""
    registry: Registry = attrs.field(default=None, converter=formats)
    """The registry of the formats."""
    _known: dict[str, State] = attrs.field(factory=dict, init=False)
    _held: dict[str, tuple[State, float | None]] = attrs.field(factory=dict, init=False)
    _waiting: dict[str, State] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.quarantine = self.quarantine or os.path.join(self.output, "quarantine")
        inbox = os.path.realpath(self.inbox)
        if not os.path.isdir(inbox):
            raise OptionError(f"{self.inbox}: name the folder to watch")
        for folder in (self.output, self.quarantine, self.done or self.output):
            if os.path.commonpath([inbox, os.path.realpath(folder)]) == inbox:
                raise OptionError(f"{os.fspath(folder)}: is in the inbox; name a folder outside")

    def __iter__(self) -> Iterator[Arrival]:
        with locked(os.path.join(self.output, _WORK)):
            self._resume()
            while True:
                yield from self.poll()
                time.sleep(self.interval)

    def once(self) -> Iterator[Arrival]:
        """Convert the complete files that are there, and end."""
        with locked(os.path.join(self.output, _WORK)):
            self._resume()
            yield from self.poll()

    # ---- one round

    def poll(self) -> Iterator[Arrival]:
        """Yield the result of each file that is complete and has none yet."""
        ready: list[tuple[str, State]] = []
        present = set()
        for name, state in self._files():
            present.add(name)
            if self._is_ready(name, state):
                ready.append((name, state))
        for known in (self._known, self._held, self._waiting):
            for name in [name for name in known if name not in present]:
                del known[name]
        for start in range(0, len(ready), _GROUP):
            yield from self._convert(ready[start : start + _GROUP])

    def _files(self) -> Iterator[tuple[str, State]]:
        """The files of the inbox in the order of their names, with their states."""
        folders = [""]
        while folders:
            folder = folders.pop()
            with os.scandir(os.path.join(self.inbox, folder)) as entries:
                names = sorted(entries, key=lambda entry: entry.name)
            for entry in names:
                name = f"{folder}/{entry.name}" if folder else entry.name
                if entry.name.startswith(".") or entry.name.lower().endswith(_PARTIAL):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(name)
                elif entry.is_file(follow_symlinks=False):
                    with suppress(FileNotFoundError):
                        status = entry.stat()
                        yield name, (status.st_size, status.st_mtime_ns)

    def _is_ready(self, name: str, state: State) -> bool:
        """Whether a file is complete, and was not dealt with in this state."""
        if self._known.get(name) == state or self._age(state) < self.settle:
            return False
        held = self._held.get(name)
        if held is not None and held[0] == state:
            return held[1] is not None and time.time() >= held[1]
        if self._waiting.get(name) == state:
            return self._age(state) >= self.patience
        return True

    @staticmethod
    def _age(state: State) -> float:
        """Seconds since the last change; a time in the future counts as no age."""
        return time.time() - state[1] / 1e9

    def _convert(self, files: list[tuple[str, State]]) -> Iterator[Arrival]:
        """Convert files into a folder of the run's own, then store the outputs file by file."""
        stage = os.path.join(self.output, _WORK, "stage")
        shutil.rmtree(stage, ignore_errors=True)
        states = {os.path.join(self.inbox, name): (name, state) for name, state in files}
        outcomes: dict[str, list[Outcome]] = {}
        for outcome in self._conversion(list(states), stage):
            outcomes.setdefault(outcome.input.partition("!/")[0], []).append(outcome)
        arrivals = []
        for path, (name, state) in states.items():
            arrival = self._settled(name, state, stage, outcomes.get(path, []))
            if arrival is not None:
                arrivals.append(arrival)
        self._write(arrivals)
        for arrival in arrivals:
            self._take_away(arrival)
            yield arrival
        shutil.rmtree(stage, ignore_errors=True)

    def _conversion(self, paths: Iterable[str], stage: str) -> Conversion:
        plain = attrs.asdict(self.options, recurse=False)
        for name in ("reports", "resume", "force", "manifest", "name", "layout"):
            plain.pop(name)
        filter = self.options.filter or Filter()
        plain["filter"] = attrs.evolve(
            filter,
            leave_out=tuple({*filter.leave_out, "embargoed"}),
            at=filter.at or datetime.now(UTC),
        )
        return Conversion(
            [], stage, files_from=paths, registry=self.registry, manifest=False, **plain
        )

    def _settled(
        self, name: str, state: State, stage: str, outcomes: list[Outcome]
    ) -> Arrival | None:
        """The result for a file; None for one that has changed or has to wait."""
        path = os.path.join(self.inbox, name)
        if _state(path) != state:
            return None
        faults = [outcome for outcome in outcomes if outcome.status not in ("converted", "skipped")]
        cut = any(_TRUNCATED & {outcome.code, *outcome.diagnostics} for outcome in faults)
        if cut and self._age(state) < self.patience:
            self._waiting[name] = state
            return None
        size, changed = state
        if faults or not outcomes or not any(_counts(outcome) for outcome in outcomes):
            reasons = dict.fromkeys(outcome.reason for outcome in faults or outcomes)
            reason = "; ".join(filter(None, reasons)) or "there is no article"
            return Arrival(
                input=name, status="quarantined", size=size, changed=changed, reason=reason
            )
        outputs = tuple(self._store(name, stage, outcomes))
        articles = sum(outcome.articles for outcome in outcomes)
        embargoed = sum(outcome.left_out.get("embargoed", 0) for outcome in outcomes)
        status, reason = "converted" if articles else "left-out", ""
        if embargoed:
            end = self._end_of_embargo(path)
            self._held[name] = (state, end)
            status, reason = "held", f"{embargoed} of its articles are under embargo"
        return Arrival(
            input=name,
            status=status,
            size=size,
            changed=changed,
            articles=articles,
            outputs=outputs,
            reason=reason,
        )

    def _store(self, name: str, stage: str, outcomes: list[Outcome]) -> Iterator[str]:
        """Give outputs names made from that of the input, so that two inputs never share one."""
        apart = not self.registry.get(self.options.to).multiple
        for outcome in outcomes:
            member = outcome.input.partition("!/")[2]
            base = f"{name}/{member}" if member else name
            for output in outcome.outputs:
                source = os.path.join(stage, *output.path.split("/"))
                last = output.path.rpartition("/")[2]
                ending = os.path.splitext(last)[1]
                target = f"{base}/{last}" if apart else f"{base}{ending}"
                path = os.path.join(self.output, *target.split("/"))
                os.makedirs(os.path.dirname(path), exist_ok=True)
                os.replace(source, path)
                yield target

    def _end_of_embargo(self, path: str) -> float | None:
        """The first moment at which an embargo in a file ends; None where none has a known end."""
        now = datetime.now(UTC)
        ends = []
        with suppress(NewsfmtError, OSError), self._reader(path) as articles:
            for article in articles:
                if article.embargoed_until is not None:
                    end = article.embargoed_until.latest()
                    if end > now:
                        ends.append(end.timestamp())
        return min(ends, default=None)

    def _reader(self, path: str) -> Any:
        return read(
            path,
            format=self.options.source_format,
            on_error="skip",
            encoding=self.options.encoding,
            registry=self.registry,
        )

    # ---- the ledger

    def _resume(self) -> None:
        """Read what earlier runs did; a last line that is cut off is removed."""
        os.makedirs(self.output, exist_ok=True)
        path = os.path.join(self.output, LEDGER)
        earlier: dict[str, Arrival] = {}
        end = 0
        with suppress(FileNotFoundError), open(path, "rb") as ledger:
            for line in ledger:
                if not line.endswith(b"\n"):
                    os.truncate(path, end)
                    break
                end += len(line)
                arrival = Arrival(**orjson.loads(line))
                earlier[arrival.input] = arrival
        for name, state in list(self._files()):
            known = earlier.get(name)
            if known is not None and known.state == state and known.status != "held":
                self._take_away(known)  # which the earlier run may not have come to

    def _write(self, arrivals: list[Arrival]) -> None:
        """Add lines to the ledger, and wait until they are on the disk."""
        with open(os.path.join(self.output, LEDGER), "ab") as ledger:
            for arrival in arrivals:
                ledger.write(orjson.dumps(attrs.asdict(arrival)) + b"\n")
            ledger.flush()
            os.fsync(ledger.fileno())

    def _take_away(self, arrival: Arrival) -> None:
        """Remember a file, and move it where its result wants it."""
        self._waiting.pop(arrival.input, None)
        if arrival.status == "held":
            return
        self._held.pop(arrival.input, None)
        self._known[arrival.input] = arrival.state
        if arrival.status == "quarantined":
            path = self._move(arrival.input, self.quarantine)
            with open(f"{path}.reason.txt", "w", encoding="utf-8", errors="replace") as file:
                file.write(f"{arrival.reason}\n")
        elif self.done is not None:
            self._move(arrival.input, os.fspath(self.done))

    def _move(self, name: str, folder: str) -> str:
        """Move a file of the inbox below a folder, under a name that is free; return its path."""
        base = os.path.join(folder, *name.split("/"))
        path, number = base, 1
        while os.path.lexists(path):
            path, number = f"{base}.{number}", number + 1
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with suppress(FileNotFoundError):
            shutil.move(os.path.join(self.inbox, *name.split("/")), path)
        return path


def _state(path: str) -> State | None:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def _counts(outcome: Outcome) -> bool:
    """Whether an input had articles, written or left out by a filter."""
    return bool(outcome.articles or outcome.left_out)

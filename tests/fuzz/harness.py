"""One target, run in this process: atheris with its coverage, or plain random mutation; findings
become files, and running goes on.

A finding is an input for which a target raised, took more than :data:`SECONDS` of CPU time, or more
than :data:`MEGABYTES` of memory. The same fault (by its exception and the innermost line of
newsfmt) is kept :data:`KEPT` times and counted. The process itself is run by ``run.py``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

SECONDS = 0.5
MEGABYTES = 64
KEPT = 3
HANGS = 10.0  # seconds of CPU time after which an execution is broken off
_EVERY = 500  # executions between two notes of how far it is


class Hang(BaseException):
    """An execution that was broken off; no Exception, so that nothing under test can contain it."""


class Run:
    """Counts executions, keeps findings, notes both in a file of the state folder."""

    def __init__(
        self, target: Any, state: Path, executions: int, seconds: float, mode: str = "random"
    ) -> None:
        self.target = target
        self.mode = mode
        self.folder = state / "findings" / target.name
        self.note = state / f"{target.name}.json"
        self.executions = executions
        self.until = time.monotonic() + seconds if seconds else float("inf")
        self.started, self.cpu = time.monotonic(), time.process_time()
        self.count = 0
        self.slowest = 0.0
        self.faults: dict[str, int] = {}
        signal.signal(signal.SIGVTALRM, _hang)

    def one(self, data: bytes) -> None:
        """One execution."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        signal.setitimer(signal.ITIMER_VIRTUAL, HANGS)
        began = time.thread_time()
        try:
            self.target.one(data)
        except (Exception, Hang) as error:
            self.found(signature(error), data, traceback.format_exc())
        took = time.thread_time() - began
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) // 1024
        if grown > MEGABYTES and self.count > 100:
            self.found("memory", data, f"{grown} MB more")
        if took > self.slowest and self.count > 100:
            took = min(took, self._again(data))
            self.slowest = max(self.slowest, took)
            if took > SECONDS:
                self.found("slow", data, f"{took:.2f} seconds of CPU time")
        self.count += 1
        if self.count % _EVERY == 0:
            self.tell()

    def _again(self, data: bytes) -> float:
        """CPU time of the same input once more: a pause of the collector is not the input's
        fault.
        """
        began = time.thread_time()
        try:
            self.target.one(data)
        except Exception:
            return 0.0
        return time.thread_time() - began

    def found(self, signature: str, data: bytes, what: str) -> None:
        """Keep a finding, if it is new."""
        seen = self.faults[signature] = self.faults.get(signature, 0) + 1
        if seen <= KEPT:
            folder = self.folder / re.sub(r"[^\w.-]+", "_", signature)[:100]
            folder.mkdir(parents=True, exist_ok=True)
            name = sha256(data).hexdigest()[:12]
            (folder / name).write_bytes(data)
            (folder / f"{name}.why").write_text(
                f"{signature}\n\n{what}", encoding="utf-8", errors="replace"
            )
            self.tell()

    @property
    def over(self) -> bool:
        """Whether it has run as often or as long as it should."""
        return (
            bool(self.executions and self.count >= self.executions) or time.monotonic() > self.until
        )

    def tell(self) -> None:
        """Note how far it is."""
        seconds = time.monotonic() - self.started
        told = {
            "target": self.target.name, "mode": self.mode, "executions": self.count, "seconds": round(seconds, 1), "cpu": round(time.process_time() - self.cpu, 1),
            "slowest": round(self.slowest, 4), "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "faults": self.faults,
        }  # fmt: skip
        self.note.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.note.with_suffix(".new")
        fresh.write_text(json.dumps(told))
        fresh.replace(self.note)


def _hang(signum: int, frame: object) -> None:
    raise Hang(f"more than {HANGS:.0f} seconds")


def signature(error: BaseException) -> str:
    """What is likely the same for the same fault: the exception at its root, and where newsfmt
    was.
    """
    while error.__cause__ is not None and type(error).__name__ == "PluginError":
        error = error.__cause__
    kind = getattr(error, "kind", "")
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "newsfmt" in frame.filename and "tests/fuzz" not in frame.filename
    ]
    where = f"{Path(frames[-1].filename).stem}.{frames[-1].name}" if frames and not kind else ""
    return f"{type(error).__name__} {kind or where}"


def plain(run: Run, seed: int, corpus: Path | None = None) -> None:
    """Random mutation without coverage, of the seeds and of what a guided run found: the same
    inputs for the same seed.
    """
    import mutations

    rng = random.Random(seed)
    found = sorted(corpus.glob("*")) if corpus is not None else []
    seeds = [
        seed[: run.target.max_len]
        for seed in (*run.target.seeds(), *(path.read_bytes() for path in found))
    ] or [b""]
    for data in seeds:
        if run.over:
            break
        run.one(data)
    tokens = mutations.tokens(run.target.dictionary)
    while not run.over:
        run.one(
            mutations.mutated(rng.choice(seeds), rng, run.target.grammar, tokens, seeds)[
                : run.target.max_len
            ]
        )
    run.tell()


def guided(run: Run, arguments: list[str], seed: int) -> None:
    """Atheris: libFuzzer with the coverage of newsfmt's bytecode; half of the mutations know the
    format's grammar.
    """
    import atheris
    import mutations

    tokens, grammar = mutations.tokens(run.target.dictionary), run.target.grammar

    def one(data: bytes) -> None:
        if run.over:
            run.tell()
            os._exit(0)  # libFuzzer takes any other end for a fault
        run.one(data)

    def mutate(data: bytes, most: int, chosen: int) -> bytes:
        rng = random.Random(chosen)
        if rng.random() < 0.4:
            return mutations.mutated(data, rng, grammar, tokens, [data])[:most]
        return atheris.Mutate(data, most)  # type: ignore[no-any-return]

    extra = {"custom_mutator": mutate} if grammar else {}
    atheris.Setup([sys.argv[0], *arguments, f"-seed={seed}"], one, **extra)
    atheris.Fuzz()


def chosen(name: str, guided: bool) -> Any:
    """Return the target of that name, with everything imported that it will use, under
    instrumentation if it is to be guided.
    """
    if not guided:
        return _warm(name)
    import atheris

    with atheris.instrument_imports(
        include=["newsfmt", "newsfmt_wire"], exclude=["newsfmt.testing"]
    ):
        return _warm(name)


def _warm(name: str) -> Any:
    import targets

    target = targets.targets()[name]
    for data in _first(target):
        try:
            target.one(data)
        except Exception:
            continue
    return target


def _first(target: Any) -> Iterator[bytes]:
    yield from target.seeds()
    yield from (bytes([1, *random.Random(number).randbytes(200)]) for number in range(200))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--executions", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guided", action="store_true")
    split = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    args, flags = parser.parse_args(sys.argv[1:split]), sys.argv[split + 1 :]
    run = Run(
        chosen(args.target, args.guided),
        args.state,
        args.executions,
        args.seconds,
        "guided" if args.guided else "random",
    )
    if args.guided:
        guided(run, flags, args.seed)
    else:
        plain(run, args.seed, args.state / "corpus" / args.target)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()

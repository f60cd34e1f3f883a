"""Taking times that mean something on a noisy machine: CPU time rather than the clock, minima, and
ratios of pairs taken one after the other.

Children run without PYTHONDONTWRITEBYTECODE and PYTHONUNBUFFERED, as they mostly do: with the one
every start would compile newsfmt anew, with the other each write to standard output would be a call
of the system.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

ENVIRONMENT = {
    key: value
    for key, value in os.environ.items()
    if key not in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
}
NEWSFMT = [sys.executable, "-m", "newsfmt"]

# A small process between this one and the one that is measured: a child's peak memory is at least
# its parent's.
_LAUNCHER = """
import os, resource, subprocess, sys, time
start = time.perf_counter()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(status, used.ru_utime + used.ru_stime, wall, used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10))
"""


class Cost(NamedTuple):
    """What one run of a command took."""

    cpu: float
    """Seconds of CPU time, its children's included."""
    wall: float
    """Seconds by the clock."""
    peak: float
    """Megabytes of memory at most."""


def run(command: Sequence[str | Path]) -> Cost:
    """Run a command and return what it took. Raises RuntimeError where it fails."""
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", _LAUNCHER, *map(str, command)],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=True,
    )
    status, cpu, wall, peak = done.stdout.split()[-4:]
    if status != "0":
        raise RuntimeError(
            f"{' '.join(map(str, command))[:200]} ended with {status}: {done.stderr[-500:]}"
        )
    return Cost(float(cpu), float(wall), float(peak))


def script(source: str, *arguments: str | Path) -> list[str | Path]:
    """The command that runs a piece of Python."""
    return [sys.executable, "-c", source, *arguments]


def rounds(commands: dict[str, Sequence[str | Path]], count: int) -> dict[str, list[Cost]]:
    """Run the commands in turn, so many times, after one run of each that does not count; the costs
    of each.
    """
    for command in commands.values():
        run(command)
    taken: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(count):
        for name, command in commands.items():
            taken[name].append(run(command))
    return taken


def ratio(ours: Sequence[Cost], floor: Sequence[Cost]) -> float:
    """The median ratio of CPU times taken in the same round."""
    return statistics.median(mine.cpu / other.cpu for mine, other in zip(ours, floor, strict=True))


def best(costs: Sequence[Cost]) -> Cost:
    """The least of each."""
    return Cost(*map(min, zip(*costs, strict=True)))


def call(function: Callable[[], Any], repeats: int) -> float:
    """The least CPU time of a call in seconds, of so many repeats; short calls are made several
    times over.
    """
    number, spent = 1, 0.0
    while True:
        start = time.process_time()
        for _ in range(number):
            function()
        spent = time.process_time() - start
        if spent > 0.002:
            break
        number *= 4
    least = spent / number
    for _ in range(repeats - 1):
        start = time.process_time()
        for _ in range(number):
            function()
        least = min(least, (time.process_time() - start) / number)
    return least


def watched(command: Sequence[str | Path]) -> tuple[Cost, float | None]:
    """Run a command, and return by how much its memory in the last tenth of its time is above that
    in the first (None without /proc).
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(list(map(str, command)), env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    start = time.perf_counter()
    seen: list[int] = []
    while process.poll() is None:
        seen.append(_resident(process.pid))
        time.sleep(0.02)
    wall = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))[:200]} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    seen = [pages for pages in seen[len(seen) // 50 :] if pages]  # once it has started
    tenth = len(seen) // 10
    growth = statistics.mean(seen[-tenth:]) / statistics.mean(seen[:tenth]) - 1 if tenth else None
    return Cost(cpu, wall, max(seen, default=0) * os.sysconf("SC_PAGE_SIZE") / 1e6), growth


def _resident(pid: int) -> int:
    """Pages of memory that a process and those it started hold; 0 where that cannot be known."""
    with suppress(OSError, IndexError, ValueError):  # it may be gone by now
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return own + sum(_resident(int(child)) for child in below)
    return 0


def table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str] = ()
) -> None:
    """Print a table in Markdown, its columns aligned; what stands in the first column is text, the
    rest figures.
    """
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    print(f"### {title}\n")
    lines = [heads, ["-" * widths[0], *(f"{'-' * (width - 1)}:" for width in widths[1:])], *rows]
    for line in lines:
        print(
            "| "
            + " | ".join(
                cell.rjust(width) if at else cell.ljust(width)
                for at, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            + " |"
        )
    print("".join(f"\n{note}" for note in notes) + "\n" * (1 + bool(notes)), end="", flush=True)

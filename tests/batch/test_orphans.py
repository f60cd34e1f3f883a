"""Workers end with their run, whenever and however that is killed: no process of it is left."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import command, write_bytes

KILLS = int(os.environ.get("NEWSFMT_KILLS", "10"))
"""How often a run is killed at a moment of chance; the figure on record is of 500."""
SECOND = 1.0
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")

HELD_UP = """
os.register_at_fork(after_in_child=lambda: time.sleep(0.5))
"""
"""Lines of a plugin that hold up every worker before it can ask to be ended with its run."""
UNASKED = """
import sys
from newsfmt.__main__ import main
from newsfmt.batch import _pool

_pool._asked_the_system = lambda: False
if sys.argv.pop(1) == "spawned":
    _pool.can_fork = lambda: False
if __name__ == "__main__":
    sys.exit(main())
"""
"""The command where the system cannot be asked to end a process with another."""


def processes(mark: str) -> list[int]:
    """The processes that have a text in their command lines or in what they were started with."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            zombie = (folder / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
            if not zombie and mark.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:  # it has just ended
            continue
    return found


def left_after(seconds: float, mark: str) -> list[int]:
    """The processes that are left so long after their run was killed."""
    deadline = time.monotonic() + seconds
    while processes(mark) and time.monotonic() < deadline:
        time.sleep(0.02)
    return processes(mark)


class Started:
    """A run whose processes, workers and all, are known by a mark in their environment."""

    def __init__(self, line: list[str], folder: Path) -> None:
        self.mark = f"NEWSFMT_TEST_MARK={folder}-{random.random()}"
        key, _, value = self.mark.partition("=")
        self.process = subprocess.Popen(
            line, cwd=folder, env={**os.environ, key: value}, stderr=subprocess.DEVNULL
        )

    def wait_for(self, workers: int) -> None:
        """Wait until there are so many processes beside the run itself."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if len(set(processes(self.mark)) - {self.process.pid}) >= workers:
                return
            time.sleep(0.01)
        self.kill()
        raise AssertionError("no worker came")

    def kill(self) -> None:
        """Kill the run, and it alone."""
        self.process.kill()
        self.process.wait(30)


@pytest.fixture
def endless(tmp_path: Path, bad: Path) -> Iterator[Path]:
    """A folder of inputs that no worker ever comes to the end of."""
    for number in range(150):
        write_bytes(tmp_path / "in" / f"{number:03}.bad", b"BAD loop\n")
    return tmp_path


def conversion(bad: Path, *more: object) -> list[str]:
    return ["convert", "in", "-t", "json", "-o", "out", "--force", "--plugin", str(bad), "--jobs", "2", *map(str, more)]  # fmt: skip


@pytest.mark.alone
def test_a_worker_whose_run_is_killed_before_it_can_ask_to_end_with_it(
    endless: Path, bad: Path
) -> None:
    bad.write_text(bad.read_text() + HELD_UP)
    started = Started(command(*conversion(bad)), endless)
    started.wait_for(2)
    time.sleep(0.1)  # the run has handed out what the workers never end with
    started.kill()
    assert left_after(0.5 + SECOND, started.mark) == []


@pytest.mark.parametrize("how", ["forked", "spawned"])
@pytest.mark.alone
def test_where_the_system_cannot_be_asked_workers_watch_the_pipe_to_their_run(
    endless: Path, bad: Path, how: str
) -> None:
    (endless / "unasked.py").write_text(UNASKED)
    started = Started([sys.executable, "unasked.py", how, *conversion(bad)], endless)
    started.wait_for(2 if how == "forked" else 3)  # spawned ones have a tracker beside them
    time.sleep(0.5)
    started.kill()
    assert left_after(SECOND, started.mark) == []


@pytest.mark.alone
def test_no_process_is_left_a_second_after_a_run_was_killed_at_any_moment(
    endless: Path, bad: Path
) -> None:
    draw = random.Random(5)
    for number in range(KILLS):
        # every worker is replaced after a moment, so that at any time one has just begun
        started = Started(command(*conversion(bad, "--timeout", "0.02")), endless)
        if number % 5:
            started.wait_for(1)
        time.sleep(draw.uniform(0, 0.3))
        started.kill()
        assert left_after(SECOND, started.mark) == [], f"kill {number}"

"""What was a crash once is none any more; and every target of the fuzzer holds for a few hundred
inputs with a fixed seed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import harness
import oracle
import pytest
import targets

TARGETS = targets.targets()
CRASHES = [(target.name, path) for target in TARGETS.values() for path in target.crashes]


def test_every_reader_and_every_writer_is_a_target() -> None:
    formats = oracle.registry().formats().values()
    assert set(TARGETS) == {fmt.name for fmt in formats if fmt.read} | {
        f"write-{fmt.name}" for fmt in formats if fmt.write
    } | {
        "detect",
        "dates",
    }


def test_every_crash_belongs_to_a_target() -> None:
    folder = targets.HERE / "crashes"
    assert {path.name for path in folder.iterdir()} <= set(TARGETS)


@pytest.mark.parametrize(
    ("name", "path"), CRASHES, ids=[f"{name}-{path.name}" for name, path in CRASHES]
)
def test_what_was_a_crash_is_none(name: str, path: Path) -> None:
    TARGETS[name].whole(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run(name: str, tmp_path: Path) -> None:
    run = harness.Run(TARGETS[name], tmp_path, executions=200, seconds=0)
    harness.plain(run, seed=7)
    assert run.count == 200
    assert not run.faults, "\n".join(
        path.read_text() for path in sorted(run.folder.rglob("*.why"))[:3]
    )


def test_the_script_runs_a_target_and_prints_the_table(tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(targets.HERE / "run.py"),
        "dates",
        "--plain",
        "--executions",
        "600",
        "--state",
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    first, head, row = done.stdout.splitlines()
    assert (first, head.split()[:2], row.split()[:3], row.split()[-1]) == (
        "dates: 600 executions, status 0",
        ["target", "guided"],
        ["dates", "0", "600"],
        "-",
    )

"""Several processes and whole trees: the speed-up of two workers beside that of a loop that only
counts, and what the machinery costs a file.

How far two processes get on a machine is the machine's affair (two cores may share a bus, a cache
or a core); the counting loop, which touches no memory, says how far they could get in the same
minutes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import corpus
import measure
from measure import script

_COUNTING = "import sys\nleft = int(sys.argv[1])\nwhile left:\n    left -= 1\n"
_TREE = """
import json, sys
from newsfmt.batch import convert_tree
source, target, jobs, articles, how = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), json.loads(sys.argv[5])
totals = convert_tree(source, target, jobs=jobs, force=True, **how)
found = (totals.inputs, totals.articles, totals.articles_converted)
assert totals.complete and totals.inputs == totals.converted and totals.articles == totals.articles_converted == articles, totals
"""
_LOOP = """
import os, sys
import newsfmt
source, target = sys.argv[1:]
for folder, _, names in os.walk(source):
    into = os.path.join(target, os.path.relpath(folder, source))
    os.makedirs(into, exist_ok=True)
    for name in sorted(names):
        newsfmt.convert(os.path.join(folder, name), os.path.join(into, name[:-4] + ".json"), target_format="json")
"""


def _wall(command: list[str | Path]) -> float:
    return measure.run(command).wall


def _counted(left: int, processes: int) -> float:
    """How long so many processes take to count to a number between them."""
    start = time.perf_counter()
    running = [
        subprocess.Popen([sys.executable, "-c", _COUNTING, str(left // processes)])
        for _ in range(processes)
    ]
    for process in running:
        process.wait()
    return time.perf_counter() - start


def workers(folder: Path, *, quick: bool, rounds: int) -> None:
    """Two processes against one: a large file into one file, and a tree into a tree; the best of
    the rounds.
    """
    count = 2000 if quick else 70_000
    one, many = folder / "one.txt", folder / "many"
    size = corpus.write_text(one, count)
    corpus.write_small_files(many, count // 10)
    left = 5_000_000 if quick else 200_000_000

    def file(jobs: int) -> float:
        return _wall(
            script(
                _TREE,
                one,
                folder / "out.jsonl",
                str(jobs),
                str(count),
                '{"to": "jsonl", "layout": "stream"}',
            )
        )

    def tree(jobs: int) -> float:
        shutil.rmtree(folder / "out", ignore_errors=True)
        return _wall(
            script(_TREE, many, folder / "out", str(jobs), str(count // 10), '{"to": "json"}')
        )

    runs: dict[str, Callable[[int], float]] = {
        f"a loop that counts to {left:,}": lambda jobs: _counted(left, jobs),
        f"one file of {size / 1e6:.0f} MB → one JSON Lines file": file,
        f"a tree of {count // 10:,} files → a tree of JSON": tree,
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            taken[name].append((run(1), run(2)))
    rows: list[list[str]] = []
    bound = 0.0
    for name, times in taken.items():
        single, double = (min(column) for column in zip(*times, strict=True))
        bound = bound or single / double
        rows.append(
            [
                name,
                f"{single:.2f}",
                f"{double:.2f}",
                f"{single / double:.2f}",
                f"{single / double / bound:.2f}",
                "0.90" if len(rows) == 1 else "",
            ]
        )
    measure.table(
        f"Two workers against one, the best of {rounds}, by the clock",
        ["task", "1 process, s", "2 processes, s", "speed-up", "of the counting loop's", "goal"],
        rows,
    )


def tree(folder: Path, *, quick: bool, rounds: int) -> None:
    """A tree of small files against the same conversions in a plain loop; and a large tree, with
    the memory it takes.
    """
    count = 500 if quick else 20_000
    source, out = folder / "in", folder / "out"
    corpus.write_small_files(source, count)

    def fresh(command: list[str | Path]) -> measure.Cost:
        shutil.rmtree(out, ignore_errors=True)
        return measure.run(command)

    commands = {
        "loop": script(_LOOP, source, out),
        "tree": script(_TREE, source, out, "1", str(count), '{"to": "json"}'),
    }
    taken: dict[str, list[measure.Cost]] = {"loop": [], "tree": []}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            taken[name].append(fresh(command))
    taken = {name: costs[1:] for name, costs in taken.items()}
    loop, ours = measure.best(taken["loop"]), measure.best(taken["tree"])
    measure.table(
        f"{count:,} small files → as many JSON files: newsfmt.batch with one worker against a loop over newsfmt.convert",
        ["", "loop, µs a file", "batch, µs a file", "batch / loop", "goal"],
        [
            [
                "CPU time",
                f"{loop.cpu / count * 1e6:.0f}",
                f"{ours.cpu / count * 1e6:.0f}",
                f"{measure.ratio(taken['tree'], taken['loop']):.2f}",
                "1.15",
            ],
            [
                "by the clock",
                f"{loop.wall / count * 1e6:.0f}",
                f"{ours.wall / count * 1e6:.0f}",
                f"{ours.wall / loop.wall:.2f}",
                "",
            ],
        ],
        [
            "The batch also hashes what it reads and writes, keeps a journal and a manifest, and checks that no two outputs collide."
        ],
    )
    _large(folder / "large", 2000 if quick else 100_000)


def _large(folder: Path, count: int) -> None:
    size = sum(path.stat().st_size for path in corpus.write_small_files(folder / "in", count))
    rows = []
    for jobs in (1, 2):
        shutil.rmtree(folder / "out", ignore_errors=True)
        cost, more = measure.watched(
            script(_TREE, folder / "in", folder / "out", str(jobs), str(count), '{"to": "json"}')
        )
        rows.append(
            [
                f"{count:,} files, {size / 1e6:.0f} MB, {jobs} worker{'s' * (jobs > 1)}",
                f"{count / cost.wall:,.0f}",
                f"{size / cost.wall / 1e6:.0f}",
                f"{cost.peak:.0f}",
                "–" if more is None or cost.wall < 10 else f"{more:+.1%}",
                f"{count:,}",
            ]
        )
    measure.table(
        "A tree of small files → a tree of JSON",
        [
            "",
            "articles/s",
            "MB/s",
            "peak MB, all processes",
            "memory, last tenth over first",
            "found = converted",
        ],
        rows,
    )

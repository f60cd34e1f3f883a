"""Dated text to JSON Lines: against a script written by hand and bare reading and decoding, as many
small files, and as it grows.
"""

from __future__ import annotations

import sys
from pathlib import Path

import corpus
import measure
from measure import NEWSFMT, script

HERE = Path(__file__).parent
_BARE = """
import sys
with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as out:
    while block := source.read(1 << 18):
        out.write(block.decode("utf-8", "replace").encode())
"""
_OPENING = "import sys\nfor name in open(sys.argv[1]).read().split('\\n'):\n    with open(name, 'rb', buffering=0) as file:\n        file.read()"
_MANY = "import sys; from newsfmt.cli import run; sys.exit(run(['convert', *open(sys.argv[1]).read().split('\\n'), '--to', 'jsonl', '--quiet']))"
_GOALS = {"canonical": 0.60, "byline and credit": 0.80, "CR LF": 1.00, "wrapped at 72": 1.50}


def into(out: Path, command: list[str | Path]) -> list[str | Path]:
    """A command with its standard output in a file, as which one process does all the work."""
    return ["sh", "-c", 'exec "$@" > "$0"', out, *command]


def to_lines(path: Path, out: Path) -> list[str | Path]:
    """The command that converts a file to JSON Lines in one process."""
    return into(out, [*NEWSFMT, "convert", path, "--to", "jsonl", "--quiet"])


def shapes(folder: Path, *, quick: bool, rounds: int) -> None:
    """One file, one process, against the script a user would write, and against reading, decoding
    and writing alone.
    """
    count = 500 if quick else 20_000
    rows, size = [], 0
    for shape, goal in _GOALS.items():
        path = folder / "shape.txt"
        size = corpus.write_text(path, count, shape)
        out = folder / "out.jsonl"
        taken = measure.rounds(
            {
                "bare": script(_BARE, path, out),
                "baseline": [sys.executable, HERE / "baseline.py", path, out],
                "ours": to_lines(path, out),
            },
            rounds,
        )
        ours = measure.best(taken["ours"])
        rows.append(
            [
                shape,
                f"{measure.ratio(taken['ours'], taken['baseline']):.2f}",
                f"{goal:.2f}",
                f"{measure.ratio(taken['ours'], taken['bare']):.1f}",
                f"{ours.cpu / count * 1e6:.0f}",
                f"{size / ours.cpu / 1e6:.0f}",
                f"{ours.peak:.0f}",
            ]
        )
    measure.table(
        f"Dated text → JSON Lines, newsfmt convert FILE > OUT: one file of {count:,} articles, {size / 1e6:.0f} MB, one process",
        [
            "shape",
            "CPU time / baseline",
            "goal",
            "/ bare I/O and decoding",
            "µs an article",
            "MB/s",
            "peak MB",
        ],
        rows,
        [
            "The baseline holds the whole file in memory, and reads neither bylines, datelines, credits nor wrapped lines (it leaves them as they are)."
        ],
    )


def small_files(folder: Path, *, quick: bool, rounds: int) -> None:
    """Many small files in one call, against the same articles in one file; the opening of the files
    is measured apart.
    """
    count = 500 if quick else 20_000
    names, one, out = folder / "names", folder / "one.txt", folder / "out.jsonl"
    names.write_text("\n".join(map(str, corpus.write_small_files(folder / "small", count))))
    corpus.write_text(one, count)
    taken = measure.rounds(
        {
            "one": to_lines(one, out),
            "opening": script(_OPENING, names),
            "many": into(out, script(_MANY, names)),
        },
        rounds,
    )
    least = {name: measure.best(costs).cpu for name, costs in taken.items()}
    ratio = (least["many"] - least["opening"]) / least["one"]
    measure.table(
        f"{count:,} small files → one JSON Lines file, against the same articles in one file",
        ["", "CPU time / one file", "goal", "µs a file", "of it opening and reading"],
        [
            [
                "newsfmt convert FILE… > OUT",
                f"{ratio:.2f}",
                "1.50",
                f"{least['many'] / count * 1e6:.0f}",
                f"{least['opening'] / count * 1e6:.0f}",
            ]
        ],
    )


def start_up(folder: Path, *, quick: bool, rounds: int) -> None:
    """Time by the clock until a command is done, over that of a Python that does nothing."""
    path = folder / "one.txt"
    corpus.write_text(path, 1)
    commands = {
        "python -c pass": script("pass"),
        "newsfmt --version": [*NEWSFMT, "--version"],
        "newsfmt --help": [*NEWSFMT, "--help"],
        "newsfmt convert, one small file to JSON": [
            *NEWSFMT,
            "convert",
            path,
            "--to",
            "json",
            "--output",
            folder / "out.json",
            "--force",
        ],
    }
    goals = {
        "newsfmt --version": "20",
        "newsfmt --help": "40",
        "newsfmt convert, one small file to JSON": "130",
    }
    taken = measure.rounds(commands, 3 if quick else 3 * rounds)
    least = {name: measure.best(costs) for name, costs in taken.items()}
    floor = least["python -c pass"]
    rows = [
        [
            name,
            f"{cost.wall * 1000:.0f}",
            f"+{(cost.wall - floor.wall) * 1000:.0f}",
            goals.get(name, ""),
            f"{cost.cpu * 1000:.0f}",
        ]
        for name, cost in least.items()
    ]
    measure.table(
        "Start-up, in milliseconds",
        ["command", "time", "over Python's own", "goal", "CPU time"],
        rows,
    )


def growth(folder: Path, *, quick: bool, rounds: int) -> None:
    """One file of ever more articles: time for each, memory, and whether every article came out."""
    rows = []
    counts = (1000, 10_000) if quick else (1000, 10_000, 100_000, 1_000_000)
    for count in counts:
        path, out = folder / "grown.txt", folder / "grown.jsonl"
        size = corpus.write_text(path, count)
        commands = {"1": to_lines(path, out)}
        if count == counts[-1]:
            commands["2"] = [
                *NEWSFMT,
                "convert",
                path,
                "--to",
                "jsonl",
                "--output",
                out,
                "--force",
                "--quiet",
                "--jobs",
                "2",
            ]
        for processes, command in commands.items():
            runs = [measure.watched(command) for _ in range(rounds if count < 100_000 else 1)]
            least, more = measure.best([cost for cost, _ in runs]), runs[0][1]
            with out.open("rb") as stream:
                found = sum(1 for _ in stream)
            rows.append(
                [
                    f"{count:,}",
                    f"{size / 1e6:,.0f}",
                    processes,
                    f"{least.cpu / count * 1e6:.0f}",
                    f"{count / least.wall:,.0f}",
                    f"{size / least.wall / 1e6:.0f}",
                    f"{least.peak:.0f}",
                    "–" if more is None or least.wall < 10 else f"{more:+.1%}",
                    f"{found:,}",
                ]
            )
            out.unlink()
        path.unlink()
    measure.table(
        "How cost grows: newsfmt convert, one file of dated text → JSON Lines",
        [
            "articles",
            "MB",
            "workers",
            "CPU µs an article",
            "articles/s",
            "MB/s",
            "peak MB",
            "memory, last tenth over first",
            "articles out",
        ],
        rows,
        [
            (
                "Articles and megabytes a second by the clock, start-up included; memory is that of all processes. With two workers the outputs are hashed, "
                "and a manifest says what became of the input. Memory over time is given for runs of ten seconds and more."
            )
        ],
    )

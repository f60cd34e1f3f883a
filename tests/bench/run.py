"""Benchmarks of newsfmt, as ratios to a floor measured in the same run: ``python tests/bench/run.py [NAME...] [--size MB] [--rounds N]``.

Needs the folder ``shared`` beside the repository (or NEWSFMT_SHARED) for the corpus generator and the baseline script. CPU times are those
of child processes; every figure is the median of paired rounds, since the machine may be noisy. Names: dated-text, small-files, start-up.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve()
SHARED = Path(os.environ.get("NEWSFMT_SHARED", HERE.parents[3] / "shared"))
NAIVE = SHARED / "tools" / "naive.py"
GENERATOR = SHARED / "tools" / "gen_corpus.py"
NEWSFMT = [sys.executable, "-m", "newsfmt"]


def cpu(command: list[str]) -> float:
    """CPU seconds of a child process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak(command: list[str]) -> float:
    """Peak memory of a child process in MB."""
    script = (
        "import resource,subprocess,sys; subprocess.run(sys.argv[1:]); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    )
    run = subprocess.run([sys.executable, "-c", script, *command], check=True, capture_output=True, text=True)
    return float(run.stdout.split()[-1])


def wall(command: list[str], rounds: int) -> float:
    """Best wall time of a command in milliseconds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        best = min(best, time.perf_counter() - start)
    return best * 1000


# ---- the shapes of the corpus ----------------------------------------------------------------------------------------


def articles(path: Path) -> list[str]:
    """The articles of a generated corpus."""
    text = path.read_text(encoding="utf-8")
    return [part if part.startswith(" date ") else f" date {part}" for part in text.split("\n\n date ")]


def with_byline(article: str) -> str:
    head, body = article.split("\n\n", 1)
    return f"{head}\n\nBy Kari Moe and Per Lie\n\n{body}\n\n(Reporting by Kari Moe; Editing by Per Lie)"


def wrapped(article: str) -> str:
    head, *paragraphs = article.split("\n\n")
    return "\n\n".join([head, *(textwrap.fill(part, 72, break_long_words=False, break_on_hyphens=False) for part in paragraphs)])


SHAPES: dict[str, tuple[Callable[[str], str], str, float]] = {
    "canonical": (lambda article: article, "\n", 0.60),
    "byline and credit": (with_byline, "\n", 0.80),
    "CR LF": (lambda article: article, "\r\n", 1.00),
    "wrapped at 72": (wrapped, "\n", 1.50),
}


def dated_text(folder: Path, size: int, rounds: int) -> None:
    """Dated text to jsonl, one file, one process, CPU time against the baseline script."""
    corpus = folder / "corpus.txt"
    generate("--bytes", str(size * 1_000_000), "--one-file", str(corpus))
    parts = articles(corpus)
    print(f"dated text -> jsonl, {size} MB, {len(parts)} articles, CPU time / baseline, median of {rounds} pairs")
    for name, (change, end, goal) in SHAPES.items():
        path = folder / "shape.txt"
        path.write_text("\n\n".join(map(change, parts)), encoding="utf-8", newline=end)
        ours = [*NEWSFMT, "convert", str(path), "--to", "jsonl", "--output", str(folder / "out.jsonl"), "--force", "--quiet"]
        theirs = [sys.executable, str(NAIVE), str(path), str(folder / "naive.jsonl")]
        pairs = [(cpu(theirs), cpu(ours)) for _ in range(rounds)]
        ratio = statistics.median(mine / other for other, mine in pairs)
        best = min(mine for _, mine in pairs)
        print(f"  {name:20} {ratio:5.2f}  (goal {goal:.2f})  {best / len(parts) * 1e6:6.1f} µs an article  peak {peak(ours):5.1f} MB")


def small_files(folder: Path, size: int, rounds: int) -> None:
    """Many small files in one call against the same articles in one file, opening of files measured apart."""
    count = 20_000
    generate("--articles", str(count), "--out", str(folder / "small"))
    generate("--articles", str(count), "--one-file", str(folder / "one.txt"))
    names = sorted(str(path) for path in (folder / "small").iterdir())
    (folder / "names").write_text("\n".join(names))
    opening = f"for n in open({str(folder / 'names')!r}).read().split(chr(10)):\n with open(n, 'rb', buffering=0) as f: f.read()"
    tail = ["--to", "jsonl", "--output", str(folder / "out.jsonl"), "--force", "--quiet"]
    script = f"import sys; from newsfmt.cli import run; sys.exit(run(['convert', *open({str(folder / 'names')!r}).read().split(chr(10)), *sys.argv[1:]]))"
    ratios = []
    for _ in range(rounds):
        one = cpu([*NEWSFMT, "convert", str(folder / "one.txt"), *tail])
        opened = cpu([sys.executable, "-c", opening])
        many = cpu([sys.executable, "-c", script, *tail])
        ratios.append((many - opened) / one)
    print(f"{count} small files -> one jsonl, per article against one file: {statistics.median(ratios):.2f}  (goal 1.50)")


def start_up(folder: Path, size: int, rounds: int) -> None:
    """Start-up over ``python -c pass``, best of fifteen."""
    small = folder / "small.txt"
    generate("--articles", "1", "--one-file", str(small))
    floor = wall([sys.executable, "-c", "pass"], 15)
    print(f"start-up over python -c pass ({floor:.1f} ms), best of 15")
    convert = ["convert", str(small), "--to", "json", "--output", str(folder / "small.json"), "--force"]
    for name, arguments, goal in (("--version", ["--version"], 20), ("--help", ["--help"], 40), ("one file to JSON", convert, 130)):
        print(f"  {name:20} +{wall([*NEWSFMT, *arguments], 15) - floor:5.1f} ms  (goal +{goal})")


def generate(*arguments: str) -> None:
    subprocess.run([sys.executable, str(GENERATOR), *arguments], check=True, stderr=subprocess.DEVNULL)


BENCHES = {"dated-text": dated_text, "small-files": small_files, "start-up": start_up}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--size", type=int, default=100, help="megabytes of the large file")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    if not NAIVE.exists():
        sys.exit(f"{NAIVE} is not there; set NEWSFMT_SHARED")
    for name in args.names or BENCHES:
        with tempfile.TemporaryDirectory() as folder:
            BENCHES[name](Path(folder), args.size, args.rounds)


if __name__ == "__main__":
    main()

"""Whether what newsfmt writes and reads is what it was, byte by byte: ``python
tests/freeze/freeze.py``.

2,000 Articles (``articles.jsonl.xz``, drawn once from the kit's strategies) are written in every
format with its main options and read again; every sample at hand is read, and its first articles
written in every format. Of all that, hashes of the bytes, of the diagnostics and of the Articles
are compared with those in ``hashes.txt``, which holds nothing else. ``--write`` takes what comes out
now for what has to; a commit that changes a hash says which, and why. ``--against REVISION`` shows
the first differences to what another commit writes.
"""

from __future__ import annotations

import argparse
import difflib
import io
import lzma
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import islice
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(os.environ.get("NEWSFMT_FREEZE_ROOT") or Path(__file__).parents[2])
HERE = Path(__file__).parent
ARTICLES = HERE / "articles.jsonl.xz"
HASHES = HERE / "hashes.txt"
SHARED = Path(__file__).parents[3] / "shared" / "samples"
BLOCK = 25
"""Articles under one hash."""
WRITTEN = 5
"""Articles of a sample that are written."""

sys.path.insert(0, str(ROOT))

import newsfmt  # noqa: E402
from newsfmt import Article, Registry  # noqa: E402


class Target(NamedTuple):
    """One way of writing."""

    format: str
    options: Mapping[str, Any] = {}
    every: int = 1
    """Of how many articles one is written."""
    read: bool = True

    @property
    def label(self) -> str:
        words = [f"{name}={value}" for name, value in self.options.items()]
        return " ".join([self.format, *words])


TARGETS = (
    Target("json"),
    Target("json", {"indent": False}, every=8),
    Target("jsonl"),
    Target("jsonl", {"flat": True}, read=False),
    Target("markdown"),
    Target("markdown", {"heading": True}, every=4),
    Target("dated-text"),
    Target("ninjs"),
    Target("ninjs", {"version": "2.2"}),
    Target("ninjs", {"version": "1.6"}),
    Target("ninjs", {"indent": False}, every=8),
    Target("newsml-g2"),
    Target("newsml-g2", {"core": True}),
    Target("newsml-g2", {"body": "nitf"}, every=2),
    Target("newsml-g2", {"core": True, "body": "nitf"}, every=8),
    Target("newsml-g2", {"indent": False}, every=8),
    Target("newsml-1"),
    Target("nitf"),
    Target("iptc7901"),
    Target("iptc7901", {"encoding": "utf-8", "width": 0}, every=4),
    Target("anpa1312"),
    Target("anpa1312", {"encoding": "ascii"}, every=4),
    Target("eml"),
    Target("eml", {"body": "plain"}, every=4),
)


class Outcome(NamedTuple):
    """What came of one input or output."""

    data: bytes
    diagnostics: str
    articles: str

    def hashes(self) -> tuple[str, str, str]:
        return short(self.data), short(self.diagnostics.encode()), short(self.articles.encode())


def short(data: bytes) -> str:
    return sha256(data).hexdigest()[:8]


# ---- writing and reading
# ------------------------------------------------------------


def told(diagnostics: Iterable[Any]) -> list[str]:
    return [
        f"{each.severity} {each.code} {each.index} {each.position!r} {each.message}"
        for each in diagnostics
    ]


def written(article: Article, target: Target) -> Outcome:
    """The bytes of an article in a format, what was reported, and the articles read again."""
    stream = io.BytesIO()
    try:
        report = newsfmt.write(
            article, stream, format=target.format, options={**target.options, "embargo": "ignore"}
        )
    except newsfmt.NewsfmtError as error:
        return Outcome(b"", f"{type(error).__name__} {error}", "")
    again, lines = [], told(report)
    if target.read:
        again, more = articles_of(stream.getvalue(), target.format, "freeze")
        lines += ["read again", *more]
    return Outcome(stream.getvalue(), "\n".join(lines), "\n".join(text_of(each) for each in again))


def articles_of(data: bytes, format: str | None, name: str) -> tuple[list[Article], list[str]]:
    articles: list[Article] = []
    lines: list[str] = []
    try:
        with newsfmt.read(data, format=format, name=name, on_error="skip") as reader:
            lines.append(reader.format)
            articles.extend(reader)
            lines += told(reader.report)
    except newsfmt.NewsfmtError as error:
        lines.append(f"{type(error).__name__} {error}")
    return articles, lines


def text_of(article: Article) -> str:
    try:
        return article.to_json().decode()
    except newsfmt.NewsfmtError as error:
        return f"{type(error).__name__} {error}"


# ---- what is frozen
# ------------------------------------------------------------


def invented() -> list[Article]:
    with newsfmt.read(lzma.decompress(ARTICLES.read_bytes()), format="jsonl") as reader:
        return list(reader)


def samples() -> dict[str, Path]:
    """The samples at hand, by a name that says nothing of those that are not in the repository."""
    own = [
        path
        for folder in ("newsfmt", "plugins", "tests/golden", "examples")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file()
        and ("samples" in path.parts or path.name.startswith("input."))
        and path.suffix not in {".py", ".pyc"}
    ]
    shared = [path for path in sorted(SHARED.rglob("*")) if path.is_file()]
    return {
        **{f"sample {path.relative_to(ROOT).as_posix()}": path for path in own},
        **{
            f"sample {short(path.relative_to(SHARED).as_posix().encode())}": path
            for path in shared
            if path.parent != SHARED
        },
    }


def of_sample(path: Path) -> dict[str, Outcome]:
    """What is read from a sample, and what its first articles are in every format."""
    articles, lines = articles_of(path.read_bytes(), None, path.name)
    text = "\n".join(text_of(article) for article in articles)
    outcomes = {"read": Outcome(b"", "\n".join(lines), text)}
    for target in TARGETS:
        if target.every == 1:
            every = [written(article, target) for article in articles[:WRITTEN]]
            outcomes[target.label] = Outcome(
                b"\n".join(each.data for each in every),
                "\n".join(each.diagnostics for each in every),
                "\n".join(each.articles for each in every),
            )
    return outcomes


_ARTICLES: list[Article] = []


def job(task: tuple[str, Any]) -> tuple[str, list[Outcome]]:
    """One unit of work: a target with a tenth of the articles, or a sample."""
    label, what = task
    if isinstance(what, Path):
        outcomes = of_sample(what)
        return label, [outcomes[name] for name in sorted(outcomes)]
    if not _ARTICLES:
        _ARTICLES.extend(invented())
    target, start, end = what
    return label, [written(article, target) for article in _ARTICLES[start : end : target.every]]


def tasks() -> Iterator[tuple[str, Any]]:
    known = {name for name, fmt in Registry().formats().items() if fmt.write is not None}
    for target in TARGETS:
        if target.format in known:
            step = BLOCK * target.every
            for start in range(0, 2000, step * 4):
                yield target.label, (target, start, start + step * 4)
    yield from samples().items()


def lines_of(label: str, outcomes: list[Outcome], block: int) -> Iterator[str]:
    """The lines of the file of hashes: one for bytes, diagnostics and Articles."""
    every = [outcome.hashes() for outcome in outcomes]
    for place, kind in enumerate(("bytes", "diagnostics", "articles")):
        blocks = [
            short("".join(hashes[place] for hashes in every[start : start + block]).encode())
            for start in range(0, len(every), block)
        ]
        yield f"{label} | {kind} | {' '.join(blocks)}"


def run() -> dict[str, list[Outcome]]:
    outcomes: dict[str, list[Outcome]] = {}
    with Pool() as pool:
        for label, some in pool.imap(job, tasks(), chunksize=1):
            outcomes.setdefault(label, []).extend(some)
    return outcomes


def frozen(outcomes: Mapping[str, list[Outcome]]) -> list[str]:
    return [
        line
        for label, some in outcomes.items()
        for line in lines_of(label, some, len(some) if label.startswith("sample") else BLOCK)
    ]


# ---- comparing
# ------------------------------------------------------------


def parsed(lines: Iterable[str]) -> dict[str, list[str]]:
    return {line.rpartition(" | ")[0]: line.rpartition(" | ")[2].split() for line in lines}


def compared(before: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> list[str]:
    """One line for each target and kind that differs."""
    changes = []
    for key, blocks in now.items():
        if key in before and blocks != before[key]:
            wrong = [
                place
                for place, pair in enumerate(zip(before[key], blocks, strict=False))
                if pair[0] != pair[1]
            ]
            of = f": {len(wrong)} of {len(blocks)} blocks" if len(blocks) > 1 else ""
            changes.append(f"changed  {shown(key)}{of}")
    return changes + [
        f"gone     {shown(key)}"
        for key in before
        if key not in now and not (key.startswith("sample ") and not SHARED.is_dir())
    ]


def shown(key: str) -> str:
    """A key with the path of its sample."""
    label, _, kind = key.partition(" | ")
    path = samples().get(label)
    return f"{label} ({path.name}) | {kind}" if path else key


def against(revision: str, mine: Mapping[str, list[Outcome]], most: int) -> int:
    """Show the first differences of every target to what another commit writes."""
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "archive", revision], cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        kept = Path(folder, "outcomes.pickle")
        paths = [folder, *map(str, Path(folder, "plugins").glob("*"))]
        environment = {
            **os.environ,
            "NEWSFMT_FREEZE_ROOT": folder,
            "PYTHONPATH": os.pathsep.join(paths),
        }
        command = [sys.executable, __file__, "--keep", str(kept)]
        subprocess.run(command, check=True, env=environment)
        theirs = pickle.loads(kept.read_bytes())
    changed = 0
    for label, outcomes in mine.items():
        pairs = zip(theirs.get(label, ()), map(tuple, outcomes), strict=False)
        differing = [(place, *pair) for place, pair in enumerate(pairs) if pair[0] != pair[1]]
        changed += len(differing)
        if differing:
            print(f"== {shown(label + ' | ')}: {len(differing)} of {len(outcomes)}")
        for place, old, new in differing[:most]:
            for kind, a, b in zip(Outcome._fields, old, new, strict=True):
                if a != b:
                    texts = [
                        (x.decode("utf-8", "replace") if isinstance(x, bytes) else x)
                        .replace(",", ",\n")
                        .splitlines()
                        for x in (a, b)
                    ]
                    lines = difflib.unified_diff(*texts, f"{label} {place} {kind}", "now", n=2)
                    print(*islice(lines, 40), sep="\n")
    return 1 if changed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--check", action="store_true", help="compare (what it does by itself)")
    parser.add_argument("--write", action="store_true", help="take what comes out for what has to")
    parser.add_argument("--against", metavar="REVISION", help="show differences to a commit")
    parser.add_argument("--most", type=int, default=2, help="differences to show of a target")
    parser.add_argument("--keep", metavar="FILE", help=argparse.SUPPRESS)
    args = parser.parse_args()
    outcomes = run()
    if args.keep:
        plain = {label: list(map(tuple, some)) for label, some in outcomes.items()}
        Path(args.keep).write_bytes(pickle.dumps(plain))
        return 0
    if args.against:
        return against(args.against, outcomes, args.most)
    now = frozen(outcomes)
    before = HASHES.read_text(encoding="utf-8").splitlines() if HASHES.is_file() else []
    changes = compared(parsed(before), parsed(now))
    new = [key for key in parsed(now) if key not in parsed(before)]
    print(*changes, "", sep="\n")
    print(f"{len(now)} lines, {len(changes)} changed or gone, {len(new)} not frozen before")
    if args.write:
        kept = [] if SHARED.is_dir() else [line for line in before if is_shared(line)]
        HASHES.write_text("\n".join(now + kept) + "\n", encoding="utf-8")
        return 0
    return 1 if changes else 0


def is_shared(line: str) -> bool:
    return line.startswith("sample ") and "/" not in line


if __name__ == "__main__":
    sys.exit(main())

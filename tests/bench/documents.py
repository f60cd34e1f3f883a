"""Single documents in memory: reading and writing against the bare parser of the same bytes, and
against the tools a user might take instead.

A bare parser makes a tree and no more; it is the floor that no reader on top of it can go below.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import io
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import corpus
import measure
import orjson
from lxml import etree
from markdown_it import MarkdownIt

import newsfmt

_XML = etree.XMLParser(resolve_entities=False, no_network=True)
_FLOORS: dict[str, tuple[str, Callable[[bytes], Any]]] = {
    "newsml-g2": ("lxml.etree.fromstring", lambda data: etree.fromstring(data, _XML)),
    "newsml-1": ("lxml.etree.fromstring", lambda data: etree.fromstring(data, _XML)),
    "nitf": ("lxml.etree.fromstring", lambda data: etree.fromstring(data, _XML)),
    "ninjs": ("orjson.loads", orjson.loads),
    "jsonl": ("orjson.loads", orjson.loads),
    "markdown": ("markdown-it-py parse", lambda data: _MARKDOWN.parse(data.decode())),
}
_MARKDOWN = MarkdownIt("commonmark")
_GOAL = {"newsml-g2": "6", "newsml-1": "6", "nitf": "6", "ninjs": "6"}
_SHARED = (
    Path(os.environ.get("NEWSFMT_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    / "samples"
)


def _read(data: bytes, fmt: str | None) -> list[newsfmt.Article]:
    return list(newsfmt.read(data, format=fmt, on_error="skip"))


def _samples(fmt: str) -> list[bytes]:
    """Real documents of a format, where they are at hand; they cannot be in the repository."""
    found = []
    for path in sorted(_SHARED.glob("*/*")) if _SHARED.is_dir() else []:
        data = path.read_bytes()
        try:
            if newsfmt.detect(data, name=path.name)[0].format == fmt and _read(data, fmt):
                _FLOORS[fmt][1](data)
                found.append(data)
        except (newsfmt.NewsfmtError, IndexError, ValueError, etree.XMLSyntaxError):
            continue
    return found


def reading(folder: Path, *, quick: bool, rounds: int) -> None:
    """Reading documents into Articles, against the bare parser: the median over documents."""
    rows = []
    for fmt, (floor, parse) in _FLOORS.items():
        made = corpus.documents(fmt, 3 if quick else 30) if fmt in corpus.DOCUMENTS else []
        for what, documents in (("invented", made), ("samples", [] if quick else _samples(fmt))):
            if not documents:
                continue
            bare = [measure.call(partial(parse, data), rounds) for data in documents]
            named = [measure.call(partial(_read, data, fmt), rounds) for data in documents]
            found = [measure.call(partial(_read, data, None), rounds) for data in documents]
            rows.append(
                [
                    f"{fmt}, {what} ({len(documents)}, {statistics.median(map(len, documents)) / 1000:.1f} kB)",
                    floor,
                    f"{statistics.median(bare) * 1e6:.0f}",
                    f"{statistics.median(named) * 1e6:.0f}",
                    f"{statistics.median(mine / other for mine, other in zip(named, bare, strict=True)):.1f}",
                    _GOAL.get(fmt, ""),
                    f"{statistics.median(mine / other for mine, other in zip(found, bare, strict=True)):.1f}",
                ]
            )
    measure.table(
        "Reading one document into Articles, against the bare parser",
        [
            "format (documents, median size)",
            "floor",
            "floor µs",
            "newsfmt µs",
            "ratio",
            "goal",
            "with detection",
        ],
        rows,
        [
            "Medians over the documents, of the least CPU time of each. Samples are real documents, which are not in the repository."
        ],
    )


def writing(folder: Path, *, quick: bool, rounds: int) -> None:
    """Writing Articles, against parsing and serialising the output again, and against writing
    JSON.
    """
    articles = [
        _read(data, "newsml-g2")[0] for data in corpus.documents("newsml-g2", 3 if quick else 30)
    ]
    plain = [
        _read(data, "markdown")[0] for data in corpus.documents("markdown", 3 if quick else 30)
    ]
    rows = []
    for fmt in ("newsml-g2", "nitf", "newsml-1", "ninjs", "markdown", "json"):
        ours, floors, name = [], [], "parse and serialise again"
        for article in plain if fmt == "markdown" else articles:
            data = _written(article, fmt)
            ours.append(
                measure.call(lambda article=article, fmt=fmt: _written(article, fmt), rounds)
            )
            if fmt == "markdown":
                name = "writing JSON"
                floors.append(
                    measure.call(lambda article=article: _written(article, "json"), rounds)
                )
            elif fmt in ("ninjs", "json"):
                floors.append(
                    measure.call(lambda data=data: orjson.dumps(orjson.loads(data)), rounds)
                )
            else:
                floors.append(
                    measure.call(
                        lambda data=data: etree.tostring(etree.fromstring(data, _XML)), rounds
                    )
                )
        ratio = statistics.median(mine / other for mine, other in zip(ours, floors, strict=True))
        goal = {"newsml-g2": "8", "nitf": "6", "newsml-1": "6", "ninjs": "6", "markdown": "3"}
        rows.append(
            [
                fmt,
                name,
                f"{statistics.median(floors) * 1e6:.0f}",
                f"{statistics.median(ours) * 1e6:.0f}",
                f"{ratio:.1f}",
                goal.get(fmt, ""),
            ]
        )
    measure.table(
        "Writing one Article", ["format", "floor", "floor µs", "newsfmt µs", "ratio", "goal"], rows
    )


def _written(article: newsfmt.Article, fmt: str) -> bytes:
    out = io.BytesIO()
    newsfmt.write(article, out, format=fmt)
    return out.getvalue()


# ---- the tools a user might take instead
# ------------------------------------------------------------


def others(folder: Path, *, quick: bool, rounds: int) -> None:
    """The same task with another tool, as nearly as the tools allow; what each does not do stands
    below the table.
    """
    rows: list[list[str]] = []
    notes = []
    for bench in (_newsmlg2, _frontmatter, _pandoc, _feedparser):
        new, note = bench(folder, 3 if quick else 30, rounds)
        rows += new
        notes.append(f"* {note}")
    measure.table(
        "Other tools: their CPU time over newsfmt's, for one document",
        ["task", "tool", "tool µs", "newsfmt µs", "tool / newsfmt"],
        rows,
        notes,
    )


def _tool(module: str, distribution: str) -> tuple[Any, str]:
    """A tool and its name with its version; no tool and why, where it is not there."""
    try:
        return importlib.import_module(
            module
        ), f"{distribution} {importlib.metadata.version(distribution)}"
    except ImportError:
        return None, f"{distribution}: not installed, so not measured (the extra `bench` has it)"


def _compared(task: str, tool: str, theirs: list[float], ours: list[float]) -> list[str]:
    ratio = statistics.median(other / mine for other, mine in zip(theirs, ours, strict=True))
    return [
        task,
        tool,
        f"{statistics.median(theirs) * 1e6:,.0f}",
        f"{statistics.median(ours) * 1e6:,.0f}",
        f"{ratio:.2f}",
    ]


def _newsmlg2(folder: Path, count: int, rounds: int) -> tuple[list[list[str]], str]:
    module, name = _tool("NewsMLG2", "newsmlg2")
    if module is None:
        return [], name
    documents = corpus.documents("newsml-g2", count)
    for data in documents:  # both find the same
        assert str(module.NewsMLG2Document(data).get_item().guid) == _read(data, "newsml-g2")[0].id
    theirs = [
        measure.call(lambda data=data: module.NewsMLG2Document(data).get_item(), rounds)
        for data in documents
    ]
    ours = [measure.call(lambda data=data: _read(data, "newsml-g2"), rounds) for data in documents]
    note = (
        f"{name} makes objects of the elements and can write them again; most of its time goes into the IPTC's catalogue, of which it makes objects anew "
        "for every document. It reads one version of NewsML-G2, gives the content of inlineXML as "
        "elements, not as paragraphs, keeps dates as texts, and converts to nothing else."
    )
    return [_compared("NewsML-G2 in memory → objects", name, theirs, ours)], note


def _frontmatter(folder: Path, count: int, rounds: int) -> tuple[list[list[str]], str]:
    module, name = _tool("frontmatter", "python-frontmatter")
    if module is None:
        return [], name
    documents = corpus.documents("markdown", count)
    for data in documents:
        assert module.loads(data.decode())["title"] == _read(data, "markdown")[0].headline
    theirs = [
        measure.call(lambda data=data: module.loads(data.decode()), rounds) for data in documents
    ]
    parsed = [
        measure.call(lambda data=data: _MARKDOWN.parse(module.loads(data.decode()).content), rounds)
        for data in documents
    ]
    ours = [measure.call(lambda data=data: _read(data, "markdown"), rounds) for data in documents]
    note = (
        f"{name} reads the front matter and leaves the text as one string: no blocks, no byline, no dates but YAML's. With markdown-it-py "
        "behind it there are tokens, but no article; newsfmt does both, and makes blocks of them."
    )
    rows = [
        _compared("Markdown in memory → front matter and one text", name, theirs, ours),
        _compared(
            "Markdown in memory → front matter and parsed blocks",
            f"{name} + markdown-it-py",
            parsed,
            ours,
        ),
    ]
    return rows, note


def _pandoc(folder: Path, count: int, rounds: int) -> tuple[list[list[str]], str]:
    module, name = _tool("pypandoc", "pypandoc_binary")
    if module is None:
        return [], name
    pandoc = module.get_pandoc_path()
    version = subprocess.run(
        [pandoc, "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    rows = []
    one = folder / "one.md"
    one.write_bytes(corpus.markdown(corpus.story(1)))
    long = folder / "long.md"
    many = [part for number in range(20 * count) for part in corpus.story(number).paragraphs]
    long.write_bytes(corpus.markdown(corpus.story(1)._replace(paragraphs=many)))
    for task, path in (
        ("one small Markdown file → JSON", one),
        (f"one Markdown file of {long.stat().st_size / 1e6:.1f} MB → JSON", long),
    ):
        taken = measure.rounds(
            {
                "theirs": [
                    pandoc,
                    path,
                    "-f",
                    "markdown",
                    "-t",
                    "json",
                    "-o",
                    folder / "pandoc.json",
                ],
                "ours": [
                    *measure.NEWSFMT,
                    "convert",
                    path,
                    "--to",
                    "json",
                    "-o",
                    folder / "ours.json",
                    "--force",
                    "--quiet",
                ],
            },
            rounds,
        )
        theirs, ours = measure.best(taken["theirs"]), measure.best(taken["ours"])
        rows.append(
            [
                f"{task}, a process each",
                f"pandoc {version}",
                f"{theirs.cpu * 1e6:,.0f}",
                f"{ours.cpu * 1e6:,.0f}",
                f"{theirs.cpu / ours.cpu:.2f}",
            ]
        )
    note = (
        f"pandoc {version} knows far more of Markdown and dozens of formats of documents, none of news: it has no place for identifiers, versions, "
        "embargoes, subjects or datelines, keeps dates as texts, does not say what it leaves out, and takes one document a run. Its JSON is its own tree."
    )
    return rows, note


def _feedparser(folder: Path, count: int, rounds: int) -> tuple[list[list[str]], str]:
    _, name = _tool("feedparser", "feedparser")
    if not {"rss", "atom"} & set(newsfmt.list_formats()):
        return [], f"{name}: not measured, since newsfmt reads no feeds here"
    return [], f"{name}: not measured yet"


def machine() -> str:
    """What the figures were taken on."""
    import platform

    model = platform.processor() or platform.machine()
    try:
        rows = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(row.partition(":")[2].strip() for row in rows if row.startswith("model name"))
    except (OSError, StopIteration):
        pass
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("lxml", "orjson", "attrs")
    )
    return f"{os.cpu_count()} cores of {model}, {platform.system()}, Python {platform.python_version()}, newsfmt {newsfmt.__version__}, {versions}"


if __name__ == "__main__":
    sys.exit("run tests/bench/run.py")

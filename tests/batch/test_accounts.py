"""Accounts are arithmetic: whatever is missing, vanishes or is broken, and however it is named, every
input is counted once, no number is negative, and what was found is the sum of its classes, the same
in a conversion, a scan and a reading.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfmt import batch
from newsfmt.batch import CLASSES, Conversion, Reading, Scan, check_manifest
from tests.drawing import examples

from .conftest import Run, command, manifest, story, write_bytes
from .trouble import CONCEPT, NITF, NOTE, ROW

# ---- every kind, named in every way
# ------------------------------------------------------------

CONTENT: dict[str, bytes] = {
    "one": story(1).encode(),
    "two": f"{story(2)}\n\n{story(3)}".encode(),
    "rows": ROW * 3,
    "a bad row": ROW + b'{"headline":3}\n' + ROW,
    "a cut row": ROW + ROW[:20],
    "cut": NITF[:-20],
    "packed and cut": gzip.compress(story(4).encode())[:-9],
    "empty": b"",
    "unsure": NOTE,
    "no article": CONCEPT,
    "foreign": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "unknown": b"<menu/>",
}
ODD = ("missing", "vanishing", "unreadable", "dangling", "folder in it", "hidden")
WAYS = ("file", "folder", "pattern", "list", "file and folder", "twice")
ENTRIES = st.lists(
    st.tuples(st.sampled_from([*CONTENT, *ODD]), st.sampled_from(WAYS)), min_size=1, max_size=6
)


class Drawn:
    """Inputs in a folder, and how they are named."""

    def __init__(self, top: str, entries: list[tuple[str, str]], stdin: str | None) -> None:
        self.named: list[str] = []
        self.listed: list[str] = []
        self._vanishing: list[str] = []
        for number, (kind, way) in enumerate(entries):
            folder = f"{top}/{number}"
            path = f"{folder}/{kind.replace(' ', '-')}.txt"
            self._make(kind, Path(path))
            name = {"folder": folder, "pattern": f"{folder}/*.txt"}.get(way, path)
            (self.listed if way == "list" else self.named).append(name)
            if way == "file and folder":
                self.named.append(folder)
            if way == "twice":
                self.named.append(path)
        self.stdin = CONTENT[stdin] if stdin else None
        if stdin:
            self.named.insert(len(entries) // 2, "-")

    def _make(self, kind: str, path: Path) -> None:
        path.parent.mkdir()
        if kind in CONTENT:
            path.write_bytes(CONTENT[kind])
        elif kind == "vanishing":
            path.write_bytes(story(5).encode())
            self._vanishing.append(str(path))
        elif kind == "unreadable":
            path.symlink_to("/proc/self/mem")  # it opens, and reading it fails, for root too
        elif kind == "dangling":
            path.symlink_to("nowhere")
        elif kind == "folder in it":
            path.mkdir()
            (path / "deep.txt").write_bytes(story(6).encode())
        elif kind == "hidden":
            (path.parent / ".hidden.txt").write_bytes(story(7).encode())

    def files_from(self) -> Iterator[str]:
        """The list; what vanishes is gone before its end, when it has been found and not read."""
        yield from self.listed
        for path in self._vanishing:
            os.unlink(path)
            if path in self.listed or path in self.named:
                yield path

    def come_back(self) -> None:
        """Make ready for the next one who reads it."""
        for path in self._vanishing:
            Path(path).write_bytes(story(5).encode())
        if self.stdin is not None:
            with tempfile.TemporaryFile() as file:
                file.write(self.stdin)
                file.seek(0)
                os.dup2(file.fileno(), 0)
            sys.stdin = open(0, closefd=False)  # noqa: SIM115 (as long as the test)


@pytest.fixture(scope="module")
def own_stdin() -> Iterator[None]:
    """The standard input of the tests, put back in the end."""
    before, kept = sys.stdin, os.dup(0)
    yield
    os.dup2(kept, 0)
    os.close(kept)
    sys.stdin = before


def classes(totals: Any, done: str = "converted") -> dict[str, tuple[int, int]]:
    """Of each class the inputs and the articles."""
    counts: dict[str, tuple[int, int]] = {}
    for name in CLASSES:
        own = done if name == "converted" else name
        counts[name] = (getattr(totals, own), getattr(totals, f"articles_{own}"))
    return counts


def added_up(totals: Any, outcomes: list[Any], done: str = "converted") -> None:
    """One record for each input, and sums that are their sums."""
    counts = classes(totals, done)
    assert min(min(pair) for pair in counts.values()) >= 0
    assert totals.inputs == sum(inputs for inputs, _ in counts.values()) == len(outcomes)
    assert totals.articles == sum(articles for _, articles in counts.values())
    for outcome in outcomes:
        numbers = (outcome.articles, outcome.skipped, outcome.unsure, outcome.failed)
        assert min(numbers) >= 0
        assert outcome.status == done or outcome.reason
    assert totals.articles_failed == sum(outcome.failed for outcome in outcomes)


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="needs /proc")
@pytest.mark.usefixtures("own_stdin")
@settings(max_examples=examples(50), deadline=None)
@given(
    entries=ENTRIES,
    stdin=st.sampled_from([None, "one", "two", "empty", "cut", "unsure", "foreign"]),
    jobs=st.sampled_from([1, 2]),
    unsure=st.booleans(),
    follow=st.booleans(),
)
def test_found_is_the_sum_of_the_classes_whatever_is_found(
    entries: list[tuple[str, str]], stdin: str | None, jobs: int, unsure: bool, follow: bool
) -> None:
    with tempfile.TemporaryDirectory() as top:
        drawn = Drawn(top, entries, stdin)
        how: dict[str, Any] = {"unsure": unsure, "follow_links": follow}

        drawn.come_back()
        output = f"{top}/all.jsonl"
        conversion = Conversion(
            drawn.named, output, to="jsonl", layout="stream", jobs=jobs,
            files_from=drawn.files_from(), **how,
        )  # fmt: skip
        outcomes = list(conversion)
        added_up(conversion.totals, outcomes)
        lines = Path(output).read_bytes().count(b"\n") if os.path.exists(output) else 0
        assert lines == conversion.totals.articles_converted
        assert list(check_manifest(f"{output}.manifest.jsonl", inputs=False)) == []

        drawn.come_back()
        scan = Scan(drawn.named, jobs=jobs, files_from=drawn.files_from(), **how)
        added_up(scan.totals, list(scan), "read")

        drawn.come_back()
        told: list[batch.Outcome] = []
        reading = Reading(drawn.named, files_from=drawn.files_from(), tell=told.append, **how)
        assert sum(1 for _ in reading) == reading.totals.articles_converted
        added_up(reading.totals, told)

        assert classes(conversion.totals) == classes(scan.totals, "read")
        if not any(kind == "vanishing" for kind, _ in entries):  # a reading comes before that
            assert classes(reading.totals) == classes(conversion.totals)


# ---- what was wrong once
# ------------------------------------------------------------


@pytest.mark.parametrize("target", [("-t", "json"), ("-t", "jsonl"), ("-t", "json", "-o", "out/")])
def test_a_pattern_without_a_match_is_one_that_failed(run: Run, target: tuple[str, ...]) -> None:
    done = run("convert", "*.nothing", *target, status=1)
    assert done.stderr.splitlines()[:3] == [
        "error: *.nothing: no file matches the pattern",
        "files:    1 found = 0 converted + 0 skipped + 1 failed",
        "articles: 0 found = 0 converted + 0 skipped + 0 failed",
    ]


@pytest.mark.parametrize("target", [("-t", "newsml-g2", "-o", "all.xml"), ("-t", "jsonl")])
def test_items_of_other_kinds_alone_are_skipped_and_no_failure(
    run: Run, tmp_path: Path, target: tuple[str, ...]
) -> None:
    write_bytes(tmp_path / "in" / "concept.xml", CONCEPT)
    write_bytes(tmp_path / "in" / "story.txt", story(1).encode())
    done = run("convert", "in", *target)
    assert "error" not in done.stderr
    assert "files:    2 found = 1 converted + 1 skipped + 0 failed" in done.stderr
    assert "articles: 2 found = 1 converted + 1 skipped + 0 failed" in done.stderr
    assert "files skipped: 1 its items are no articles" in done.stderr
    done = run("convert", "in/concept.xml", "-t", "jsonl", status=1)
    assert done.stderr.splitlines()[-1] == "newsfmt: no article was converted"


def test_a_time_limit_keeps_what_came_before_it(run: Run, tmp_path: Path, bad: Path) -> None:
    write_bytes(tmp_path / "a.bad", b"BAD nap\n")
    write_bytes(tmp_path / "in" / "b.txt", story(1).encode())
    arguments = ("a.bad", "in", "-t", "json", "--plugin", bad, "--limit", "seconds=1")
    done = run("convert", *arguments, status=1)
    assert len(json.loads(done.stdout)) == 2
    assert "files:    2 found = 1 converted + 0 skipped + 1 failed" in done.stderr
    assert "articles: 2 found = 2 converted + 0 skipped + 0 failed" in done.stderr


# ---- unsure
# ------------------------------------------------------------


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    for number in range(7):
        write_bytes(tmp_path / "in" / f"note{number}.txt", NOTE)
    write_bytes(tmp_path / "in" / "story.txt", story(1).encode())
    (tmp_path / "list").write_text("in/note0.txt\nin/story.txt\n")
    return tmp_path


SAID = "unsure: in/note0.txt: plain text without a date, header or headline"


@pytest.mark.parametrize(
    "inputs, unsure", [(("in",), 7), (("in/*.txt",), 7), (("--files-from", "list"), 1)]
)
@pytest.mark.parametrize("target", [("-t", "jsonl"), ("-t", "json")])
def test_text_that_may_be_no_article_is_set_aside_where_nobody_named_it(
    run: Run, notes: Path, inputs: tuple[str, ...], unsure: int, target: tuple[str, ...]
) -> None:
    done = run("convert", *inputs, *target)
    assert done.stdout.count('"Bridge 1 opens"') == 1
    lines = done.stderr.splitlines()
    assert lines[0] == SAID
    assert ("… and 2 more that are unsure" in lines) == (unsure == 7)
    counts = f"{unsure + 1} found = 1 converted + 0 skipped + {unsure} unsure + 0 failed"
    assert f"files:    {counts}" in lines
    assert f"articles: {counts}" in lines
    done = run("convert", *inputs, *target, "--unsure")
    assert f"{unsure + 1} found = {unsure + 1} converted + 0 skipped + 0 failed" in done.stderr
    done = run("convert", *inputs, *target, "--from", "dated-text")
    assert f"{unsure + 1} found = {unsure + 1} converted + 0 skipped + 0 failed" in done.stderr


def test_named_by_itself_it_is_converted(run: Run, notes: Path) -> None:
    for how in (("-t", "jsonl"), ("-t", "jsonl", "--jobs", "1"), ("-t", "json", "-o", "out/")):
        done = run("convert", "in/note0.txt", *how)
        assert "unsure" not in done.stderr
    assert run("convert", "-", "-t", "jsonl", input=NOTE.decode()).stdout


def test_nothing_but_unsure_inputs_is_no_success(run: Run, notes: Path) -> None:
    done = run("convert", "in/note*", "-t", "jsonl", "--quiet", status=1)
    assert done.stderr == "newsfmt: no article was converted; --unsure converts what is unsure\n"
    done = run("scan", "in/note*", "--quiet", status=1)
    assert done.stderr == "newsfmt: there is no article; --unsure takes what is unsure\n"


def test_a_scan_shows_the_class(run: Run, notes: Path) -> None:
    done = run("scan", "in")
    assert SAID in done.stderr
    rows = [row.split() for row in done.stdout.splitlines()[:3]]
    assert rows[0] == ["found", "read", "skipped", "unsure", "failed", "size"]
    assert [row[:6] for row in rows[1:]] == [
        ["files", "8", "1", "0", "7", "0"],
        ["articles", "8", "1", "0", "7", "0"],
    ]
    inventory = json.loads(run("scan", "--json", "in").stdout)
    assert len(inventory["unsure"]) == 7
    assert inventory["dates"]["undated"] == 0
    assert "unsure" not in run("scan", "in", "--unsure").stdout


def test_a_manifest_and_a_resumed_run_know_it(run: Run, notes: Path) -> None:
    arguments = ("convert", "in", "-t", "json", "-o", "out")
    run(*arguments)
    path = notes / "out" / "newsfmt-manifest.jsonl"
    _, records, summary = manifest(path)
    assert {record["status"] for record in records} == {"unsure", "converted"}
    assert summary["inputs"]["unsure"] == summary["articles"]["unsure"] == 7
    run("verify", path)
    done = run(*arguments, "--resume")
    assert "7 unsure + 0 failed (8 of them done by an earlier run)" in done.stderr
    done = run(*arguments, "--resume", "--unsure", status=2)
    assert "the earlier run was another one (unsure=None; now unsure=True)" in done.stderr


# ---- where output goes that cannot
# ------------------------------------------------------------

PRINTING = (
    ("convert", "in/story.txt", "-t", "json"),
    ("convert", "in", "-t", "jsonl"),
    ("detect", "in/story.txt"),
    ("inspect", "in/story.txt"),
    ("validate", "in/story.nitf"),
    ("scan", "in"),
    ("verify", "out/newsfmt-manifest.jsonl"),
    ("formats",),
    ("schema",),
    ("completion", "bash"),
    ("plugins", "list", "--json"),
    ("--version",),
    ("--help",),
)


@pytest.fixture
def printing(run: Run, notes: Path) -> Path:
    write_bytes(notes / "in" / "story.nitf", NITF)
    run("convert", "in", "-t", "json", "-o", "out")
    return notes


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_a_closed_standard_output_is_no_success(printing: Path, arguments: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in printing.rglob("*") if path.is_file()}
    done = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *command(*arguments)],
        cwd=printing, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "newsfmt: standard output is closed" in done.stderr.splitlines()
    assert before == {path: path.read_bytes() for path in printing.rglob("*") if path.is_file()}


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_a_pipe_that_closes_is_silent(printing: Path, arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        command(*arguments, *(["--quiet"] if arguments[0] in ("convert", "scan") else [])),
        cwd=printing, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")

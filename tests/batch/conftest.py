"""What the tests of batches share: invented trees, the command as a process, and plugins that
behave badly.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "newsfmt", *map(str, arguments)]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command, run in the test's own folder; nothing it does may take a minute."""

    def call(
        *arguments: object, input: str | None = "", status: int | None = 0, **how: Any
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command(*arguments),
            input=input,
            capture_output=True,
            text=True,
            timeout=60,
            cwd=tmp_path,
            check=False,
            **how,
        )
        assert "Traceback" not in done.stderr, done.stderr
        if status is not None:
            assert done.returncode == status, done.stderr
        return done

    return call


def story(number: int, day: int = 1, words: int = 40) -> str:
    text = " ".join(f"word{(number * 7 + place) % 97}" for place in range(words))
    return f" date 2021-05-{day:02} Bridge {number} opens\n\nMOLDE — The bridge {number} opened.\n\n{text}."


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with articles in several formats, folders in it, and some that are none."""
    top = tmp_path / "in"
    for place in ("a", "a/deep", "b"):
        (top / place).mkdir(parents=True)
    for number in range(12):
        (top / ("a", "a/deep", "b")[number % 3] / f"story{number}.txt").write_text(
            story(number, number + 1)
        )
    (top / "two.txt").write_text(story(20) + "\n\n" + story(21))
    (top / "data.jsonl").write_text(
        "".join(
            f'{{"schema":"newsfmt-article/1","type":"text","headline":"Row {n}"}}\n'
            for n in range(3)
        )
    )
    (top / "page.md").write_text("---\ntitle: Ferry sails\ndate: 2021-06-01\n---\n\nIt sailed.\n")
    return top


UNDATED = b"Title: A bridge without a date\n\nIt opened."
"""A text with a headline and no date."""


def snapshot(folder: Path) -> dict[str, str]:
    """Every file below a folder, and the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def manifest(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]:
    """Header, records and sums of a manifest."""
    header, *records, sums = [json.loads(line) for line in path.read_text().splitlines()]
    assert (header["record"], sums["record"]) == ("run", "summary")
    return header, records, sums


def reconciled(path: Path) -> list[dict[str, Any]]:
    """The records of a manifest, whose sums are right."""
    _, records, sums = manifest(path)
    for record in records:
        parts = [record[key] for key in ("articles", "skipped", "unsure", "failed")]
        assert record["found"] == sum(parts)
        assert min(parts) >= 0
    inputs, articles = sums["inputs"], sums["articles"]
    assert (
        inputs["found"]
        == len(records)
        == inputs["converted"] + inputs["skipped"] + inputs["unsure"] + inputs["failed"]
    )
    assert articles["found"] == sum(record["found"] for record in records)
    assert articles["found"] == sum(articles.values()) - articles["found"]
    return records


BAD = """
import os, time
from newsfmt import Article, Confidence, Format, hookimpl

held = []

def sniff(head):
    return Confidence.CERTAIN if head.data.startswith(b"BAD ") else Confidence.NO

def read(stream, context):
    what = stream.read().split()[1].decode()
    yield Article.from_text("Before.", headline="Before")
    if what == "crash":
        os.abort()
    if what == "exit":
        os._exit(3)
    if what == "loop":
        while True:
            pass
    if what == "memory":
        while True:
            held.append(bytearray(1 << 24))
    if what == "fault":
        raise KeyError("no such thing")
    if what == "sleep":
        time.sleep(0.5)
    if what == "nap":
        time.sleep(3)
    yield Article.from_text("After.", headline="After")

@hookimpl
def newsfmt_formats():
    return [Format(name="bad", title="Bad", extensions=("bad",), sniff=sniff, read=read, streams=False)]
"""


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A plugin, in a file, whose reader does what the input says."""
    path = tmp_path / "bad_plugin.py"
    path.write_text(BAD)
    return path


def write_bytes(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


ROOT = hasattr(os, "geteuid") and os.geteuid() == 0

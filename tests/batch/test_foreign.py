"""A folder of files that are no articles: none becomes one, each is counted and named."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import Run, story

ROOT = Path(__file__).parents[2]
EXAMPLES = re.compile(
    r"\.md$|^examples/|/samples/|(?:^|/)tests/(?:fuzz|golden|conformance|property)/"
)
CASES = ROOT / "tests" / "unit" / "recognition" / "foreign.cases"
ALONE = {
    **os.environ,
    "NEWSFMT_DISABLE_PLUGINS": "newsfmt-wire,newsfmt-research,newsfmt-web,newsfmt-arrow",
}


def fill(folder: Path) -> dict[str, str]:
    """Write every case into a folder of its own kind; return what each file is called, and its
    kind.
    """
    parts = re.split(r"^%%%% (.*)\n", CASES.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    kinds: dict[str, str] = {}
    for number, (head, text) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
        kind, _, name = head.partition(" | ")
        path = folder / f"{number:03}" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        kinds[path.relative_to(folder.parent).as_posix()] = kind
    return kinds


def test_no_foreign_file_becomes_an_article(tmp_path: Path, run: Run) -> None:
    kinds = fill(tmp_path / "in")
    (tmp_path / "in" / "story.txt").write_text(story(1), encoding="utf-8")
    done = run("convert", "in", "-t", "json", "-o", "out", status=1, env=ALONE)
    lines = (tmp_path / "out" / "newsfmt-manifest.jsonl").read_text(encoding="utf-8").splitlines()
    records = {record["input"]: record for record in map(json.loads, lines) if "input" in record}
    taken = {name for name, record in records.items() if record["status"] == "converted"}
    tables = {name for name in taken if records[name]["format"] == "table"}
    assert taken - tables == {"in/story.txt"}
    assert {kinds[name] for name in tables} <= {"CSV"}  # with columns of articles
    assert len(tables) < 10
    assert len(records) == len(kinds) + 1
    for name in kinds.keys() - taken:
        record = records[name]
        assert kinds[name] in record["reason"] or record["status"] == "unsure", record
    assert "it is source code in Python" in done.stderr


def test_of_its_own_repository_newsfmt_takes_pages_and_examples(tmp_path: Path, run: Run) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no repository")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/freeze/"):
            (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "in" / name)
    run("convert", "in", "-t", "json", "-o", "out", status=1, env=ALONE)
    lines = (tmp_path / "out" / "newsfmt-manifest.jsonl").read_text(encoding="utf-8").splitlines()
    taken = [
        record["input"].removeprefix("in/")
        for record in map(json.loads, lines)
        if record.get("status") == "converted"
    ]
    assert [name for name in taken if not EXAMPLES.search(name)] == []
    assert sum(name.endswith(".md") for name in taken) > 50

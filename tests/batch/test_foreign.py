"""A folder of files that are no articles: none becomes one, each is counted and named."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from .conftest import Run, story

CASES = Path(__file__).parent.parent / "unit" / "recognition" / "foreign.cases"
ALONE = {**os.environ, "NEWSFMT_DISABLE_PLUGINS": "newsfmt-wire"}


def fill(folder: Path) -> dict[str, str]:
    """Write every case into a folder of its own kind; return what each file is called, and its
    kind.
    """
    parts = re.split(r"^%%%% (.*)\n", CASES.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    kinds: dict[str, str] = {}
    for number, (head, text) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
        kind, _, name = head.partition(" | ")
        if kind in {"CSV", "TSV", "table"}:  # which the core reads, if they hold articles
            continue
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
    assert [name for name, record in records.items() if record["status"] == "converted"] == [
        "in/story.txt"
    ]
    assert len(records) == len(kinds) + 1
    for name, kind in kinds.items():
        assert kind in records[name]["reason"]
    assert "it is source code in Python" in done.stderr

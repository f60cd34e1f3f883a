"""Shards of Parquet: the rows of a conversion in few files, the same however it was interrupted."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_arrow", reason="newsfmt-arrow is not installed: pip install -e plugins/newsfmt-arrow"
)
pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install pyarrow")

import pyarrow.parquet as pq

from newsfmt.batch import check_manifest, convert_tree

SIZE = "20KB"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Small files, a large one, a bad one, and one of another kind."""
    top = tmp_path / "in"
    top.mkdir()
    for number in range(60):
        (top / f"{number:02}.txt").write_text(story(number))
    (top / "large.txt").write_text("\n\n".join(map(story, range(100, 4000))))
    (top / "bad.json").write_text('{"schema":"newsfmt-article/1","headline": 3}')
    (top / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    return top


def story(number: int) -> str:
    text = " ".join(f"word{(number * 7 + place) % 97}" for place in range(60))
    return (
        f" date 2021-05-{number % 28 + 1:02} Bridge {number} opens\n\nMOLDE — It opened.\n\n{text}."
    )


def rows(folder: Path) -> list[dict[str, Any]]:
    return [row for path in sorted(folder.rglob("*.parquet")) for row in pq.read_table(path).to_pylist()]  # fmt: skip


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_rows_are_those_of_a_file_for_each_input(tree: Path, tmp_path: Path) -> None:
    apart = convert_tree(tree, tmp_path / "apart", to="parquet", layout="files", jobs=2)
    totals = convert_tree(tree, tmp_path / "out", to="parquet", shard_size=SIZE, jobs=2)
    assert (totals.converted, totals.skipped, totals.failed) == (61, 1, 1)
    assert totals.articles_converted == apart.articles_converted == 3960
    assert rows(tmp_path / "out") == rows(tmp_path / "apart")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names[:2] == ["articles-00001.parquet", "articles-00002.parquet"]
    assert names[-1] == "newsfmt-manifest.jsonl"
    assert len(names) > 20
    assert list(check_manifest(tmp_path / "out" / "newsfmt-manifest.jsonl", against=tree)) == []
    convert_tree(tree, tmp_path / "again", to="parquet", shard_size=SIZE, jobs=1)
    assert digests(tmp_path / "again") == digests(tmp_path / "out")


def test_shards_are_not_overwritten_and_none_of_an_earlier_run_stays(
    tree: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "articles-00001.parquet").write_bytes(b"precious")
    done = convert(tmp_path, status=2)
    assert "articles-00001.parquet exists; say --force to overwrite it" in done
    assert digests(tmp_path / "out").keys() == {"articles-00001.parquet"}
    convert(tmp_path, "--force", status=1)
    assert len(list((tmp_path / "out").iterdir())) > 20
    assert "newsfmt-manifest.jsonl exists" in convert(tmp_path, status=2)
    (tree / "large.txt").unlink()
    convert(tmp_path, "--force", status=1)
    assert len(rows(tmp_path / "out")) == 60
    assert list(check_manifest(tmp_path / "out" / "newsfmt-manifest.jsonl", inputs=False)) == []
    assert len(list((tmp_path / "out").iterdir())) < 5


def test_killed_while_its_own_folder_is_removed(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tree / "large.txt").unlink()
    convert_tree(tree, tmp_path / "undisturbed", to="parquet", shard_size=SIZE, jobs=1)
    remove = shutil.rmtree

    def stops(path: Any, *more: Any, **how: Any) -> None:
        """What is left where a run is killed after the first files are gone."""
        if Path(path) != tmp_path / "out" / ".newsfmt-work":
            remove(path, *more, **how)
            return
        for gone in [*Path(path).rglob("newsfmt-manifest.jsonl"), Path(path) / "journal.jsonl"]:
            gone.unlink(missing_ok=True)

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", stops)
        convert_tree(tree, tmp_path / "out", to="parquet", shard_size=SIZE, jobs=1)
    assert (tmp_path / "out" / ".newsfmt-work").exists()
    convert_tree(tree, tmp_path / "out", to="parquet", shard_size=SIZE, jobs=1, resume=True)
    assert digests(tmp_path / "out") == digests(tmp_path / "undisturbed")


@pytest.mark.alone
def test_killed_at_any_moment_and_gone_on_with(tree: Path, tmp_path: Path) -> None:
    begun = time.monotonic()
    convert(tmp_path, status=1)
    took = time.monotonic() - begun
    (tmp_path / "out").rename(tmp_path / "undisturbed")
    chance = random.Random("shards of 2021")
    kills = 0
    for _ in range(6):
        process = subprocess.Popen(
            command(*(["--resume"] if kills else [])), cwd=tmp_path, stderr=subprocess.DEVNULL
        )
        time.sleep(took * chance.uniform(0.2, 0.9))
        process.kill()
        process.wait(30)
        if process.returncode >= 0:  # it was faster
            break
        kills += 1
    assert kills
    convert(tmp_path, "--resume", status=1)
    assert digests(tmp_path / "out") == digests(tmp_path / "undisturbed")


def command(*more: str) -> list[str]:
    arguments = ["in", "--to", "parquet", "-o", f"out{os.sep}", "--shard-size", SIZE, "--jobs", "2"]
    return [sys.executable, "-m", "newsfmt", "convert", *arguments, *more]


def convert(folder: Path, *more: str, status: int) -> str:
    done = subprocess.run(
        command(*more), cwd=folder, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == status, done.stderr
    return done.stderr

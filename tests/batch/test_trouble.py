"""A tree with every kind of trouble: whatever runs over it, and however it is broken off, what was
found is what was converted, skipped, unsure and failed, in files and in articles.
"""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from newsfmt._paths import shown
from newsfmt.batch import check_manifest

from .conftest import Run, command, manifest, reconciled, snapshot
from .trouble import HARMFUL, KINDS, OPTIONS, make

CLASSES = ("converted", "skipped", "unsure", "failed")


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is in the tree, in the folder that the manifest's paths start from."""
    monkeypatch.chdir(tmp_path)
    return make(tmp_path / "in")


def sums(names: list[str]) -> tuple[dict[str, int], dict[str, int]]:
    """What the files, and their articles, have to come to."""
    kinds = [KINDS[name] for name in names]
    files = {name: sum(kind.status == name for kind in kinds) for name in CLASSES}
    articles = {name: sum(getattr(kind, name) for kind in kinds) for name in CLASSES}
    return (
        {"found": sum(files.values()), **files},
        {"found": sum(articles.values()), **articles},
    )


def line(what: dict[str, int]) -> str:
    found, *classes = what.items()
    return f"{found[1]} found = {' + '.join(f'{count} {name}' for name, count in classes)}"


def checked(path: Path, names: list[str]) -> None:
    """Every line of a manifest says what has to become of its input."""
    kinds = {shown(name): kind for name, kind in KINDS.items()}
    records = reconciled(path)
    for record in records:
        name = Path(record["input"]).name
        counts = [record[key] for key in ("articles", "skipped", "unsure", "failed")]
        assert (name, record["status"], *counts) == (name, *kinds[name][1:])
    assert sorted(Path(record["input"]).name for record in records) == sorted(map(shown, names))
    _, _, summary = manifest(path)
    assert (summary["inputs"], summary["articles"]) == sums(names)
    assert list(check_manifest(path)) == []


def conversion(bad: Path, *more: object) -> list[object]:
    return ["convert", "in", "--plugin", bad, *OPTIONS, *more]


def test_there_are_forty_kinds_and_every_class_is_among_them() -> None:
    assert len(KINDS) >= 40
    assert {kind.status for kind in KINDS.values()} == set(CLASSES)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("layout", ["stream", "files"])
def test_each_is_in_its_class(
    names: list[str], tmp_path: Path, bad: Path, run: Run, jobs: int, layout: str
) -> None:
    output = "all.jsonl" if layout == "stream" else "out"
    done = run(*conversion(bad, "-t", "jsonl", "-o", output, "--jobs", jobs), status=1)
    files, articles = sums(names)
    assert f"files:    {line(files)}" in done.stderr
    assert f"articles: {line(articles)}" in done.stderr
    if layout == "stream":
        checked(tmp_path / "all.jsonl.manifest.jsonl", names)
        assert (tmp_path / output).read_bytes().count(b"\n") == articles["converted"]
    else:
        checked(tmp_path / "out" / "newsfmt-manifest.jsonl", names)


def test_a_scan_comes_to_the_same(names: list[str], tmp_path: Path, bad: Path, run: Run) -> None:
    files, articles = sums(names)
    for what in (files, articles):
        what["read"] = what.pop("converted")
    for jobs in (1, 2):
        done = run("scan", "in", "--json", "--plugin", bad, *OPTIONS, "--jobs", jobs, status=1)
        inventory = json.loads(done.stdout)
        assert (inventory["inputs"], inventory["articles"]) == (files, articles)


def test_one_process_that_writes_one_file_comes_to_the_same(
    names: list[str], tmp_path: Path, run: Run
) -> None:
    for path in (tmp_path / "in").rglob(f"*{HARMFUL}"):
        path.unlink()
    names = [name for name in names if not name.endswith(HARMFUL)]
    done = run("convert", "in", "-t", "json", "-o", "all.json", *OPTIONS[:2], status=1)
    files, articles = sums(names)
    assert f"files:    {line(files)}" in done.stderr
    assert f"articles: {line(articles)}" in done.stderr
    assert len(json.loads((tmp_path / "all.json").read_bytes())) == articles["converted"]


@pytest.mark.alone
@pytest.mark.parametrize("layout", ["stream", "files"])
def test_killed_and_resumed_it_comes_to_the_same(
    names: list[str], tmp_path: Path, bad: Path, run: Run, layout: str
) -> None:
    output = "all.jsonl" if layout == "stream" else "out/"
    work = tmp_path / (".all.jsonl.newsfmt-work" if layout == "stream" else "out/.newsfmt-work")
    arguments = conversion(bad, "-t", "jsonl", "-o", output, "--jobs", 2)
    for delay in (0.0, 0.5, 2.0, 5.0):
        resume = ["--resume"] if (work / "journal.jsonl").exists() else ["--force"]
        process = subprocess.Popen(
            command(*arguments, *resume), cwd=tmp_path, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 30
        while not (work / "journal.jsonl").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    run(*arguments, "--resume", status=1)
    path = tmp_path / ("all.jsonl.manifest.jsonl" if layout == "stream" else "out/newsfmt-manifest.jsonl")  # fmt: skip
    checked(path, names)
    run(*conversion(bad, "-t", "jsonl", "-o", "whole" + output, "--jobs", 1), status=1)
    if layout == "stream":
        undisturbed = (tmp_path / "wholeall.jsonl").read_bytes()
        assert (tmp_path / "all.jsonl").read_bytes() == undisturbed
        return
    # how a harmful input ended, which the manifest says, depends on the machine
    resumed, whole = (snapshot(tmp_path / folder) for folder in ("out", "wholeout"))
    assert resumed.pop("newsfmt-manifest.jsonl")
    assert whole.pop("newsfmt-manifest.jsonl")
    assert resumed == whole

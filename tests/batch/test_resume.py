"""An interrupted run is gone on with, and what is there in the end is what an undisturbed run
leaves, byte by byte.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from newsfmt import batch
from newsfmt.errors import OptionError

from .conftest import Run, command, reconciled, snapshot, story, write_bytes

LAYOUTS: dict[str, list[str]] = {
    "files": ["-t", "json", "-o", "out"],
    "articles": ["-t", "markdown", "-o", "out", "--name", "{date}-{slug}"],
    "stream": ["-t", "jsonl", "-o", "all.jsonl"],
    "shards": ["-t", "jsonl", "-o", "out", "--shard-size", "70"],
}
OUTPUTS = ("out", "all.jsonl", "all.jsonl.manifest.jsonl")


def result(folder: Path) -> dict[str, str]:
    """All that a run leaves, its own folder too."""
    return {
        name: digest
        for name, digest in snapshot(folder).items()
        if name.partition("/")[0] in OUTPUTS or ".newsfmt-work" in name
    }


def clear(folder: Path) -> None:
    for name in (*OUTPUTS, ".all.jsonl.newsfmt-work"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def many(folder: Path, count: int = 400) -> None:
    """Small files with a bad one here and there, and one of several articles."""
    for number in range(count):
        write_bytes(
            folder / "in" / f"{number % 4}" / f"{number:04}.txt",
            story(number, number % 28 + 1, words=60).encode(),
        )
    write_bytes(folder / "in" / "2" / "bad.json", b'{"schema":"newsfmt-article/1","headline": 3}')
    write_bytes(folder / "in" / "1" / "empty.txt", b"")
    write_bytes(
        folder / "in" / "several.txt", "\n\n".join(story(n, 9) for n in range(1000, 1100)).encode()
    )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.alone
def test_killed_at_any_moment_and_gone_on_with(run: Run, tmp_path: Path, layout: str) -> None:
    many(tmp_path)
    arguments = ["convert", "in", *LAYOUTS[layout], "--jobs", "2", "--quiet"]
    begun = time.monotonic()
    run(*arguments, status=1)
    took = time.monotonic() - begun
    undisturbed = result(tmp_path)
    assert len(undisturbed) > 1
    clear(tmp_path)
    chance = random.Random(f"{layout} of 2021")
    kills = 0
    for _ in range(6):
        process = subprocess.Popen(
            command(*arguments, *(["--resume"] if kills else [])),
            cwd=tmp_path,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(took * chance.uniform(0.1, 0.9))
        process.kill()
        process.wait(30)
        kills += process.returncode == -signal.SIGKILL
        if process.returncode != -signal.SIGKILL:  # it was faster
            break
    run(*arguments, "--resume", status=1)
    assert result(tmp_path) == undisturbed
    target = "all.jsonl.manifest.jsonl" if layout == "stream" else "out/newsfmt-manifest.jsonl"
    reconciled(tmp_path / target)
    run("verify", target)
    assert kills


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("sent, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.alone
def test_stopped_cleanly_it_says_how_to_go_on(
    run: Run, tmp_path: Path, layout: str, sent: signal.Signals, status: int, bad: Path
) -> None:
    many(tmp_path, 200)
    for number in range(40):  # each takes half a second, so that the run is still going on
        write_bytes(tmp_path / "in" / "3" / f"zz{number}.bad", b"BAD sleep\n")
    arguments = ["convert", "in", *LAYOUTS[layout], "--jobs", "2", "--plugin", bad]
    with subprocess.Popen(
        command(*arguments), cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as process:
        journal = (
            tmp_path
            / (".all.jsonl.newsfmt-work" if layout == "stream" else "out/.newsfmt-work")
            / "journal.jsonl"
        )
        deadline = time.monotonic() + 30
        while (
            not (journal.exists() and journal.stat().st_size > 2000) and time.monotonic() < deadline
        ):
            time.sleep(0.01)
        process.send_signal(sent)
        said = process.communicate(timeout=30)[1]
    assert process.returncode == status
    assert "the same command with --resume goes on from here" in said
    assert "Traceback" not in said
    assert not list(journal.parent.glob("run-*"))
    again = run("convert", "in", *LAYOUTS[layout], status=2)
    assert "say --resume to go on with it, or --force to begin anew" in again.stderr


@pytest.mark.alone
def test_outputs_that_the_journal_of_a_killed_run_does_not_have_are_its_own(
    run: Run, tmp_path: Path, bad: Path
) -> None:
    write_bytes(tmp_path / "in" / "0.bad", b"BAD loop\n")  # which all lines of the journal wait for
    for number in range(1, 40):
        write_bytes(tmp_path / "in" / f"{number:02}.txt", story(number).encode())
    write_bytes(tmp_path / "out" / "35.json", b"a file of somebody else")
    arguments = ["convert", "in", *LAYOUTS["files"], "--jobs", "2", "--plugin", bad]
    process = subprocess.Popen(command(*arguments), cwd=tmp_path, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not (tmp_path / "out" / "36.json").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.kill()
    process.wait(30)
    journal = (tmp_path / "out" / ".newsfmt-work" / "journal.jsonl").read_bytes()
    assert b"36.txt" not in journal
    write_bytes(tmp_path / "in" / "0.bad", b"BAD news\n")
    write_bytes(tmp_path / "in" / "36.txt", b" date 2022-01-01 Changed\n\nAll of it.")
    done = run(*arguments, "--resume", status=1)
    errors = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert errors == ["error: in/35.txt: 35.json exists; say --force to overwrite it"]
    assert json.loads((tmp_path / "out" / "36.json").read_bytes())["headline"] == "Changed"
    assert (tmp_path / "out" / "35.json").read_bytes() == b"a file of somebody else"
    assert "no input has this output any more" not in done.stderr
    assert not (tmp_path / "out" / ".newsfmt-work").exists()
    reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl")


def test_a_finished_run_takes_what_is_new_and_leaves_the_rest(run: Run, tmp_path: Path) -> None:
    many(tmp_path, 50)
    arguments = ["convert", "in", *LAYOUTS["files"]]
    run(*arguments, status=1)
    kept = (tmp_path / "out" / "0" / "0000.json").stat()
    write_bytes(tmp_path / "in" / "0" / "0001-new.txt", story(7).encode())
    write_bytes(tmp_path / "in" / "1" / "0001.txt", b" date 2022-01-01 Changed\n\nAll of it.")
    (tmp_path / "in" / "2" / "0002.txt").unlink()
    done = run(*arguments, "--resume", "--force", status=1)
    assert "(51 of them done by an earlier run)" in done.stderr
    assert (tmp_path / "out" / "0" / "0000.json").stat().st_ino == kept.st_ino
    assert json.loads((tmp_path / "out" / "1" / "0001.json").read_bytes())["headline"] == "Changed"
    records = {
        record["input"] for record in reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl")
    }
    assert "in/0/0001-new.txt" in records
    assert "in/2/0002.txt" not in records
    run("verify", "out/newsfmt-manifest.jsonl")
    undisturbed = {
        name: digest for name, digest in snapshot(tmp_path / "out").items() if name != "2/0002.json"
    }
    clear(tmp_path)
    run(*arguments, status=1)
    assert snapshot(tmp_path / "out") == undisturbed


@pytest.mark.parametrize("layout", ["stream", "shards"])
def test_a_finished_stream_grows_at_its_end_and_is_made_again_from_a_change_on(
    tmp_path: Path, layout: str
) -> None:
    many(tmp_path, 60)
    how: dict[str, Any] = {
        "to": "jsonl",
        "jobs": 2,
        **({"layout": "stream"} if layout == "stream" else {"shard_size": 70}),
    }
    output = tmp_path / ("all.jsonl" if layout == "stream" else "out")

    def convert(**more: Any) -> batch.Totals:
        return batch.convert_tree(tmp_path / "in", output, **how, **more)

    convert()
    assert convert(resume=True).reused == 63
    for change in ("in/zz.txt", "in/1/0041.txt"):
        write_bytes(tmp_path / change, story(5, words=9).encode())
        assert convert(resume=True).reused > 10
        grown = result(tmp_path)
        clear(tmp_path)
        convert()
        assert result(tmp_path) == grown


def test_what_went_wrong_by_chance_is_tried_again_and_what_is_bad_is_not(
    run: Run, tmp_path: Path, bad: Path
) -> None:
    write_bytes(tmp_path / "in" / "a.bad", b"BAD nap\n")
    write_bytes(tmp_path / "in" / "b.json", b'{"schema":"newsfmt-article/1","headline": 3}')
    write_bytes(tmp_path / "in" / "c.txt", story(1).encode())
    arguments = ["convert", "in", "-t", "json", "-o", "out", "--plugin", bad]
    done = run(*arguments, "--timeout", "1.5", "--jobs", "1", status=1)
    assert "error: in/a.bad: took longer than 1.5 s; raise it with --timeout SECONDS" in done.stderr
    done = run(*arguments, "--resume", "--jobs", "1", status=1)
    assert "(2 of them done by an earlier run)" in done.stderr
    records = {
        record["input"]: record["status"]
        for record in reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl")
    }
    assert records == {"in/a.bad": "converted", "in/b.json": "failed", "in/c.txt": "converted"}


def test_another_run_is_not_gone_on_with(run: Run, tmp_path: Path) -> None:
    many(tmp_path, 5)
    run("convert", "in", "-t", "json", "-o", "out", status=1)
    done = run(
        "convert", "in", "-t", "json", "-o", "out", "--resume", "-O", "indent=false", status=2
    )
    assert "the earlier run was another one" in done.stderr
    assert "--force to begin anew" in done.stderr
    with pytest.raises(OptionError, match="since"):
        batch.convert_tree(
            tmp_path / "in",
            tmp_path / "out",
            to="json",
            resume=True,
            filter=batch.Filter(since="2020"),
        )


def test_an_output_that_was_lost_or_changed_is_made_again(run: Run, tmp_path: Path) -> None:
    many(tmp_path, 5)
    arguments = ["convert", "in", "-t", "json", "-o", "out"]
    run(*arguments, status=1)
    undisturbed = result(tmp_path)
    (tmp_path / "out" / "0" / "0000.json").unlink()
    (tmp_path / "out" / "1" / "0001.json").write_text("cut off")
    assert run("verify", "out/newsfmt-manifest.jsonl", status=1).stdout.count("json") >= 2
    run(*arguments, "--resume", status=1)
    assert result(tmp_path) == undisturbed


def test_an_output_of_the_right_size_with_other_bytes_is_made_again(tmp_path: Path) -> None:
    many(tmp_path, 6)
    for layout, how in (("files", {}), ("stream", {"layout": "stream"})):
        output = tmp_path / layout
        batch.convert_tree(tmp_path / "in", output, to="jsonl", **how)
        damaged = output / "0" / "0000.jsonl" if layout == "files" else output
        right = damaged.read_bytes()
        damaged.write_bytes(right.replace(b"Bridge", b"BRIDGE", 1))
        totals = batch.convert_tree(tmp_path / "in", output, to="jsonl", resume=True, **how)
        assert damaged.read_bytes() == right
        assert totals.reused < totals.inputs


def test_outputs_of_inputs_that_are_gone_are_named(run: Run, tmp_path: Path) -> None:
    many(tmp_path, 6)
    arguments = ["convert", "in", "-t", "json", "-o", "out"]
    run(*arguments, status=1)
    (tmp_path / "in" / "2" / "0002.txt").unlink()
    (tmp_path / "in" / "1" / "0001.txt").rename(tmp_path / "in" / "1" / "0001.text")
    done = run(*arguments, "--resume", status=1)
    warnings = [line for line in done.stderr.splitlines() if line.startswith("warning: out")]
    assert warnings == [
        "warning: out/2/0002.json: no input has this output any more; an earlier run wrote it"
    ]
    done = run(*arguments, "--resume", status=1)  # the manifest does not have it any more
    assert "0002.json" not in done.stderr
    done = run("verify", "out/newsfmt-manifest.jsonl", "--against", "in", status=1)
    assert done.stdout.splitlines()[0].endswith(
        "out/2/0002.json: an output that the run has not written"
    )


# ---- verify
# ------------------------------------------------------------


def damaged(tmp_path: Path, what: str) -> str:
    """A finished run with something wrong; returns what verify has to say of it."""
    path = tmp_path / "all.jsonl.manifest.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    if what == "sums":
        path.write_text("".join(lines[:-1]))
        return "there are no sums at the end"
    if what == "record":
        path.write_text("".join(lines[:1] + lines[2:]))
        return "there is a gap before"
    if what == "order":
        path.write_text("".join([lines[0], lines[2], lines[1], *lines[3:]]))
        return "line 2: input 2 stands in the place of input 1"
    if what == "twice":
        path.write_text("".join([*lines[:3], *lines[2:]]))
        return "line 4: input 2 stands in the place of input 3"
    if what == "kind":
        path.write_text("".join(lines).replace('"record":"input"', '"record":"inputs"', 1))
        return "line 2: a record 'inputs', which no run writes"
    if what == "found":
        path.write_text("".join(lines).replace('"found":1,', '"found":7,', 1))
        return "line 2: found says 7, its parts come to 1"
    if what == "byte":
        data = bytearray((tmp_path / "all.jsonl").read_bytes())
        data[1000] ^= 1
        (tmp_path / "all.jsonl").write_bytes(data)
        return "all.jsonl: other bytes than were written for in/"
    if what == "short":
        os.truncate(tmp_path / "all.jsonl", 2000)
        return "were written"
    if what == "input":
        (tmp_path / "in" / "0" / "0000.txt").write_text("x")
        return "in/0/0000.txt: the input has changed since"
    if what == "gone":
        (tmp_path / "in" / "0" / "0000.txt").unlink()
        return "in/0/0000.txt: no such file or folder"
    path.write_text("".join(lines).replace('"found":6,', '"found":7,'))
    return "the sums say"


@pytest.mark.parametrize(
    "what",
    "sums record order twice kind found byte short input gone count".split(),
)
def test_verify_finds_what_is_wrong(run: Run, tmp_path: Path, what: str) -> None:
    many(tmp_path, 3)
    run("convert", "in", *LAYOUTS["stream"], status=1)
    run("verify", "all.jsonl.manifest.jsonl")
    said = damaged(tmp_path, what)
    done = run("verify", "all.jsonl.manifest.jsonl", status=1)
    assert said in done.stdout
    moved = [line for line in done.stdout.splitlines() if "stands in the place" in line]
    assert len(moved) == {"order": 2, "twice": 1, "record": 1}.get(what, 0)
    if what in ("input", "gone"):
        run("verify", "--outputs-only", "all.jsonl.manifest.jsonl")
    rows = [
        json.loads(line)
        for line in run(
            "verify", "--json", "all.jsonl.manifest.jsonl", status=1
        ).stdout.splitlines()
    ]
    assert rows[-1]["problems"] == len(rows) - 1 > 0


@pytest.mark.parametrize("layout", ["stream", "files"])
def test_verify_against_a_folder_names_what_is_new_and_what_is_stray(
    run: Run, tmp_path: Path, layout: str
) -> None:
    many(tmp_path, 3)
    path = "all.jsonl.manifest.jsonl" if layout == "stream" else "out/newsfmt-manifest.jsonl"
    run("convert", "in", *LAYOUTS[layout], status=1)
    whole = run("verify", path, "--against", "in").stdout
    assert "all as they were written" in whole
    assert run("verify", path, "--against", str(tmp_path / "in")).stdout == whole
    write_bytes(tmp_path / "in" / "1" / "new.txt", story(9).encode())
    write_bytes(tmp_path / "out" / "0" / "stray.json", b"{}")
    done = run("verify", path, "--against", "in", status=1)
    problems = [line.partition(": ")[2] for line in done.stdout.splitlines()]
    stray = ["out/0/stray.json: an output that the run has not written"]
    assert problems[:-1] == [
        "in/1/new.txt: an input that the run has not seen",
        *(stray if layout == "files" else []),
    ]
    assert (
        "name the folder of the inputs" in run("verify", path, "--against", "no", status=2).stderr
    )


def test_verify_says_what_is_no_manifest(run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "a", b"nonsense\n")
    write_bytes(tmp_path / "b", b'{"record":"run","schema":"other"}\n')
    done = run("verify", "a", "b", "c", status=1)
    assert [line.partition(": ")[2][:10] for line in done.stderr.splitlines()] == [
        "a:1: not a",
        "b: not a m",
        "c: no such",
    ]


def test_a_manifest_can_be_moved_with_its_outputs(run: Run, tmp_path: Path) -> None:
    many(tmp_path, 3)
    run("convert", "in", "-t", "json", "-o", "out", status=1)
    (tmp_path / "out").rename(tmp_path / "moved")
    run("verify", "moved/newsfmt-manifest.jsonl")
    run("convert", "in", "-t", "json", "-o", "out", "--manifest", "other.jsonl", status=1)
    run("verify", "other.jsonl")

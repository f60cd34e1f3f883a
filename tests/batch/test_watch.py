"""``newsfmt watch``: each file that arrives is converted once, whole, not before its time, and
whatever happens to the process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsfmt.article import Article
from newsfmt.batch import ConversionOptions, Watch
from newsfmt.errors import OptionError

WRITER = """
import os, sys, time
inbox, ways = sys.argv[1], ("whole", "rename", "slow")
for number in range(int(sys.argv[2])):
    text = f" date 2021-05-04 Story {number}\\n\\nThe ferry {number} stopped.\\n\\nIt was late.".encode()
    path, way = f"{inbox}/{number:04}.txt", ways[number % 3]
    if way == "whole":
        open(path, "wb").write(text)
    elif way == "rename":
        open(f"{path}.part", "wb").write(text)
        os.rename(f"{path}.part", path)
    else:
        with open(path, "wb", buffering=0) as file:
            for start in range(0, len(text), 20):
                file.write(text[start:start + 20])
                time.sleep(0.02)
"""


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(path: Path, text: str, age: float = 60) -> Path:
    """Write a file that was last changed some seconds ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    moment = time.time() - age
    os.utime(path, (moment, moment))
    return path


def story(name: str, text: str = "It opened.") -> str:
    return f" date 2021-05-04 {name}\n\n{text}"


def watch(tmp_path: Path, **how: object) -> Watch:
    return Watch(  # type: ignore[arg-type]
        inbox=tmp_path / "inbox",
        output=tmp_path / "out",
        options=ConversionOptions(to="json", jobs=1),
        **how,
    )


def statuses(watched: Watch) -> dict[str, str]:
    return {arrival.input: arrival.status for arrival in watched.once()}


def ledger(tmp_path: Path) -> list[dict[str, object]]:
    lines = (tmp_path / "out" / "newsfmt-watch.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_each_file_is_converted_once(tmp_path: Path, inbox: Path) -> None:
    put(inbox / "a.txt", story("Bridge"))
    put(inbox / "a.xml", story("Other"))
    put(inbox / "desk" / "a.txt", story("Third"))
    assert statuses(watch(tmp_path)) == dict.fromkeys(("a.txt", "a.xml", "desk/a.txt"), "converted")
    out = tmp_path / "out"
    heads = {
        name: json.loads((out / name).read_bytes())["headline"]
        for name in ("a.txt.json", "a.xml.json", "desk/a.txt.json")
    }
    assert list(heads.values()) == ["Bridge", "Other", "Third"]
    assert statuses(watch(tmp_path)) == {}
    put(inbox / "a.txt", story("Bridge again"), age=30)
    assert statuses(watch(tmp_path)) == {"a.txt": "converted"}
    assert json.loads((out / "a.txt.json").read_bytes())["headline"] == "Bridge again"


def test_a_file_that_still_grows_and_partial_names_wait(tmp_path: Path, inbox: Path) -> None:
    put(inbox / "new.txt", story("Bridge"), age=0)
    put(inbox / "up.txt.part", story("Upload"))
    put(inbox / ".hidden.txt", story("Hidden"))
    assert statuses(watch(tmp_path)) == {}
    time.sleep(0.05)
    assert statuses(watch(tmp_path, settle=0.01)) == {"new.txt": "converted"}


def test_a_file_that_is_cut_off_waits_and_is_quarantined_in_the_end(
    tmp_path: Path, inbox: Path
) -> None:
    whole = Article.from_text("It opened.", headline="Bridge").to_json().decode()
    path = put(inbox / "a.json", whole[:-5], age=10)
    assert statuses(watch(tmp_path)) == {}
    assert path.exists()
    put(path, whole, age=5)
    assert statuses(watch(tmp_path)) == {"a.json": "converted"}
    put(inbox / "b.json", whole[:-5], age=100)
    assert statuses(watch(tmp_path)) == {"b.json": "quarantined"}
    assert not (inbox / "b.json").exists()
    reason = (tmp_path / "out" / "quarantine" / "b.json.reason.txt").read_text(encoding="utf-8")
    assert "cut off" in reason
    assert (tmp_path / "out" / "quarantine" / "b.json").read_text(encoding="utf-8") == whole[:-5]


def test_articles_under_embargo_come_out_when_it_is_over(tmp_path: Path, inbox: Path) -> None:
    end = datetime.now(UTC) + timedelta(seconds=4)
    article = Article.from_text("It opened.", headline="Bridge", embargoed_until=end.isoformat())
    put(inbox / "a.json", article.to_json().decode())
    endless = Article.from_text("It closed.", headline="Port", embargoed=True)
    put(inbox / "b.json", endless.to_json().decode())
    watched = watch(tmp_path)
    assert {one.input: one.status for one in watched.poll()} == {"a.json": "held", "b.json": "held"}
    assert list(watched.poll()) == []
    assert not (tmp_path / "out" / "a.json.json").exists()
    time.sleep(max(0.0, (end - datetime.now(UTC)).total_seconds()) + 0.1)
    assert {one.input: one.status for one in watched.poll()} == {"a.json": "converted"}
    assert (tmp_path / "out" / "a.json.json").exists()


def test_what_is_no_article_is_quarantined_with_the_reason(tmp_path: Path, inbox: Path) -> None:
    put(inbox / "note.txt", "call the desk back about lunch")
    put(inbox / "picture.jpg", "\xff\xd8\xff\xe0 nothing")
    put(inbox / "empty.txt", "")
    assert set(statuses(watch(tmp_path)).values()) == {"quarantined"}
    folder = tmp_path / "out" / "quarantine"
    assert len(list(folder.glob("*.reason.txt"))) == 3
    assert all(path.read_text(encoding="utf-8").strip() for path in folder.glob("*.reason.txt"))
    assert list(inbox.iterdir()) == []


def test_converted_files_move_to_the_folder_that_is_named(tmp_path: Path, inbox: Path) -> None:
    put(inbox / "a.txt", story("Bridge"))
    put(tmp_path / "done" / "a.txt", "an earlier one")
    assert statuses(watch(tmp_path, done=tmp_path / "done")) == {"a.txt": "converted"}
    assert list(inbox.iterdir()) == []
    assert (tmp_path / "done" / "a.txt.1").read_text(encoding="utf-8") == story("Bridge")


def test_a_run_that_was_killed_before_it_moved_a_file_moves_it_now(
    tmp_path: Path, inbox: Path
) -> None:
    path = put(inbox / "bad.json", "{]")
    assert statuses(watch(tmp_path)) == {"bad.json": "quarantined"}
    moved = tmp_path / "out" / "quarantine" / "bad.json"
    os.rename(moved, path)
    with open(tmp_path / "out" / "newsfmt-watch.jsonl", "ab") as file:
        file.write(b'{"input": "cut')
    assert statuses(watch(tmp_path)) == {}
    assert moved.exists()
    assert [line["input"] for line in ledger(tmp_path)] == ["bad.json"]


def test_outputs_in_the_inbox_are_refused(tmp_path: Path, inbox: Path) -> None:
    options = ConversionOptions(to="json")
    with pytest.raises(OptionError, match="is in the inbox"):
        Watch(inbox=inbox, output=inbox / "out", options=options)
    with pytest.raises(OptionError, match="name the folder to watch"):
        Watch(inbox=tmp_path / "none", output=tmp_path / "out", options=options)


def start(tmp_path: Path) -> subprocess.Popen[str]:
    command = "watch inbox --to json -o out --settle 0.3 --interval 0.1 -j 1".split()
    return subprocess.Popen(
        [sys.executable, "-m", "newsfmt", *command],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.alone
def test_files_of_a_real_writer_survive_kills(tmp_path: Path, inbox: Path) -> None:
    """Files that are written whole, renamed in and written slowly: all are converted, whole, with
    the process killed on the way.
    """
    count = 90
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(inbox), str(count)])
    deadline = time.monotonic() + 120
    kills = 0
    while time.monotonic() < deadline:
        process = start(tmp_path)
        time.sleep(1.0)
        finished = writer.poll() is not None and kills >= 4
        if finished:
            while time.monotonic() < deadline and len(list(tmp_path.glob("out/*.json"))) < count:
                time.sleep(0.2)
            time.sleep(1.0)
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=30)
            assert process.returncode == 143
            assert errors == "newsfmt: terminated\n"
            break
        process.kill()
        process.communicate(timeout=30)
        kills += 1
    outputs = {path.name: json.loads(path.read_bytes()) for path in tmp_path.glob("out/*.json")}
    assert sorted(outputs) == [f"{number:04}.txt.json" for number in range(count)]
    for number in range(count):
        article = outputs[f"{number:04}.txt.json"]
        assert article["headline"] == f"Story {number}"
        assert len(article["body"]) == 2
    last = {line["input"]: line["status"] for line in ledger(tmp_path)}
    assert last == {f"{number:04}.txt": "converted" for number in range(count)}


def test_the_command_prints_a_line_for_each_file_and_says_what_failed(
    tmp_path: Path, inbox: Path
) -> None:
    put(inbox / "a.txt", story("Bridge"))
    put(inbox / "bad.json", "{]")
    command = "watch inbox --to json -o out --once -j 1".split()
    done = subprocess.run(
        [sys.executable, "-m", "newsfmt", *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == "converted  a.txt: 1 article -> a.txt.json\n"
    assert done.stderr.startswith("error: bad.json: ")
    assert done.stderr.count("\n") == 1

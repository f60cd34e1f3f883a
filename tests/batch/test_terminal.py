"""The command on a real terminal: colours, the bar, and messages above it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from .conftest import command, story

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
_BROKEN = '{"schema": "newsfmt-article/1", "headline": 3}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "in"
    top.mkdir()
    for number in range(60):
        (top / f"{number:02}.txt").write_text(story(number, words=4000), "utf-8")
    for number in range(3):
        (top / f"a-broken-file-with-a-long-name-{number}.json").write_text(_BROKEN, "utf-8")
    return top


def on_terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """What a terminal of 100 columns gets on stderr."""
    master, slave = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **environment}
    env = {name: value for name, value in env.items() if value or name != "NO_COLOR"}
    process = subprocess.Popen(
        command("convert", folder, *arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=slave,
        cwd=folder.parent,
        env=env,
    )
    os.close(slave)
    received = b""
    while True:
        try:
            data = os.read(master, 1 << 16)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        received += data
    os.close(master)
    assert process.wait(60) == 1
    return received.decode()


def test_severities_have_colours_and_files_and_bytes_their_units(folder: Path) -> None:
    shown = on_terminal(folder, "-t", "jsonl", "-o", "out.jsonl", NO_COLOR="")
    assert shown.count("\x1b[1;31merror:\x1b[0m ") == 3
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert re.search(r"of 1\.\d MB +\d+ of 63 files", plain)
    assert "%" not in plain
    for line in (line for line in plain.splitlines() if line.startswith("error:")):
        assert line.endswith("a text is wanted here, not a number [read.article-skipped]")


def test_no_color_is_honoured(folder: Path) -> None:
    shown = on_terminal(folder, "-t", "jsonl", "-o", "out.jsonl", NO_COLOR="1")
    assert shown.count("error: ") == 3
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", shown)
    quiet = on_terminal(folder, "-t", "jsonl", "-o", "a.jsonl", "--quiet", TERM="dumb")
    assert "\x1b" not in quiet


def test_a_pipe_gets_neither_colours_nor_a_bar(folder: Path) -> None:
    done = subprocess.run(
        command("convert", folder, "-t", "jsonl", "-o", "out.jsonl"),
        capture_output=True,
        cwd=folder.parent,
        timeout=60,
    )
    assert b"\x1b" not in done.stderr
    assert done.stderr.count(b"error: ") == 3

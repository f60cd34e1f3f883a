"""Plugins as authors write them: files with the hook, made for a test and loaded by their path."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Plugin = Callable[..., Path]
Command = Callable[..., subprocess.CompletedProcess[bytes]]

PERCENTS = '''
"""Percents: stories between lines of %%, whose first line is the headline."""
import io
from newsfmt import Article, Confidence, Format, hookimpl, prose
from newsfmt.format import Part

def sniff(head):
    return Confidence.CERTAIN if head.data.startswith(b"%%") else Confidence.NO

def story(rows):
    headline, _, text = b"".join(rows).decode("utf-8").partition("\\n")
    return Article.from_text(text, headline=headline)

def read(stream, context):
    rows = None
    for row in stream:
        if row.strip() == b"%%":
            if rows:
                yield story(rows)
            rows = []
        elif rows is None:
            raise context.error("text before the first line %%")
        else:
            rows.append(row)
    yield story(rows)

def split(stream, context, size):
    start = place = 0
    line = first = 1
    for row in stream:
        if row.strip() == b"%%" and place - start >= size:
            yield Part(start=start, end=place, line=first)
            start, first = place, line
        place += len(row)
        line += 1
    yield Part(start=start, end=place, line=first, last=True)
'''
HOOK = """

@hookimpl
def newsfmt_formats():
    return [Format(name="percents", title="Percents", extensions=("pct",), sniff=sniff, read=read, split=split)]
"""


@pytest.fixture
def plugin(tmp_path: Path) -> Plugin:
    """A file with the plugin Percents and what is put behind it, which may take its functions'
    places.
    """

    def make(more: str = "", name: str = "pct.py", hook: str = HOOK) -> Path:
        path = tmp_path / name
        path.write_text(PERCENTS + more + hook)
        return path

    return make


@pytest.fixture
def newsfmt_command(tmp_path: Path) -> Command:
    """The command as a process of its own, in the test's folder; nothing it does takes a minute."""

    def run(*arguments: object, **how: Any) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            [sys.executable, "-m", "newsfmt", *map(str, arguments)],
            capture_output=True,
            timeout=60,
            check=False,
            **{"cwd": tmp_path, "stdin": subprocess.DEVNULL, **how},
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done

    return run


def stories(count: int, words: int = 20) -> bytes:
    """So many stories as Percents has them."""
    text = "The ferry line drops its night sailing after a slow winter. " * words
    return b"".join(
        b"%%%%\nFerry %d stops\n%s\n" % (number, text.encode()) for number in range(count)
    )

"""Diagnostics of a plugin: codes of its own go all the way to the terminal, the report and the exit
status; one that there is not is answered with the nearest, and its plugin named.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Command, Plugin, stories

WARNS = """
reader = read
def read(stream, context):
    for context.index, article in enumerate(reader(stream, context)):
        context.warn({code!r}, "the headline is shouted", at=1)
        yield article
"""
LOSES = """
def write(articles, stream, context):
    for article in articles:
        context.lost("x.percents.case-lost", "headline", "the letter case is lost", article=article)
        stream.write(b"%%\\n" + article.headline.upper().encode() + b"\\n")

@hookimpl
def newsfmt_formats():
    return [Format(name="percents", title="Percents", extensions=("pct",), sniff=sniff, read=read, write=write, split=split, joins=True)]
"""


@pytest.mark.parametrize("many", [False, True])
def test_a_code_of_its_own_goes_everywhere(
    many: bool, plugin: Plugin, tmp_path: Path, newsfmt_command: Command
) -> None:
    path = plugin(WARNS.format(code="x.percents.shouted"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pct").write_bytes(stories(7))
    inputs = "in" if many else "in/a.pct"
    done = newsfmt_command(
        "convert", inputs, "--plugin", path, "-t", "jsonl", "-o", "out.jsonl", "--strict",
        "--report", "report.jsonl",
    )  # fmt: skip
    assert done.returncode == 3
    said = b"warning: in/a.pct:1: the headline is shouted [x.percents.shouted]\n"
    assert done.stderr.count(said) == 5
    assert b"2 more [x.percents.shouted]" in done.stderr
    rows = [json.loads(row) for row in (tmp_path / "report.jsonl").read_bytes().splitlines()]
    assert [(row["code"], row["severity"]) for row in rows] == [("x.percents.shouted", "warning")] * 7  # fmt: skip


def test_a_loss_of_its_own_is_a_loss(
    plugin: Plugin, tmp_path: Path, newsfmt_command: Command
) -> None:
    (tmp_path / "a.pct").write_bytes(stories(1))
    done = newsfmt_command("convert", "a.pct", "--plugin", plugin(hook=LOSES), "-t", "percents")
    assert done.stdout == b"%%\nFERRY 0 STOPS\n"
    assert b"loss: headline: the letter case is lost [x.percents.case-lost]" in done.stderr


def test_a_scan_counts_codes_of_plugins(
    plugin: Plugin, tmp_path: Path, newsfmt_command: Command
) -> None:
    path = plugin(WARNS.format(code="x.percents.shouted"))
    (tmp_path / "a.pct").write_bytes(stories(3))
    done = newsfmt_command("scan", "a.pct", "--plugin", path, "--json")
    (problem,) = json.loads(done.stdout)["diagnostics"]
    assert (problem["code"], problem["severity"], problem["count"]) == ("x.percents.shouted", "warning", 3)  # fmt: skip


def test_a_code_that_there_is_not_is_the_plugins_fault(
    plugin: Plugin, tmp_path: Path, newsfmt_command: Command
) -> None:
    path = plugin(WARNS.format(code="read.no-headlines"))
    (tmp_path / "a.pct").write_bytes(stories(1))
    (tmp_path / "b.txt").write_bytes(b" date 2021-05-04 Bridge opens\n\nIt opened.\n")
    done = newsfmt_command("convert", "a.pct", "b.txt", "--plugin", path.name, "-t", "json")
    assert done.returncode == 1
    assert b"Bridge opens" in done.stdout
    assert (
        b"plugin pct.py failed in read of percents: ValueError: there is no diagnostic"
        b" 'read.no-headlines'; did you mean 'read.no-headline'?" in done.stderr
    )

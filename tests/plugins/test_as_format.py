"""A plugin in one file named in place of a format: ``-f FILE.py`` and ``-t FILE.py``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Command, Plugin, stories
from .test_misbehaviour import WRITER

TWO = """

@hookimpl
def newsfmt_formats():
    return [Format(name=name, title="Percents", sniff=sniff, read=read) for name in ("one", "two")]
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "a.pct").write_bytes(stories(2))
    return "a.pct"


def headlines(data: bytes) -> list[str]:
    return [json.loads(row)["headline"] for row in data.splitlines()]


@pytest.mark.parametrize("more", [(), ("--jobs", "2"), ("--no-plugins",), ("--plugin", "pct.py")])
def test_a_file_is_read_as_the_format_of_a_plugin(
    more: tuple[str, ...], file: str, plugin: Plugin, newsfmt_command: Command
) -> None:
    plugin("def sniff(head):\n    return Confidence.NO\n")
    done = newsfmt_command("convert", "-f", "pct.py", file, "-t", "jsonl", *more)
    assert done.returncode == 0, done.stderr.decode()
    assert headlines(done.stdout) == ["Ferry 0 stops", "Ferry 1 stops"]


def test_a_file_is_written_as_the_format_of_a_plugin(
    file: str, plugin: Plugin, newsfmt_command: Command
) -> None:
    plugin(hook=WRITER.replace("{does}", "pass"))
    done = newsfmt_command("convert", "--from", "pct.py", "--to", "./pct.py", file)
    assert done.returncode == 2  # the same plugin twice, by two names
    done = newsfmt_command("convert", "--from", "pct.py", "--to", "pct.py", file)
    assert done.stdout == b"%%\nFerry 0 stops\n%%\nFerry 1 stops\n", done.stderr.decode()


@pytest.mark.parametrize("command", ["inspect", "scan"])
def test_other_commands_take_it_too(
    command: str, file: str, plugin: Plugin, newsfmt_command: Command
) -> None:
    plugin("def sniff(head):\n    return Confidence.NO\n")
    done = newsfmt_command(command, "-f", "pct.py", file)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("-f", "nothing.py"), "nothing.py is no Python file"),
        (("-f", "two.py"), "two.py reads several formats (one, two); say --plugin two.py --from NAME"),
        (("-f", "pct.py", "-t", "pct.py"), "pct.py writes no format"),
    ],
)  # fmt: skip
def test_what_is_no_such_plugin_is_said_in_one_line(
    arguments: tuple[str, ...], said: str, file: str, plugin: Plugin, newsfmt_command: Command
) -> None:
    plugin()
    plugin(name="two.py", hook=TWO)
    target = () if "-t" in arguments else ("-t", "json")
    done = newsfmt_command("convert", file, *arguments, *target)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1

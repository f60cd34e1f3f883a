"""newsfmt validate as a command: what is valid is said, each problem is one line, and the exit
status tells.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import newsfmt
from newsfmt.body import Paragraph

ARTICLE = newsfmt.Article(
    headline="Ferries back", published="2021-01-17", body=[Paragraph("They were running again.")]
)


def validate(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[str]:
    run = subprocess.run(
        [sys.executable, "-m", "newsfmt", "validate", *arguments],
        input=data,
        capture_output=True,
        timeout=60,
    )
    return subprocess.CompletedProcess(
        run.args, run.returncode, run.stdout.decode(), run.stderr.decode()
    )


@pytest.mark.parametrize("name", ["json", "jsonl", "newsml-g2", "newsml-1", "nitf", "ninjs"])
def test_what_is_written_is_valid(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"story.{name}"
    newsfmt.write(ARTICLE, path, format=name)
    run = validate("--from", name, str(path))
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == f"{path}: valid {name}\n"


def test_problems_are_lines_and_the_exit_status_is_1(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"schema": "newsfmt-article/1", "headline": 3, "headlin": "x"}')
    run = validate(str(path))
    assert run.returncode == 1
    assert run.stdout == f"{path}: $.headline: a text is wanted here, not a number [schema]\n"
    run = validate("--json", str(path))
    assert json.loads(run.stdout)["rule"] == "schema"


def test_unknown_keys_and_bad_lines_of_json_lines() -> None:
    lines = b'{"schema": "newsfmt-article/1", "headline": "A"}\n{"headlin": "B", "body": []}\n{\n'
    run = validate("--from", "jsonl", "-", data=lines)
    assert run.returncode == 1
    assert [row.split(": ")[0] for row in run.stdout.splitlines()] == ["<stdin>:3", "<stdin>:2"]


def test_a_format_without_schema_and_a_missing_file_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(" date 2021-01-17 Ferries back\n\nThey ran.")
    run = validate(str(path), str(tmp_path / "missing.xml"))
    assert run.returncode == 1
    assert run.stdout == ""
    first, second = run.stderr.splitlines()
    assert "dated-text has no schema to check it against (validators: json" in first
    assert "missing.xml: no such file" in second


def test_split_writes_one_file_an_article(tmp_path: Path) -> None:
    source = tmp_path / "two.txt"
    source.write_text(" date 2021-01-17 A\n\nx.\n\n date 2021-01-18 B\n\ny.")
    command = [
        sys.executable,
        "-m",
        "newsfmt",
        "convert",
        str(source),
        "--to",
        "dated-text",
        "--split",
        "--output",
    ]
    assert subprocess.run([*command, f"{tmp_path / 'out'}/"], timeout=60).returncode == 0
    assert (tmp_path / "out" / "two.txt").read_text() == " date 2021-01-17 A\n\nx."
    assert (tmp_path / "out" / "two-2.txt").read_text() == " date 2021-01-18 B\n\ny."
    assert (
        subprocess.run(
            [*command, str(tmp_path / "one.txt")], capture_output=True, timeout=60
        ).returncode
        == 2
    )

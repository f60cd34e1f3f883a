"""newsfmt validate as a command: what is valid is said, each problem is one line, and the exit
status tells.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import newsfmt
import newsfmt.errors
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
    first, second, count = run.stderr.splitlines()
    assert "dated-text has no schema to check it against (validators: json" in first
    assert "missing.xml: no such file" in second
    assert count == "2 files: 0 valid, 2 failed"


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


INSTALL = "pip install jsonschema rfc3339-validator rfc3986-validator"
BAD = b'{"schema": "newsfmt-article/1", "headline": 3, "headlin": "x"}'


def test_folders_and_archives_are_checked_and_counted(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    (folder / "deep").mkdir(parents=True)
    newsfmt.write(ARTICLE, folder / "a.xml", format="newsml-g2")
    newsfmt.write(ARTICLE, folder / "deep" / "b.nitf", format="nitf")
    (folder / "bad.json").write_bytes(BAD)
    (folder / "notes.txt").write_text(" date 2021-01-17 Ferries back\n\nThey ran.", "utf-8")
    (folder / ".hidden").touch()
    with zipfile.ZipFile(folder / "old.zip", "w") as archive:
        archive.write(folder / "a.xml", "x/c.xml")
    run = validate(str(folder))
    assert run.returncode == 1
    assert [line for line in run.stdout.splitlines() if ": valid " in line] == [
        f"{folder}/a.xml: valid newsml-g2",
        f"{folder}/deep/b.nitf: valid nitf",
        f"{folder}/old.zip!/x/c.xml: valid newsml-g2",
    ]
    assert run.stderr == (
        "6 files: 3 valid, 1 invalid (1 problem), "
        "2 not checked (1 hidden, 1 of no format that has a schema)\n"
    )
    (folder / "bad.json").unlink()
    assert validate(str(folder)).returncode == 0


def test_a_missing_package_is_named_once(tmp_path: Path) -> None:
    for name in "abc":
        newsfmt.write(ARTICLE, tmp_path / f"{name}.json", format="ninjs")
    hidden = "import sys; sys.modules['jsonschema'] = None; from newsfmt.cli import run; sys.exit(run(sys.argv[1:]))"
    run = subprocess.run(
        [sys.executable, "-c", hidden, "validate", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        f"error: validating ninjs needs the package jsonschema; {INSTALL}",
        "3 files: 0 valid, 3 not checked (3 without the package jsonschema)",
    ]


def test_in_python_the_result_has_types(tmp_path: Path) -> None:
    result = newsfmt.validate(BAD)
    assert (result.valid, result.format) == (False, "jsonl")
    assert [problem.rule for problem in result.problems] == ["schema"]
    path = tmp_path / "a.xml"
    newsfmt.write(ARTICLE, path, format="newsml-g2")
    assert newsfmt.validate(path) == newsfmt.Validation("newsml-g2")
    with path.open("rb") as stream:
        assert newsfmt.validate(stream).valid
    with pytest.raises(newsfmt.errors.FormatError, match="dated-text has no schema"):
        newsfmt.validate(b" date 2021-01-17 Ferries back\n\nThey ran.")
    with pytest.raises(FileNotFoundError):
        newsfmt.validate(tmp_path / "none.xml")


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    run = validate(str(tmp_path))
    assert (run.returncode, run.stderr) == (1, "newsfmt: there is no file in what was named\n")

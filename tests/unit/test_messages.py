"""Every message of the command answers the question what to do now: one line, the nearest name
where one was mistyped, a way on.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newsfmt import cli

READ_ONLY = """
import newsfmt

def sniff(head):
    return newsfmt.Confidence.NO

def both(*arguments):
    return iter(())

@newsfmt.hookimpl
def newsfmt_formats():
    return [
        newsfmt.Format(name="only-read", title="Read", sniff=sniff, read=both, extensions=("onlyread",)),
        newsfmt.Format(name="only-written", title="Written", write=both),
    ]
"""

WAYS_ON = [
    # mistyped names: the nearest is said
    (
        "convrt story.txt",
        2,
        "there is no command 'convrt'; did you mean 'convert'? (commands: convert, ",
    ),
    (
        "plugins lst",
        2,
        "newsfmt plugins: there is no command 'lst'; did you mean 'list'? (commands: list, new, check)",
    ),
    (
        "convert story.txt --too json",
        2,
        "newsfmt convert: there is no option '--too'; did you mean '--to'? (newsfmt convert --help)",
    ),
    ("convert story.txt --to json --forc=1", 2, "no option '--forc'; did you mean '--force'?"),
    (
        "convert story.txt --to jsno",
        2,
        "there is no format 'jsno'; did you mean 'json'?",
    ),
    (
        "convert story.txt --to json --from dated-txt",
        2,
        "there is no format 'dated-txt'; did you mean 'dated-text'?",
    ),
    ("formats newsml2", 2, "there is no format 'newsml2'; did you mean 'newsml"),
    (
        "convert story.txt --to json -O indnt=2",
        2,
        "there is no option 'indnt'; did you mean 'indent'? (known options: ",
    ),
    (
        "convert story.txt --to json -O flat=true",
        2,
        "json has no option 'flat'; it is an option of jsonl (known options: embargo, indent)",
    ),
    ("convert story.txt --to json --jobs 0", 2, "--jobs 0: give a number above 0"),
    (
        "convert story.txt --to jsonl --since 2020-13",
        2,
        "newsfmt: --since: 2020-13: there is no month 13; write it as 2020, 2020-01 or 2020-01-01",
    ),
    (
        "convert story.txt --to json --limit artcle_bytes=9",
        2,
        "there is no limit 'artcle_bytes'; did you mean 'article_bytes'?",
    ),
    (
        "convert story.txt --to json --on-error skp",
        2,
        "--on-error: 'skp' is not one of skip, stop; did you mean 'skip'?",
    ),
    ("completion fish", 2, "'fish' is not one of bash, zsh"),
    # what is missing, or too much
    (
        "convert",
        2,
        "name the inputs: files, folders, patterns such as '*.xml', - for standard input, or --files-from FILE",
    ),
    ("convert story.txt --to", 2, "expected one argument (newsfmt convert --help)"),
    ("schema story.txt", 2, "'story.txt' is one argument too many (newsfmt schema --help)"),
    ("convert story.txt", 2, "no output format given; add --to FORMAT"),
    ("convert story.txt -o story.xyz", 2, "no format has the extension .xyz; name one with --to"),
    ("convert story.txt --to json --split", 2, "--split needs a folder as output: -o FOLDER/"),
    ("convert story.txt --to json -O indent", 2, "-O 'indent': write it as KEY=VALUE"),
    # values
    ("convert story.txt --to json -O indent=two", 2, "option indent=two: give "),
    ("convert story.txt --to json -O embargo=no", 2, "option embargo=no: give keep|ignore"),
    ("convert story.txt --to json --limit depth=-1", 2, "--limit depth=-1: give a number above 0"),
    (
        "convert story.txt --to json --encoding utf-88",
        2,
        "there is no text encoding 'utf-88'; give a registered name, such as cp1252",
    ),
    # formats that cannot
    (
        "convert story.txt --to only-read --plugin plugin.py",
        2,
        "only-read can be read but not written; newsfmt formats lists those that are written",
    ),
    (
        "convert story.txt --to json --from only-written --plugin plugin.py",
        1,
        "only-written can be written but not read; newsfmt formats lists those that are read",
    ),
    ("convert story.txt --to json --plugin none.py", 2, "none.py is no Python file"),
    ("validate story.txt", 1, "dated-text has no schema to check it against (validators: json,"),
    ("plugins new Bad_Name", 2, "use lower case letters, digits and hyphens"),
    ("plugins new json", 2, "the name 'json' is taken by json (newsfmt); choose another"),
    # files
    ("convert missing.txt --to json", 1, "missing.txt: no such file or folder"),
    (
        "convert story.txt --to json -o story.json",
        2,
        "story.json exists; say --force to overwrite it",
    ),
    ("convert story.txt other/story.txt --to json -o out/", 2, "give them different names"),
    (
        "convert two.txt --to nitf",
        2,
        "nitf holds one article per file, and there are 2; write to a folder (-o FOLDER/), or one by one",
    ),
    ("convert unknown.bin --to json", 1, "no format recognises it"),
    ("convert unknown.bin --to json", 1, "name one with --from"),
    ("convert cut.gz --to json", 1, "get the whole input"),
    (
        "convert cp.txt --to json --encoding utf-8",
        1,
        "give --encoding windows-1252 if the text is in that encoding",
    ),
    ("convert story.txt --to json --limit article_bytes=10", 1, "--limit article_bytes"),
    (
        "convert broken.json --to jsonl",
        1,
        "broken.json:1:44: not JSON: unexpected character, expected ':'",
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an input for each case."""
    place = tmp_path_factory.mktemp("messages")
    story = b" date 2021-05-04 Bridge opens\n\nThe bridge opened on Tuesday."
    (place / "other").mkdir()
    for name in ("story.txt", "other/story.txt", "story.json"):
        (place / name).write_bytes(story)
    (place / "two.txt").write_bytes(story + b"\n\n date 2021-05-05 Bridge closes\n\nIt closed.")
    (place / "cp.txt").write_bytes(b" date 2021-05-04 \x93Bridge\x94 opens\n\nIt opened.")
    (place / "unknown.bin").write_bytes(b"\x7fELF\x02\x01\x01\x00\x00\x00\x00")
    (place / "cut.gz").write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b")
    (place / "broken.json").write_bytes(b'{"schema": "newsfmt-article/1", "headline" "x"}')
    (place / "plugin.py").write_text(READ_ONLY)
    return place


@pytest.mark.parametrize(
    ("arguments", "status", "way_on"),
    WAYS_ON,
    ids=lambda value: value if isinstance(value, str) and " " in value else None,
)
def test_a_message_says_what_to_do(
    folder: Path,
    arguments: str,
    status: int,
    way_on: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    assert cli.run(arguments.split()) == status
    lines = capfd.readouterr().err.splitlines()
    assert way_on in lines[0]
    assert len(lines) == 1


@pytest.mark.parametrize(("arguments", "status", "way_on"), WAYS_ON[::16])
def test_a_process_says_the_same(folder: Path, arguments: str, status: int, way_on: str) -> None:
    command = [sys.executable, "-m", "newsfmt", *arguments.split()]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=False
    )
    assert done.returncode == status
    assert way_on in done.stderr.decode().splitlines()[0]

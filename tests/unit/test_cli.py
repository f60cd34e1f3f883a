"""The command, run as a process: arguments, results on stdout alone, one line a problem, and a
truthful exit status.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import newsfmt
from newsfmt.cli import build_parser
from newsfmt.cli.completion import _commands

STORY = b" date 2021-05-04 Bridge opens\n\nMOLDE, May 4 \xe2\x80\x94 The bridge opened on Tuesday.\n\nBoats may pass again."
OTHER = b" date 2021-05-05 Ferry sails\n\nThe ferry sailed."
COMMANDS = tuple(name for name, _ in _commands(build_parser()) if name)


def run(
    *arguments: object,
    input: bytes | None = b"",
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command; nothing it does may take a minute."""
    command = [sys.executable, "-m", "newsfmt", *map(str, arguments)]
    return subprocess.run(
        command,
        input=input,
        capture_output=True,
        timeout=60,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        check=False,
    )


def lines(output: bytes) -> list[str]:
    return output.decode().splitlines()


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_bytes(STORY)
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "other.txt"
    path.write_bytes(OTHER)
    return path


# ---- help and version
# ------------------------------------------------------------


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(option: str) -> None:
    done = run(option)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        f"newsfmt {newsfmt.__version__}\n".encode(),
        b"",
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_has_two_examples_and_the_exit_statuses(command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.returncode == 0
    text = done.stdout.decode()
    examples = [
        line for line in text.partition("examples:\n")[2].splitlines() if "newsfmt " in line
    ]
    assert len(examples) == 2
    assert all(
        status in text
        for status in (
            "0  done",
            "1  an input failed",
            "2  the command line",
            "3  --strict",
            "130",
            "143",
            "141",
        )
    )


def test_help_lists_every_command() -> None:
    text = run("--help").stdout.decode()
    assert all(f"    {command} " in text for command in COMMANDS if " " not in command)


@pytest.mark.parametrize("arguments", [(), ("plugins",)])
def test_no_command_shows_the_help_on_stderr(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"usage: newsfmt" in done.stderr


# ---- convert
# ------------------------------------------------------------


def test_convert_to_stdout(story: Path) -> None:
    done = run("convert", story, "--to", "json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["headline"] == "Bridge opens"


def test_convert_is_a_straight_line_back_to_the_same_bytes(story: Path) -> None:
    there = run("convert", story, "-t", "json")
    back = run("convert", "-", "-t", "dated-text", input=there.stdout)
    assert (back.returncode, back.stdout) == (0, STORY)


def test_stdin_and_stdout_by_their_names() -> None:
    done = run("convert", "-", "-t", "jsonl", "-o", "-", input=STORY)
    assert (done.returncode, done.stdout.count(b"\n")) == (0, 1)
    assert json.loads(done.stdout)["origin"] == {"format": "dated-text", "index": 0, "line": 1}


def test_several_inputs_come_out_in_their_order(story: Path, other: Path) -> None:
    done = run("convert", other, story, "-t", "jsonl")
    assert [json.loads(line)["headline"] for line in lines(done.stdout)] == [
        "Ferry sails",
        "Bridge opens",
    ]


def test_one_bad_input_costs_itself_alone(story: Path, other: Path, tmp_path: Path) -> None:
    missing, empty = tmp_path / "missing.txt", tmp_path / "empty.txt"
    empty.write_bytes(b"")
    done = run("convert", story, missing, empty, other, "-t", "jsonl")
    assert done.returncode == 1
    assert [json.loads(line)["headline"] for line in lines(done.stdout)] == [
        "Bridge opens",
        "Ferry sails",
    ]
    assert lines(done.stderr) == [
        f"error: {missing}: no such file or folder",
        f"error: {empty}: empty input (0 bytes)",
    ]


def test_on_error_stop_ends_at_the_first_failure_and_leaves_no_file(
    story: Path, other: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    done = run("convert", story, tmp_path / "missing.txt", other, "-o", out, "--on-error", "stop")
    assert done.returncode == 1
    assert lines(done.stderr) == [f"error: {tmp_path / 'missing.txt'}: no such file or folder"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.txt", "story.txt"]


def test_a_bad_article_costs_itself_and_the_run_says_so() -> None:
    good = b'{"schema":"newsfmt-article/1","type":"text","headline":"A"}\n'
    done = run(
        "convert", "-f", "jsonl", "-", "-t", "jsonl", input=good + b'{"headline": 3}\n' + good
    )
    assert (done.returncode, done.stdout.count(b"\n")) == (1, 2)
    assert lines(done.stderr) == [
        "error: <stdin>:2: $.headline: a text is wanted here, not a number [read.article-skipped]"
    ]


def test_the_extension_of_the_output_says_its_format(story: Path, tmp_path: Path) -> None:
    assert run("convert", story, "-o", tmp_path / "out.jsonl").returncode == 0
    assert json.loads((tmp_path / "out.jsonl").read_bytes())["headline"] == "Bridge opens"


def test_a_folder_takes_one_file_an_input(story: Path, other: Path, tmp_path: Path) -> None:
    done = run("convert", story, other, "-t", "json", "-o", f"{tmp_path / 'out'}{os.sep}")
    assert done.returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "other.json",
        "story.json",
    ]


def test_two_inputs_of_one_name_are_refused_before_anything_is_written(
    story: Path, tmp_path: Path
) -> None:
    twin = tmp_path / "sub" / "STORY.txt"
    twin.parent.mkdir()
    twin.write_bytes(OTHER)
    done = run("convert", story, twin, "-t", "json", "-o", f"{tmp_path / 'out'}{os.sep}")
    assert done.returncode == 2
    assert "two inputs would be written to" in done.stderr.decode()
    assert not (tmp_path / "out").exists()


def test_gzip_is_unpacked_on_the_way(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "story.txt.gz"
    path.write_bytes(gzip.compress(STORY))
    assert json.loads(run("convert", path, "-t", "json").stdout)["headline"] == "Bridge opens"
    assert run("convert", path, "-t", "json", "-o", f"{tmp_path}{os.sep}").returncode == 0
    assert (tmp_path / "story.json").exists()


# ---- nothing overwritten, nothing half-written
# ------------------------------------------------------------


def test_an_existing_output_needs_force(story: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_bytes(b"precious")
    done = run("convert", story, "-o", out)
    assert (done.returncode, out.read_bytes()) == (2, b"precious")
    assert lines(done.stderr) == [f"newsfmt: {out} exists; say --force to overwrite it"]
    assert run("convert", story, "-o", out, "--force").returncode == 0
    assert json.loads(out.read_bytes())["headline"] == "Bridge opens"


def test_an_existing_output_in_a_folder_is_found_before_anything_is_written(
    story: Path, other: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "other.json").write_bytes(b"precious")
    done = run("convert", story, other, "-t", "json", "-o", folder)
    assert done.returncode == 2
    assert [path.name for path in folder.iterdir()] == ["other.json"]


def test_an_existing_report_needs_force(story: Path) -> None:
    done = run("convert", story, "-t", "json", "--report", story)
    assert (done.returncode, done.stdout, story.read_bytes()) == (2, b"", STORY)


def test_the_report_is_not_the_output(story: Path, tmp_path: Path) -> None:
    done = run("convert", story, "-o", tmp_path / "x.jsonl", "--report", tmp_path / "x.jsonl")
    assert done.returncode == 2
    assert "cannot be one file" in done.stderr.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        "convert {} -t json --report -", "convert {} -t json --explain -", "scan {} --html -",
        "scan {} --list -", "convert {} -t json -o out/ --manifest -", "inspect {} --html -",
    ],
)  # fmt: skip
def test_no_file_is_called_dash(story: Path, tmp_path: Path, arguments: str) -> None:
    done = run(*arguments.format(story).split(), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "give the name of a file; this cannot go to standard output" in done.stderr.decode()
    assert not (tmp_path / "-").exists()


def test_output_over_its_own_input(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(run("convert", "-", "-t", "jsonl", input=STORY).stdout)
    before = json.loads(path.read_bytes())
    assert run("convert", path, "-o", path).returncode == 2
    assert run("convert", path, "-o", path, "--force").returncode == 0
    after = json.loads(path.read_bytes())
    assert {**after, "origin": None} == {**before, "origin": None}


def test_no_article_leaves_the_output_as_it_was(tmp_path: Path) -> None:
    empty, out = tmp_path / "empty.txt", tmp_path / "out.json"
    empty.write_bytes(b" \n")
    out.write_bytes(b"precious")
    assert run("convert", empty, "-o", out, "--force").returncode == 1
    assert out.read_bytes() == b"precious"


def test_a_link_is_followed_and_the_mode_kept(story: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    assert run("convert", story, "-o", link, "--force").returncode == 0
    assert link.is_symlink()
    assert json.loads(real.read_bytes())["headline"] == "Bridge opens"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_missing_output_folder_is_named(story: Path, tmp_path: Path) -> None:
    done = run("convert", story, "-o", tmp_path / "no" / "out.json")
    assert (done.returncode, lines(done.stderr)) == (
        1,
        [f"newsfmt: {tmp_path / 'no'}: no such file or folder"],
    )


def endless(process: subprocess.Popen[bytes]) -> None:
    """Feed articles until the command goes away."""
    assert process.stdin is not None
    try:
        for number in range(10**9):
            process.stdin.write(
                f" date 2021-05-04 Bridge {number} opens\n\nIt opened.\n\n".encode()
            )
    except BrokenPipeError:
        pass


@pytest.mark.parametrize(
    "sent, status", [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -9)]
)
@pytest.mark.alone
def test_a_signal_in_mid_run_leaves_no_half_written_output(
    sent: signal.Signals, status: int, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"old\n")
    command = [sys.executable, "-m", "newsfmt", "convert", "-", "-o", str(out), "--force"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        feeder = threading.Thread(target=endless, args=(process,), daemon=True)
        feeder.start()
        deadline = time.monotonic() + 30
        while (
            not any(path.stat().st_size for path in tmp_path.glob(".*.part"))
            and time.monotonic() < deadline
        ):
            time.sleep(0.02)
        process.send_signal(sent)
        process.wait(30)
        said = process.stderr.read() if process.stderr else b""
        feeder.join(30)
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()  # type: ignore[union-attr]
    assert process.returncode == status
    assert out.read_bytes() == b"old\n"
    if sent is not signal.SIGKILL:
        assert lines(said) in (["newsfmt: terminated"], ["newsfmt: interrupted"])
        assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


# ---- options
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["-t", "jsonn"], "there is no format 'jsonn'; did you mean 'json"),
        (
            ["-f", "dated-txt", "-t", "json"],
            "there is no format 'dated-txt'; did you mean 'dated-text'?",
        ),
        ([], "no output format given; add --to FORMAT"),
        (["-o", "out.xyz"], "no format has the extension .xyz"),
        (["-t", "json", "-O", "indnt=false"], "there is no option 'indnt'; did you mean 'indent'?"),
        (
            ["-f", "dated-text", "-t", "json", "-O", "dayfrist=true"],
            "no option 'dayfrist'; did you mean 'dayfirst'?",
        ),
        (["-t", "json", "-O", "indent=maybe"], "option indent=maybe: give true|false"),
        (["-t", "json", "-O", "dayfirst=maybe"], "option dayfirst=maybe: give true|false"),
        (["-t", "json", "-O", "indent"], "-O 'indent': write it as KEY=VALUE"),
        (["-t", "json", "-O", "embargo=perhaps"], "option embargo=perhaps: give keep|ignore"),
        (["-t", "json", "--encoding", "utf-9"], "there is no text encoding 'utf-9'"),
        (["-t", "json", "--encoding", "base64"], "there is no text encoding 'base64'"),
        (["-t", "json", "--limit", "size=3"], "there is no limit 'size' (known: article_bytes,"),
        (
            ["-t", "json", "--limit", "articles=many"],
            "--limit articles=many: give a number above 0, or none",
        ),
        (["-t", "json", "--limit", "depth=none"], "--limit depth=none: give a number above 0"),
        (["-t", "json", "--limit", "articles=0"], "--limit articles=0: give a number above 0"),
        (["-t", "json", "--plugin", "no-such.py"], "no-such.py"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_exit_2(
    arguments: list[str], said: str, story: Path, tmp_path: Path
) -> None:
    done = run("convert", story, *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(lines(done.stderr)) == 1
    assert said in done.stderr.decode()


def test_inspect_minds_its_options_too(story: Path) -> None:
    done = run("inspect", story, "-O", "dayfrist=true")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "did you mean 'dayfirst'?" in done.stderr.decode()


def test_options_go_to_whichever_side_has_them(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b" date 03/04/2020 Bridge opens\n\nIt opened.")
    done = run("convert", path, "-t", "json", "-O", "dayfirst=true", "-O", "indent=no")
    assert done.stdout.count(b"\n") == 1
    assert json.loads(done.stdout)["published"] == "2020-04-03"


def test_flat_records(story: Path) -> None:
    row = json.loads(run("convert", story, "-t", "jsonl", "-O", "flat=true").stdout)
    assert row["published"] == "2021-05-04"
    assert isinstance(row["text"], str)


def test_a_limit_is_named_and_can_be_raised(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(STORY + b"\n\n" + b"word " * 2000)
    done = run("convert", path, "-t", "json", "--limit", "article_bytes=5000")
    assert done.returncode == 1
    assert (
        "passes the limit article_bytes=5000; raise it with --limit article_bytes=NUMBER"
        in done.stderr.decode()
    )
    assert run("convert", path, "-t", "json", "--limit", "article_bytes=50000").returncode == 0


# ---- diagnostics
# ------------------------------------------------------------

NO_DATE = b"The bridge opened on Tuesday.\n\nBoats may pass again."


def test_a_warning_is_one_line_and_no_failure() -> None:
    done = run("convert", "-", "-t", "json", input=NO_DATE)
    assert done.returncode == 0
    assert lines(done.stderr)
    assert all(
        line.startswith("warning: <stdin>") and line.endswith("]") for line in lines(done.stderr)
    )


def test_quiet_prints_errors_only() -> None:
    done = run("convert", "-", "-t", "json", "--quiet", input=NO_DATE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert run("convert", "-", "-t", "json", "--quiet", input=b"").stderr


def test_strict_never_changes_bytes() -> None:
    loose, strict = (
        run("convert", "-", "-t", "json", *option, input=NO_DATE) for option in ((), ("--strict",))
    )
    assert (loose.returncode, strict.returncode) == (0, 3)
    assert loose.stdout == strict.stdout
    assert run("convert", "-", "-t", "json", "--strict", input=STORY).returncode == 0


def test_a_failed_input_wins_over_strict(tmp_path: Path) -> None:
    assert (
        run(
            "convert", "-", tmp_path / "missing.txt", "-t", "json", "--strict", input=NO_DATE
        ).returncode
        == 1
    )


def test_the_report_holds_every_diagnostic(tmp_path: Path) -> None:
    path, report = tmp_path / "a.jsonl", tmp_path / "report.jsonl"
    path.write_bytes(
        b"".join(b'{"type":"text","headline":"A","x%d":"1"}\n' % number for number in range(12))
    )
    done = run("convert", path, "-f", "jsonl", "-t", "jsonl", "--report", report)
    rows = [json.loads(line) for line in lines(report.read_bytes())]
    assert [row["code"] for row in rows] == ["read.unknown-key"] * 12
    assert rows[3]["position"] == {"line": 4, "path": "$.x3"}
    assert (len(lines(done.stderr)), lines(done.stderr)[-1]) == (
        6,
        "… and 7 more [read.unknown-key]",
    )


def test_an_embargo_is_not_lost_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(
        b'{"schema":"newsfmt-article/1","type":"text","published":"2021-05-04","headline":"A","embargoed_until":"2030-01-01T00:00Z"}'
    )
    done = run("convert", path, "-t", "dated-text")
    assert (done.returncode, "[write.embargo-lost]" in done.stderr.decode()) == (3, True)
    assert run("convert", path, "-t", "dated-text", "-O", "embargo=ignore").returncode == 0


def test_debug_shows_a_traceback_and_nothing_else_does(tmp_path: Path) -> None:
    missing = tmp_path / "bad.json"
    missing.write_bytes(b'{"schema":"newsfmt-article/1", "headline": 3}')
    assert b"Traceback" not in run("convert", missing, "-t", "json", "--on-error", "stop").stderr
    assert (
        b"Traceback"
        in run("convert", missing, "-t", "json", "--on-error", "stop", "--debug").stderr
    )


# ---- detect, formats, inspect, schema, plugins
# ------------------------------------------------------------


def test_detect(story: Path, tmp_path: Path) -> None:
    (tmp_path / "pic.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    done = run(
        "detect",
        story,
        tmp_path / "pic.png",
        "-",
        input=b'{"schema": "newsfmt-article/1",\n "type": "text"}',
    )
    assert done.returncode == 1
    assert lines(done.stdout) == [f"{story}: dated-text", "<stdin>: json"]
    assert "it looks like a PNG picture, which newsfmt does not read" in done.stderr.decode()


def test_detect_why_as_json(story: Path) -> None:
    row = json.loads(run("detect", story, "--why", "--json").stdout)
    assert (row["input"], row["format"]) == (str(story), "dated-text")
    assert row["matches"][0] == {
        "format": "dated-text",
        "confidence": "likely",
        "reason": "has the format's shape (the first line is 'date 2021-05-04 Bridge opens'), and .txt is its extension",
    }


def test_detect_is_harmless_to_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m.txt"
    path.write_bytes(b" date 2021-05-04 \x1b]0;owned\x07\xe2\x80\xae\n\nText.")
    shown = run("detect", "--why", path).stdout.decode()
    assert not set(shown) & set("\x1b\x07\u202e")


def test_formats() -> None:
    assert any(line.startswith("dated-text ") for line in lines(run("formats").stdout))
    page = run("formats", "dated-text").stdout.decode()
    assert all(
        part in page
        for part in ("-O dayfirst=true|false", "extensions:", "provided by:", "cannot write:")
    )
    assert run("formats", "nonsense").returncode == 2


def test_formats_as_json() -> None:
    [record] = json.loads(run("formats", "jsonl", "--json").stdout)
    assert (record["name"], record["reads"], record["writes"], record["aliases"]) == (
        "jsonl",
        True,
        True,
        ["ndjson", "json-lines"],
    )
    assert record["write_options"][0]["name"] == "flat"
    assert {"json", "jsonl", "dated-text"} <= {
        record["name"] for record in json.loads(run("formats", "--json").stdout)
    }


def test_inspect_shows_the_article(story: Path) -> None:
    shown = run("inspect", story).stdout.decode()
    assert shown.startswith("── Bridge opens\n")
    assert "2021-05-04 (day)" in shown
    assert "The bridge opened" in shown


def test_inspect_is_harmless_to_a_terminal() -> None:
    evil = "\x1b[2J\x1b]8;;http://example.org\x07 \u202e\u2066\u200e\x9b31m\x07\x08"
    article = {
        "schema": "newsfmt-article/1",
        "type": "text",
        "headline": f"A{evil}B",
        "extra": {f"x:{evil}": [evil]},
        "keywords": [evil + "k"],
    }
    article["body"] = [
        {"type": "paragraph", "content": [{"text": f"P{evil}Q"}]},
        {"type": "preformatted", "text": f"P{evil}\nQ"},
        {"type": "table", "caption": f"C{evil}D", "rows": [[{"content": [{"text": f"c{evil}d"}]}]]},
        {"type": "figure", "media": [{"href": f"h{evil}"}], "caption": [{"text": f"P{evil}Q"}]},
        {"type": "section", "title": [{"text": f"T{evil}U"}], "role": f"r{evil}s", "blocks": []},
        {"type": "quote", "source": f"s{evil}t", "blocks": []},
    ]
    done = run("inspect", "-f", "json", "-", input=json.dumps(article).encode())
    assert done.returncode == 0
    shown = done.stdout.decode()
    odd = {char for char in shown if not char.isprintable()} - {"\n"}
    assert not odd
    assert "\\x1b[2J" in shown


def test_inspect_on_a_terminal_that_knows_ascii_alone() -> None:
    done = run(
        "inspect",
        "-",
        input="date 2021-05-04 Brua \u00e5pner\n\nTekst.".encode(),
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0
    assert b"Brua \\xe5pner" in done.stdout


def test_schema_is_a_json_schema() -> None:
    schema = json.loads(run("schema").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_do_not_matter(closed: str, story: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.json"
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m newsfmt convert "$1" -o "$2" {closed}', sys.executable, story, out],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(out.read_bytes())["headline"] == "Bridge opens"

"""Bad input, bad output, bad luck: one clear line each, the documented exit status, nothing
half-written, the other inputs still converted.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import random
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "newsfmt"]
STORY = b" date 2021-05-04 Bridge opens\n\nThe bridge opened on Tuesday.\n\nBoats may pass again."


def run(
    *arguments: object, input: bytes = b"", **how: object
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=input,
        capture_output=True,
        timeout=100,
        check=False,
        **how,
    )  # type: ignore[call-overload, no-any-return]


def lines(output: bytes) -> list[str]:
    return output.decode().splitlines()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_bytes(STORY)
    return path


# ---- inputs that fail: named, on one line, with the reason, and the good one comes out
# ------------------------------

FAILING: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty input (0 bytes)"),
    "blank.txt": (b" \n\t\r\n  \n", "no text in 8 bytes of white space"),
    "empty.json": (b"", "empty input (0 bytes)"),
    "program": (
        b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8,
        "it looks like a program, which newsfmt does not read",
    ),
    "noise.bin": (random.Random(4).randbytes(5000), "no format recognises it"),
    "nulls.txt": (bytes(5000), "no format recognises it"),
    "page.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "it looks like a PDF"),
    "archive.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(100), "it is a 7-Zip archive"),
    "odd.xml": (b"<invoice><no/></invoice>", "it is XML with the root <invoice>"),
    "odd.json": (b'{"price": 3}', "it is JSON"),
    "broken.json": (b'{"schema": "newsfmt-article/1", "headline" "A"}', "not JSON"),
    "cut.json": (
        b'{"schema": "newsfmt-article/1", "headline": "A",',
        "cut off: the end of the JSON",
    ),
    "typed.json": (
        b'{"schema": "newsfmt-article/1", "body": [{"type": "paragraph", "content": 3}]}',
        "$.body[0].content: an array is wanted here",
    ),
    "newer.json": (b'{"schema": "newsfmt-article/9"}', "this version reads 'newsfmt-article/1'"),
    "deep.json": (
        b'{"schema": "newsfmt-article/1", "body": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        "nested",
    ),
    "cut.txt.gz": (
        gzip.compress(random.Random(1).randbytes(9000).hex().encode())[:3000],
        "the end of the compressed data is missing",
    ),
    "cut.txt.bz2": (bz2.compress(STORY * 20)[:60], "the end of the compressed data is missing"),
    "cut.txt.xz": (lzma.compress(STORY * 20)[:60], "the end of the compressed data is missing"),
    "bad.txt.gz": (gzip.compress(STORY)[:-8] + bytes(8), "broken compression"),
    "bomb.txt.gz": (gzip.compress(b"a" * 40_000_000), "limit"),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_bad_input_is_one_line_and_costs_itself_alone(
    name: str, good: Path, tmp_path: Path
) -> None:
    data, reason = FAILING[name]
    path = tmp_path / name
    path.write_bytes(data)
    done = run("convert", path, good, "-t", "jsonl")
    assert done.returncode == 1
    [line] = [line for line in lines(done.stderr) if line.startswith("error")]
    assert line.startswith(f"error: {path}")
    assert line.count(str(path)) == 1
    assert reason in line
    [row] = lines(done.stdout)
    assert json.loads(row)["headline"] == "Bridge opens"


@pytest.mark.parametrize("name", FAILING)
def test_a_bad_input_alone_leaves_no_output(name: str, tmp_path: Path) -> None:
    path, folder = tmp_path / name, tmp_path / "out"
    folder.mkdir()
    path.write_bytes(FAILING[name][0])
    done = run("convert", path, "-t", "json", "-o", folder / "out.json")
    assert (done.returncode, done.stdout, list(folder.iterdir())) == (1, b"", [])


# ---- inputs that are odd, but readable
# ------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_utf_16_and_its_like_by_their_mark(encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    data = mark + " date 2021-05-04 Brua åpner\n\nBåter kan passere igjen.".encode(encoding)
    done = run("convert", "-", "-t", "json", input=data)
    article = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (article["headline"], article["body"][0]["content"]) == (
        "Brua åpner",
        [{"text": "Båter kan passere igjen."}],
    )


def test_utf_16_without_a_mark_is_read_when_named() -> None:
    data = " date 2021-05-04 Brua åpner\n\nBåter.".encode("utf-16-le")
    done = run(
        "convert", "-", "-f", "dated-text", "-t", "json", "--encoding", "utf-16-le", input=data
    )
    assert json.loads(done.stdout)["headline"] == "Brua åpner"


def test_utf_16_cut_in_a_character_is_an_error_that_names_the_byte() -> None:
    data = b"\xff\xfe" + " date 2021-05-04 Brua åpner\n\nBåter.".encode("utf-16-le")[:-1]
    done = run("convert", "-", "-t", "json", input=data)
    assert (done.returncode, done.stdout, len(lines(done.stderr))) == (1, b"", 1)
    assert "utf-16" in done.stderr.decode().lower()


def test_utf_8_cut_in_a_character_is_reported_and_nothing_is_lost() -> None:
    data = " date 2021-05-04 Brua åpner\n\nBåter kan passere på".encode()[:-1]
    done = run("convert", "-", "-t", "json", input=data)
    assert done.returncode == 0
    assert "[read.encoding-guessed]" in done.stderr.decode()
    assert json.loads(done.stdout)["headline"]


def test_null_bytes_in_a_text_are_reported() -> None:
    done = run(
        "convert",
        "-",
        "-f",
        "dated-text",
        "-t",
        "json",
        input=STORY.replace(b"opened", b"op\x00ened"),
    )
    assert done.returncode == 0
    assert "[read.control-removed]" in done.stderr.decode()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_inputs(pack: Callable[[bytes], bytes]) -> None:
    done = run("convert", "-", "-t", "json", input=pack(STORY))
    assert json.loads(done.stdout)["headline"] == "Bridge opens"


# ---- files that are none
# ------------------------------------------------------------


def test_a_directory(good: Path, tmp_path: Path) -> None:
    done = run("inspect", tmp_path, good)  # convert takes folders
    assert done.returncode == 1
    assert done.stdout
    assert lines(done.stderr) == [f"error: {tmp_path}: is a folder; name the files in it"]


def test_a_missing_file_and_a_name_with_escapes(good: Path, tmp_path: Path) -> None:
    done = run("convert", tmp_path / "no\x1b[31m\n.txt", good, "-t", "jsonl")
    assert (done.returncode, len(lines(done.stdout))) == (1, 1)
    assert lines(done.stderr) == [f"error: {tmp_path}/no\\x1b[31m\\n.txt: no such file or folder"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission_to_read(good: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(STORY)
    secret.chmod(0)
    done = run("convert", secret, good, "-t", "jsonl")
    assert (done.returncode, len(lines(done.stdout))) == (1, 1)
    assert lines(done.stderr) == [f"error: {secret}: permission denied"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_no_permission_to_write(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    done = run("convert", good, "-o", folder / "out.json")
    assert (done.returncode, lines(done.stderr)) == (1, [f"newsfmt: {folder}: permission denied"])


@pytest.mark.skipif(
    os.geteuid() != 0 or sys.platform != "linux", reason="only root can become nobody"
)
def test_no_permission_as_nobody(tmp_path: Path) -> None:
    secret, closed = tmp_path / "secret.txt", tmp_path / "closed"
    secret.write_bytes(STORY)
    closed.mkdir(mode=0o755)
    secret.chmod(0o600)
    for folder in (tmp_path, *tmp_path.parents):
        if not folder.stat().st_mode & 0o001:
            pytest.skip(f"{folder} cannot be entered by nobody")
    for arguments, said in (
        ((secret, "-t", "jsonl"), f"error: {secret}: permission denied"),
        (("-", "-o", closed / "out.json"), f"newsfmt: {closed}: permission denied"),
    ):
        done = run("convert", *arguments, input=STORY, user=65534)
        if b"Permission denied" in done.stderr and b"newsfmt" not in done.stderr:
            pytest.skip("nobody cannot run this Python")
        assert (done.returncode, lines(done.stderr)) == (1, [said])


def test_a_fifo_in_and_a_fifo_out(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    os.mkfifo(source)
    os.mkfifo(target)
    got: list[bytes] = []
    feeder = threading.Thread(target=lambda: source.write_bytes(STORY))
    taker = threading.Thread(target=lambda: got.append(target.read_bytes()))
    feeder.start()
    taker.start()
    done = run("convert", source, "-t", "json", "-o", target)
    feeder.join(10)
    taker.join(10)
    assert done.returncode == 0
    assert json.loads(got[0])["headline"] == "Bridge opens"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


# ---- outputs that fail
# ------------------------------------------------------------


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_disk_as_standard_output() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "convert", "-", "-t", "json"],
            input=STORY,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert (done.returncode, lines(done.stderr)) == (
        1,
        ["newsfmt: standard output: no space left on the device"],
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
@pytest.mark.parametrize(
    "command", [["formats"], ["schema"], ["detect", "-"], ["inspect", "-"], ["--help"]]
)
def test_a_full_disk_under_what_else_prints(command: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, *command],
            input=STORY,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert (done.returncode, lines(done.stderr)) == (
        1,
        ["newsfmt: standard output: no space left on the device"],
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_device_as_output(good: Path) -> None:
    done = run("convert", good, "-t", "json", "-o", "/dev/full")
    assert (done.returncode, lines(done.stderr)) == (
        1,
        ["newsfmt: /dev/full: no space left on the device; nothing was written"],
    )


def test_a_full_disk_leaves_the_old_output_and_no_rest(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"old\n")

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    many = b"\n\n".join(
        b" date 2021-05-04 Bridge %d opens\n\n" % number + b"It opened. " * 20
        for number in range(4000)
    )
    done = run("convert", "-", "-o", out, "--force", input=many, preexec_fn=small_files)
    assert (done.returncode, lines(done.stderr)) == (1, [f"newsfmt: {out}: file too large"])
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert out.read_bytes() == b"old\n"


@pytest.mark.parametrize("command", [["convert", "-", "-t", "jsonl"], ["inspect", "-"]])
def test_a_closed_pipe_ends_the_run_quietly(command: list[str]) -> None:
    many = b"\n\n".join(
        b" date 2021-05-04 Bridge %d opens\n\nIt opened." % number for number in range(20000)
    )
    with subprocess.Popen(
        [*COMMAND, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        feeder = threading.Thread(target=feed, args=(process, iter([many])), daemon=True)
        feeder.start()
        assert process.stdout.readline()
        process.stdout.close()
        process.wait(30)
        said = process.stderr.read() if process.stderr else b""
        feeder.join(10)
    assert (process.returncode, said) == (141, b"")


# ---- too much
# ------------------------------------------------------------


def feed(process: subprocess.Popen[bytes], blocks: Iterator[bytes]) -> None:
    assert process.stdin is not None
    try:
        for block in blocks:
            process.stdin.write(block)
        process.stdin.close()
    except BrokenPipeError:
        pass


def repeated(start: bytes, part: bytes, size: int, end: bytes) -> Iterator[bytes]:
    yield start
    block = part * (1 << 20)
    for _ in range(size >> 20):
        yield block
    yield end


ENDLESS = {
    "dated-text": (
        b" date 2021-05-04 Bridge opens\n\n",
        b"a",
        b"\n\n date 2021-05-05 Ferry sails\n\nIt sailed.",
    ),
    "jsonl": (
        b'{"type":"text","headline":"',
        b"a",
        b'"}\n{"type":"text","headline":"Ferry sails"}\n',
    ),
}


@pytest.mark.parametrize("format", ENDLESS)
def test_a_line_without_end_is_a_limit_error_in_bounded_memory(format: str, tmp_path: Path) -> None:
    start, part, end = ENDLESS[format]
    size = 192 << 20
    began = time.monotonic()
    # A child's peak counts what its parent held when it was forked: a small one in between measures
    # the command alone.
    between = "import resource, subprocess, sys; code = subprocess.call(sys.argv[2:]); usage = resource.getrusage(resource.RUSAGE_CHILDREN); open(sys.argv[1], 'w').write(str(usage.ru_maxrss)); sys.exit(code)"
    peak = tmp_path / "peak"
    command = [
        sys.executable,
        "-c",
        between,
        str(peak),
        *COMMAND,
        "convert",
        "-f",
        format,
        "-",
        "-t",
        "jsonl",
    ]
    command += ["--limit", "article_bytes=4000000"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        feeder = threading.Thread(
            target=feed, args=(process, repeated(start, part, size, end)), daemon=True
        )
        feeder.start()
        out = process.stdout.read() if process.stdout else b""
        said = process.stderr.read() if process.stderr else b""
        process.wait(60)
        feeder.join(10)
    assert process.returncode == 1
    [line] = lines(said)
    assert (
        "passes the limit article_bytes=4000000; raise it with --limit article_bytes=NUMBER" in line
    )
    assert [json.loads(row)["headline"] for row in lines(out)] == ["Ferry sails"]
    assert int(peak.read_text()) < 120_000, "kilobytes"
    assert time.monotonic() - began < 30


def test_an_endless_input_is_stopped_by_a_limit(tmp_path: Path) -> None:
    done = run(
        "convert", "-", "-t", "jsonl", "--limit", "input_bytes=1000", input=(STORY + b"\n\n") * 500
    )
    assert done.returncode == 1
    assert "the input passes the limit input_bytes=1000" in done.stderr.decode()


def test_too_many_articles() -> None:
    done = run(
        "convert", "-", "-t", "jsonl", "--limit", "articles=3", input=b"\n\n".join([STORY] * 5)
    )
    assert (done.returncode, done.stdout.count(b"\n")) == (1, 3)
    assert "the number of articles passes the limit articles=3" in done.stderr.decode()

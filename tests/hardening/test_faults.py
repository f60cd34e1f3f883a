"""Faults of the machine: a full disk, a broken one, a reader that goes away, a signal at any
moment, too little memory.

Each time the output is whole or not there, what stood there before stands there still, the exit
status says what happened, and no traceback is shown. Processes, signals, limits and file systems
are real; a broken disk is one of the kernel's own where it lets us make one.
"""

from __future__ import annotations

import errno
import json
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import newsfmt
from newsfmt import Article
from newsfmt.errors import NewsfmtError, PluginError

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="signals, limits and file systems as Linux has them"
)

COMMAND = [sys.executable, "-m", "newsfmt"]
STORY = b" date 2021-05-04 Bridge %d opens\n\nThe bridge opened on Tuesday.\n\nBoats may pass again.\n\n"
TARGETS = ["json", "jsonl", "newsml-g2", "dated-text", "ninjs"]


def stories(count: int) -> bytes:
    return b"".join(STORY % number for number in range(count))


def run(*arguments: object, **how: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments), "-q"], capture_output=True, timeout=100, check=False, **how
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def no_traceback(said: bytes) -> None:
    assert b"Traceback" not in said
    assert len(said.splitlines()) <= 2, said


# ---- writing
# ------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder],
            capture_output=True,
            check=False,
        ).returncode
    ):
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("target", TARGETS)
def test_no_space_left(target: str, small: Path) -> None:
    out = small / "out.x"
    out.write_bytes(b"old\n")
    done = run("convert", "-", "-t", target, "-o", out, "--force", input=stories(4000))
    assert (done.returncode, done.stderr.decode()) == (
        1,
        f"newsfmt: {out}: no space left on the device; nothing was written\n",
    )
    assert (names(small), out.read_bytes()) == (["out.x"], b"old\n")


def test_no_space_left_for_one_file_of_many(small: Path, tmp_path: Path) -> None:
    """What was written whole stays; what was not is not there."""
    for name, count in (("a", 5), ("b", 3000), ("c", 5)):
        (tmp_path / f"{name}.txt").write_bytes(stories(count))
    done = run(
        "convert", *(tmp_path / f"{name}.txt" for name in "abc"), "-t", "jsonl", "-o", f"{small}/"
    )
    assert done.returncode == 1
    no_traceback(done.stderr)
    assert "b.jsonl" not in names(small)
    for name in names(small):
        assert not name.endswith(".part")
        assert [
            json.loads(row)["headline"] for row in (small / name).read_bytes().splitlines()
        ] == [f"Bridge {n} opens" for n in range(5)]


def test_no_space_left_for_the_report(small: Path, tmp_path: Path) -> None:
    data = (
        b"[" + b",".join(b'{"headline": "a", "odd%d": 1}' % number for number in range(3000)) + b"]"
    )
    done = run(
        "convert",
        "-",
        "-f",
        "json",
        "-t",
        "jsonl",
        "-o",
        tmp_path / "out.jsonl",
        "--report",
        small / "report.jsonl",
        input=data,
    )
    assert done.returncode == 1
    no_traceback(done.stderr)
    assert b"report.jsonl" in done.stderr


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("size", [1, 1000, 100_000])
def test_a_file_that_may_not_grow(target: str, size: int, tmp_path: Path) -> None:
    out = tmp_path / "out.x"

    def few() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = run("convert", "-", "-t", target, "-o", out, input=stories(4000), preexec_fn=few)
    assert (done.returncode, done.stderr.decode(), names(tmp_path)) == (
        1,
        f"newsfmt: {out}: file too large\n",
        [],
    )


@pytest.mark.parametrize("target", TARGETS)
def test_a_device_that_is_full(target: str) -> None:
    done = run("convert", "-", "-t", target, "-o", "/dev/full", input=stories(3))
    assert (done.returncode, done.stderr.decode()) == (
        1,
        "newsfmt: /dev/full: no space left on the device; nothing was written\n",
    )
    with pytest.raises(OSError, match="No space") as caught:
        newsfmt.convert(stories(3), "/dev/full", target_format=target)
    assert caught.value.errno == errno.ENOSPC


@pytest.mark.parametrize("target", TARGETS)
def test_nobody_reads(target: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as out:
        done = subprocess.run(
            [*COMMAND, "convert", "-", "-t", target, "-q"],
            input=stories(3000),
            stdout=out,
            stderr=subprocess.PIPE,
            timeout=100,
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes a file that may not be changed")
def test_a_file_that_may_not_be_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_bytes(b"old")
    if subprocess.run(["chattr", "+i", out], capture_output=True, check=False).returncode:
        pytest.skip("the file system has no such files")
    try:
        done = run("convert", "-", "-o", out, "--force", input=stories(3))
    finally:
        subprocess.run(["chattr", "-i", out], check=True)
    assert done.returncode == 1
    no_traceback(done.stderr)
    assert (names(tmp_path), out.read_bytes()) == (["out.json"], b"old")


# ---- the caller's own streams
# ------------------------------------------------------------


def test_a_stream_of_the_callers_that_cannot_be_written_is_no_fault_of_the_format(
    tmp_path: Path,
) -> None:
    import io

    article = Article(headline="Bridge opens")
    with (
        open(tmp_path / "a.txt", "w", encoding="utf-8") as text,
        pytest.raises(TypeError, match="the stream takes text; open it in binary mode"),
    ):
        newsfmt.write(article, text, format="json")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="the stream takes text; open it in binary mode"):
        newsfmt.write(article, io.StringIO(), format="json")  # type: ignore[arg-type]
    closed = io.BytesIO()
    closed.close()
    with pytest.raises(ValueError, match="the stream is closed"):
        newsfmt.write(article, closed, format="json")
    with open(__file__, "rb") as reading, pytest.raises(OSError, match=r"not writable|write"):
        newsfmt.write(article, reading, format="json")
    with pytest.raises(ValueError, match="the stream is closed"):
        newsfmt.convert(stories(1), closed, target_format="dated-text")


@pytest.mark.parametrize(
    "error",
    [
        OSError(5, "Input/output error"),
        ValueError("I/O operation on closed file"),
        RuntimeError("the line went down"),
        KeyError("x"),
    ],
)
@pytest.mark.parametrize("target", TARGETS)
def test_what_a_stream_of_the_callers_raises_is_raised(target: str, error: Exception) -> None:
    class Broken:
        def write(self, data: bytes) -> int:
            raise error

    with pytest.raises(type(error)) as caught:
        newsfmt.write([Article(headline="Bridge opens")], Broken(), format=target)  # type: ignore[arg-type]
    assert caught.value is error
    assert not isinstance(caught.value, PluginError)


# ---- reading
# ------------------------------------------------------------


@pytest.mark.parametrize("target", TARGETS)
def test_a_disk_that_breaks_in_mid_file(target: str, tmp_path: Path) -> None:
    """The kernel's own broken file: the memory of a process, readable to the end of its first page
    and no further.
    """
    with (
        open("/proc/self/mem", "rb", buffering=0) as memory,
        pytest.raises(OSError, match="Input/output error"),
    ):
        newsfmt.read(memory, format="dated-text")
    out = tmp_path / "out.x"
    done = run("convert", "/proc/self/mem", "-f", "dated-text", "-t", target, "-o", out)
    assert (done.returncode, done.stderr.decode(), names(tmp_path)) == (
        1,
        "error: /proc/self/mem: input/output error\n",
        [],
    )


@pytest.mark.parametrize(
    "format",
    [
        "dated-text",
        "jsonl",
        "json",
        "newsml-1",
        "nitf",
        "markdown",
        "ninjs",
        "mbox",
        "iptc7901",
        "eml",
    ],
)
def test_a_read_that_fails_after_a_while(format: str) -> None:
    """Articles before the fault have come out; the fault is the disk's, not the format's."""
    if format not in newsfmt.list_formats():
        pytest.skip(f"{format} is not installed")

    class Failing:
        def __init__(self, data: bytes) -> None:
            self.data = data
            self.place = 0

        def read(self, size: int = -1) -> bytes:
            if self.place >= len(self.data):
                raise OSError(errno.EIO, "Input/output error")
            part = self.data[self.place : self.place + min(size, 5000)]
            self.place += len(part)
            return part

    begin = {
        "jsonl": b'{"headline": "a"}\n' * 600,
        "newsml-1": b"<NewsML>" + b"<NewsItem/>" * 2000,
        "dated-text": stories(200),
    }.get(format, b" " * 6000 + b"x")
    found = 0
    with pytest.raises(OSError, match="Input/output") as caught:
        for _ in newsfmt.read(Failing(begin), format=format, on_error="skip"):  # type: ignore[arg-type]
            found += 1
    assert caught.value.errno == errno.EIO
    assert found > 0 or format != "jsonl"


def test_a_pipe_whose_writer_dies() -> None:
    """Half an article is an article; that it is half, nobody can know. But half a packed stream is
    an error.
    """
    import gzip

    packed = gzip.compress(stories(2000))
    done = run("convert", "-", "-f", "dated-text", "-t", "jsonl", input=packed[: len(packed) // 2])
    assert done.returncode == 1
    assert b"cut off: the end of the compressed data is missing" in done.stderr
    no_traceback(done.stderr)


# ---- signals
# ------------------------------------------------------------

MOMENTS = 60 if os.environ.get("NEWSFMT_DOUBLING") else 10


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.alone
def test_a_signal_at_any_moment(number: signal.Signals, status: int, tmp_path: Path) -> None:
    """At many moments of a run, from when it is ours to after its end: the old output or the whole
    new one, and no rest.
    """
    source = tmp_path / "in.txt"
    source.write_bytes(stories(3000))
    whole = tmp_path / "whole.jsonl"
    began = time.monotonic()
    assert run("convert", source, "-o", whole).returncode == 0
    length = time.monotonic() - began
    new = whole.read_bytes()
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / "out.jsonl"
    chance = random.Random(7)
    seen = set()
    for moment in range(MOMENTS):
        out.write_bytes(b"old\n")
        with subprocess.Popen(
            [*COMMAND, "convert", str(source), "-o", str(out), "--force"], stderr=subprocess.PIPE
        ) as process:
            time.sleep(length * (0.25 + 0.85 * (moment + chance.random()) / MOMENTS))
            process.send_signal(number)
            _, said = process.communicate(timeout=60)
        seen.add(process.returncode)
        # Before Python has put its own handlers in place the system ends the process by the signal
        # itself.
        assert process.returncode in {0, status, -number}, said
        assert names(folder) == ["out.jsonl"], (process.returncode, said)
        assert out.read_bytes() == (new if process.returncode == 0 else b"old\n") or (
            process.returncode != 0 and out.read_bytes() == new
        )
        if process.returncode != -number:
            no_traceback(said)
    assert status in seen, "no signal came while it worked"


WHILE_ORJSON_IS_MADE = """
import os, signal, sys
seen = []

def hook(event, args):
    if event == "import":
        seen.append(args[0])
        if "orjson.orjson" in seen and args[0] == "uuid":  # which the native module imports
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.addaudithook(hook)
try:
    import newsfmt._codec
except KeyboardInterrupt:
    print("interrupted", "uuid" in seen)
"""


@pytest.mark.skipif(
    not hasattr(signal, "pthread_sigmask"), reason="signals cannot be held back here"
)
def test_a_signal_while_orjson_is_imported_comes_after_it() -> None:
    """It ended the process with a segmentation fault."""
    done = subprocess.run(
        [sys.executable, "-c", WHILE_ORJSON_IS_MADE], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout.split()) == (0, [b"interrupted", b"True"])


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.alone
def test_a_signal_while_it_waits_for_input(
    number: signal.Signals, status: int, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    with subprocess.Popen(
        [*COMMAND, "convert", "-", "-f", "dated-text", "-o", str(out)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(stories(50))
        process.stdin.flush()
        time.sleep(1.5)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, names(tmp_path)) == (status, [])
    no_traceback(said)


# ---- memory
# ------------------------------------------------------------


@pytest.mark.parametrize("megabytes", [60, 90, 150])
def test_too_little_memory(megabytes: int, tmp_path: Path) -> None:
    """Anything from a line and status 1 to success; with what is left, never half an output.

    Below what Python and its libraries need for starting, a crash of the interpreter is the
    system's word, not ours.
    """
    source = tmp_path / "in.json"
    source.write_bytes(
        b"["
        + b",".join(
            [
                b'{"headline": "Bridge opens", "body": [{"type": "paragraph", "content": [{"text": "It opened."}]}]}'
            ]
            * 20_000
        )
        + b"]"
    )
    folder = tmp_path / "out"
    folder.mkdir()

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    done = run(
        "convert",
        source,
        "-f",
        "json",
        "-t",
        "jsonl",
        "-o",
        folder / "out.jsonl",
        preexec_fn=little,
    )
    if done.returncode == 0:
        assert names(folder) == ["out.jsonl"]
        return
    assert names(folder) == []
    if done.returncode == 1 and b"newsfmt" in done.stderr[:8]:
        assert b"memory" in done.stderr
        no_traceback(done.stderr)


def test_memory_that_runs_out_is_said_so(tmp_path: Path) -> None:
    plugin = tmp_path / "greedy.py"
    plugin.write_text(
        "from newsfmt import Format, hookimpl\n"
        "def read(stream, context):\n    x = [bytearray(1 << 20) for _ in range(1 << 20)]\n    yield x\n"
        "@hookimpl\ndef newsfmt_formats():\n    return [Format(name='greedy', title='Greedy', read=read)]\n"
    )

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))

    done = run(
        "convert",
        "--plugin",
        plugin,
        "-f",
        "greedy",
        "-",
        "-t",
        "json",
        "-o",
        tmp_path / "out.json",
        input=b"x",
        preexec_fn=little,
    )
    assert (done.returncode, done.stderr) == (1, b"newsfmt: out of memory\n")
    assert [name for name in names(tmp_path) if name != "__pycache__"] == ["greedy.py"]


# ---- names that change under our feet
# ------------------------------------------------------------


def test_a_folder_that_goes_away_while_it_writes(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    fifo = tmp_path / "in"
    os.mkfifo(fifo)
    with subprocess.Popen(
        [*COMMAND, "convert", str(fifo), "-f", "dated-text", "-o", str(folder / "out.jsonl")],
        stderr=subprocess.PIPE,
    ) as process:
        with open(fifo, "wb") as feed:
            feed.write(stories(20_000))
            feed.flush()
            folder.rename(tmp_path / "elsewhere")
            feed.write(stories(10))
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    no_traceback(said)
    assert names(tmp_path / "elsewhere") in (
        [],
        [name for name in names(tmp_path / "elsewhere") if name.endswith(".part")],
    )
    assert not folder.exists()


def test_threads_are_not_needed_for_any_of_this() -> None:
    assert threading.active_count() < 20
    assert issubclass(NewsfmtError, Exception)


@pytest.mark.parametrize("more", [["--version"], ["-V"], ["--help"], ["formats"]])
def test_standard_output_that_takes_nothing(more: list[str]) -> None:
    """The version was answered before anything else was there to say what is wrong."""
    for way, status, said in (
        (">/dev/full", 1, "newsfmt: standard output: no space left on the device\n"),
        (">&-", 1, "newsfmt: standard output is closed\n"),
    ):
        done = subprocess.run(
            ["sh", "-c", f'"$@" {way}', "sh", *COMMAND, *more],
            capture_output=True,
            timeout=100,
            check=False,
        )
        assert (done.returncode, done.stderr.decode()) == (status, said), way
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as out:
        done = subprocess.run(
            [*COMMAND, *more], stdout=out, stderr=subprocess.PIPE, timeout=100, check=False
        )
    assert (done.returncode, done.stderr) == (141, b"")

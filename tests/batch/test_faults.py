"""What an input does to its worker, and the system to the run: each costs itself, is named, and
leaves nothing half-written.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .conftest import ROOT, Run, command, reconciled, snapshot, story, write_bytes


@pytest.mark.parametrize(
    "what, options, said",
    [
        (
            "crash",
            (),
            "its worker was ended by SIGABRT, a fault of the format's code or a lack of memory",
        ),
        ("exit", (), "its worker ended with status 3, a fault of the format's code"),
        ("loop", ("--timeout", "4"), "took longer than 4 s; raise it with --timeout SECONDS"),
        (
            "memory",
            ("--memory", "400"),
            "needs more memory than 400 MiB; raise it with --memory MIB",
        ),
        (
            "fault",
            (),
            "plugin bad_plugin.py failed in read of bad: KeyError: 'no such thing'; this is a fault of the format's code, not of the input",
        ),
    ],
)
@pytest.mark.parametrize("jobs", [1, 3])
def test_one_bad_input_costs_itself_alone(
    run: Run, tmp_path: Path, bad: Path, what: str, options: tuple[str, ...], said: str, jobs: int
) -> None:
    for number in range(9):
        write_bytes(tmp_path / "in" / f"{number}.txt", story(number).encode())
    write_bytes(tmp_path / "in" / "4bad.bad", f"BAD {what}\n".encode())
    plugin = os.path.relpath(bad, tmp_path)
    done = run(
        "convert",
        "in",
        "-t",
        "jsonl",
        "-o",
        "all.jsonl",
        "--plugin",
        plugin,
        "--jobs",
        jobs,
        *options,
        status=1,
    )
    assert f"error: in/4bad.bad: {said}" in done.stderr.replace(f"{tmp_path}/", "")
    records = reconciled(tmp_path / "all.jsonl.manifest.jsonl")
    assert [record["input"] for record in records if record["status"] == "failed"] == [
        "in/4bad.bad"
    ]
    written = [
        json.loads(line)["headline"] for line in (tmp_path / "all.jsonl").read_text().splitlines()
    ]
    assert [headline for headline in written if headline != "Before"] == [
        f"Bridge {number} opens" for number in range(9)
    ]
    run("verify", "all.jsonl.manifest.jsonl")


@pytest.mark.alone
@pytest.mark.parametrize(
    "layout", [["-t", "json", "-o", "out"], ["-t", "jsonl", "-o", "all.jsonl"]]
)
def test_what_is_finished_is_in_the_journal_while_the_next_input_takes_long(
    tmp_path: Path, bad: Path, layout: list[str]
) -> None:
    for number, what in enumerate(("sleep", "sleep", "sleep", "loop")):  # handed out together
        write_bytes(tmp_path / "in" / f"{number}.bad", f"BAD {what}\n".encode())
    arguments = ["convert", "in", *layout, "--plugin", bad, "--jobs", "1"]
    with subprocess.Popen(
        command(*arguments), cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 20
        journalled: list[str] = []
        while len(journalled) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
            journals = list(tmp_path.glob("**/.*newsfmt-work/journal.jsonl"))
            lines = journals[0].read_text().splitlines()[1:] if journals else []
            journalled = [json.loads(line)["input"] for line in lines]
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=10)[1]
    assert journalled == ["in/0.bad", "in/1.bad", "in/2.bad"]
    assert process.returncode == 143
    assert "the same command with --resume goes on from here" in said


@pytest.mark.alone
def test_no_process_is_left_when_the_run_is_killed(tmp_path: Path, bad: Path) -> None:
    for number in range(150):
        write_bytes(tmp_path / "in" / f"{number}.bad", b"BAD loop\n")
    process = subprocess.Popen(
        command("convert", "in", "-t", "json", "-o", "out", "--plugin", bad, "--jobs", "2"),
        cwd=tmp_path,
    )
    deadline = time.monotonic() + 30
    children: list[int] = []
    while len(children) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(process.pid)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        children = [int(line) for line in listed.split()]
    process.kill()
    process.wait(30)
    assert len(children) == 2
    while any(alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in children)


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_file_that_cannot_be_read_is_named(run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "in" / "a.txt", story(1).encode())
    write_bytes(tmp_path / "in" / "b.txt", story(2).encode()).chmod(0)
    done = run("convert", "in", "-t", "json", "-o", "out", status=None)
    if ROOT:
        pytest.skip("root may read everything")
    assert done.returncode == 1
    assert "error: in/b.txt: permission denied" in done.stderr


def test_a_full_device_ends_the_run_which_can_be_gone_on_with(run: Run, tmp_path: Path) -> None:
    for number in range(300):
        write_bytes(tmp_path / "in" / f"{number:03}.txt", story(number, words=3000).encode())
    run("convert", "in", "-t", "jsonl", "-o", "whole.jsonl")
    small = 2 << 20

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (small, small))

    done = run("convert", "in", "-t", "jsonl", "-o", "all.jsonl", status=1, preexec_fn=limit)
    assert "the same command with --resume goes on from here" in done.stderr
    assert "file too large" in done.stderr
    assert not (tmp_path / "all.jsonl").exists()
    done = run("convert", "in", "-t", "jsonl", "-o", "all.jsonl", "--resume")
    assert "of them done by an earlier run)" in done.stderr
    assert (tmp_path / "all.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


@pytest.mark.skipif(not ROOT, reason="mounting a small file system needs root")
def test_a_full_file_system(run: Run, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small], capture_output=True, check=False
    ).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        for number in range(100):
            write_bytes(tmp_path / "in" / f"{number:03}.txt", story(number, words=3000).encode())
        done = run("convert", "in", "-t", "json", "-o", "small/out", status=1)
        assert "no space left on the device" in done.stderr
        assert all(
            json.loads((small / "out" / name).read_bytes())
            for name in snapshot(small / "out")
            if "newsfmt" not in name
        )
        subprocess.run(["mount", "-o", "remount,size=50m", small], check=True)
        run("convert", "in", "-t", "json", "-o", "small/out", "--resume")
        run("convert", "in", "-t", "json", "-o", "whole")
        assert snapshot(small / "out") == snapshot(tmp_path / "whole")
    finally:
        subprocess.run(["umount", "-l", small], check=True)


def test_the_reader_of_stdout_goes_away(tmp_path: Path) -> None:
    for number in range(400):
        write_bytes(tmp_path / "in" / f"{number:03}.txt", story(number, words=500).encode())
    line = f"{' '.join(map(str, command('convert', 'in', '-t', 'jsonl')))} | head -c 100 >/dev/null; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 141
    assert "Traceback" not in done.stderr


def test_an_input_that_changes_while_it_is_read_is_what_was_read(run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "in" / "a.txt", story(1).encode())
    run("convert", "in", "-t", "json", "-o", "out")
    (tmp_path / "in" / "a.txt").write_text(story(2))
    assert (
        "the input has changed since"
        in run("verify", "out/newsfmt-manifest.jsonl", status=1).stdout
    )


def test_workers_are_replaced_after_some_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsfmt import batch
    from newsfmt.batch import _pool

    hired: list[int] = []
    hire = _pool.Pool._hire
    monkeypatch.setattr(_pool.Pool, "_hire", lambda pool: (hired.append(1), hire(pool))[1])
    monkeypatch.setattr(_pool, "_RECYCLE", 20_000)
    for number in range(300):
        write_bytes(tmp_path / "in" / f"{number:03}.txt", story(number, words=50).encode())
    assert batch.convert_tree(tmp_path / "in", tmp_path / "out", to="json", jobs=1).converted == 300
    assert len(hired) >= 4


def test_workers_that_are_started_afresh_give_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsfmt import batch
    from newsfmt.batch import _pool

    for number in range(30):
        write_bytes(tmp_path / "in" / f"{number:03}.txt", story(number).encode())
    batch.convert_tree(tmp_path / "in", tmp_path / "forked", to="json", jobs=2)
    monkeypatch.setattr(_pool, "can_fork", lambda: False)
    batch.convert_tree(tmp_path / "in", tmp_path / "spawned", to="json", jobs=2)
    assert snapshot(tmp_path / "forked") == snapshot(tmp_path / "spawned")


def test_a_plugin_that_fails_is_told_of_once_and_is_no_part_of_the_manifest(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "sniffer.py").write_text(
        "from newsfmt import Format, hookimpl\n\n\ndef sniff(head):\n    if b'opens' in head.data:\n        raise KeyError('x')\n    return 0\n\n\n"
        "@hookimpl\ndef newsfmt_formats():\n    return [Format(name='x', title='X', sniff=sniff, read=print)]\n"
    )
    for number in range(200):
        write_bytes(tmp_path / "in" / f"{number:03}.txt", story(number).encode())
    for jobs in (1, 3):
        options = ("--plugin", "sniffer.py", "--jobs", jobs, "--report", f"report{jobs}.jsonl")
        done = run("convert", "in", "-t", "json", "-o", f"out{jobs}", *options)
        assert [line for line in done.stderr.splitlines() if "plugin.failed" in line] == [
            "warning: plugin sniffer.py failed in sniff: KeyError: 'x' [plugin.failed]"
        ]
        assert (
            run(
                "convert",
                "in",
                "-t",
                "jsonl",
                "-o",
                f"{jobs}.jsonl",
                "--strict",
                "--quiet",
                *options[:4],
                status=3,
            ).stderr
            == ""
        )
    assert snapshot(tmp_path / "out1") == snapshot(tmp_path / "out3")


def test_the_hash_of_a_large_input_that_fails_is_that_of_all_of_it_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsfmt import batch
    from newsfmt.batch import _parts, _schedule

    monkeypatch.setattr(_parts, "PART", 10_000)
    monkeypatch.setattr(_schedule, "_GROUP_BYTES", 20_000)
    data = "\n\n".join(story(number, words=200) for number in range(400)).encode()
    write_bytes(tmp_path / "in.txt", data[:40_000] + b"\xff" + data[40_000:])
    [outcome] = batch.Conversion(
        tmp_path / "in.txt",
        tmp_path / "out.jsonl",
        to="jsonl",
        layout="stream",
        encoding="utf-8",
        jobs=2,
    )
    assert outcome.status == "failed"
    assert f"byte 0xff at offset {40_000} is not UTF-8" in outcome.reason
    assert outcome.sha256 == ""

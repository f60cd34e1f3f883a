"""What a second look at batches found: inputs that come and go between runs, streams as inputs,
places that outputs must not take.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import shlex
import signal
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

import newsfmt
from newsfmt import batch
from newsfmt.errors import OptionError
from newsfmt.format import Limits

from .conftest import UNDATED, Run, command, reconciled, snapshot, story, write_bytes

# ---- inputs that come and go between runs
# ------------------------------------------------------------


def test_where_the_first_of_many_inputs_is_gone_the_manifest_still_has_all_others(
    tmp_path: Path,
) -> None:
    for number in range(2500):  # more than are under way at once
        write_bytes(
            tmp_path / "in" / f"{number:04}.txt", b" date 2021-05-04 Bridge opens\n\nIt opened."
        )
    batch.convert_tree(tmp_path / "in", tmp_path / "out", to="json", jobs=1)
    (tmp_path / "in" / "0000.txt").unlink()
    assert (
        batch.convert_tree(tmp_path / "in", tmp_path / "out", to="json", jobs=1, resume=True).reused
        == 2499
    )
    assert len(reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl")) == 2499
    assert list(batch.check_manifest(tmp_path / "out" / "newsfmt-manifest.jsonl")) == []


@pytest.mark.parametrize("force", [False, True])
def test_a_new_input_never_takes_the_name_of_an_article_that_is_there(
    tmp_path: Path, force: bool
) -> None:
    write_bytes(tmp_path / "in" / "a.txt", f"{story(1)}\n\n{story(2)}".encode())
    batch.convert_tree(tmp_path / "in", tmp_path / "out", to="json", layout="articles")
    write_bytes(tmp_path / "in" / "a-2.txt", story(3).encode())
    totals = batch.convert_tree(
        tmp_path / "in", tmp_path / "out", to="json", layout="articles", resume=True, force=force
    )
    assert (totals.converted, totals.articles_converted) == (2, 3)
    assert list(batch.check_manifest(tmp_path / "out" / "newsfmt-manifest.jsonl")) == []
    batch.convert_tree(tmp_path / "in", tmp_path / "undisturbed", to="json", layout="articles")
    assert snapshot(tmp_path / "out") == snapshot(tmp_path / "undisturbed")


def test_a_run_that_is_at_work_is_not_begun_anew_by_another(tree: Path, tmp_path: Path) -> None:
    first = iter(batch.Conversion(tree, tmp_path / "out", to="json", jobs=1))
    next(first)
    for how in ({"force": True}, {"resume": True}, {}):
        with pytest.raises(OptionError, match="another run is at work there"):
            batch.convert_tree(tree, tmp_path / "out", to="json", jobs=1, **how)  # type: ignore[arg-type]
    assert len(list(first)) == 14
    assert list(batch.check_manifest(tmp_path / "out" / "newsfmt-manifest.jsonl")) == []


def test_what_an_interrupted_run_left_behind_the_end_of_a_stream_is_cut_off(tmp_path: Path) -> None:
    for number in range(4):
        write_bytes(tmp_path / "in" / f"{number}.txt", story(number).encode())
    how: dict[str, Any] = {"to": "jsonl", "layout": "stream", "jobs": 1}
    first = iter(batch.Conversion(tmp_path / "in", tmp_path / "all.jsonl", **how))
    next(first)
    first.close()  # type: ignore[attr-defined]
    work = tmp_path / ".all.jsonl.newsfmt-work"
    lines = (work / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (work / "journal.jsonl").write_bytes(
        b"".join(lines[:-1])
    )  # killed before the last line was written
    (tmp_path / "in" / "3.txt").unlink()
    batch.convert_tree(tmp_path / "in", tmp_path / "all.jsonl", resume=True, **how)
    batch.convert_tree(tmp_path / "in", tmp_path / "undisturbed.jsonl", **how)
    assert (tmp_path / "all.jsonl").read_bytes() == (tmp_path / "undisturbed.jsonl").read_bytes()


@pytest.mark.parametrize("how", [{"resume": True}, {"force": True}])
def test_no_shard_of_an_earlier_run_is_left_behind_the_last(
    tmp_path: Path, how: dict[str, Any]
) -> None:
    for number in range(9):
        write_bytes(tmp_path / "in" / f"{number}.txt", story(number).encode())
    batch.convert_tree(tmp_path / "in", tmp_path / "out", to="jsonl", shard_size=2)
    for number in range(5, 9):
        (tmp_path / "in" / f"{number}.txt").unlink()
    batch.convert_tree(tmp_path / "in", tmp_path / "out", to="jsonl", shard_size=2, **how)
    batch.convert_tree(tmp_path / "in", tmp_path / "undisturbed", to="jsonl", shard_size=2)
    assert snapshot(tmp_path / "out") == snapshot(tmp_path / "undisturbed")


def test_the_report_of_an_interrupted_run_is_gone_on_with(run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "in" / "a.txt", UNDATED)
    run("convert", "in", "-t", "json", "-o", "out", "--report", "report.jsonl")
    before = (tmp_path / "report.jsonl").read_bytes()
    write_bytes(tmp_path / "in" / "b.txt", UNDATED)
    run("convert", "in", "-t", "json", "-o", "out", "--report", "report.jsonl", "--resume")
    report = (tmp_path / "report.jsonl").read_bytes()
    assert before
    assert report == before + before.replace(b"in/a.txt", b"in/b.txt")


def test_a_report_can_be_any_binary_stream(tmp_path: Path) -> None:
    write_bytes(tmp_path / "in" / "a.txt", UNDATED)
    report = io.BytesIO()
    batch.convert_tree(tmp_path / "in", tmp_path / "out", to="json", report=report)
    assert b'"read.no-date"' in report.getvalue()


# ---- streams as inputs and outputs
# ------------------------------------------------------------


def test_a_pipe_that_gives_its_bytes_bit_by_bit_is_read_to_its_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    line = f"(printf '%s' \"$1\"; sleep 0.5; printf '%s' \"$2\") > pipe & {shlex.join(command('convert', 'pipe', '-t', 'jsonl', '--jobs', '1'))}"
    done = subprocess.run(
        ["bash", "-c", line, "", f"{story(1)}\n\n", story(2)],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert [json.loads(row)["headline"] for row in done.stdout.splitlines()] == [
        "Bridge 1 opens",
        "Bridge 2 opens",
    ]
    assert b"files:    1 found = 1 converted" in done.stderr


def test_standard_input_named_twice_is_read_once_and_the_second_is_a_failure(
    run: Run, tmp_path: Path
) -> None:
    done = run("convert", "-", "-", "-t", "jsonl", "--jobs", "2", input=story(1), status=1)
    assert json.loads(done.stdout)["headline"] == "Bridge 1 opens"
    assert "error: <stdin>: standard input is named twice; it can be read once" in done.stderr


def test_an_output_that_is_a_pipe_is_written_in_place(tmp_path: Path) -> None:
    write_bytes(tmp_path / "in" / "a.txt", story(1).encode())
    os.mkfifo(tmp_path / "pipe")
    line = f"cat pipe > got & {shlex.join(command('convert', 'in', '-t', 'jsonl', '-o', 'pipe'))}; wait"
    subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, timeout=60, check=True)
    assert json.loads((tmp_path / "got").read_text())["headline"] == "Bridge 1 opens"
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert {path.name for path in tmp_path.iterdir()} == {"in", "pipe", "got"}


# ---- places that outputs must not take
# ------------------------------------------------------------


def test_no_output_takes_the_place_of_the_manifest_or_of_the_run(tmp_path: Path) -> None:
    write_bytes(tmp_path / "in" / "newsfmt-manifest.txt", story(1).encode())
    batch.convert_tree(tmp_path / "in", tmp_path / "out", to="jsonl")
    assert list(batch.check_manifest(tmp_path / "out" / "newsfmt-manifest.jsonl")) == []
    write_bytes(tmp_path / "a.json", newsfmt.Article(id=".newsfmt-work", headline="H").to_json())
    batch.convert_tree(tmp_path / "a.json", tmp_path / "named", to="json", name="{id}/{headline}")
    assert list(batch.check_manifest(tmp_path / "named" / "newsfmt-manifest.jsonl")) == []
    assert (tmp_path / "named" / "_.newsfmt-work" / "h.json").exists()


@pytest.mark.parametrize(
    "options, said",
    [
        (("-o", "in"), "in would hold its own outputs; give another folder as output"),
        (
            ("-o", "out", "--manifest", "nowhere/m.jsonl"),
            "nowhere/m.jsonl: there is no folder nowhere",
        ),
        (
            ("-o", "out", "--manifest", "folder", "--force"),
            "folder is no regular file; name another one for the manifest",
        ),
        (("-o", "all.jsonl"), "all.jsonl exists; say --force to overwrite it"),
        (
            ("-o", "all.jsonl", "--resume"),
            "all.jsonl exists, and no manifest tells how it was made; say --force to overwrite it",
        ),
        (
            ("-o", "shards", "--shard-size", "1"),
            "articles-00001.jsonl exists; say --force to overwrite it",
        ),
        (
            ("-o", "shards", "--shard-size", "1", "--resume"),
            "articles-00001.jsonl exists, and no manifest tells how it was made",
        ),
        (("-o", ""), "-o: give the path of a file or folder"),
        (("-o", "-", "--manifest", "all.jsonl"), "all.jsonl exists; say --force to overwrite it"),
    ],
)
def test_a_place_that_cannot_be_is_refused_before_anything_is_done(
    run: Run, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    write_bytes(tmp_path / "in" / "a.txt", story(1).encode())
    write_bytes(tmp_path / "all.jsonl", b"precious")
    write_bytes(tmp_path / "shards" / "articles-00001.jsonl", b"precious")
    (tmp_path / "folder").mkdir()
    before = snapshot(tmp_path)
    done = run("convert", "in", "-t", "jsonl", *options, status=2)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert snapshot(tmp_path) == before
    assert not list(tmp_path.glob("**/.*newsfmt-work"))


def test_an_input_is_never_overwritten_by_its_own_output(run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "in" / "a.txt", story(1).encode())
    before = (tmp_path / "in" / "a.txt").stat()
    done = run("convert", "in/*.txt", "-t", "dated-text", "-o", "in", "--force", status=1)
    assert "error: in/a.txt: a.txt is the input itself; write to another folder" in done.stderr
    assert (tmp_path / "in" / "a.txt").stat().st_ino == before.st_ino


# ---- names and records that are odd
# ------------------------------------------------------------


def test_names_that_are_no_text_are_converted_reported_and_verified(
    run: Run, tmp_path: Path
) -> None:
    for name, data in (
        (b"a\xff.txt", story(1).encode()),
        (b"b\xfe.txt", UNDATED),
    ):
        write_bytes(tmp_path / "in" / os.fsdecode(name), data)
    done = run("convert", "in", "-t", "json", "-o", "out", "--report", "report.jsonl")
    assert "warning: in/b\\xfe.txt:1: no date" in done.stderr
    assert [
        record["input"] for record in reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl")
    ] == ["in/a\\xff.txt", "in/b\\xfe.txt"]
    assert "in/b\\\\xfe.txt" in (tmp_path / "report.jsonl").read_text()
    run("verify", "out/newsfmt-manifest.jsonl")
    assert (
        "(2 of them done by an earlier run)"
        in run("convert", "in", "-t", "json", "-o", "out", "--resume").stderr
    )


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"articles": "x"},
        {"status": "done"},
        {"size": None},
        {"outputs": [{"path": "a"}]},
        {"outputs": 3},
    ],
)
def test_a_record_that_is_none_is_named_and_no_fault_of_newsfmt(
    run: Run, tmp_path: Path, record: dict[str, Any]
) -> None:
    write_bytes(tmp_path / "in" / "a.txt", story(1).encode())
    write_bytes(tmp_path / "in" / "b.txt", story(2).encode())
    run("convert", "in", "-t", "json", "-o", "out")
    path = tmp_path / "out" / "newsfmt-manifest.jsonl"
    header, first, *rest = path.read_text().splitlines()
    odd = json.dumps({**json.loads(first), **record} if record else {"record": "input"})
    path.write_text("\n".join([header, odd, *rest]) + "\n")
    assert (
        "newsfmt-manifest.jsonl: line 2: no record of an input"
        in run("verify", path, status=1).stdout
    )
    done = run("convert", "in", "-t", "json", "-o", "out", "--resume", status=1)
    assert "the journal of the earlier run is damaged" in done.stderr
    assert done.stderr.count("\n") == 1


# ---- parts of a large input
# ------------------------------------------------------------


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsfmt.batch._parts.PART", 2_000)
    monkeypatch.setattr("newsfmt.batch._schedule._GROUP_BYTES", 3_000)


@pytest.mark.usefixtures("small_parts")
def test_one_wrong_guess_does_not_have_every_part_read_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsfmt.batch import _pool

    given: list[int] = []
    submit = _pool.Pool.submit
    monkeypatch.setattr(
        _pool.Pool,
        "submit",
        lambda pool, unit, first=False: (
            given.append(unit.number),
            submit(pool, unit, first=first),
        )[1],
    )
    texts = [story(number, words=200) for number in range(150)]
    texts[0] += (
        # an article that the quick look does not see
        "\u2029 date 2021-05-05 Storm comes\n\nIt came."
    )
    source = write_bytes(tmp_path / "in.txt", "\n\n".join(texts).encode())
    batch.convert_tree(source, tmp_path / "all.jsonl", to="jsonl", layout="stream", jobs=1)
    rows = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert [row["origin"]["index"] for row in rows] == list(range(151))
    parts = len(
        json.loads((tmp_path / "all.jsonl.manifest.jsonl").read_text().splitlines()[1])["outputs"]
    )
    assert parts > 60
    assert len(given) <= parts + 35  # those that were under way


@pytest.mark.usefixtures("small_parts")
def test_an_input_with_a_bad_article_in_the_middle_comes_out_the_same_with_any_number_of_workers(
    tmp_path: Path,
) -> None:
    texts = [story(number, words=100) for number in range(60)]
    texts[20] += " and more" * 2000
    source = write_bytes(tmp_path / "in.txt", "\n\n".join(texts).encode())
    seen = []
    for jobs in (1, 3):
        limits = Limits(article_bytes=10_000)
        batch.convert_tree(
            source,
            tmp_path / f"{jobs}.jsonl",
            to="jsonl",
            layout="stream",
            jobs=jobs,
            limits=limits,
        )
        record = json.loads((tmp_path / f"{jobs}.jsonl.manifest.jsonl").read_text().splitlines()[1])
        assert (record["status"], record["failed"], record["sha256"]) == (
            "failed",
            1,
            hashlib.sha256(source.read_bytes()).hexdigest(),
        )
        seen.append((tmp_path / f"{jobs}.jsonl").read_bytes())
    assert seen[0] == seen[1]


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("parts", [0, 5])
def test_where_a_format_fails_to_part_an_input_the_rest_is_read_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: int
) -> None:
    from newsfmt._registry import Registry

    splitter = Registry.splitter

    def failing(registry: Registry, fmt: newsfmt.Format) -> Any:
        split: Any = splitter(registry, fmt)

        def some(*given: Any) -> Any:
            yield from itertools.islice(split(*given), parts)
            raise KeyError("a fault")

        return some

    source = write_bytes(
        tmp_path / "in.txt", "\n\n".join(story(number, words=100) for number in range(60)).encode()
    )
    batch.convert_tree(source, tmp_path / "whole.jsonl", to="jsonl", layout="stream", jobs=1)
    monkeypatch.setattr(Registry, "splitter", failing)
    totals = batch.convert_tree(
        source,
        tmp_path / "all.jsonl",
        to="jsonl",
        layout="stream",
        jobs=1,
        registry=Registry(),  # the fault is remembered, and none of the other tests'
    )
    assert totals.articles_converted == 60
    assert (tmp_path / "all.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert list(batch.check_manifest(tmp_path / "all.jsonl.manifest.jsonl")) == []


# ---- workers and folders
# ------------------------------------------------------------


@pytest.mark.alone
def test_a_worker_that_dies_while_it_has_nothing_to_do_costs_no_input(tmp_path: Path) -> None:
    from newsfmt._registry import default_registry
    from newsfmt.batch._pool import Pool
    from newsfmt.batch._reader import Task, Unit
    from newsfmt.batch._work import Result, Worker

    options = batch.ConversionOptions(to="json", layout="files", jobs=1)
    pool = Pool(Worker, Result, options, default_registry(), str(tmp_path))
    try:
        for number in range(2):
            path = write_bytes(tmp_path / f"{number}.txt", story(number).encode())
            pool.submit(
                Unit(number, (Task(str(path), path.name, path.stat().st_size, True, True),))
            )
            done = pool.collect()
            assert done is not None
            assert done[1][0].status == "converted"
            os.kill(pool._workers[0].process.pid, signal.SIGKILL)
            pool._workers[0].process.join()
    finally:
        pool.close()


def test_folders_that_a_file_system_may_take_for_one_are_one(tmp_path: Path) -> None:
    for number, language in enumerate(("en", "EN", "En")):
        write_bytes(
            tmp_path / "in" / f"{number}.json",
            newsfmt.Article(headline="H", language=language).to_json(),
        )
    batch.convert_tree(tmp_path / "in", tmp_path / "out", to="json", name="{language}/{slug}")
    names = sorted(
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.json")
    )
    assert len(names) == 3
    assert {name.partition("/")[0] for name in names} == {"en"}


def test_stopped_at_the_first_failure_it_says_how_to_go_on(run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "in" / "a.json", b'{"headline": 3}')
    done = run("convert", "in", "-t", "jsonl", "-o", "all.jsonl", "--on-error", "stop", status=1)
    assert "the same command with --resume goes on from here" in done.stderr

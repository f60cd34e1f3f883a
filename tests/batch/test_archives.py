"""Archives as inputs of conversions and scans: members are inputs, in the archive's order, and what
is not looked into is counted.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfmt import batch
from newsfmt.format import Limits

from .archiving import raw_zip, special, tarred, zipped, zstd
from .conftest import Run, command, manifest, reconciled, snapshot, story, write_bytes

Members = list[tuple[str, bytes]]
MAKERS: dict[str, Callable[[Any], bytes]] = {
    "zip": zipped,
    "tar": tarred,
    "tar.gz": lambda members: gzip.compress(tarred(members)),
    "tar.zst": lambda members: zstd(tarred(members)),
}


def stories(count: int = 30, words: int = 40) -> Members:
    return [
        (f"{'cab'[n % 3]}/deep/{n:03}.txt", story(n, n % 28 + 1, words).encode())
        for n in range(count)
    ]


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def unpacked(folder: Path, members: Members) -> None:
    for name, data in members:
        write_bytes(folder / name, data)


def outputs(folder: Path) -> dict[str, str]:
    found = snapshot(folder)
    found.pop("newsfmt-manifest.jsonl", None)
    return found


# ---- as a folder
# ------------------------------------------------------------


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_archive_gives_what_its_folder_gives(
    kind: str, jobs: str, run: Run, tmp_path: Path
) -> None:
    members = stories()
    unpacked(tmp_path / "in", members)
    write_bytes(tmp_path / f"in.{kind}", MAKERS[kind](members))
    run("convert", "in", "-t", "newsml-g2", "-o", "of-folder/", "-j", jobs)
    run("convert", f"in.{kind}", "-t", "newsml-g2", "-o", "of-archive/", "-j", jobs)
    assert outputs(tmp_path / "of-archive") == outputs(tmp_path / "of-folder")
    done = run("convert", f"in.{kind}", "-o", "all.jsonl", "-j", jobs)
    assert "files:    30 found = 30 converted" in done.stderr
    articles = rows(tmp_path / "all.jsonl")
    assert [article["origin"]["path"] for article in articles] == [
        f"in.{kind}!/{name}" for name, _ in members
    ]
    records = reconciled(tmp_path / "all.jsonl.manifest.jsonl")
    assert [record["input"] for record in records] == [f"in.{kind}!/{name}" for name, _ in members]
    assert [record["size"] for record in records] == [len(data) for _, data in members]


@pytest.mark.parametrize("kind", MAKERS)
def test_an_archive_among_files(kind: str, run: Run, tmp_path: Path) -> None:
    unpacked(tmp_path / "in", [("a.txt", story(1).encode()), ("z/b.txt", story(2).encode())])
    write_bytes(tmp_path / "in" / "z" / "wire", MAKERS[kind](stories(4)))  # without an extension
    run("convert", "in", "-t", "json", "-o", "out")
    assert set(outputs(tmp_path / "out")) == {
        "a.json", "z/b.json", "z/wire/a/deep/001.json", "z/wire/b/deep/002.json",
        "z/wire/c/deep/000.json", "z/wire/c/deep/003.json",
    }  # fmt: skip
    [article] = [json.loads((tmp_path / "out/z/wire/c/deep/000.json").read_text())]
    first = article[0] if isinstance(article, list) else article
    assert first["origin"]["path"] == "z/wire!/c/deep/000.txt"
    run("convert", "in/a.txt", "in/z/wire", "-t", "json", "-o", "named/")
    assert {"a.json", "wire/c/deep/000.json"} < set(outputs(tmp_path / "named"))
    run("convert", "--files-from", "-", "-t", "json", "-o", "listed", input="in/z/wire\n")
    assert "in/z/wire/c/deep/000.json" in outputs(tmp_path / "listed")
    run("convert", "in/**/w*", "-t", "json", "-o", "matched")
    assert "z/wire/c/deep/000.json" in outputs(tmp_path / "matched")


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("jobs", [[], ["-j", "2"]])
def test_an_archive_on_standard_input(kind: str, jobs: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        command("convert", "-", "-t", "jsonl", *jobs),
        input=MAKERS[kind](stories(5)),
        capture_output=True,
        cwd=tmp_path,
        check=True,
    )
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert [article["origin"]["path"] for article in articles] == [name for name, _ in stories(5)]


@pytest.mark.parametrize("kind", MAKERS)
def test_a_member_by_its_path(kind: str, run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / f"in.{kind}", MAKERS[kind](stories(5)))
    name = f"in.{kind}!/a/deep/001.txt"
    for jobs in ([], ["-j", "2"]):
        done = run("convert", name, "-t", "jsonl", *jobs)
        assert [json.loads(line)["headline"] for line in done.stdout.splitlines()] == [
            "Bridge 1 opens"
        ]
    run("convert", name, "-t", "json", "-o", "out/")
    assert set(outputs(tmp_path / "out")) == {"001.json"}
    done = run("convert", f"in.{kind}!/none.txt", "-t", "jsonl", status=1)
    assert f"error: in.{kind}!/none.txt: no such member in the archive" in done.stderr


def test_one_process_that_writes_one_file(run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "in.zip", zipped(stories(4)))
    write_bytes(tmp_path / "in.tgz", gzip.compress(tarred(stories(4))))
    done = run("convert", "in.zip", "in.tgz", "-t", "json", "-o", "all.json")
    assert "files:    8 found = 8 converted" in done.stderr
    assert len(json.loads((tmp_path / "all.json").read_text())) == 8
    done = run("inspect", "in.zip")
    assert done.stdout.count("── Bridge ") == 4
    assert run("detect", "in.tgz").stdout.splitlines()[0] == "in.tgz!/c/deep/000.txt: dated-text"


@pytest.mark.parametrize("target", [["-t", "json"], ["-t", "jsonl", "-j", "2"]])
def test_a_member_that_cannot_be_opened_costs_itself_alone(
    target: list[str], run: Run, tmp_path: Path
) -> None:
    data = zipped(stories(4))
    first = data.index(b"PK\1\2")
    write_bytes(tmp_path / "in.zip", data[: first + 46] + b"x" + data[first + 47 :])
    done = run("convert", "in.zip", *target, "-o", "all", status=1)
    assert "4 found = 3 converted + 0 skipped" in done.stderr
    assert "error: in.zip!/x/deep/000.txt: broken: the archive's directory calls it" in done.stderr


def test_filters_names_and_shards(run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "in.tar.gz", gzip.compress(tarred(stories(10))))
    done = run("convert", "in.tar.gz", "-o", "some.jsonl", "--since", "2021-05-06")
    assert "10 found = 5 converted + 5 skipped" in done.stderr
    run("convert", "in.tar.gz", "-t", "markdown", "-o", "out/", "--name", "{year}/{stem}")
    assert "2021/003.md" in outputs(tmp_path / "out")
    run("convert", "in.tar.gz", "-t", "jsonl", "-o", "shards/", "--shard-size", "4")
    assert len(outputs(tmp_path / "shards")) == 3


@pytest.mark.parametrize("kind", MAKERS)
def test_a_scan_looks_into_archives(kind: str, tmp_path: Path) -> None:
    write_bytes(tmp_path / "in" / f"wire.{kind}", MAKERS[kind]([*stories(6), stories(1)[0]]))
    inventory = batch.scan_tree(tmp_path / "in", jobs=1)
    assert (inventory.inputs, inventory.articles_read) == (7, 7)
    assert inventory.same_files.count == inventory.same_content.count == 1
    ((first, _), (again, _)) = inventory.same_files.pairs[0]
    assert first == again == f"{tmp_path}/in/wire.{kind}!/c/deep/000.txt"


# ---- large members
# ------------------------------------------------------------


def large(articles: int = 1500) -> bytes:
    chance = random.Random(articles)
    return "\n\n".join(
        f"{story(n, n % 28 + 1)}\n\n{chance.randbytes(2200).hex(' ', 4)}" for n in range(articles)
    ).encode()


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("jobs", ["1", "3"])
def test_large_members_are_streamed(kind: str, jobs: str, run: Run, tmp_path: Path) -> None:
    data = large()
    assert len(data) > 6 << 20
    members = [*stories(3), ("large.txt", data), *stories(3), ("again.txt", data)]
    write_bytes(tmp_path / f"in.{kind}", MAKERS[kind](members))
    done = run("convert", f"in.{kind}", "-o", "all.jsonl", "-j", jobs)
    assert "articles: 3,006 found = 3,006 converted" in done.stderr
    records = reconciled(tmp_path / "all.jsonl.manifest.jsonl")
    assert [record["articles"] for record in records] == [1, 1, 1, 1500, 1, 1, 1, 1500]
    assert records[3]["sha256"] == records[7]["sha256"]
    assert [row["origin"]["index"] for row in rows(tmp_path / "all.jsonl")][3:1503] == list(range(1500))  # fmt: skip
    run("verify", "all.jsonl.manifest.jsonl")


@pytest.mark.parametrize("what, code", [("crash", "crash"), ("loop", "timeout"), ("fault", "plugin.error"), ("exit", "crash")])  # fmt: skip
def test_a_large_member_that_harms_its_worker(
    what: str, code: str, run: Run, bad: Path, tmp_path: Path
) -> None:
    harm = b"BAD " + what.encode() + b" " + random.Random(1).randbytes(5 << 20)
    members = [*stories(3), ("harm.bad", harm), *stories(3)]
    write_bytes(tmp_path / "in.tar.gz", gzip.compress(tarred(members), 1))
    run("convert", "in.tar.gz", "-o", "all.jsonl", "-j", "2", "--plugin", bad, "--timeout", "3", status=1)  # fmt: skip
    records = reconciled(tmp_path / "all.jsonl.manifest.jsonl")
    assert [record["code"] for record in records if record["status"] == "failed"] == [code]
    assert sum(record["status"] == "converted" for record in records) == 6


def test_a_large_member_that_is_cut_off(run: Run, tmp_path: Path) -> None:
    whole = gzip.compress(tarred([*stories(3), ("large.txt", large())]), 1)
    write_bytes(tmp_path / "in.tar.gz", whole[: len(whole) // 2])
    done = run("convert", "in.tar.gz", "-o", "all.jsonl", "-j", "2", status=1)
    records = reconciled(tmp_path / "all.jsonl.manifest.jsonl")
    assert [record["status"] for record in records] == [*["converted"] * 3, "failed", "failed"]
    assert records[3]["input"] == "in.tar.gz!/large.txt"
    assert records[3]["diagnostics"]["read.truncated"] == 1
    assert records[4]["code"] == "read.truncated"
    assert "error: in.tar.gz: the archive stops" in done.stderr


# ---- what is not looked into
# ------------------------------------------------------------


@pytest.mark.parametrize("kind", MAKERS)
def test_what_is_passed_over_and_what_is_not_looked_into(
    kind: str, run: Run, tmp_path: Path
) -> None:
    inner = {name: make(stories(7)) for name, make in MAKERS.items()}
    members = [
        *stories(2),
        *((f"inner.{name}", data) for name, data in inner.items()),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50)),
        ("a.rar", b"Rar!\x1a\x07\x01\0" + bytes(50)),
        ("paper.docx", zipped([("[Content_Types].xml", b"<Types/>")])),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(50)),
        ("story.txt.gz", gzip.compress(story(9).encode())),
        (".hidden.txt", story(8).encode()),
    ]
    write_bytes(tmp_path / f"in.{kind}", MAKERS[kind](members))
    run("convert", f"in.{kind}", "-o", "all.jsonl", status=1)
    records = {
        record["input"].partition("!/")[2]: record
        for record in reconciled(tmp_path / "all.jsonl.manifest.jsonl")
    }
    assert len(records) == len(members)
    for name in inner:
        record = records[f"inner.{name}"]
        assert (record["status"], record["code"]) == ("failed", "archive.unread")
        assert "in an archive with 7 members, which is not looked into" in record["reason"]
        assert len(record["sha256"]) == 64
    for name in ("a.7z", "a.rar"):
        assert (records[name]["status"], records[name]["code"]) == ("failed", "archive.unread")
    assert records["paper.docx"]["status"] in ("failed", "skipped")
    assert records["picture.png"]["status"] == "skipped"
    assert records["story.txt.gz"]["status"] == "converted"
    assert records[".hidden.txt"]["reason"] == "hidden"


@pytest.mark.parametrize(
    "name, data, reason",
    [
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50), "it is a 7-Zip archive, which is not looked into"),
        ("a.rar", b"Rar!\x1a\x07\x01\0" + bytes(50), "it is a RAR archive"),
        ("a.zip", raw_zip([(b"a", b"1"), (b"b", b"2")], flags=1), "an encrypted ZIP archive with 2 members"),
        ("a.zip", zipped([]), "a ZIP archive without a file in it"),
        ("a.tar", tarred([special("a", tarfile.DIRTYPE)]), "a tar archive without a file in it"),
        ("a.tgz", gzip.compress(tarred([special("a", tarfile.DIRTYPE)])), "a compressed tar archive without a file"),
    ],
    ids=["7z", "rar", "encrypted", "zip", "tar", "tgz"],
)  # fmt: skip
def test_an_archive_that_gives_nothing_is_one_failed_input(
    name: str, data: bytes, reason: str, run: Run, tmp_path: Path
) -> None:
    write_bytes(tmp_path / "in" / "z.txt", story(1).encode())
    write_bytes(tmp_path / "in" / name, data)
    for inputs in (["in"], [f"in/{name}", "in/z.txt"]):
        done = run("convert", *inputs, "-o", "all.jsonl", "--force", "-j", "2", status=1)
        assert "files:    2 found = 1 converted" in done.stderr
        assert f"error: in/{name}: " in done.stderr
        [failed] = [r for r in reconciled(tmp_path / "all.jsonl.manifest.jsonl") if r["status"] == "failed"]  # fmt: skip
        assert reason in failed["reason"]
    assert "failed" in run("scan", "in", status=1).stdout


@pytest.mark.parametrize("kind", MAKERS)
def test_an_archive_that_is_cut_off(kind: str, run: Run, tmp_path: Path) -> None:
    members = [(f"{n}.txt", story(n).encode() + random.Random(n).randbytes(9000).hex().encode()) for n in range(40)]  # fmt: skip
    whole = MAKERS[kind](members)
    write_bytes(tmp_path / f"in.{kind}", whole[: len(whole) // 2])
    done = run("convert", f"in.{kind}", "-o", "all.jsonl", status=1)
    *whole_ones, last = reconciled(tmp_path / "all.jsonl.manifest.jsonl")
    assert 5 < len(whole_ones) < 30
    assert {record["status"] for record in whole_ones} == {"converted"}
    assert (last["input"], last["status"], last["code"]) == (
        f"in.{kind}",
        "failed",
        "read.truncated",
    )
    assert f"error: in.{kind}: the " in done.stderr


def test_links_and_devices_lead_nowhere(run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "secret.txt", story(66).encode())
    members = [
        special("link.txt", tarfile.SYMTYPE, str(tmp_path / "secret.txt")),
        special("hard.txt", tarfile.LNKTYPE, "../secret.txt"),
        special("null", tarfile.CHRTYPE),
        special("pipe", tarfile.FIFOTYPE),
        *stories(1),
    ]
    write_bytes(tmp_path / "in.tar", tarred(members))
    done = run("convert", "in.tar", "-o", "all.jsonl")
    assert "files:    5 found = 1 converted + 4 skipped" in done.stderr
    assert "1 hard link, 2 not a regular file, 1 symbolic link" in done.stderr
    assert "Bridge 66" not in (tmp_path / "all.jsonl").read_text()


@pytest.mark.parametrize("kind", MAKERS)
def test_names_of_members_stay_in_the_output(kind: str, run: Run, tmp_path: Path) -> None:
    names = [
        "../../up.txt", "/etc/root.txt", "a/../../b.txt", "C:\\windows\\c.txt", "con.txt", "A.txt", "a.txt", "a.txt",
        "a.json/x.txt", "a/x.txt", "A/x.txt", "/".join("d" * 60) + "/deep.txt", "n" * 250 + ".txt", "tab\tnew\nline.txt", "ü.txt", "u\u0308.txt",
    ]  # fmt: skip
    members = [(name, story(n).encode()) for n, name in enumerate(names)]
    write_bytes(tmp_path / "in" / f"x.{kind}", MAKERS[kind](members))
    before = set(os.listdir(tmp_path))
    run("convert", "in", "-t", "json", "-o", "out")
    assert set(os.listdir(tmp_path)) == before | {"out"}
    found = outputs(tmp_path / "out")
    assert len(found) == len(names)
    assert all(name.startswith(f"x.{kind}/") for name in found)
    assert len({name.casefold() for name in found}) == len(names)
    records = reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl")
    assert [record["status"] for record in records] == ["converted"] * len(names)
    run("verify", "out/newsfmt-manifest.jsonl")


def test_names_that_are_no_utf_8(run: Run, tmp_path: Path) -> None:
    name = b"k\xe5.txt"
    write_bytes(tmp_path / "a.tar", tarred([(os.fsdecode(name), story(1).encode())], tarfile.GNU_FORMAT))  # fmt: skip
    write_bytes(tmp_path / "b.zip", raw_zip([(name, story(2).encode())]))
    write_bytes(tmp_path / os.fsdecode(b"arch\xe5ve.zip"), raw_zip([(name, story(3).encode())]))
    run("convert", "a.tar", "b.zip", os.fsdecode(b"arch\xe5ve.zip"), "-t", "json", "-o", "out/")
    records = reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl")
    assert [record["input"] for record in records] == [
        "a.tar!/k\\xe5.txt", "b.zip!/kσ.txt", "arch\\xe5ve.zip!/kσ.txt"
    ]  # fmt: skip
    run("verify", "out/newsfmt-manifest.jsonl")


def test_a_bomb_costs_itself_alone(run: Run, tmp_path: Path) -> None:
    members = [
        *stories(3),
        ("bomb.txt", b" date 2021-05-04 A\n\n" + b"a " * (30 << 20)),
        *stories(3),
    ]
    write_bytes(tmp_path / "in.zip", zipped(members) + b"")
    done = run("convert", "in.zip", "-o", "all.jsonl", "-j", "2", status=1)
    assert "ratio=200" in done.stderr
    records = reconciled(tmp_path / "all.jsonl.manifest.jsonl")
    assert [record["status"] for record in records] == [*["converted"] * 3, "failed", *["converted"] * 3]  # fmt: skip
    write_bytes(tmp_path / "in.tgz", gzip.compress(tarred(members)))
    run("convert", "in.tgz", "-o", "all.jsonl", "--force", "-j", "2", status=1)
    records = reconciled(tmp_path / "all.jsonl.manifest.jsonl")
    assert [record["status"] for record in records][:3] == ["converted"] * 3
    assert records[-1]["input"] == "in.tgz"
    assert records[-1]["code"] == "parse.limit"


def test_the_number_of_members_is_limited(run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "in.zip", zipped(stories(9)))
    done = run("convert", "in.zip", "-o", "a.jsonl", "--limit", "members=4", status=1)
    assert "5 found = 4 converted + 0 skipped" in done.stderr
    assert "error: in.zip: the number of members passes the limit members=4" in done.stderr


# ---- accounts
# ------------------------------------------------------------


@pytest.mark.parametrize("kind", MAKERS)
def test_verify_reads_members_again(kind: str, run: Run, tmp_path: Path) -> None:
    members = [*stories(8), stories(1)[0]]
    path = write_bytes(tmp_path / f"in.{kind}", MAKERS[kind](members))
    run("convert", f"in.{kind}", "-o", "all.jsonl")
    done = run("verify", "all.jsonl.manifest.jsonl")
    assert "9 files with 9 articles, all as they were written" in done.stdout
    changed = [*members[:2], (members[2][0], b"other"), *members[4:], ("new.txt", b"new")]
    path.write_bytes(MAKERS[kind](changed))
    done = run("verify", "all.jsonl.manifest.jsonl", status=1)
    assert f"in.{kind}!/{members[2][0]}: the input has changed since" in done.stdout
    assert f"in.{kind}!/{members[3][0]}: no such file" in done.stdout
    assert "2 problems in 9 files" in done.stdout
    path.unlink()
    assert "9 problems" in run("verify", "all.jsonl.manifest.jsonl", status=1).stdout


@pytest.mark.parametrize("kind", MAKERS)
def test_verify_compares_a_folder_with_archives(kind: str, run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "in" / "a.txt", story(1).encode())
    path = write_bytes(tmp_path / "in" / f"wire.{kind}", MAKERS[kind](stories(4)))
    write_bytes(tmp_path / "in" / "b.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50))
    run("convert", "in", "-t", "json", "-o", "out", status=1)
    arguments = ("verify", "--against", "in", "out/newsfmt-manifest.jsonl")
    run(*arguments)
    path.write_bytes(MAKERS[kind]([*stories(4), ("new.txt", b"x")]))
    done = run(*arguments, status=1)
    assert f"in/wire.{kind}!/new.txt: an input that the run has not seen" in done.stdout
    assert "1 problem" in done.stdout


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("layout", [["-o", "all.jsonl"], ["-t", "json", "-o", "out/"]])
def test_resume_goes_on_within_an_archive(
    kind: str, layout: list[str], run: Run, tmp_path: Path
) -> None:
    members = stories(20)
    path = write_bytes(tmp_path / f"in.{kind}", MAKERS[kind](members))
    run("convert", f"in.{kind}", *layout)
    before = snapshot(tmp_path)
    done = run("convert", f"in.{kind}", *layout, "--resume")
    assert "20 converted + 0 skipped + 0 failed (20 of them done by an earlier run)" in done.stderr.replace(" + 0 unsure", "")  # fmt: skip
    assert snapshot(tmp_path) == before
    changed = [*members[:12], (members[12][0], story(99).encode()), *members[13:], ("new.txt", story(98).encode())]  # fmt: skip
    path.write_bytes(MAKERS[kind](changed))
    done = run("convert", f"in.{kind}", *layout, "--resume")
    kept = 12 if layout[1] == "all.jsonl" else 19
    assert f"({kept} of them done by an earlier run)" in done.stderr
    resumed = snapshot(tmp_path)
    run("convert", f"in.{kind}", *layout, "--force")
    assert snapshot(tmp_path) == resumed


@pytest.mark.alone
@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
@pytest.mark.parametrize("layout", [["-o", "all.jsonl"], ["-t", "json", "-o", "out/"]])
def test_a_killed_run_goes_on_within_an_archive(
    kind: str, layout: list[str], run: Run, tmp_path: Path
) -> None:
    path = tmp_path / f"in.{kind}"
    path.write_bytes(MAKERS[kind]([*stories(1500, words=300), ("large.txt", large(600))]))
    run("convert", path.name, *layout)
    whole = snapshot(tmp_path)
    for name in ("all.jsonl", "all.jsonl.manifest.jsonl", "out"):
        place = tmp_path / name
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    for wait in (0.6, 1.0, 1.4):
        process = subprocess.Popen(
            command("convert", path.name, *layout, "-q", *(["--resume"] if wait > 0.6 else [])),
            cwd=tmp_path,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
    run("convert", path.name, *layout, "--resume")
    assert snapshot(tmp_path) == whole


def test_a_folder_with_every_trouble_is_accounted_for(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for kind, make in MAKERS.items():
        chance = random.Random(kind)
        whole = make([(f"{n}.txt", story(n).encode() + chance.randbytes(3000).hex().encode()) for n in range(30)])  # fmt: skip
        for cut in (25, 50, 75, 99):
            write_bytes(folder / f"cut{cut}.{kind}", whole[: len(whole) * cut // 100])
        broken = bytearray(whole)
        place = whole.index(b"17.txt") if kind == "tar" else len(whole) // 2
        broken[place] ^= 0xFF  # in the data of a tar archive nobody could see it
        write_bytes(folder / f"broken.{kind}", bytes(broken))
        write_bytes(folder / f"whole.{kind}", whole)
    totals = {}
    for jobs in ("1", "2"):
        run("convert", "in", "-o", f"{jobs}.jsonl", "-j", jobs, status=1)
        _, records, totals[jobs] = manifest(tmp_path / f"{jobs}.jsonl.manifest.jsonl")
        reconciled(tmp_path / f"{jobs}.jsonl.manifest.jsonl")
        for kind in MAKERS:
            assert sum(r["input"].startswith(f"in/whole.{kind}!/") for r in records) == 30
            for name in ("cut25", "cut50", "cut75", "cut99", "broken"):
                of_it = [r for r in records if r["input"].startswith(f"in/{name}.{kind}")]
                assert any(r["status"] == "failed" for r in of_it), (name, kind)
    assert totals["1"] == totals["2"]
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()


def test_the_library_takes_archives(tmp_path: Path) -> None:
    write_bytes(tmp_path / "in.zip", zipped(stories(5)))
    totals = batch.convert_tree(
        tmp_path / "in.zip", tmp_path / "out", to="json", jobs=1, limits=Limits(members=5)
    )
    assert (totals.inputs, totals.converted, totals.articles_converted) == (5, 5, 5)

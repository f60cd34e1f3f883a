"""Packed inputs, and names that mean harm: nothing is written outside the folder that was named,
nor through a link.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

import newsfmt
from newsfmt._output import open_output
from newsfmt.errors import LimitError, ParseError
from newsfmt.format import Limits

STORY = b" date 2021-05-04 Bridge opens\n\nThe bridge opened on Tuesday."


def zstd(data: bytes) -> bytes:
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    return bytes(pytest.importorskip(name).compress(data))


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd,
}


def run(*arguments: object, **how: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "newsfmt", *map(str, arguments)],
        capture_output=True,
        timeout=100,
        check=False,
        **how,
    )


# ---- packed
# ------------------------------------------------------------


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize(
    "format", ["dated-text", "jsonl", "json", "markdown", "nitf", "newsml-1", "eml"]
)
def test_bombs(kind: str, format: str) -> None:
    """A hundred megabytes from a few kilobytes: an error before they are there."""
    if format not in newsfmt.list_formats():
        pytest.skip(f"{format} is not installed")
    bomb = PACKERS[kind](b"a" * 100_000_000)
    assert len(bomb) < 200_000
    with pytest.raises(LimitError, match="passes the limit") as caught:
        list(newsfmt.read(bomb, format=format))
    assert caught.value.limit in {"ratio", "article_bytes", "front_matter"}


@pytest.mark.parametrize("kind", PACKERS)
def test_bombs_in_many_members(kind: str) -> None:
    """Members that follow each other are one stream, and counted as one."""
    bomb = PACKERS[kind](b" " * 3_000_000) * 30
    with pytest.raises(LimitError, match="ratio=200"):
        list(newsfmt.read(bomb, format="dated-text"))


def test_a_bomb_that_keeps_within_the_ratio_is_met_by_the_other_limits() -> None:
    data = gzip.compress(os.urandom(60_000).hex().encode() * 160, 1)
    for limits in (Limits(input_bytes=1_000_000), Limits(article_bytes=1_000_000)):
        with pytest.raises(LimitError):
            list(newsfmt.read(data, format="dated-text", limits=limits))


def test_what_is_packed_twice_is_unpacked_once() -> None:
    twice = gzip.compress(gzip.compress(STORY))
    with pytest.raises((ParseError, newsfmt.errors.FormatError)):
        list(newsfmt.read(twice))


def test_a_name_inside_a_packed_file_names_nothing(tmp_path: Path) -> None:
    """gzip keeps the name of what it packed: an output is named after the input, never after
    that.
    """
    out = io.BytesIO()
    with gzip.GzipFile("../../../evil.txt", "wb", fileobj=out) as packer:
        packer.write(STORY)
    path = tmp_path / "a.txt.gz"
    path.write_bytes(out.getvalue())
    assert run("convert", path, "-t", "json", "-o", f"{tmp_path}/out/").returncode == 0
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["a.json"]


# ---- names
# ------------------------------------------------------------

NAMES = ["con.txt", "NUL.txt", "com1.a.txt", "a:b.txt", "a?b*.txt", "a|b<c>.txt", 'a"b.txt', "trailing. .txt", "-rf.txt", "..txt", "...", "x\ny.txt", "\x1b[2J.txt", "\u202etxt.exe.txt", "a\\..\\b.txt", "C:\\a.txt", "C:a.txt", " .txt", "å" * 125 + ".txt", "a" * 251 + ".txt", b"\xff\xfe.txt"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_from_an_input_is_one_name_in_the_folder_and_safe_everywhere(
    name: str | bytes, tmp_path: Path
) -> None:
    source = os.path.join(os.fsencode(tmp_path), name if isinstance(name, bytes) else name.encode())
    with open(source, "wb") as file:
        file.write(STORY)
    before = set(os.listdir(tmp_path))
    (tmp_path / "out").mkdir()
    done = run(
        "convert",
        os.fsdecode(source),
        "-f",
        "dated-text",
        "-t",
        "newsml-g2",
        "-o",
        tmp_path / "out",
    )
    assert done.returncode == 0, done.stderr
    [written] = os.listdir(tmp_path / "out")
    assert set(os.listdir(tmp_path)) == before | {"out"}
    assert not set('<>:"/\\|?*') & set(written)
    assert written.isprintable()
    assert len(written.encode()) <= 255
    assert written.partition(".")[0].rstrip(" ").lower() not in {"con", "nul", "com1"}
    assert written[0] != "-"
    assert written.endswith(".xml")
    assert not written.removesuffix(".xml").endswith((" ", ".")) or written == "_.xml"


def test_two_names_that_one_file_system_takes_for_one(tmp_path: Path) -> None:
    for folder, name in (("a", "Story.txt"), ("b", "STORY.txt")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(STORY)
    done = run(
        "convert",
        tmp_path / "a" / "Story.txt",
        tmp_path / "b" / "STORY.txt",
        "-t",
        "markdown",
        "-o",
        f"{tmp_path}/out/",
    )
    found = sorted(os.listdir(tmp_path / "out")) if (tmp_path / "out").exists() else []
    assert done.returncode == 2 or (
        done.returncode == 0 and len({name.casefold() for name in found}) == 2
    ), done.stderr


@pytest.mark.parametrize("command", ["convert", "detect", "inspect", "validate"])
def test_a_path_that_cannot_be_one(command: str, tmp_path: Path) -> None:
    for path in (
        tmp_path / ("a" * 300),
        tmp_path / "a" / ".." / ".." / "none" / "x",
        "/dev/null/x",
    ):
        done = run(command, path, *(["-t", "json"] if command == "convert" else []))
        assert done.returncode in (1, 2)
        assert len(done.stderr.splitlines()) <= 2
        assert b"Traceback" not in done.stderr
    with pytest.raises(ValueError, match="null"):
        newsfmt.read("a\0b")


# ---- links
# ------------------------------------------------------------


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("target", ["json", "markdown", "newsml-g2"])
def test_nothing_is_written_through_a_link_in_a_folder(
    there: bool, force: list[str], target: str, tmp_path: Path
) -> None:
    """Whoever can put a link into the folder does not decide what is overwritten, or made,
    elsewhere.
    """
    source, victim, out = tmp_path / "story.txt", tmp_path / "victim", tmp_path / "out"
    source.write_bytes(STORY)
    out.mkdir()
    if there:
        victim.write_bytes(b"mine")
    extension = newsfmt.list_formats()[target].extensions[0]
    (out / f"story.{extension}").symlink_to(victim)
    done = run("convert", source, "-t", target, "-o", out, *force)
    assert b"Traceback" not in done.stderr
    assert victim.exists() == there
    assert not there or victim.read_bytes() == b"mine"
    if done.returncode != 0:
        assert b"link" in done.stderr or b"exists" in done.stderr


def test_a_link_that_appears_meanwhile_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim, out = tmp_path / "victim", tmp_path / "out.json"
    victim.write_bytes(b"mine")
    with open_output(out, follow=False) as stream:
        stream.write(b"x")
        out.symlink_to(victim)
    assert (victim.read_bytes(), out.is_symlink(), out.read_bytes()) == (b"mine", False, b"x")


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    """``-o PATH`` is the user's own word: a link that leads to the real place stays one."""
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    link.symlink_to(real)
    (tmp_path / "a.txt").write_bytes(STORY)
    assert run("convert", tmp_path / "a.txt", "-o", link).returncode == 0
    assert link.is_symlink()
    assert b"Bridge" in real.read_bytes()


def test_a_folder_swapped_under_our_feet(tmp_path: Path) -> None:
    """The output's folder becomes a link to another one while articles are read: nothing lands
    there.
    """
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    with (
        pytest.raises(OSError, match="No such file"),
        open_output(out / "a.json", follow=False) as stream,
    ):
        stream.write(b"x")
        out.rename(tmp_path / "moved")
    assert os.listdir(elsewhere) == []
    assert [name for name in os.listdir(tmp_path / "moved") if not name.endswith(".part")] == []


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """Nothing could be written of an article whose file has such a name."""
    path = os.path.join(os.fsencode(tmp_path), b"bridge \xff.txt")
    with open(path, "wb") as file:
        file.write(STORY)
    for target in (
        "json",
        "jsonl",
        "markdown",
        "newsml-g2",
        "newsml-1",
        "nitf",
        "ninjs",
        "dated-text",
    ):
        done = subprocess.run(
            [sys.executable, "-m", "newsfmt", "convert", path, "-t", target, "-q"],
            capture_output=True,
            timeout=100,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b""), target
        assert done.stdout
    article = newsfmt.read_one(os.fsdecode(path))
    assert article.origin is not None
    assert article.origin.name == "bridge \\xff.txt"
    assert newsfmt.read_one(io.BytesIO(STORY), name="bridge \ud800.txt").origin == attrs.evolve(
        article.origin, name="bridge \\ud800.txt"
    )
    missing = run("convert", os.fsdecode(path) + "x", "-t", "json")
    assert (
        missing.stderr.decode() == f"error: {tmp_path}/bridge \\xff.txtx: no such file or folder\n"
    )


@pytest.mark.parametrize("jobs", [[], ["--jobs", "2"]])
def test_an_input_is_not_lost_to_the_report_or_the_manifest(
    jobs: list[str], tmp_path: Path
) -> None:
    """--force overwrites what is named, but an input was emptied before it was read."""
    story = tmp_path / "in" / "a.txt"
    story.parent.mkdir()
    story.write_bytes(STORY)
    link = tmp_path / "b.txt"
    os.link(story, link)
    for name, said in (
        ("--report", "the report and an input cannot be one file"),
        ("--manifest", "is no manifest, and would be lost; name another file for it"),
    ):
        for source, given in ((story, story), (story, link)) + (
            ((story.parent, story),) if name == "--manifest" else ()
        ):
            done = run(
                "convert",
                source,
                "-t",
                "jsonl",
                "-o",
                f"{tmp_path}/out/",
                "--force",
                name,
                given,
                *jobs,
            )
            assert (done.returncode, said in done.stderr.decode()) == (2, True), done.stderr
            assert story.read_bytes() == STORY
    assert (
        run(
            "convert",
            story,
            "-t",
            "jsonl",
            "-o",
            f"{tmp_path}/out/",
            "--manifest",
            tmp_path / "m",
            *jobs,
        ).returncode
        == 0
    )
    assert (
        run(
            "convert",
            story,
            "-t",
            "jsonl",
            "-o",
            f"{tmp_path}/out/",
            "--manifest",
            tmp_path / "m",
            "--force",
            *jobs,
        ).returncode
        == 0
    )

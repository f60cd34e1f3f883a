"""Pieces: what tasks read of them is what a conversion reads, whatever their size; what gives no
article is a record that adds up to the conversion's totals.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import attrs
import pytest

from newsfmt import Article, Format, Registry, hookimpl
from newsfmt.batch import Conversion, Failure, Filter, Piece, Totals, pieces, read_piece
from newsfmt.errors import OptionError, PluginError, UnknownFormatError
from newsfmt.format import Context, Part

from .conftest import UNDATED, story
from .test_parts import KINDS


def items(*inputs: Path | str, how: dict[str, Any] | None = None, **plan: Any) -> list[Any]:
    """What is read of all pieces, each of which has been pickled on its way."""
    planned = [pickle.loads(pickle.dumps(piece)) for piece in pieces(inputs, **plan)]
    given = {key: value for key, value in plan.items() if key not in ("part_bytes", "planning")}
    return [item for piece in planned for item in read_piece(piece, **given, **(how or {}))]


def articles_in(found: list[Any]) -> list[bytes]:
    return [item.to_json() for item in found if isinstance(item, Article)]


def failures_in(found: list[Any]) -> list[Failure]:
    return [item for item in found if isinstance(item, Failure)]


def converted(*inputs: Path, output: Path, **how: Any) -> tuple[list[bytes], Totals]:
    run = Conversion(inputs, output / "out.jsonl", to="jsonl", layout="stream", jobs=1, **how)
    for _ in run:
        pass
    target = output / "out.jsonl"
    rows = target.read_bytes().splitlines() if target.exists() else []
    return rows, run.totals


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(row) for row in path.read_bytes().splitlines()]


@pytest.fixture
def bad_tree(tree: Path) -> Path:
    """Articles, and one of each thing that is none."""
    (tree / "empty.xml").write_bytes(b"")
    (tree / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (tree / ".hidden.txt").write_text(story(1))
    (tree / "broken.xml").write_bytes(b'<?xml version="1.0"?><nitf><head>')
    (tree / "unsure.txt").write_text("Some words of nobody knows what.\n")
    rows = (tree / "data.jsonl").read_text().splitlines()
    (tree / "rows.jsonl").write_text("\n".join([*rows, '{"headline": 1}', "{", rows[0], "[]"]))
    with zipfile.ZipFile(tree / "old.zip", "w") as archive:
        archive.writestr("a/one.txt", story(31))
        archive.writestr("a/.two.txt", story(32))
        archive.writestr("three.xml", "<nothing/>")
    if hasattr(os, "symlink"):
        (tree / "link.txt").symlink_to(tree / "two.txt")
    return tree


def test_a_bad_tree_adds_up_to_what_a_conversion_counts(bad_tree: Path, tmp_path: Path) -> None:
    rows, totals = converted(bad_tree, output=tmp_path)
    found = items(bad_tree)
    assert articles_in(found) == rows
    failed = failures_in(found)
    levels = Counter(failure.level for failure in failed)
    assert levels["article"] == totals.articles_failed == 4
    assert levels["skipped"] == totals.skipped
    assert levels["unsure"] == totals.articles_unsure == 1
    of = {failure.source for failure in failed if failure.level in ("article", "input")}
    assert len(of) == totals.failed
    reasons = Counter(each.message for each in failed if each.level == "skipped")
    assert reasons == totals.reasons


def test_failures_say_what_the_manifest_says(bad_tree: Path, tmp_path: Path) -> None:
    converted(bad_tree, output=tmp_path)
    said = {
        str(Path(record["input"]).absolute()): (record.get("code", ""), record.get("reason"))
        for record in lines_of(tmp_path / "out.jsonl.manifest.jsonl")
        if record.get("status") in ("failed", "skipped")
    }
    found = failures_in(items(bad_tree))
    whole = {each.source: (each.code, each.message) for each in found if each.level in ("input", "skipped")}  # fmt: skip
    bad, cut = str(bad_tree / "rows.jsonl"), str(bad_tree / "broken.xml")
    assert {**whole, bad: said[bad], cut: said[cut]} == said
    assert [(each.level, each.code) for each in found if each.source == cut] == [
        ("article", "read.truncated")
    ]
    rows = [each for each in found if each.source == bad]
    assert rows[0].message == "$.headline: a text is wanted here, not a number"
    assert [(each.article_index, each.line, each.excerpt) for each in rows] == [
        (3, 4, '{"headline": 1}'),
        (4, 5, "{"),
        (6, 7, "[]"),
    ]


@pytest.mark.parametrize("size", [1 << 10, 1 << 16, 1 << 30])
@pytest.mark.parametrize("kind", KINDS)
def test_parts_of_any_size_give_what_a_conversion_gives(
    kind: str, size: int, tmp_path: Path
) -> None:
    make, ending = KINDS[kind]
    path = tmp_path / f"large{ending}"
    path.write_bytes(make(300_000, 2))
    rows, _ = converted(path, output=tmp_path)
    planned = list(pieces(path, part_bytes=size))
    assert len(planned) == 1 if size > 300_000 else len(planned) > 4
    assert articles_in(items(path, part_bytes=size)) == rows
    assert failures_in(items(path, part_bytes=size)) == []
    for piece in planned[:-1]:
        state = pickle.dumps(piece.inputs[0].part)  # of NewsML-G2, what a message says of all items
        assert len(pickle.dumps(piece)) < 500 + len(state)


@pytest.mark.parametrize("kind", ["jsonl", "dated-text"])
def test_an_input_that_breaks_in_a_part_gives_the_articles_before_and_behind(
    kind: str, tmp_path: Path
) -> None:
    make, ending = KINDS[kind]
    path = tmp_path / f"large{ending}"
    data = make(300_000, 2)
    middle = data.index(b"\n", len(data) // 2) + 1
    broken = b"{\n" if kind == "jsonl" else b"\n\xff\xfe\x00 date 2021-13-45 Bad\n\n"
    path.write_bytes(data[:middle] + broken + data[middle:])
    rows, totals = converted(path, output=tmp_path)
    found = items(path, part_bytes=1 << 14)
    assert articles_in(found) == rows
    levels = Counter(failure.level for failure in failures_in(found))
    assert levels["article"] == totals.articles_failed
    assert bool(failures_in(found)) == bool(totals.failed)


# ---- ranges


@pytest.mark.parametrize("size", [700, 1 << 12, 1 << 16])
@pytest.mark.parametrize("kind", ["jsonl", "dated-text"])
def test_ranges_give_the_same_articles_in_the_same_order(
    kind: str, size: int, tmp_path: Path
) -> None:
    make, ending = KINDS[kind]
    path = tmp_path / f"large{ending}"
    path.write_bytes(make(200_000, 2))
    rows = [json.loads(row) for row in converted(path, output=tmp_path)[0]]
    planned = list(pieces(path, part_bytes=size, planning="ranges"))
    assert all(piece.inputs[0].span for piece in planned)
    found = [
        json.loads(item.to_json())
        for piece in planned
        for item in read_piece(piece)
        if isinstance(item, Article)
    ]
    for row in rows:
        row["origin"].pop("index"), row["origin"].pop("line")
    assert found == rows


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("utf-16 lines", lambda data: data.decode().encode("utf-16")),
        ("mbox", lambda data: data),
        ("undated text", lambda data: UNDATED * 3000),
    ],
)
def test_what_cannot_be_aligned_is_planned_exactly(kind: str, make: Any, tmp_path: Path) -> None:
    source = "mbox" if kind == "mbox" else "jsonl"
    path = tmp_path / ("large.txt" if kind == "undated text" else f"large.{source}")
    path.write_bytes(make(KINDS[source][0](100_000, 2)))
    planned = list(pieces(path, part_bytes=1 << 14, planning="ranges"))
    assert not any(piece.inputs[0].span for piece in planned)
    assert articles_in(items(path, part_bytes=1 << 14, planning="ranges")) == converted(path, output=tmp_path)[0]  # fmt: skip


def test_aligning_reads_the_beginning_and_near_the_offsets_alone(tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    path.write_bytes(b'{"schema":"newsfmt-article/1","type":"text","headline":"Row"}\n' * 400_000)
    files = _Counting()
    planned = list(pieces(str(path), part_bytes=1 << 20, planning="ranges", filesystem=files))
    assert len(planned) == 24
    assert files.bytes < 4 << 20
    files.bytes = 0
    middle = list(read_piece(planned[12], filesystem=files))
    assert len(middle) == pytest.approx((1 << 20) / 62, abs=2)
    assert files.bytes < 6 << 20


def test_a_plugin_whose_align_fails_is_named(tmp_path: Path) -> None:
    class Bad:
        @hookimpl
        def newsfmt_formats(self) -> Format:
            def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
                yield Article(headline=stream.read().decode())

            def align(stream: BinaryIO, context: Context, start: int, end: int) -> Part | None:
                if end < 100:
                    raise RuntimeError("no")
                return Part(start=start, end=end)

            return Format(name="bad", title="Bad", read=read, align=align)

    path = tmp_path / "a.bad"
    path.write_bytes(b"x" * 100)
    registry = Registry([Bad()])
    planned = list(
        pieces(path, part_bytes=50, planning="ranges", source_format="bad", registry=registry)
    )
    with pytest.raises(PluginError, match="failed in align of bad: RuntimeError: no"):
        list(read_piece(planned[0], registry=registry))


# ---- what is in a piece


def test_small_files_are_packed_by_their_bytes_and_the_cost_of_opening(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f"{number}.txt").write_bytes(b"x" * 300)
    planned = list(pieces(tmp_path, part_bytes=1600, open_cost=100))
    assert [len(piece.inputs) for piece in planned] == [4, 4, 2]
    assert [piece.size for piece in planned] == [1200, 1200, 600]
    names = [os.path.basename(each.path) for piece in planned for each in piece.inputs]
    assert names == [f"{number}.txt" for number in range(10)]
    assert len(next(pieces(tmp_path, part_bytes=3200, open_cost=1)).inputs) == 10


def test_the_cost_of_opening_bounds_the_files_of_a_piece(tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"{number}").touch()
    assert [len(piece.inputs) for piece in pieces(tmp_path)] == [512, 88]


def test_a_piece_is_read_in_another_folder(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, _ = converted(tree, output=tmp_path)
    monkeypatch.chdir(tree.parent)
    planned = list(pieces(tree.name))
    monkeypatch.chdir("/")
    assert [item.to_json() for piece in planned for item in read_piece(piece)] == rows  # type: ignore[union-attr]


def test_a_file_that_is_gone_is_raised_and_no_failure(tree: Path) -> None:
    planned = list(pieces(tree))
    (tree / "two.txt").unlink()
    with pytest.raises(FileNotFoundError):
        [item for piece in planned for item in read_piece(piece)]


def test_an_input_that_is_not_there_is_a_failure_of_the_listing(tmp_path: Path) -> None:
    (found,) = failures_in(items(tmp_path / "none.txt"))
    assert (found.level, found.code, found.message) == ("input", "os", "no such file or folder")


def test_every_item_says_which_input_it_is_of(tree: Path) -> None:
    sources = Counter()
    for piece in pieces(tree):
        reader = read_piece(piece)
        for _ in reader:
            sources[reader.source] += 1
    assert sources[str(tree / "data.jsonl")] == 3
    assert sources[str(tree / "two.txt")] == 2
    assert sum(sources.values()) == 18


def test_a_filter_leaves_out(tree: Path, tmp_path: Path) -> None:
    chosen = Filter(since="2021-05-10")
    rows, totals = converted(tree, output=tmp_path, filter=chosen)
    found = items(tree, how={"filter": chosen})
    assert articles_in(found) == rows
    assert len(failures_in(found)) == totals.skipped


@pytest.mark.parametrize(
    "wrong",
    [{"part_bytes": 0}, {"open_cost": True}, {"planning": "guess"}, {"encoding": "utf-99"}],
)
def test_a_wrong_choice_is_said_before_anything_is_listed(wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        pieces("nowhere", **wrong)
    with pytest.raises(UnknownFormatError):
        pieces("nowhere", source_format="nitff")
    with pytest.raises(OptionError, match="standard input has no pieces"):
        pieces("-")


def test_a_wrong_value_of_a_format_is_raised(tree: Path) -> None:
    with pytest.raises(OptionError):
        items(tree, read_options={"dayfirst": "perhaps"})


# ---- other file systems


class _Counting:
    """A file system of this machine's files, by URIs, that counts the bytes it gives."""

    def __init__(self, mark: str = "") -> None:
        self.mark = mark
        self.bytes = 0

    def find(self, path: str, /) -> Iterator[tuple[str, int]]:
        place = Path(path.removeprefix(self.mark))
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file():
                yield f"{self.mark}{file}", file.stat().st_size

    def open(self, path: str, /) -> BinaryIO:
        files = self

        class Counted(io.FileIO):
            def readinto(self, buffer: Any) -> int:
                count = super().readinto(buffer) or 0
                files.bytes += count
                return count

            def read(self, size: int = -1) -> bytes:
                data = super().read(size)
                files.bytes += len(data)
                return data

        return Counted(path.removeprefix(self.mark))  # type: ignore[return-value]


def test_another_file_system_gives_the_same(tree: Path, tmp_path: Path) -> None:
    (tree / ".hidden.txt").write_text(story(1))
    (tree / "large.jsonl").write_bytes(KINDS["jsonl"][0](100_000, 2))
    files = _Counting("store://")
    local = items(tree, part_bytes=1 << 14)
    found = items(f"store://{tree}", part_bytes=1 << 14, filesystem=files)
    assert sorted(articles_in(found)) == sorted(articles_in(local))
    assert [attrs.evolve(each, source=each.source.removeprefix("store://")) for each in failures_in(found)] == failures_in(local)  # fmt: skip
    with pytest.raises(OptionError, match="patterns are for files of this machine"):
        items("store:///x/*.txt", filesystem=files)


def test_a_piece_holds_plain_records_alone(tree: Path) -> None:
    for piece in pieces(tree):
        assert type(piece) is Piece
        assert b"lxml" not in pickle.dumps(piece)
        assert b"_registry" not in pickle.dumps(piece)

"""What exports say of the number of their articles is compared with the articles that they hold, in
one piece and in parts, and said in the scan, the report and the manifest.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

import newsfmt
from newsfmt import Article, Confidence, Context, Format, Head, Registry, hookimpl, parting
from newsfmt.batch import Conversion, Scan
from newsfmt.cli.inventory import tables
from newsfmt.cli.tables import plain
from newsfmt.counting import Count
from newsfmt.format import Part

CODE = "read.count-mismatch"


def begins(line: bytes) -> bool:
    return line.startswith(b"%")


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """``% 3 of 500`` before each article, ``end`` behind it; ``%!`` is a notice in its place."""
    first = context.part.index if context.part else 0
    for index, (_, lines) in enumerate(parting.pieces(stream, context, begins), first):
        context.index = index
        words = lines[0].decode().split()
        if words[0] == "%":
            context.stated(int(words[3]), int(words[1]))
        for _ in range(lines.count(b"end\n")):
            context.end_mark()
        if words[0] == "%!":
            context.warn("read.item-skipped", "it cannot be displayed")
        else:
            yield Article(headline=" ".join(words), origin=context.origin(index))


def sniff(head: Head) -> Confidence:
    return Confidence.CERTAIN if head.first_line.startswith("%") else Confidence.NO


@hookimpl
def newsfmt_formats() -> list[Format]:
    def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
        return parting.at_lines(stream, context, size, begins)

    return [Format(name="counted", title="Counted", sniff=sniff, read=read, split=split)]


def registry() -> Registry:
    return Registry(plugins=[sys.modules[__name__]])


def export(first: int, last: int, total: int, size: int = 0) -> str:
    line = "x" * 99 + "\n"
    return "".join(
        f"% {number} of {total}\n{line * (size // 100)}end\n" for number in range(first, last + 1)
    )


def found(data: str, **how: Any) -> list[str]:
    reader = newsfmt.read(data.encode(), registry=registry(), **how)
    list(reader)
    return [entry.message for entry in reader.report if entry.code == CODE]


@pytest.mark.parametrize(
    ("data", "messages"),
    [
        (export(1, 3, 3), []),
        ("%\n%\n".replace("%", "% 1 of 1"), []),
        (export(1, 2, 3), ["it says that it holds 3 articles, and it holds 2"]),
        (export(5, 6, 2), []),
        (export(1, 3, 3) + export(1, 2, 2), []),
        (export(1, 3, 3) + export(1, 1, 2), ["it says that it holds 5 articles, and it holds 4"]),
        (export(1, 1, 2) + "%! gone\nend\n", ["it says that it holds 2 articles, and it holds 1; 1 item is no article"]),
        ("% 1 of 1\nend\nend\n", ["2 marks end an article, and it holds 1 article"]),
    ],
)  # fmt: skip
def test_statements_and_marks_are_compared(data: str, messages: list[str]) -> None:
    assert found(data) == messages


def test_a_cover_and_the_numbers_behind_it_are_one_statement() -> None:
    count = Count()
    for _ in range(2):
        count.add(3)
        for number in (1, 2, 3):
            count.add(3, number)
    assert count.says == 6


def test_parts_join_to_what_the_whole_states() -> None:
    numbers = [(3, 0), (3, 1), (3, 2), (3, 3), (2, 1), (2, 2), (2, 1), (2, 2)]
    for cut in range(len(numbers) + 1):
        parts = Count(), Count()
        for place, statement in enumerate(numbers):
            parts[place >= cut].add(*statement)
        parts[0].merge(parts[1])
        assert parts[0].says == 7, cut


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_large_file_that_is_read_in_parts(tmp_path: Path, jobs: int) -> None:
    (tmp_path / "a").write_text(export(1, 30, 30, 600_000) + export(1, 4, 5, 600_000))
    (tmp_path / "b").write_text(export(1, 3, 3))
    scan = Scan([tmp_path], jobs=jobs, registry=registry(), source_format="counted")
    assert [(each.says, each.holds) for each in scan] == [(35, 34), (3, 3)]
    assert scan.totals.stating == 2
    assert scan.totals.problems[CODE].count == 1
    [differing] = scan.totals.to_dict()["counts"]["differing"]
    assert differing == {"input": str(tmp_path / "a"), "says": 35, "holds": 34}
    shown = plain(tables(scan.totals)).split("\n")
    assert f"  35     34  {tmp_path / 'a'}" in shown


def test_report_and_manifest_have_both_numbers(tmp_path: Path) -> None:
    source, report = tmp_path / "in", io.BytesIO()
    source.mkdir()
    (source / "a").write_text(export(1, 30, 31, 600_000))
    (source / "b").write_text(export(1, 2, 3))
    (source / "c").write_text("%\n")
    run = Conversion([source], tmp_path / "out", to="json", registry=registry(), source_format="counted", report=report)  # fmt: skip
    for _ in run:
        pass
    told = [json.loads(line) for line in report.getvalue().splitlines()]
    assert [(entry["source"], entry["code"]) for entry in told if entry["code"] == CODE] == [
        (str(source / name), CODE) for name in ("a", "b")
    ]
    lines = (tmp_path / "out/newsfmt-manifest.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines[1:-1]]
    assert [(r["input"][-1], r.get("says"), r.get("holds")) for r in records] == [("a", 31, 30), ("b", 3, 2), ("c", None, None)]  # fmt: skip

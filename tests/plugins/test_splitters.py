"""A plugin's splitter: however it parts a large file, every article is in the output once, the file
is in the accounts, and a splitter at fault is named.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from newsfmt import Registry
from newsfmt.batch import Conversion, ReadingOptions, scan_tree
from newsfmt.batch._parts import PART, Parts
from newsfmt.batch._reader import Task
from newsfmt.format import Part

from .conftest import Plugin, stories

COUNT, WORDS = 90, 1800

GOOD = ""
EARLY_END = """
whole = split
def split(stream, context, size):
    part = next(whole(stream, context, size))
    yield part
"""
EARLY_LAST = """
whole = split
def split(stream, context, size):
    first, second, *_ = whole(stream, context, size)
    yield first
    yield Part(start=second.start, end=second.end, line=second.line, last=True)
"""
GAP = """
whole = split
def split(stream, context, size):
    first, second, *others = whole(stream, context, size)
    yield first
    yield from others
"""
OVERLAP = """
whole = split
def split(stream, context, size):
    parts = list(whole(stream, context, size))
    yield parts[0]
    yield Part(start=0, end=parts[-1].end, last=True)
"""
LAST_TWICE = """
whole = split
def split(stream, context, size):
    for part in whole(stream, context, size):
        yield Part(start=part.start, end=part.end, line=part.line, last=True)
"""
EMPTY = """
whole = split
def split(stream, context, size):
    yield Part(start=0, end=0)
    yield from whole(stream, context, size)
"""
NO_PART = """
whole = split
def split(stream, context, size):
    for part in whole(stream, context, size):
        yield (part.start, part.end)
"""
RAISING = """
whole = split
def split(stream, context, size):
    yield next(whole(stream, context, size))
    raise KeyError("boom")
"""
LEAVING = """
def split(stream, context, size):
    raise SystemExit(0)
    yield
"""
NO_GENERATOR = """
def split(stream, context, size):
    return None
"""
WRONG = {
    "early end": (EARLY_END, r"ValueError: the parts end at byte \d+ of \d+, and none of them is the last"),
    "early last": (EARLY_LAST, r"ValueError: the last part ends at byte \d+ of \d+"),
    "gap": (GAP, r"ValueError: the parts leave a gap: one ends at byte \d+, the next begins at \d+"),
    "overlap": (OVERLAP, r"ValueError: the parts overlap: one ends at byte \d+, the next begins at 0"),
    "last twice": (LAST_TWICE, r"ValueError: the last part ends at byte \d+ of \d+"),
    "empty": (EMPTY, r"ValueError: the part at byte 0 is empty"),
    "no part": (NO_PART, r"TypeError: it gave tuple, not Part"),
    "raises": (RAISING, r"KeyError: 'boom'"),
    "leaves": (LEAVING, r"SystemExit: 0"),
    "no generator": (NO_GENERATOR, r"TypeError: 'NoneType' object is not iterable"),
}  # fmt: skip


def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.pct"
    path.write_bytes(stories(COUNT, WORDS))
    assert path.stat().st_size > 2 * PART
    return path


def parts(path: Path, registry: Registry) -> list[Part]:
    task = Task(str(path), path.name, path.stat().st_size, named=True, alone=True)
    return list(Parts.of(task, ReadingOptions(), registry) or ())


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("kind", WRONG)
def test_a_splitter_at_fault_loses_nothing_and_is_named(
    kind: str, jobs: int, plugin: Plugin, tmp_path: Path
) -> None:
    code, said = WRONG[kind]
    registry = Registry(files=[plugin(code)], entry_points=False)
    conversion = Conversion(
        large(tmp_path),
        tmp_path / "out.jsonl",
        to="jsonl",
        layout="stream",
        jobs=jobs,
        registry=registry,
    )
    (outcome,) = list(conversion)
    assert (outcome.status, outcome.articles) == ("converted", COUNT)
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == COUNT
    assert (conversion.totals.inputs, conversion.totals.converted) == (1, 1)
    (fault,) = conversion.totals.plugins.values()
    assert fault.startswith(f"plugin {tmp_path / 'pct.py'} failed in split: ")

    assert re.search(said, fault), fault


def test_a_good_splitter_gives_what_the_whole_gives(plugin: Plugin, tmp_path: Path) -> None:
    registry = Registry(files=[plugin(GOOD)], entry_points=False)
    path = large(tmp_path)
    assert len(parts(path, registry)) > 1
    conversion = Conversion(
        path, tmp_path / "out.jsonl", to="jsonl", layout="stream", registry=registry
    )
    (outcome,) = list(conversion)
    assert outcome.articles == COUNT
    headlines = [
        json.loads(row)["headline"] for row in (tmp_path / "out.jsonl").read_bytes().splitlines()
    ]
    assert headlines == [f"Ferry {number} stops" for number in range(COUNT)]
    assert conversion.totals.plugins == {}


def test_a_scan_names_a_splitter_at_fault(plugin: Plugin, tmp_path: Path) -> None:
    registry = Registry(files=[plugin(EARLY_END)], entry_points=False)
    inventory = scan_tree(large(tmp_path), registry=registry, jobs=1)
    assert inventory.articles_read == COUNT
    assert [fault for fault in inventory.plugins.values() if "failed in split" in fault]


def test_a_splitter_may_close_its_stream(plugin: Plugin, tmp_path: Path) -> None:
    code = """
whole = split
def split(stream, context, size):
    yield from whole(stream, context, size)
    stream.close()
"""
    registry = Registry(files=[plugin(code)], entry_points=False)
    conversion = Conversion(
        large(tmp_path), tmp_path / "out.jsonl", to="jsonl", layout="stream", registry=registry
    )
    (outcome,) = list(conversion)
    assert (outcome.articles, len(outcome.sha256)) == (COUNT, 64)


def test_a_file_that_grows_while_it_is_parted_is_no_fault(plugin: Plugin, tmp_path: Path) -> None:
    code = f"""
whole = split
def split(stream, context, size):
    parts = list(whole(stream, context, size))
    with open({str(tmp_path / "large.pct")!r}, "ab") as file:
        file.write(b"%%\\nLate\\nIt came late.\\n")
    yield from parts
"""
    registry = Registry(files=[plugin(code)], entry_points=False)
    assert len(parts(large(tmp_path), registry)) > 1
    assert registry.failures() == ()


def test_a_splitter_that_goes_by_lines_reads_the_file_in_blocks(
    plugin: Plugin, tmp_path: Path
) -> None:
    """The loop over lines that comes to mind first makes no call of ours for each byte or line."""
    registry = Registry(files=[plugin(GOOD)], entry_points=False)
    path = large(tmp_path)
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_code.co_filename.endswith("_parts.py")

    sys.setprofile(count)
    try:
        made = parts(path, registry)
    finally:
        sys.setprofile(None)
    assert len(made) > 1
    assert calls < 100

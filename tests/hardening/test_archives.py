"""Archives that mean harm: bombs, members that overlap, headers and numbers without end; what
they cost is bounded, and what is good in them is read.
"""

from __future__ import annotations

import gzip
import lzma
import os
import resource
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from newsfmt.errors import ArchiveError, LimitError
from newsfmt.format import Limits

from ..batch.archiving import all_but_last, contents, listed, tarred, zipped, zstd

MEMBERS = [(f"{'ab'[n % 2]}/story {n}.txt", f" date 2021-05-04 Bridge {n}\n\nIt opened.".encode() * n) for n in range(1, 9)]  # fmt: skip
PACKS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "xz": partial(lzma.compress, preset=0),
    "zst": zstd,
}


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    data = zipped(MEMBERS)
    first = data.index(b"PK\1\2")
    second = data.index(b"PK\1\2", first + 1)
    same = data[: second + 42] + bytes(4) + data[second + 46 :]
    same = same[: second + 46] + same[first + 46 : first + 59] + same[second + 59 :]
    [entry] = listed(same, tmp_path)
    assert "overlap" in str(entry.error)


def test_a_member_that_reaches_into_the_directory_is_refused(tmp_path: Path) -> None:
    data = zipped(MEMBERS)
    last = data.rindex(b"PK\1\2")
    long = data[: last + 20] + struct.pack("<L", 5000) + data[last + 24 :]
    [entry] = listed(long, tmp_path)
    assert "overlap" in str(entry.error)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=str
)
def test_a_bomb_in_a_zip_archive_costs_itself_alone(method: int, tmp_path: Path) -> None:
    members = [("a", os.urandom(100_000)), ("bomb", bytes(30 << 20)), ("b", b"after")]
    found = contents(zipped(members, method), tmp_path)
    assert isinstance(found[1][1], LimitError)
    assert [found[0], found[2]] == [members[0], members[2]]


def test_bombs_that_are_small_each_are_counted_together(tmp_path: Path) -> None:
    """Each member is below the size from which the ratio counts."""
    data = zipped((f"{n}", bytes(1 << 20)) for n in range(300))
    found = all_but_last(contents(data, tmp_path), LimitError)
    assert 0 < len(found) < 300
    assert sum(len(member) for _, member in found) <= 200 * len(data)  # type: ignore[arg-type,misc]
    assert len(contents(data, tmp_path, Limits(ratio=None))) == 300


@pytest.mark.parametrize("pack", ["gz", "xz", "zst"])
def test_a_bomb_in_a_compressed_tar_archive(pack: str, tmp_path: Path) -> None:
    members = [("a", b"before"), ("bomb", bytes(60 << 20)), ("b", b"after")]
    found = contents(PACKS[pack](tarred(members)), tmp_path)
    assert found[0] == members[0]
    assert isinstance(found[-1][1], LimitError)
    assert found[-1][0] == ""


def test_the_number_of_members_is_limited(tmp_path: Path) -> None:
    for data in (tarred(MEMBERS), zipped(MEMBERS)):
        found = all_but_last(contents(data, tmp_path, Limits(members=3)), LimitError)
        assert found == MEMBERS[:3]
        assert len(contents(data, tmp_path, Limits(members=8))) == 8


@pytest.mark.parametrize("kind", [b"x", b"L", b"K", b"g"])
def test_a_header_that_asks_for_much_memory(kind: bytes, tmp_path: Path) -> None:
    info = tarfile.TarInfo("a")
    info.type, info.size = kind, 3 << 30
    data = tarred([("first", b"1")])[:1024] + info.tobuf(tarfile.GNU_FORMAT) + bytes(10_000)
    found = all_but_last(contents(data, tmp_path), ArchiveError)
    assert found == [("first", b"1")]


def test_a_header_of_pax_with_an_endless_number(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a")
    info.type, info.size = b"x", 500_000
    data = info.tobuf(tarfile.USTAR_FORMAT) + b"1" * 500_224 + tarred(MEMBERS)
    assert all_but_last(contents(data, tmp_path), ArchiveError) == []


def test_headers_of_pax_without_end(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a")
    info.type, info.size = b"x", 11
    one = info.tobuf(tarfile.USTAR_FORMAT) + b"11 path=ab\n".ljust(512, b"\0")
    assert all_but_last(contents(one * 900 + tarred(MEMBERS), tmp_path), ArchiveError) == []


def test_sizes_below_zero(tmp_path: Path) -> None:
    data = bytearray(tarred([("a", b"x" * 600), ("b", b"y")], tarfile.GNU_FORMAT))
    data[124:136] = b"\xff" * 10 + b"\xfe\x00"  # -512
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    assert all_but_last(contents(bytes(data), tmp_path), ArchiveError) == []


HUGE = """
import resource, sys
from newsfmt.archives import entries, kind_of
from newsfmt.format import Limits
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(entry.content is not None for entry in entries(sys.argv[1], kind_of(sys.argv[1]), Limits()))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("make", [tarred, zipped], ids=["tar", "zip"])
def test_memory_does_not_grow_with_the_members(make: Callable[..., bytes], tmp_path: Path) -> None:
    grown = []
    for members in (2_000, 20_000):
        path = tmp_path / f"{members}"
        path.write_bytes(make((f"folder/of/stories/story {n}.txt", b"x") for n in range(members)))
        done = subprocess.run(
            [sys.executable, "-c", HUGE, path], capture_output=True, text=True, check=True
        )
        count, kibibytes = map(int, done.stdout.split())
        assert count == members
        grown.append(kibibytes)
    assert grown[1] - grown[0] < 3_000, f"{grown} KiB; {resource.getpagesize()}"

"""Cut files never pass for whole ones: every sample of every format, cut at many places.

A cut input *passes* where it is read without an error, ``report.complete`` is True and the format
is not unsure, with its format named, as a file of its name, and as bytes without a name. It may
pass only where nothing was lost: its articles are those of the whole input (what was cut off is
white space, or a trailer that says nothing), or where formats let inputs follow each other, those
before the cut, and what stands behind it gives the others.

Some cuts nobody can tell: dated text, Markdown and tables outside quotes have no end, nor has the
text of a mail that is in one part, and a header without SOH behind a message without EOT may be
anything. They are not made here (docs/explanation/cut-off-inputs.md).

The shipped samples are always cut, those beside the repository (NEWSFMT_SHARED, or ``../shared``)
where they are there: at some sixty places each, and with ``NEWSFMT_CUTS=all`` at every byte of the
smaller ones and at a thousand places of the others.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import newsfmt
from newsfmt import Article
from newsfmt.errors import NewsfmtError, TruncatedError

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("NEWSFMT_SHARED", ROOT.parent / "shared")) / "samples"
ALL = os.environ.get("NEWSFMT_CUTS") == "all"
PLACES, MOST = (1000, 4096) if ALL else (60, 60)

SHIPPED = {
    "newsml-g2": "newsfmt/formats/newsml_g2/samples",
    "newsml-1": "newsfmt/formats/newsml_1/samples",
    "nitf": "newsfmt/formats/nitf/samples",
    "ninjs": "newsfmt/formats/ninjs/samples",
    "json": "newsfmt/formats/samples/json",
    "jsonl": "newsfmt/formats/samples/jsonl",
    "records": "newsfmt/formats/table/samples/records",
    "iptc7901": "plugins/newsfmt-wire/newsfmt_wire/samples/iptc7901",
    "anpa1312": "plugins/newsfmt-wire/newsfmt_wire/samples/anpa1312",
    "eml": "plugins/newsfmt-wire/newsfmt_wire/samples/eml",
    "mbox": "plugins/newsfmt-wire/newsfmt_wire/samples/mbox",
}
BESIDE = {
    "newsml-g2": ("newsml-g2",),
    "newsml-1": ("newsml-1.2",),
    "nitf": ("nitf",),
    "ninjs": ("ninjs-1", "ninjs-2", "ninjs-3"),
    "iptc7901": ("iptc7901",),
    "anpa1312": ("anpa1312",),
}
FOLLOWING = frozenset({"jsonl", "records", "ninjs", "iptc7901", "anpa1312", "mbox"})
"""Formats whose inputs may follow each other, so that one has no end but that of its last
article.
"""


def documents() -> Iterator[tuple[str, Path]]:
    for format, folder in SHIPPED.items():
        yield from ((format, path) for path in sorted((ROOT / folder).iterdir()))
    for format, folders in BESIDE.items():
        for folder in folders:
            if (SHARED / folder).is_dir():
                yield from ((format, path) for path in sorted((SHARED / folder).iterdir()))


DOCUMENTS = list(documents())


def outcome(data: bytes, **how: Any) -> tuple[list[Article], bool, Exception | None]:
    """The articles, without their origins, whether all was read, and the error that ended it."""
    articles: list[Article] = []
    try:
        reader = newsfmt.read(data, **how)
        articles.extend(attrs.evolve(article, origin=None) for article in reader)
    except NewsfmtError as error:
        return articles, False, error
    return articles, reader.report.complete and not reader.unsure, None


def places(data: bytes, name: str) -> list[int]:
    """Where to cut: all over, more often at both ends."""
    size, rng = len(data), random.Random(name)
    if size <= MOST:
        return list(range(1, size))
    ends = {*range(1, 8), *range(size - 12, size), 120, 200, size // 2}
    drawn = {rng.randrange(1, size) for _ in range(PLACES - len(ends))}
    return sorted(place for place in ends | drawn if 0 < place < size)


def can_tell(format: str, data: bytes, cut: int) -> bool:
    """Whether a cut there can be told: a mail in one part has no mark at the end of its text."""
    if format == "eml":
        return b"multipart/" in data or cut < max(data.find(b"\n\n"), data.find(b"\r\n\r\n"))
    if format == "mbox":
        start = data.rfind(b"\nFrom ", 0, cut + 5)
        message = data[start + 1 :]
        header = message.find(b"\n\n")
        return b"multipart/" in message[:header] or start + 6 < cut < start + 1 + header
    if format in ("iptc7901", "anpa1312"):
        behind = data[:cut].rpartition(b"\x03")[2].replace(b"\x7f", b"")
        framed = b"\x01" in behind or b"\x02" in behind or b"\x04" in behind
        return framed or len(behind.split(b"\n", 1)[-1].strip()) == 0 or b"\n" not in behind
    return True


def passes_for_whole(format: str, name: str, data: bytes, whole: list[Article], cut: int) -> bool:
    """Whether an input that is cut off is taken for a whole one."""
    for how in ({"format": format}, {"name": name}, {}):
        articles, complete, error = outcome(data[:cut], **how)
        if error is not None or not complete or articles == whole:
            continue
        if format in FOLLOWING and articles == whole[: len(articles)]:
            others, _, _ = outcome(data[cut:], format=format)
            if others == whole[len(articles) :]:
                continue
        return True
    return False


@pytest.mark.parametrize(
    ("format", "path"), DOCUMENTS, ids=[f"{format}-{path.name}" for format, path in DOCUMENTS]
)
def test_no_cut_file_passes_for_a_whole_one(format: str, path: Path) -> None:
    data = path.read_bytes()
    whole, complete, _ = outcome(data, format=format)
    if not complete:
        pytest.skip("it is refused as a whole")
    cuts = [cut for cut in places(data, path.name) if can_tell(format, data, cut)]
    wrong = [cut for cut in cuts if passes_for_whole(format, path.name, data, whole, cut)]
    assert not wrong


def test_there_are_thousands_of_cuts() -> None:
    count = sum(
        sum(can_tell(format, data, cut) for cut in places(data, path.name))
        for format, path in DOCUMENTS
        if (data := path.read_bytes())
    )
    assert count > (5000 if SHARED.is_dir() else 700)


@pytest.mark.parametrize("format", SHIPPED)
def test_what_a_format_refuses_is_named(format: str) -> None:
    """Where its format is named, what is cut off is refused as that, in every format."""
    path = sorted((ROOT / SHIPPED[format]).iterdir())[-1]
    data = path.read_bytes()
    errors = [
        error
        for cut in places(data, path.name)
        if can_tell(format, data, cut)
        and (error := outcome(data[:cut], format=format)[2]) is not None
    ]
    named = [error for error in errors if isinstance(error, TruncatedError)]
    assert len(named) >= 0.9 * len(errors)
    assert named

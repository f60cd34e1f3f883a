"""Large files in parts: whatever the number of workers, the output is what a conversion of the file
as a whole gives, byte by byte.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import newsfmt
from newsfmt._registry import default_registry
from newsfmt.article import Article, Association
from newsfmt.batch import Conversion
from newsfmt.batch._parts import PART
from newsfmt.body import Paragraph
from newsfmt.testing.parts import parts_of

LARGE = 17 << 20
PROSE = (
    "The ferry line drops its night sailing after a slow winter, and nobody in Bodø was surprised. "
)


def articles(size: int, words: int) -> Iterator[Article]:
    """Articles of that many bytes together; of some, an association holds another."""
    number = 0
    while size > 0:
        body = tuple(Paragraph(PROSE * (words + (number + place) % 7)) for place in range(4))
        held = Article(
            id=f"urn:example:{number}:a",
            version="1",
            headline="Timetable",
            body=(Paragraph("It sails at 9."),),
        )
        yield Article(
            id=f"urn:example:{number}", version="1", headline=f"Ferry {number} stops", published=newsfmt.NewsDate("2021-01-17"), body=body,
            associations=(Association(item=held),) if number % 5 == 0 else (),
        )  # fmt: skip
        size -= 4 * len(PROSE) * words
        number += 1


def news_message(size: int, words: int) -> bytes:
    out = io.BytesIO()
    newsfmt.write(articles(size, words), out, format="newsml-g2")
    return out.getvalue()


def mailbox(size: int, words: int) -> bytes:
    rows = []
    for number, article in enumerate(articles(size, words)):
        text = "\n\n".join(article.paragraphs)
        inside = (
            "\nFrom press@example.org Sun Jan 17 15:05:00 2021\nSubject: quoted\n\n"
            if number % 3
            else ""
        )
        length = f"Content-Length: {len((inside + text).encode()) + 1}\n" if number % 2 else ""
        rows.append(
            f"From press@example.org Sun Jan 17 15:05:00 2021\nSubject: {article.headline}\n{length}\n{inside}{text}\n\n"
        )
    return "".join(rows).encode()


def lines(size: int, words: int) -> bytes:
    out = io.BytesIO()
    newsfmt.write(articles(size, words), out, format="jsonl")
    return out.getvalue()


def dated_text(size: int, words: int) -> bytes:
    return b"\n\n".join(
        f" date 2021-01-17 {each.headline}\n\n{each.text}".encode()
        for each in articles(size, words)
    )


KINDS = {
    "newsml-g2": (news_message, ".xml"),
    "mbox": (mailbox, ".mbox"),
    "jsonl": (lines, ".jsonl"),
    "dated-text": (dated_text, ".txt"),
}


def parts(kind: str, data: bytes, size: int) -> int:
    registry = default_registry()
    return len(parts_of(registry.get(kind), data, size, registry))


def converted(path: Path, output: Path, jobs: int) -> tuple[bytes, dict[str, object]]:
    """The output of a batch with that many workers, and what the manifest says of the input."""
    run = Conversion(path, output, to="jsonl", layout="stream", jobs=jobs)
    for _ in run:
        pass
    rows = [json.loads(row) for row in Path(f"{output}.manifest.jsonl").read_bytes().splitlines()]
    (found,) = [row for row in rows if "input" in row]
    return output.read_bytes(), {
        key: found.get(key)
        for key in ("articles", "failed", "skipped", "status", "reason", "sha256", "diagnostics")
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_large_file_gives_the_same_bytes_with_one_worker_two_and_none(
    kind: str, tmp_path: Path
) -> None:
    make, ending = KINDS[kind]
    path = tmp_path / f"large{ending}"
    data = make(LARGE, 60)
    assert len(data) > 16 << 20
    assert parts(kind, data, PART) > 1
    path.write_bytes(data)
    newsfmt.convert(path, tmp_path / "whole.jsonl")
    whole = (tmp_path / "whole.jsonl").read_bytes()
    one, said = converted(path, tmp_path / "one.jsonl", 1)
    two, repeated = converted(path, tmp_path / "two.jsonl", 2)
    assert (one == whole, two == whole) == (True, True)
    assert said == repeated
    assert (said["articles"], said["status"]) == (whole.count(b"\n"), "converted")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["bad article", "bad end"])
def test_parts_of_a_broken_file_come_to_what_the_whole_comes_to(
    kind: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, ending = KINDS[kind]
    data = make(400_000, 2)
    middle = data.index(
        {
            "newsml-g2": b"</headline>",
            "mbox": b"\nFrom press",
            "jsonl": b"\n",
            "dated-text": b"\n date",
        }[kind],
        len(data) // 3,
    )
    bad = {
        "newsml-g2": b"<x:bad/>", "mbox": b"\nFrom press@example.org Sun Jan 17 15:05:00 2021\n\nno header\n\n", "jsonl": b"\nnonsense",
        "dated-text": b"\n date 2021-13-17 No such day\n\nIt is none.\n",
    }[kind]  # fmt: skip
    path = tmp_path / f"broken{ending}"
    broken = (
        data[:middle] + bad + data[middle:]
        if fault == "bad article"
        else data[: -len(data) // 3] + b"</b>\xff"
    )
    assert parts(kind, broken, 20_000) > 5 or (kind, fault) == ("newsml-g2", "bad end")
    path.write_bytes(broken)
    found = []
    for jobs, size in ((1, 1 << 30), (1, 50_000), (2, 20_000)):
        monkeypatch.setattr("newsfmt.batch._parts.PART", size)
        found.append(converted(path, tmp_path / f"{len(found)}.jsonl", jobs))
    assert found[0] == found[1] == found[2]

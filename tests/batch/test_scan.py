"""Looking through folders without converting: everything is counted once, whatever is in it, and
the sums are right however many work at it.
"""

from __future__ import annotations

import bz2
import gzip
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import attrs
import pytest

import newsfmt
from newsfmt import Article, Format, Head, Registry, batch, hookimpl
from newsfmt.batch import Inventory, Scan, Scanned, scan_tree
from newsfmt.batch._duplicates import Digests, Names, content_digest, version_digest
from newsfmt.batch._encodings import Seen, Watch, encoding_of
from newsfmt.errors import OptionError, UnknownFormatError
from newsfmt.format import Limits
from newsfmt.prose import BYTE_ORDER_MARKS

from .conftest import ROOT, Run, command, story, write_bytes

PAGE = Path(__file__).parents[2] / "docs/how-to/look-before-converting.md"
G2 = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{id}" version="{version}" standard="NewsML-G2" standardversion="{standard}" xml:lang="nb"/>'


def scanned(*inputs: Path, **how: Any) -> tuple[list[Scanned], Inventory]:
    scan = Scan(inputs, **{"jobs": 1, **how})
    return list(scan), scan.totals


def reconciled(inventory: Inventory, found: list[Scanned]) -> Inventory:
    """An inventory whose sums are right, and the sums of the records."""
    statuses = Counter(one.status for one in found)
    assert inventory.inputs == len(found) == inventory.read + inventory.skipped + inventory.failed
    assert (inventory.read, inventory.skipped, inventory.failed) == (
        statuses["read"],
        statuses["skipped"],
        statuses["failed"],
    )
    assert (
        inventory.articles
        == inventory.articles_read + inventory.articles_skipped + inventory.articles_failed
    )
    assert (
        inventory.articles_read
        == sum(one.articles for one in found)
        == sum(inventory.languages.values())
    )
    assert inventory.articles_read == sum(total.articles for total in inventory.formats.values())
    assert inventory.dated + inventory.undated == inventory.articles_read
    assert inventory.bytes == sum(one.size for one in found)
    return inventory


# ---- what is found
# ------------------------------------------------------------


def test_everything_is_found_once(tree: Path) -> None:
    write_bytes(tree / "b/picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
    write_bytes(tree / ".hidden.txt", b"x")
    write_bytes(tree / "empty.txt", b"")
    write_bytes(tree / "broken.json", b'{"headline": "a", "byline" "b"}')
    write_bytes(
        tree / "rows.jsonl",
        b'{"schema":"newsfmt-article/1","headline":"a"}\n{"schema":"newsfmt-article/1","headline":7}\n',
    )
    (tree / "link.txt").symlink_to(tree / "two.txt")
    found, inventory = scanned(tree)
    reconciled(inventory, found)
    assert (inventory.inputs, inventory.read, inventory.skipped, inventory.failed) == (21, 15, 3, 3)
    assert (inventory.articles_read, inventory.articles_failed) == (12 + 2 + 3 + 1 + 1, 1)
    assert inventory.reasons == {"hidden": 1, "symbolic link": 1, "it is a PNG picture": 1}
    assert not inventory.complete
    assert {Path(one.input).name: (one.code, one.reason) for one in inventory.failures} == {
        "broken.json": (
            "format.unknown",
            "no format recognises it; it is JSON; name one with --from or format=",
        ),
        "empty.txt": ("parse.invalid", "empty input (0 bytes)"),
        "rows.jsonl": (
            "read.article-skipped",
            "1 of its articles could not be read; 2: $.headline: a text is wanted here, not a number",
        ),
    }
    assert [one.input for one in found] == sorted(
        (one.input for one in found), key=lambda path: [*Path(path).parts]
    )


def test_an_inventory_says_what_is_there(tmp_path: Path) -> None:
    top = tmp_path / "in"
    write_bytes(top / "a.xml", G2.format(id="urn:a", version=1, standard="2.9").encode())
    write_bytes(top / "b.xml", G2.format(id="urn:b", version=1, standard="2.35").encode())
    write_bytes(top / "c.xml", G2.format(id="urn:c", version=1, standard="2.35").encode())
    rows = [
        {"headline": "one", "language": "en", "published": "2021"},
        {"headline": "two", "language": "en-GB", "published": "2020-12-31T23:30:00-01:00"},
        {"headline": "three", "updated": "2021-05-04"},
        {"headline": "four"},
    ]
    write_bytes(
        top / "d.jsonl",
        b"".join(
            json.dumps({"schema": "newsfmt-article/1", **row}).encode() + b"\n" for row in rows
        ),
    )
    found, inventory = scanned(top)
    reconciled(inventory, found)
    formats = {key: (total.inputs, total.articles) for key, total in inventory.formats.items()}
    assert formats == {
        ("newsml-g2", "2.9"): (1, 1),
        ("newsml-g2", "2.35"): (2, 2),
        ("jsonl", "newsfmt-article/1"): (1, 4),
    }
    assert [total.version for total in inventory.formats_in_order()] == [
        "2.35",
        "2.9",
        "newsfmt-article/1",
    ]
    assert inventory.languages == {"nb": 3, "en": 1, "en-GB": 1, "": 2}
    assert (str(inventory.earliest), str(inventory.latest), inventory.dated, inventory.undated) == (
        "2021",
        "2021",
        3,
        4,
    )
    assert inventory.bytes == sum(path.stat().st_size for path in top.iterdir())


def test_the_dates_are_as_precise_as_they_are_written(tmp_path: Path) -> None:
    for name, date in (("a", "2021-05"), ("b", "2021-05-01T00:00:00+02:00"), ("c", "2021-05-31")):
        write_bytes(
            tmp_path / f"in/{name}.txt", f" date {date} Bridge {name}\n\nIt opened.".encode()
        )
    inventory = scan_tree(tmp_path / "in", jobs=1)
    assert (str(inventory.earliest), str(inventory.latest)) == (
        "2021-05-01T00:00:00+02:00",
        "2021-05",
    )
    assert inventory.dated == 3


def test_problems_are_counted_with_the_first_of_their_kind(tmp_path: Path) -> None:
    write_bytes(tmp_path / "in/a.md", b"---\ntitle: A\n---\n\nA.\n")
    write_bytes(
        tmp_path / "in/b.jsonl",
        b'{"schema":"newsfmt-article/1","odd":1,"even":2}\n{"schema":"newsfmt-article/1","odd":1}\n',
    )
    _, inventory = scanned(tmp_path / "in")
    problem = inventory.problems["read.unknown-key"]
    assert (problem.count, problem.inputs) == (3, 1)
    assert problem.first.startswith(f"{tmp_path / 'in/b.jsonl'}:1: ")
    assert "[" not in problem.first.rpartition(" ")[2]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    found, inventory = scanned(tmp_path / "nothing", tmp_path / "*.txt")
    assert [(one.status, one.code, one.reason) for one in found] == [
        ("failed", "os", "no such file or folder"),
        ("failed", "os", "no file matches the pattern"),
    ]
    reconciled(inventory, found)
    assert inventory.failures == found
    if not ROOT:
        closed = write_bytes(tmp_path / "closed.txt", b"x")
        closed.chmod(0)
        assert scanned(closed)[0][0].reason == "permission denied"


def test_items_that_are_no_articles_are_counted(tmp_path: Path) -> None:
    path = write_bytes(
        tmp_path / "a.xml",
        b'<conceptItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:a" version="1"/>',
    )
    found, inventory = scanned(path)
    reconciled(inventory, found)
    assert (
        inventory.articles,
        inventory.articles_skipped,
        inventory.failed,
        inventory.complete,
    ) == (1, 1, 0, False)
    assert (found[0].status, found[0].reason) == ("skipped", "its items are no articles")


def test_what_it_is_told_is_how_it_reads(tmp_path: Path) -> None:
    path = write_bytes(tmp_path / "a.txt", b" date 03/04/2021 Bridge opens\n\nIt opened.")
    assert scan_tree(path, jobs=1).undated == 1
    assert str(scan_tree(path, jobs=1, read_options={"dayfirst": True}).earliest) == "2021-04-03"
    assert scan_tree(path, jobs=1, source_format="markdown").formats.keys() == {("markdown", "")}
    assert scan_tree(path, jobs=1, limits=Limits(input_bytes=10)).failures[0].code == "parse.limit"
    for wrong in ({"jobs": 0}, {"timeout": -1}, {"memory": 0}, {"encoding": "no-such"}):
        with pytest.raises(OptionError):
            scan_tree(path, **wrong)  # type: ignore[arg-type]
    with pytest.raises(UnknownFormatError):
        scan_tree(path, source_format="no-such")


# ---- encodings
# ------------------------------------------------------------

TEXT = " date 2021-05-04 Ferry to Ålesund\n\nDet gikk bra – sa de.\n"
XML = '<?xml version="1.0" encoding="{0}"?>\n<nitf><head><title>Ærlig</title></head><body><body.content><p>Å gå.</p></body.content></body></nitf>'
ENCODED = {
    "ascii": (TEXT.encode("ascii", "ignore"), "ascii", "bytes"),
    "utf-8": (TEXT.encode(), "utf-8", "bytes"),
    "utf-8 with its mark": (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8", "mark"),
    "utf-16": (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le", "mark"),
    "utf-16, big end first": (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be", "mark"),
    "utf-32": (b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"), "utf-32-le", "mark"),
    "windows-1252": (TEXT.encode("cp1252"), "windows-1252", "guessed"),
    "xml, utf-8": (XML.format("UTF-8").encode(), "utf-8", "bytes"),
    "xml, latin 1": (XML.format("ISO-8859-1").encode("latin-1"), "iso-8859-1", "declared"),
    "xml, latin 2": (
        XML.format("ISO-8859-2")
        .replace("Å", "Ł")
        .replace("Æ", "Č")
        .replace("å", "ž")
        .encode("iso-8859-2"),
        "iso-8859-2",
        "declared",
    ),
    "xml, ascii whatever is declared": (
        XML.format("ISO-8859-1").encode("ascii", "ignore"),
        "ascii",
        "bytes",
    ),
    "xml, utf-8 whatever is declared": (XML.format("ISO-8859-1").encode(), "utf-8", "bytes"),
    "xml, not what is declared": (XML.format("UTF-8").encode("cp1252"), "windows-1252", "guessed"),
    "xml, nothing declared": (
        XML.replace(' encoding="{0}"', "").encode("cp1252"),
        "windows-1252",
        "guessed",
    ),
    "xml, in seven bits": (
        XML.format("ISO-2022-JP").replace("Å gå", "東京").replace("Æ", "E").encode("iso2022_jp"),
        "iso-2022-jp",
        "declared",
    ),
    "gzip": (gzip.compress(TEXT.encode("cp1252")), "windows-1252", "guessed"),
    "bzip2": (bz2.compress(TEXT.encode()), "utf-8", "bytes"),
    "large": (TEXT.encode() + b"\nIt was.\n" * 20000 + "\n–\n".encode(), "utf-8", "bytes"),
    "large, and late": (
        TEXT.encode("ascii", "ignore") + b"\nIt was.\n" * 20000 + b"\n\x96 so\n",
        "windows-1252",
        "guessed",
    ),
    "cut off": (TEXT.encode() + b"\xc3", "windows-1252", "guessed"),
}


@pytest.mark.parametrize("case", ENCODED)
def test_the_encoding_is_that_of_the_bytes(case: str, tmp_path: Path) -> None:
    data, encoding, by = ENCODED[case]
    [one], inventory = scanned(write_bytes(tmp_path / "a.txt", data))
    assert (one.encoding, one.encoding_by) == (encoding, by), one
    assert inventory.encodings == {(encoding, by): 1}


def test_the_encoding_that_was_given(tmp_path: Path) -> None:
    path = write_bytes(tmp_path / "a.txt", TEXT.replace("Å", "Ł").encode("cp1250"))
    assert scan_tree(path, jobs=1, encoding="cp1250").encodings == {("cp1250", "given"): 1}
    assert scan_tree(
        write_bytes(path, b"\xef\xbb\xbf" + TEXT.encode()), jobs=1, encoding="cp1250"
    ).encodings == {("utf-8", "mark"): 1}
    assert scan_tree(
        write_bytes(path, TEXT.encode("ascii", "ignore")), jobs=1, encoding="cp1250"
    ).encodings == {("ascii", "bytes"): 1}
    assert scan_tree(
        write_bytes(path, TEXT.encode("utf-16-le")),
        jobs=1,
        source_format="dated-text",
        encoding="utf-16-le",
    ).encodings == {("utf-16-le", "given"): 1}
    bare = scan_tree(
        write_bytes(path, XML.format("UTF-16").encode("utf-16-le")), jobs=1, source_format="nitf"
    )
    assert bare.encodings == {("utf-16-le", "bytes"): 1}
    failed = scan_tree(write_bytes(path, TEXT.encode("cp1252")), jobs=1, encoding="utf-8")
    assert (failed.encodings, failed.failures[0].code) == ({}, "parse.encoding")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_bytes_are_looked_at_however_they_come(size: int) -> None:
    for data in (
        *(mark + "å – 東京 𝄞".encode(encoding) for mark, encoding in BYTE_ORDER_MARKS),
        TEXT.encode(),
        TEXT.encode("cp1252"),
        b"",
    ):
        watch, whole = Watch(), Watch()
        whole(data)
        for start in range(0, len(data), size):
            watch(data[start : start + size])
        assert watch.seen() == whole.seen()
        valid = True
        try:
            data.decode()
        except UnicodeDecodeError:
            valid = False
        assert (watch.seen().ascii, watch.seen().utf8) == (data.isascii(), valid)


def test_a_format_that_says_the_encoding_in_its_parts() -> None:
    assert encoding_of(Seen(ascii=False, utf8=False), None, {}) == ("8-bit", "format")
    assert encoding_of(
        Seen(ascii=False, utf8=False, declared="no-such"), None, {"read.encoding-mismatch": 1}
    ) == ("no-such", "declared")


# ---- duplicates
# ------------------------------------------------------------

SAME = Article.from_text(
    "MOLDE — The bridge opened on Tuesday, the mayor’s office said.\n\nIt is free of charge.",
    headline="Bridge opens in Molde",
    published="2021-05-04",
)


def test_the_same_article_in_several_formats_is_told(tmp_path: Path) -> None:
    top = tmp_path / "in"
    top.mkdir()
    for name, format in (
        ("a.txt", "dated-text"),
        ("b.json", "json"),
        ("c.xml", "newsml-g2"),
        ("d.nitf", "nitf"),
        ("e.md", "markdown"),
        ("f.json", "ninjs"),
    ):
        newsfmt.write([SAME], top / name, format=format)
    newsfmt.write([attrs.evolve(SAME, headline="Another")], top / "g.txt", format="dated-text")
    _, inventory = scanned(top)
    same = inventory.same_content
    assert same.count == 5
    assert [(Path(first[0]).name, Path(again[0]).name) for first, again in same.pairs] == [
        ("a.txt", f"{name}") for name in ("b.json", "c.xml", "d.nitf", "e.md", "f.json")
    ]
    assert inventory.same_files == batch.Duplicates()


def test_duplicates_are_told_with_their_places(tmp_path: Path) -> None:
    rows = [
        Article(id="urn:a", version="1", headline="First"),
        Article(id="urn:a", version="2", headline="Second"),
        Article(headline="First"),
        Article(id="urn:a", version="1", headline="Changed"),
        Article(id="urn:b", headline="Fourth"),
        Article(),
        Article(),
    ]
    top = tmp_path / "in"
    top.mkdir()
    newsfmt.write(rows, top / "a.jsonl", format="jsonl")
    newsfmt.write([Article(id="urn:b", headline="Fifth")], top / "b.jsonl", format="jsonl")
    write_bytes(top / "c.jsonl", (top / "b.jsonl").read_bytes())
    write_bytes(top / "d.png", b"\x89PNG\r\n\x1a\nsame")
    write_bytes(top / "e.png", b"\x89PNG\r\n\x1a\nsame")
    write_bytes(top / "f.txt", b"")
    write_bytes(top / "g.txt", b"")
    _, inventory = scanned(top)
    a, b, c = (str(top / f"{name}.jsonl") for name in "abc")
    assert inventory.same_version == batch.Duplicates(
        3, (((a, 0), (a, 3)), ((a, 4), (b, 0)), ((a, 4), (c, 0)))
    )
    assert inventory.same_content == batch.Duplicates(2, (((a, 0), (a, 2)), ((b, 0), (c, 0))))
    assert inventory.same_files == batch.Duplicates(
        2, (((b, None), (c, None)), ((str(top / "d.png"), None), (str(top / "e.png"), None)))
    )
    reader = list(newsfmt.read(top / "a.jsonl"))
    assert reader[3].headline == "Changed"  # the index is that of the articles read


def test_what_makes_two_articles_the_same() -> None:
    one = Article.from_text("It opened\nagain.\n\nSo they said.", headline="Å bridge")
    assert content_digest(one) == content_digest(
        Article.from_text("It  opened again.\n\nSo they said.", headline="A\u030a  bridge")
    )
    for other in (
        Article.from_text("It opened again.\n\nSo they said!", headline="Å bridge"),
        Article.from_text("It opened again.\n\nSo they said.", headline="A bridge"),
        Article.from_text("It opened again.\n\nSo they said.", headline="å bridge"),
    ):
        assert content_digest(one) != content_digest(other)
    assert content_digest(Article()) == content_digest(Article(headline=" ")) == 0
    assert version_digest(Article(version="1")) == 0
    assert version_digest(Article(id="a", version="1")) == version_digest(
        Article(id="a", version="1", headline="x")
    )
    assert (
        len({version_digest(Article(id="a", version=version)) for version in (None, "1", "2")}) == 3
    )
    assert version_digest(Article(id="a\ud800")) != 0


def test_repeats_are_found_in_passes() -> None:
    draw = random.Random(7)
    numbers = [
        draw.choice((0, draw.randrange(1, 1 << 64), draw.randrange(1, 300_000)))
        for _ in range(600_000)
    ]
    digests = Digests()
    for number in numbers:
        digests.add(number)
    firsts: dict[int, int] = {}
    expected = [
        (firsts[number], place)
        for place, number in enumerate(numbers)
        if number and firsts.setdefault(number, place) != place
    ]
    assert len(expected) > 50_000
    assert digests.repeats(100) == (len(expected), expected[:100])


def test_names_are_kept_on_disk_where_there_are_many() -> None:
    names = Names()
    expected = []
    for number in range(60_000):
        name = f"folder {number}/" + "å" * (number % 90) + ("\udcff" if number % 1000 == 0 else "")
        names.add(name, number % 3)
        expected += [(name, index) for index in range(number % 3)]
    for number in (0, 1, 2, 3, 30_000, len(expected) - 1):
        assert names.article(number) == expected[number]
    assert names.name(59_999).startswith("folder 59999/")
    names.add("last", 1)
    assert names.article(len(expected)) == ("last", 0)
    names.close()


# ---- several processes, faults
# ------------------------------------------------------------


def test_two_workers_find_what_one_finds(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsfmt.batch._parts.PART", 1 << 19)
    rows = [
        json.dumps(
            {
                "schema": "newsfmt-article/1",
                "id": f"urn:{n % 9000}",
                "headline": f"Row {n % 8000}",
                "language": "en",
            }
        )
        for n in range(12_000)
    ]
    write_bytes(tree / "large.jsonl", "\n".join(rows).encode())
    write_bytes(
        tree / "large.txt",
        b"\xef\xbb\xbf" + "\n\n".join(story(n, n % 28 + 1) for n in range(4000)).encode(),
    )
    write_bytes(
        tree / "western.txt",
        "\n\n".join(story(n, n % 28 + 1) for n in range(4000)).encode("cp1252"),
    )
    write_bytes(tree / "large.json", b'[{"headline": "a"' + b" " * (1 << 21))
    newsfmt.write(
        (attrs.evolve(SAME, headline=f"Bru {n} åpnet", id=f"urn:x:{n}") for n in range(1200)),
        tree / "message.xml",
        format="newsml-g2",
    )
    one, two = (scanned(tree, jobs=jobs) for jobs in (1, 2))
    monkeypatch.setattr("newsfmt.batch._parts.PART", 1 << 30)
    whole = scanned(tree, jobs=2)
    reconciled(one[1], one[0])
    assert one[1].articles_read > 20_000
    assert {item.input: item.encoding for item in one[0]}[str(tree / "large.txt")] == "utf-8"
    assert one == two == whole
    found = {Path(item.input).name: item for item in one[0]}
    assert (found["large.txt"].encoding_by, found["western.txt"].encoding_by) == ("mark", "guessed")
    assert (found["large.jsonl"].articles, found["large.jsonl"].version) == (
        12_000,
        "newsfmt-article/1",
    )
    assert one[1].same_version.count == 3_000
    assert one[1].same_content.count >= 4_000
    first, again = one[1].same_version.pairs[0]
    assert (first, again) == ((str(tree / "large.jsonl"), 0), (str(tree / "large.jsonl"), 9000))


def test_the_encoding_of_a_large_file_is_that_of_all_its_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsfmt.batch._parts.PART", 1 << 19)
    plain = "\n\n".join(story(n) for n in range(4000)).encode().replace("—".encode(), b"-")
    for name, data in (
        ("a", plain.replace(b"- The", b"\x97 The", 9)),
        ("b", plain[::-1].replace(b"ehT -", b"ehT \x97", 9)[::-1]),
    ):
        found, _ = scanned(write_bytes(tmp_path / f"{name}.txt", data), jobs=2)
        assert (found[0].encoding, found[0].encoding_by) == ("windows-1252", "guessed")
    assert scanned(write_bytes(tmp_path / "c.txt", plain))[0][0].encoding == "ascii"


def test_a_large_file_that_breaks_off_is_one_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsfmt.batch._parts.PART", 1 << 18)
    row = b'{"schema":"newsfmt-article/1","headline":"' + b"x" * 100 + b'"}\n'
    path = write_bytes(
        tmp_path / "a.jsonl",
        row * 9000 + b'{"schema":"newsfmt-article/1","headline":7}\n' + row * 9000,
    )
    found, inventory = scanned(path, jobs=2)
    reconciled(inventory, found)
    assert (inventory.articles_read, inventory.articles_failed, inventory.failed) == (18_000, 1, 1)
    assert found[0].reason.startswith("1 of its articles could not be read; 9001: ")
    stories = "\n\n".join(story(n) for n in range(4000)).encode()
    middle = stories.index(b"Bridge 2000 opens")
    text = write_bytes(tmp_path / "a.txt", stories[:middle] + b"\x96" + stories[middle:])
    found, inventory = scanned(text, jobs=2, encoding="utf-8")
    reconciled(inventory, found)
    assert (found[0].code, found[0].sha256, found[0].encoding) == (
        "parse.encoding",
        "",
        "",
    )  # its end was not read
    assert 1000 < found[0].articles < 2000


def test_what_a_bad_plugin_does_costs_its_input(tree: Path, bad: Path, run: Run) -> None:
    for what in ("crash", "exit", "loop", "memory", "fault"):
        write_bytes(tree / f"{what}.bad", f"BAD {what}\n".encode())
    done = run(
        "scan",
        "in",
        "--json",
        "--plugin",
        bad,
        "--jobs",
        2,
        "--timeout",
        10,
        "--memory",
        500,
        status=1,
    )
    inventory = json.loads(done.stdout)
    assert inventory["inputs"] == {
        "found": 20,
        "read": 15,
        "skipped": 0,
        "unsure": 0,
        "failed": 5,
    }
    assert {Path(one["input"]).name: one["code"] for one in inventory["failed"]} == {
        "crash.bad": "crash",
        "exit.bad": "crash",
        "loop.bad": "timeout",
        "memory.bad": "memory",
        "fault.bad": "plugin.error",
    }
    assert len([line for line in done.stderr.splitlines() if line.startswith("error: in/")]) == 5
    assert inventory["articles"]["read"] >= 18


class Versioned:
    """A plugin whose function for the version raises."""

    @hookimpl
    def newsfmt_formats(self) -> list[Format]:
        def version(head: Head) -> str:
            raise KeyError("no such thing")

        def read(stream: Any, context: Any) -> Any:
            yield Article.from_text(stream.read().decode(), headline="odd")

        return [Format(name="odd", title="Odd", read=read, version=version)]


def test_a_version_that_cannot_be_told_costs_the_version_alone(tmp_path: Path) -> None:
    path = write_bytes(tmp_path / "a.odd", b"x")
    inventory = scan_tree(
        path,
        jobs=1,
        source_format="odd",
        registry=Registry(plugins=[Versioned()], entry_points=False),
    )
    assert (inventory.articles_read, list(inventory.formats)) == (1, [("odd", "")])
    assert (list(inventory.plugins), inventory.problems) == (["Versioned"], {})


def test_plugins_that_fail_are_told_of_once(tree: Path, bad: Path, run: Run) -> None:
    bad.write_text(
        bad.read_text().replace(
            'head.data.startswith(b"BAD ")', 'head.data.split(b"Bridge 7")[1] == b""'
        )
    )
    one, two = (run("scan", "in", "--json", "--plugin", bad, "--jobs", jobs) for jobs in (1, 2))
    assert one.stdout == two.stdout
    [line] = one.stderr.splitlines()
    assert line.startswith(f"warning: plugin {bad} failed in sniff: ")
    assert line.endswith("[plugin.failed]")
    inventory = json.loads(one.stdout)
    assert [row["failure"] for row in inventory["plugins"]] == [
        line.removeprefix("warning: ").removesuffix(" [plugin.failed]")
    ]
    assert "plugin.failed" not in {row["code"] for row in inventory["diagnostics"]}


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="it looks for the workers in /proc"
)
@pytest.mark.alone
def test_an_interrupted_scan_says_so(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a.jsonl", b'{"schema":"newsfmt-article/1","headline":"x"}\n' * 500_000)
    with subprocess.Popen(
        command("scan", "a.jsonl", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as process:
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while not workers.read_text():
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"newsfmt: interrupted\n")


def test_kinds_without_end_are_counted_together(tmp_path: Path) -> None:
    rows = [
        json.dumps({"schema": "newsfmt-article/1", "headline": "x", "language": f"x-{n}"})
        for n in range(1500)
    ]
    inventory = scan_tree(write_bytes(tmp_path / "a.jsonl", "\n".join(rows).encode()), jobs=1)
    assert len(inventory.languages) == 1001
    assert inventory.languages["(others)"] == 500


MEMORY = """
import resource, sys
from newsfmt.batch import scan_tree
scan_tree(sys.argv[1], jobs=1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the unit of ru_maxrss is another one elsewhere"
)
def test_memory_grows_by_a_few_bytes_an_article(tmp_path: Path) -> None:
    peaks = []
    for count in (5_000, 55_000):
        path = tmp_path / f"{count}.jsonl"
        with open(path, "w") as file:
            file.writelines(
                f'{{"schema":"newsfmt-article/1","id":"urn:{n}","headline":"Row {n}"}}\n'
                for n in range(count)
            )
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, path],
            capture_output=True,
            text=True,
            check=True,
            timeout=100,
        )
        peaks.append([int(number) << 10 for number in done.stdout.split()])
    ours, workers = (after - before for before, after in zip(*peaks, strict=True))
    assert (
        ours < 50_000 * 150
    )  # 16 of them for digests, and a table of the last share of them while they are compared
    assert workers < 50_000 * 120  # what a worker has of one input is packed and sent


# ---- the command
# ------------------------------------------------------------


def test_the_command_says_what_the_library_says(
    tree: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("scan", "in", "--json")
    assert json.loads(done.stdout) == scan_tree("in", registry=Registry()).to_dict()
    assert done.stderr == ""
    shown = run("scan", "in", "-j", 1).stdout
    assert "files        15    15        0       0" in shown
    row = next(line for line in shown.splitlines() if line.startswith("dated-text"))
    counts = scan_tree("in", registry=Registry()).formats["dated-text", ""]
    assert row.split()[1:3] == [str(counts.inputs), str(counts.articles)]


def test_the_keys_of_the_json_are_on_the_page(run: Run, tree: Path) -> None:
    write_bytes(tree / "copy.txt", (tree / "two.txt").read_bytes())
    write_bytes(tree / "bad.txt", b"")
    inventory = json.loads(run("scan", "in", "--json", status=1).stdout)

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for part in value.values() for key in keys(part)}
        return {key for part in value for key in keys(part)} if isinstance(value, list) else set()

    assert inventory["duplicates"]["files"]["count"] == 1
    page = PAGE.read_text(encoding="utf-8")
    assert [key for key in sorted(keys(inventory)) if f"`{key}`" not in page] == []


STATUSES = {
    "all read": (["a.txt"], 0, ""),
    "one failed": (
        ["a.txt", "empty.txt"],
        1,
        "error: empty.txt: empty input (0 bytes) [parse.invalid]",
    ),
    "no article": (["none"], 1, "newsfmt: there is no article; there is no file in what was named"),
    "all skipped": (["hidden"], 1, "newsfmt: there is no article"),
    "nothing named": (
        [],
        2,
        "newsfmt: name what to look through: files, folders, patterns, or - for standard input",
    ),
    "no such option": (["a.txt", "-O", "dayfrist=true"], 2, "dayfrist"),
    "no such format": (["a.txt", "-f", "nitff"], 2, "nitf"),
    "no number": (["a.txt", "--jobs", "many"], 2, "newsfmt: --jobs many: give a number above 0"),
    "no limit": (["a.txt", "--limit", "depht=3"], 2, "depth"),
    "no list": (["--files-from", "nowhere"], 1, "nowhere"),
}


@pytest.mark.parametrize("case", STATUSES)
def test_the_exit_status(case: str, run: Run, tmp_path: Path) -> None:
    arguments, status, said = STATUSES[case]
    write_bytes(tmp_path / "a.txt", story(1).encode())
    write_bytes(tmp_path / "empty.txt", b"")
    write_bytes(tmp_path / "hidden/.a.txt", b"x")
    (tmp_path / "none").mkdir()
    done = run("scan", *arguments, "--no-plugins", status=status)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == (1 if said else 0)


def test_standard_input_and_lists(run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "a.txt", story(1).encode())
    write_bytes(tmp_path / "b.txt", story(2).encode())
    piped = json.loads(run("scan", "-", "--json", input=story(3)).stdout)
    assert (piped["inputs"]["read"], piped["articles"]["read"], piped["bytes"]) == (
        1,
        1,
        len(story(3).encode()),
    )
    failed = run("scan", "-", input="", status=1)
    assert failed.stderr == "error: <stdin>: empty input (0 bytes) [parse.invalid]\n"
    write_bytes(tmp_path / "list", b"a.txt\nb.txt\n")
    assert json.loads(run("scan", "--files-from", "list", "--json").stdout)["articles"]["read"] == 2
    assert (
        json.loads(run("scan", "--files-from", "-", "--json", input="a.txt\0b.txt\0").stdout)[
            "articles"
        ]["read"]
        == 2
    )


def on_terminal(*arguments: object, columns: int, cwd: Path) -> str:
    """What the command prints on a terminal of so many columns."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")
    } | {"TERM": "xterm-256color"}
    with subprocess.Popen(
        command(*arguments),
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        cwd=cwd,
        env=environment,
    ) as process:
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
            if not part:
                break
            parts.append(part)
        process.wait(60)
    os.close(ours)
    return b"".join(parts).decode()


def evil(top: Path) -> None:
    """Texts that would move a terminal, wherever a table shows any."""
    evil = "\\u001b[2J\\u001b]0;x\\u0007\\u202e[bold]x[/bold]"
    write_bytes(
        top / "\x1b[31mred\n.jsonl",
        f'{{"schema":"newsfmt-article/1","headline":"x","language":"{evil}","{evil}":1}}\n'.encode()
        * 2,
    )
    write_bytes(top / "b.xml", b"<newsItem standardversion='2.9' guid='\x1b[2J'/>")


def test_a_table_fits_a_terminal_and_cannot_move_it(tree: Path, run: Run, tmp_path: Path) -> None:
    evil(tree)
    write_bytes(tree / ("long" * 40 + ".txt"), (tree / "two.txt").read_bytes())
    shown = on_terminal("scan", "in", columns=80, cwd=tmp_path)
    sequences = set(re.findall(r"\x1b.{0,9}", shown))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert sequences, "bold heads on a terminal"
    assert all(re.match(r"\x1b\[[0-9;]*m", sequence) for sequence in sequences)
    assert all(char.isprintable() or char in "\r\n" for char in plain)
    assert max(map(len, plain.splitlines())) <= 80
    assert "[bold]x[/bold]" in plain
    piped = run("scan", "in", status=None).stdout
    assert "\x1b" not in piped
    assert all(line.isprintable() for line in piped.splitlines())
    words = [word for word in piped.split() if "long" not in word and "in/" not in word]
    assert [word for word in plain.split() if word in set(words)]
    assert "2.9" in plain


def test_long_tables_say_how_much_more_there_is(run: Run, tmp_path: Path) -> None:
    rows = [
        json.dumps({"schema": "newsfmt-article/1", "headline": f"x{n}", "language": f"x-{n:02}"})
        for n in range(25)
    ]
    write_bytes(tmp_path / "a.jsonl", "\n".join(rows).encode())
    shown = run("scan", "a.jsonl").stdout
    assert "… and 5 more (--json)" in shown
    assert "x-19" in shown
    assert "x-20" not in shown

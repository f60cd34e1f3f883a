"""A tree with every kind of trouble: for each entry how it is made, and what has to become of it."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from .conftest import UNDATED, story, write_bytes


class Kind(NamedTuple):
    """One kind of trouble: what makes it, and the class of the input and of its articles."""

    make: Callable[[Path], object]
    status: str
    converted: int = 0
    skipped: int = 0
    unsure: int = 0
    failed: int = 0


def file(data: bytes | str) -> Callable[[Path], object]:
    return lambda path: write_bytes(path, data if isinstance(data, bytes) else data.encode())


ROW = b'{"schema":"newsfmt-article/1","type":"text","headline":"Row"}\n'
NITF = b"<nitf><head><title>Ferry</title></head><body><body.content><p>It sailed.</p></body.content></body></nitf>"
CONCEPT = b'<conceptItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:a" version="1"/>'
EVENT = b'{"uri":"urn:example:1","type":"event","version":"1","versioncreated":"2021-05-04T10:00:00Z","headline":"Fair"}'
NOTE = b"Call the harbour about the timetable.\n\nBuy coffee."
KINDS: dict[str, Kind] = {
    # what is as it should be
    "story.txt": Kind(file(story(1)), "converted", 1),
    "two.txt": Kind(file(story(2) + "\n\n" + story(3)), "converted", 2),
    "undated.txt": Kind(file(UNDATED), "converted", 1),
    "nitf.xml": Kind(file(NITF), "converted", 1),
    "story.txt.gz": Kind(file(gzip.compress(story(4).encode())), "converted", 1),
    "latin.txt": Kind(file(" date 2021-05-04 Ærlig\n\nÅ gå.".encode("latin-1")), "converted", 1),
    "wide.txt": Kind(file(story(5).encode("utf-16")), "converted", 1),
    # names
    "STORY.txt": Kind(file(story(6)), "converted", 1),
    "story.text": Kind(file(story(7)), "converted", 1),
    "con.txt": Kind(file(story(8)), "converted", 1),
    "long" + "x" * 230 + ".txt": Kind(file(story(9)), "converted", 1),
    os.fsdecode(b"bytes\xff.txt"): Kind(file(story(10)), "converted", 1),
    "esc\x1b[2J.txt": Kind(file(story(11)), "converted", 1),
    # what may be no article
    "note.txt": Kind(file(NOTE), "unsure", unsure=1),
    "NOTES": Kind(file(NOTE * 3), "unsure", unsure=1),
    "note.txt.gz": Kind(file(gzip.compress(NOTE)), "unsure", unsure=1),
    # items that are none
    "concept.xml": Kind(file(CONCEPT), "skipped", skipped=1),
    "event.json": Kind(file(EVENT), "skipped", skipped=1),
    # what is of another kind
    "picture.png": Kind(file(b"\x89PNG\r\n\x1a\n" + bytes(50)), "skipped"),
    "page.pdf": Kind(file(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "skipped"),
    "program": Kind(file(b"\x7fELF" + bytes(60)), "skipped"),
    "script.sh": Kind(file(b"#!/bin/sh\nrsync -a /a /b\n"), "skipped"),
    # what is found and passed over
    ".hidden.txt": Kind(file(story(12)), "skipped"),
    ".git": Kind(lambda path: write_bytes(path / "config", b"x"), "skipped"),
    "link.txt": Kind(lambda path: path.symlink_to("story.txt"), "skipped"),
    "dangling.txt": Kind(lambda path: path.symlink_to("nowhere.txt"), "skipped"),
    "loop": Kind(lambda path: path.symlink_to(path.parent), "skipped"),
    "pipe": Kind(os.mkfifo, "skipped"),
    # what is broken
    "empty.txt": Kind(file(b""), "failed"),
    "spaces.txt": Kind(file(b" \n \n"), "failed"),
    "noise.txt": Kind(file(bytes(range(256)) * 4), "failed"),
    "broken.json": Kind(file(b'{"schema":"newsfmt-article/1","headline":}'), "failed"),
    "wrong.json": Kind(file(b'{"schema":"newsfmt-article/1","headline":3}'), "failed", failed=1),
    "one-bad.jsonl": Kind(file(ROW + b'{"headline":3}\n' + ROW), "failed", 2, failed=1),
    "cut.jsonl": Kind(file(ROW + ROW[:30]), "failed", 1, failed=1),
    "cut.xml": Kind(file(NITF[:-30]), "failed", failed=1),
    "cut.txt.gz": Kind(file(gzip.compress(story(13).encode())[:-20]), "failed", failed=1),
    "garbage.txt.gz": Kind(file(b"\x1f\x8b\x08\x00 not gzip"), "failed", failed=1),
    "unknown.xml": Kind(file(b"<menu><dish>Soup</dish></menu>"), "failed"),
    "deep.xml": Kind(file(b"<nitf>" + b"<a>" * 5000), "failed"),
    "long-article.txt": Kind(file(" date 2021-05-04 A\n\n" + "word " * 9000), "failed", failed=1),
    # what harms the process that reads it
    "crash.bad": Kind(file(b"BAD crash\n"), "failed"),
    "exit.bad": Kind(file(b"BAD exit\n"), "failed"),
    "fault.bad": Kind(file(b"BAD fault\n"), "failed", 1),
    "loop.bad": Kind(file(b"BAD loop\n"), "failed"),
    "memory.bad": Kind(file(b"BAD memory\n"), "failed"),
}
OPTIONS = ("--limit", "article_bytes=20000", "--timeout", "4", "--memory", "600")


HARMFUL = ".bad"
COPIES = 4


def make(top: Path) -> list[str]:
    """Make the tree, in several copies but of what harms a process, and return the names in it."""
    names = []
    for copy in range(COPIES):
        for number, (name, kind) in enumerate(KINDS.items()):
            if copy and name.endswith(HARMFUL):
                continue
            folder = top / f"{copy}{('', '/a', '/a/b')[number % 3]}"
            folder.mkdir(parents=True, exist_ok=True)
            kind.make(folder / name)
            names.append(name)
    (top / "empty").mkdir()
    return names

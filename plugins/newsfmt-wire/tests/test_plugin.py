"""What the plugin is to newsfmt: public imports alone, light to list, and no file is another format
because it is installed.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip(
    "newsfmt_wire", reason="newsfmt-wire is not installed: pip install -e plugins/newsfmt-wire"
)

import newsfmt_wire
from hypothesis import example, given, settings
from hypothesis import strategies as st

import newsfmt
from newsfmt import Confidence, Registry
from newsfmt.testing import registry_with

SOURCE = Path(newsfmt_wire.__file__).parent
SHARED = (
    Path(os.environ.get("NEWSFMT_SHARED", Path(__file__).parents[3].parent / "shared")) / "samples"
)
OURS = ("iptc7901", "anpa1312", "eml", "mbox")


def _imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_it_imports_only_what_newsfmt_makes_public(path: Path) -> None:
    private = [
        name
        for name in _imports(path)
        if name.startswith("newsfmt.")
        and (
            any(step.startswith("_") for step in name.split("."))
            or name.split(".")[1] in {"cli", "formats"}
        )
    ]
    assert private == []


def test_the_registry_finds_it() -> None:
    registry = Registry()
    assert {registry.owner(name).distribution for name in OURS} == {"newsfmt-wire"}
    assert [
        plugin.status for plugin in registry.plugins() if plugin.distribution == "newsfmt-wire"
    ] == ["ok"]


def test_listing_the_formats_imports_no_reader() -> None:
    code = "import sys, newsfmt_wire; newsfmt_wire.newsfmt_formats(); print(sorted(m for m in sys.modules if m.endswith(('.read', '.write', 'email', 'lxml', '.mbox'))))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


TEXTS = [
    b" date 2021-01-17 Ferries back\n\nIt left.",
    b"date: 2021-01-17\nFrom: Sund\nTo: Vik\n\nThe ferry left.",
    b"Date: 17 Jan 2021\nSubject: Ferries back\n\nThe ferry left.",
    b"Subject: Ferries back\nDate: Sun, 17 Jan 2021 15:05:00 +0100\n\nThe ferry left.",
    b"Title: Ferries back\nAuthor: Kari Moe\n\nThe ferry left.",
    b"From Sund to Vik in three hours\n\nThe ferry left at 10:30 on Sunday.",
    b"From: the port office we hear that ferries left.\n\nAll of them.",
    b"To: whom it may concern\n\nThe ferry left.",
    b"xyz0123 4 i 41 abc\n\nFerries back =\n\nThe ferry left.",
    b"b1234 r a Ferries\n^Ferries back<\n\tThe ferry left.",
    b"---\ntitle: Ferries\n---\n\nThe ferry left.",
    b'{"headline": "Ferries"}',
    b"<?xml version='1.0'?><nitf><body/></nitf>",
    b"Received wisdom: ferries are slow.\nMIME-Version: what is that?\n\nText.",
]


@pytest.mark.parametrize("data", TEXTS, ids=range(len(TEXTS)))
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a"])
def test_what_bears_no_signature_of_ours_is_detected_as_before(data: bytes, name: str) -> None:
    without, there = registry_with(), registry_with(newsfmt_wire)
    before, after = (
        newsfmt.detect(data, name=name, registry=without),
        newsfmt.detect(data, name=name, registry=there),
    )
    assert [match.format for match in before[:1]] == [match.format for match in after[:1]]


def test_samples_of_the_built_in_formats_are_detected_as_before() -> None:
    from newsfmt.testing.samples import shipped

    without, there = registry_with(), registry_with(newsfmt_wire)
    seen = 0
    for fmt in without.formats().values():
        for sample in shipped(fmt):
            before, after = (
                newsfmt.detect(sample.data, name=sample.name, registry=each)
                for each in (without, there)
            )
            assert [match.format for match in before[:1]] == [
                match.format for match in after[:1]
            ], sample.name
            seen += 1
    assert seen


WITHOUT, WITH = registry_with(), registry_with(newsfmt_wire)
LINES = [
    "From: Sund", "From: Kari Moe <kari@example.org>", "To: Vik", "To: desk@example.org", "Subject: Ferries back", "Date: 17 Jan 2021", "Date: Sun, 17 Jan 2021 15:05:00 +0100",
    "Message-ID: <1@example.org>", "MIME-Version: 1.0", "Received: from a by b", "From Sund to Vik at 10:30 on Sunday 17 January 2021", "From a@b.c Sun Jan 17 15:05:00 2021",
    "", "\x01", "\x02", "\x03171405 GMT Jan 21\x04", "\x16\x16\x01b1234\x1f-----", "xyz0123 4 i 41 abc 007", "r i\x13\x11 BC-Ferries 01-17 0041", "\x01xyz0123 4 i 41 abc",
    "^Ferries back<", "\t   SUND (EP) _ They ran.", " date 2021-01-17 Ferries back", "---", "title: Ferries", "{", '{"headline": "Ferries"}', "<nitf>", "# Ferries", "Text.",
]  # fmt: skip


def _unchanged(data: bytes, name: str | None) -> None:
    """What a file is detected as is the same with and without this plugin, unless the plugin is
    certain (and then nobody else is).
    """
    before, after = (
        newsfmt.detect(data, name=name, registry=WITHOUT),
        newsfmt.detect(data, name=name, registry=WITH),
    )
    if [match.format for match in before[:1]] != [match.format for match in after[:1]]:
        assert after[0].format in OURS
        assert after[0].confidence == Confidence.CERTAIN
        assert [match.format for match in after if match.confidence == Confidence.CERTAIN] == [
            after[0].format
        ]


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), max_size=8).map("\n".join),
    st.sampled_from([None, "a.txt", "a.eml", "a.md", "a.json", "a.tty"]),
)
@example("<nitf>\n\x01xyz0123 4 i 41 abc", "a.tty")
def test_no_text_is_detected_as_another_format_unless_the_plugin_is_certain(
    text: str, name: str | None
) -> None:
    _unchanged(text.encode(), name)


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="no sample documents beside the repository (NEWSFMT_SHARED)"
)
def test_no_sample_is_detected_as_another_format_unless_the_plugin_is_certain() -> None:
    paths = [path for path in SHARED.rglob("*") if path.is_file()]
    assert len(paths) > 100
    for path in paths:
        data = path.read_bytes()
        for name in (path.name, None):
            _unchanged(data, name)


DETECTED = [
    (
        b"\x01xyz0123 4 i 41 abc\r\n\nFerry/\r\n\x02Ferries back =\r\n\nText.\r\n\x03171405 GMT Jan 21",
        "iptc7901",
    ),
    (b"\x16\x16\x01a0123 4 i 41 abc\r\n\nFerry/\r\n\x02Ferries back =\r\n", "iptc7901"),
    (b"NNNN\r\nZCZC 17\r\n\x01b1234\x1f-----\r\nr i\x13\x11 A 01-17 0041\r\n\x02^A,1<", "anpa1312"),
    (b"\x04\r\n\x7f\x01xyz0123 4 i 41\r\n\x02A =\r\n", "iptc7901"),
    (b"xyz0123 4 i 41 abc\r\n\nFerry/\r\n\x02Ferries back =\r\n\nText.", "iptc7901"),
    (b"\x16\x16\x01b1234\x1f-----\r\nr i\x13\x11 A 01-17 0041\r\n\x02^A,1<", "anpa1312"),
    (b"\x01b1234\x1fnorth\nr i\x13\x11 A 01-17 0041\n\x02^A,1<", "anpa1312"),
    (b"From: a@example.org\nMessage-ID: <1@example.org>\n\nText.", "eml"),
    (b"From: a@example.org\nTo: b@example.org\n\nText.", "eml"),
    (
        b"Received: from a\n\tby b; Sun, 17 Jan 2021 15:05:00 +0100\nMIME-Version: 1.0\n\nText.",
        "eml",
    ),
    (
        b"From a@example.org Sun Jan 17 15:05:00 2021\nFrom: a@example.org\nSubject: A\n\nText.",
        "mbox",
    ),
]


@pytest.mark.parametrize(("data", "expected"), DETECTED)
def test_it_recognises_its_own(data: bytes, expected: str) -> None:
    found = newsfmt.detect(data, registry=registry_with(newsfmt_wire))
    assert found[0].format == expected
    assert found[0].confidence == Confidence.CERTAIN

"""markup/text: paragraphs of a text to blocks, and every block as text, with what is flattened
reported.
"""

from __future__ import annotations

from typing import Any

import pytest

from newsfmt.article import Rendition
from newsfmt.body import (
    Block,
    Break,
    Cell,
    Embed,
    Emphasis,
    Figure,
    Heading,
    Image,
    Link,
    List,
    Name,
    Paragraph,
    Preformatted,
    Quote,
    Ruby,
    Rule,
    Section,
    Span,
    Strong,
    Table,
    walk,
)  # fmt: skip
from newsfmt.markup import text

PARSED: list[tuple[str, list[str]]] = [
    ("", []),
    (" \n\t\n ", []),
    ("one\ntwo\n\nthree", ["one two", "three"]),
    ("one\r\n\r\ntwo\rthree\r\r\rfour", ["one", "two three", "four"]),
    ("a  b\u00a0c\n \t\n\n d ", ["a b c", "d"]),
    ("\ufeffone", ["one"]),
]


@pytest.mark.parametrize(("given", "found"), PARSED)
def test_parse(given: str, found: list[str]) -> None:
    assert text.parse(given) == tuple(Paragraph(one) for one in found)


RENDERED: list[tuple[list[Block], str, list[tuple[str, str]]]] = [
    (
        [Paragraph("Ferry to Sund."), Paragraph("It left.", role="lead")],
        "Ferry to Sund.\n\nIt left.",
        [],
    ),
    ([Paragraph(["One", Break(), "two"])], "One\ntwo", []),
    (
        [Heading("Bridge", level=2), Paragraph("Open.")],
        "Bridge\n\nOpen.",
        [("write.node-flattened", "body[0]")],
    ),
    (
        [
            Paragraph(
                [
                    "The ",
                    Strong(["big ", Emphasis("bridge")]),
                    " is ",
                    Link("open", href="https://example.com/"),
                ]
            )
        ],
        "The big bridge is open",
        [
            ("write.markup-lost", "body[0].content[1]"),
            ("write.markup-lost", "body[0].content[1].content[1]"),
            ("write.markup-lost", "body[0].content[3]"),
        ],
    ),
    (
        [
            Paragraph(
                [
                    Ruby("漢字", reading="kanji"),
                    Image("a.jpg", "A ferry"),
                    Name("Sund", role="place"),
                    Span("x", language="nb"),
                ]
            )
        ],
        "漢字(kanji)A ferrySundx",
        [("write.markup-lost", f"body[0].content[{place}]") for place in range(4)],
    ),
    (
        [
            List(
                [[Paragraph("one"), List([[Paragraph("deep")]])], [Heading("two")]],
                ordered=True,
                start=9,
            )
        ],
        "9. one\n   - deep\n10. two",
        [
            ("write.node-flattened", "body[0]"),
            ("write.node-flattened", "body[0].items[0][1]"),
            ("write.node-flattened", "body[0].items[1][0]"),
        ],
    ),
    (
        [Quote([Paragraph(["a", Break(), "b"]), Paragraph("c")], source="Ola")],
        "> a\n> b\n\n> c\n\n> — Ola",
        [("write.node-flattened", "body[0]")],
    ),
    (
        [
            Table(
                [
                    [Cell("a", header=True), Cell(["b", Break(), "c"])],
                    [Cell([Paragraph("d"), Paragraph("e")])],
                ],
                caption="T",
            )
        ],
        "T\n\na\tb c\nd e",
        [("write.node-flattened", "body[0]")],
    ),
    (
        [Figure([Rendition(href="a.jpg")], caption="A ferry", credit="Photo: Vik")],
        "A ferry\n\nPhoto: Vik",
        [("write.node-flattened", "body[0]")],
    ),
    (
        [Figure([Rendition(href="a.jpg")]), Paragraph("x")],
        "x",
        [("write.node-flattened", "body[0]")],
    ),
    (
        [Section([Paragraph("one"), Rule("***")], role="notebook", title="Notes")],
        "Notes\n\none\n\n***",
        [("write.node-flattened", "body[0]"), ("write.node-flattened", "body[0].blocks[1]")],
    ),
    (
        [Preformatted("a  b\n  c"), Rule()],
        "a  b\n  c\n\n* * *",
        [("write.node-flattened", "body[1]")],
    ),
    (
        [Embed("text/html", "<b>x</b>"), Embed("video/mp4", href="https://example.com/v")],
        "https://example.com/v",
        [("write.node-flattened", "body[0]"), ("write.node-flattened", "body[1]")],
    ),
]


@pytest.mark.parametrize(("blocks", "expected", "losses"), RENDERED)
def test_render(blocks: list[Block], expected: str, losses: list[tuple[str, str]]) -> None:
    lost: list[tuple[str, str]] = []
    assert (
        text.render(blocks, lost=lambda code, path, message: lost.append((code, path))) == expected
    )
    assert lost == losses
    assert text.render(blocks) == expected


def test_no_text_is_lost() -> None:
    for blocks, _, _ in RENDERED:
        shown = "".join(text.render(blocks).split())
        for node in walk(blocks):
            if isinstance(node, str):
                assert "".join(node.split()) in shown


def test_deep_nesting() -> None:
    block: Any = Paragraph("deep")
    for _ in range(5000):
        block = Quote([block])
    lost: list[str] = []
    assert "deep" in text.render([block], lost=lambda code, path, message: lost.append(path))
    assert len(lost) == 61

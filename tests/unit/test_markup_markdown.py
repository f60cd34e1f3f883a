"""Markdown bodies: what is escaped and what is left alone, what becomes HTML, what is read of other
people's Markdown, and hostile input.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

from newsfmt.article import Rendition
from newsfmt.body import (
    Break,
    Cell,
    Code,
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
    Strike,
    Strong,
    Sub,
    Table,
)
from newsfmt.errors import LimitError
from newsfmt.markup import markdown

P = Paragraph

LEFT_ALONE = [
    "\u201cIt opened,\u201d she said \u2014 at last.", "AT&T and H&M rose", "5 * 3 is 15", "snake_case_word", "$5 * 3", "[sic]", "The [new] bridge (2021)", "a < b > c",
    "<3", "50 % off!", "C# and F#", "He said: no", "100% | 50%", "~50 people", "It\u2019s 10:00", "5*3", "a*", "wow!", "1986 was good", "-5 degrees", "#hashtag", "+47 12 34",
    "https://example.com/?a=1&b=2", "AT&T; H", "a_b and c", "back`tick", "C:\\dir", "=5", "1.5 million", "[1] and [2]", "x -- y", "R&D;", "{a: b}",
]  # fmt: skip
ESCAPED = {
    "1986. A vintage year": "1986\\. A vintage year",
    "2) second": "2\\) second",
    "- Reuters": "\\- Reuters",
    "+ x": "\\+ x",
    "* x": "\\* x",
    "# x": "\\# x",
    "#": "\\#",
    "> x": "\\> x",
    "***": "\\***",
    "- - -": "\\- - -",
    "---": "\\---",
    "~~~": "\\~~~",
    "*really*": "\\*really\\*",
    "5*3 and 2*4": "5\\*3 and 2\\*4",
    "__init__": "\\_\\_init\\_\\_",
    "Message-ID: <17.1@example.org>": "Message-ID: \\<17.1@example.org>",
    "_so_": "\\_so\\_",
    "~~gone~~": "\\~\\~gone\\~\\~",
    "`code`": "\\`code\\`",
    "<b>bold</b>": "\\<b>bold\\</b>",
    "<https://x.no>": "\\<https://x.no>",
    "<!-- x -->": "\\<!-- x -->",
    "&amp; &#38; &copy;": "\\&amp; \\&#38; \\&copy;",
    "[a](b)": "[a\\](b)",
    "[a]: b": "\\[a]: b",
    "[ ] todo": "\\[ ] todo",
    "![a](b)": "![a\\](b)",
    "\\*": "\\\\*",
    "end\\": "end\\\\",
    "{{ secret }}": "&#123;{ secret }}",
    "{% include x %}": "&#123;% include x %}",
    "a\nb": "a&#10;b",
    ": x": "\\: x",
}


def rendered(*body: Any) -> str:
    return markdown.render(body)


def lost(*body: Any, notes: dict[str, Any] | None = None) -> tuple[str, list[tuple[str, str]]]:
    found: list[tuple[str, str]] = []
    text = markdown.render(
        body, lost=lambda code, path, message: found.append((code, path)), notes=notes
    )
    return text, found


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_ordinary_prose_is_left_alone(text: str) -> None:
    assert rendered(P(text)) == text
    assert markdown.parse(text) == (P(text),)


@pytest.mark.parametrize(("text", "escaped"), ESCAPED.items())
def test_what_would_mean_something_is_escaped(text: str, escaped: str) -> None:
    assert rendered(P(text)) == escaped
    assert markdown.parse(escaped) == (P(text),)


@pytest.mark.parametrize("text", [*LEFT_ALONE, *ESCAPED])
@pytest.mark.parametrize(
    "place",
    [
        lambda text: P(("a", Break(), text)),
        lambda text: P((text, Strong("x"), text)),
        lambda text: P(("see ", Link((text,), "https://x.no", text), ".")),
        lambda text: Heading(text),
        lambda text: List([[P(text)], [P(text), List([[P(text)]], ordered=True)]]),
        lambda text: Quote([P(text)], text),
        lambda text: Table([[Cell(text, header=True)], [Cell((text, Code("a|b")))]], text),
        lambda text: Section([P(text)], text, (text,)),
        lambda text: P((Emphasis(text), " ", Image(text, text))),
        lambda text: P(
            (
                "x",
                Name((text,), text, text, text),
                Ruby((text,), text),
                Span((text,), text, "rtl", text),
            )
        ),
        lambda text: Figure((Rendition(href=text),), (text,), text, text),
        lambda text: Preformatted(text),
        lambda text: Embed(text, text, text),
    ],
)
def test_every_text_survives_in_every_place(text: str, place: Any) -> None:
    block = place(text)
    markdown_text, reported = lost(block)
    assert not reported
    assert markdown.parse(markdown_text) == (block,)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (P(("a ", Strong("b"), Emphasis("c"))), "a __b__*c*"),
        (P(("in", Emphasis("tra"), "word")), "in*tra*word"),
        (P(("a", Strong(" b "), "c")), "a<strong> b </strong>c"),
        (P((Strong(Emphasis("x")),)), "__*x*__"),
        (P(("H", Sub("2"), "O ", Strike("no"))), "H<sub>2</sub>O ~~no~~"),
        (P(("a", Break(), "- b")), "a\\\n\\- b"),
        (P((Code("a`b"),)), "``a`b``"),
        (P((Link(("https://x.no/",), "https://x.no/"),)), "<https://x.no/>"),
        (P((Link(("x",), "/a b", 'say "hi"'),)), '[x](</a b> "say \\"hi\\"")'),
        (
            P((Name(("Kari",), "person", None, "k1"), " came")),
            '<span data-name="person" data-code="k1">Kari</span> came',
        ),
        (List([[P("a")], [P("b"), List([[P("c")]])]]), "- a\n- b\n  - c"),
        (List([[P("a"), P("b")]], ordered=True, start=9), "9. a\n\n   b"),
        (Quote([P("a"), P("b")], "Ola"), "> a\n>\n> b\n>\n> <footer>Ola</footer>"),
        (
            Table([[Cell("a", header=True), Cell("b", header=True)], [Cell("1"), Cell("x|y")]]),
            "| a | b |\n| --- | --- |\n| 1 | x\\|y |",
        ),
        (Table([[Cell("a")]]), "|  |\n| --- |\n| a |"),
        (Preformatted("a\n```\n  b"), "````\na\n```\n  b\n````"),
        (Rule(), "***"),
        (Heading("C #", level=3), "### C \\#"),
        (Embed("text/html", "<!-- more -->"), "<!-- more -->"),
        (
            Embed("text/html", "<script>x</script>"),
            "```embed type=text/html\n<script>x</script>\n```",
        ),
    ],
)
def test_how_nodes_look(block: Any, expected: str) -> None:
    assert rendered(block) == expected
    assert markdown.parse(expected) == (block,)


def test_lists_side_by_side_stay_apart() -> None:
    body = (
        List([[P("a")]]),
        List([[P("b")]]),
        List([[P("c")]], ordered=True),
        List([[P("d")]], ordered=True),
    )
    assert rendered(*body) == "- a\n\n* b\n\n1. c\n\n1) d"
    assert markdown.parse(rendered(*body)) == body


def test_tables_that_pipes_cannot_say_are_html() -> None:
    table = Table(
        [[Cell("a", colspan=2)], [Cell("b"), Cell([List([[Quote([P("c")])]]), P("d")])]], "Prices"
    )
    text = rendered(table)
    assert text.startswith(
        '<table>\n<caption>Prices</caption>\n<tr>\n<td colspan="2">\n\na\n\n</td>'
    )
    assert markdown.parse(text) == (table,)


def test_notes_hold_what_has_no_sign() -> None:
    body = (
        P("By Kari", role="byline"),
        P("Norsk", language="nb"),
        Rule("* * *"),
        List([[P("x")]], ordered=True, start=-2),
        Heading("h", level=9),
    )
    notes: dict[str, Any] = {}
    text, reported = lost(*body, notes=notes)
    assert text == "By Kari\n\nNorsk\n\n***\n\n1. x\n\n###### h"
    assert notes["body[0]"] == {"role": "byline", "begins": "By Kari"}
    assert not reported
    assert markdown.parse(text, notes=notes) == body
    assert not notes


def test_without_notes_it_is_reported() -> None:
    _, reported = lost(P("By Kari", role="byline"), Quote([P("x", language="nb")]), Rule("* * *"))
    assert reported == [
        ("write.markup-lost", "body[0].role"),
        ("write.markup-lost", "body[1].blocks[0].language"),
        ("write.markup-lost", "body[2].text"),
    ]


def test_a_note_whose_paragraph_has_changed_is_left() -> None:
    notes = {
        "body[0]": {"role": "byline", "begins": "By Kari"},
        "body[1]": {"role": "x"},
        "body[9]": {"role": "x"},
    }
    assert markdown.parse("New opening\n\n# By Kari", notes=notes) == (
        P("New opening"),
        Heading("By Kari", level=1),
    )
    assert set(notes) == {"body[0]", "body[1]", "body[9]"}


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " JaVa\tScript:x",
        "data:text/html,x",
        "vbscript:x",
        "javascript&colon;x",
        "\x01javascript:x",
    ],
)
def test_links_that_run_code_are_neither_written_nor_read(href: str) -> None:
    text, reported = lost(P(("a ", Link(("b",), href, "t", "r"), Image(href, "c"))))
    assert text == "a bc"
    assert reported == [
        ("write.markup-lost", "body[0].content[1]"),
        ("write.markup-lost", "body[0].content[2]"),
    ]
    for source in (f"[b](<{href}>)", f"![b](<{href}>)"):
        (block,) = markdown.parse(source)
        assert block == P("b")


def test_raw_html_is_never_markup() -> None:
    text = 'a <script>x</script> <b onclick="x">c</b> <a href="javascript:x">d</a> <sub>e</i>\n\n<iframe src="x">\n\n<section class="n" onload="x">\n\nb\n\n</section>'
    body = markdown.parse(text)
    assert body == (
        P('a <script>x</script> <b onclick="x">c</b> <a href="javascript:x">d</a> <sub>e</i>'),
        Embed("text/html", '<iframe src="x">'),
        Embed("text/html", '<section class="n" onload="x">'),
        P("b"),
        Embed("text/html", "</section>"),
    )
    again = rendered(*body)
    assert "\n<iframe" not in again.replace("\n<iframe", "", 1)  # only inside its fence
    assert markdown.parse(again) == body


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", (P("a b"),)),
        ("a  \nb", (P(("a", Break(), "b")),)),
        ("Title\n=====\n\nx", (Heading("Title", level=1), P("x"))),
        ("    code\n", (Preformatted("code"),)),
        ("```\na\n\nb\n```", (Preformatted("a\n\nb"),)),
        ("* * *", (Rule(),)),
        ("3. a\n4. b", (List([[P("a")], [P("b")]], ordered=True, start=3),)),
        ("[a][1]\n\n[1]: https://x.no 't'", (P((Link(("a",), "https://x.no", "t"),)),)),
        ("<https://x.no>", (P((Link(("https://x.no",), "https://x.no"),)),)),
        ("<section>\n\na", (Embed("text/html", "<section>"), P("a"))),
        (
            "<figure>\n\ntext\n\n</figure>",
            (Embed("text/html", "<figure>"), P("text"), Embed("text/html", "</figure>")),
        ),
        ("<caption>x</caption>\n\na", (Embed("text/html", "<caption>x</caption>"), P("a"))),
        ("> <section>\n>\n> a\n\nb", (Quote([Embed("text/html", "<section>"), P("a")]), P("b"))),
        ("<table>\n<tr>\n\nloose\n\n</tr>\n</table>", None),
        ("*a <u>b*</u>", (P((Emphasis("a <u>b"), "</u>")),)),
        ("a<br>b", (P(("a", Break(), "b")),)),
        ("", ()),
    ],
)
def test_other_peoples_markdown(text: str, expected: Any) -> None:
    body = markdown.parse(text)
    if expected is None:
        assert "loose" in "".join(block.content[0] for block in body if type(block) is P)
    else:
        assert body == expected


def test_what_is_left_out_is_told() -> None:
    told: list[tuple[str, int | None]] = []
    text = "a <!-- hidden --> ![x](y 'title')\n\n```python\nx\n```\n\n[a](javascript:x)"
    markdown.parse(text, warn=lambda code, message, line: told.append((code, line)), line=10)
    assert told == [
        ("read.element-ignored", 10),
        ("read.element-ignored", 10),
        ("read.element-ignored", 12),
        ("read.element-ignored", 16),
    ]


def test_what_no_markdown_holds_is_reported() -> None:
    text, reported = lost(P(("a", Strong("b\x00"))), Preformatted("a\r\nb"))
    assert text == "a**b\ufffd**\n\n```\na\nb\n```" or "<strong>" in text
    assert reported == [
        ("write.markup-lost", "body[0].content[1].content[0]"),
        ("write.markup-lost", "body[1].text"),
    ]


def test_code_of_a_null_is_still_code() -> None:
    told: list[str] = []
    assert (
        markdown.render(
            (P(("1", Code("\x00"))),), lost=lambda code, path, message: told.append(path)
        )
        == "1`\ufffd`"
    )
    assert told == ["body[0].content[1].content[0]"]


def test_links_in_links_are_flattened() -> None:
    text, reported = lost(P((Link(("a ", Link(("b",), "y")), "x"),)))
    assert text == "[a b](x)"
    assert reported == [("write.markup-lost", "body[0].content[0].content[1]")]


def test_deep_bodies_come_back() -> None:
    body: Any = P("x")
    for _ in range(60):
        body = Section([Quote([List([[body]])])])
    assert markdown.parse(rendered(body)) == (body,)


@pytest.mark.parametrize(
    "text", ["> " * 5000 + "a", "- " * 5000 + "a", "<sub>" * 5000, "<section>\n\n" * 5000]
)
def test_nesting_beyond_the_limit_is_an_error(text: str) -> None:
    with pytest.raises(LimitError) as caught:
        markdown.parse(text)
    assert caught.value.limit == "depth"


HOSTILE = [
    "[",
    "![",
    "[a](",
    "*a_ ",
    "a**b",
    "<",
    "<!--",
    "<a ",
    "&",
    "\\",
    "|",
    "~~a ",
    "]",
    "`a``",
    "<?",
    "![[]()",
    "*a **b ",
    '[a](b "',
    "{{",
    "_",
    "#",
    "a\\\n",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.alone
def test_hostile_input_takes_linear_time(piece: str) -> None:
    def seconds(count: int) -> float:
        best = 9e9
        for _ in range(2):
            start = time.perf_counter()
            markdown.parse(piece * count)
            markdown.render((P(piece * count), P((piece * count, Strong("x")))))
            best = min(best, time.perf_counter() - start)
        return best

    once = seconds(1000)
    assert seconds(4000) < max(once * 10, 0.2)  # squared would be 16


@pytest.mark.parametrize("piece", [" ", "-", "=", "~", "`", ": ", "|-", "- ", "1", "&a"])
@pytest.mark.alone
def test_long_runs_are_escaped_in_linear_time(piece: str) -> None:
    start = time.perf_counter()
    text = "x" + piece * 50_000 + "y"
    markdown.render((P((text, Break(), piece * 50_000 + "z")),))
    assert time.perf_counter() - start < 2


@pytest.mark.alone
def test_brackets_that_nothing_closes_cost_no_more_than_emphasis() -> None:
    def cost(text: str) -> float:
        started = time.process_time()
        markdown.parse(text)
        return time.process_time() - started

    emphasis = min(cost("*a " * 8000) for _ in range(3))
    for piece in ("![ ", "[a "):
        assert min(cost(piece * 8000) for _ in range(3)) < 4 * emphasis


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("(" * 32 + ")" * 32, True),
        ("(" * 33 + ")" * 33, False),
        ("a(b", False),
        ("a\\(b", True),
        ("a\\ b", False),
        ("a(b)c", True),
        ("<a b(>", True),
    ],
)
def test_parentheses_of_an_address_are_closed(address: str, whole: bool) -> None:
    [block] = markdown.parse(f"[x]({address})")
    assert isinstance(block, Paragraph)
    assert (type(block.content[0]) is Link) is whole

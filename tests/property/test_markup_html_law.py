"""The law of markup/html: for every body in normal form, what is rendered is well-formed and reads
back as the same body.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsfmt import xmlkit
from newsfmt.article import Rendition
from newsfmt.body import (
    BLOCKS,
    INLINES,
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
    Sup,
    Table,
    Underline,
    normalise,
    plain,
    walk,
)  # fmt: skip
from newsfmt.format import Context
from newsfmt.markup import html
from newsfmt.markup.html._read import elements
from newsfmt.markup.html._read import parse as parse_elements
from tests.drawing import examples

PIECES = (
    "<p>|</p>|</p><p>|</p>\n<p>|</p> <p>|Ferry| sails| |&|&amp;|>|<|<b>|</b>|<p class=x>|\n|<br>|--"
    "|Bodø|東|\u00a0|\u200b|\ufeff"
).split("|")


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_plain_paragraphs_are_read_as_any_others(content: list[str]) -> None:
    for source in ("".join(content), f"<p>{''.join(content)}</p>"):
        assert html.parse(source) == parse_elements(source)


def test_plain_paragraphs_need_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("newsfmt.markup.html._read.parse")
    source = "<p>Ferry > quay.</p>\n<p>Bodø sails.</p><p>Ends.</p>"
    assert html.parse(source) == (
        Paragraph("Ferry > quay."),
        Paragraph("Bodø sails."),
        Paragraph("Ends."),
    )
    with pytest.raises(ImportError):
        html.parse("<p>Ferry &amp; quay.</p>")


CALM = settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))

words = st.sampled_from(
    [
        "Fergen",
        "gikk",
        " ",
        "  ",
        "\n",
        "\t",
        "<b>x</b>",
        "&nbsp;",
        "&",
        "]]>",
        "]]&gt;",
        "\u00a0",
        "مرحبا",
        "\u200f",
        "'",
        '"',
        "- a",
        "1. b",
        "漢字",
        "\r",
        "<script>",
        "é",
        "\u0085",
        "\u2028",
    ]
)
texts = st.lists(words, min_size=1, max_size=5).map("".join)
names = texts.map(plain).filter(bool)
languages = st.sampled_from([None, None, None, "nb", "ar", "zh-Hant"])
directions = st.sampled_from([None, None, None, "ltr", "rtl"])
tongues: dict[str, Any] = {"language": languages, "direction": directions}
roles = st.one_of(
    st.sampled_from(
        [
            "lead",
            "byline",
            "note",
            "main",
            "name",
            "credit",
            "aside",
            "title",
            "embed",
            "two words",
            "x:y",
        ]
    ),
    names,
)
hrefs = st.sampled_from(
    [
        "https://example.com/?a=1&b=2",
        "/bro",
        "#a",
        "mailto:a@example.com",
        " https://example.com/a b",
        "data/1",
        "x:y",
    ]
)


def inlines(depth: int) -> st.SearchStrategy[Any]:
    leaves: list[st.SearchStrategy[Any]] = [texts, st.just(Break()), st.builds(Image, hrefs, texts)]
    if not depth:
        return st.one_of(leaves)
    content = st.lists(inlines(depth - 1), max_size=3).map(tuple)
    wrapped = [
        st.builds(kind, content) for kind in (Emphasis, Strong, Code, Sub, Sup, Underline, Strike)
    ]
    return st.one_of(
        *leaves,
        *wrapped,
        st.builds(Link, content, hrefs, st.one_of(st.none(), names), st.one_of(st.none(), names)),
        st.builds(Span, content, languages, directions, st.one_of(st.none(), roles)),
        st.builds(Ruby, content, names),
        st.builds(
            Name,
            content,
            st.sampled_from(["person", "place", "money", "a b"]),
            st.one_of(st.none(), hrefs),
            st.one_of(st.none(), names),
        ),
    )


lines = st.lists(inlines(2), min_size=1, max_size=4).map(tuple)
extras = st.dictionaries(
    st.sampled_from(["newsml-g2:hash", "ninjs:é &="]),
    st.lists(texts, min_size=1, max_size=2).map(tuple),
    max_size=2,
)
renditions = st.builds(
    Rendition, name=st.one_of(st.none(), names), href=st.one_of(st.none(), hrefs), width=st.one_of(st.none(), st.integers(0, 9000)),
    mime_type=st.sampled_from([None, "image/jpeg", "video/mp4", "audio/mpeg", "application/pdf"]), height=st.one_of(st.none(), st.integers(0, 9000)),
    size=st.one_of(st.none(), st.integers(0, 10**12)), duration=st.one_of(st.none(), st.floats(0, 1e6)), title=st.one_of(st.none(), names),
    format=st.one_of(st.none(), names), extra=extras,
)  # fmt: skip


def blocks(depth: int) -> st.SearchStrategy[Any]:
    leaves: list[st.SearchStrategy[Any]] = [
        st.builds(Paragraph, lines, st.one_of(st.none(), roles), **tongues),
        st.builds(Heading, lines, st.integers(1, 6), **tongues),
        st.builds(Preformatted, texts, **tongues),
        st.builds(Rule, st.one_of(st.none(), names), **tongues),
        st.builds(Embed, st.sampled_from([None, "text/html"]), st.one_of(st.none(), texts), st.one_of(st.none(), hrefs), **tongues),
        st.builds(
            Figure, st.lists(renditions, max_size=2).map(tuple), st.one_of(st.just(()), lines), st.one_of(st.none(), names),
            st.one_of(st.none(), names), **tongues,
        ),
    ]  # fmt: skip
    if not depth:
        return st.one_of(leaves)
    some = st.lists(blocks(depth - 1), max_size=3).map(tuple)
    spans = st.one_of(st.none(), st.integers(2, 9))
    cells = st.builds(Cell, st.one_of(lines, some, st.just(())), st.booleans(), spans, spans)
    return st.one_of(
        *leaves,
        st.builds(
            List,
            st.lists(some, max_size=3).map(tuple),
            st.booleans(),
            st.one_of(st.none(), st.integers(-2, 99)),
            **tongues,
        ),
        st.builds(Quote, some, st.one_of(st.none(), names), **tongues),
        st.builds(
            Section, some, st.one_of(st.none(), roles), st.one_of(st.just(()), lines), **tongues
        ),
        st.builds(
            Table,
            st.lists(st.lists(cells, max_size=3).map(tuple), max_size=3).map(tuple),
            st.one_of(st.none(), names),
            **tongues,
        ),
    )


bodies = st.lists(blocks(2), max_size=4).map(normalise)


def wrapped(fragment: str) -> bytes:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>\n{fragment}\n</body></html>'.encode()


@CALM
@given(bodies, st.sampled_from([None, "  "]))
def test_every_body_comes_back(body: Any, indent: str | None) -> None:
    context = Context()
    text = html.render(body, indent=indent, lost=context_lost)
    element = xmlkit.parse(wrapped(text), context)
    assert html.parse(element, context=context) == body
    assert not list(context.report)


def context_lost(code: str, path: str, message: str) -> None:
    raise AssertionError(f"{code} {path} {message}")


@CALM
@given(bodies)
def test_every_body_comes_back_through_an_html_parser(body: Any) -> None:
    """What an HTML parser makes of it is the same, but for a link in a link, which HTML has not."""
    if any(
        type(inner) is Link
        for link in walk(body)
        if type(link) is Link
        for inner in walk(link.content)
    ):
        return
    text = html.render(body)
    assert html.parse(text) == body


def test_the_drawn_bodies_hold_every_kind_of_node() -> None:
    seen: set[type] = set()

    @settings(CALM, max_examples=300, derandomize=True, database=None)
    @given(bodies)
    def draw(body: Any) -> None:
        seen.update(map(type, walk(body)))

    draw()
    assert {*BLOCKS.values(), *INLINES.values(), Cell, str} - seen == set()


# ---- the commonest case is read as any other
# ------------------------------------------------------------

_TAGS = (
    "p p h2 li ul ol td tr table div blockquote em strong a a b br span i img figure figcaption "
    "section code pre q small cite th dl dt dd sub u hr iframe video caption aside footer"
).split()
_ATTRIBUTES = (
    "",
    "",
    ' class="x"',
    ' class="lead"',
    ' class="credit"',
    ' class="title"',
    ' lang="nb"',
    ' dir="rtl"',
    ' href="https://a.example/b"',
    ' href="https://a.example/b"',
    ' href="javascript:x"',
    ' title="t"',
    ' style="s"',
    ' data-x="1"',
    ' xml:space="preserve"',
    ' src="i.png"',
    ' colspan="2"',
    ' rel="me" href="#n"',
    ' foo="b"',
    ' cite=" c "',
    ' data-text="*"',
)
_TEXTS = ("word", " ", "  \n", "a b", "\u00a0", "x ", " y", "\u200b", "\t", "end.\n", "&lt;")


def _markup(random: Random, depth: int = 0) -> str:
    parts = []
    for _ in range(random.randint(0, 4)):
        if random.random() < 0.5 or depth > 4:
            parts.append(random.choice(_TEXTS))
        else:
            tag = random.choice(_TAGS)
            end = "" if tag in ("br", "img") else f"{_markup(random, depth + 1)}</{tag}>"
            parts.append(f"<{tag}{random.choice(_ATTRIBUTES)}>{end}")
    return "".join(parts)


def test_the_commonest_case_is_read_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(7)
    sources = [f"<div>{_markup(random)}{_markup(random)}</div>" for _ in range(500)]

    def read(source: str) -> object:
        context = Context()
        body = html.parse(source, context=context)
        assert normalise(body) == body
        return body, [(one.code, one.message) for one in context.report]

    at_once = list(map(read, sources))
    monkeypatch.setattr(elements, "COMMON", {})
    elements.entry.cache_clear()
    assert list(map(read, sources)) == at_once

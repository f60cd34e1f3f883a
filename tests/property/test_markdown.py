"""Laws of Markdown over drawn bodies and articles: what was written comes back, but for exactly
what was reported.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser as _HTMLParser
from typing import Any
from urllib.parse import unquote as _unquote

import attrs
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newsfmt import Article, NewsfmtError, read_one, write
from newsfmt._record import Record
from newsfmt.article import Rendition
from newsfmt.article import normalise as normalise_article
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
    Sup,
    Table,
    Underline,
    normalise,
    walk,
)
from newsfmt.markup import markdown
from newsfmt.testing import articles, losses
from tests.drawing import examples

SIGNS = "\\`*_~[]()<>#+-=.!|:&;{}%\"' \t\n1aZé\u05d0\u2019\u2013\u20ac\u00a0\u200b\x01\x0b\x0c\x1c\x7f\x85\u2028\U0001f600"
TRAPS = [
    "1986. A vintage year", "- Reuters", "+ x", "# x", "#", "> x", "* x", "***", "---", "===", "--", "- --", "1)", "1.", "~~~", "```", "    x", "snake_case_word",
    "a*b*c", "*a*", "**", "_a_", "__init__", "5 * 3", "~5 ~6", "~~a~~", "AT&T", "&amp;", "&#10;", "&copy", "<b>x</b>", "a < b", "<3", "<http://x.no>", "<!-- x -->",
    "[a](b)", "[a]: b", "[a][b]", "![a](b)", "[ ] todo", "[^1]: note", "| a | b |", "--- | ---", ":--", ": x", "a\\", "\\*", "\\\\", "`a`", "a`b", "``", "{{ x }}",
    "{% x %}", "{: .x}", "]]>", "a  b", "\u201cQuoted\u201d \u2014 he said", "\u202eabc", "\u05e9\u05dc\u05d5\u05dd", "a\r\nb", "a\nb", "</section>", "<td>", "wow!", "$5 * 3",
]  # fmt: skip
words = (
    st.text(alphabet=st.sampled_from(SIGNS), min_size=1, max_size=8)
    | st.sampled_from(TRAPS)
    | st.text(min_size=1, max_size=6).filter(
        lambda t: not any("\ud800" <= c <= "\udfff" for c in t)
    )
)
texts = st.lists(words, min_size=1, max_size=3).map("".join)
hrefs = st.sampled_from(
    [
        "https://ferje.no/a_(b)?x=1&copy=2",
        "/a b",
        "",
        "a<b>c",
        "x\\*y",
        "mailto:a@b.no",
        "https://å.no/æ",
        "a\nb",
        "{{x}}",
        "&amp;",
        "http://a|b\\|",
    ]
) | texts.map(str.strip)
maybe = st.none() | texts


def inlines(children: Any) -> Any:
    content = st.lists(children, min_size=1, max_size=3)
    return st.one_of(
        *(content.map(kind) for kind in (Emphasis, Strong, Code, Sub, Sup, Underline, Strike)),
        st.builds(Link, content, hrefs, maybe, maybe),
        st.builds(Span, content, maybe, st.sampled_from([None, "rtl"]), maybe),
        st.builds(Ruby, content, texts),
        st.builds(Name, content, texts, maybe, maybe),
    )


nodes = st.recursive(
    texts | st.just(Break()) | st.builds(Image, hrefs, texts), inlines, max_leaves=6
)
runs = st.lists(nodes, min_size=1, max_size=4).map(tuple) | texts.map(lambda text: (text,))
marks = {"language": st.none() | st.just("nb"), "direction": st.none() | st.just("rtl")}
renditions = st.builds(
    Rendition, href=st.none() | hrefs, title=maybe, width=st.none() | st.integers(0, 9)
)
leaves = st.one_of(
    st.builds(Paragraph, runs, st.sampled_from([None, None, "byline", "x"]), **marks),
    st.builds(Paragraph, runs),
    st.builds(Heading, runs, st.integers(0, 7)),
    st.builds(Preformatted, texts, **marks),
    st.builds(Rule, maybe),
    st.builds(Embed, maybe, maybe, maybe),
    st.builds(Figure, st.lists(renditions, max_size=2), runs | st.just(()), maybe, maybe),
)


def blocks(children: Any) -> Any:
    some = st.lists(children, min_size=1, max_size=3)
    cells = st.builds(
        Cell,
        runs | st.just(()) | some,
        st.booleans(),
        st.sampled_from([None, None, 2]),
        st.sampled_from([None, None, 3]),
    )
    plain = st.lists(st.lists(runs.map(Cell), min_size=2, max_size=2), min_size=1, max_size=3)
    return st.one_of(
        st.builds(
            List,
            st.lists(some, min_size=1, max_size=3),
            st.booleans(),
            st.sampled_from([None, None, 1, 0, 7, -2, 10**9]),
        ),
        st.builds(Quote, some, maybe),
        st.builds(Section, some, maybe, runs | st.just(())),
        st.builds(
            Table, st.lists(st.lists(cells, min_size=1, max_size=3), min_size=1, max_size=3), maybe
        ),
        st.builds(Table, plain, maybe),
    )


bodies = st.lists(st.recursive(leaves, blocks, max_leaves=6), max_size=4).map(normalise)
quick = settings(max_examples=examples(120), deadline=None, suppress_health_check=list(HealthCheck))


def rendered(body: Any) -> tuple[str, dict[str, Any], list[tuple[str, str]]]:
    notes: dict[str, Any] = {}
    lost: list[tuple[str, str]] = []
    text = markdown.render(
        body, notes=notes, lost=lambda code, path, message: lost.append((code, path))
    )
    return text, notes, lost


def differences(first: Any, second: Any, path: str) -> Iterator[str]:
    """The paths at which two bodies differ."""
    if first == second:
        return
    if type(first) is type(second) and isinstance(first, Record):
        for field in attrs.fields(type(first)):
            yield from differences(
                getattr(first, field.name), getattr(second, field.name), f"{path}.{field.name}"
            )
    elif type(first) is type(second) is tuple and len(first) == len(second):
        for index, pair in enumerate(zip(first, second, strict=True)):
            yield from differences(*pair, f"{path}[{index}]")
    else:
        yield path


@quick
@given(bodies)
def test_what_is_rendered_is_parsed_back(body: Any) -> None:
    text, notes, lost = rendered(body)
    again = markdown.parse(text, notes=notes)
    if not any(
        type(node) is Link and any(type(inner) is Link for inner in walk(node.content))
        for node in walk(body)
    ):  # no markup has that
        assert set(differences(body, again, "body")) == {path for _, path in lost}, text
    assert not notes


@quick
@given(bodies)
def test_rendering_is_stable(body: Any) -> None:
    text, notes, _ = rendered(body)
    again = markdown.parse(text, notes=notes)
    assert rendered(again)[0] == text


class Events(_HTMLParser):
    """HTML as a list of tags and texts, without what renderers may write in their own way."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []
        self.items = 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.items += tag == "li"
        if (
            tag == "p" and self.items
        ):  # how tight a list is set is no content, and old cmark errs about it
            self.found.append(None)
            return
        kept = {
            key: _unquote(value or "")
            for key, value in attributes
            if key not in ("style", "align", "start") or value
        }
        self.found.append(({"del": "s"}.get(tag, tag), kept))

    def handle_endtag(self, tag: str) -> None:
        self.items -= tag == "li"
        self.found.append(None if tag == "p" and self.items else "/" + {"del": "s"}.get(tag, tag))

    def handle_data(self, data: str) -> None:
        text = re.sub(r"[ \n]+", " ", data)
        if self.found and type(self.found[-1]) is list:
            text = re.sub(" +", " ", self.found.pop()[0] + text)
        self.found.append([text])

    def result(self) -> list[Any]:
        texts = [[part[0].strip()] if type(part) is list else part for part in self.found]
        return [part for part in texts if part is not None and part != [""]]


def by_markdown_it(text: str) -> list[Any]:
    parser = MarkdownIt("commonmark", {"maxNesting": 500}).enable(["table", "strikethrough"])
    parser.normalizeLink = parser.normalizeLinkText = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return Events(parser.render(text)).result()


def by_cmark(text: str) -> list[Any]:
    cmarkgfm = pytest.importorskip("cmarkgfm")
    return Events(
        cmarkgfm.markdown_to_html_with_extensions(
            text, options=1 << 17, extensions=["table", "strikethrough"]
        )
    ).result()


def by_commonmark(text: str) -> list[Any]:
    commonmark = pytest.importorskip("commonmark")
    return Events(commonmark.commonmark(text)).result()


@quick
@given(bodies)
def test_two_parsers_see_the_same_document(body: Any) -> None:
    text = rendered(body)[0]
    assert by_cmark(text) == by_markdown_it(text), text


@settings(quick, max_examples=60)
@given(st.lists(st.recursive(leaves, blocks, max_leaves=2), max_size=2).map(normalise))
def test_a_parser_without_tables_agrees(body: Any) -> None:
    if not any(type(node) in (Table, Strike) for node in walk(body)):
        text = rendered(body)[0]
        assert by_commonmark(text) == by_markdown_it(text), text


@settings(quick, max_examples=60)
@given(st.one_of(articles(), articles(full=True)))
def test_an_article_comes_back(article: Article) -> None:
    out = io.BytesIO()
    report = write(article, out, format="markdown")
    data = out.getvalue()
    again = read_one(data, format="markdown")
    assert not losses.silent(article, again, report), data.decode()
    assert report.clean == (again == article)
    matter = yaml.safe_load(data.decode().split("\n---\n")[0].removeprefix("---")) or {}
    assert matter.get("title") == article.headline
    assert all(
        type(matter.get(key, "")) is not str
        for key in ("date", "lastmod", "publishDate", "expiryDate")
        if key in matter
    )


@settings(quick, max_examples=60)
@given(
    st.text(
        alphabet=st.sampled_from("-+~:#&*!|>[]{}\"'\n\r\t ax1%@`<\\=,.?\x00\u2028"), max_size=60
    ),
    st.booleans(),
)
def test_any_text_is_read_or_refused(text: str, matter: bool) -> None:
    data = f"---\n{text}\n---\nx" if matter else text
    try:
        article = read_one(data.encode(), format="markdown")
    except NewsfmtError:
        return
    assert normalise_article(article) == article


PIECES = [
    *TRAPS, "<section>", "</section>", "<td>", "<table>", "<tr>", "<footer>x</footer>", "<caption>x</caption>", "<sub>", "</sub>", "\n\n", "\n", "> ", "- ", "  ", "```",
]  # fmt: skip


@settings(quick, max_examples=examples(100))
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_markdown_settles(parts: list[str]) -> None:
    """What is read of other people's Markdown can be written, and is then read as the same."""
    body = markdown.parse("".join(parts))
    text, notes, lost = rendered(body)
    if not lost:
        assert markdown.parse(text, notes=notes) == body, text

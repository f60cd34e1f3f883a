"""A body that is certain to come back is not read again: so it has to come back from every markup,
whatever its paragraphs say.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newsfmt
from newsfmt import Article, Context
from newsfmt.body import Paragraph, Strong, normalise
from newsfmt.losses import is_plain
from newsfmt.markup import html, nitf
from newsfmt.xmlkit import Writer, parse

ODD = """*** --- By_Anna_Berg OSLO_—_It_opened. ©_2021_NES # -_Sund 1._Sund >_quoted (END) <p>a</p> &amp; ]]> <!--_a --> http://v.example/a
a@v.example *a* `a` |_a_|_b_| \\ {{a}} [a](b) ZCZC NNNN 2021-05-04 date_2021-05-04 ⁂ • § … “a” İ ß ﬁ 日本語 عربى é é"""
Again = Callable[[Any], Any]
TEXTS = [text.replace("_", " ") for text in ODD.split()]


def from_html(body: Any) -> Any:
    return html.parse(html.render(body), context=Context())


def from_nitf(body: Any) -> Any:
    writer = Writer()
    writer.start("nitf", {"xmlns": "http://iptc.org/std/NITF/2006-10-18/"})
    writer.start("body")
    nitf.write_body(body, writer)
    writer.close()
    return nitf.parse(parse(writer.getvalue().encode(), Context()), Context())


def from_ninjs(body: Any) -> Any:
    out = io.BytesIO()
    newsfmt.write(Article(id="urn:x:1", body=body), out, format="ninjs")
    return newsfmt.read_one(out.getvalue(), format="ninjs").body


@pytest.mark.parametrize("again", [from_html, from_nitf, from_ninjs])
@pytest.mark.parametrize("text", TEXTS)
def test_odd_paragraphs_come_back(text: str, again: Again) -> None:
    body = (Paragraph(text), Paragraph("It opened."), Paragraph(text))
    assert is_plain(body)
    assert again(body) == body


@pytest.mark.parametrize("again", [from_html, from_nitf, from_ninjs])
def test_any_plain_body_comes_back(again: Again) -> None:
    @given(st.lists(st.text(max_size=12), min_size=1, max_size=3))
    def check(texts: list[str]) -> None:
        body = normalise(tuple(Paragraph(" ".join(text.split())) for text in texts))
        if is_plain(body) and body:
            assert again(body) == body

    check()


@pytest.mark.parametrize(
    "block",
    [
        Paragraph("a  b"), Paragraph("a\u00a0b"), Paragraph("a\nb"), Paragraph(" a"), Paragraph(""), Paragraph(["a", Strong("b")]),
        Paragraph(["a", "b"]), Paragraph("a", role="lead"), Paragraph("a", language="nb"), Paragraph("a", direction="ltr"), Strong("a"),
    ],
)  # fmt: skip
def test_what_is_not_plain(block: Paragraph) -> None:
    assert not is_plain((block,))

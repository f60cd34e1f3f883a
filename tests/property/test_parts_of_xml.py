"""Parting XML whose items stand directly below the root, as feeds have them: a plugin's reader gets
from the parts what it gets from the whole.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from newsfmt import Article, Context, Format, hookimpl, xmlkit
from newsfmt.article import normalise
from newsfmt.errors import NewsfmtError
from newsfmt.format import Part
from newsfmt.testing import registry_with
from newsfmt.testing.parts import disagreement, parts_of
from tests.drawing import examples

ITEMS = xmlkit.Items("releases", None, {"release", "note"}, {"release"})


def release(element: xmlkit.Element, context: Context) -> Article:
    line = xmlkit.line(element)
    headline = xmlkit.child(element, {"title"})
    if headline is None:
        raise context.error("a release without a title", at=line)
    for child in xmlkit.children(element):
        if xmlkit.local(child) == "mood":
            context.warn("read.element-ignored", "<mood> has no place", at=xmlkit.line(child))
    fields = {"id": xmlkit.attribute(element, "id"), "headline": xmlkit.text(headline)}
    return normalise(Article(**fields, origin=context.origin(context.index, line)))


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    context.index = context.part.index if context.part is not None else 0
    for element in xmlkit.stream(stream, context, {"release"}):
        try:
            article = release(element, context)
        except NewsfmtError as error:
            context.fail(error)
        else:
            yield article
        context.index += 1


def split(stream: BinaryIO, context: Context, size: int) -> Iterator[Part]:
    return xmlkit.split(stream, context, size, ITEMS)


class Plugin:
    @hookimpl
    def newsfmt_formats(self) -> list[Format]:
        return [Format(name="releases", title="Releases", read=read, split=split)]


REGISTRY = registry_with(Plugin())
RELEASES = REGISTRY.get("releases")


def agree(data: bytes, size: int) -> list[Part]:
    parts = parts_of(RELEASES, data, size, REGISTRY)
    wrong = disagreement(RELEASES, data, parts, REGISTRY) if parts else ""
    assert not wrong, f"{wrong}\n{data[:2000]!r}"
    return parts


def document(*items: str, header: str = "", root: str = "<releases>") -> bytes:
    return f"{root}{header}{''.join(items)}</releases>".encode()


def item(number: int, more: str = "") -> str:
    return f'<release id="{number}"><title>Ferry {number} stops</title>{more}</release>'


HEADERS = [
    "",
    "\n  ",
    "\n<date>2021-01-17</date>\n<issuer><name>EP</name></issuer>\n",
    "<!-- <release> --><self/>",
    "<list><release id='inner'><title>In a list</title></release></list>",
    "<a>&amp;&eacute;</a> ",
    "<a>&nosuch;</a>",
]
BETWEEN = ["", "\n", "\n  <!-- next -->\n", "<note>Not news.</note>", " <?pi <release>?> ", "<other/>", "loose"]  # fmt: skip
INSIDE = ["", "\n<mood>low</mood>", "<release><title>Nested</title></release>", "<![CDATA[</release>]]>", "<p>&#233;</p>"]  # fmt: skip
ENDS = ["</releases>", "\n</releases>\n", "</releases><!-- end -->\n", "", "<foot/></releases>"]


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    rows = []
    for number in range(draw(st.integers(0, 9))):
        text = item(number, draw(st.sampled_from(INSIDE)))
        if draw(st.integers(0, 9)) == 0:
            text = text.replace("title>", "name>")
        rows += [text, draw(st.sampled_from(BETWEEN[: draw(st.sampled_from([4, 4, 4, 7]))]))]
    header = draw(st.sampled_from(HEADERS[: draw(st.sampled_from([4, 4, 7]))]))
    start = draw(
        st.sampled_from(["", "<?xml version='1.0'?>\n", "\ufeff", "<!DOCTYPE releases>\n"])
    )
    end = draw(st.sampled_from(ENDS[: draw(st.sampled_from([3, 3, 5]))]))
    return f"{start}<releases>{header}{''.join(rows)}{end}".encode()


@settings(max_examples=examples(250), deadline=None)
@given(documents(), st.integers(1, 400))
def test_items_directly_below_the_root(data: bytes, size: int) -> None:
    event(f"in {min(len(agree(data, size)), 3)} parts or more")


@pytest.mark.parametrize(
    "header, items",
    [
        ("", [item(1), item(2), item(3)]),
        ("\n<date>2021</date>\n<self/>", [item(1), "\n", item(2), "<note/>", item(3)]),
    ],
)
def test_such_a_document_comes_in_parts(header: str, items: list[str]) -> None:
    parts = agree(document(*items, header=header), 1)
    assert len(parts) == 3
    assert [part.index for part in parts] == [0, 1, 2]
    assert all(part.after == b"</releases>" for part in parts[:-1])
    assert all(header.encode() in part.before for part in parts[1:])


@pytest.mark.parametrize(
    "data",
    [
        document(),
        document(header="<date/>"),
        document(item(1), item(2), root="<others>").replace(b"</releases>", b"</others>"),
        document(f"<list>{item(1)}{item(2)}</list>"),
        document(item(1), "<other/>", item(2)),
        document(item(1), item(2))[:-3],
    ],
)
def test_a_document_in_doubt_is_not_parted(data: bytes) -> None:
    assert parts_of(RELEASES, data, 1, REGISTRY) == []


def test_a_large_document_comes_in_parts_of_about_the_size() -> None:
    data = document(*(item(number, f"<p>{'word ' * 200}</p>\n") for number in range(4000)))
    parts = list(split(io.BytesIO(data), Context(), 1 << 20))  # type: ignore[arg-type]
    assert len(parts) == len(data) // ((1 << 20) + 1100) + 1

"""Body nodes: what they accept, walking, text, the normal form, and bodies nested two hundred
deep.
"""

from __future__ import annotations

import copy
import inspect
import pickle
import sys
import time
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from newsfmt import article as model
from newsfmt import body as nodes
from newsfmt.article import Article, Rendition
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
    Rule,
    Section,
    Span,
    Strong,
    Table,
    block_text,
    children,
    normalise,
    plain,
    text_of,
    walk,
)
from newsfmt.errors import LimitError, NewsfmtError
from newsfmt.testing._fields import documented


@pytest.mark.parametrize(
    "owner, name, docstring",
    documented(nodes),
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
def test_every_field_has_a_docstring(owner: str, name: str, docstring: str | None) -> None:
    assert docstring, f"{owner}.{name} has no docstring"


def test_the_walk_over_docstrings_sees_every_field() -> None:
    classes = [
        cls
        for cls in vars(nodes).values()
        if inspect.isclass(cls) and attrs.has(cls) and cls.__module__ == nodes.__name__
    ]
    assert {(owner, name) for owner, name, _ in documented(nodes)} == {
        (cls.__name__, field.name)
        for cls in classes
        for field in attrs.fields(cls)
        if not field.inherited
    }
    assert {cls for cls in classes if cls.__name__[0] != "_"} == {
        *nodes.BLOCKS.values(),
        *nodes.INLINES.values(),
        Cell,
    }


ACCEPTED: list[tuple[Any, Any]] = [
    (Paragraph("text").content, ("text",)),
    (Paragraph("").content, ()),
    (Paragraph(["a", Emphasis("b")]).content, ("a", Emphasis(("b",)))),  # type: ignore[arg-type]
    (Paragraph(Strong("b")).content, (Strong(("b",)),)),  # type: ignore[arg-type]
    (Paragraph(word for word in "ab").content, ("a", "b")),  # type: ignore[arg-type]
    (Quote(Paragraph("a")).blocks, (Paragraph(("a",)),)),  # type: ignore[arg-type]
    (List([[Paragraph("a")], Paragraph("b")]).items, ((Paragraph("a"),), (Paragraph("b"),))),  # type: ignore[arg-type, list-item]
    (Table([[Cell("a")], [Cell("b")]]).rows, ((Cell("a"),), (Cell("b"),))),  # type: ignore[arg-type]
    (Section([Paragraph("a")], title="t").title, ("t",)),  # type: ignore[arg-type]
    (Figure([Rendition(href="u")], caption="c").media, (Rendition(href="u"),)),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("stored, wanted", ACCEPTED)
def test_nodes_take_what_a_person_writes(stored: Any, wanted: Any) -> None:
    assert stored == wanted
    assert type(stored) is tuple
    hash(stored)


def test_a_tuple_is_stored_as_it_is() -> None:
    content = ("a", Emphasis("b"))
    assert Paragraph(content).content is content


def test_inline_classes_of_one_shape_are_not_equal() -> None:
    assert Emphasis("a") != Strong("a")
    assert len({Emphasis("a"), Strong("a"), Code("a")}) == 3


# ---- walking and text
# ------------------------------------------------------------

BODY = (
    Section(
        [
            Paragraph(("a", Emphasis(("b", Strong("c"))))),
            Quote([List([[Paragraph("d")], [Paragraph("e")]])]),
        ],
        title=("t", Code("u")),
    ),
    Table([[Cell("f"), Cell([Paragraph("g"), Paragraph("h")])]]),
    Figure(caption=("i",)),
    Preformatted("j"),
    Rule("***"),
    Embed("text/html", text="<b>k</b>"),
)


def test_walk_gives_parents_before_children_in_document_order() -> None:
    assert "".join(node for node in walk(BODY) if type(node) is str) == "tuabcdefghi"
    assert [type(node).__name__ for node in walk(BODY[:1])] == [
        "Section", "str", "Code", "str", "Paragraph", "str", "Emphasis", "str", "Strong", "str", "Quote", "List", "Paragraph", "str", "Paragraph", "str",
    ]  # fmt: skip
    assert list(walk(())) == []


def test_children_of_every_class_are_there() -> None:
    """A class whose children nobody returned would hide its text from every walk."""
    inside = Paragraph("x")
    for cls in (*nodes.BLOCKS.values(), *nodes.INLINES.values(), Cell):
        for field in attrs.fields(cls):
            kind = str(field.type)
            if "Inline" in kind or "Block" in kind or "Cell" in kind:
                value: Any = {
                    "tuple[tuple[Block, ...], ...]": ((inside,),),
                    "tuple[tuple[Cell, ...], ...]": ((Cell("x"),),),
                    "tuple[Block, ...]": (inside,),
                }.get(kind, ("x",))
                assert "x" in list(walk([cls(**{field.name: value})])), (
                    f"{cls.__name__}.{field.name}"
                )
        if cls not in {List, Quote, Table, Figure, Section}:
            assert children(cls()) == ()


TEXTS: list[tuple[Any, str]] = [
    ("a", "a"),
    (("a",), "a"),
    ((), ""),
    (("The ", Strong("bridge"), " opened."), "The bridge opened."),
    (("a", Break(), "b"), "a\nb"),
    (("a", Image("u", alt="x"), "b"), "ab"),
    (Emphasis(("a", Emphasis("b"))), "ab"),
    ((Link((), href="u"), "a"), "a"),
    ((Name("Kari", role="person"), " came"), "Kari came"),
    ((Paragraph("a"), Paragraph("b")), "a\nb"),
    ((Paragraph("a"), Preformatted("b")), "ab"),
]


@pytest.mark.parametrize("content, wanted", TEXTS)
def test_text_of(content: Any, wanted: str) -> None:
    assert text_of(content) == wanted


def test_block_text_parts_what_a_reader_parts() -> None:
    assert list(block_text(BODY)) == ["tu", "abc", "d", "e", "f\tg h", "j"]
    assert list(block_text([Paragraph("a", role="note"), Heading("b")])) == ["b"]
    assert list(block_text([Paragraph("a", role="note")], skip=frozenset())) == ["a"]
    assert list(block_text([Section([Paragraph("a")], role="note")])) == []
    assert list(block_text([Table([[Cell("a"), Cell()], [Cell(("b", Break(), "c"))]])])) == [
        "a\t\nb c"
    ]
    assert list(block_text([Paragraph(()), Paragraph(Image("u"))])) == []  # type: ignore[arg-type]


# ---- the normal form
# ------------------------------------------------------------

P = Paragraph
NORMAL: list[tuple[str, Any, Any]] = [
    ("edges of a text", P("  a \n"), P("a")),
    ("odd spaces at the edges", P("\u00a0\u2003a\u200b\ufeff"), P("a")),
    ("spaces inside stay", P("a  b\u00a0c"), P("a  b\u00a0c")),
    ("adjacent runs", P(("a", "b", " c")), P("ab c")),
    ("runs around an empty one", P(("a", "", "b")), P("ab")),
    ("runs around an empty node", P(("a", Emphasis(""), "b")), P("ab")),
    ("runs inside a node", P((Emphasis(("a", "b")),)), P((Emphasis("ab"),))),
    ("edge inside a node", P((Emphasis(" a "), " ")), P((Emphasis("a"),))),
    ("edge two nodes deep", P((Strong((Emphasis(" a"),)), "b ")), P((Strong((Emphasis("a"),)), "b"))),
    ("space between nodes", P((Emphasis("a"), " ", Strong("b"))), P((Emphasis("a"), " ", Strong("b")))),
    ("a node of spaces at the edge", P(("a", Emphasis(" "))), P("a")),
    ("breaks at the edges", P((Break(), "a", Break(), " ")), P("a")),
    ("space at a break", P(("a \n", Break(), "\t b")), P(("a", Break(), "b"))),
    ("two breaks", P(("a", Break(), Break(), "b")), P(("a", Break(), Break(), "b"))),
    ("only breaks", P((Break(), Break())), None),
    ("empty paragraph", P(()), None),
    ("paragraph with a role alone", P("  ", role="lead"), None),
    ("empty link with an address", P((Link("", href="u"),)), P((Link((), href="u"),))),
    ("empty link without", P((Link(""),)), None),
    ("empty name with a code", P(("a", Name((), role="place", code="NO"))), P(("a", Name((), role="place", code="NO")))),
    ("empty name without", P(("a", Name("", role="place"))), P("a")),
    ("image alone", P((Image("u"),)), P((Image("u"),))),
    ("space beside an image", P((" ", Image("u"), " ")), P((Image("u"),))),
    ("span with a role", P((Span("a", role="x"),)), P((Span("a", role="x"),))),
    ("heading", Heading((" ", "a"), level=3), Heading("a", level=3)),
    ("empty heading", Heading(""), None),
    ("list with an empty item", List([[P("a")], [P(" ")], []]), List([[P("a")]])),
    ("empty list", List([[P("")]]), None),
    ("quote", Quote([P(" a"), P("")], source=" "), Quote([P("a")])),
    ("quote of a source alone", Quote([], source="Kari "), Quote([], source="Kari")),
    ("empty quote", Quote([P("")]), None),
    ("section with a title alone", Section([], title=(" t ",)), Section([], title=("t",))),
    ("empty section", Section([P("")], role="aside"), None),
    ("cell", Table([[Cell(" a ")]]), Table([[Cell("a")]])),
    ("empty cell stays", Table([[Cell(" "), Cell("a")]]), Table([[Cell(()), Cell("a")]])),
    ("empty row goes", Table([[], [Cell("a")]]), Table([[Cell("a")]])),
    ("a paragraph alone in a cell", Table([[Cell([P("a")])]]), Table([[Cell("a")]])),
    ("a paragraph with a role in a cell", Table([[Cell([P("a", role="x")])]]), Table([[Cell([P("a", role="x")])]])),
    ("blocks and texts in a cell", Table([[Cell(["a", List([[P("b")]]), " c"])]]), Table([[Cell([P("a"), List([[P("b")]]), P("c")])]])),
    ("a span of one", Table([[Cell("a", colspan=1, rowspan=2)]]), Table([[Cell("a", rowspan=2)]])),
    ("a caption alone", Table([], caption=" c"), Table([], caption="c")),
    ("empty table", Table([[]], caption=" "), None),
    ("figure", Figure([Rendition(href="u")], caption=(" c",), credit=" "), Figure([Rendition(href="u")], caption=("c",))),
    ("figure of an association", Figure(association="pic1"), Figure(association="pic1")),
    ("empty figure", Figure(caption=" "), None),  # type: ignore[arg-type]
    ("preformatted", Preformatted("\n \n  a\n b  \n\n"), Preformatted("  a\n b")),
    ("empty preformatted", Preformatted(" \n "), None),
    ("rule", Rule(" "), Rule()),
    ("rule with a text", Rule("* * *"), Rule("* * *")),
    ("embed with an address", Embed("text/html", href="u"), Embed("text/html", href="u")),
    ("embed with a text", Embed("text/html", text=" <b> "), Embed("text/html", text=" <b> ")),
    ("empty embed", Embed("text/html", text=" "), None),
]  # fmt: skip


@pytest.mark.parametrize("what, given, wanted", NORMAL, ids=[row[0] for row in NORMAL])
def test_normalise(what: str, given: Any, wanted: Any) -> None:
    assert normalise([given]) == (() if wanted is None else (wanted,))
    if wanted is not None:
        assert normalise([wanted]) == (wanted,)


def test_a_body_in_normal_form_is_not_made_again() -> None:
    block = P(("a ", Emphasis("b")))
    assert normalise((block,))[0] is block


PLAIN = [
    (" a ", "a"),
    ("\u200b a \ufeff", "a"),
    ("\ufeff\u200b \ufeff", ""),
    ("a\u200bb", "a\u200bb"),
    ("\u00a0a\u2029", "a"),
    ("", ""),
    ("\u200ca", "\u200ca"),
]


@pytest.mark.parametrize("text, wanted", PLAIN)
def test_plain(text: str, wanted: str) -> None:
    assert plain(text) == wanted


def test_plain_and_normalise_take_hostile_runs_in_their_stride() -> None:
    run = "\u200b \ufeff" * 50_000
    assert plain(run) == ""
    assert normalise([P(run + "a" + run)]) == (P("a"),)
    assert normalise([P((Emphasis(run), "a"))]) == (P("a"),)
    assert normalise([P(tuple("ab " * 50_000))]) == (P(("ab " * 50_000).strip()),)
    assert normalise([P((Break(),) * 50_000 + ("a",))]) == (P("a"),)
    assert normalise([Preformatted("\n" * 50_000 + "a")]) == (Preformatted("a"),)


# ---- depth
# ------------------------------------------------------------


def nested(wrap: Callable[[Any], Any], core: Any, depth: int) -> Any:
    for _ in range(depth):
        core = wrap(core)
    return core


DEEP: dict[str, Callable[[], Any]] = {
    "quotes": lambda: nested(lambda inner: Quote((inner,)), P("x"), 200),
    "emphasis": lambda: P((nested(lambda inner: Emphasis((inner,)), "x", 200),)),
    "links": lambda: P((nested(lambda inner: Link((inner,), href="u"), "x", 200),)),
    "sections": lambda: nested(lambda inner: Section((inner,)), P("x"), 200),
    "lists": lambda: nested(lambda inner: List(((inner,),)), P("x"), 100),
    "tables": lambda: nested(lambda inner: Table(((Cell((inner, P("y"))),),)), P("x"), 60),
}
"""Lists take two elements a level in every markup, and tables three: the limit of 256 elements
holds fewer of them.
"""

OPERATIONS: dict[str, Callable[[Any], Any]] = {
    "normalise": lambda block: normalise((block,)) == (block,),
    "normalise of the article": lambda block: (
        model.normalise(Article(body=(block,))).body == (block,)
    ),
    "text_of": lambda block: "x" in text_of((block,)),
    "text": lambda block: "x" in Article(body=(block,)).text,
    "walk": lambda block: "x" in list(walk((block,))),
    "hash": lambda block: isinstance(hash(block), int),
    "repr": lambda block: len(repr(block)) < 1000,
    "copy": lambda block: copy.copy(block) == block,
    "deepcopy": lambda block: copy.deepcopy(block) == block,
    "pickle": lambda block: pickle.loads(pickle.dumps(block)) == block,
    "JSON": lambda block: Article.from_json(Article(body=(block,)).to_json()).body == (block,),
    "fingerprint": lambda block: len(Article(body=(block,)).fingerprint()) == 64,
    "record": lambda block: "x" in Article(body=(block,)).record()["text"],
}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("shape", DEEP)
def test_deep_bodies_survive(shape: str, operation: str) -> None:
    assert OPERATIONS[operation](DEEP[shape]())


@pytest.mark.parametrize("shape", DEEP)
def test_deep_bodies_can_be_compared(shape: str) -> None:
    one, other = DEEP[shape](), DEEP[shape]()
    assert one == other
    assert one is not other


@pytest.mark.parametrize("depth", [300, 2_000, 20_000])
def test_json_that_is_too_deep_is_refused_not_a_crash(depth: int) -> None:
    paragraph = '{"type":"paragraph","content":[{"text":"x"}]}'
    data = (
        '{"body":['
        + '{"type":"list","ordered":false,"items":[[' * depth
        + paragraph
        + "]]}" * depth
        + "]}"
    )
    with pytest.raises((LimitError, NewsfmtError)):
        Article.from_json(data)


def test_a_body_too_deep_for_json_is_refused_not_a_crash() -> None:
    block = nested(lambda inner: List(((inner,),)), P("x"), 2_000)
    with pytest.raises(NewsfmtError):
        Article(body=(block,)).to_json()


@pytest.mark.parametrize(
    "content",
    [
        lambda size: (Code(" "),) * size,
        lambda size: ("a", *(Emphasis(" "), Break()) * size),
        lambda size: ("a ",) * size,
        lambda size: ("a" + " \u200b" * size,),
        lambda size: (Emphasis("\ufeff " * size + "a"),),
    ],
)
@pytest.mark.alone
def test_the_normal_form_takes_linear_time(content: Any) -> None:
    def seconds(size: int) -> float:
        block = Paragraph(content(size))
        began = time.process_time()
        normalise([block])
        return time.process_time() - began

    assert min(seconds(40_000) for _ in range(3)) < 12 * max(
        min(seconds(10_000) for _ in range(3)), 0.001
    )


def test_edges_are_what_python_strips_and_what_has_no_width() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert {sign for sign in everything if not plain(f"{sign}")} == {
        *"\u200b\ufeff",
        *filter(str.isspace, everything),
    }
    assert plain(f"{''.join(filter(str.isspace, everything))}\u200b a \ufeff \u200b") == "a"

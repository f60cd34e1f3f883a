"""The constructor of the model's values: what each field takes, and the error that names record,
field, what is wanted and what was given.
"""

from __future__ import annotations

import copy
import inspect
import io
import pickle
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import newsfmt
from newsfmt import Article, Context, Format, NewsDate, Registry
from newsfmt.article import (
    Alternate,
    AltId,
    Association,
    Concept,
    Dateline,
    FrozenMap,
    Geo,
    Label,
    Organisation,
    Party,
    Place,
    Rendition,
    Rights,
)
from newsfmt.body import Cell, Figure, Heading, List, Paragraph, Quote, Strong, Table
from newsfmt.errors import DateError, FieldError, PluginError

WRONG: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
    (Article, {"headline": 5}, "Article(headline=...) takes str, not int 5"),
    (Article, {"headline": b"x"}, "Article(headline=...) takes str, not bytes b'x'"),
    (Article, {"headline": float("nan")}, "Article(headline=...) takes str, not float nan"),
    (Article, {"urgency": "4"}, "Article(urgency=...) takes int, not str '4'"),
    (Article, {"urgency": True}, "Article(urgency=...) takes int, not bool True"),
    (Article, {"urgency": 4.0}, "Article(urgency=...) takes int, not float 4.0"),
    (Article, {"embargoed": 1}, "Article(embargoed=...) takes bool, not int 1"),
    (Article, {"type": None}, "Article(type=...) takes str, not NoneType None"),
    (Article, {"subjects": "x"}, "Article(subjects=...) takes a sequence of Concept, not str 'x'"),
    (Article, {"subjects": 5}, "Article(subjects=...) takes a sequence of Concept, not int 5"),
    (Article, {"subjects": [Concept("a"), Party("b")]}, "Article(subjects=...) takes a sequence of Concept, not Party(name='b')"),
    (Article, {"organisations": Party("b")}, "Article(organisations=...) takes a sequence of Organisation, not Party(name='b')"),
    (Article, {"keywords": ["a", 5]}, "Article(keywords=...) takes a sequence of str, not int 5"),
    (Article, {"body": "text"}, "Article(body=...) takes a sequence of Block, not str 'text'"),
    (Article, {"body": [Strong("a")]}, "Article(body=...) takes a sequence of Block, not Strong('a')"),
    (Article, {"rights": "EP"}, "Article(rights=...) takes Rights, not str 'EP'"),
    (Article, {"published": 2021}, "Article(published=...) takes a NewsDate or a date in ISO 8601, not int 2021"),
    (Article, {"extra": "x"}, "Article(extra=...) takes a mapping of texts, not str 'x'"),
    (Article, {"extra": {"a:b": 5}}, "Article(extra=...) takes a mapping of texts, not dict {'a:b': 5}"),
    (Article, {"extra": {"a:b": [5]}}, "Article(extra=...) takes a mapping of texts, not dict {'a:b': [5]}"),
    (Article, {"extra": FrozenMap({"a:b": 5})}, "Article(extra=...) takes a mapping of texts, not FrozenMap {'a:b': 5}"),
    (Article, {"vocabularies": {"a": 5}}, "Article(vocabularies=...) takes a mapping of texts, not dict {'a': 5}"),
    (Party, {"name": 5}, "Party(name=...) takes str, not int 5"),
    (Organisation, {"symbols": "EPX"}, "Organisation(symbols=...) takes a sequence of Symbol, not str 'EPX'"),
    (Organisation, {"name": 5}, "Organisation(name=...) takes str, not int 5"),
    (Concept, {"relevance": "0.5"}, "Concept(relevance=...) takes float, not str '0.5'"),
    (Concept, {"relevance": True}, "Concept(relevance=...) takes float, not bool True"),
    (Place, {"geo": (1, 2)}, "Place(geo=...) takes Geo, not tuple (1, 2)"),
    (Association, {"item": "x"}, "Association(item=...) takes Article, not str 'x'"),
    (Alternate, {"body": "x"}, "Alternate(body=...) takes a sequence of Block, not str 'x'"),
    (Dateline, {"date": 5}, "Dateline(date=...) takes a NewsDate or a date in ISO 8601, not int 5"),
    (Rendition, {"width": "640"}, "Rendition(width=...) takes int, not str '640'"),
    (Paragraph, {"content": 5}, "Paragraph(content=...) takes a sequence of Inline, not int 5"),
    (Paragraph, {"content": Paragraph("x")}, "Paragraph(content=...) takes a sequence of Inline, not Paragraph('x')"),
    (Heading, {"content": "x", "level": "2"}, "Heading(level=...) takes int, not str '2'"),
    (List, {"items": ["one"]}, "List(items=...) takes a sequence of Block, not str 'one'"),
    (List, {"ordered": "yes"}, "List(ordered=...) takes bool, not str 'yes'"),
    (Table, {"rows": [["a"]]}, "Table(rows=...) takes a sequence of Cell, not str 'a'"),
    (Table, {"rows": 5}, "Table(rows=...) takes a sequence of Cell, not int 5"),
    (Cell, {"content": 5}, "Cell(content=...) takes a sequence of Inline | Block, not int 5"),
    (Figure, {"media": "a.jpg"}, "Figure(media=...) takes a sequence of Rendition, not str 'a.jpg'"),
]  # fmt: skip


@pytest.mark.parametrize(("cls", "values", "message"), WRONG, ids=[case[2] for case in WRONG])
def test_a_wrong_type_is_refused_at_the_call(
    cls: Any, values: dict[str, Any], message: str
) -> None:
    with pytest.raises(FieldError) as caught:
        cls(**values)
    assert str(caught.value) == message
    error = caught.value
    assert (error.record, error.field) == (
        cls.__name__,
        message.partition("(")[2].partition("=")[0],
    )
    assert f"takes {error.wanted}, not {error.given}" in message
    with pytest.raises(TypeError):
        attrs.evolve(cls(), **values)


RIGHT: list[tuple[Any, Any]] = [
    (Article(subjects=[Concept("a")]), Article(subjects=(Concept("a"),))),
    (Article(subjects=Concept("a")), Article(subjects=(Concept("a"),))),
    (Article(subjects=(Concept(name) for name in "ab")), Article(subjects=(Concept("a"), Concept("b")))),
    (Article(subjects=None), Article()),
    (Article(subjects=[Place("a")]), Article(subjects=(Place("a"),))),
    (Article(keywords="sea"), Article(keywords=("sea",))),
    (Article(keywords=""), Article()),
    (Article(extra={"a:b": "c"}), Article(extra=FrozenMap({"a:b": ("c",)}))),
    (Article(extra=FrozenMap({"a:b": "c"})), Article(extra={"a:b": ["c"]})),  # type: ignore[dict-item]
    (Article(extra=None), Article()),
    (Article(published="2021-05-04"), Article(published=NewsDate("2021-05-04"))),
    (Article(body=Paragraph("a")), Article(body=(Paragraph(("a",)),))),
    (Article(sources=[Organisation("a")]), Article(sources=(Organisation("a"),))),
    (Paragraph(["a", Strong("b")]), Paragraph(("a", Strong(("b",))))),
    (Paragraph(""), Paragraph()),
    (List([[Paragraph("a")], Paragraph("b")]), List(((Paragraph("a"),), (Paragraph("b"),)))),
    (Table([[Cell("a")]]), Table(((Cell("a"),),))),
    (Quote(Paragraph("a")), Quote((Paragraph("a"),))),
    (Geo(59, 5), Geo(59.0, 5.0)),
]  # fmt: skip


@pytest.mark.parametrize(("given", "stored"), RIGHT, ids=[repr(case[1]) for case in RIGHT])
def test_what_a_person_writes_is_taken(given: Any, stored: Any) -> None:
    assert given == stored
    assert hash(given) == hash(stored)
    assert pickle.loads(pickle.dumps(given)) == copy.copy(given) == attrs.evolve(given) == stored


def test_a_text_of_another_class_is_stored_as_a_text() -> None:
    class Word(str):
        __slots__ = ()

    article = Article(headline=Word("a"), keywords=[Word("b")], body=[Paragraph(Word("c"))])
    block = article.body[0]
    assert isinstance(block, Paragraph)
    assert {type(article.headline), type(article.keywords[0]), type(block.content[0])} == {str}


def test_a_date_that_is_none_names_the_field() -> None:
    with pytest.raises(DateError, match=r"Article\(published=\.\.\.\): 'soon' is no ISO 8601 date"):
        Article(published="soon")


def test_the_error_of_an_iterable_is_its_cause() -> None:
    def broken() -> Iterator[Concept]:
        yield Concept("a")
        raise TypeError("the source is gone")

    with pytest.raises(FieldError) as caught:
        Article(subjects=broken())
    assert str(caught.value.__cause__) == "the source is gone"


def test_an_unknown_field_is_the_error_of_a_function() -> None:
    with pytest.raises(TypeError, match=r"Article.__init__\(\) got an unexpected keyword argument"):
        Article(headlin="x")  # type: ignore[call-arg]


def test_the_signature_has_the_types_that_are_taken() -> None:
    parameters = inspect.signature(Article).parameters
    assert list(parameters) == [field.name for field in attrs.fields(Article)]
    assert parameters["subjects"].annotation == "Iterable[Concept] | Concept | None"
    assert parameters["headline"].annotation == "str | None"
    assert parameters["published"].annotation == "NewsDate | str | None"


CALLS = """
from newsfmt import Article
from newsfmt.article import Concept, Party
from newsfmt.body import Paragraph

Article(subjects=[Concept("a")], keywords=["a"], published="2021-05-04", extra={"a:b": "c"})
Article(subjects=Concept("a"), body=[Paragraph("a")])
Article(subjects=(Concept(name) for name in ("a", "b")))
Article(subjects="x")
Article(subjects=["x"])
Article(urgency="4")
Article(headline=5)
Article(published=5)
Article(body="text")
Article(extra="x")
Party(name=5)
Paragraph(5)
"""


def test_mypy_sees_them_too(tmp_path: Path) -> None:
    path = tmp_path / "calls.py"
    path.write_text(CALLS)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(path)],
        capture_output=True, text=True, timeout=300, cwd=tmp_path,
    )  # fmt: skip
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    first = CALLS.splitlines().index('Article(subjects="x")') + 1
    lines = [int(line.removeprefix(str(path)).split(":")[1]) for line in errors]
    assert lines == list(range(first, first + 9)), done.stdout


# ---- subclasses
# ------------------------------------------------------------


class Story(Article):
    """An article of a newsroom's own."""

    __slots__ = ()

    @property
    def shout(self) -> str:
        return (self.headline or "").upper()


@attrs.frozen
class Marked(Article):
    mood: str = ""


@pytest.mark.parametrize(
    "name", [name for name, fmt in newsfmt.list_formats().items() if fmt.write]
)
def test_an_article_of_a_class_of_ones_own_is_written(name: str) -> None:
    values: Any = {
        "headline": "Bridge opens",
        "published": "2021-05-04",
        "body": Paragraph("It opened."),
    }
    outputs = []
    for cls in (Article, Story):
        out = io.BytesIO()
        try:
            newsfmt.write([cls(**values)], out, format=name)
        except newsfmt.NewsfmtError as error:
            out.write(str(error).encode())
        outputs.append(out.getvalue())
    assert outputs[0] == outputs[1]


def test_a_field_of_ones_own_is_reported() -> None:
    out = io.BytesIO()
    report = newsfmt.write(Marked(headline="A", mood="glad"), out, format="json")
    [entry] = report
    assert entry.position is not None
    assert (entry.code, entry.position.path) == ("write.field-lost", "mood")
    assert newsfmt.read_one(out.getvalue(), format="json") == Article(headline="A")


def test_anything_else_is_no_article_to_write() -> None:
    with pytest.raises(TypeError, match="give Articles to write, not str"):
        newsfmt.write(["x"], io.BytesIO(), format="json")  # type: ignore[list-item]


def test_a_constructor_of_ones_own_class_checks_too() -> None:
    with pytest.raises(FieldError, match=r"Story\(headline=\.\.\.\) takes str, not int 5"):
        Story(headline=5)  # type: ignore[arg-type]
    assert Story(headline="a").shout == "A"


# ---- whose fault it is
# ------------------------------------------------------------


def careless(stream: Any, context: Context) -> Iterator[Article]:
    yield Article(headline=5)  # type: ignore[arg-type]


def written(articles: Any, stream: Any, context: Context) -> None:
    for article in articles:
        attrs.evolve(article, headline=5)


def test_a_wrong_type_in_a_format_is_its_formats_fault() -> None:
    plugin = types.ModuleType("careless")
    fmt = Format(name="careless", title="Careless", read=careless, write=written)
    plugin.newsfmt_formats = newsfmt.hookimpl(lambda: [fmt], specname="newsfmt_formats")  # type: ignore[attr-defined]
    registry = Registry([plugin], entry_points=False)
    reason = r"careless.* failed in {} .*Article\(headline=\.\.\.\) takes str, not int 5"
    with pytest.raises(PluginError, match=reason.format("read")):
        list(newsfmt.read(b"x", format="careless", registry=registry))
    with pytest.raises(PluginError, match=reason.format("write")):
        newsfmt.write(Article(), io.BytesIO(), format="careless", registry=registry)


def test_a_wrong_type_in_the_callers_articles_is_the_callers() -> None:
    with pytest.raises(FieldError):
        newsfmt.write((Article(headline=5) for _ in "a"), io.BytesIO(), format="json")  # type: ignore[arg-type]


def test_the_values_of_other_records_are_shown_shortly() -> None:
    with pytest.raises(FieldError) as caught:
        Article(rights=["x" * 10_000] * 10_000)  # type: ignore[arg-type]
    assert len(str(caught.value)) < 1000
    assert "\n" not in str(caught.value)
    assert Rights(notice="x") is not None
    assert (Label("a"), AltId("b")) == (Label("a"), AltId("b"))

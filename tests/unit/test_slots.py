"""Tables of slots: what one says to readers, writers, declarations, sniffers and the documentation."""

from __future__ import annotations

from typing import Any

import pytest

from newsfmt.article import Article, Concept
from newsfmt.body import BLOCKS, INLINES
from newsfmt.formats.ninjs.keys import KEYS, STRONG, VERSIONS
from newsfmt.losses import undeclared
from newsfmt.slots import Codec, Slot, Table, everything, paths, set_fields


def text(field: str) -> Codec:
    return Codec(
        lambda fields, value: fields.update({field: value}),
        lambda article: getattr(article, field),
        field,
    )


def parts(article: Article) -> dict[str, Any]:
    return {f"word_{index}": word for index, word in enumerate(article.keywords)}


TABLE = Table(
    Slot("Title", text("headline"), {"old": "TITLE"}, spellings="heading", telling=2),
    Slot("Words", Codec(None, parts, "keywords"), several=True),
    Slot("Slug", text("slugline"), {"old": None}, telling=1),
    Slot(
        "Who",
        Codec(None, lambda article: article.byline, paths("byline"), {"new": ("extra.x:role",)}),
    ),
    Slot("Note", Codec(lambda fields, value: None)),
    forms=("new", "old"),
)
ARTICLE = Article(headline="Ferry", slugline="ferry", byline="By Kari Moe", keywords=("a", "b"))


def test_every_name_of_a_place_is_read() -> None:
    assert set(TABLE.readers) == {"Title", "TITLE", "heading", "Slug", "Note"}
    fields: dict[str, Any] = {}
    TABLE.readers["heading"](fields, "Ferry")
    assert fields == {"headline": "Ferry"}


def test_a_form_is_written_in_the_order_of_the_table_with_its_names() -> None:
    assert list(TABLE.fill(ARTICLE, "new").items()) == [
        ("Title", "Ferry"), ("word_0", "a"), ("word_1", "b"), ("Slug", "ferry"), ("Who", "By Kari Moe"),
    ]  # fmt: skip
    assert list(TABLE.fill(ARTICLE, "old")) == ["TITLE", "word_0", "word_1", "Who"]
    assert TABLE.fill(Article(headline=""), "new") == {}


def test_only_slots_of_fields_that_are_set_are_asked() -> None:
    asked = Slot("Asked", Codec(None, lambda out: out.nothing, "byline"))
    title = Slot("Title", text("headline"))
    always = Slot("Always", Codec(None, lambda out: "x"), needed=True)
    table, article = Table(asked, title, always), Article(headline="Ferry")
    assert table.fill(article, given=set_fields(article)) == {"Title": "Ferry", "Always": "x"}
    with pytest.raises(AttributeError):
        table.fill(article)


def test_set_fields() -> None:
    assert set_fields(Article()) == {"type"}
    assert set_fields(Article(headline="", urgency=0, embargoed=False, extra={"x:y": "z"})) >= {
        "headline", "urgency", "embargoed", "extra", "extra.x:y",
    }  # fmt: skip


def test_a_slot_of_a_value_of_extra_is_asked_for_that_value_alone() -> None:
    role = Slot("Role", Codec(None, lambda out: out.extra["x:role"][0], "extra.x:role"))
    table, other = Table(role), Article(extra={"y:role": "z"})
    assert table.fill(other, given=set_fields(other)) == {}
    article = Article(extra={"x:role": "z"})
    assert table.fill(article, given=set_fields(article)) == {"Role": "z"}


def test_what_is_declared_is_what_is_written() -> None:
    assert TABLE.writes("new") == {"headline", "keywords", "slugline", "byline", "extra.x:role"}
    assert TABLE.writes("old") == {"headline", "keywords", "byline"}
    assert TABLE.homes("old") == {
        "headline": ("TITLE",),
        "keywords": ("Words",),
        "byline": ("Who",),
    }


def test_telling_names() -> None:
    assert TABLE.telling(2) == {"Title", "TITLE", "heading"}
    assert TABLE.telling() == {"Title", "TITLE", "heading", "Slug"}


def test_what_no_slot_holds_is_named() -> None:
    article = Article(headline="Ferry", slugline="ferry", subjects=(Concept(name="Sea"),))
    assert dict(TABLE.unclaimed(article, "old")) == {
        "slugline": "ferry",
        "subjects": (Concept(name="Sea"),),
    }


def test_two_slots_that_read_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two slots read 'Title'"):
        Table(Slot("Title", text("headline")), Slot("title", text("title"), spellings="Title"))


def test_everything_is_the_whole_model() -> None:
    assert {f"body:{kind}" for kind in (*BLOCKS, *INLINES)} < everything()
    full = Article(
        headline="Ferry", vocabularies={"x": "http://example.org/"}, extra={"x:y": ("z",)}
    )
    assert not list(undeclared(full, everything()))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_place_of_ninjs_that_is_written_is_read(version: str) -> None:
    pattern = {"description_<role>", "body_<role>"}
    names = {name for name, _ in KEYS.writers(version)}
    assert names - pattern <= set(KEYS.readers)
    assert "versionCreated" in KEYS.telling(STRONG)


def test_a_place_holds_the_places_inside_it() -> None:
    inner = Table(Slot("key", Codec(None, lambda out: ["word"], "keywords")))
    outer = Table(
        Slot("list", Codec(None, inner.members), inside=inner),
        Slot("head", Codec(None, lambda out: [], "headline", certain=lambda article: True)),
    )
    assert outer.writes() == {"keywords", "headline"}
    assert outer.homes() == {"keywords": ("list/key",), "headline": ("head",)}
    assert outer.members(Article()) == ["word"]
    assert outer.certain(Article(headline="Ferry"))
    assert not outer.certain(Article(headline="Ferry", keywords=["sea"]))

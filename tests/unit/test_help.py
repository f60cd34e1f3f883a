"""What ``help()`` shows: the meaning of every field and member."""

from __future__ import annotations

import inspect
import pydoc
from typing import Any

import attrs
import pytest

from newsfmt import Article, Context, Head
from newsfmt import article as model
from newsfmt.body import BLOCKS, INLINES

RECORDS = [
    *(getattr(model, name) for name in model.__all__ if attrs.has(getattr(model, name))),
    *BLOCKS.values(),
    *INLINES.values(),
]


@pytest.mark.parametrize("cls", dict.fromkeys(RECORDS), ids=lambda cls: cls.__name__)
def test_each_field_of_the_model_has_its_meaning(cls: Any) -> None:
    for field in attrs.fields(cls):
        assert inspect.getdoc(getattr(cls, field.name)), field.name


def test_help_of_an_article_shows_the_meanings() -> None:
    shown = " ".join(pydoc.plain(pydoc.render_doc(Article)).replace("|", " ").split())
    assert "headline The main headline. IPTC: headline." in shown
    assert "subjects The subjects of the content. IPTC: subject." in shown
    assert "headline: 'str None' = None" in shown


def test_help_of_a_context_shows_its_members() -> None:
    shown = " ".join(pydoc.plain(pydoc.render_doc(Context)).replace("|", " ").split())
    assert "encoding The requested encoding, if any." in shown
    for name in Context.__slots__:
        assert inspect.getdoc(getattr(Context, name)), name


def test_help_of_a_head_shows_its_members() -> None:
    shown = " ".join(pydoc.plain(pydoc.render_doc(Head)).replace("|", " ").split())
    assert "``data`` is the first 4,096 bytes" in shown
    assert "``data`` as text: by its byte order mark" in shown

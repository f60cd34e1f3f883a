"""CONTRIBUTING.md: the places that it names for a new field, block and format are those of the tree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
_PLACE = re.compile(r"`((?:newsfmt|docs|tests|plugins)/[\w./-]+)`(?::\s((?:`\w+`(?:,\s)?)+))?")
PLACES = {match[1]: re.findall(r"\w+", match[2] or "") for match in _PLACE.finditer(PAGE)}


def test_there_are_places() -> None:
    assert sum(len(names) for names in PLACES.values()) > 20


@pytest.mark.parametrize("path", PLACES)
def test_a_place_is_there(path: str) -> None:
    assert (ROOT / path).exists()
    for name in PLACES[path]:
        text = (ROOT / path).read_text("utf-8")
        assert re.search(rf"^(?:def {name}\(|{name}\b[^\n]*= )", text, re.MULTILINE), name


@pytest.mark.parametrize("kind", ["field of the model", "block", "format"])
def test_each_kind_of_addition_has_a_section(kind: str) -> None:
    assert f"\n## A new {kind}\n" in PAGE

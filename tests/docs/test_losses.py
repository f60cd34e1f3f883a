"""The page of losses is what the writers declare, and counts what it should."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import attrs
import pytest

from newsfmt.article import Article
from newsfmt.body import BLOCKS, INLINES

ROOT = Path(__file__).parents[2]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_losses", ROOT / "docs/build_losses.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


builder = _load()


def _target(label: str) -> object:
    return next(target for target in builder.targets() if label in target.label.split(", "))


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / builder.PAGE).read_text(encoding="utf-8") == builder.page().rstrip() + "\n", (
        "run: python docs/build_losses.py"
    )


@pytest.mark.parametrize(
    "name", [field.name for field in attrs.fields(Article) if field.name != "origin"]
)
def test_every_field_has_a_row(name: str) -> None:
    columns = len(builder.targets())
    assert re.search(
        rf"^\| `{name}`(?: \| (?:yes|no|in part)){{{columns}}} \|$", builder.page(), re.MULTILINE
    )


@pytest.mark.parametrize("name", [*BLOCKS, *INLINES])
def test_every_node_has_a_row(name: str) -> None:
    columns = len(builder.targets())
    assert re.search(
        rf"^\| `{name}`(?: \| (?:yes|no)){{{columns}}} \|$", builder.page(), re.MULTILINE
    )


def test_every_format_that_is_written_has_a_column() -> None:
    from newsfmt._registry import Registry

    labels = ", ".join(target.label for target in builder.targets())
    for fmt in Registry(entry_points=False).formats().values():
        assert fmt.write is None or re.search(rf"(?:^|, ){re.escape(fmt.name)}\b", labels), fmt.name
    assert {
        "newsml-g2",
        "newsml-g2 core",
        "ninjs 3.1",
        "ninjs 2.2",
        "ninjs 1.6",
        "jsonl flat",
    } <= set(labels.split(", "))


def test_states_and_parts() -> None:
    made = builder.Target(
        "made",
        frozenset(
            {
                "headline",
                "subjects.name",
                "associations.item.headline",
                "associations.item.subjects.name",
            }
        ),
    )
    assert [builder.state(made, field) for field in ("headline", "slugline", "subjects")] == [
        "yes",
        "no",
        "in part",
    ]
    assert builder.missing(made, "alt_ids") == ["value", "role"]
    assert "uri" in builder.missing(made, "subjects")
    assert "name" not in builder.missing(made, "subjects")
    assert "item in part" in builder.missing(made, "associations")


def test_a_pair_counts_only_what_the_source_can_fill() -> None:
    one = builder.Target(
        "one", frozenset({"headline", "slugline", "subjects.name", "subjects.uri", "url"})
    )
    other = builder.Target("other", frozenset({"headline", "subjects.name"}))
    assert builder.lost(one, other) == (["slugline", "url"], ["subjects"])
    assert builder.lost(other, one) == ([], [])
    everything = builder.Target("everything", None)
    assert builder.lost(one, everything) == ([], [])
    assert len(builder.lost(everything, builder.Target("nothing", frozenset()))[0]) == len(
        builder.leaves()
    )


def test_of_all_pairs_only_the_whole_formats_take_everything() -> None:
    for source in builder.targets():
        assert builder.lost(source, _target("json")) == ([], [])
    assert builder.lost(_target("json"), _target("dated-text"))[0]

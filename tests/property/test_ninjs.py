"""Laws of ninjs over drawn Articles: what is written is valid in every version, and what is read
again differs only where the report says so.
"""

from __future__ import annotations

import io
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import newsfmt
from newsfmt import _codec, _pipeline
from newsfmt.article import Article
from newsfmt.diagnostics import Report
from newsfmt.errors import SerializeError
from newsfmt.testing.strategies import articles, raw_articles

SCHEMAS = Path(newsfmt.__file__).parent / "schema" / "ninjs"
VERSIONS = ("1.6", "2.2", "3.1")
drawn = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@lru_cache(maxsize=3)
def schema(version: str) -> Any:
    import jsonschema
    import referencing
    from referencing.jsonschema import DRAFT202012

    document = json.loads((SCHEMAS / f"ninjs-schema_{version}.json").read_bytes())
    geo = json.loads((SCHEMAS / "GeoJSON-schema.json").read_bytes())
    registry = referencing.Registry().with_resources(
        [("https://geojson.org/schema/GeoJSON.json", DRAFT202012.create_resource(geo))]
    )
    checker = jsonschema.validators.validator_for(document)
    return checker(document, format_checker=checker.FORMAT_CHECKER, registry=registry)


def problems(data: bytes, version: str) -> list[str]:
    value = json.loads(data)
    return [
        f"{error.json_path}: {error.message}"[:200]
        for part in (value if isinstance(value, list) else [value])
        for error in schema(version).iter_errors(part)
    ]


def written(article: Article, version: str) -> tuple[bytes, list[tuple[str, str]]]:
    out, found = io.BytesIO(), []
    report = Report(lambda one: found.append((one.code, one.position.path)))
    _pipeline.write_to(article, out, report, format="ninjs", options={"version": version})
    return out.getvalue(), found


def read_again(data: bytes) -> Article:
    return newsfmt.read_one(data, format="ninjs")


# ---- the comparison: both sides without what the report names
# -------------------------------------------------------

STEP = re.compile(r"([a-z_]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\[\"((?:[^\"\\]|\\.)*)\"\]")


def steps(path: str) -> list[str | int]:
    found: list[str | int] = []
    for name, place, quoted, double in STEP.findall(path):
        found.append(
            int(place)
            if place
            else name or quoted.replace("\\'", "'").replace("\\\\", "\\") or double
        )
    return found


def without(data: Any, paths: list[list[str | int]]) -> Any:
    """Plain data without the values at the paths; of a list that lost a member as a whole nothing
    is left.
    """
    for path in sorted(paths, key=len, reverse=True):
        while isinstance(path[-1], int):
            path = path[:-1]
        node = data
        for step in path[:-1]:
            node = (
                node.get(step)
                if isinstance(node, dict)
                else node[step]
                if isinstance(node, list) and isinstance(step, int) and step < len(node)
                else None
            )
        if isinstance(node, dict):
            node.pop(path[-1], None)
    return data


def moved(paths: list[list[str | int]], data: Any) -> list[list[str | int]]:
    """The paths as they are in what was read again, where a member of which nothing could be said
    is not there.
    """
    found = []
    for path in paths:
        node, new = data, list(path)
        for place, step in enumerate(path):
            if isinstance(step, int) and isinstance(node, list):
                new[place] = sum(1 for part in node[:step] if tidy(part) not in ({}, [], None))
                node = node[step] if step < len(node) else None
            else:
                node = node.get(step) if isinstance(node, dict) else None
        found.append(new)
    return found


def tidy(data: Any) -> Any:
    """Plain data without empty objects and arrays, and without the origin of items, which is no
    part of equality.
    """
    if isinstance(data, dict):
        kept = {key: tidy(value) for key, value in data.items() if key != "origin"}
        return {key: value for key, value in kept.items() if value not in ({}, [], None)}
    if isinstance(data, list):
        return [part for part in map(tidy, data) if part not in ({}, [], None)]
    return data


def compared(article: Article, again: Article, reported: list[tuple[str, str]]) -> tuple[Any, Any]:
    paths = [steps(path) for _, path in reported]
    lost = [
        steps(path)
        for code, path in reported
        if code == "write.field-lost" and not path.endswith("]")
    ]
    before, after, said = (
        json.loads(json.dumps(_codec.encode(side))) for side in (article, again, article)
    )
    return tidy(without(before, paths)), tidy(without(after, moved(paths, without(said, lost))))


@pytest.mark.parametrize("version", VERSIONS)
@drawn
@given(article=articles())
def test_what_is_written_is_valid_and_differs_only_as_reported(
    version: str, article: Article
) -> None:
    data, reported = written(article, version)
    assert not problems(data, version)
    before, after = compared(article, read_again(data), reported)
    assert after == before


@pytest.mark.parametrize("version", VERSIONS)
@drawn
@given(article=raw_articles())
def test_what_no_reader_yields_is_valid_too(version: str, article: Article) -> None:
    try:
        data, _ = written(article, version)
    except SerializeError:
        return
    assert not problems(data, version)


@drawn
@given(data=st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
                         lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(
                             "uri guid type headline headlines bodies body_html value role subject subjects person people name code scheme rel renditions "
                             "associations altids infosource authors place geojson coordinates versioncreated urgency ednote item items".split())), inner, max_size=4),
                         max_leaves=20))  # fmt: skip
def test_any_json_gives_articles_or_an_error_of_ours(data: Any) -> None:
    try:
        for article in newsfmt.read(json.dumps(data).encode(), format="ninjs", on_error="skip"):
            assert Article.from_json(article.to_json()) == article
    except newsfmt.NewsfmtError:
        pass

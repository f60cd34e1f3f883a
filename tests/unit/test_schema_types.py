"""The types of flat records: each column has the type of its values, and each tool takes what
``newsfmt schema`` prints for it, whatever the first rows look like.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

import newsfmt
from newsfmt import Article
from newsfmt.article import Concept
from newsfmt.cli.column_types import TOOLS, types_for
from newsfmt.records import COLUMNS, TYPES
from newsfmt.testing.strategies import articles

_CLASSES = {"text": str, "integer": int, "boolean": bool, "texts": list}


@settings(max_examples=60, deadline=None)
@given(articles())
def test_every_value_has_the_type_of_its_column(article: Article) -> None:
    assert tuple(TYPES) == COLUMNS
    for name, value in article.record(COLUMNS).items():
        assert value is None or type(value) is _CLASSES[TYPES[name]], name
        if isinstance(value, list):
            assert all(type(text) is str for text in value)


@pytest.mark.parametrize("tool", TOOLS)
def test_the_command_prints_the_types(tool: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "newsfmt", "schema", f"--{tool}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == types_for(tool)
    assert "published_date" not in done.stdout  # of tables, not of flat records


def test_one_tool_at_a_time() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "newsfmt", "schema", "--duckdb", "--polars"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "not allowed with" in done.stderr


@pytest.fixture
def late(tmp_path: Path) -> str:
    """Flat records whose last one alone has a subject, an urgency, and a month for a date."""
    path = tmp_path / "late.jsonl"
    rows = [Article(headline=f"Row {n}", published="2021-01-17") for n in range(21_000)]
    last = Article(headline="Last", published="2020-01", urgency=3, subjects=[Concept("ferries")])
    newsfmt.write([*rows, last], path, format="jsonl", options={"flat": True, "empty": False})
    return str(path)


def test_duckdb_takes_its_types(late: str) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    query = f"select published, urgency, subjects from read_json('{late}', columns={types_for('duckdb')}) where urgency is not null"
    assert duckdb.sql(query).fetchall() == [("2020-01", 3, ["ferries"])]


def test_polars_takes_its_types(late: str) -> None:
    pl = pytest.importorskip("polars", reason="polars is not installed")
    frame = pl.scan_ndjson(late, schema=eval(types_for("polars"), {"pl": pl})).collect()
    last = frame.filter(pl.col("urgency").is_not_null())
    assert last.select("published", "urgency", "subjects").rows() == [("2020-01", 3, ["ferries"])]


def test_arrow_takes_its_types(late: str) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from pyarrow import json

    schema = eval(types_for("arrow"), {"pa": pa})
    table = json.read_json(late, parse_options=json.ParseOptions(explicit_schema=schema))
    last = table.slice(table.num_rows - 1).select(["published", "urgency", "subjects"]).to_pylist()
    assert last == [{"published": "2020-01", "urgency": 3, "subjects": ["ferries"]}]


def test_spark_takes_its_types() -> None:
    types = pytest.importorskip("pyspark.sql.types", reason="pyspark is not installed")
    assert hasattr(types, "StructType")
    pairs = [pair.split(" ") for pair in types_for("spark").strip().split(", ")]
    assert all(len(pair) == 2 for pair in pairs)
    assert dict(map(tuple, pairs))["subjects"] == "ARRAY<STRING>"  # type: ignore[arg-type]

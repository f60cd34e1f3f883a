"""Parquet files: what was written comes back; what is broken is said; other tools see the types."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_arrow", reason="newsfmt-arrow is not installed: pip install -e plugins/newsfmt-arrow"
)
pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install pyarrow")

import newsfmt_arrow
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings

import newsfmt
from newsfmt import Article, Report
from newsfmt.article import Concept
from newsfmt.batch import convert_tree
from newsfmt.errors import LimitError, OptionError, ParseError, SchemaError, TruncatedError
from newsfmt.format import Limits
from newsfmt.testing.strategies import articles

SAMPLE = Path(newsfmt_arrow.__file__).parent / "samples/parquet/three.parquet"


def written(*given: Article, **options: Any) -> bytes:
    out = io.BytesIO()
    newsfmt.write(given, out, format="parquet", options=options)
    return out.getvalue()


def read(data: bytes, **how: Any) -> tuple[list[Article], Report]:
    with newsfmt.read(data, name="a.parquet", **how) as reader:
        return list(reader), reader.report


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles(), articles())
def test_drawn_articles_come_back(first: Article, second: Article) -> None:
    back, report = read(written(first, second))
    assert back == [first, second]
    assert not report.failed
    for was, now in zip((first, second), back, strict=True):
        assert now.origin == (was.origin or now.origin)


def test_the_sample_is_read() -> None:
    read = list(newsfmt.read(SAMPLE))
    assert [article.headline for article in read] == ["Bridge opens after two winters", "Ferry stops", "Undated"]  # fmt: skip
    assert [article.origin.index for article in read if article.origin] == [0, 1, 2]


def test_no_article_is_a_file_too() -> None:
    assert pq.read_table(io.BytesIO(written())).num_rows == 0
    assert read(written())[0] == []


def test_many_articles_come_back_in_row_groups(tmp_path: Path) -> None:
    path = tmp_path / "many.parquet"
    newsfmt.write((Article(id=str(number)) for number in range(45_000)), path)
    groups = pq.ParquetFile(path).metadata
    assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [20_000, 20_000, 5_000]  # fmt: skip
    assert [article.id for article in newsfmt.read(path)] == [str(n) for n in range(45_000)]


def test_what_the_columns_do_not_hold_is_reported_without_the_article() -> None:
    article = Article.from_text("It opened.", headline="Bridge", url="https://example.com", word_count=1 << 40)  # fmt: skip
    out = io.BytesIO()
    report = newsfmt.write(article, out, format="parquet", options={"columns": "headline,text,word_count"})  # fmt: skip
    assert {each.position.path for each in report.kept if each.position} == {"url", "word_count"}
    assert not newsfmt.write(article, io.BytesIO(), format="parquet").kept
    with pytest.raises(OptionError, match="there is no column 'headlin'"):
        written(article, columns="headlin")


# ---- what is broken


def test_a_table_without_articles_and_known_columns_is_refused() -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"mood": ["calm"]}), out)
    with pytest.raises(ParseError, match="no column"):
        read(out.getvalue())


FOREIGN = pa.table(
    {
        "Title": ["Ferries back", "A pier", None],
        "text": ["Ferries ran again.\n\nThe storm had passed.", "Piers.", None],
        "date": pa.array([datetime(2021, 1, 17, 14, 5), None, None], pa.timestamp("us")),
        "tags": [["ship", "storm"], [], None],
        "mood": ["calm", None, None],
        "__index_level_0__": [7, 8, 9],
    }
)


def test_a_table_of_other_people_is_read_by_the_names_of_its_columns() -> None:
    out = io.BytesIO()
    pq.write_table(FOREIGN, out)
    reader = newsfmt.read(out.getvalue(), format="parquet", name="cc.parquet")
    first, second = reader
    assert first.paragraphs == ("Ferries ran again.", "The storm had passed.")
    assert (first.headline, str(first.published)) == ("Ferries back", "2021-01-17T14:05:00")
    assert (first.keywords, dict(first.extra)) == (("ship", "storm"), {"parquet:mood": ("calm",)})
    assert (second.headline, second.published) == ("A pier", None)
    assert second.origin is not None
    assert (second.origin.format, second.origin.index) == ("parquet", 1)
    assert "read.item-skipped" in [entry.code for entry in reader.report]


def test_columns_of_a_table_can_be_named() -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"Kop": ["Brug"], "Tekst": ["Open."]}), out)
    options = {"map": "headline=Kop,body=Tekst"}
    [article] = newsfmt.read(out.getvalue(), format="parquet", options=options)
    assert (article.headline, article.paragraphs) == ("Brug", ("Open.",))


@pytest.mark.parametrize("kept", [8, 40, 1000, -4, -1])
def test_a_file_that_is_cut_off_is_named_so(kept: int) -> None:
    with pytest.raises(TruncatedError, match="cut off: the end of the Parquet file"):
        read(SAMPLE.read_bytes()[:kept])


def test_a_damaged_file_is_one_clear_error() -> None:
    data = bytearray(SAMPLE.read_bytes())
    data[-100:-60] = b"\xff" * 40
    with pytest.raises(ParseError, match="the Parquet file is damaged"):
        read(bytes(data))


def test_a_bad_row_costs_itself_and_one_without_an_article_is_counted() -> None:
    good = Article(headline="Bridge").to_json().decode()
    table = pa.table({"article": [good, '{"headline": 5}', None, "{", good]})
    out = io.BytesIO()
    pq.write_table(table, out)
    back, report = read(out.getvalue(), on_error="skip")
    assert [article.headline for article in back] == ["Bridge", "Bridge"]
    assert (report.articles, report.failed, report.skipped) == (2, 2, 1)
    skipped = [each for each in report.kept if each.code == "read.article-skipped"]
    assert [each.index for each in skipped] == [1, 3]
    assert back[1].origin is not None
    assert back[1].origin.index == 4
    with pytest.raises(SchemaError, match=r"\$\[1\]\.headline: a text is wanted here"):
        read(out.getvalue())


def test_limits_are_kept() -> None:
    data = written(*[Article(id="1", headline="a" * 4_000_000)] * 2)
    with pytest.raises(LimitError, match="compression of the articles passes the limit ratio=200"):
        read(data)
    assert len(read(data, limits=Limits(ratio=None))[0]) == 2
    with pytest.raises(LimitError, match="article_bytes"):
        read(written(Article(headline="Bridge opens")), limits=Limits(article_bytes=20))


def test_times_that_spark_wrote_as_int96_do_not_matter(tmp_path: Path) -> None:
    [batch] = newsfmt_arrow.to_batches([Article(headline="a", published="1650-01-01")])
    path = tmp_path / "spark.parquet"
    pq.write_table(pa.Table.from_batches([batch]), path, use_deprecated_int96_timestamps=True)
    assert [article.headline for article in newsfmt.read(path)] == ["a"]


# ---- the command, shards


def test_the_command_writes_and_reads_it(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(" date 2021-05-04 Bridge opens\n\nIt opened.")
    for arguments in (("in.txt", "-o", "out.parquet"), ("out.parquet", "-t", "jsonl", "-o", "b.jsonl")):  # fmt: skip
        subprocess.run(
            [sys.executable, "-m", "newsfmt", "convert", *arguments],
            cwd=tmp_path,
            check=True,
            timeout=60,
        )
    [row] = map(json.loads, (tmp_path / "b.jsonl").read_text().splitlines())
    assert row["headline"] == "Bridge opens"
    assert row["origin"]["format"] == "dated-text"


def test_a_folder_becomes_one_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(3):
        text = f" date 2021-05-04 Bridge {number}\n\nIt opened."
        (tmp_path / f"in/{number}.txt").write_text(text)
    command = [sys.executable, "-m", "newsfmt", "convert", "in", "-o", "all.parquet"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    read = [article.headline for article in newsfmt.read(tmp_path / "all.parquet")]
    assert read == ["Bridge 0", "Bridge 1", "Bridge 2"]


def test_a_batch_writes_a_file_an_input(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / f"in/{number}.txt").write_text(
            f" date 2021-05-04 Bridge {number}\n\nIt opened."
        )
    totals = convert_tree(tmp_path / "in", tmp_path / "out", to="parquet", jobs=1)
    assert totals.articles_converted == 3
    files = sorted((tmp_path / "out").glob("*.parquet"))
    assert [article.headline for path in files for article in newsfmt.read(path)] == ["Bridge 0", "Bridge 1", "Bridge 2"]  # fmt: skip


def test_shards_have_the_size_that_was_asked_for(tmp_path: Path) -> None:
    import random

    random.seed(1)
    given = [
        Article(id=str(number), headline=f"{random.getrandbits(4000):x}") for number in range(4000)
    ]
    paths = newsfmt_arrow.write_shards(given, tmp_path / "out", shard_bytes=1_000_000, columns="id,headline,article")  # fmt: skip
    assert [Path(path).name for path in paths] == [f"articles-{n:05}.parquet" for n in range(1, len(paths) + 1)]  # fmt: skip
    assert len(paths) >= 2
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [Path(path).name for path in paths]  # fmt: skip
    assert [article for path in paths for article in newsfmt.read(path)] == given
    with pytest.raises(FileExistsError):
        newsfmt_arrow.write_shards(given, tmp_path / "out")


def test_a_shard_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Any:
        for number in range(600):
            yield Article(id=str(number))
        raise RuntimeError("the source failed")

    with pytest.raises(RuntimeError, match="the source failed"):
        newsfmt_arrow.write_shards(broken(), tmp_path)
    assert list(tmp_path.iterdir()) == []


# ---- other tools


@pytest.fixture
def table(tmp_path: Path) -> str:
    """A file with all default columns, of which most articles leave most empty."""
    path = tmp_path / "table.parquet"
    bridge = Article(
        id="urn:example:1",
        headline="Bridge opens",
        published="2021-05-04",
        urgency=4,
        subjects=[Concept("bridges", code="20000337")],
    )
    others = [Article(headline="Ferry", published="2021-05"), Article(published="1890")]
    newsfmt.write([*others, bridge], path)
    return str(path)


def test_duckdb_sees_the_types(table: str) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    query = "select headline, published_date, subjects[1].name, json_extract_string(article, '$.id') from read_parquet($path) where published_date >= '2021-01-01'"
    rows = duckdb.execute(query, {"path": table}).fetchall()
    assert [(row[0], str(row[1]), *row[2:]) for row in rows] == [("Bridge opens", "2021-05-04", "bridges", "urn:example:1")]  # fmt: skip


def test_polars_sees_the_types(table: str) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    frame = (
        polars.scan_parquet(table)
        .filter(
            polars.col("published_earliest")
            >= polars.lit("2021-05-02").str.to_datetime(time_zone="UTC")
        )
        .select("headline", polars.col("subjects").list.len().alias("subjects"))
        .collect()
    )
    assert frame.rows() == [("Bridge opens", 1)]


def test_pandas_sees_the_types(table: str) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.read_parquet(table, dtype_backend="pyarrow")
    assert str(frame["urgency"].dtype) == "int32[pyarrow]"
    assert str(frame["published_date"].dtype) == "date32[day][pyarrow]"
    assert frame["subjects"][2][0]["code"] == "20000337"

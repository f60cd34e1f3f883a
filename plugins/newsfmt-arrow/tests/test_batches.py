"""Batches: typed columns say what the article says, and the articles come back unchanged."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_arrow", reason="newsfmt-arrow is not installed: pip install -e plugins/newsfmt-arrow"
)
pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install pyarrow")

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from newsfmt_arrow import SCHEMA, BatchBuilder, from_batches, schema_of, to_batches
from newsfmt_arrow.columns import ALL

import newsfmt
from newsfmt import Article
from newsfmt.article import Concept, Geo, Label, Party, Place, Rights
from newsfmt.batch import Failure
from newsfmt.errors import NewsfmtError, OptionError, ParseError
from newsfmt.records import COLUMNS as RECORDS
from newsfmt.testing.strategies import articles

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent / "schema.txt"
SAMPLES = sorted(
    path
    for place in (ROOT / "newsfmt", ROOT / "plugins", ROOT.parent / "shared" / "samples")
    for path in place.rglob("samples/**/*" if place.name != "samples" else "*")
    if path.is_file() and "tests" not in path.parts
)


def rows(*given: Article, columns: str = "all") -> list[dict[str, Any]]:
    return [row for batch in to_batches(given, columns) for row in batch.to_pylist()]


def test_the_schema_is_the_one_that_was_frozen() -> None:
    shown = "".join(f"{field.name}: {field.type}\n" for field in ALL)
    assert shown == GOLDEN.read_text(encoding="utf-8")
    assert SCHEMA.metadata == {b"newsfmt": b"newsfmt-article/1"}
    assert len(SCHEMA) == 61


def test_no_name_is_a_method_of_a_row_and_lists_have_elements() -> None:
    def check(type: Any) -> None:
        if pa.types.is_list(type):
            assert type.value_field.name == "element"
            check(type.value_type)
        elif pa.types.is_struct(type):
            for field in type:
                assert field.name not in ("index", "count")
                check(field.type)

    for field in ALL:
        assert field.name not in ("index", "count")
        assert field.nullable
        check(field.type)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles())
def test_drawn_articles_come_back(article: Article) -> None:
    [batch] = to_batches([article, Article(), article], "all")
    batch.validate(full=True)
    assert batch.schema.equals(SCHEMA, check_metadata=True)
    back = list(from_batches([batch]))
    assert back == [article, Article(), article]
    assert [each.origin for each in back] == [article.origin, None, article.origin]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles())
def test_columns_with_the_names_of_a_record_have_its_values(article: Article) -> None:
    [row] = rows(article)
    record = article.record()
    for name in set(record) & set(row) & set(RECORDS):
        field = ALL.field(name)
        if pa.types.is_nested(field.type) and name not in ("keywords", "paragraphs"):
            continue
        value = row[name]
        if name in ("urgency", "word_count") and value is None:
            assert record[name] is None or not -(1 << 31) <= record[name] < 1 << 31
        else:
            assert value == record[name], name


def test_every_sample_comes_back() -> None:
    filled: set[str] = set()
    count = 0
    for path in SAMPLES:
        try:
            read = list(newsfmt.read(path, on_error="skip"))
        except (NewsfmtError, OSError):
            continue
        batches = list(to_batches(read, "all"))
        back = list(from_batches(batches))
        assert back == read, path.name
        assert [each.origin for each in back] == [each.origin for each in read]
        count += len(read)
        for batch in batches:
            filled.update(
                name
                for name in batch.schema.names
                if any(value not in (None, []) for value in batch.column(name).to_pylist())
            )
    assert count > 50
    assert len(filled) >= 50


# ---- what single columns hold


@pytest.mark.parametrize(
    ("published", "day", "earliest", "precision"),
    [
        ("2020", None, datetime(2020, 1, 1, tzinfo=UTC), "year"),
        ("2020-01", None, datetime(2020, 1, 1, tzinfo=UTC), "month"),
        ("2020-01-01", date(2020, 1, 1), datetime(2020, 1, 1, tzinfo=UTC), "day"),
        ("2020-01-01+02:00", date(2020, 1, 1), datetime(2019, 12, 31, 22, tzinfo=UTC), "day"),
        ("1870-03-05T10:00+01:00", date(1870, 3, 5), datetime(1870, 3, 5, 9, tzinfo=UTC), "minute"),
        (
            "2021-05-04T10:00:00.25Z",
            date(2021, 5, 4),
            datetime(2021, 5, 4, 10, 0, 0, 250000, tzinfo=UTC),
            "fraction",
        ),
    ],
)
def test_a_date_is_no_more_precise_than_it_is_written(
    published: str, day: date | None, earliest: datetime, precision: str
) -> None:
    [row] = rows(Article(published=published))
    assert row["published"] == published
    assert row["published_date"] == day
    assert row["published_earliest"] == earliest
    assert row["published_precision"] == precision


def test_structs_hold_the_records_fields() -> None:
    [row, empty] = rows(
        Article(
            places=[Place(name="Vik", geo=Geo(61.5, None)), Place(code="x", relevance=0.5)],
            rights=Rights(holder=Party(literal="Example"), year="2021"),
            digital_source_type=Concept(code="y"),
            alt_headlines=[Label("Bro", role="short", language="nb")],
        ),
        Article(),
    )
    assert [(each["name"], each["latitude"], each["longitude"], each["relevance"]) for each in row["places"]] == [("Vik", 61.5, None, None), (None, None, None, 0.5)]  # fmt: skip
    assert (row["rights"]["holder"], row["rights"]["year"]) == ("Example", "2021")
    assert row["digital_source_type"]["code"] == "y"
    assert row["alt_headlines"] == [{"text": "Bro", "role": "short", "language": "nb"}]
    assert (empty["places"], empty["rights"], empty["keywords"]) == ([], None, [])


def test_a_failure_is_a_row_of_nulls_with_its_reason() -> None:
    builder = BatchBuilder("default,article,paragraphs,_source,_error")
    builder.append(Article(headline="Bridge", keywords=["a"]), "/in/a.xml")
    failure = Failure("/in/b.jsonl", "article", "read.article-skipped", "bad", 3, 4, "{")
    builder.append(failure)
    builder.append(Article(headline="Ferry"), "/in/c.xml")
    batch = builder.finish()
    batch.validate(full=True)
    first, second, third = batch.to_pylist()
    assert (first["_source"], first["_error"], first["keywords"]) == ("/in/a.xml", None, ["a"])
    assert {name for name, value in second.items() if value is not None} == {"_source", "_error"}
    assert second["_source"] == "/in/b.jsonl"
    assert second["_error"] == {
        "level": "article",
        "code": "read.article-skipped",
        "message": "bad",
        "article_index": 3,
        "line": 4,
        "excerpt": "{",
    }
    assert third["keywords"] == []
    assert len(builder) == 0


def test_a_batch_ends_at_500_rows_or_8_mib_of_text() -> None:
    assert [batch.num_rows for batch in to_batches([Article(headline="a")] * 1201)] == [500, 500, 201]  # fmt: skip
    long = Article.from_text("word " * 200_000)
    assert [batch.num_rows for batch in to_batches([long] * 10, "text")] == [9, 1]


def test_a_number_that_does_not_fit_is_null_and_stays_in_the_article() -> None:
    article = Article(word_count=1 << 40)
    [batch] = to_batches([article], "all")
    assert batch.to_pylist()[0]["word_count"] is None
    assert list(from_batches([batch])) == [article]


def test_columns_come_in_the_order_of_the_schema() -> None:
    assert schema_of("text,id,published").names == ["id", "published", "text"]
    with pytest.raises(OptionError, match="did you mean 'headline'"):
        schema_of("headlin")


def test_a_table_without_the_articles_cannot_be_read() -> None:
    batches = list(to_batches([Article(headline="a")], "headline"))
    with pytest.raises(ParseError, match=r"the column article, .* is missing"):
        list(from_batches(batches))
    wrong = pa.table({"article": [1, 2]})
    with pytest.raises(ParseError, match="is not text"):
        list(from_batches([wrong]))

"""Spark reads what ``newsfmt convert`` reads, and accounts for it; what kills a worker costs no row;
what Spark writes is whole or not there.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_spark", reason="newsfmt-spark is not installed: pip install -e plugins/newsfmt-spark"
)
pytest.importorskip("pyspark", reason="pyspark is not installed: pip install pyspark")
pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install pyarrow")

import newsfmt
from newsfmt import Article
from newsfmt.batch import Conversion, Totals, check_manifest

pytestmark = [
    pytest.mark.spark,
    pytest.mark.sockets,
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.xdist_group("spark"),
]


def converted(path: Path, output: Path) -> tuple[list[str], Totals]:
    run = Conversion(path, output, to="jsonl", layout="stream", jobs=1)
    for _ in run:
        pass
    return sorted(output.read_text(encoding="utf-8").splitlines()), run.totals


def load(spark: Any, path: Path | str, columns: str = "article", **options: str) -> Any:
    return spark.read.format("newsfmt").options(columns=columns, **options).load(str(path))


def articles_of(frame: Any) -> list[str]:
    return sorted(row["article"] for row in frame.collect() if row["article"] is not None)


def test_a_bad_tree_gives_the_rows_and_the_sums_of_a_conversion(
    spark: Any, tree: Path, tmp_path: Path
) -> None:
    from newsfmt_spark import totals

    rows, expected = converted(tree, tmp_path / "out.jsonl")
    frame = load(spark, tree, "default,article")
    assert articles_of(frame) == rows
    sums = totals(frame)
    for what in ("", "articles_"):
        assert sums.by_class(what) == expected.by_class(what)
    assert sums.reasons == expected.reasons
    failed = {row["_error"]["level"]: row for row in frame.filter("_error is not null").collect()}
    bad = failed["article"]["_error"].asDict()
    assert (bad["code"], bad["line"], bad["excerpt"]) in [
        ("read.article-skipped", 2, '{"headline": 5}'),
        ("read.article-skipped", 4, "{"),
    ]
    assert failed["input"]["_source"].startswith(str(tree))
    assert set(failed) == {"article", "input", "skipped", "unsure"}


def made(kind: str, count: int = 120) -> bytes:
    given = [
        Article.from_text("The ferry left. " * 40, headline=f"Ferry {n} stops", published="2021-01-17", id=f"urn:example:{n}", version="1")
        for n in range(count)
    ]  # fmt: skip
    if kind == "dated-text":
        texts = (f" date 2021-01-17 {each.headline}\n\n{each.text}" for each in given)
        return "\n\n".join(texts).encode()
    out = io.BytesIO()
    newsfmt.write(given, out, format=kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["dated-text", "jsonl", "newsml-g2"])
@pytest.mark.parametrize("size", ["4k", "32k", "1g"])
def test_parts_of_any_size_give_the_rows_of_a_conversion(
    kind: str, size: str, spark: Any, tmp_path: Path
) -> None:
    path = tmp_path / f"large.{'xml' if kind == 'newsml-g2' else kind}"
    path.write_bytes(made(kind))
    rows, _ = converted(path, tmp_path / "out.jsonl")
    frame = load(spark, path, partBytes=size)
    assert frame.rdd.getNumPartitions() == 1 if size == "1g" else frame.rdd.getNumPartitions() > 2
    assert articles_of(frame) == rows
    if kind != "newsml-g2" and size == "4k":
        ranged = [json.loads(row) for row in articles_of(load(spark, path, partBytes=size, planning="ranges"))]  # fmt: skip
        assert len(ranged) == len(rows)
        assert "line" not in ranged[0]["origin"]


def poison(top: Path, **files: str) -> Path:
    top.mkdir()
    for name, lines in files.items():
        (top / f"{name}.poison").write_text(f"POISON\n{lines}\n")
    return top


def test_workers_that_are_killed_cost_no_row(spark: Any, tmp_path: Path) -> None:
    flags = [tmp_path / f"flag{number}" for number in range(3)]
    top = poison(
        tmp_path / "in",
        **{
            f"a{number}": f"article first\nkill-once {flag}\narticle second"
            for number, flag in enumerate(flags)
        },
        b="article third",
    )
    frame = load(spark, top, partBytes="1", openCost="1")
    assert len(load(spark, top, partBytes="1").rdd.collect()) == 7
    assert all(flag.exists() for flag in flags)
    again = [json.loads(row)["headline"] for row in articles_of(frame)]
    assert sorted(again) == ["first"] * 3 + ["second"] * 3 + ["third"]


def test_poison_costs_itself_where_pieces_are_guarded(spark: Any, tmp_path: Path) -> None:
    from newsfmt_spark import totals

    top = poison(
        tmp_path / "in",
        a="article one",
        b="article two\nkill",
        c="eat",
        d="article three",
        e="article four\nhang",
        f="article five",
    )
    frame = load(spark, top, isolate="true", timeout="6", memory="4096", columns="headline").cache()
    rows = frame.collect()
    assert [row["headline"] for row in rows if row["_error"] is None] == ["one", "three", "five"]
    failed = {Path(row["_source"]).stem: row["_error"] for row in rows if row["_error"]}
    assert {name: error["code"] for name, error in failed.items()} == {
        "b": "crash",
        "c": "memory",
        "e": "timeout",
    }
    assert "SIGSEGV" in failed["b"]["message"]
    assert totals(frame).by_class() == {"found": 6, "converted": 3, "skipped": 0, "unsure": 0, "failed": 3}  # fmt: skip
    alone = load(spark, top / "b.poison", isolate="true", columns="headline").collect()
    assert [(row["headline"], row["_error"] and row["_error"]["code"]) for row in alone] == [(None, "crash")]  # fmt: skip
    named = json.dumps([str(top / f"{name}.poison") for name in "bce"])
    skipped = load(spark, top, columns="headline", skip=named).collect()
    assert sorted(row["_error"]["message"] for row in skipped if row["_error"]) == ["named in the option skip"] * 3  # fmt: skip


def test_a_guarded_tree_gives_the_same_rows(spark: Any, tree: Path) -> None:
    plain, guarded = (load(spark, tree, "article", isolate=flag) for flag in ("false", "true"))
    assert articles_of(plain) == articles_of(guarded)
    assert plain.count() == guarded.count()


# ---- modes, schemas, options


def test_without_a_column_for_errors_the_first_one_ends_the_job(
    spark: Any, tree: Path, tmp_path: Path
) -> None:
    frame = spark.read.format("newsfmt").schema("headline string").load(str(tree))
    with pytest.raises(Exception, match=r"(broken\.xml|rows\.jsonl|empty\.xml)"):
        frame.collect()
    dropped = spark.read.format("newsfmt").schema("headline string").option("mode", "dropmalformed").load(str(tree))  # fmt: skip
    assert dropped.count() == len(converted(tree, tmp_path / "out.jsonl")[0])


@pytest.mark.parametrize(
    ("schema", "options", "message"),
    [
        ("published date", {}, "column published: its type is string, not date"),
        ("headlin string", {}, "there is no column 'headlin'; did you mean 'headline'"),
        ("", {"colums": "id"}, "there is no option colums"),
    ],
)
def test_a_wrong_schema_or_option_is_said_before_any_job(
    schema: str, options: dict[str, str], message: str, spark: Any, tree: Path
) -> None:
    reader = spark.read.format("newsfmt").options(**options)
    with pytest.raises(Exception) as caught:
        (reader.schema(schema) if schema else reader).load(str(tree)).collect()
    assert message in str(caught.value)


def test_an_empty_folder_has_no_rows_and_a_missing_one_is_an_error(
    spark: Any, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    assert load(spark, tmp_path / "empty").count() == 0
    with pytest.raises(Exception, match="no such file or folder"):
        load(spark, tmp_path / "none").count()


def test_types_are_sparks_own(spark: Any, tree: Path) -> None:
    frame = load(spark, tree, "default")
    types = dict(frame.dtypes)
    assert types["published_date"] == "date"
    assert types["published_earliest"] == "timestamp"
    assert types["subjects"].startswith("array<struct<name:string,code:string")
    days = frame.groupBy("published_date").count().filter("published_date = '2021-05-04'").collect()
    assert days[0]["count"] == 1


def test_binary_files_give_the_same_articles(spark: Any, tree: Path) -> None:
    from newsfmt_spark import from_binary_files

    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(str(tree))
    frame = from_binary_files(files, "article")
    wanted, given = (
        sorted(
            json.dumps({**article, "origin": None})
            for article in map(json.loads, articles_of(each))
        )
        for each in (load(spark, tree), frame)
    )
    assert given == wanted
    levels = {row["_error"]["level"] for row in frame.filter("_error is not null").collect()}
    assert levels == {"article", "skipped", "unsure"}  # Spark gives no row for an empty file


# ---- writing


def test_what_is_written_is_whole_and_has_a_manifest(
    spark: Any, tree: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    frame = load(spark, tree, partBytes="1", openCost="1")
    good = frame.filter("_error is null")
    good.write.format("newsfmt").option("to", "jsonl").mode("append").save(str(out))
    rows = sorted(row for path in out.glob("part-*.jsonl") for row in path.read_text().splitlines())
    assert rows == articles_of(frame)
    assert (out / "_SUCCESS").exists()
    assert not (out / "_temporary").exists()
    checked = check_manifest(out / "newsfmt-manifest.jsonl")
    assert not checked.problems
    first = {path.name for path in out.iterdir()}
    good.write.format("newsfmt").option("to", "nitf").mode("append").save(str(out))
    both = {path.name for path in out.iterdir()}
    assert first < both
    documents = [path for path in out.glob("part-*/*") if path.is_file()]
    assert sum(1 for path in documents for _ in newsfmt.read(path)) == len(rows)
    frame.write.format("newsfmt").option("to", "jsonl").mode("overwrite").save(str(out))
    assert not both & {path.name for path in out.iterdir()} - {"_SUCCESS", "newsfmt-manifest.jsonl"}
    last = [json.loads(row) for row in (out / "newsfmt-manifest.jsonl").read_text().splitlines()]
    assert last[-1]["articles"]["converted"] == len(rows)
    assert last[-1]["articles"]["failed"] == frame.filter("_error is not null").count()


def test_a_job_that_fails_leaves_nothing(spark: Any, tmp_path: Path) -> None:
    good = Article(headline="Bridge").to_json().decode()
    frame = spark.createDataFrame([(good,), ("{",)], "article string").repartition(2)
    with pytest.raises(Exception, match="not JSON"):
        frame.write.format("newsfmt").option("to", "jsonl").mode("append").save(str(tmp_path / "out"))  # fmt: skip
    assert not (tmp_path / "out").exists()


def test_a_folder_of_somebody_else_is_refused(spark: Any, tree: Path) -> None:
    frame = load(spark, tree)
    with pytest.raises(Exception, match="which no run wrote; name another folder"):
        frame.write.format("newsfmt").option("to", "jsonl").mode("append").save(str(tree))
    with pytest.raises(Exception, match="no column article; read it with columns=default,article"):
        load(spark, tree, "id").write.format("newsfmt").option("to", "jsonl").mode("append").save(str(tree))  # fmt: skip


def test_sparks_own_parquet_is_read_again(spark: Any, tree: Path, tmp_path: Path) -> None:
    frame = load(spark, tree, "default,article")
    frame.coalesce(1).write.parquet(str(tmp_path / "table"))
    [path] = (tmp_path / "table").glob("*.parquet")
    read = sorted(article.to_json().decode() for article in newsfmt.read(path))
    assert read == articles_of(frame)


_READS = """
import gc, sys
from newsfmt_spark import NewsfmtDataSource

source = NewsfmtDataSource({"path": sys.argv[1]})
reader = source.reader(source.schema())
counts = []
for partition in reader.partitions() * 2:
    assert list(reader.read(partition))
    counts.append(gc.get_freeze_count())
print(counts[0] > 10_000, max(counts) == counts[0])
"""


def test_what_a_worker_has_loaded_is_not_searched_for_garbage(tree: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _READS, str(tree)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.stdout == "True True\n", done.stderr

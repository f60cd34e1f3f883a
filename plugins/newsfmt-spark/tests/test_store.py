"""Spark reads from an object store and writes into one, through pyarrow.fs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip(
    "newsfmt_spark", reason="newsfmt-spark is not installed: pip install -e plugins/newsfmt-spark"
)
pytest.importorskip("pyspark", reason="pyspark is not installed: pip install pyspark")
pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install pyarrow")

from pyarrow import fs

pytestmark = [
    pytest.mark.spark,
    pytest.mark.sockets,
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.xdist_group("spark"),
]


def load(spark: Any, path: str, **options: str) -> Any:
    columns = {"columns": "default,article"}
    return spark.read.format("newsfmt").options(**columns, **options).load(path)


def rows(frame: Any, before: str) -> list[tuple[Any, ...]]:
    """Sources below the folder, articles and errors."""
    return sorted(
        (row["_source"].removeprefix(before), row["article"] or "", str(row["_error"]))
        for row in frame.collect()
    )


@pytest.mark.parametrize("options", [{}, {"partBytes": "1k"}])
def test_a_store_gives_the_rows_of_the_files(
    spark: Any, tree: Path, bucket: Any, options: dict[str, str]
) -> None:
    store, name = bucket
    line = '{"schema":"newsfmt-article/1","type":"text","headline":"Row %d"}'
    (tree / "large.jsonl").write_text("\n".join(line % number for number in range(200)))
    fs.copy_files(str(tree), f"{name}/in", destination_filesystem=store)
    found = load(spark, f"s3://{name}/in", **options)
    assert rows(found, f"s3://{name}/in") == rows(load(spark, str(tree), **options), str(tree))
    assert found.filter("_error is null").count() > 200
    one = load(spark, f"s3a://{name}/in/a/story0.txt", **options).collect()
    assert [row["_source"] for row in one] == [f"s3a://{name}/in/a/story0.txt"]


def test_what_is_written_to_a_store_is_read_from_it(spark: Any, tree: Path, bucket: Any) -> None:
    store, name = bucket
    frame = load(spark, str(tree))
    out = f"s3://{name}/out"
    frame.write.format("newsfmt").option("to", "jsonl").mode("append").save(out)
    paths = [file.path for file in store.get_file_info(fs.FileSelector(f"{name}/out"))]
    names = {path.rpartition("/")[2] for path in paths}
    assert "_SUCCESS" in names
    assert "_temporary" not in names
    with store.open_input_stream(f"{name}/out/newsfmt-manifest.jsonl") as file:
        sums = json.loads(file.read().splitlines()[-1])
    parts = [f"s3://{path}" for path in paths if "/part-" in path]
    again = load(spark, json.dumps(parts))
    kept = sorted(frame.filter("article is not null").select("article").collect())
    assert sorted(again.select("article").collect()) == kept
    assert sums["articles"]["converted"] == len(kept) > 8


def test_an_object_that_is_gone_fails_the_job(spark: Any, bucket: Any) -> None:
    _, name = bucket
    with pytest.raises(Exception, match="no such file or folder"):
        load(spark, f"s3://{name}/none").count()

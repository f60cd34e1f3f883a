"""Options of the data source, stores by URI, and the process that guards a piece: without Spark."""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip(
    "newsfmt_spark", reason="newsfmt-spark is not installed: pip install -e plugins/newsfmt-spark"
)

import newsfmt_spark
from newsfmt_spark.choices import Choices, WriteChoices
from newsfmt_spark.files import ArrowFiles

from newsfmt import Article
from newsfmt.batch import pieces, read_piece
from newsfmt.errors import OptionError, UnknownFormatError

SOURCE = Path(newsfmt_spark.__file__).parent


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.name)
def test_it_imports_only_what_newsfmt_makes_public(path: Path) -> None:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    private = [
        name
        for name in names
        if name.startswith("newsfmt.")
        and any(step.startswith("_") or step in ("cli", "formats") for step in name.split("."))
    ]
    assert private == []


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    code = "import sys, newsfmt_spark, newsfmt_spark.choices; print([m for m in ('pyspark', 'pyarrow') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_names_come_in_any_case_as_spark_gives_them() -> None:
    choices = Choices.of(
        {
            "path": "/data",
            "PARTBYTES": "1m",
            "opencost": "2k",
            "from": "nitf",
            "limit.article_bytes": "1000",
            "limit.seconds": "1.5",
            "limit.ratio": "none",
            "O.dayfirst": "true",
            "where": '["language=en", "urgency=4"]',
            "leaveout": "withheld,canceled",
            "skip": '["/data/a.xml"]',
            "isolate": "TRUE",
        }
    )
    assert (choices.part_bytes, choices.open_cost, choices.isolate) == (1 << 20, 2048, True)
    assert (choices.limits.article_bytes, choices.limits.seconds) == (1000, 1.5)
    assert choices.limits.ratio is None
    assert choices.read_options == {"dayfirst": "true"}
    assert len(choices.filter.where) == 2
    assert choices.skip == {"/data/a.xml"}
    assert pickle.loads(pickle.dumps(choices)) == choices


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"colums": "id"}, "there is no option colums; did you mean 'columns'"),
        ({"columns": "id,headlin"}, "there is no column 'headlin'; did you mean 'headline'"),
        ({"mode": "lenient"}, "option mode=lenient: give permissive|failfast|dropmalformed"),
        ({"planning": "fast"}, "option planning=fast: give exact|ranges"),
        ({"partBytes": "4 MB"}, "option partBytes=4 MB: give a number"),
        ({"isolate": "yes"}, "option isolate=yes: give true|false"),
        ({"limit.article_byte": "1"}, "there is no limit 'article_byte'; did you mean"),
        ({"paths": "[1]"}, "give a JSON list of texts"),
        ({"paths": '["/a", "s3://b/c"]'}, "not both"),
        ({"since": "soon"}, "is no ISO 8601 date"),
    ],
)
def test_a_wrong_option_is_one_clear_error(options: dict[str, str], message: str) -> None:
    with pytest.raises(OptionError) as caught:
        Choices.of(options)
    assert message in str(caught.value)


def test_paths_of_this_machine_may_be_uris() -> None:
    assert Choices.of({"path": "file:/data/a%20b"}).paths == ("/data/a b",)
    assert Choices.of({"path": '["file:///data/a", "/b"]'}).paths == ("/data/a", "/b")
    assert Choices.of({"path": "/data"}).files is None


def test_where_to_write_is_checked() -> None:
    with pytest.raises(OptionError, match="name the option to"):
        WriteChoices.of({"path": "/x"})
    with pytest.raises(UnknownFormatError):
        WriteChoices.of({"path": "/x", "to": "nitff"})
    with pytest.raises(OptionError):
        WriteChoices.of({"path": "/x", "to": "json", "O.indnt": "true"})


def test_a_store_by_uri_gives_what_the_files_give(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install pyarrow")
    (tmp_path / "b").mkdir()
    for name in ("a.txt", "b/c d.txt", "b/.hidden"):
        (tmp_path / name).write_text(f" date 2021-05-04 Bridge {name}\n\nIt opened.")
    rows = "\n".join('{"schema":"newsfmt-article/1","type":"text","headline":"Row"}' for _ in range(300))  # fmt: skip
    (tmp_path / "z.jsonl").write_text(rows)
    files = ArrowFiles()
    uri = f"file://{tmp_path}"
    found = list(files.find(uri))
    assert [path for path, _ in found] == [f"{uri}/a.txt", f"{uri}/b/.hidden", f"{uri}/b/c d.txt", f"{uri}/z.jsonl"]  # fmt: skip
    assert list(files.find(f"{uri}/a.txt")) == [found[0]]
    for planning in ("exact", "ranges"):
        read = [
            item
            for piece in pieces(uri, part_bytes=4096, planning=planning, filesystem=files)
            for item in read_piece(piece, filesystem=files)
        ]
        local = [
            item
            for piece in pieces(tmp_path, part_bytes=4096, planning=planning)
            for item in read_piece(piece)
        ]
        assert [item for item in read if isinstance(item, Article)] == [item for item in local if isinstance(item, Article)]  # fmt: skip
        assert len(read) == len(local) == 303
    with pytest.raises(FileNotFoundError):
        list(files.find(f"{uri}/none"))

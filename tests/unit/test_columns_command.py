"""``newsfmt columns``, as a process: what it says is what the reader does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import newsfmt

TABLE = "Kop;title;Datum;author;clicks\nFerge;;2021-01-17;Kari Moe;7\nBru;Bro;2021-01-18;;\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "articles.csv"
    path.write_text(TABLE, "utf-8")
    return path


def run(*arguments: object, status: int = 0, input: str = "") -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "newsfmt", "columns", *map(str, arguments)],
        input=input,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


def columns(*arguments: object, input: str = "") -> dict[str, dict[str, Any]]:
    out, _ = run("--json", *arguments, input=input)
    return {column["name"]: column for column in json.loads(out)["columns"]}


def test_each_column_with_its_field_and_an_example(table: Path) -> None:
    found = columns(table)
    assert {name: column["field"] for name, column in found.items()} == {
        "Kop": "",
        "title": "headline",
        "Datum": "",
        "author": "author",
        "clicks": "",
    }
    assert found["title"]["example"] == "Bro"
    assert found["clicks"]["target"] == 'extra["table:clicks"]'
    out, _ = run(table)
    assert out.splitlines()[0].endswith("articles.csv: table, 5 columns")
    assert "title   headline" in out


def test_map_is_shown_as_the_reader_uses_it(table: Path) -> None:
    given = "map=headline=Kop,date=Datum"
    found = columns(table, "-O", given)
    assert found["Kop"]["target"] == "headline"
    assert found["title"]["target"] == "headline, where Kop is empty"
    assert found["Datum"]["target"] == "published"
    first = next(newsfmt.read(table, options={"map": "headline=Kop,date=Datum"}))
    assert (first.headline, str(first.published)) == ("Ferge", "2021-01-17")
    assert first.extra["table:clicks"] == ("7",)


def test_records_have_columns_too() -> None:
    text = json.dumps({"articles": [{"title": "A", "headline": {"main": "B"}, "text": "C"}]})
    found = columns("-", input=text)
    assert found["headline.main"]["target"] == "headline, where title is empty"
    assert found["text"]["target"] == "body"


def test_a_table_of_newsfmts_own(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    newsfmt.write(newsfmt.Article(headline="A", keywords=["b"]), path)
    found = columns(path)
    assert found["author"]["target"] == "creators"
    assert found["words"]["target"] == "nothing, it is computed"


def test_what_is_no_table_says_so(tmp_path: Path, table: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(" date 2021-05-04 Bridge opens\n\nIt opened.", "utf-8")
    _, errors = run(story, status=1)
    assert "it is dated-text, not a table; --from table or --from records" in errors
    _, errors = run(tmp_path / "none.csv", status=1)
    assert errors.count("none.csv") == 1
    _, errors = run(table, "-O", "map=headline=Koop", status=1)
    assert "there is no column 'Koop' for headline (columns: Kop, title" in errors
    _, errors = run(table, "-O", "maps=headline=Kop", status=2)
    assert "did you mean 'map'" in errors


def test_a_table_without_a_known_column_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("a,b,c\n1,2,3\n", "utf-8")
    _, errors = run(path)
    assert "name them: -O map=headline=NAME,body=NAME" in errors


def test_the_known_names_without_an_input() -> None:
    out, _ = run()
    assert "headline: title, headline, heading" in out
    out, _ = run("--json")
    assert json.loads(out)["published"][0] == "date"

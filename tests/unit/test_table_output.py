"""CSV and TSV out: columns, cells, formulas, and the way back through the same format."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

import newsfmt
from newsfmt import Article
from newsfmt.article import Association, Concept, Dateline, Party
from newsfmt.body import Heading, Paragraph, Strong
from newsfmt.diagnostics import Report
from newsfmt.errors import OptionError, SerializeError

ARTICLE = Article(
    id="17",
    published="2021-01-17",
    updated="2021-01-18T09:30+01:00",
    language="en",
    headline='Ferry "Sund", once; again',
    summary="Two lines\nof summary",
    byline="By Kari Moe and Per Lie",
    creators=[Party(name="Kari Moe"), Party(name="Per Lie")],
    provider=Party(name="The Sund Courier"),
    sources=[Party(name="EP")],
    categories=[Concept(name="Sea"), Concept(name="Land")],
    subjects=[Concept(name="ferries")],
    keywords=["harbour", "tides, high"],
    url="https://courier.example/17",
    body=[Paragraph("SUND — It sailed."), Paragraph("“We waited,” one said.")],
)


def written(*articles: Article, to: str = "csv", **options: Any) -> tuple[bytes, Report]:
    out = io.BytesIO()
    report = newsfmt.write(articles, out, format=to, options=options)
    return out.getvalue(), report


def rows(data: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    text = data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.parametrize("to", ["csv", "tsv", "table"])
def test_what_the_columns_hold_comes_back(to: str) -> None:
    data, report = written(ARTICLE, ARTICLE, to=to)
    assert not list(report)
    back = list(newsfmt.read(data))
    assert back == [ARTICLE, ARTICLE]
    assert back[0].origin is not None
    assert back[0].origin.format == "table"


def test_the_cells_are_plain(tmp_path: Path) -> None:
    data, _ = written(ARTICLE)
    (row,) = rows(data)
    assert row["author"] == "Kari Moe; Per Lie"
    assert row["keywords"] == "harbour; tides, high"
    assert row["published"] == "2021-01-17"
    assert row["words"] == "8"
    assert row["text"] == "SUND — It sailed.\n\n“We waited,” one said."
    assert data.endswith(b"\n")
    data, _ = written(ARTICLE, to="tsv")
    assert rows(data, "\t") == [row]


def test_what_has_no_column_is_reported() -> None:
    article = Article(
        headline="A",
        credit="EP",
        dateline=Dateline("SUND"),
        keywords=["one; two"],
        categories=[Concept(name="Sea", code="04001")],
        associations=[Association(name="photo", href="a.jpg")],
        body=[Heading("Sund"), Paragraph(["It ", Strong("sailed"), "."])],
    )
    data, report = written(article)
    paths = {diagnostic.position and diagnostic.position.path for diagnostic in report}
    assert paths == {
        "credit",
        "dateline",
        "associations",
        "keywords[0]",
        "keywords[1]",
        "categories[0].code",
        "body[0]",
        "body[1].content[1]",
    }
    assert newsfmt.read_one(data).headline == "A"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "'=", "＝", "－"])
def test_no_cell_is_a_formula(start: str) -> None:
    text = start + "HYPERLINK(1)"
    article = Article(id=text, headline="A", keywords=[text, text], url="a")
    data, report = written(article)
    for row in rows(data):
        for cell in row.values():
            assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
    if start not in "\t\r":  # which are white space to the model
        assert not list(report)
        assert newsfmt.read_one(data) == article
    data, report = written(article, formulas=True, fields="id,keywords,url")
    assert rows(data)[0]["id"] == text.replace("\r", "\n")


def test_a_guard_in_chosen_columns_is_reported() -> None:
    data, report = written(Article(headline="- sold out", body=[Paragraph("A")]), fields="headline")
    assert data == b"headline\n'- sold out\n"
    (diagnostic,) = report
    assert (diagnostic.code, str(diagnostic.position)) == ("write.value-changed", "headline")


def test_options() -> None:
    article = Article(headline="Sund; again", body=[Paragraph("It is so.")])
    data, report = written(article, fields="headline,words", bom="true", delimiter=";")
    assert data == '\ufeffheadline;words\n"Sund; again";3\n'.encode()
    assert not list(report)
    data, _ = written(article, fields="all")
    assert len(rows(data)[0]) > 80
    data, _ = written(article, delimiter="tab", fields="headline")
    assert data == b"headline\nSund; again\n"
    with pytest.raises(OptionError, match="there is no column 'headlin'; did you mean 'headline'"):
        written(article, fields="headlin")
    with pytest.raises(OptionError, match="comma, a semicolon, a bar or the word tab"):
        written(article, delimiter="::")


def test_no_article_gives_the_header_alone() -> None:
    data, _ = written()
    assert data.startswith(b"path,id,published")
    assert data.count(b"\n") == 1


def test_a_lone_surrogate_is_refused_by_name() -> None:
    with pytest.raises(SerializeError, match="lone surrogate") as caught:
        written(ARTICLE, Article(headline="a\ud800"))
    assert caught.value.article == 1


def test_a_code_in_place_of_a_name_is_reported() -> None:
    article = Article(headline="A", provider=Party(code="EP"), subjects=[Concept(code="04")])
    data, report = written(article)
    assert rows(data)[0]["provider"] == "EP"
    changed = {str(d.position) for d in report if d.code == "write.value-changed"}
    assert {"provider.name", "subjects[0].name"} <= changed


def test_an_embargo_is_an_error() -> None:
    _, report = written(Article(headline="A", embargoed=True))
    assert "write.embargo-lost" in report.counts


def test_words_for_nothing_are_words_in_a_table_of_its_own() -> None:
    article = Article(headline="None", byline="NaN", body=[Paragraph("null")])
    data, report = written(article)
    assert not list(report)
    assert newsfmt.read_one(data) == article


def test_the_command_writes_a_folder_into_one_table(tmp_path: Path) -> None:
    (tmp_path / "in" / "a").mkdir(parents=True)
    for name in ("a/x.txt", "y.txt"):
        (tmp_path / "in" / name).write_text(" date 2021-05-04 Bridge opens\n\nIt opened.", "utf-8")
    for name, delimiter in (("out.csv", ","), ("out.tsv", "\t")):
        done = subprocess.run(
            [sys.executable, "-m", "newsfmt", "convert", "in", "-o", name],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert "articles: 2 found = 2 converted" in done.stderr
        table = rows((tmp_path / name).read_bytes(), delimiter)
        assert [row["path"] for row in table] == ["a/x.txt", "y.txt"]
        assert {row["headline"] for row in table} == {"Bridge opens"}


def test_memory_does_not_grow() -> None:
    class Nowhere(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any, /) -> int:
            return len(data)

    def peak(count: int) -> int:
        article = Article(headline="A", body=[Paragraph("word " * 2000)])
        tracemalloc.start()
        try:
            newsfmt.write(
                (article for _ in range(count)), Nowhere(), format="csv", report=Report(keep=0)
            )  # type: ignore[arg-type]
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)
    assert peak(400) < 1.3 * peak(10)

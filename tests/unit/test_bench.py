"""The benchmarks run, their inputs are what they say and are the same each time, and an unknown
name is one clear line.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import newsfmt

BENCH = Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(BENCH))
corpus = importlib.import_module("corpus")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BENCH / "run.py"), *arguments], capture_output=True, text=True
    )


@pytest.mark.parametrize("fmt", corpus.DOCUMENTS)
def test_an_invented_document_is_in_its_format_and_read_without_complaint(fmt: str) -> None:
    for number in range(5):
        one = corpus.story(number)
        reader = newsfmt.read(corpus.DOCUMENTS[fmt](one))
        (article,) = reader
        assert (reader.format, article.headline, dict(reader.report.counts)) == (
            fmt,
            one.headline,
            {},
        )
        assert len(article.paragraphs) == len(one.paragraphs)
        assert article.paragraphs[-1] == one.paragraphs[-1]


@pytest.mark.parametrize("shape", corpus.SHAPES)
def test_a_file_of_a_shape_holds_its_stories(shape: str, tmp_path: Path) -> None:
    size = corpus.write_text(tmp_path / "text.txt", 20, shape)
    reader = newsfmt.read(tmp_path / "text.txt")
    articles = list(reader)
    assert size == (tmp_path / "text.txt").stat().st_size
    assert [article.headline for article in articles] == [
        corpus.story(number).headline for number in range(20)
    ]
    assert [article.byline is not None for article in articles] == [
        shape == "byline and credit"
    ] * 20
    assert reader.report.clean


def test_a_story_depends_on_its_number_alone() -> None:
    again = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(BENCH)!r}); import corpus; print(ascii(corpus.story(7)))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert again.stdout.strip() == ascii(corpus.story(7))
    assert corpus.story(7) != corpus.story(8)


def test_the_benchmarks_print_tables() -> None:
    done = run("small-files", "writing", "detection", "--quick", "--rounds", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Measured on ")
    assert done.stdout.count("### ") == 3
    rows = [
        line
        for line in done.stdout.splitlines()
        if line.startswith(("| newsfmt convert", "| newsml-g2", "| markdown"))
    ]
    assert len(rows) == 5
    for row in rows:
        figures = [cell.strip() for cell in row.split("|")[2:-1]]
        assert all(float(figure) > 0 for figure in figures if figure[:1].isdigit()), row


def test_an_unknown_benchmark_is_named() -> None:
    done = run("grwth")
    assert done.returncode == 2
    assert "there is no benchmark 'grwth'" in done.stderr

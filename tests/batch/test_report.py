"""Pages and tables to look at: ``newsfmt scan --html`` and ``--list``, ``newsfmt report``."""

from __future__ import annotations

import csv
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from newsfmt.batch import convert_tree, scan_tree, summarise
from newsfmt.cli.report import inventory_page
from newsfmt.errors import ParseError


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newsfmt", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    for day, month in (("03", "01"), ("04", "01"), ("05", "03")):
        text = f" date 2021-{month}-{day} Ferry stops\n\nThe ferry stopped on {month} {day}."
        (folder / f"{month}-{day}.txt").write_text(text, encoding="utf-8")
    (folder / "again.txt").write_bytes((folder / "01-03.txt").read_bytes())
    (folder / "broken.json").write_text('{"schema": "newsfmt-article/1", "type"', encoding="utf-8")
    return tmp_path


class Page(HTMLParser):
    """The text of a page, its tags, and the addresses in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [
            value or ""
            for name, value in attrs
            if name in ("src", "href", "xlink:href") and not (value or "").startswith("#")
        ]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ("meta", "br"):
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_of_a_scan_is_one_file_with_sums_that_add_up(archive: Path) -> None:
    done = run(archive, "scan", "-q", "archive", "--html", "inventory.html")
    assert (done.returncode, done.stdout) == (1, "")
    page = Page(archive / "inventory.html")
    assert "5 files = 4 read + 0 skipped + 0 unsure + 1 failed" in page.text
    assert "articles = 4 read + 0 skipped + 0 unsure" in page.text
    assert "archive/broken.json" in page.text
    assert page.addresses == []
    assert not {"script", "link", "iframe", "img"} & set(page.tags)


def test_the_page_counts_articles_by_month_and_draws_empty_months(archive: Path) -> None:
    pytest.importorskip("matplotlib", reason="pip install 'newsfmt[plots]'")
    inventory = scan_tree(str(archive / "archive"), jobs=1)
    assert inventory.months == {"2021-01": 3, "2021-03": 1}
    content = inventory_page(inventory, ["archive"])
    assert content == inventory_page(inventory, ["archive"])
    (archive / "page.html").write_bytes(content)
    page = Page(archive / "page.html")
    assert page.tags.count("svg") == 2
    assert "2021-02" in page.text  # only in the chart


def test_the_list_has_a_line_for_each_file_and_names_duplicates(archive: Path) -> None:
    run(archive, "scan", "-q", "archive", "--list", "files.csv")
    with open(archive / "files.csv", encoding="utf-8", newline="") as stream:
        rows = {row["path"]: row for row in csv.DictReader(stream)}
    assert sorted(rows) == sorted(
        f"archive/{path.name}" for path in (archive / "archive").iterdir()
    )
    assert rows["archive/again.txt"]["duplicate_of"] == "archive/01-03.txt"
    assert rows["archive/01-03.txt"]["duplicate_of"] == ""
    assert rows["archive/broken.json"]["status"] == "failed"
    assert "cut off" in rows["archive/broken.json"]["problem"]


def test_the_list_holds_no_formulas(tmp_path: Path) -> None:
    (tmp_path / "=A1.txt").write_text(" date 2021-05-04 Bridge\n\nIt opened.", encoding="utf-8")
    run(tmp_path, "scan", "-q", "=A1.txt", "--list", "files.csv")
    assert "\n'=A1.txt," in (tmp_path / "files.csv").read_text(encoding="utf-8")


def test_a_report_has_the_sums_and_failures_of_the_manifest(archive: Path) -> None:
    done = run(archive, "convert", "-q", "archive", "--to", "jsonl", "-o", "out.jsonl")
    assert done.returncode == 1
    shown = run(archive, "report", "out.jsonl.manifest.jsonl")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "archive/broken.json" in shown.stdout
    assert run(archive, "report", "out.jsonl.manifest.jsonl", "--html", "r.html").returncode == 0
    page = Page(archive / "r.html")
    assert "5 files = 4 converted + 0 skipped + 0 unsure + 1 failed" in page.text
    summary = summarise(archive / "out.jsonl.manifest.jsonl")
    assert summary.complete
    assert {name: total.articles for name, total in summary.formats.items()} == {
        "dated-text": 4,
        "json": 0,
    }


def test_a_report_on_another_file_is_one_line(archive: Path) -> None:
    done = run(archive, "report", "archive/01-03.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: archive/01-03.txt:1: not a manifest of newsfmt")
    assert (
        run(archive, "report", "none.jsonl").stderr == "error: none.jsonl: no such file or folder\n"
    )
    (archive / "empty").write_bytes(b"")
    with pytest.raises(ParseError, match="not a manifest"):
        summarise(archive / "empty")


def test_names_of_files_cannot_become_markup(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "<script>alert(1)<.json").write_text('{"schema": "newsfmt-article/1"', "utf-8")
    totals = convert_tree(str(folder), str(tmp_path / "out"), to="json", jobs=1)
    assert totals.failed == 1
    run(tmp_path, "report", "out/newsfmt-manifest.jsonl", "--html", "r.html")
    run(tmp_path, "scan", "-q", "in", "--html", "s.html")
    for name in ("r.html", "s.html"):
        assert "script" not in Page(tmp_path / name).tags or not (tmp_path / name).exists()

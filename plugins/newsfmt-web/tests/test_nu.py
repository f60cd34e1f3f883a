"""Pages that are written, before the Nu checker, the reference validator of HTML."""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_web", reason="newsfmt-web is not installed: pip install -e plugins/newsfmt-web"
)

import io
import json
import os
import subprocess
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from newsfmt_web.html.valid import address, moment, valid

import newsfmt
from newsfmt import Article
from newsfmt.article import Rendition
from newsfmt.body import Block, Cell, Figure, Heading, Link, Paragraph, Table
from newsfmt.dates import NewsDate
from newsfmt.testing.strategies import articles

DRAWN = 500 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 40


def test_drawn_pages_are_valid(tmp_path: Path, nu_checker: list[str]) -> None:
    written: list[Article] = []

    @settings(
        max_examples=DRAWN,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(articles(), articles(full=True))
    def draw(article: Article, whole: Article) -> None:
        written.extend((article, whole))

    draw()
    for number, article in enumerate(written):
        out = io.BytesIO()
        newsfmt.write([article], out, format="html", options={"embargo": "ignore"})
        (tmp_path / f"{number}.html").write_bytes(out.getvalue())
    flags = ["--errors-only", "--format", "json", "--stdout", "--exit-zero-always"]
    done = subprocess.run([*nu_checker, *flags, tmp_path], capture_output=True, check=True)
    messages = json.loads(done.stdout)["messages"]
    assert [message["message"] for message in messages if message["type"] == "error"] == []


# ---- what makes them valid, where there is no checker
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "written"),
    [
        ("https://a.example/a b", "https://a.example/a%20b"),
        ('https://a.example/"q"\\<x>', "https://a.example/%22q%22%5C%3Cx%3E"),
        ("https://a.example/%41%zz", "https://a.example/%41%25zz"),
        ("https://[::1]:80/[x]", "https://[::1]:80/%5Bx%5D"),
        ("/ø?a=1&b=2#c", "/ø?a=1&b=2#c"),
    ],
)
def test_addresses_have_only_what_a_url_can_hold(href: str, written: str) -> None:
    assert address(href) == written


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2026", None),
        ("2026-10", "2026-10"),
        ("2026-10-12Z", None),
        ("2026-10-12T08:15-00:00", "2026-10-12T08:15Z"),
        ("2026-10-12T08:15:00.123456+02:00", "2026-10-12T08:15:00.123+02:00"),
    ],
)
def test_a_moment_is_one_that_html_can_say(date: str, written: str | None) -> None:
    assert moment(NewsDate(date)) == written


def cells(*rows: str) -> Table:
    """A table of cells, each as its columns and rows: ``21`` spans two columns."""
    return Table(
        [
            [
                Cell(["x"], colspan=int(cell[0]), rowspan=int(cell[1]), header=cell[2:] == "h")
                for cell in row.split()
            ]
            for row in rows
        ]
    )


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (cells("22"), cells("11")),
        (cells("91 11", "11 11"), cells("21 11", "11 11")),
        (cells("21 11", "11 11 11"), cells("21 11", "11 11 11")),
        (cells("11 12", "21"), cells("11 12", "11")),
        (cells("12h 11", "11", "11 11"), cells("12h 11", "11", "11 11")),
    ],
)
def test_cells_span_what_there_is(table: Table, expected: Table) -> None:
    spans = [
        [[(cell.colspan or 1, cell.rowspan or 1) for cell in row] for row in one.rows]
        for one in (*valid([table], 0), expected)
        if isinstance(one, Table)
    ]
    assert spans[0] == spans[1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Heading("a", 4), Heading("a", 2)),
        (Paragraph([Link([Link("a", "/b")], "/c")]), Paragraph([Link("a", "/c")])),
        (Figure([Rendition(name="x")], "a"), Figure([], "a")),
        (
            Table([[Cell([Heading("a", 1)], header=True)]]),
            Table([[Cell([Heading("a", 1)])]]),
        ),
    ],
)
def test_blocks_stand_where_html_allows_them(before: Block, after: Block) -> None:
    assert valid([before], 1) == (after,)

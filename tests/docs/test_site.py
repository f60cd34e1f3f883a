"""The site builds without a warning and without the network, and every link in it leads to a page,
an anchor or a file that is there.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
REPOSITORY = "https://github.com/newsfmt/newsfmt"
_UNREACHABLE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with warnings as errors and with no way to the network."""
    pytest.importorskip("sphinx", reason="the site needs the extra docs")
    place = tmp_path_factory.mktemp("site")
    proxies = dict.fromkeys(
        ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), _UNREACHABLE
    )
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-n",
        "-d",
        str(place / "doctrees"),
        str(ROOT / "docs"),
        str(place / "html"),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=100, check=False, env=os.environ | proxies
    )
    assert (done.returncode, done.stderr) == (0, "")
    return place / "html"


class _Page(HTMLParser):
    """The anchors of a page and the links and pictures in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            elif name in {"href", "src"} and value:
                self.links.append(value)


def broken(folder: Path) -> list[str]:
    """Return the links of a site that lead nowhere, each with its page; links to elsewhere than the
    repository are not followed.
    """
    pages = {
        path: _Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))
    }
    found = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if link.startswith(f"{REPOSITORY}/"):
                fine = (
                    ROOT
                    / re.sub(r"^/[^/]+/[^/]+/(?:blob|tree|edit|raw)/main/", "", unquote(parts.path))
                ).exists()
            elif parts.scheme or parts.netloc:
                continue
            else:
                target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
                fine = target.exists() and (
                    not parts.fragment
                    or target.suffix != ".html"
                    or unquote(parts.fragment) in pages[target].anchors
                )
            if not fine:
                found.append(f"{path.relative_to(folder)}: {link}")
    return found


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    assert broken(site) == []


def test_every_page_is_in_the_site_and_in_its_contents(site: Path) -> None:
    contents = (
        (site / "index.html")
        .read_text(encoding="utf-8")
        .partition('class="sidebar-tree"')[2]
        .partition("</aside>")[0]
    )
    for page in sorted((ROOT / "docs").rglob("*.md")):
        name = page.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
        if "_build" not in page.parts:
            assert (site / name).exists(), name
            assert name == "index.html" or f'href="{name}"' in contents, (
                f"{name} is not in a list of docs/index.md"
            )


def test_the_site_has_four_parts(site: Path) -> None:
    captions = re.findall(
        r'<p class="caption"[^>]*><span class="caption-text">([^<]+)',
        (site / "index.html").read_text(encoding="utf-8"),
    )
    parts = list(dict.fromkeys(caption.partition(",")[0] for caption in captions))
    assert parts == ["Tutorial", "How to", "Reference", "Explanation"]


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        loaded = re.findall(
            r'<(?:script|img|iframe)[^>]* src="(?:https?:)?//[^"]*"|<link[^>]* rel="stylesheet"[^>]* href="(?:https?:)?//[^"]*"',
            path.read_text(encoding="utf-8"),
        )
        assert loaded == [], path.name


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<a href="b.html#here">b</a> <a href="b.html#there">b</a> <a href="c.html">c</a> <a href="#no">no</a>'
    )
    (tmp_path / "b.html").write_text(
        f'<h1 id="here">b</h1> <a href="{REPOSITORY}/blob/main/README.md">r</a> <a href="{REPOSITORY}/blob/main/NO.md">n</a>'
    )
    assert broken(tmp_path) == [
        "a.html: b.html#there",
        "a.html: c.html",
        "a.html: #no",
        f"b.html: {REPOSITORY}/blob/main/NO.md",
    ]


def test_the_how_tos_are_grouped_by_reader(site: Path) -> None:
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    groups = re.findall(r"^For (.+):$", index, re.MULTILINE)
    page = (site / "index.html").read_text(encoding="utf-8")
    captions = re.findall(r'class="caption-text">How to, for ([^<]+)<', page)
    assert list(dict.fromkeys(captions)) == groups
    assert "researchers" in groups


def test_code_can_be_copied(site: Path) -> None:
    assert "copy.js" in (site / "index.html").read_text(encoding="utf-8")
    assert (site / "_static/copy.js").read_bytes() == (ROOT / "docs/_static/copy.js").read_bytes()

"""The picture of the terminal shows what the commands print, and the pages in the pictures are
written by the commands beside them.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_pictures", ROOT / "docs/build_pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


builder = _load()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pictures")
    shutil.copytree(ROOT / "examples", place / "examples")
    return place


def test_the_terminal_shows_what_the_commands_print(folder: Path) -> None:
    picture = (ROOT / "docs/_static/terminal.svg").read_text(encoding="utf-8")
    texts = [unescape(text) for text in re.findall(r"<text [^>]*>(.*)</text>", picture)]
    lines = builder.session(folder)
    assert texts == lines, "run: python docs/build_pictures.py"
    assert picture == builder.drawn(lines)


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, Path]:
    return dict(builder.pages(folder))


def test_pages_are_valid(pages: dict[str, Path], nu_checker: list[str]) -> None:
    files = [str(page) for page in pages.values()]
    done = subprocess.run([*nu_checker, "--format", "gnu", *files], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("name", builder.PAGES)
def test_a_page_stands_alone(name: str, pages: dict[str, Path]) -> None:
    text = pages[name].read_text(encoding="utf-8")
    ids = re.findall(r'\sid="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    assert not set(re.findall(r'href="#([^"]*)"', text)) - set(ids)
    assert not re.search(r"<script|<link|\ssrc=|@import|url\((?!#)", text)


def test_each_page_has_its_picture_on_the_page_of_the_docs(pages: dict[str, Path]) -> None:
    shown = (ROOT / "docs/how-to/pages-to-look-at.md").read_text(encoding="utf-8")
    for name, page in pages.items():
        assert page.read_bytes().startswith(b"<!DOCTYPE html>")
        picture = ROOT / f"docs/_static/page-{name}.png"
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size < 100_000
        assert f"../_static/{picture.name}" in shown
        assert f"newsfmt {name} " in shown

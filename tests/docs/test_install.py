"""Installing: the pages name every plugin and extra that there is, and no message or page names a
package that no index has.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/how-to/install.md"
_FOR_NEWSFMT = {"dev", "fuzz", "bench"}  # extras for work on newsfmt, which CONTRIBUTING explains


def extras() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return sorted(project["optional-dependencies"].keys() - _FOR_NEWSFMT)


@pytest.mark.parametrize("name", extras())
def test_every_extra_is_on_the_page(name: str) -> None:
    assert f"'.[{name}]'" in PAGE.read_text("utf-8")


def test_every_plugin_is_on_the_page_and_in_the_readme() -> None:
    plugins = {path.parent.name for path in (ROOT / "plugins").glob("*/pyproject.toml")}
    for text in (PAGE.read_text("utf-8"), (ROOT / "README.md").read_text("utf-8")):
        assert set(re.findall(r"\./plugins/(newsfmt-\w+)", text)) == plugins


def test_the_commands_are_those_of_the_readme() -> None:
    readme, page = (ROOT / "README.md").read_text("utf-8"), PAGE.read_text("utf-8")
    for command in (
        "python3 -m venv --without-pip .venv",
        "python3 -m pip --python .venv/bin/python install",
        "py -m venv .venv",
        r".venv\Scripts\python -m pip install .",
    ):
        assert command in readme
        assert command in page


def test_nothing_is_installed_by_a_name_that_no_index_has() -> None:
    install = re.compile(r"pip install(?: -\S+)* '?newsfmt\b")
    sources = [*(ROOT / "newsfmt").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "plugins").rglob("*.md")]
    pages += (ROOT / "docs").glob("*.py")
    pages = [page for page in pages if page.name != "CHANGELOG.md"]
    texts = {path: path.read_text("utf-8") for path in (*sources, *pages)}
    assert [str(path) for path, text in texts.items() if install.search(text)] == []
    assert len(texts) > 300

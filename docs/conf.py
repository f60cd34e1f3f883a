"""The site: ``python -m sphinx -W -n docs docs/_build``. Nothing is fetched, and the pages stay
plain Markdown, readable in the repository.

The lists of index.md are the site's tables of contents; a link that leaves docs/ leads into the
repository.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
REPOSITORY = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "urls"
]["Source"]

project = "newsfmt"
author = copyright = "The newsfmt developers"
release = version = re.findall(
    r'^__version__ = "(.+)"',
    (ROOT / "newsfmt/__init__.py").read_text(encoding="utf-8"),
    re.MULTILINE,
)[0]

extensions = ["myst_parser"]
exclude_patterns = ["_build", "tutorial/newsfmt-slugwire"]
myst_heading_anchors = 4
nitpicky = True

html_theme = "furo"
html_title = f"newsfmt {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["copy.js"]
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "source_repository": REPOSITORY,
    "source_branch": "main",
    "source_directory": "docs/",
}

_LINK = re.compile(r"(?<=\]\()(?!_static/)([^)\s#:]+)(?=[#)])")
_SECTION = re.compile(r"^## (.+)\n((?:(?!^## ).*\n)*)", re.MULTILINE)
_GROUP = re.compile(r"^(For .+):$", re.MULTILINE)
_ENTRY = re.compile(r"^\* \[[^\]]*\]\(([^)#:]+)\.md\)", re.MULTILINE)


def _read(app: Any, name: str, content: list[str]) -> None:
    """Give a page as the site needs it; the files stay as they are."""
    page = HERE / f"{name}.md"
    content[0] = _LINK.sub(lambda match: _target(page, match[1]), content[0])
    if name == "index":
        content[0] += "".join(
            _toctree(caption, entries)
            for title, text in _SECTION.findall(content[0])
            for caption, entries in _groups(title, text)
        )
    if name == "reference/plugin-api":
        content[0] += _toctree(
            "Modules",
            [f"api/{path.stem}" for path in sorted((HERE / "reference/api").glob("*.md"))],
        )


def _groups(title: str, text: str) -> list[tuple[str, list[str]]]:
    """The entries of a section of index.md; where a line such as ``For researchers:`` stands before
    some, they are a group of their own.
    """
    first, *rest = _GROUP.split(text)
    named = zip(rest[::2], rest[1::2], strict=True)
    groups = [(title, first), *((f"{title}, f{name[1:]}", entries) for name, entries in named)]
    return [(name, entries) for name, part in groups if (entries := _ENTRY.findall(part))]


def _target(page: Path, link: str) -> str:
    place = (page.parent / link).resolve()
    if place.is_relative_to(HERE) and place.is_file():
        return link
    kind = "tree" if place.is_dir() else "blob"
    return f"{REPOSITORY}/{kind}/main/{place.relative_to(ROOT)}"


def _toctree(title: str, entries: list[str]) -> str:
    return (
        f"\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n"
        + "".join(f"{entry}\n" for entry in entries)
        + "```\n"
    )


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("source-read", _read)

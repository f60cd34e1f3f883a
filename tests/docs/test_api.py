"""Every public name of every public module has an entry with its signature, types and docstring,
which is what the code says.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import sys
from pathlib import Path
from types import ModuleType

import attrs
import pytest

ROOT = Path(__file__).parents[2]


def _load() -> ModuleType:
    sys.path.insert(
        0, str(ROOT / "docs")
    )  # build_api imports build_reference, as it does when it is run
    try:
        spec = importlib.util.spec_from_file_location("build_api", ROOT / "docs/build_api.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(ROOT / "docs"))


builder = _load()
MODULES = builder.public_modules()


@pytest.mark.parametrize("name", list(builder.pages()))
def test_the_page_is_up_to_date(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == builder.pages()[name]().rstrip() + "\n", (
        "run: python docs/build_api.py"
    )


def test_no_page_is_left_of_a_module_that_is_gone() -> None:
    assert {path.stem for path in (ROOT / builder.FOLDER).glob("*.md")} == set(MODULES)


@pytest.mark.parametrize(
    ("module", "name"),
    [(module, name) for module in MODULES for name in importlib.import_module(module).__all__],
)
def test_every_public_name_has_an_entry(module: str, name: str) -> None:
    page = (ROOT / builder.FOLDER / f"{module}.md").read_text(encoding="utf-8")
    entry = page.partition(f"\n## {name}\n\n")[2].partition("\n## ")[0]
    assert entry.strip(), "it has no entry"
    value = getattr(importlib.import_module(module), name)
    assert " at 0x" not in entry
    if inspect.isfunction(value) and "\u2192 [" not in entry:
        assert all(parameter in entry for parameter in inspect.signature(value).parameters)
    if inspect.isclass(value) and attrs.has(value) and "| field |" in entry:
        assert not re.search(
            r"^\| `\w+` \| [^|\n]*(?:\\\|[^|\n]*)* \|  \|$", entry, re.MULTILINE
        ), "a field has no docstring"


@pytest.mark.parametrize("module, name", [("newsfmt.format", "Context"), ("newsfmt.head", "Head")])
def test_what_a_format_is_given_is_described_attribute_by_attribute(module: str, name: str) -> None:
    _, _, entry = builder.page(module).partition(f"\n## {name}\n")
    described = set(re.findall(r"^\| `(\w+)` \| \S", entry.partition("\n## ")[0], re.MULTILINE))
    cls = getattr(importlib.import_module(module), name)
    shown = {
        attribute
        for attribute in dir(cls("x") if name == "Head" else cls())
        if attribute[0] != "_" and not inspect.isroutine(getattr(cls, attribute, None))
    }
    assert shown <= described


@pytest.mark.parametrize(
    "module, name",
    [("newsfmt.prose", "byline"), ("newsfmt.testing", "news_dates"), ("newsfmt.testing", "texts")],
)
def test_cached_functions_have_their_signatures(module: str, name: str) -> None:
    assert f"\n## {name}\n\n```text\n{name}(" in builder.page(module)

"""The reference pages are what the code says: each generated page is up to date, and nothing of the
interface is missing from it.
"""

from __future__ import annotations

import importlib.util
import inspect
import re
from pathlib import Path
from types import ModuleType

import attrs
import pytest

import newsfmt
from newsfmt import article, body, diagnostics, errors

ROOT = Path(__file__).parents[2]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "build_reference", ROOT / "docs/build_reference.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


builder = _load()


@pytest.mark.parametrize("name", [*builder.PAGES, *builder.IN_PART])
def test_generated_pages_are_up_to_date(name: str) -> None:
    page = (builder.PAGES | builder.IN_PART)[name]()
    assert (ROOT / name).read_text(encoding="utf-8") == page.rstrip() + "\n", (
        "run: python docs/build_reference.py"
    )


NO_ERRORS = {"Position", "did_you_mean"}
"""What the module of errors has beside them."""


def _page(name: str) -> str:
    return (ROOT / "docs/reference" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("code", diagnostics.CODES)
def test_every_diagnostic_is_documented(code: str) -> None:
    assert f"| `{code}` | {diagnostics.CODES[code].severity} |" in _page("diagnostics.md")


def test_every_error_is_documented_and_has_a_code_of_its_own() -> None:
    classes = {name for name in errors.__all__ if name not in NO_ERRORS}
    assert classes == set(builder.CURES) == set(builder.errors_in_order())
    assert len({getattr(errors, name).code for name in classes}) == len(classes)
    for name in classes:
        assert f"\n## {name}\n" in _page("errors.md")
        assert getattr(errors, name).__doc__


def _sources() -> str:
    """The source of newsfmt, but for the modules that define errors and codes."""
    paths = (
        path
        for path in (ROOT / "newsfmt").rglob("*.py")
        if path.name not in {"errors.py", "diagnostics.py"}
    )
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_error_is_raised_somewhere() -> None:
    source = _sources()
    leaves = [
        name for name in errors.__all__ if name not in {"Position", "NewsfmtError", "FormatError"}
    ]
    assert [name for name in leaves if f"{name}(" not in source] == []


def test_every_code_is_reported_somewhere_and_none_is_made_up() -> None:
    source = _sources()
    assert [code for code in diagnostics.CODES if f'"{code}"' not in source] == []
    used = set(re.findall(r'"((?:read|write|plugin)\.[a-z]+(?:-[a-z]+)*)"', source))
    known = {
        *diagnostics.CODES,
        *(getattr(errors, name).code for name in errors.__all__ if name not in NO_ERRORS),
    }
    assert used - known == set()


@pytest.mark.parametrize("cls", [article.Article, *body.BLOCKS.values(), *body.INLINES.values()])
def test_every_field_is_documented(cls: type) -> None:
    page = _page("model.md")
    level = "##" if cls is article.Article else "###"
    section = page.partition(f"\n{level} {cls.__name__}\n")[2].partition("\n#")[0]
    for field in attrs.fields(cls):
        assert f"| `{field.name}` |" in section


def test_every_format_and_option_is_documented() -> None:
    from newsfmt.options import describe

    page = _page("formats.md")
    for fmt in builder._formats():
        section = page.partition(f"\n## {fmt.name}\n")[2].partition("\n## ")[0]
        assert section
        for option in (*describe(fmt.read_options), *describe(fmt.write_options)):
            assert f"| `{option.name}` |" in section
            assert option.help.endswith("."), f"{fmt.name}: {option.name} has no sentence of help"


def test_every_public_name_is_documented_and_has_a_docstring() -> None:
    page = _page("plugin-api.md")
    for name in builder.public_modules():
        module = importlib.import_module(name)
        section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert module.__all__ == sorted(
            module.__all__,
            key=lambda public: (not public.isupper(), not public[0].isupper(), public),
        ), name
        for public in module.__all__:
            assert f"| [`{public}`](api/{name}.md#{public.lower()}) |" in section, (
                f"{name}.{public}"
            )
            value = getattr(module, public)
            if inspect.isfunction(value) or inspect.isclass(value):
                assert value.__doc__, f"{name}.{public} has no docstring"


def test_no_public_name_hides_a_module() -> None:
    modules = {name.removeprefix("newsfmt.").partition(".")[0] for name in builder.public_modules()}
    assert not modules & set(newsfmt.__all__)


_NOT_HERE = re.compile(r"\b(?:MODEL|DESIGN|DATEDTEXT|CROSSWALK|CORPORA|PLUGIN_UX|STYLES)\b")
_CODE = [
    path
    for folder in ("newsfmt", "plugins")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "tests" not in path.parts
]


def test_what_comments_cite_is_in_the_repository() -> None:
    pages = {path.name: path for path in (ROOT / "docs").rglob("*.md")} | {
        "docs/wire.md": ROOT / "plugins/newsfmt-wire/docs/wire.md"
    }
    cited = 0
    for path in _CODE:
        source = path.read_text(encoding="utf-8")
        assert not _NOT_HERE.search(source), (
            f"{path}: cites a document that is not in the repository"
        )
        for match in re.finditer(
            r"\b(model-rules|dated-text-grammar)\.md((?:,? §\d+(?:–\d+)?)*)", source
        ):
            headings = re.findall(
                r"^## (\d+)\. ", pages[f"{match[1]}.md"].read_text(encoding="utf-8"), re.MULTILINE
            )
            for section in re.findall(r"\d+", match[2]):
                cited += 1
                assert section in headings, f"{path}: {match[0]} is no section"
        for match in re.finditer(r"(?<![\w/-])docs/[\w/-]+\.md", source):
            assert match[0] in pages or (ROOT / match[0]).exists(), f"{path}: {match[0]} is no page"
    assert cited > 30

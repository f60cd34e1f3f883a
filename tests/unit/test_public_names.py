"""The public names: each module lists exactly what it offers, sorted; no name equals a submodule's,
since lazy import would shadow it.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import types

import pytest

import newsfmt

TOP = """Article Confidence Context Format Head NewsDate NewsfmtError ParseError Parser Registry Report Serializer UnreadableError Validation
convert detect hookimpl list_formats read read_folder read_one validate write""".split()
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(newsfmt.__path__, "newsfmt.")
    if not module.name.startswith("newsfmt.testing.plugin")
)
PUBLIC = [
    name
    for name in MODULES
    if not any(part.startswith("_") for part in name.split("."))
    and not name.startswith(("newsfmt.formats", "newsfmt.cli"))
]


def defined(tree: ast.Module) -> set[str]:
    """Public functions, classes and constants that a module makes itself, at its top level."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(
                target.id
                for target in targets
                if isinstance(target, ast.Name) and target.id.isupper()
            )
    return {
        name for name in names if not name.startswith("_") and len(name) > 1
    }  # T and its like are types' variables


def test_the_top_level_names() -> None:
    assert newsfmt.__all__ == TOP == sorted(TOP)
    for name in set(TOP) - {"hookimpl"}:
        assert getattr(newsfmt, name).__name__ == name
    assert set(TOP) <= set(dir(newsfmt))


def test_no_name_is_a_submodules() -> None:
    assert not set(newsfmt.__all__) & {name.split(".")[1] for name in MODULES}


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="module 'newsfmt' has no attribute 'nonsense'"):
        newsfmt.nonsense  # noqa: B018


@pytest.mark.parametrize(
    "order",
    [
        "import newsfmt.format, newsfmt; newsfmt.read; newsfmt.convert",
        "from newsfmt import *; read, write, Article",
    ],
)
def test_names_do_not_depend_on_the_order_of_imports(order: str) -> None:
    subprocess.run([sys.executable, "-c", order], check=True, timeout=60)


@pytest.mark.parametrize("name", MODULES)
def test_all_is_there_and_has_docstrings(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__, name
    listed = getattr(module, "__all__", ())
    assert len(listed) == len(set(listed))  # ruff keeps them sorted (RUF022)
    for one in listed:
        value = getattr(module, one)
        if (
            isinstance(value, (type, types.FunctionType))
            and value.__module__ == name
            and name in PUBLIC
        ):
            assert value.__doc__, f"{name}.{one} has no docstring"


@pytest.mark.parametrize("name", PUBLIC)
def test_all_is_complete_in_public_modules(name: str) -> None:
    module = importlib.import_module(name)
    missing = defined(ast.parse(source(module))) - set(getattr(module, "__all__", ()))
    assert not missing, f"neither private nor in __all__ of {name}"


def source(module: object) -> str:
    with open(module.__file__, encoding="utf-8") as file:  # type: ignore[attr-defined]
        return file.read()


def test_the_version_is_a_literal_that_packaging_can_read() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+(?:\.dev\d+|rc\d+)?", newsfmt.__version__)
    assert f'__version__ = "{newsfmt.__version__}"' in source(newsfmt)

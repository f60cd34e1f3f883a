"""What is imported when, by module names in a fresh process, and the layers of the package by its
import graph.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import newsfmt

PACKAGE = Path(newsfmt.__file__).parent
HEAVY = (
    "lxml",
    "dateutil",
    "rich",
    "importlib.metadata",
    "yaml",
    "markdown_it",
    "hypothesis",
    "pytest",
    "email",
    "asyncio",
    "http",
)
STORY = b" date 2021-05-04 Bridge opens\n\nMOLDE, May 4 \xe2\x80\x94 The bridge opened on Tuesday.\n\nBoats may pass again."
RUN = "import sys, json, runpy; sys.argv[0] = 'newsfmt'\ntry: runpy.run_module('newsfmt', run_name='__main__')\nfinally: json.dump(sorted(sys.modules), sys.stderr)"


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def loaded(*arguments: object) -> set[str]:
    """The modules in memory after the command has run."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, arguments)],
        capture_output=True,
        timeout=60,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def imported(statement: str) -> set[str]:
    code = f"import sys, json; {statement}; json.dump(sorted(sys.modules), sys.stdout)"
    return set(
        json.loads(
            subprocess.run(
                [sys.executable, "-c", code], capture_output=True, timeout=60, check=True
            ).stdout
        )
    )


def heavy(modules: set[str]) -> set[str]:
    return modules & set(HEAVY)


def test_the_version_imports_nothing_else() -> None:
    modules = loaded("--version")
    assert not {"attr", "attrs", "argparse", "pluggy", "orjson"} & modules
    assert {name for name in modules if name.startswith("newsfmt")} == {"newsfmt"}


@pytest.mark.parametrize("arguments", [("--help",), ("convert", "--help")])
def test_the_help_imports_no_model(arguments: tuple[str, ...]) -> None:
    modules = loaded(*arguments)
    assert not heavy(modules)
    assert not {"attr", "pluggy", "orjson", "newsfmt.article"} & modules


def test_converting_dated_text_to_json_is_light(tmp_path: Path) -> None:
    path = tmp_path / "small.txt"
    path.write_bytes(STORY)
    assert not heavy(loaded("convert", path, "-t", "json"))


@pytest.mark.parametrize(
    "command",
    [
        ("formats",),
        ("formats", "dated-text"),
        ("detect", "story.txt"),
        ("schema",),
        ("plugins", "list", "--no-plugins"),
    ],
)
def test_looking_is_light(command: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(STORY)
    modules = loaded(*(path if part == "story.txt" else part for part in command))
    assert not heavy(modules) - {"importlib.metadata", "email"}, (
        "listing formats imports none of their readers"
    )


def test_one_file_needs_no_machinery_for_many(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(STORY)
    modules = loaded("convert", path, "--to", "json", "--no-plugins")
    batch = {name for name in modules if name.startswith("newsfmt.batch.")}
    assert batch == {
        f"newsfmt.batch._{name}"
        for name in ("accounts", "inputs", "members", "names", "options", "reader", "reading")
    }
    assert not modules & {"hashlib", "newsfmt.cli.progress"}


def test_import_newsfmt_costs_next_to_nothing() -> None:
    modules = imported("import newsfmt")
    assert {name for name in modules if name.startswith("newsfmt")} == {"newsfmt"}
    assert not {"attr", "pluggy"} & modules


def test_the_model_alone_is_light() -> None:
    modules = imported("from newsfmt import Article, NewsDate")
    assert not heavy(modules) | {"pluggy", "orjson"} & modules
    assert {name for name in modules if name.startswith("newsfmt._")} == {"newsfmt._record"}
    assert {name for name in modules if name.startswith("newsfmt.dates.")} == {
        "newsfmt.dates._value"
    }


# ---- layers
# ------------------------------------------------------------

CORE = {"article", "body", "dates", "errors", "diagnostics"}
BELOW_CORE = CORE | {"_record", "dates._value"}
EMBEDDED = {
    "formats.newsml_1": {"formats.nitf.heads"},
    "formats.newsml_g2": {"formats.nitf.heads"},
}
"""NITF is the format that both NewsML standards carry whole inside of an item, heads and all."""
FORMATS_MAY_USE = {"_codec", "_orjson", "_record", "_shapes"}
"""The private modules formats may import: the codec (design.md, Where things live), the door to
orjson, the base class of the model's values, and what the model means by them.
"""


def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__") or "__init__": path
        for path in PACKAGE.rglob("*.py")
    }  # fmt: skip


def graph() -> dict[str, set[tuple[str, bool]]]:
    """For each module the modules of newsfmt it imports, and whether at its top level."""
    known = modules()
    edges: dict[str, set[tuple[str, bool]]] = {}
    for name, path in known.items():
        tree = parsed(path)
        top = set(map(id, tree.body))
        edges[name] = {
            (target, id(node) in top) for node in ast.walk(tree) for target in _targets(node, known)
        }
    return edges


def _targets(node: ast.AST, known: dict[str, Path]) -> set[str]:
    if isinstance(node, ast.Import):
        return {
            alias.name.removeprefix("newsfmt.")
            for alias in node.names
            if alias.name.startswith("newsfmt.")
        }
    if (
        isinstance(node, ast.ImportFrom)
        and node.module
        and node.module.partition(".")[0] == "newsfmt"
    ):
        base = node.module.removeprefix("newsfmt").lstrip(".")
        names = {f"{base}.{alias.name}".lstrip(".") for alias in node.names}
        return {name if name in known else base for name in names} - {""}
    return set()


GRAPH = graph()


def direct(name: str) -> set[str]:
    return {target for target, _ in GRAPH[name]}


def at_top(name: str) -> set[str]:
    return {target for target, top in GRAPH[name] if top}


@pytest.mark.parametrize("name", sorted(CORE))
def test_the_core_imports_nothing_above_it(name: str) -> None:
    assert at_top(name) <= BELOW_CORE


def test_nobody_imports_the_command() -> None:
    assert [
        name
        for name in GRAPH
        if family(name) != "cli"
        and not name.startswith("cli.")
        and any(t.partition(".")[0] == "cli" for t in direct(name))
    ] == ["__main__"]


def family(name: str) -> str:
    return ".".join(name.split(".")[:2])


def owner(name: str) -> str | None:
    """The package whose private module a module is or is inside of: ``xmlkit`` for
    ``xmlkit._bytes``, nothing (the top level) for ``_codec``; None for a public module.
    """
    parts = name.split(".")
    private = [place for place, part in enumerate(parts) if part.startswith("_")]
    return ".".join(parts[: private[-1]]) if private and parts != ["__init__"] else None


@pytest.mark.parametrize("name", sorted(GRAPH))
def test_nobody_imports_what_is_private_to_another_package(name: str) -> None:
    foreign = {
        (name, target)
        for target in direct(name)
        if (package := owner(target)) and name != package and not name.startswith(f"{package}.")
    }
    assert not foreign


@pytest.mark.parametrize("name", sorted(name for name in GRAPH if name.startswith("formats.")))
def test_no_format_imports_another_nor_what_is_private(name: str) -> None:
    others = {
        target
        for target in direct(name)
        if target.startswith("formats.") and family(target) != family(name)
    }
    assert others <= EMBEDDED.get(family(name), set())
    private = {target for target in direct(name) if target.startswith("_")}
    assert private <= FORMATS_MAY_USE


def users(library: str) -> set[str]:
    """The modules that import a library, whenever."""
    return {
        name
        for name, path in modules().items()
        for node in ast.walk(parsed(path))
        if (
            isinstance(node, ast.Import)
            and any(alias.name.partition(".")[0] == library for alias in node.names)
        )
        or (isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == library)
    }


def test_there_is_one_door_to_lxml() -> None:
    assert users("lxml") <= {
        "xmlkit._elements",
        "xmlkit._html",
        "xmlkit._reading",
        "xmlkit._validation",
    }


def test_there_is_one_door_to_orjson() -> None:
    assert users("orjson") == {"_orjson"}


def test_there_is_one_door_to_dateutil() -> None:
    assert len(users("dateutil")) <= 1


FACADES = {("article", "_codec"), ("article", "records")}
"""Imports that go back up, each inside a method: ``Article.to_json``, ``Article.record`` and their
like.
"""


def test_there_is_no_circle() -> None:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path, name))
        if name in done:
            return
        for target in direct(name):
            if target in GRAPH and (name, target) not in FACADES:
                visit(target, (*path, name))
        done.add(name)

    for name in GRAPH:
        visit(name, ())


def test_few_private_modules_stand_at_the_top() -> None:
    private = {path.stem for path in PACKAGE.glob("_*") if path.suffix == ".py" or path.is_dir()}
    assert len({name for name in private if not name.startswith("__")}) <= 12

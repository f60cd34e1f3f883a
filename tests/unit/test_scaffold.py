"""``newsfmt plugins new``: what it writes works at once, installed, under its own tests and under
the kit; what it must not write it refuses.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import pytest

import newsfmt
from newsfmt import Registry, _registry
from newsfmt.cli import check, scaffold
from newsfmt.errors import OptionError
from newsfmt.testing import registry_with

ROOT = Path(__file__).parents[2]
BUILTINS = Registry(entry_points=False)
INSTALLED = pytest.mark.timeout(300)


@pytest.fixture
def module_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Path], ModuleType]:
    """Gives the module of a generated plugin, importable by its name as long as the test runs."""

    def load(name: str, folder: Path) -> ModuleType:
        module = scaffold._module(name)
        spec = importlib.util.spec_from_file_location(
            module,
            folder / module / "__init__.py",
            submodule_search_locations=[str(folder / module)],
        )
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, module, made)
        spec.loader.exec_module(made)
        return made

    return load


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize("name", ["sundwire", "vik-2", "a.b"])
def test_it_writes_a_whole_distribution(name: str, write: bool, tmp_path: Path) -> None:
    written = scaffold.create(name, tmp_path / "plugins", write=write, registry=BUILTINS)
    module = scaffold._module(name)
    folder = tmp_path / "plugins" / f"newsfmt-{name}"
    assert [path.relative_to(folder).as_posix() for path in written] == [
        "pyproject.toml",
        "README.md",
        f"{module}/__init__.py",
        f"{module}/py.typed",
        f"{module}/samples/x.{name}",
        f"tests/test_{module.removeprefix('newsfmt_')}.py",
    ]
    assert {path for path in folder.rglob("*") if path.is_file()} == set(written)
    for path in written:
        text = path.read_text(encoding="utf-8")
        assert "{{" not in text, path
        if path.suffix == ".py":
            compile(text, str(path), "exec")


def test_it_is_bound_to_the_running_minor_version(tmp_path: Path) -> None:
    text = scaffold.create("sundwire", tmp_path, registry=BUILTINS)[0].read_text(encoding="utf-8")
    assert f'dependencies = ["newsfmt{scaffold._bound(newsfmt.__version__)}"]' in text


@pytest.mark.parametrize(
    ("version", "bound"),
    [
        ("0.1.0", ">=0.1,<0.2"),
        ("1.9.3", ">=1.9,<1.10"),
        ("0.2.0.dev1", ">=0.2.0.dev1,<0.3"),  # >=0.2 would not take it
        ("0.2.0rc1", ">=0.2.0rc1,<0.3"),
    ],
)
def test_the_bound(version: str, bound: str) -> None:
    assert scaffold._bound(version) == bound


def test_the_rule_for_names_is_the_registrys() -> None:
    assert scaffold._NAME.pattern == _registry._NAME.pattern


def test_every_file_of_the_template_is_used() -> None:
    used = {
        template
        for write in (False, True)
        for template in scaffold._places("a", "newsfmt_a", write=write).values()
    }
    assert {entry.name for entry in files("newsfmt").joinpath("template").iterdir()} == used


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "is no name"),
        ("Sund", "is no name"),
        ("sund wire", "is no name"),
        ("../sund", "is no name"),
        ("sund/", "is no name"),
        ("sund_wire", "is no name"),
        ("-sund", "is no name"),
        ("sund--wire", "is no name"),
        ("søral", "is no name"),
        ("sund\n", "is no name"),
        ("s" * 61, "is no name"),
        ("json", "the name 'json' is taken by json"),
        ("newsml", "is taken by newsml-g2"),
    ],
)
def test_names_that_will_not_do_are_refused(name: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=reason):
        scaffold.create(name, tmp_path / "new", registry=BUILTINS)
    assert not (tmp_path / "new").exists()


def test_the_name_of_a_package_that_is_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "newsfmt_sundwire.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(OptionError, match="there is a package newsfmt_sundwire already"):
        scaffold.create("sundwire", tmp_path, registry=BUILTINS)


def test_a_folder_that_is_there_is_not_touched(tmp_path: Path) -> None:
    mine = tmp_path / "newsfmt-sundwire" / "README.md"
    mine.parent.mkdir()
    mine.write_text("mine")
    with pytest.raises(FileExistsError):
        scaffold.create("sundwire", tmp_path, registry=BUILTINS)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]
    assert mine.read_text() == "mine"


def test_what_is_generated_passes_the_kit_without_being_installed(
    module_of: Callable[[str, Path], ModuleType], tmp_path: Path
) -> None:
    scaffold.create("sundwire", tmp_path, registry=BUILTINS)
    registry = registry_with(module_of("sundwire", tmp_path / "newsfmt-sundwire"))
    results = list(check.check("sundwire", registry))
    assert [result for result in results if result.outcome == "failed"] == []
    assert sum(result.outcome == "passed" for result in results) > 20


def test_two_generated_formats_are_told_apart(
    module_of: Callable[[str, Path], ModuleType], tmp_path: Path
) -> None:
    modules = []
    for name in ("sundwire", "vik-2"):
        scaffold.create(name, tmp_path, registry=BUILTINS)
        modules.append(module_of(name, tmp_path / f"newsfmt-{name}"))
    registry = registry_with(*modules)
    for name, module in zip(("sundwire", "vik-2"), modules, strict=True):
        (sample,) = (Path(module.__file__ or "").parent / "samples").iterdir()
        assert newsfmt.read(sample.read_bytes(), registry=registry).format == name


# ---- really installed
# ------------------------------------------------------------


def run(*command: str | Path, cwd: Path, path: tuple[Path, ...] = ()) -> str:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "PYTEST_", "NEWSFMT_"))
    }
    environment = kept | {
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, f"$ {' '.join(map(str, command))}\n{done.stdout}"
    return done.stdout


@INSTALLED
@pytest.mark.packaging
@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
def test_what_is_generated_installs_and_works(write: bool, tmp_path: Path) -> None:
    written = scaffold.create("sund-wire", tmp_path, write=write, registry=BUILTINS)
    folder, site = written[0].parent, tmp_path / "site"
    here = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    run("-m", "pip", "install", "-q", "--no-deps", *here, "--target", site, folder, cwd=tmp_path)
    assert (site / "newsfmt_sund_wire/samples/x.sund-wire").exists()
    path = (site, ROOT)
    sample = folder / "newsfmt_sund_wire/samples/x.sund-wire"
    listed = json.loads(run("-m", "newsfmt", "plugins", "list", "--json", cwd=tmp_path, path=path))
    (ours,) = (plugin for plugin in listed if plugin["name"] == "sund-wire")
    assert (ours["distribution"], ours["formats"], ours["status"]) == (
        "newsfmt-sund-wire",
        ["sund-wire"],
        "ok",
    )
    converted = json.loads(
        run("-m", "newsfmt", "convert", sample, "-t", "json", cwd=tmp_path, path=path)
    )
    assert [article["headline"] for article in converted] == ["Night ferry stops", "Bridge opens"]
    assert " passed" in run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=folder, path=path)
    if write:
        again = run("-m", "newsfmt", "convert", sample, "-t", "sund-wire", cwd=tmp_path, path=path)
        assert again == sample.read_text(encoding="utf-8").replace("\n\n", "\n")


@INSTALLED
@pytest.mark.packaging
@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
def test_what_is_generated_is_typed_and_tidy(write: bool, tmp_path: Path) -> None:
    folder = scaffold.create("sundwire", tmp_path, write=write, registry=BUILTINS)[0].parent
    run(
        "-m",
        "mypy",
        "--strict",
        f"--cache-dir={tmp_path / 'cache'}",
        folder / "newsfmt_sundwire",
        cwd=ROOT,
    )
    run(
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--config",
        ROOT / "pyproject.toml",
        folder / "newsfmt_sundwire",
        cwd=tmp_path,
    )
    run(
        "-m",
        "ruff",
        "format",
        "--check",
        "--no-cache",
        "--config",
        ROOT / "pyproject.toml",
        folder,
        cwd=tmp_path,
    )

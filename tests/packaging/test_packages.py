"""newsfmt from outside: source distribution and wheel are built, the wheel is installed into a
fresh environment, and the README's command runs.

Everything is real: pip, hatchling, a new virtual environment. ``-m 'not packaging'`` leaves these
tests out.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest

import newsfmt

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(300)]

Made: TypeAlias = Callable[[str, Callable[[Path], object]], Path]
ROOT = Path(__file__).parents[2]
BASE = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
_GENERATED = (
    "__pycache__",
    "*.pyc",
    ".*_cache",
    ".hypothesis",
    ".venv",
    ".git",
    "*.egg-info",
    "build",
    "dist",
    "_build",
)


def _run(*command: str | Path, cwd: Path, **environment: str) -> str:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "NEWSFMT_", "VIRTUAL_ENV"))
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=kept | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"$ {' '.join(map(str, command))}\n{done.stdout}"
    return done.stdout


def _clone(place: Path) -> Path:
    """Return a copy of the repository as a fresh clone would be."""
    shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(*_GENERATED))
    return place


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Makes a folder by a function, once for all processes that run tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name: str, fill: Callable[[Path], object]) -> Path:
        place, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(place, ignore_errors=True)
                place.mkdir()
                fill(place)
                done.touch()
        return place

    return make


@pytest.fixture(scope="module")
def clone(made: Made) -> Path:
    return made("clone", lambda place: _clone(place / "newsfmt")) / "newsfmt"


def _files(clone: Path, folder: str) -> set[str]:
    return {
        path.relative_to(clone).as_posix() for path in (clone / folder).rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def sdist(clone: Path, made: Made) -> Path:
    place = made("sdist", partial(_build, clone))
    (archive,) = (place / "out").glob("newsfmt-*.tar.gz")
    return archive


def _build(clone: Path, place: Path) -> None:
    """Build the source distribution of a clone."""
    _run(
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--target",
        place / "tools",
        "hatchling",
        "hatch-fancy-pypi-readme",
        cwd=place,
    )
    _run(
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "sdist",
        "-d",
        place / "out",
        cwd=clone,
        PYTHONPATH=str(place / "tools"),
    )


@pytest.fixture(scope="module")
def wheel(sdist: Path, made: Made) -> Path:
    pip = (sys.executable, "-m", "pip")
    place = made(
        "wheel", lambda place: _run(*pip, "wheel", "-q", "--no-deps", "-w", place, sdist, cwd=place)
    )
    (found,) = place.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def outside(wheel: Path, made: Made) -> Path:
    """The python of a fresh environment with the wheel and what it depends on."""
    return made("outside", partial(_install, wheel)) / "venv/bin/python"


def _install(wheel: Path, place: Path) -> None:
    """Make an environment with a wheel and what it depends on."""
    _run(BASE, "-m", "venv", "--without-pip", place / "venv", cwd=place)
    python = place / "venv/bin/python"
    _run(sys.executable, "-m", "pip", "--python", python, "install", "-q", wheel, cwd=place)


def test_the_wheel_holds_the_package_whole(clone: Path, wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert _files(clone, "newsfmt") <= names
    assert {"newsfmt/py.typed", "newsfmt/schema/article-1.schema.json"} <= names
    assert not {name for name in names if not name.startswith(("newsfmt/", "newsfmt-"))}, (
        "nothing but the package is installed"
    )


def test_the_wheel_carries_every_licence(clone: Path, wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    licences = {path for path in _files(clone, "newsfmt/schema") if "/LICENSE" in path} | {
        "LICENSE"
    }
    assert {name.partition(".dist-info/licenses/")[2] for name in names} >= licences


def test_the_metadata_is_true(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (
        archive.read(name).decode()
        for name in archive.namelist()
        if name.endswith(".dist-info/METADATA")
    )
    head, _, body = metadata.partition("\n\n")
    assert f"\nVersion: {newsfmt.__version__}\n" in head
    assert "\nRequires-Python: >=3.11\n" in head
    assert body.startswith("# newsfmt\n")
    assert "\nLicense-Expression: MIT\n" in head
    assert {line.partition(",")[0] for line in re.findall(r"^Project-URL: (.*)$", head, re.MULTILINE)} == {
        "Homepage", "Source", "Documentation", "Issues", "Changelog",
    }  # fmt: skip
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert re.findall(r"^Classifier: (.*)$", head, re.MULTILINE) == project["classifiers"]
    targets = re.findall(r"\]\(([^)\s]+)\)", body)
    assert len(targets) > 20
    assert [target for target in targets if not target.startswith("https://")] == [], (
        "a link of the README leads nowhere but in the repository"
    )
    raw = "https://raw.githubusercontent.com/newsfmt/newsfmt/main/"
    assert [target.removeprefix(raw) for target in targets if target.startswith(raw)] == [
        "docs/_static/terminal.svg",
        "docs/_static/flow.svg",
    ]


def test_the_source_distribution_has_what_the_tests_need(clone: Path, sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "LICENSE",
        ".ci/run",
        "pyproject.toml",
    } <= names
    for folder in ("newsfmt", "tests", "docs", "examples", "plugins"):
        assert _files(clone, folder) <= names


def test_the_installed_command_works(outside: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    command = outside.with_name("newsfmt")
    assert _run(command, "--version", cwd=tmp_path) == f"newsfmt {newsfmt.__version__}\n"
    article = json.loads(
        _run(command, "convert", "examples/ferries.txt", "--to", "json", cwd=tmp_path)
    )
    assert article["published"] == "2021-01-17"
    listed = _run(command, "formats", cwd=tmp_path)
    assert [line.split()[0] for line in listed.splitlines()] == list(
        newsfmt.Registry(entry_points=False).formats()
    )


def test_every_format_reads_and_writes_outside(outside: Path, tmp_path: Path) -> None:
    for fmt in newsfmt.Registry(entry_points=False).formats().values():
        if fmt.read and fmt.write:
            path = tmp_path / f"out-{fmt.name}"
            _run(
                outside,
                "-m",
                "newsfmt",
                "convert",
                ROOT / "examples/ferries.txt",
                "-t",
                fmt.name,
                "-o",
                path,
                cwd=tmp_path,
            )
            record = json.loads(
                _run(
                    outside,
                    "-m",
                    "newsfmt",
                    "convert",
                    "-q",
                    path,
                    "-f",
                    fmt.name,
                    "-t",
                    "jsonl",
                    cwd=tmp_path,
                )
            )
            assert record["headline"].startswith("Ferry line"), fmt.name


ELSEWHERE = (
    "test_article",
    "test_body",
    "test_codec",
    "test_format_dated_text",
    "test_format_json",
    "test_format_newsml_g2",
    "test_xmlkit",
)
"""Tests that need nothing of the repository but themselves."""


def test_the_tests_of_the_source_distribution_pass_against_the_installed_wheel(
    sdist: Path, outside: Path, tmp_path: Path
) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (place,) = tmp_path.iterdir()
    shutil.rmtree(place / "newsfmt")  # what is tested is what is installed
    target = tmp_path / "tools"
    _run(
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--target",
        target,
        "pytest",
        "pytest-timeout",
        "hypothesis",
        "ruamel.yaml",
        "cmarkgfm",
        cwd=tmp_path,
    )
    tests = [f"tests/unit/{name}.py" for name in ELSEWHERE]
    told = _run(outside, "-P", "-m", "pytest", "-q", *tests, cwd=place, PYTHONPATH=str(target))
    assert re.search(r"\d{3,} passed", told), told
    assert "failed" not in told


def _interpreter(minor: int) -> str | None:
    """Another Python of that minor version, in PATH or among those of pyenv."""
    kept = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python3.{minor}"))
    return str(kept[-1]) if kept else shutil.which(f"python3.{minor}")


@pytest.mark.parametrize(
    "minor", [minor for minor in (11, 12, 13, 14) if minor != sys.version_info.minor]
)
def test_the_wheel_installs_on_other_versions(wheel: Path, minor: int, tmp_path: Path) -> None:
    found = _interpreter(minor)
    if found is None:
        pytest.skip(f"there is no Python 3.{minor} here")
    _run(found, "-m", "venv", "--without-pip", tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv/bin/python"
    _run(sys.executable, "-m", "pip", "--python", python, "install", "-q", wheel, cwd=tmp_path)
    assert (
        _run(python, "-c", "import sys; print(sys.version_info.minor)", cwd=tmp_path)
        == f"{minor}\n"
    )
    for name in ("json", "newsml-g2", "nitf", "markdown"):
        there = _run(
            python,
            "-W",
            "error",
            "-m",
            "newsfmt",
            "convert",
            ROOT / "examples/ferries.txt",
            "-t",
            name,
            "-o",
            tmp_path / name,
            cwd=tmp_path,
        )
        assert there == ""
        again = _run(
            python,
            "-W",
            "error",
            "-m",
            "newsfmt",
            "convert",
            tmp_path / name,
            "-t",
            "dated-text",
            "-q",
            cwd=tmp_path,
        )
        assert again == (ROOT / "examples/ferries.txt").read_text(encoding="utf-8")
    wrong = subprocess.run(
        [python, "-m", "newsfmt", "convrt"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert "did you mean 'convert'" in wrong.stderr


PROGRAM = """
import newsfmt

article = newsfmt.read_one("ferries.txt")
reveal_type(article)
reveal_type(article.headline)
article.headlin
"""


def test_types_are_seen_from_outside(outside: Path, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    slugwire = ROOT / "docs/tutorial/newsfmt-slugwire/newsfmt_slugwire.py"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(outside), "--cache-dir", str(tmp_path / "cache"), "program.py", str(slugwire)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert 'Revealed type is "newsfmt.article.Article"' in said
    assert re.search(
        r'Revealed type is "(str \| None|Union\[builtins.str, None\]|builtins.str \| None)"', said
    ), said
    errors = [line for line in said.splitlines() if ": error:" in line]
    assert len(errors) == 1, said
    assert '"Article" has no attribute "headlin"' in errors[0], said


def test_the_readmes_first_command_works_in_a_fresh_clone(tmp_path: Path) -> None:
    clone = _clone(tmp_path / "clone")
    readme = (clone / "README.md").read_text(encoding="utf-8")
    (command,) = (
        text
        for text in re.findall(r"^```sh\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
        if "convert" in text
    )
    shims = tmp_path / "shims"
    shims.mkdir()
    (shims / "python3").write_text(f'#!/bin/sh\nexec {BASE} "$@"\n', encoding="utf-8")
    (shims / "python3").chmod(0o755)
    output = _run("bash", "-c", command, cwd=clone, PATH=f"{shims}{os.pathsep}{os.environ['PATH']}")
    for format, sign in {
        "json": '\n  "schema": "newsfmt-article/1",\n',
        "newsml-g2": "\n<newsItem ",
        "markdown": "\n---\n",
    }.items():
        assert (f" --to {format}" in command) == (sign in output), format
    assert (clone / ".venv/bin/newsfmt").exists()

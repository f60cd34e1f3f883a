"""What the plugin is to newsfmt: public imports alone, and pyarrow only where a table is made."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip(
    "newsfmt_arrow", reason="newsfmt-arrow is not installed: pip install -e plugins/newsfmt-arrow"
)

import newsfmt_arrow

from newsfmt import Registry

SOURCE = Path(newsfmt_arrow.__file__).parent


def _imports(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.name)
def test_it_imports_only_what_newsfmt_makes_public(path: Path) -> None:
    private = [
        name
        for name in _imports(path)
        if name.startswith("newsfmt.")
        and (
            any(step.startswith("_") for step in name.split("."))
            or name.split(".")[1] in {"cli", "formats"}
        )
    ]
    assert private == []


def test_the_registry_finds_it() -> None:
    assert Registry().owner("parquet").distribution == "newsfmt-arrow"


@pytest.mark.parametrize(
    "code",
    [
        "import newsfmt; newsfmt.list_formats(); newsfmt.detect(b'PAR1')",
        "import newsfmt_arrow; newsfmt_arrow.newsfmt_formats()",
        "import newsfmt; list(newsfmt.read(b' date 2021-05-04 A\\n\\nB.'))",
    ],
)
def test_pyarrow_is_imported_only_where_a_table_is_made(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print('pyarrow' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"

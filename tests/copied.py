"""A copy of the package, changed as a contributor would change it, and what a fresh process finds
with it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import newsfmt

__all__ = ["outcome_of"]


def outcome_of(
    program: str,
    argument: object,
    folder: Path,
    *,
    plugins: Iterable[ModuleType] = (),
    changes: Mapping[str, Iterable[tuple[str, str]]],
    files: Mapping[str, str] | None = None,
) -> Any:
    """Return what a program prints as JSON when it runs with a copy of newsfmt and of plugins.

    ``changes`` are texts, each of which is in its file once, and the texts in their place;
    ``files`` are new ones. Paths are below the package.
    """
    for package in (Path(str(module.__file__)).parent for module in (newsfmt, *plugins)):
        shutil.copytree(
            package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name, pairs in changes.items():
        path = folder / "newsfmt" / name
        text = path.read_text(encoding="utf-8")
        for before, after in pairs:
            assert text.count(before) == 1, before
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")
    for name, text in (files or {}).items():
        (folder / "newsfmt" / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(argument)],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)

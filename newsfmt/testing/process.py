"""What of its process code has changed: the working folder, limits, contexts and loggers that every
other part of the program shares, and what it printed.

It is run as a script, too, on a module in a process of its own: what importing the module changes
is printed as one line of JSON behind whatever the module prints.
"""

from __future__ import annotations

import contextlib
import decimal
import importlib
import importlib.util
import io
import json
import locale
import logging
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

__all__ = ["changes_of_import", "changes_of_work"]

_MARK = "newsfmt-testing-process "


def _state() -> dict[str, Any]:
    root = logging.getLogger()
    return {
        "the working folder": os.getcwd(),
        "the recursion limit": sys.getrecursionlimit(),
        "the decimal context": repr(decimal.getcontext()),
        "the locale": locale.setlocale(locale.LC_ALL),
        "the environment": dict(os.environ),
        "the root logger": (root.level, tuple(root.handlers), tuple(root.filters)),
    }


@contextlib.contextmanager
def changes_of_work(changes: list[str]) -> Iterator[None]:
    """Add to ``changes`` what is different of the process after the block, and what it printed;
    then put everything back.
    """
    before, context = _state(), decimal.getcontext().copy()
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            yield
    finally:
        changes += _changed(before)
        if printed.getvalue():
            changes.append(f"it printed {printed.getvalue()[:80]!r}")
        _put_back(before, context)


def _changed(before: Mapping[str, object]) -> list[str]:
    after = _state()
    return [
        f"it changed {name}{_shown(before[name], after[name])}"
        for name in before
        if before[name] != after[name]
    ]


def _shown(before: Any, after: Any) -> str:
    if isinstance(before, dict):
        names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
        return f" ({', '.join(names)})"
    return f" to {after}" if isinstance(after, (str, int)) else ""


def _put_back(before: dict[str, Any], context: decimal.Context) -> None:
    os.chdir(before["the working folder"])
    sys.setrecursionlimit(before["the recursion limit"])
    decimal.setcontext(context)
    locale.setlocale(locale.LC_ALL, before["the locale"])
    os.environ.clear()
    os.environ.update(before["the environment"])
    root = logging.getLogger()
    level, handlers, filters = before["the root logger"]
    root.setLevel(level)
    root.handlers[:], root.filters[:] = handlers, filters


def changes_of_import(modules: Iterable[tuple[str, str]]) -> list[str]:
    """Return what importing modules changes, in a process of its own: each by its name where it can
    be imported so, else from its file.
    """
    done = subprocess.run(  # noqa: S603 (this very file)
        [sys.executable, "-P", __file__, json.dumps(list(modules))],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    printed, mark, changes = done.stdout.rpartition(_MARK)
    if not mark:
        return []  # they cannot be imported alone, which other tests tell
    changed: list[str] = json.loads(changes)
    return changed + ([f"it printed {printed[:80]!r}"] if printed else [])


def _main(modules: list[tuple[str, str]]) -> None:
    before = _state()
    for module, path in modules:
        if _is_importable(module):
            importlib.import_module(module)
        else:
            spec = importlib.util.spec_from_file_location("module", path)
            assert spec is not None
            assert spec.loader is not None
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
    sys.stdout.write(f"{_MARK}{json.dumps(_changed(before))}")


def _is_importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


if __name__ == "__main__":
    _main(json.loads(sys.argv[1]))

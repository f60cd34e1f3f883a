"""The installed entry points of a group, found in the folders of ``sys.path``: name, reference and
distribution.

Every conversion that has to recognise a format needs this, so it reads the few small files itself;
importlib.metadata takes longer to import than a small conversion runs, and is used only where a
path is not a folder (a zip) or the import search is hooked.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from typing import Any, NamedTuple

__all__ = ["EntryPoint", "installed"]

_FOLDERS = (".dist-info", ".egg-info")


class EntryPoint(NamedTuple):
    """An entry point of a distribution."""

    distribution: str
    """Name of the distribution."""
    name: str
    """Name of the entry point."""
    reference: str
    """``package.module`` or ``package.module:attribute``."""
    version: str = ""
    """Version of the distribution."""

    def load(self) -> Any:
        """Import the object it refers to."""
        module, _, attribute = self.reference.partition(":")
        found: Any = importlib.import_module(module.strip())
        for step in filter(None, attribute.strip().split(".")):
            found = getattr(found, step)
        return found


def installed(group: str) -> list[EntryPoint]:
    """Return the entry points of a group, sorted by distribution and name; of two copies of a
    distribution the first on the path counts.
    """
    if any(
        finder is not PathFinder and hasattr(finder, "find_distributions")
        for finder in sys.meta_path
    ):
        return _by_metadata(group)
    found: list[EntryPoint] = []
    seen: set[str] = set()
    for folder in dict.fromkeys(sys.path):
        try:
            names = os.listdir(folder or ".")
        except NotADirectoryError:
            return _by_metadata(group)
        except OSError:
            continue
        for name in sorted(names):
            if name.endswith(_FOLDERS):
                key = name.partition("-")[0].lower().replace(".", "_")
                if key not in seen:
                    seen.add(key)
                    found += _of(os.path.join(folder or ".", name), group)
    return sorted(found, key=lambda point: (point.distribution, point.name))


def _of(place: str, group: str) -> Iterator[EntryPoint]:
    """The entry points in one folder of metadata."""
    text = _text(os.path.join(place, "entry_points.txt"))
    if f"[{group}]" not in text:
        return
    about = dict(
        _headers(_text(os.path.join(place, "METADATA")) or _text(os.path.join(place, "PKG-INFO")))
    )
    stem = os.path.splitext(os.path.basename(place))[0].split("-")
    distribution, version = (
        about.get("name", stem[0]),
        about.get("version", stem[1] if len(stem) > 1 else ""),
    )
    section = ""
    for row in text.splitlines():
        line = row.partition(" #")[0].strip()
        name, equals, value = line.partition("=")
        if line.startswith("["):
            section = line.strip("[] ")
        elif section == group and equals and not line.startswith(("#", ";")):
            yield EntryPoint(distribution, name.strip(), value.partition("[")[0].strip(), version)


def _headers(text: str) -> Iterator[tuple[str, str]]:
    for row in text.partition("\n\n")[0].splitlines():
        key, colon, value = row.partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="backslashreplace") as file:
            return file.read()
    except OSError:
        return ""


def _by_metadata(group: str) -> list[EntryPoint]:
    from importlib import metadata

    found = [
        EntryPoint(point.dist.name if point.dist else "", point.name, point.value.partition("[")[0].strip(), point.dist.version if point.dist else "")
        for point in metadata.entry_points(group=group)
    ]  # fmt: skip
    return sorted(found, key=lambda point: (point.distribution, point.name))

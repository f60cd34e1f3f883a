"""Samples of a format: bytes, files, folders and package resources become named bytes, with the
golden JSON beside them if there is one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

import attrs

from newsfmt.format import Format

__all__ = ["FOREIGN", "Sample", "Samples", "samples_of", "shipped"]

Samples: TypeAlias = "str | os.PathLike[str] | Iterable[bytes | str | os.PathLike[str]]"

FOREIGN = (
    b"", b" \n\t\n", b"\x00" * 64, bytes(range(256)), b"\xff\xfea\x00", b"\xef\xbb\xbf", b"\xc3", b"%PDF-1.7\n", b"PK\x03\x04\x14\x00", b"\x89PNG\r\n\x1a\n", b"{\\rtf1 a}", b"\x01",
    b"<?xml version=\"1.0\"?><recipe><name>Waffles</name></recipe>", b"<recipe", b"<", b"<!DOCTYPE html><html><body><p>Waffles", b"{}", b"[]", b"{\"flour\": 3}", b"[1, 2]", b"{", b"[",
    b"Plain words of nobody's format.\n", b"a,b\n1,2\n", b"# Waffles\n\nFlour, eggs.\n", b"---\nflour: 3\n---\nWaffles\n", b"x" * 5000, b"\n" * 5000, b"\"" * 5000, b"<" * 5000, b"{" * 5000,
)  # fmt: skip
"""Inputs that bear no format's signature; every sniffer has to survive them, and none may be
certain of them.
"""


@attrs.frozen
class Sample:
    """One input of a format."""

    name: str
    """Its name, for messages and for its extension."""
    data: bytes
    """What it holds."""
    path: Path | None = None
    """Where it is, if it is a file."""

    @property
    def golden(self) -> Path | None:
        """The JSON beside it that says what is in it: ``x.json`` for ``x.slug``; none for samples
        that are JSON themselves.
        """
        return (
            self.path.with_suffix(".json")
            if self.path is not None and self.path.suffix != ".json"
            else None
        )


def samples_of(given: Samples | None, fmt: Format, beside: Path | None = None) -> list[Sample]:
    """Return the samples that a test class names, or those that the format ships where it names
    none.

    Texts and paths are files or folders, looked for first in the folder ``beside``; bytes are
    samples themselves.
    """
    if given is None:
        return list(shipped(fmt))
    samples: list[Sample] = []
    extension = fmt.extensions[0] if fmt.extensions else "bin"
    for number, entry in enumerate(
        [given] if isinstance(given, (str, os.PathLike, bytes)) else given
    ):
        if isinstance(entry, bytes):
            samples.append(Sample(f"sample-{number}.{extension}", entry))
        else:
            path = (beside or Path()) / entry
            samples += _files(path if path.exists() else Path(entry), fmt)
    return samples


@lru_cache(maxsize=256)
def shipped(fmt: Format) -> tuple[Sample, ...]:
    """Return the samples in ``Format.samples``: package resources, each ``"package:path"`` of a
    file or a folder.
    """
    samples: list[Sample] = []
    for reference in fmt.samples:
        package, _, path = reference.partition(":")
        folder: Any = resources.files(package).joinpath(path)
        if isinstance(folder, Path):
            samples += _files(folder, fmt)
        elif folder.is_file():  # inside a zip
            samples.append(Sample(folder.name, folder.read_bytes()))
        elif folder.is_dir():
            samples += [
                Sample(entry.name, entry.read_bytes())
                for entry in folder.iterdir()
                if entry.is_file() and not entry.name.endswith(".json")
            ]
    return tuple(samples)


def _files(place: Path, fmt: Format) -> Iterator[Sample]:
    """A file, or the files of a folder but for goldens, hidden ones and READMEs."""
    if place.is_file():
        yield Sample(place.name, place.read_bytes(), place)
        return
    if not place.is_dir():
        return
    paths = sorted(
        path
        for path in place.rglob("*")
        if path.is_file() and not path.name.startswith((".", "README"))
    )
    stems = {path.with_suffix("") for path in paths if path.suffix != ".json"}
    for path in paths:
        golden = path.suffix == ".json" and (
            path.with_suffix("") in stems or "json" not in fmt.extensions
        )
        if not golden:
            yield Sample(path.name, path.read_bytes(), path)

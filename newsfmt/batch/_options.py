"""The options of reading: how inputs are found and read. The record is checked when it is made,
holds only plain data, and is passed on unchanged, to workers too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import attrs

from newsfmt._pipeline import known_encoding
from newsfmt._registry import Registry, default_registry
from newsfmt.format import Limits

__all__ = ["Paths", "ReadingOptions", "chosen", "formats", "paths", "plain"]

Paths = str | os.PathLike[str]
T = TypeVar("T")


def _limits(value: Limits | None) -> Limits:
    return value or Limits()


def plain(value: Mapping[str, object] | None) -> dict[str, Any]:
    """Return options as a dict of their own."""
    return dict(value or {})


@attrs.define(kw_only=True)
class ReadingOptions:
    """How inputs are found and read."""

    source_format: str | None = None
    """Name of the input format; without it the format is recognised."""
    encoding: str | None = attrs.field(default=None, converter=known_encoding)
    """Encoding of the inputs; without it the encoding is recognised."""
    read_options: Mapping[str, Any] = attrs.field(default=None, converter=plain)
    """Options of the input formats; each format takes those it knows."""
    limits: Limits = attrs.field(default=None, converter=_limits)
    """Limits on the inputs."""
    unsure: bool = False
    """Whether to read plain text without date, header or headline, wherever it is."""
    follow_links: bool = False
    """Whether to follow symbolic links."""


def paths(named: Paths | Iterable[Paths]) -> list[str]:
    """Return one path, or several, as a list of texts."""
    several = [named] if isinstance(named, (str, os.PathLike)) else named
    return [os.fspath(path) for path in several]


def formats(registry: Registry | None) -> Registry:
    """Return the registry, by default that of the process."""
    return registry or default_registry()


def chosen(cls: type[T], holder: T) -> T:
    """Return the options of a class, from an object of a derived class."""
    options = object.__new__(cls)
    for field in attrs.fields(cls):  # type: ignore[arg-type]
        setattr(options, field.name, getattr(holder, field.name))
    return options

"""The options of reading: how inputs are found and read. The record is checked when it is made,
holds only plain data, and is passed on unchanged, to workers too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import attrs

from newsfmt._pipeline import check_arguments, known_encoding
from newsfmt._registry import Registry, default_registry
from newsfmt.format import Limits

__all__ = ["Paths", "ReadingOptions", "chosen", "formats", "paths", "plain"]

Paths = str | os.PathLike[str]
T = TypeVar("T")


def _limits(value: Limits | None) -> Limits:
    check_arguments(limits=value)
    return value or Limits()


def _named(value: str | None) -> str | None:
    check_arguments(format=value)
    return value


def plain(value: Mapping[str, object] | None) -> dict[str, Any]:
    """Return options as a dict of their own. Raises OptionError for what is no mapping."""
    check_arguments(options=value)
    return dict(value or {})


@attrs.define(kw_only=True, repr=False)
class ReadingOptions:
    """How inputs are found and read."""

    source_format: str | None = attrs.field(default=None, converter=_named)
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
    """Return one path, or several, as a list of texts. Raises TypeError for anything else."""
    alone = isinstance(named, (str, bytes, os.PathLike)) or not isinstance(named, Iterable)
    several: Any = [named] if alone else named
    return [_path(path) for path in several]


def _path(path: object) -> str:
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"give a path, or several, not {type(path).__name__}")
    return os.fsdecode(path)


def formats(registry: Registry | None) -> Registry:
    """Return the registry, by default that of the process. Raises OptionError for any other
    object.
    """
    check_arguments(registry=registry)
    return registry or default_registry()


def chosen(cls: type[T], holder: T) -> T:
    """Return the options of a class, from an object of a derived class."""
    options = object.__new__(cls)
    for field in attrs.fields(cls):  # type: ignore[arg-type]
        setattr(options, field.name, getattr(holder, field.name))
    return options

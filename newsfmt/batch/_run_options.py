"""The options of a run by several processes: how they are bounded, how outputs are laid out.

Each record is checked when it is made, holds only plain data, and is passed on unchanged, to the
workers too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from newsfmt._paths import cores
from newsfmt.batch._filters import Filter
from newsfmt.batch._near import check_similarity
from newsfmt.batch._options import Paths, ReadingOptions, plain
from newsfmt.batch._patterns import check_pattern
from newsfmt.errors import OptionError

__all__ = [
    "LAYOUTS",
    "MEMORY",
    "TIMEOUT",
    "ConversionOptions",
    "SurveyOptions",
    "WorkingOptions",
]

LAYOUTS = ("files", "articles", "stream", "shards")
"""The layouts of outputs: one file for each input, one for each article, one for all, or files of a
given number of articles or bytes.
"""
TIMEOUT = 900.0
"""Seconds that one input, or a part of a large one, may take."""
MEMORY = 4096
"""Mebibytes of memory that a worker may have."""
_UNITS = {"KB": 1000, "MB": 1000**2, "GB": 1000**3, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30}


def _positive(name: str, value: object) -> Any:
    """A number above 0. Raises OptionError for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        raise OptionError.refused(name, value, "a number above 0")
    return value


def _jobs(value: int | None) -> int:
    number: int = _positive("jobs", cores() if value is None else value)
    return number


def _timeout(value: float | None) -> float | None:
    return None if value is None else _positive("timeout", value)


def _memory(value: int | None) -> int | None:
    return None if value is None else _positive("memory", value)


def _filter(value: Filter | None) -> Filter:
    return value or Filter()


@attrs.define(kw_only=True)
class WorkingOptions(ReadingOptions):
    """How inputs are read by several processes."""

    jobs: int = attrs.field(default=None, converter=_jobs)
    """Number of processes; by default the number of cores."""
    timeout: float | None = attrs.field(default=TIMEOUT, converter=_timeout)
    """Seconds that one input, or a part of a large one, may take; None for no bound."""
    memory: int | None = attrs.field(default=MEMORY, converter=_memory)
    """Mebibytes of memory that a process may have; None for no bound."""


@attrs.define(kw_only=True)
class SurveyOptions(WorkingOptions):
    """How inputs are scanned."""

    near: float | None = attrs.field(default=None, converter=check_similarity)
    """How similar the texts of articles are that form a group, from 0.5 to 1; None for no groups."""


@attrs.define(kw_only=True)
class ConversionOptions(WorkingOptions):
    """How inputs are converted, and where the outputs go."""

    to: str
    """Name of the format that is written."""
    layout: str | None = None
    """One of :data:`LAYOUTS`; without it ``files``, or ``articles`` where the format holds one
    article per file.
    """
    resume: bool = False
    """Whether to resume an interrupted run, or to add new inputs to a finished one."""
    force: bool = False
    """Whether to overwrite files."""
    manifest: Paths | bool | None = True
    """Path of the manifest; True for its place in or beside the output, False or None for none."""
    shard_size: int | str | None = None
    """Size of a shard, in articles or in bytes (``"100MB"``)."""
    name: str | None = None
    """Pattern of the names of articles, such as ``{date}-{slug}``."""
    filter: Filter = attrs.field(default=None, converter=_filter)
    """Which articles are converted."""
    write_options: Mapping[str, Any] = attrs.field(default=None, converter=plain)
    """Options of the format that is written."""
    reports: bool = attrs.field(default=False, init=False)
    """Whether every diagnostic is recorded."""

    def __attrs_post_init__(self) -> None:
        _shard(self.shard_size)
        if self.name is not None:
            check_pattern(self.name)

    @property
    def shard_articles(self) -> int | None:
        """Articles of a shard, where its size is given in articles."""
        return _shard(self.shard_size)[0]

    @property
    def shard_bytes(self) -> int | None:
        """Bytes of a shard, where its size is given in bytes."""
        return _shard(self.shard_size)[1]

    @property
    def apart(self) -> bool:
        """Whether outputs are separate files, not parts of one stream."""
        return self.layout in ("files", "articles")


def _shard(size: int | str | None) -> tuple[int | None, int | None]:
    """Articles and bytes of a shard; at most one of them is given. Raises OptionError."""
    if size is None:
        return None, None
    text = str(size).strip().upper()
    unit = next((unit for unit in sorted(_UNITS, key=len, reverse=True) if text.endswith(unit)), "")
    number = text.removesuffix(unit).strip()
    if not (number.isascii() and number.isdecimal() and len(number) <= 9 and int(number)):
        # at most nine digits, so that the manifest can hold it
        raise OptionError.refused("shard_size", size, "a number of articles, or of bytes as 100MB")
    return (None, int(number) * _UNITS[unit]) if unit else (int(number), None)

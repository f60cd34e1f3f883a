"""Validating an input against the standard of its format: the format's own validator, found as its
reader is found.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsfmt import _detection
from newsfmt._registry import Registry
from newsfmt._source import Input
from newsfmt.archives import open_input
from newsfmt.errors import FormatError, NewsfmtError
from newsfmt.format import Context, Format, Limits, Problem

__all__ = ["validate"]


def validate(
    source: Input,
    *,
    registry: Registry,
    format: str | None = None,
    name: str | None = None,
    limits: Limits | None = None,
) -> tuple[str, Iterator[Problem]]:
    """Return the format of an input and what is wrong with it by its standard, nothing for a valid
    one.

    The input is read whole. Raises FormatError where no validator is known, OSError, NewsfmtError
    where a schema or package is missing, LimitError for more than ``whole_bytes``.
    """
    limits = limits or Limits()
    with open_input(source, name=name, limits=limits) as opened:
        opened.bound(limits)
        fmt = registry.get(
            format or _detection.best(opened.head, registry.formats(), registry).format
        )
        if fmt.validate is None:
            known = ", ".join(
                other.name for other in registry.formats().values() if other.validate is not None
            )
            raise FormatError(f"{fmt.name} has no schema to check it against (validators: {known})")
        context = Context(name=opened.name, format=fmt.name, limits=limits)
        return fmt.name, _guarded(fmt, opened.stream.read(), context, registry)


def _guarded(fmt: Format, data: bytes, context: Context, registry: Registry) -> Iterator[Problem]:
    try:
        yield from registry.validator(fmt)(data, context)
    except NewsfmtError:
        raise
    except Exception as error:
        raise registry.blame(fmt, "validate", error) from error

"""Validating an input against the standard of its format: the format's own validator is found as
its reader is, and a typed result comes out.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from newsfmt import _detection
from newsfmt._pipeline import check_arguments
from newsfmt._registry import Registry, default_registry
from newsfmt._source import Input
from newsfmt.archives import open_input
from newsfmt.errors import FormatError, NewsfmtError
from newsfmt.format import Context, Format, Limits, Problem

__all__ = ["Validation", "validate"]


@attrs.frozen
class Validation:
    """The result of checking an input against the standard of its format."""

    format: str
    """Name of the format."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with it, in the order of the document: ``line``, ``message``, ``rule``."""

    @property
    def valid(self) -> bool:
        """Whether there is no problem."""
        return not self.problems


def validate(
    source: Input,
    *,
    format: str | None = None,
    name: str | None = None,
    limits: Limits | None = None,
    registry: Registry | None = None,
) -> Validation:
    """Check an input against the standard of its format: schema, and rules beyond the schema. The
    format is recognised unless it is given.

    ``source`` is a path, bytes or any binary stream, which is read whole. Raises FormatError where
    the format has no validator, MissingPackageError, OSError, ParseError, LimitError for more than
    ``whole_bytes``.

    >>> result = validate(b'{"schema": "newsfmt-article/1", "headline": 3}')
    >>> result.valid, result.format, result.problems[0].message
    (False, 'jsonl', '$.headline: a text is wanted here, not a number')
    """
    check_arguments(format=format, name=name, limits=limits, registry=registry)
    registry = registry or default_registry()
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
        data = opened.stream.read()
        return Validation(fmt.name, tuple(_guarded(fmt, data, context, registry)))


def _guarded(fmt: Format, data: bytes, context: Context, registry: Registry) -> Iterator[Problem]:
    try:
        yield from registry.validator(fmt)(data, context)
    except NewsfmtError:
        raise
    except Exception as error:
        raise registry.blame(fmt, "validate", error) from error

"""What a format's reader leaves out by rule: places of an input whose value changes no Article, each
with a reason.

A format declares them as :attr:`Format.drops <newsfmt.format.Format.drops>`. The conformance kit
changes every other value of a sample and expects the Article or a diagnostic to change.
"""

from __future__ import annotations

import re
from functools import lru_cache

import attrs

__all__ = ["XML", "Dropped"]


@attrs.frozen
class Dropped:
    """A kind of value that a format's reader leaves out by rule.

    >>> Dropped("table/@width", "presentation").covers("html/body/table/@width")
    True
    """

    place: str
    """The last steps of the path to the value: ``table/@width``, ``@id``, ``comment()``. A step
    ``*`` is any one name, ``**`` any number of them; JSON keys are steps, list indices are none.
    """
    reason: str
    """Why nobody who reads the article misses it, in a line."""

    def covers(self, path: str) -> bool:
        """Return whether the value at a path (``html/body/table/@width``) is of this kind."""
        return _pattern(self.place).fullmatch(path) is not None


@lru_cache(maxsize=1024)
def _pattern(place: str) -> re.Pattern[str]:
    steps = {"**": ".*", "*": "[^/]+", "@*": "@[^/]+"}
    inner = "/".join(steps.get(step, re.escape(step)) for step in place.split("/"))
    return re.compile(f"(?:.*/)?{inner}")


XML = (
    Dropped("comment()", "a note of who made the file, no part of the document"),
    Dropped("processing-instruction()", "an instruction to software, such as a style sheet"),
    Dropped("@schemaLocation", "where software finds the schema"),
    Dropped("@noNamespaceSchemaLocation", "where software finds the schema"),
)
"""What every format in XML leaves out."""

"""The conformance kit over every built-in format: one class for each format the registry has, so
that none can be forgotten.
"""

from __future__ import annotations

from typing import Any

import pytest

from newsfmt import Registry
from newsfmt.testing import FormatConformance, conformance_class

REGISTRY = Registry(entry_points=False)

KEEPS: dict[str, dict[str, Any]] = {}
"""What differs from the kit's defaults, by format."""

LIMITS: dict[str, dict[str, str]] = {}
"""Known limits, by format and test; each is to be overcome and taken off this list."""


def known(test: str, reason: str) -> Any:
    """A test of the kit as an expected failure; a function of its own, since a mark on the kit's
    would count for every format.
    """

    def limited(self: FormatConformance) -> None:
        getattr(FormatConformance, test)(self)

    limited.__name__ = test
    return pytest.mark.xfail(reason=reason, strict=False)(limited)


for _name in REGISTRY.formats():
    _limits = {test: known(test, reason) for test, reason in LIMITS.get(_name, {}).items()}
    _class = conformance_class(_name, registry=REGISTRY, **KEEPS.get(_name, {}), **_limits)
    _class.__module__ = __name__
    globals()[_class.__name__] = _class
del _class


def test_every_builtin_format_is_here() -> None:
    tested = {
        value.format_name
        for value in globals().values()
        if isinstance(value, type) and issubclass(value, FormatConformance)
    } - {""}
    assert tested == set(REGISTRY.formats())
    assert {"json", "jsonl", "dated-text"} <= tested


def test_every_known_limit_names_a_format_and_a_test() -> None:
    assert set(LIMITS) <= set(REGISTRY.formats())
    assert {test for limits in LIMITS.values() for test in limits} <= set(dir(FormatConformance))

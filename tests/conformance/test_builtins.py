"""The conformance kit over every built-in format: one class for each format the registry has, so
that none can be forgotten.
"""

from __future__ import annotations

from newsfmt import Registry
from newsfmt.testing import FormatConformance, conformance_class

REGISTRY = Registry(entry_points=False)

for _name in REGISTRY.formats():
    _class = conformance_class(_name, registry=REGISTRY)
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

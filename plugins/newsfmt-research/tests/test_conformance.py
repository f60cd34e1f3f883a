"""The conformance kit over every format of the plugin, on the samples it ships."""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_research",
    reason="newsfmt-research is not installed: pip install -e plugins/newsfmt-research",
)

from pathlib import Path

import newsfmt_research

import newsfmt
from newsfmt.testing import FormatConformance, conformance_class


def _milliseconds(self: FormatConformance) -> None:
    """The dates of the Washington Post are milliseconds, in which no year can be looked for."""
    [first, second] = newsfmt.read(
        Path(newsfmt_research.__file__).parent / "samples/wapo/articles.jl"
    )
    assert (str(first.published), second.published) == ("2021-05-04T08:30:00Z", None)


DEPARTURES = {"wapo": {"test_no_date_is_invented": _milliseconds}}
"""Tests of the kit that a format passes in another way, with the reason."""

for _format in newsfmt_research.newsfmt_formats():
    _class = conformance_class(_format.name, **DEPARTURES.get(_format.name, {}))
    _class.__module__ = __name__
    globals()[_class.__name__] = _class
del _class

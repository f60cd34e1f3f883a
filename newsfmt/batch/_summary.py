"""The summary of a run: a manifest comes in, its settings, sums and failures go out; outputs and
inputs are not read.
"""

from __future__ import annotations

import os
from typing import Any

import attrs

from newsfmt.batch._accounts import Outcome, Totals, add_counts
from newsfmt.batch._inventory import NAMED, FormatCount
from newsfmt.batch._manifest import records
from newsfmt.batch._options import Paths
from newsfmt.errors import ParseError, Position

__all__ = ["Summary", "summarise"]


@attrs.define
class Summary:
    """The content of a manifest, in numbers."""

    settings: dict[str, Any]
    """The first record of the manifest: target format, layout, filters."""
    totals: Totals = attrs.field(factory=Totals)
    """The sums, computed from the records of the inputs."""
    complete: bool = False
    """Whether the manifest has its last line: the run came to its end."""
    formats: dict[str, FormatCount] = attrs.field(factory=dict)
    """Inputs, written articles and bytes by the format that was read."""
    affected: dict[str, int] = attrs.field(factory=dict)
    """The number of inputs with diagnostics of each code."""
    failures: list[Outcome] = attrs.field(factory=list)
    """The first 1,000 inputs that failed."""
    set_aside: list[Outcome] = attrs.field(factory=list)
    """The first 1,000 inputs that are unsure."""

    def add(self, outcome: Outcome) -> None:
        """Count an input."""
        self.totals.add(outcome)
        if outcome.format:
            total = self.formats.setdefault(outcome.format, FormatCount(outcome.format, ""))
            total.inputs += 1
            total.articles += outcome.articles
            total.bytes += outcome.size
        add_counts(self.affected, dict.fromkeys(outcome.diagnostics, 1))
        named = {"failed": self.failures, "unsure": self.set_aside}.get(outcome.status)
        if named is not None and len(named) < NAMED:
            named.append(outcome)


def summarise(path: Paths) -> Summary:
    """Return the summary of a manifest. Raises OSError, and ParseError for any other file."""
    name = os.fspath(path)
    with open(name, "rb") as stream:
        entries = records(stream, name)
        settings = next(entries, ({"record": ""}, 0))[0]
        if settings["record"] != "run":
            raise ParseError("not a manifest of newsfmt", source=name, position=Position(line=1))
        summary = Summary(settings)
        for number, (record, _) in enumerate(entries, 2):
            if record["record"] == "summary":
                summary.complete = True
                continue
            try:
                summary.add(Outcome.from_dict(record))
            except ValueError as error:
                position = Position(line=number)
                raise ParseError(str(error), source=name, position=position) from None
    return summary

"""What an earlier run has done: its journal or manifest, read beside the inputs of this run, in the
same order.

As long as both agree the journal stays as it is, and nothing is held in memory. Where an input is
new, gone or changed, the rest of the journal is put aside, and looked up by the names of the
inputs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from newsfmt.batch._manifest import Outcome, dumps, records
from newsfmt.errors import OptionError, ParseError

__all__ = ["Earlier"]


class Earlier:
    """The outcomes of an earlier run, in their order; ``header`` is what this run would write
    first.
    """

    def __init__(self, folder: str, header: dict[str, Any], *, ordered: bool) -> None:
        """``ordered``: outputs stand one behind the other, so that nothing counts behind the first
        difference.
        """
        self._aside = os.path.join(folder, "aside.jsonl")
        self._ordered = ordered
        self._by_name: dict[str, Outcome] = {}
        self._stream: Any = None
        self._records: Iterator[tuple[dict[str, Any], int]] = iter(())
        self.place = 0
        """Where the part of the journal ends that stays."""
        self.parted = True
        """Whether the rest of the journal has been put aside."""
        self._path = path = os.path.join(folder, "journal.jsonl")
        if os.path.exists(path):
            self._stream = open(path, "rb")  # noqa: SIM115 (closed by close)
            self._records = records(self._stream, path)
        try:
            self._begin(header, path)
            if not ordered:
                self._load(self._aside)
        except BaseException:
            self.close()
            raise

    def _begin(self, header: dict[str, Any], path: str) -> None:
        first = next(self._records, None)
        if first is None:
            return
        differing = [key for key in {**first[0], **header} if first[0].get(key) != header.get(key)]
        if differing:
            was, now = (
                ", ".join(f"{key}={first[0].get(key)}" for key in differing),
                ", ".join(f"{key}={header.get(key)}" for key in differing),
            )
            raise OptionError(
                f"{path}: the earlier run was another one ({was}; now {now}); say --force to begin anew",
                option="resume",
                given=differing[0],
            )
        self.place = first[1]
        self.parted = False

    def _load(self, path: str) -> None:
        if not os.path.exists(path):
            return
        with open(path, "rb") as stream:
            for record, _ in records(stream, path):
                outcome = self._told(record)
                self._by_name[outcome.input] = outcome

    def _told(self, record: dict[str, Any]) -> Outcome:
        """What a record tells of. Raises ParseError."""
        try:
            return Outcome.from_dict(record)
        except ValueError as error:
            raise ParseError(
                f"the journal of the earlier run is damaged ({error}); say --force to begin anew",
                source=self._path,
            ) from None

    def outcome(self, name: str) -> Outcome | None:
        """Return what became of the input of that name; :meth:`keep` or :meth:`part` has to be
        called next.
        """
        if not self.parted:
            record, end = next(self._records, ({}, 0))
            if record.get("record") == "input" and record.get("input") == name:
                self._end = end
                self._last: Outcome | None = self._told(record)
                return self._last
            self._last = self._told(record) if record.get("record") == "input" else None
            self.part()
        return self._by_name.pop(name, None)

    def keep(self) -> bool:
        """Say that the outcome still holds; return whether it stands in the journal already."""
        if self.parted:
            return False
        self.place = self._end
        return True

    def part(self) -> None:
        """Say that the last outcome does not hold, or that there are no more inputs: what follows
        in the journal is put aside.
        """
        if self.parted:
            return
        self.parted = True
        if self._ordered:
            return
        later: dict[str, Outcome] = {}  # what the journal says is newer than what was put aside
        last = getattr(self, "_last", None)
        if last is not None:
            later[last.input] = last
        for record, _ in self._records:
            if record.get("record") == "input":
                outcome = self._told(record)
                later.setdefault(outcome.input, outcome)
        self._by_name.update(later)
        if self._by_name:
            with open(f"{self._aside}.part", "wb") as stream:
                stream.writelines(dumps(outcome.to_dict("")) for outcome in self._by_name.values())
            os.replace(f"{self._aside}.part", self._aside)

    def outputs(self) -> Iterator[str]:
        """Yield the paths of the outputs that the rest of the journal tells of."""
        return (output.path for outcome in self._by_name.values() for output in outcome.outputs)

    def close(self) -> None:
        """Close the journal."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

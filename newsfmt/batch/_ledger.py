"""The ledger of a run: the records of an earlier run, read in step with the inputs of this run, and
a line for each input of this run.

As long as both runs agree the journal is left unchanged, and nothing is held in memory. Where an
input is new, gone or changed, the rest of the journal is set aside, and looked up by the names of
the inputs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any

from newsfmt.batch._accounts import Outcome, Totals
from newsfmt.batch._manifest import JOURNAL, Journal, dumps, numbered, records
from newsfmt.errors import OptionError, ParseError

__all__ = ["Ledger"]


class Ledger:
    """The journal in a run's own folder, which becomes the manifest; ``header`` is its first line.

    ``ordered`` says that the outputs share one stream, so that the earlier run is void behind the
    first difference; otherwise ``set_aside`` is called there with the outputs of the earlier run.
    Without a ``manifest`` nothing is recorded.
    """

    def __init__(
        self,
        folder: str,
        header: dict[str, object],
        manifest: str | None,
        *,
        ordered: bool,
        set_aside: Callable[[Iterable[str]], None],
    ) -> None:
        self._path = os.path.join(folder, JOURNAL)
        self._aside = os.path.join(folder, "aside.jsonl")
        self._manifest = manifest
        self._ordered = ordered
        self._set_aside = set_aside
        self._by_name: dict[str, Outcome] = {}
        self._last: Outcome | None = None
        # end of the last line; length of the journal that is kept
        self._end = self._place = self._lines = 0
        self._earlier: Any = open(self._path, "rb") if os.path.exists(self._path) else None  # noqa: SIM115 (closed by close)
        self._records = records(self._earlier, self._path) if self._earlier else iter(())
        self._journal = Journal(self._path, lambda: self._place)
        try:
            self._together = self._begin(header)
            if not ordered:
                self._load()
        except BaseException:
            self.close()
            raise
        if not self._together:
            self._write(dumps(header))

    def _begin(self, header: dict[str, object]) -> bool:
        """Whether there is an earlier run to continue. Raises OptionError if its settings differ."""
        first, self._place = next(self._records, ({}, 0))
        if not self._place:
            return False
        differing = [key for key in {**first, **header} if first.get(key) != header.get(key)]
        if differing:
            was, now = (
                ", ".join(f"{key}={record.get(key)}" for key in differing)
                for record in (first, header)
            )
            raise OptionError(
                f"{self._path}: the earlier run was another one ({was}; now {now}); "
                "say --force to begin anew",
                option="resume",
                given=differing[0],
            )
        return True

    def _load(self) -> None:
        if not os.path.exists(self._aside):
            return
        with open(self._aside, "rb") as stream:
            for record, _ in records(stream, self._aside):
                outcome = self._outcome_in(record)
                self._by_name[outcome.input] = outcome

    def _outcome_in(self, record: dict[str, object]) -> Outcome:
        """Parse a record. Raises ParseError."""
        try:
            return Outcome.from_dict(record)
        except ValueError as error:
            raise ParseError(
                f"the journal of the earlier run is damaged ({error}); say --force to begin anew",
                source=self._path,
            ) from None

    # ---- what an earlier run has done
    # ------------------------------------------------------------

    def outcome(self, name: str) -> Outcome | None:
        """Return the outcome of the input of that name in an earlier run; :meth:`keep` or
        :meth:`part` has to be called next.
        """
        if self._together:
            record, end = next(self._records, ({}, 0))
            is_input = record.get("record") == "input"
            self._last = self._outcome_in(record) if is_input else None
            if self._last is not None and self._last.input == name:
                self._end = end
                return self._last
            self.part()
        return self._by_name.pop(name, None)

    def keep(self) -> bool:
        """Keep the outcome; return whether it is in the journal already."""
        if self._together:
            self._place = self._end
            self._lines += 1
            self._last = None
        return self._together

    def part(self) -> None:
        """Part from the journal: the last outcome is void, or there are no more inputs; the rest of
        the journal is set aside.
        """
        if not self._together:
            return
        self._together = False
        if self._ordered:
            return
        later = {} if self._last is None else {self._last.input: self._last}
        for record, _ in self._records:  # newer than the part that was set aside
            if record.get("record") == "input":
                outcome = self._outcome_in(record)
                later.setdefault(outcome.input, outcome)
        self._by_name.update(later)
        if self._by_name:
            with open(f"{self._aside}.part", "wb") as stream:
                stream.writelines(dumps(outcome.to_dict("")) for outcome in self._by_name.values())
            os.replace(f"{self._aside}.part", self._aside)
        self._set_aside(
            output.path for outcome in self._by_name.values() for output in outcome.outputs
        )

    # ---- what this run does
    # ------------------------------------------------------------

    def write(self, lines: Sequence[bytes]) -> None:
        """Add lines of inputs, each with its number. Raises OSError."""
        if lines:
            self._write(b"".join(map(numbered, lines, count(self._lines + 1))))
            self._lines += len(lines)

    def _write(self, lines: bytes) -> None:
        if self._manifest is not None:
            self._journal.write(lines)

    def finish(self, totals: Totals) -> None:
        """Add the sums, and put the journal in the place of the manifest. Raises OSError."""
        if self._manifest is None:
            return
        self._journal.write(dumps(totals.to_dict()))
        self._journal.close()
        try:
            os.replace(self._path, self._manifest)
        except OSError:  # on another device
            shutil.copyfile(self._path, f"{self._manifest}.part")
            os.replace(f"{self._manifest}.part", self._manifest)

    def close(self) -> None:
        """Close the journal."""
        if self._earlier is not None:
            self._earlier.close()
        self._journal.close()

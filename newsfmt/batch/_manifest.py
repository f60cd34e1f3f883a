"""The manifest of a run: JSON lines that a later run goes on from, and that a person or ``newsfmt
verify`` can check.

The first line says what was asked for, then comes a line for each input in the order of the inputs,
last the sums. While the run goes on the lines stand in a journal in the run's own folder, each
written after the outputs it tells of are in place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, BinaryIO, get_origin

import attrs

from newsfmt._orjson import orjson
from newsfmt._record import kinds_of
from newsfmt.diagnostics import Diagnostic
from newsfmt.errors import ParseError, Position

__all__ = ["RETRIED", "SCHEMA", "Journal", "Outcome", "Output", "Totals", "dumps", "records"]

SCHEMA = "newsfmt-manifest/1"
RETRIED = frozenset({"os", "timeout", "memory", "crash", "output"})
"""Codes of failures that may be others the next time, so that a resumed run tries again."""


@attrs.frozen(kw_only=True)
class Output:
    """What an input became: a file, or a range of one that holds the articles of several inputs."""

    path: str
    """Path below the root of the output, with ``/``."""
    size: int
    """Bytes."""
    sha256: str
    """Of these bytes, in hex."""
    articles: int
    """How many articles they hold."""
    offset: int | None = None
    """Where the range begins; None for a whole file."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        found = {
            "path": self.path,
            "offset": self.offset,
            "size": self.size,
            "sha256": self.sha256,
            "articles": self.articles,
        }
        return {key: value for key, value in found.items() if value is not None}


@attrs.frozen(kw_only=True)
class Outcome:
    """What became of one input: a record of the manifest.

    ``found`` articles are those that were converted, skipped or failed: ``articles + skipped +
    failed``.
    """

    input: str
    """Its path, as it was named or found."""
    status: str
    """``converted``, ``skipped`` or ``failed``."""
    code: str = ""
    """Code of the failure."""
    reason: str = ""
    """Why it was skipped or failed."""
    size: int = 0
    """Bytes."""
    sha256: str = ""
    """Of its bytes, in hex; empty where they were not read."""
    format: str = ""
    """The format it was read as."""
    articles: int = 0
    """Articles that were written."""
    skipped: int = 0
    """Items that are no articles, and articles that a filter left out."""
    failed: int = 0
    """Articles that could not be read or written."""
    left_out: dict[str, int] = attrs.field(factory=dict)
    """Of the skipped ones, those that a filter left out, by reason."""
    diagnostics: dict[str, int] = attrs.field(factory=dict)
    """How many diagnostics of each code."""
    outputs: tuple[Output, ...] = ()
    """What was written."""
    reused: bool = attrs.field(default=False, eq=False)
    """Whether an earlier run did it, and this one found that nothing has changed."""
    notes: tuple[Diagnostic, ...] = attrs.field(default=(), eq=False, repr=False)
    """The first diagnostics of each code; not in the manifest."""

    @property
    def found(self) -> int:
        """Articles and items that were met in it."""
        return self.articles + self.skipped + self.failed

    def to_dict(self, version: str) -> dict[str, Any]:
        """Return the record of the manifest."""
        return {
            "record": "input",
            "input": self.input,
            "status": self.status,
            **({"code": self.code} if self.code else {}),
            **({"reason": self.reason} if self.reason else {}),
            "size": self.size,
            **({"sha256": self.sha256} if self.sha256 else {}),
            **({"format": self.format} if self.format else {}),
            "found": self.found,
            "articles": self.articles,
            "skipped": self.skipped,
            "failed": self.failed,
            **({"left_out": self.left_out} if self.left_out else {}),
            "diagnostics": self.diagnostics,
            "outputs": [output.to_dict() for output in self.outputs],
            "newsfmt": version,
        }

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Outcome:
        """Return the outcome that a record tells of. Raises ValueError for one that is none."""
        try:
            names = [
                field.name
                for field in attrs.fields(cls)
                if field.name not in ("outputs", "reused", "notes")
            ]
            outputs = tuple(Output(**_kinds(Output, output)) for output in record["outputs"])
            outcome = cls(
                outputs=outputs,
                **_kinds(cls, {name: record[name] for name in names if name in record}),
            )
            if outcome.status not in ("converted", "skipped", "failed"):
                raise ValueError(f"no record of an input: status {outcome.status!r}")
            return outcome
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no record of an input: {error}") from None


def _kinds(cls: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    """The values, each of the kind that its field says. Raises TypeError."""
    for name, kind in kinds_of(cls).items():
        wanted = get_origin(kind.of) or kind.of
        value = values.get(name)
        if name in values and wanted in (str, int, dict) and not isinstance(value, wanted):
            raise TypeError(f"{name} is {value!r}")
    return values


@attrs.define
class Totals:
    """The sums of a run: inputs and articles that were found, and what became of them."""

    inputs: int = 0
    """Inputs that were found: the sum of the next three."""
    converted: int = 0
    """Inputs that were converted."""
    skipped: int = 0
    """Inputs that were skipped, each for a reason."""
    failed: int = 0
    """Inputs that failed."""
    articles: int = 0
    """Articles that were found: the sum of the next three."""
    articles_converted: int = 0
    """Articles that were written."""
    articles_skipped: int = 0
    """Articles that were left out, each for a reason."""
    articles_failed: int = 0
    """Articles that could not be read or written."""
    bytes: int = 0
    """Bytes of the inputs."""
    reused: int = 0
    """Inputs that an earlier run had done."""
    reasons: dict[str, int] = attrs.field(factory=dict)
    """How many inputs were skipped for each reason."""
    left_out: dict[str, int] = attrs.field(factory=dict)
    """How many articles a filter left out for each reason."""
    diagnostics: dict[str, int] = attrs.field(factory=dict)
    """How many diagnostics of each code."""
    plugins: dict[str, str] = attrs.field(factory=dict)
    """The plugins that failed, and how; the other formats were not touched."""

    def add(self, outcome: Outcome) -> None:
        """Count one more input."""
        self.inputs += 1
        setattr(self, outcome.status, getattr(self, outcome.status) + 1)
        self.articles += outcome.found
        self.articles_converted += outcome.articles
        self.articles_skipped += outcome.skipped
        self.articles_failed += outcome.failed
        self.bytes += outcome.size
        self.reused += outcome.reused
        if outcome.status == "skipped":
            self.reasons[outcome.reason] = self.reasons.get(outcome.reason, 0) + 1
        for sums, counts in (
            (self.left_out, outcome.left_out),
            (self.diagnostics, outcome.diagnostics),
        ):
            for key, count in counts.items():
                sums[key] = sums.get(key, 0) + count

    @property
    def complete(self) -> bool:
        """Whether everything that was found was converted or skipped, and there was at least one
        article.
        """
        return not self.failed and not self.articles_failed and self.articles_converted > 0

    def to_dict(self) -> dict[str, Any]:
        """Return the last line of the manifest."""
        inputs = {
            "found": self.inputs,
            "converted": self.converted,
            "skipped": self.skipped,
            "failed": self.failed,
        }
        articles = {
            "found": self.articles, "converted": self.articles_converted, "skipped": self.articles_skipped, "failed": self.articles_failed,
        }  # fmt: skip
        return {
            "record": "summary",
            "inputs": inputs,
            "articles": articles,
            "bytes": self.bytes,
            "diagnostics": self.diagnostics,
        }


def dumps(record: dict[str, Any]) -> bytes:
    """Return a record as a line."""
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def records(stream: BinaryIO, name: str = "") -> Iterator[tuple[dict[str, Any], int]]:
    """Yield the records of a manifest or journal, and where each ends; a last line that is cut off
    is no record. Raises ParseError.
    """
    place = 0
    for number, line in enumerate(stream, 1):
        if not line.endswith(b"\n"):
            return
        place += len(line)
        try:
            record = orjson.loads(line)
            if not isinstance(record, dict) or "record" not in record:
                raise ValueError("it is no record of a manifest")
        except ValueError as error:
            raise ParseError(
                f"not a manifest of newsfmt: {error}",
                source=name or None,
                position=Position(line=number),
            ) from None
        yield record, place


class Journal:
    """The lines of a run that goes on: appended, whole lines at a time, to a file in the run's own
    folder.
    """

    def __init__(self, path: str, place: int = 0) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        os.ftruncate(self._file, place)
        os.lseek(self._file, place, os.SEEK_SET)

    def write(self, lines: bytes) -> None:
        """Append lines. Raises OSError, naming the journal."""
        view = memoryview(lines)
        try:
            while view:
                view = view[os.write(self._file, view) :]
        except OSError as error:
            error.filename = self.path
            raise

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

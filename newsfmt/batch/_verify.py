"""Check a manifest: its sums, the outputs, the inputs."""

from __future__ import annotations

import errno
import os
from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from typing import Any

import attrs

from newsfmt._paths import error_in_words, path_of
from newsfmt.archives import Entry, entries, kind_of
from newsfmt.batch._accounts import Outcome, Output, Totals
from newsfmt.batch._duplicates import digest_of
from newsfmt.batch._inputs import OWN, Seeker
from newsfmt.batch._manifest import SCHEMA, records
from newsfmt.batch._members import sha256_of_content, unfolded
from newsfmt.batch._place import sha256_of
from newsfmt.errors import ParseError
from newsfmt.format import Limits

__all__ = ["Checked", "check_manifest"]


class Checked:
    """The problems of a manifest, as sentences: iterate it to check. No problem means that
    everything is as it was written.
    """

    def __init__(self, path: str, *, inputs: bool, against: str | None) -> None:
        self._path = path
        self._inputs = inputs
        self._limits = Limits()
        self._now = _Inputs(self._limits)
        self._against = against
        self._names, self._outputs = _Known(), _Known()
        self._last: Output | None = None
        self.files = 0
        """Inputs in the manifest."""
        self.articles = 0
        """Articles that were written."""
        self.problems = 0
        """Problems so far."""

    def __iter__(self) -> Iterator[str]:
        for problem in self._look():
            self.problems += 1
            yield problem

    def _look(self) -> Iterator[str]:
        totals = Totals()
        summary: dict[str, Any] | None = None
        ends: dict[str, int] = {}
        before = 0
        with open(self._path, "rb") as stream:
            entries = records(stream, self._path)
            header = next(entries, ({}, 0))[0]
            if header.get("schema") != SCHEMA:
                raise ParseError(
                    f"not a manifest of newsfmt ({SCHEMA} is wanted in its first line)",
                    source=self._path,
                )
            self._limits = Limits(**header.get("limits", {}))
            self._now = _Inputs(self._limits)
            root = os.path.normpath(
                os.path.join(os.path.dirname(self._path), header.get("root", "."))
            )
            for number, (record, _) in enumerate(entries, 2):
                if summary is not None:
                    yield "there are records behind the sums"
                if record["record"] == "summary":
                    summary = record
                    continue
                if record["record"] != "input":
                    yield f"line {number}: a record {record['record']!r}, which no run writes"
                try:
                    outcome = Outcome.from_dict(record)
                except ValueError as error:
                    yield f"line {number}: {error}"
                    continue
                if record.get("found", outcome.found) != outcome.found:
                    yield f"line {number}: found says {record['found']}, its parts come to {outcome.found}"
                given = record.get("number", number - 1)
                if given not in (number - 1, before + 1):  # of lines that are missing, the first
                    yield f"line {number}: input {given} stands in the place of input {number - 1}"
                before = given
                totals.add(outcome)
                self._names.add(os.path.abspath(outcome.input))
                yield from self._one(outcome, root, ends)
        self.files, self.articles = totals.inputs, totals.articles_converted
        yield from _sums(totals, summary)
        if self._against is not None:
            yield from self._compare(self._against, root, header.get("layout", ""), set(ends))

    def _compare(self, folder: str, root: str, layout: str, streams: set[str]) -> Iterator[str]:
        """Files in the folder of the inputs that the manifest lacks, and files among the outputs
        that the run did not write.
        """
        written = {self._path, *(os.path.join(root, *path.split("/")) for path in streams)}
        apart = layout != "stream"
        own = frozenset(os.path.realpath(path) for path in (written | {root} if apart else written))
        inputs = Seeker(omit=own).find([folder], listed=True)
        for input in unfolded(inputs, self._limits):
            if input.skipped != OWN and os.path.abspath(input.shown) not in self._names:
                yield f"{input.shown}: {input.failed or 'an input that the run has not seen'}"
        if not apart:
            return
        others = frozenset({os.path.realpath(folder), os.path.realpath(self._path)})
        for input in Seeker(omit=others, archives=False).find([root], listed=True):
            if not input.skipped and os.path.relpath(input.shown, root) not in self._outputs:
                yield f"{input.shown}: an output that the run has not written"

    def _one(self, outcome: Outcome, root: str, ends: dict[str, int]) -> Iterator[str]:
        """The problems of one input and its outputs."""
        if outcome.status == "converted" and not outcome.outputs:
            yield f"{outcome.input}: converted, but to nothing"
        if sum(output.articles for output in outcome.outputs) != outcome.articles:
            yield f"{outcome.input}: its outputs hold another number of articles than were written"
        for output in outcome.outputs:
            yield from self._output(outcome, output, root, ends)
        if self._inputs and outcome.sha256 and outcome.input != "<stdin>":
            yield from self._input(outcome)

    def _input(self, outcome: Outcome) -> Iterator[str]:
        try:
            if self._now.now(outcome.input) != (outcome.size, outcome.sha256):
                yield f"{outcome.input}: the input has changed since"
        except OSError as error:
            yield f"{outcome.input}: {error_in_words(error)} (say --outputs-only where the inputs are elsewhere)"
        except ParseError as error:
            yield f"{outcome.input}: the input has changed since: {error}"

    def _output(
        self, outcome: Outcome, output: Output, root: str, ends: dict[str, int]
    ) -> Iterator[str]:
        if output.offset is None:  # the articles of several inputs may be in one file
            whole = attrs.evolve(output, articles=0)
            if whole == self._last:
                return
            self._last = whole
        path = os.path.join(root, *output.path.split("/"))
        self._outputs.add(os.path.join(*output.path.split("/")))
        if output.offset is not None:
            if output.offset != ends.get(output.path, 0):
                yield f"{output.path}: there is a gap before the articles of {outcome.input}"
            ends[output.path] = output.offset + output.size
            if output.path == "-":  # standard output
                return
        try:
            size = os.path.getsize(path)
            end = (output.offset or 0) + output.size
            if size < end or (output.offset is None and size != end):
                yield f"{output.path}: {size:,} bytes, {'at least ' if output.offset is not None else ''}{end:,} were written"
            elif sha256_of(path, output.offset or 0, output.size) != output.sha256:
                yield f"{output.path}: other bytes than were written for {outcome.input}"
        except OSError as error:
            yield f"{output.path}: {error_in_words(error)}"


class _Inputs:
    """Size and hash of the inputs as they are now; an archive is read once, in step with the lines
    for its members.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._archive = ""
        self._entries: Iterator[Entry] = iter(())
        self._passed: dict[str, deque[tuple[int, str]]] = {}

    def now(self, name: str) -> tuple[int, str]:
        """Return size and sha256 of an input. Raises OSError, ParseError."""
        path = path_of(name)
        named = _in_archive(name) if not os.path.lexists(path) else None
        if named is None:
            return os.path.getsize(path), sha256_of(path)
        return self._member(*named)

    def _member(self, archive: str, name: str) -> tuple[int, str]:
        if archive != self._archive:
            kind = kind_of(archive)
            self._archive, self._passed = archive, {}
            self._entries = entries(archive, kind, self._limits) if kind is not None else iter(())
        if self._passed.get(name):
            return self._passed[name].popleft()
        for entry in self._entries:
            content = entry.content
            now = (-1, "")
            if content is not None:
                now = content.size, sha256_of_content(content, self._limits)
            if entry.name == name:
                return now
            self._passed.setdefault(entry.name, deque()).append(now)
        raise FileNotFoundError(errno.ENOENT, "")


def _in_archive(name: str) -> tuple[str, str] | None:
    """The archive and the member for a name in a manifest."""
    end = name.find("!/")
    while end >= 0:
        path = path_of(name[:end])
        if os.path.isfile(path):
            return path, name[end + 2 :]
        end = name.find("!/", end + 1)
    return None


def _sums(totals: Totals, summary: dict[str, object] | None) -> Iterator[str]:
    if summary is None:
        yield "there are no sums at the end: the run did not end, or the manifest was cut off"
        return
    counted = totals.to_dict()
    for what in ("inputs", "articles", "bytes", "diagnostics"):
        given = summary.get(what)
        if what in ("inputs", "articles") and isinstance(given, dict):
            given = dict.fromkeys(counted[what], 0) | given
        if given != counted[what]:
            yield f"the sums say {what} {summary.get(what)}, the records come to {counted[what]}"


class _Known:
    """Texts that occurred, kept as digests of eight bytes."""

    def __init__(self) -> None:
        self._digests = array("Q")
        self._sorted = False

    def add(self, text: str) -> None:
        """Add a text."""
        self._digests.append(digest_of(text.encode("utf-8", "surrogatepass")))
        self._sorted = False

    def __contains__(self, text: str) -> bool:
        if not self._sorted:
            self._digests = array("Q", sorted(self._digests))
            self._sorted = True
        digest = digest_of(text.encode("utf-8", "surrogatepass"))
        index = bisect_left(self._digests, digest)
        return index < len(self._digests) and self._digests[index] == digest


def check_manifest(
    path: str | os.PathLike[str],
    *,
    inputs: bool = True,
    against: str | os.PathLike[str] | None = None,
) -> Checked:
    """Return the problems of a manifest; with ``inputs=False`` the inputs are not checked.

    Every output and input is read again and compared by its sha256; the sums are computed again.
    ``against`` is the folder of the inputs: a file in it that the manifest lacks is a problem, and
    so is a file among the outputs that the run did not write. Raises, while it is iterated, OSError
    and ParseError for a manifest that cannot be read.
    """
    return Checked(
        os.fspath(path),
        inputs=inputs,
        against=None if against is None else os.fspath(against),
    )

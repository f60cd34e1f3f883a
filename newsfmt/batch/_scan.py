"""Scan folders and corpora without converting: inputs are found and read by several processes, and
an inventory is made from the results.

Every input is read, skipped, unsure or failed. Two digests of eight bytes are kept for each
article, and the place of its name for each input: the memory of a scan grows only by these, and its
result does not depend on the number of processes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import attrs

from newsfmt._registry import Registry
from newsfmt.batch._accounts import Outcome, Settled
from newsfmt.batch._duplicates import Digests, Names
from newsfmt.batch._encodings import encoding_of
from newsfmt.batch._inputs import Seeker, Spool, found_in
from newsfmt.batch._inventory import Duplicates, Inventory, NearDuplicates, Scanned
from newsfmt.batch._members import unfolded
from newsfmt.batch._near import Signatures
from newsfmt.batch._options import Paths, chosen, formats, paths
from newsfmt.batch._reader import passed_over
from newsfmt.batch._run_options import SurveyOptions
from newsfmt.batch._schedule import Entry, Group, Schedule
from newsfmt.batch._survey import Found, Surveyor, in_words

__all__ = ["PAIRS", "Scan", "scan_tree"]

PAIRS = 10
"""The number of pairs of duplicates that an inventory shows, of each kind."""


@attrs.define(eq=False)
class Scan(SurveyOptions):
    """A scan: iterate it to run it, and get a :class:`Scanned` for each input, in the order of the
    inputs; ``totals`` has the sums, an :class:`Inventory`.

    Inputs are named as for :class:`Conversion`. Raises OptionError, FormatError. A fault of an
    input is in its :class:`Scanned`, and never ends the scan.
    """

    inputs: list[str] = attrs.field(converter=paths)
    """The inputs as the caller named them."""
    files_from: Iterable[str] = attrs.field(default=(), kw_only=True)
    """A file that lists further inputs."""
    registry: Registry = attrs.field(default=None, converter=formats, kw_only=True)
    """The registry of the formats."""
    tick: Callable[[], None] | None = attrs.field(default=None, kw_only=True)
    """Called repeatedly while the scan continues."""
    totals: Inventory = attrs.field(factory=Inventory, init=False)
    """The sums so far; the duplicates are known at the end."""
    _done: Callable[[], int] = attrs.field(default=int, init=False)

    def __attrs_post_init__(self) -> None:
        if self.source_format:
            self.source_format = self.registry.get(self.source_format).name

    @property
    def done(self) -> int:
        """Bytes of the inputs that are finished, including finished parts of large inputs."""
        return self._done()

    def __iter__(self) -> Iterator[Scanned]:
        with ExitStack() as stack:
            repeats = stack.enter_context(closing(_Repeats(self.near)))
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="newsfmt-"))
            options = chosen(SurveyOptions, self)
            schedule = stack.enter_context(
                closing(Schedule(Surveyor, Found, options, self.registry, folder, tick=self.tick))
            )
            self._done = lambda: schedule.done
            seeker = Seeker(follow=self.follow_links)
            inputs = found_in(seeker, Spool(folder), self.inputs, self.files_from)
            inputs = unfolded(inputs, self.limits)
            for group in schedule.run(Entry(each, passed_over(each)) for each in inputs):
                yield from self._release(group, repeats)
            self.totals.plugins = self.registry.faults() | self.totals.plugins
            repeats.show(self.totals)

    def _release(self, group: Group[Found], repeats: _Repeats) -> Iterator[Scanned]:
        """Count the inputs of a group, a large one with its last part."""
        whole, part = group.whole, group.part
        for entry, done in group.done():
            if isinstance(done, Outcome):
                contents = Found(
                    size=done.size, status=done.status, code=done.code, reason=done.reason
                )
            elif isinstance(done, Settled):
                raise TypeError("a scan has no outputs to settle")
            elif whole is None or part is None:
                contents = done
            elif not whole.over and whole.take(done, part):
                contents = whole.result
            else:
                continue
            repeats.add(entry.found.shown, contents)
            yield self._count(entry.found.shown, contents)

    def _count(self, label: str, contents: Found) -> Scanned:
        """Add an input to the inventory."""
        name, by = (
            encoding_of(contents.seen, self.encoding, contents.diagnostics)
            if contents.seen is not None
            else ("", "")
        )
        scanned = Scanned(
            input=label,
            status=contents.status,
            code=contents.code,
            reason=contents.reason,
            size=contents.size,
            sha256=contents.sha256,
            format=contents.format,
            version=contents.version,
            encoding=name,
            encoding_by=by,
            articles=contents.read,
            skipped=contents.passed_over,
            unsure=contents.unsure,
            failed=contents.bad,
            says=contents.count.says,
            diagnostics=contents.diagnostics,
        )
        self.totals.plugins = contents.plugins | self.totals.plugins
        firsts = {diagnostic.code: in_words(diagnostic) for diagnostic in reversed(contents.kept)}
        self.totals.add(scanned, contents, firsts)
        return scanned


class _Repeats:
    """Repeated files and articles: only a digest of each is kept."""

    def __init__(self, near: float | None) -> None:
        self._names = Names()
        self._near = near
        self._signatures = Signatures(near or 1)
        self._files, self._contents, self._versions = Digests(), Digests(), Digests()

    def add(self, name: str, contents: Found) -> None:
        """Add an input and its articles."""
        self._names.add(name, contents.read)
        self._files.add(int(contents.sha256[:16], 16) if contents.sha256 and contents.size else 0)
        self._contents.extend(contents.contents)
        self._versions.extend(contents.versions)
        self._signatures.extend(contents.signatures)

    def show(self, totals: Inventory) -> None:
        """Return the repetitions."""
        name, article = self._names.name, self._names.article
        count, pairs = self._files.repeats(PAIRS)
        totals.same_files = Duplicates(
            count, tuple(((name(first), None), (name(again), None)) for first, again in pairs)
        )
        totals.same_content, totals.same_version = (
            Duplicates(count, tuple((article(first), article(again)) for first, again in pairs))
            for count, pairs in (self._contents.repeats(PAIRS), self._versions.repeats(PAIRS))
        )

        if self._near is not None:
            groups = (tuple(map(article, group)) for group in self._signatures.groups())
            totals.near = NearDuplicates(self._near, tuple(groups))

    def close(self) -> None:
        """Release the names."""
        self._names.close()


def scan_tree(inputs: Paths | Iterable[Paths], **how: Any) -> Inventory:
    """Scan everything and return the inventory; parameters and errors are those of :class:`Scan`.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("a.txt", "b.txt"):
    ...         with open(f"{folder}/{name}", "w") as file:
    ...             _ = file.write(" date 2021-05-04 Bridge opens\\n\\nIt opened.")
    ...     inventory = scan_tree(folder, jobs=1)
    >>> inventory.articles_read, list(inventory.formats), str(inventory.earliest), inventory.same_content.count
    (2, [('dated-text', '')], '2021-05-04', 1)
    """
    scan = Scan(inputs, **how)
    for _ in scan:
        pass
    return scan.totals

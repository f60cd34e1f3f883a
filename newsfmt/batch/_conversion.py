"""A batch conversion from beginning to end: inputs are found and handed to workers, and the results
are stored in the order of the inputs.

An interrupted run leaves a journal beside its output; the next run keeps the finished part and
continues. The same inputs give the same bytes, whatever the number of workers and however often the
run was interrupted.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any, BinaryIO

import attrs

from newsfmt import __version__
from newsfmt._pipeline import writer_options
from newsfmt._registry import Registry
from newsfmt.batch import _sharding
from newsfmt.batch._accounts import Outcome, Settled, Totals
from newsfmt.batch._inputs import Input, Seeker, Spool, found_in
from newsfmt.batch._ledger import Ledger
from newsfmt.batch._manifest import SCHEMA, line_of
from newsfmt.batch._members import unfolded
from newsfmt.batch._names import safe_name, stem_of
from newsfmt.batch._options import Paths, chosen, formats, paths
from newsfmt.batch._place import Misplaced, Root
from newsfmt.batch._placing import Placing
from newsfmt.batch._reader import passed_over
from newsfmt.batch._run_options import LAYOUTS, ConversionOptions
from newsfmt.batch._schedule import Entry, Group, Schedule
from newsfmt.batch._work import Result
from newsfmt.batch._workspace import Destination, Workspace
from newsfmt.errors import CannotWriteError, OptionError
from newsfmt.format import Format, Limits

__all__ = ["Conversion", "convert_tree"]

_OPTIONS = [field.name for field in attrs.fields(ConversionOptions) if field.init]
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})


def _path(path: Paths) -> str:
    return os.fspath(path)


@attrs.define(eq=False)
class Conversion(ConversionOptions):
    """A batch conversion: iterate it to run it, and get an :class:`Outcome` for each input, in the
    order of the inputs.

    ``inputs`` are files, folders, archives, patterns (``news/**/*.xml``) and ``-``; ``files_from``
    gives further files. ``output`` is a folder; for ``stream`` a file, or ``-`` for standard
    output. The other parameters are the fields of :class:`ConversionOptions`.

    Raises OptionError, FormatError; while it runs OSError where nothing more can be written, and
    KeyboardInterrupt, after which it can be resumed.
    """

    inputs: list[str] = attrs.field(converter=paths)
    """The inputs as the caller named them."""
    output: str = attrs.field(converter=_path)
    """Path of the folder or file for the outputs."""
    files_from: Iterable[str] = attrs.field(default=(), kw_only=True)
    """A file that lists further inputs."""
    report: BinaryIO | None = attrs.field(default=None, kw_only=True)
    """A stream for every diagnostic, as JSON lines."""
    registry: Registry = attrs.field(default=None, converter=formats, kw_only=True)
    """The registry of the formats."""
    tick: Callable[[], None] | None = attrs.field(default=None, kw_only=True)
    """Called repeatedly while the run continues."""
    totals: Totals = attrs.field(factory=Totals, init=False)
    """The sums so far."""
    stale: list[str] = attrs.field(factory=list, init=False)
    """Outputs of the resumed run whose inputs are gone; known at the end."""
    own: frozenset[str] = attrs.field(factory=frozenset, init=False, repr=False)
    """Further paths that are no inputs, where this is a step of another run."""
    _place: Destination = attrs.field(init=False)
    _done: Callable[[], int] = attrs.field(default=int, init=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        target = self.registry.get(self.to)
        self.registry.serializer(target)
        writer_options(target, self.write_options)
        if self.source_format:
            self.source_format = self.registry.get(self.source_format).name
        self.to, self.layout = target.name, _layout(self, target)
        self.reports = self.report is not None
        ending = f".{target.extensions[0] if target.extensions else target.name}"
        self._place = Destination.of(self.output, self, ending)
        self.manifest = self._place.manifest

    @property
    def done(self) -> int:
        """Bytes of the inputs that are finished, including finished parts of large inputs."""
        return self._done()

    def __iter__(self) -> Iterator[Outcome]:
        place, options = self._place, chosen(ConversionOptions, self)
        with ExitStack() as stack, self._blamed():
            workspace = stack.enter_context(
                closing(Workspace(place, self.inputs, resume=self.resume, force=self.force))
            )
            if self.layout == "shards" and not self.registry.get(self.to).joins:
                yield from self._in_two_steps(workspace)
                return
            own = place.own | self.own
            seeker = Seeker(place.ending if self.apart else "", self.follow_links, own)
            placing = stack.enter_context(
                closing(
                    Placing(place, options, seeker, workspace.parts, workspace.path, self.report)
                )
            )
            ledger = stack.enter_context(
                closing(
                    Ledger(
                        workspace.path,
                        self._header(),
                        place.manifest,
                        ordered=placing.ordered,
                        set_aside=placing.may_replace,
                    )
                )
            )
            schedule = stack.enter_context(
                closing(
                    Schedule(
                        placing.worker(),
                        Result,
                        options,
                        self.registry,
                        workspace.parts,
                        tick=self.tick,
                        joins=self.layout != "files" or self.registry.get(self.to).joins,
                        again=placing.discard,
                        task=placing.task,
                    )
                )
            )
            workspace.begin()
            self._done = lambda: schedule.done
            spool = Spool(workspace.parts)
            inputs = found_in(seeker, spool, self.inputs, self.files_from)
            inputs = unfolded(inputs, self.limits, seeker.ending)
            for group in schedule.run(_entries(inputs, ledger, placing)):
                yield from self._release(group, ledger, placing)
            self.totals.plugins = self.registry.faults() | self.totals.plugins
            placing.finish()
            self.stale = placing.stale()
            ledger.finish(self.totals)
            workspace.finish()

    def _in_two_steps(self, workspace: Workspace) -> Iterator[Outcome]:
        """Write shards that cannot grow: see :mod:`newsfmt.batch._sharding`."""
        place, work = self._place, workspace.path
        first = self._to_json(work)
        with (
            closing(Root(place.root)) as root,
            closing(
                Ledger(
                    workspace.path,
                    self._header(),
                    place.manifest,
                    ordered=True,
                    set_aside=lambda outputs: None,
                )
            ) as ledger,
        ):
            workspace.begin()
            self._done = lambda: first.done
            self.totals = first.totals
            yield from first
            second = self._of_json(work)
            outputs = _sharding.written(second) if second.inputs else {}
            self.totals.losses.update(second.totals.losses)
            try:
                _sharding.place(root, work, outputs, force=self.force or self.resume)
            except Misplaced as error:
                raise OptionError(str(error)) from None
            for lines in _sharding.lines(str(first.manifest), outputs):
                ledger.write(lines)
            ledger.finish(self.totals)
            workspace.finish()

    def _to_json(self, work: str) -> Conversion:
        """The first step of two: the inputs to shards of JSON Lines."""
        how = {name: getattr(self, name) for name in _OPTIONS}
        how |= {
            "to": "jsonl",
            "resume": True,
            "force": False,
            "manifest": True,
            "write_options": {},
        }
        first = Conversion(
            self.inputs,
            _sharding.json_folder(work),
            files_from=self.files_from,
            report=self.report,
            registry=self.registry,
            tick=self.tick,
            **how,
        )
        first.own = self._place.own
        return first

    def _of_json(self, work: str) -> Conversion:
        """The second step: each shard of JSON Lines to one of the format."""
        return Conversion(
            _sharding.json_shards(work),
            _sharding.shard_folder(work),
            to=self.to,
            layout="files",
            resume=True,
            source_format="jsonl",
            write_options=self.write_options,
            limits=Limits(article_bytes=None, whole_bytes=None, depth=2 * self.limits.depth),
            jobs=self.jobs,
            timeout=self.timeout,
            memory=self.memory,
            registry=self.registry,
            tick=self.tick,
        )

    def check_named(self) -> None:
        """Refuse named files if two of them have the same output, or if an output exists and
        ``force`` is not set. Raises OptionError.
        """
        for input in Seeker(self._place.ending).find(self.inputs) if self.apart else ():
            stem = "stdin" if input.standard else safe_name(stem_of(input.path))
            name = f"{stem}{self._place.ending}"
            path = os.path.join(self._place.root, name)
            if input.name and input.name != name:
                raise OptionError(
                    f"two inputs would be written to {path}; give them different names"
                )
            if input.name and os.path.lexists(path) and not self.force:
                raise OptionError(f"{path} exists; say --force to overwrite it")

    def _release(self, group: Group[Result], ledger: Ledger, placing: Placing) -> Iterator[Outcome]:
        """Store the outputs of a group, then append its lines to the journal, then report it."""
        outcomes: list[Outcome] = []
        new: list[bytes] = []
        for entry, done in group.done():
            outcome: Outcome | None
            line = b""
            if isinstance(done, Settled):
                outcome, line = placing.settled(done)
            elif isinstance(done, Outcome):
                outcome = done
            else:
                outcome = self._placed(entry, done, group, placing)
            if outcome is None:
                continue
            self.totals.add(outcome)
            outcomes.append(outcome)
            if not entry.written:
                new.append(line or line_of(outcome))
        placing.discard(group.results)
        ledger.write(new)
        placing.written()
        yield from outcomes

    def _placed(
        self, entry: Entry, result: Result, group: Group[Result], placing: Placing
    ) -> Outcome | None:
        """The outcome of an input; None while parts are missing."""
        self.totals.plugins = result.plugins | self.totals.plugins
        if group.whole is not None and group.part is not None:
            return placing.store_part(entry.found, result, group.whole, group.part)
        return placing.store(entry.found, result)

    def _header(self) -> dict[str, Any]:
        """The first record of the manifest: all settings that the outputs depend on."""
        place = self._place
        limits = attrs.asdict(self.limits, filter=lambda field, value: value != field.default)
        chosen = {
            "from": self.source_format,
            "to": self.to,
            "encoding": self.encoding,
            "options": {**self.read_options, **self.write_options} or None,
            "limits": limits or None,
            "filter": repr(self.filter) if self.filter else None,
            "unsure": self.unsure or None,
            "layout": self.layout,
            "name": self.name,
            "shard_size": self.shard_articles,
            "shard_bytes": self.shard_bytes,
            "root": _way(place.manifest, place.root) if place.manifest else None,
        }
        given = {key: value for key, value in chosen.items() if value is not None}
        return {"record": "run", "schema": SCHEMA, "newsfmt": __version__, **given}

    @contextmanager
    def _blamed(self) -> Iterator[None]:
        """Name the output in the error of a full device."""
        try:
            yield
        except OSError as error:
            if error.errno in _FULL and not self._place.is_stream:
                error.filename = self._place.path
            raise


def _entries(inputs: Iterable[Input], ledger: Ledger, placing: Placing) -> Iterator[Entry]:
    """Yield each input, with its outcome where there is nothing to do."""
    for each in inputs:
        outcome = ledger.outcome(each.shown)
        if outcome is not None and placing.holds(each, outcome):
            placing.keep(each, outcome)
            yield Entry(each, attrs.evolve(outcome, reused=True), written=ledger.keep())
            continue
        ledger.part()
        yield Entry(each, passed_over(each))
    ledger.part()


def convert_tree(inputs: Paths | Iterable[Paths], output: Paths, *, to: str, **how: Any) -> Totals:
    """Convert everything and return the sums; parameters and errors are those of
    :class:`Conversion`.

    ``totals.inputs`` is the sum of ``converted``, ``skipped``, ``unsure`` and ``failed``, and
    likewise for the articles; ``totals.complete`` says that nothing failed and something was
    converted.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     os.mkdir(f"{folder}/in")
    ...     with open(f"{folder}/in/a.txt", "w") as file:
    ...         _ = file.write(" date 2021-05-04 Bridge opens\\n\\nIt opened.")
    ...     totals = convert_tree(f"{folder}/in", f"{folder}/out", to="json", jobs=1)
    ...     sorted(os.listdir(f"{folder}/out")), totals.articles_converted
    (['a.json', 'newsfmt-manifest.jsonl'], 1)
    """
    conversion = Conversion(inputs, output, to=to, **how)
    for _ in conversion:
        pass
    return conversion.totals


def _layout(options: ConversionOptions, target: Format) -> str:
    """The layout for the options and the target format. Raises OptionError, CannotWriteError."""
    layout, shards, named = options.layout, options.shard_size is not None, options.name is not None
    if layout is None:
        layout = "shards" if shards else "articles" if named or not target.multiple else "files"
    if layout not in LAYOUTS:
        raise OptionError.refused("layout", layout, "", LAYOUTS)
    if not target.joins and (layout == "stream" or (layout == "shards" and not target.multiple)):
        raise CannotWriteError(
            f"{target.name} cannot be written piece by piece into one file; write jsonl, or to a folder (-o FOLDER/)"
        )
    if (layout == "shards") != shards:
        raise OptionError(
            "shard_size goes with the layout shards, and only with it", option="shard_size"
        )
    if named and layout != "articles":
        raise OptionError(
            "name= goes with the layout articles: a file for each article",
            option="name",
            given=options.name,
        )
    return "articles" if layout == "files" and not target.multiple else layout


def _way(manifest: str, root: str) -> str:
    """The relative path from the folder of the manifest to the root; the whole path on another
    drive.
    """
    try:
        return os.path.relpath(root, os.path.dirname(manifest) or ".").replace(os.sep, "/")
    except ValueError:
        return os.path.abspath(root).replace(os.sep, "/")

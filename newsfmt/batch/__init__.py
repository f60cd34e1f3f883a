"""Converting whole folders and corpora: everything that is found is converted, skipped or failed,
and the manifest of the run says which.

Inputs are files, folders with all that is below them, patterns and lists; outputs are a tree like
that of the inputs, one file an article, or one stream of JSON Lines, in one file or in many.
Several processes work at it; the output does not depend on how many, and an interrupted run can be
gone on with. A scan reads inputs in the same way, writes nothing, and says what is in them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from newsfmt._paths import cores
from newsfmt._pipeline import known_encoding, writer_options
from newsfmt._registry import Registry, default_registry
from newsfmt.batch._bounds import MEMORY, TIMEOUT, positive
from newsfmt.batch._filters import LEAVE_OUT, Condition, Filter
from newsfmt.batch._inventory import Duplicates, FormatCount, Inventory, Problem, Scanned
from newsfmt.batch._manifest import Outcome, Output, Totals
from newsfmt.batch._names import check_pattern, slug
from newsfmt.batch._run import Plan, Run
from newsfmt.batch._scan import Scan, scan_tree
from newsfmt.batch._verify import Checked, check_manifest
from newsfmt.batch._work import Settings
from newsfmt.errors import CannotWriteError, OptionError
from newsfmt.format import Format, Limits

__all__ = [
    "LAYOUTS",
    "LEAVE_OUT",
    "MEMORY",
    "TIMEOUT",
    "Checked",
    "Condition",
    "Conversion",
    "Duplicates",
    "Filter",
    "FormatCount",
    "Inventory",
    "Outcome",
    "Output",
    "Problem",
    "Scan",
    "Scanned",
    "Totals",
    "check_manifest",
    "convert_tree",
    "scan_tree",
    "slug",
]

LAYOUTS = ("files", "articles", "stream", "shards")
"""How outputs are laid out: a file an input, a file an article, one file for all, files of so many
articles or bytes.
"""
Paths = str | os.PathLike[str]


class Conversion:
    """A batch conversion: iterate it to run it, and get an :class:`Outcome` for each input, in the
    order of the inputs.

    ``inputs`` are files, folders, patterns (``news/**/*.xml``) and ``-``; ``files_from`` gives
    further files. ``output`` is a folder; for ``stream`` a file, or ``-`` for standard output.
    Without a ``layout`` it is ``files``, or ``articles`` where the format holds one article a file.

    ``resume`` goes on with an interrupted run, or adds what is new to a finished one; ``force``
    overwrites. ``manifest`` is its path (else in or beside the output; ``False`` for none).
    ``shard_size`` is a number of articles, or bytes (``"100MB"``). ``name`` is a pattern for the
    names of articles, such as ``{date}-{slug}``. ``timeout`` (seconds) and ``memory`` (MiB) bound
    each input; ``None`` is no bound. ``report`` takes every diagnostic, as JSON lines. ``tick`` is
    called again and again while the run goes on.

    Raises OptionError, FormatError; while it runs OSError where nothing more can be written, and
    KeyboardInterrupt, after which it can be resumed.
    """

    def __init__(
        self,
        inputs: Paths | Iterable[Paths],
        output: Paths,
        *,
        to: str,
        source_format: str | None = None,
        layout: str | None = None,
        files_from: Iterable[str] = (),
        jobs: int | None = None,
        resume: bool = False,
        force: bool = False,
        manifest: Paths | bool = True,
        shard_size: int | str | None = None,
        name: str | None = None,
        filter: Filter | None = None,
        encoding: str | None = None,
        read_options: Mapping[str, Any] | None = None,
        write_options: Mapping[str, Any] | None = None,
        limits: Limits | None = None,
        timeout: float | None = TIMEOUT,
        memory: int | None = MEMORY,
        follow_links: bool = False,
        report: BinaryIO | None = None,
        registry: Registry | None = None,
        tick: Callable[[], None] | None = None,
    ) -> None:
        registry = registry or default_registry()
        target = registry.get(to)
        registry.serializer(target)
        writer_options(target, write_options)
        articles, size = _shards(shard_size)
        layout = _layout(layout, target, shards=shard_size is not None, named=name is not None)
        settings = Settings(
            target=target.name,
            source=registry.get(source_format).name if source_format else None,
            read_options=dict(read_options or {}),
            write_options=dict(write_options or {}),
            encoding=known_encoding(encoding),
            limits=limits or Limits(),
            filter=filter or Filter(),
            mode={"files": "files", "articles": "articles"}.get(layout, "stream"),
            pattern=_pattern(name, layout),
            report=report is not None,
            memory=None if memory is None else positive("memory", memory) << 20,
        )
        place = os.fspath(output)
        if not place:
            raise OptionError(
                "output: give the path of a file or folder", option="output", given=place
            )
        device = place if layout == "stream" and place != "-" and _is_device(place) else ""
        place = "-" if device else place
        self.manifest = _manifest(manifest, place, layout)
        """Path of the manifest, if there will be one."""
        named = [inputs] if isinstance(inputs, (str, os.PathLike)) else inputs
        self._run = Run(
            Plan(
                inputs=[os.fspath(path) for path in named],
                output=place,
                device=device,
                target=target,
                settings=settings,
                registry=registry,
                layout=layout,
                files_from=files_from,
                jobs=positive("jobs", cores() if jobs is None else jobs),
                resume=resume,
                force=force,
                manifest=self.manifest,
                report=report,
                shard_articles=articles,
                shard_bytes=size,
                follow=follow_links,
                timeout=None if timeout is None else positive("timeout", timeout),
            ),
            tick,
        )

    @property
    def totals(self) -> Totals:
        """The sums so far."""
        return self._run.totals

    @property
    def done(self) -> int:
        """Bytes of inputs that are done so far."""
        return self._run.done

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self._run)


def convert_tree(inputs: Paths | Iterable[Paths], output: Paths, *, to: str, **how: Any) -> Totals:
    """Convert everything and return the sums; takes and raises what :class:`Conversion` does.

    ``totals.inputs == totals.converted + totals.skipped + totals.failed``, and likewise for the
    articles; ``totals.complete`` says that nothing failed and something was converted.

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


def _layout(layout: str | None, target: Format, *, shards: bool, named: bool) -> str:
    if layout is None:
        layout = "shards" if shards else "articles" if named or not target.multiple else "files"
    if layout not in LAYOUTS:
        raise OptionError(
            f"layout={layout}: give {'|'.join(LAYOUTS)}",
            option="layout",
            given=layout,
            known=LAYOUTS,
        )
    if layout in ("stream", "shards") and not target.joins:
        raise CannotWriteError(
            f"{target.name} cannot be written piece by piece into one file; write jsonl, or to a folder (-o FOLDER/)"
        )
    if (layout == "shards") != shards:
        raise OptionError(
            "shard_size goes with the layout shards, and only with it", option="shard_size"
        )
    return "articles" if layout == "files" and not target.multiple else layout


def _is_device(path: str) -> bool:
    """Whether a path is a pipe or device, which is written in place."""
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def _pattern(name: str | None, layout: str) -> str | None:
    if name is not None:
        check_pattern(name)
        if layout != "articles":
            raise OptionError(
                "name= goes with the layout articles: a file for each article",
                option="name",
                given=name,
            )
    return name


_UNITS = {"KB": 1000, "MB": 1000**2, "GB": 1000**3, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30}


def _shards(size: int | str | None) -> tuple[int | None, int | None]:
    """Articles and bytes of a shard, of which one at the most is given."""
    if size is None:
        return None, None
    text = str(size).strip().upper()
    unit = next((unit for unit in sorted(_UNITS, key=len, reverse=True) if text.endswith(unit)), "")
    number = text.removesuffix(unit).strip()
    if not (
        number.isascii() and number.isdecimal() and len(number) <= 9 and int(number)
    ):  # so that the manifest can say it
        raise OptionError(
            f"shard_size={size}: give a number of articles, or of bytes as 100MB",
            option="shard_size",
            given=size,
        )
    return (None, int(number) * _UNITS[unit]) if unit else (int(number), None)


def _manifest(manifest: Paths | bool, output: str, layout: str) -> str | None:
    if manifest is False or (manifest is True and output == "-"):
        return None
    if manifest is not True:
        return os.fspath(manifest)
    return (
        f"{output}.manifest.jsonl"
        if layout == "stream"
        else os.path.join(output, "newsfmt-manifest.jsonl")
    )

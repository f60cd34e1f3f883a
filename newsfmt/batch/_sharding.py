"""Shards of a format whose outputs cannot be put one behind the other, such as Parquet: articles go
into shards of JSON Lines first, and each of these is then written as one output.

Both steps are conversions below the run's own folder. The first has the accounts of the inputs, and
the second those of the shards; each can be resumed. In the end the shards get their names in the
output, and the lines of the first step become the manifest, with the files that hold the articles.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from newsfmt.batch._accounts import Outcome, Output
from newsfmt.batch._manifest import line_of, records
from newsfmt.batch._place import Root, is_shard
from newsfmt.batch._run_options import ConversionOptions
from newsfmt.errors import CannotWriteError
from newsfmt.format import Limits

if TYPE_CHECKING:
    from newsfmt.batch._conversion import Conversion

__all__ = ["Sharding"]

_FIELDS = [field.name for field in attrs.fields(ConversionOptions) if field.init]
_LINES = 1000  # of the manifest that are moved at once


class Sharding:
    """The two steps of a run; ``work`` is its own folder."""

    def __init__(self, run: Conversion, work: str, own: frozenset[str]) -> None:
        self._run = run
        self._work = work
        how = {name: getattr(run, name) for name in _FIELDS}
        how |= {
            "to": "jsonl",
            "resume": True,
            "force": False,
            "manifest": True,
            "write_options": {},
        }
        self.first = type(run)(
            run.inputs,
            os.path.join(work, "json"),
            files_from=run.files_from,
            report=run.report,
            registry=run.registry,
            tick=run.tick,
            **how,
        )
        self.first.own = own

    def written(self) -> dict[str, Output]:
        """Write each shard of JSON Lines as one output; return these by their names there. Raises
        CannotWriteError.
        """
        run = self._run
        folder = os.path.join(self._work, "json")
        names = sorted(name for name in os.listdir(folder) if is_shard(name, ".jsonl"))
        second = type(run)(
            [os.path.join(folder, name) for name in names],
            os.path.join(self._work, "shards"),
            to=run.to,
            layout="files",
            resume=True,
            source_format="jsonl",
            write_options=run.write_options,
            limits=Limits(article_bytes=None, whole_bytes=None, depth=2 * run.limits.depth),
            jobs=run.jobs,
            timeout=run.timeout,
            memory=run.memory,
            registry=run.registry,
            tick=run.tick,
        )
        outputs: dict[str, Output] = {}
        for outcome in second if names else ():
            if outcome.status != "converted":
                raise CannotWriteError(f"{outcome.input}: {outcome.reason}")
            outputs[os.path.basename(outcome.input)] = outcome.outputs[0]
        run.totals.losses.update(second.totals.losses)
        return outputs

    def place(self, root: Root, outputs: Mapping[str, Output], *, force: bool) -> None:
        """Give the outputs their names; with ``force`` those of an earlier run behind them are
        removed. Raises Misplaced, OSError.
        """
        for output in outputs.values():
            part = os.path.join(self._work, "shards", output.path)
            root.place(part, output.path, output.size, output.sha256, force=force)
        ending = os.path.splitext(next((each.path for each in outputs.values()), ""))[1]
        known = {output.path for output in outputs.values()}
        for name in os.listdir(root.path) if force else ():
            if is_shard(name, ending) and name not in known:
                root.remove(name)

    def lines(self, outputs: Mapping[str, Output]) -> Iterator[list[bytes]]:
        """Yield the lines of the manifest, some at once."""
        assert self.first.manifest
        lines = []
        with open(str(self.first.manifest), "rb") as stream:
            for record, _ in records(stream):
                if record["record"] == "input":
                    lines.append(line_of(_moved(Outcome.from_dict(record), outputs)))
                if len(lines) >= _LINES:
                    yield lines
                    lines = []
        yield lines


def _moved(outcome: Outcome, outputs: Mapping[str, Output]) -> Outcome:
    """The outcome of an input, with the files that hold its articles now."""
    moved = tuple(
        attrs.evolve(outputs[output.path], articles=output.articles) for output in outcome.outputs
    )
    return attrs.evolve(outcome, outputs=moved)

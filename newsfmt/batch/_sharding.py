"""Shards of a format whose outputs cannot be put one after the other, such as Parquet: articles go
into shards of JSON Lines first, and each of these is then written as one output.

Both steps are conversions below the run's own folder. The first has the accounts of the inputs, and
the second those of the shards; each can be resumed. In the end the shards get their names in the
output, and the lines of the first step become the manifest, with the files that hold the articles.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

import attrs

from newsfmt.batch._accounts import Outcome, Output
from newsfmt.batch._manifest import line_of, records
from newsfmt.batch._place import Root, is_shard
from newsfmt.errors import CannotWriteError

__all__ = ["json_folder", "json_shards", "lines", "place", "shard_folder", "written"]

_LINES = 1000  # of the manifest that are moved at once


def json_folder(work: str) -> str:
    """Return where the first step writes, in the run's own folder."""
    return os.path.join(work, "json")


def shard_folder(work: str) -> str:
    """Return where the second step writes."""
    return os.path.join(work, "shards")


def json_shards(work: str) -> list[str]:
    """Return the shards of the first step, which are the inputs of the second."""
    folder = json_folder(work)
    names = sorted(name for name in os.listdir(folder) if is_shard(name, ".jsonl"))
    return [os.path.join(folder, name) for name in names]


def written(outcomes: Iterable[Outcome]) -> dict[str, Output]:
    """Return the output of each shard of JSON Lines, by the name of the shard. Raises
    CannotWriteError.
    """
    outputs: dict[str, Output] = {}
    for outcome in outcomes:
        if outcome.status != "converted":
            raise CannotWriteError(f"{outcome.input}: {outcome.reason}")
        outputs[os.path.basename(outcome.input)] = outcome.outputs[0]
    return outputs


def place(root: Root, work: str, outputs: Mapping[str, Output], *, force: bool) -> None:
    """Give the outputs their names; with ``force`` those of an earlier run behind them are removed.
    Raises Misplaced, OSError.
    """
    for output in outputs.values():
        part = os.path.join(shard_folder(work), output.path)
        root.place(part, output.path, output.size, output.sha256, force=force)
    ending = os.path.splitext(next((each.path for each in outputs.values()), ""))[1]
    known = {output.path for output in outputs.values()}
    for name in os.listdir(root.path) if force else ():
        if is_shard(name, ending) and name not in known:
            root.remove(name)


def lines(manifest: str, outputs: Mapping[str, Output]) -> Iterator[list[bytes]]:
    """Yield the lines of the manifest, some at once, from those of the first step."""
    rows = []
    with open(manifest, "rb") as stream:
        for record, _ in records(stream):
            if record["record"] == "input":
                rows.append(line_of(_moved(Outcome.from_dict(record), outputs)))
            if len(rows) >= _LINES:
                yield rows
                rows = []
    yield rows


def _moved(outcome: Outcome, outputs: Mapping[str, Output]) -> Outcome:
    """The outcome of an input, with the files that hold its articles now."""
    moved = tuple(
        attrs.evolve(outputs[output.path], articles=output.articles) for output in outcome.outputs
    )
    return attrs.evolve(outcome, outputs=moved)

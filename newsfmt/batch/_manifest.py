"""The manifest of a run: JSON lines from which a later run continues, and which a person or
``newsfmt verify`` can check.

The first line has the settings, then comes a line for each input in the order of the inputs, last
the sums. During the run the lines are in a journal in the run's own folder, each written after its
outputs are in place.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from newsfmt import __version__
from newsfmt._orjson import orjson
from newsfmt.batch._accounts import Outcome, Output
from newsfmt.errors import ParseError, Position

__all__ = [
    "JOURNAL",
    "SCHEMA",
    "Journal",
    "dumps",
    "is_begun",
    "is_manifest",
    "line_of",
    "numbered",
    "records",
    "with_outputs",
]

SCHEMA = "newsfmt-manifest/1"
JOURNAL = "journal.jsonl"
"""Name of the journal in a run's own folder."""
_RECORD = b'{"record":'  # the beginning of every line


def dumps(record: object) -> bytes:
    """Return a record as a line."""
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def line_of(outcome: Outcome) -> bytes:
    """Return the line of an input, without its number."""
    return dumps(outcome.to_dict(__version__))


def with_outputs(line: bytes, outputs: Sequence[Output]) -> bytes:
    """Return the line of an input that has no outputs yet, with these."""
    head, key, tail = line.rpartition(b'"outputs":[')
    return b"".join((head, key, dumps([each.to_dict() for each in outputs])[1:-2], tail))


def numbered(line: bytes, number: int) -> bytes:
    r"""Return the line of an input with its number.

    >>> numbered(b'{"record":"input","newsfmt":"1"}\n', 7)
    b'{"record":"input","newsfmt":"1","number":7}\n'
    """
    return b'%s,"number":%d}\n' % (line[: -len("}\n")], number)


def records(stream: BinaryIO, name: str = "") -> Iterator[tuple[dict[str, Any], int]]:
    """Yield the records of a manifest or journal, and where each ends; a last line that is cut off
    is ignored. Raises ParseError.
    """
    end = 0
    for number, line in enumerate(stream, 1):
        if not line.endswith(b"\n"):
            return
        end += len(line)
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
        yield record, end


def is_manifest(path: str) -> bool:
    """Return whether a file is a manifest or empty, so that another manifest may replace it."""
    with open(path, "rb") as file:
        return file.read(len(_RECORD)) in (b"", _RECORD)


def is_begun(path: str) -> bool:
    """Return whether a file is there and has a first line."""
    try:
        with open(path, "rb") as file:
            return file.readline().endswith(b"\n")
    except FileNotFoundError:
        return False


class Journal:
    """The lines of a run that continues: appended, whole lines at a time, to a file in the run's
    own folder. The first append truncates the file to the part that is kept.
    """

    def __init__(self, path: str, stays: Callable[[], int]) -> None:
        self._path = path
        self._stays = stays
        self._file = -1

    def write(self, lines: bytes) -> None:
        """Append lines. Raises OSError, naming the journal."""
        view = memoryview(lines)
        try:
            if self._file < 0:
                self._open()
            while view:
                view = view[os.write(self._file, view) :]
        except OSError as error:
            error.filename = self._path
            raise

    def _open(self) -> None:
        binary = getattr(os, "O_BINARY", 0)
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | binary, 0o666)
        os.ftruncate(self._file, self._stays())
        os.lseek(self._file, self._stays(), os.SEEK_SET)

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

"""A process of its own for each piece, so that an input that kills its process, needs too much
memory or never ends fails alone, and becomes a row.

The process says which input it opens before it does, and sends batches as they are full. Where it
ends in the midst of one, that input is to blame. A piece of several inputs is then read again
without it; none of its batches has gone on yet. An input that has a piece for itself keeps the
articles that came before.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO, cast

import attrs
import pyarrow as pa
from newsfmt_arrow import BatchBuilder

from newsfmt.batch import Failure, Piece, PieceInput
from newsfmt.errors import NewsfmtError, OptionError
from newsfmt_spark.choices import Choices

__all__ = ["guarded", "main"]

_HEAD = struct.Struct("<cQ")
_OPENS, _BATCH, _RAISED, _DONE = b"o", b"b", b"r", b"d"
_OUT_OF_MEMORY = 77


class _Died(Exception):
    """The process has ended in the midst of an input."""

    def __init__(self, number: int, code: str, reason: str) -> None:
        super().__init__(reason)
        self.number, self.code, self.reason = number, code, reason


def guarded(piece: Piece, choices: Choices, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield the batches of a piece. Raises what the process raised, and what ends a job."""
    inputs = list(piece.inputs)
    alone = len(inputs) == 1
    while True:
        held: list[pa.RecordBatch] = []
        try:
            for batch in _run(Piece(tuple(inputs)), choices, schema):
                if alone:
                    yield batch
                else:
                    held.append(batch)
        except _Died as died:
            blamed = inputs[died.number]
            if alone:
                yield from _failed(blamed, died, choices, schema)
                return
            inputs[died.number] = PieceInput(blamed.path, failed=died.reason, code=died.code)
        else:
            yield from held
            return


def _failed(
    blamed: PieceInput, died: _Died, choices: Choices, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    failure = Failure(blamed.path, "input", died.code, died.reason)
    if choices.fails(failure, rows="_error" in schema.names):
        raise NewsfmtError(f"{failure.source}: {failure.message}")
    if not choices.drops:
        builder = BatchBuilder(schema)
        builder.append(failure)
        yield builder.finish()


# ---- here


def _run(piece: Piece, choices: Choices, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The batches that a process sends. Raises _Died."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen(
        [sys.executable, "-m", "newsfmt_spark.guard"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )
    watch = _Watch(process, choices.timeout)
    assert process.stdin is not None
    assert process.stdout is not None
    current = 0
    try:
        with suppress(BrokenPipeError):
            process.stdin.write(pickle.dumps((piece, choices, schema)))
            process.stdin.close()
        while True:
            tag, data = _received(process.stdout)
            watch.touch()
            if tag == _OPENS:
                current = int.from_bytes(data, "little")
            elif tag == _BATCH:
                yield pa.ipc.read_record_batch(pa.py_buffer(data), schema)
            elif tag == _RAISED:
                raise pickle.loads(data)  # noqa: S301 (of our own process)
            elif tag == _DONE:
                return
            else:
                raise _Died(current, *_reason(process.wait(), watch, choices))
    finally:
        watch.stop()
        process.kill()
        process.wait()
        process.stdout.close()
        with suppress(OSError):
            process.stdin.close()


class _Watch:
    """Ends a process that says nothing for too long."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._seconds = seconds
        self._last = time.monotonic()
        self._over = threading.Event()
        self.late = False
        threading.Thread(target=self._watch, daemon=True).start()

    def touch(self) -> None:
        """Note that it has said something."""
        self._last = time.monotonic()

    def stop(self) -> None:
        """Watch no more."""
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(max(self._last + self._seconds - time.monotonic(), 0.01)):
            if time.monotonic() - self._last >= self._seconds:
                self.late = True
                self._process.kill()
                return


def _reason(status: int, watch: _Watch, choices: Choices) -> tuple[str, str]:
    if watch.late:
        return "timeout", f"took longer than {choices.timeout:g} s; raise it with option timeout"
    if status == _OUT_OF_MEMORY:
        return "memory", f"needs more memory than {choices.memory} MiB; raise it with option memory"
    if status < 0:
        with suppress(ValueError):
            name = signal.Signals(-status).name
            return "crash", f"its process was ended by {name}, a fault of the format's code or a lack of memory"  # fmt: skip
    return "crash", f"its process ended with status {status}, a fault of the format's code"


def _received(stream: Any) -> tuple[bytes, bytes]:
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return b"", b""
    tag, size = _HEAD.unpack(head)
    data = stream.read(size)
    return (tag, data) if len(data) == size else (b"", b"")


# ---- in the process


def main() -> None:
    """Read a piece from standard input, and send its batches to standard output."""
    piece, choices, schema = pickle.load(sys.stdin.buffer)  # noqa: S301 (of our own employer)
    out = cast("BinaryIO", os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # what a format prints is no message
    _limit(choices.memory)
    try:
        _read(piece, choices, schema, out)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    except (OSError, OptionError) as error:
        _send(out, _RAISED, pickle.dumps(error))
    except NewsfmtError as error:
        _send(out, _RAISED, pickle.dumps(NewsfmtError(str(error))))
    else:
        _send(out, _DONE)


def _read(piece: Piece, choices: Choices, schema: pa.Schema, out: BinaryIO) -> None:
    from newsfmt_spark.reading import batches_of

    items = _Told(piece, choices, out)
    for batch in batches_of(items, choices, schema):
        _send(out, _BATCH, batch.serialize().to_pybytes())


class _Told:
    """The articles and failures of a piece, each input said before it is opened."""

    def __init__(self, piece: Piece, choices: Choices, out: BinaryIO) -> None:
        self._piece, self._choices, self._out = piece, choices, out
        self.source = ""

    def __iter__(self) -> Iterator[Any]:
        for number, found in enumerate(self._piece.inputs):
            _send(self._out, _OPENS, number.to_bytes(4, "little"))
            items = self._choices.read(attrs.evolve(self._piece, inputs=(found,)))
            for item in items:
                self.source = items.source
                yield item


def _send(out: BinaryIO, tag: bytes, data: bytes = b"") -> None:
    out.write(_HEAD.pack(tag, len(data)))
    out.write(data)
    out.flush()


def _limit(memory: int) -> None:
    """Limit the memory to that many mebibytes, where the system can."""
    try:
        import resource
    except ImportError:
        return
    wanted = min(memory << 20, sys.maxsize)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


if __name__ == "__main__":
    main()

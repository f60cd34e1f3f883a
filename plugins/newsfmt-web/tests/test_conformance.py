"""The conformance kit over every format of the plugin, on the samples it ships."""

from __future__ import annotations

import pytest

pytest.importorskip(
    "newsfmt_web", reason="newsfmt-web is not installed: pip install -e plugins/newsfmt-web"
)

import io
import itertools
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any, BinaryIO, cast

import newsfmt_web

import newsfmt
from newsfmt.body import Paragraph
from newsfmt.testing import FormatConformance, conformance_class


def _flat_memory(self: FormatConformance) -> None:
    """An export is copied to a temporary file, so that files behind the posts are known; what has to
    be flat is memory: 12 MiB of posts take less than 8.
    """
    begin, end = b"<item>", b"</item>"
    sample = (Path(newsfmt_web.__file__).parent / "samples/wxr/harbour.wxr").read_bytes()
    start, stop = sample.index(begin), sample.index(end) + len(end)
    post = sample[start:stop].replace(b"The last ferry", b"The last ferry " * 800)
    count = 12 * 1024 * 1024 // len(post)

    class Many(io.RawIOBase):
        """The export with its first post many times over, made as it is read."""

        def __init__(self) -> None:
            self._parts = iter((sample[:start], *(post for _ in range(count)), sample[stop:]))
            self._held = b""

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            while not self._held:
                part = next(self._parts, None)
                if part is None:
                    return 0
                self._held = part
            size = min(len(buffer), len(self._held))
            buffer[:size], self._held = self._held[:size], self._held[size:]
            return size

    tracemalloc.start()
    try:
        stream = cast("BinaryIO", io.BufferedReader(Many()))
        assert sum(1 for _ in newsfmt.read(stream, format="wxr")) == count
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


def _flat_writing(self: FormatConformance) -> None:
    """A feed of Atom states the newest moment of its entries before them, so they wait in a temporary
    file; what has to be flat is memory: 4 MiB of entries take less than 2.
    """
    paragraph = Paragraph("The last ferry waits for the tram. " * 500)
    article = newsfmt.Article(id="urn:example:1", headline="Ferry", body=(paragraph,))
    newsfmt.write(article, io.BytesIO(), format="atom")  # modules are imported
    tracemalloc.start()
    try:
        with tempfile.TemporaryFile() as stream:
            newsfmt.write(itertools.repeat(article, 240), cast("BinaryIO", stream), format="atom")
            assert stream.tell() > 4 * 1024 * 1024
        assert tracemalloc.get_traced_memory()[1] < 2 * 1024 * 1024
    finally:
        tracemalloc.stop()


DEPARTURES = {
    "wxr": {"test_reading_streams_if_declared": _flat_memory},
    "atom": {"test_writing_streams_if_declared": _flat_writing},
}
"""Tests of the kit that a format passes in another way, with the reason."""

for _format in newsfmt_web.newsfmt_formats():
    _class = conformance_class(_format.name, **DEPARTURES.get(_format.name, {}))
    _class.__module__ = __name__
    globals()[_class.__name__] = _class
del _class

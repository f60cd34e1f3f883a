"""Opening inputs: paths, bytes and streams of every kind give the same bytes, once, and only what
was opened here is closed.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import newsfmt
from newsfmt._source import HEAD, open_source
from newsfmt.errors import LimitError, ParseError, TruncatedError
from newsfmt.format import Limits

SIZES = (0, 1, HEAD - 1, HEAD, HEAD + 1, 65535, 65536, 65537, 300_000)


def some(size: int) -> bytes:
    return random.Random(size).randbytes(size)


class Trickle(io.RawIOBase):
    """Gives one byte at a time, cannot seek, and knows read alone."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._data.read(1)

    def readable(self) -> bool:
        return True


class Readinto(Trickle):
    """The same by readinto, seven bytes at a time."""

    def readinto(self, buffer: Any) -> int:
        part = self._data.read(min(7, len(buffer)))
        buffer[: len(part)] = part
        return len(part)


class Duck:
    """No class of io's at all."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)
        self.read = self._data.read


WAYS: dict[str, Callable[[bytes, Path], Any]] = {
    "bytes": lambda data, path: data,
    "bytearray": lambda data, path: bytearray(data),
    "memoryview": lambda data, path: memoryview(data),
    "str path": lambda data, path: str(path),
    "bytes path": lambda data, path: path,
    "BytesIO": lambda data, path: io.BytesIO(data),
    "file": lambda data, path: open(path, "rb"),  # noqa: SIM115
    "raw file": lambda data, path: open(path, "rb", buffering=0),  # noqa: SIM115
    "one byte at a time": lambda data, path: Trickle(data),
    "seven bytes at a time": lambda data, path: Readinto(data),
    "a duck": lambda data, path: Duck(data),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("more", [False, True])
def test_every_way_gives_the_same_bytes(way: str, size: int, more: bool, tmp_path: Path) -> None:
    data = some(size)
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    given = WAYS[way](data, path)
    with open_source(given) as source:
        assert source.head.data == data[:HEAD]
        if more:
            assert source.head.more == data[:65536]
        assert source.stream.read() == data
        assert source.stream.read() == b""
    if hasattr(given, "close"):
        assert not given.closed
        given.close()


def zstd(data: bytes) -> bytes:
    """With a checksum, as the program zstd writes it."""
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    library = pytest.importorskip(name)
    options = {library.CompressionParameter.checksum_flag: 1}
    return bytes(library.compress(data, options=options))


PACKS = [gzip.compress, bz2.compress, lzma.compress, zstd]


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("way", ["bytes", "str path", "one byte at a time", "a duck"])
def test_packed_inputs_are_unpacked(
    pack: Callable[[bytes], bytes], size: int, way: str, tmp_path: Path
) -> None:
    data = some(size)
    path = tmp_path / "a.txt.gz"
    path.write_bytes(pack(data))
    with open_source(WAYS[way](pack(data), path), name="a.txt.gz") as source:
        assert source.head.data == data[:HEAD]
        assert source.head.extension == "txt"
        assert source.stream.read() == data


def test_several_members_in_a_row() -> None:
    with open_source(gzip.compress(b"one ") + gzip.compress(b"two")) as source:
        assert source.stream.read() == b"one two"


@pytest.mark.parametrize("pack", PACKS)
def test_damage_is_one_clear_error(pack: Callable[[bytes], bytes]) -> None:
    data = pack(some(20_000))
    middle = len(data) // 2
    data = data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :]
    with (
        pytest.raises(ParseError, match=r"^a\.gz: broken compression: ") as caught,
        open_source(data, name="a.gz") as source,
    ):
        source.stream.read()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("way", ["bytes", "str path", "one byte at a time"])
def test_compressed_data_that_stop_give_all_that_was_in_them(
    pack: Callable[[bytes], bytes], way: str, tmp_path: Path
) -> None:
    data = some(1000) + some(200_000)
    packed, path = pack(data), tmp_path / "a.gz"
    got = []
    for cut in (len(packed) - 1, len(packed) - 20, len(packed) // 2, len(packed) // 5, 40):
        path.write_bytes(packed[:cut])
        with open_source(WAYS[way](packed[:cut], path), name="a.gz") as source:
            got.append(source.stream.read())
            assert source.missing == "the end of the compressed data"
        assert data.startswith(got[-1])
    assert got == sorted(got, reverse=True)
    if pack is not bz2.compress:  # which packs blocks of 900,000 bytes, all or nothing
        assert got[0] == data
        assert 0 < len(got[2]) < len(data)
    with open_source(packed, name="a.gz") as source:
        assert (source.stream.read(), source.missing) == (data, "")


@pytest.mark.parametrize("pack", PACKS)
def test_an_input_that_stops_in_what_compressed_data_are_known_by(
    pack: Callable[[bytes], bytes],
) -> None:
    for size in range(2, 6):
        with pytest.raises(TruncatedError, match=r"^a\.gz: cut off: ") as caught:
            newsfmt.read(pack(some(1000))[:size], name="a.gz")
        assert caught.value.missing
    for text in (b"B", b"BZhang wins\n", b"\x1f"):
        with open_source(text) as source:
            assert source.stream.read() == text


def test_the_compression_ratio_is_limited() -> None:
    bomb = gzip.compress(b"a" * 30_000_000)
    with (
        pytest.raises(LimitError, match="the compression passes the limit ratio=200") as caught,
        open_source(bomb) as source,
    ):
        source.stream.read()
    assert (caught.value.limit, caught.value.value) == ("ratio", 200)
    with open_source(bomb, limits=Limits(ratio=None)) as source:
        assert len(source.stream.read()) == 30_000_000
    with open_source(gzip.compress(b"a" * 900_000)) as source:
        assert len(source.stream.read()) == 900_000, "a small file may be as regular as it likes"


@pytest.mark.parametrize("way", ["bytes", "str path", "BytesIO", "one byte at a time"])
def test_the_size_is_limited(way: str, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(some(9000))
    with open_source(WAYS[way](some(9000), path), limits=Limits(input_bytes=9000)) as source:
        assert len(source.stream.read()) == 9000
    with (
        pytest.raises(LimitError, match="input_bytes=8999"),
        open_source(WAYS[way](some(9000), path), limits=Limits(input_bytes=8999)) as source,
    ):
        source.stream.read()


@pytest.mark.parametrize("given", [io.StringIO(""), io.StringIO("text"), 3, None, ["a"]])
def test_text_and_other_things_are_refused(given: Any) -> None:
    with pytest.raises(TypeError):
        open_source(given)


def test_a_stream_that_does_not_wait_is_no_empty_one() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with open(reading, "rb", buffering=0) as stream, open(writing, "wb", buffering=0) as feed:
        with pytest.raises(BlockingIOError):
            open_source(stream)
        feed.write(some(HEAD))
        source = open_source(stream)
        with pytest.raises(BlockingIOError):
            source.stream.read()


def test_names() -> None:
    assert open_source(b"").name == ""
    assert open_source(b"", name="a.txt").name == "a.txt"
    assert open_source(io.BytesIO()).name == ""
    with open(__file__, "rb") as file:
        assert open_source(file).name == __file__
    with open_source(Path(__file__)) as source:
        assert source.name == __file__
    reading, writing = os.pipe()
    os.close(writing)
    with open(reading, "rb") as pipe:  # whose name is a number
        assert open_source(pipe).name == ""


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        open_source(tmp_path)
    with pytest.raises(FileNotFoundError):
        open_source(tmp_path / "missing")
    with pytest.raises(ValueError, match="null"):
        open_source("a\0b")


def test_a_fifo_that_is_slow(tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)

    def feed() -> None:
        with open(path, "wb", buffering=0) as stream:
            for start in range(0, 6000, 1000):
                stream.write(some(6000)[start : start + 1000])

    feeder = threading.Thread(target=feed)
    feeder.start()
    with open_source(path) as source:
        assert source.stream.read() == some(6000)
    feeder.join(10)


@pytest.mark.skipif(not os.path.exists("/proc/version"), reason="no /proc")
def test_a_file_whose_size_is_said_to_be_nothing() -> None:
    with open_source("/proc/version") as source:
        assert source.stream.read() == Path("/proc/version").read_bytes()


def test_a_failure_closes_what_was_opened(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(b"\x1f\x8b\x08\xff")
    with pytest.raises(TruncatedError):
        newsfmt.read(path)
    path.write_bytes(b"\x1f\x8b\x08\x00 is no compressed text at all")
    with pytest.raises(ParseError):
        open_source(path)
    assert not recwarn.list


def test_reading_fails_where_the_disk_does() -> None:
    class Broken(Duck):
        def __init__(self) -> None:
            super().__init__(some(HEAD))
            inner = self.read

            def read(size: int) -> bytes:
                data = inner(size)
                if not data:
                    raise OSError(5, "Input/output error")
                return data

            self.read = read

    source = open_source(Broken())  # type: ignore[arg-type]
    with pytest.raises(OSError, match="Input/output") as caught:
        source.stream.read()
    assert source.error is caught.value

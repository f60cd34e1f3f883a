"""Streams that unpack zstd, xz and .Z: what comes out, what breaks, and what a missing package
costs.
"""

from __future__ import annotations

import io
import lzma
import sys
import zlib
from pathlib import Path

import pytest

import newsfmt
from newsfmt._source import open_source
from newsfmt.errors import CannotReadError, LimitError, ParseError
from newsfmt.format import Limits

TEXT = b"".join(b"line %d of a text\n" % number for number in range(40_000))
STORY = b" date 2021-05-04 Bridge opens\n\nThe bridge opened on Tuesday."


def read(data: bytes, limits: Limits | None = None) -> bytes:
    with open_source(io.BytesIO(data), name="a", limits=limits) as source:
        return source.stream.read()


# ---- xz
# ------------------------------------------------------------


def test_streams_of_xz_may_follow_each_other_with_zeros_between() -> None:
    first, second = lzma.compress(TEXT), lzma.compress(b"and more")
    assert read(first + second) == TEXT + b"and more"
    assert read(first + bytes(8) + second + bytes(200_000)) == TEXT + b"and more"


def test_what_follows_xz_and_is_none_is_said() -> None:
    with pytest.raises(ParseError, match=r"^a: broken compression"):
        read(lzma.compress(TEXT) + b"else")


def test_xz_that_asks_for_much_memory_is_refused() -> None:
    packer = lzma.LZMACompressor(filters=[{"id": lzma.FILTER_LZMA2, "preset": 0}])
    small = packer.compress(b"a") + packer.flush()
    assert read(small) == b"a"
    start = small.index(b"\x21\x01") + 2  # the dictionary's size, in the header of the block
    header = bytearray(small)
    header[start] = 36  # 1 GiB
    size = (header[12] + 1) * 4
    header[8 + size : 12 + size] = zlib.crc32(header[12 : 8 + size]).to_bytes(4, "little")
    assert lzma.decompress(bytes(header)) == b"a"
    with pytest.raises(ParseError, match=r"^a: broken compression: Memory usage limit exceeded"):
        read(bytes(header))


# ---- .Z
# ------------------------------------------------------------


def lzw(data: bytes) -> bytes:
    return bytes(pytest.importorskip("ncompress").compress(data))


def test_a_file_of_compress_is_unpacked(tmp_path: Path) -> None:
    assert read(lzw(TEXT)) == TEXT
    path = tmp_path / "story.txt.Z"
    path.write_bytes(lzw(STORY))
    assert newsfmt.read_one(path).headline == "Bridge opens"
    with open_source(path) as source:
        assert source.head.extension == "txt"
        assert source.packed


@pytest.mark.parametrize("data", [b"\x1f\x9d", b"\x1f\x9d\xff\x00\x01", b"\x1f\x9d\x90" + TEXT])
def test_a_broken_file_of_compress_is_one_clear_error(data: bytes) -> None:
    pytest.importorskip("ncompress")
    with pytest.raises(ParseError, match=r"^a: broken compression: ") as caught:
        read(data)
    assert "\n" not in str(caught.value)


def test_a_file_of_compress_is_under_the_limits() -> None:
    bomb = lzw(bytes(20 << 20))
    assert len(bomb) < 10_000
    with pytest.raises(LimitError, match="ratio=200"):
        read(bomb)
    with pytest.raises(LimitError, match="whole_bytes=2000000"):
        read(bomb, Limits(ratio=None, whole_bytes=2_000_000))
    assert read(bomb, Limits(ratio=None)) == bytes(20 << 20)


# ---- packages
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "start, packages, cure",
    [
        (b"\x1f\x9d\x90", ("ncompress",), "pip install ncompress"),
        (b"\x28\xb5\x2f\xfd", ("backports", "compression"), "pip install backports.zstd"),
    ],
)
def test_a_missing_package_is_named(
    start: bytes, packages: tuple[str, ...], cure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in packages:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(CannotReadError) as caught:
        read(start + bytes(100))
    assert str(caught.value).endswith(cure)


def test_zstd_with_a_window_beyond_128_mib_is_refused() -> None:
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    zstd = pytest.importorskip(name)
    parameter = zstd.CompressionParameter
    packer = zstd.ZstdCompressor(options={parameter.window_log: 28, parameter.compression_level: 1})
    data = packer.compress(b"a" * 1000) + packer.flush()
    with pytest.raises(ParseError, match=r"^a: broken compression: "):
        read(data)

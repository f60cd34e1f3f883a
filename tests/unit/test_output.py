"""Outputs: a file appears whole or not at all, with the mode and through the link it had;
everything else is written in place.
"""

from __future__ import annotations

import io
import os
import stat
import threading
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from newsfmt._output import open_output


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_has_the_mode_that_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with open_output(tmp_path / "new") as stream:
            stream.write(b"a")
            assert names(tmp_path) != ["new"]
    finally:
        os.umask(before)
    assert names(tmp_path) == ["new"]
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def fail(stream: BinaryIO, error: type[BaseException]) -> None:
    stream.write(b"half" * 1_000_000)
    raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_a_failure_leaves_what_was_there(error: type[BaseException], tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    for name in ("old", "new"):
        with pytest.raises(error), open_output(tmp_path / name) as stream:
            fail(stream, error)
    assert names(tmp_path) == ["old"]
    assert (tmp_path / "old").read_bytes() == b"old"


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o444])
def test_the_mode_is_kept(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(mode)
    with open_output(path) as stream:
        stream.write(b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", mode)


def test_links_are_followed_also_dangling_ones(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name, target in (("one", tmp_path / "sub" / "real"), ("two", Path("one"))):
        (tmp_path / name).symlink_to(target)
    with open_output(tmp_path / "two") as stream:
        stream.write(b"x")
    assert (tmp_path / "sub" / "real").read_bytes() == b"x"
    assert (tmp_path / "two").is_symlink()


def test_a_name_as_long_as_names_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("å" * 127)
    with open_output(path) as stream:
        stream.write(b"x")
    assert path.read_bytes() == b"x"


def test_a_path_may_be_str_bytes_or_path(tmp_path: Path) -> None:
    for number, path in enumerate((tmp_path / "a", str(tmp_path / "b"))):
        with open_output(path) as stream:
            stream.write(b"%d" % number)
    assert names(tmp_path) == ["a", "b"]


def test_a_fifo_is_written_in_place(tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    got: list[bytes] = []
    taker = threading.Thread(target=lambda: got.append(path.read_bytes()))
    taker.start()
    with open_output(path) as stream:
        stream.write(b"x")
    taker.join(10)
    assert (got, names(tmp_path)) == ([b"x"], ["fifo"])


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_device_is_named() -> None:
    with pytest.raises(OSError) as caught, open_output("/dev/full") as stream:
        stream.write(b"x")
    assert caught.value.filename == "/dev/full"


def test_the_null_device() -> None:
    with open_output(os.devnull) as stream:
        stream.write(b"x")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_stream_of_the_callers_is_neither_closed_nor_sought() -> None:
    stream = io.BytesIO(b"old")
    stream.seek(3)
    with open_output(stream) as same:
        same.write(b"new")
    assert not stream.closed
    assert stream.getvalue() == b"oldnew"


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing, open_output(tmp_path / "no" / "a"):
        pass
    assert missing.value.filename == str(tmp_path / "no")
    with pytest.raises(IsADirectoryError), open_output(tmp_path):
        pass
    wrong: Any = 3
    with (
        pytest.raises(TypeError, match="give a path or a binary stream to write to, not int"),
        open_output(wrong),
    ):
        pass

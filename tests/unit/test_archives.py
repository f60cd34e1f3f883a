"""Archives as folders: what is in them, in which order, and what is wrong with them.

The archives are real ones, made here; what happens to members in conversions is in
``tests/batch/test_archives.py``.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import random
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import pytest

import newsfmt
from newsfmt.archives import kind_of, kind_of_bytes
from newsfmt.errors import (
    ArchiveError,
    ParseError,
    TruncatedError,
    UnknownFormatError,
)
from newsfmt.format import Limits

from ..batch.archiving import (
    all_but_last,
    contents,
    listed,
    raw_zip,
    special,
    streamed_zip,
    tarred,
    zipped,
    zstd,
)

MEMBERS = [(f"{'ab'[n % 2]}/story {n}.txt", f" date 2021-05-04 Bridge {n}\n\nIt opened.".encode() * n) for n in range(1, 9)]  # fmt: skip
PACKS: dict[str, Callable[[bytes], bytes]] = {
    "tar": bytes, "gz": gzip.compress, "bz2": bz2.compress, "xz": partial(lzma.compress, preset=0), "zst": zstd,
}  # fmt: skip
PACKS = {
    name: lru_cache(maxsize=1)(pack) for name, pack in PACKS.items()
}  # the large ones are slow


# ---- kinds
# ------------------------------------------------------------


@pytest.mark.parametrize("pack", PACKS)
def test_a_tar_archive_is_known_by_what_is_in_it(pack: str, tmp_path: Path) -> None:
    path = tmp_path / "no extension"
    path.write_bytes(PACKS[pack](tarred(MEMBERS)))
    kind = kind_of(path)  # type: ignore[arg-type]
    assert kind is not None
    assert (kind.name, kind.packed) == ("tar", pack != "tar")


@pytest.mark.parametrize(
    "format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT], ids=str
)
def test_every_tar_is_known(format: int) -> None:
    kind = kind_of_bytes(tarred([("a" * 120 + "ü", b"x")] if format else MEMBERS, format))
    assert kind is not None
    assert kind.name == "tar"
    old = bytearray(tarred(MEMBERS, tarfile.USTAR_FORMAT)[:512])
    old[257:265] = bytes(8)  # as before ustar
    old[148:156] = b" " * 8
    old[148:156] = b"%06o\0 " % sum(old)
    assert kind_of_bytes(bytes(old)) == kind


@pytest.mark.parametrize(
    "data",
    [b"", b"a", b"text " * 200, bytes(1024), b"<?xml version='1.0'?>" + b" " * 600, b"0" * 1024],
)
def test_what_is_no_archive_is_none(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a"
    for pack in PACKS.values():
        path.write_bytes(pack(data))
        assert kind_of(os.fspath(path)) is None


@pytest.mark.parametrize(
    "names",
    [
        ["[Content_Types].xml", "word/document.xml"],
        ["_rels/.rels", "word/document.xml", "[Content_Types].xml"],
        ["mimetype", "content.xml"],
        ["META-INF/MANIFEST.MF", "a/B.class"],
    ],
)
def test_documents_that_are_zip_inside_are_no_archives(names: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(zipped((name, b"application/x") for name in names))
    assert kind_of(os.fspath(path)) is None


def test_a_name_like_that_of_office_in_a_folder_is_no_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped([("kept/[Content_Types].xml", b"<Types/>"), *MEMBERS]))
    kind = kind_of(os.fspath(path))
    assert kind is not None
    assert kind.read


@pytest.mark.parametrize(
    "start, title",
    [
        (b"7z\xbc\xaf\x27\x1c\0\4", "7-Zip"),
        (b"Rar!\x1a\x07\x01\0", "RAR"),
        (b"PK\x07\x08PK\x03\x04", "several files"),
        (b"MSCF\0\0\0\0", "Cabinet"),
        (b"!<arch>\ndebian-binary", "ar archive"),
        (b"070701", "cpio"),
    ],
)
def test_what_is_not_looked_into_is_named(start: bytes, title: str, tmp_path: Path) -> None:
    [entry] = listed(start + bytes(100), tmp_path)
    assert entry.name == ""
    assert isinstance(entry.error, ArchiveError)
    assert title in str(entry.error)
    assert "not looked into; unpack it" in str(entry.error)


# ---- members
# ------------------------------------------------------------


@pytest.mark.parametrize("pack", PACKS)
def test_the_members_of_a_tar_archive_come_in_its_order(pack: str, tmp_path: Path) -> None:
    members = [*MEMBERS, ("a/empty", b""), ("a/large", random.Random(1).randbytes(5 << 20)), *MEMBERS[:2]]  # fmt: skip
    assert contents(PACKS[pack](tarred(members)), tmp_path) == members


@pytest.mark.parametrize("pack", PACKS)
def test_a_member_can_be_read_later_and_again(pack: str, tmp_path: Path) -> None:
    large = ("a/large", random.Random(1).randbytes(5 << 20))
    members = [*MEMBERS, large, MEMBERS[0], large]
    found = listed(PACKS[pack](tarred(members)), tmp_path)
    for number in (8, 0, 10, 8, 9):
        content = found[number].content
        assert content is not None
        with content.open(Limits()) as stream:
            assert stream.read() == members[number][1]


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_the_members_of_a_zip_archive_come_in_its_order(method: int, tmp_path: Path) -> None:
    members = [*MEMBERS, ("a/empty", b""), ("a/large", random.Random(1).randbytes(1 << 20)), MEMBERS[0]]  # fmt: skip
    assert contents(zipped(members, method), tmp_path) == members


def test_a_zip_archive_written_to_a_pipe(tmp_path: Path) -> None:
    assert contents(streamed_zip(MEMBERS), tmp_path) == MEMBERS


def test_a_zip_archive_with_64_bit_values(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in MEMBERS:
            with archive.open(name, "w", force_zip64=True) as stream:
                stream.write(data)
        archive.comment = b"PK\5\6 is what the end begins with"
    assert contents(path.read_bytes(), tmp_path) == MEMBERS


def test_a_zip_archive_of_more_members_than_16_bits_hold(tmp_path: Path) -> None:
    found = listed(zipped(((f"{n}", b"") for n in range(70_000)), zipfile.ZIP_STORED), tmp_path)
    assert [entry.name for entry in found] == [f"{n}" for n in range(70_000)]


def test_archives_one_behind_the_other_are_one(tmp_path: Path) -> None:
    data = tarred(MEMBERS[:3]) + tarred(MEMBERS[3:])
    assert contents(data, tmp_path) == MEMBERS
    assert contents(gzip.compress(data) + gzip.compress(tarred(MEMBERS)), tmp_path) == [*MEMBERS, *MEMBERS]  # fmt: skip


def test_what_is_no_file_is_passed_over_with_a_reason(tmp_path: Path) -> None:
    found = listed(
        tarred(
            [
                special("folder", tarfile.DIRTYPE),
                special("link", tarfile.SYMTYPE, "/etc/passwd"),
                special("again", tarfile.LNKTYPE, "a.txt"),
                special("null", tarfile.CHRTYPE),
                special("disk", tarfile.BLKTYPE),
                special("pipe", tarfile.FIFOTYPE),
                special("sparse", tarfile.GNUTYPE_SPARSE),
                special("odd", b"W"),
                ("a.txt", b"a"),
                (".hidden", b"a"),
                ("__MACOSX/._a.txt", b"a"),
            ],
            tarfile.GNU_FORMAT,
        ),
        tmp_path,
    )
    reasons = {entry.name: entry.skipped for entry in found}
    assert reasons == {
        "link": "symbolic link", "again": "hard link", "null": "not a regular file", "disk": "not a regular file",
        "pipe": "not a regular file", "sparse": "sparse file", "odd": "not a regular file", "a.txt": "",
        ".hidden": "hidden", "__MACOSX/._a.txt": "hidden",
    }  # fmt: skip


def test_links_and_devices_in_a_zip_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    modes = {"link": stat.S_IFLNK, "null": stat.S_IFCHR, "folder": stat.S_IFDIR, "a": stat.S_IFREG}
    with zipfile.ZipFile(path, "w") as archive:
        archive.mkdir("empty") if hasattr(archive, "mkdir") else None
        for name, mode in modes.items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, (mode | 0o644) << 16
            archive.writestr(info, b"/etc/passwd")
    assert [(entry.name, entry.skipped) for entry in listed(path.read_bytes(), tmp_path)] == [
        ("link", "symbolic link"), ("null", "not a regular file"), ("a", "")
    ]  # fmt: skip


@pytest.mark.parametrize("make", [tarred, zipped])
def test_names_are_names_alone(make: Callable[..., bytes], tmp_path: Path) -> None:
    names = [
        "../../etc/passwd",
        "/etc/passwd",
        "./a//b.txt",
        "a/../b.txt",
        "a" * 300,
        "ü\u202e.txt",
    ]
    found = contents(make((name, name.encode()) for name in names), tmp_path)
    assert [name for name, _ in found] == [
        "../../etc/passwd", "etc/passwd", "a/b.txt", "a/../b.txt", "a" * 300, "ü\u202e.txt"
    ]  # fmt: skip
    assert [data for _, data in found] == [name.encode() for name in names]


def test_names_that_are_no_utf_8(tmp_path: Path) -> None:
    members = [(b"k\xe5.txt", b"1"), ("kå.txt".encode(), b"2")]
    assert contents(raw_zip(members), tmp_path) == [("kσ.txt", b"1"), ("kå.txt", b"2")]
    assert contents(raw_zip(members, flags=0x800), tmp_path)[0] == ("k\\xe5.txt", b"1")
    tar = tarred([(name.decode("utf-8", "surrogateescape"), data) for name, data in members], tarfile.GNU_FORMAT)  # fmt: skip
    assert contents(tar, tmp_path) == [("k\\xe5.txt", b"1"), ("kå.txt", b"2")]


def test_names_of_windows(tmp_path: Path) -> None:
    assert contents(raw_zip([(b"a\\b.txt", b"1"), (b"a\\", b"")]), tmp_path) == [("a/b.txt", b"1")]
    assert contents(zipped([("a\\b.txt", b"1")]), tmp_path) == [("a\\b.txt", b"1")]


@pytest.mark.parametrize("pack", [*PACKS, "zip"])
def test_members_have_their_share_of_the_file(pack: str, tmp_path: Path) -> None:
    members = [(f"{n}", random.Random(n).randbytes(200_000)) for n in range(9)]
    data = zipped(members) if pack == "zip" else PACKS[pack](tarred(members))
    shares = [entry.share for entry in listed(data, tmp_path)]
    assert 0.6 * len(data) < sum(shares) <= len(data)


# ---- what is wrong
# ------------------------------------------------------------


def cuts(whole: bytes, pack: str) -> list[int]:
    """Where to cut a tar archive so that something is missing that has to be there."""
    if pack != "tar":
        return list(range(len(whole) // 2, len(whole) - 1, 7))
    mark = (len(whole.rstrip(b"\0")) + 511) // 512 * 512
    return [*range(600, mark, 701), *range(1024, mark + 1, 512)]


@pytest.mark.parametrize("pack", PACKS)
def test_a_tar_archive_cut_anywhere_gives_what_stands_before(pack: str, tmp_path: Path) -> None:
    whole = PACKS[pack](tarred(MEMBERS))
    given = set()
    for end in cuts(whole, pack):
        path = tmp_path / "archive"
        path.write_bytes(whole[:end])
        if kind_of(os.fspath(path)) is None:
            continue  # too little is there to see what it is
        found = all_but_last(contents(whole[:end], tmp_path), TruncatedError)
        assert found == MEMBERS[: len(found)]
        given.add(len(found))
    assert len(given) > 2 or pack in ("bz2", "zst")  # which had one block alone


def test_a_tar_archive_without_its_mark_was_cut_off(tmp_path: Path) -> None:
    whole = tarred([("a", b"x" * 512)], tarfile.USTAR_FORMAT)
    assert all_but_last(contents(whole[:1024], tmp_path), TruncatedError) == [("a", b"x" * 512)]
    assert contents(whole[:1536], tmp_path) == [("a", b"x" * 512)]


@pytest.mark.parametrize("make", [zipped, streamed_zip])
def test_a_zip_archive_cut_anywhere_gives_what_stands_before(
    make: Callable[..., bytes], tmp_path: Path
) -> None:
    whole = make(MEMBERS)
    given = set()
    for end in range(40, len(whole) - 1, 13):
        found = all_but_last(contents(whole[:end], tmp_path), TruncatedError)
        assert found == MEMBERS[: len(found)]
        given.add(len(found))
    assert given == set(range(9))


def test_a_broken_member_costs_itself_alone(tmp_path: Path) -> None:
    data = bytearray(zipped(MEMBERS, zipfile.ZIP_STORED))
    place = data.index(b"Bridge 3")
    data[place] ^= 1
    found = contents(bytes(data), tmp_path)
    assert [entry for entry in found if isinstance(entry[1], bytes)] == [*MEMBERS[:2], *MEMBERS[3:]]
    assert "broken in its archive: Bad CRC-32" in str(found[2][1])


def test_a_broken_header_of_a_tar_archive_ends_it(tmp_path: Path) -> None:
    data = bytearray(tarred(MEMBERS))
    place = data.index(b"b/story 3")
    data[place] ^= 1
    found = all_but_last(contents(bytes(data), tmp_path), ArchiveError)
    assert found == MEMBERS[:2]
    junk = tarred(MEMBERS) + b"junk" * 300
    assert all_but_last(contents(junk, tmp_path), ArchiveError) == MEMBERS


@pytest.mark.parametrize("offset", [2, 10, 12, 16])
def test_a_broken_end_of_a_zip_archive(offset: int, tmp_path: Path) -> None:
    data = bytearray(zipped(MEMBERS))
    data[len(data) - 22 + offset] ^= 0x55
    found = contents(bytes(data), tmp_path)
    assert isinstance(found[-1][1], ParseError)


def test_a_directory_that_names_another_member(tmp_path: Path) -> None:
    data = zipped(MEMBERS)
    first = data.index(b"PK\1\2")
    found = contents(data[: first + 46] + b"x" + data[first + 47 :], tmp_path)
    assert found[0][0] == "x/story 1.txt"
    assert "calls it by another name" in str(found[0][1])
    assert found[1:] == MEMBERS[1:]


def test_encrypted_members(tmp_path: Path) -> None:
    members = [(b"a.txt", b"1"), (b"b.txt", b"2"), (b"c/", b"")]
    [entry] = listed(raw_zip(members, flags=1), tmp_path)
    assert entry.name == ""
    assert str(entry.error) == (
        "it is an encrypted ZIP archive with 2 members, which is not looked into; unpack it"
    )
    data = bytearray(raw_zip(members))
    data[data.rindex(b"PK\1\2", 0, data.rindex(b"PK\1\2")) + 8] |= 1
    found = contents(bytes(data), tmp_path)
    assert found[0] == ("a.txt", b"1")
    assert "encrypted" in str(found[1][1])


def test_a_method_that_is_not_read(tmp_path: Path) -> None:
    [(name, error)] = contents(raw_zip([(b"a.txt", b"1")], method=9), tmp_path)
    assert name == "a.txt"
    assert isinstance(error, ArchiveError)
    assert "method 9" in str(error)


# ---- one member, by its path
# ------------------------------------------------------------


@pytest.mark.parametrize("folder", ["", "sub!/folder/", "x.zip!/"])
@pytest.mark.parametrize("pack", [*PACKS, "zip"])
def test_a_member_is_read_by_its_path(pack: str, folder: str, tmp_path: Path) -> None:
    large = ("large.txt", b" date 2021-05-05 Large\n\n" + random.Random(1).randbytes(3 << 20).hex().encode())  # fmt: skip
    members = [*MEMBERS, large, (".hidden/a.txt", MEMBERS[0][1])]
    path = tmp_path / folder / f"wire.{pack}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped(members) if pack == "zip" else PACKS[pack](tarred(members)))
    for name, headline in (("a/story 2.txt", "Bridge 2"), ("large.txt", "Large"), (".hidden/a.txt", "Bridge 1")):  # fmt: skip
        article = next(iter(newsfmt.read(f"{path}!/{name}")))
        assert article.headline == headline
        assert article.origin is not None
        assert article.origin.name == name.rpartition("/")[2]
        assert article.origin.path == f"wire.{pack}!/{name}"


def test_a_path_that_names_no_member(tmp_path: Path) -> None:
    path = tmp_path / "wire.zip"
    path.write_bytes(zipped(MEMBERS))
    with pytest.raises(FileNotFoundError, match="no such member in the archive"):
        newsfmt.read(f"{path}!/a/story 99.txt")
    for none in ("nothing.zip!/a", f"{__file__}!/a", f"{tmp_path}!/wire.zip"):
        with pytest.raises((FileNotFoundError, NotADirectoryError)):
            newsfmt.read(none)
    path.write_bytes(tarred([special("a.txt", tarfile.SYMTYPE, "/etc/passwd")]))
    with pytest.raises(ArchiveError, match="symbolic link"):
        newsfmt.read(f"{path}!/a.txt")
    path.write_bytes(raw_zip([(b"a.txt", b"1")], flags=1))
    with pytest.raises(ArchiveError, match=r"wire\.zip!/a\.txt: it is an encrypted"):
        newsfmt.read(f"{path}!/a.txt")


def test_a_file_of_that_name_comes_first(tmp_path: Path) -> None:
    (tmp_path / "wire.zip!").mkdir()
    (tmp_path / "wire.zip").write_bytes(zipped([("a.txt", MEMBERS[0][1])]))
    (tmp_path / "wire.zip!" / "a.txt").write_bytes(MEMBERS[1][1])
    headlines = [one.headline for one in newsfmt.read(tmp_path / "wire.zip!" / "a.txt")]
    assert headlines[0] == "Bridge 2"


def test_the_command_takes_the_path_of_a_member(tmp_path: Path) -> None:
    (tmp_path / "wire.zip").write_bytes(zipped([("a/b.txt", MEMBERS[0][1])]))
    for arguments in (("inspect",), ("detect",), ("convert", "--to", "json")):
        done = subprocess.run(
            [sys.executable, "-m", "newsfmt", arguments[0], "wire.zip!/a/b.txt", *arguments[1:]],
            capture_output=True, text=True, cwd=tmp_path, check=True,
        )  # fmt: skip
        assert "dated-text" in done.stdout


@pytest.mark.parametrize("pack", [*PACKS, "zip"])
def test_an_archive_read_as_one_input_says_how_to_read_it(pack: str, tmp_path: Path) -> None:
    path = tmp_path / "wire"
    path.write_bytes(zipped(MEMBERS) if pack == "zip" else PACKS[pack](tarred(MEMBERS)))
    with pytest.raises(UnknownFormatError, match=r"archive: name one of its members, as wire\.zip!/a\.xml"):  # fmt: skip
        newsfmt.read(path)

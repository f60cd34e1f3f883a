"""Entry points found without importlib.metadata are those that importlib.metadata finds."""

from __future__ import annotations

import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from newsfmt._registry._installed import EntryPoint, installed


def by_metadata(group: str) -> set[tuple[str, str, str]]:
    return {
        (point.dist.name if point.dist else "", point.name, point.value.replace(" ", ""))
        for point in metadata.entry_points(group=group)
    }


def ours(group: str) -> set[tuple[str, str, str]]:
    return {
        (point.distribution, point.name, point.reference.replace(" ", ""))
        for point in installed(group)
    }


@pytest.mark.parametrize("group", ["console_scripts", "pytest11", "newsfmt", "no.such.group"])
def test_the_same_as_importlib_metadata_in_this_environment(group: str) -> None:
    assert ours(group) == {
        (distribution, name, value.partition("[")[0])
        for distribution, name, value in by_metadata(group)
    }
    if group == "console_scripts":
        assert {"newsfmt", "pytest"} <= {name for _, name, _ in ours(group)}


def distribution(
    folder: Path,
    name: str,
    version: str,
    points: str,
    kind: str = "dist-info",
    about: str = "METADATA",
) -> None:
    info = folder / (f"{name}-{version}.{kind}" if version else f"{name}.{kind}")
    info.mkdir(parents=True)
    (info / about).write_text(
        f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version or '9'}\n\nName: body\n"
    )
    (info / "entry_points.txt").write_text(points)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(
        sys, "path", [str(tmp_path / "one"), str(tmp_path / "two"), "/no/such/folder"]
    )
    monkeypatch.setattr(
        sys,
        "meta_path",
        [finder for finder in sys.meta_path if finder.__module__.startswith("_frozen")],
    )
    return tmp_path


def test_what_a_file_of_entry_points_may_look_like(path: Path) -> None:
    points = "# comment\n[other]\nx = y\n\n[newsfmt]\n a = pkg.mod : obj.attr  # why\nb=pkg [extra]\n; c = d\nempty\n[third]\nz = z\n"
    distribution(path / "one", "my_dist", "1.2.post1", points)
    found = [
        EntryPoint("my-dist", "a", "pkg.mod : obj.attr", "1.2.post1"),
        EntryPoint("my-dist", "b", "pkg", "1.2.post1"),
    ]
    assert installed("newsfmt") == found


def test_the_first_copy_of_a_distribution_on_the_path_counts(path: Path) -> None:
    distribution(path / "one", "my_dist", "2.0", "[newsfmt]\na = new\n")
    distribution(path / "two", "My.Dist", "1.0", "[newsfmt]\na = old\n")
    distribution(path / "two", "old_style", "", "[newsfmt]\na = egg\n", "egg-info", "PKG-INFO")
    assert [
        (point.distribution, point.reference, point.version) for point in installed("newsfmt")
    ] == [
        ("my-dist", "new", "2.0"),
        ("old-style", "egg", "9"),
    ]


def test_the_order_is_by_distribution_and_name(path: Path) -> None:
    distribution(path / "one", "zz", "1", "[newsfmt]\nb = x\na = x\n")
    distribution(path / "two", "aa", "1", "[newsfmt]\nc = x\n")
    assert [point.name for point in installed("newsfmt")] == ["c", "a", "b"]


def test_a_zip_on_the_path_is_left_to_importlib_metadata(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(path / "a.zip", "w") as archive:
        archive.writestr(
            "zipped-3.dist-info/METADATA", "Metadata-Version: 2.1\nName: zipped\nVersion: 3\n"
        )
        archive.writestr("zipped-3.dist-info/entry_points.txt", "[newsfmt]\na = x:y\n")
    monkeypatch.setattr(sys, "path", [str(path / "a.zip")])
    assert installed("newsfmt") == [EntryPoint("zipped", "a", "x:y", "3")]


def test_loading() -> None:
    assert EntryPoint("d", "n", "os.path : join").load() is __import__("os").path.join
    assert EntryPoint("d", "n", "os").load() is __import__("os")
    assert EntryPoint("d", "n", "newsfmt.dates:NewsDate.parse").load().__name__ == "parse"

"""Files of object stores and cluster file systems, by URI, through ``pyarrow.fs``.

Credentials are those of the process (its environment, its instance's role), never in a URI.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO, cast

import attrs

__all__ = ["ArrowFiles", "located"]


@lru_cache(maxsize=16)
def _store(root: str) -> tuple[Any, str]:
    """The store of a scheme and authority, and where its root is."""
    import pyarrow as pa
    from pyarrow import fs

    try:
        store, place = fs.FileSystem.from_uri(root)
    except pa.ArrowInvalid:
        import fsspec

        scheme = root.partition("://")[0]
        store, place = fs.PyFileSystem(fs.FSSpecHandler(fsspec.filesystem(scheme))), ""
    return store, place.rstrip("/")


def located(uri: str) -> tuple[Any, str, str]:
    """Return the store of a URI, the path in it, and what stands before a path there in a URI."""
    scheme, _, rest = uri.partition("://")
    authority, slash, path = rest.partition("/")
    known = "s3" if scheme in ("s3a", "s3n") else scheme
    store, root = _store(f"{known}://{authority}/")
    return store, f"{root}{slash}{path}".rstrip("/") or "/", f"{scheme}://{authority}"


@attrs.frozen
class ArrowFiles:
    """A file system for :func:`newsfmt.batch.pieces`."""

    def find(self, path: str, /) -> Iterator[tuple[str, int]]:
        """Yield each file at or below a URI, with its bytes, sorted. Raises OSError."""
        from pyarrow import fs

        store, place, before = located(path)
        root = place.removesuffix(f"/{path.removeprefix(before).strip('/')}")
        info = store.get_file_info(place)
        if info.type == fs.FileType.NotFound:
            raise FileNotFoundError(2, "no such file or folder", path)
        files = (
            [info]
            if info.type == fs.FileType.File
            else store.get_file_info(fs.FileSelector(place, recursive=True))
        )
        for file in sorted(files, key=lambda file: file.path.encode()):
            if file.type == fs.FileType.File:
                yield before + "/" + file.path[len(root) :].lstrip("/"), file.size

    def open(self, path: str, /) -> BinaryIO:
        """Return a stream of a file. Raises OSError."""
        store, place, _ = located(path)
        return cast("BinaryIO", store.open_input_file(place))

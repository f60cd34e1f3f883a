"""The folder that a job writes to, on this machine or in a store: temporary files, their names, the
manifests of the runs that wrote into it.

A folder that holds anything else is refused, and only what manifests name is ever removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import attrs

import newsfmt
from newsfmt.batch import Outcome, Totals
from newsfmt.errors import OptionError
from newsfmt_spark.files import located

__all__ = ["Folder"]

_MANIFEST = "newsfmt-manifest"
_OWN = ("_SUCCESS", "_temporary")


@attrs.frozen
class Folder:
    """A folder, by its path or URI."""

    path: str

    def begin(self, *, overwrite: bool) -> bool:
        """Make the folder if it is missing, and return whether it was. Raises OptionError where it
        holds what no run wrote, and is not to be overwritten.
        """
        from pyarrow import fs

        store, root = self._at()
        made = store.get_file_info(root).type == fs.FileType.NotFound
        if made:
            store.create_dir(root, recursive=True)
            return True
        if not overwrite:
            known = {name.split("/")[0] for name in self._outputs()}
            for name in self._names():
                own = name in _OWN or name in known or name.startswith(_MANIFEST)
                if not own and not name.startswith("."):
                    raise OptionError(
                        f"{self.path} holds {name}, which no run wrote; name another folder",
                        option="path",
                        given=self.path,
                    )
        return False

    def temporary(self, folder: str, name: str) -> Any:
        """Return a file in ``_temporary`` to write to. Raises OSError."""
        store, root = self._at()
        path = f"{root}/_temporary/{folder}/{name}"
        store.create_dir(path.rpartition("/")[0], recursive=True)
        return store.open_output_stream(path)

    def place(self, folder: str, name: str) -> None:
        """Give a temporary file its name. Raises OSError."""
        store, root = self._at()
        if "/" in name:
            store.create_dir(f"{root}/{name.rpartition('/')[0]}", recursive=True)
        store.move(f"{root}/_temporary/{folder}/{name}", f"{root}/{name}")

    def finish(self, run: str, to: str, outcomes: Sequence[Outcome]) -> None:
        """Write the manifest and ``_SUCCESS``, and remove what is temporary. Raises OSError."""
        store, root = self._at()
        totals = Totals()
        rows: list[dict[str, Any]] = [
            {
                "record": "run", "schema": "newsfmt-manifest/1", "newsfmt": newsfmt.__version__,
                "to": to, "layout": "files", "root": ".",
            }
        ]  # fmt: skip
        for number, outcome in enumerate(outcomes, 1):
            totals.add(outcome)
            rows.append({**outcome.to_dict(newsfmt.__version__), "number": number})
        rows.append(totals.to_dict())
        name = f"{_MANIFEST}-{run}" if f"{_MANIFEST}.jsonl" in self._names() else _MANIFEST
        with store.open_output_stream(f"{root}/{name}.jsonl") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode())
                file.write(b"\n")
        with store.open_output_stream(f"{root}/_SUCCESS"):
            pass
        self._remove_temporary(run)

    def abandon(self, run: str, *, made: bool) -> None:
        """Remove what a run has written, and the folder if it made it and nothing else is there."""
        self._remove_temporary(run)
        if made and not self._names():
            store, root = self._at()
            store.delete_dir(root)

    def remove_runs(self) -> None:
        """Remove what manifests name, and the manifests. Raises OSError."""
        from pyarrow import fs

        store, root = self._at()
        folders = set()
        for name in self._outputs():
            if store.get_file_info(f"{root}/{name}").type == fs.FileType.File:
                store.delete_file(f"{root}/{name}")
            folders.add(name.rpartition("/")[0])
        for folder in filter(None, folders):
            if not store.get_file_info(fs.FileSelector(f"{root}/{folder}", allow_not_found=True)):
                with suppress(OSError):
                    store.delete_dir(f"{root}/{folder}")
        for name in self._names():
            if name.startswith(_MANIFEST) or name == "_SUCCESS":
                store.delete_file(f"{root}/{name}")

    def _remove_temporary(self, run: str) -> None:
        from pyarrow import fs

        store, root = self._at()
        temporary = f"{root}/_temporary"
        with suppress(OSError):  # nothing was written
            store.delete_dir(f"{temporary}/{run}")
        if not store.get_file_info(fs.FileSelector(temporary, allow_not_found=True)):
            with suppress(OSError):
                store.delete_dir(temporary)

    def _outputs(self) -> Iterator[str]:
        """The files that the manifests name, which are below the folder."""
        store, root = self._at()
        for name in self._names():
            if not (name.startswith(_MANIFEST) and name.endswith(".jsonl")):
                continue
            with store.open_input_stream(f"{root}/{name}") as file:
                rows = file.read().decode().splitlines()
            for row in rows:
                for output in json.loads(row).get("outputs", ()):
                    if ".." not in output["path"].split("/"):
                        yield output["path"]

    def _names(self) -> list[str]:
        from pyarrow import fs

        store, root = self._at()
        found = store.get_file_info(fs.FileSelector(root, allow_not_found=True))
        return sorted(info.base_name for info in found)

    def _at(self) -> tuple[Any, str]:
        if "://" in self.path:
            store, place, _ = located(self.path)
            return store, place
        from pyarrow import fs

        return fs.LocalFileSystem(), self.path

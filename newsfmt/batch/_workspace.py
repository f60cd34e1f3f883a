"""The workspace of a run: the place of its outputs, and the run's own folder beside or in them,
which it holds exclusively.

Before anything is made, the place is checked: no foreign file is overwritten, no output goes
between the inputs, no other run is disturbed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import BinaryIO

import attrs

from newsfmt._paths import absolute
from newsfmt.batch._manifest import JOURNAL, is_begun, is_manifest
from newsfmt.batch._names import WORK
from newsfmt.batch._place import is_shard
from newsfmt.batch._run_options import ConversionOptions
from newsfmt.errors import OptionError

__all__ = ["Destination", "Workspace", "locked"]

_LOCK = "lock"
_PATIENCE = 1.0  # seconds to wait for a lock


@attrs.frozen
class Destination:
    """Where the outputs of a run and its manifest go."""

    path: str
    """The folder, or for one output the file; ``-`` is standard output."""
    layout: str
    ending: str
    """The extension of the outputs, with its dot."""
    manifest: str | None
    """Path of the manifest, if one is requested."""
    device: str = ""
    """A pipe or device in place of standard output."""

    @classmethod
    def of(cls, output: str, options: ConversionOptions, ending: str) -> Destination:
        """Return where the outputs of a conversion go. Raises OptionError."""
        if not output:
            raise OptionError(
                "output: give the path of a file or folder", option="output", given=output
            )
        layout = options.layout or ""
        device = output if layout == "stream" and output != "-" and _is_device(output) else ""
        path = "-" if device else output
        manifest: str | None
        if not options.manifest or (options.manifest is True and path == "-"):
            manifest = None
        elif options.manifest is not True:
            manifest = os.fspath(options.manifest)
        elif layout == "stream":
            manifest = f"{path}.manifest.jsonl"
        else:
            manifest = os.path.join(path, "newsfmt-manifest.jsonl")
        return cls(path, layout, ending, manifest, device)

    @property
    def is_stream(self) -> bool:
        """Whether the output is standard output, or a pipe or device in its place."""
        return self.path == "-"

    @property
    def root(self) -> str:
        """The folder that outputs go below."""
        return (os.path.dirname(self.path) or ".") if self.layout == "stream" else self.path

    @property
    def work(self) -> str:
        """The run's own folder."""
        name = f".{os.path.basename(self.path)}{WORK}" if self.layout == "stream" else WORK
        return os.path.join(self.root, name)

    @property
    def own(self) -> frozenset[str]:
        """Real paths that the run writes to, which are not inputs."""
        if self.is_stream:
            return frozenset()
        paths = (self.path, self.work, self.manifest)
        return frozenset(os.path.realpath(path) for path in paths if path)


def _is_device(path: str) -> bool:
    """Whether a path is a pipe or device, which is written directly."""
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


class Workspace:
    """A run's own folder, which it holds until it is closed: ``path``, and ``parts`` in it for the
    files of workers. Raises OptionError where another run holds it, or where something would be
    overwritten.
    """

    def __init__(
        self, place: Destination, inputs: Sequence[str], *, resume: bool, force: bool
    ) -> None:
        self._place = place
        self._keep = False
        self._lock: BinaryIO | None = None
        _check_manifest(place, force=force)
        if place.is_stream:
            self.path = tempfile.mkdtemp(prefix="newsfmt-")
        else:
            os.makedirs(place.root, exist_ok=True)
            _check_inputs(place, inputs)
            made = not os.path.isdir(place.work)
            self.path = place.work
            self._lock = locked(place.work)
            try:
                self._prepare(resume=resume, force=force)
            except OptionError:
                self._keep = not made
                self.close()
                raise
        self.parts = tempfile.mkdtemp(prefix="run-", dir=absolute(self.path))

    def begin(self) -> None:
        """Mark the beginning of the run: from here to :meth:`finish` the folder is kept for the
        next run.
        """
        self._keep = self._place.manifest is not None and not self._place.is_stream

    def finish(self) -> None:
        """Mark the end of the run: the folder is no longer needed."""
        self._keep = False

    def close(self) -> None:
        """Remove files that are no longer needed, and release the folder."""
        if self._keep:
            shutil.rmtree(getattr(self, "parts", ""), ignore_errors=True)
        else:
            self._give_up_steps()
            shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()

    def _give_up_steps(self) -> None:
        """Move the folders of the steps of the run to the files of workers, which every run
        removes: of a folder that is gone in part a later run would not know how it was made.
        """
        with suppress(OSError):  # it may be gone, which is what is wanted
            for entry in [*os.scandir(self.path)] if hasattr(self, "parts") else ():
                if entry.is_dir() and not entry.name.startswith("run-"):
                    os.rename(entry.path, os.path.join(self.parts, entry.name))

    def _prepare(self, *, resume: bool, force: bool) -> None:
        """Prepare the folder, or refuse to overwrite the files of an earlier run."""
        place, journal = self._place, os.path.join(self.path, JOURNAL)
        if resume:
            self._keep = is_begun(journal)
            if self._keep:
                pass
            elif place.manifest and os.path.exists(place.manifest):
                shutil.copyfile(place.manifest, f"{journal}.part")
                os.replace(f"{journal}.part", journal)
            elif not force:
                _check_outputs(
                    place,
                    "exists, and no manifest tells how it was made; say --force to overwrite it",
                )
        elif force:
            _empty(self.path)
        elif os.path.exists(journal):
            raise OptionError(
                f"{place.path}: an earlier run was interrupted; say --resume to go on with it, or --force to begin anew"
            )
        elif place.manifest and os.path.lexists(place.manifest):
            raise OptionError(
                f"{place.manifest} exists; give --resume to add new inputs to it, or --force to begin anew"
            )
        else:
            _check_outputs(place, "exists; say --force to overwrite it")
        for name in os.listdir(self.path):  # files of workers of an earlier run
            if name.startswith("run-"):
                shutil.rmtree(os.path.join(self.path, name), ignore_errors=True)


def _check_manifest(place: Destination, *, force: bool) -> None:
    """Refuse a manifest that could not be written at the end, or would overwrite a file that is not
    a manifest.
    """
    path = place.manifest
    if path is None:
        return
    reason = ""
    folder = os.path.dirname(path) or "."
    if os.path.lexists(path) and not os.path.isfile(path):
        reason = f"{path} is no regular file; name another one for the manifest"
    elif force and os.path.lexists(path) and not is_manifest(path):
        reason = f"{path} is no manifest, and would be lost; name another file for it"
    elif os.path.realpath(folder) != os.path.realpath(place.root) and not os.path.isdir(folder):
        reason = f"{path}: there is no folder {folder}"
    elif place.is_stream and os.path.exists(path) and not force:
        reason = f"{path} exists; say --force to overwrite it"
    if reason:
        raise OptionError(reason, option="manifest", given=path)


def _check_inputs(place: Destination, inputs: Sequence[str]) -> None:
    """Refuse to put outputs between the inputs of a folder, where the next run would read them as
    inputs.
    """
    if place.layout == "stream":
        return
    alone = place.layout == "shards" or len(inputs) == 1
    for path in filter(os.path.isdir, inputs):
        name = "" if alone else os.path.basename(os.path.abspath(path))
        if os.path.realpath(os.path.join(place.root, name)) == os.path.realpath(path):
            raise OptionError(
                f"{path} would hold its own outputs; give another folder as output (-o FOLDER/)",
                option="output",
            )


def _check_outputs(place: Destination, why: str) -> None:
    """Refuse to overwrite an existing file with the only output, or the first of several."""
    there: str | None = None
    if place.layout == "stream" and os.path.lexists(place.path):
        there = place.path
    elif place.layout == "shards":
        shards = (entry.path for entry in os.scandir(place.root) if is_shard(entry.name, place.ending))  # fmt: skip
        there = next(shards, None)
    if there is not None:
        raise OptionError(f"{there} {why}", option="output", given=there)


def _empty(work: str) -> None:
    """Remove the files of an earlier run from its folder, except the lock, which this run holds."""
    for entry in os.scandir(work):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        elif entry.name != _LOCK:
            os.unlink(entry.path)


def locked(work: str) -> BinaryIO:
    """Lock a file in the run's own folder, which is made if missing. Raises OptionError where
    another run holds it.
    """
    path = os.path.join(work, _LOCK)
    end = time.monotonic() + _PATIENCE
    while True:
        os.makedirs(work, exist_ok=True)
        file = open(path, "ab")  # noqa: SIM115 (as long as the run)
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            return file
        except BlockingIOError:  # a run, or for a moment the workers of a run that was killed
            file.close()
            if time.monotonic() > end:
                raise OptionError(
                    f"{work}: another run is at work there; wait for its end"
                ) from None
            time.sleep(0.05)
            continue
        except OSError:  # a file system without locks
            return file
        with suppress(FileNotFoundError):
            if os.path.samestat(os.stat(path), os.fstat(file.fileno())):
                return file
        file.close()  # the run that held it has ended, and removed its folder

"""Find the inputs of a batch: folders and everything below them, patterns, lists and files, in one
stable order.

Every entry comes out once: as an input with the place of its output, or with the reason why it is
skipped. Links are followed only on request, and never in a circle; hidden entries, the output
itself and anything but regular files are skipped.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import cache
from typing import TypeAlias

import attrs

from newsfmt._paths import error_in_words, is_pattern, shown
from newsfmt.archives import SMALLEST, ArchiveKind, Content, kind_of, kind_of_file, member_path
from newsfmt.batch._names import Folder, folder_at, safe_name, stem_of

__all__ = ["OWN", "Input", "Seeker", "Spool", "count_inputs", "found_in"]

OWN = "the output of this run"
"""Why the files that a run writes itself are skipped."""
_Wanted: TypeAlias = Callable[[str, bool], bool]
_Below: TypeAlias = tuple[str, str, frozenset[tuple[int, int]]]
"""A folder on the way: its path, the place of its outputs, and its parent folders; its names are
kept only while it is read.
"""


@attrs.define(repr=False)
class Input:
    """One file."""

    path: str
    """Its path, as it was named or found."""
    folder: Folder
    """The folder for its output."""
    name: str = ""
    """Name of the output in that folder."""
    size: int = 0
    """Bytes."""
    named: bool = False
    """Whether the caller named it, and not only its folder."""
    listed: bool = False
    """Whether it stands in a list of names."""
    skipped: str = ""
    """Why it is skipped."""
    failed: str = ""
    """Why it cannot be an input at all."""
    code: str = "os"
    """Code of that failure."""
    archive: ArchiveKind | None = None
    """Which archive it is, whose members are inputs in its place."""
    member: str = ""
    """The one of its members that was named."""
    content: Content | None = None
    """Its content, where it is a member of an archive and no file."""
    share: int = -1
    """Bytes that it takes of the archive's file; else its size counts."""
    pipe: bool = False
    """Whether it can be read only once, from beginning to end."""
    label: str = ""
    """Its name for messages, if that is not its path."""
    below: str = ""
    """Its path below the folder or archive that was named, with ``/``; empty for a named file."""

    @property
    def shown(self) -> str:
        """Its name as text."""
        name = self.label or self.path
        return name if name.isascii() else shown(name)

    @property
    def work(self) -> int:
        """Bytes of the file that are finished with this input."""
        return self.size if self.share < 0 else self.share

    @property
    def standard(self) -> bool:
        """Whether it is standard input."""
        return self.path == "-" and self.pipe


@attrs.define(repr=False)
class Spool:
    """Stores standard input and pipes as files in a folder, so that workers can open them, and read
    them again if necessary.
    """

    folder: str
    _count: int = 0

    def kept(self, input: Input) -> Input:
        """Return an input that can be opened. Raises OSError where the folder's device is full."""
        if not input.pipe or input.failed:
            return input
        self._count += 1
        path = os.path.join(self.folder, f"input-{self._count}")
        try:
            opened = nullcontext(sys.stdin.buffer) if input.standard else open(input.path, "rb")  # noqa: SIM115 (closed below)
        except OSError as error:
            return attrs.evolve(input, failed=error_in_words(error))
        with opened as source, open(path, "wb") as file:
            import shutil

            shutil.copyfileobj(source, file, 1 << 20)
            size = file.tell()
        kept = attrs.evolve(input, path=path, label=input.shown, size=size, archive=kind_of(path))
        if kept.archive is not None:
            kept.folder = input.folder.inside(safe_name(stem_of(input.shown.strip("<>"))))
        return kept


@attrs.define(repr=False)
class Seeker:
    """Finds the inputs below what was named; ``ending`` is the extension of the outputs, with its
    dot.
    """

    ending: str = ""
    follow: bool = False
    """Follow symbolic links?"""
    omit: frozenset[str] = frozenset()
    """Real paths of the run's own files and folders."""
    _own: frozenset[str] = attrs.field(
        init=False
    )  # their names, so that few paths have to be looked at closely
    _met_standard: bool = attrs.field(default=False, init=False)
    folders: dict[str, Folder] = attrs.field(factory=dict)
    """Folders of the output that several inputs share, by path."""
    archives: bool = True
    """Look which files are archives?"""

    @_own.default
    def _names_of_own(self) -> frozenset[str]:
        return frozenset(os.path.basename(path) for path in self.omit)

    def find(self, named: Iterable[str], *, listed: bool = False) -> Iterator[Input]:
        """Yield the inputs, in order; ``listed`` names come from a file: they are no patterns, and
        keep their folders in the output.
        """
        named = named if listed else list(named)
        alone = not listed and len(named) == 1  # type: ignore[arg-type]
        for text in named:
            if not listed and is_pattern(text):
                yield from self._matching(text, alone=alone)
            elif os.path.isdir(text):
                home = self._home(text, listed=listed, alone=alone)
                yield from self._below(text, home)
            else:
                yield self._one(text, listed=listed, alone=alone)

    # ---- where outputs go
    # ------------------------------------------------------------

    def _folder(self, path: str) -> Folder:
        """A folder of the output that is kept for the whole run."""
        return folder_at(self.folders, path)

    def _home(self, path: str, *, listed: bool, alone: bool) -> Folder:
        """The output folder for a named folder: the root if it is the only one, else a folder with
        its name.
        """
        if alone:
            return self._folder("")
        if listed:
            return self._folder("/".join(_steps(path)))
        root = self._folder("")
        name = root.claim(safe_name(os.path.basename(os.path.abspath(path)) or "root"), source=path)
        return self._folder(name)

    def _one(self, path: str, *, listed: bool, alone: bool) -> Input:
        """A file that was named."""
        folder = self._folder("/".join(_steps(os.path.dirname(path))) if listed else "")
        if path == "-" and not listed:
            return self._standard_input(folder)
        input = Input(path, folder, named=True, listed=listed)
        try:
            mode = os.stat(path)
        except (FileNotFoundError, NotADirectoryError) as error:
            input.failed = error_in_words(error)
            return self._member(input) or input
        except OSError as error:
            input.failed = error_in_words(error)
            return input
        except ValueError as error:  # a NUL in the name
            input.failed = str(error)
            return input
        if stat.S_ISDIR(mode.st_mode):
            input.failed = "a folder that is a link; name what it leads to"
            return input
        input.pipe = stat.S_ISFIFO(mode.st_mode)
        input.size = mode.st_size if stat.S_ISREG(mode.st_mode) else 0
        if self._is_archive(input):
            input.folder = self._home(path, listed=listed, alone=alone)
            return input
        input.name = folder.claim(safe_name(stem_of(path)), self.ending, path)
        return input

    def _member(self, input: Input) -> Input | None:
        """A named member of an archive (``wire.zip!/a.xml``); None for any other name."""
        named = member_path(input.path)
        kind = kind_of(named[0]) if named is not None else None
        if named is None or kind is None:
            return None
        return attrs.evolve(input, path=named[0], archive=kind, member=named[1], failed="")

    def _standard_input(self, folder: Folder) -> Input:
        input = Input("-", folder, named=True, pipe=True, label="<stdin>")
        if self._met_standard:
            input.failed = "standard input is named twice; it can be read once"
        else:
            input.name = folder.claim("stdin", self.ending)
        self._met_standard = True
        return input

    # ---- what is below a folder
    # ------------------------------------------------------------

    def _below(self, top: str, home: Folder, wanted: _Wanted | None = None) -> Iterator[Input]:
        """Everything below a folder, sorted by name, without recursion; the output names of a
        folder are decided together.
        """
        above = frozenset({_identity(top)}) if self.follow else frozenset()
        waiting: list[Iterator[Input | _Below]] = [self._entries(top, home, above, top, wanted)]
        while waiting:
            entry = next(waiting[-1], None)
            if entry is None:
                waiting.pop()
            elif isinstance(entry, Input):
                yield entry
            else:
                folder, output, links = entry
                waiting.append(self._entries(folder, Folder(output), links, top, wanted))

    def _entries(
        self,
        folder: str,
        home: Folder,
        above: frozenset[tuple[int, int]],
        top: str,
        wanted: _Wanted | None,
    ) -> Iterator[Input | _Below]:
        """The entries of one folder: inputs, and the folders in it with what :meth:`_entries`
        takes.
        """
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield Input(folder, home, failed=f"the folder cannot be read: {error_in_words(error)}")
            return
        above_names = folder[len(top) :].replace(os.sep, "/").lstrip("/")
        above_names = f"{above_names}/" if above_names else ""
        listed: list[Input | _Below] = []
        for entry in entries:
            is_folder, reason = self._kind(entry)
            if wanted is not None and (
                (is_folder and reason) or not wanted(os.path.relpath(entry.path, top), is_folder)
            ):
                continue
            if is_folder and not reason:
                if self.follow:
                    identity = _identity(entry.path)
                    if identity in above:
                        listed.append(
                            Input(entry.path, home, skipped="a link to a folder above it")
                        )
                        continue
                    listed.append(
                        (
                            entry.path,
                            home.below(home.claim(safe_name(entry.name))),
                            above | {identity},
                        )
                    )
                else:
                    listed.append(
                        (entry.path, home.below(home.claim(safe_name(entry.name))), above)
                    )
            else:
                below = f"{above_names}{entry.name}"
                listed.append(self._entry(entry, home, reason, below))
        del entries
        listed.reverse()
        while listed:  # each entry is released as it is used
            yield listed.pop()

    def _kind(self, entry: os.DirEntry[str]) -> tuple[bool, str]:
        """Whether an entry is a folder, and why it is skipped, if it is."""
        try:
            is_folder = entry.is_dir()
            if entry.name.startswith("."):
                return is_folder, "hidden folder" if is_folder else "hidden"
            if entry.name in self._own and os.path.realpath(entry.path) in self.omit:
                return is_folder, OWN
            if entry.is_symlink() and not self.follow:
                return is_folder, "symbolic link"
            return is_folder, "" if is_folder or entry.is_file() else "not a regular file"
        except OSError as error:
            return False, error_in_words(error)

    def _entry(self, entry: os.DirEntry[str], home: Folder, reason: str, below: str) -> Input:
        input = Input(entry.path, home, skipped=reason, below=shown(below))
        if reason:
            return input
        try:
            input.size = entry.stat().st_size
        except OSError as error:
            input.failed = error_in_words(error)
            return input
        if self._is_archive(input):
            input.folder = home.inside(safe_name(entry.name))
            return input
        input.name = home.claim(safe_name(stem_of(entry.name)), self.ending, entry.name)
        return input

    def _is_archive(self, input: Input) -> bool:
        """Return the input, or the archive with a folder for its members."""
        if self.archives and input.size >= SMALLEST:
            input.archive = kind_of_file(input.path)
        return input.archive is not None

    # ---- patterns
    # ------------------------------------------------------------

    def _matching(self, pattern: str, *, alone: bool) -> Iterator[Input]:
        """The files that match a pattern; links and hidden files match only where a folder would
        give them.
        """
        top, rest = _parted(pattern)
        home = self._folder("") if alone else self._home(top or ".", listed=False, alone=False)
        if not os.path.isdir(top or "."):
            yield Input(pattern, home, named=True, failed="no file matches the pattern")
            return
        some = False
        for input in self._below(top or ".", home, _wanted(rest)):
            some = True
            yield attrs.evolve(input, path=input.path if top else input.path.removeprefix("./"))
        if not some:
            yield Input(pattern, home, named=True, failed="no file matches the pattern")


def _wanted(pattern: str) -> _Wanted:
    """Two tests: whether a path below the pattern's folder matches, and whether a folder may
    contain matches.
    """
    steps = pattern.split("/")
    matches = _matcher(pattern)

    def wanted(path: str, is_folder: bool) -> bool:
        path = path.replace(os.sep, "/")
        if not is_folder:
            return matches(path)
        depth = path.count("/") + 1
        if "**" in steps[:depth]:
            return True
        return depth < len(steps) and _matcher("/".join(steps[:depth]))(path)

    return wanted


def _identity(path: str) -> tuple[int, int]:
    status = os.stat(path)
    return status.st_dev, status.st_ino


def _steps(path: str) -> list[str]:
    """The safe names of a path's folders, without drive, root and ``..``."""
    rest = os.path.splitdrive(os.path.normpath(path))[1] if path else ""
    return [
        safe_name(step)
        for step in rest.replace("\\", "/" if os.sep == "\\" else "\\").split("/")
        if step not in ("", ".", "..")
    ]


def _parted(pattern: str) -> tuple[str, str]:
    """The folder that a pattern's wildcards begin in, and the rest of the pattern."""
    steps = pattern.replace(os.sep, "/").split("/")
    first = next(index for index, step in enumerate(steps) if any(char in step for char in "*?["))
    top = "/".join(steps[:first])
    return "/" if first and not top else top, "/".join(steps[first:])


@cache
def _matcher(pattern: str) -> Callable[[str], bool]:
    """A test whether a path matches: ``**`` is any folders, ``*`` and ``?`` stay inside one,
    ``[...]`` is a set of characters.
    """
    parts = []
    for step in pattern.split("/"):
        if step == "**":
            parts.append("(?:[^/]+/)*")
            continue
        parts.append(_step(step) + "/")
    whole = re.compile(
        "".join(parts).removesuffix("/") + (r"[^/]+" if pattern.endswith("**") else ""), re.DOTALL
    )
    return lambda path: whole.fullmatch(path) is not None


def _step(step: str) -> str:
    out, index = "", 0
    while index < len(step):
        char = step[index]
        end = step.find("]", index + 2) if char == "[" else -1
        if end > 0:
            inside = step[index + 1 : end].replace("\\", "\\\\")
            out += f"[{'^' + inside[1:] if inside[0] in '!^' else inside}]"
            index = end
        else:
            out += "[^/]*" if char == "*" else "[^/]" if char == "?" else re.escape(char)
        index += 1
    return out


def found_in(
    seeker: Seeker, spool: Spool, named: Sequence[str], files_from: Iterable[str]
) -> Iterator[Input]:
    """Yield the named inputs, then those of a list; pipes and standard input are stored."""
    for input in seeker.find(named) if named else ():
        yield spool.kept(input)
    if files_from:
        yield from seeker.find(files_from, listed=True)


def count_inputs(named: Sequence[str], *, follow_links: bool = False) -> tuple[int, int]:
    """Return an estimate of the number of inputs and of their bytes, without opening them. Raises
    OSError.
    """
    sizes = [input.size for input in Seeker(follow=follow_links, archives=False).find(named)]
    return len(sizes), sum(sizes)

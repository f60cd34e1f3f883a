"""Store part files: below one folder, never outside it, never through a link; or append them to a
stream.

A stream grows in the order of the inputs, so that it is at any time the beginning of the final
output. Separate files are stored as their inputs are finished.
"""

from __future__ import annotations

import errno
import hashlib
import mmap
import os
import re
import stat
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import attrs

from newsfmt._paths import error_in_words
from newsfmt.batch._accounts import Outcome, Output, PartFile
from newsfmt.batch._inputs import Input
from newsfmt.batch._names import Folder, folder_at

__all__ = ["Misplaced", "Root", "Stream", "Tree", "copy_range", "is_shard", "sha256_of"]

_OPEN = 64
_BLOCK = 1 << 20
_SHARD = "articles"
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_DIRECTORY = getattr(os, "O_DIRECTORY", 0)
_BY_DESCRIPTOR = (
    os.open in os.supports_dir_fd and os.rename in os.supports_dir_fd and bool(_NOFOLLOW)
)


class Misplaced(Exception):
    """An output cannot be stored in its place."""


class Root:
    """The root folder of the outputs. Folders below it are opened step by step and never through a
    link.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        os.makedirs(path, exist_ok=True)
        self._open: OrderedDict[str, int] = OrderedDict()
        self._top = os.open(path, os.O_RDONLY | _DIRECTORY) if _BY_DESCRIPTOR else -1

    def close(self) -> None:
        """Close what is open."""
        for descriptor in (*self._open.values(), self._top):
            if descriptor >= 0:
                os.close(descriptor)
        self._open.clear()
        self._top = -1

    def place(self, part: str, path: str, size: int, sha256: str, *, force: bool) -> None:
        """Give a part file its name; an existing file is replaced with ``force``, or if its bytes
        are the same. Raises Misplaced.
        """
        self.check(path, size, sha256, force=force)
        self.name(part, path)

    def check(self, path: str, size: int, sha256: str, *, force: bool) -> None:
        """Raise Misplaced if a file of that size and digest may not be given this name."""
        folder, _, name = path.rpartition("/")
        with _misplaced(path):
            there = self._stat(name, folder, self._at(folder))
            if there is not None and stat.S_ISDIR(there.st_mode):
                raise Misplaced(f"{path} is a folder")
            if there is not None and not force and not self._same(there, path, size, sha256):
                raise Misplaced(f"{path} exists; say --force to overwrite it")

    def name(self, part: str, path: str) -> None:
        """Give a part file its name, which was checked. Raises Misplaced."""
        folder, _, name = path.rpartition("/")
        with _misplaced(path):
            descriptor = self._at(folder)
            if descriptor >= 0:
                os.rename(part, name, dst_dir_fd=descriptor)
            else:
                os.replace(part, self.where(path))

    def is_file(self, path: str, other: str) -> bool:
        """Return whether a path below the root is the given file."""
        try:
            return os.path.samestat(os.lstat(self.where(path)), os.stat(other))
        except OSError:
            return False

    def remove(self, name: str) -> None:
        """Remove a regular file in the root. Raises OSError."""
        if self.size_of(name) is not None:
            os.unlink(os.path.join(self.path, name))

    def size_of(self, path: str) -> int | None:
        """Return the size of a regular file below the root; None where it is missing, or a link is
        on the way.
        """
        folder, _, name = path.rpartition("/")
        try:
            status = self._stat(name, folder, self._at(folder, make=False))
        except (OSError, Misplaced):
            return None
        return status.st_size if status is not None and stat.S_ISREG(status.st_mode) else None

    def holds(self, output: Output) -> bool:
        """Return whether the file of an output exists with the bytes that were written."""
        if self.size_of(output.path) != output.size:
            return False
        return _is_same(self.where(output.path), 0, output)

    def where(self, path: str) -> str:
        """Return the path of a file below the root."""
        return os.path.join(self.path, *path.split("/"))

    def _same(self, there: os.stat_result, path: str, size: int, sha256: str) -> bool:
        if not stat.S_ISREG(there.st_mode) or there.st_size != size:
            return False
        return sha256_of(self.where(path)) == sha256

    def _stat(self, name: str, folder: str, descriptor: int) -> os.stat_result | None:
        try:
            if descriptor >= 0:
                return os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            return os.lstat(os.path.join(self.path, *folder.split("/"), name))
        except FileNotFoundError:
            return None

    def _at(self, path: str, *, make: bool = True) -> int:
        """A descriptor of a folder below the root; -1 on systems that cannot open folders."""
        return self._folder(path, make=make) if _BY_DESCRIPTOR else self._checked(path, make=make)

    def _folder(self, path: str, *, make: bool = True) -> int:
        """A descriptor of a folder below the root; a missing folder is made."""
        if not path:
            return self._top
        if path in self._open:
            self._open.move_to_end(path)
            return self._open[path]
        above, _, name = path.rpartition("/")
        parent = self._folder(above, make=make)
        if make:
            with suppress(FileExistsError):
                os.mkdir(name, dir_fd=parent)
        try:
            descriptor = os.open(name, os.O_RDONLY | _DIRECTORY | _NOFOLLOW, dir_fd=parent)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR):
                raise Misplaced(f"{path} in the output is a link or no folder") from error
            raise
        self._open[path] = descriptor
        if len(self._open) > _OPEN:
            os.close(self._open.popitem(last=False)[1])
        return descriptor

    def _checked(self, path: str, *, make: bool = True) -> int:
        """Make a folder below the root, on systems that cannot open folders; a link on the way is
        refused.
        """
        folder = self.path
        for step in path.split("/") if path else ():
            folder = os.path.join(folder, step)
            if make:
                with suppress(FileExistsError):
                    os.mkdir(folder)
            if os.path.islink(folder) or not os.path.isdir(folder):
                raise Misplaced(f"{path} in the output is a link or no folder")
        return -1


@contextmanager
def _misplaced(path: str) -> Iterator[None]:
    """Raise Misplaced for what the system refuses, but a full or broken device."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO):
            raise
        raise Misplaced(f"{path}: {error_in_words(error)}") from error


def sha256_of(path: str, offset: int = 0, size: int | None = None) -> str:
    """Return the sha256, in hex, of a file or a range of one. Raises OSError."""
    digest = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        file.seek(offset)
        left = size
        while left is None or left > 0:
            data = file.read(_BLOCK if left is None else min(_BLOCK, left))
            if not data:
                break
            digest.update(data)
            left = None if left is None else left - len(data)
    return digest.hexdigest()


def _is_same(path: str, offset: int, output: Output) -> bool:
    """Whether a file has an output's bytes at an offset."""
    try:
        return sha256_of(path, offset, output.size) == output.sha256
    except OSError:
        return False


def copy_range(source: int, target: int, offset: int, size: int) -> None:
    """Append a range of one open file to another, inside the kernel where possible. Raises
    OSError.
    """
    ways = [_copy_file_range, _sendfile, _read_and_write]
    while size:
        try:
            done = ways[0](source, target, offset, size)
        except OSError as error:
            if len(ways) == 1 or error.errno not in (
                errno.EXDEV,
                errno.EINVAL,
                errno.ENOSYS,
                errno.EOPNOTSUPP,
                errno.EBADF,
                errno.EPERM,
            ):
                raise
            del ways[0]
            continue
        if not done:
            raise OSError(errno.EIO, "a part file became shorter")
        offset, size = offset + done, size - done


def _copy_file_range(source: int, target: int, offset: int, size: int) -> int:
    if not hasattr(os, "copy_file_range"):
        raise OSError(errno.ENOSYS, "")
    return os.copy_file_range(source, target, size, offset_src=offset)


def _sendfile(source: int, target: int, offset: int, size: int) -> int:
    if not hasattr(os, "sendfile"):
        raise OSError(errno.ENOSYS, "")
    return os.sendfile(target, source, offset, size)


def _read_and_write(source: int, target: int, offset: int, size: int) -> int:
    os.lseek(source, offset, os.SEEK_SET)
    view = memoryview(os.read(source, min(size, _BLOCK)))
    done = len(view)
    while view:
        view = view[os.write(target, view) :]
    return done


# ---- a tree
# ------------------------------------------------------------


@attrs.define
class Tree:
    """Outputs as separate files: one for each input, or for each article."""

    root: Root
    parts: str
    """The folder of the part files."""
    ending: str
    force: bool
    folders: dict[str, Folder]
    """Folders by path, for names that a pattern makes."""
    by_pattern: bool = False
    """Whether a pattern makes the names."""
    earlier: set[str] = attrs.field(factory=set)
    """Outputs of an earlier run that may be replaced and have not been yet."""

    def store(self, input: Input, outputs: list[PartFile], stored: int) -> list[Output]:
        """Store the outputs of an input; ``stored`` are those stored already. Raises
        Misplaced, OSError.
        """
        done = []
        for number, part in enumerate(outputs, stored + 1):
            path = self._path(input, part, number)
            source = os.path.join(self.parts, part.name)
            if self.force and self.root.is_file(path, input.path):
                raise Misplaced(f"{path} is the input itself; write to another folder")
            self.root.place(
                source, path, part.size, part.sha256, force=self.force or path in self.earlier
            )
            self.earlier.discard(path)
            done.append(
                Output(path=path, size=part.size, sha256=part.sha256, articles=part.articles)
            )
        return done

    def reserve(self, path: str) -> None:
        """Reserve the name of a file in the root."""
        folder, name = os.path.split(path)
        if os.path.realpath(folder or ".") == os.path.realpath(self.root.path):
            self._at("").take(name)

    def keep(self, input: Input, outcome: Outcome) -> None:
        """Take the names of the outputs of an earlier run."""
        for output in outcome.outputs:
            home, name = self._home(input, output)
            home.take(name)
            self.earlier.discard(output.path)

    def holds(self, input: Input, outcome: Outcome) -> bool:
        """Return whether the outputs of an earlier run still exist, under the names that they would
        get now.
        """
        for number, output in enumerate(outcome.outputs):
            home, name = self._home(input, output)
            if number or self.by_pattern:
                if home.has(name):  # another input of this run has it
                    return False
            elif output.path != input.folder.below(input.name):
                return False
        return all(map(self.root.holds, outcome.outputs))

    def _home(self, input: Input, output: Output) -> tuple[Folder, str]:
        """The folder and the name of an output of an earlier run."""
        folder, _, name = output.path.rpartition("/")
        return (input.folder if folder == input.folder.path else self._at(folder)), name

    def _path(self, input: Input, part: PartFile, number: int) -> str:
        if part.wanted:
            folder, _, stem = part.wanted.rpartition("/")
            home = self._at(folder)
            return home.below(home.claim(stem, self.ending))
        if number == 1:
            return input.folder.below(input.name)
        stem = input.name.removesuffix(self.ending)
        return input.folder.below(input.folder.claim(f"{stem}-{number}", self.ending))

    def _at(self, path: str) -> Folder:
        return folder_at(self.folders, path)


def is_shard(name: str, ending: str) -> bool:
    """Return whether a file has the name of one of several output files."""
    return re.fullmatch(rf"{_SHARD}-\d{{5,}}{re.escape(ending)}", name) is not None


# ---- a stream
# ------------------------------------------------------------


@attrs.define
class Stream:
    """Outputs in one stream: one file, files of a given size, or standard output."""

    parts: str
    data: str
    """Path of the growing file, in the run's own folder; empty for standard output."""
    name: str
    """Name of the file, or the beginning of the names of several."""
    root: Root | None = None
    ending: str = ""
    force: bool = False
    articles_limit: int | None = None
    bytes_limit: int | None = None
    device: str = ""
    """A stream in place of standard output."""
    number: int = 1
    """Number of the growing file."""
    size: int = 0
    """Its bytes."""
    articles: int = 0
    """Its articles."""
    _file: int = -1
    _waiting: tuple[str, int, int] = ("", 0, 0)
    """A part file, and the range of it that was not appended yet."""

    @property
    def several(self) -> bool:
        """Whether there may be several files."""
        return self.articles_limit is not None or self.bytes_limit is not None

    @property
    def growing(self) -> str:
        """Path of the growing file; each of several has its own path, so that a resumed run cannot
        confuse them.
        """
        return f"{self.data}-{self.number:05}" if self.several else self.data

    @property
    def path(self) -> str:
        """The name of the growing file."""
        return f"{self.name}-{self.number:05}{self.ending}" if self.several else self.name

    def store(self, input: Input, outputs: list[PartFile], stored: int) -> list[Output]:
        """Append the outputs of an input. Raises Misplaced, OSError."""
        parts = [part for part in outputs if part.articles]
        done = []
        for part in parts if self.several else ():
            with self._opened(part.name) as source:
                done += [self._copy(source, *piece) for piece in self._pieces(source, part)]
        if not self.several:
            done = list(map(self.append, parts))
            self.flush()
        return done

    def append(self, part: PartFile) -> Output:
        """Append an output to the one stream; its bytes follow with those of the next ones, when
        the stream is flushed. Raises OSError.
        """
        self._target()  # which is truncated to the size so far when it is opened
        name, start, end = self._waiting
        if (name, end) != (part.name, part.offset):
            self.flush()
            name, start = part.name, part.offset
        self._waiting = (name, start, part.offset + part.size)
        return self._grown(part.size, part.sha256, part.articles)

    def flush(self) -> None:
        """Append the bytes that wait in a part file. Raises OSError."""
        name, start, end = self._waiting
        self._waiting = ("", 0, 0)
        if name:
            with self._opened(name) as source:
                copy_range(source, self._target(), start, end - start)

    @contextmanager
    def _opened(self, name: str) -> Iterator[int]:
        """Open a part file."""
        source = os.open(os.path.join(self.parts, name), os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            yield source
        finally:
            os.close(source)

    def _copy(self, source: int, offset: int, size: int, sha256: str, articles: int) -> Output:
        if self.articles and self._full(size, articles):
            self._next()
        copy_range(source, self._target(), offset, size)
        return self._grown(size, sha256, articles)

    def _grown(self, size: int, sha256: str, articles: int) -> Output:
        """Count an output that was appended."""
        done = Output(path=self.path, offset=self.size, size=size, sha256=sha256, articles=articles)
        self.size += size
        self.articles += articles
        return done

    def _full(self, size: int, articles: int) -> bool:
        by_articles = (
            self.articles_limit is not None and self.articles + articles > self.articles_limit
        )
        return by_articles or (self.bytes_limit is not None and self.size + size > self.bytes_limit)

    def _pieces(self, source: int, part: PartFile) -> list[tuple[int, int, str, int]]:
        """The range of an input, cut at articles where files end: offset, size, sha256,
        articles.
        """
        if not self._full(part.size, part.articles):
            return [(part.offset, part.size, part.sha256, part.articles)]
        pieces = []
        size, articles = (self.size, self.articles) if not self._full(1, 1) else (0, 0)
        with (
            mmap.mmap(source, 0, prot=mmap.PROT_READ)
            if hasattr(mmap, "PROT_READ")
            else mmap.mmap(source, 0, access=mmap.ACCESS_READ) as data
        ):
            begin = offset = part.offset
            held, end = 0, part.offset + part.size
            while offset < end:
                line = data.find(b"\n", offset, end) + 1 or end
                too_many = self.articles_limit is not None and articles + 1 > self.articles_limit
                too_much = (
                    self.bytes_limit is not None
                    and articles
                    and size + line - offset > self.bytes_limit
                )
                if (too_many or too_much) and held:
                    pieces.append(
                        (
                            begin,
                            offset - begin,
                            hashlib.sha256(data[begin:offset]).hexdigest(),
                            held,
                        )
                    )
                    begin, held = offset, 0
                if too_many or too_much:
                    size = articles = 0
                size, articles, held, offset = size + line - offset, articles + 1, held + 1, line
            pieces.append((begin, end - begin, hashlib.sha256(data[begin:end]).hexdigest(), held))
        return pieces

    def _target(self) -> int:
        if self._file < 0:
            if not self.data:
                self._file = (
                    os.open(self.device, os.O_WRONLY | getattr(os, "O_BINARY", 0))
                    if self.device
                    else 1
                )
            else:
                if self.size and not os.path.lexists(self.growing):
                    self._take_back()
                self._file = os.open(
                    self.growing, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666
                )
                os.ftruncate(self._file, self.size)
                os.lseek(self._file, self.size, os.SEEK_SET)
        return self._file

    def _next(self) -> None:
        """Close the growing file and give it its name."""
        self._target()  # truncates the remains of an interrupted run
        self.close()
        if self.root is not None:
            self.root.place(self.growing, self.path, self.size, "", force=self.force)
        self.number, self.size, self.articles = self.number + 1, 0, 0

    def keep(self, input: Input, outcome: Outcome) -> None:
        """Continue behind the output of an earlier run: the growing file ends where this output
        ends.
        """
        for output in outcome.outputs:
            if output.path != self.path:
                self.number, self.size, self.articles = self.number + 1, 0, 0
            self.size = (output.offset or 0) + output.size
            self.articles += output.articles

    def holds(self, input: Input, outcome: Outcome) -> bool:
        """Return whether the output of an earlier run still exists."""
        stream = attrs.evolve(self, file=-1)
        for output in outcome.outputs:
            if output.path != stream.path:
                stream.number, stream.size = stream.number + 1, 0
            if output.path != stream.path or output.offset != stream.size:
                return False
            stream.size += output.size
            if not stream._there(output):
                return False
        return True

    def _there(self, output: Output) -> bool:
        end = (output.offset or 0) + output.size
        path, size = self.growing, None
        with suppress(OSError):  # the growing file is newer than the named one
            size = os.stat(path).st_size
        if size is None and self.root is not None:
            path, size = self.root.where(output.path), self.root.size_of(output.path)
        return size is not None and size >= end and _is_same(path, output.offset or 0, output)

    def _take_back(self) -> None:
        """Continue a file that has its name already, behind the part that is kept. Raises
        OSError.
        """
        if self.root is None or self.root.size_of(self.path) is None:
            return
        binary = getattr(os, "O_BINARY", 0)
        source = os.open(self.root.where(self.path), os.O_RDONLY | _NOFOLLOW | binary)
        target = os.open(
            f"{self.growing}.part", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | binary, 0o666
        )
        try:
            copy_range(source, target, 0, self.size)
        finally:
            os.close(source)
            os.close(target)
        os.replace(f"{self.growing}.part", self.growing)

    def finish(self) -> None:
        """Give the last file its name, and remove later files of an earlier run.
        Raises Misplaced, OSError.
        """
        if self.root is None or not self.articles:
            return
        if (
            os.path.lexists(self.growing) or self.root.size_of(self.path) != self.size
        ):  # else an earlier run gave it its name
            self._target()
            self.close()
            self.root.place(self.growing, self.path, self.size, "", force=self.force)
        if self.several and self.force:
            for name in os.listdir(self.root.path):
                if (
                    is_shard(name, self.ending)
                    and int(name[len(self.name) + 1 : -len(self.ending)]) > self.number
                ):
                    self.root.remove(name)

    def close(self) -> None:
        """Close the growing file."""
        if self._file > 2:
            os.close(self._file)
        self._file = -1

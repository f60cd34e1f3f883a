"""Members of archives as inputs: an archive comes in, its members go out in its place and in its
order, each with the place of its output.

Like a folder, an archive is not an input itself; but a fault of the archive is one failed input
with its name, after the members that could be read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import attrs

from newsfmt._paths import absolute, error_in_words, shown
from newsfmt.archives import ArchiveKind, Content, Entry, entries
from newsfmt.batch._inputs import Input
from newsfmt.batch._names import Folder, safe_name, stem_of
from newsfmt.format import Limits

__all__ = ["sha256_of_content", "unfolded"]

_DEEPEST = 32  # depth of the folders for outputs
_BLOCK = 1 << 20


def unfolded(inputs: Iterable[Input], limits: Limits, ending: str = "") -> Iterator[Input]:
    """Yield the inputs, and for an archive its members; ``ending`` is the extension of the outputs,
    with its dot, where each input has its own output.
    """
    for each in inputs:
        if each.archive is None or each.failed:
            yield each
        else:
            yield from _members(each, each.archive, limits, ending)


def _members(archive: Input, kind: ArchiveKind, limits: Limits, ending: str) -> Iterator[Input]:
    homes = _Homes(archive.folder)
    empty = True
    try:
        for entry in entries(absolute(archive.path), kind, limits):
            if archive.member and entry.name not in ("", archive.member):
                continue
            empty = False
            if entry.name:
                yield _member(archive, entry, homes if ending else None, ending)
            elif entry.error is not None:
                yield _failed(archive, str(entry.error), entry.error.code)
    except OSError as error:
        yield _failed(archive, error_in_words(error), "os")
        return
    if empty and archive.member:
        yield attrs.evolve(
            _failed(archive, "no such member in the archive", "os"),
            path=f"{archive.path}!/{archive.member}",
        )
    elif empty:
        yield _failed(archive, f"{kind.title} without a file in it", "no-articles")


def _failed(archive: Input, reason: str, code: str) -> Input:
    return attrs.evolve(archive, archive=None, failed=reason, code=code)


def _member(archive: Input, entry: Entry, homes: _Homes | None, ending: str) -> Input:
    below = archive.below or shown(os.path.basename(archive.path))
    member = Input(
        f"{archive.path}!/{entry.name}",
        archive.folder,
        label=f"{archive.label}!/{entry.name}" if archive.label else "",
        below=entry.name if archive.label else f"{below}!/{entry.name}",
        named=bool(archive.member),
        listed=archive.listed,
        skipped="" if archive.member and entry.content is not None else entry.skipped,
        share=entry.share,
    )
    if entry.error is not None:
        member.failed, member.code = str(entry.error), entry.error.code
    if entry.content is None or member.skipped:
        return member
    member.content, member.size = entry.content, entry.content.size
    if homes is not None:
        *folders, name = entry.name.split("/")
        member.folder = homes.at(() if archive.member else tuple(folders))
        member.name = member.folder.claim(safe_name(stem_of(name)), ending, name)
    return member


class _Homes:
    """The output folders for the folders of one archive."""

    def __init__(self, home: Folder) -> None:
        self._folders: dict[tuple[str, ...], Folder] = {(): home}

    def at(self, steps: tuple[str, ...]) -> Folder:
        """Return the output folder for a folder of the archive; folders that are too deep share
        one.
        """
        folder = self._folders.get(steps)
        if folder is None:
            if len(steps) > _DEEPEST:
                steps = (*steps[: _DEEPEST - 1], "/".join(steps[_DEEPEST - 1 :]))
            above = self.at(steps[:-1])
            name = above.claim(safe_name(steps[-1]), source="/".join(steps))
            folder = self._folders[steps] = Folder(above.below(name))
        return folder


def sha256_of_content(content: Content, limits: Limits) -> str:
    """Return the sha256, in hex, of the content of a member. Raises OSError, ParseError."""
    import hashlib

    digest = hashlib.sha256()
    with content.open(limits) as stream:
        while data := stream.read(_BLOCK):
            digest.update(data)
    return digest.hexdigest()

"""Names of outputs: safe on every file system, and all different, whatever the names of the inputs.

The names of inputs come in; path components go out that Windows, macOS and Linux all accept. Of two
names that some file system treats as one (by case or Unicode form) the later one gets a mark made
from the name itself.
"""

from __future__ import annotations

import os
import re
import unicodedata

__all__ = ["WORK", "Folder", "folder_at", "safe_name", "stem_of"]

# bytes: 255 is the limit, and a mark, a number, an extension and a temporary ending have to fit
_LONGEST = 200
_RESERVED = frozenset(
    (
        "con",
        "prn",
        "aux",
        "nul",
        "conin$",
        "conout$",
        *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"),
    )
)
WORK = ".newsfmt-work"
"""Name of a run's own folder in its output; no output may have this name."""
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(?<!\.)")
_FORBIDDEN = frozenset('<>:"/\\|?*')
_PACKED = (".gz", ".bz2", ".xz", ".zst", ".Z")


def safe_name(name: str) -> str:
    """Return a name as one path component that every file system accepts; other characters become
    ``_``.

    >>> safe_name("../a:b\\x1b.txt"), safe_name("con.txt"), safe_name("Å. ")
    ('.._a_b_.txt', '_con.txt', 'Å')
    """
    if (
        _PLAIN.fullmatch(name)
        and name.partition(".")[0].lower() not in _RESERVED
        and name.lower() != WORK
    ):
        return name  # as most are
    text = unicodedata.normalize("NFC", name)
    text = "".join(
        "_" if char in _FORBIDDEN or not (char.isprintable() or char == "\u00a0") else char
        for char in text
    )
    text = text.rstrip(". ").lstrip(" ")
    if (
        text.lower() == WORK
        or text.partition(".")[0].rstrip(" ").lower() in _RESERVED
        or text.startswith("-")
        or not text
    ):
        text = f"_{text}"
    if len(text.encode()) > _LONGEST:
        text = _shortened(text, name)
    return text


def _shortened(text: str, name: str) -> str:
    """The beginning of a name that is too long, and a mark made from the whole name."""
    text = text[:_LONGEST]
    while len(text.encode()) > _LONGEST - 9:
        text = text[:-1]
    return f"{text.rstrip('. ')}~{_mark(name)}"


def _mark(name: str) -> str:
    import hashlib  # few names need it, and it takes milliseconds

    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _key(name: str) -> str:
    """The key of a name: names with equal keys are one name on some file system."""
    return (
        name.lower()
        if name.isascii()
        else unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
    )


def stem_of(path: str) -> str:
    """Return the last component of a path without its extension; a compressed file loses both
    extensions.

    >>> stem_of("a/story.txt.gz")
    'story'
    """
    name = os.path.basename(path)
    if name.endswith(_PACKED):
        for packed in _PACKED:
            name = name.removesuffix(packed)
    return os.path.splitext(name)[0] or name


class Folder:
    """One folder of the output: its path below the root, and the names in use."""

    __slots__ = ("_taken", "path")

    def __init__(self, path: str = "") -> None:
        self.path = path
        self._taken: set[str] = set()

    def claim(self, stem: str, ending: str = "", source: str = "") -> str:
        """Take a free name for ``stem`` and ``ending``; a mark, if needed, is made from ``source``."""
        name = f"{stem}{ending}"
        number = 0
        while _key(name) in self._taken:
            number += 1
            mark = _mark(f"{source or stem}\x00{number}" if number > 1 else source or stem)
            name = f"{stem}~{mark}{ending}"
        self._taken.add(_key(name))
        return name

    def inside(self, name: str) -> Folder:
        """Return a new folder in this one, and take its name."""
        return Folder(self.below(self.claim(name)))

    def has(self, name: str) -> bool:
        """Return whether a name is taken."""
        return _key(name) in self._taken

    def take(self, name: str) -> None:
        """Take a name that an earlier run gave."""
        self._taken.add(_key(name))

    def below(self, name: str) -> str:
        """Return the path below the root of a name in this folder."""
        return f"{self.path}/{name}" if self.path else name


def folder_at(folders: dict[str, Folder], path: str) -> Folder:
    """Return the folder with that path, or one that some file system treats as the same; a missing
    one is made.
    """
    key = _key(path)
    if key not in folders:
        folders[key] = Folder(path)
    return folders[key]

"""What stands behind the story of an IPTC 7901 message: notebook, information not for publication,
sign-off. It is never body.
"""

from __future__ import annotations

import re

from newsfmt.article import Note

__all__ = ["MARK", "NOTEBOOK", "PHRASE", "SIGN_OFF", "notes", "opens"]

MARK = "* * * *"
PHRASE = "The following information is not for publication"
NOTEBOOK = "# Notebook"
SIGN_OFF = "sign-off"
_STARS = re.compile(r"\*(?: ?\*){3}")
_NOTEBOOK = re.compile(
    r"#\s{1,4}(?:[^\s#]{1,20}[\s-]{1,4}){0,2}(?:notebook|notizblock|bloc-notes|notes?|redaktion\w*|editor\w*|contacts?|kontakte?)\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"(?:the\s{1,4})?following\s{1,4}information\s{1,4}is\s{1,4}not\s{1,4}(?:intended\s{1,4})?for\s{1,4}publication"
    r"|die\s{1,4}folgenden\s{1,4}informationen\s{1,4}sind\s{1,4}nicht\s{1,4}(?:zur|für\s{1,4}die)\s{1,4}veröffentlichung",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"[a-z]{2,5}(?:[ /][a-z0-9]{1,4}){1,6}|\((?:Schluss|Schluß|SCHLUSS)\)(?: [\w/ ]{1,20})?"
)


def opens(rows: list[str], place: int) -> bool:
    """Whether the notes begin at a row: a notebook's heading, the phrase, or asterisks with the
    phrase behind them.
    """
    row = rows[place].strip()
    if row[:1] == "#":
        return _NOTEBOOK.match(row) is not None
    if row[:1] == "*":
        if not _STARS.fullmatch(row):
            return False
        row = next((later.strip() for later in rows[place + 1 : place + 4] if later.strip()), "")
    return row[:1] in {"t", "T", "f", "F", "d", "D"} and _PRIVATE.match(row) is not None


def notes(rows: list[str]) -> tuple[list[str], tuple[Note, ...]]:
    """Return the rows of the story, and the notes behind it."""
    rows = list(rows)
    while rows and not rows[-1].strip():
        del rows[-1]
    start = next(
        (place for place in range(len(rows)) if rows[place][:1] and opens(rows, place)), len(rows)
    )
    off = rows[-1].strip() if rows and _SIGN_OFF.fullmatch(rows[-1].strip()) else ""
    if off and (
        start < len(rows) - 1
        or len(rows) == 1
        or not rows[-2].strip()
        or rows[-1][:1].isspace()
        or off[0] == "("
    ):
        del rows[-1]
    else:
        off = ""
    found = [note for part in _sections(rows[start:]) if (note := _note(part)) is not None]
    if off:
        found.append(Note(off, SIGN_OFF))
    return rows[:start], tuple(found)


def _sections(rows: list[str]) -> list[list[str]]:
    """The rows of the notes, cut before each line of asterisks and each notebook's heading."""
    parts: list[list[str]] = []
    for row in rows:
        bare = row.strip()
        if not parts or _STARS.fullmatch(bare) or (bare[:1] == "#" and _NOTEBOOK.match(bare)):
            parts.append([])
        parts[-1].append(row)
    return parts


def _note(rows: list[str]) -> Note | None:
    """One note; the marks that say what it is are not its text."""
    role = None
    lines = [row.rstrip() for row in rows]
    if _STARS.fullmatch(lines[0].strip()):
        del lines[0]
    lines = _trimmed(lines)
    if lines and _NOTEBOOK.match(lines[0].strip()):
        role = "notebook"
        lines = lines[1:] if lines[0].strip() == NOTEBOOK else lines
    elif lines and lines[0].strip() == PHRASE:
        del lines[0]
    lines = _trimmed(lines)
    text = "\n".join(line for place, line in enumerate(lines) if line or lines[place - 1]).strip()
    return Note(text, role) if text else None


def _trimmed(lines: list[str]) -> list[str]:
    """The lines without blank ones at either end."""
    said = [place for place, line in enumerate(lines) if line.strip()]
    return lines[said[0] : said[-1] + 1] if said else []

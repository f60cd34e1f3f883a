"""The lines between STX and the text of an IPTC 7901 message: kickers (``1ST LEAD``), headline,
byline, the last one ending in `` =``.
"""

from __future__ import annotations

import re
from typing import Any

from newsfmt import prose
from newsfmt.article import Concept
from newsfmt_wire import blocks, datelines

__all__ = ["fields", "split"]

_MOST = 8
# columns: a line that the next word would not have fitted was broken by them, not by the desk
_FULL = 69
_KNOWN = re.compile(
    r"(?:\d{1,2}(?:ST|ND|RD|TH|\.)\s+)?(?:LEAD|ADD|TAKE|UPDATE|REFILE|CORRECTION|CORRECTED|URGENT|EXTRA|BULLETIN|FLASH|KILL|REPEAT|ADVISORY|FEATURE|"
    r"EILMELDUNG|EIL|KORREKTUR|BERICHTIGUNG|WIEDERHOLUNG|ZUSAMMENFASSUNG|VORAUSMELDUNG|ACHTUNG)\b[A-Z0-9 .:/()-]{0,40}",
    re.IGNORECASE,
)
_SUBTITLE = ("Utl.:", "UTL.:", "Subtitle:", "Sottotitolo:")
"""What a line below the headline is marked with; APA sends it apart."""
_BY = ("By ", "BY ", "by ")


def split(rows: list[str]) -> tuple[list[str], list[str]]:
    """Return the heading lines, without their closing mark, and the rows of the text."""
    start = next((place for place, row in enumerate(rows) if row.strip()), len(rows))
    end = _blank(rows, start)
    marks = [
        place
        for place in range(start, min(end, start + _MOST))
        if rows[place].rstrip().endswith("=")
    ]
    if not marks:
        return _unmarked(rows, start, end)
    cut = marks[-1] + 1
    lines = rows[start:cut]
    for _ in range(2 if cut == end else 0):  # a byline with a mark of its own may stand apart
        after = next(
            (place for place in range(cut, min(cut + 4, len(rows))) if rows[place].strip()), None
        )
        if after is None or not rows[after].rstrip().endswith("="):
            break
        if not rows[after].startswith(_SUBTITLE) and not _is_byline(
            _bare(rows[after]), marked=rows[after]
        ):
            break
        lines.append(rows[after])
        cut = after + 1
    return [line for line in map(_bare, lines) if line], rows[cut:]


def _unmarked(rows: list[str], start: int, end: int) -> tuple[list[str], list[str]]:
    """A block that nothing marks as heading is one only if it is short, flush, no sentence, no
    dateline, and text follows.
    """
    block = rows[start:end]
    flat = " ".join(row.strip() for row in block)
    follows = any(row.strip() for row in rows[end:])
    if (
        not 1 <= len(block) <= 4
        or not follows
        or any(row[0].isspace() for row in block)
        or len(flat) > 250
    ):
        return [], rows
    if flat[0] in "#*-" or datelines.dateline(flat) is not None:
        return [], rows
    last = block[-1].rstrip()[-1]
    if last in ".:;" or (last in "!?" and not _begins_with_a_dateline(rows[end:])):
        return [], rows
    return [row.strip() for row in block], rows[end:]


def _begins_with_a_dateline(rows: list[str]) -> bool:
    first = next((row.strip() for row in rows if row.strip()), "")
    return datelines.dateline(first) is not None


def _blank(rows: list[str], start: int) -> int:
    return next((place for place in range(start, len(rows)) if not rows[place].strip()), len(rows))


def _bare(row: str) -> str:
    return row.strip().removesuffix("=").rstrip()


def _is_byline(line: str, *, marked: str) -> bool:
    """A byline that is certain, or a line that says so and closes the heading."""
    if blocks.reading(line) is not None:
        return True
    return (
        line.startswith(_BY)
        and marked.rstrip().endswith("=")
        and len(line) <= 120
        and line[-1] not in ".!?"
    )


def fields(lines: list[str]) -> dict[str, Any]:
    """Return what the heading lines say as fields of an Article: signals, headline, subheadline,
    byline, byline_title, alt_headlines.
    """
    found: dict[str, Any] = {}
    lines = list(lines)
    if len(lines) > 2 and blocks.reading(lines[-2]) is not None and prose.affiliation(lines[-1]):
        found["byline_title"] = lines.pop()
    if len(lines) > 1 and _is_byline(lines[-1], marked="=") and not _broken(lines[-2], lines[-1]):
        found["byline"] = lines.pop()
    signals = []
    while len(lines) > 1 and _is_signal(lines[0], lines[1]):
        signals.append(Concept(name=lines.pop(0)))
    found["signals"] = tuple(signals)
    whole: list[str] = []
    last = ""
    for line in lines:
        if last and _broken(last, line):
            whole[-1] += f" {line}"
        else:
            whole.append(line)
        last = line
    if whole:
        found["headline"] = whole[0]
    if len(whole) > 1:
        found["subheadline"] = " ".join(whole[1:])
    return found


def _broken(line: str, following: str) -> bool:
    """Whether a line was full, so that the next one goes on with it."""
    return (
        len(line) + 1 + len(following.split(" ", 1)[0]) > _FULL
        and len(line) <= 80
        and blocks.reading(following) is None
    )


def _is_signal(line: str, following: str) -> bool:
    if line[0] == "(" and line[-1] == ")" and len(line) <= 60:
        return True
    if _KNOWN.fullmatch(line):
        return line.isupper() or line[:1].isdigit()
    return (
        line.isupper()
        and not following.isupper()
        and len(line) <= 24
        and len(line.split()) <= 3
        and line[-1] not in ".!?,;:"
    )

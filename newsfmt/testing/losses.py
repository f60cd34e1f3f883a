"""The values of an Article that did not come back from a round trip, as paths, and those of them
without a report.

Two Articles come in, the one written and the one read again, with the diagnostics of the writer;
paths go out, in the notation of diagnostics (``subjects[2].relevance``, ``body[3]``).
:mod:`newsfmt.losses` says what a report names.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from newsfmt.article import Article
from newsfmt.diagnostics import Diagnostic
from newsfmt.losses import differences, settled
from newsfmt.prose import without_prefix

__all__ = ["changed", "overstated", "silent"]


def changed(before: Article, after: Article) -> list[str]:
    """Return the paths of the values that differ.

    A dateline's prefix that the target stores in its own slot, and cuts from the text
    (model-rules.md §3), is not a difference.

    >>> changed(Article(headline="a", keywords=("b",)), Article(headline="a", keywords=("c",)))
    ['keywords[0]']
    """
    return [difference.path for difference in differences(_slotted(before, after), after)]


def silent(
    before: Article,
    after: Article,
    reported: Iterable[Diagnostic],
    writes: frozenset[str] | None = None,
) -> list[str]:
    """Return the paths of the differences that no ``write.`` diagnostic names, with the values of
    both sides; ``writes`` is the declaration of the format.
    """
    reports = _reports(reported)
    before = _slotted(before, after, reports)
    _, unreported = settled(before, reports, differences(before, after, writes))
    return [
        f"{difference.path}: {_short(difference.before)} came back as {_short(difference.after)}"
        for difference in unreported
    ]


def overstated(before: Article, after: Article, reported: Iterable[Diagnostic]) -> list[str]:
    """Return the paths reported as lost or changed whose value came back equal.

    >>> from newsfmt.errors import Position
    >>> lost = Diagnostic("write.field-lost", "loss", "no place for it", position=Position(path="slugline"))
    >>> overstated(Article(slugline="a"), Article(slugline="a"), [lost])
    ['slugline']
    """
    reports = _reports(reported)
    before = _slotted(before, after, reports)
    true, _ = settled(before, reports, differences(before, after))
    return [path for code, path in reports if (code, path) not in true]


def _reports(reported: Iterable[Diagnostic]) -> dict[tuple[str, str], str]:
    return {
        (diagnostic.code, diagnostic.position.path or ""): diagnostic.message
        for diagnostic in reported
        if diagnostic.code.startswith("write.") and diagnostic.position is not None
    }


def _slotted(before: Article, after: Article, reports: Container[tuple[str, str]] = ()) -> Article:
    """``before`` with its dateline in the slot alone, where that is how it came back; not where its
    prefix is reported as lost.
    """
    dateline = before.dateline
    if dateline is None or not dateline.prefix or after.dateline is None or after.dateline.prefix:
        return before
    if ("write.field-lost", "dateline.prefix") in reports:
        return before
    return without_prefix(before)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 160 else text[:157] + "…"

"""A paragraph of a word processor's document, as exports in RTF and DOCX hold it: its text, and
what else tells the fields of an article apart.
"""

from __future__ import annotations

import attrs

__all__ = ["Passage"]


@attrs.frozen
class Passage:
    """One paragraph of a document.

    >>> Passage("Length:\\u00a0409 words", bold="Length:").text.partition(":")[0]
    'Length'
    """

    text: str
    """Its text: breaks inside it are line ends, tabs are tabs, spaces as they are."""
    bookmarks: tuple[str, ...] = ()
    """Names of the bookmarks that begin in it."""
    links: tuple[str, ...] = ()
    """Addresses of the links in it."""
    bold: str = ""
    """The text that it begins with in bold type."""
    line: int | None = None
    """Line of the file that it ends on, where the file has lines."""

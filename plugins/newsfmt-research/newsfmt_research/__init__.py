"""Research exports and corpora for newsfmt: what databases of newspapers let people download, and
what collections for research are made of.

This module is the plugin: it holds the records of the formats, all of them read only.
"""

from __future__ import annotations

from newsfmt.format import Format
from newsfmt.hooks import hookimpl
from newsfmt_research.formats import corpora, databases

__version__ = "0.1.0"

__all__ = ["newsfmt_formats"]


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide the formats of exports and corpora."""
    return [*corpora.FORMATS, *databases.FORMATS]

"""The columns by name, without their types, so that options can be checked before pyarrow is
imported: ``default``, ``all`` and single names go in, the names of the columns come out, in order.
"""

from __future__ import annotations

from collections.abc import Iterable

from newsfmt.errors import OptionError, did_you_mean

__all__ = ["COLUMNS", "HEAVY", "MARKS", "columns_of"]

COLUMNS = tuple(
    """
    id alt_ids version type profile pub_status urgency language direction signals series created
    updated published published_date published_earliest published_precision content_created
    content_modified embargoed embargoed_until expires headline alt_headlines subheadline title
    slugline summary descriptions byline byline_title creators dateline located credit ed_notes
    provider sources services categories transmission rights digital_source_type subjects genres
    events objects people organisations places keywords text word_count links url origin_format
    origin_name origin_index origin_line
    """.split()
)
"""The columns that a table has by default, in their order."""
HEAVY = ("paragraphs", "article")
"""Columns that have to be named: the paragraphs, which are the text once more, and the whole
article as JSON.
"""
MARKS = ("_source", "_error")
"""Columns for what no article says: the input that a row is of, and why it has no article."""


def columns_of(named: str | Iterable[str]) -> tuple[str, ...]:
    """Return the columns that are named, in the order of the schema. Raises OptionError.

    >>> columns_of("published,id"), len(columns_of("default")), columns_of("default,article")[-1]
    (('id', 'published'), 59, 'article')
    """
    words = named.split(",") if isinstance(named, str) else list(named)
    chosen: set[str] = set()
    for word in map(str.strip, words):
        if word in ("default", "all"):
            chosen.update(COLUMNS, HEAVY if word == "all" else ())
        elif word in (*COLUMNS, *HEAVY, *MARKS):
            chosen.add(word)
        else:
            known = ("default", "all", *COLUMNS, *HEAVY)
            raise OptionError(
                f"there is no column {word!r}{did_you_mean(word, known)}",
                option="columns",
                given=word,
                known=known,
            )
    return tuple(name for name in (*COLUMNS, *HEAVY, *MARKS) if name in chosen)

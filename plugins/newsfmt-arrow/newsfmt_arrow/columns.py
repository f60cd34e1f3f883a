"""The schema: for each column its Arrow type, as the specification of tables has it.

Names are the model's; the fields of a struct are the record's own, in the model's order. No column
or field is called ``index`` or ``count``, which are methods of a row of Spark; the child of every
list is called ``element``, as Spark and Parquet call it.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from newsfmt_arrow.names import COLUMNS, HEAVY, MARKS, columns_of

__all__ = ["ALL", "NAME", "SCHEMA", "schema_of"]

NAME = "newsfmt-article/1"
"""What the metadata of a schema says under ``newsfmt``."""


def _struct(texts: str, **others: pa.DataType) -> pa.StructType:
    fields = {**{name: pa.string() for name in texts.split()}, **others}
    return pa.struct([pa.field(name, type) for name, type in fields.items()])


def _list(of: pa.DataType) -> pa.ListType:
    return pa.list_(pa.field("element", of))


_PARTY = _struct("name code scheme uri literal role job_title organisation email")
_RATED = {"relevance": pa.float64(), "confidence": pa.float64()}
_CONCEPT = _struct("name code scheme uri literal type role", **_RATED)
_PLACE = pa.struct(
    [*_CONCEPT, pa.field("latitude", pa.float64()), pa.field("longitude", pa.float64())]
)
_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(COLUMNS, pa.string()),
    **dict.fromkeys(("urgency", "word_count"), pa.int32()),
    "embargoed": pa.bool_(),
    "published_date": pa.date32(),
    "published_earliest": pa.timestamp("us", "UTC"),
    **dict.fromkeys(("alt_headlines", "descriptions"), _list(_struct("text role language"))),
    "ed_notes": _list(_struct("text role")),
    "alt_ids": _list(_struct("value role")),
    **dict.fromkeys(("creators", "sources", "people", "organisations"), _list(_PARTY)),
    "provider": _PARTY,
    **dict.fromkeys(
        "signals series services categories subjects genres events objects".split(),
        _list(_CONCEPT),
    ),
    "digital_source_type": _CONCEPT,
    **dict.fromkeys(("places", "located"), _list(_PLACE)),
    "dateline": _struct("text prefix place region country source date date_text"),
    "transmission": _struct("id sequence sender sent priority"),
    "rights": _struct("holder notice year usage_terms data_mining"),
    "keywords": _list(pa.string()),
    "links": _list(_struct("rel href id version title")),
    **dict.fromkeys(("origin_index", "origin_line"), pa.int64()),
    "paragraphs": _list(pa.string()),
    "article": pa.string(),
    "_source": pa.string(),
    "_error": pa.struct(
        [
            *_struct("level code message"),
            pa.field("article_index", pa.int64()),
            pa.field("line", pa.int64()),
            pa.field("excerpt", pa.string()),
        ]
    ),
}

ALL = pa.schema([(name, _TYPES[name]) for name in (*COLUMNS, *HEAVY, *MARKS)])
"""Every column there is."""


def schema_of(columns: str | Iterable[str]) -> pa.Schema:
    """Return the schema of a table with these columns: names, ``default``, ``all``. Raises
    OptionError.

    >>> schema_of("headline,published_date").field("published_date").type
    DataType(date32[day])
    """
    fields = [ALL.field(name) for name in columns_of(columns)]
    return pa.schema(fields, metadata={"newsfmt": NAME})


SCHEMA = schema_of("all")
"""The schema of a table with all columns of an article."""

"""Arrow tables and Parquet files of news articles: Articles go in, typed columns come out, and the
Articles again from the column that holds each of them whole.

pyarrow is imported when a name below is first used, never because the plugin is installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsfmt import Format, hookimpl
from newsfmt_arrow.parquet import PARQUET

__version__ = "0.1.0"
__all__ = [
    "SCHEMA",
    "BatchBuilder",
    "from_batches",
    "newsfmt_formats",
    "schema_of",
    "to_batches",
    "write_shards",
]

if TYPE_CHECKING:
    from newsfmt_arrow.batches import from_batches, to_batches, write_shards
    from newsfmt_arrow.build import BatchBuilder
    from newsfmt_arrow.columns import SCHEMA, schema_of

_HOMES = {
    "SCHEMA": "columns",
    "schema_of": "columns",
    "BatchBuilder": "build",
    "to_batches": "batches",
    "from_batches": "batches",
    "write_shards": "batches",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'newsfmt_arrow' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"newsfmt_arrow.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide Parquet."""
    return [PARQUET]

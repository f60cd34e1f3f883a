"""The types of flat records as tools for tables are given them, so that none has to guess from the
first rows of JSON Lines.
"""

from __future__ import annotations

from newsfmt.records import TYPES, plan

__all__ = ["TOOLS", "types_for"]

TOOLS = {
    "duckdb": ("VARCHAR", "VARCHAR[]", "BIGINT", "BOOLEAN"),
    "polars": ("pl.String", "pl.List(pl.String)", "pl.Int64", "pl.Boolean"),
    "spark": ("STRING", "ARRAY<STRING>", "BIGINT", "BOOLEAN"),
    "arrow": ("pa.string()", "pa.list_(pa.string())", "pa.int64()", "pa.bool_()"),
}
"""Each tool's names of the types text, list of texts, integer and boolean."""


def types_for(tool: str) -> str:
    """Return the columns of flat records with their types, as the tool takes them."""
    names = dict(zip(("text", "texts", "integer", "boolean"), TOOLS[tool], strict=True))
    types = {name: names[TYPES[name]] for name in plan(None).columns}
    if tool == "spark":
        return ", ".join(f"{name} {type}" for name, type in types.items()) + "\n"
    quote = "'" if tool == "duckdb" else '"'
    value = "'{}'".format if tool == "duckdb" else str
    pairs = [f"{quote}{name}{quote}: {value(type)}" for name, type in types.items()]
    rows = "".join(f"    {pair},\n" for pair in pairs[:-1]) + f"    {pairs[-1]}\n"
    return f"pa.schema({{\n{rows}}})\n" if tool == "arrow" else f"{{\n{rows}}}\n"

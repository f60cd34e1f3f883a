"""newsfmt reads news articles from many formats into one typed model, and writes them in others;
nothing is dropped silently.

The names below are the library; each is imported on first use, so that ``import newsfmt`` is fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Confidence",
    "Context",
    "Format",
    "Head",
    "NewsDate",
    "NewsfmtError",
    "ParseError",
    "Parser",
    "Registry",
    "Report",
    "Serializer",
    "UnreadableError",
    "Validation",
    "convert",
    "detect",
    "hookimpl",
    "list_formats",
    "read",
    "read_folder",
    "read_one",
    "validate",
    "write",
]

if TYPE_CHECKING:
    from newsfmt._pipeline import convert, detect, list_formats, read, read_one, write
    from newsfmt._pipeline.validation import Validation, validate
    from newsfmt._registry import Registry
    from newsfmt.article import Article
    from newsfmt.batch import read_folder
    from newsfmt.dates import NewsDate
    from newsfmt.diagnostics import Report
    from newsfmt.errors import NewsfmtError, ParseError, UnreadableError
    from newsfmt.format import Context, Format, Parser, Serializer
    from newsfmt.head import Confidence, Head
    from newsfmt.hooks import hookimpl

_HOMES = {
    "Article": "article",
    "NewsDate": "dates",
    "Report": "diagnostics",
    "NewsfmtError": "errors",
    "ParseError": "errors",
    "UnreadableError": "errors",
    "Validation": "_pipeline.validation",
    "validate": "_pipeline.validation",
    "read_folder": "batch",
    "Registry": "_registry",
    "hookimpl": "hooks",
    **dict.fromkeys(("Context", "Format", "Parser", "Serializer"), "format"),
    **dict.fromkeys(("Confidence", "Head"), "head"),
    **dict.fromkeys(
        ("convert", "detect", "list_formats", "read", "read_one", "write"), "_pipeline"
    ),
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        value = getattr(importlib.import_module(f"newsfmt.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'newsfmt' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""The options that readers and writers share: what a caller knows, and the document may not say."""

from __future__ import annotations

import attrs

from newsfmt.format import Context
from newsfmt.options import Options, Salvage, option

__all__ = ["FeedOptions", "WebOptions", "options_of"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WebOptions(Salvage):
    """Options of a reader of feeds."""

    base: str | None = option(
        None, "The address the input came from, against which relative ones are resolved."
    )
    """The address the input came from."""
    language: str | None = option(None, "The language of items that say none, as en or nb.")
    """The language of items that say none."""
    repair: bool = option(False, "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’).")
    """Whether texts that were decoded wrongly before they came are repaired."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FeedOptions(Options):
    """Options of a writer of feeds."""

    title: str | None = option(None, "Title of the feed; without it that of the articles' service.")
    """Title of the feed."""
    link: str | None = option(None, "Address of the page that the feed belongs to.")
    """Address of the feed's page."""
    id: str | None = option(None, "Identifier of the feed.")
    """Identifier of the feed."""
    description: str | None = option(None, "Description of the feed.")
    """Description of the feed."""


def options_of(context: Context) -> WebOptions:
    """Return the options of a reader, the usual ones where none were given."""
    return context.options if isinstance(context.options, WebOptions) else WebOptions()

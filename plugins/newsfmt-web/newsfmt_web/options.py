"""The options that the readers of the web share: what a caller knows and the document may not
say.
"""

from __future__ import annotations

import attrs

from newsfmt.format import Context
from newsfmt.options import Salvage, option

__all__ = ["WebOptions", "options_of"]


@attrs.frozen(kw_only=True)
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


def options_of(context: Context) -> WebOptions:
    """Return the options of a reader, the usual ones where none were given."""
    return context.options if isinstance(context.options, WebOptions) else WebOptions()

"""The options that readers of exports and corpora share."""

from __future__ import annotations

import attrs

from newsfmt.dates.zones import check
from newsfmt.options import Salvage, option

__all__ = ["ResearchOptions"]


@attrs.frozen(kw_only=True)
class ResearchOptions(Salvage):
    """How an export or a corpus is read."""

    dayfirst: bool | None = option(
        None,
        "Read 03/04/2020 as 3 April (true) or March 4 (false); without it such dates are left as text.",
    )
    zone: str | None = option(
        None, "Zone of the times that have none, such as Europe/Oslo.", check=check
    )
    repair: bool = option(False, "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’).")

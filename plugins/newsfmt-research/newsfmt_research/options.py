"""The options that readers of exports and corpora share."""

from __future__ import annotations

import attrs

from newsfmt.dates.zones import check
from newsfmt.options import Salvage, option

__all__ = ["NexisOptions", "ProQuestOptions", "ResearchOptions", "SgmlOptions"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ResearchOptions(Salvage):
    """How an export or a corpus is read."""

    dayfirst: bool | None = option(
        None,
        "Read 03/04/2020 as 3 April (true) or March 4 (false); "
        "without it such dates are left as text.",
    )
    zone: str | None = option(
        None, "Zone of the times that have none, such as Europe/Oslo.", check=check
    )
    repair: bool = option(False, "Repair UTF-8 that was once read as windows-1252 (â€™ becomes ’).")


def _check_of_nexis(line: str) -> None:
    from newsfmt_research.nexis_labels import check

    check(line)


def _check_of_proquest(text: str) -> None:
    from newsfmt_research.proquest_labels import check

    check(text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NexisOptions(ResearchOptions):
    """How an export of Nexis is read."""

    labels: str | None = option(
        None,
        "Labels of another language of the interface, such as 'byline=KIRJOITTAJA length=PITUUS'.",
        check=_check_of_nexis,
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ProQuestOptions(ResearchOptions):
    """How a download of ProQuest is read."""

    labels: str | None = option(
        None,
        "Labels of an interface in another language, such as text=Testun llawn;title=Teitl.",
        check=_check_of_proquest,
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SgmlOptions(ResearchOptions):
    """How a corpus of ``<DOC>`` elements is read."""

    keep: str = option(
        "all", "Types of Gigaword to read, such as story,multi; documents without a type are read."
    )

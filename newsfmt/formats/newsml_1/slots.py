"""The tables of NewsML 1: one row for each element of an item, in the order of the DTD, with what
reads it and what writes it.

A reader takes the element and the fields, a writer the item, and returns nodes. What an article
holds and no slot does is a property of newsfmt's own where one can say it, and is reported by
newsfmt where none can (NewsML 1.2, §5.3 to §5.8; docs/reference/homes.md).
"""

from __future__ import annotations

from functools import cache

from newsfmt._record import field_names
from newsfmt.article import Article
from newsfmt.formats.newsml_1 import management, metadata
from newsfmt.formats.newsml_1.fields import Fields
from newsfmt.formats.newsml_1.management import read_children
from newsfmt.formats.newsml_1.metadata import declared, line, read_lines, read_metadata
from newsfmt.formats.newsml_1.properties import is_carried
from newsfmt.slots import NODES, Codec, Slot, Table, paths
from newsfmt.xmlkit import Element

__all__ = [
    "ADMINISTRATIVE",
    "DESCRIPTIVE",
    "IDENTIFICATION",
    "IDENTIFIER",
    "LINES",
    "MANAGEMENT",
    "METADATA",
    "RIGHTS",
    "TABLES",
    "claimed",
    "lines",
    "writes",
]


def _read_catalog(element: Element, fields: Fields) -> None:
    declared(element, fields.vocabularies, fields)


CATALOG = Codec(_read_catalog)

IDENTIFIER = Table(
    Slot("ProviderId", management.PROVIDER_ID, needed=True),
    Slot("DateId", management.ALT_IDS, needed=True),
    Slot("NewsItemId", management.NAME_ID, needed=True),
    Slot("RevisionId", management.REVISION, needed=True),
    Slot("PublicIdentifier", management.ID, needed=True),
)
"""NewsIdentifier."""
IDENTIFICATION = Table(
    Slot("NewsIdentifier", Codec(lambda part, fields: read_children(IDENTIFIER, part, fields))),
    Slot("NameLabel", management.TITLE),
    Slot("DateLabel", management.DATE_LABEL, needed=True),
    Slot("Label", management.LABEL),
)
"""Identification."""
MANAGEMENT = Table(
    Slot("NewsItemType", management.ITEM_TYPE, needed=True),
    Slot("FirstCreated", management.CREATED, needed=True),
    Slot("ThisRevisionCreated", management.UPDATED, needed=True),
    Slot("Status", management.STATUS, needed=True),
    Slot("StatusWillChange", management.WILL_CHANGE, needed=True),
    Slot("Urgency", management.URGENCY),
    Slot("RevisionHistory", management.REVISION_HISTORY),
    Slot("DerivedFrom", management.DERIVED_FROM),
    Slot("AssociatedWith", management.RELATED),
    Slot("Instruction", management.INSTRUCTION),
    Slot("Property", management.PROPERTIES, needed=True),
)
"""NewsManagement."""
LINES = Table(
    Slot("HeadLine", metadata.HEADLINE, needed=True),
    Slot("SubHeadLine", metadata.SUBHEADLINE),
    Slot("ByLine", line("byline", "ByLine")),
    Slot("ByLineTitle", metadata.BYLINE_TITLE),
    Slot("DateLine", line("dateline.text", "DateLine")),
    Slot("CreditLine", line("credit", "CreditLine")),
    Slot("CopyrightLine", line("rights.notice", "CopyrightLine")),
    Slot("RightsLine", line("rights.usage_terms", "RightsLine")),
    Slot("SeriesLine", metadata.SERIES),
    Slot("SlugLine", line("slugline", "SlugLine")),
    Slot("KeywordLine", metadata.KEYWORDS),
    Slot("HeadLine", metadata.OTHER_HEADLINES),
    Slot("NewsLine", metadata.NEWS_LINES),
)
"""NewsLines."""
ADMINISTRATIVE = Table(
    Slot("Catalog", CATALOG),
    Slot("FileName", metadata.FILE_NAME, needed=True),
    Slot("SystemIdentifier", metadata.SYSTEM_IDENTIFIER),
    Slot("Provider", metadata.PROVIDER),
    Slot("Creator", metadata.CREATORS),
    Slot("Source", metadata.SOURCES),
    Slot("Contributor", metadata.CONTRIBUTORS),
    Slot("Property", Codec(management.property_of)),
)
"""AdministrativeMetadata."""
RIGHTS = Table(
    Slot("Catalog", CATALOG),
    Slot("Copyright", metadata.COPYRIGHT),
    Slot("UsageRights", metadata.USAGE),
    Slot("Property", Codec(management.property_of)),
)
"""RightsMetadata."""
DESCRIPTIVE = Table(
    Slot("Catalog", CATALOG),
    Slot("Language", metadata.LANGUAGE),
    Slot("Genre", metadata.GENRES),
    Slot("SubjectCode", metadata.SUBJECTS),
    Slot("OfInterestTo", metadata.INTERESTS, needed=True),
    Slot("DateLineDate", metadata.DATE),
    Slot("Location", metadata.LOCATIONS),
    Slot("TopicOccurrence", metadata.OCCURRENCES),
    Slot("Property", metadata.DESCRIPTIVE_PROPERTIES),
)
"""DescriptiveMetadata."""
METADATA = Table(
    Slot("TopicSet", Codec(lambda part, fields: fields.topic_set(part))),
    Slot("AdministrativeMetadata", Codec(lambda part, fields: read_children(ADMINISTRATIVE, part, fields))),
    Slot("RightsMetadata", Codec(lambda part, fields: read_children(RIGHTS, part, fields))),
    Slot("DescriptiveMetadata", Codec(lambda part, fields: read_children(DESCRIPTIVE, part, fields))),
    Slot("Metadata", Codec(read_metadata)),
    Slot("Catalog", CATALOG),
)  # fmt: skip
"""The metadata of a component."""
TABLES = (IDENTIFIER, IDENTIFICATION, MANAGEMENT, LINES, ADMINISTRATIVE, RIGHTS, DESCRIPTIVE)
"""The tables that are written."""


def lines(element: Element, fields: Fields, role: str | None = None) -> None:
    """Read the lines of a component; see :func:`read_lines`."""
    read_lines(LINES, element, fields, role)


_ELSEWHERE = frozenset(
    "services transmission vocabularies ed_notes type body word_count renditions alternates associations".split()
)
"""The fields that the envelope, the catalog, comments and the content say."""


@cache
def claimed() -> frozenset[str]:
    """Return the fields of which an item says something in elements of NewsML."""
    paths_held = (path for table in TABLES for path in table.writes())
    return _ELSEWHERE.union(path.partition(".")[0] for path in paths_held)


_ASSOCIATION = "name rel role group id version href title extra"


@cache
def writes() -> frozenset[str]:
    """Return what NewsML 1 can say: what its slots hold, what properties carry beside them, and of
    associated items the same but for their content.
    """
    item = {name for name in field_names(Article) if is_carried(name)} - {"associations"} | {
        "extra"
    }
    own = paths(
        "body",
        alternates="role language body",
        associations=f"{_ASSOCIATION} item.{' item.'.join(sorted(item))}",
    )
    return frozenset((*item, *own, "associations.item.associations", *NODES, "body:paragraph.role"))

"""What no reader of NewsML 1 takes, by one table: the attributes that readers take of each element;
any other goes to ``extra`` under the names of element and attribute.

Elements that become records with an ``extra`` of their own are not in the table: their readers keep
all attributes there (NewsML 1.2 DTD).
"""

from __future__ import annotations

from collections.abc import Iterator

from newsfmt import xmlkit
from newsfmt.dropped import XML, Dropped
from newsfmt.taken import Taken, each
from newsfmt.xmlkit import Element

__all__ = ["FORMAL", "LANGUAGE", "LOCAL", "TAKEN", "origins"]

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FORMAL = ["FormalName"]
"""The attributes of most elements."""

LOCAL = frozenset({"Duid", "Euid"})
"""Identifiers inside of the file."""


TAKEN = Taken(
    {
        **each(
            "AdministrativeMetadata Characteristics Contributor Copyright Creator DataContent"
            " DateAndTime DateId DateLabel DateLineDate DefaultVocabularyFor DescriptiveMetadata"
            " FileName FirstCreated Identification Label LabelText Metadata NameLabel NewsEnvelope"
            " NewsIdentifier NewsItemId NewsLine NewsLines NewsManagement Provider ProviderId"
            " PublicIdentifier Resource RightsMetadata SentFrom SentTo SizeInBytes SubjectCode"
            " SystemIdentifier TopicSet ThisRevisionCreated UsageRights Url Urn",
        ),
        **each(
            "Comment Contribution Format FutureStatus LabelType Language MediaType MetadataType"
            " MimeType NewsItemType NewsLineType Notation OfInterestTo Priority Role Status"
            " Urgency",
            FORMAL,
        ),
        **each(
            "ByLine ByLineTitle CopyrightDate CopyrightHolder CopyrightLine CreditLine DateLine"
            " EndDate Geography HeadLine KeywordLine Limitations NewsComponent NewsItem"
            " NewsLineText RightsHolder RightsLine SeriesLine SlugLine StartDate SubHeadLine"
            " UsageType",
            {LANGUAGE},
        ),
        **each("Catalog ContentItem RevisionHistory", "Href"),
        **each("Encoding", "Notation"),
        **each("Instruction", "FormalName Scheme Vocabulary"),
        **each("Property", "FormalName Value ValueRef"),
        **each("RevisionId", "PreviousRevision Update"),
        **each("RevisionStatus", "Revision"),
        **each("Source", "NewsItem"),
        **each("TransmissionId", "Repeat"),
        **each("TopicOccurrence", "Topic HowPresent"),
    },
    (*XML, Dropped("@Duid|@Euid", "an identifier inside of the file")),
    {
        ("NewsComponent", "EquivalentsList", "no"),
        ("NewsComponent", "EquivalentsList", "yes"),
        ("NewsComponent", "Essential", "no"),
        ("TopicSet", "FormalName", "topics"),
    },
    between="/@",
)
"""The attributes that readers take, and values that say nothing more: defaults of the DTD, and what
the tree of components shows.
"""


def origins(element: Element) -> Iterator[str]:
    """Yield the Origins in a line as XML: where a part of its words comes from."""
    for part in element.iterchildren("Origin"):
        if any(one.keys() for one in part.iter("Origin")):
            yield xmlkit.raw_xml(part)

"""What no reader of NewsML 1 takes, by one table: the attributes that readers take of each element;
any other goes to ``extra`` under the names of element and attribute.

An element and the attributes of it that a reader takes come in, key and text of each other one go
out. Elements that become records with an ``extra`` of their own are not in the table: their readers
keep all attributes there (NewsML 1.2 DTD).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from newsfmt import xmlkit
from newsfmt.xmlkit import Element

__all__ = ["FORMAL", "LANGUAGE", "LOCAL", "left", "origins"]

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FORMAL = ["FormalName"]
"""The attributes of most elements."""

LOCAL = frozenset({"Duid", "Euid"})
"""Identifiers inside of the file."""
_NAMED = LOCAL | {"FormalName"}
_LINE = LOCAL | {LANGUAGE}


def _words(names: str, taken: frozenset[str]) -> dict[str, frozenset[str]]:
    return dict.fromkeys(names.split(), taken)


TAKEN: dict[str, frozenset[str]] = {
    **_words(
        "AdministrativeMetadata Characteristics Contributor Copyright Creator"
        " DateAndTime DateId DateLabel DateLineDate DefaultVocabularyFor"
        " DescriptiveMetadata FileName FirstCreated Identification Label LabelText Metadata"
        " NameLabel NewsEnvelope NewsIdentifier NewsItemId NewsLine NewsLines NewsManagement"
        " Provider ProviderId PublicIdentifier Resource RightsMetadata SentFrom SentTo SizeInBytes"
        " SubjectCode SystemIdentifier TopicSet ThisRevisionCreated UsageRights Url Urn",
        LOCAL,
    ),
    **_words(
        "Comment Contribution Format FutureStatus LabelType Language"
        " MediaType MetadataType MimeType NewsItemType NewsLineType Notation OfInterestTo Priority"
        " Role Status Urgency",
        _NAMED,
    ),
    **_words(
        "ByLine ByLineTitle CopyrightDate CopyrightHolder CopyrightLine CreditLine DateLine EndDate"
        " Geography HeadLine KeywordLine Limitations NewsLineText RightsHolder RightsLine"
        " SeriesLine SlugLine StartDate SubHeadLine UsageType",
        _LINE,
    ),
    **_words("NewsComponent NewsItem", _LINE),
    "Catalog": LOCAL | {"Href"},
    "ContentItem": LOCAL | {"Href"},
    "DataContent": LOCAL,
    "Encoding": LOCAL | {"Notation"},
    "Instruction": _NAMED | {"Scheme", "Vocabulary"},
    "Property": _NAMED | {"Value", "ValueRef"},
    "RevisionId": frozenset({"PreviousRevision", "Update"}),
    "RevisionHistory": LOCAL | {"Href"},
    "RevisionStatus": LOCAL | {"Revision"},
    "Source": LOCAL | {"NewsItem"},
    "TransmissionId": LOCAL | {"Repeat"},
    "TopicOccurrence": LOCAL | {"Topic", "HowPresent"},
}
"""The attributes that readers take, by element: those of ids inside of the file are among them."""

_USUAL = frozenset(
    {("EquivalentsList", "no"), ("EquivalentsList", "yes"), ("Essential", "no"), ("FormalName", "topics")}
)  # fmt: skip
"""Values that say nothing more: defaults of the DTD, and what the tree of components shows."""


def left(element: Element, keys: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Yield name and value of the attributes of an element that no reader takes."""
    taken = TAKEN.get(element.tag)
    if taken is None or taken.issuperset(keys):
        return
    for key in keys:
        value = element.get(key) or ""
        if key not in taken and value and (key, value) not in _USUAL:
            yield "xml:lang" if key == LANGUAGE else key, value


def origins(element: Element) -> Iterator[str]:
    """Yield the Origins in a line as XML: where a part of its words comes from."""
    for part in element.iterchildren("Origin"):
        if any(one.keys() for one in part.iter("Origin")):
            yield xmlkit.raw_xml(part)

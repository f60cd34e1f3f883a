"""The tables of NITF: one row for each place of ``nitf``, ``head``, ``docdata``,
``identified-content`` and ``body.head``, in the order of writing, with what reads it and what
writes it.

An article is what the places say, in any order and version; what newsfmt says beside them in
``meta`` of its own is :data:`~newsfmt.formats.nitf.own.OWN`. The mapping is that of
docs/formats/nitf.md.
"""

from __future__ import annotations

from newsfmt.article import Association
from newsfmt.formats.nitf import docdata, head, identified, lines
from newsfmt.formats.nitf.item import Incoming, Outgoing, Tag, first
from newsfmt.formats.nitf.own import OWN, metas
from newsfmt.markup import nitf
from newsfmt.slots import NODES, Codec, Slot, Table, paths
from newsfmt.xmlkit import Element

__all__ = ["BODY_HEAD", "EVERYWHERE", "HEAD", "ROOT", "TABLE", "WRITES"]

IDENTIFIED = Table(
    Slot("person", identified.PERSON),
    Slot("org", identified.ORG),
    Slot("location", identified.LOCATION),
    Slot("event", identified.EVENT),
    Slot("object.title", identified.OBJECT),
    Slot("function", identified.FUNCTION),
    Slot("virtloc", identified.VIRTLOC),
    Slot("classifier", identified.CLASSIFIER),
)


def _read_identified(item: Incoming, _: str, element: Element) -> None:
    item.each(element, IDENTIFIED.readers)


def _write_identified(out: Outgoing) -> list[Tag]:
    things = IDENTIFIED.members(out, given=out.given)
    return [Tag("identified-content", None, things)] if things else []


STATUS = Table(
    Slot("management-status", docdata.STATUS),
    Slot("management-doc-idref", docdata.EARLIER),
    Slot("management-idref-status", docdata.STATE),
)
"""The attributes of ``docdata``."""
DOCDATA = Table(
    Slot("doc-id", docdata.DOC_ID),
    Slot("du-key", docdata.DU_KEY),
    Slot("urgency", docdata.URGENCY),
    Slot("date.issue", docdata.ISSUE),
    Slot("date.release", docdata.RELEASE),
    Slot("date.expire", docdata.EXPIRE),
    Slot("fixture", docdata.FIXTURE, needed=True),
    Slot("doc-scope", docdata.SCOPE),
    Slot("series", docdata.SERIES),
    Slot("ed-msg", docdata.ED_MSG),
    Slot("doc.copyright", docdata.COPYRIGHT),
    Slot("doc.rights", docdata.DOC_RIGHTS),
    Slot("correction", docdata.CORRECTION),
    Slot("evloc", docdata.EVLOC),
    Slot("key-list", docdata.KEY_LIST),
    Slot("del-list", docdata.DEL_LIST),
    Slot(
        "identified-content",
        Codec(_read_identified, _write_identified),
        needed=True,
        inside=IDENTIFIED,
    ),
)


def _read_docdata(item: Incoming, _: str, element: Element) -> None:
    for name, read in STATUS.readers.items():
        read(item, name, element)
    item.each(element, DOCDATA.readers)


def _write_docdata(out: Outgoing) -> list[Tag]:
    attributes = STATUS.fill(out, given=out.given)
    return [Tag("docdata", attributes, DOCDATA.members(out, given=out.given))]


HEAD = Table(
    Slot("title", head.TITLE),
    Slot("meta", head.META, inside=OWN),
    Slot("tobject", head.TOBJECT, needed=True),
    Slot("iim", head.IIM),
    Slot(
        "docdata",
        Codec(_read_docdata, _write_docdata),
        needed=True,
        inside=Table(*STATUS.slots, *DOCDATA.slots),
    ),
    Slot("pubdata", head.PUBDATA),
    Slot("revision-history", head.REVISION),
)
BODY_HEAD = Table(
    Slot("hedline", lines.HEDLINE),
    Slot("note", lines.NOTE),
    Slot("rights", lines.RIGHTS),
    Slot("byline", lines.BYLINE),
    Slot("distributor", lines.DISTRIBUTOR),
    Slot("dateline", lines.DATELINE),
    Slot("abstract", lines.ABSTRACT),
    Slot("series", Codec(docdata.SERIES.read)),
)
OLD = Table(
    Slot("headline", Codec(lines.HEDLINE.read)),
    Slot("slugline", lines.SLUGLINE),
    Slot("hl1", lines.HL),
    Slot("hl2", lines.HL),
    Slot("copyrite", lines.COPYRITE),
)
"""Elements of no version that are in use, or that some put here."""
EVERYWHERE = {**HEAD.readers, **DOCDATA.readers, **BODY_HEAD.readers, **OLD.readers}
"""What reads an element where it has no place."""
ROOT = Table(
    Slot("uno", head.UNO),
    Slot("baselang", head.LANGUAGE),
    Slot("class", head.CLASS),
)
"""The attributes of ``nitf``."""


# ---- the document
# ------------------------------------------------------------


def _write_head(out: Outgoing) -> list[Tag]:
    """The head; newsfmt's own ``meta`` come after all else has been made, which they complete."""
    made = HEAD.fill(out, given=out.given)
    made["meta"] = [*made.get("meta", ()), *metas(out)]
    tags = [tag for name, _ in HEAD.writers() for tag in made.get(name, ())]
    return [Tag("head", None, tags)]


def _write_body_head(out: Outgoing) -> list[Tag]:
    tags = BODY_HEAD.members(out, given=out.given)
    return [Tag("body.head", None, tags)] if tags else []


def _has_media(association: Association) -> bool:
    return association.item is not None and bool(association.item.renditions)


def _write_associations(out: Outgoing) -> list[Association]:
    """The associations that are media, as the writer of the body puts them beside the text."""
    associations = first(out.article.associations, _has_media)
    if associations:
        out.said["associations"] = str(len(associations))
    return associations


TABLE = Table(
    Slot("@", Codec(write=ROOT.fill), inside=ROOT),
    Slot(
        "body.content",
        Codec(
            None,
            lambda out: out.article.body,
            ("body", "body:paragraph.role", *NODES),
            certain=lambda article: nitf.is_certain(article.body),
        ),
    ),
    Slot(
        "media",
        Codec(
            None,
            _write_associations,
            paths(
                associations="name rel role group id version href title item.type item.id item.version item.language item.headline "
                "item.subheadline item.title item.slugline item.byline item.summary item.credit item.renditions"
            ),
        ),
    ),
    Slot("body.head", Codec(write=_write_body_head), inside=BODY_HEAD),
    Slot("head", Codec(write=_write_head), inside=HEAD),
)
"""All places; the head is made last, because it says what no other place has taken."""
WRITES = TABLE.writes()
"""The paths of an article that NITF can say, in ``meta`` of newsfmt's own, too."""

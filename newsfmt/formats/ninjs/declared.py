"""What each version of ninjs can say, as the paths of ``Format.writes``; what a value's own form
forbids is found by the receipt.
"""

from __future__ import annotations

from functools import lru_cache

__all__ = ["EXTRAS", "writes"]

_TERM = "name code scheme uri literal role"
_PARTY = f"{_TERM} email extra.ninjs:contactInfo"
_GENRE = "name code scheme uri literal"
_ITEM = {
    "": """id version type profile pub_status urgency language created updated content_created embargoed embargoed_until expires headline
        subheadline title slugline summary byline body word_count""",
    "alt_ids": "value role",
    "alt_headlines": "text role",
    "descriptions": "text role",
    "ed_notes": "text",
    "located": "name",
    "creators": _PARTY,
    "provider": _PARTY,
    "sources": _PARTY,
    "people": _PARTY,
    "organisations": f"{_PARTY.replace(' email', '')} symbols",
    "places": f"{_TERM} geo extra.ninjs:contactInfo extra.ninjs:geoJSON",
    "subjects": f"{_TERM} relevance confidence extra.ninjs:creator",
    "events": _TERM,
    "objects": _TERM,
    "genres": _GENRE,
    "digital_source_type": "name code scheme uri literal",
    "rights": "holder.name notice usage_terms",
    "renditions": "name href mime_type width height size duration title format",
    "alternates": "role media_type body",
    "associations": "name id version title",
}  # fmt: skip
_BODY = """paragraph heading list quote table figure section preformatted rule embed emphasis strong code sub sup underline strike link break
    image span ruby name""".split()
_PARTS = """paragraph.role figure.media figure.caption figure.credit figure.association section.role section.title table.caption quote.source
    list.ordered list.start""".split()

EXTRAS = {
    "1.6": "mimetype representationType charCount rightsInfo trustIndicators descriptionRole",
    "2.2": "representationType charCount wordCount rightsInfo trustIndicators descriptionRole headlineRole bodyRole",
    "3.1": "representationType charCount wordCount rightsInfo trustIndicators descriptionRole headlineRole bodyRole",
}  # fmt: skip
"""What of an article's ``extra`` has a place in a version."""
_RENDITIONS = "aspectRatio videoCodec frameRate poi transportProtocol scanType bitrate"


@lru_cache(maxsize=4)
def writes(version: str) -> frozenset[str]:
    """Return the paths a version can express; an associated item can say what an item says (below
    it, the receipt tells all).
    """
    item = _item(version)
    nested = {f"associations.item.{path}" for path in item if not path.startswith("associations.")}
    markup = {f"body:{kind}" for kind in _BODY} | {f"body:{part}" for part in _PARTS}
    return frozenset(item | nested | markup | {"associations.item.associations"})


def _item(version: str) -> set[str]:
    paths = {
        f"{field}.{part}" if field else part
        for field, parts in _ITEM.items()
        for part in parts.split()
    }
    paths |= {f"extra.ninjs:{name}" for name in EXTRAS[version].split()}
    if version == "3.1":
        paths |= {f"renditions.extra.ninjs:{name}" for name in _RENDITIONS.split()} | {
            "associations.rel",
            "events.extra.ninjs:id",
        }
    return paths

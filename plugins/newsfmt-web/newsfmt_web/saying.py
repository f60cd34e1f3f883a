"""What feeds can say of an article: the declarations of their writers, for the records of the
formats.
"""

from __future__ import annotations

from typing import Any

from newsfmt.slots import NODES, paths

__all__ = ["ATOM", "JSONFEED", "RSS", "atom", "jsonfeed", "rss"]

_MEDIA = (
    "rel href item.type item.headline item.summary item.rights.notice item.keywords item.creators "
    "item.renditions.name item.renditions.href item.renditions.mime_type item.renditions.width "
    "item.renditions.height item.renditions.size item.renditions.duration"
)

JSONFEED = frozenset(
    (
        *paths(
            "id url headline summary published updated keywords language body",
            creators="name uri",
            services="name uri",
            links="rel href",
            associations="rel href title item.type item.renditions.href item.renditions.mime_type "
            "item.renditions.size item.renditions.duration",
        ),
        *NODES,
    )
)
"""What JSON Feed can say."""
RSS = frozenset(
    (
        *paths(
            "id url headline subheadline summary published updated created expires keywords "
            "language body",
            creators="name email role",
            provider="name",
            rights="notice",
            services="name uri",
            subjects="name scheme",
            sources="name uri",
            places="geo",
            descriptions="text role",
            links="rel href id title",
            associations=_MEDIA,
        ),
        *NODES,
    )
)
"""What RSS can say."""
ATOM = frozenset(
    (
        *paths(
            "id url headline subheadline summary published updated created expires keywords "
            "language pub_status body",
            creators="name uri email role",
            ed_notes="text",
            provider="name",
            rights="notice",
            services="name uri literal",
            subjects="name code scheme",
            sources="name uri code",
            places="geo",
            links="rel href id title",
            associations=f"{_MEDIA} title",
        ),
        *NODES,
    )
)
"""What Atom can say."""


def jsonfeed(options: Any = None) -> frozenset[str]:
    """Return what JSON Feed can say of an article."""
    return JSONFEED


def rss(options: Any = None) -> frozenset[str]:
    """Return what RSS can say of an article."""
    return RSS


def atom(options: Any = None) -> frozenset[str]:
    """Return what Atom can say of an article."""
    return ATOM

"""The kit for authors of formats (it needs the packages pytest and hypothesis): the conformance
class, hypothesis strategies, unkind streams.
"""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(
    "newsfmt.testing.conformance"
)  # before the import, so that a failed check shows its values

from newsfmt.testing.conformance import (
    FormatConformance,
    assert_round_trips,
    conformance_class,
    registry_with,
)
from newsfmt.testing.strategies import (
    articles,
    associations,
    blocks,
    bodies,
    concepts,
    datelines,
    extras,
    inlines,
    links,
    news_dates,
    organisations,
    parties,
    places,
    raw_articles,
    records,
    renditions,
    texts,
)
from newsfmt.testing.streams import OneByteStream

__all__ = [
    "FormatConformance",
    "OneByteStream",
    "articles",
    "assert_round_trips",
    "associations",
    "blocks",
    "bodies",
    "concepts",
    "conformance_class",
    "datelines",
    "extras",
    "inlines",
    "links",
    "news_dates",
    "organisations",
    "parties",
    "places",
    "raw_articles",
    "records",
    "registry_with",
    "renditions",
    "texts",
]

"""What the tests of the formats share: the codes that reading reports, and what writing gives and
reports.
"""

from __future__ import annotations

import io
from typing import Any

import newsfmt
from newsfmt import Article


def codes(data: bytes, format: str, **how: Any) -> list[str]:
    """The codes of what reading reports, bad messages among it."""
    with newsfmt.read(data, format=format, on_error="skip", **how) as reader:
        list(reader)
    return [diagnostic.code for diagnostic in reader.report]


def written(article: Article, format: str, **options: Any) -> tuple[bytes, list[str]]:
    """The bytes an article is written as, and code and path of what is reported."""
    out = io.BytesIO()
    report = newsfmt.write(article, out, format=format, options=options)
    return out.getvalue(), [
        f"{found.code} {found.position.path}" for found in report if found.position
    ]

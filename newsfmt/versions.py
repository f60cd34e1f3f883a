"""When a version of an item was made, by the one rule that writers share (model-rules.md §5)."""

from __future__ import annotations

from newsfmt.article import Article
from newsfmt.dates import NewsDate

__all__ = ["EPOCH", "version_created"]

EPOCH = "1970-01-01T00:00:00Z"
"""The moment that stands where a format demands a date and the article has no date at all."""


def version_created(article: Article) -> NewsDate | None:
    """Return the date that serves as the moment this version was created: ``updated``, else
    ``published``, ``created``, ``content_modified``, ``content_created``; None without any.

    >>> str(version_created(Article(created="2021-05-03", published="2021-05-04")))
    '2021-05-04'
    """
    return (
        article.updated
        or article.published
        or article.created
        or article.content_modified
        or article.content_created
    )

"""Keep the articles of a time and a language; a date known to the month alone is in a day of it
perhaps, not surely.
"""

from datetime import UTC, datetime
from pathlib import Path

import newsfmt
from newsfmt import Article, NewsDate

BEGIN, END = datetime(2021, 5, 1, tzinfo=UTC), datetime(2021, 6, 1, tzinfo=UTC)


def surely(date):
    """Whether the whole of a partial date lies in the time."""
    return date is not None and date.earliest() >= BEGIN and date.latest() < END


def perhaps(date):
    """Whether any moment that a partial date can mean lies in the time."""
    return date is not None and date.latest() >= BEGIN and date.earliest() < END


def in_language(article, language):
    """Whether an article is in a language: en is also en-GB. What nobody said is not guessed."""
    return article.language is not None and article.language.lower().partition("-")[0] == language


articles = [
    article
    for path in sorted(Path("examples/mixed").glob("[!b]*"))
    for article in newsfmt.read(path)
]
articles += newsfmt.read("examples/mixed/bridge.xml")
for article in articles:
    print(
        article.published,
        article.language,
        surely(article.published),
        in_language(article, "nb"),
        article.headline,
    )

partial = Article(headline="A day in 2021", published=NewsDate("2021"))
print(surely(partial.published), perhaps(partial.published))

"""Say what may go out at a moment, and keep the newest version of each story: embargoes,
corrections and kills.
"""

from datetime import UTC, datetime

import newsfmt
from newsfmt import Article, NewsDate
from newsfmt.article import Concept

for article in newsfmt.read("examples/ferries.newsml"):
    for hour in (5, 7):
        at = datetime(2021, 5, 5, hour, tzinfo=UTC)
        print(
            article.headline,
            article.pub_status,
            article.embargoed_until,
            hour,
            article.is_released(at),
        )


def newest(feed):
    """The newest version of every story; one that was killed is left out."""
    stories = {}
    for article in feed:
        known = stories.get(article.id)
        if known is None or int(article.version or 0) >= int(known.version or 0):
            stories[article.id] = article
    return [article for article in stories.values() if not killed(article)]


def killed(article):
    """Whether the source takes a story back: by its status, or by a signal."""
    return article.pub_status == "canceled" or any(
        signal.code in {"kill", "delete"} for signal in article.signals
    )


story = Article(
    id="urn:a", version="1", headline="Bridge opens Monday", updated=NewsDate("2021-05-04T08:00Z")
)
feed = [
    story,
    Article(id="urn:b", version="1", headline="Ferry sinks"),
    Article(
        id="urn:a",
        version="2",
        headline="Bridge opens Tuesday",
        signals=[Concept(code="correction", scheme="sig")],
    ),
    Article(id="urn:b", version="2", pub_status="canceled"),
]
for article in newest(feed):
    print(article.headline, article.version, [signal.code for signal in article.signals])

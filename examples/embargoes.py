"""Say which articles may go out at a moment, and keep the newest version of each story: embargoes,
corrections and kills.
"""

from datetime import UTC, datetime

import newsfmt
from newsfmt import Article
from newsfmt.article import Concept
from newsfmt.versions import latest

for article in newsfmt.read("examples/ferries.newsml"):
    for hour in (5, 7):
        at = datetime(2021, 5, 5, hour, tzinfo=UTC)
        if article.is_released(at):
            print(article.headline, hour, "may go out")
        else:
            print(article.headline, hour, article.why_held(at))

feed = [
    Article(id="urn:a", version="9", headline="Bridge opens Monday"),
    Article(id="urn:b", version="1", headline="Ferry sinks", updated="2021-05-04T08:00Z"),
    Article(
        id="urn:a",
        version="10",
        headline="Bridge opens Tuesday",
        signals=[Concept(code="correction", scheme="sig")],
    ),
    Article(id="urn:b", pub_status="canceled", updated="2021-05-04T09:00Z"),
    Article(headline="Harbour lights fail"),
    Article(headline="Market day"),
]
for article in latest(feed):
    if article.is_kill:
        print("take back", article.id)
    else:
        print(article.headline, article.version, [signal.code for signal in article.signals])

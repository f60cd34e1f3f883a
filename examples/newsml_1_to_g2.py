"""Convert NewsML 1 to NewsML-G2, check the result against the schema, and compare the articles of
both.
"""

import newsfmt
from newsfmt.losses import differences

report = newsfmt.convert("examples/ferries.newsml", "ferries.xml", target_format="newsml-g2")
print(report.articles, "articles;", dict(report.counts))

with newsfmt.read("examples/ferries.newsml") as before, newsfmt.read("ferries.xml") as after:
    for one, other in zip(before, after, strict=True):
        print(
            one.headline,
            "|",
            other.updated,
            "|",
            [found.path for found in differences(one, other)] or "equal",
        )

"""Take datelines and bylines out of the text, or leave them where they are."""

import newsfmt
from newsfmt.datelines import without_prefix

with newsfmt.read("examples/mixed/several.txt") as reader:
    article = next(reader)
print(article.byline, "|", [creator.name for creator in article.creators])
print(article.dateline)

print("kept:   ", article.paragraphs[0])
print("dropped:", article.paragraphs[0].removeprefix(article.dateline.prefix))
print("dropped:", without_prefix(article).paragraphs[0])  # the same, as an article

for block in (
    article.body
):  # bylines, credits, captions and end marks are blocks with a role, and no paragraphs
    print(type(block).__name__, getattr(block, "role", None))

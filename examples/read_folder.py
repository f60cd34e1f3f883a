"""Read every file of a folder, whatever its format; bad files and articles are skipped and named."""

from collections import Counter

import newsfmt

articles = newsfmt.read_folder("examples/mixed")
formats = Counter(article.origin.format for article in articles)
print(dict(formats))
print(articles.report)

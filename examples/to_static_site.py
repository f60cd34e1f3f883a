"""Write dated text as the posts of a Hugo or Jekyll site: one Markdown file an article, named by
its date and headline.
"""

import re
import unicodedata
from pathlib import Path

import newsfmt


def slug(text):
    """A headline as part of a file name: letters without accents, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]


posts = Path("_posts")  # Jekyll's folder; for Hugo it is content/posts
posts.mkdir(exist_ok=True)
for path in ("examples/ferries.txt", "examples/tides.txt", "examples/mixed/several.txt"):
    for article in newsfmt.read(path):
        if article.published is None or article.published.precision in {"year", "month"}:
            continue  # a post needs a day, and none is made up
        place = posts / f"{article.published.iso[:10]}-{slug(article.headline or 'untitled')}.md"
        newsfmt.write(article, place, format="markdown")
        print(place)

"""Read one file, whatever its format, and look at its fields."""

import newsfmt

article = newsfmt.read_one("examples/mixed/ferry.nitf")
print(article.origin.format, "|", article.headline, "|", article.published, "|", article.language)
print([creator.name for creator in article.creators], article.keywords, article.rights.holder.name)
print(article.series, article.embargoed)  # what nobody said is () or None
for paragraph in article.paragraphs:
    print("*", paragraph)

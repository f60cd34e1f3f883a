"""Make a data set of Hugging Face's library from articles, one after the other, and keep it as
Parquet.
"""

import datasets

import newsfmt

PATHS = [
    "examples/ferries.txt",
    "examples/tides.txt",
    "examples/mixed/bridge.xml",
    "examples/mixed/ferry.nitf",
]
TEXTS = ("id", "published", "headline", "language", "text", "origin_name")
LISTS = ("keywords", "paragraphs")


def records(paths):
    """The parts of each record that the data set has; a column has one type, whether the first
    article fills it or not.
    """
    for path in paths:
        for article in newsfmt.read(path):
            record = article.record()
            yield {name: record[name] for name in (*TEXTS, *LISTS)}


datasets.disable_progress_bars()
text = datasets.Value("string")
features = datasets.Features(
    dict.fromkeys(TEXTS, text) | {name: datasets.List(text) for name in LISTS}
)
data = datasets.Dataset.from_generator(
    records, gen_kwargs={"paths": PATHS}, features=features, cache_dir="cache"
)
print(data.num_rows, data.column_names)
print(data.filter(lambda row: row["language"] == "nb")["headline"][:])
data.to_parquet("articles.parquet")

"""Load articles into a data frame of pandas, keep it as Parquet, and read it back."""

import pandas as pd

import newsfmt

paths = (
    "examples/ferries.txt",
    "examples/tides.txt",
    "examples/mixed/bridge.xml",
    "examples/mixed/ferry.nitf",
)
columns = ["path", "published", "headline", "author", "dateline_place", "keywords", "words", "text"]
frame = pd.DataFrame([article.record(columns) for path in paths for article in newsfmt.read(path)])
print(frame[["path", "published", "author", "dateline_place", "words"]].to_string())

frame["earliest"] = pd.to_datetime(
    [newsfmt.NewsDate(text).earliest() for text in frame["published"]], utc=True
)
print(frame.groupby(frame["earliest"].dt.year).size().to_dict())

frame.to_parquet("articles.parquet")
again = pd.read_parquet("articles.parquet")
print(
    list(again["keywords"][1]), again["text"].str.len().tolist() == frame["text"].str.len().tolist()
)

"""Load the articles of a folder into a data frame of pandas, keep it as Parquet, and read it back."""

import pandas as pd

import newsfmt

columns = ["path", "published", "headline", "author", "dateline_place", "keywords", "words", "text"]
articles = newsfmt.read_folder("examples/mixed")
frame = pd.DataFrame([article.record(columns) for article in articles], columns=columns)

print(frame[["path", "published", "author", "dateline_place", "words"]].to_string())
print(articles.report)

frame["earliest"] = pd.to_datetime(
    [text and newsfmt.NewsDate(text).earliest() for text in frame["published"]], utc=True
)
print(frame["earliest"].dropna().dt.year.value_counts().to_dict())

frame.to_parquet("articles.parquet")
again = pd.read_parquet("articles.parquet")
print(list(again["keywords"][1]), again["text"].equals(frame["text"]))

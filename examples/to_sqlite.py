"""Put the records of articles into a table of SQLite: texts and numbers as they are, lists as
JSON.
"""

import json
import sqlite3
from pathlib import Path

import newsfmt

COLUMNS = (
    "id",
    "headline",
    "published",
    "language",
    "keywords",
    "provider",
    "text",
    "origin_name",
    "origin_index",
)


def rows(folder):
    """The records of all articles of a folder, as tuples in the order of the columns."""
    for path in sorted(Path(folder).iterdir()):
        if path.name != "broken.json":
            for article in newsfmt.read(path):
                record = article.record()
                yield tuple(
                    json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
                    for value in map(record.get, COLUMNS)
                )


with sqlite3.connect("news.db") as database:
    database.execute(f"create table article ({', '.join(COLUMNS)})")
    database.executemany(
        f"insert into article values ({', '.join('?' * len(COLUMNS))})", rows("examples/mixed")
    )
    for row in database.execute(
        "select published, headline, language, keywords from article order by published"
    ):
        print(row)
    print(
        database.execute(
            "select headline from article, json_each(keywords) where json_each.value = 'ferry'"
        ).fetchall()
    )

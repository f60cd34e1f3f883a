"""Put the records of a folder's articles into a table of SQLite: texts and numbers as they are,
lists as JSON.
"""

import json
import sqlite3

import newsfmt

COLUMNS = "path id headline published language keywords provider words text".split()


def row(article):
    """The record of an article as a tuple in the order of the columns."""
    return tuple(
        json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
        for value in article.record(COLUMNS).values()
    )


articles = newsfmt.read_folder("examples/mixed")
with sqlite3.connect("news.db") as database:
    database.execute(f"create table article ({', '.join(COLUMNS)})")
    database.executemany(
        f"insert into article values ({', '.join('?' * len(COLUMNS))})", map(row, articles)
    )
    for found in database.execute(
        "select published, headline, language, keywords from article order by published"
    ):
        print(found)
    print(
        database.execute(
            "select headline from article, json_each(keywords) where json_each.value = 'ferry'"
        ).fetchall()
    )
print(articles.report)

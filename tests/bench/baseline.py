"""The baseline: what a user would write by hand to turn canonical dated text into JSON lines, in
one go and with everything in memory.

``python baseline.py CORPUS.txt OUT.jsonl``. It knows no byline, dateline, credit or wrapped line,
and stops at a byte that is not UTF-8.
"""

import json
import re
import sys

import attrs
import dateutil.parser


@attrs.define
class Article:
    date: str
    headline: str
    paragraphs: list


with open(sys.argv[1], encoding="utf-8") as source, open(sys.argv[2], "w", encoding="utf-8") as out:
    for part in re.split(r"(?m)^(?= date \d{4}-\d\d-\d\d )", source.read()):
        header = re.match(r" date (\S+) (.*)\n", part)
        if header:
            paragraphs = [
                p.strip() for p in re.split(r"\n\s*\n", part[header.end() :]) if p.strip()
            ]
            article = Article(
                dateutil.parser.parse(header[1]).date().isoformat(), header[2], paragraphs
            )
            out.write(json.dumps(attrs.asdict(article), ensure_ascii=False) + "\n")

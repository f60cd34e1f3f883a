"""Articles drawn from the JSON Schema: what anybody may write by the schema alone, by a number, the
same one each time.

The schema and a number come in, one Article in normal form goes out. Each property that is not
required is there with a chance that the draw chooses, so that some articles are sparse and some
full.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs

import newsfmt
from newsfmt import Article

__all__ = ["article_of"]

WORDS = """ferry bridge quay Sund "Moe" Færøy 東京 naïve <b> & a|b x_y *z* #1 -30- 2021 10:30 Bodø’s
https://example.com/a?b=c&d=e urn:x:1 medtop:01000000 “quoted” — (Reuters) e\u0301 \U0001f6a2""".split()
ROLES = ["lead", "byline", "caption", "note", "main", "house:own", "x y"]
DATES = ["2021", "2021-05", "2021-05-04", "2021-05-04T10:30", "2021-05-04T10:30Z",
         "2021-05-04T10:30:00+02:00", "2021-05-04T10:30:00.25Z", "2021-05-04+02:00"]  # fmt: skip
MOST = 4


@cache
def schema() -> dict[str, Any]:
    """The shipped schema."""
    path = Path(newsfmt.__file__).parent / "schema" / "article-1.schema.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


class Draw:
    """One drawing: its random numbers, and how full it is."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)
        self.chance = self.random.choice((0.1, 0.3, 0.7))
        self.depth = self.random.choice((2, 3, 4))

    def value(self, given: Mapping[str, Any], name: str, depth: int) -> Any:
        """Return a value that a part of the schema allows."""
        if "$ref" in given:
            name = given["$ref"].rpartition("/")[2]
            return self.value(schema()["$defs"][name], name, depth)
        if "const" in given:
            return given["const"]
        if "enum" in given:
            return self.random.choice(given["enum"])
        if choices := given.get("oneOf") or given.get("anyOf"):
            if depth > self.depth:
                choices = [each for each in choices if self.is_leaf(each)] or choices
            return self.value(self.random.choice(choices), name, depth)
        draw = {
            "object": self.object,
            "array": self.array,
            "string": self.text,
            "boolean": lambda *_: self.random.random() < 0.5,
            "integer": self.number,
            "number": self.number,
        }[given["type"]]
        return draw(given, name, depth)

    def is_leaf(self, given: Mapping[str, Any]) -> bool:
        """Whether a node holds no others."""
        return given.get("$ref", "").endswith(("inline-text", "inline-break", "-rule", "-paragraph", "Inline"))  # fmt: skip

    def object(self, given: Mapping[str, Any], name: str, depth: int) -> Any:
        if "properties" not in given:
            return {f"x:{self.word()}": self.value(given["additionalProperties"], name, depth + 1)}
        required = set(given.get("required", ()))
        chance = self.chance if depth <= self.depth else self.chance / (4 * (depth - self.depth))
        return {
            key: self.value(part, key, depth + 1)
            for key, part in given["properties"].items()
            if key != "origin" and (key in required or self.random.random() < chance)
        }

    def array(self, given: Mapping[str, Any], name: str, depth: int) -> Any:
        most = 1 if depth > self.depth else MOST
        return [
            self.value(given["items"], name, depth + 1) for _ in range(self.random.randint(1, most))
        ]

    def text(self, given: Mapping[str, Any], name: str, depth: int) -> str:
        if "pattern" in given:
            return self.random.choice(DATES)
        if name == "role" and self.random.random() < 0.5:
            return self.random.choice(ROLES)
        if name == "language":
            return self.random.choice(["en", "nb", "zh-Hant"])
        return " ".join(self.word() for _ in range(self.random.choice((1, 1, 2, 5))))

    def word(self) -> str:
        return self.random.choice(WORDS)

    def number(self, given: Mapping[str, Any], name: str, depth: int) -> Any:
        least, most = given.get("minimum", 0), given.get("maximum", 200)
        if given["type"] == "integer" or self.random.random() < 0.5:
            return self.random.randint(least, most)
        return round(self.random.uniform(least, most), 3)


def article_of(number: int) -> Article:
    """Return the Article of a number, as the JSON reader gives it; a dateline's prefix is set only
    where the text opens with it.
    """
    drawn = Draw(number)
    data = drawn.value(schema(), "Article", 0)
    article = newsfmt.read_one(json.dumps(data).encode(), format="json")
    return _with_prefix(attrs.evolve(article, origin=None))


def _with_prefix(article: Article) -> Article:
    dateline = article.dateline
    if dateline is None or dateline.prefix is None:
        return article
    opening = article.paragraphs[0] if article.paragraphs else ""
    if dateline.prefix and opening.startswith(dateline.prefix):
        return article
    bare = attrs.evolve(dateline, prefix=None)
    return attrs.evolve(article, dateline=bare if bare != type(bare)() else None)

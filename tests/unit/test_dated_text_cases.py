"""Every row of dated-text-grammar.md §12: the edge inputs of dated text and the right reading of
each.
"""

import json
from pathlib import Path

import pytest

import newsfmt

CASES = json.loads(
    (Path(__file__).parent / "data" / "datedtext_cases.json").read_text(encoding="utf-8")
)


def reading(article: newsfmt.Article) -> dict[str, object]:
    """What a row of the table says of an article, read from the Article."""
    roles: dict[str, list[str]] = {}
    rules = 0
    for block in article.body:
        if type(block).__name__ == "Rule":
            rules += 1
        elif getattr(block, "role", None):
            roles.setdefault(block.role, []).append("".join(block.content))
    dateline = article.dateline
    return {
        "headline": article.headline,
        "date": str(article.published) if article.published else None,
        "precision": article.published.precision if article.published else None,
        "paragraphs": list(article.paragraphs),
        "bylines": [creator.name for creator in article.creators],
        "dateline": {
            name: getattr(dateline, name) for name in ("place", "region", "source", "date_text")
        }
        if dateline
        else None,
        "keywords": list(article.keywords),
        "extra": {
            key.removeprefix("dated-text:"): value[0] for key, value in article.extra.items()
        },
        "credits": roles.get("credit", []),
        "captions": roles.get("caption", []),
        "end_mark": roles.get("end-mark", [None])[0],
        "rules": rules,
    }


def held(found: object, wanted: object) -> bool:
    """Equal; of a record, the parts that the row names."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        return all(found.get(key) == value for key, value in wanted.items())
    return found == wanted


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_row(case: dict) -> None:
    data = case["input"].encode(case["encoding"])
    expect = case["expect"]
    if "error" in expect:
        with pytest.raises(newsfmt.ParseError) as error:
            list(newsfmt.read(data, name="a.txt"))
        assert all(word in str(error.value) for word in expect["error"]["says"])
        assert str(error.value).startswith("a.txt: ")
        return
    found = [reading(article) for article in newsfmt.read(data)]
    assert len(found) == len(expect["articles"])
    for article, wanted in zip(found, expect["articles"], strict=True):
        for key, value in wanted.items():
            assert held(article[key], value), f"{key}: {article[key]!r}, not {value!r}"


def test_the_cases_are_those_of_the_specification() -> None:
    assert len(CASES) == 65
    assert {key for case in CASES for article in case["expect"].get("articles", []) for key in article} <= {
        "headline", "date", "precision", "paragraphs", "bylines", "dateline", "keywords", "extra", "credits", "captions", "end_mark",
    }  # fmt: skip

"""Articles with thousands of members or blocks are written and read again in time that grows with
their number, not with its square.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import oracle
import pytest

from newsfmt.article import Article, Concept, Party
from newsfmt.body import Rule

MANY = 3000
SHAPES: dict[str, Callable[[int], Article]] = {
    "creators": lambda count: Article(
        headline="Many", creators=[Party(f"Kari {number}") for number in range(count)]
    ),
    "subjects": lambda count: Article(
        headline="Many",
        subjects=[Concept(f"s{n}", code=str(n), scheme=f"v{n % 50}") for n in range(count)],
    ),
    "rules": lambda count: Article(headline="Many", published="2021-05-04", body=[Rule()] * count),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("format", oracle.writers())
def test_many_of_them(format: str, shape: str) -> None:
    def seconds(count: int) -> float:
        article = SHAPES[shape](count)
        began = time.thread_time()
        oracle.written(article, format)
        return time.thread_time() - began

    seconds(10)  # what is imported on first use
    assert seconds(MANY) < 2

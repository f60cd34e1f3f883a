"""Draw the Articles of the freeze anew: ``python tests/freeze/draw.py``; needed when the model has
fields that they lack, after which ``freeze.py --write`` has to be run on the commit before.
"""

from __future__ import annotations

import json
import lzma
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from newsfmt import Article
from newsfmt.testing.strategies import articles

COUNT = 2000
TARGET = Path(__file__).parent / "articles.jsonl.xz"


def main() -> None:
    drawn: dict[str, None] = {}

    @seed(20261128)
    @settings(
        max_examples=COUNT * 5 // 4,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(articles())
    def draw(article: Article) -> None:
        value = json.loads(article.to_json())
        drawn[json.dumps(value, ensure_ascii=False, separators=(",", ":"))] = None

    draw()
    lines = list(drawn)[:COUNT]
    TARGET.write_bytes(lzma.compress("\n".join(lines).encode(), preset=9))
    print(f"{len(lines)} articles")


if __name__ == "__main__":
    main()

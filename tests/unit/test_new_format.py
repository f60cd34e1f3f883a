"""A format that is added to newsfmt as CONTRIBUTING.md says it, a module and a word: it is found, read
and written, and what it cannot hold is reported.
"""

from __future__ import annotations

from pathlib import Path

from tests.copied import outcome_of

MODULE = '''"""Articles of one line each, ``headline|text``: bytes come in, Articles go out, and the other way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from newsfmt.article import Article
from newsfmt.format import Context, Format
from newsfmt.hooks import hookimpl

__all__ = ["FORMATS", "read", "write"]


def read(stream: BinaryIO, context: Context) -> Iterator[Article]:
    """Yield an article for each line."""
    for _, line in context.lines(stream):
        headline, _, text = line.decode().rstrip("\\n").partition("|")
        yield Article.from_text(text, headline=headline)


def write(articles: Iterable[Article], stream: BinaryIO, context: Context) -> None:
    """Write a line for each article."""
    for article in articles:
        stream.write(f"{article.headline or ''}|{article.text}\\n".encode())


FORMATS = [Format(name="pairs", title="Lines", extensions=("lin",), read=read, write=write)]
"""The format."""


@hookimpl
def newsfmt_formats() -> list[Format]:
    """Provide the format."""
    return FORMATS
'''
PROGRAM = """
import io, json
import newsfmt

article = newsfmt.Article.from_text("It sails.", headline="Ferry", byline="Kari Moe")
out = io.BytesIO()
report = newsfmt.write(article, out, format="pairs")
again = newsfmt.read_one(out.getvalue(), format="pairs")
lost = sorted(each.position.path for each in report.kept)
print(json.dumps([out.getvalue().decode(), [again.headline, again.text], lost]))
"""


def test_a_format_is_a_module_and_a_word(tmp_path: Path) -> None:
    word = '    "html_fragment",\n'
    written, read, lost = outcome_of(
        PROGRAM,
        None,
        tmp_path,
        changes={"_registry/__init__.py": [(word, word + '    "pairs",\n')]},
        files={"formats/pairs.py": MODULE},
    )
    assert (written, read) == ("Ferry|It sails.\n", ["Ferry", "It sails."])
    assert lost == ["body", "byline", "headline"]

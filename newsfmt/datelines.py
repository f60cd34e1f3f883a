"""Datelines in formats that have a slot for them: the slot is filled, and the words the first
paragraph opens with are cut there.

An Article comes in, an equal one without ``dateline.prefix`` goes out, its first prose paragraph
without the prefix (model-rules.md §3, Dateline).
"""

from __future__ import annotations

from typing import Any

import attrs

from newsfmt.article import Article, Dateline
from newsfmt.body import Paragraph, normalise, plain, text_of
from newsfmt.format import Context

__all__ = ["report_separator", "without_prefix"]


def without_prefix(article: Article) -> Article:
    """Return the article with the dateline's prefix cut from its first prose paragraph, where it
    opens with it.

    >>> article = Article(dateline=Dateline(text="OSLO", prefix="OSLO - "), body=[Paragraph("OSLO - It opened.")])
    >>> without_prefix(article).body
    (Paragraph('It opened.'),)
    """
    line = article.dateline
    if line is None or line.prefix is None:
        return article
    bare = attrs.evolve(line, prefix=None)
    if bare == Dateline():
        return attrs.evolve(article, dateline=None)
    if line.text is None:
        return attrs.evolve(article, dateline=bare)
    body = list(article.body)
    for place, block in enumerate(body):
        if type(block) is Paragraph and block.role in (None, "lead"):
            cut = _cut(block, line.prefix)
            if cut is not None:
                body[place] = cut
            break
    return attrs.evolve(article, dateline=bare, body=normalise(body))


def report_separator(article: Article, context: Context) -> None:
    """Report a separator that goes with the prefix: a text is given back with `` — `` between
    dateline and story, whatever stood there.
    """
    line = article.dateline
    if line is not None and line.prefix and line.prefix != f"{line.text} — ":
        message = f"{line.prefix!r} goes into the slot for datelines, which holds no separator"
        context.lost("write.value-shortened", "dateline.prefix", message, article=article)


def _cut(block: Paragraph, prefix: str) -> Paragraph | None:
    """The paragraph without the text it opens with, where there is more; None where markup stands
    across the cut.
    """
    text = text_of(block.content)
    if not text.startswith(prefix) or not plain(text[len(prefix) :]):
        return None
    left, content = prefix, list(block.content)
    while left:
        first: Any = content[0]
        part = text_of(first)
        if type(first) is str and len(first) > len(left):
            content[0], left = first[len(left) :], ""
        elif left.startswith(part) and part:
            del content[0]
            left = left[len(part) :]
        else:
            return None
    return attrs.evolve(block, content=tuple(content))

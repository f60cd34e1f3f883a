"""Losses: values of an article that an output lacks, found by one comparison and reported once,
each with its own path.

An Article comes in, and the Article that a reader finds in the output; ``write.`` diagnostics go
out. The rule is the law of return (model-rules.md §6): every value that does not come back equal is
named, by its own path or by one above it that did not come back at all, and no value that came back
equal is named. A loss that a writer reports never hides another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from newsfmt._record import Record
from newsfmt.article import Article
from newsfmt.body import Block
from newsfmt.diagnostics import Report
from newsfmt.errors import NewsfmtError
from newsfmt.format import Context, Limits, Parser
from newsfmt.lines import plain_texts
from newsfmt.losses._alignment import aligned
from newsfmt.losses._comparison import Difference, field, records
from newsfmt.losses._declared import declared_part, is_set, same, says, tree
from newsfmt.losses._declared import undeclared as _undeclared
from newsfmt.losses._verdict import described, settled, texts, value_at

__all__ = [
    "Describe",
    "Difference",
    "Receipt",
    "aligned",
    "differences",
    "is_plain",
    "is_set",
    "read_again",
    "report_undeclared",
    "settled",
    "texts",
    "undeclared",
    "value_at",
]

Describe = Callable[[Difference], tuple[str, str] | None]
"""A function that gives code and message of a difference, or None for the default."""
_EMBARGO = frozenset({"embargoed", "embargoed_until"})


def differences(
    before: Article, after: Article, writes: frozenset[str] | None = None
) -> list[Difference]:
    """Return every value that differs between two articles, in the order of the fields.

    Members of a list are compared by value, not by index: a missing member does not make the others
    differ. ``origin`` is not compared. With ``writes``, a declaration as in :attr:`Format.writes
    <newsfmt.format.Format.writes>`, values of ``before`` that it does not name are ignored.

    >>> one = Article(headline="Ferry", keywords=["sea", "land"])
    >>> [found.path for found in differences(one, Article(headline="Bridge", keywords=["land"]))]
    ['headline', 'keywords[0]']
    """
    if before == after:
        return []
    if writes is None:
        return list(records(before, after, ""))
    found: list[Difference] = []
    for name, branch in tree(writes).all(Article):
        mine, theirs = getattr(before, name), getattr(after, name)
        if not same(mine, theirs, branch):
            part = declared_part(mine, branch)
            compared = says(part) or (isinstance(part, Record) and type(part) is type(theirs))
            found += field(name, part if compared else None, theirs, name, after)
    return [true for one in found for true in _declared(one, before)]


def _declared(one: Difference, before: Article) -> Iterator[Difference]:
    """A difference of the declared parts of an article, unless the value is undeclared; of a record
    without declared parts those that came into being.
    """
    mine = None if is_set(one.before) else value_at(before, one.path)
    if not is_set(mine):
        yield one
    elif isinstance(mine, Record) and type(mine) is type(one.after):
        for part in records(type(mine)(), one.after, one.path):
            yield from _declared(part, before)


def read_again(
    data: bytes, parser: Parser, options: object = None, *, encoding: str | None = None
) -> Article | None:
    """Return the one article that a format's parser reads in an output; None where it finds none or
    several, or cannot read the output.

    ``options`` is an instance of the parser's options. Nothing is reported, and no limit applies.
    """
    quiet = Context(
        options=options,
        encoding=encoding,
        limits=Limits(article_bytes=None, whole_bytes=None),
        report=Report(keep=0),
    )
    try:
        articles = list(parser(BytesIO(data), quiet))
    except NewsfmtError:
        return None
    return articles[0] if len(articles) == 1 else None


def is_plain(blocks: tuple[Block, ...]) -> bool:
    """Return whether a body certainly comes back from every markup with paragraphs: each block is a
    paragraph with one run of printable text, without consecutive spaces.

    >>> from newsfmt.body import Paragraph
    >>> is_plain((Paragraph("It opened."),)), is_plain((Paragraph("It  opened."),))
    (True, False)
    """
    return plain_texts(blocks) is not None


class Receipt:
    """The losses of one article: a writer reports losses while it writes, then compares with the
    article that is read again.

    ``writes`` is the declaration of the format; newsfmt has reported the fields outside it. Losses
    given to :meth:`lost` are held until :meth:`compare`, which drops values that came back equal
    and adds differences that were not reported.

    >>> article, context = Article(headline="Night ferry stops for good"), Context(format="ticker")
    >>> receipt = Receipt(article, context)
    >>> receipt.compare(Article(headline="Night ferry stops"))
    >>> print(*context.report)
    headline: read again, it is 'Night ferry stops' [write.value-shortened]
    """

    def __init__(
        self, article: Article, context: Context, writes: frozenset[str] | None = None
    ) -> None:
        self._article = article
        self._context = context
        self._writes = writes
        self._reported: dict[tuple[str, str], str] = {}
        self._severities: dict[tuple[str, str], str] = {}

    def lost(self, code: str, path: str, message: str = "", *, severity: str | None = None) -> None:
        """Report one loss, with the signature of :data:`newsfmt.diagnostics.Lost`, which renderers
        of bodies take. The same code and path count once; ``severity`` replaces that of the code.
        """
        self._reported.setdefault((code, path), message)
        if severity:
            self._severities[code, path] = severity

    def compare(
        self,
        again: Article | None,
        *,
        wanted: Article | None = None,
        found: list[Difference] | None = None,
        describe: Describe | None = None,
    ) -> None:
        """Report all losses of the article; ``again`` is the article that was read, or None.

        ``wanted`` is the expected article, where a rule of the format changes it
        (:func:`newsfmt.prose.without_prefix`); ``found`` are the differences, if they are known.
        ``describe`` gives code and message of a loss that is found here, in place of the default
        ones.
        """
        wanted = wanted or self._article
        if found is None:
            found = differences(wanted, again or Article(), self._writes)
        if not found and not self._reported:
            return
        reported, found = settled(wanted, self._reported, found)
        for (code, path), text in reported.items():
            self._report(code, path, text)
        for difference in found:
            code, text = (describe and describe(difference)) or described(difference)
            self._report(
                code, difference.path, text if again else "the output cannot be read again"
            )

    def _report(self, code: str, path: str, message: str) -> None:
        if code == "write.embargo-lost" and self._context.ignore_embargo:
            code = "write.field-lost"
        severity = self._severities.get((code, path))
        self._context.lost(code, path, message, article=self._article, severity=severity)


def undeclared(article: Article, writes: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Yield path and value of everything set in an article and not named by a declaration.

    >>> list(undeclared(Article(headline="Ferry", byline="By Kari Moe"), frozenset({"headline"})))
    [('byline', 'By Kari Moe')]
    """
    return _undeclared(article, tree(writes))


def report_undeclared(article: Article, writes: frozenset[str], context: Context) -> None:
    """Report everything set in an article and not named by ``writes``; an embargo is an error
    unless the context ignores it.
    """
    for path, value in undeclared(article, writes):
        code, message = "write.field-lost", ""
        if path.rpartition(".")[2] in _EMBARGO and value is not False:
            code = "write.embargo-lost"
            message = f"{context.format} cannot say that it is under embargo; choose another format or -O embargo=ignore"
            if context.ignore_embargo:
                code, message = "write.field-lost", ""
        context.lost(code, path, message, article=article)

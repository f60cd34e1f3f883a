"""What an input says of the number of its articles: statements come in one by one as they are read,
the number stated goes out, to be compared with the number of articles that were met.

An export says it once, on a cover, or with each article ("3 of 500"); several exports may stand one
after the other in a file, and a large file is read in parts. A few numbers are kept of all this.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

__all__ = ["Count"]


@attrs.define
class Count:
    """The statements of one input.

    >>> count = Count()
    >>> for number in (1, 2, 3):
    ...     count.add(3, number)
    >>> count.add(2)  # the cover of another export
    >>> count.says, list(count.differences(articles=4, others=0))
    (5, ['it says that it holds 5 articles, and it holds 4'])
    """

    says: int | None = None
    """How many articles the input says it holds; None where it does not say."""
    marks: int = 0
    """How many marks of the end of an article were met."""
    _first: tuple[int, int] = (0, 0)
    _last: tuple[int, int] = (0, 0)

    def add(self, total: int, number: int = 0) -> None:
        """Take a statement: ``total`` articles, of which the one at hand is ``number``, from 1; 0
        stands for a cover, before the first one.
        """
        self._join(total, (total, number), (total, number))

    def merge(self, other: Count) -> None:
        """Add the statements of the next part of the same input."""
        self.marks += other.marks
        if other.says is not None:
            self._join(other.says, other._first, other._last)

    def _join(self, says: int, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Add what follows; where it goes on with the same export, that export counts once."""
        if self.says is None:
            self._first = first
        elif first[1] > self._last[1] and (first[0] == self._last[0] or not self._last[1]):
            says -= min(first[0], self._last[0])
        self.says = (self.says or 0) + says
        self._last = last

    def differences(self, articles: int, others: int) -> Iterator[str]:
        """Yield in words how the number that the input states differs from its contents: the number
        of articles, read or not, and of other items.
        """
        notices = f"; {_others(others)}" if others else ""
        if self.says is not None and self.says != articles:
            yield (
                f"it says that it holds {_articles(self.says)}, and it holds {articles:,}{notices}"
            )
        if self.marks and self.marks != articles + others:
            marks = f"{self.marks:,} {'mark ends' if self.marks == 1 else 'marks end'} an article"
            yield f"{marks}, and it holds {_articles(articles)}{notices}"


def _articles(number: int) -> str:
    return f"{number:,} {'article' if number == 1 else 'articles'}"


def _others(number: int) -> str:
    return "1 item is no article" if number == 1 else f"{number:,} items are no articles"

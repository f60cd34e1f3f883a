"""The changes from one article to another: two versions of a story, or one story in two formats.

Two Articles come in, a list of :class:`Change` goes out: fields in the order of the model, then the
blocks of the body, compared block by block. A block that kept its words and stands elsewhere has
moved; a block that shares few words with its counterpart is one that was removed and one that was
added. ``origin`` is not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, TypeAlias

import attrs

from newsfmt import body
from newsfmt._codec import encode
from newsfmt._record import Record, field_names
from newsfmt.article import Article, FrozenMap
from newsfmt.dates import NewsDate
from newsfmt.losses import aligned, differences, is_set

__all__ = ["Change", "ChangeKind", "Data", "changes", "pairs", "text_of", "words"]

Data: TypeAlias = "bool | int | float | str | list[Data] | dict[str, Data] | None"
"""Plain data, as JSON has it."""
ChangeKind: TypeAlias = Literal["changed", "added", "removed", "moved"]
"""The kinds of changes."""
_BLOCK_TYPES = frozenset(body.BLOCKS.values())
_WORDS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")
_BETWEEN_TAGS = re.compile(r">\s+<")
_ALIKE = 0.3  # share of common words, below which a block is another block
_LONG = 2_000  # words of a text that are compared one by one


@attrs.frozen(kw_only=True)
class Change:
    """One difference between two articles."""

    kind: ChangeKind
    """``changed``, ``added``, ``removed`` or ``moved``."""
    path: str
    """Path of the value (``headline``, ``subjects[2].name``, ``body[3]``) in the first article; for
    a block that was added, in the second.
    """
    before: object = None
    """The value in the first article, or None."""
    after: object = None
    """The value in the second article, or None."""
    place: int | None = None
    """For a block that changed or moved, its index in the body of the second article."""

    def as_data(self) -> dict[str, Data]:
        """Return the change as plain data, without unset parts.

        >>> changes(Article(headline="Ferry"), Article(headline="Bridge"))[0].as_data()
        {'kind': 'changed', 'path': 'headline', 'before': 'Ferry', 'after': 'Bridge'}
        """
        data: dict[str, Data] = {"kind": self.kind, "path": self.path}
        if self.place is not None:
            data["place"] = self.place
        for name in ("before", "after"):
            if is_set(value := getattr(self, name)):
                data[name] = _plain(value)
        return data


def changes(before: Article, after: Article) -> list[Change]:
    """Return the changes from one article to another, none for equal articles.

    >>> first = Article(headline="Bridge opens", version="1", body=[body.Paragraph("It opened.")])
    >>> second = Article(headline="Bridge opens", version="2", body=[body.Paragraph("It opened late.")])
    >>> [(change.kind, change.path) for change in changes(first, second)]
    [('changed', 'version'), ('changed', 'body[0]')]
    """
    _are_articles(before, after)
    fields = differences(attrs.evolve(before, body=()), attrs.evolve(after, body=()))
    changed = [
        Change(
            kind=_kind(difference.before, difference.after),
            path=difference.path,
            before=difference.before,
            after=difference.after,
        )
        for difference in fields
    ]
    return changed + _blocks(before.body, after.body)


def _are_articles(*given: object) -> None:
    """Raise TypeError for anything but articles."""
    for member in given:
        if not isinstance(member, Article):
            raise TypeError(f"give Articles to compare, not {type(member).__name__}")


def _kind(before: object, after: object) -> ChangeKind:
    if not is_set(before):
        return "added"
    if not is_set(after):
        return "removed"
    return "moved" if before == after else "changed"


def _blocks(before: Sequence[body.Block], after: Sequence[body.Block]) -> list[Change]:
    """The changes of a body, in the order of the blocks of the second article; a block that was
    removed comes at its index in the first.
    """
    blocks: list[tuple[float, Change]] = []
    for left, right in aligned(before, after, _likeness):
        if left is not None and right is not None and _same_block(before[left], after[right]):
            one, other = before[left], after[right]
            kind = _kind(one, other)
            change = Change(kind=kind, path=f"body[{left}]", before=one, after=other, place=right)
            blocks.append((right, change))
            continue
        if left is not None:
            change = Change(kind="removed", path=f"body[{left}]", before=before[left])
            blocks.append((left - 0.5, change))
        if right is not None:
            blocks.append((right, Change(kind="added", path=f"body[{right}]", after=after[right])))
    return [change for _, change in sorted(blocks, key=lambda entry: entry[0])]


def _likeness(before: object, after: object) -> int:
    """The number of words that two blocks have in common; more if they are of one kind."""
    common = len(_vocabulary(before) & _vocabulary(after))
    return 2 * common + (type(before) is type(after))


def _same_block(before: body.Block, after: body.Block) -> bool:
    """Whether a block became the other: equal, or with enough words in common."""
    if before == after:
        return True
    one, other = _vocabulary(before), _vocabulary(after)
    if not one or not other:
        return type(before) is type(after) and not one and not other
    return len(one & other) >= _ALIKE * max(len(one), len(other))


def _vocabulary(block: object) -> set[str]:
    return set(re.findall(r"\w+", text_of(block)))


def text_of(value: object) -> str:
    """Return a value of the model as text for a person: the words of a block, a date in ISO 8601,
    the set parts of a record.

    >>> text_of(body.Heading("The bridge", 2)), text_of(NewsDate("2021-05"))
    ('The bridge', '2021-05')
    """
    if value is None:
        return ""
    if isinstance(value, Article):
        return value.headline or value.summary or value.id or value.type
    if isinstance(value, tuple):
        return "; ".join(map(text_of, value))
    if isinstance(value, FrozenMap):
        return "; ".join(f"{name}: {text_of(part)}" for name, part in value.items())
    if isinstance(value, NewsDate) or not isinstance(value, Record):
        text = str(value)
        return _BETWEEN_TAGS.sub("><", text) if text[:1] == "<" else text
    text = ""
    if type(value) in _BLOCK_TYPES:
        holder = Article(body=value)  # type: ignore[arg-type]
        text = "\n".join(body.block_text(holder.body, skip=frozenset()))
    return text or ", ".join(f"{name}={_part_text(part)}" for name, part in _set_parts(value))


def _part_text(part: object) -> str:
    """A part of a record as text; parts of its own stand in parentheses."""
    members = part if isinstance(part, tuple) else (part,)
    inner = any(
        isinstance(member, Record) and not isinstance(member, NewsDate) for member in members
    )
    return f"({text_of(part)})" if inner else text_of(part)


def words(before: str, after: str) -> list[tuple[Literal["same", "removed", "added"], str]]:
    """Return two texts as one sequence of pieces: words that both have, that only the first has,
    that only the second has.

    >>> words("The ferry stops.", "The night ferry stops.")
    [('same', 'The'), ('added', ' night'), ('same', ' ferry stops.')]
    """
    one, other = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(one), len(other)) > _LONG:
        return [("removed", before), ("added", after)]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    pieces: list[tuple[Literal["same", "removed", "added"], str]] = []
    for kind, left, left_end, right, right_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(one[left:left_end])))
            continue
        if left < left_end:
            pieces.append(("removed", "".join(one[left:left_end])))
        if right < right_end:
            pieces.append(("added", "".join(other[right:right_end])))
    return pieces


def pairs(
    before: Sequence[Article], after: Sequence[Article]
) -> list[tuple[Article | None, Article | None]]:
    """Return the articles of two inputs in pairs: by ``id`` where each has one of its own, else in
    their order; an article without a counterpart is paired with None.

    >>> first, second = [Article(id="a"), Article(id="b")], [Article(id="b"), Article(id="c")]
    >>> [(one and one.id, other and other.id) for one, other in pairs(first, second)]
    [('a', None), ('b', 'b'), (None, 'c')]
    """
    _are_articles(*before, *after)
    one, other = ({article.id: article for article in articles} for articles in (before, after))
    by_id = all(
        None not in known and len(known) == len(articles)
        for known, articles in ((one, before), (other, after))
    )
    if len(before) == len(after) == 1 or not by_id:
        return list(zip_longest(before, after))
    pairs_found = [(article, other.get(article.id)) for article in before]
    return [*pairs_found, *((None, article) for article in after if article.id not in one)]


def _plain(value: object) -> Data:
    """A value of the model as plain data; blocks as in the JSON of an article."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, NewsDate):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    if isinstance(value, FrozenMap):
        return {name: _plain(part) for name, part in value.items()}
    if not isinstance(value, Record):
        return str(value)
    if type(value) in _BLOCK_TYPES:
        blocks: list[Data] = encode(Article(body=value))["body"]  # type: ignore[arg-type]
        return blocks[0]
    return {name: _plain(part) for name, part in _set_parts(value)}


def _set_parts(record: Record) -> Iterator[tuple[str, object]]:
    cls: type = type(record)
    for name in field_names(cls):
        if is_set(part := getattr(record, name)):
            yield name, part

"""``newsfmt diff``: the changes from the articles of one input to those of another, for a person,
as JSON lines, or as a page.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsfmt._terminal import safe, safe_json
from newsfmt.article import Article
from newsfmt.body import Block
from newsfmt.changes import Change, changes, pairs, text_of, words
from newsfmt.cli.inputs import Inputs
from newsfmt.cli.page import cell, page, sides
from newsfmt.cli.shared import (
    FAILED,
    OK,
    STRICT,
    Printer,
    check_options,
    registry_of,
    results,
    say,
    warn_of_failures,
)
from newsfmt.cli.shared import pairs as options_of

if TYPE_CHECKING:
    from newsfmt._registry import Registry

__all__ = ["diff"]

_WIDTH = 100
_LABEL = 18
_CONTEXT = 60  # characters of an equal text that are shown on either side of a change


def diff(args: argparse.Namespace) -> int:
    """Compare two inputs; return STRICT with ``--strict`` if they differ."""
    registry = registry_of(args)
    options = options_of(args.options, "-O")
    check_options(options, registry, args.source_format, None)
    printer = Printer(quiet=False)
    before, whole = _articles(args, args.before, registry, options, printer)
    after, whole_too = _articles(args, args.after, registry, options, printer)
    printer.close()
    warn_of_failures(registry)
    stories = [_Story(article, other) for article, other in pairs(before, after)]
    if args.html:
        _write_page(args, stories)
    elif args.json:
        for number, story in enumerate(stories):
            for line in story.as_json(number):
                results().write(line)
    else:
        for story in stories:
            results().writelines(f"{line}\n" for line in story.lines())
    if not (whole and whole_too):
        return FAILED
    differ = sum(bool(story.changes or story.single) for story in stories)
    if not differ:
        say("no changes")
    return STRICT if differ and args.strict else OK


def _articles(
    args: argparse.Namespace,
    path: str,
    registry: Registry,
    options: dict[str, str],
    printer: Printer,
) -> tuple[list[Article], bool]:
    """The articles of an input, and whether all of them could be read."""
    arguments = argparse.Namespace(**{**vars(args), "inputs": [path], "output": args.html or "-"})
    inputs = Inputs(arguments, registry, options, printer)
    articles = list(inputs.articles())
    return articles, inputs.totals.complete


class _Story:
    """Two articles, and the changes from one to the other."""

    def __init__(self, before: Article | None, after: Article | None) -> None:
        self.before = before
        self.after = after
        self.changes = changes(before, after) if before and after else []

    @property
    def single(self) -> Article | None:
        """The article, if it has no counterpart."""
        return None if self.before and self.after else self.before or self.after

    @property
    def name(self) -> str:
        article = self.after or self.before
        return text_of(article) or "(no headline)"

    def as_json(self, number: int) -> Iterator[str]:
        if self.single is not None:
            data = {"article": number, "kind": "removed" if self.before else "added"}
            yield _line({**data, "path": "", "headline": self.name})
        for change in self.changes:
            yield _line({"article": number, **change.as_data()})

    def lines(self) -> Iterator[str]:
        """The changes for a terminal: ``[-removed-]`` and ``{+added+}`` words."""
        if self.single is not None:
            sign = "-" if self.before else "+"
            yield f"{sign} article {safe(self.name)}"
        elif self.changes:
            yield f"── {safe(self.name)}"
            for change in self.changes:
                yield from _wrapped(_label(change), _marked(change))
            yield ""

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The changes as rows of a table in HTML."""
        for change in self.changes:
            before, after = text_of(change.before), text_of(change.after)
            if change.kind != "changed" or before == after:
                mark = "same" if change.kind == "moved" or before == after else ""
                pair = ([(mark or "removed", before)], [(mark or "added", after)])
            else:
                pieces = words(before, after)
                pair = (
                    [piece for piece in pieces if piece[0] != "added"],
                    [piece for piece in pieces if piece[0] != "removed"],
                )
            before, after = ("".join(_html(*piece) for piece in side) for side in pair)
            yield cell(_label(change)), before, after


def _line(data: object) -> str:
    from newsfmt._codec import dumps_line

    return safe_json(dumps_line(data)).decode()


def _label(change: Change) -> str:
    if change.kind == "moved" and change.place is not None:
        return f"{change.path} moved to body[{change.place}]"
    kind = "" if change.kind == "changed" else f" {change.kind}"
    return f"{change.path}{kind}"


def _marked(change: Change) -> str:
    before, after = text_of(change.before), text_of(change.after)
    if change.kind == "moved":
        return before
    if change.kind == "added":
        return "{+" + after + "+}"
    if change.kind == "removed":
        return f"[-{before}-]"
    if before == after:
        return f"{before} ({_unseen(change)})"
    if not isinstance(change.before, str | Block):
        return f"[-{before}-]" + "{+" + after + "+}"
    marks = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    pieces = words(before, after)
    return "".join(
        marks[kind][0] + (_short(text) if kind == "same" else text) + marks[kind][1]
        for kind, text in pieces
    )


def _unseen(change: Change) -> str:
    """The name of a difference that the words do not show."""
    if type(change.before) is not type(change.after):
        return f"a {type(change.after).__name__.lower()} now"
    return "other markup"


def _short(text: str) -> str:
    if len(text) <= 2 * _CONTEXT + 5:
        return text
    return f"{text[:_CONTEXT]} [...] {text[-_CONTEXT:]}"


def _html(kind: str, text: str) -> str:
    tag = {"removed": "del", "added": "ins"}.get(kind)
    return f"<{tag}>{cell(text)}</{tag}>" if tag and text else cell(text)


def _wrapped(label: str, text: str) -> list[str]:
    rows = textwrap.wrap(safe(text.replace("\n", " ")), _WIDTH - _LABEL - 1) or [""]
    first = [safe(label)] if len(label) > _LABEL else []
    heads = ["" if first else safe(label), *[""] * (len(rows) - 1)]
    return first + [f"{head:{_LABEL}} {row}" for head, row in zip(heads, rows, strict=True)]


def _write_page(args: argparse.Namespace, stories: list[_Story]) -> None:
    from newsfmt._output import open_output

    parts = []
    for story in stories:
        if story.single is not None:
            side = args.before if story.before else args.after
            parts.append(f"<h2>{cell(story.name)}</h2>\n<p>Only in {cell(side)}.</p>")
        elif story.changes:
            heads = ("Path", args.before, args.after)
            parts.append(f"<h2>{cell(story.name)}</h2>\n{sides(heads, story.rows())}")
    content = "\n".join(parts) or "<p>No changes.</p>"
    with open_output(args.html) as stream:
        stream.write(page(f"Changes from {args.before} to {args.after}", content))

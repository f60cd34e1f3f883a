"""Where each value came from: the JSON lines of ``convert --explain`` and the page of ``inspect
--html``, an article beside its source.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from newsfmt._terminal import json_line
from newsfmt.cli.page import cell, page, sides
from newsfmt.cli.shared import Printer

if TYPE_CHECKING:
    from newsfmt._provenance import Explained, Found, Trail
    from newsfmt._registry import Registry
    from newsfmt.diagnostics import Diagnostic

__all__ = ["Remarks", "explanations", "inspection_page", "origin_of"]

_SHOWN = 400  # characters of a value on the page
_LONG = 4_000  # characters of a line of the source on the page


@contextmanager
def explanations(path: str, encoding: str | None) -> Iterator[Trail]:
    """Give a Trail that writes a line for each value to a file, which appears whole or not at
    all.
    """
    from newsfmt._output import open_output
    from newsfmt._provenance import Trail

    with open_output(path) as stream:

        def sink(explained: Explained) -> None:
            for record in _records(explained):
                stream.write(json_line(record))

        yield Trail(sink, encoding)


def _records(explained: Explained) -> Iterator[dict[str, Any]]:
    article = explained.article
    origin = article.origin
    first = {
        "input": (origin.path or origin.name) if origin else None,
        "article": origin.index if origin else None,
        "id": article.id,
    }
    for found in explained.found:
        record = {
            **first,
            "path": found.path,
            "line": found.line,
            "column": found.column,
            "end_line": found.end,
            "place": found.place or None,
            "rule": found.rule,
        }
        yield {name: value for name, value in record.items() if value is not None}


# ---- the page
# ------------------------------------------------------------


class Remarks(Printer):
    """Prints diagnostics, and keeps them for the page until it asks for those of an article."""

    def __init__(self) -> None:
        super().__init__(quiet=False)
        self.kept: list[Diagnostic] = []

    def __call__(self, diagnostic: Diagnostic) -> None:
        self.kept.append(diagnostic)
        super().__call__(diagnostic)

    def of(self, explained: Explained) -> list[Diagnostic]:
        """Take the diagnostics of an article."""
        origin = explained.article.origin
        name, index = (origin.name, origin.index) if origin else (None, 0)
        own = [
            diagnostic
            for diagnostic in self.kept
            if diagnostic.index == index
            and os.path.basename(diagnostic.source or "") == (name or "")
        ]
        self.kept = [diagnostic for diagnostic in self.kept if diagnostic not in own]
        return own


def losses_of(explained: Explained, target: str, registry: Registry) -> list[Diagnostic]:
    """Return what a format cannot store of an article."""
    from newsfmt._pipeline import write_to
    from newsfmt.diagnostics import Report

    report = Report(keep=10_000)
    options = {"embargo": "ignore"}
    write_to(
        explained.article, io.BytesIO(), report, format=target, options=options, registry=registry
    )
    return list(report)


def inspection_page(
    title: str, sections: list[tuple[Explained, list[Diagnostic]]], others: list[Diagnostic]
) -> bytes:
    """Return a page with each article beside its source; ``others`` are diagnostics of no article
    in it.
    """
    parts = [
        _section(number, explained, diagnostics)
        for number, (explained, diagnostics) in enumerate(sections)
    ]
    if others:
        parts.append(f"<h2>Other remarks</h2>\n{_list(others)}")
    return page(title, "\n".join(parts) or "<p>There is no article.</p>", wide=True)


def _section(number: int, explained: Explained, diagnostics: list[Diagnostic]) -> str:
    lines = explained.text.splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    known = range(explained.line, explained.line + len(lines))
    paths = [value.path for value in explained.found]
    at_line = [
        diagnostic
        for diagnostic in diagnostics
        if diagnostic.position and diagnostic.position.line in known
    ]
    at_path = {
        id(diagnostic): path for diagnostic in diagnostics if (path := _path_of(diagnostic, paths))
    }
    rest = [
        diagnostic
        for diagnostic in diagnostics
        if diagnostic not in at_line and id(diagnostic) not in at_path
    ]
    headline = explained.article.headline or "(no headline)"
    values = _values(explained)
    rows = [
        (
            f'<a id="{_anchor(number, "f", index)}"></a>{cell(value.path)}',
            values(value)
            + "".join(
                _note(diagnostic)
                for diagnostic in diagnostics
                if at_path.get(id(diagnostic)) == value.path
            ),
            origin_of(value, known, lambda line: _anchor(number, "l", line)),
        )
        for index, value in enumerate(explained.found)
    ]
    return "\n".join(
        [
            f"<h2>{cell(headline)}</h2>",
            _list(rest) if rest else "",
            '<div class="beside">',
            f'<pre class="source">{_source(number, explained, lines, at_line)}</pre>',
            sides(("Field", "Value", "From"), rows),
            "</div>",
        ]
    )


def _path_of(diagnostic: Diagnostic, paths: list[str]) -> str | None:
    """The value of the article that a diagnostic is about: its path, or the nearest around it."""
    path = diagnostic.position.path if diagnostic.position else None
    if not path or path.startswith("$"):
        return None
    if path in paths:
        return path
    return next(
        (candidate for candidate in paths if candidate.startswith((f"{path}.", f"{path}["))), None
    ) or next(
        (candidate for candidate in paths if path.startswith((f"{candidate}.", f"{candidate}["))),
        None,
    )


def origin_of(value: Found, known: range, anchor: Callable[[int], str]) -> str:
    """Return the place of a value as HTML: its lines, linked where the page shows them, and the
    element, key or label there.
    """
    if value.line is None:
        return "no line"
    text = f"line {value.line}" if value.end is None else f"lines {value.line}–{value.end}"
    if value.column is not None and value.end is None:
        text += f", column {value.column}"
    if value.line in known:
        text = f'<a href="#{anchor(value.line)}">{text}</a>'
    place = f"<br>{cell(value.place)}" if value.place else ""
    return f"{text}{place}<br><small>{_RULES[value.rule]}</small>"


_RULES = {
    "value": "the whole value",
    "part": "part of the value",
    "joined": "several values",
    "date": "the date stated there",
    "name": "the name of the place",
    "record": "derived from the same record",
    "article": "derived from the article",
}


def _source(number: int, explained: Explained, lines: list[str], notes: list[Diagnostic]) -> str:
    """The lines of the source, each with links to the values that begin on it."""
    values: dict[int, list[str]] = {}
    for index, value in enumerate(explained.found):
        if value.line is not None:
            link = f'<a href="#{_anchor(number, "f", index)}">{cell(value.path)}</a>'
            values.setdefault(value.line, []).append(link)
    shown = []
    for line, text in enumerate(lines, explained.line):
        cut = text if len(text) <= _LONG else f"{text[:_LONG]}… ({len(text) - _LONG:,} more)"
        row = f'<span class="line" id="{_anchor(number, "l", line)}"><b>{line}</b> {cell(cut)}'
        if line in values:
            row += f" <small>→ {', '.join(values[line])}</small>"
        row += "".join(
            _note(diagnostic)
            for diagnostic in notes
            if diagnostic.position and diagnostic.position.line == line
        )
        shown.append(f"{row}</span>")
    return "".join(shown)


def _anchor(number: int, kind: str, index: int) -> str:
    return f"a{number}-{kind}{index}"


def _note(diagnostic: Diagnostic) -> str:
    text = f"{diagnostic.severity}: {diagnostic.message} [{diagnostic.code}]"
    return f'<br><small class="note">⚠ {cell(text)}</small>'


def _list(diagnostics: list[Diagnostic]) -> str:
    rows = "".join(
        f"<li>{cell(f'{diagnostic.severity}: {diagnostic}')}</li>" for diagnostic in diagnostics
    )
    return f"<ul>{rows}</ul>"


def _values(explained: Explained) -> Callable[[Found], str]:
    """What gives the value of a path, shortened, as HTML."""
    from newsfmt._provenance import texts_of

    texts = texts_of(explained.article)

    def value(found: Found) -> str:
        text = texts.get(found.path, "")
        return cell(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")

    return value

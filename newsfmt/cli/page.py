"""Pages to look at: HTML that is one file, without scripts and foreign addresses, readable without
colours, in print and on a narrow screen.

Texts come in and go out escaped: nothing in them can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from newsfmt._terminal import safe

__all__ = ["cell", "page", "sides", "table"]

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; margin: 1.5rem 0; }
table.sides { width: 100%; table-layout: fixed; }
table.sides th:first-child { width: 12rem; }
table.sides td:first-child { font-family: monospace; }
th, td { border: 1px solid #8888; padding: .3rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; white-space: pre-line; }
th:not(.number), td:not(.number) { min-width: 4rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
thead { display: table-header-group; } tr { break-inside: avoid; }
figure { margin: 1.5rem 0; } svg { max-width: 100%; height: auto; background: #fff; }
body.wide { max-width: 110rem; }
.beside { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.5rem; }
.beside table { margin: 0; align-self: start; font-size: .9rem; }
.beside table.sides th:first-child { width: 9rem; }
.source { margin: 0; font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.line { display: block; padding-left: 3rem; text-indent: -3rem; }
.line:target, tr:has(:target) { outline: 2px solid; }
.source b { display: inline-block; width: 2.5rem; text-indent: 0; font-weight: normal; opacity: .7; }
.note { text-indent: 0; }
ins { background: #2a82; } del { background: #c332; }
@media print { .beside { display: block; } .beside table { margin-top: 1rem; } }
@media (max-width: 60rem) { .beside { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 40rem) {
  table { display: block; overflow-x: auto; }
  table.sides thead { display: none; }
  table.sides tbody, table.sides tr, table.sides td { display: block; border-width: 0 1px; }
  table.sides tr { border-top: 1px solid #8888; margin-bottom: .5rem; }
  table.sides td + td::before { content: attr(data-label) ": "; font-size: .8rem; opacity: .8; }
}
"""


def cell(text: str) -> str:
    """Return a text as the content of an element, with control characters made visible."""
    return escape("\n".join(map(safe, text.split("\n"))), quote=False)


def table(
    heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], numbers: frozenset[int] = frozenset()
) -> str:
    """Return a table; the cells of its rows are HTML, those of the columns in ``numbers`` are
    aligned as numbers.
    """
    kinds = [' class="number"' if column in numbers else "" for column in range(len(heads))]
    lines = ["<table>", "<thead><tr>"]
    lines += [
        f'<th scope="col"{kind}>{cell(head)}</th>' if head else "<td></td>"
        for head, kind in zip(heads, kinds, strict=True)
    ]
    lines.append("</tr></thead>\n<tbody>")
    for row in rows:
        cells = "".join(
            f'<td{kind} data-label="{escape(head)}">{content}</td>'
            for head, kind, content in zip(heads, kinds, row, strict=True)
        )
        lines.append(f"<tr>{cells}</tr>")
    return "\n".join([*lines, "</tbody></table>"])


def sides(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table of two versions beside each other, each row behind its path."""
    return table(heads, rows).replace("<table>", '<table class="sides">', 1)


def page(title: str, content: str, *, wide: bool = False) -> bytes:
    """Return a page as bytes of UTF-8; a ``wide`` one uses all of a large screen."""
    body = '<body class="wide">' if wide else "<body>"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{cell(title)}</title>\n<style>{_STYLE}</style>\n</head>\n{body}\n"
        f"<h1>{cell(title)}</h1>\n{content}\n</body>\n</html>\n"
    ).encode("utf-8", "replace")

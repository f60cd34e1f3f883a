"""Pages to look at: HTML that is one file, without scripts and foreign addresses, readable without
colours, in print and on a narrow screen.

Texts come in and go out escaped: nothing in them can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from newsfmt._terminal import safe

__all__ = ["cell", "page", "table"]

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border: 1px solid #8888; padding: .3rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; white-space: pre-line; }
th.path { width: 12rem; font-weight: normal; font-family: monospace; }
thead { display: table-header-group; } tr { break-inside: avoid; }
ins { background: #2a82; } del { background: #c332; }
@media (max-width: 40rem) {
  thead { display: none; }
  tr, th, td, th.path { display: block; width: auto; border-width: 0 1px; }
  tr { border-top: 1px solid #8888; margin-bottom: .5rem; }
  td[data-label]::before { content: attr(data-label) ": "; font-size: .8rem; opacity: .8; }
}
"""


def cell(text: str) -> str:
    """Return a text as the content of an element, with control characters made visible."""
    return escape("\n".join(map(safe, text.split("\n"))), quote=False)


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table; the first cell of each row is its heading, the others are HTML."""
    lines = ["<table>", "<thead><tr>"]
    lines += [
        f'<th scope="col"{_path(index)}>{cell(head)}</th>' for index, head in enumerate(heads)
    ]
    lines.append("</tr></thead>\n<tbody>")
    for first, *rest in rows:
        cells = "".join(
            f'<td data-label="{escape(head)}">{content}</td>'
            for head, content in zip(heads[1:], rest, strict=True)
        )
        lines.append(f'<tr><th scope="row" class="path">{cell(first)}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody></table>"])


def _path(index: int) -> str:
    return "" if index else ' class="path"'


def page(title: str, content: str) -> bytes:
    """Return a page as bytes of UTF-8."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{cell(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{cell(title)}</h1>\n{content}\n</body>\n</html>\n"
    ).encode("utf-8", "replace")

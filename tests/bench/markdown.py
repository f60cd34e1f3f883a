"""What Markdown's marks cost a byte: ``python tests/bench/markdown.py [bytes]``.

Each text is one short piece repeated. Shown are microseconds of CPU time a byte at that length and
at four times that length (linear: the same), and what markdown-it alone takes for its tokens at that
length, the best of three.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

from markdown_it import MarkdownIt

from newsfmt.markup.markdown import parse

PIECES = (
    "a ", "[x][", "* a\n", "_*", "a\n=\n", "[[a", "![", "[", "[]", "[a](", "![a](", "![a](b)", "*a", "a*b_", "***a", "*_*_", "~~a", "`a", "<a", "<a>", "&amp;",
    "\\a", "a\n\n", "# a\n", "#\n", "> a\n", "1. a\n", "a\n-\n", "---\n", "[a]: b\n", "|a|b|\n|-|-|\n|c|d|\n\n", "a|b\n-|-\n", "a  \n",
)  # fmt: skip


ALONE = MarkdownIt("commonmark", {"maxNesting": 102}).enable(["table", "strikethrough"])


def cost(text: str, read: Callable[[str], object] = parse) -> float:
    """Microseconds of CPU time a byte, the best of three."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        start = time.process_time()
        read(text)
        best = min(best, time.process_time() - start)
    return best / len(text) * 1e6


def main(size: int = 16_000) -> None:
    print(f"{'piece':32}{size:>10,}{4 * size:>10,}{'alone':>10}  µs a byte")
    for piece in PIECES:
        for text, name in ((piece, repr(piece)), (piece + "]", f"{piece!r} and one ']'")):
            if text is not piece and "[" not in piece:
                continue
            costs = [cost(piece * (n // len(piece)) + text[len(piece) :]) for n in (size, 4 * size)]
            alone = cost(piece * (size // len(piece)) + text[len(piece) :], ALONE.parse)
            print(f"{name:32}{costs[0]:10.2f}{costs[1]:10.2f}{alone:10.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""Body <-> Markdown: :func:`parse` and :func:`render`, once for every format that holds Markdown.

CommonMark with the tables and strike-outs of GitHub comes in or goes out. Text is data: what would
be read as markup is escaped, and nothing else, so that ordinary prose stays as it is. What Markdown
has no sign for is written as small pieces of HTML that other tools show sensibly (``<sub>``,
``<section>`` …) and that are read back; all other raw HTML is carried as an Embed (a block) or as
text (in a line), never as markup. Details that nobody should have to look at (roles, languages) go
into ``notes``, which the markdown format keeps in its front matter. Links to ``javascript:``,
``data:`` and ``vbscript:`` are neither written nor read; their text is. (CommonMark 0.31.2; GitHub
Flavored Markdown 0.29.)
"""

from __future__ import annotations

from newsfmt.markup.markdown._read import parse
from newsfmt.markup.markdown._write import DEPTH, Notes, render

__all__ = ["DEPTH", "Notes", "parse", "render"]

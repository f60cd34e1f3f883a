"""Where the values of an article come from: an Article and the text that it was read from come in,
the place of each value goes out, with the rule by which it was found.

Readers know nothing of this: a value is looked for in the pieces of its own article, so that it
works for every format, also of plugins, and costs nothing where nobody asks. A piece that is the
whole value counts more than one that holds it, a piece whose name means the field more than
another, and the parts of one record are looked for side by side.
"""

from __future__ import annotations

from newsfmt._provenance.finding import Found, Rule, provenance, texts_of
from newsfmt._provenance.pieces import Piece, pieces
from newsfmt._provenance.trail import Explained, Trail

__all__ = ["Explained", "Found", "Piece", "Rule", "Trail", "pieces", "provenance", "texts_of"]

"""Bodies in NITF, once for all formats: an element to blocks, blocks to what is valid in NITF 3.6.

============  =====================================================================================================================
node          written as (and read from, beside what NITF and XHTML of any version have)
============  =====================================================================================================================
Paragraph     ``p``; a known role as ``class``, another as ``class="role-…"`` (other classes are a
matter of style and left out), that of the
              lead as ``lede="true"``. Read: ``byline``, ``dateline``, ``copyrite`` of a block
Heading       ``hl2``, a level other than 2 as ``class="level-3"`` List          ``ul``, ``ol
seqnum``. Read: ``dl``, whose items open with a strong term Quote         ``bq`` with ``block`` and
``credit``. Read: ``quote-source`` Table         ``table`` with ``caption``, ``tr``, ``th``, ``td``.
Read: ``nitf-table`` (its summary as a paragraph), ``custom-table`` Figure        ``media`` with
``media-reference``, ``media-caption``, ``media-producer``; the association as
``data-location="#name"`` Section       ``block``, the role as ``class``, the title as ``hl2
class="title"``; ``fn`` for a footnote, ``note`` for a note. In a list, a
              table or another block NITF allows no block: there a section is flattened, and
              reported
Preformatted  ``pre`` Rule          ``hr``, the text as ``class`` where it holds no letters Embed
``media class="embed"`` with a ``media-object`` Emphasis …    ``em``, all others as ``em
class="strong"`` (``underline``, ``strike``, ``code``, ``sub``, ``sup``) Link, Break   ``a href
title rel``, ``br`` Image         ``a class="image"`` around the text in its place Span
``lang`` with the role as ``class``; ``q`` for a quotation Ruby          ``pronounce guide`` Name
``person``, ``org``, ``location``, ``event``, ``money``, ``chron``, ``num``, ``object.title``,
``function``, ``virtloc``, any other
              ``classifier type``; the code as ``value`` (``norm``, ``unit`` …), the URI as
              ``alt-code idsrc="uri"``
language, …   ``xml:lang``; the direction as ``class="dir-rtl"``
============  =====================================================================================================================

``body.end`` holds the last paragraph of the body if its role is ``credit`` (``tagline``), and one
with the role ``bibliography`` after it. White space is collapsed as in XHTML; a text that this
would change bears ``xml:space="preserve"``, which is heeded. Nothing of a body vanishes: what NITF
cannot say is written as its text and reported with its path (NITF 3.6, nitf-3-6.xsd).
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import TYPE_CHECKING

from newsfmt.body import Block, Inline
from newsfmt.diagnostics import Lost
from newsfmt.format import Context
from newsfmt.lines import plain_texts

if TYPE_CHECKING:
    from newsfmt.article import Association
    from newsfmt.xmlkit import Element, Writer

__all__ = [
    "associations",
    "is_certain",
    "parse",
    "parse_inline",
    "render",
    "uneven",
    "write",
    "write_body",
    "write_inline",
]


def parse(
    element: Element,
    context: Context | None = None,
    extra: MutableMapping[str, list[str]] | None = None,
) -> tuple[Block, ...]:
    """Return the body that an element of NITF holds, in normal form, whatever its namespace and
    version.

    Of ``nitf`` and ``body`` the content of ``body.content`` and ``body.end`` is read (not the
    heads); of ``body.content``, ``block`` and any other container what is in it; a block (``p``,
    ``ul``, ``table`` …) is read itself. What has no place is reported as ``read.element-ignored``;
    attributes that no node holds are added to ``extra``, under ``nitf:`` and the names of element
    and attribute.

    >>> from newsfmt import xmlkit
    >>> parse(xmlkit.parse(b'<body.content><p lede="true">The <em>ferry</em></p></body.content>', Context()))
    (Paragraph(('The ', Emphasis('ferry')), role='lead'),)
    """
    from newsfmt.markup.nitf import _read

    return _read.parse(element, context, extra)


def parse_inline(element: Element, context: Context | None = None) -> tuple[Inline, ...]:
    """Return the content of an element as one line of inline nodes; blocks in it are separated by
    breaks.

    >>> from newsfmt import xmlkit
    >>> parse_inline(xmlkit.parse(b"<hl1>Ferry to <location>Sund</location></hl1>", Context()))
    ('Ferry to ', Name('Sund', role='place'))
    """
    from newsfmt.markup.nitf import _read

    return _read.parse_inline(element, context)


def render(
    blocks: Iterable[Block],
    *,
    lost: Lost | None = None,
    path: str = "body",
    indent: str | None = None,
) -> str:
    """Return blocks as the content of a ``body.content``.

    ``lost(code, path, message)`` is called for each value that NITF cannot say. ``indent`` sets
    blocks on lines of their own.

    >>> from newsfmt.body import Paragraph, Strong
    >>> render([Paragraph(["Ferry to ", Strong("Sund")])])
    '<p>Ferry to <em class="strong">Sund</em></p>'
    """
    from newsfmt.xmlkit import Writer

    writer = Writer(indent=indent, declaration=False)
    write(blocks, writer, lost=lost, path=path)
    return writer.getvalue()


def write(
    blocks: Iterable[Block], writer: Writer, *, lost: Lost | None = None, path: str = "body"
) -> None:
    """Write blocks into the open element of a builder, as the content of a ``body.content``; see
    :func:`render`.
    """
    from newsfmt.markup.nitf import _write

    _write.write(blocks, writer, lost=lost, path=path)


def write_body(
    blocks: Iterable[Block],
    writer: Writer,
    *,
    lost: Lost | None = None,
    path: str = "body",
    associations: Iterable[Association] = (),
) -> bool:
    """Write a whole body: ``body.content``, and ``body.end`` where the last paragraphs belong
    there. Return whether the blocks are certain to come back (:func:`is_certain`).

    Associations that are media stand after the text, as ``media class="newsfmt-association"``;
    :func:`associations` reads them.
    """
    from newsfmt.markup.nitf import _write

    return _write.write_body(tuple(blocks), writer, lost=lost, path=path, associations=associations)


def associations(element: Element, context: Context | None = None) -> list[Association]:
    """Return the associations that :func:`write_body` put beside the text of a document."""
    from newsfmt.markup.nitf import _read

    return _read.associations(element, context)


def write_inline(
    content: Iterable[Inline], writer: Writer, *, lost: Lost | None = None, path: str = "body"
) -> None:
    """Write inline content into the open element of a builder, which is ``mixed``."""
    from newsfmt.markup.nitf import _write

    _write.write_inline(tuple(content), writer, lost=lost, path=path)


def uneven(content: Iterable[Inline]) -> bool:
    """Whether collapsing white space, as readers of NITF do, would change the text of inline
    content.

    >>> uneven(["Ferry  to Sund"]), uneven(["Ferry to Sund"])
    (True, False)
    """
    text = content[0] if type(content) is tuple and len(content) == 1 else None
    if type(text) is str and text.isprintable() and "  " not in text:  # most are
        return False
    from newsfmt.markup.nitf import _write

    return _write.uneven(content)


def is_certain(blocks: tuple[Block, ...]) -> bool:
    """Return whether a body is certain to come back from NITF: paragraphs of one printable text."""
    return plain_texts(blocks) is not None

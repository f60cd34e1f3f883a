"""Bodies in HTML and XHTML, once for all formats: a string or an element to blocks, blocks to
well-formed XHTML that is valid HTML too.

Every node of the body has an expression here, so that ``parse(render(body)) == body`` for every
body in normal form (HTML Living Standard):

=============  ====================================================================================================================
node           written as (and read from, beside what is usual in HTML)
=============  ====================================================================================================================
Paragraph      ``p``; the role as ``class`` (``data-role`` where it is no single word)
Heading        ``h1`` … ``h6``
List           ``ul``, ``ol start``; an item of one plain paragraph has its content in ``li``, any other its blocks. Read: ``dl``, whose items
               open with a strong term
Quote          ``blockquote``; the source in a closing ``footer``. Read: ``footer``, ``cite``, the attribute ``cite``
Table          ``table``, ``caption``, ``tr``, ``td`` and ``th`` with ``colspan`` and ``rowspan``
Figure         ``figure data-association``; media as ``img``, ``video``, ``audio`` with ``width``, ``height``, ``title``, ``data-name``,
               ``data-media-type``, ``data-size``, ``data-duration``, ``data-format``, ``data-extra`` (URL-encoded); ``figcaption`` with the
               credit in ``small class="credit"``. Read: an ``img`` that stands alone between blocks
Section        ``aside``, or ``section`` with the role as ``class`` or ``data-role``; the title as ``h2 class="title"``. Read: ``section`` with a
               class, ``aside``, ``div`` with the class of a box; other wrappers dissolve
Preformatted   ``pre``
Rule           ``hr data-text``
Embed          ``pre class="embed" data-media-type data-href``: its text as text, or a link. Read: ``iframe``, ``object`` (one with parameters
               as it is), ``embed``, ``svg`` with texts, elements without text that HTML does not know
Emphasis …     ``em``, ``strong``, ``code``, ``sub``, ``sup``, ``u``, ``s``. Read: ``i``, ``cite``, ``dfn``, ``b``, ``kbd``, ``tt``, ``ins``, ``del`` …
Link           ``a href title rel``
Break, Image   ``br``, ``img src alt``
Span           ``span`` with ``lang``, ``dir`` and the role as ``class``
Ruby           ``ruby`` with ``rt`` (and ``rp``)
Name           ``span class="name" data-role data-uri data-code``. Read: ``itemtype`` of schema.org, ``time datetime``
language, …    ``lang`` (and ``xml:lang``), ``dir``
=============  ====================================================================================================================

Where a page leaves it to a script to load a picture (``data-src`` …), that address counts, not the
placeholder. What an element says and no node holds (an address, a ``title``, a language) is
reported. White space is collapsed as HTML says; a text that this would change bears
``xml:space="preserve"``, which is heeded. A class of several words is a role only if one of them is
a role that is known. Addresses that run or carry content (``javascript:``, ``data:`` …) are never
written and never read; scripts, styles and event attributes neither. Embeds are carried, never
rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from newsfmt.body import Block, Inline, Paragraph
from newsfmt.diagnostics import Lost
from newsfmt.format import Context
from newsfmt.lines import are_lines, plain_texts
from newsfmt.markup._links import is_safe
from newsfmt.markup.html._write import write, write_inline
from newsfmt.xmlkit import Writer, escape

if TYPE_CHECKING:
    from newsfmt.article import Article
    from newsfmt.xmlkit import Element

__all__ = [
    "is_safe",
    "paragraphs",
    "parse",
    "parse_inline",
    "render",
    "render_inline",
    "write",
    "write_inline",
]


def parse(
    source: str | Element, *, context: Context | None = None, at: int | None = None
) -> tuple[Block, ...]:
    """Return the body that a piece of HTML, or an element whatever its namespace, holds, in normal
    form.

    A string may be a fragment or a whole document; of an element the content is read (of ``html``
    its ``body``), or the element itself if it is a block (``p``, ``ul``, ``table`` …). What has no
    place is reported to ``context`` as ``read.element-ignored``, on the line ``at`` where that is
    given. LimitError for a string nested deeper than the limit.

    >>> parse("Ferry to <b>Sund</b><p class=note>Ends")
    (Paragraph(('Ferry to ', Strong('Sund'))), Paragraph('Ends', role='note'))
    """
    if isinstance(source, str) and (texts := _plain_paragraphs(source)) is not None:
        return tuple([Paragraph((text,)) for text in texts])
    from newsfmt.markup.html._read import parse

    return parse(source, context=context, at=at)


_LONG = 1_000_000  # characters; what is longer may pass a limit, which the parser knows


def _plain_paragraphs(source: str) -> list[str] | None:
    """The texts of what :func:`paragraphs` writes, most bodies of content systems: paragraphs and
    nothing else, in which HTML changes no character; None of anything else.
    """
    if len(source) > _LONG or not (source.startswith("<p>") and source.endswith("</p>")):
        return None
    texts = source[3:-4].replace("</p>\n<p>", "</p><p>").split("</p><p>")
    if "&" in source or source.count("<") != 2 * source.count("<p>"):
        return None
    return texts if source.count("<p>") == len(texts) and are_lines(texts) else None


def parse_inline(
    source: str | Element, *, context: Context | None = None, at: int | None = None
) -> tuple[Inline, ...]:
    """Return the content of a piece of HTML, or of an element, as one line of inline nodes; blocks
    in it are separated by breaks.

    >>> parse_inline("Ferry <i>to</i> Sund")
    ('Ferry ', Emphasis('to'), ' Sund')
    """
    from newsfmt.markup.html._read import parse_inline

    return parse_inline(source, context=context, at=at)


def render(
    blocks: Iterable[Block] | Article,
    *,
    xhtml: bool = True,
    lost: Lost | None = None,
    path: str = "body",
    indent: str | None = None,
) -> str:
    """Return blocks as a fragment of XHTML; without ``xhtml`` no ``xml:lang`` is written. Of an
    article the body is returned as HTML for a page, such as a CMS takes: pictures with address,
    alternative text and caption from the associations, no ``data-`` attributes, no repeated
    headline.

    ``lost(code, path, message)`` receives unsafe addresses and elements nested too deeply.
    ``indent`` sets blocks on lines of their own.

    >>> from newsfmt.body import Paragraph, Strong
    >>> render([Paragraph(["Ferry to ", Strong("Sund")])])
    '<p>Ferry to <strong>Sund</strong></p>'
    """
    if not isinstance(blocks, Iterable):
        from newsfmt.markup.html._article import fragment

        return fragment(blocks, lost=lost, path=path, indent=indent)
    blocks = tuple(blocks)
    if indent is None and (texts := plain_texts(blocks)):
        return paragraphs(texts)
    writer = Writer(indent=indent, declaration=False)
    write(blocks, writer, xhtml=xhtml, lost=lost, path=path)
    text = writer.getvalue()
    if writer.removed and lost is not None:
        _tell_removed(blocks, write, lost, path)
    return text


def paragraphs(texts: Iterable[str]) -> str:
    """Return paragraphs as a fragment of XHTML, each a text that :func:`newsfmt.lines.plain_texts`
    gave.

    >>> paragraphs(["Ferry & bridge", "It sails."])
    '<p>Ferry &amp; bridge</p><p>It sails.</p>'
    """
    return "".join([f"<p>{escape(text)}</p>" for text in texts])


def render_inline(
    content: Iterable[Inline], *, xhtml: bool = True, lost: Lost | None = None, path: str = "body"
) -> str:
    """Return inline content as a fragment of XHTML.

    >>> from newsfmt.body import Strong
    >>> render_inline(["Ferry & ", Strong("bridge")])
    'Ferry &amp; <strong>bridge</strong>'
    """
    writer = Writer(indent=None, declaration=False)
    content = tuple(content)
    write_inline(content, writer, xhtml=xhtml, lost=lost, path=path)
    text = writer.getvalue()
    if writer.removed and lost is not None:
        _tell_removed(content, write_inline, lost, path)
    return text


def _tell_removed(
    nodes: tuple[object, ...], write_one: Callable[..., None], lost: Lost, path: str
) -> None:
    """Say in which of the nodes there are characters that XML cannot hold, by writing each
    alone.
    """
    for place, node in enumerate(nodes):
        writer = Writer(indent=None, declaration=False)
        write_one((node,), writer)
        writer.getvalue()
        if writer.removed:
            lost(
                "write.value-shortened",
                f"{path}[{place}]",
                "characters that XML cannot hold were left out",
            )

"""The way through a feed, whatever its vocabulary: bytes come in, items go out as nodes with what
is in force around them, and the nodes of the feed's head.

The document is read strictly, item by item. Where it is no XML after all, what was read so far is
kept, the fault is reported, and the pass of :mod:`newsfmt_web.salvage` reads the rest; it gives no
item again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import BinaryIO, NamedTuple, cast

import attrs

from newsfmt import prose, xmlkit
from newsfmt.diagnostics import Report
from newsfmt.errors import EncodingError, LimitError, ParseError, TruncatedError
from newsfmt.format import Context
from newsfmt.xmlkit import Element
from newsfmt_web.names import Names
from newsfmt_web.nodes import Node, Parsed, Scope
from newsfmt_web.salvage import Grammar, Salvage

__all__ = ["Found", "Vocabulary", "items"]


@attrs.frozen
class Vocabulary:
    """What the way through a feed knows of its vocabulary."""

    names: tuple[str, ...]
    """The local names of items, as they are written."""
    own: tuple[str, ...]
    """The prefixes that its own elements have by convention, which are left out."""
    containers: frozenset[str]
    """Local names, without case, of elements whose children are the head of the feed."""
    grammar: Grammar
    """What the pass for feeds that are no XML knows."""


_NO_XML = "not well-formed XML"
"""How an error of :mod:`newsfmt.xmlkit` begins that another reading may help; an encoding that is
not read, or a document that is empty, is an error of its own.
"""


class Found(NamedTuple):
    """An item: its node, what is in force around it, and the head of its feed, which is the same
    list for all items.
    """

    node: Node
    scope: Scope
    head: list[Node]


_LAST = 1 << 10


class _Kept:
    """A stream that keeps what was read of it, up to a limit."""

    def __init__(self, stream: BinaryIO, limit: int | None) -> None:
        self._stream = stream
        self._limit = limit
        self._parts: list[bytes] | None = []
        self._size = 0
        self.last = b""
        """The bytes that were read last."""

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.last = (self.last + data)[-_LAST:] if len(data) < _LAST else data[-_LAST:]
        if self._parts is not None:
            self._size += len(data)
            self._parts.append(data)
            if self._limit is not None and self._size > self._limit:
                self._parts = None
        return data

    def pieces(self) -> Iterator[bytes] | None:
        """Return all of the input, in one; None where it is larger than the limit."""
        while self._parts is not None and self.read(1 << 20):
            pass
        return None if self._parts is None else iter((b"".join(self._parts),))


def items(
    stream: BinaryIO,
    context: Context,
    vocabulary: Vocabulary,
    *,
    again: Callable[[], Iterator[bytes]] | None = None,
) -> Iterator[Found]:
    """Yield the items of a feed. Raises ParseError for what holds none.

    ``again`` gives the input once more, in pieces that end between items; without it the input is
    kept while it is read.
    """
    kept = _Kept(stream, context.limits.article_bytes if again is None else 0)
    given = 0
    failure: ParseError | None = None
    try:
        for found in _strict(cast("BinaryIO", kept), context, vocabulary):
            given += 1
            yield found
    except (EncodingError, LimitError):
        raise
    except ParseError as error:
        failure = error
    if failure is not None:
        if getattr(failure, "complete", False) and given:
            _report(failure, context)
            return
        if isinstance(failure, TruncatedError):
            may_help = _is_ended(kept.last, vocabulary)
        else:
            may_help = failure.message.startswith(_NO_XML)
        pieces = None
        if may_help and context.part is None:
            pieces = again() if again is not None else kept.pieces()
        if pieces is None:
            if isinstance(failure, TruncatedError) and (rest := _rest(kept.last, vocabulary)):
                failure.message = f"{failure.message}; the last item is cut off behind {rest!r}"
            raise failure
        before, given = given, 0
        for found in _salvaged(pieces, context, vocabulary, failure):
            given += 1
            if given > before:
                yield found
        if not given:
            raise failure
    if not given:
        names = " or ".join(f"<{name}>" for name in vocabulary.names if name.islower())
        raise context.error(f"there is no {names} in it; name its format with --from")


def _is_ended(last: bytes, vocabulary: Vocabulary) -> bool:
    """Whether the last bytes of an input have the end of a feed: what looks cut off to XML is then
    a section or comment without an end.
    """
    text = last.replace(b"\0", b"").decode("latin-1").lower()
    return any(f"</{name}" in text for name in vocabulary.grammar.around)


def _rest(last: bytes, vocabulary: Vocabulary) -> str:
    """The last words of an input that is cut off, behind its last item."""
    text = last.decode("utf-8", "replace")
    ends = (text.rfind(f"</{name}>") for name in vocabulary.grammar.items)
    return text[max(*ends, 0) :][-_LAST // 4 :]


def _strict(stream: BinaryIO, context: Context, vocabulary: Vocabulary) -> Iterator[Found]:
    names: Names | None = None
    head: list[Node] = []
    scopes: dict[Element, Scope] = {}
    for element in xmlkit.stream(stream, context, vocabulary.names):
        parent = element.getparent()
        if names is None:
            namespace = xmlkit.namespace(element)
            names = Names((*vocabulary.own, namespace) if namespace else vocabulary.own)
            head = _head(element, names, vocabulary)
        if parent is None:
            yield Found(Parsed(element, names), Scope(), head)
            continue
        scope = scopes.get(parent)
        if scope is None:
            scope = scopes[parent] = _scope(parent, names)
        yield Found(Parsed(element, names), scope, head)


def _scope(parent: Element, names: Names) -> Scope:
    scope = Scope()
    for element in reversed((parent, *xmlkit.ancestors(parent))):
        scope = scope.within(Parsed(element, names))
    return scope


def _head(item: Element, names: Names, vocabulary: Vocabulary) -> list[Node]:
    """The elements of a feed before its first item: its containers, and what is in them."""
    head: list[Node] = []
    path = [item, *xmlkit.ancestors(item)]
    for inner, outer in reversed(list(pairwise(path))):
        if xmlkit.local(outer).lower() in vocabulary.containers:
            head.append(Parsed(outer, names))
        for element in outer:
            if element is inner:
                break
            if not xmlkit.is_element(element):
                continue
            node = Parsed(element, names)
            head.append(node)
            if xmlkit.local(element).lower() in vocabulary.containers:
                head += node.children
    return head


def _salvaged(
    pieces: Iterable[bytes], context: Context, vocabulary: Vocabulary, failure: ParseError
) -> Iterator[Found]:
    _report(failure, context)
    quiet = Context(name=context.name, encoding=context.encoding, report=Report(keep=0))
    salvage = Salvage(vocabulary.grammar, Names(vocabulary.own))
    declared: str | None = None
    for number, piece in enumerate(pieces):
        if not number:
            declared = xmlkit.declared_encoding(piece[:1024])
        text = prose.clean(prose.decode(piece, quiet, declared=declared), quiet)
        for node in salvage.items(text):
            yield Found(node, salvage.scope, salvage.head)
    if salvage.ended or context.salvage:
        for node in salvage.rest():
            yield Found(node, salvage.scope, salvage.head)
    if salvage.outside:
        words = " … ".join(salvage.outside)
        context.warn("read.invalid", f"words outside of any element were left out: {words}")
    if not salvage.ended:
        context.cut_off("the end of the feed", at=salvage.line)


def _report(failure: ParseError, context: Context) -> None:
    message = f"{failure.message}; the items were read from the text"
    if isinstance(failure, TruncatedError):
        message = "a section or comment has no end; the items were read from the text"
    context.warn("read.invalid", message, at=failure.position)

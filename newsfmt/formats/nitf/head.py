"""The places of NITF's ``head`` but docdata: title, ``meta``, ``tobject``, ``iim``, ``pubdata``,
``revision-history``; each with its reader above its writer.

The subject codes of the IPTC have eight digits, two for the subject, three for the matter, three
for the detail: each level is a subject of the article (NITF 3.6, tobject.subject).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from newsfmt import xmlkit
from newsfmt.article import AltId, Article, Concept
from newsfmt.errors import ParseError
from newsfmt.format import Context
from newsfmt.formats.nitf.item import (
    XML,
    Attributes,
    Incoming,
    Outgoing,
    Tag,
    are_lines,
    first,
    given,
    line_tag,
    words,
)
from newsfmt.formats.nitf.own import extra_is_certain, ids_are_certain, is_own, read_own
from newsfmt.slots import Codec
from newsfmt.xmlkit import Element, is_token, local, raw_xml

__all__ = [
    "CLASS",
    "IIM",
    "LANGUAGE",
    "META",
    "PUBDATA",
    "REVISION",
    "TITLE",
    "TOBJECT",
    "UNO",
    "expand",
]

SCHEME = "subj"
"""Alias of the IPTC's subject codes in its catalog."""
_PUBDATA = frozenset(
    "type item-length unit-of-measure date.publication name issn volume number issue edition.name edition.area position.section "
    "position.sequence".split()
)
_PUBLICATIONS = frozenset("print audio video web appliance other".split())
_FUNCTIONS = frozenset(
    "writer-author editor producer archivist videographer graphic-artist photographer statistician other".split()
)
_WORDS = ("word", "words")
_LEVELS = ("type", "matter", "detail")


# ---- attributes of the document
# ------------------------------------------------------------


def _read_uno(item: Incoming, _: str, element: Element) -> None:
    if uno := given(element.get("uno")):
        item.add("alt_ids", AltId(uno, "uno"))


def _write_uno(out: Outgoing) -> str | None:
    return next((other.value for other in out.article.alt_ids if other.role == "uno"), None)


def _read_language(item: Incoming, _: str, element: Element) -> None:
    for key in ("baselang", XML + "lang"):
        item.set("language", given(element.get(key)), "lang")


def _read_class(item: Incoming, _: str, element: Element) -> None:
    item.keep("class", given(element.get("class")))


UNO = Codec(_read_uno, _write_uno, "alt_ids", certain=ids_are_certain)
LANGUAGE = Codec(
    _read_language,
    lambda out: out.article.language,
    "language",
    certain=lambda article: are_lines(article.language),
)
CLASS = Codec(_read_class, lambda out: out.token("nitf:class"))


# ---- title and meta
# ------------------------------------------------------------


def _read_title(item: Incoming, _: str, element: Element) -> None:
    item.set("title", words(element))


def _write_title(out: Outgoing) -> list[Tag]:
    title = out.article.title
    return [] if title is None else [line_tag("title", title)]


def _read_meta(item: Incoming, _: str, element: Element) -> None:
    name = element.get("name")
    content = element.get("content")
    if is_own(name):
        read_own(item, str(name), content or "")
    elif name:
        item.extra[f"{item.prefix}meta:{name}"].append(given(content) or "")
        item.keep("meta.http-equiv", given(element.get("http-equiv")))
    elif equivalent := element.get("http-equiv"):
        item.keep(f"http-equiv:{equivalent}", given(content))
    else:
        item.keep("meta.content", given(content))


def _write_meta(out: Outgoing) -> list[Tag]:
    """The ``meta`` of others, as ``extra`` has them."""
    tags = []
    for start, attribute in (("nitf:meta:", "name"), ("nitf:http-equiv:", "http-equiv")):
        for key in [key for key in out.extra if key.startswith(start)]:
            name = key.removeprefix(start)
            if is_token(name) and not is_own(name):
                tags += [
                    Tag("meta", {attribute: name, "content": value}) for value in out.take(key)
                ]
    return tags


TITLE = Codec(_read_title, _write_title, "title", certain=lambda article: are_lines(article.title))
META = Codec(_read_meta, _write_meta, "extra", certain=extra_is_certain)


# ---- tobject
# ------------------------------------------------------------


def expand(refnum: str, names: Sequence[str | None]) -> Iterator[tuple[str, str | None]]:
    """Yield code and name of each level that a subject reference number says: subject, matter,
    detail.

    >>> list(expand("02003001", ("Justice", "Police", None)))
    [('02000000', 'Justice'), ('02003000', 'Police'), ('02003001', None)]
    """
    if len(refnum) != 8 or not refnum.isascii() or not refnum.isdigit():
        yield refnum, next((name for name in reversed(names) if name), None)
        return
    parts = [(refnum[:2] + "000000", names[0])]
    if refnum[2:5] != "000":
        parts.append((refnum[:5] + "000", names[1]))
    if refnum[5:] != "000":
        parts.append((refnum, names[2]))
    deeper = [name for name in names[len(parts) :] if name]
    for place, (code, name) in enumerate(parts):
        yield code, name or (deeper[0] if deeper and place == len(parts) - 1 else None)


def _read_tobject(item: Incoming, _: str, element: Element) -> None:
    item.keep("tobject.type", given(element.get("tobject.type")))
    item.texts(element)
    seen: set[tuple[str | None, str]] = set()
    for child in element:
        name = local(child)
        if name == "tobject.property":
            if kind := given(child.get("tobject.property.type")):
                item.add("genres", Concept(name=kind))
            item.rest(child, name)
        elif name == "tobject.subject":
            item.rest(child, name)
            for concept in _subjects(item, child):
                key = (concept.scheme, concept.code or concept.name or "")
                if key in seen:
                    _known_again(item, concept)
                else:
                    seen.add(key)
                    item.add("subjects", concept)
        elif read := item.misplaced(child, name):
            read(item, name, child)


def _known_again(item: Incoming, concept: Concept) -> None:
    """Give a subject that came before without a name the name it has here; keep another name."""
    if concept.name is None:
        return
    subjects = item.many["subjects"]
    for index, other in enumerate(subjects):
        if other.scheme == concept.scheme and other.code == concept.code:
            if other.name is None:
                subjects[index] = concept
            elif other.name != concept.name:
                item.keep(f"tobject.subject.{_LEVELS[_level(concept.code)]}", concept.name)


def _subjects(item: Incoming, element: Element) -> Iterator[Concept]:
    refnum = given(element.get("tobject.subject.refnum"))
    provider = given(element.get("tobject.subject.ipr"))
    scheme = SCHEME if provider is None or provider.upper() == "IPTC" else provider
    names = [given(element.get(f"tobject.subject.{part}")) for part in _LEVELS]
    if refnum is None:
        item.warn("read.invalid", "<tobject.subject>: it has no refnum", element)
        yield from (
            Concept(name=name, scheme=None if scheme == SCHEME else scheme)
            for name in names
            if name
        )
        return
    item.keep("tobject.subject.code", given(element.get("tobject.subject.code")))
    if item.own.get("subjects") == ["exact"]:
        name = next((name for name in reversed(names) if name), None)
        concepts = [Concept(name=name, code=refnum, scheme=scheme)]
    else:
        concepts = [
            Concept(name=name, code=code, scheme=scheme) for code, name in expand(refnum, names)
        ]
    for part, name in zip(_LEVELS, names, strict=True):
        if name and all(concept.name != name for concept in concepts):
            item.keep(f"tobject.subject.{part}", name)
    yield from concepts


def _write_tobject(out: Outgoing) -> list[Tag]:
    kind = out.one("nitf:tobject.type")
    referred = referred_subjects(out.article)
    if _levels(referred) != referred:
        out.said["subjects"] = "exact"
    tags = [
        Tag("tobject.property", {"tobject.property.type": genre.name})
        for genre in named_genres(out.article)
    ]
    tags += map(_subject, referred)
    return [Tag("tobject", {"tobject.type": kind}, tags)] if kind or tags else []


def named_genres(article: Article) -> list[Concept]:
    """Return the genres that are a name alone, which are properties of the ``tobject``."""
    return first(article.genres, lambda genre: genre == Concept(name=genre.name))


def referred_subjects(article: Article) -> list[Concept]:
    """Return the subjects, from the first on, that a reference number says."""

    def fits(subject: Concept) -> bool:
        scheme = subject.scheme
        return bool(
            subject.code
            and is_token(subject.code)
            and subject == Concept(name=subject.name, code=subject.code, scheme=scheme)
            and scheme
            and scheme.upper() != "IPTC"
            and scheme == scheme.strip()
        )

    return first(article.subjects, fits)


def _levels(subjects: Iterable[Concept]) -> list[Concept]:
    """The subjects that are read for subjects."""
    read: dict[tuple[str | None, str | None], Concept] = {}
    for subject in subjects:
        for code, name in expand(subject.code or "", _names(subject)):
            concept = Concept(name=name, code=code, scheme=subject.scheme)
            read.setdefault((subject.scheme, code), concept)
    return list(read.values())


def _subject(subject: Concept) -> Tag:
    attributes = {"tobject.subject.refnum": subject.code}
    if subject.scheme != SCHEME:
        attributes["tobject.subject.ipr"] = subject.scheme
    for part, name in zip(_LEVELS, _names(subject), strict=True):
        attributes[f"tobject.subject.{part}"] = name
    return Tag("tobject.subject", attributes)


def _names(subject: Concept) -> list[str | None]:
    """The name of a subject at its level."""
    level = _level(subject.code)
    return [subject.name if index == level else None for index in range(3)]


def _level(code: str | None) -> int:
    """The level of a subject code: 0 for a subject, 1 for a matter, 2 for a detail."""
    if not code or len(code) != 8 or not code.isdigit() or not code.isascii():
        return 0
    return 2 if code[5:] != "000" else 1 if code[2:5] != "000" else 0


TOBJECT = Codec(_read_tobject, _write_tobject)


# ---- iim
# ------------------------------------------------------------


def _read_iim(item: Incoming, _: str, element: Element) -> None:
    item.texts(element)
    for child in element:
        value = given(child.get("value"))
        if value is None:
            item.keep("ds.num", given(child.get("num")))
        item.rest(child, local(child))
        item.keep(f"iim:{child.get('num') or ''}", value)


def _write_iim(out: Outgoing) -> list[Tag]:
    datasets = [
        Tag("ds", {"num": key[9:], "value": value})
        for key in list(out.extra)
        if key.startswith("nitf:iim:") and is_token(key[9:])
        for value in out.take(key)
    ]
    return [Tag("iim", None, datasets)] if datasets else []


IIM = Codec(_read_iim, _write_iim)


# ---- pubdata
# ------------------------------------------------------------


def _read_pubdata(item: Incoming, _: str, element: Element) -> None:
    printed: str | None = None
    counts_words = (element.get("unit-of-measure") or "").lower() in _WORDS
    for key, text in element.items():
        name, value = str(key), given(str(text))
        if value is None or name == XML + "space":
            continue
        if name == "date.publication":
            printed = value
        elif name == "ex-ref":
            item.set("url", value)
        elif name == "item-length" and counts_words:
            _word_count(item, element, value)
        elif name != "unit-of-measure" or not counts_words:
            item.keep(f"pubdata.{name}", value)
    if printed is None:
        return
    if "published" in item.values or "nitf:date.issue" in item.extra or item.printed is not None:
        item.keep("pubdata.date.publication", printed)
    else:
        item.printed = item.date_of("pubdata.date.publication", printed, element)


def _word_count(item: Incoming, element: Element, value: str) -> None:
    if value.isascii() and value.isdigit() and len(value) < 19:
        item.set("word_count", int(value))
    else:
        item.keep("pubdata.item-length", value)
        item.warn("read.invalid", f"<pubdata>: {value!r} is no number of words", element)


def _write_pubdata(out: Outgoing) -> list[Tag]:
    article = out.article
    attributes: dict[str, str | None] = {}
    for key in [key for key in out.extra if key.startswith("nitf:pubdata.")]:
        name = key[13:]
        if name in _PUBDATA and (name != "type" or set(out.extra[key]) <= _PUBLICATIONS):
            if name in ("item-length", "unit-of-measure") and article.word_count is not None:
                continue
            if (value := out.one(key)) is not None:
                attributes[name] = value
    if article.word_count is not None:
        attributes |= {"item-length": str(article.word_count), "unit-of-measure": "word"}
    if article.url is not None:
        attributes["ex-ref"] = article.url
    return [Tag("pubdata", attributes)] if attributes else []


def _pubdata_is_certain(article: Article) -> bool:
    return are_lines(article.url) and 0 <= (article.word_count or 0) < 10**18


PUBDATA = Codec(_read_pubdata, _write_pubdata, "word_count url", certain=_pubdata_is_certain)


# ---- revision-history
# ------------------------------------------------------------


def _read_revision(item: Incoming, _: str, element: Element) -> None:
    item.keep("revision-history", raw_xml(element).strip())


def _write_revisions(out: Outgoing) -> list[Tag]:
    key = "nitf:revision-history"
    revisions = [_revision(xml) for xml in out.extra.get(key, ())]
    if None in revisions:
        return []
    out.take(key)
    return [tag for tag in revisions if tag is not None] if key not in out.extra else []


def _revision(xml: str) -> Tag | None:
    """A revision kept as XML; None where it is not valid in NITF 3.6."""
    attributes = _attributes(xml, ("name", "function", "norm", "comment"))
    if attributes is None or (attributes.get("function") or "other") not in _FUNCTIONS:
        return None
    return Tag("revision-history", attributes)


def _attributes(xml: str, names: Iterable[str]) -> Attributes | None:
    """The attributes of an element kept as XML, if it has none but these."""
    try:
        element = xmlkit.parse(xml.encode("utf-8", "replace"), Context())
    except ParseError:
        return None
    known = set(names)
    if (
        len(element)
        or (element.text or "").strip()
        or any(str(key) not in known for key in element.attrib)
    ):
        return None
    return {str(key): str(value) for key, value in element.items()}


REVISION = Codec(_read_revision, _write_revisions)

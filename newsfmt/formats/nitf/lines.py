"""The places of NITF's ``body.head``: headlines, rights, bylines, distributor, dateline, abstracts;
each with its reader above its writer.

The first ``hedline`` holds the headline, any other an alternative one. A byline marks the names of
creators; creators that it does not name stand in bylines of their own, of the class ``creator``
(NITF 3.6, body.head).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from newsfmt import prose
from newsfmt.article import Article, Dateline, Label, Note, Party
from newsfmt.body import plain
from newsfmt.formats.nitf.docdata import read_holder
from newsfmt.formats.nitf.identified import (
    are_certain,
    code_of,
    keep_codes,
    keep_rest,
    proper_name,
    thing,
)
from newsfmt.formats.nitf.item import (
    SPACE,
    XML,
    Attributes,
    Incoming,
    Outgoing,
    Tag,
    are_lines,
    basic,
    collapsed,
    given,
    line_tag,
    words,
)
from newsfmt.markup.nitf import uneven
from newsfmt.slots import Codec, paths
from newsfmt.taken import NOTHING
from newsfmt.xmlkit import Element, child, is_language, local, text, verbatim

__all__ = [
    "ABSTRACT",
    "BYLINE",
    "COPYRITE",
    "DATELINE",
    "DISTRIBUTOR",
    "HEDLINE",
    "HL",
    "NOTE",
    "RIGHTS",
    "SLUGLINE",
    "main_description",
]

_PRESERVE = {"xml:space": "preserve"}


def _language(label: Label) -> str | None:
    return label.language if label.language is not None and is_language(label.language) else None


def _labels_are_certain(labels: Sequence[Label]) -> bool:
    return all(
        label.text
        and are_lines(label.text, label.role)
        and (label.language is None or is_language(label.language))
        for label in labels
    )


# ---- headlines
# ------------------------------------------------------------


def _read_hedline(item: Incoming, _: str, element: Element) -> None:
    first = not item.hedlines
    item.hedlines += 1
    if len(element):
        item.texts(element)
    for part in element:
        name = local(part)
        value = words(part)
        item.rest(part, name)
        language = part.get(XML + "lang") or part.get("lang") or None
        if value is None:
            item.keep(f"{name}.lang", language)
            continue
        if name == "hl1" and first and "headline" not in item.values:
            item.values["headline"] = value
            item.keep("hl1.lang", language)
        elif name == "hl2" and first and "subheadline" not in item.values:
            item.values["subheadline"] = value
            item.keep("hl2.lang", language)
        else:
            role = given(part.get("class")) or (None if name == "hl1" else given(name))
            item.add("alt_headlines", Label(value, role, language))
    if not len(element) and first and (value := words(element)):
        item.set("headline", value)


def _read_line(item: Incoming, name: str, element: Element) -> None:
    """A headline that stands in no ``hedline``."""
    field = "subheadline" if name == "hl2" else "headline"
    value = words(element)
    if value is not None and item.values.setdefault(field, value) != value:
        item.add("alt_headlines", Label(value, None if name == "hl1" else name))


def _write_hedlines(out: Outgoing) -> list[Tag]:
    article = out.article
    if not (article.headline or article.subheadline or article.alt_headlines):
        return []
    main = [line_tag("hl1", article.headline)]
    if article.subheadline is not None:
        main.append(line_tag("hl2", article.subheadline))
    return [
        Tag("hedline", None, main),
        *(
            Tag(
                "hedline",
                None,
                [
                    line_tag(
                        "hl1", label.text or "", {"class": label.role, "xml:lang": _language(label)}
                    )
                ],
            )
            for label in article.alt_headlines
        ),
    ]


def _headlines_are_certain(article: Article) -> bool:
    return (
        bool(article.headline)
        and are_lines(article.headline, article.subheadline)
        and _labels_are_certain(article.alt_headlines)
    )


HEDLINE = Codec(
    _read_hedline,
    _write_hedlines,
    "headline alt_headlines subheadline",
    certain=_headlines_are_certain,
)


HL = Codec(_read_line)


# ---- notes
# ------------------------------------------------------------


def _read_note(item: Incoming, _: str, element: Element) -> None:
    if value := words(element):
        item.add("ed_notes", Note(value, given(element.get("noteclass"))))
    else:
        item.keep("note.noteclass", given(element.get("noteclass")))
    item.keep("note.type", given(element.get("type")))


NOTE = Codec(_read_note)


# ---- rights
# ------------------------------------------------------------

_DISPLAYED = ("startdate", "enddate", "agent", "geography", "type")
"""What stands of ``extra`` in elements of ``rights``."""


def _read_rights(item: Incoming, _: str, element: Element) -> None:
    loose = [element.text or ""]
    for part in element:
        name, value = local(part), words(part)
        item.rest(part, name)
        if name == "rights.owner":
            read_holder(item, "rights.owner", value)
        elif (
            name == "rights.limitations"
            and value
            and item.parts["rights"].setdefault("usage_terms", value) == value
        ):
            pass
        elif name.startswith("rights."):
            item.keep(name, value)
            item.keep(f"{name}.norm", given(part.get("norm")))
        else:
            loose.append(value or "")
        item.keep(f"{name}.contact", given(part.get("contact")))
        loose.append(part.tail or "")
    joined = "".join(loose)
    notice = plain(joined if element.get(SPACE) == "preserve" else collapsed(joined))
    if any(char.isalnum() for char in notice):
        item.set("rights.notice", notice, "rights")


def _write_rights(out: Outgoing) -> list[Tag]:
    rights = out.article.rights
    notice = rights.notice if rights is not None else None
    displayed = [
        Tag(f"rights.{name}", None, out.take(key)[0])
        for name in _DISPLAYED
        if len(out.extra.get(key := f"nitf:rights.{name}", ())) == 1 and key not in out.plan.generic
    ]
    if not (notice or displayed):
        return []
    attributes = _PRESERVE if notice is not None and uneven((notice,)) else None
    return [Tag("rights", attributes, (notice or "", *displayed))]


def _notice_is_certain(article: Article) -> bool:
    notice = article.rights.notice if article.rights is not None else None
    return notice is None or (are_lines(notice) and any(char.isalnum() for char in notice))


def _read_notice(item: Incoming, name: str, element: Element) -> None:
    item.set("rights.notice", words(element), name)


COPYRITE = Codec(_read_notice)
RIGHTS = Codec(_read_rights, _write_rights, paths(rights="notice"), certain=_notice_is_certain)


# ---- bylines
# ------------------------------------------------------------


def _read_byline(item: Incoming, _: str, element: Element) -> None:
    title = child(element, "byttl")
    if element.get("class") == "creator" and _is_one_creator(element):
        _creator(item, element, title)
        return
    for part in element:
        kind = local(part)
        if kind == "person":
            name, job = proper_name(part)
            coded = code_of(part) if name else {}
            if name:
                item.structured = True
                item.add("creators", Party(name=name, job_title=job, **coded))
            keep_rest(item, part, coded)
        else:
            item.rest(part, kind, NOTHING)
            if kind == "virtloc":
                item.keep("byline.virtloc", words(part))
    if title is None:
        value = words(element)
    else:
        for part in element:
            if local(part) == "byttl":
                item.set("byline_title", words(part))
        value = _without(element, "byttl")
    item.set("byline", value)


def _without(element: Element, *names: str) -> str | None:
    """The text of an element without that of some of its children."""
    keep = element.get(SPACE) == "preserve"
    parts = [element.text or ""]
    for part in element:
        parts.append(
            " "
            if local(part) in names and not keep
            else ""
            if local(part) in names
            else verbatim(part)
            if keep
            else text(part)
        )
        parts.append(part.tail or "")
    joined = "".join(parts)
    return plain(joined if keep else collapsed(joined)) or None


def _is_one_creator(element: Element) -> bool:
    """Whether a byline has the parts that the writer gives it, each once, and no other text."""
    names = [local(part) for part in element]
    return (
        set(names) <= {"person", "byttl", "virtloc"}
        and len(set(names)) == len(names)
        and not any(text and text.strip() for text in (element.text, *(p.tail for p in element)))
    )


def _creator(item: Incoming, element: Element, title: Element | None) -> None:
    """A byline that holds one creator alone, as the writer makes it."""
    person, address = child(element, "person"), child(element, "virtloc")
    values: dict[str, Any] = {}
    if person is not None:
        name, job = proper_name(person)
        coded = code_of(person)
        values = {"name": name, "job_title": job, "role": given(person.get("class")), **coded}
        keep_rest(item, person, coded, ("class",))
    if title is not None:
        values["organisation"] = words(title)
        item.rest(title, "byttl", NOTHING)
    if address is not None:
        values["email"] = words(address)
        item.rest(address, "virtloc", NOTHING)
    values = {name: value for name, value in values.items() if value is not None}
    if values:
        item.structured = True
        item.add("creators", Party(**values))


def _write_bylines(out: Outgoing) -> list[Tag]:
    article = out.article
    byline, title = article.byline, article.byline_title
    if byline is not None and not article.creators and prose.byline(byline) is not None:
        out.said["creators"] = ""
    marked = None if out.plan.explicit_creators else _marked(byline, article.creators)
    tags = []
    if byline is not None or title is not None:
        content: list[Any] = marked if marked is not None else [byline or ""]
        if title is not None:
            content = [*content, Tag("byttl", _PRESERVE if uneven((title,)) else None, title)]
        attributes = _PRESERVE if byline and uneven((byline,)) else None
        tags.append(Tag("byline", attributes, tuple(content)))
    if marked is None:
        tags += [_creator_tag(creator) for creator in article.creators]
    return tags


def _creator_tag(creator: Party) -> Tag:
    content = [thing("person", creator, {"class": creator.role}, creator.job_title)]
    if creator.organisation is not None:
        content.append(line_tag("byttl", creator.organisation))
    if creator.email is not None:
        content.append(line_tag("virtloc", creator.email))
    return Tag("byline", {"class": "creator"}, tuple(content))


def _marked(byline: str | None, creators: Sequence[Party]) -> list[str | Tag] | None:
    """The byline in pieces, the names of the creators as elements; None where it does not hold them
    all, or they are more than names.
    """
    if not creators:
        return [byline or ""]
    if byline is None:
        return None
    pieces: list[str | Tag] = []
    start = 0
    for creator in creators:
        if not creator.name or creator != Party(name=creator.name):
            return None
        index = byline.find(creator.name, start)
        if index < 0:
            return None
        pieces += [byline[start:index], Tag("person", None, creator.name)]
        start = index + len(creator.name)
    return [*pieces, byline[start:]]


def _bylines_are_certain(article: Article) -> bool:
    return (
        (article.byline_title is None or bool(article.byline))
        and are_lines(article.byline, article.byline_title)
        and are_certain(article.creators, "role", "job_title", "organisation", "email")
    )


BYLINE = Codec(
    _read_byline,
    _write_bylines,
    paths(
        "byline byline_title",
        creators="name code scheme uri literal role job_title organisation email",
    ),
    certain=_bylines_are_certain,
)


# ---- distributor
# ------------------------------------------------------------


def _read_distributor(item: Incoming, _: str, element: Element) -> None:
    org = child(element, "org")
    coded = code_of(org) if org is not None else {}
    role = given(element.get("class"))
    first = "provider" not in item.values
    if (name := words(element)) or coded or role:
        if first:
            item.values["provider"] = Party(name=name, role=role, **coded)
        else:
            item.keep("distributor", name)
            item.keep("distributor.class", role)
    for part in element:
        if part is org:
            keep_rest(item, part, coded if first else {})
        else:
            item.rest(part, local(part), NOTHING)


def _write_distributor(out: Outgoing) -> list[Tag]:
    provider = out.article.provider
    if provider is None:
        return []
    role = {"class": provider.role}
    if provider.code or provider.scheme or provider.uri or provider.literal:
        return [Tag("distributor", role, (thing("org", provider, {}),))]
    if provider.name is None and provider.role is None:
        return []
    return [line_tag("distributor", provider.name or "", role)]


def _provider_is_certain(article: Article) -> bool:
    provider = article.provider
    return provider is None or (bool(provider.name) and are_certain((provider,), "role"))


DISTRIBUTOR = Codec(
    _read_distributor,
    _write_distributor,
    paths(provider="name code scheme uri literal role"),
    certain=_provider_is_certain,
)


# ---- dateline
# ------------------------------------------------------------


def _read_dateline(item: Incoming, _: str, element: Element) -> None:
    if "dateline" in item.values:
        item.keep("dateline", words(element))
        for part in element:
            item.rest(part, local(part), NOTHING)
        return
    values: dict[str, Any] = {"text": words(element)}
    for part in element:
        name = local(part)
        if name == "location":
            _place(part, values)
            for place in (part, *part):
                keep_codes(item, "dateline", place)
                codes = {*filter(_is_code, map(str, place.keys()))}
                item.rest(place, local(place), codes, alone=place is part)
        elif name != "story.date" or "date_text" in values:
            item.rest(part, name, NOTHING)
        else:
            item.rest(part, name)
            values["date"] = item.date_of("story.date", part.get("norm"), part)
            values["date_text"] = words(part)
    values = {name: value for name, value in values.items() if value is not None}
    if values:
        item.values["dateline"] = Dateline(**values)


def _is_code(key: str) -> bool:
    """Whether an attribute of a place is one that :func:`keep_codes` keeps."""
    return key in ("code-source", "iso-cc") or key.endswith("-code")


def _place(element: Element, values: dict[str, object]) -> None:
    places: dict[str, str] = {}
    for part in element:
        if (value := words(part)) is not None:
            places.setdefault(local(part), value)
    if not places:
        values.setdefault("place", words(element))
        return
    values.setdefault("place", places.get("city") or places.get("sublocation"))
    values.setdefault("region", places.get("state") or places.get("region"))
    values.setdefault("country", places.get("country"))


def _write_dateline(out: Outgoing) -> list[Tag]:
    dateline = out.article.dateline
    if dateline is None or dateline.text is None:
        return []
    attributes = _PRESERVE if uneven((dateline.text,)) else None
    return [Tag("dateline", attributes, tuple(_dateline_pieces(dateline, dateline.text)))]


def _dateline_pieces(dateline: Dateline, text: str) -> Iterator[str | Tag]:
    """The text with its place and date as elements where they stand in it."""
    spans = _place_spans(dateline, text)
    start = 0
    if spans:
        start = spans[0][0]
        yield text[:start]
        location: list[str | Tag] = []
        for first, last, name in spans:
            location += [text[start:first], Tag(name, None, text[first:last])]
            start = last
        yield Tag("location", None, tuple(location))
    date_text = dateline.date_text
    index = text.find(date_text, start) if date_text else -1
    if date_text and index >= 0:
        yield text[start:index]
        norm = basic(dateline.date) if dateline.date is not None else None
        yield Tag("story.date", {"norm": norm}, date_text)
        start = index + len(date_text)
    yield text[start:]


def _place_spans(dateline: Dateline, text: str) -> list[tuple[int, int, str]]:
    """Where city, state and country stand in the text, one after the other."""
    spans: list[tuple[int, int, str]] = []
    end = 0
    for name, value in (
        ("city", dateline.place),
        ("state", dateline.region),
        ("country", dateline.country),
    ):
        if not value:
            continue
        index = text.find(value, end)
        if index < 0:
            break
        end = index + len(value)
        spans.append((index, end, name))
    return spans


def _dateline_is_certain(article: Article) -> bool:
    dateline = article.dateline
    if dateline is None:
        return True
    places = (dateline.place, dateline.region, dateline.country)
    if not dateline.text or not are_lines(dateline.text, *places):
        return False
    spans = _place_spans(dateline, dateline.text)
    if len(spans) != sum(place is not None for place in places):
        return False
    date, date_text = dateline.date, dateline.date_text
    if date_text is None:
        return date is None
    start = spans[-1][1] if spans else 0
    return (
        are_lines(date_text)
        and date_text in dateline.text[start:]
        and (date is None or date.day is not None)
    )


DATELINE = Codec(
    _read_dateline,
    _write_dateline,
    "dateline",
    certain=_dateline_is_certain,
)


# ---- abstracts, and the slugline of old versions
# ------------------------------------------------------------


def _read_abstract(item: Incoming, _: str, element: Element) -> None:
    only = (
        element[0]
        if len(element) == 1
        and not (element.text or "").strip()
        and not (element[0].tail or "").strip()
        else element
    )
    value = words(only)
    role = given(element.get("class"))
    language = element.get(XML + "lang") or element.get("lang") or None
    if value is None:
        item.keep("abstract.class", role)
        item.keep("abstract.lang", language)
        return
    if (
        "summary" not in item.values
        and "summary" not in item.own
        and role is None
        and language is None
    ):
        item.values["summary"] = value
    else:
        item.add("descriptions", Label(value, role, language))


def main_description(item: Incoming, labels: list[Label]) -> None:
    """Take as the summary the main one of several abstracts that all have a role or a language: one
    without a role, else the first.
    """
    label = next((label for label in labels if label.role is None), labels[0])
    labels.remove(label)
    item.values["summary"] = label.text
    item.keep("abstract.class", label.role)
    item.keep("abstract.lang", label.language)


def _write_abstracts(out: Outgoing) -> list[Tag]:
    article = out.article
    if article.summary is None and article.descriptions:
        out.said["summary"] = ""
    tags = [] if article.summary is None else [_abstract(article.summary)]
    tags += [
        _abstract(label.text or "", {"class": label.role, "xml:lang": _language(label)})
        for label in article.descriptions
    ]
    return tags


def _abstract(text: str, attributes: Attributes | None = None) -> Tag:
    return Tag("abstract", attributes, [line_tag("p", text)])


def _abstracts_are_certain(article: Article) -> bool:
    return (
        bool(article.summary)
        and are_lines(article.summary)
        and _labels_are_certain(article.descriptions)
    )


def _read_slugline(item: Incoming, _: str, element: Element) -> None:
    item.set("slugline", words(element))


ABSTRACT = Codec(
    _read_abstract, _write_abstracts, "summary descriptions", certain=_abstracts_are_certain
)
SLUGLINE = Codec(_read_slugline)

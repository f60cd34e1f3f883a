"""What the heads of a ``nitf`` element say, as fields of an Article: ``head`` with its docdata, and
``body.head``.

An element of NITF, of any version and in any namespace, comes in, ``{field: value}`` goes out; one
pass with a table of tags. A value that cannot be read leaves its field unknown, keeps its text in
``extra`` and is reported with its line. model-rules.md §7 is the rule of which path is whose home
(NITF 3.6, docdata and body.head).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import attrs

from newsfmt.article import (
    AltId,
    Concept,
    Dateline,
    Label,
    Link,
    Note,
    Organisation,
    Party,
    Place,
)
from newsfmt.body import plain
from newsfmt.dates import NewsDate
from newsfmt.format import Context
from newsfmt.formats.nitf.terms import OURS, SCHEME, expand
from newsfmt.gather import Gathered
from newsfmt.xmlkit import Element, child, collapse, line, local, namespace, raw_xml, text, verbatim

__all__ = ["fields", "words"]

_XML = "{http://www.w3.org/XML/1998/namespace}"
_SPACE = _XML + "space"
_OWN = frozenset(
    {"", "http://iptc.org/std/NITF/2006-10-18/", "http://iptc.org/std/nar/2006-10-01/"}
)
Reader = Callable[["Heads", Element], None]


def fields(element: Element, context: Context, zone: str | None = None) -> dict[str, Any]:
    """Return the fields of an Article that ``head`` and ``body.head`` of a ``nitf`` element say,
    the body left out.

    Times without a zone get ``zone`` (an IANA name), if it is given. What cannot be read is
    reported to ``context``, its text in ``extra``.

    >>> from newsfmt import xmlkit
    >>> fields(xmlkit.parse(b'<nitf><head><title>Ferry</title></head></nitf>', Context()), Context())
    {'title': 'Ferry'}
    """
    return Heads(context, zone).read(element)


def words(element: Element) -> str | None:
    """Return the text of an element as a text of the model, nothing for none;
    ``xml:space="preserve"`` is heeded.
    """
    if not len(element):
        value = element.text
        if not value or value.isalnum():
            return value or None
        if element.get(_SPACE) != "preserve":
            value = collapse(value)
        return plain(value) or None
    if element.get(_SPACE) == "preserve":
        return plain(verbatim(element)) or None
    return plain(text(element)) or None


def _some(value: str | None) -> str | None:
    if not value or value.isalnum():
        return value or None
    return plain(value) or None


class Heads(Gathered):
    """The fields gathered so far."""

    def __init__(self, context: Context, zone: str | None) -> None:
        super().__init__(context, "nitf:", zone)
        self.ours: dict[str, list[str]] = {}
        self.ids: list[AltId] = []
        self.release: NewsDate | None = None
        self.raw_release = ""
        self.printed: NewsDate | None = None
        self.registered: str | None = None
        self.hedlines = 0
        self.structured = False

    def warn(self, code: str, message: str, element: Element) -> None:
        self.report(code, message, line(element))

    def date_of(self, name: str, value: str | None, element: Element) -> NewsDate | None:
        """A date; one that cannot be read is kept as it is."""
        return self.date(name, _some(value), what=f"<{local(element)}>", at=line(element))

    # ---- reading
    # ------------------------------------------------------------

    def read(self, nitf: Element) -> dict[str, Any]:
        self.set("language", _some(nitf.get("baselang") or nitf.get(_XML + "lang")))
        if uno := _some(nitf.get("uno")):
            self.add("alt_ids", AltId(uno, "uno"))
        self.keep("class", _some(nitf.get("class")))
        for part in nitf:
            name = local(part)
            if name == "head":
                self.each(part, _HEAD)
            elif name == "body":
                for inner in part:
                    if local(inner) == "body.head":
                        self.each(inner, _BODY_HEAD)
            elif name in _HEAD:
                _HEAD[name](self, part)
            elif name == "body.head":
                self.each(part, _BODY_HEAD)
        return self.finish()

    def each(self, element: Element, table: dict[str, Reader]) -> None:
        for part in element:
            reader = table.get(part.tag) or table.get(local(part))
            if reader is not None:
                reader(self, part)
            else:
                self.stranger(part)

    def stranger(self, element: Element) -> None:
        """An element that NITF does not have there: known elsewhere, it is read as what it is; else
        it is kept.
        """
        name = local(element)
        known = _EVERYWHERE.get(name)
        if namespace(element) in _OWN:
            parent = element.getparent()
            self.warn(
                "read.invalid",
                f"<{name}> has no place in <{local(parent) if parent is not None else 'nitf'}>; it was read all the same",
                element,
            )
        if known is not None:
            known(self, element)
        else:
            value = words(element)
            self.keep(
                name,
                raw_xml(element).strip() if len(element) or element.keys() or not value else value,
            )

    def finish(self) -> dict[str, Any]:
        """Return the keyword arguments of the Article."""
        values = self.values
        self.embargo()
        if "published" not in values and self.printed is not None:
            values["published"], self.printed = self.printed, None
        if self.registered:
            if "provider" in values:
                self.keep("regsrc", self.registered)
            else:
                values["provider"] = Party(name=self.registered)
        if not self.structured and "creators" not in self.ours:
            self.creators_of_byline()
        if "summary" not in values and "descriptions" in self.many and "summary" not in self.ours:
            self.main_description(self.many["descriptions"])
        if self.ids:
            self.many["alt_ids"] = self.ids
        self.overrides()
        return super().finish()

    def main_description(self, labels: list[Label]) -> None:
        """The main one of several abstracts that all have a role or a language: one without a role,
        else the first.
        """
        label = next((label for label in labels if label.role is None), labels[0])
        labels.remove(label)
        self.values["summary"] = label.text
        self.keep("abstract.class", label.role)

    def embargo(self) -> None:
        """Which field a release date is: never decided by the clock."""
        fields, release = self.values, self.release
        if fields.get("pub_status") == "embargoed":
            fields["embargoed"] = True
        if release is None or "embargoed_until" in self.ours:
            return
        issued = fields.get("published")
        if fields.get("embargoed") or (
            issued is not None and issued != release and release.earliest() > issued.earliest()
        ):
            fields["embargoed_until"] = release
        elif issued is None and "nitf:date.issue" not in self.extra:
            fields["published"] = release
        else:
            self.keep("date.release", self.raw_release)

    def overrides(self) -> None:
        """What newsfmt wrote beside the fields of NITF: it says more exactly what they were."""
        for name, values in self.ours.items():
            if name.startswith("extra:"):
                self.extra[name[6:]] += values
            elif name in OURS:
                self.override(name, values)

    def override(self, name: str, values: list[str]) -> None:
        field, _, part = name.partition(".")
        value = OURS[name](values)
        if not part:
            self.replace(field, value)
        elif field in self.values:
            self.values[field] = attrs.evolve(self.values[field], **{part: value})
        else:
            self.parts[field][part] = value


# ---- head
# ------------------------------------------------------------


def _title(heads: Heads, element: Element) -> None:
    heads.set("title", words(element))


def _meta(heads: Heads, element: Element) -> None:
    name = element.get("name")
    content = element.get("content")
    if name and name.startswith("newsfmt:"):
        if name == "newsfmt:alt_ids":
            role, _, value = (content or "").partition("=")
            heads.ids.append(AltId(_some(value), role or None))
        elif name == "newsfmt:associations":
            heads.values["associations"] = ()
        elif name == "newsfmt:extra":
            key, _, value = (content or "").partition("=")
            heads.extra[key].append(value)
        else:
            heads.ours.setdefault(name[8:], []).append(content or "")
    elif name:
        heads.keep(f"meta:{name}", _some(content))
    elif element.get("http-equiv"):
        heads.keep(f"http-equiv:{element.get('http-equiv')}", _some(content))


def _tobject(heads: Heads, element: Element) -> None:
    heads.keep("tobject.type", _some(element.get("tobject.type")))
    seen: set[tuple[str | None, str]] = set()
    for part in element:
        name = local(part)
        if name == "tobject.property":
            if kind := _some(part.get("tobject.property.type")):
                heads.add("genres", Concept(name=kind))
        elif name == "tobject.subject":
            for concept in _subjects(heads, part):
                key = (concept.scheme, concept.code or concept.name or "")
                if key in seen:
                    _name_known(heads.many["subjects"], concept)
                else:
                    seen.add(key)
                    heads.add("subjects", concept)
        else:
            heads.stranger(part)


def _name_known(subjects: list[Concept], concept: Concept) -> None:
    """Give a subject that came before without a name the name it has here."""
    if concept.name is None:
        return
    for place, other in enumerate(subjects):
        if other.scheme == concept.scheme and other.code == concept.code and other.name is None:
            subjects[place] = concept


def _subjects(heads: Heads, element: Element) -> Iterator[Concept]:
    refnum = _some(element.get("tobject.subject.refnum"))
    provider = _some(element.get("tobject.subject.ipr"))
    scheme = SCHEME if provider is None or provider.upper() == "IPTC" else provider
    names = [_some(element.get(f"tobject.subject.{part}")) for part in ("type", "matter", "detail")]
    if refnum is None:
        heads.warn("read.invalid", "<tobject.subject>: it has no refnum", element)
        yield from (
            Concept(name=name, scheme=None if scheme == SCHEME else scheme)
            for name in names
            if name
        )
        return
    heads.keep("tobject.subject.code", _some(element.get("tobject.subject.code")))
    if "subjects" in heads.ours and heads.ours["subjects"] == ["exact"]:
        name = next((name for name in reversed(names) if name), None)
        yield Concept(name=name, code=refnum, scheme=scheme)
        return
    yield from (
        Concept(name=name, code=code, scheme=scheme) for code, name in expand(refnum, names)
    )


def _iim(heads: Heads, element: Element) -> None:
    for part in element:
        heads.keep(f"iim:{part.get('num') or ''}", _some(part.get("value")))


def _pubdata(heads: Heads, element: Element) -> None:
    printed: str | None = None
    for name, value in element.items():
        key, given = str(name), _some(str(value))
        if given is None or key.startswith("{"):
            continue
        if key == "date.publication":
            printed = given
        elif key == "ex-ref":
            heads.set("url", given)
        elif key == "item-length" and (element.get("unit-of-measure") or "").lower() in (
            "word",
            "words",
        ):
            _word_count(heads, element, given)
        elif key == "unit-of-measure" and given.lower() in ("word", "words"):
            continue
        else:
            heads.keep(f"pubdata.{key}", given)
    if printed is not None:
        if (
            "published" in heads.values
            or "nitf:date.issue" in heads.extra
            or heads.printed is not None
        ):
            heads.keep("pubdata.date.publication", printed)
        else:
            heads.printed = heads.date_of("pubdata.date.publication", printed, element)


def _word_count(heads: Heads, element: Element, value: str) -> None:
    if value.isascii() and value.isdigit() and len(value) < 19:
        heads.set("word_count", int(value))
    else:
        heads.keep("pubdata.item-length", value)
        heads.warn("read.invalid", f"<pubdata>: {value!r} is no number of words", element)


def _revision(heads: Heads, element: Element) -> None:
    heads.keep("revision-history", raw_xml(element).strip())


def _docdata(heads: Heads, element: Element) -> None:
    if status := _some(element.get("management-status")):
        heads.values["pub_status"] = status[status.rfind(":") + 1 :].strip().lower() or None
    reference, state = (
        _some(element.get("management-doc-idref")),
        _some(element.get("management-idref-status")),
    )
    if reference:
        extra = {"nitf:management-idref-status": (state,)} if state else {}
        heads.add("links", Link(rel="previousVersion", id=reference, extra=extra))
    else:
        heads.keep("management-idref-status", state)
    heads.each(element, _DOCDATA)


# ---- docdata
# ------------------------------------------------------------


def _doc_id(heads: Heads, element: Element) -> None:
    value = _some(element.get("id-string"))
    if value is not None and heads.values.get("id", value) != value:
        heads.add("alt_ids", AltId(value, "doc-id"))
    else:
        heads.set("id", value)
    if source := _some(element.get("regsrc")):
        if heads.registered is None:
            heads.registered = source
        else:
            heads.keep("regsrc", source)


def _du_key(heads: Heads, element: Element) -> None:
    if key := _some(element.get("key")):
        heads.add("alt_ids", AltId(key, "du-key"))
    heads.set("version", _some(element.get("version")))
    heads.keep("du-key.generation", _some(element.get("generation")))
    heads.keep("du-key.part", _some(element.get("part")))


def _urgency(heads: Heads, element: Element) -> None:
    value = _some(element.get("ed-urg"))
    if value is None:
        return
    if len(value) == 1 and value in "123456789":
        heads.set("urgency", int(value))
    else:
        heads.keep("urgency", value)
        heads.warn(
            "read.invalid",
            f"<urgency>: {value!r} is no urgency from 1 to 9; it is kept in extra",
            element,
        )


def _date_issue(heads: Heads, element: Element) -> None:
    heads.set("published", heads.date_of("date.issue", element.get("norm"), element))


def _date_expire(heads: Heads, element: Element) -> None:
    heads.set("expires", heads.date_of("date.expire", element.get("norm"), element))


def _date_release(heads: Heads, element: Element) -> None:
    value = _some(element.get("norm"))
    if heads.release is not None:
        heads.keep("date.release", value)
        return
    heads.release = heads.date_of("date.release", value, element)
    heads.raw_release = value or ""


def _attribute(name: str, key: str, heads: Heads, element: Element) -> None:
    heads.keep(key, _some(element.get(name)))


def _fixture(heads: Heads, element: Element) -> None:
    if name := _some(element.get("fix-id")):
        heads.add("services", Concept(name=name))


def _series(heads: Heads, element: Element) -> None:
    more = {
        f"nitf:{key}": (value,)
        for key in ("series.part", "series.totalpart")
        if (value := _some(element.get(key)))
    }
    name = _some(element.get("series.name")) or words(element)
    if name:
        heads.add("series", Concept(name=name, extra=more))
    else:
        for key, values in more.items():
            heads.keep(key[5:], values[0])


def _ed_msg(heads: Heads, element: Element) -> None:
    if info := _some(element.get("info")) or words(element):
        heads.add("ed_notes", Note(info, _some(element.get("msg-type"))))
    else:
        heads.keep("ed-msg.msg-type", _some(element.get("msg-type")))


def _copyright(heads: Heads, element: Element) -> None:
    heads.set("rights.year", _some(element.get("year")), "doc.copyright.year")
    _holder(heads, "doc.copyright.holder", _some(element.get("holder")))


def _holder(heads: Heads, source: str, name: str | None) -> None:
    """A holder of rights: the first is the one, others are kept."""
    heads.set("rights.holder", Party(name=name) if name else None, source)


def _doc_rights(heads: Heads, element: Element) -> None:
    for name, value in element.items():
        key, given = str(name), _some(str(value))
        if given is None or key.startswith("{"):
            continue
        if key == "limitations":
            heads.set("rights.usage_terms", given, "doc.rights.limitations")
        else:
            heads.keep(f"doc.rights.{key}", given)


def _key_list(heads: Heads, element: Element) -> None:
    heads.keep("key-list.key", _some(element.get("key")))
    for part in element:
        if word := _some(part.get("key")) or words(part):
            heads.add("keywords", word)


def _del_list(heads: Heads, element: Element) -> None:
    for part in element:
        level = _some(part.get("level-number"))
        if name := _some(part.get("src-name")):
            heads.add(
                "sources", Party(name=name, extra={"nitf:level-number": (level,)} if level else {})
            )


def _correction(heads: Heads, element: Element) -> None:
    more = {
        f"nitf:{key}": (value,)
        for key in ("id-string", "regsrc")
        if (value := _some(element.get(key)))
    }
    heads.add("signals", Concept(name=_some(element.get("info")), literal="correction", extra=more))


def _evloc(heads: Heads, element: Element) -> None:
    parts = [
        (kind, _some(element.get(key)))
        for kind, key in (("city", "city"), ("county", "county-dist"), ("state", "state-prov"))
    ]
    found = [Concept(name=name, type=kind) for kind, name in parts if name]
    if country := _some(element.get("iso-cc")):
        found.append(Concept(code=country, type="country"))
    if found:
        first, *rest = found
        heads.add(
            "places",
            Place(name=first.name, code=first.code, type=first.type, role="evloc", broader=rest),
        )


def _identified(heads: Heads, element: Element) -> None:
    heads.each(element, _IDENTIFIED)


def _coded(element: Element) -> dict[str, Any]:
    """Code, scheme, URI and literal of an identified thing."""
    found: dict[str, Any] = {"code": _some(element.get("value") or element.get("location-code")),
                             "scheme": _some(element.get("idsrc") or element.get("code-source"))}  # fmt: skip
    for part in element:
        if local(part) == "alt-code" and (value := _some(part.get("value"))):
            source = part.get("idsrc")
            if source in ("uri", "literal"):
                found.setdefault(source, value)
            elif found["code"] is None:
                found["code"], found["scheme"] = value, _some(source)
    return {name: value for name, value in found.items() if value is not None}


def _proper(element: Element) -> tuple[str | None, str | None]:
    """Name and function of a person: all the text but the function."""
    function = child(element, "function")
    if function is None:
        return words(element), None
    if element.get(_SPACE) == "preserve":
        return plain(verbatim(element).removesuffix(verbatim(function))) or None, words(function)
    title = text(function)
    parts = [element.text or ""]
    parts += [("" if part is function else text(part)) + (part.tail or "") for part in element]
    return plain(_collapsed("".join(parts))) or None, plain(title) or None


def _person(heads: Heads, element: Element) -> None:
    name, job = _proper(element)
    coded = _coded(element)
    if name or coded:
        heads.add(
            "people", Party(name=name, job_title=job, role=_some(element.get("class")), **coded)
        )


def _org(heads: Heads, element: Element) -> None:
    name, coded = words(element), _coded(element)
    if name or coded:
        heads.add(
            "organisations", Organisation(name=name, role=_some(element.get("class")), **coded)
        )


_LEVELS = ("sublocation", "city", "county", "state", "region", "country")


def _location(heads: Heads, element: Element) -> None:
    coded = _coded(element)
    parts = [part for part in element if local(part) in _LEVELS]
    more: tuple[Concept, ...] = ()
    name = words(element)
    kind: str | None = None
    if len(parts) > 1 or (parts and not coded):
        parts.sort(key=lambda part: _LEVELS.index(local(part)))
        first, *rest = (_level(part) for part in parts)
        name, kind, more = first.name, first.type, tuple(rest)
        if not coded and first.code:
            coded = {"code": first.code, **({"scheme": first.scheme} if first.scheme else {})}
    if name or coded:
        heads.add(
            "places",
            Place(name=name, type=_some(element.get("class")) or kind, broader=more, **coded),
        )


def _level(element: Element) -> Concept:
    name = local(element)
    code = _some(
        element.get("iso-cc") or element.get(f"{name}-code") or element.get("location-code")
    )
    return Concept(
        name=words(element), code=code, scheme=_some(element.get("code-source")), type=name
    )


def _event(heads: Heads, element: Element) -> None:
    name, coded = words(element), _coded(element)
    more = {
        f"nitf:{key}": (value,)
        for key in ("start-date", "end-date")
        if (value := _some(element.get(key)))
    }
    if name or coded or more:
        heads.add("events", Concept(name=name, extra=more, **coded))


def _object(heads: Heads, element: Element) -> None:
    name, coded = words(element), _coded(element)
    if name or coded:
        heads.add("objects", Concept(name=name, **coded))


_CLASSIFIED = {
    "subject": "subjects",
    "category": "categories",
    "genre": "genres",
    "signal": "signals",
    "service": "services",
    "series": "series",
}


def _classifier(heads: Heads, element: Element) -> None:
    name, coded = words(element), _coded(element)
    kind = _some(element.get("type"))
    if name or coded:
        field = _CLASSIFIED.get((kind or "subject").lower())
        heads.add(field or "subjects", Concept(name=name, type=None if field else kind, **coded))


# ---- body.head
# ------------------------------------------------------------


def _hedline(heads: Heads, element: Element) -> None:
    first = not heads.hedlines
    heads.hedlines += 1
    for part in element:
        name = local(part)
        value = words(part)
        if value is None:
            continue
        if name == "hl1" and first and "headline" not in heads.values:
            heads.values["headline"] = value
        elif name == "hl2" and first and "subheadline" not in heads.values:
            heads.values["subheadline"] = value
        else:
            role = _some(part.get("class")) or (None if name == "hl1" else _some(name))
            heads.add("alt_headlines", Label(value, role, part.get(_XML + "lang") or None))
    if not len(element) and first and (value := words(element)):
        heads.set("headline", value)


def _note(heads: Heads, element: Element) -> None:
    if value := words(element):
        heads.add("ed_notes", Note(value, _some(element.get("noteclass"))))
        heads.keep("note.type", _some(element.get("type")))


def _rights(heads: Heads, element: Element) -> None:
    loose = [element.text or ""]
    for part in element:
        name, value = local(part), words(part)
        if name == "rights.owner":
            _holder(heads, "rights.owner", value)
        elif (
            name == "rights.limitations"
            and value
            and heads.parts["rights"].setdefault("usage_terms", value) == value
        ):
            pass
        elif name.startswith("rights."):
            heads.keep(name, value)
            heads.keep(f"{name}.norm", _some(part.get("norm")))
        else:
            loose.append(value or "")
        heads.keep(f"{name}.contact", _some(part.get("contact")))
        loose.append(part.tail or "")
    joined = "".join(loose)
    notice = plain(joined if element.get(_SPACE) == "preserve" else _collapsed(joined))
    if any(char.isalnum() for char in notice):
        heads.set("rights.notice", notice, "rights")


def _byline(heads: Heads, element: Element) -> None:
    title = child(element, "byttl")
    if element.get("class") == "creator":
        _creator(heads, element, title)
        return
    people = [part for part in element if local(part) == "person"]
    for part in people:
        name, job = _proper(part)
        if name:
            heads.structured = True
            heads.add("creators", Party(name=name, job_title=job, **_coded(part)))
    for part in element:
        if local(part) == "virtloc":
            heads.keep("byline.virtloc", words(part))
    if title is None:
        value = words(element)
    else:
        for part in element:
            if local(part) == "byttl":
                heads.set("byline_title", words(part))
        value = _without(element, "byttl")
    heads.set("byline", value)


def _without(element: Element, *names: str) -> str | None:
    """The text of an element without that of some of its children."""
    keep = element.get(_SPACE) == "preserve"
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
    return plain(joined if keep else _collapsed(joined)) or None


_SPACES = re.compile("[ \t\r\n\f]+")


def _collapsed(value: str) -> str:
    return _SPACES.sub(" ", value)


def _creator(heads: Heads, element: Element, title: Element | None) -> None:
    """A byline that holds one creator alone, as the writer makes it."""
    person, address = child(element, "person"), child(element, "virtloc")
    values: dict[str, Any] = {}
    if person is not None:
        name, job = _proper(person)
        values = {
            "name": name,
            "job_title": job,
            "role": _some(person.get("class")),
            **_coded(person),
        }
    if title is not None:
        values["organisation"] = words(title)
    if address is not None:
        values["email"] = words(address)
    values = {name: value for name, value in values.items() if value is not None}
    if values:
        heads.structured = True
        heads.add("creators", Party(**values))


def _distributor(heads: Heads, element: Element) -> None:
    org = child(element, "org")
    coded = _coded(org) if org is not None else {}
    role = _some(element.get("class"))
    if (name := words(element)) or coded or role:
        party = Party(name=name, role=role, **coded)
        if "provider" in heads.values:
            heads.keep("distributor", name)
        else:
            heads.values["provider"] = party


def _dateline(heads: Heads, element: Element) -> None:
    if "dateline" in heads.values:
        heads.keep("dateline", words(element))
        return
    values: dict[str, Any] = {"text": words(element)}
    for part in element:
        name = local(part)
        if name == "location":
            _place(part, values)
        elif name == "story.date":
            values["date"] = heads.date_of("story.date", part.get("norm"), part)
            values["date_text"] = words(part)
    values = {name: value for name, value in values.items() if value is not None}
    if values:
        heads.values["dateline"] = Dateline(**values)


def _place(element: Element, values: dict[str, Any]) -> None:
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


def _abstract(heads: Heads, element: Element) -> None:
    only = (
        element[0]
        if len(element) == 1
        and not (element.text or "").strip()
        and not (element[0].tail or "").strip()
        else element
    )
    value = words(only)
    if value is None:
        return
    role, language = _some(element.get("class")), element.get(_XML + "lang") or None
    if (
        "summary" not in heads.values
        and "summary" not in heads.ours
        and role is None
        and language is None
    ):
        heads.values["summary"] = value
    else:
        heads.add("descriptions", Label(value, role, language))


def _slugline(heads: Heads, element: Element) -> None:
    heads.set("slugline", words(element))


_DOCDATA: dict[str, Reader] = {
    "doc-id": _doc_id, "du-key": _du_key, "urgency": _urgency, "date.issue": _date_issue, "date.release": _date_release,
    "date.expire": _date_expire, "fixture": _fixture, "doc-scope": partial(_attribute, "scope", "doc-scope"), "series": _series, "ed-msg": _ed_msg,
    "doc.copyright": _copyright, "doc.rights": _doc_rights, "key-list": _key_list, "del-list": _del_list, "correction": _correction,
    "evloc": _evloc, "identified-content": _identified,
}  # fmt: skip
_IDENTIFIED: dict[str, Reader] = {
    "person": _person, "org": _org, "location": _location, "event": _event, "object.title": _object, "classifier": _classifier,
    "function": lambda heads, element: heads.keep("function", words(element)), "virtloc": lambda heads, element: heads.keep("virtloc", words(element)),
}  # fmt: skip
_HEAD: dict[str, Reader] = {
    "title": _title, "meta": _meta, "tobject": _tobject, "iim": _iim, "docdata": _docdata, "pubdata": _pubdata, "revision-history": _revision,
}  # fmt: skip
_BODY_HEAD: dict[str, Reader] = {
    "hedline": _hedline, "note": _note, "rights": _rights, "byline": _byline, "distributor": _distributor, "dateline": _dateline,
    "abstract": _abstract, "series": _series,
}  # fmt: skip
_EVERYWHERE: dict[str, Reader] = {
    **_HEAD,
    **_DOCDATA,
    **_BODY_HEAD,
    "headline": _hedline,
    "slugline": _slugline,
}

"""One article on its way in or out of NITF: the values gathered while it is read, its state while
it is written, and the elements made from it.

Elements of any version and namespace come in; texts go out as texts of the model. What is written
is made as :class:`Tag` first, because the ``meta`` that stand in front say what no later element
takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import attrs

from newsfmt import dropped
from newsfmt.article import AltId, Article
from newsfmt.body import plain
from newsfmt.dates import NewsDate
from newsfmt.diagnostics import Lost
from newsfmt.format import Context
from newsfmt.gather import Gathered
from newsfmt.markup.nitf import uneven
from newsfmt.slots import set_fields
from newsfmt.taken import NOTHING, Taken, each
from newsfmt.xmlkit import (
    Element,
    Writer,
    collapse,
    is_token,
    line,
    local,
    namespace,
    raw_xml,
    text,
    verbatim,
)

__all__ = [
    "OWN_NAMESPACES",
    "SPACE",
    "TAKEN",
    "XML",
    "Attributes",
    "Incoming",
    "Outgoing",
    "Plan",
    "Readers",
    "Tag",
    "are_lines",
    "basic",
    "collapsed",
    "first",
    "given",
    "line_tag",
    "usual_names",
    "words",
    "write_tags",
]

_SPACES = re.compile("[ \t\r\n\f]+")
XML = "{http://www.w3.org/XML/1998/namespace}"
SPACE = XML + "space"
OWN_NAMESPACES = frozenset(
    {"", "http://iptc.org/std/NITF/2006-10-18/", "http://iptc.org/std/nar/2006-10-01/"}
)
Attributes = Mapping[str, str | None]
Readers = Mapping[str, Callable[..., object]]
"""What reads an element, by its name."""


# ---- texts and dates
# ------------------------------------------------------------


def words(element: Element) -> str | None:
    """Return the text of an element as a text of the model, None for an empty one;
    ``xml:space="preserve"`` is heeded.
    """
    if not len(element):
        value = element.text
        if not value or value.isalnum():
            return value or None
        if element.get(SPACE) != "preserve":
            value = collapse(value)
        return plain(value) or None
    if element.get(SPACE) == "preserve":
        return plain(verbatim(element)) or None
    return plain(text(element)) or None


def given(value: str | None) -> str | None:
    """Return an attribute's value as a text of the model, None for an empty one."""
    if not value or value.isalnum():
        return value or None
    return plain(value) or None


def basic(date: NewsDate) -> str:
    """Return a date in the basic form of ISO 8601, which NITF prefers; one without a day has
    none.
    """
    if date.day is None:
        return date.iso
    head, zone = (date.iso[: -len(date.zone)], date.zone) if date.zone else (date.iso, "")
    return head.replace("-", "").replace(":", "") + zone.replace(":", "")


def are_lines(*values: str | None) -> bool:
    """Return whether texts certainly come back from an element or attribute: printable, without
    spaces at an end or side by side. None is no text.
    """
    for value in values:
        if value is not None and not (
            value.isprintable() and "  " not in value and value.strip() == value != ""
        ):
            return False
    return True


def usual_names(element: Element) -> str:
    """Give an element and all in it the names that NITF has, in lower case and without a prefix
    that is not declared, and return its own.
    """
    if not local(element).islower() or ":" in local(element):
        for part in element.iter("*"):
            start = part.tag.rfind("}") + 1
            part.tag = part.tag[:start] + part.tag[start:].rpartition(":")[2].lower()
            for key in map(str, part.keys()):
                if not key.islower() and key[:1] != "{":
                    part.set(key.lower(), part.attrib.pop(key))
    return local(element)


def first(members: Iterable[object], fits: Callable[[Any], bool]) -> list[Any]:
    """Return the members from the first on that all fit: those after them keep their order."""
    fitting = []
    for member in members:
        if not fits(member):
            break
        fitting.append(member)
    return fitting


def collapsed(value: str) -> str:
    """Return a text with one space for each run of white space."""
    return _SPACES.sub(" ", value)


# ---- in
# ------------------------------------------------------------

TAKEN = Taken(
    {
        **each("correction", "id-string regsrc info"),
        **each("evloc", "city county-dist state-prov iso-cc"),
        **each("doc-id", "id-string regsrc"),
        **each("from-src", "src-name level-number"),
        **each("urgency", "ed-urg"),
        **each("fixture", "fix-id"),
        **each("date.issue date.release date.expire story.date", "norm"),
        **each("rights.startdate rights.enddate", "norm contact"),
        **each("doc-scope", "scope"),
        **each("series", "series.name series.part series.totalpart"),
        **each("ed-msg", "info msg-type"),
        **each("du-key", "key version part generation"),
        **each("doc.copyright", "holder year"),
        **each("key-list keyword", "key"),
        **each("ds", "num value"),
        **each("tobject", "tobject.type"),
        **each("tobject.property", "tobject.property.type"),
        **each(
            "tobject.subject",
            "tobject.subject.detail tobject.subject.matter tobject.subject.type "
            "tobject.subject.code tobject.subject.refnum tobject.subject.ipr",
        ),
        **each("docdata", "management-status management-doc-idref management-idref-status"),
        **each("nitf", {"uno", "baselang", "class", XML + "lang"}),
        **each("body", {"lang", "dir", XML + "lang"}),
        **each("meta", "name http-equiv content"),
        **each("hl1 hl2 abstract", {"class", "lang", XML + "lang"}),
        **each("note", "noteclass type"),
        **each("distributor", "class"),
        **each("rights.owner rights.agent rights.geography rights.type", "contact"),
        **each("rights.limitations", "contact"),
        **each("title head iim del-list identified-content body.head hedline rights dateline"),
        **each("byline"),
    },
    (*dropped.XML, *dropped.NITF),
    {("note", "type", "std"), ("byline", "class", "creator")},
    within={"alt-code"},
)
"""The attributes that readers take of an element of the heads."""
_MAIN = {
    "doc-id": "id-string", "urgency": "ed-urg", "date.issue": "norm", "date.release": "norm",
    "date.expire": "norm", "du-key": "key", "fixture": "fix-id", "doc-scope": "scope",
    "from-src": "src-name", "ds": "value", "meta": "content", "correction": "info",
    "tobject.property": "tobject.property.type", "tobject.subject": "tobject.subject.type",
    "doc.copyright": "holder", "doc.rights": "owner", "pubdata": "name", "evloc": "city",
}  # fmt: skip
"""The attribute that the value of an element is in, which some write as its text."""
THINGS = frozenset("person org location event object.title function virtloc classifier".split())
"""Elements whose readers keep what they do not take."""
_PARTS = frozenset(
    "nitf head body body.head tobject iim docdata key-list del-list identified-content hedline "
    "rights byline distributor dateline".split()
)
"""Elements whose readers look at those in them; of others the text alone is read."""


class Incoming(Gathered):
    """The fields gathered so far."""

    def __init__(self, context: Context, zone: str | None, everywhere: Readers) -> None:
        super().__init__(context, "nitf:", zone)
        self.everywhere = everywhere
        """What reads an element of NITF where it has no place."""
        self.own: dict[str, list[str]] = {}
        """The contents of newsfmt's own ``meta``, by name."""
        self.ids: list[AltId] = []
        """The other identifiers, as newsfmt's own ``meta`` give them."""
        self.release: NewsDate | None = None
        self.raw_release = ""
        self.printed: NewsDate | None = None
        """The date in ``pubdata``."""
        self.registered: str | None = None
        """The first ``doc-id@regsrc``."""
        self.hedlines = 0
        self.structured = False
        """Whether creators stand in elements of their own."""

    def warn(self, code: str, message: str, element: Element) -> None:
        """Report something odd about an element."""
        self.report(code, message, line(element))

    def date_of(self, name: str, value: str | None, element: Element) -> NewsDate | None:
        """Return a date; one that cannot be read is kept as it is."""
        return self.date(name, given(value), what=f"<{local(element)}>", at=line(element))

    def each(self, element: Element, readers: Readers) -> None:
        """Read the children of an element; one that has no place there is read as what it is
        elsewhere, else it is kept whole.
        """
        notes, rows = self.context.notes, TAKEN.rows
        self.between(element, element.text)
        for child in element:
            name = local(child)
            if child.text:
                self.stated(child, name)
            read = readers.get(name)
            if read is None:
                name = usual_names(child)
                read = readers.get(name) or self.misplaced(child, name)
            if read is not None:
                read(self, name, child)
                if name not in THINGS and (
                    not rows.get(name, NOTHING).issuperset(child.keys())
                    or (len(child) and name not in _PARTS)
                ):
                    self.rest(child, name)
            if child.tail:
                self.between(element, child.tail)
            if notes is not None:
                notes.read(self, child)

    def texts(self, element: Element) -> None:
        """Keep texts that stand between elements, and take the text of an element that has its
        value in an attribute for that value, where it has no other.
        """
        self.between(element, element.text)
        for part in element:
            if part.text:
                self.stated(part, local(part))
            if part.tail:
                self.between(element, part.tail)

    def stated(self, element: Element, name: str) -> None:
        """Take the text of an element that has its value in an attribute for it."""
        if (main := _MAIN.get(name)) and (value := words(element)):
            if element.get(main):
                self.keep(name, value)
            else:
                element.set(main, value)

    def between(self, element: Element, text: str | None) -> None:
        """Keep a text that stands between the parts of an element."""
        if text and not text.isspace():
            self.keep(local(element), plain(collapse(text)))

    def rest(
        self,
        element: Element,
        name: str,
        taken: frozenset[str] | set[str] | None = None,
        *,
        alone: bool = False,
    ) -> None:
        """Keep the attributes of an element that its reader does not take, which are those of the
        table where it does not say; of what stands in an element, unless it is looked at by itself
        (``alone``), all.
        """
        if keys := element.keys():
            row = TAKEN.rows.get(name) if taken is None else taken
            if row is not None and not row.issuperset(keys):
                for key, text in TAKEN.left(element, name, row):
                    self.keep(key, text)
        if len(element) and not alone and name not in _PARTS:
            for part in element.iterdescendants("*"):
                for key, text in TAKEN.left(part, local(part), NOTHING):
                    self.keep(key, text)

    def misplaced(self, element: Element, name: str) -> Callable[..., object] | None:
        """Report an element that has no place where it stands, and return what reads it elsewhere;
        keep one that is not known.
        """
        read = self.everywhere.get(name)
        if namespace(element) in OWN_NAMESPACES:
            parent = element.getparent()
            above = local(parent) if parent is not None else "nitf"
            how = "it was read nevertheless" if read else "it is kept in extra"
            self.warn("read.invalid", f"<{name}> has no place in <{above}>; {how}", element)
        if read is None:
            value = words(element)
            whole = len(element) or element.keys() or not value
            self.keep(name, raw_xml(element).strip() if whole else value)
        return read


# ---- out
# ------------------------------------------------------------


class Tag(NamedTuple):
    """An element to be written: its content is a text, a list of elements, or a tuple of texts and
    elements, in which no white space is added.
    """

    name: str
    attributes: Attributes | None = None
    content: str | list[Any] | tuple[Any, ...] | None = None


def write_tags(tags: Iterable[Tag | str], writer: Writer) -> None:
    """Write elements with everything in them, and texts between them."""
    for tag in tags:
        if isinstance(tag, str):
            writer.text(tag)
            continue
        name, attributes, content = tag
        if content is None or content.__class__ is str:
            writer.element(name, content, attributes)
        else:
            writer.start(name, attributes, mixed=content.__class__ is tuple)
            write_tags(content, writer)
            writer.end()


def line_tag(name: str, text: str | None, attributes: Attributes | None = None) -> Tag:
    """Return an element with a text, its white space kept."""
    if text is not None and uneven((text,)):
        attributes = {**(attributes or {}), "xml:space": "preserve"}
    return Tag(name, attributes, text)


@attrs.define
class Plan:
    """What a second attempt has to say otherwise than the first."""

    overrides: dict[str, str] = attrs.field(factory=dict)
    """Fields that newsfmt's own ``meta`` say, because they are read otherwise."""
    generic: set[str] = attrs.field(factory=set)
    """Keys of ``extra`` that do not come back from their places."""
    explicit_creators: bool = False
    """Whether creators stand in elements of their own, not in the byline."""
    explicit_ids: bool = False
    """Whether newsfmt's own ``meta`` say all other identifiers."""

    @property
    def size(self) -> tuple[int, ...]:
        """How much is planned."""
        return (
            len(self.overrides),
            len(self.generic),
            self.explicit_creators,
            self.explicit_ids,
        )


class Outgoing:
    """The article that is written."""

    def __init__(self, article: Article, plan: Plan, lost: Lost) -> None:
        self.article = article
        kept = any(key.startswith("nitf:") for key in article.extra)
        self.fields = set_fields(article)
        self.given = None if kept else self.fields
        """The fields that are set; None where any place may take what was kept of NITF."""
        self.plan = plan
        self.lost = lost
        """Takes code, path and message of what NITF cannot say."""
        self.extra: dict[str, tuple[str, ...]] = dict(sorted(article.extra.items()))
        """What of ``extra`` no element has taken yet."""
        self.said: dict[str, str] = {}
        """What newsfmt's own ``meta`` say, by name."""

    def take(self, key: str) -> tuple[str, ...]:
        """Return the values of a key of ``extra`` that has a place of its own, unless the plan has
        another for it.
        """
        return () if key in self.plan.generic else self.extra.pop(key, ())

    def one(self, key: str, fits: Callable[[str], bool] | None = None) -> str | None:
        """Return the value of a key of ``extra`` that stands in an attribute."""
        values = self.extra.get(key, ())
        if (
            len(values) != 1
            or key in self.plan.generic
            or not values[0]
            or (fits is not None and not fits(values[0]))
        ):
            return None
        del self.extra[key]
        return values[0]

    def token(self, key: str) -> str | None:
        """Return the value of a key of ``extra`` that is one token."""
        return self.one(key, is_token)

"""The attributes of elements: which say something, and what the usual ones say."""

from __future__ import annotations

import re

from newsfmt import xmlkit
from newsfmt.xmlkit import Element, local

__all__ = [
    "LAZY",
    "QUIET",
    "has_class",
    "is_kept_space",
    "number",
    "role_of",
    "telling",
    "tongue",
    "words",
]

ROLES = frozenset("lead byline affiliation dateline credit caption copyright end-mark note".split())
"""The roles of paragraphs that are known; among several classes, one of these is the role."""
_XML = "{http://www.w3.org/XML/1998/namespace}"
LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy")
"""Where pages name a picture that a script loads when it comes into view."""
_MEDIA = "img image video audio source amp-img amp-anim amp-video amp-audio"
_HELD: dict[str, frozenset[str]] = {
    **dict.fromkeys(_MEDIA.split(), frozenset({"title", *LAZY})),
    "iframe": frozenset(LAZY),
    "a": frozenset({"title"}),
    "blockquote": frozenset({"cite"}),
    "time": frozenset({"datetime"}),
    **dict.fromkeys("input button option param".split(), frozenset({"value"})),
    "pre": frozenset({"data-href"}),
    "span": frozenset({"data-uri"}),
}
"""Attributes that a node holds, or that are reported with their element."""
_TELLING = frozenset("title cite datetime abbr summary longdesc value reversed srcdoc".split())
QUIET = frozenset(
    """accept accesskey action align alink allow allowfullscreen alt archive async autocapitalize
    autocomplete autofocus autoplay axis background bgcolor border cellpadding cellspacing
    char charoff charset checked class classid clear code codebase codetype color cols colspan
    compact content contenteditable controls controlslist coords crossorigin data declare
    decoding default defer disabled download draggable enctype face for form frame frameborder
    headers height heights hidden href hreflang hspace http-equiv id imagesizes imagesrcset
    inert inputmode integrity is ismap itemid itemprop itemref itemscope itemtype kind label
    language layout link list loading loop low marginheight marginwidth max maxlength media
    method min minlength multiple muted name nohref nonce noshade nowrap open optimum part
    pattern ping placeholder playsinline poster preload profile property readonly
    referrerpolicy rel required rev role rows rowspan rules runat sandbox scheme scope
    scrolling selected shape size sizes slot span spellcheck src srclang srcset standby start
    step style tabindex target text translate type typeof usemap valign valuetype version
    vlink vspace width wrap""".split()
)
"""Attributes that are held, or that say nothing to a reader (HTML Living Standard, HTML 4.01)."""
_SPOKEN = frozenset({"lang", "dir", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang"})
_SPEECHLESS = frozenset(
    "a abbr acronym big caption cite col colgroup data figcaption footer img label mark nobr output q rt ruby small tbody td tfoot th thead time tr".split()
)
"""Elements of which no node has a language."""
_SILENT = ("on", "aria-", "xml", "{http://www.w3.org/XML", "v-", "ng-", "about", "resource")
_OTHER_SIZES = frozenset({"data-orig-file", "data-medium-file", "data-large-file"})
_ADDRESS = ("https://", "http://", "//")


def telling(element: Element) -> list[tuple[str, str]]:
    """The attributes of a known element that say something which no node holds."""
    held = _HELD.get(local(element).lower(), frozenset())
    return sorted(
        (key.rpartition("}")[2], value)
        for key in map(str, element.keys())
        if key not in held
        and (value := (element.get(key) or "").strip())
        and _tells(key, value, element)
    )


def _tells(key: str, value: str, element: Element) -> bool:
    """Whether an attribute says something: one of those that no node holds everywhere, one that no
    standard has, an address for a script, a second language.
    """
    if key.startswith("data-"):
        is_address = value.startswith(_ADDRESS) and " " not in value and key not in _OTHER_SIZES
        return is_address and value not in (element.get("href"), element.get("src"))
    if key in _SPOKEN:
        said = value.lower() if key == "dir" else value
        return (local(element).lower() in _SPEECHLESS and value != "auto") or said not in (
            *tongue(element),
            "auto",
        )
    return key in _TELLING or not (key in QUIET or key.startswith(_SILENT))


def tongue(element: Element) -> tuple[str | None, str | None]:
    """Language and direction of an element."""
    if _SPOKEN.isdisjoint(element.keys()):
        return None, None
    language = element.get(_XML + "lang") or element.get("lang") or element.get("xml:lang") or None
    direction = (element.get("dir") or "").lower()
    return language, direction if direction in ("ltr", "rtl") else None


def role_of(element: Element) -> str | None:
    """The role that the class of an element says: a single class, or the one of several that is a
    known role.
    """
    role = element.get("data-role")
    if role is not None:
        return role or None
    classes = (element.get("class") or "").split()
    if len(classes) == 1:
        return classes[0]
    return next((name for name in classes if name in ROLES), None)


def has_class(element: Element, name: str) -> bool:
    return name in (element.get("class") or "").split()


def is_kept_space(element: Element) -> bool:
    return "preserve" in (element.get(_XML + "space"), element.get("xml:space"))


def number(text: str | None) -> int | None:
    return int(text) if text and len(text) < 19 and _INTEGER.match(text) else None


_INTEGER = re.compile(r"-?[0-9]+\Z", re.ASCII)


def words(element: Element) -> str:
    """The text of an element that becomes one text of the model."""
    if element.keys() and is_kept_space(element):
        return xmlkit.verbatim(element)
    return xmlkit.text(element)

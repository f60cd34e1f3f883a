"""The attributes of elements: which say something, and what the usual ones say."""

from __future__ import annotations

import re

from newsfmt import xmlkit
from newsfmt.xmlkit import Element, local

__all__ = ["QUIET", "has_class", "is_kept_space", "number", "role_of", "telling", "tongue", "words"]

ROLES = frozenset("lead byline affiliation dateline credit caption copyright end-mark note".split())
"""The roles of paragraphs that are known; among several classes, one of these is the role."""
_XML = "{http://www.w3.org/XML/1998/namespace}"
_TELLING_OF: dict[str, frozenset[str]] = {
    "title": frozenset(
        {"a", "img", "image", "video", "audio", "source", "iframe", "object", "embed"}
    ),
    "cite": frozenset({"blockquote"}),
    "datetime": frozenset({"time"}),
    "abbr": frozenset(),
    "summary": frozenset(),
    "longdesc": frozenset(),
    "value": frozenset({"input", "button", "option", "param"}),
}
"""Attributes that say something, each with the elements where a node holds it."""
QUIET = frozenset(
    """accept accesskey action align alink allow allowfullscreen alt archive async autocapitalize
    autocomplete autofocus autoplay axis background bgcolor border cellpadding cellspacing char
    charoff charset checked class classid clear code codebase codetype color cols colspan compact
    content contenteditable controls controlslist coords crossorigin data declare decoding default
    defer dir disabled download draggable enctype face for form frame frameborder headers height
    hidden href hreflang hspace http-equiv id imagesizes imagesrcset inert inputmode integrity is
    ismap itemid itemprop itemref itemscope itemtype kind label lang language link list loading loop
    low marginheight marginwidth max maxlength media method min minlength multiple muted name nohref
    nonce noshade nowrap open optimum part pattern ping placeholder playsinline poster preload
    profile property readonly referrerpolicy rel required rev reversed role rows rowspan rules runat
    sandbox scheme scope scrolling selected shape size sizes slot span spellcheck src srcdoc srclang
    srcset standby start step style tabindex target text translate type typeof usemap valign
    valuetype version vlink vspace width wrap heights layout""".split()
)
"""Attributes that are held, or that say nothing to a reader (HTML Living Standard, HTML 4.01)."""
_SPOKEN = frozenset({"lang", "dir", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang"})
_SILENT = ("data-", "on", "aria-", "xml", "v-", "ng-", "{", "dc:", "about", "resource")


def telling(element: Element) -> list[tuple[str, str]]:
    """The attributes of a known element that say something which no node holds."""
    name = local(element).lower()
    return sorted(
        (key, value)
        for key in map(str, element.keys())
        if _tells(key)
        and name not in _TELLING_OF.get(key, ())
        and (value := (element.get(key) or "").strip())
    )


def _tells(key: str) -> bool:
    """Whether an attribute says something: one of those that no node holds everywhere, or one that
    no standard has.
    """
    return key in _TELLING_OF or not (key in QUIET or key.startswith(_SILENT) or ":" in key)


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

"""Pictures, sound, and what is shown of another address."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import attrs

from newsfmt.article import FrozenMap, Rendition
from newsfmt.body import Embed, Figure, Image, Link, Paragraph, Table, plain
from newsfmt.markup._foreign import markup_of, shown, unheld
from newsfmt.markup._links import is_safe
from newsfmt.markup.html._read.attributes import LAZY, has_class, number, tongue
from newsfmt.markup.html._read.builder import SKIP, Builder, Frame, Picture, content_of
from newsfmt.xmlkit import Element, local

__all__ = ["figcaption", "figure", "foreign", "image", "is_credit", "media", "small"]


def _rendition(
    element: Element, href: str | None, kind: str = "", around: Element | None = None
) -> Rendition:
    """The media file that an element names, with the values of all its attributes; of those around
    it, title and size.
    """
    said: dict[Any, Any] = dict(element.items())
    if around is not None:
        said = {name: around.get(name) for name in ("title", "width", "height")} | said
    extra: dict[str, list[str]] = {}
    if packed := said.get("data-extra"):
        for key, value in parse_qsl(packed, keep_blank_values=True):
            extra.setdefault(key, []).append(value)
    if alt := said.get("alt"):
        extra["html:alt"] = [alt]
    mime = said.get("data-media-type") or said.get("type") or None
    if kind and not (mime or "").startswith(kind + "/"):
        extra["html:element"] = [kind]
    for name in ("width", "height"):
        size = said.get(name)
        if size and number(size) is None:
            extra[f"html:{name}"] = [size]
    return Rendition(
        name=_word(said.get("data-name")), href=_word(href), mime_type=_word(mime), width=number(said.get("width")),
        height=number(said.get("height")), size=number(said.get("data-size")), duration=_seconds(said.get("data-duration")),
        title=_word(said.get("title")), format=_word(said.get("data-format")),
        extra=FrozenMap((key, tuple(values)) for key, values in extra.items()),
    )  # fmt: skip


def _word(text: str | None) -> str | None:
    return (plain(text) or None) if text else None


def _seconds(text: str | None) -> float | None:
    try:
        return float(text) if text and len(text) < 40 else None
    except ValueError:
        return None


def image(builder: Builder, element: Element) -> Any:
    href = builder.address(element, _source(builder, element))
    image = Image(href or "", element.get("alt") or "")
    frame = builder.frames[-1]
    if not builder.closed and (flow := builder.flow()).kind == "figure":
        picture = _rendition(element, href)
        for around in reversed(builder.frames[builder.frames.index(flow) + 1 :]):
            if isinstance(around.make, partial) and around.make.func is Link:
                picture = attrs.evolve(
                    picture,
                    extra=FrozenMap(
                        {**picture.extra, "html:link": (around.make.keywords["href"],)}
                    ),
                )
                builder.left_out(around.element, "title rel")
                around.spilled = True
        flow.data["media"].append(picture)
    elif frame.flow and frame.kind != "cell" and not builder.closed:
        builder.put(Picture(element, image, _rendition(element, href)))
    else:
        builder.left_out(element, "title")
        builder.put(image)
    return SKIP


def _source(builder: Builder, element: Element) -> str | None:
    """The address of what an element shows: the one that a script is to load, before a placeholder;
    without any, the first of several sizes.
    """
    href = element.get("src")
    lazy = next((said for name in LAZY if "/" in (said := element.get(name) or "")), None)
    if lazy and lazy != href and is_safe(lazy):
        others = [name for name in ("src", *LAZY) if _is_another(element.get(name), lazy)]
        builder.left_out(element, " ".join(others))
        return lazy
    if href:
        return href
    sizes = (element.get("srcset") or element.get("data-srcset") or "").split()
    return sizes[0].rstrip(",") if sizes else href


def _is_another(href: str | None, lazy: str) -> bool:
    return bool(href) and href not in (lazy, "about:blank") and is_safe(href or "")


def media(builder: Builder, element: Element) -> Any:
    if builder.closed:
        builder.discarded(element)
        return SKIP
    kind = local(element).lower().removeprefix("amp-")
    sources = list(element.iter("{*}source"))
    found = [
        _rendition(part, builder.address(part, part.get("src")), kind, element) for part in sources
    ]
    for track in element.iter("{*}track"):
        builder.left_out(track, "src kind srclang label")
    if element.get("src") or not sources:
        found.insert(0, _rendition(element, builder.address(element, element.get("src")), kind))
    if poster := builder.address(element, element.get("poster")):
        found.append(Rendition(name="poster", href=poster))
    flow = builder.flow()
    if flow.kind == "figure":
        flow.data["media"].extend(found)
    else:
        builder.spill()
        is_normal = all(file.href for file in found)
        builder.add(Figure(tuple(found), (), None, None, *tongue(element)), normal=is_normal)
    return SKIP


def figure(builder: Builder, element: Element) -> Any:
    def close(frame: Frame) -> None:
        media, caption, credit = frame.data["media"], frame.data["caption"], frame.data["credit"]
        association = element.get("data-association")
        blocks = []
        for block in frame.blocks:
            if type(block) is Figure and block == Figure(block.media):
                media.extend(block.media)
            else:
                blocks.append(block)
        if media or association is not None or not blocks:
            is_normal = bool(media) and all(file.href for file in media) and _word(credit) == credit
            block = Figure(tuple(media), caption, credit, association, *tongue(element))
            builder.add(block, normal=is_normal)
            caption, credit = (), None
        around = builder.flow()
        builder.simple = builder.simple and not caption and not credit
        if (
            caption
            and len(blocks) == 1
            and type(blocks[0]) is Table
            and blocks[0].caption is None
            and len(caption) == 1
            and type(caption[0]) is str
        ):
            blocks, caption = [attrs.evolve(blocks[0], caption=caption[0])], ()
        around.blocks.extend(blocks)
        if caption:
            around.blocks.append(Paragraph(caption, "caption"))
        if credit:
            around.blocks.append(Paragraph((credit,), "credit"))

    frame = builder.open(element, close, "figure", flow=True)
    if type(frame) is Frame:
        frame.data = {"media": [], "caption": (), "credit": None}
    return frame


def figcaption(builder: Builder, element: Element) -> Any:
    def close(frame: Frame) -> None:
        around = builder.flow()
        builder.simple = False
        content = content_of(frame.inline, frame.wraps)
        if around.kind == "figure" and not around.data["caption"]:
            around.data["caption"] = content
            if not around.data["credit"]:
                around.data["credit"] = frame.data.get("credit")
        elif content:
            around.blocks.append(Paragraph(content, "caption"))

    frame = builder.open(element, close, "figcaption", closed=True)
    if type(frame) is Frame:
        frame.data = {}
    return frame


def is_credit(builder: Builder, element: Element) -> bool:
    """Whether an element is the credit in the caption of a figure; if so it is taken."""
    if (
        not element.keys()
        or not has_class(element, "credit")
        or element.get("data-role") is not None
    ):
        return False
    frame = builder.frames[-1]
    if frame.kind in ("figure", "figcaption") and not frame.data.get("credit"):
        frame.data["credit"] = builder.words(element)
        return True
    return False


def small(builder: Builder, element: Element) -> Any:
    return SKIP if is_credit(builder, element) else None


def foreign(builder: Builder, element: Element) -> Any:
    """iframe, object, embed: what is shown there is named, not fetched; one that says more is kept
    as it is.
    """
    name = local(element).lower().removeprefix("amp-")
    is_object = name in ("object", "applet")
    href = element.get("data") if name == "object" else _source(builder, element)
    href = builder.address(element, href)
    parts = [*element.iter("{*}param", "{*}embed")] if is_object else []
    if builder.closed or not (href or parts):
        if not is_object:
            builder.discarded(element)
            return SKIP
        if left := unheld(element):
            builder.ignored(element, f"its content is kept, not {shown(left)}")
        return builder.part(element)
    builder.spill()
    if parts:
        said = [part.get("src") or part.get("value") or "" for part in parts]
        href = href or next((one for one in said if "/" in one and is_safe(one)), None)
        builder.add(Embed("text/html", markup_of(element), href, *tongue(element)))
        return SKIP
    kind = element.get("type") or ("text/html" if name == "iframe" else None)
    builder.add(Embed(kind, None, href, *tongue(element)), normal=True)
    return SKIP

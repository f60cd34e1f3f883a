"""Shortcodes of WordPress: a text comes in, HTML that says the same goes out.

Known ones become figures, embeds and media. Any other with attributes that stands alone is kept as
an embed of the type ``text/x-shortcode``; in a line it is text: ``[ordet]`` is a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from newsfmt_web.wxr.site import Site

__all__ = ["expanded"]

_ATTRIBUTES = r"(?:[^\[\]\"']|\"[^\"\[\]]*+\"|'[^'\[\]]*+')*+"
_CAPTION = re.compile(
    rf"\[(?:wp_)?caption(\s{_ATTRIBUTES})?\]((?:[^\[]|\[(?!(?:wp_)?caption[\s\]])){{0,4096}}?)\[/(?:wp_)?caption\]",
    re.S | re.I,
)
_CLOSING = "caption]"
_EMBED = re.compile(r"\[embed(?:\s[^\[\]]*+)?\]\s*+([^\s\[\]]++)\s*+\[/embed\]", re.I)
_ANY = re.compile(rf"\[([a-zA-Z][\w-]{{1,60}})((?:\s|=){_ATTRIBUTES})?(/?)\](?:\[/\1\])?")
_PAIR = re.compile(r"(?<![\w-])([\w-]{1,60}+)\s*+=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'\]]+))")
_IMAGE = re.compile(r"\s*((?:<a\s[^<>]*>\s*)?<img\s[^<>]*>(?:\s*</a>)?)", re.I)
_ADDRESS = re.compile(r"https?://[^\s\"'<>\]]+")
_PLAYERS = frozenset(
    "youtube youtubevideo vimeo dailymotion tweet twitter instagram facebook soundcloud spotify ted "
    "tiktok flickr scribd slideshare googlemaps wpvideo videopress playlist bandcamp gist".split()
)
_MEDIA = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv", "flv")


def expanded(text: str, site: Site) -> str:
    """Return a text with its shortcodes as HTML."""
    if "[" not in text:
        return text
    end = text.rfind(_CLOSING) + len(_CLOSING) if "/" in text and _CLOSING in text else 0
    text = _CAPTION.sub(_caption, text[:end]) + text[end:]
    text = _EMBED.sub(lambda match: _embed(match[1]), text)
    return _ANY.sub(lambda match: _other(match, site), text)


def _pairs(text: str | None) -> dict[str, str]:
    return {
        match[1].lower(): match[2] or match[3] or match[4] or ""
        for match in _PAIR.finditer(text or "")
    }


def _caption(match: re.Match[str]) -> str:
    """``[caption]``: an image, perhaps in a link, and its caption behind it or in an attribute."""
    image = _IMAGE.match(match[2])
    words = match[2][image.end() :].strip() if image else match[2].strip()
    words = words or _pairs(match[1]).get("caption", "")
    inside = f"<figcaption>{words}</figcaption>" if words else ""
    return f"\n\n<figure>{image[1] if image else ''}{inside}</figure>\n\n"


def _embed(address: str) -> str:
    return f'\n\n<embed src="{escape(address)}"></embed>\n\n'


def _other(match: re.Match[str], site: Site) -> str:
    name, pairs = match[1].lower(), _pairs(match[2])
    text = match[0]
    if name == "gallery":
        return _gallery(text, pairs, site)
    if name in ("audio", "video"):
        address = next((pairs[key] for key in _MEDIA if pairs.get(key)), None)
        if address:
            return f'\n\n<figure><{name} src="{escape(address)}"></{name}></figure>\n\n'
    if name in _PLAYERS and (found := _ADDRESS.search(text)):
        return _embed(found[0].rstrip("/") if text.endswith("/]") else found[0])
    if pairs and _alone(match):
        return _kept(text)
    return text


def _alone(match: re.Match[str]) -> bool:
    before = match.string[: match.start()].rstrip(" \t")[-1:]
    behind = match.string[match.end() :].lstrip(" \t")[:1]
    return before in ("", "\n", ">") and behind in ("", "\n", "<")


def _kept(text: str) -> str:
    return f'\n\n<pre class="embed" data-media-type="text/x-shortcode">{escape(text, quote=False)}</pre>\n\n'


def _gallery(text: str, pairs: Mapping[str, str], site: Site) -> str:
    """``[gallery ids=…]``: a figure with the pictures and their captions; without ids those that
    hang on the post.
    """
    named = pairs.get("ids") or pairs.get("include")
    ids = named.split(",") if named else site.own
    files = [site.attachments[key.strip()] for key in ids if key.strip() in site.attachments]
    pictures = [file for file in files if named or file.type == "picture"]
    if not pictures:
        return _kept(text)
    images = "".join(
        f'<img src="{escape(picture.address)}" alt="{escape(picture.alt or "")}">'
        for picture in pictures
    )
    words = "<br>".join(escape(picture.caption) for picture in pictures if picture.caption)
    inside = f"<figcaption>{words}</figcaption>" if words else ""
    return f"\n\n<figure>{images}{inside}</figure>\n\n"

"""What a format's reader leaves out by rule: places of an input whose value changes no Article,
each with a reason.

A format declares them as :attr:`Format.drops <newsfmt.format.Format.drops>`. The conformance kit
changes every other value of a sample and expects the Article or a diagnostic to change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import attrs

__all__ = ["HTML", "NITF", "XML", "Dropped", "inside"]


@attrs.frozen
class Dropped:
    """A kind of value that a format's reader leaves out by rule.

    >>> Dropped("table/@width", "presentation").covers("html/body/table/@width")
    True
    """

    place: str
    """The last steps of the path to the value: ``table/@width``, ``@id|@class``, ``comment()``. A
    ``*`` is any part of a step, ``**`` any number of steps; JSON keys are steps, list indices
    are not.
    """
    reason: str
    """Why nobody who reads the article misses it, in a line."""

    def covers(self, path: str) -> bool:
        """Return whether the value at a path (``html/body/table/@width``) is of this kind."""
        return _pattern(self.place).fullmatch(path) is not None


@lru_cache(maxsize=1024)
def _pattern(place: str) -> re.Pattern[str]:
    inner = "/".join(map(_step, place.split("/"))).replace("(?:.*)/", "(?:.*/)?")
    return re.compile(f"(?:.*/)?{inner}")


def _step(step: str) -> str:
    """The pattern of a step, which has alternatives."""
    if step == "**":
        return "(?:.*)"
    names = (re.escape(name).replace(r"\*", "[^/]*") for name in step.split("|"))
    return f"(?:{'|'.join(names)})"


def inside(outer: str, rules: Iterable[Dropped]) -> tuple[Dropped, ...]:
    """Return rules for the places anywhere below an element or key.

    >>> [rule] = inside("html", [Dropped("@class", "presentation")])
    >>> rule.covers("body/html/p/@class"), rule.covers("body/p/@class")
    (True, False)
    """
    return tuple(Dropped(f"{outer}/**/{rule.place}", rule.reason) for rule in rules)


XML = (
    Dropped("comment()", "a note of who made the file, no part of the document"),
    Dropped("processing-instruction()", "an instruction to software, such as a style sheet"),
    Dropped("@schemaLocation", "where software finds the schema"),
    Dropped("@noNamespaceSchemaLocation", "where software finds the schema"),
)
"""What every format in XML leaves out."""

HTML = (
    Dropped("comment()", "a note of who made the page"),
    Dropped(
        "@class|@style|@*align|@border|@cellpadding|@cellspacing|@*color|@face|@nowrap|@clear"
        "|@hspace|@vspace|@frame|@rules",
        "presentation",
    ),
    Dropped("font|hr|basefont|ol|ul|li|style|script|input|button/@size|@type", "presentation"),
    Dropped("table|tr|td|th|col|colgroup|hr|p|div|figure/@width|@height", "presentation"),
    Dropped("@id", "a name inside of the page"),
    Dropped("a|form|input|map|iframe/@name", "a name inside of the page"),
    Dropped(
        "@allow|@sandbox|@frameborder|@scrolling|@target|@data-*|@on*|@aria-*|@tabindex|@loading|@contenteditable",
        "for scripts and browsers",
    ),
    Dropped(
        "@itemprop|@itemscope|@itemtype|@itemid|@property|@typeof|@vocab|@prefix|@about|@resource",
        "microdata, what a search engine is to take a text for",
    ),
    Dropped("@role|@slot|@layout|@placeholder|@fallback|@background", "presentation"),
    Dropped(
        "@open|@hidden|@controls|@async|@defer|@autoplay|@loop|@muted|@compact|@noshade",
        "a switch, which says nothing but that it is there",
    ),
    Dropped("a/@download|@ping|@hreflang|@type", "what a browser is to do with a link"),
    Dropped("@srcset|@sizes|@media|@usemap", "other sizes of a picture, and its map"),
    Dropped("picture/source/@*", "other sizes and kinds of the same picture"),
    Dropped("img|*-*|iframe|object|embed|applet|video|audio|svg/@width|@height", "presentation"),
    Dropped("area|a/@shape|@coords", "where in a picture a link lies"),
    Dropped("th|td|col|colgroup/@scope|@headers|@axis|@span", "for screen readers and layout"),
    Dropped("svg/**/@*", "the geometry of a drawing, whose words are reported"),
    Dropped("rp/text()", "parentheses around a reading, for browsers without ruby"),
    Dropped("link/@*", "style sheets and icons"),
    Dropped("style/text()", "presentation"),
    Dropped(
        "script/text()|@async|@defer|@charset|@type|@*origin|@integrity",
        "a program, which is reported with its address",
    ),
    *(
        Dropped(f"{control}/**", "a control, in which nobody writes here; it is reported")
        for control in "input select option textarea button datalist canvas template frameset".split()
    ),
    Dropped("form|label|output/@action|@method|@for", "for controls"),
    *(
        Dropped(place, "what is shown where a file cannot be shown")
        for place in (
            "video|audio|amp-video|amp-audio|iframe|object/text()",
            "video|audio|amp-video|amp-audio|iframe/a|p|div/**",
            "amp-img|amp-anim|amp-iframe/noscript|img|amp-img/**",
        )
    ),
    Dropped("head/title/text()", "the title of the window; the headline has a place of its own"),
    Dropped("meta/@charset|@http-equiv", "the encoding, which is read from the bytes"),
)
"""What a body in HTML leaves out."""
NITF = (
    Dropped("nitf/@version|@change.date|@change.time", "the version of the standard"),
    Dropped("@id", "a name inside the document, for software"),
    Dropped("p/@class", "a class that names no role of a paragraph is a matter of style"),
    Dropped(
        "a|bq|body|caption|col|colgroup|credit|dateline|dd|dl|dt|em|hl1|hl2|li|media|media-*"
        "|name.family|name.given"
        "|object.title|ol|q|sub|sup|table|tbody|td|tfoot|th|thead|tr|ul/@class",
        "a class that newsfmt does not write itself is a matter of style",
    ),
    Dropped("@md", "the checksum of a file, for software"),
    Dropped("hr|li|ul/@src|@dingbat", "the picture of a bullet or rule, presentation"),
    Dropped("@style|@align|@valign|@char|@charoff", "presentation"),
    Dropped("ol|ul/@compact|@wrap|@plain", "presentation"),
    Dropped("table/@border|@cellpadding|@cellspacing|@frame|@rules|@cols", "presentation"),
    Dropped("table|tr|td|th|col|colgroup/@width|@height|@span|@nowrap", "presentation"),
    Dropped("bq/@nowrap", "presentation"),
    Dropped("body/@background", "presentation"),
    Dropped("img|image|iframe|object|embed/@width|@height", "presentation"),
    Dropped("font/@size|@color|@face", "presentation"),
    Dropped(
        "h1|h2|h3|h4|h5|h6|i|b|u|s|cite|dfn|var|strong|code|kbd|tt|samp|ins|strike|blockquote|img"
        "|abbr|acronym|small|big|div|section|article|center|header|footer|main|address/@class",
        "the classes of web pages are a matter of style",
    ),
)
"""What NITF leaves out, be it a document or a body."""

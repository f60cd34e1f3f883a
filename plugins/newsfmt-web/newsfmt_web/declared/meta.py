"""The mapping of meta elements: for each name, in the order in which they count, the field that it
fills. Open Graph, ``article:``, Dublin Core, Parsely, Sailthru, Twitter and the names of HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from newsfmt.article import Article, Association, Concept, Party, Rendition
from newsfmt_web import dates
from newsfmt_web.declared.page import Page
from newsfmt_web.items import whole_number

__all__ = ["metas", "pictures", "read"]

Metas = dict[str, list[str]]
"""Contents by name, in lower case, Dublin Core's with a colon."""
Row = Callable[[Page, str, list[str]], None]


def metas(elements: Iterable[tuple[str, str]]) -> Metas:
    """Return the contents of meta elements by their names.

    >>> metas([("DC.Creator", "Runa Vik"), ("og:title", "Ferry")])
    {'dc:creator': ['Runa Vik'], 'og:title': ['Ferry']}
    """
    found: Metas = {}
    for name, content in elements:
        key = name.strip().lower()
        for prefix in ("dcterms.", "dc."):
            if key.startswith(prefix):
                key = key.replace(".", ":", 1)
        if content.strip():
            found.setdefault(key, []).append(content.strip())
    return found


def pictures(elements: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Return what Open Graph says of each picture: its address under ``url``, and the properties
    that stand behind it, or before the first one.

    >>> pictures([("og:image", "a.jpg"), ("og:image:alt", "A"), ("og:image", "b.jpg")])
    [{'url': 'a.jpg', 'alt': 'A'}, {'url': 'b.jpg'}]
    """
    found: list[dict[str, str]] = []
    early: dict[str, str] = {}
    for name, content in elements:
        key, content = name.strip().lower(), content.strip()
        part = "url" if key == "og:image" else key.removeprefix("og:image:")
        if not content or part == key:
            continue
        if part == "url" and (not found or found[-1]["url"] != content):
            found.append({"url": content, **early})
            early = {}
        elif found:
            found[-1].setdefault(part, content)
        else:
            early[part] = content
    return found


def read(page: Page, found: Metas, files: Iterable[Mapping[str, str]]) -> None:
    """Read what meta elements say, in the order of the table, and of the pictures of Open Graph;
    others say nothing of an article.
    """
    for key, row in _ROWS.items():
        if key in found:
            row(page, key, found[key])
    if not page.is_set("associations"):
        _pictures(page, files or _others(found))


# ---- rows
# ------------------------------------------------------------


def _source(key: str) -> str:
    return f"meta:{key}"


def _field(field: str, page: Page, key: str, values: list[str]) -> None:
    for value in values:
        page.say(field, page.line(value), _source(key), key)


def _headline(page: Page, key: str, values: list[str]) -> None:
    page.headline(page.line(values[0]), _source(key), key.partition(":")[0])


def _date(field: str, page: Page, key: str, values: list[str]) -> None:
    for value in values:
        page.say(field, dates.gathered(page, key, value), _source(key), key)


def _address(page: Page, key: str, values: list[str]) -> None:
    page.say("url", page.address(values[0], key), _source(key), key)


def _people(page: Page, key: str, values: list[str]) -> None:
    for value in values:
        name = page.line(value)
        if name.lower().startswith(("http:", "https:")):
            page.link("author", name, key)
        elif name:
            page.person(Party(name=name), _source(key))


def _terms(field: str, page: Page, key: str, values: list[str]) -> None:
    names = (page.line(value) for value in values)
    page.members(field, (Concept(name=name) for name in names if name), _source(key))


def _keywords(page: Page, key: str, values: list[str]) -> None:
    words = [page.line(word) for value in values for word in value.replace(";", ",").split(",")]
    page.members("keywords", [word for word in words if word], _source(key))


def _locale(page: Page, key: str, values: list[str]) -> None:
    page.say("language", values[0].replace("_", "-"), _source(key), key)


def _site(page: Page, key: str, values: list[str]) -> None:
    for value in values:
        page.add_new("services", Concept(name=page.line(value)))


def _kept(page: Page, key: str, values: list[str]) -> None:
    for value in values:
        page.keep(key, value)


def _pictures(page: Page, files: Iterable[Mapping[str, str]]) -> None:
    """Pictures of Open Graph, or of others, where no better source has one."""
    for file in files:
        if address := page.address(file["url"], "og:image"):
            rendition = Rendition(
                href=address,
                mime_type=file.get("type"),
                width=whole_number(file.get("width")),
                height=whole_number(file.get("height")),
            )
            item = Article(type="picture", renditions=(rendition,), summary=file.get("alt"))
            medium = Association(rel="image", href=address, item=item)
            page.picture(medium, _source("og:image"))


def _others(found: Metas) -> list[dict[str, str]]:
    """The picture that others name."""
    for key in ("twitter:image", "twitter:image:src", "parsely-image-url"):
        if key in found:
            return [{"url": href} for href in found[key]]
    return []


_PUBLISHED = partial(_date, "published")
_UPDATED = partial(_date, "updated")
_SUMMARY = partial(_field, "summary")
_ROWS: dict[str, Row] = {
    "og:title": _headline,
    "dc:title": _headline,
    "parsely-title": _headline,
    "sailthru.title": _headline,
    "twitter:title": _headline,
    "og:url": _address,
    "parsely-link": _address,
    "article:published_time": _PUBLISHED,
    "og:article:published_time": _PUBLISHED,
    "dc:date.issued": _PUBLISHED,
    "dcterms:issued": _PUBLISHED,
    "dc:date": _PUBLISHED,
    "parsely-pub-date": _PUBLISHED,
    "sailthru.date": _PUBLISHED,
    "date": _PUBLISHED,
    "pubdate": _PUBLISHED,
    "publish-date": _PUBLISHED,
    "article:modified_time": _UPDATED,
    "og:updated_time": _UPDATED,
    "dcterms:modified": _UPDATED,
    "dc:date.modified": _UPDATED,
    "last-modified": _UPDATED,
    "dcterms:created": partial(_date, "created"),
    "article:expiration_time": partial(_date, "expires"),
    "author": _people,
    "article:author": _people,
    "dc:creator": _people,
    "dcterms:creator": _people,
    "parsely-author": _people,
    "sailthru.author": _people,
    "og:description": _SUMMARY,
    "description": _SUMMARY,
    "dc:description": _SUMMARY,
    "sailthru.description": _SUMMARY,
    "twitter:description": _SUMMARY,
    "article:section": partial(_terms, "categories"),
    "parsely-section": partial(_terms, "categories"),
    "article:tag": _keywords,
    "news_keywords": _keywords,
    "keywords": _keywords,
    "parsely-tags": _keywords,
    "sailthru.tags": _keywords,
    "dc:subject": _keywords,
    "dcterms:subject": _keywords,
    "og:site_name": _site,
    "og:locale": _locale,
    "dc:language": partial(_field, "language"),
    "dc:publisher": lambda page, key, values: page.say(
        "provider", Party(name=page.line(values[0])), _source(key), key
    ),
    "dc:rights": partial(_field, "rights.notice"),
    "copyright": partial(_field, "rights.notice"),
    "dc:identifier": _kept,
    "article:content_tier": _kept,
    "tdm-reservation": partial(_field, "rights.data_mining"),
}
"""Names in the order in which they count."""

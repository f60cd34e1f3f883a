"""The feed around its items: the nodes of its head come in, what items inherit goes out.

Every item gets the feed as its service; language, rights and provider go to items that say none,
and to the service's ``extra`` for those that do. The feed's own dates and what is for programs that
fetch it are no part of any article and are left out (``DROPPED``).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import attrs

from newsfmt.addresses import is_absolute
from newsfmt.article import Concept, Party

__all__ = ["DERIVED", "INHERITED", "OWN_ID", "Feed"]

DERIVED = "urn:newsfmt:derived"
"""The scheme of a category that names what newsfmt derived, and drops when it reads it."""
OWN_ID = "urn:newsfmt:id"
"""The scheme of a category that holds an identifier which Atom cannot have as its own."""
INHERITED = ("language", "rights", "provider")


@attrs.define
class Feed:
    """What a feed says of itself."""

    prefix: str
    """What stands before the keys of ``extra``."""
    title: str | None = None
    link: str | None = None
    """Its page, absolute where a base is known."""
    other_link: str | None = None
    """Its page in another type than HTML, which counts where it has none in HTML."""
    id: str | None = None
    base: str | None = None
    """What relative addresses are resolved against where the document does not say."""
    language: str | None = None
    rights: str | None = None
    provider: str | None = None
    authors: tuple[Party, ...] = ()
    """Authors that items without any inherit."""
    author_texts: tuple[str, ...] = ()
    """The same as the feed has them, for items that do not."""
    derived: frozenset[str] = frozenset()
    """What newsfmt derived when it wrote the feed."""
    extra: defaultdict[str, list[str]] = attrs.field(factory=lambda: defaultdict(list))
    _services: dict[tuple[str, ...], tuple[Concept, ...]] = attrs.field(factory=dict)

    def keep(self, name: str, text: str | None) -> None:
        """Keep what the feed says and no field takes."""
        if text:
            self.extra[f"{self.prefix}{name}"].append(text)

    def settle(self, language: str | None) -> None:
        """Complete what items take of the feed, once its head is read: what newsfmt derived goes,
        its page is the base where no other is known, ``language`` is that of the caller.
        """
        self.link = self.link or self.other_link
        for name in self.derived & {"title", "link", "id"}:
            setattr(self, name, None)
        if "author" in self.derived:
            self.authors = ()
        if self.base is None and self.link and is_absolute(self.link):
            self.base = self.link
        if self.language is None:
            self.language = language

    def services(self, own: tuple[str, ...]) -> tuple[Concept, ...]:
        """Return the feed as the service of an item that says these of :data:`INHERITED` itself;
        the same object for all such items.
        """
        services = self._services.get(own)
        if services is None:
            extra = {key: tuple(texts) for key, texts in self.extra.items()}
            for name in own:
                if name == "author" and self.author_texts:
                    extra[f"{self.prefix}author"] = self.author_texts
                elif name != "author" and (value := getattr(self, name)):
                    extra[f"{self.prefix}{name}"] = (value,)
            fields: dict[str, Any] = {"name": self.title, "uri": self.link, "literal": self.id}
            said = any(fields.values()) or extra
            services = self._services[own] = (Concept(**fields, extra=extra),) if said else ()
        return services

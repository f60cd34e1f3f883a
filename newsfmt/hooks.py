"""The one hook of newsfmt: a plugin says which formats it provides; and what of the interface goes,
said two minor releases before it does.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import pluggy

from newsfmt.format import Format

__all__ = [
    "DEPRECATED",
    "PROJECT",
    "Deprecation",
    "NewsfmtDeprecationWarning",
    "hookimpl",
    "hookspec",
    "newsfmt_formats",
]

PROJECT = "newsfmt"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a plugin's implementation of the hook."""


@hookspec
def newsfmt_formats() -> Iterable[Format]:  # type: ignore[empty-body]
    """Return the formats this plugin provides, a list of them or a single one. Called once, when
    the plugin is loaded.
    """


class NewsfmtDeprecationWarning(DeprecationWarning):
    """A plugin uses what will go: the message names the plugin, its distribution, the release and
    what takes its place.

    Raised as a warning at the plugin's own file, once, when the plugin is loaded; ``newsfmt plugins
    list`` shows it too.
    """


@attrs.frozen(kw_only=True)
class Deprecation:
    """A field of :class:`~newsfmt.format.Format` that goes (the hook has no arguments, so none of
    it can).

    >>> Deprecation(what="Format.spec", since="0.3", until="0.5", instead="the page of the format").sentence
    'Format.spec is deprecated since newsfmt 0.3 and goes in 0.5; use the page of the format'
    """

    what: str
    """``Format.<field>``."""
    since: str
    """The first release that warns."""
    until: str
    """The release it is gone in, two minor ones later."""
    instead: str
    """What to use in its place."""

    @property
    def sentence(self) -> str:
        """What is said of it."""
        return f"{self.what} is deprecated since newsfmt {self.since} and goes in {self.until}; use {self.instead}"


DEPRECATED: tuple[Deprecation, ...] = ()
"""What goes; nothing yet."""

"""The one hook of newsfmt, by which a plugin provides its formats; and the deprecations of the
interface, announced two minor releases ahead.
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
    """A plugin uses a deprecated feature: the message names the plugin, its distribution, the
    release and the replacement.

    It is a warning at the plugin's own file, given once, when the plugin is loaded; ``newsfmt
    plugins list`` shows it too.
    """


@attrs.frozen(kw_only=True)
class Deprecation:
    """A field of :class:`~newsfmt.format.Format` that will be removed (the hook has no arguments to
    remove).

    >>> Deprecation(what="Format.spec", since="0.3", until="0.5", instead="the page of the format").sentence
    'Format.spec is deprecated since newsfmt 0.3 and goes in 0.5; use the page of the format'
    """

    what: str
    """``Format.<field>``."""
    since: str
    """The first release that warns."""
    until: str
    """The release that removes it, two minor releases later."""
    instead: str
    """The replacement."""

    @property
    def sentence(self) -> str:
        """The message."""
        return f"{self.what} is deprecated since newsfmt {self.since} and goes in {self.until}; use {self.instead}"


DEPRECATED: tuple[Deprecation, ...] = ()
"""The deprecated fields; none yet."""

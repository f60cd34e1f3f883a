"""The one hook of newsfmt, by which a plugin provides its formats."""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from newsfmt.format import Format

__all__ = [
    "PROJECT",
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

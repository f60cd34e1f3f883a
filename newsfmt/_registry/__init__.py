"""The registry of formats: built-ins and plugins through one pluggy hook, each loaded and called
separately, so that none can stop the others.

Built-ins come first and their names are reserved. Entry points (group ``newsfmt``) are scanned only
for a name that no built-in has, for detection, and for a list. A plugin that fails is a
:class:`Plugin` record with the reason, never a crash.
"""

from __future__ import annotations

import fnmatch
import importlib
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from types import MappingProxyType, ModuleType
from typing import Any, TypeVar

import attrs
import pluggy

from newsfmt import hooks
from newsfmt._registry._calls import Surroundings, Timed, line, tracing
from newsfmt._registry._installed import installed
from newsfmt.diagnostics import CODES, Diagnostic, Report
from newsfmt.errors import (
    CannotReadError,
    CannotWriteError,
    FormatError,
    PluginError,
    UnknownFormatError,
    did_you_mean,
)
from newsfmt.format import Aligner, Format, Parser, Serializer, Splitter, Validator
from newsfmt.head import Confidence, Head

__all__ = [
    "BUILTINS",
    "DISABLE",
    "ENTRY_POINTS",
    "Plugin",
    "Recipe",
    "Registry",
    "Surroundings",
    "Timed",
    "default_registry",
]

ENTRY_POINTS = "newsfmt"
DISABLE = "NEWSFMT_DISABLE_PLUGINS"
BUILTINS = (
    "dated_text",
    "json",
    "markdown",
    "newsml_g2",
    "newsml_1",
    "nitf",
    "ninjs",
    "table",
    "html_fragment",
)
FAULTS = (Exception, SystemExit)
"""The exceptions of a plugin's code that are contained; a plugin must not end the run."""
T = TypeVar("T")
_LONG = 300
LONGEST_LOOK = 0.1
"""Seconds that a sniffer may take."""
_VERSION = 40
_NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")


def _seconds(fmt: Format, head: Head) -> float:
    """The seconds that a sniffer takes."""
    begun = time.thread_time()
    with suppress(*FAULTS):
        fmt.sniff(head)
    return time.thread_time() - begun


@attrs.define
class Plugin:
    """One plugin: its origin, its formats, its state."""

    name: str
    """Name of its entry point, module or file."""
    distribution: str = ""
    """The distribution it belongs to."""
    version: str = ""
    """Version of the distribution."""
    formats: tuple[str, ...] = ()
    """Names of the formats it provides."""
    status: str = "ok"
    """``ok``, ``failed``, ``disabled`` or ``name taken``."""
    phase: str = ""
    """Where it failed: ``import``, ``hook``, ``formats``, ``sniff``, ``version``, ``split``,
    ``read`` or ``write``.
    """
    error: str = ""
    """Why it failed, or which state of the process it changed."""
    builtin: bool = False
    """Whether it is part of newsfmt."""

    @property
    def label(self) -> str:
        """Name, with the distribution where it says more."""
        return (
            f"{self.name} ({self.distribution} {self.version})".replace(" )", ")")
            if self.distribution
            else self.name
        )

    @property
    def failure(self) -> str:
        """One sentence with the fault, its place, and the responsible code."""
        if self.status == "ok":
            return f"plugin {self.label} misbehaved: {self.error}"
        return f"plugin {self.label} failed in {self.phase}: {self.error}"


@attrs.frozen
class Recipe:
    """The recipe to make an equal registry in another process."""

    files: tuple[str, ...] = ()
    """Plugins that are single files."""
    entry_points: bool = True
    """Whether installed plugins count."""

    def make(self) -> Registry:
        """Return such a registry."""
        return (
            default_registry()
            if self == Recipe()
            else Registry(files=self.files, entry_points=self.entry_points)
        )


class Registry:
    """The known formats. ``Registry()`` has the built-ins and the installed plugins; ``plugins=``
    adds modules or objects with the hook.

    >>> Registry(entry_points=False).get("newsml").name
    'newsml-g2'
    """

    def __init__(
        self,
        plugins: Iterable[object] = (),
        *,
        files: Iterable[str | os.PathLike[str]] = (),
        builtins: bool = True,
        entry_points: bool = True,
    ) -> None:
        plugins, files = list(plugins), list(files)
        self.recipe: Recipe | None = (
            Recipe(tuple(str(path) for path in files), entry_points)
            if builtins and not plugins
            else None
        )
        """The recipe to make an equal registry; None where modules or objects were given."""
        self._manager = pluggy.PluginManager(hooks.PROJECT)
        self._manager.add_hookspecs(hooks)
        self._lock = threading.RLock()
        self._formats: dict[str, Format] = {}
        self._names: dict[str, str] = {}
        self._owners: dict[str, Plugin] = {}
        self._functions: dict[str, Any] = {}
        self._plugins: list[Plugin] = []
        self._failures: list[Plugin] = []
        self.foreign: frozenset[str] = frozenset()
        """Names of the formats of plugins."""
        self.tracing = tracing()
        """Whether calls of plugins' code are traced."""
        self._scanned = not entry_points
        self._disabled = [
            name.strip() for name in os.environ.get(DISABLE, "").split(",") if name.strip()
        ]
        if builtins:
            for module in BUILTINS:
                self._load(
                    Plugin(module.replace("_", "-"), "newsfmt", builtin=True),
                    partial(_builtin, module),
                )
        for plugin in plugins:
            self.add(plugin)
        for path in files:
            self._load(Plugin(str(path)), partial(_module_from, path), strict=True)

    # -- asking

    def get(self, name: str) -> Format:
        """Return the format of that name or alias. Raises UnknownFormatError with the nearest name
        and any plugin that failed.
        """
        key = name.strip().lower()
        if key not in self._names:
            self._scan()
        if key not in self._names:
            raise UnknownFormatError(self._unknown(name))
        return self._formats[self._names[key]]

    def formats(self) -> Mapping[str, Format]:
        """Return every format by name, built-ins first, plugins by distribution."""
        self._scan()
        return MappingProxyType(self._formats)

    def plugins(self) -> tuple[Plugin, ...]:
        """Return a record of every plugin, those that failed or are disabled too."""
        self._scan()
        return tuple(self._plugins)

    def owner(self, name: str) -> Plugin:
        """Return the plugin that provides the format of that name."""
        return self._owners[self.get(name).name]

    def of_file(self, path: str) -> Plugin:
        """Return the plugin that was loaded from a file given to this registry."""
        return next(plugin for plugin in self._plugins if plugin.name == path)

    def parser(self, fmt: Format) -> Parser:
        """Return the format's parser, imported now if need be. Raises CannotReadError, or
        PluginError with the blame.
        """
        if fmt.read is None:
            raise CannotReadError(
                f"{fmt.name} can be written but not read; newsfmt formats lists those that are read"
            )
        return self._resolve(fmt, fmt.read, "read")  # type: ignore[no-any-return]

    def serializer(self, fmt: Format) -> Serializer:
        """Return the format's serializer, imported now if need be. Raises CannotWriteError, or
        PluginError with the blame.
        """
        if fmt.write is None:
            raise CannotWriteError(
                f"{fmt.name} can be read but not written; newsfmt formats lists those that are written"
            )
        return self._resolve(fmt, fmt.write, "write")  # type: ignore[no-any-return]

    def validator(self, fmt: Format) -> Validator:
        """Return the format's validator, imported now if need be. Raises FormatError, or
        PluginError with the blame.
        """
        if fmt.validate is None:
            raise FormatError(f"{fmt.name} has no schema to check it against")
        return self._resolve(fmt, fmt.validate, "validate")  # type: ignore[no-any-return]

    def splitter(self, fmt: Format) -> Splitter | None:
        """Return the format's splitter for large inputs, if it has one. Raises PluginError with the
        blame.
        """
        return None if fmt.split is None else self._resolve(fmt, fmt.split, "split")

    def aligner(self, fmt: Format) -> Aligner | None:
        """Return what finds the articles of the format between two byte offsets, if there is such a
        thing. Raises PluginError with the blame.
        """
        return None if fmt.align is None else self._resolve(fmt, fmt.align, "align")

    def blame(self, fmt: Format, phase: str, error: BaseException) -> PluginError:
        """Return the PluginError for an exception of a format's own code, which is its cause."""
        owner = self._owners.get(fmt.name) or Plugin("unregistered")
        reason = _reason(error)
        what = "newsfmt" if owner.builtin else f"plugin {owner.label}"
        failure = PluginError(
            f"{what} failed in {phase} of {fmt.name}: {reason}; "
            "this is a fault of the format's code, not of the input",
            plugin=owner.name, distribution=owner.distribution, phase=phase,
        )  # fmt: skip
        failure.__cause__ = error
        return failure

    def version(self, fmt: Format, head: Head) -> str:
        """Return the version of its standard that an input states, as printable text; empty if it
        states none or the format's code fails.
        """
        if fmt.version is None:
            return ""
        try:
            found = fmt.version(head) or ""
            if not isinstance(found, str):
                raise TypeError(f"it gave {type(found).__name__}, not a text")
        except FAULTS as error:
            self._looked_in_vain(fmt, "version", error)
            return ""
        return " ".join(found.split())[:_VERSION]

    def sniff(self, fmt: Format, head: Head) -> Confidence:
        """Return the answer of a sniffer, and trace the call on request. Raises any exception of
        the sniffer.
        """
        begun = time.perf_counter()
        try:
            return fmt.sniff(head)
        finally:
            self.trace(fmt, "sniff", time.perf_counter() - begun, head.name or "")

    def find_slow_sniffers(self, head: Head) -> None:
        """Report the plugins whose sniffers take long, where all together did: each is asked once
        more, since a garbage collection may have run the first time.
        """
        depth = sys.getrecursionlimit()
        for fmt in (self._formats[name] for name in sorted(self.foreign)):
            seconds = _seconds(fmt, head)
            if seconds > LONGEST_LOOK:
                took = f"it looked at the beginning of an input for {seconds:.1f} s"
                self.slipped(fmt, "sniff", f"{took}; {LONGEST_LOOK} s is the most")
            self.put_back(fmt, "sniff", depth)

    def put_back(self, fmt: Format, phase: str, depth: int) -> None:
        """Restore the recursion limit after a call of a format's code, and report who changed
        it.
        """
        changed = sys.getrecursionlimit()
        if changed != depth:
            sys.setrecursionlimit(depth)
            self.slipped(fmt, phase, f"it changed the recursion limit to {changed}")

    def settle(self, around: Surroundings, *names: str) -> None:
        """Restore changed state of the process, and record the cause: the plugin of one of these
        formats, or else every plugin.
        """
        changed = around.restored()
        if not changed:
            return
        owners = [self._owners[name] for name in names if name in self.foreign]
        owners = owners or [self._owners[name] for name in self.foreign]
        labels = sorted({owner.label for owner in owners})
        if len(labels) == 1:
            self._slipped(owners[0], "read or write", changed)
        else:
            self._slipped(Plugin(" or ".join(labels)), "read or write", changed)

    def slipped(self, fmt: Format, phase: str, what: str) -> None:
        """Record a change that a format's code made to the process, which has been undone."""
        if fmt.name in self._owners:
            self._slipped(self._owners[fmt.name], phase, what)

    def _slipped(self, owner: Plugin, phase: str, what: str) -> None:
        if not owner.error:
            owner.phase, owner.error = phase, what
            self._failures.append(owner)

    def sniffer_failed(self, fmt: Format, error: BaseException) -> None:
        """Record that a format's sniffer raised; it counts as NO, and the format can still be
        named.
        """
        self._looked_in_vain(fmt, "sniff", error)

    def splitter_failed(self, fmt: Format, error: BaseException) -> None:
        """Record that a format's splitter raised or gave invalid parts; the input is read as one."""
        self._looked_in_vain(fmt, "split", error)

    def _looked_in_vain(self, fmt: Format, phase: str, error: BaseException) -> None:
        """Record that a sniffer or version function raised; the input is still read."""
        owner = self._owners.get(fmt.name)
        if owner is not None and not owner.error:
            self._failed(owner, phase, error)

    def tell(self, report: Report) -> None:
        """Add a ``plugin.failed`` for each failed plugin that is not in the report yet."""
        for plugin in self._failures[report.counts.get("plugin.failed", 0) :]:
            report.add(Diagnostic("plugin.failed", CODES["plugin.failed"].severity, plugin.failure))

    def failures(self) -> tuple[Plugin, ...]:
        """Return the plugins that have failed so far, without looking for more."""
        return tuple(self._failures)

    def faults(self) -> dict[str, str]:
        """Return the first failure of each failed plugin, in a sentence, by its label."""
        return {plugin.label: plugin.failure for plugin in reversed(self._failures)}

    def _resolve(self, fmt: Format, reference: Any, phase: str) -> Any:
        if callable(reference):
            return reference
        if reference in self._functions:
            return self._functions[reference]
        around, begun = Surroundings(), time.perf_counter()
        try:
            found = self._functions[reference] = _imported(reference)
            return found
        except MemoryError:  # which is no fault of the format
            raise
        except FAULTS as error:
            raise self.blame(fmt, phase, error) from error
        finally:
            if changed := around.restored():
                self.slipped(fmt, "import", changed)
            self.trace(fmt, "import", time.perf_counter() - begun, reference)

    def traces(self, fmt: Format) -> bool:
        """Return whether calls of the format's code are traced: those of plugins, on request."""
        return self.tracing and fmt.name in self.foreign

    def trace(self, fmt: Format, phase: str, seconds: float, what: str) -> None:
        """Trace a call of the format's code and its duration, on request."""
        if self.traces(fmt):
            line(seconds, phase, fmt.name, what)

    def traced(self, fmt: Format, phase: str, given: Iterable[T], what: str) -> Iterable[T]:
        """Return the result of a call of the format's code, and trace the call on request."""
        return self._traced(fmt, phase, given, what) if self.traces(fmt) else given

    def _traced(self, fmt: Format, phase: str, given: Iterable[T], what: str) -> Iterator[T]:
        timed = Timed(given)
        try:
            yield from timed
        finally:
            line(timed.seconds, phase, fmt.name, f"{what}: gave {timed.count}")

    # -- loading

    def add(self, plugin: object) -> None:
        """Register a module or object that has the hook, like an installed plugin. Raises
        PluginError if it fails.
        """
        self.recipe = None
        name = getattr(plugin, "__name__", None) or type(plugin).__name__
        self._load(Plugin(name), lambda: plugin, strict=True)

    def _load(self, record: Plugin, load: Callable[[], object], *, strict: bool = False) -> None:
        phase = "import"
        around, begun = Surroundings(), time.perf_counter()
        try:
            plugin = load()
            phase = "hook"
            self._manager.register(
                plugin, name=f"{record.distribution}:{record.name}:{len(self._plugins)}"
            )
            implementations = [
                i for i in self._manager.hook.newsfmt_formats.get_hookimpls() if i.plugin is plugin
            ]
            if not implementations:
                raise TypeError("it has no @hookimpl function newsfmt_formats")
            formats = [
                fmt
                for implementation in implementations
                for fmt in _formats(implementation.function())
            ]
            phase = "formats"
            self._take(record, formats)
        except FAULTS as error:
            self._failed(record, phase, error)
            if strict or record.builtin:
                self._plugins.append(record)
                raise PluginError(
                    record.failure,
                    plugin=record.name,
                    distribution=record.distribution,
                    phase=phase,
                ) from error
        finally:
            if changed := around.restored():
                self._slipped(record, "import", changed)
            if self.tracing and not record.builtin:
                line(time.perf_counter() - begun, "import", record.label)
        self._plugins.append(record)

    def _failed(self, record: Plugin, phase: str, error: BaseException) -> None:
        record.status = "failed" if record.status == "ok" else record.status
        record.phase, record.error = phase, _reason(error)
        self._failures.append(record)

    def _take(self, record: Plugin, formats: list[Format]) -> None:
        """Register all of a plugin's formats, or none."""
        taken: dict[str, str] = {}
        for fmt in formats:
            for name in (fmt.name, *fmt.aliases):
                if not _NAME.fullmatch(name):
                    raise ValueError(
                        f"{name!r} is no name for a format; use lower case letters, digits and hyphens"
                    )
                if name in self._names or name in taken:
                    other = (
                        self._owners[self._names[name]].label
                        if name in self._names
                        else record.label
                    )
                    record.status = "name taken"
                    kind = "name" if name == fmt.name else "alias"
                    raise ValueError(f"the {kind} {name!r} of {record.label} is taken by {other}")
                taken[name] = fmt.name
        for fmt in formats:
            self._formats[fmt.name] = fmt
            self._owners[fmt.name] = record
        self._names.update(taken)
        record.formats = tuple(fmt.name for fmt in formats)
        if not record.builtin:
            self.foreign |= set(record.formats)

    def _scan(self) -> None:
        """Load the installed plugins, each entry point separately, in the order of
        distributions.
        """
        with self._lock:
            if self._scanned:
                return
            self._scanned = True
            for point in installed(ENTRY_POINTS):
                record = Plugin(point.name, point.distribution, point.version)
                if any(
                    fnmatch.fnmatchcase(label, pattern)
                    for label in (point.name, point.distribution)
                    for pattern in self._disabled
                ):
                    record.status = "disabled"
                    self._plugins.append(record)
                else:
                    self._load(record, point.load)

    def _unknown(self, name: str) -> str:
        text = f"there is no format {name!r}{did_you_mean(name, self._names) or did_you_mean(name, self._formats, 'known')}"
        failed = [plugin for plugin in self._plugins if plugin.status in {"failed", "name taken"}]
        if failed:
            text += "; these plugins failed: " + "; ".join(
                f"{plugin.label}: {plugin.error}" for plugin in failed
            )
        return text


def _reason(error: BaseException) -> str:
    """The message of an exception, on one line of limited length."""
    text = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(": ")
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _formats(answer: Any) -> list[Format]:
    found = [answer] if isinstance(answer, Format) else list(answer)
    for fmt in found:
        if not isinstance(fmt, Format):
            raise TypeError(f"newsfmt_formats returned {type(fmt).__name__}, not Format")
    return found


def _builtin(name: str) -> ModuleType:
    return importlib.import_module(f"newsfmt.formats.{name}")


def _module_from(path: str | os.PathLike[str]) -> ModuleType:
    """A module from a file, for ``--plugin FILE.py``."""
    from importlib.util import module_from_spec, spec_from_file_location

    place = os.path.abspath(os.fspath(path))
    name = "newsfmt_plugin" + re.sub(r"\W", "_", os.path.splitext(place)[0])
    spec = spec_from_file_location(name, place)
    if spec is None or spec.loader is None or not os.path.exists(place):
        raise FileNotFoundError(f"{place} is no Python file")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


@cache
def _imported(reference: str) -> Any:
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(module), name)


@cache
def default_registry() -> Registry:
    """Return the default registry of the module functions: built-ins and installed plugins."""
    return Registry(entry_points=True)

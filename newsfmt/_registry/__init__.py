"""The registry of formats: built-ins and plugins through one pluggy hook, each loaded and called on
its own, so that none can stop the others.

Built-ins come first and their names are reserved. Entry points (group ``newsfmt``) are scanned only
when somebody asks for a name that no built-in has, for detection, or for a list. A plugin that
fails is a :class:`Plugin` record with the reason, never a crash.
"""

from __future__ import annotations

import fnmatch
import importlib
import os
import re
import sys
import threading
import time
import warnings
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
from newsfmt.format import Format, Parser, Serializer, Splitter, Validator
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
BUILTINS = ("dated_text", "json", "markdown", "newsml_g2", "newsml_1", "nitf", "ninjs", "table")
FAULTS = (Exception, SystemExit)
"""What of a plugin's code is contained; a plugin has no business ending the run."""
T = TypeVar("T")
_LONG = 300
_LONGEST_LOOK = 0.1
"""Seconds that a sniffer may take."""
_VERSION = 40
_NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")


def _looks_long(fmt: Format, head: Head) -> bool:
    """Whether a sniffer takes long a second time."""
    begun = time.thread_time()
    with suppress(*FAULTS):
        fmt.sniff(head)
    return time.thread_time() - begun > _LONGEST_LOOK


@attrs.define
class Plugin:
    """What is known of one plugin: where it comes from, what it provides, how it fares."""

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
    """Why it failed, or what it did to the process while it worked."""
    deprecated: tuple[str, ...] = ()
    """What it uses that will go, each a sentence."""
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
        """One sentence on what went wrong, where, and in whose code."""
        if self.status == "ok":
            return f"plugin {self.label} misbehaved: {self.error}"
        return f"plugin {self.label} failed in {self.phase}: {self.error}"


@attrs.frozen
class Recipe:
    """How to make a registry again in another process."""

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
    """The formats there are. ``Registry()`` knows the built-ins and what is installed; ``plugins=``
    adds modules or objects with the hook.

    >>> Registry(entry_points=False).get("newsml").name
    'newsml-g2'
    """

    def __init__(
        self,
        plugins: Iterable[Any] = (),
        *,
        files: Iterable[str | os.PathLike[str]] = (),
        builtins: bool = True,
        entry_points: bool = True,
        deprecated: Iterable[hooks.Deprecation] | None = None,
    ) -> None:
        plugins, files = list(plugins), list(files)
        self.recipe: Recipe | None = (
            Recipe(tuple(str(path) for path in files), entry_points)
            if builtins and not plugins
            else None
        )
        """How to make the same again elsewhere; None where modules or objects were given."""
        self._manager = pluggy.PluginManager(hooks.PROJECT)
        self._manager.add_hookspecs(hooks)
        self._deprecated = hooks.DEPRECATED if deprecated is None else tuple(deprecated)
        self._lock = threading.RLock()
        self._formats: dict[str, Format] = {}
        self._names: dict[str, str] = {}
        self._owners: dict[str, Plugin] = {}
        self._plugins: list[Plugin] = []
        self._failures: list[Plugin] = []
        self.foreign: frozenset[str] = frozenset()
        """Names of the formats that are not newsfmt's own."""
        self._tracing = tracing()
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
        """Return what parts a large input of the format, if there is such a thing. Raises
        PluginError with the blame.
        """
        return None if fmt.split is None else self._resolve(fmt, fmt.split, "split")

    def blame(self, fmt: Format, phase: str, error: BaseException) -> PluginError:
        """Return the PluginError for an exception of a format's own code, which is its cause."""
        owner = self._owners.get(fmt.name) or Plugin("unregistered")
        reason = _reason(error)
        what = "newsfmt" if owner.builtin else f"plugin {owner.label}"
        failure = PluginError(
            f"{what} failed in {phase} of {fmt.name}: {reason}; this is a fault of the format's code, not of the input",
            plugin=owner.name, distribution=owner.distribution, phase=phase,
        )  # fmt: skip
        failure.__cause__ = error
        return failure

    def version(self, fmt: Format, head: Head) -> str:
        """Return the version of its standard that an input says it is in, as printable text;
        nothing where it says none or the format's code fails.
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

    def sniff(self, fmt: Format, head: Head, cpu: float) -> Confidence:
        """Return what a plugin's sniffer says; one that takes long, or changes the recursion limit,
        is named. Raises whatever the sniffer raises. ``cpu`` is a ``thread_time`` before it.
        """
        depth, begun = sys.getrecursionlimit(), time.perf_counter()
        try:
            return fmt.sniff(head)
        finally:
            seconds = time.perf_counter() - begun
            long = seconds > _LONGEST_LOOK and time.thread_time() - cpu > _LONGEST_LOOK
            if long and _looks_long(fmt, head):  # the first time memory may have been collected
                took = f"it looked at the beginning of an input for {seconds:.1f} s"
                self.slipped(fmt, "sniff", f"{took}; {_LONGEST_LOOK} s is the most")
            self.put_back(fmt, "sniff", depth)
            if self._tracing:
                line(seconds, "sniff", fmt.name, head.name or "")

    def put_back(self, fmt: Format, phase: str, depth: int) -> None:
        """Put back the recursion limit after a call of a format's code, and name who changed it."""
        changed = sys.getrecursionlimit()
        if changed != depth:
            sys.setrecursionlimit(depth)
            self.slipped(fmt, phase, f"it changed the recursion limit to {changed}")

    def settle(self, around: Surroundings, *names: str) -> None:
        """Put back what of the process has changed, and keep who did it: the plugin of one of these
        formats, or else any plugin there is.
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
        """Keep what a format's code did to the process, which has been put right."""
        if fmt.name in self._owners:
            self._slipped(self._owners[fmt.name], phase, what)

    def _slipped(self, owner: Plugin, phase: str, what: str) -> None:
        if not owner.error:
            owner.phase, owner.error = phase, what
            self._failures.append(owner)

    def sniffer_failed(self, fmt: Format, error: BaseException) -> None:
        """Keep that a format's sniffer raised; it counts as NO, and the format can still be
        named.
        """
        self._looked_in_vain(fmt, "sniff", error)

    def splitter_failed(self, fmt: Format, error: BaseException) -> None:
        """Keep that a format's splitter raised or gave parts that are none; the input is read in
        one.
        """
        self._looked_in_vain(fmt, "split", error)

    def _looked_in_vain(self, fmt: Format, phase: str, error: BaseException) -> None:
        """Keep that what only looks at an input raised, which costs no input."""
        owner = self._owners.get(fmt.name)
        if owner is not None and not owner.error:
            self._failed(owner, phase, error)

    def tell(self, report: Report) -> None:
        """Add a ``plugin.failed`` for each failed plugin that the report has not been told of."""
        for plugin in self._failures[report.counts.get("plugin.failed", 0) :]:
            report.add(Diagnostic("plugin.failed", CODES["plugin.failed"].severity, plugin.failure))

    def failures(self) -> tuple[Plugin, ...]:
        """Return the plugins that have failed so far, without looking for more."""
        return tuple(self._failures)

    def faults(self) -> dict[str, str]:
        """Return how each plugin that has failed so far did first, in a sentence, by its label."""
        return {plugin.label: plugin.failure for plugin in reversed(self._failures)}

    def _resolve(self, fmt: Format, reference: Any, phase: str) -> Any:
        if callable(reference):
            return reference
        around, begun = Surroundings(), time.perf_counter()
        try:
            return _imported(reference)
        except MemoryError:  # which is no fault of the format
            raise
        except FAULTS as error:
            raise self.blame(fmt, phase, error) from error
        finally:
            if changed := around.restored():
                self.slipped(fmt, "import", changed)
            self.trace(fmt, "import", time.perf_counter() - begun, reference)

    def traces(self, fmt: Format) -> bool:
        """Return whether calls of the format's code are shown: a plugin's, if that is asked for."""
        return self._tracing and fmt.name in self.foreign

    def trace(self, fmt: Format, phase: str, seconds: float, what: str) -> None:
        """Show a call of the format's code that took so long, if that is asked for."""
        if self.traces(fmt):
            line(seconds, phase, fmt.name, what)

    def traced(self, fmt: Format, phase: str, given: Iterable[T], what: str) -> Iterable[T]:
        """Return what a call of the format's code gives, shown in the end if that is asked for."""
        return self._traced(fmt, phase, given, what) if self.traces(fmt) else given

    def _traced(self, fmt: Format, phase: str, given: Iterable[T], what: str) -> Iterator[T]:
        timed = Timed(given)
        try:
            yield from timed
        finally:
            line(timed.seconds, phase, fmt.name, f"{what}: gave {timed.count}")

    # -- loading

    def add(self, plugin: Any) -> None:
        """Register a module or object that has the hook, as an installed plugin would be. Raises
        PluginError if it fails.
        """
        self.recipe = None
        name = getattr(plugin, "__name__", None) or type(plugin).__name__
        self._load(Plugin(name), lambda: plugin, strict=True)

    def _load(self, record: Plugin, load: Callable[[], Any], *, strict: bool = False) -> None:
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
            if self._tracing and not record.builtin:
                line(time.perf_counter() - begun, "import", record.label)
        self._plugins.append(record)
        if self._deprecated and record.status == "ok" and not record.builtin:
            self._warn(record, formats, implementations[0].function)

    def _warn(self, record: Plugin, formats: list[Format], function: Callable[..., Any]) -> None:
        """Say what a plugin uses that will go, at the plugin's own file; a field counts as used
        where it has no longer its default.
        """
        defaults = {f"Format.{field.name}": field for field in attrs.fields(Format)}
        for going in self._deprecated:
            field = defaults[going.what]
            used = [fmt.name for fmt in formats if getattr(fmt, field.name) != field.default]
            if not used:
                continue
            record.deprecated += (going.sentence,)
            code = getattr(function, "__code__", None)
            warning = hooks.NewsfmtDeprecationWarning(
                f"plugin {record.label}, format {', '.join(used)}: {going.sentence}"
            )
            warnings.warn_explicit(
                warning,
                None,
                code.co_filename if code else record.name,
                code.co_firstlineno if code else 1,
            )

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
        """Load what is installed, each entry point on its own, in the order of distributions."""
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
        text = f"there is no format {name!r}{did_you_mean(name, self._names)} (known: {', '.join(self._formats)})"
        failed = [plugin for plugin in self._plugins if plugin.status in {"failed", "name taken"}]
        if failed:
            text += "; these plugins failed: " + "; ".join(
                f"{plugin.label}: {plugin.error}" for plugin in failed
            )
        return text


def _reason(error: BaseException) -> str:
    """What an exception says, on one line that is not too long."""
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
    """Return the registry that the module functions use when none is given: built-ins, and what is
    installed.
    """
    return Registry(entry_points=True)

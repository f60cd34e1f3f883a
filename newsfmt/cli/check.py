"""``newsfmt plugins check``: the name of a format comes in, what the conformance kit finds comes
out, rule by rule, as it is found.

The tests are those of :class:`newsfmt.testing.FormatConformance`, run here one after the other on
the format as it is installed and on the samples its record names; neither a test file nor a run of
pytest is needed, and nothing is written to the folder it is called in.
"""

from __future__ import annotations

import inspect
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType
from typing import Any

import attrs

from newsfmt._registry import FAULTS, Registry
from newsfmt.errors import NewsfmtError, UnknownFormatError

__all__ = ["Result", "check", "formats_of", "row", "total", "unchecked"]

_LONGEST = 400
_ENDS = re.compile(r"\s*\n\s*")
_GOLDEN = "golden files agree"


@attrs.frozen
class Result:
    """What one rule of the kit says of a format."""

    rule: str
    """The rule, in words: the name of its test without ``test_`` and underscores."""
    outcome: str
    """``passed``, ``failed`` or ``skipped``."""
    reason: str = ""
    """Why it failed, or why it was skipped; may have several lines."""


def formats_of(name: str, registry: Registry) -> tuple[str, ...]:
    """Return the formats that a name stands for: a format, or all of a plugin or a distribution.

    Raises UnknownFormatError, which says what failed where the name is that of a plugin that could
    not be loaded.
    """
    try:
        return (registry.get(name).name,)
    except UnknownFormatError:
        plugins = [
            plugin
            for plugin in registry.plugins()
            if not plugin.builtin and name in {plugin.name, plugin.distribution}
        ]
        for plugin in plugins:
            if plugin.status != "ok" and not plugin.formats:
                reason = (
                    plugin.failure if plugin.error else f"plugin {plugin.label} is {plugin.status}"
                )
                raise UnknownFormatError(reason) from None
        formats = tuple(dict.fromkeys(fmt for plugin in plugins for fmt in plugin.formats))
        if not formats:
            raise
        return formats


def check(format_name: str, registry: Registry, samples: Sequence[str] = ()) -> Iterator[Result]:
    """Yield what every rule of the conformance kit says of a format, in the kit's order; of the
    samples its record names, or of these files and folders.

    Raises at the call: UnknownFormatError; NewsfmtError where pytest or hypothesis is not
    installed.
    """
    name = registry.get(format_name).name
    kit = _kit()
    given = [os.path.abspath(path) for path in samples] or None
    return _results(kit.conformance_class(name, registry=registry, samples=given))


def row(result: Result) -> str:
    """Return a result as a line.

    >>> row(Result("options have help", "failed", "the option tabs has no sentence of help"))
    'failed   options have help: the option tabs has no sentence of help'
    >>> row(Result("sniff survives any prefix", "failed", "IndexError on '   OSLO'\\n  line 3"))
    "failed   sniff survives any prefix: IndexError on '   OSLO' line 3"
    """
    reason = _ENDS.sub(" ", result.reason.strip())
    if len(reason) > _LONGEST:
        reason = reason[: _LONGEST - 1] + "…"
    return f"{result.outcome:<8} {result.rule}" + (f": {reason}" if reason else "")


def total(results: Iterable[Result]) -> str:
    """Return how many results there are of each outcome.

    >>> total([Result("it is registered", "passed"), Result("options have help", "failed")])
    '1 passed, 1 failed, 0 skipped'
    """
    counts = Counter(result.outcome for result in results)
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("passed", "failed", "skipped"))


def unchecked(results: Iterable[Result]) -> str:
    """Return what no rule has looked at, in a sentence, where something is left to look at."""
    if any(result.rule == _GOLDEN and result.outcome == "skipped" for result in results):
        return (
            "not checked: whether each value of the samples is read into its field;"
            " only golden files tell (a .json beside each sample)"
        )
    return ""


def _kit() -> ModuleType:
    try:
        from newsfmt import testing
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"pytest", "hypothesis"}:
            raise
        raise NewsfmtError(
            f"checking a format needs the package {error.name}; pip install pytest hypothesis"
        ) from None
    return testing


def _results(kit: type[object]) -> Iterator[Result]:
    from hypothesis.configuration import set_hypothesis_home_dir

    rules = dict.fromkeys(
        name for cls in reversed(kit.__mro__) for name in vars(cls) if name.startswith("test_")
    )
    with tempfile.TemporaryDirectory(prefix="newsfmt-check-") as folder:
        set_hypothesis_home_dir(
            folder
        )  # else hypothesis makes a folder where the command is called
        try:
            for rule in rules:
                yield _result(kit(), rule)
        finally:
            set_hypothesis_home_dir(None)


def _result(case: object, rule: str) -> Result:
    import pytest

    said = rule.removeprefix("test_").replace("_", " ")
    test = getattr(case, rule)
    try:
        test(*(_Request() for _ in inspect.signature(test).parameters))
    except pytest.skip.Exception as skipped:
        return Result(said, "skipped", str(skipped))
    except (pytest.fail.Exception, AssertionError) as failed:
        return Result(said, "failed", str(failed))
    except FAULTS as error:
        return Result(said, "failed", f"{type(error).__name__}: {error}")
    return Result(said, "passed")


class _Request:
    """Stands in for the fixture ``request``, the only one that the kit's tests take: no option is
    given.
    """

    @property
    def config(self) -> _Request:
        return self

    def getoption(self, name: str, default: object = None) -> Any:
        return default

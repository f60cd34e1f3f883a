"""The accounts of a run: for each input one :class:`Outcome`, counted once, and the sums of all.

Every input is in one class of :data:`CLASSES`, and so is every article or item in it. The number
found is not counted separately: it is the sum of the classes, so that the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, TypeVar, get_origin

import attrs

from newsfmt._record import kinds_of
from newsfmt.diagnostics import Diagnostic, Report

__all__ = [
    "CLASSES",
    "NOTES",
    "OTHERS",
    "PLUGIN",
    "RETRIED",
    "InputAccount",
    "Outcome",
    "Output",
    "PartFile",
    "Settled",
    "Sums",
    "Totals",
    "add_bounded",
    "add_counts",
]

CLASSES = ("converted", "skipped", "unsure", "failed")
"""The classes of inputs and of articles."""
K = TypeVar("K")
NOTES = 20
"""How many diagnostics of each code go with the outcome of an input."""
OTHERS = "(others)"
"""The key of what is counted together."""
PLUGIN = "plugin.failed"
"""The code of a fault of a plugin, which is no fault of the input."""
RETRIED = frozenset({"os", "timeout", "memory", "crash", "output"})
"""Codes of failures that may not recur, so that a resumed run tries these inputs again."""


@attrs.frozen(kw_only=True)
class Output:
    """The output of an input: a file, or a range of a file that holds the articles of several
    inputs.
    """

    path: str
    """Path below the root of the output, with ``/``."""
    offset: int | None = None
    """Offset of the range; None for a whole file."""
    size: int
    """Bytes."""
    sha256: str
    """The sha256 of these bytes, in hex."""
    articles: int
    """The number of articles in these bytes."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        values = {name: getattr(self, name) for name in kinds_of(Output)}
        return {name: value for name, value in values.items() if value is not None}


@attrs.frozen(repr=False)
class PartFile:
    """A file, or a range of one, in the run's own folder."""

    name: str
    offset: int
    size: int
    sha256: str
    articles: int
    wanted: str = ""
    """The name of an article by the pattern."""


@attrs.frozen(kw_only=True)
class InputAccount:
    """What became of one input, whatever the run does with its articles."""

    input: str
    """Its path, as it was named or found."""
    status: str
    """One of ``converted`` (in a scan ``read``), ``skipped``, ``unsure`` and ``failed``."""
    code: str = ""
    """Code of the failure."""
    reason: str = ""
    """Why it was not converted or read."""
    size: int = 0
    """Bytes."""
    sha256: str = ""
    """The sha256 of its bytes, in hex; empty where they were not read."""
    format: str = ""
    """The format it was read as."""
    articles: int = 0
    """Articles that were written, or in a scan read."""
    skipped: int = 0
    """Items that are no articles, and articles that a filter left out."""
    unsure: int = 0
    """Articles of an input that is unsure; they were not written."""
    failed: int = 0
    """Articles that could not be read or written."""
    says: int | None = None
    """How many articles the input says it holds; None where it does not say."""
    diagnostics: dict[str, int] = attrs.field(factory=dict)
    """The number of diagnostics of each code."""


@attrs.frozen(kw_only=True)
class Outcome(InputAccount):
    """The result for one input of a conversion: a record of the manifest.

    ``found`` counts the articles and items in it: ``articles + skipped + unsure +
    failed``.
    """

    left_out: dict[str, int] = attrs.field(factory=dict)
    """The skipped articles that a filter left out, by reason."""
    holds: int | None = None
    """How many it holds, read or not; None where it does not say a number."""
    outputs: tuple[Output, ...] = ()
    """The outputs that were written."""
    reused: bool = attrs.field(default=False, eq=False)
    """Whether an earlier run did it, and this one found that nothing has changed."""
    notes: tuple[Diagnostic, ...] = attrs.field(default=(), eq=False, repr=False)
    """The first 20 diagnostics of each code; not in the manifest."""
    losses: dict[tuple[str, str], int] = attrs.field(factory=dict, eq=False, repr=False)
    """The number of values of each field that the writer reported, by code and field; not in the
    manifest.
    """

    @property
    def found(self) -> int:
        """The number of articles and items in it."""
        return self.articles + self.skipped + self.unsure + self.failed

    def to_dict(self, version: str) -> dict[str, Any]:
        """Return the record of the manifest."""
        return {
            "record": "input",
            "input": self.input,
            "status": self.status,
            **({"code": self.code} if self.code else {}),
            **({"reason": self.reason} if self.reason else {}),
            "size": self.size,
            **({"sha256": self.sha256} if self.sha256 else {}),
            **({"format": self.format} if self.format else {}),
            "found": self.found,
            "articles": self.articles,
            "skipped": self.skipped,
            "unsure": self.unsure,
            "failed": self.failed,
            **({"left_out": self.left_out} if self.left_out else {}),
            **({"says": self.says, "holds": self.holds} if self.says is not None else {}),
            "diagnostics": self.diagnostics,
            "outputs": [output.to_dict() for output in self.outputs],
            "newsfmt": version,
        }

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Outcome:
        """Return the outcome for a record of the manifest. Raises ValueError for any other
        record.
        """
        try:
            names = [
                field.name
                for field in attrs.fields(cls)
                if field.name not in ("outputs", "reused", "notes", "losses")
            ]
            outputs = tuple(Output(**_kinds(Output, output)) for output in record["outputs"])
            outcome = cls(
                outputs=outputs,
                **_kinds(cls, {name: record[name] for name in names if name in record}),
            )
            if outcome.status not in CLASSES:
                raise ValueError(f"no record of an input: status {outcome.status!r}")
            return outcome
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no record of an input: {error}") from None


def _kinds(cls: type[object], values: dict[str, object]) -> dict[str, Any]:
    """The values, each of the kind that its field says. Raises TypeError."""
    for name, kind in kinds_of(cls).items():
        wanted = get_origin(kind.of) or kind.of
        value = values.get(name)
        if name not in values or wanted not in (str, int, dict):
            continue
        if not isinstance(value, wanted) or (isinstance(value, int) and value < 0):
            raise TypeError(f"{name} is {value!r}")
    return values


_DEFAULTS = {
    field.name: getattr(Outcome(input="", status=""), field.name)
    for field in attrs.fields(Outcome)
    if field.default is not attrs.NOTHING
}


class Settled(NamedTuple):
    """The account of an input that a worker has finished, but for the place of its output in a
    stream.
    """

    fields: dict[str, Any]
    """The fields of its outcome that differ from their defaults."""
    line: bytes
    """Its line for the manifest, without its number."""
    claim: str = ""
    """The list in the run's own folder that has its output, until the line is written."""
    part: PartFile | None = None
    """Its output, where the run has to append it to a stream."""

    @classmethod
    def of(
        cls, outcome: Outcome, line: bytes, claim: str = "", part: PartFile | None = None
    ) -> Settled:
        """Return the account for an outcome."""
        fields = {
            name: value
            for name, default in _DEFAULTS.items()
            if (value := getattr(outcome, name)) != default
        }
        fields |= {"input": outcome.input, "status": outcome.status}
        return cls(fields, line, claim, part)


@attrs.define
class Sums:
    """The inputs and the articles of a run by class; the first class is ``DONE``."""

    DONE: ClassVar[str]
    """The class of inputs without a fault."""
    skipped: int = 0
    """Inputs that were skipped, each for a reason."""
    unsure: int = 0
    """Inputs of plain text that may be no articles: they were set aside."""
    failed: int = 0
    """Inputs that failed."""
    articles_skipped: int = 0
    """Items that are no articles, and articles that a filter left out."""
    articles_unsure: int = 0
    """Articles of inputs that are unsure."""
    articles_failed: int = 0
    """Articles that could not be read or written."""
    bytes: int = 0
    """Bytes of the inputs."""
    reasons: dict[str, int] = attrs.field(factory=dict)
    """The number of inputs that were skipped, by reason."""
    plugins: dict[str, str] = attrs.field(factory=dict)
    """The plugins that failed, with the reason; the other formats were not affected."""

    @property
    def inputs(self) -> int:
        """The number of inputs: the sum of the four classes."""
        return self.by_class()["found"]

    @property
    def articles(self) -> int:
        """The number of articles and items: the sum of the four classes."""
        return self.by_class("articles_")["found"]

    @property
    def complete(self) -> bool:
        """Whether no input and no article failed, and there was at least one article."""
        done: int = getattr(self, f"articles_{self.DONE}")
        return not self.failed and not self.articles_failed and done > 0

    def by_class(self, what: str = "") -> dict[str, int]:
        """Return the inputs, or with ``articles_`` the articles: ``found``, then each class."""
        names = (self.DONE, *CLASSES[1:])
        counts: dict[str, int] = {name: getattr(self, what + name) for name in names}
        return {"found": sum(counts.values()), **counts}

    def count(self, account: InputAccount) -> None:
        """Count one more input, and its articles by class."""
        for name, number in (
            (account.status, 1),
            (f"articles_{self.DONE}", account.articles),
            ("articles_skipped", account.skipped),
            ("articles_unsure", account.unsure),
            ("articles_failed", account.failed),
            ("bytes", account.size),
        ):
            setattr(self, name, getattr(self, name) + number)
        if account.status == "skipped":
            add_counts(self.reasons, {account.reason: 1})


@attrs.define
class Totals(Sums):
    """The sums of a conversion: inputs and articles by class."""

    DONE: ClassVar[str] = "converted"
    converted: int = 0
    """Inputs that were converted."""
    articles_converted: int = 0
    """Articles that were written."""
    reused: int = 0
    """Inputs that an earlier run had converted."""
    left_out: dict[str, int] = attrs.field(factory=dict)
    """The number of articles that a filter left out, by reason."""
    diagnostics: dict[str, int] = attrs.field(factory=dict)
    """The number of diagnostics of each code."""
    losses: dict[tuple[str, str], int] = attrs.field(factory=dict)
    """The number of values of each field that the writer reported, by code and field, without those
    of an earlier run.
    """

    def add(self, outcome: Outcome) -> None:
        """Count one more input."""
        self.count(outcome)
        self.reused += outcome.reused
        add_counts(self.left_out, outcome.left_out)
        add_counts(self.diagnostics, outcome.diagnostics)
        add_counts(self.losses, outcome.losses)

    def take(self, report: Report) -> None:
        """Count the diagnostics that belong to no input, such as a writer's; failures of plugins
        are counted elsewhere.
        """
        counts = {code: count for code, count in report.counts.items() if code != PLUGIN}
        add_counts(self.diagnostics, counts)
        add_counts(self.losses, report.losses)

    def to_dict(self) -> dict[str, Any]:
        """Return the last line of the manifest."""
        return {
            "record": "summary",
            "inputs": self.by_class(),
            "articles": self.by_class("articles_"),
            "bytes": self.bytes,
            "diagnostics": self.diagnostics,
        }


def add_counts(sums: dict[K, int], counts: Mapping[K, int]) -> None:
    """Add counts to sums, key by key."""
    for key, count in counts.items():
        sums[key] = sums.get(key, 0) + count


def add_bounded(sums: dict[str, int], counts: Mapping[str, int], most: int) -> None:
    """Add counts to sums of at most that number of keys; what comes with further keys is counted
    together.
    """
    for key, count in counts.items():
        known = key if key in sums or len(sums) < most else OTHERS
        sums[known] = sums.get(known, 0) + count

"""What is fuzzed: a target for each reader, for detection, for dates and for each writer, each a
function from bytes that raises for a fault.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import attrs
import making
import mutations
import oracle

from newsfmt.article import Article, normalise
from newsfmt.testing.samples import shipped

__all__ = ["HERE", "PLUGIN", "SHARE", "Target", "targets"]

HERE = Path(__file__).parent
PLUGIN = HERE.parents[1] / "plugins" / "newsfmt-wire"
SHARE = 128
"""Of so many inputs one is also written in every format and read again, chosen by a hash of its
bytes; it costs fifty times as much as reading.
"""
LOOKED_AT = 4
"""Of so many inputs the articles of one are looked at value by value, which costs as much as
reading.
"""

_NAMES = (
    None,
    "a.txt",
    "a.md",
    "a.xml",
    "a.json",
    "a.jsonl",
    "a.nitf",
    "a.ninjs",
    "a.newsml",
    "a.eml",
    "a.mbox",
    "a.anpa",
    "a.tty",
    "a.gz",
    "",
    "a.",
)
_XML = frozenset({"newsml-g2", "newsml-1", "nitf"})
_JSON = frozenset({"json", "jsonl", "ninjs"})


@attrs.frozen
class Target:
    """One thing to fuzz."""

    name: str
    """Its name: that of a format, ``detect``, ``dates``, or ``write-`` and the name of a format."""
    one: Callable[[bytes], object]
    """One execution: raises for a fault, gives what it likes."""
    max_len: int = 512
    """How long an input gets."""
    grammar: str = ""
    """``xml``, ``json`` or ``lines``: what a mutator may know of an input."""
    all_of_it: Callable[[bytes], object] | None = None
    """As ``one``, but with every check on every input."""

    def whole(self, data: bytes) -> None:
        """One execution with every check, whatever the hash of the input."""
        (self.all_of_it or self.one)(data)

    @property
    def dictionary(self) -> Path:
        """The tokens that inputs are made of."""
        return (
            HERE
            / "dictionaries"
            / f"{self.grammar if self.grammar in {'xml', 'json'} else 'text' if self.grammar else self.name.partition('-')[0]}.dict"
        )

    @property
    def crashes(self) -> list[Path]:
        """Inputs that were faults once; for a writer Articles as JSON."""
        return sorted((HERE / "crashes" / self.name).glob("*"))

    def seeds(self) -> Iterator[bytes]:
        """What fuzzing begins with: the corpus, what were crashes once, the samples that the
        formats ship, the inputs of golden tests.
        """
        folder = HERE / "corpus" / self.name
        yield from (path.read_bytes() for path in sorted(folder.glob("*")))
        if not self.name.startswith("write-"):
            yield from (path.read_bytes() for path in self.crashes)
        else:
            yield from (random.Random(number).randbytes(number * 16 + 4) for number in range(24))
        for name, fmt in oracle.registry().formats().items():
            if self.name == name:
                for data in (
                    *(sample.data for sample in shipped(fmt)),
                    *(
                        path.read_bytes()
                        for path in sorted((HERE.parent / "golden" / name).glob("*/input*"))
                    ),
                ):
                    if len(data) <= self.max_len:
                        yield data
                    else:
                        yield from mutations.slices(
                            _packed(data) if self.grammar == "xml" else data,
                            self.grammar,
                            self.max_len,
                            6,
                        )
            elif self.name == "detect":
                yield from (b"\x00" + sample.data[: self.max_len - 1] for sample in shipped(fmt))


def _packed(data: bytes) -> bytes:
    """XML without the white space between its elements."""
    return re.sub(rb">\s+<", b"><", data)


def targets() -> dict[str, Target]:
    """Every target by its name: readers, detection, dates, writers."""
    found = [
        _reader(name) for name, fmt in oracle.registry().formats().items() if fmt.read is not None
    ]
    found += [Target("detect", _detect, 512), Target("dates", _dates, 96)]
    found += [_writer(name) for name in oracle.writers()]
    return {target.name: target for target in found}


def _reader(name: str) -> Target:
    def sound(data: bytes, articles: list[Article]) -> None:
        if name == "newsml-g2" and b"newsfmt" in data:
            # what newsfmt wrote itself comes back as it was, also where a person did not build it
            # in normal form
            return
        for article in articles:
            oracle.sound(article)

    options = oracle.variants(oracle.registry().get(name).read_options)

    def one(data: bytes) -> None:
        share = crc32(data)
        chosen = options[(share >> 12) % len(options)] if share & 7 == 7 else {}
        articles = oracle.read(
            data, name, on_error="raise" if share & 56 == 56 else "skip", options=chosen
        )
        if share % LOOKED_AT == 0:
            sound(data, articles)
        if articles and share % SHARE == 0:
            oracle.survives(articles[(share >> 8) % len(articles)])

    def whole(data: bytes) -> None:
        for chosen in options:
            oracle.read(data, name, on_error="raise", options=chosen)
        articles = oracle.read(data, name)
        sound(data, articles)
        for article in articles:
            oracle.survives(article)

    grammar = "xml" if name in _XML else "json" if name in _JSON else "lines"
    return Target(name, one, {"xml": 1024, "json": 768, "lines": 512}[grammar], grammar, whole)


def _writer(name: str) -> Target:
    options = oracle.variants(oracle.registry().get(name).write_options)

    def one(data: bytes) -> None:
        article, normal = making.article(data)
        oracle.written(
            article,
            name,
            refusable=not normal,
            options=options[(data[-1] if data else 0) % len(options)],
        )

    def whole(data: bytes) -> None:  # what was a crash once is kept as the Article itself
        article = Article.from_json(data)
        for chosen in options:
            oracle.written(article, name, refusable=normalise(article) != article, options=chosen)

    return Target(f"write-{name}", one, 256, all_of_it=whole)


def _detect(data: bytes) -> None:
    oracle.detected(data[1:], _NAMES[data[0] % len(_NAMES)] if data else None)


def _dates(data: bytes) -> None:
    oracle.dated(
        data[1:].decode("utf-8", "replace"), (None, True, False)[data[0] % 3] if data else None
    )

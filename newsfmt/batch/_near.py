"""Find articles whose texts are the same, or nearly the same, whatever their headlines, cases,
marks and line ends: of each article a signature is kept, and groups of articles come out.

The texts are compared as sets of runs of five words (shingles): the similarity of two is the share
of runs that both have (Jaccard). MinHash (Broder 1997, by datasketch) estimates it from 128 numbers
for each text, with a standard error of at most 0.045.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from newsfmt.article import Article
from newsfmt.batch._duplicates import digest_of
from newsfmt.errors import OptionError

__all__ = ["LEAST", "Signatures", "Signer", "check_similarity"]

LEAST = 0.5
"""The least similarity that can be asked for; below it groups of a subject form, not of a text."""
_NUMBERS = 128
_BANDS = 32
_BYTES = 4 * _NUMBERS
_RUN = 5
_WORD = re.compile(r"\w+")
_COMPARED = 8  # texts of a bucket that a further one is compared with


def check_similarity(value: float | None) -> float | None:
    """Return a similarity. Raises OptionError for one that is not between 0.5 and 1, and where
    datasketch, which finds texts that are only nearly the same, is not installed.
    """
    if value is None:
        return None
    if not LEAST <= value <= 1:
        raise OptionError.refused("near", value, f"a number from {LEAST} to 1")
    if value < 1:
        try:
            import datasketch  # noqa: F401
        except ImportError:
            raise OptionError(
                "texts that are nearly the same are found with datasketch; pip install"
                " datasketch; near=1 finds those with the same words without it",
                option="near",
                given=value,
            ) from None
    return float(value)


class Signer:
    """Makes the signatures of articles, for texts that are at least so similar."""

    def __init__(self, similarity: float) -> None:
        self.size = 8 if similarity == 1 else _BYTES
        self._minhash: Any = None
        if similarity < 1:
            from datasketch import MinHash

            self._minhash = MinHash(num_perm=_NUMBERS, seed=1, hashfunc=zlib.crc32)

    def sign(self, article: Article) -> bytes:
        """Return the signature of an article's text; zeros where it has no words."""
        words = _WORD.findall(unicodedata.normalize("NFKC", article.text).casefold())
        if not words:
            return bytes(self.size)
        if self._minhash is None:
            return digest_of(" ".join(words).encode("utf-8", "surrogatepass")).to_bytes(8, "little")
        runs = {" ".join(words[at : at + _RUN]) for at in range(max(len(words) - _RUN + 1, 1))}
        minhash = self._minhash.copy()
        minhash.update_batch([run.encode("utf-8", "surrogatepass") for run in runs])
        return bytes(minhash.hashvalues.astype("<u4").tobytes())


class Signatures:
    """Signatures by the number of the article, from 0."""

    def __init__(self, similarity: float) -> None:
        self._similarity = similarity
        self._size = 8 if similarity == 1 else _BYTES
        self._data = bytearray()

    def extend(self, signatures: bytes | bytearray) -> None:
        """Add the signatures of the next articles."""
        self._data += signatures

    def groups(self) -> list[tuple[int, ...]]:
        """Return the groups of articles with the same or nearly the same text, in order; an article
        is in a group where it is similar to one of its members.
        """
        leaders: dict[int, int] = {}

        def leader(number: int) -> int:
            while (above := leaders.get(number, number)) != number:
                leaders[number] = leaders.get(above, above)
                number = above
            return number

        for first, second in self._pairs():
            one, other = sorted((leader(first), leader(second)))
            if one != other:
                leaders[other] = one
        members: defaultdict[int, list[int]] = defaultdict(list)
        for number in sorted(leaders):
            members[leader(number)].append(number)
        return sorted((first, *others) for first, others in members.items())

    def _pairs(self) -> Iterator[tuple[int, int]]:
        """Pairs of similar articles, enough to join all that belong together. One band of the
        signatures is looked at in each pass, so that there never is a table of all.
        """
        size = self._size
        bands = 1 if self._similarity == 1 else _BANDS
        width = size // bands
        for band in range(bands):
            buckets: dict[bytes, list[int]] = {}
            for number in range(len(self._data) // size):
                start = number * size + band * width
                key = bytes(self._data[start : start + width])
                bucket = buckets.setdefault(key, [])
                similar = next((n for n in bucket if self._are_similar(n, number)), None)
                if similar is not None:
                    yield similar, number
                elif len(bucket) < _COMPARED:
                    bucket.append(number)

    def _of(self, number: int) -> bytes:
        return bytes(self._data[number * self._size : (number + 1) * self._size])

    def _are_similar(self, one: int, other: int) -> bool:
        """Whether two signatures are of texts that are similar enough."""
        first, second = self._of(one), self._of(other)
        if first == second:
            return any(first)
        if self._similarity == 1:
            return False
        equal = sum(
            a == b
            for a, b in zip(memoryview(first).cast("I"), memoryview(second).cast("I"), strict=True)
        )
        return equal >= self._similarity * _NUMBERS

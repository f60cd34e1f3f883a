"""Find equal files and articles by short digests: eight bytes are kept for each, in the order of
arrival.

Among a million different ones, the chance of two equal digests is one in thirty million.
"""

from __future__ import annotations

import hashlib
import heapq
import tempfile
import unicodedata
from array import array
from bisect import bisect_right

from newsfmt.article import Article

__all__ = ["Digests", "Names", "content_digest", "digest_of", "version_digest"]

_BUCKET = 250_000
_IN_MEMORY = 4 << 20


def digest_of(data: bytes) -> int:
    """Return the digest of bytes: 64 bits, and never 0, which means that there is nothing to
    compare.
    """
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little") or 1


def content_digest(article: Article) -> int:
    """Return the digest of headline and text, white space and the Unicode form aside; 0 where there
    is neither.

    >>> content_digest(Article.from_text("It  opened.", headline="Bridge")) == content_digest(Article.from_text("It opened.", headline="Bridge"))
    True
    """
    text = f"{article.headline or ''}\n{article.text}"
    words = (text if text.isascii() else unicodedata.normalize("NFC", text)).split()
    return digest_of(" ".join(words).encode("utf-8", "surrogatepass")) if words else 0


def version_digest(article: Article) -> int:
    """Return the digest of id and version; 0 where there is no id."""
    if not article.id:
        return 0
    return digest_of(
        f"{article.id}\n{'' if article.version is None else article.version}".encode(
            "utf-8", "surrogatepass"
        )
    )


class Digests:
    """Digests by number, from 0."""

    def __init__(self) -> None:
        self._digests = array("Q")

    def __len__(self) -> int:
        return len(self._digests)

    def add(self, digest: int) -> None:
        """Append the next digest; 0 is never compared."""
        self._digests.append(digest)

    def extend(self, digests: array[int]) -> None:
        """Append the next digests."""
        self._digests.extend(digests)

    def repeats(self, shown: int) -> tuple[int, list[tuple[int, int]]]:
        """Return the number of digests that repeat an earlier one, and the first few pairs, the
        earlier one first.

        Each pass looks at a share of the digests, so that no table of all is needed.
        """
        count, pairs = 0, []
        passes = len(self._digests) // _BUCKET + 1
        for share in range(passes):
            first: dict[int, int] = {}
            here = 0
            for number, digest in enumerate(self._digests):
                if digest and digest % passes == share:
                    earlier = first.setdefault(digest, number)
                    if earlier != number:
                        here += 1
                        if here <= shown:
                            pairs.append((number, earlier))
            count += here
        return count, [(earlier, number) for number, earlier in heapq.nsmallest(shown, pairs)]


class Names:
    """The names of inputs and their numbers of articles; names beyond a few mebibytes are kept on
    disk.
    """

    def __init__(self) -> None:
        self._names = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (closed by close)
        self._places = array("Q")
        self._firsts = array("Q")
        self._articles = 0

    def add(self, name: str, articles: int) -> None:
        """Append the next input and the number of its articles."""
        self._places.append(self._names.tell())
        self._firsts.append(self._articles)
        self._names.write(name.encode("utf-8", "surrogatepass"))
        self._articles += articles

    def name(self, number: int) -> str:
        """Return the name of an input."""
        end = self._places[number + 1] if number + 1 < len(self._places) else None
        self._names.seek(self._places[number])
        data = self._names.read() if end is None else self._names.read(end - self._places[number])
        self._names.seek(0, 2)
        return data.decode("utf-8", "surrogatepass")

    def article(self, number: int) -> tuple[str, int]:
        """Return the name of an article's input, and the index of the article in that input, from
        0.
        """
        input = bisect_right(self._firsts, number) - 1
        return self.name(input), number - self._firsts[input]

    def close(self) -> None:
        """Forget the names."""
        self._names.close()

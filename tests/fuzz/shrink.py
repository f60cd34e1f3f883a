"""Makes a finding small: ``python tests/fuzz/shrink.py TARGET FILE [OUT]`` leaves out of an input
what the same fault does without.

For a writer the bytes become the Article they say, and what comes out is its JSON, as ``crashes/``
keeps it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

__all__ = ["shrunk"]


def shrunk(data: bytes, same: Callable[[bytes], bool]) -> bytes:
    """Leave out stretches, long ones first, while the fault stays the same."""
    size = max(len(data) // 2, 1)
    while size:
        place = 0
        while place < len(data):
            shorter = data[:place] + data[place + size :]
            if same(shorter):
                data = shorter
            else:
                place += size
        size //= 2
    return data


def main() -> None:
    import harness
    import making
    import targets

    from newsfmt.article import Article
    from newsfmt.testing.smallest import smallest

    target, data = targets.targets()[sys.argv[1]], Path(sys.argv[2]).read_bytes()

    def fault(data: bytes) -> str:
        try:
            target.whole(data)
        except Exception as error:
            return harness.signature(error)
        return ""

    if target.name.startswith("write-"):
        made = Article.from_json(data) if data[:1] == b"{" else making.article(data)[0]
        wanted = fault(made.to_json())
        small = smallest(made, lambda smaller: fault(smaller.to_json()) == wanted).to_json()
    else:
        wanted = fault(data)
        small = shrunk(data, lambda shorter: fault(shorter) == wanted)
    if not wanted:
        sys.exit("it is no fault any more")
    print(f"{wanted}: {len(small)} bytes of {len(data)}", file=sys.stderr)
    if len(sys.argv) > 3:
        Path(sys.argv[3]).write_bytes(small)
    else:
        sys.stdout.buffer.write(small)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()

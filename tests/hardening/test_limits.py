"""Every limit, through the library and the command: passing it is an error that names it, its value
and how to raise it.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import attrs
import pytest

import newsfmt
from newsfmt.errors import LimitError, OptionError
from newsfmt.format import Limits

COMMAND = [sys.executable, "-m", "newsfmt"]
STORY = b" date 2021-05-04 Bridge opens\n\nThe bridge opened on Tuesday."
NITF = b"<nitf><body><body.head><hedline><hl1>Bridge</hl1></hedline></body.head><body.content>%s</body.content></body></nitf>"
MAIL = b"From: a@example.org\nSubject: Bridge\n%sMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n%s--x--\n"
PART = b"--x\nContent-Type: text/plain\n\nIt opened.\n"
SLOW = """
import time
from newsfmt import Article, Format, hookimpl

def read(stream, context):
    text = stream.read().decode()
    if text == "loop":
        while True:
            pass
    while True:
        time.sleep(0.05)
        yield Article(headline=text)

@hookimpl
def newsfmt_formats():
    return [Format(name="slow", title="Slow", read=read)]
"""

# limit, value, format, an input that passes it, one that does not
PASSING: list[tuple[str, float, str, bytes, bytes]] = [
    ("article_bytes", 1000, "dated-text", STORY + b" Boats." * 200, STORY),
    ("article_bytes", 1000, "markdown", b"# Bridge\n\n" + b"It opened. " * 200, b"# Bridge\n\nIt opened."),
    ("article_bytes", 1000, "json", b'{"headline": "' + b"a" * 2000 + b'"}', b'{"headline": "a"}'),
    ("article_bytes", 1000, "jsonl", b'{"headline": "' + b"a" * 2000 + b'"}\n', b'{"headline": "a"}\n'),
    ("article_bytes", 1000, "ninjs", b'{"uri": "a"}\n{"uri": "b", "headline": "' + b"a" * 2000 + b'"}\n', b'{"uri": "a"}\n{"uri": "b"}\n'),
    ("article_bytes", 1000, "nitf", NITF % (b"<p>It opened.</p>" * 200), NITF % b"<p>It opened.</p>"),
    ("article_bytes", 1000, "eml", MAIL % (b"", PART * 100), MAIL % (b"", PART)),
    ("article_bytes", 1000, "iptc7901", b"\x01abc0001 4 i 5\n\n\x02" + b"Boats. " * 400 + b"\x03\x04", b"\x01abc0001 4 i 5\n\n\x02It opened.\x03\x04"),
    ("input_bytes", 1000, "dated-text", (STORY + b"\n\n") * 40, STORY),
    ("input_bytes", 100_000, "dated-text", gzip.compress((STORY + b"\n\n") * 4000), gzip.compress((STORY + b"\n\n") * 400)),
    ("whole_bytes", 100_000, "json", b"[" + b",".join([b'{"headline": "a"}'] * 10_000) + b"]", b'[{"headline": "a"}]'),
    ("whole_bytes", 100_000, "ninjs", b"[" + b",".join([b'{"uri": "a"}'] * 10_000) + b"]", b'[{"uri": "a"}]'),
    ("articles", 2, "dated-text", b"\n\n".join([STORY] * 3), b"\n\n".join([STORY] * 2)),
    ("depth", 20, "json", b'{"body": ' + b'[{"type": "quote", "blocks": ' * 30 + b"[]" + b"}]" * 30 + b"}", b'{"headline": "a"}'),
    ("depth", 20, "ninjs", b'{"uri": "a", "associations": [' * 30 + b'{"uri": "b"}' + b"]}" * 30, b'{"uri": "a"}'),
    ("depth", 20, "markdown", b"> " * 30 + b"a", b"> > a"),
    ("depth", 20, "nitf", NITF % (b"<bq><block>" * 30 + b"<p>a</p>" + b"</block></bq>" * 30), NITF % b"<bq><block><p>a</p></block></bq>"),
    ("ratio", 20, "dated-text", gzip.compress((STORY + b"\n\n") * 40_000), gzip.compress(STORY)),
    ("front_matter", 1000, "markdown", b"---\n" + b"key: value\n" * 200 + b"---\nIt opened.", b"---\ntitle: Bridge\n---\nIt opened."),
    ("front_matter", 3000, "newsml-1", b"<!--" + b" " * 100_000 + b"--><NewsML/", b""),
    ("attributes", 100, "nitf", NITF % (b"<p " + b" ".join(b"a%d='1'" % number for number in range(101)) + b">a</p>"), NITF % b"<p>a</p>"),
    ("entities", 100, "nitf", NITF % (b"<p>" + b"&agency;" * 101 + b"</p>"), NITF % (b"<p>" + b"&agency;" * 100 + b"</p>")),
    ("headers", 100, "eml", MAIL % (b"X-Hop: a\n" * 101, PART), MAIL % (b"X-Hop: a\n" * 95, PART)),
    ("parts", 10, "eml", MAIL % (b"", PART * 10), MAIL % (b"", PART * 9)),
]  # fmt: skip


def installed(format: str) -> None:
    if format not in newsfmt.list_formats():
        pytest.skip(f"{format} is not installed")


@pytest.mark.parametrize(
    ("limit", "value", "format", "over", "within"),
    PASSING,
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_passing_a_limit_through_the_library(
    limit: str, value: float, format: str, over: bytes, within: bytes
) -> None:
    installed(format)
    limits = Limits(**{limit: value})  # type: ignore[arg-type]
    with (
        pytest.raises(LimitError) as caught,
        newsfmt.read(over, format=format, limits=limits, name="a.in") as reader,
    ):
        list(reader)
    assert (caught.value.limit, caught.value.value) == (limit, value)
    assert re.search(
        rf"passes the limit {limit}={value}; raise it with --limit {limit}=NUMBER or Limits\({limit}=NUMBER\)",
        str(caught.value),
    )
    assert str(caught.value).startswith("a.in:")
    if within:
        assert (
            newsfmt.read_one(within, format=format, limits=limits)
            if limit not in {"articles", "input_bytes"} and format != "ninjs"
            else True
        )
        assert list(newsfmt.read(within, format=format, limits=limits))
    raised = Limits(**{limit: 10_000_000})  # type: ignore[arg-type]
    if b"NewsML/" not in over:
        assert list(newsfmt.read(over, format=format, limits=raised)), "raised, it is no hindrance"


@pytest.mark.parametrize(
    ("limit", "value", "format", "over", "within"),
    PASSING,
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_passing_a_limit_through_the_command(
    limit: str, value: float, format: str, over: bytes, within: bytes, tmp_path: Path
) -> None:
    installed(format)
    path = tmp_path / "a.in"
    path.write_bytes(over)
    done = run("convert", path, "-f", format, "-t", "jsonl", "--limit", f"{limit}={value}")
    assert done.returncode == 1
    errors = [line for line in done.stderr.decode().splitlines() if line.startswith("error:")]
    assert len(errors) == 1 + errors[-1].endswith("no article in it")
    assert errors[0].startswith(f"error: {path}:")
    assert f"passes the limit {limit}={value}; raise it with --limit {limit}=NUMBER" in errors[0]
    assert "Traceback" not in done.stderr.decode()


def run(*arguments: object, **how: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, timeout=100, check=False, **how
    )


def test_every_limit_has_its_rows() -> None:
    assert {field.name for field in attrs.fields(Limits)} == {row[0] for row in PASSING} | {
        "seconds",
        "members",  # of archives, in tests/batch/test_archives.py
    }


def test_the_defaults_hold_without_a_word() -> None:
    """What is on by default is what is documented as being on."""
    on = {name: value for name, value in attrs.asdict(Limits()).items() if value is not None}
    assert on == {
        "article_bytes": 1 << 24, "whole_bytes": 1 << 28, "depth": 256, "ratio": 200, "front_matter": 1 << 20, "attributes": 1000, "entities": 10_000,
        "headers": 1000, "parts": 1000, "members": 1_000_000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("seconds=0", "give a number above 0, or none"),
        ("seconds=x", "give a number above 0, or none"),
        ("seconds=1e9", "give a number above 0, or none"),
        ("articles=1.5", "give a number above 0, or none"),
        ("depth=none", "give a number above 0"),
        ("articles=٣", "give a number above 0, or none"),
        (
            "bytes=3",
            "there is no limit 'bytes'; did you mean 'whole_bytes'?",
        ),
    ],
)
def test_a_limit_that_is_none(given: str, said: str) -> None:
    done = run("convert", "-", "-t", "json", "--limit", given, input=STORY)
    assert done.returncode == 2
    assert said in done.stderr.decode()


# ---- seconds
# ------------------------------------------------------------


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    path = tmp_path / "slow.py"
    path.write_text(SLOW)
    return path


@pytest.mark.alone
def test_seconds_are_asked_for_between_articles(slow: Path) -> None:
    registry = newsfmt.Registry(files=[slow])
    began, found = time.monotonic(), 0
    with pytest.raises(LimitError, match=r"passes the limit seconds=0\.5; raise it with") as caught:
        for _ in newsfmt.read(
            b"go on", format="slow", limits=Limits(seconds=0.5), registry=registry
        ):
            found += 1
    assert caught.value.limit == "seconds"
    assert 0 < found < 12
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("content", ["go on", "loop"])
def test_seconds_end_an_input_in_the_command_and_it_alone(
    content: str, slow: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.slow"
    bad.write_text(content)
    done = run(
        "convert",
        "--plugin",
        slow,
        bad,
        "-f",
        "slow",
        "-t",
        "jsonl",
        "-o",
        tmp_path / "out.jsonl",
        "--limit",
        "seconds=1",
    )
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        f"error: {bad}: the time that the input takes passes the limit seconds=1; raise it with --limit seconds=NUMBER or Limits(seconds=NUMBER)"
    ]
    assert [
        path.name for path in tmp_path.iterdir() if path.name.endswith((".part", ".jsonl"))
    ] == ["out.jsonl"] * (content == "go on")


def test_seconds_are_those_of_each_input(slow: Path, tmp_path: Path) -> None:
    """The next input is read, whatever became of the one before."""
    good = tmp_path / "good.txt"
    good.write_bytes(STORY)
    many = [good] * 30
    done = run("convert", *many, "-t", "jsonl", "--limit", "seconds=20")
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr) == (0, 30, b"")
    fifo = tmp_path / "fifo"
    import os

    os.mkfifo(fifo)
    holder = os.open(fifo, os.O_RDWR)  # somebody who writes and never does
    try:
        done = run("convert", fifo, good, "-t", "jsonl", "--limit", "seconds=1")
    finally:
        os.close(holder)
    assert done.returncode == 1
    assert [json.loads(row)["headline"] for row in done.stdout.splitlines()] == ["Bridge opens"]
    assert (
        f"error: {fifo}: the time that the input takes passes the limit seconds=1;"
        in done.stderr.decode()
    )


def test_paths_of_unknown_keys_are_part_of_the_article() -> None:
    """A short key deep inside has a long path: what 200 kB asked for was 40 MB."""
    keys = ", ".join(f'"k{number}": 1' for number in range(20_000))
    deep = (
        '{"body": '
        + '[{"type": "quote", "blocks": ' * 100
        + '[{"type": "paragraph", "content": ["a"], '
        + keys
        + "}]"
        + "}]" * 100
        + "}"
    )
    with pytest.raises(LimitError, match="paths of keys that no field takes"):
        newsfmt.read_one(deep.encode(), format="json", limits=Limits(article_bytes=1_000_000))


@pytest.mark.parametrize("depth", [254, 300, 900, 1020, 1100, 100_000])
@pytest.mark.parametrize("format", ["json", "jsonl", "ninjs"])
def test_unknown_keys_may_be_nested_deeply(format: str, depth: int) -> None:
    """Deeper than orjson writes: that was told as a fault of the format."""
    data = b'{"uri": "a", "headline": "b", "odd": ' + b"[" * depth + b"]" * depth + b"}\n"
    try:
        article = newsfmt.read_one(data, format=format)
    except LimitError as error:
        assert error.limit == "depth"
        assert depth > 254
    else:
        assert [len(value[0]) for key, value in article.extra.items() if key.endswith(":odd")] == [
            2 * depth
        ]


def test_validating_reads_no_more_than_whole_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.nitf"
    path.write_bytes(NITF % (b"<p>a</p>" * 20_000))
    done = run("validate", path, "-f", "nitf", "--limit", "whole_bytes=100000")
    assert done.returncode == 1
    assert done.stderr.decode().startswith(
        f"error: {path}: the input, which is read whole, passes the limit whole_bytes=100000; raise it with --limit"
    )
    assert run("validate", path, "-f", "nitf").stdout


@pytest.mark.parametrize("limit", [field.name for field in attrs.fields(Limits)])
def test_a_limit_that_is_no_number_is_said_so_at_once(limit: str) -> None:
    """It was told as a fault of the format's code when it was first met, and what is not a number
    was no limit.
    """
    for value in (
        0,
        -1,
        float("nan"),
        float("inf"),
        10**30,
        "5",
        b"5",
        True,
        [],
        0.5 if limit != "seconds" else -0.5,
    ):
        with pytest.raises(
            OptionError, match=rf"limit {limit}=.*: give a (whole )?number above 0"
        ) as caught:
            Limits(**{limit: value})
        assert (caught.value.option, repr(caught.value.given)) == (limit, repr(value))
    if limit != "depth":
        assert getattr(Limits(**{limit: None}), limit) is None


def test_the_largest_limits_are_numbers_like_others(tmp_path: Path) -> None:
    """A timer and a bound of the system took no number of that size: a fault of newsfmt, and a
    traceback of a worker.
    """
    (tmp_path / "a.txt").write_bytes(STORY)
    for more in (
        ["--limit", "seconds=" + "9" * 18],
        ["--limit", "seconds=99999999999999.5"],
        ["--memory", "9" * 30],
        ["--timeout", "9" * 30],
    ):
        done = run(
            "convert",
            tmp_path / "a.txt",
            "-t",
            "jsonl",
            "-o",
            f"{tmp_path}/out/",
            "--force",
            "-q",
            *more,
        )
        assert (done.returncode, done.stderr) == (0, b""), more
    done = run(
        "convert",
        tmp_path / "a.txt",
        "-t",
        "jsonl",
        "-o",
        f"{tmp_path}/out/",
        "--shard-size",
        "9" * 30,
    )
    assert (done.returncode, done.stderr.decode()) == (
        2,
        f"newsfmt: --shard-size {'9' * 30}: give a number of articles, or of bytes as 100MB\n",
    )

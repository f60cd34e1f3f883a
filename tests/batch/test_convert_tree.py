"""Batch conversion through the command and the library: what comes out, where, and that everything
found is accounted for.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import newsfmt
from newsfmt import batch
from newsfmt.errors import NewsfmtError, OptionError

from .conftest import UNDATED, Run, manifest, reconciled, snapshot, story, write_bytes


def headlines(path: Path) -> list[str]:
    return [json.loads(line)["headline"] for line in path.read_text().splitlines()]


# ---- layouts
# ------------------------------------------------------------


def test_a_folder_becomes_a_folder_like_it(run: Run, tree: Path, tmp_path: Path) -> None:
    done = run("convert", "in", "--to", "json", "-o", "out")
    out = snapshot(tmp_path / "out")
    assert set(out) == {
        "newsfmt-manifest.jsonl", "two.json", "data.json", "page.json",
        *(f"{('a', 'a/deep', 'b')[n % 3]}/story{n}.json" for n in range(12)),
    }  # fmt: skip
    assert "files:    15 found = 15 converted + 0 skipped + 0 failed" in done.stderr
    assert "articles: 18 found = 18 converted + 0 skipped + 0 failed" in done.stderr
    for record in reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl"):
        assert set(record) >= {
            "input",
            "size",
            "sha256",
            "format",
            "outputs",
            "articles",
            "diagnostics",
            "newsfmt",
        }
        for output in record["outputs"]:
            assert out[output["path"]] == output["sha256"]
    assert done.stdout == ""


def test_each_file_is_what_a_conversion_of_its_own_gives(
    run: Run, tree: Path, tmp_path: Path
) -> None:
    run("convert", "in", "--to", "newsml-g2", "-o", "out")
    for source, output in (
        ("a/story0.txt", "a/story0.xml"),
        ("two.txt", "two.xml"),
        ("page.md", "page.xml"),
    ):
        run("convert", tree / source, "--to", "newsml-g2", "-o", "one.xml", "--force")
        assert (tmp_path / "out" / output).read_bytes() == (tmp_path / "one.xml").read_bytes()


def origins(lines: str) -> list[tuple[str, str | None]]:
    found = [json.loads(line)["origin"] for line in lines.splitlines()]
    return [(origin["name"], origin.get("path")) for origin in found]


@pytest.mark.parametrize("folder", ["in", "in/", "./in", "in/a/.."])
def test_an_article_says_where_its_file_is_below_the_folder(
    run: Run, tree: Path, tmp_path: Path, folder: str
) -> None:
    lines = run("convert", folder, "--to", "jsonl", "--quiet").stdout
    assert ("story1.txt", "a/deep/story1.txt") in origins(lines)
    assert ("two.txt", "two.txt") in origins(lines)
    run("convert", folder, "--to", "json", "-o", "all.json")
    whole = json.loads((tmp_path / "all.json").read_text())
    assert [article["origin"] for article in whole] == [
        json.loads(line)["origin"] for line in lines.splitlines()
    ]


def test_a_pattern_has_a_root_and_a_named_file_none(run: Run, tree: Path) -> None:
    lines = run("convert", "in/a/**/*.txt", "--to", "jsonl", "--quiet").stdout
    assert ("story1.txt", "deep/story1.txt") in origins(lines)
    lines = run("convert", "in/two.txt", "in/b", "--to", "jsonl", "--quiet").stdout
    assert ("two.txt", None) in origins(lines)
    assert ("story2.txt", "story2.txt") in origins(lines)
    lines = run(
        "convert", "--files-from", "-", "--to", "jsonl", "--quiet", input="in/two.txt\n"
    ).stdout
    assert origins(lines) == [("two.txt", None)] * 2


def test_all_into_one_stream_in_the_order_of_the_names(
    run: Run, tree: Path, tmp_path: Path
) -> None:
    run("convert", "in", "-o", "all.jsonl")
    found = headlines(tmp_path / "all.jsonl")
    assert len(found) == 18
    assert found[:4] == [
        "Bridge 1 opens",
        "Bridge 10 opens",
        "Bridge 4 opens",
        "Bridge 7 opens",
    ]  # a/deep stands before a/story…
    records = reconciled(tmp_path / "all.jsonl.manifest.jsonl")
    assert [record["outputs"][0]["offset"] for record in records][:2] == [
        0,
        records[0]["outputs"][0]["size"],
    ]
    to_stdout = run("convert", "in", "--to", "jsonl", "--quiet")
    assert to_stdout.stdout == (tmp_path / "all.jsonl").read_text()


@pytest.mark.parametrize("size", ["5", "1", "1000", "2KB", "1B0"])
def test_shards(run: Run, tree: Path, tmp_path: Path, size: str) -> None:
    if size == "1B0":
        assert (
            "give a number of articles"
            in run(
                "convert", "in", "-t", "jsonl", "-o", "out", "--shard-size", size, status=2
            ).stderr
        )
        return
    run("convert", "in", "-o", "all.jsonl")
    run("convert", "in", "-t", "jsonl", "-o", "out", "--shard-size", size)
    shards = sorted((tmp_path / "out").glob("articles-*.jsonl"))
    assert b"".join(path.read_bytes() for path in shards) == (tmp_path / "all.jsonl").read_bytes()
    assert shards[0].name == "articles-00001.jsonl"
    if size.isdigit():
        counts = [len(headlines(path)) for path in shards]
        assert all(count == int(size) for count in counts[:-1])
        assert 0 < counts[-1] <= int(size)
    else:
        assert all(path.stat().st_size <= 2000 for path in shards if len(headlines(path)) > 1)
        assert len(shards) > 2
    reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl")
    run("verify", "out/newsfmt-manifest.jsonl")


def test_one_file_an_article_by_number_or_by_pattern(run: Run, tree: Path, tmp_path: Path) -> None:
    run("convert", "in", "--to", "json", "--split", "-o", "out")
    assert {"two.json", "two-2.json", "data.json", "data-2.json", "data-3.json"} <= set(
        snapshot(tmp_path / "out")
    )
    run("convert", "in", "--to", "markdown", "--name", "{year}/{month}/{date}-{slug}", "-o", "site")
    site = set(snapshot(tmp_path / "site"))
    assert {
        "2021/05/2021-05-01-bridge-0-opens.md",
        "2021/06/2021-06-01-ferry-sails.md",
        "undated/00/undated-row-1.md",
    } <= site
    assert len(site) == 19
    reconciled(tmp_path / "site" / "newsfmt-manifest.jsonl")


def test_a_format_of_one_article_a_file_gets_a_file_for_each(
    run: Run, tree: Path, tmp_path: Path
) -> None:
    run("convert", "in", "--to", "nitf", "-o", "out")
    assert {"two.nitf", "two-2.nitf"} <= set(snapshot(tmp_path / "out"))


def test_one_file_of_another_format_takes_all_of_a_folder(
    run: Run, tree: Path, tmp_path: Path
) -> None:
    done = run("convert", "in", "--to", "newsml-g2", "-o", "all.xml")
    assert len(list(newsfmt.read(tmp_path / "all.xml"))) == 18
    assert "files:    15 found = 15 converted + 0 skipped + 0 failed" in done.stderr
    assert (
        "needs jsonl, or a folder"
        in run("convert", "in", "--to", "newsml-g2", "-o", "b.xml", "--resume", status=2).stderr
    )


# ---- what is found
# ------------------------------------------------------------


def test_patterns_lists_and_standard_input(run: Run, tree: Path, tmp_path: Path) -> None:
    run("convert", "in/**/story*.txt", "--to", "json", "-o", "a")
    assert len(snapshot(tmp_path / "a")) == 13
    assert "deep/story1.json" in {name.removeprefix("a/") for name in snapshot(tmp_path / "a")}
    run("convert", "in/*/story[01].txt", "--to", "json", "-o", "b")
    assert set(snapshot(tmp_path / "b")) == {"a/story0.json", "newsfmt-manifest.jsonl"}
    (tmp_path / "list").write_text("in/two.txt\n\nin/a/story0.txt\n")
    run("convert", "--files-from", "list", "--to", "jsonl", "-o", "c.jsonl")
    assert headlines(tmp_path / "c.jsonl") == [
        "Bridge 20 opens",
        "Bridge 21 opens",
        "Bridge 0 opens",
    ]
    done = run(
        "convert",
        "--files-from",
        "-",
        "--to",
        "json",
        "-o",
        "d",
        input="in/two.txt\0in/a/story0.txt\0",
    )
    assert set(snapshot(tmp_path / "d")) == {
        "in/two.json",
        "in/a/story0.json",
        "newsfmt-manifest.jsonl",
    }
    done = run("convert", "-", "in/b", "-t", "jsonl", input=story(77), status=0)
    assert json.loads(done.stdout.splitlines()[0])["headline"] == "Bridge 77 opens"
    assert json.loads(done.stdout.splitlines()[0])["origin"] == {
        "format": "dated-text",
        "index": 0,
        "line": 1,
    }


def test_nothing_is_never_success(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert (
        "no article was converted; there is no file"
        in run("convert", "empty", "-t", "json", "-o", "out", status=1).stderr
    )
    assert (
        "no file matches the pattern"
        in run("convert", "*.xml", "-t", "json", "-o", "out2", status=1).stderr
    )
    assert "name the inputs" in run("convert", "-t", "json", "--jobs", "1", status=2).stderr
    (tmp_path / "empty" / "a.txt").write_text(story(1))
    done = run("convert", "empty", "-t", "jsonl", "--since", "2022", status=1)
    assert "articles left out: 1 before since" in done.stderr
    assert "no article was converted" in done.stderr


def test_packed_files_are_unpacked_and_named_without_their_packing(
    run: Run, tmp_path: Path
) -> None:
    packers: dict[str, Callable[[bytes], bytes]] = {
        ".gz": gzip.compress,
        ".bz2": bz2.compress,
        ".xz": lzma.compress,
        ".zst": pytest.importorskip("backports.zstd").compress,
        ".Z": pytest.importorskip("ncompress").compress,
    }
    for ending, pack in packers.items():
        write_bytes(tmp_path / "in" / f"a{ending[1]}.txt{ending}", pack(story(1).encode()))
    run("convert", "in", "-t", "dated-text", "-o", "out")
    names = {"ag.txt", "ab.txt", "ax.txt", "az.txt", "aZ.txt", "newsfmt-manifest.jsonl"}
    assert {name.partition("~")[0].removesuffix(".txt") for name in snapshot(tmp_path / "out")} == {
        name.removesuffix(".txt") for name in names
    }
    assert (tmp_path / "out" / "ag.txt").read_text() == story(1)


def test_what_is_passed_over_is_named_and_counted(run: Run, tree: Path, tmp_path: Path) -> None:
    (tree / ".git").mkdir()
    (tree / ".git" / "config").write_text("x")
    (tree / ".hidden.txt").write_text(story(1))
    (tree / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    (tree / "link.txt").symlink_to(tree / "two.txt")
    (tree / "loop").symlink_to(tree)
    os.mkfifo(tree / "pipe")
    done = run("convert", "in", "-t", "json", "-o", "out")
    reasons = {
        record["input"]: record["reason"]
        for record in reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl")
        if "reason" in record
    }
    assert reasons == {
        "in/.git": "hidden folder", "in/.hidden.txt": "hidden", "in/picture.png": "it is a PNG picture", "in/link.txt": "symbolic link",
        "in/loop": "symbolic link", "in/pipe": "not a regular file",
    }  # fmt: skip
    assert (
        "1 hidden, 1 hidden folder, 1 it is a PNG picture, 1 not a regular file, 2 symbolic link"
        in done.stderr
    )
    run("convert", "in", "-t", "json", "-o", "followed", "--follow-links")
    reasons = {
        record["input"]: record.get("reason")
        for record in reconciled(tmp_path / "followed" / "newsfmt-manifest.jsonl")
    }
    assert (reasons["in/link.txt"], reasons["in/loop"]) == (None, "a link to a folder above it")


def test_the_output_inside_the_input_is_no_input(run: Run, tree: Path, tmp_path: Path) -> None:
    for _ in range(2):
        run("convert", "in", "-t", "jsonl", "-o", "in/out.jsonl", "--force")
        assert len(headlines(tree / "out.jsonl")) == 18


# ---- names
# ------------------------------------------------------------

AWKWARD = ["con.txt", "a:b.txt", "a?b.txt", "x" * 240 + ".txt", "same.txt", "same.text", "SAME.txt", "-rf.txt", "tail .txt", "esc\x1b[2J.txt",
    unicodedata.normalize("NFC", "é.txt"), unicodedata.normalize("NFD", "é.txt"), "STRASSE.txt", "straße.txt", "two.txt", "two-2.txt", "\u202egpj.txt"]  # fmt: skip


def test_no_two_outputs_have_one_name_on_any_file_system(run: Run, tmp_path: Path) -> None:
    for number, name in enumerate(AWKWARD):
        write_bytes(
            tmp_path / "in" / name,
            story(number).encode() + (b"\n\n" + story(99).encode() if name == "two.txt" else b""),
        )
    run("convert", "in", "-t", "json", "--split", "-o", "out")
    names = [name for name in snapshot(tmp_path / "out") if name.endswith(".json")]
    assert len(names) == len(AWKWARD) + 1
    folded = {
        unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
        for name in names
    }
    assert len(folded) == len(names)
    for name in names:
        assert not set(name) & set('<>:"/\\|?*\x1b\u202e')
        assert len(name.encode()) < 255
        assert name.partition(".")[0].lower() not in ("con", "nul")
        assert not name.startswith("-")
    assert {f"Bridge {number} opens" for number in (*range(len(AWKWARD)), 99)} == {
        json.loads((tmp_path / "out" / name).read_bytes())["headline"] for name in names
    }


@pytest.mark.parametrize(
    "evil",
    [
        "../../evil",
        "/etc/evil",
        "C:\\evil",
        "a\x00b",
        "..",
        ".",
        "",
        "con",
        "a" * 5000,
        "\u202etxt",
        "x/../../y",
    ],
)
def test_values_of_articles_never_lead_out_of_the_folder(tmp_path: Path, evil: str) -> None:
    article = newsfmt.Article(id=evil, headline="H", slugline=evil, language=evil)
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    source.write_bytes(article.to_json() + b"\n")
    totals = batch.convert_tree(source, out, to="json", name="{id}/{slug}-{language}", jobs=1)
    assert totals.complete
    found = {path for path in tmp_path.rglob("*") if path.is_file()} - {source}
    assert all(path.resolve().is_relative_to(out.resolve()) for path in found)
    assert len(found) == 2


def test_a_pattern_that_cannot_be_is_refused_with_the_fields_there_are(
    run: Run, tree: Path
) -> None:
    done = run("convert", "in", "-t", "json", "-o", "out", "--name", "{dat}", status=2)
    assert "there is no field {dat}" in done.stderr
    assert "{date}" in done.stderr
    for pattern in ("{date", "{date:%Y}", "", "..", "{date!r}", "{date.year}", "{}"):
        with pytest.raises(OptionError):
            batch.convert_tree(tree, "out", to="json", name=pattern)


def test_links_in_the_output_are_not_followed(run: Run, tree: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").symlink_to(elsewhere)
    write_bytes(tmp_path / "precious", b"precious")
    (tmp_path / "out" / "two.json").symlink_to(tmp_path / "precious")
    done = run("convert", "in", "-t", "json", "-o", "out", status=1)
    assert "error: in/a/story0.txt: a in the output is a link or no folder" in done.stderr
    assert "two.json exists; say --force to overwrite it" in done.stderr
    assert list(elsewhere.iterdir()) == []
    run("convert", "in/two.txt", "-t", "json", "-o", "out", "--force", "--jobs", "1")
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert not (tmp_path / "out" / "two.json").is_symlink()
    reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl")


def test_a_file_that_is_there_is_not_overwritten(run: Run, tree: Path, tmp_path: Path) -> None:
    write_bytes(tmp_path / "out" / "two.json", b"precious")
    done = run("convert", "in", "-t", "json", "-o", "out", status=1)
    assert "error: in/two.txt: two.json exists; say --force to overwrite it" in done.stderr
    assert (tmp_path / "out" / "two.json").read_bytes() == b"precious"
    records = reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl")
    assert [
        (record["input"], record["failed"]) for record in records if record["status"] == "failed"
    ] == [("in/two.txt", 2)]
    again = run("convert", "in", "-t", "json", "-o", "out", status=2)
    assert "give --resume to add new inputs to it, or --force to begin anew" in again.stderr


# ---- workers
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "layout",
    [{"layout": "files"}, {"layout": "articles"}, {"shard_size": 3}, {"name": "{date}-{slug}"}],
)
def test_the_number_of_workers_does_not_show(
    tree: Path, tmp_path: Path, layout: dict[str, Any]
) -> None:
    for jobs in (1, 2, 5):
        batch.convert_tree(tree, tmp_path / f"out{jobs}", to="jsonl", jobs=jobs, **layout)
    assert snapshot(tmp_path / "out1") == snapshot(tmp_path / "out2") == snapshot(tmp_path / "out5")


def test_a_large_file_is_read_in_parts_and_comes_out_as_if_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsfmt.batch import _parts, _schedule

    monkeypatch.setattr(_parts, "PART", 20_000)
    monkeypatch.setattr(_schedule, "_GROUP_BYTES", 30_000)
    texts = [story(number, words=200) for number in range(300)]
    texts[120] += (
        # an article that the quick look does not see
        "\u2029 date 2021-05-05 Storm comes\n\nIt came."
    )
    source = tmp_path / "in.txt"
    source.write_text("\n\n".join(texts))
    newsfmt.convert(source, tmp_path / "whole.jsonl")
    newsfmt.write(newsfmt.read(source), tmp_path / "whole.jsonl")
    for jobs in (1, 3):
        totals = batch.convert_tree(
            source, tmp_path / f"{jobs}.jsonl", to="jsonl", layout="stream", jobs=jobs
        )
        assert totals.articles_converted == 301
        assert (tmp_path / f"{jobs}.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
        _, [record], _ = manifest(tmp_path / f"{jobs}.jsonl.manifest.jsonl")
        assert len(record["outputs"]) > 10
        batch.convert_tree(source, tmp_path / f"tree{jobs}", to="jsonl", jobs=jobs)
        assert (tmp_path / f"tree{jobs}" / "in.jsonl").read_bytes() == (
            tmp_path / "whole.jsonl"
        ).read_bytes()
        batch.convert_tree(
            source, tmp_path / f"each{jobs}", to="json", layout="articles", jobs=jobs
        )
    assert snapshot(tmp_path / "each1") == snapshot(tmp_path / "each3")
    assert len(snapshot(tmp_path / "each1")) == 302
    assert snapshot(tmp_path / "tree1") == snapshot(tmp_path / "tree3")


def test_options_limits_and_encodings_reach_the_workers(run: Run, tmp_path: Path) -> None:
    write_bytes(tmp_path / "in" / "a.txt", " date 03/04/2020 Åpner\n\nTekst.".encode("cp865"))
    run(
        "convert",
        "in",
        "-t",
        "json",
        "-o",
        "out",
        "-O",
        "dayfirst=true",
        "-O",
        "indent=false",
        "--encoding",
        "cp865",
    )
    data = (tmp_path / "out" / "a.json").read_bytes()
    assert data.count(b"\n") == 1
    assert (json.loads(data)["published"], json.loads(data)["headline"]) == ("2020-04-03", "Åpner")
    done = run("convert", "in", "-t", "json", "-o", "b", "--limit", "article_bytes=5", status=1)
    assert "passes the limit article_bytes=5" in done.stderr


# ---- filters
# ------------------------------------------------------------


def filtered(run: Run, *options: str) -> tuple[int, str]:
    done = run("convert", "in.jsonl", "-t", "jsonl", *options, status=None)
    return done.stdout.count("\n"), done.stderr


@pytest.mark.parametrize(
    "options, left, said",
    [
        ((), 6, ""),
        (("--since", "2021-03"), 3, "1 before since, 2 no date"),
        (("--until", "2021-03"), 3, "1 after until, 2 no date"),
        (("--since", "2021", "--until", "2021-02"), 2, ""),
        (("--language", "en"), 2, "1 another language, 3 no language"),
        (("--language", "en", "--language", "nb"), 3, "3 no language"),
        (("--status", "usable"), 4, "2 another status"),
        (("--leave-out", "withheld,canceled"), 4, "1 canceled, 1 withheld"),
        (("--leave-out", "embargoed"), 4, "2 embargoed"),
        (("--leave-out", "embargoed", "--at", "2021-05-01T12:00Z"), 5, "1 embargoed"),
        (("--where", "keywords=ferry"), 2, "4 where"),
        (("--where", "subjects.code!=01000000"), 5, "1 where"),
        (("--where", "text~STORM"), 1, "5 where"),
        (("--where", "extra.json:x=y"), 1, "5 where"),
        (("--where", "urgency=3", "--where", "headline~a"), 1, "5 where"),
    ],
)
def test_filters(run: Run, tmp_path: Path, options: tuple[str, ...], left: int, said: str) -> None:
    rows: list[dict[str, Any]] = [
        {
            "headline": "a",
            "published": "2021-01-05",
            "language": "en-GB",
            "keywords": ["ferry", "sea"],
        },
        {"headline": "ab", "published": "2021", "language": "en", "urgency": 3},
        {
            "headline": "c",
            "updated": "2021-03-31T10:00Z",
            "pub_status": "withheld",
            "keywords": ["ferry"],
        },
        {
            "headline": "d",
            "published": "2021-04-01",
            "language": "nb",
            "embargoed_until": "2021-05-01T10:00Z",
        },
        {
            "headline": "e",
            "pub_status": "canceled",
            "subjects": [{"code": "01000000"}],
            "embargoed": True,
        },
        {
            "headline": "f",
            "body": [{"type": "paragraph", "content": [{"text": "The storm came."}]}],
            "extra": {"json:x": ["y"]},
        },
    ]
    (tmp_path / "in.jsonl").write_text(
        "".join(
            json.dumps({"schema": "newsfmt-article/1", "type": "text", **row}) + "\n"
            for row in rows
        )
    )
    for more in ((), ("--jobs", "1")):  # in this process, and in a worker
        count, err = filtered(run, *options, *more)
        assert count == left
        if said:
            assert f"articles left out: {said}" in err


@pytest.mark.parametrize(
    "options, said",
    [
        (("--since", "last week"), "'last week' is no ISO 8601 date"),
        (("--where", "subjects.cod=1"), "there is no field 'cod'; did you mean 'code'?"),
        (("--where", "headline"), "write it as field=value"),
        (("--leave-out", "embargo"), "--leave-out embargo: give withheld|canceled|embargoed"),
        (("--at", "noon"), "--at noon"),
        (("--jobs", "0"), "--jobs 0: give a number above 0"),
        (("--jobs", "many"), "--jobs many: give a number above 0"),
        (("--timeout", "-1"), "--timeout -1: give a number above 0, or none"),
        (("--memory", "1.5"), "--memory 1.5: give a number above 0, or none"),
        (("--resume",), "--resume needs an output that stays"),
        (("--shard-size", "5"), "--shard-size needs a folder as output"),
    ],
)
def test_a_wrong_option_is_one_line(
    run: Run, tree: Path, options: tuple[str, ...], said: str
) -> None:
    done = run("convert", "in/two.txt", "-t", "jsonl", *options, status=2)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


# ---- the report, strict, stop
# ------------------------------------------------------------


def test_the_report_holds_every_diagnostic_in_the_order_of_the_inputs(
    run: Run, tmp_path: Path
) -> None:
    for number in range(150):
        write_bytes(tmp_path / "in" / f"{number:03}.txt", UNDATED)
    done = run(
        "convert", "in", "-t", "json", "-o", "out", "--report", "report.jsonl", "--jobs", "2"
    )
    rows = [json.loads(line) for line in (tmp_path / "report.jsonl").read_text().splitlines()]
    assert [row["source"] for row in rows if row["code"] == "read.no-date"] == [
        f"in/{number:03}.txt" for number in range(150)
    ]
    assert "… and 145 more [read.no-date]" in done.stderr
    assert "--report FILE keeps them all" not in done.stderr
    assert run("convert", "in", "-t", "jsonl", "--strict", "--quiet", status=3).stderr == ""


def test_on_error_stop_ends_at_the_first_failure_and_can_be_gone_on_with(
    run: Run, tree: Path, tmp_path: Path
) -> None:
    write_bytes(tree / "b" / "bad.json", b'{"headline": 3}')
    done = run(
        "convert",
        "in",
        "-t",
        "jsonl",
        "-o",
        "all.jsonl",
        "--on-error",
        "stop",
        "-f",
        "json",
        status=1,
    )
    assert "no article was converted" in done.stderr or "error:" in done.stderr
    assert not (tmp_path / "all.jsonl").exists()


def test_a_bad_article_costs_itself_alone(run: Run, tmp_path: Path) -> None:
    good = b'{"schema":"newsfmt-article/1","type":"text","headline":"A"}\n'
    write_bytes(
        tmp_path / "in" / "a.jsonl", good + b'{"schema":"newsfmt-article/1","headline": 3}\n' + good
    )
    write_bytes(tmp_path / "in" / "b.json", b"")
    done = run("convert", "in", "-t", "jsonl", "-o", "all.jsonl", status=1)
    assert len(headlines(tmp_path / "all.jsonl")) == 2
    assert (
        "error: in/a.jsonl:2: $.headline: a text is wanted here, not a number [read.article-skipped]"
        in done.stderr
    )
    records = reconciled(tmp_path / "all.jsonl.manifest.jsonl")
    assert [(record["status"], record["articles"], record["failed"]) for record in records] == [
        ("failed", 2, 1),
        ("failed", 0, 0),
    ]


def test_a_file_cut_off_in_the_middle_gives_what_is_whole_and_says_so(
    run: Run, tmp_path: Path
) -> None:
    run("convert", "-", "-t", "newsml-g2", "-o", "all.xml", input="\n\n".join(map(story, range(5))))
    data = (tmp_path / "all.xml").read_bytes()
    write_bytes(tmp_path / "in" / "cut.xml", data[: len(data) * 3 // 5])
    done = run("convert", "in", "-t", "jsonl", "-o", "out.jsonl", status=1)
    assert len(headlines(tmp_path / "out.jsonl")) in (2, 3)
    assert "error: in/cut.xml:" in done.stderr


# ---- the library
# ------------------------------------------------------------


def test_the_library_gives_an_outcome_for_each_input_in_order(tree: Path, tmp_path: Path) -> None:
    conversion = batch.Conversion(
        [tree], tmp_path / "out", to="json", jobs=2, filter=batch.Filter(since="2021-05-03")
    )
    outcomes = list(conversion)
    assert [outcome.input for outcome in outcomes] == sorted(
        (outcome.input for outcome in outcomes), key=os.fsencode
    )
    assert conversion.totals.inputs == len(outcomes) == 15
    assert conversion.totals.left_out == {"before since": 4, "no date": 3}
    assert conversion.totals.articles == conversion.totals.articles_converted + 7
    assert conversion.done == sum(path.stat().st_size for path in tree.rglob("*") if path.is_file())
    assert [
        line["record"]
        for line in map(json.loads, Path(conversion.manifest or "").read_text().splitlines())
    ][-1] == "summary"


@pytest.mark.parametrize(
    "how",
    [{"layout": "heap"}, {"layout": "stream", "to": "nitf"}, {"shard_size": 0}, {"shard_size": 3, "layout": "files"}, {"jobs": 0}, {"timeout": -1},
     {"to": "no-such"}, {"name": "{date}", "layout": "files"}, {"encoding": "utf-9"}, {"write_options": {"no_such": 1}}],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_the_call(tree: Path, how: dict[str, Any]) -> None:
    with pytest.raises(NewsfmtError):
        batch.Conversion(tree, "out", **{"to": "jsonl", **how})


def test_two_runs_do_not_work_in_one_place(tree: Path, tmp_path: Path) -> None:
    first = iter(batch.Conversion(tree, tmp_path / "out", to="json", jobs=1))
    next(first)
    with pytest.raises(OptionError, match="another run is at work there"):
        batch.convert_tree(tree, tmp_path / "out", to="json", jobs=1, resume=True)
    assert len(list(first)) == 14


def test_progress_is_a_line_now_and_then_where_there_is_no_terminal(
    tree: Path, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    from newsfmt.cli import progress, run

    monkeypatch.setattr(progress, "_LINE_EVERY", 0.0)
    assert (
        run(["convert", str(tree), "-t", "json", "-o", str(tmp_path / "out"), "--jobs", "1"]) == 0
    )
    lines = [line for line in capsys.readouterr().err.splitlines() if "MB/s" in line]
    assert lines
    assert "15 files, " in lines[-1]
    assert " 18 articles, " in lines[-1]


def test_the_page_of_the_manifest_has_every_key_and_code(
    run: Run, tree: Path, tmp_path: Path
) -> None:
    from newsfmt.batch._accounts import RETRIED

    write_bytes(tree / "bad.json", b'{"schema":"newsfmt-article/1","headline": 3}')
    run("convert", "in", "-t", "jsonl", "-o", "out", "--shard-size", "2KB", "--since", "2021-05-03", "--encoding", "utf-8", "--limit", "depth=9",
        "-O", "flat=true", "-f", "json", status=1)  # fmt: skip
    run(
        "convert",
        "in",
        "-t",
        "jsonl",
        "-o",
        "b",
        "--name",
        "{slug}",
        "--since",
        "2021-05-03",
        status=1,
    )
    run("convert", "in", "-t", "jsonl", "-o", "c", "--shard-size", "2", status=1)
    page = (Path(__file__).parents[2] / "docs" / "reference" / "manifest.md").read_text(
        encoding="utf-8"
    )
    keys: set[str] = set()
    for out in "out", "b", "c":
        header, records, sums = manifest(tmp_path / out / "newsfmt-manifest.jsonl")
        keys |= {*header, *sums, *(key for record in records for key in record)}
        keys |= {key for record in records for output in record["outputs"] for key in output}
    assert len(keys) > 30
    assert [key for key in sorted(keys | RETRIED | {"no-articles"}) if f"`{key}`" not in page] == []


# ---- losses for people
# ------------------------------------------------------------


def _with_losses(tmp_path: Path, count: int) -> None:
    for number in range(count):
        article = {
            "schema": "newsfmt-article/1",
            "type": "text",
            "headline": f"Bridge {number}",
            "published": "2021-05-04",
            "credit": "EP",
            "subjects": [{"name": "ferries", "code": "f1"}] * 2,
        }
        write_bytes(tmp_path / "in" / f"{number}.json", json.dumps(article).encode())


def test_losses_are_summed_by_field(run: Run, tmp_path: Path) -> None:
    _with_losses(tmp_path, 30)
    done = run("convert", "in", "--to", "csv", "-o", "all.csv", "--report", "report.jsonl")
    lines = done.stderr.splitlines()
    assert lines[0] == "losses by field; report.jsonl lists each:"
    assert [line.split() for line in lines[1:3]] == [
        ["60", "subjects.code", "write.field-lost"],
        ["30", "credit", "write.field-lost"],
    ]
    rows = (tmp_path / "report.jsonl").read_text("utf-8").splitlines()
    assert len([row for row in rows if "write.field-lost" in row]) == 90


def test_the_sums_do_not_depend_on_the_processes(run: Run, tmp_path: Path) -> None:
    _with_losses(tmp_path, 40)
    for jobs in ("1", "2"):
        done = run("convert", "in", "-t", "newsml-1", "-o", f"out{jobs}/", "--jobs", jobs)
        table = done.stderr.partition("files:")[0]
        assert "for information, no losses:" not in table or "write.value-derived" in table
        (tmp_path / f"{jobs}.txt").write_text(table, "utf-8")
    assert (tmp_path / "1.txt").read_text("utf-8") == (tmp_path / "2.txt").read_text("utf-8")


def test_information_stands_apart_and_a_resumed_run_has_the_rest(run: Run, tmp_path: Path) -> None:
    _with_losses(tmp_path, 8)
    first = run("convert", "in", "--to", "ninjs", "-o", "out/").stderr
    losses, _, information = first.partition("for information, no losses:")
    assert "write.field-lost" in losses
    assert "write.value-derived" not in losses
    assert "write.value-derived" in information
    again = run("convert", "in", "--to", "ninjs", "-o", "out/", "--resume").stderr
    assert "(in an earlier run)  write.field-lost" in again


def test_one_file_with_few_losses_has_a_line_for_each(run: Run, tmp_path: Path) -> None:
    _with_losses(tmp_path, 1)
    done = run("convert", "in/0.json", "--to", "csv", "-o", "all.csv")
    assert done.stderr.count("loss: ") == 3
    assert "losses by field" not in done.stderr

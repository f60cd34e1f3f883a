"""What a second look at batches found: inputs that come and go between runs, streams as inputs, places that outputs must not take."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsfmt import batch
from newsfmt.errors import OptionError

from .conftest import reconciled, snapshot, story, write_bytes

# ---- inputs that come and go between runs ---------------------------------------------------------------------------


def test_where_the_first_of_many_inputs_is_gone_the_manifest_still_has_all_others(tmp_path: Path) -> None:
    for number in range(2500):  # more than are under way at once
        write_bytes(tmp_path / "in" / f"{number:04}.txt", b" date 2021-05-04 Bridge opens\n\nIt opened.")
    batch.convert_tree(tmp_path / "in", tmp_path / "out", to="json", jobs=1)
    (tmp_path / "in" / "0000.txt").unlink()
    assert batch.convert_tree(tmp_path / "in", tmp_path / "out", to="json", jobs=1, resume=True).reused == 2499
    assert len(reconciled(tmp_path / "out" / "newsfmt-manifest.jsonl")) == 2499
    assert list(batch.check_manifest(tmp_path / "out" / "newsfmt-manifest.jsonl")) == []


@pytest.mark.parametrize("force", [False, True])
def test_a_new_input_never_takes_the_name_of_an_article_that_is_there(tmp_path: Path, force: bool) -> None:
    write_bytes(tmp_path / "in" / "a.txt", f"{story(1)}\n\n{story(2)}".encode())
    batch.convert_tree(tmp_path / "in", tmp_path / "out", to="json", layout="articles")
    write_bytes(tmp_path / "in" / "a-2.txt", story(3).encode())
    totals = batch.convert_tree(tmp_path / "in", tmp_path / "out", to="json", layout="articles", resume=True, force=force)
    assert (totals.converted, totals.articles_converted) == (2, 3)
    assert list(batch.check_manifest(tmp_path / "out" / "newsfmt-manifest.jsonl")) == []
    batch.convert_tree(tmp_path / "in", tmp_path / "undisturbed", to="json", layout="articles")
    assert snapshot(tmp_path / "out") == snapshot(tmp_path / "undisturbed")


def test_a_run_that_is_at_work_is_not_begun_anew_by_another(tree: Path, tmp_path: Path) -> None:
    first = iter(batch.Conversion(tree, tmp_path / "out", to="json", jobs=1))
    next(first)
    for how in ({"force": True}, {"resume": True}, {}):
        with pytest.raises(OptionError, match="another run is at work there"):
            batch.convert_tree(tree, tmp_path / "out", to="json", jobs=1, **how)  # type: ignore[arg-type]
    assert len(list(first)) == 14
    assert list(batch.check_manifest(tmp_path / "out" / "newsfmt-manifest.jsonl")) == []

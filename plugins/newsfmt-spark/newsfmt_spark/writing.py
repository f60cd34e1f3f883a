"""Writing with Spark: each task writes its articles to one file, or each to one of its own where
the format holds one; the files get their names when all tasks are done, and a manifest lists them.

Until then everything is in ``_temporary``; a job that fails leaves nothing.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import attrs
import pyarrow as pa
from newsfmt_arrow.batches import texts_of
from pyspark.sql.datasource import DataSourceArrowWriter, WriterCommitMessage

import newsfmt
from newsfmt import Article, Report
from newsfmt.batch import Outcome, Output
from newsfmt.errors import OptionError
from newsfmt_spark.choices import WriteChoices
from newsfmt_spark.output import Folder

if TYPE_CHECKING:
    from pyspark.sql.types import StructType

__all__ = ["Writer", "Written"]


@attrs.define(slots=False)
class Written(WriterCommitMessage):
    """What a task has written, below its own folder in ``_temporary``."""

    partition: int
    folder: str
    files: list[tuple[str, int, str, int]] = attrs.field(factory=list)
    """Name, bytes, sha256 and articles of each file."""
    failed: int = 0
    """Rows without an article."""
    diagnostics: dict[str, int] = attrs.field(factory=dict)

    def outcome(self, format: str) -> Outcome:
        """Return the record of the manifest."""
        outputs = tuple(
            Output(path=name, size=size, sha256=sha256, articles=articles)
            for name, size, sha256, articles in self.files
        )
        articles = sum(output.articles for output in outputs)
        status, reason = ("converted", "") if articles else ("skipped", "no rows")
        if self.failed:
            status, reason = "failed", f"{self.failed} rows without an article"
        return Outcome(
            input=f"partition {self.partition}",
            status=status,
            code="no-articles" if self.failed else "",
            reason=reason,
            format=format,
            articles=articles,
            failed=self.failed,
            diagnostics=self.diagnostics,
            outputs=outputs,
        )


class Writer(DataSourceArrowWriter):
    """Writes the column ``article`` of a table in a format. Raises OptionError, FormatError."""

    def __init__(self, choices: WriteChoices, schema: StructType, overwrite: bool) -> None:
        if "article" not in schema.names:
            raise OptionError(
                "the table has no column article; read it with columns=default,article",
                option="columns",
            )
        self._choices = choices
        self._overwrite = overwrite
        self._run = uuid.uuid4().hex[:8]
        self._folder = Folder(choices.path)
        self._made = self._folder.begin(overwrite=overwrite)

    # ---- in a task

    def write(self, iterator: Iterator[pa.RecordBatch]) -> Written:
        """Write the articles of a partition. Raises OSError, SerializeError."""
        from pyspark import TaskContext

        context = TaskContext.get()
        assert context is not None
        written = Written(context.partitionId(), f"{self._run}/{context.taskAttemptId()}")
        fmt = self._choices.format
        name = f"part-{written.partition:05}-{self._run}"
        ending = fmt.extensions[0] if fmt.extensions else fmt.name
        articles = _articles(iterator, written)
        if not fmt.multiple:
            for number, article in enumerate(articles, 1):
                self._file(f"{name}/{number:06}.{ending}", [article], written)
        elif (first := next(articles, None)) is not None:
            self._file(f"{name}.{ending}", chain([first], articles), written)
        return written

    def _file(self, name: str, articles: Iterable[Article], written: Written) -> None:
        counted = _Counted(articles)
        with self._folder.temporary(written.folder, name) as file:
            out = _Hashed(file)
            report = newsfmt.write(
                counted, cast("BinaryIO", out), format=self._choices.to, options=self._choices.options
            )  # fmt: skip
        _add(report, written.diagnostics)
        written.files.append((name, out.size, out.digest.hexdigest(), counted.count))

    # ---- in the driver

    def commit(self, messages: list[WriterCommitMessage | None]) -> None:
        """Give the files their names in the order of the partitions. Raises OSError."""
        tasks = sorted(
            (each for each in messages if isinstance(each, Written)),
            key=lambda each: each.partition,
        )
        if self._overwrite:
            self._folder.remove_runs()
        for task in tasks:
            for name, *_ in task.files:
                self._folder.place(task.folder, name)
        outcomes = [task.outcome(self._choices.to) for task in tasks]
        self._folder.finish(self._run, self._choices.to, outcomes)

    def abort(self, messages: list[WriterCommitMessage | None]) -> None:
        """Remove what the tasks have written, and the folder if the job made it."""
        with suppress(OSError):
            self._folder.abandon(self._run, made=self._made)


def _articles(batches: Iterator[pa.RecordBatch], written: Written) -> Iterator[Article]:
    for batch in batches:
        for text in texts_of(batch):
            if text is None:
                written.failed += 1
            else:
                yield Article.from_json(text)


def _add(report: Report, sums: dict[str, int]) -> None:
    for code, count in report.counts.items():
        sums[code] = sums.get(code, 0) + count


class _Counted:
    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = articles
        self.count = 0

    def __iter__(self) -> Iterator[Article]:
        for article in self._articles:
            self.count += 1
            yield article


class _Hashed(io.RawIOBase):
    """A file that is hashed and counted as it is written."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = bytes(data)
        self._file.write(view)
        self.digest.update(view)
        self.size += len(view)
        return len(view)

"""One session of Spark for all tests: a small cluster on this machine, two executors of one core."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PLUGIN = '''
"""A format that does harm: each line is an article, or what the process that reads it does."""

import os
import signal
import time

from newsfmt import Article, Confidence, Format, hookimpl


def sniff(head):
    return Confidence.CERTAIN if head.data.startswith(b"POISON") else Confidence.NO


def read(stream, context):
    for number, line in context.lines(stream):
        word, _, rest = line.decode().strip().partition(" ")
        if word == "article":
            yield Article(headline=rest, origin=context.origin(number - 2, number))
        elif word == "kill-once" and not os.path.exists(rest):
            open(rest, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "kill":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif word == "eat":
            yield Article(headline=str(len(bytearray(64 << 30))))
        elif word == "hang":
            time.sleep(600)


@hookimpl
def newsfmt_formats():
    return [Format(name="poison", title="Poison", sniff=sniff, read=read)]
'''


@pytest.fixture(scope="session")
def environment() -> Iterator[dict[str, str]]:
    """What a client of an object store on this machine needs in its environment; nothing without
    the server of moto.
    """
    try:
        from moto.server import ThreadedMotoServer
    except ImportError:
        yield {}
        return
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        "AWS_ACCESS_KEY_ID": "reader",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }
    before = dict(os.environ)
    os.environ.update(variables)
    yield variables
    for name in variables:
        os.environ.pop(name)
    os.environ.update(before)
    server.stop()


@pytest.fixture
def bucket(environment: dict[str, str], tmp_path: Path) -> Any:
    """A store with an empty bucket, and the name of that; skipped without the server of moto."""
    if not environment:
        pytest.skip("the server of moto is not installed: pip install 'moto[server]'")
    fs = pytest.importorskip("pyarrow.fs", reason="pyarrow is not installed: pip install pyarrow")
    store = fs.S3FileSystem(
        endpoint_override=environment["AWS_ENDPOINT_URL"], allow_bucket_creation=True
    )
    name = f"wire-{abs(hash(tmp_path))}"
    store.create_dir(name)
    return store, name


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[Any]:
    """A session of ``local-cluster``; skipped without Java or pyspark."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java is not installed; Spark 4 needs Java 17")
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed: pip install pyspark")
    work = tmp_path_factory.mktemp("spark")
    plugin = work / "plugin"
    information = plugin / "poison-1.0.dist-info"
    information.mkdir(parents=True)
    (plugin / "poison_format.py").write_text(PLUGIN)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: poison\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[newsfmt]\npoison = poison_format\n")
    python = os.pathsep.join(filter(None, (str(plugin), os.environ.get("PYTHONPATH", ""))))
    before = dict(os.environ)
    os.environ.update(
        PYSPARK_PYTHON=sys.executable,
        PYSPARK_DRIVER_PYTHON=sys.executable,
        SPARK_LOCAL_IP="127.0.0.1",
        PYTHONPATH=python,
        PYTHONWARNINGS="ignore",
    )
    builder = sql.SparkSession.builder
    for name, value in environment.items():
        builder = builder.config(f"spark.executorEnv.{name}", value)
    session = (
        builder.master("local-cluster[2,1,1024]")
        .appName("newsfmt-spark tests")
        .config("spark.executorEnv.PYTHONPATH", python)
        .config("spark.executor.memory", "1g")
        .config("spark.driver.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.local.dir", str(work))
        .config("spark.sql.warehouse.dir", str(work / "warehouse"))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Articles of several formats, and one of each thing that is none."""
    top = tmp_path / "in"
    (top / "a").mkdir(parents=True)
    for number in range(8):
        (top / "a" / f"story{number}.txt").write_text(f" date 2021-05-0{number + 1} Bridge {number} opens\n\nMOLDE — It opened.")  # fmt: skip
    row = '{"schema":"newsfmt-article/1","type":"text","headline":"Row"}'
    (top / "rows.jsonl").write_text("\n".join([row, '{"headline": 5}', row, "{", row]))
    (top / "empty.xml").write_bytes(b"")
    (top / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (top / ".hidden.txt").write_text("hidden")
    (top / "unsure.txt").write_text("Some words of nobody knows what.\n")
    (top / "broken.xml").write_bytes(b"<nitf><head></nitf>")
    return top

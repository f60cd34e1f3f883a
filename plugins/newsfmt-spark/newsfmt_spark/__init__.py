"""Apache Spark reads and writes news articles through newsfmt: the same rows and the same accounts
as ``newsfmt convert`` on one machine.

``spark.read.format("newsfmt")`` and ``df.write.format("newsfmt")`` need no import where the package
is installed beside the driver; elsewhere register :class:`NewsfmtDataSource`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["NewsfmtDataSource", "from_binary_files", "totals"]

if TYPE_CHECKING:
    from pyspark_newsfmt import DefaultSource as NewsfmtDataSource

    from newsfmt_spark.accounts import totals
    from newsfmt_spark.contents import from_binary_files


def __getattr__(name: str) -> Any:
    value: Any
    if name == "NewsfmtDataSource":
        from pyspark_newsfmt import DefaultSource as value  # noqa: N813 (a class by another name)
    elif name == "totals":
        from newsfmt_spark.accounts import totals as value
    elif name == "from_binary_files":
        from newsfmt_spark.contents import from_binary_files as value
    else:
        raise AttributeError(f"module 'newsfmt_spark' has no attribute {name!r}")
    globals()[name] = value
    return value

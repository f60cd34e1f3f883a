"""Field docstrings of attrs classes, read from the source: the interpreter keeps none, so a test
has to parse for them.
"""

from __future__ import annotations

import ast
import inspect
from types import ModuleType

__all__ = ["documented"]


def documented(module: ModuleType) -> list[tuple[str, str, str | None]]:
    """Return class, field and docstring (or None) for every annotated field of every class in a
    module's source.

    >>> from newsfmt import article
    >>> documented(article)[0]
    ('Party', 'name', 'Name as displayed. IPTC: name.')
    """
    fields: list[tuple[str, str, str | None]] = []
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef) and any(
            "frozen" in ast.unparse(part) for part in node.decorator_list
        ):
            following = [*node.body[1:], ast.Pass()]
            for statement, after in zip(node.body, following, strict=True):
                if (
                    isinstance(statement, ast.AnnAssign)
                    and isinstance(statement.target, ast.Name)
                    and "ClassVar" not in ast.unparse(statement.annotation)
                ):
                    fields.append((node.name, statement.target.id, _text(after)))
    return fields


def _text(statement: ast.stmt) -> str | None:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None

"""Write docs/reference/api/, every public name with its signature, types and docstring: ``python
docs/build_api.py``.

The examples are those of the docstrings, which the tests run where they stand; a test compares the
pages with what comes out here.
"""

from __future__ import annotations

import ast
import enum
import importlib
import inspect
import itertools
import re
import sys
import textwrap
import types
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
from build_reference import code, codes, first_sentence, plain, public_modules, table

import newsfmt
from newsfmt._record import field_docs
from newsfmt.errors import NewsfmtError

ROOT = Path(__file__).parents[1]
FOLDER = "docs/reference/api"
NOTE = "<!-- Written by docs/build_api.py; change the code it comes from, then run it. -->\n"
WIDTH = 110
_SHOWN_ELSEWHERE = {
    "newsfmt.article": ("Its fields", "../model.md"),
    "newsfmt.body": ("Its fields", "../model.md"),
    "newsfmt.errors": ("What to do about it", "../errors.md"),
}
"""Modules whose classes have their fields on another page."""


def pages() -> dict[str, Callable[[], str]]:
    """Return for each page the function that makes its text."""
    return {f"{FOLDER}/{name}.md": lambda name=name: page(name) for name in public_modules()}  # type: ignore[misc]


def page(name: str) -> str:
    """Return the page of a module."""
    module = importlib.import_module(name)
    return f"{NOTE}\n# {name}\n\n{markdown(module.__doc__)}\n{''.join(_entry(name, module, public) for public in module.__all__)}"


def _entry(name: str, module: Any, public: str) -> str:
    value = getattr(module, public)
    home = _home(name, module, public)
    if home != name:
        return f"## {public}\n\n{first_sentence(inspect.getdoc(value))} → [`{home}.{public}`]({home}.md#{public.lower()})\n\n"
    if inspect.isclass(value):
        return f"## {public}\n\n{_class(name, value)}"
    if callable(value) and inspect.isfunction(inspect.unwrap(value)):  # a cached one too
        return f"## {public}\n\n{_signature(public, value)}{markdown(value.__doc__)}\n"
    return f"## {public}\n\n{_constant(module, public, value)}\n\n"


def _home(name: str, module: Any, public: str) -> str:
    """The module whose page has the entry: where a name is defined, if that is public."""
    place = (
        f"newsfmt.{newsfmt._HOMES[public]}"
        if module is newsfmt
        else getattr(getattr(module, public), "__module__", name)
    )
    if place == name or not str(place).startswith("newsfmt.") or place not in public_modules():
        return name
    return place if public in importlib.import_module(place).__all__ else name


# ---- what an entry says
# ---------------------------------------------------------------------------------------------


def _class(name: str, cls: type) -> str:
    bases = [
        base.__name__
        for base in cls.__bases__
        if base is not object and not base.__name__.startswith("_") and base.__name__ != "Record"
    ]
    text = f"```text\nclass {cls.__name__}({', '.join(bases)})\n```\n\n" if bases else ""
    if issubclass(cls, enum.Enum):
        return text + markdown(cls.__doc__) + "\n" + codes(member.name for member in cls) + "\n\n"
    if not getattr(cls, "_is_protocol", False) and not issubclass(cls, NewsfmtError):
        text = _signature(cls.__name__, cls)
    text += markdown(cls.__doc__) + "\n"
    if name in _SHOWN_ELSEWHERE and cls.__name__ not in {"FrozenMap", "Position"}:
        label, place = _SHOWN_ELSEWHERE[name]
        return text + f"[{label}]({place}#{cls.__name__.lower()})\n\n" + _methods(cls)
    if attrs.has(cls) and attrs.fields(cls):
        docs = field_docs(cls)
        rows = [
            (
                code(field.name),
                code(_type(field.type)),
                plain(docs.get(field.name, "")).partition(" IPTC: ")[0],
            )
            for field in attrs.fields(cls)
            if not field.name.startswith("_")
        ]
        text += table(("field", "type", "meaning"), rows) + "\n"
    return text + _attributes(cls) + _methods(cls)


def _attributes(cls: type) -> str:
    """What a class sets in its constructor, or finds out when it is asked, and says in a sentence."""
    rows = [(code(name), plain(text)) for name, text in _set_in_constructor(cls).items()]
    for name, value in vars(cls).items():
        computed = not callable(value) and hasattr(type(value), "__get__")
        if computed and not isinstance(value, property) and not name.startswith("_"):
            rows += [(code(name), plain(value.__doc__))] if value.__doc__ else []
    return table(("attribute", "meaning"), rows) + "\n" if rows else ""


def _set_in_constructor(cls: type) -> dict[str, str]:
    """The attributes that ``__init__`` sets, each with the text that stands below it."""
    if attrs.has(cls) or "__init__" not in vars(cls):
        return {}
    (function,) = ast.parse(textwrap.dedent(inspect.getsource(cls.__init__))).body  # type: ignore[misc]
    docs = {}
    for line, below in itertools.pairwise(function.body):  # type: ignore[attr-defined]
        target = getattr(line, "target", None) or next(iter(getattr(line, "targets", ())), None)
        text = getattr(below.value, "value", None) if isinstance(below, ast.Expr) else None
        if isinstance(target, ast.Attribute) and target.attr[0] != "_" and isinstance(text, str):
            docs[target.attr] = " ".join(text.split())
    return docs


def _methods(cls: type) -> str:
    rows = []
    for name, value in vars(cls).items():
        function = value.__func__ if isinstance(value, (classmethod, staticmethod)) else value
        if name.startswith("_") and name != "__call__":
            continue
        if isinstance(value, property):
            rows.append((code(name), first_sentence(value.__doc__)))
        elif inspect.isfunction(function):
            rows.append(
                (
                    code(f"{name}{_call(function, method=not isinstance(value, staticmethod))}"),
                    first_sentence(function.__doc__),
                )
            )
    return table(("method or property", "result"), rows) + "\n" if rows else ""


def _constant(module: Any, public: str, value: Any) -> str:
    found = re.search(
        rf'^{public}\b[^\n]*(?:\n(?!\w|""")[^\n]*|\n[)}}\]][^\n]*)*\n"""(.*?)"""',
        inspect.getsource(module),
        re.MULTILINE | re.DOTALL,
    )
    if found:
        return plain(found[1])
    if isinstance(value, types.UnionType):
        return "One of " + codes(part.__name__ for part in typing.get_args(value)) + "."
    if isinstance(value, frozenset):
        return codes(sorted(value))
    return first_sentence(value.__doc__) if callable(value) else code(repr(value))


def _type(annotation: Any) -> str:
    return str(
        annotation if isinstance(annotation, str) else getattr(annotation, "__name__", annotation)
    ).replace("typing.", "")


def _call(function: Any, *, method: bool = False) -> str:
    signature = inspect.signature(function)
    found = list(signature.parameters.values())[1 if method else 0 :]
    ends = (
        f" -> {_type(signature.return_annotation)}"
        if signature.return_annotation is not signature.empty
        else ""
    )
    return f"({', '.join(_parameters(found))}){ends}"


def _parameters(found: list[inspect.Parameter]) -> Iterator[str]:
    star = False
    for parameter in found:
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            star = True
            yield "*"
        star = star or parameter.kind is parameter.VAR_POSITIONAL
        mark = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        hint = (
            f": {_type(parameter.annotation)}"
            if parameter.annotation is not parameter.empty
            else ""
        )
        default = parameter.default
        shown = (
            ""
            if default is parameter.empty
            else re.sub(r"<(?:function|class) '?(?:[\w.]*\.)?(\w+)[^>]*>", r"\1", _shown(default))
        )
        equals = (
            ""
            if not shown
            else f" = {'…' if shown.startswith('<') or 'NOTHING' in shown else shown}"
        )
        yield f"{mark}{parameter.name}{hint}{equals if hint else equals.replace(' ', '')}"


def _typed(value: Any, found: list[inspect.Parameter]) -> list[inspect.Parameter]:
    """The parameters of an attrs class with the types of its fields, which converters take more
    than.
    """
    kinds = (
        {field.name: field.type for field in attrs.fields(value)}
        if inspect.isclass(value) and attrs.has(value)
        else {}
    )
    return [
        parameter.replace(annotation=kinds.get(parameter.name, parameter.annotation))
        for parameter in found
    ]


def _shown(default: Any) -> str:
    return (
        "{" + ", ".join(map(repr, sorted(default))) + "}"
        if isinstance(default, frozenset)
        else repr(default)
    )


def _signature(name: str, value: Any) -> str:
    try:
        inside = list(
            _parameters(_typed(value, list(inspect.signature(value).parameters.values())))
        )
    except ValueError:  # a type alias, a class without a constructor of its own
        return ""
    returned = (
        inspect.signature(value).return_annotation
        if not inspect.isclass(value)
        else inspect.Signature.empty
    )
    ends = f" -> {_type(returned)}" if returned is not inspect.Signature.empty else ""
    line = f"{name}({', '.join(inside)}){ends}"
    if len(line) > WIDTH:
        line = f"{name}(\n" + "".join(f"    {part},\n" for part in inside) + f"){ends}"
    return f"```text\n{line}\n```\n\n"


# ---- docstrings
# -----------------------------------------------------------------------------------------------------


def markdown(docstring: str | None) -> str:
    """Return a docstring as Markdown: paragraphs, lists, examples, and what is set off with ``::``
    or as a table.
    """
    text, parts, literal = inspect.cleandoc(docstring or ""), [], False
    for block in re.split(r"\n\s*\n", text):
        if block.startswith(">>>"):
            parts.append(f"```pycon\n{block}\n```")
        elif literal and block.startswith(" "):
            parts.append(f"```text\n{inspect.cleandoc(block)}\n```")
        elif block.startswith("===="):
            parts.append(f"```text\n{block}\n```")
        elif re.match(r"[*-] ", block):
            parts.append(
                "\n".join(
                    f"* {plain(item)}"
                    for item in re.split(r"^[*-] ", block, flags=re.MULTILINE)
                    if item.strip()
                )
            )
        else:
            parts.append(re.sub(r"(?<![.?:])\s*::$", ":", plain(block)).removesuffix("::").rstrip())
        literal = block.rstrip().endswith("::")
    return "\n\n".join(part for part in parts if part) + "\n"


def main() -> int:
    """Write the pages, and remove those of modules that are gone."""
    (ROOT / FOLDER).mkdir(exist_ok=True)
    wanted = pages()
    for path in (ROOT / FOLDER).glob("*.md"):
        if f"{FOLDER}/{path.name}" not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (ROOT / name).write_text(text().rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

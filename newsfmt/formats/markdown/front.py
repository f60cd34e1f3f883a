"""Front matter to plain data: YAML between ``---``, TOML between ``+++`` or JSON between ``;;;``
(or what the first fence names) becomes texts, lists and mappings; every scalar is a text.

No value is typed by its looks (``NO`` is a text), no node is repeated (anchors and aliases are
refused), nothing is constructed (so are tags). The first of equal keys counts. What is no YAML is
read key by key, so that a bad key loses no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from datetime import date, datetime, time
from typing import Any

import attrs
import yaml

from newsfmt.errors import ParseError, Position
from newsfmt.format import Context

__all__ = ["Front", "split"]

_START = re.compile(r"(---|\+\+\+|;;;)[ \t]*(yaml|toml|json)?[ \t]*\r?\n")
_END = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*\r?$", re.MULTILINE),
    ";;;": re.compile(r"^;;;[ \t]*\r?$", re.MULTILINE),
}
_KINDS = {"---": "yaml", "+++": "toml", ";;;": "json"}
_BLANK = re.compile(r"(?:[ \t]*+\r?\n)*+")
_UNOPENED_END = re.compile(r"^(?:---[ \t]*)?\r?$|\Z", re.MULTILINE)
_ENTRY = re.compile(r"([A-Za-z_][\w.-]*)[ \t]*:(?:[ \t]+(.*))?")
_DOTTED = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+)++"""
)  # the parts of a key of TOML
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@attrs.define
class Front:
    """What front matter holds."""

    values: dict[str, Any]
    """Its keys, as written, and their values: texts, None, lists, mappings."""
    lines: dict[str, int]
    """The line of each key."""
    repeated: list[tuple[str, Any, int]]
    """Keys that came again: path, value, line."""


def split(
    text: str, context: Context, telling: Set[str] = frozenset()
) -> tuple[Front | None, str, int]:
    """Return the front matter, the text after it, and the line that text begins on; no front matter
    is no error. Front matter without its first fence has one of the keys in ``telling``.

    Raises ParseError, with the line, for anchors, aliases and tags; LimitError for front matter
    beyond its limits.
    """
    lead = _BLANK.match(text).end()  # type: ignore[union-attr]
    opened = _START.match(text, lead)
    start, first = (opened.end(), 2) if opened else (lead, 1)
    closed = _END[opened[1]].search(text, start) if opened else _closed_alone(text, lead, telling)
    if closed is None:
        return None, text, 1
    inside, first = text[start : closed.start()], first + text.count("\n", 0, lead)
    limit = context.limits.front_matter
    if limit is not None and len(inside) > limit:
        raise context.exceeded("front_matter", "the front matter", at=first)
    kind = opened[2] or _KINDS[opened[1]] if opened else "yaml"
    if kind == "json" and not inside.lstrip().startswith("{"):
        inside = f"{{{inside}}}"
    front = (
        _toml("\n" * (first - 2) + inside, context)
        if kind == "toml"
        else _yaml(inside, context, first)  # of which JSON is a part
    )
    if front is None:
        return None, text, 1
    rest = text[closed.end() :]
    return front, rest.removeprefix("\r").removeprefix("\n"), text.count("\n", 0, closed.end()) + 2


def _closed_alone(text: str, start: int, telling: Set[str]) -> re.Match[str] | None:
    """The end of front matter that no fence opens: a fence or blank line behind lines that are
    keys: two at least, and one of them in ``telling``.
    """
    closed = _UNOPENED_END.search(text, start)
    if closed is None:
        return None
    rows = [row.rstrip() for row in text[start : closed.start()].removesuffix("\n").split("\n")]
    keys = [match[1].lower() for match in map(_ENTRY.fullmatch, rows) if match]
    entries = all(_ENTRY.fullmatch(row) or row[:1] in " \t-" for row in rows)
    return closed if entries and len(keys) > 1 and telling & set(keys) else None


# ---- YAML
# ------------------------------------------------------------


def _yaml(text: str, context: Context, first: int) -> Front | None:
    try:
        return _tree(text, context, first)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + first if mark else None
        if "nesting depth" in (
            getattr(error, "problem", None) or ""
        ):  # libyaml's own limit, from 0.2.6
            raise context.exceeded("depth", "the nesting of the front matter", at=line) from None
        front = _piecemeal(text, context, first)
        if front is not None:
            context.warn(
                "read.invalid",
                f"the front matter is no YAML ({getattr(error, 'problem', None) or 'unreadable'}); "
                "read key by key",
                at=line,
            )
        return front


def _tree(text: str, context: Context, first: int) -> Front | None:
    """One mapping from YAML's events, without recursion; None where the document is something
    else.
    """
    front = Front({}, {}, [])
    stack: list[tuple[Any, str]] = []  # containers being filled, and the path of each
    keys: list[tuple[str, int] | None] = []  # the key that waits for its value, for each
    found = False
    events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    for event in events:
        kind = type(event)
        line = event.start_mark.line + first
        if kind in _EMPTY:
            continue
        if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            stack.pop()
            keys.pop()
            continue
        if kind is yaml.AliasEvent or event.anchor is not None:
            raise context.error(
                "anchors and aliases are not read in front matter; write the value out", at=line
            )
        if event.tag is not None:
            raise context.error(
                f"the tag {event.tag} is not read in front matter; write a plain value", at=line
            )
        if not stack and (found or kind is not yaml.MappingStartEvent):
            return (
                front if kind is yaml.ScalarEvent and _text(event) is None and not found else None
            )
        found = True
        if stack and type(stack[-1][0]) is dict and keys[-1] is None:
            if kind is not yaml.ScalarEvent:
                raise context.error("a key of front matter is a text", at=line)
            keys[-1] = (event.value, line)
            continue
        value: Any = (
            _text(event)
            if kind is yaml.ScalarEvent
            else {}
            if kind is yaml.MappingStartEvent
            else []
        )
        path = _put(front, stack, keys, value)
        if kind is not yaml.ScalarEvent:
            if len(stack) >= 4 * context.limits.depth:  # a block is up to four levels of YAML
                raise context.exceeded("depth", "the nesting of the front matter", at=line)
            stack.append((value if stack else front.values, path))
            keys.append(None)
    return front


_EMPTY = (
    yaml.StreamStartEvent,
    yaml.StreamEndEvent,
    yaml.DocumentStartEvent,
    yaml.DocumentEndEvent,
)


def _text(event: Any) -> str | None:
    """The text of a scalar; an empty or null one is None."""
    return None if not event.style and event.value in ("", "~", "null") else event.value


def _put(
    front: Front, stack: list[tuple[Any, str]], keys: list[tuple[str, int] | None], value: object
) -> str:
    """Put a value into the container at hand; returns its path."""
    if not stack:
        return ""
    container, path = stack[-1]
    if type(container) is list:
        container.append(value)
        return f"{path}[{len(container) - 1}]"
    key, line = keys[-1]  # type: ignore[misc]
    keys[-1] = None
    place = f"{path}.{key}" if path else key
    if key in container:
        front.repeated.append((place, value, line))
        return place
    container[key] = value
    if not path:
        front.lines[key] = line
    return place


def _piecemeal(text: str, context: Context, first: int) -> Front | None:
    """Each top-level key on its own; one whose value is no YAML keeps it as it is written."""
    front = Front({}, {}, [])
    for key, line, chunk, value in _chunks(text, first):
        try:
            part = _tree(_INDENT.sub(_as_spaces, chunk), context, line)
        except yaml.YAMLError:
            part = None
        got = part.values.get(key, value) if part is not None else value
        if key in front.values:
            front.repeated.append((key, got, line))
        else:
            front.values[key], front.lines[key] = got, line
    return front if front.values else None


_INDENT = re.compile(r"^[ ]*\t[ \t]*", re.MULTILINE)


def _as_spaces(indent: re.Match[str]) -> str:
    """An indent with tabs, which YAML does not allow, as spaces."""
    return indent[0].replace("\t", "  ")


def _chunks(text: str, begins: int) -> Iterator[tuple[str, int, str, str]]:
    """Top-level entries: key, line, their lines, and the value as written."""
    key, first, value = "", 0, ""
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(), begins):
        match = _ENTRY.fullmatch(line)
        if match:
            if key:
                yield key, first, "\n".join(lines), "\n".join([value, *lines[1:]]).strip()
            key, first, lines, value = match[1], number, [line], match[2] or ""
        elif key:
            lines.append(line)
    if key:
        yield key, first, "\n".join(lines), "\n".join([value, *lines[1:]]).strip()


# ---- TOML
# ------------------------------------------------------------


def _toml(text: str, context: Context) -> Front:
    import tomllib

    if any(
        run.group().count(".") > context.limits.depth for run in _DOTTED.finditer(text)
    ):  # which tomllib reads in cubic time
        raise context.exceeded("depth", "the nesting of the front matter", at=1)
    try:
        values = tomllib.loads(text.replace("\r\n", "\n"), parse_float=str)
    except tomllib.TOMLDecodeError as error:
        if "nest" in str(error):  # newer Pythons have a limit of their own
            raise context.exceeded("depth", "the nesting of the front matter", at=1) from None
        match = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        where = Position(line=int(match[1]) + 1, column=int(match[2])) if match else None
        problem = f"the front matter is no TOML: {str(error).partition(' (at')[0]}"
        values = _toml_piecemeal(text)
        if not values:
            raise ParseError(problem, source=context.name or None, position=where) from None
        context.warn("read.invalid", f"{problem}; read key by key", at=where)
    except RecursionError:
        raise context.exceeded("depth", "the nesting of the front matter", at=1) from None
    except ValueError as error:
        raise context.error(f"the front matter is no TOML: {type(error).__name__}", at=1) from None
    return Front({key: _as_text(value, 0, context) for key, value in values.items()}, {}, [])


_TOML_ENTRY = re.compile(r"[ \t]*([A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*=(.*)")


def _toml_piecemeal(text: str) -> dict[str, Any]:
    """Each entry on its own; one whose value is no TOML keeps it as it is written. The entries of
    a table are read with its head.
    """
    values: dict[str, Any] = {}
    table: dict[str, Any] | None = values
    for chunk in _toml_chunks(text):
        match = _TOML_ENTRY.match(chunk)
        if match is None:
            head = _toml_or_none(chunk)
            table = head and _last_table(values, head)
            continue
        part = _toml_or_none(chunk)
        key = match[1].strip("\"'")
        value = part.get(key) if part else None
        if value is None:
            value = (match[2] + chunk[match.end() :]).strip()
        (values if table is None else table).setdefault(key, value)
    return values


def _toml_chunks(text: str) -> Iterator[str]:
    """The entries and heads of tables, each with the lines that continue it."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if _TOML_ENTRY.match(line) or line.lstrip().startswith("["):
            if any(row.strip() for row in lines):
                yield "\n".join(lines)
            lines = []
        lines.append(line)
    if any(row.strip() for row in lines):
        yield "\n".join(lines)


def _toml_or_none(chunk: str) -> dict[str, Any] | None:
    import tomllib

    try:
        return tomllib.loads(chunk, parse_float=str)
    except (ValueError, RecursionError):
        return None


def _last_table(values: dict[str, Any], head: dict[str, Any]) -> dict[str, Any] | None:
    """The table that a head names, made where it is missing; None where a value is in its way."""
    while head:
        key, inner = next(iter(head.items()))
        if isinstance(inner, list):  # a list of tables
            made: dict[str, Any] = {}
            members = values.setdefault(key, [])
            if not isinstance(members, list):
                return None
            members.append(made)
            return made
        if not isinstance(inner, dict) or not isinstance(values.setdefault(key, {}), dict):
            return None
        values, head = values[key], inner
    return values


def _as_text(value: object, depth: int, context: Context) -> Any:
    if depth > context.limits.depth:
        raise context.exceeded("depth", "the nesting of the front matter", at=1)
    if isinstance(value, dict):
        return {key: _as_text(part, depth + 1, context) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_text(part, depth + 1, context) for part in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date, time)):
        text = value.isoformat()
        return (
            f"{text[:-6]}Z" if text.endswith("+00:00") else text
        )  # tomllib does not say which was written
    return str(value)

"""``newsfmt plugins new``: the name of a format comes in, the folder of a plugin that works comes
out, made from the files in ``template``.

The folder is a distribution ``newsfmt-NAME`` bound to the running minor version: package, sample,
tests, README. Nothing that is there is touched, and a name that newsfmt would not register is
refused before anything is written.
"""

from __future__ import annotations

import importlib.util
import re
from importlib.resources import files
from pathlib import Path

from newsfmt import __version__
from newsfmt._registry import Registry, default_registry
from newsfmt.errors import OptionError, UnknownFormatError

__all__ = ["create"]

_NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_LONGEST = 60


def create(
    name: str, folder: str | Path = ".", *, write: bool = False, registry: Registry | None = None
) -> list[Path]:
    """Write the plugin ``newsfmt-NAME`` into a folder and return the files written, its folder's
    pyproject.toml first.

    With ``write`` the format can be written too. Raises OptionError for a name that will not do or
    is taken, FileExistsError for a folder that is there, OSError.
    """
    _check_name(name, registry or default_registry())
    module = _module(name)
    target = Path(folder) / f"newsfmt-{name}"
    values = _values(name, module)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.mkdir()
    written = []
    for place, template in _places(name, module, write=write).items():
        text = files("newsfmt").joinpath("template", template).read_text(encoding="utf-8")
        path = target / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(text, values), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def _check_name(name: str, registry: Registry) -> None:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise OptionError(
            f"{name!r} is no name for a format; use lower case letters, digits and hyphens",
            option="name",
            given=name,
        )
    try:
        taken = registry.get(name)
    except UnknownFormatError:
        pass
    else:
        owner = registry.owner(taken.name)
        raise OptionError(
            f"the name {name!r} is taken by {owner.label}; choose another",
            option="name",
            given=name,
        )
    if importlib.util.find_spec(_module(name)) is not None:
        raise OptionError(
            f"there is a package {_module(name)} already, which {name!r} would need; "
            "choose another name",
            option="name",
            given=name,
        )


def _module(name: str) -> str:
    return "newsfmt_" + re.sub(r"[.-]", "_", name)


def _values(name: str, module: str) -> dict[str, str]:
    words = re.split(r"[.-]", name)
    return {
        "name": name,
        "module": module,
        "mark": f"[{name}]",
        "title": " ".join([words[0].capitalize(), *words[1:]]),
        "class": "".join(word.capitalize() for word in words),
        "extension": words[-1] if "." in name else name,
        "bound": _bound(__version__),
    }


def _bound(version: str) -> str:
    """What a plugin may depend on: the minor version; of one that is not yet out, from there on."""
    major, minor, patch = version.split(".", 2)
    first = f"{major}.{minor}" if patch.isdecimal() else version
    return f">={first},<{major}.{int(minor) + 1}"


def _places(name: str, module: str, *, write: bool) -> dict[str, str]:
    """The files of the plugin, and what each is made from."""
    return {
        "pyproject.toml": "pyproject.toml.in",
        "README.md": "README.md.in",
        f"{module}/__init__.py": "write.py.in" if write else "read.py.in",
        f"{module}/py.typed": "py.typed.in",
        f"{module}/samples/x.{name}": "sample.in",
        f"tests/test_{module.removeprefix('newsfmt_')}.py": "test.py.in",
    }


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], text)

"""Options: texts from the command line and Python values give the same instance; what is wrong is
named with what there is.
"""

from __future__ import annotations

import io
from typing import Any, Literal

import attrs
import pytest

import newsfmt
from newsfmt.errors import OptionError
from newsfmt.options import NoOptions, describe, make, option


def _even(value: int) -> None:
    if value % 2:
        raise ValueError("an even number")


@attrs.frozen(kw_only=True)
class Options:
    tabs: bool = option(False, "Part the columns with tabs.")
    width: int = option(72, "Width.", check=_even)
    ratio: float = option(0.5, "Ratio.")
    name: str = option("x", "Name.")
    version: Literal["1.6", "2.2"] = option("2.2", "Version.")
    level: Literal[1, 2] = option(1, "Level.")
    first: bool | None = option(None, "Day first.")
    zone: str | None = option(None, "Zone.")


@pytest.mark.parametrize(
    "given, name, value",
    [
        *[({"tabs": word}, "tabs", True) for word in ("true", "yes", "on", "1", "TRUE", True)],
        *[({"tabs": word}, "tabs", False) for word in ("false", "no", "off", "0", "No", False)],
        ({"width": "80"}, "width", 80),
        ({"width": 80}, "width", 80),
        ({"ratio": "0.25"}, "ratio", 0.25),
        ({"ratio": 1}, "ratio", 1.0),
        ({"name": "a=b"}, "name", "a=b"),
        ({"version": "1.6"}, "version", "1.6"),
        ({"version": 1.6}, "version", "1.6"),
        ({"level": "2"}, "level", 2),
        ({"first": "none"}, "first", None),
        ({"first": "yes"}, "first", True),
        ({"first": None}, "first", None),
        ({"zone": "Europe/Oslo"}, "zone", "Europe/Oslo"),
        ({}, "width", 72),
        (None, "width", 72),
    ],
)
def test_values(given: Any, name: str, value: Any) -> None:
    made = getattr(make(Options, given), name)
    assert (made, type(made)) == (value, type(value))


@pytest.mark.parametrize(
    "given, said",
    [
        ({"tabs": "maybe"}, "option tabs=maybe: give true|false"),
        ({"tabs": 2}, "option tabs=2: give true|false"),
        ({"width": "wide"}, "option width=wide: give number"),
        ({"width": "3"}, "option width=3: give number (an even number)"),
        ({"width": True}, "option width=True: give number"),
        ({"width": 72.5}, "option width=72.5: give number"),
        ({"ratio": "nan"}, "option ratio=nan: give number"),
        ({"name": 3}, "option name=3: give text"),
        ({"version": "9"}, "option version=9: give 1.6|2.2"),
        ({"first": "maybe"}, "option first=maybe: give true|false"),
        (
            {"tab": "yes"},
            "form has no option 'tab'; did you mean 'tabs'? (known options: first, level, name, ratio, tabs, version, width, zone)",
        ),
        ({"zzz": "1"}, "form has no option 'zzz' (known options:"),
    ],
)
def test_what_is_wrong(given: dict[str, Any], said: str) -> None:
    with pytest.raises(OptionError) as caught:
        make(Options, given, format="form")
    assert str(caught.value).startswith(said)
    assert caught.value.option == next(iter(given))
    assert "tabs" in caught.value.known


def test_names_may_have_hyphens_as_on_a_command_line() -> None:
    @attrs.frozen(kw_only=True)
    class Long:
        infer_year: bool = option(False, "x")

    assert make(Long, {"infer-year": "yes"}).infer_year is True


def test_options_of_the_other_side_are_passed_over_when_asked() -> None:
    assert make(Options, {"indent": "yes", "width": "2"}, strict=False).width == 2
    with pytest.raises(OptionError, match="it takes no option"):
        make(NoOptions, {"indent": "yes"}, format="x")


def test_description() -> None:
    assert [(one.name, one.type) for one in describe(Options)] == [
        ("tabs", "true|false"),
        ("width", "number"),
        ("ratio", "number"),
        ("name", "text"),
        ("version", "1.6|2.2"),
        ("level", "1|2"),
        ("first", "true|false"),
        ("zone", "text"),
    ]


def test_every_option_of_every_built_in_is_described_and_takes_its_default() -> None:
    for fmt in newsfmt.Registry(entry_points=False).formats().values():
        for cls in (fmt.read_options, fmt.write_options):
            for one in describe(cls):
                assert one.help.endswith("."), (fmt.name, one.name)
                assert getattr(make(cls, {one.name: one.default}), one.name) == one.default


def test_an_option_error_comes_at_the_call() -> None:
    with pytest.raises(OptionError):
        newsfmt.read(b"date 2020-01-01 x\n\ny", options={"nonsense": 1})
    with pytest.raises(OptionError):
        newsfmt.write([], io.BytesIO(), format="json", options={"nonsense": 1})

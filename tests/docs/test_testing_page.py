"""The page of the kit says what the kit says, and the formats of the how-tos keep the rules that
the kit checks.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from newsfmt import testing
from newsfmt.testing import FormatConformance, conformance_class

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/testing.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE))
RULES = [name for name in vars(FormatConformance) if name.startswith("test_")]
ATTRIBUTES = [
    name for name in inspect.get_annotations(FormatConformance) if not name.startswith("_")
]


def sentence(docstring: str | None) -> str:
    """The first paragraph of a docstring as a line of Markdown."""
    text = " ".join((docstring or "").strip().split("\n\n")[0].split())
    return re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", text).replace("``", "`")


@pytest.mark.parametrize("name", testing.__all__)
def test_every_public_name_is_on_the_page(name: str) -> None:
    assert ROWS.get(name) == sentence(getattr(testing, name).__doc__)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_on_the_page(rule: str) -> None:
    assert ROWS.get(rule) == sentence(getattr(FormatConformance, rule).__doc__)


def test_nothing_else_is_on_the_page() -> None:
    assert set(ROWS) == {*testing.__all__, *RULES, *ATTRIBUTES}


# ---- the formats of the how-tos
# ------------------------------------------------------------

STORY = b'<stories><story id="7"><title>Night</title><date>2021-05-04</date><p>The <em>last</em> boat</p></story><story id="8"/></stories>\n'
FORMATS = {
    "several-articles": (
        "percents",
        b"%%\nNight ferry stops\nThe last boat sails.\n%%\nBridge opens\nIt is free.\n",
    ),
    "xml-with-positions": ("stories", STORY),
    "reporting-losses": ("ticker", b"Night ferry stops\nferries\nBuses take over.\n"),
    "options": ("slugs", b">>FERRY\nThe last boat sails.\n"),
}


def module_of(page: str) -> ModuleType:
    """The program of a how-to as a module, which has registered itself in its ``registry``."""
    (program,) = re.findall(
        r"^```python\n(.*?)^```",
        (ROOT / f"docs/how-to/{page}.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    module = ModuleType(f"howto_{page.replace('-', '_')}")
    sys.modules[module.__name__] = module
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(program, page, "exec"), vars(module))
    finally:
        del sys.modules[module.__name__]
    return module


@pytest.mark.parametrize("page", FORMATS)
def test_the_formats_of_the_how_tos_pass_the_kit(page: str, request: pytest.FixtureRequest) -> None:
    name, sample = FORMATS[page]
    case = conformance_class(name, samples=[sample], registry=module_of(page).registry)()
    passed = 0
    for rule in RULES:
        test = getattr(case, rule)
        with contextlib.suppress(pytest.skip.Exception):
            test(request) if "request" in inspect.signature(test).parameters else test()
            passed += 1
    assert passed > 10


def test_the_table_of_what_plugins_do_wrong_names_tests_of_the_kit() -> None:
    page = (ROOT / "docs/how-to/plugins-to-learn-from.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    assert len(named) > 6
    assert named <= set(RULES)

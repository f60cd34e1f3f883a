"""A field that is added to the model and to nothing else: every format carries it or reports it.

The package is copied, the field is put into the copy, and a fresh process writes an article that
has it in every format.
"""

from __future__ import annotations

import pytest

from newsfmt import Registry
from tests.copied import outcome_of

PLUGINS = [
    pytest.importorskip(
        f"newsfmt_{name}",
        reason=f"newsfmt-{name} is not installed: pip install -e plugins/newsfmt-{name}",
    )
    for name in ("wire", "web", "arrow")
]
PROGRAM = """
import io, json, sys
import newsfmt, newsfmt_arrow, newsfmt_web, newsfmt_wire
from newsfmt.article import Article, Concept
from newsfmt.body import Paragraph

article = Article(
    headline="Ferry", body=[Paragraph("It sails.")], access="paid", subjects=[Concept(name="Sea", grade="A")]
)
outcomes = {}
registry = newsfmt.Registry(plugins=[newsfmt_arrow, newsfmt_web, newsfmt_wire], entry_points=False)
for name, options in json.loads(sys.argv[1]):
    out = io.BytesIO()
    report = newsfmt.write(article, out, format=name, options=options, registry=registry)
    paths = [each.position.path for each in report.kept if each.position]
    again, access = None, None
    if options.get("flat"):
        access = json.loads(out.getvalue())["access"]
    elif registry.get(name).read is not None:
        again = newsfmt.read_one(out.getvalue(), format=name, registry=registry)
        access = again.access
    outcomes[f"{name} {options}"] = {
        "access": (access == "paid") is not ("access" in paths),
        "grade": bool(again and again.subjects and again.subjects[0].grade == "A")
        or any(path in ("subjects", "subjects[0]", "subjects[0].grade") for path in paths),
    }
print(json.dumps(outcomes))
"""
_REGISTRY = Registry(plugins=PLUGINS, entry_points=False)
TARGETS = [
    *((name, {}) for name, fmt in _REGISTRY.formats().items() if fmt.write),
    ("jsonl", {"flat": True}),
    ("newsml-g2", {"core": True}),
    ("ninjs", {"version": "2.2"}),
    ("ninjs", {"version": "1.6"}),
]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bool]]:
    lines = [
        ("    url: str | None = None\n", "    access: str | None = None\n"),
        ("    confidence: float | None = None\n", "    grade: str | None = None\n"),
    ]
    found: dict[str, dict[str, bool]] = outcome_of(
        PROGRAM,
        TARGETS,
        tmp_path_factory.mktemp("copy"),
        plugins=PLUGINS,
        changes={"article.py": [(line, line + new) for line, new in lines]},
    )
    return found


@pytest.mark.parametrize(("name", "options"), TARGETS)
@pytest.mark.parametrize("field", ["access", "grade"])
def test_a_new_field_is_carried_or_reported(
    outcomes: dict[str, dict[str, bool]], name: str, options: dict[str, str], field: str
) -> None:
    assert outcomes[f"{name} {options}"][field]

"""A block that is added to the model and to nothing else: JSON carries it, every other format keeps
its text and reports it.

The package is copied, the block is put into the copy, and a fresh process writes an article that
has it in every format.
"""

from __future__ import annotations

import pytest

from tests.copied import outcome_of
from tests.unit.test_new_field import PLUGINS, TARGETS

CLASS = '''
@checked
@attrs.frozen(repr=False)
class Factbox(Record):
    """Facts beside the text."""

    title: tuple[Inline, ...] = attrs.field(default=(), converter=Many["Inline"])
    """Its title."""
    blocks: tuple[Block, ...] = attrs.field(default=(), converter=Many["Block"])
    """The blocks inside."""


Inline: TypeAlias = ('''
PROGRAM = """
import io, json, sys
import newsfmt, newsfmt_arrow, newsfmt_web, newsfmt_wire
from newsfmt.article import Article, normalise
from newsfmt.body import Factbox, Paragraph
from newsfmt.cli.show import show

box = Factbox(blocks=[Paragraph("Built in 1999.")], title="Facts")
article = normalise(Article(headline="Ferry", body=[Paragraph("It sails."), box]))
assert article.text.split("\\n\\n") == ["It sails.", "Facts", "Built in 1999."]
assert "Built in 1999." in show(article)
outcomes = {}
registry = newsfmt.Registry(plugins=[newsfmt_arrow, newsfmt_web, newsfmt_wire], entry_points=False)
for name, options in json.loads(sys.argv[1]):
    out = io.BytesIO()
    report = newsfmt.write(article, out, format=name, options=options, registry=registry)
    told = any((each.position.path or "").startswith("body") for each in report.kept if each.position)
    kept = b"1999" in out.getvalue()
    if registry.get(name).read is not None and not options.get("flat"):
        again = newsfmt.read_one(out.getvalue(), format=name, registry=registry)
        told = told or again.body == article.body
        kept = "Built in 1999." in again.text
    outcomes[f"{name} {options}"] = [kept, told]
print(json.dumps(outcomes))
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = outcome_of(
        PROGRAM,
        TARGETS,
        tmp_path_factory.mktemp("copy"),
        plugins=PLUGINS,
        changes={
            "body.py": [
                ("\nInline: TypeAlias = (", CLASS),
                ("| Preformatted | Rule | Embed\n", "| Preformatted | Rule | Embed | Factbox\n"),
            ]
        },
    )
    return found


@pytest.mark.parametrize(("name", "options"), TARGETS)
def test_a_new_block_is_carried_or_its_text_kept_and_the_rest_reported(
    outcomes: dict[str, list[bool]], name: str, options: dict[str, str]
) -> None:
    assert outcomes[f"{name} {options}"] == [True, True]

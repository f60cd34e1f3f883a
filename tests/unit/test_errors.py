"""The error tree: what each error is, that its text is one line with a place, and that it survives
pickling (workers send errors).
"""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from newsfmt import errors
from newsfmt.errors import (
    AmbiguousFormatError,
    ArchiveError,
    CannotReadError,
    CannotWriteError,
    DateError,
    EncodingError,
    FieldError,
    FormatError,
    LimitError,
    MissingPackageError,
    NewsfmtError,
    OptionError,
    ParseError,
    PluginError,
    Position,
    SchemaError,
    SerializeError,
    TruncatedError,
    UnknownFormatError,
    UnreadableError,
)

TREE = {
    NewsfmtError: (Exception,),
    FormatError: (NewsfmtError,),
    UnknownFormatError: (FormatError, LookupError),
    AmbiguousFormatError: (FormatError,),
    CannotReadError: (FormatError,),
    CannotWriteError: (FormatError,),
    ParseError: (NewsfmtError, ValueError),
    EncodingError: (ParseError,),
    LimitError: (ParseError,),
    TruncatedError: (ParseError,),
    ArchiveError: (ParseError,),
    FieldError: (NewsfmtError, TypeError),
    UnreadableError: (NewsfmtError,),
    MissingPackageError: (NewsfmtError, ImportError),
    DateError: (NewsfmtError, ValueError),
    SerializeError: (NewsfmtError, ValueError),
    OptionError: (NewsfmtError, ValueError),
    SchemaError: (NewsfmtError, ValueError),
    PluginError: (NewsfmtError,),
}


def _public(cls: type[BaseException]) -> type[Any]:
    return next(base for base in cls.__mro__ if not base.__name__.startswith("_"))


@pytest.mark.parametrize("cls", TREE, ids=lambda cls: cls.__name__)
def test_the_tree(cls: type[NewsfmtError]) -> None:
    assert tuple(_public(base) for base in cls.__bases__) == TREE[cls]
    assert cls.__doc__


def test_the_tree_is_complete_and_every_code_is_its_own() -> None:
    named = {getattr(errors, name) for name in errors.__all__} - {Position, errors.did_you_mean}
    assert named == set(TREE)
    assert len({cls.code for cls in TREE}) == len(TREE)


MADE = [
    ParseError("broken", source="a.xml", position=Position(3, 7), excerpt="<a\n~~^"),
    EncodingError("byte 0xFF", source="a.txt", offset=12, byte=255),
    LimitError("too much", source="a.txt", limit="depth", value=256),
    ArchiveError("it is a RAR archive", source="a.rar", members=3),
    TruncatedError("cut off", source="a.xml", missing="the end tag </nitf>"),
    FieldError("wrong", record="Article", field="headline", wanted="str", given="int 5"),
    DateError("no date", text="soon", ambiguous=True),
    SerializeError("no", article=3, path="body[0]"),
    OptionError("no option", option="x", given=1, known=["a", "b"]),
    SchemaError("a text is wanted", path="$.headline", source="a.json", line=4),
    PluginError("failed", plugin="p", distribution="d", phase="read"),
    UnknownFormatError("there is no format 'x'"),
]


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_errors_survive_pickling(error: NewsfmtError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), vars(again)) == (str(error), vars(error))


@pytest.mark.parametrize(
    "error, text",
    [
        (ParseError("broken"), "broken"),
        (ParseError("broken", source="a.xml"), "a.xml: broken"),
        (ParseError("broken", source="a.xml", position=Position(3)), "a.xml:3: broken"),
        (ParseError("broken", source="a.xml", position=Position(3, 7)), "a.xml:3:7: broken"),
        (ParseError("broken", position=Position(3, 7)), "3:7: broken"),
        (ParseError("broken", source="a.xml", position=Position(path="$.a")), "a.xml:$.a: broken"),
        (ParseError("broken", source="a.xml", position=Position(offset=9)), "a.xml:byte 9: broken"),
        (ParseError("broken", source="a.xml", position=Position(article=2)), "a.xml: broken"),
        (SchemaError("wrong"), "$: wrong"),
        (SchemaError("wrong", path="$.a", source="a.json"), "a.json: $.a: wrong"),
        (SchemaError("wrong", path="$.a", source="a.jsonl", line=3), "a.jsonl:3: $.a: wrong"),
    ],
)
def test_texts(error: NewsfmtError, text: str) -> None:
    assert str(error) == text


def test_an_error_takes_only_the_values_that_its_class_declares() -> None:
    values: dict[str, Any] = {"limit": "depth"}
    with pytest.raises(TypeError, match="ParseError has no value 'limit'"):
        ParseError("x", **values)
    assert LimitError("x", **values).limit == "depth"


def test_a_parse_error_knows_its_line_and_column() -> None:
    assert (ParseError("x").line, ParseError("x").column) == (None, None)
    error = ParseError("x", position=Position(3, 7))
    assert (error.line, error.column) == (3, 7)


def test_the_builtins_they_are_catch_them() -> None:
    caught: list[Any] = []
    for error in MADE:
        try:
            raise error
        except (ValueError, LookupError) as one:
            caught.append(one)
        except NewsfmtError:
            continue
    assert len(caught) == 10

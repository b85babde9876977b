from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from signal_viz.shape import MisfitError, build


@dataclass(frozen=True)
class Inner:
    name: str


@dataclass(frozen=True)
class Outer:
    kind: ClassVar[str] = "outer"
    number: int
    inner: Inner
    maybe: Inner | None = None
    flag: bool | None = None
    texts: dict[str, str] | None = None
    items: tuple[Inner, ...] = ()


WHOLE: dict[str, Any] = {
    "number": 1,
    "inner": {"name": "a"},
    "maybe": {"name": "b"},
    "flag": True,
    "texts": {"c": "d"},
    "items": [{"name": "e"}],
}


def test_what_fits_is_built() -> None:
    assert build(Outer, WHOLE) == Outer(
        1, Inner("a"), Inner("b"), flag=True, texts={"c": "d"}, items=(Inner("e"),)
    )


def test_what_may_be_missing_may_be_missing_or_null() -> None:
    expected = Outer(1, Inner("a"))

    assert build(Outer, {"number": 1, "inner": {"name": "a"}}) == expected
    assert (
        build(Outer, WHOLE | dict.fromkeys(["maybe", "flag", "texts"]) | {"items": []})
        == expected
    )


@pytest.mark.parametrize(
    "change",
    [
        {"number": "1"},
        {"number": 1.0},
        {"number": True},
        {"number": None},
        {"inner": "a"},
        {"inner": {}},
        {"inner": {"name": 1}},
        {"inner": {"name": "a", "more": 1}},
        {"maybe": []},
        {"flag": 1},
        {"texts": {"c": 1}},
        {"texts": []},
        {"items": {}},
        {"items": [1]},
        {"unknown": 1},
        {"kind": "outer"},
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(MisfitError):
        build(Outer, WHOLE | change)


@pytest.mark.parametrize("values", [None, [], "text", 1, {}, {"number": 1}])
def test_what_is_no_object_or_lacks_a_field_is_refused(values: Any) -> None:
    with pytest.raises(MisfitError):
        build(Outer, values)

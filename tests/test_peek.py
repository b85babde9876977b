from __future__ import annotations

from typing import Any

import pytest

from signal_viz import peek
from tests.hostile import TRIPPED, HostileText, hostile, hostile_class


@pytest.fixture(autouse=True)
def _nothing_has_run() -> None:
    TRIPPED.clear()


def test_a_str_of_any_kind_becomes_a_str() -> None:
    assert type(peek.plain(HostileText("shop"))) is str
    assert peek.plain(HostileText("shop")) == "shop"
    assert peek.plain("shop") == "shop"
    assert TRIPPED == []


def test_classes_are_compared_by_identity() -> None:
    cls = hostile_class()

    assert peek.is_any(cls, list, cls)
    assert not peek.is_any(cls, list, tuple)
    assert TRIPPED == []


def test_the_name_of_a_class_is_the_one_that_python_keeps() -> None:
    class Metaclass(type):
        @property
        def __name__(cls) -> str:  # type: ignore[override]  # that is the lie
            return "a lie"

    class Shop(metaclass=Metaclass): ...

    assert Shop.__name__ == "a lie"
    assert peek.class_name(Shop) == "Shop"


def test_the_module_of_a_class_that_has_none_is_none() -> None:
    class Shop: ...

    space: dict[str, Any] = {}
    exec("Homeless = type('Homeless', (), {})", space)  # noqa: S102

    assert peek.class_module(Shop) == __name__
    assert peek.class_module(list) == "builtins"
    assert peek.class_module(space["Homeless"]) is None


def test_what_a_class_inherits_is_found() -> None:
    class Base:
        fee = 3

    class Shop(Base): ...

    assert peek.class_attribute(Shop, "fee") == 3
    assert peek.class_attribute(Shop, "no") is None
    assert peek.class_attribute(hostile_class(fee=4), "fee") == 4
    assert TRIPPED == []


def test_what_an_object_holds_itself_is_found() -> None:
    class Shop:
        fee = 3

        def __getattr__(self, name: str) -> Any:
            TRIPPED.append(name)

    shop = Shop()
    vars(shop)["open"] = True

    assert peek.own_attribute(shop, "open") is True
    assert peek.own_attribute(shop, "fee") is None
    assert peek.own_attribute(shop, "fee", "default") == "default"
    assert peek.own_attribute(object(), "fee", "default") == "default"
    assert peek.own_attribute(hostile(), "fee", "default") == "default"
    assert TRIPPED == []


def test_a_borrowed_dict_descriptor_is_not_believed() -> None:
    class Shop: ...

    class Borrower:
        __slots__ = ("__weakref__",)
        __dict__ = vars(Shop)["__dict__"]

    assert peek.own_attribute(Borrower(), "fee", "default") == "default"

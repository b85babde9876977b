from __future__ import annotations

import datetime as dt
import decimal
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signal_viz.describing import _first
from signal_viz.naming import TEXT_LENGTH, describe


class Basket:
    def method(self) -> None: ...


UUID = uuid.UUID("12345678-1234-5678-1234-567812345678")
ELSEWHERE = dt.timezone(dt.timedelta(hours=2))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (42, "42"),
        (10**40, "a very big int"),
        (1.5, "1.5"),
        (2j, "2j"),
        (..., "Ellipsis"),
        ("paid", "'paid'"),
        (b"paid", "b'paid'"),
        (bytearray(b"paid"), "b'paid'"),
        (decimal.Decimal("9.90"), "Decimal('9.90')"),
        (decimal.Decimal("1" * 5_000), "a very big Decimal"),
        (dt.date(2024, 2, 29), "datetime.date(2024, 2, 29)"),
        (dt.datetime(2024, 1, 2, 3, 4), "datetime.datetime(2024, 1, 2, 3, 4)"),  # noqa: DTZ001
        (
            dt.datetime(2024, 1, 2, 3, 4, tzinfo=dt.UTC),
            "datetime.datetime(2024, 1, 2, 3, 4, tzinfo=datetime.timezone.utc)",
        ),
        (
            dt.datetime(2024, 1, 2, 3, 4, tzinfo=ELSEWHERE),
            "datetime.datetime(2024, 1, 2, 3, 4)",
        ),
        (dt.time(3, 4), "datetime.time(3, 4)"),
        (dt.timedelta(days=1), "datetime.timedelta(days=1)"),
        (UUID, "UUID('12345678-1234-5678-1234-567812345678')"),
        ([], "[]"),
        ((), "()"),
        (set(), "set()"),
        ({}, "{}"),
        ([1, 2], "[1, 2]"),
        ((1,), "(1,)"),
        ((1, 2), "(1, 2)"),
        ({2, 1}, "{1, 2}"),
        (frozenset({2, 1}), "{1, 2}"),
        ({"paid": True}, "{'paid': True}"),
        ([1, 2, 3, 4, 5, 6], "[1, 2, 3, 4, 5, …]"),
        ({str(key): key for key in range(7)}["3"], "3"),
        (set("gfedcba"), "{'a', 'b', 'c', 'd', 'e', …}"),
        (set(range(1_000)), "{…}"),
        ([[[[1]]]], "[[[…]]]"),
        ({"a": {"b": {"c": 1}}}, "{'a': {'b': {…}}}"),
        (Basket(), "Basket instance"),
        (Basket, "Basket"),
        (Basket.method, "Basket.method"),
        (Basket().method, "Basket.method"),
        (len, "len"),
        (uuid, "uuid"),
        (ValueError("no stock"), "ValueError: no stock"),
        (ValueError(), "ValueError"),
        (KeyError("sku"), "KeyError: 'sku'"),
        ([ValueError("no stock")], "[ValueError: no stock]"),
    ],
)
def test_a_value_is_told_in_short_text(value: object, text: str) -> None:
    assert describe(value) == text


@pytest.mark.parametrize(
    "value", ["x" * 10_000_000, b"x" * 10_000_000, ["x" * 1_000] * 1_000, "\n" * 1_000]
)
def test_the_text_is_short_whatever_the_value(value: object) -> None:
    text = describe(value)

    assert len(text) == TEXT_LENGTH
    assert text.endswith("…")


def test_an_object_of_a_plain_type_with_a_class_of_its_own_is_not_printed() -> None:
    class Text(str):
        __slots__ = ()

    class Items(list[int]): ...

    assert describe(Text("paid")) == "Text instance"
    assert describe(Items([1])) == "Items instance"


def test_a_list_that_holds_itself_has_an_end() -> None:
    items: list[Any] = []
    items.append(items)

    assert describe(items) == "[[[…]]]"


def test_an_exception_that_holds_itself_has_an_end() -> None:
    raised = ValueError()
    raised.args = (raised,)
    items: list[Any] = []
    items.append(KeyError(items))

    assert describe(raised) == "ValueError: ValueError: ValueError"
    assert describe(items) == "[KeyError: […]]"


def test_a_dict_that_another_thread_changes_is_told_without_its_content() -> None:
    values = {"a": 1, "b": 2}
    items = iter(values.items())
    next(items)
    values["c"] = 3

    assert _first(items, 5) == []


@given(
    st.recursive(
        st.none() | st.integers() | st.text() | st.binary() | st.floats(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_plain_value_gives_one_short_line_that_can_be_saved(value: object) -> None:
    text = describe(value)

    assert len(text) <= TEXT_LENGTH
    assert text.isprintable()
    text.encode()

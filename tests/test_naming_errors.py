from __future__ import annotations

import pytest

from signal_viz.naming import TEXT_LENGTH, error


class Order: ...


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (ValueError(), ""),
        (ValueError("no stock"), "no stock"),
        (KeyError("sku"), "'sku'"),
        (ValueError("no stock", None), "no stock"),
        (ValueError(42), "42"),
        (ValueError(Order()), "Order instance"),
        (ValueError("sku", 42), "'sku', 42"),
        (OSError(2, "No such file"), "2, 'No such file'"),
        (SystemExit(1), "1"),
        (ExceptionGroup("several", [ValueError("a")]), "'several', [ValueError]"),
    ],
)
def test_the_message_is_made_of_what_it_was_raised_with(
    raised: BaseException, message: str
) -> None:
    assert error(raised).message == message


def test_a_long_message_is_cut() -> None:
    told = error(ValueError("x" * 10_000_000))

    assert told.message == "x" * (TEXT_LENGTH - 1) + "…"
    assert len(error(KeyError("x" * 10_000_000)).message) == TEXT_LENGTH


def test_the_frames_say_where_it_came_from_outermost_first() -> None:
    def charge_card() -> None:
        raise ValueError

    def pay() -> None:
        charge_card()

    try:
        pay()
    except ValueError as raised:
        frames = error(raised).frames

    here = pay.__code__.co_firstlineno
    assert frames == (
        f"test_the_frames_say_where_it_came_from_outermost_first ({__name__}:{here + 4})",
        f"pay ({__name__}:{here + 1})",
        f"charge_card ({__name__}:{here - 2})",
    )


def test_only_the_last_frames_of_a_recursion_are_told() -> None:
    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError) as caught:
        deeper()

    assert len(error(caught.value).frames) == 8

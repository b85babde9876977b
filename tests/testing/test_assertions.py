"""What a test expects of a signal is judged at the end of a block."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from signal_viz.errors import SignalVizError
from signal_viz.testing import assert_dispatches, assert_no_dispatch

if TYPE_CHECKING:
    from collections.abc import Callable


class Order:
    pass


class Basket:
    pass


def reserve_stock(**kwargs: object) -> None:
    pass


def charge_card(**_: object) -> None:
    raise UnicodeError("no money")


def send_mail(**kwargs: object) -> None:
    pass


@pytest.fixture
def paid(signal: Any) -> Any:
    """A signal with two receivers that return."""
    signal.connect(reserve_stock)
    signal.connect(send_mail, sender=Order)
    return signal


def told(block: Any, action: Callable[[], object] = lambda: None) -> str:
    """Return what a block says that fails."""
    with pytest.raises(AssertionError) as caught, block:
        action()
    return str(caught.value)


def test_one_dispatch_is_enough(paid: Any) -> None:
    with assert_dispatches(paid):
        paid.send(sender=Order)
        paid.send(sender=None)


def test_it_fails_where_nothing_is_dispatched(paid: Any) -> None:
    assert told(assert_dispatches(paid)) == (
        "Expected: at least 1 dispatch of signal.\n"
        "Seen: none.\n"
        "  Nothing was dispatched. Connected:\n"
        "  Order ── signal ── 2 receivers\n"
        "    1 · reserve_stock\n"
        "    2 · send_mail"
    )


def test_only_dispatches_of_the_sender_count(paid: Any) -> None:
    def send() -> None:
        paid.send(sender=Order)
        paid.send(sender=None)

    for sender in (Order, None):
        with assert_dispatches(paid, sender, times=1):
            send()
    assert told(assert_dispatches(paid, Basket), send) == (
        "Expected: at least 1 dispatch of signal by Basket.\n"
        "Seen: none; 2 dispatches by others.\n"
        "  1. Order ── signal ── send()\n"
        "     ✓ reserve_stock   returned\n"
        "     ✓ send_mail   returned\n"
        "     ≠ sender: Basket expected; Order sent\n"
        "  2. None ── signal ── send()\n"
        "     ✓ reserve_stock   returned\n"
        "     – send_mail   other sender\n"
        "     ≠ sender: Basket expected; None sent"
    )


def test_a_class_of_the_same_name_is_another_sender(paid: Any) -> None:
    other = type("Order", (), {})

    said = told(assert_dispatches(paid, Order), lambda: paid.send(sender=other))

    assert "none; 1 dispatch by others" in said


@pytest.mark.parametrize(
    "receivers",
    [
        [reserve_stock, send_mail],
        ["reserve_stock", send_mail],
        [...],
        [reserve_stock, ...],
        [..., send_mail],
        [..., reserve_stock, ..., send_mail, ...],
    ],
)
def test_receivers_are_given_in_order_as_functions_or_names(
    paid: Any, receivers: list[object]
) -> None:
    with assert_dispatches(paid, receivers=receivers):
        paid.send(sender=Order)


@pytest.mark.parametrize(
    ("receivers", "difference"),
    [
        ([reserve_stock], "reserve_stock expected; reserve_stock, send_mail ran"),
        ([send_mail, ...], "send_mail, … expected; reserve_stock, send_mail ran"),
        ([], "none expected; reserve_stock, send_mail ran"),
        (
            [..., send_mail, ..., reserve_stock, ...],
            "…, send_mail, …, reserve_stock, … expected; reserve_stock, send_mail ran",
        ),
        ([..., send_mail, send_mail], "…, send_mail, send_mail expected; "),
    ],
)
def test_it_says_who_ran_instead(
    paid: Any, receivers: list[object], difference: str
) -> None:
    said = told(
        assert_dispatches(paid, receivers=receivers), lambda: paid.send(sender=Order)
    )

    assert "Seen: 1 dispatch, 0 of them so." in said
    assert f"     ≠ receivers: {difference}" in said
    assert "not connected" not in said


def test_it_says_who_is_not_connected(paid: Any) -> None:
    block = assert_dispatches(paid, receivers=[..., charge_card])

    said = told(block, lambda: paid.send(sender=Order))

    assert said.endswith("     ≠ charge_card is not connected")


def test_a_function_of_the_same_name_is_another_receiver(paid: Any) -> None:
    def elsewhere() -> Callable[..., None]:
        def reserve_stock(**kwargs: object) -> None:
            pass

        return reserve_stock

    block = assert_dispatches(paid, receivers=[elsewhere(), ...])

    assert "≠ reserve_stock is not connected" in told(
        block, lambda: paid.send(sender=1)
    )


def test_who_is_not_reached_has_not_run(paid: Any) -> None:
    paid.disconnect(send_mail, sender=Order)
    paid.connect(charge_card)
    paid.connect(send_mail)

    with assert_dispatches(
        paid, receivers=[reserve_stock, charge_card], raised=UnicodeError
    ):
        paid.send(sender=None)


def test_a_receiver_that_is_connected_in_the_block_counts(paid: Any) -> None:
    with assert_dispatches(paid, receivers=[..., charge_card], raised=UnicodeError):
        paid.connect(charge_card)
        paid.send_robust(sender=Order)


@pytest.mark.parametrize("times", [0, 1, 2])
def test_times_counts_the_dispatches_that_are_so(paid: Any, times: int) -> None:
    with assert_dispatches(paid, receivers=[reserve_stock], times=times):
        paid.send(sender=Order)
        for _ in range(times):
            paid.send(sender=None)


def test_one_too_many_is_a_failure(paid: Any) -> None:
    def send() -> None:
        paid.send(sender=Order)
        paid.send(sender=Order)

    said = told(assert_dispatches(paid, times=1), send)

    assert said.startswith(
        "Expected: exactly 1 dispatch of signal.\nSeen: 2 dispatches, 2 of them so.\n"
    )


def test_what_a_receiver_raises_may_be_of_a_subclass(paid: Any) -> None:
    paid.connect(charge_card)

    with assert_dispatches(paid, raised=ValueError):
        paid.send_robust(sender=None)


def test_an_expected_exception_ends_with_the_block(paid: Any) -> None:
    paid.connect(charge_card)
    reached = False

    with assert_dispatches(paid, raised=ValueError):
        paid.send(sender=None)
        reached = True

    assert not reached


def test_the_expected_exception_must_come_from_a_receiver(paid: Any) -> None:
    def refuse() -> None:
        paid.send(sender=Order)
        raise ValueError("of somebody else")

    said = told(assert_dispatches(paid, raised=ValueError), refuse)

    assert "     ≠ raised: ValueError expected; nothing was raised" in said


def test_another_exception_goes_on_and_nothing_is_judged(paid: Any) -> None:
    for block in (
        assert_dispatches(paid, times=3),
        assert_dispatches(paid, raised=ValueError),
        assert_no_dispatch(paid),
    ):
        with pytest.raises(ZeroDivisionError), block:
            1 / 0  # noqa: B018


def test_no_dispatch(paid: Any, make_signal: Callable[..., Any]) -> None:
    other = make_signal()
    with assert_no_dispatch(paid, other):
        pass
    with assert_no_dispatch(paid, sender=Basket):
        paid.send(sender=Order)

    said = told(assert_no_dispatch(other, paid), lambda: paid.send(sender=Order))

    assert said == (
        "Expected: no dispatch of signal or signal.\n"
        "Seen: 1 dispatch, 1 of them so.\n"
        "  1. Order ── signal ── send()\n"
        "     ✓ reserve_stock   returned\n"
        "     ✓ send_mail   returned"
    )


def test_a_dispatch_inside_a_receiver_is_drawn_inside(
    paid: Any, make_signal: Callable[..., Any]
) -> None:
    inner = make_signal()

    def pass_on(**_: object) -> None:
        inner.send(sender=None)

    paid.connect(pass_on)

    said = told(assert_no_dispatch(paid, inner), lambda: paid.send(sender=Order))

    assert said.endswith(
        "     ✓ pass_on   returned\n"
        "      2. None ── signal ── send()\n"
        "         nobody listened"
    )


def test_many_dispatches_and_many_receivers_are_counted(signal: Any) -> None:
    receivers = [lambda **_: None for _ in range(30)]
    for receiver in receivers:
        signal.connect(receiver)

    def send() -> None:
        for _ in range(14):
            signal.send(sender=None)

    lines = told(assert_no_dispatch(signal), send).splitlines()

    assert lines[-2:] == ["     … 6 more", "  … 6 more"]


def test_one_dispatch_is_too_many_however_many_were_lost(signal: Any) -> None:
    block = assert_no_dispatch(signal)

    assert "dispatches, " in told(block, lambda: send_often(signal))


def send_often(signal: Any) -> None:
    for _ in range(30_000):
        signal.send(sender=None)


def test_a_recording_that_lost_something_is_not_judged_by_the_rest(signal: Any) -> None:
    with (
        pytest.raises(SignalVizError, match="judge a shorter block"),
        assert_dispatches(signal, times=30_000),
    ):
        send_often(signal)


def test_the_block_gives_the_recording(paid: Any) -> None:
    with assert_dispatches(paid, Order) as trace:
        paid.send(sender=Order, item="Dracula")
        paid.send(sender=None)

    (dispatch,) = trace.dispatches
    assert dispatch.arguments == {"item": "'Dracula'"}


def test_an_async_block(paid: Any) -> None:
    async def index(**_: object) -> None:
        await asyncio.sleep(0)

    paid.connect(index)

    async def work() -> None:
        with assert_dispatches(paid, receivers=[..., index, ...], times=1):
            await paid.asend(sender=None)

    asyncio.run(work())


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"receivers": reserve_stock}, r"is no list: write receivers=\[reserve_stock"),
        ({"receivers": "reserve_stock"}, "is no list: write receivers="),
        ({"receivers": [3]}, "3 is no receiver: use the function that is connected"),
        ({"raised": "ValueError"}, "is no exception: write raised=ValueError"),
    ],
)
def test_arguments_that_mean_nothing_are_refused(
    paid: Any, how: dict[str, Any], said: str
) -> None:
    with pytest.raises(SignalVizError, match=said):
        assert_dispatches(paid, **how)


def test_what_is_no_signal_is_refused_and_nothing_stays_watched(paid: Any) -> None:
    with (
        pytest.raises(SignalVizError, match="no Django signal"),
        assert_no_dispatch(paid, "text"),
    ):
        pass

"""What is recorded is what happened, for sync receivers."""

from __future__ import annotations

import asyncio
import functools
import logging
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.dispatch import Signal

from signal_viz import trace
from signal_viz.naming import Sender
from signal_viz.replay import state
from signal_viz.watched import TimedReceivers, here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from signal_viz.dispatches import Dispatch


class Order: ...


class Basket: ...


def reserve_stock(**_: object) -> int:
    return 3


def send_mail(**_: object) -> None: ...


def failing(**_: object) -> None:
    raise ValueError("no stock")


def states(dispatch: Dispatch) -> list[tuple[str, str]]:
    """Return receiver and state of each call."""
    return [(call.receiver, call.state) for call in dispatch.calls]


def test_a_dispatch_and_its_calls(signal: Any) -> None:
    signal.connect(reserve_stock)
    signal.connect(send_mail)

    with trace(signal) as recording:
        signal.send(sender=Order, number=42)

    (dispatch,) = recording.dispatches
    assert (dispatch.number, dispatch.depth, dispatch.parent) == (1, 0, None)
    assert (dispatch.sender, dispatch.method) == (Sender("Order", "class"), "send")
    assert (dispatch.state, dispatch.error) == ("returned", None)
    assert (dispatch.thread, dispatch.atomic) == ("main", None)
    assert dispatch.arguments == {"number": "42"}
    assert dispatch.duration_ns is not None
    first, second = dispatch.calls
    assert (first.receiver, first.state, first.response) == (
        "reserve_stock",
        "returned",
        "3",
    )
    assert (second.receiver, second.state, second.response) == (
        "send_mail",
        "returned",
        "None",
    )
    assert first.thread == "main"
    assert first.duration_ns is not None
    assert 0 < first.duration_ns < dispatch.duration_ns


def test_the_order_of_the_events(signal: Any) -> None:
    signal.connect(reserve_stock)
    signal.connect(send_mail, sender=Basket)
    signal.connect(failing)
    later = functools.partial(send_mail)
    signal.connect(later)

    with trace(signal) as recording, pytest.raises(ValueError, match="no stock"):
        signal.send(sender=Order)

    assert [
        (event.kind, getattr(event, "connection", None)) for event in recording.events
    ] == [
        ("dispatch_started", None),
        ("receiver_skipped", "c2"),
        ("receiver_started", "c1"),
        ("receiver_returned", "c1"),
        ("receiver_started", "c3"),
        ("receiver_raised", "c3"),
        ("receiver_not_reached", "c4"),
        ("dispatch_ended", None),
    ]
    assert [event.sequence for event in recording.events] == list(range(8))
    times = [event.time_ns for event in recording.events]
    assert times == sorted(times)


def test_a_receiver_of_another_sender_is_filtered(signal: Any) -> None:
    signal.connect(reserve_stock, sender=Order)
    signal.connect(send_mail, sender=Basket)
    signal.connect(failing, sender=Basket)

    with trace(signal) as recording:
        signal.send(sender=Order)
        signal.send(sender=None)
        with pytest.raises(ValueError, match="no stock"):
            signal.send(sender=Basket)

    heard, nobody, other = map(states, recording.dispatches)
    assert heard == [
        ("reserve_stock", "returned"),
        ("send_mail", "filtered"),
        ("failing", "filtered"),
    ]
    assert [state for _, state in nobody] == ["filtered"] * 3
    assert other == [
        ("send_mail", "returned"),
        ("failing", "raised"),
        ("reserve_stock", "filtered"),
    ]


def test_an_exception_ends_a_send(signal: Any) -> None:
    signal.connect(failing)
    signal.connect(send_mail)

    with trace(signal) as recording, pytest.raises(ValueError, match="no stock"):
        signal.send(sender=Order)

    (dispatch,) = recording.dispatches
    assert dispatch.state == "raised"
    assert dispatch.error is not None
    assert (dispatch.error.type, dispatch.error.message) == ("ValueError", "no stock")
    raised, missed = dispatch.calls
    assert (raised.state, raised.error, raised.response) == (
        "raised",
        dispatch.error,
        None,
    )
    assert raised.error.frames[-1].startswith("failing (")  # type: ignore[union-attr]
    assert (missed.state, missed.thread, missed.duration_ns) == (
        "not_reached",
        None,
        None,
    )


def test_a_robust_send_goes_on_after_an_exception(
    signal: Any, caplog: pytest.LogCaptureFixture
) -> None:
    signal.connect(failing)
    signal.connect(send_mail)

    with trace(signal) as recording:
        signal.send_robust(sender=Order)

    (dispatch,) = recording.dispatches
    assert (dispatch.method, dispatch.state) == ("send_robust", "returned")
    raised, returned = dispatch.calls
    assert raised.state == "raised"
    assert raised.error is not None
    assert raised.error.message == "no stock"
    assert raised.response == "ValueError: no stock"
    assert (returned.state, returned.response) == ("returned", "None")
    assert len(caplog.records) == 1


def test_the_log_of_a_robust_send_is_no_time_of_the_receiver(
    signal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Signal()
    told.connect(send_mail)
    signal.connect(failing)
    signal.connect(send_mail)

    def write(*_: object, **__: object) -> None:
        told.send(sender=Basket)
        time.sleep(0.05)

    monkeypatch.setattr(logging.getLogger("django.dispatch"), "error", write)
    with trace(signal, told) as recording:
        signal.send_robust(sender=Order)

    dispatch, nested = recording.dispatches
    raised, returned = dispatch.calls
    assert (raised.state, returned.state) == ("raised", "returned")
    assert (raised.duration_ns or 0) < 50_000_000 < (dispatch.duration_ns or 0)
    assert (nested.parent, nested.state) == (dispatch.number, "returned")
    shown = state(recording.snapshot, recording.events)
    assert [call.end is None for call in shown.calls] == [False, False, False]


def test_an_exception_that_is_returned_is_no_failure(signal: Any) -> None:
    def returning(**_: object) -> ValueError:
        return ValueError("only told")

    signal.connect(returning)
    with trace(signal) as recording:
        signal.send_robust(sender=Order)

    (call,) = recording.dispatches[0].calls
    assert (call.state, call.error) == ("returned", None)
    assert call.response == "ValueError: only told"


def test_robust_is_not_robust_for_what_has_no_qualname(signal: Any) -> None:
    partial = functools.partial(failing)
    signal.connect(partial)
    signal.connect(send_mail)

    with trace(signal) as recording, pytest.raises(AttributeError):
        signal.send_robust(sender=Order)

    (dispatch,) = recording.dispatches
    assert dispatch.error is not None
    assert dispatch.error.type == "AttributeError"
    assert states(dispatch) == [
        ("partial(failing)", "raised"),
        ("send_mail", "not_reached"),
    ]


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_robust_lets_pass_is_recorded(
    signal: Any, kind: type[BaseException]
) -> None:
    def stopping(**_: object) -> None:
        raise kind

    signal.connect(stopping)
    signal.connect(send_mail)
    with trace(signal) as recording, pytest.raises(kind):
        signal.send_robust(sender=Order)

    (dispatch,) = recording.dispatches
    assert dispatch.error is not None
    assert dispatch.error.type == kind.__name__
    assert [call.state for call in dispatch.calls] == ["raised", "not_reached"]


def test_a_signal_without_receivers_is_a_dispatch_without_calls(signal: Any) -> None:
    with trace(signal) as recording:
        signal.send(sender=Order)

    (dispatch,) = recording.dispatches
    assert (dispatch.state, dispatch.calls) == ("returned", ())


def test_a_nested_dispatch_knows_its_parent(
    make_signal: Callable[..., Any],
) -> None:
    outer, inner = make_signal(), make_signal()

    def sending(**_: object) -> None:
        inner.send(sender=Basket)

    outer.connect(send_mail)
    outer.connect(sending)
    inner.connect(reserve_stock)
    with trace(outer, inner) as recording:
        outer.send(sender=Order)
        inner.send(sender=Order)

    first, nested, alone = recording.dispatches
    assert (first.depth, first.parent) == (0, None)
    assert (nested.depth, nested.parent, nested.sender.label) == (1, 1, "Basket")
    assert (alone.depth, alone.parent) == (0, None)
    assert nested.calls[0].depth == 1
    started = [event for event in recording.events if event.kind == "dispatch_started"]
    sent_by = [getattr(event, "parent_connection", None) for event in started]
    assert sent_by == [None, "c2", None]


def test_what_a_receiver_sends_stands_between_its_start_and_its_end(
    signal: Any,
) -> None:
    def sending(depth: int, **_: object) -> None:
        if depth:
            signal.send(sender=Order, depth=depth - 1)

    signal.connect(sending)
    with trace(signal) as recording:
        signal.send(sender=Order, depth=2)

    kinds = [event.kind.removeprefix("receiver_") for event in recording.events]
    assert kinds == [
        *["dispatch_started", "started"] * 3,
        *["returned", "dispatch_ended"] * 3,
    ]
    depths = [dispatch.depth for dispatch in recording.dispatches]
    assert depths == [0, 1, 2]


def test_a_failure_in_an_inner_robust_send_is_not_that_of_the_outer_receiver(
    make_signal: Callable[..., Any],
) -> None:
    outer, inner = make_signal(), make_signal()

    def sending(**_: object) -> None:
        inner.send_robust(sender=Basket)

    outer.connect(sending)
    inner.connect(failing)
    with trace(outer, inner, senders=[Order]) as recording:
        outer.send_robust(sender=Order)

    (dispatch,) = recording.dispatches
    assert states(dispatch) == [("sending", "returned")]


def test_after_a_recursion_error_a_dispatch_is_nobodys_child(signal: Any) -> None:
    def endless(**_: object) -> None:
        signal.send(sender=Order)

    signal.connect(endless)
    with trace(signal) as recording:
        with pytest.raises(RecursionError):
            signal.send(sender=Order)
        signal.disconnect(endless)
        signal.send(sender=Order)

    last = recording.dispatches[-1]
    assert (last.depth, last.parent, last.state) == (0, None, "returned")
    deepest = recording.dispatches[-2]
    assert deepest.depth > 50
    assert {dispatch.state for dispatch in recording.dispatches[:-1]} == {"raised"}
    assert {
        dispatch.error.type for dispatch in recording.dispatches if dispatch.error
    } == {"RecursionError"}


def test_a_loop_that_python_drops_without_a_word_leaves_nothing_behind(
    signal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where the stack is full, Python 3.11 does not run what a generator has to do
    # at its end.
    def dropped(self: TimedReceivers) -> Iterator[Any]:
        here.thread.stack.append(self.record)
        self.record.stamps = [1]
        return list.__iter__(self)

    signal.connect(failing)
    with trace(signal) as recording:
        monkeypatch.setattr(TimedReceivers, "__iter__", dropped)
        with pytest.raises(ValueError, match="no stock"):
            signal.send(sender=Order)
        monkeypatch.undo()
        signal.send_robust(sender=Order)

    first, second = recording.dispatches
    assert [call.state for call in first.calls] == ["raised"]
    assert (second.depth, second.parent) == (0, None)


def test_a_thread_has_a_name_and_keeps_it(signal: Any) -> None:
    inside = threading.Barrier(2)

    def receiver(**_: object) -> None:
        inside.wait(10)

    signal.connect(receiver)

    def sending() -> None:
        signal.send(sender=Order)
        signal.send(sender=Order)

    with trace(signal) as recording:
        threads = [threading.Thread(target=sending) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        signal.disconnect(receiver)
        signal.send(sender=Order)

    names = [dispatch.thread for dispatch in recording.dispatches]
    assert sorted(names) == ["main", "worker 1", "worker 1", "worker 2", "worker 2"]
    assert all(
        call.thread == dispatch.thread
        for dispatch in recording.dispatches
        for call in dispatch.calls
    )
    assert {dispatch.depth for dispatch in recording.dispatches} == {0}


def test_threads_that_follow_each_other_are_told_apart(signal: Any) -> None:
    with trace(signal) as recording:
        for _ in range(3):
            thread = threading.Thread(target=signal.send, kwargs={"sender": Order})
            thread.start()
            thread.join()

    names = [dispatch.thread for dispatch in recording.dispatches]
    assert names == ["worker 1", "worker 2", "worker 3"]


def test_arguments_and_responses_are_short_text(signal: Any) -> None:
    def answering(**_: object) -> Any:
        return Order()

    signal.connect(answering)
    many = {f"name{number}": number for number in range(1_000)}
    with trace(signal) as recording:
        signal.send(sender=Order, order=Order(), text="x" * 10_000, **{"a\nb": None})
        signal.send(sender=Order, **many)

    first, second = recording.dispatches
    assert first.arguments["order"] == "Order instance"
    assert len(first.arguments["text"]) == 120
    assert first.arguments["a·b"] == "None"
    assert first.calls[0].response == "Order instance"
    assert len(second.arguments) == 50


def test_the_text_of_an_argument_is_that_of_the_moment_of_sending(signal: Any) -> None:
    items: list[int] = []

    def filling(**_: object) -> None:
        items.append(1)

    signal.connect(filling)
    with trace(signal) as recording:
        signal.send(sender=Order, items=items)

    assert recording.dispatches[0].arguments == {"items": "[]"}


def test_only_the_wanted_senders_are_recorded(signal: Any) -> None:
    signal.connect(send_mail)

    with trace(signal, senders=[Order, None]) as recording:
        signal.send(sender=Order)
        signal.send(sender=Basket)
        signal.send(sender=None)

    labels = [dispatch.sender.label for dispatch in recording.dispatches]
    assert labels == ["Order", "None"]


def test_a_sender_that_has_died_is_not_taken_for_none(signal: Any) -> None:
    basket = Basket()
    with trace(signal, senders=[basket]) as recording:
        del basket
        signal.send(sender=None)

    assert recording.dispatches == ()


def test_a_dispatch_inside_one_that_is_not_wanted_has_no_parent(
    make_signal: Callable[..., Any],
) -> None:
    outer, inner = make_signal(), make_signal()

    def sending(**_: object) -> None:
        inner.send(sender=Order)

    outer.connect(sending)
    with trace(outer, inner, senders=[Order]) as recording:
        outer.send(sender=Basket)

    (dispatch,) = recording.dispatches
    assert (dispatch.depth, dispatch.parent) == (0, None)


def test_every_watcher_has_its_own_recording(signal: Any) -> None:
    signal.connect(send_mail)

    with trace(signal) as first:
        signal.send(sender=Order)
        with trace(signal) as second:
            signal.send(sender=Basket)
        signal.send(sender=Order)

    assert [dispatch.number for dispatch in first.dispatches] == [1, 2, 3]
    (only,) = second.dispatches
    assert (only.number, only.sender.label) == (1, "Basket")
    assert states(only) == [("send_mail", "returned")]


def test_a_signal_that_is_named_twice_is_recorded_once(signal: Any) -> None:
    signal.connect(send_mail)

    with trace(signal, signal) as recording:
        signal.send(sender=Order)

    assert len(recording.snapshot.signals) == 1
    assert len(recording.dispatches) == 1


def test_who_hears_another_sender_is_told_each_time_with_a_cache_too() -> None:
    signal = Signal(use_caching=True)
    signal.connect(send_mail, sender=Order)

    with trace(signal) as recording:
        signal.send(sender=Basket)
        # Django knows by now that nobody is to be called, and does not look.
        signal.send(sender=Basket)
        asyncio.run(signal.asend(sender=Basket))

    told = [[call.state for call in sent.calls] for sent in recording.dispatches]
    assert told == [["filtered"]] * 3


def test_a_failure_is_told_where_a_receiver_has_stopped_the_watching(
    signal: Any,
) -> None:
    def stops(**_: object) -> None:
        recording.stop()

    def answers(**_: object) -> Exception | None:
        try:
            failing()
        except ValueError as error:
            return error
        return None

    for each in (stops, failing, answers):
        signal.connect(each)
    recording = trace(signal)
    signal.send_robust(sender=Order)

    (sent,) = recording.dispatches
    assert [call.state for call in sent.calls] == ["returned", "raised", "returned"]
    assert sent.calls[1].error is not None
    assert sent.calls[1].error.type == "ValueError"

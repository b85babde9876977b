"""What a ``send`` does: at once, in order, in the sender's thread, waiting for all."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models.signals import ModelSignal
from django.dispatch import Signal

from signal_viz import trace
from tests.facts.reading import call, heard, story

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.events import Event
    from signal_viz.recording import Recording


class Book: ...


class Shop:
    def open(self, **_: object) -> str:
        return "open"


def mail(**_: object) -> str:
    return "sent"


def pack(**_: object) -> None: ...


async def push(**_: object) -> None: ...


def moment(recording: Recording, kind: str, receiver: str) -> int:
    """Return when something happened to a receiver, in ns."""
    number = call(recording, receiver).connection

    def is_it(event: Event) -> bool:
        return event.kind == kind and getattr(event, "connection", "") == number

    (event,) = filter(is_it, recording.events)
    return event.time_ns


def test_a_send_calls_its_receivers_at_once_and_comes_back_after_the_last(
    signal: Any,
) -> None:
    signal.connect(mail)
    signal.connect(pack)
    with trace(signal) as recording:
        signal.send(sender=Book)
        (dispatch,) = recording.dispatches
        assert dispatch.state == "returned"

    assert story(recording) == [
        "send",
        "mail starts",
        "mail returns",
        "pack starts",
        "pack returns",
        "end",
    ]


def test_receivers_of_a_send_run_in_the_thread_that_sends(signal: Any) -> None:
    signal.connect(mail)
    with trace(signal) as recording:
        signal.send(sender=Book)
        worker = threading.Thread(target=signal.send, kwargs={"sender": Book})
        worker.start()
        worker.join()

    threads = [(item.thread, item.calls[0].thread) for item in recording.dispatches]
    assert threads == [("main", "main"), ("worker 1", "worker 1")]


def test_slow_receivers_add_up_and_the_sender_waits_for_them(signal: Any) -> None:
    pause = threading.Event()

    def slow(**_: object) -> None:
        pause.wait(0.02)

    def slower(**_: object) -> None:
        pause.wait(0.03)

    signal.connect(slow)
    signal.connect(slower)
    with trace(signal) as recording:
        signal.send(sender=Book)

    (dispatch,) = recording.dispatches
    times = [each.duration_ns or 0 for each in dispatch.calls]
    assert (dispatch.duration_ns or 0) >= sum(times) >= 50_000_000
    one_ended = moment(recording, "receiver_returned", "slow")
    assert moment(recording, "receiver_started", "slower") >= one_ended


def test_receivers_are_called_in_the_order_in_which_they_were_connected(
    signal: Any,
) -> None:
    with trace(signal) as recording:
        signal.connect(mail, sender=Book)
        signal.connect(pack)
        signal.connect(mail)
        signal.send(sender=Book)

    calls = [each.connection for each in recording.dispatches[0].calls]
    assert calls == ["c1", "c2", "c3"]
    assert heard(recording) == [["mail", "pack", "mail"]]


def test_connecting_again_does_not_move_a_receiver_but_disconnecting_first_does(
    signal: Any,
) -> None:
    signal.connect(mail)
    signal.connect(pack)
    with trace(signal) as recording:
        signal.connect(mail)
        signal.send(sender=Book)
        signal.disconnect(mail)
        signal.connect(mail)
        signal.send(sender=Book)

    assert heard(recording) == [["mail", "pack"], ["pack", "mail"]]


def test_any_named_argument_may_be_sent(signal: Any) -> None:
    with trace(signal) as recording:
        signal.send(sender=Book, copies=2, gift=True)
        signal.send(sender=Book, title="Emma")

    assert [item.arguments for item in recording.dispatches] == [
        {"copies": "2", "gift": "True"},
        {"title": "'Emma'"},
    ]


def test_a_signal_declares_no_arguments_any_more() -> None:
    with pytest.raises(TypeError, match="providing_args"):
        Signal(providing_args=["size"])  # type: ignore[call-arg]


def test_arguments_that_are_declared_by_position_switch_the_cache_on(
    make_signal: Callable[..., Any],
) -> None:
    class Declared(Signal):
        def __init__(self) -> None:
            super().__init__(["size"])  # type: ignore[arg-type]

    signal = make_signal(Declared)
    signal.connect(mail)
    with (
        trace(signal) as recording,
        pytest.raises(TypeError, match="weak reference to 'NoneType'"),
    ):
        signal.send(sender=None)

    assert signal.use_caching == ["size"]
    assert story(recording) == ["send", "end with TypeError"]


def test_there_are_four_ways_to_send(signal: Any) -> None:
    signal.connect(mail)
    signal.connect(push)

    async def awaited() -> None:
        await signal.asend(sender=Book)
        await signal.asend_robust(sender=Book)

    with trace(signal) as recording:
        signal.send(sender=Book)
        signal.send_robust(sender=Book)
        asyncio.run(awaited())

    assert [(item.method, item.state) for item in recording.dispatches] == [
        ("send", "returned"),
        ("send_robust", "returned"),
        ("asend", "returned"),
        ("asend_robust", "returned"),
    ]
    assert [sorted(names) for names in heard(recording)] == [["mail", "push"]] * 4


@pytest.mark.parametrize("method", ["send", "send_robust", "asend", "asend_robust"])
def test_a_sender_is_required_and_nothing_else_goes_by_position(
    signal: Any, method: str
) -> None:
    with trace(signal) as recording:
        with pytest.raises(TypeError, match="'sender'"):
            getattr(signal, method)()
        with pytest.raises(TypeError, match="positional argument"):
            getattr(signal, method)(Book, 2)

    assert recording.dispatches == ()


def test_a_send_returns_each_receiver_with_its_answer(signal: Any) -> None:
    shop = Shop()
    signal.connect(mail)
    signal.connect(shop.open)
    with trace(signal) as recording:
        answers = signal.send(sender=Book)

    # A bound method is made anew: equal, not the same object.
    assert answers == [(mail, "sent"), (shop.open, "open")]
    responses = [each.response for each in recording.dispatches[0].calls]
    assert responses == ["'sent'", "'open'"]


def test_a_send_that_nobody_hears_returns_an_empty_list(signal: Any) -> None:
    with trace(signal) as recording:
        assert signal.send(sender=Book) == []

    (dispatch,) = recording.dispatches
    assert (dispatch.state, dispatch.calls) == ("returned", ())


def test_a_plain_signal_takes_the_name_of_a_model_for_a_sender(
    make_signal: Callable[..., Any],
) -> None:
    plain, lazy = make_signal(), make_signal(ModelSignal)
    with trace(plain, lazy) as recording:
        plain.connect(mail, sender="shop.Order")
        lazy.connect(mail, sender="shop.Order")
        plain.send(sender=Book)

    # The model signal waits until there is such a model.
    assert story(recording) == ["mail connected", "send", "mail filtered", "end"]

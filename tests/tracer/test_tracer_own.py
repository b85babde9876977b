"""A dispatcher that somebody wrote, in the shape of Django's, is watched like a signal."""

from __future__ import annotations

import traceback
import weakref
from typing import Any

import pytest

from signal_viz import SignalVizError, registry, trace, watch


class Order: ...


class Basket: ...


class Dispatcher:
    """Keeps what is connected, and calls it."""

    def __init__(self) -> None:
        self.receivers: list[Any] = []

    def connect(self, receiver: Any, sender: object = None) -> None:
        key = (id(receiver), id(sender))
        self.receivers.append((key, weakref.ref(receiver)))

    def disconnect(self, receiver: Any, sender: object = None) -> bool:
        before = len(self.receivers)
        key = (id(receiver), id(sender))
        self.receivers = [entry for entry in self.receivers if entry[0] != key]
        return len(self.receivers) < before

    def _live_receivers(self, sender: object) -> list[Any]:
        heard = (id(None), id(sender))
        found = [ref() for key, ref in self.receivers if key[1] in heard]
        return [receiver for receiver in found if receiver is not None]

    def send(self, sender: object, **named: Any) -> Any:
        return [
            (receiver, receiver(signal=self, sender=sender, **named))
            for receiver in self._live_receivers(sender)
        ]


class Lazy(Dispatcher):
    """Asks one receiver after the other, in a generator."""

    def send(self, sender: object, **named: Any) -> Any:
        live = self._live_receivers(sender)
        return tuple((one, one(signal=self, sender=sender, **named)) for one in live)


class Robust(Dispatcher):
    """Goes on after an exception, and tells who raised it."""

    def send_robust(self, sender: object, **named: Any) -> Any:
        answers: list[tuple[Any, Any]] = []
        for receiver in self._live_receivers(sender):
            try:
                answer = receiver(signal=self, sender=sender, **named)
            except ValueError as error:
                self._log_robust_failure(receiver, error)
                answer = error
            answers.append((receiver, answer))
        return answers

    def _log_robust_failure(self, receiver: object, error: Exception) -> None:
        """Say so to nobody."""


class FirstAnswer(Dispatcher):
    """Stops as soon as somebody has an answer, and gives that alone."""

    def send(self, sender: object, **named: Any) -> Any:
        for receiver in self._live_receivers(sender):
            answer = receiver(signal=self, sender=sender, **named)
            if answer is not None:
                return answer
        return None


def reserve_stock(**_: object) -> int:
    return 3


def send_mail(**_: object) -> None: ...


def failing(**_: object) -> None:
    raise ValueError("no stock")


def connected(own: Dispatcher, *receivers: Any) -> Dispatcher:
    """Return ``own`` with ``receivers`` connected."""
    for receiver in receivers:
        own.connect(receiver)
    return own


def states(recording: Any) -> list[tuple[str, str]]:
    """Return receiver and state of each call of the only dispatch."""
    (dispatch,) = recording.dispatches
    return [(call.receiver, call.state) for call in dispatch.calls]


def test_its_dispatch_is_recorded_with_the_answers() -> None:
    own = connected(Dispatcher(), reserve_stock, send_mail)

    with trace(own) as recording:
        answers = own.send(sender=Order, number=42)

    assert answers == [(reserve_stock, 3), (send_mail, None)]
    (dispatch,) = recording.dispatches
    assert (dispatch.sender.label, dispatch.method) == ("Order", "send")
    assert dispatch.arguments == {"number": "42"}
    assert [call.response for call in dispatch.calls] == ["3", "None"]
    assert states(recording) == [
        ("reserve_stock", "returned"),
        ("send_mail", "returned"),
    ]


def test_who_listens_to_another_sender_is_passed_over() -> None:
    own = Dispatcher()
    own.connect(reserve_stock, Order)
    own.connect(send_mail, sender=Basket)

    with trace(own) as recording:
        own.send(sender=Order)

    assert states(recording) == [
        ("reserve_stock", "returned"),
        ("send_mail", "filtered"),
    ]
    assert [item.sender for item in registry(own)] == ["Order", "Basket"]


def test_connecting_disconnecting_and_dying_are_recorded() -> None:
    def short_lived(**_: object) -> None: ...

    own = Dispatcher()
    with trace(own) as recording:
        own.connect(reserve_stock)
        own.connect(short_lived)
        assert own.disconnect(reserve_stock)
        del short_lived

    assert [type(event).__name__ for event in recording.events] == [
        "Connected",
        "Connected",
        "Disconnected",
        "Collected",
    ]


def test_an_exception_ends_its_send_with_the_same_traceback() -> None:
    own = connected(Dispatcher(), failing, send_mail)

    def frames() -> list[str]:
        with pytest.raises(ValueError, match="no stock") as caught:
            own.send(sender=Order)
        return [
            frame.name for frame in traceback.extract_tb(caught.value.__traceback__)
        ]

    bare = frames()
    with trace(own) as recording:
        watched = frames()

    assert watched == bare
    assert states(recording) == [("failing", "raised"), ("send_mail", "not_reached")]


def test_a_traceback_that_holds_its_loop_changes_nothing_later() -> None:
    """A comprehension has a frame of its own, which keeps what iterates."""
    own, other = connected(Lazy(), failing, send_mail), Dispatcher()
    held: list[BaseException] = []

    def look(**_: object) -> None:
        held.clear()  # now the loop ends, while this receiver runs
        again.send(sender=Basket)

    again = connected(Dispatcher(), send_mail)
    connected(other, look)
    with trace(own, other, again) as recording:
        try:
            own.send(sender=Order)
        except ValueError as error:
            held.append(error)
        other.send(sender=Order)

    kinds = [type(event).__name__ for event in recording.events]
    assert kinds[:4] == [
        "DispatchStarted",
        "ReceiverStarted",
        "ReceiverRaised",
        "ReceiverNotReached",
    ]
    broken, outer, inner = recording.dispatches
    (call, _) = broken.calls
    assert (call.duration_ns or 0) <= (broken.duration_ns or 0)
    assert (inner.parent, inner.depth) == (outer.number, 1)


def test_what_it_catches_is_seen_where_it_is_logged() -> None:
    own = connected(Robust(), failing, send_mail)

    with trace(own) as recording:
        own.send_robust(sender=Order)  # type: ignore[attr-defined]

    assert states(recording) == [("failing", "raised"), ("send_mail", "returned")]
    assert recording.dispatches[0].error is None


def test_it_may_stop_early_and_return_what_it_likes() -> None:
    own = connected(FirstAnswer(), send_mail, reserve_stock, failing)

    with trace(own) as recording:
        assert own.send(sender=Order) == 3

    assert recording.dispatches[0].state == "returned"
    assert states(recording) == [
        ("send_mail", "returned"),
        ("reserve_stock", "returned"),
        ("failing", "not_reached"),
    ]


def test_an_error_in_its_own_methods_is_no_business_of_the_tracer() -> None:
    own = Dispatcher()

    with trace(own) as recording:
        with pytest.raises(TypeError, match="weak reference"):
            own.connect(3)
        with pytest.raises(TypeError, match="unexpected keyword"):
            own.disconnect(send_mail, uid="x")  # type: ignore[call-arg]

    assert recording.events == ()


@pytest.mark.parametrize("item", [send_mail, (1, 2, 3), ((1, Order), send_mail), None])
def test_what_is_no_entry_is_shown_only_when_it_is_called(item: Any) -> None:
    class Plain(Dispatcher):
        def _live_receivers(self, sender: object) -> list[Any]:
            return [reserve_stock] if sender is Order else []

    own = Plain()
    own.receivers.append(item)
    with trace(own) as recording:
        assert registry(own) == ()
        own.send(sender=Order)
        own.connect(send_mail)
        own.receivers = None  # type: ignore[assignment]
        own.send(sender=Order)

    assert [call.receiver for call in recording.dispatches[0].calls] == [
        "reserve_stock"
    ]
    assert [call.receiver for call in recording.dispatches[1].calls] == [
        "reserve_stock"
    ]


def test_it_has_its_own_class_back_afterwards() -> None:
    own = connected(Dispatcher(), send_mail)
    before = dict(vars(own))

    with trace(own):
        assert type(own) is not Dispatcher
        assert isinstance(own, Dispatcher)

    assert type(own) is Dispatcher
    assert vars(own) == before


def test_it_is_drawn_by_the_same_widget() -> None:
    own = connected(Dispatcher(), reserve_stock)
    flow = watch(own)

    own.send(sender=Order)

    assert "reserve_stock" in str(flow)
    flow.close()


@pytest.mark.parametrize("missing", ["connect", "send", "_live_receivers"])
def test_without_one_of_its_methods_it_is_no_dispatcher(missing: str) -> None:
    methods = {name: held for name, held in vars(Dispatcher).items() if name != missing}
    own = type("Lame", (), methods)()

    with pytest.raises(SignalVizError, match="no Django signal"):
        trace(own)


def test_without_a_list_it_is_no_dispatcher() -> None:
    own = Dispatcher()
    own.receivers = None  # type: ignore[assignment]

    with pytest.raises(SignalVizError, match="no Django signal"):
        trace(own)

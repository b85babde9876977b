from __future__ import annotations

from typing import Any

from signal_viz.dispatches import Call, dispatches
from signal_viz.events import (
    Connected,
    DispatchEnded,
    DispatchStarted,
    Dropped,
    Event,
    ReceiverNotReached,
    ReceiverRaised,
    ReceiverReturned,
    ReceiverSkipped,
    ReceiverStarted,
)
from signal_viz.naming import Error, Sender
from signal_viz.registry import Connection, SignalInfo, Snapshot

PAID = SignalInfo("s1", "order_paid")
SENDER = Sender("Order", "model")
BOOM = Error("ValueError", "no stock")


def connection(number: int, name: str) -> Connection:
    return Connection(id=f"c{number}", signal="s1", receiver=name)


SNAPSHOT = Snapshot((PAID,), (connection(1, "reserve_stock"), connection(2, "mail")))


def happened(*steps: tuple[type[Event], dict[str, Any]]) -> list[Event]:
    """Return events, one nanosecond apart."""
    return [
        kind(sequence=number, time_ns=number, **values)
        for number, (kind, values) in enumerate(steps)
    ]


def started(number: int = 1, **more: Any) -> tuple[type[Event], dict[str, Any]]:
    return DispatchStarted, {
        "dispatch": number,
        "signal": "s1",
        "sender": SENDER,
        **more,
    }


def at(kind: type[Event], name: str, **more: Any) -> tuple[type[Event], dict[str, Any]]:
    return kind, {"dispatch": 1, "connection": name, **more}


def test_a_dispatch_that_runs() -> None:
    (dispatch,) = dispatches(
        SNAPSHOT, happened(started(), at(ReceiverStarted, "c1", thread="worker 1"))
    )

    assert (dispatch.signal, dispatch.sender, dispatch.state) == (
        "order_paid",
        SENDER,
        "running",
    )
    assert dispatch.calls == (
        Call(
            connection="c1",
            receiver="reserve_stock",
            state="running",
            thread="worker 1",
        ),
    )


def test_every_state_of_a_call() -> None:
    (dispatch,) = dispatches(
        Snapshot((PAID,), tuple(connection(n, f"r{n}") for n in range(1, 5))),
        happened(
            started(depth=1, parent=7),
            at(ReceiverSkipped, "c1"),
            at(ReceiverStarted, "c2", task="task 1"),
            at(ReceiverReturned, "c2", duration_ns=5),
            at(ReceiverStarted, "c3"),
            at(ReceiverRaised, "c3", error=BOOM, duration_ns=6),
            at(ReceiverNotReached, "c4"),
            (
                DispatchEnded,
                {
                    "dispatch": 1,
                    "duration_ns": 9,
                    "error": BOOM,
                    "responses": {"c2": "'ok'", "c9": "of nobody"},
                },
            ),
        ),
    )

    assert (dispatch.state, dispatch.error, dispatch.duration_ns) == ("raised", BOOM, 9)
    assert (dispatch.depth, dispatch.parent) == (1, 7)
    # Called ones first, in the order of calling.
    shown = [(call.receiver, call.state, call.duration_ns) for call in dispatch.calls]
    assert shown == [
        ("r2", "returned", 5),
        ("r3", "raised", 6),
        ("r4", "not_reached", None),
        ("r1", "filtered", None),
    ]
    returned, raised, *_ = dispatch.calls
    assert (returned.response, returned.task, raised.error) == ("'ok'", "task 1", BOOM)
    assert {call.depth for call in dispatch.calls} == {1}


def test_a_receiver_that_came_later_has_its_name() -> None:
    late = connection(3, "late")
    (dispatch,) = dispatches(
        SNAPSHOT,
        happened(
            (Connected, {"connection": late, "position": 2}),
            started(),
            at(ReceiverStarted, "c3"),
        ),
    )

    assert dispatch.calls[0].receiver == "late"


def test_a_receiver_that_came_in_the_gap_has_its_name() -> None:
    after = Snapshot((PAID,), (connection(3, "late"),))
    (dispatch,) = dispatches(
        SNAPSHOT,
        happened(
            (Dropped, {"events": 9, "dispatches": 2, "snapshot": after}),
            started(),
            at(ReceiverStarted, "c3"),
        ),
    )

    assert dispatch.calls[0].receiver == "late"


def test_what_belongs_to_no_dispatch_is_left_out() -> None:
    found = dispatches(
        SNAPSHOT,
        happened(
            at(ReceiverStarted, "c1"),
            (DispatchEnded, {"dispatch": 1}),
            started(2),
            (ReceiverStarted, {"dispatch": 2, "connection": "c9"}),
        ),
    )

    assert [(item.number, item.calls[0].receiver) for item in found] == [(2, "?")]

"""Connect, disconnect and death, as they are recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django
import pytest
from django.apps.registry import Apps
from django.db.models.signals import ModelSignal
from django.dispatch import Signal

from signal_viz import trace
from signal_viz.events import Collected, Connected, Disconnected
from signal_viz.registry import registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.recording import Recording

KNOWS_SENDERS = django.VERSION >= (6,)
LOSES_TEMPORARIES = django.VERSION >= (6, 1)


class Thing:
    def method(self, **_: object) -> None: ...


def first(**_: object) -> None: ...


def second(**_: object) -> None: ...


def third(**_: object) -> None: ...


async def push(**_: object) -> None: ...


def news(recording: Recording) -> list[tuple[str, str]]:
    """Return kind and connection of what is no dispatch."""
    found = []
    for event in recording.events:
        if isinstance(event, Connected):
            found.append(("connected", event.connection.receiver))
        elif isinstance(event, Disconnected | Collected):
            found.append((event.kind, event.connection))
    return found


def test_what_is_connected_at_first_is_in_the_snapshot(signal: Any) -> None:
    signal.connect(first)
    signal.connect(push, sender=Thing)

    with trace(signal) as recording:
        pass

    assert recording.events == ()
    names = [item.receiver for item in recording.snapshot.connections]
    assert names == ["first", "push"]
    assert recording.snapshot.connections[1].is_async


def test_connecting_and_disconnecting_is_recorded(signal: Any) -> None:
    signal.connect(first)

    with trace(signal) as recording:
        signal.connect(second, sender=Thing, dispatch_uid="x", weak=False)
        signal.connect(second, sender=Thing, dispatch_uid="x")  # changes nothing
        signal.disconnect(first)
        signal.disconnect(first)  # changes nothing

    connected, disconnected = recording.events
    assert isinstance(connected, Connected)
    assert isinstance(disconnected, Disconnected)
    assert connected.position == 1
    connection = connected.connection
    assert (connection.id, connection.receiver) == ("c2", "second")
    assert (connection.sender, connection.sender_kind) == ("Thing", "class")
    assert (connection.weak, connection.dispatch_uid) == (False, "x")
    assert disconnected.connection == "c1"


def test_connecting_again_makes_a_new_connection(signal: Any) -> None:
    with trace(signal) as recording:
        signal.connect(first)
        signal.disconnect(first)
        signal.connect(first)
        signal.send(sender=Thing)

    assert news(recording) == [
        ("connected", "first"),
        ("disconnected", "c1"),
        ("connected", "first"),
    ]
    assert [call.connection for call in recording.dispatches[0].calls] == ["c2"]


@pytest.mark.parametrize(
    "sender", [Thing, Thing(), "text", 42], ids=["class", "instance", "str", "int"]
)
def test_the_sender_is_named_whether_or_not_the_signal_knows_it(
    signal: Any, sender: Any
) -> None:
    with trace(signal) as recording:
        signal.connect(first, sender=sender)

    (connected,) = recording.events
    assert isinstance(connected, Connected)
    assert connected.connection.sender != "unknown sender"


def test_the_death_of_a_receiver_is_recorded_when_it_happens(signal: Any) -> None:
    thing, other = Thing(), Thing()
    signal.connect(thing.method)
    signal.connect(other.method)

    with trace(signal) as recording:
        del thing
        signal.send(sender=None)
        assert news(recording) == [("collected", "c1")]
        del other
        assert news(recording)[1:] == [("collected", "c2")]
        signal.send(sender=None)

    assert recording.events[0].kind == "collected"
    before, after = recording.dispatches
    assert [call.connection for call in before.calls] == ["c2"]
    assert after.calls == ()


def test_the_death_of_a_function_is_recorded(signal: Any) -> None:
    def handler(**_: object) -> None: ...

    signal.connect(handler)
    with trace(signal) as recording:
        del handler

    assert news(recording) == [("collected", "c1")]


def test_the_death_of_a_sender_is_recorded_where_django_notices(signal: Any) -> None:
    thing = Thing()
    signal.connect(first, sender=thing)

    with trace(signal) as recording:
        del thing
        signal.send(sender=None)

    events = [event for event in recording.events if isinstance(event, Collected)]
    assert [event.cause for event in events] == ["sender"] * KNOWS_SENDERS
    assert [call.state for call in recording.dispatches[0].calls] == ["filtered"] * (
        not KNOWS_SENDERS
    )


def test_a_death_inside_a_dispatch_stands_inside_it(signal: Any) -> None:
    things = [Thing()]

    def clearing(**_: object) -> None:
        things.clear()

    signal.connect(clearing)
    signal.connect(things[0].method)
    with trace(signal) as recording:
        signal.send(sender=None)

    # Django holds it for the rest of this send, and calls it.
    assert [call.state for call in recording.dispatches[0].calls] == ["returned"] * 2
    kinds = [event.kind for event in recording.events]
    assert kinds[-2:] == ["collected", "dispatch_ended"] or kinds[-2:] == [
        "dispatch_ended",
        "collected",
    ]


def test_a_temporary_receiver_comes_and_goes(signal: Any) -> None:
    with trace(signal) as recording:
        signal.connect(lambda **_: None)

    assert news(recording) == [("connected", "(collected)"), ("collected", "c1")] or (
        news(recording) == [("connected", "<lambda>"), ("collected", "c1")]
    )


@pytest.mark.version_skip
@pytest.mark.skipif(not LOSES_TEMPORARIES, reason="a fault of Django 6.1")
def test_a_receiver_that_django_takes_for_a_lost_one_is_not_shown(
    make_signal: Callable[..., Any],
) -> None:
    lost = 0
    for _ in range(20):
        signal = make_signal()
        with trace(signal) as recording:
            signal.connect(lambda **_: None)

            def handler(**_: object) -> None: ...

            signal.connect(handler)
            heard = bool(signal.send(sender=None))
        names = [name for kind, name in news(recording) if kind == "connected"]
        assert ("test_" in "".join(names)) is False
        assert ("handler" in names) is heard
        assert len(recording.dispatches[0].calls) == heard
        lost += not heard
    assert lost > 0


def test_a_lazy_sender_is_connected_when_its_model_comes(
    make_signal: Callable[..., Any],
) -> None:
    apps: Any = Apps()
    signal = make_signal(ModelSignal)

    class Late:
        class _meta:  # noqa: N801
            app_label, model_name = "shop", "late"

    with trace(signal) as recording:
        signal.connect(first, sender="shop.Late", apps=apps)
        before = recording.events
        apps.do_pending_operations(Late)

        assert not before
        (connected,) = recording.events
        signal.send(sender=Late)
    assert isinstance(connected, Connected)
    assert connected.connection.sender == "Late"
    assert len(recording.dispatches[0].calls) == 1


def test_the_same_receiver_twice_is_two_calls(signal: Any) -> None:
    signal.connect(first)
    signal.connect(first, sender=Thing)
    signal.connect(first, dispatch_uid="x")

    with trace(signal) as recording:
        signal.send(sender=Thing)
        signal.send(sender=None)

    both, one = recording.dispatches
    assert [call.connection for call in both.calls] == ["c1", "c2", "c3"]
    assert [(call.connection, call.state) for call in one.calls] == [
        ("c1", "returned"),
        ("c3", "returned"),
        ("c2", "filtered"),
    ]


def test_what_a_subclass_calls_by_itself_is_shown(
    make_signal: Callable[..., Any],
) -> None:
    class Own(Signal):
        def _live_receivers(self, sender: Any) -> Any:
            found, awaited = super()._live_receivers(sender)
            return [*found[1:], lambda **_: "own", lambda **_: "own"], awaited

    signal = make_signal(Own)
    signal.connect(first)
    signal.connect(second)
    with trace(signal) as recording:
        signal.send(sender=None)
        signal.send(sender=None)
        with trace(signal) as late:
            signal.send(sender=None)

    for dispatch in (*recording.dispatches, *late.dispatches):
        assert [call.state for call in dispatch.calls] == [
            *["returned"] * 3,
            "filtered",
        ]
        names = [call.receiver.rpartition(".")[2] for call in dispatch.calls]
        assert names == ["second", "<lambda>", "<lambda>", "first"]
    # Their objects are new each time, yet they are the same two.
    assert len(news(recording)) == 2
    ids = [call.connection for call in recording.dispatches[0].calls]
    assert len(set(ids)) == 4


def test_receivers_in_a_wrapper_are_the_connections_they_stand_for(
    make_signal: Callable[..., Any],
) -> None:
    class Wrapping(Signal):
        def _live_receivers(self, sender: Any) -> Any:
            found, awaited = super()._live_receivers(sender)
            wrapped = [lambda each=each, **named: each(**named) for each in found]
            return wrapped, awaited

    signal = make_signal(Wrapping)
    signal.connect(first)
    signal.connect(second, sender=Thing)
    with trace(signal) as recording:
        signal.send(sender=Thing)

    calls = recording.dispatches[0].calls
    assert [(call.connection, call.receiver) for call in calls] == [
        ("c1", "first"),
        ("c2", "second"),
    ]
    assert news(recording) == []


def test_the_picture_of_what_is_connected_follows_the_events(signal: Any) -> None:
    thing = Thing()
    signal.connect(first)
    with trace(signal) as recording:
        signal.connect(thing.method)
        signal.connect(push)
        signal.disconnect(first)
        del thing
        signal.connect(second, sender=Thing)
        events = len(recording.events)

        names = [item.receiver for item in registry(signal)]
        after = recording.snapshot_after(events).connections
        assert [item.receiver for item in after] == names == ["push", "second"]
        assert len({item.id for item in after}) == 2


def test_an_exchange_that_nobody_told_of_is_seen_at_the_next_send(signal: Any) -> None:
    signal.connect(first)
    signal.connect(second)
    with trace(signal) as recording:
        signal.send(sender=Thing)
        # Past the watched methods, and the list is as long as before.
        Signal.disconnect(signal, second)
        Signal.connect(signal, third)
        signal.send(sender=Thing)

    called = [[call.receiver for call in sent.calls] for sent in recording.dispatches]
    assert called == [["first", "second"], ["first", "third"]]


def test_methods_that_send_are_told_apart(signal: Any) -> None:
    things = [Thing() for _ in range(2)]
    for thing, listener in zip(things, (first, second), strict=True):
        signal.connect(listener, sender=thing.method)
    with trace(signal) as recording:
        for thing in things * 2:
            # A new object at each look, at the address of the one before.
            signal.send(sender=thing.method)

    called = [
        [call.receiver for call in sent.calls if call.state == "returned"]
        for sent in recording.dispatches
    ]
    # From Django 6.0 on such a sender is dead at once, and nobody hears it.
    heard = [[], []] if KNOWS_SENDERS else [["first"], ["second"]]
    assert called == heard * 2

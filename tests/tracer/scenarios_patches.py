"""Programs in which something else lays hands on a signal as well."""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any
from unittest import mock

from django.dispatch import Signal

from tests.tracer.scenarios_async import all_four
from tests.tracer.scenarios_subclasses import fill
from tests.tracer.world import Sender, scenario

if TYPE_CHECKING:
    from tests.tracer.world import World


@scenario
def a_tool_that_wraps_every_receiver(world: World) -> None:
    original = Signal._live_receivers

    def wrapping(self: Signal, sender: Any) -> Any:
        found_sync, found_async = original(self, sender)

        def wrapped(receiver: Any) -> Any:
            @functools.wraps(receiver)
            def wrapper(*args: Any, **named: Any) -> Any:
                world.see("wrapped", receiver)
                return receiver(*args, **named)

            return wrapper

        return [wrapped(receiver) for receiver in found_sync], found_async

    signal = world.signal()
    fill(world, signal)
    with mock.patch.object(Signal, "_live_receivers", wrapping):
        all_four(world, signal)
    all_four(world, signal)


@scenario
def a_class_whose_send_is_replaced(world: World) -> None:
    signal = world.signal()
    fill(world, signal)
    with mock.patch.object(Signal, "send", autospec=True) as send:
        world.call("send", lambda: signal.send(Sender, order=1))
        world.see(send.call_count, dict(send.call_args.kwargs))
    world.call("send", lambda: signal.send(Sender))


@scenario
def a_signal_whose_send_is_replaced(world: World) -> None:
    signal = world.signal()
    fill(world, signal)
    with mock.patch.object(signal, "send") as send:
        signal.send(Sender, order=1)
        world.see(send.call_args_list == [mock.call(Sender, order=1)])
    world.call("send", lambda: signal.send(Sender))


@scenario
def a_connect_that_is_replaced(world: World) -> None:
    signal = world.signal()
    with mock.patch.object(Signal, "connect", return_value="patched") as connect:
        world.call("connect", lambda: signal.connect(world.sync, Sender))
        world.see(connect.call_count)
    world.see(len(signal.receivers))


@scenario
def methods_that_outlive_the_watching(world: World) -> None:
    signal = world.signal()
    fill(world, signal)
    send, connect, disconnect = signal.send, signal.connect, signal.disconnect
    asend, has_listeners = signal.asend, signal.has_listeners
    for number in range(world.watchers):
        world.stop(number)

    def late(**_: object) -> str:
        return "late"

    world.name(late=late)
    world.call("connect", lambda: connect(late))
    world.call("send", lambda: send(Sender))
    world.run(world.wait("asend", asend(Sender)))
    world.call("has_listeners", lambda: has_listeners(Sender))
    world.call("disconnect", lambda: disconnect(late))


@scenario
def a_copy_of_a_signal(world: World) -> None:
    signal = world.signal()
    fill(world, signal)
    signal.lock = None  # a lock cannot be copied
    twin = copy.copy(signal)
    signal.lock = twin.lock = mock.MagicMock()
    twin.receivers = list(signal.receivers)
    twin.disconnect(world.sync)
    all_four(world, twin)
    all_four(world, signal)
    del signal.lock
    signal.lock = mock.MagicMock()


@scenario
def a_list_of_receivers_that_is_replaced(world: World) -> None:
    signal = world.signal()
    fill(world, signal)
    before, signal.receivers = signal.receivers, []
    all_four(world, signal)
    signal.receivers = before
    signal.sender_receivers_cache.clear()
    all_four(world, signal)
    signal.receivers = before[:1] * 2
    signal.sender_receivers_cache.clear()
    all_four(world, signal)

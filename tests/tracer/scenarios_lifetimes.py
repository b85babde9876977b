"""Programs that look at who lives how long. The garbage collector does not run."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING, Any

from tests.tracer.scenarios_async import all_four
from tests.tracer.world import Sender, scenario

if TYPE_CHECKING:
    from tests.tracer.world import World


class Thing:
    """Something whose death is of interest."""

    def method(self, **_: object) -> str:
        return "method"

    async def awaited(self, **_: object) -> str:
        await asyncio.sleep(0)
        return "awaited"

    def failing(self, **_: object) -> None:
        raise ValueError("failing")


@scenario
def receivers_die_when_they_are_let_go(world: World) -> None:
    signal = world.signal()

    def function(**_: object) -> str:
        return "function"

    def kept(**_: object) -> str:
        return "kept"

    method, awaited, instance = Thing(), Thing(), Thing()
    world.follow(function=function, kept=kept, method=method, awaited=awaited)
    world.follow(instance=instance)
    signal.connect(function)
    signal.connect(kept, weak=False)
    signal.connect(method.method)
    signal.connect(awaited.awaited)
    signal.connect(instance.method, dispatch_uid="x")
    world.living("connected")
    signal.send(Sender)
    world.living("sent")
    del function
    world.living("no function")
    world.see(len(signal.receivers))
    del method, awaited
    world.living("no methods")
    signal.send(Sender)
    world.see(len(signal.receivers))
    del instance, kept
    world.living("no instance")
    world.see(signal.disconnect(dispatch_uid="x"), signal.has_listeners(Sender))
    world.see(len(signal.receivers))


@scenario
def receivers_die_when_they_are_disconnected(world: World) -> None:
    signal = world.signal()

    def strong(**kwargs: object) -> None: ...

    world.follow(strong=strong)
    signal.connect(strong, weak=False, dispatch_uid="strong")
    signal.send(Sender)
    del strong
    world.living("strong")
    signal.disconnect(dispatch_uid="strong")
    world.living("disconnected")


@scenario
def senders_and_arguments_and_results_die_with_the_send(world: World) -> None:
    signal = world.signal()

    def receiver(**_: object) -> Thing:
        result = Thing()
        world.follow(result=result)
        return result

    signal.connect(receiver)
    for method in ("send", "send_robust"):
        sender, argument = Thing(), Thing()
        world.follow(sender=sender, argument=argument)
        results = getattr(signal, method)(sender, argument=argument)
        del sender, argument
        world.living("sent")
        del results
        world.living("results gone")


@scenario
def senders_and_arguments_and_results_of_async_sends(world: World) -> None:
    signal = world.signal()

    async def receiver(**_: object) -> Thing:
        await asyncio.sleep(0)
        result = Thing()
        world.follow(result=result)
        return result

    signal.connect(receiver)

    async def main() -> None:
        for method in ("asend", "asend_robust"):
            sender, argument = Thing(), Thing()
            world.follow(sender=sender, argument=argument)
            results = await getattr(signal, method)(sender, argument=argument)
            del sender, argument
            world.living("sent")
            del results
            world.living("results gone")

    world.run(main())
    results = signal.send(Thing(), argument=Thing())
    world.living("sent")
    del results
    world.living("results gone")


@scenario
def what_an_exception_keeps_alive(world: World) -> None:
    signal = world.signal()
    thing, other = Thing(), Thing()
    world.follow(thing=thing, other=other)
    signal.connect(other.method)
    signal.connect(thing.failing)
    try:
        signal.send(Thing())
    except ValueError as raised:
        kept = raised
    del thing, other
    world.living("kept")
    del kept
    world.living("let go")


@scenario
def what_a_robust_failure_keeps_alive(world: World) -> None:
    signal = world.signal()
    thing, other = Thing(), Thing()
    world.follow(thing=thing, other=other)
    signal.connect(other.method)
    signal.connect(thing.failing)
    results = signal.send_robust(Thing())
    del thing, other, results
    world.living("a cycle")
    gc.collect()
    world.living("collected")


@scenario
def what_async_failures_keep_alive(world: World) -> None:
    signal = world.signal()
    thing = Thing()

    async def failing(**_: object) -> None:
        await asyncio.sleep(0)
        raise ValueError("late")

    world.follow(thing=thing, failing=failing)
    signal.connect(failing)
    all_four(world, signal, argument=thing)
    signal.disconnect(failing)
    world.seen.clear()
    del thing, failing
    gc.collect()
    world.living("collected")


@scenario
def the_last_reference_goes_while_it_is_sent(world: World) -> None:
    signal = world.signal()
    things: list[Any] = [Thing(), Thing()]
    world.follow(first=things[0], second=things[1])

    def clearing(**_: object) -> None:
        things.clear()
        world.living("cleared")

    signal.connect(clearing)
    signal.connect(things[0].method)
    signal.connect(things[1].awaited)
    world.see(signal.send(Sender))
    world.living("sent")
    world.see(signal.send(Sender))


@scenario
def a_signal_dies_while_it_is_watched(world: World) -> None:
    signal = world.signal()
    thing = Thing()
    world.follow(signal=signal, thing=thing)
    signal.connect(thing.method)
    signal.connect(thing.awaited, weak=False)
    signal.send(Sender)
    world.living("sent")
    del signal
    world.living("signal gone")
    del thing
    world.living("thing gone")


@scenario
def a_signal_dies_while_it_is_sent(world: World) -> None:
    def receiver(**_: object) -> str:
        signals.clear()
        return "sent"

    signals = [world.signal()]
    world.follow(signal=signals[0])
    world.name(receiver=receiver)
    signals[0].connect(receiver)
    world.call("send", lambda: signals[0].send(Sender))
    world.living("sent")


@scenario
def a_new_receiver_at_the_address_of_a_lost_one(world: World) -> None:
    # Django 6.1 loses a temporary receiver inside connect(), and takes the next one
    # at the same address for it.
    lost = 0
    for _ in range(20):
        signal = world.signal()
        signal.connect(lambda **_: "temporary")
        world.see(len(signal.receivers), signal.has_listeners(Sender))

        def receiver(**_: object) -> str:
            return "connected"

        signal.connect(receiver)
        lost += not signal.send(Sender)
        del receiver
    world.see(lost > 0)


@scenario
def a_new_sender_at_the_address_of_a_dead_one(world: World) -> None:
    # Before Django 6.0 a signal knows a sender by its id alone.
    def receiver(**_: object) -> str:
        return "heard"

    world.name(receiver=receiver)
    heard = 0
    signal = world.signal()
    for _ in range(200):
        signal.connect(receiver, sender=Thing())
        stranger = Thing()
        heard += bool(signal.send(stranger))
        del stranger
        signal.disconnect(receiver)
    world.see(heard > 0)  # how often is up to Python's memory


@scenario
def a_death_during_connect(world: World) -> None:
    signal = world.signal()
    things = [Thing() for _ in range(3)]
    for thing in things:
        signal.connect(thing.method)
    del things[1], thing
    world.see(len(signal.receivers))
    signal.connect(things[1].awaited)
    world.see(len(signal.receivers), [pair[1] for pair in signal.send(Sender)])
    things.clear()
    world.see(signal.disconnect(dispatch_uid="none"), len(signal.receivers))

"""Programs while which watchers come and go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.tracer.scenarios_async import all_four
from tests.tracer.world import Sender, scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tracer.world import World


def in_the_middle(world: World, change: Callable[[Any], None]) -> None:
    """Change the watching from a sync and from an async receiver, in each way."""

    def sync_failing(**_: object) -> None:
        raise ValueError("sync failing")

    def changing(signal: Any, **_: object) -> str:
        change(signal)
        return "changed"

    async def async_changing(signal: Any, **_: object) -> str:
        await asyncio.sleep(0)
        change(signal)
        await asyncio.sleep(0)
        return "changed"

    world.name(changing=changing, async_changing=async_changing)
    world.name(sync_failing=sync_failing)
    for receiver in (changing, async_changing):
        for method in range(4):
            signal = world.signal()
            signal.connect(world.sync)
            signal.connect(receiver)
            for more in (sync_failing, world.awaited, world.failing):
                signal.connect(more)
            _one_of_four(world, signal, method)
            signal.disconnect(sync_failing)
            _one_of_four(world, signal, method)
            world.see(signal.disconnect(world.sync), signal.has_listeners(Sender))


def _one_of_four(world: World, signal: Any, number: int) -> None:
    name = ("send", "send_robust", "asend", "asend_robust")[number]
    send = getattr(signal, name)
    if number < 2:
        world.call(name, lambda: send(Sender))
        return

    async def main() -> None:
        await world.wait(name, send(Sender))
        await asyncio.sleep(0.005)

    world.run(main())


@scenario
def the_watching_stops_in_the_middle(world: World) -> None:
    def change(_: Any) -> None:
        for trace in world.traces:
            trace.stop()

    in_the_middle(world, change)


@scenario
def the_watching_begins_in_the_middle(world: World) -> None:
    for trace in world.traces:
        trace.stop()

    def change(signal: Any) -> None:
        world.start(signal)

    in_the_middle(world, change)


@scenario
def the_watching_is_let_go_in_the_middle(world: World) -> None:
    in_the_middle(world, lambda _: world.traces.clear())


@scenario
def the_watching_stops_and_begins_in_the_middle(world: World) -> None:
    def change(signal: Any) -> None:
        for trace in world.traces:
            trace.stop()
        world.start(signal)

    in_the_middle(world, change)


@scenario
def a_watcher_comes_and_goes_between_sends(world: World) -> None:
    signal = world.signal()
    signal.connect(world.sync)
    world.start(signal)
    signal.connect(world.awaited)
    world.stop(0)
    all_four(world, signal)
    world.start(signal)
    signal.disconnect(world.sync)
    all_four(world, signal)
    world.traces.clear()
    all_four(world, signal)

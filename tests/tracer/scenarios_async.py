"""Programs with async receivers, under all four sends."""

from __future__ import annotations

import asyncio
import functools
import inspect
from typing import TYPE_CHECKING, Any

from asgiref.sync import markcoroutinefunction, sync_to_async

from tests.tracer.world import Sender, scenario

if TYPE_CHECKING:
    from django.dispatch import Signal

    from tests.tracer.world import World


def all_four(world: World, signal: Signal, sender: Any = Sender, **named: Any) -> None:
    """Send in each way, each in an event loop of its own where there is to be one."""
    for method in ("send", "send_robust"):
        world.call(
            method, functools.partial(getattr(signal, method), sender=sender, **named)
        )
    for method in ("asend", "asend_robust"):

        async def main(method: str = method) -> None:
            await world.wait(method, getattr(signal, method)(sender=sender, **named))
            await asyncio.sleep(0.01)  # what still runs in the background comes home

        world.run(main())


@scenario
def every_kind_of_async_receiver(world: World) -> None:
    class Shop:
        async def method(self, **_: object) -> str:
            return "method"

        async def __call__(self, **_: object) -> str:
            return "called"

    async def function(**kwargs: object) -> list[str]:
        await asyncio.sleep(0)
        return sorted(kwargs)

    def sync(**_: object) -> str:
        return "sync"

    shop, partial = Shop(), functools.partial(function, more=1)
    marked = markcoroutinefunction(Shop())
    world.name(shop=shop, function=function, sync=sync, partial=partial, marked=marked)
    signal = world.signal()
    for receiver in (function, sync, shop.method, partial, marked):
        signal.connect(receiver)
    all_four(world, signal, order=42)
    world.see(signal.has_listeners(Sender))
    world.see(inspect.iscoroutinefunction(signal.asend))
    world.see(str(inspect.signature(signal.asend_robust)))


@scenario
def an_async_call_that_django_does_not_recognise(world: World) -> None:
    class Shop:
        async def __call__(self, **kwargs: object) -> None: ...

    shop = Shop()
    signal = world.signal()
    world.name(shop=shop)
    signal.connect(shop)
    signal.send(Sender)


@scenario
def nobody_is_connected_to_an_awaited_send(world: World) -> None:
    all_four(world, world.signal())


@scenario
def async_receivers_run_together(world: World) -> None:
    signal = world.signal()

    async def first(met: list[asyncio.Event], **_: object) -> str:
        met[0].set()
        await met[1].wait()
        return "first"

    async def second(met: list[asyncio.Event], **_: object) -> str:
        met[1].set()
        await met[0].wait()
        return "second"

    world.name(first=first, second=second)
    signal.connect(first)
    signal.connect(second)
    for method in ("send", "send_robust"):
        met = [asyncio.Event(), asyncio.Event()]
        world.call(method, functools.partial(getattr(signal, method), Sender, met=met))
    for method in ("asend", "asend_robust"):

        async def main(method: str = method) -> None:
            met = [asyncio.Event(), asyncio.Event()]
            await world.wait(method, getattr(signal, method)(Sender, met=met))

        world.run(main())


@scenario
def the_order_of_mixed_receivers(world: World) -> None:
    order: list[str] = []
    signal = world.signal()

    def sync(name: str) -> Any:
        def receiver(**_: object) -> str:
            order.append(f"{name} {world.thread()}")
            return name

        return receiver

    def awaited(name: str) -> Any:
        async def receiver(**_: object) -> str:
            order.append(f"{name} {world.thread()}")
            await asyncio.sleep(0.01)
            return name

        return receiver

    a, s = awaited, sync
    receivers = {"a1": a("a1"), "s1": s("s1"), "a2": a("a2"), "s2": s("s2")}
    for receiver in receivers.values():
        signal.connect(receiver)
    world.name(**receivers)
    all_four(world, signal)
    # Before Django 6.1 the sync ones run beside the async ones, in another thread.
    world.see([step for step in order if step.startswith("a")])
    world.see([step for step in order if step.startswith("s")])


@scenario
def one_of_three_async_receivers_fails(world: World) -> None:
    steps: list[str] = []

    async def before(**_: object) -> str:
        try:
            await asyncio.sleep(0.005)
        except asyncio.CancelledError:
            steps.append("before was cancelled")
            raise
        steps.append("before ended")
        return "before"

    async def failing(**_: object) -> None:
        await asyncio.sleep(0)
        raise ValueError("no stock") from KeyError("sku")

    async def after(**_: object) -> str:
        try:
            await asyncio.sleep(0.005)
        finally:
            steps.append("after left")
        return "after"

    signal = world.signal()
    world.name(before=before, failing=failing, after=after)
    for receiver in (before, failing, after):
        signal.connect(receiver)
    all_four(world, signal)
    world.see(sorted(steps))  # a loop that ends cancels in no certain order


@scenario
def two_async_receivers_fail_at_once(world: World) -> None:
    async def first(**_: object) -> None:
        raise ValueError("first")

    async def second(**_: object) -> None:
        raise KeyError("second")

    signal = world.signal()
    world.name(first=first, second=second)
    signal.connect(first)
    signal.connect(second)
    all_four(world, signal)


@scenario
def a_sync_receiver_fails_beside_async_ones(world: World) -> None:
    steps: list[str] = []

    def failing(**_: object) -> None:
        raise ValueError("sync")

    def unreached(**_: object) -> None:
        steps.append("unreached")

    async def beside(**_: object) -> str:
        await asyncio.sleep(0.005)
        steps.append("beside")
        return "beside"

    signal = world.signal()
    world.name(failing=failing, unreached=unreached, beside=beside)
    for receiver in (failing, unreached, beside):
        signal.connect(receiver)
    all_four(world, signal)
    world.see(steps)


@scenario
def an_async_receiver_cancels_itself(world: World) -> None:
    async def cancelled(**_: object) -> None:
        raise asyncio.CancelledError("myself")

    async def beside(**_: object) -> str:
        await asyncio.sleep(0)
        return "beside"

    signal = world.signal()
    world.name(cancelled=cancelled, beside=beside)
    signal.connect(cancelled)
    signal.connect(beside)
    all_four(world, signal)


@scenario
def a_base_exception_leaves_an_async_receiver(world: World) -> None:
    class Stop(BaseException): ...

    async def stopping(**_: object) -> None:
        await asyncio.sleep(0)
        raise Stop

    async def beside(**_: object) -> None:
        await asyncio.sleep(0.005)

    signal = world.signal()
    world.name(stopping=stopping, beside=beside)
    signal.connect(stopping)
    signal.connect(beside)
    all_four(world, signal)


@scenario
def stop_iteration_leaves_an_async_receiver(world: World) -> None:
    async def receiver(**_: object) -> None:
        raise StopIteration("early")  # Python makes a RuntimeError of it

    signal = world.signal()
    world.name(receiver=receiver)
    signal.connect(receiver)
    all_four(world, signal)


@scenario
def wrong_arguments_for_async_receivers(world: World) -> None:
    async def needs_instance(instance: object, **kwargs: object) -> None: ...

    async def beside(**_: object) -> None:
        world.see("beside")

    signal = world.signal()
    world.name(needs_instance=needs_instance, beside=beside)
    signal.connect(needs_instance)
    signal.connect(beside)
    all_four(world, signal)
    world.call("no sender", signal.asend)
    world.call("two", lambda: signal.asend_robust(Sender, 1))


@scenario
def async_receivers_without_a_qualname(world: World) -> None:
    class Callable:
        async def __call__(self, **_: object) -> None:
            raise ValueError("inside")

    marked = markcoroutinefunction(Callable())
    signal = world.signal()
    world.name(marked=marked)
    signal.connect(marked)
    all_four(world, signal)


@scenario
def a_receiver_that_returns_another_awaitable(world: World) -> None:
    class Later:
        def __await__(self) -> Any:
            yield from asyncio.sleep(0).__await__()
            return "later"

    def custom(**_: object) -> Later:
        return Later()

    def future(**_: object) -> asyncio.Future[str]:
        made: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        made.set_result("future")
        return made

    def failing(**_: object) -> asyncio.Future[str]:
        made: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        made.set_exception(ValueError("future"))
        return made

    def nothing(**_: object) -> str:
        return "no awaitable"

    for receiver in (custom, future, failing, nothing):
        signal = world.signal()
        world.name(receiver=markcoroutinefunction(receiver))
        signal.connect(receiver)
        all_four(world, signal)


@scenario
def a_send_inside_a_running_loop(world: World) -> None:
    calls: list[str] = []

    def sync(**_: object) -> str:
        calls.append(f"sync {world.thread()}")
        return "sync"

    async def awaited(**_: object) -> str:
        calls.append(f"async {world.thread()}")
        return "async"

    for receivers in ([sync], [sync, awaited]):
        signal = world.signal()
        world.name(sync=sync, awaited=awaited)
        for receiver in receivers:
            signal.connect(receiver)

        async def main(signal: Signal = signal) -> None:
            world.call("send", lambda: signal.send(Sender))
            world.call("send_robust", lambda: signal.send_robust(Sender))
            await world.wait("sync_to_async", sync_to_async(signal.send)(Sender))
            await world.wait("to_thread", asyncio.to_thread(signal.send, Sender))

        world.run(main())
        world.see(calls)


@scenario
def async_sends_inside_receivers(world: World) -> None:
    outer, inner = world.signal(), world.signal()

    async def from_async(depth: int = 0, **_: object) -> Any:
        return await inner.asend(Sender, depth=depth)

    def from_sync(**_: object) -> Any:
        return inner.send(Sender)

    async def leaf(depth: int = 0, **_: object) -> int:
        await asyncio.sleep(0)
        if depth == 2:
            raise ValueError("deep")
        return depth

    world.name(from_async=from_async, from_sync=from_sync, leaf=leaf)
    outer.connect(from_async)
    outer.connect(from_sync)
    inner.connect(leaf)
    all_four(world, outer, depth=1)
    all_four(world, outer, depth=2)

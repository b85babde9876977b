"""Programs with subclasses of Signal that do more than Django's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from django.apps.registry import Apps
from django.db.models.signals import ModelSignal
from django.dispatch import Signal

from tests.tracer.scenarios_async import all_four
from tests.tracer.world import Sender, async_worker, scenario

if TYPE_CHECKING:
    from tests.tracer.world import World


def fill(world: World, signal: Signal, *more: Any) -> None:
    for receiver in (world.sync, world.awaited, *more):
        signal.connect(receiver)


@scenario
def lazy_senders(world: World) -> None:
    apps: Any = Apps()
    signal = world.signal(ModelSignal)

    class Late:
        class _meta:  # noqa: N801
            app_label, model_name = "shop", "late"

    world.name(Late=Late)
    world.call(
        "connect", lambda: signal.connect(world.sync, sender="shop.Late", apps=apps)
    )
    world.call("no dot", lambda: signal.connect(world.sync, sender="Late", apps=apps))
    signal.connect(world.awaited, sender=Late, weak=False, dispatch_uid="x")
    world.see(len(signal.receivers))
    apps.do_pending_operations(Late)
    world.see(len(signal.receivers))
    all_four(world, signal, Late)
    world.call(
        "lazy", lambda: signal.disconnect(world.sync, sender="shop.Late", apps=apps)
    )
    world.call("disconnect", lambda: signal.disconnect(world.sync, sender=Late))
    world.call("uid", lambda: signal.disconnect(sender=Late, dispatch_uid="x"))


@scenario
def a_lazy_sender_that_comes_after_the_watching(world: World) -> None:
    apps: Any = Apps()
    signal = world.signal(ModelSignal)

    class Late:
        class _meta:  # noqa: N801
            app_label, model_name = "shop", "late"

    signal.connect(world.sync, sender="shop.Late", apps=apps)
    for number in range(world.watchers):
        world.stop(number)
    apps.do_pending_operations(Late)
    world.see(signal.send(Late))


@scenario
def a_send_with_other_arguments_and_another_result(world: World) -> None:
    class Named(Signal):
        def send(self, request: str, /, **named: Any) -> Any:  # type: ignore[override]
            pairs = super().send(sender=Sender, request=request, **named)
            return {receiver.__name__: (receiver, value) for receiver, value in pairs}

        async def asend(self, request: str) -> Any:  # type: ignore[override]
            await asyncio.sleep(0)
            pairs = await super().asend(sender=Sender, request=request)
            return {receiver.__name__: (receiver, value) for receiver, value in pairs}

    signal = world.signal(Named)
    fill(world, signal)
    world.call("send", lambda: signal.send("request", order=1))
    world.run(world.wait("asend", signal.asend("request")))
    world.call("none", signal.send)
    signal.connect(world.failing)
    world.call("send", lambda: signal.send("request"))
    world.run(world.wait("asend", signal.asend("request")))


@scenario
def a_send_that_sends_several_times(world: World) -> None:
    class Broadcast(Signal):
        def send(self, sender: Any, **named: Any) -> Any:
            first = super().send(sender, **named)
            return first + super().send_robust(None, **named)

        async def asend(self, sender: Any, **named: Any) -> Any:
            both = [super().asend(sender, **named), super().asend(None, **named)]
            return await asyncio.gather(*both)

    signal = world.signal(Broadcast)
    signal.use_caching = False  # None is a sender here
    fill(world, signal)
    all_four(world, signal)


@scenario
def a_send_that_waits_before_it_sends(world: World) -> None:
    class Polite(Signal):
        async def asend(self, sender: Any, **named: Any) -> Any:
            await asyncio.sleep(0)
            return await super().asend(sender, **named)

    signal = world.signal(Polite)
    fill(world, signal)

    async def main() -> None:
        sends = [signal.asend(Sender, number=number) for number in range(3)]
        world.see(await asyncio.gather(*sends))

    world.run(main())


@scenario
def a_connect_of_its_own(world: World) -> None:
    class Counting(Signal):
        count = 0

        def connect(self, receiver: Any, *, times: int = 1) -> int:  # type: ignore[override]
            for number in range(times):
                super().connect(receiver, dispatch_uid=f"{receiver.__name__} {number}")
                self.count += 1
            return self.count

        def disconnect(self, name: str) -> str:  # type: ignore[override]
            found = super().disconnect(dispatch_uid=name)
            return f"{name}: {found}"

    signal = world.signal(Counting)
    world.call("connect", lambda: signal.connect(world.sync, times=2))
    world.call("sender", lambda: signal.connect(world.sync, sender=Sender))
    all_four(world, signal)
    world.call("disconnect", lambda: signal.disconnect("sync 0"))
    world.call("disconnect", lambda: signal.disconnect("sync 0"))
    all_four(world, signal)


@scenario
def live_receivers_of_its_own(world: World) -> None:
    def extra(**_: object) -> str:
        return "extra"

    async def async_extra(**_: object) -> str:
        return "async extra"

    class Choosing(Signal):
        def _live_receivers(self, sender: Any) -> Any:
            found_sync, found_async = super()._live_receivers(sender)
            assert found_sync[:1] == [world.sync]
            assert [type(each) for each in found_async] == [type(world.sync)] * 2
            return [extra, *reversed(found_sync)], [async_extra, found_async[1]]

    signal = world.signal(Choosing)
    world.name(extra=extra, async_extra=async_extra)
    another = async_worker()
    fill(world, signal, another)
    all_four(world, signal)


@scenario
def live_receivers_that_are_new_each_time(world: World) -> None:
    class Wrapping(Signal):
        def _live_receivers(self, sender: Any) -> Any:
            found_sync, found_async = super()._live_receivers(sender)
            wrapped = [lambda each=each, **named: each(**named) for each in found_sync]
            return wrapped, found_async

    signal = world.signal(Wrapping)
    fill(world, signal)
    all_four(world, signal)


@scenario
def a_robust_failure_told_in_another_way(world: World) -> None:
    class Telling(Signal):
        def _log_robust_failure(self, receiver: Any, err: Exception) -> None:
            world.see("failed", receiver, err)
            super()._log_robust_failure(receiver, err)  # type: ignore[misc]  # private
            if str(err) == "sync":
                raise KeyError("while telling")

    def sync_failing(**_: object) -> None:
        raise ValueError("sync")

    signal = world.signal(Telling)
    world.name(sync_failing=sync_failing)
    fill(world, signal, world.failing)
    all_four(world, signal)
    signal.connect(sync_failing)
    all_four(world, signal)


@scenario
def classes_that_watch_over_their_subclasses(world: World) -> None:
    class Meta(type):
        def __new__(cls, name: str, *args: Any, **more: Any) -> Any:
            world.see("metaclass", name)
            return super().__new__(cls, name, *args, **more)

        def __call__(cls, *args: Any, **named: Any) -> Any:
            world.see("made")
            return super().__call__(*args, **named)

    class Strict(Signal, metaclass=Meta):
        def __init_subclass__(cls, *, label: str) -> None:
            world.see("subclassed", label)

        def __setattr__(self, name: str, value: object) -> None:
            if name == "__class__":
                raise TypeError("fixed")
            super().__setattr__(name, value)

    class Stricter(Strict, label="mine"): ...

    for cls in (Strict, Stricter):
        signal = world.signal(cls)
        fill(world, signal)
        all_four(world, signal)


@scenario
def a_class_with_a_mixin_and_slots(world: World) -> None:
    class Mixin:
        def send(self, sender: Any, **named: Any) -> Any:
            return "mixed", super().send(sender, **named)  # type: ignore[misc]  # mixed in

    class Mixed(Mixin, Signal): ...

    class Slotted(Signal):
        __slots__ = ("colour",)

        def __init__(self, **named: Any) -> None:
            super().__init__(**named)
            self.colour = "red"

    for cls in (Mixed, Slotted):
        signal = world.signal(cls)
        fill(world, signal)
        all_four(world, signal)
    world.see(signal.colour)


@scenario
def a_class_that_is_strange_about_itself(world: World) -> None:
    class Strange(Signal):
        __hash__ = None  # type: ignore[assignment]

        def __eq__(self, other: object) -> bool:
            raise TypeError("incomparable")

        def __bool__(self) -> bool:
            raise TypeError("neither true nor false")

        def __repr__(self) -> str:
            raise TypeError("unspeakable")

        @property  # type: ignore[misc]  # that is the lie
        def __class__(self) -> Any:
            return str

    signal = world.signal(Strange)
    fill(world, signal)
    all_four(world, signal)

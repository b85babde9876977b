"""Programs that look at tasks, contexts and cancellation."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from typing import Any

from tests.tracer.scenarios_async import all_four
from tests.tracer.telling import steady
from tests.tracer.world import Sender, World, scenario

LANGUAGE: contextvars.ContextVar[str] = contextvars.ContextVar("language", default="-")


@scenario
def tasks_as_a_receiver_sees_them(world: World) -> None:
    async def receiver(**_: object) -> None:
        await asyncio.sleep(0)
        task = asyncio.current_task()
        assert task is not None
        world.see(len(asyncio.all_tasks()), steady(task.get_name()))
        world.see(task.cancelling(), task.done(), type(task).__name__)

    async def beside(**_: object) -> None:
        this = asyncio.current_task()
        for task in sorted(asyncio.all_tasks() - {this}, key=asyncio.Task.get_name):
            world.see([frame.f_code.co_name for frame in task.get_stack()])
            world.see(steady(repr(task)))
        await asyncio.sleep(0.005)

    signal = world.signal()
    world.name(receiver=receiver, beside=beside)
    signal.connect(receiver)
    signal.connect(beside)
    all_four(world, signal)


@scenario
def a_task_that_nobody_asks(world: World) -> None:
    async def failing(**_: object) -> None:
        await asyncio.sleep(0.001)
        raise ValueError("late")

    async def first(**_: object) -> None:
        raise KeyError("first")

    signal = world.signal()
    world.name(failing=failing, first=first)
    signal.connect(first)
    signal.connect(failing)
    all_four(world, signal)


@scenario
def context_variables(world: World) -> None:
    def sync(**_: object) -> str:
        before = LANGUAGE.get()
        LANGUAGE.set("sync")
        return before

    async def awaited(**_: object) -> str:
        before = LANGUAGE.get()
        LANGUAGE.set("async")
        await asyncio.sleep(0)
        return before

    async def later(**_: object) -> str:
        await asyncio.sleep(0.005)
        return LANGUAGE.get()

    world.name(sync=sync, awaited=awaited, later=later)
    for receivers in ([sync], [awaited, later], [sync, awaited, later]):
        signal = world.signal()
        for receiver in receivers:
            signal.connect(receiver)
        contextvars.copy_context().run(_context_under_send, world, signal)
        world.run(_context_under_asend(world, signal))


def _context_under_send(world: World, signal: Any) -> None:
    for method in ("send", "send_robust"):
        LANGUAGE.set("caller")
        world.see(getattr(signal, method)(Sender), LANGUAGE.get())
        world.see(len(contextvars.copy_context()))


async def _context_under_asend(world: World, signal: Any) -> None:
    for method in ("asend", "asend_robust"):
        LANGUAGE.set("caller")
        world.see(await getattr(signal, method)(Sender), LANGUAGE.get())
        world.see(len(contextvars.copy_context()))


@scenario
def a_cancelled_send(world: World) -> None:
    steps: list[str] = []

    async def gives_up(**_: object) -> None:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            steps.append("gives up")
            raise

    async def cleans_up(**_: object) -> None:
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(0)
            steps.append("cleans up")

    async def goes_on(**_: object) -> str:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            steps.append("goes on")
        return "went on"

    receivers = {"gives_up": gives_up, "cleans_up": cleans_up, "goes_on": goes_on}
    world.name(**receivers)
    for method in ("asend", "asend_robust"):
        for names in (["gives_up"], ["goes_on"], [*receivers]):
            signal = world.signal()
            send = getattr(signal, method)
            for name in names:
                signal.connect(receivers[name])

            async def main(send: Any = send) -> None:
                task = asyncio.ensure_future(send(Sender))
                await asyncio.sleep(0.005)
                task.cancel("enough")
                await world.wait("cancelled", task)
                await world.wait("timeout", asyncio.wait_for(send(Sender), 0.005))
                await asyncio.sleep(0)

            world.run(main())
            world.see(sorted(steps))  # a TaskGroup cancels in no certain order


@scenario
def cancelled_before_the_first_step(world: World) -> None:
    async def first(**kwargs: object) -> None:
        this = asyncio.current_task()
        for task in asyncio.all_tasks() - {this, kwargs["caller"]}:
            task.cancel()

    async def second(**_: object) -> None:
        world.see("second")

    signal = world.signal()
    world.name(first=first, second=second)
    signal.connect(first)
    signal.connect(second)
    for method in ("asend", "asend_robust"):
        send = getattr(signal, method)

        async def main(send: Any = send) -> None:
            caller = asyncio.current_task()
            await world.wait("asend", send(Sender, caller=caller))

        world.run(main())


@scenario
def cancelled_while_a_sync_receiver_runs_in_its_thread(world: World) -> None:
    for method in ("asend", "asend_robust"):
        begun, go_on, over = (threading.Event() for _ in range(3))
        steps: list[str] = []

        def slow(
            begun: threading.Event = begun,
            go_on: threading.Event = go_on,
            steps: list[str] = steps,
            **_: object,
        ) -> None:
            steps.append("slow")
            begun.set()
            go_on.wait(10)

        def next_one(
            over: threading.Event = over, steps: list[str] = steps, **_: object
        ) -> None:
            steps.append("next")
            over.set()

        signal = world.signal()
        world.name(slow=slow, next_one=next_one)
        signal.connect(slow)
        signal.connect(next_one)
        send = getattr(signal, method)

        async def main(
            send: Any = send,
            begun: threading.Event = begun,
            go_on: threading.Event = go_on,
            over: threading.Event = over,
        ) -> None:
            task = asyncio.ensure_future(send(Sender))
            await asyncio.to_thread(begun.wait, 10)
            task.cancel()
            await world.wait("asend", task)
            go_on.set()
            await asyncio.to_thread(over.wait, 10)

        world.run(main())
        world.see(steps)


@scenario
def never_awaited(world: World) -> None:
    async def receiver(**kwargs: object) -> None: ...

    signal = world.signal()
    world.name(receiver=receiver)
    signal.connect(receiver)
    signal.asend(Sender)
    signal.asend_robust(Sender).close()
    made = signal.asend(Sender)
    world.see(made.__name__, made.__qualname__, type(made).__name__)
    made.close()


@scenario
def tasks_that_begin_at_once(world: World) -> None:
    eager = getattr(asyncio, "eager_task_factory", None)  # Python 3.12

    async def receiver(**_: object) -> str:
        return "at once"

    async def waiting(**_: object) -> str:
        await asyncio.sleep(0)
        return "later"

    async def failing(**_: object) -> None:
        raise ValueError("at once")

    signal = world.signal()
    world.name(receiver=receiver, waiting=waiting, failing=failing)
    signal.connect(receiver)
    signal.connect(waiting)

    async def main() -> None:
        asyncio.get_running_loop().set_task_factory(eager)
        await world.wait("asend", signal.asend(Sender))
        signal.connect(failing)
        await world.wait("asend", signal.asend(Sender))
        await world.wait("asend_robust", signal.asend_robust(Sender))

    world.run(main())


@scenario
def a_loop_that_ends_while_receivers_wait(world: World) -> None:
    steps: list[str] = []

    async def waiting(**_: object) -> None:
        try:
            await asyncio.sleep(10)
        finally:
            steps.append("left")

    signal = world.signal()
    tasks: list[Any] = []
    world.name(waiting=waiting)
    signal.connect(waiting)

    async def main() -> None:
        tasks.append(asyncio.ensure_future(signal.asend(Sender)))
        await asyncio.sleep(0.005)

    world.run(main())
    world.see(steps, len(tasks))

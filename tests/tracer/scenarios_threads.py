"""Programs with several threads."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from tests.tracer.world import Sender, scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tracer.world import World


def together(*programs: Callable[[], None]) -> None:
    """Run programs, each in a thread of its own, and wait for all."""
    threads = [threading.Thread(target=program) for program in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


@scenario
def several_threads_send_one_signal(world: World) -> None:
    signal, inner = world.signal(), world.signal()
    results: dict[int, list[Any]] = {}

    def nesting(number: int, **_: object) -> Any:
        return inner.send(Sender, number=number)

    def telling(number: int, **_: object) -> int:
        return number

    world.name(nesting=nesting, telling=telling)
    signal.connect(nesting)
    inner.connect(telling)

    def sending(number: int) -> None:
        results[number] = [signal.send(Sender, number=number) for _ in range(20)]

    together(*(lambda n=number: sending(n) for number in range(4)))
    for number in range(4):
        world.see(results[number] == [results[number][0]] * 20, results[number][0])


def numbered(number: int) -> Callable[..., int]:
    """Return a receiver that says its number."""

    def receiver(**_: object) -> int:
        return number

    return receiver


@scenario
def one_thread_connects_while_another_sends(world: World) -> None:
    signal = world.signal()
    receivers = [numbered(number) for number in range(100)]
    going = threading.Event()
    seen: list[list[int]] = []

    def connecting() -> None:
        for receiver in receivers:
            signal.connect(receiver)
        going.set()

    def sending() -> None:
        while not going.is_set():
            seen.append([value for _, value in signal.send(Sender)])

    together(connecting, sending, sending)
    world.see(all(values == list(range(len(values))) for values in seen))
    world.see([value for _, value in signal.send(Sender)])


@scenario
def the_watching_stops_in_another_thread(world: World) -> None:
    signal = world.signal()
    inside, stopped = threading.Event(), threading.Event()

    def waiting(**_: object) -> str:
        inside.set()
        stopped.wait(10)
        return "waited"

    def stopping() -> None:
        inside.wait(10)
        for trace in world.traces:
            trace.stop()
        stopped.set()

    world.name(waiting=waiting)
    for receiver in (world.sync, waiting, world.awaited):
        signal.connect(receiver)
    together(stopping, lambda: world.call("send", lambda: signal.send(Sender)))
    world.call("send", lambda: signal.send(Sender))


@scenario
def watchers_come_and_go_while_threads_send(world: World) -> None:
    signal = world.signal()

    def receiver(**_: object) -> str:
        return "sent"

    world.name(receiver=receiver)
    signal.connect(receiver)
    over = threading.Event()
    wrong: list[Any] = []

    def sending() -> None:
        while not over.is_set():
            if signal.send(Sender) != [(receiver, "sent")]:
                wrong.append("send")
            time.sleep(0.0001)

    def changing() -> None:
        for _ in range(10):
            world.start(signal)
            if world.traces:
                world.traces.pop(0).stop()
        over.set()

    together(sending, sending, changing)
    world.see(wrong)

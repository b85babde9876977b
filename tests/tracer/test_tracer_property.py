"""Any small program sees the same, bare and watched."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracer.wellformed import assert_well_formed
from tests.tracer.world import Sender, World, observe

if TYPE_CHECKING:
    from collections.abc import Callable


class Other(Sender): ...


SENDERS = [Sender, Other]
SENDS = ["send", "send_robust", "asend", "asend_robust"]
ERRORS: list[type[BaseException]] = [ValueError, KeyboardInterrupt]

Step = tuple[str, int, int]
# What a receiver does when it is called, and the program between: a verb and two
# numbers, whose meaning depends on the verb.
INSIDE = ["return", "raise", "nest", "connect", "disconnect", "drop", "watch", "stop"]
OUTSIDE = ["connect", "disconnect", "send", "send", "drop", "watch", "stop"]


def steps(verbs: list[str], most: int) -> st.SearchStrategy[list[Step]]:
    """Return lists of steps."""
    numbers = st.integers(0, 3)
    step = st.tuples(st.sampled_from(verbs), numbers, numbers)
    return st.lists(step, max_size=most)


@dataclass
class Actor:
    """A receiver: what it does when it is called."""

    program: Program
    number: int
    deeds: list[Step]

    def sync(self, depth: int, **_: object) -> int:
        for deed in self.deeds:
            self.program.do(deed, depth)
        return self.number

    async def awaited(self, depth: int, **_: object) -> int:
        await asyncio.sleep(0)
        return self.sync(depth)


class Program:
    """Runs steps on one signal and four receivers."""

    def __init__(self, world: World, deeds: list[list[Step]]) -> None:
        self.world = world
        self.signal = world.signal()
        # The last one is async, and does nothing but answer: what two threads do at
        # once has no order.
        self.actors: list[Actor | None] = [
            Actor(self, number, mine if number < 3 else [])
            for number, mine in enumerate(deeds)
        ]
        world.name(Other=Other, **{f"actor{n}": a for n, a in enumerate(self.actors)})

    def do(self, step: Step, depth: int) -> None:
        """Do one step; ``depth`` sends are under way."""
        verb, first, second = step
        if verb == "raise":
            raise ERRORS[second % 2](f"actor {first}")
        if verb == "nest" and depth < 2:
            # Not awaited: another thread would let go of its receivers at any time.
            self.send(SENDS[first % 2], SENDERS[second % 2], depth + 1)
        elif verb == "send":
            self.world.call(
                "send", lambda: self.send(SENDS[first], SENDERS[second % 2], depth)
            )
        elif verb == "drop":
            self.actors[first] = None
        elif verb == "watch":
            self.world.start(self.signal)
        elif verb == "stop" and self.world.traces:
            self.world.traces.pop(first % len(self.world.traces)).stop()
        else:
            self.register(verb, first, second)

    def register(self, verb: str, number: int, way: int) -> None:
        """Connect or disconnect a receiver, in one of four ways."""
        actor = self.actors[number]
        if actor is None or verb not in ("connect", "disconnect"):
            return
        receiver = actor.awaited if number == 3 else actor.sync
        ways: list[dict[str, Any]] = [{}, {"sender": Sender}, {"dispatch_uid": "x"}, {}]
        named = ways[way]
        if verb == "connect":
            self.signal.connect(receiver, weak=way != 3, **named)
        else:
            self.world.see(self.signal.disconnect(receiver, **named))

    def send(self, method: str, sender: type, depth: int) -> Any:
        """Send, in a loop of its own where the send is to be awaited."""
        if method.startswith("a"):
            return asyncio.run(self.awaited_send(method, sender, depth))
        return getattr(self.signal, method)(sender=sender, depth=depth)

    async def awaited_send(self, method: str, sender: type, depth: int) -> Any:
        return await getattr(self.signal, method)(sender=sender, depth=depth)


def program(deeds: list[list[Step]], script: list[Step]) -> Callable[[World], None]:
    """Return a program that connects all four and then does what the script says."""

    def run(world: World) -> None:
        running = Program(world, deeds)
        for number in range(4):
            running.register("connect", number, 0)
        for step in script:
            world.settle()
            world.call(step[0], lambda step=step: running.do(step, 0))  # type: ignore[misc]
        for trace in world.traces:
            assert_well_formed(trace.events)
        running.actors.clear()

    return run


@settings(max_examples=150, deadline=None)
@given(
    st.lists(steps(INSIDE, 2), min_size=4, max_size=4),
    steps(OUTSIDE, 8),
    st.integers(1, 2),
    st.booleans(),
)
def test_any_program_sees_the_same(
    deeds: list[list[Step]], script: list[Step], watchers: int, caching: bool
) -> None:
    run = program(deeds, script)

    bare = observe(run, 0, caching=caching)

    assert observe(run, watchers, caching=caching) == bare

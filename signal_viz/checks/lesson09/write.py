"""Exercise 09.1: an async receiver that awaits an answer."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise import loop
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.refusal import refusal
from signal_viz.registry import registry
from signal_viz.trace import trace

if TYPE_CHECKING:
    from signal_viz.dispatches import Call
    from signal_viz.exercise.evidence import Evidence
    from signal_viz.exercise.loop import Outcome

ITEM = "Middlemarch"
"""Not a title of the sheet, so that no answer can know it."""
AWAITED = 50_000_000
"""Nanoseconds after which the receiver has waited for the machine, which takes twice
as long; without ``await`` it takes next to none."""


def write_a_waiting_receiver(evidence: Evidence) -> str:
    """Send a sale, and look at who was called, at the index and at the loop."""
    signal, index = evidence.given("order_paid"), evidence.given("index")
    machine, sender = evidence.given("search_machine"), evidence.given("Checkout")
    right = loop.run(lambda: machine(ITEM)).result
    _need_connection(evidence, signal)
    before = len(index)
    with trace(signal) as recording:
        sent = loop.run(lambda: signal.asend(sender=sender, item=ITEM))
        new = index[before:]
    del index[before:]
    [call] = recording.dispatches[0].calls
    is_async = registry(signal)[0].is_async
    for coroutine in filter(inspect.iscoroutine, new):
        # Else Python warns that nobody has awaited it: the check will say so.
        coroutine.close()
    _judge_call(call)
    _judge_answer(new, call, is_async=is_async)
    _judge_index(new, right, sent)
    return f"{call.receiver} asked, gave others a turn, and noted the answer."


def _need_connection(evidence: Evidence, signal: Any) -> None:
    there = [item for item in registry(signal) if item.alive]
    if len(there) > 1:
        raise NotYet(
            f"{len(there)} receivers are connected to order_paid.",
            wanted="There should be yours, and nobody else.",
            hint="Is an older one still connected? Make the signal anew.",
            more="Run the cells of this exercise again, from its heading.",
        )
    if there:
        return
    if not evidence.has("update_search_index"):
        raise NotStarted(
            "order_paid has no receivers yet.",
            wanted="It should call update_search_index.",
            hint="Run the cell with the gap.",
            more="It begins with def, and ends with order_paid.connect(...).",
        )
    raise NotYet(
        "update_search_index exists, but order_paid has no receivers.",
        wanted="order_paid should call update_search_index.",
        hint="A function hears nothing until it is connected.",
        more="order_paid.connect(update_search_index)",
    )


def _judge_call(call: Call) -> None:
    error = call.error
    if error is None:
        return
    if error.type == "RuntimeError" and "loop" in error.message:
        raise NotYet(
            f"{call.receiver} raised {error.type}: {error.message[:60]}",
            wanted="It should wait for the answer.",
            hint="An async receiver has a loop already, and needs no second one.",
            more="Inside async def, `await something()` is all.",
        )
    raise refusal(error) or NotYet(
        f"{call.receiver} raised {error.type}: {error.message[:60]}",
        wanted="It should run to its end.",
        hint="Run the cell below yours: the picture shows what it raised.",
        more="The item comes in under the name item.",
    )


def _judge_answer(new: list[Any], call: Call, *, is_async: bool) -> None:
    if any(inspect.iscoroutine(item) for item in new):
        if is_async:
            raise NotYet(
                "A coroutine came into index, and no answer.",
                wanted="The answer of search_machine should come.",
                hint="To call an async function is not enough. "
                "What makes a coroutine run?",
                more="await search_machine(item) runs it, and gives you the answer.",
            )
        raise NotYet(
            "A coroutine came into index, and your receiver is plain.",
            wanted="The answer of search_machine should come.",
            hint="await works only in a function that is async itself.",
            more="Such a function begins with async def.",
        )
    if new:
        return
    if not is_async and call.response == "None":
        raise NotStarted(
            f"{call.receiver} was called, and nothing came into index.",
            wanted="index should get the answer of search_machine.",
            hint="search_machine is async: your receiver has to be async, too.",
            more="It begins: async def update_search_index(sender, item, **kwargs):",
        )
    if call.response != "None":
        raise NotYet(
            f"{call.receiver} returned {str(call.response)[:40]}; index got nothing.",
            wanted="index should get the answer of search_machine.",
            hint="What a receiver returns goes to the sender. Who fills index?",
            more="index.append(...) does.",
        )
    if (call.duration_ns or 0) >= AWAITED:
        raise NotYet(
            f"{call.receiver} waited for the answer; index got nothing.",
            wanted="index should get the answer of search_machine.",
            hint="You have the answer. What puts it into the list that is there already?",
            more="index.append(...) does. index = ... makes another name, for yourself.",
        )
    raise NotYet(
        "asend() was over, and nothing had come into index.",
        wanted="index should get the answer before asend() is over.",
        hint="A task that nobody awaits is left behind. Who waits for yours?",
        more="await search_machine(item) waits for the answer.",
    )


def _judge_index(new: list[Any], right: Any, sent: Outcome) -> None:
    if new != [right]:
        raise NotYet(
            f"{naming.describe(new[0])} came into index.",
            wanted=f"{naming.describe(right)} should come, once.",
            hint="Put in what search_machine answers, as it is.",
            more="The answer is what stands left of the = in: answer = await ...",
        )
    if sent.blocked:
        raise NotYet(
            "The answer is right, but the loop stood still meanwhile.",
            wanted="While your receiver waits, others should have a turn.",
            hint="Who waits without await, makes everybody wait.",
            more="search_machine waits for you, if you await it.",
        )

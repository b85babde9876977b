"""Exercise 09.3: a checkout in an event loop."""

from __future__ import annotations

import inspect
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise import loop
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, names_of
from signal_viz.registry import registry
from signal_viz.trace import trace

if TYPE_CHECKING:
    from signal_viz.dispatches import Dispatch
    from signal_viz.exercise.evidence import Evidence

SOLD_OUT, IN_STOCK = "Dracula", "Middlemarch"
RECEIVERS = ("reserve_stock", "send_confirmation", "update_search_index")


@dataclass(frozen=True)
class Seen:
    """What happened while ``pay`` ran.

    Args:
        dispatches: the sends of order_paid, as they stood when ``pay`` was back.
        result: what ``pay`` returned, or the exception that left it.
        blocked: whether nobody else in the loop had a turn.
        mails: how many mails came into the outbox.
    """

    dispatches: tuple[Dispatch, ...]
    result: Any
    blocked: bool
    mails: int


def mend_the_async_checkout(evidence: Evidence) -> str:
    """Pay for a book that is sold out and for one that is not."""
    pay, order_paid = evidence.given("pay"), evidence.given("order_paid")
    outbox = evidence.given("outbox")
    missing = set(RECEIVERS) - {item.receiver for item in registry(order_paid)}
    if missing:
        raise NotStarted(
            f"{min(missing)} is not connected.",
            wanted="The receivers of this exercise should be connected.",
            hint="Run the cells of this exercise again, from its heading.",
            more="Leave the list of order_paid as it is.",
        )

    def print_label(item: str, **_: object) -> None:
        if item == SOLD_OUT:
            raise LookupError("no address")

    # One more failure, of whom no answer can know, and of another type.
    order_paid.connect(print_label)
    try:
        bad, good = (
            _look(pay, item, order_paid, outbox) for item in (SOLD_OUT, IN_STOCK)
        )
    finally:
        order_paid.disconnect(print_label)
    # Where a plain receiver fails, send() does not come to the async ones.
    for seen in (good, bad):
        _judge_send(seen)
    for seen in (bad, good):
        _judge_names(seen)
    return "All were awaited, the loop went on, and you named those that failed."


def _look(pay: Any, item: str, order_paid: Any, outbox: list[Any]) -> Seen:
    before = len(outbox)
    states: list[tuple[Dispatch, ...]] = []

    async def act() -> Any:
        made = pay(item)
        if not inspect.isawaitable(made):
            return _Plain()
        try:
            return await made
        finally:
            # Now: what pay left behind ends with the loop.
            states.append(recording.dispatches)

    with trace(order_paid) as recording, warnings.catch_warnings():
        # A forgotten await makes Python warn. The check says so itself.
        warnings.simplefilter("ignore", RuntimeWarning)
        outcome = loop.run(act)
    dispatches = states[0] if states else recording.dispatches
    mails = len(outbox) - before
    del outbox[before:]
    return Seen(dispatches, outcome.result, outcome.blocked, mails)


class _Plain:
    """Stands for what a ``pay`` returned that is not async."""


def _judge_send(seen: Seen) -> None:
    if isinstance(seen.result, _Plain):
        raise NotYet(
            "pay is not async: nobody can await it.",
            wanted="An async view should be able to say: await pay(item)",
            hint="Put async in front of def, and await inside.",
            more="It begins: async def pay(item):",
        )
    if not seen.dispatches:
        raise _not_sent(seen)
    if len(seen.dispatches) > 1:
        raise NotYet(
            f"pay sent order_paid {len(seen.dispatches)} times.",
            wanted="pay should send order_paid once.",
            hint="A second send calls those again that have run already: two mails.",
            more="One send that goes on after an exception is enough.",
        )
    [sent] = seen.dispatches
    if sent.error is not None:
        raise _raised(sent, seen.result)
    if sent.state == "running" or len(called(sent)) < len(sent.calls):
        raise NotYet(
            "pay was back, and the send was still going on.",
            wanted="pay should be back when all receivers are done.",
            hint="A task runs in the background. Who waits for the task?",
            more="await makes pay wait for what stands right of it.",
        )
    if seen.blocked:
        raise NotYet(
            "All were called, but the loop stood still meanwhile.",
            wanted="While pay waits, the loop should serve others.",
            hint="A thread does the work. Who waits for the thread? Not the loop, "
            "if you await.",
            more="There is a way to send that one can await.",
        )


def _not_sent(seen: Seen) -> NotYet:
    if seen.mails:
        return NotYet(
            "The receivers ran, but pay did not send order_paid.",
            wanted="pay should send order_paid, once.",
            hint="Who calls the receivers by hand must know them all.",
            more="The signal knows them: send it, and await that.",
        )
    return NotYet(
        "pay came back, and order_paid was not sent.",
        wanted="pay should send order_paid, once.",
        hint="What you do not await does not happen.",
        more="asend() and asend_robust() only make a coroutine.",
    )


def _raised(sent: Dispatch, result: Any) -> NotYet:
    assert sent.error is not None  # noqa: S101 (asked for by the caller)
    seen = f"{sent.error.type} left {sent.method}()."
    wanted = "All receivers should come to their end, whoever fails."
    if sent.error.type == "RuntimeError" and sent.method == "send":
        kind = NotStarted if isinstance(result, RuntimeError) else NotYet
        return kind(
            seen,
            wanted=wanted,
            hint="In a running loop send() cannot await. Which way to send can?",
            more="Lesson 09 shows four honest ways.",
        )
    if sent.error.type == "RuntimeError":
        return NotYet(
            seen,
            wanted=wanted,
            hint="send_robust() is a plain function, too. Which one can be awaited?",
            more="Its name begins with an a.",
        )
    return NotYet(
        seen,
        wanted=wanted,
        hint="Which way to send brings the exceptions in a list?",
        more="There is a robust one among those that one can await.",
    )


def _judge_names(seen: Seen) -> None:
    failed = [call.receiver for call in seen.dispatches[0].calls if call.error]
    if isinstance(seen.result, Exception):
        error = naming.error(seen.result)
        raise NotYet(
            f"All were called, but then pay raised {error.type}: {error.message[:60]}",
            wanted="pay should return the names of those that failed.",
            hint="Do not raise what you find in the list. Note whose answer it is.",
            more="Each pair in the list is a receiver and its answer.",
        )
    names = names_of(seen.result)
    if seen.result is None and not failed:
        raise NotYet(
            "Nobody failed, and pay returned None.",
            wanted="Where nobody fails, pay should return an empty list.",
            hint="When does pay come to a return, and when does it not?",
            more="A function that ends without return gives None.",
        )
    if seen.result is None or isinstance(seen.result, set | str | dict):
        raise NotYet(
            f"pay returned {naming.describe(seen.result)}.",
            wanted="pay should return a list of names.",
            hint="What stands behind return? A list is in square brackets.",
            more="print() shows names to you, and gives nothing to the caller.",
        )
    if names is None:
        raise NotYet(
            f"pay returned {naming.describe(seen.result)}.",
            wanted="pay should return a list of names.",
            hint="In a pair, the exception is the second. Who is the first of each pair?",
            more="A function has its name in __name__.",
        )
    if failed and not names:
        raise NotYet(
            f"{len(failed)} receivers failed, and pay returned no name.",
            wanted="pay should return the names of those that failed.",
            hint="The exceptions are in the list that you have awaited.",
            more="answers = await ..., then look through answers.",
        )
    if set(names) - set(failed):
        raise NotYet(
            f"pay named {len(names)} receivers; {len(failed)} failed.",
            wanted="pay should name only those that failed.",
            hint="How can you tell an exception from any other answer?",
            more="isinstance(answer, Exception) tells.",
        )
    if sorted(names) != sorted(failed):
        raise NotYet(
            f"pay named {', '.join(names)}; {len(failed)} receivers failed.",
            wanted="pay should name each one that failed.",
            hint="Not every exception is a ValueError.",
            more="All of them are an Exception.",
        )

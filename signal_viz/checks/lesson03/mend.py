"""Exercise 03.3: one receiver fails, and the others must not pay for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import names_of, observe

if TYPE_CHECKING:
    from signal_viz.dispatches import Dispatch
    from signal_viz.exercise.evidence import Evidence

SOLD_OUT, IN_STOCK = "Dracula", "Middlemarch"


@dataclass(frozen=True)
class Seen:
    """What happened while ``pay`` ran.

    Args:
        dispatches: the sends of order_paid.
        result: what ``pay`` returned, or the exception that left it.
        names: the result as names; ``None`` where it is no list of them.
    """

    dispatches: tuple[Dispatch, ...]
    result: Any
    names: list[str] | None

    def those(self, state: str) -> list[str]:
        """Return the receivers of the first send whose calls are in ``state``."""
        return [
            call.receiver for call in self.dispatches[0].calls if call.state == state
        ]


def mend_the_checkout(evidence: Evidence) -> str:
    """Pay for a book that is sold out and for one that is not."""
    pay, order_paid = evidence.given("pay"), evidence.given("order_paid")
    lists = [evidence.given("outbox"), evidence.given("audit_log")]
    lengths = [len(each) for each in lists]

    def print_label(item: str, **_: object) -> str:
        if item == SOLD_OUT:
            raise LookupError("no address")
        return "a label"

    # One more receiver, of whom no answer can know: it fails in another way than
    # the first, and where it does not, it has something to say.
    order_paid.connect(print_label)
    try:
        bad, good = (_look(pay, item, order_paid) for item in (SOLD_OUT, IN_STOCK))
    finally:
        order_paid.disconnect(print_label)
        for each, length in zip(lists, lengths, strict=True):
            del each[length:]
    _judge_sends(bad)
    _judge_names(bad, bad.those("raised"))
    if good.names == [print_label.__name__]:
        raise NotYet(
            f"pay({IN_STOCK!r}) named print_label, which returned a text.",
            wanted="pay should name only those that failed.",
            hint="An exception is an answer, and so is a text. Which of them is a failure?",
            more="isinstance(answer, Exception) tells.",
        )
    if good.names:
        raise NotYet(
            f"pay({IN_STOCK!r}) returned {naming.describe(good.result)}; nobody failed.",
            wanted="Where nobody fails, the list should be empty.",
            hint="Make a new list in each call, and fill it from what the send returned.",
            more="The names must come from the answers, not from your own text.",
        )
    return (
        f"All were called; {' and '.join(bad.those('raised'))} failed and were named."
    )


def _look(pay: Any, item: str, order_paid: Any) -> Seen:
    results: list[Any] = []

    def act() -> None:
        try:
            results.append(pay(item))
        except Exception as error:  # noqa: BLE001 (the learner's code may raise anything)
            results.append(error)

    dispatches = observe(act, order_paid)
    return Seen(dispatches, results[0], names_of(results[0]))


def _judge_sends(seen: Seen) -> None:
    if not seen.dispatches:
        raise NotYet(
            "pay did not send order_paid.",
            wanted="pay should send order_paid, once.",
            hint="Who calls the receivers by hand must know them all. The signal does.",
            more="There is a second way to send, beside send().",
        )
    if len(seen.dispatches) > 1:
        raise NotYet(
            f"pay sent order_paid {len(seen.dispatches)} times.",
            wanted="pay should send order_paid once.",
            hint="A second send calls those again that have run already: two mails.",
            more="One send that goes on after an exception is enough.",
        )
    if "item" not in seen.dispatches[0].arguments:
        raise NotYet(
            "order_paid was sent without an item.",
            wanted="pay should send the item along, as before.",
            hint="All receivers failed now. What do the receivers need to know?",
            more="send_robust() takes the same arguments as send().",
        )
    if "reserve_stock" not in [call.receiver for call in seen.dispatches[0].calls]:
        raise NotYet(
            "reserve_stock was not called.",
            wanted="All receivers should be called, reserve_stock too.",
            hint="A receiver that fails for one book is still needed for the others.",
            more="Leave the list as it is; run the cell with the connects again.",
        )
    missed = seen.those("not_reached")
    if missed and seen.names == ["somebody"]:
        raise NotStarted(
            f"reserve_stock raised, and {missed[0]} was not reached.",
            wanted="All receivers should be called, whoever fails.",
            hint="send() ends at the first exception. Which other way to send goes on?",
            more="Lesson 03 compares send() with send_robust().",
        )
    if missed:
        raise NotYet(
            f"Not reached: {', '.join(missed)}.",
            wanted="All receivers should be called, whoever fails.",
            hint="A try round send() catches the exception, but the send is over.",
            more="send_robust() has the try inside, round each receiver.",
        )


def _judge_names(seen: Seen, failed: list[str]) -> None:
    if isinstance(seen.result, Exception):
        error = naming.error(seen.result)
        raise NotYet(
            f"All were called, but then pay raised {error.type}: {error.message[:60]}.",
            wanted="pay should return the names of those that failed.",
            hint="Do not raise what you find in the list. Note whose answer it is.",
            more="Each pair in the list is a receiver and its answer.",
        )
    if seen.result is None:
        raise NotYet(
            "All were called, and pay returned None.",
            wanted="pay should return the names of those that failed.",
            hint="To print is not to return. Does pay end with return?",
            more="A function without return gives None.",
        )
    if isinstance(seen.result, str | set | dict):
        raise NotYet(
            f"pay returned {naming.describe(seen.result)}.",
            wanted="pay should return a list of names, and it may hold more than one.",
            hint="What is in the square brackets of a list? Begin with an empty one.",
            more="failed = [], then failed.append(...) for each one that failed.",
        )
    if seen.names is None:
        raise NotYet(
            f"pay returned {naming.describe(seen.result)}.",
            wanted="pay should return a list of names.",
            hint="In a pair, the exception is the second. Who raised it is the first.",
            more="A function has its name in __name__.",
        )
    if not seen.names:
        raise NotYet(
            f"All were called, {len(failed)} failed, and pay returned no name.",
            wanted="pay should return the names of those that failed.",
            hint="send_robust() raises nothing: look through the list that it returns.",
            more="for receiver, answer in order_paid.send_robust(...):",
        )
    if not set(seen.names) & {call.receiver for call in seen.dispatches[0].calls}:
        raise NotYet(
            f"pay named {seen.names[0][:40]!r}; no receiver has that name.",
            wanted="pay should name receivers.",
            hint="In which attribute does a function keep its name?",
            more="receiver.__name__ is the name alone.",
        )
    if set(seen.names) - set(failed):
        raise NotYet(
            f"pay named {len(seen.names)} receivers; {len(failed)} failed.",
            wanted="pay should name only those that failed.",
            hint="How can you tell an exception from any other answer?",
            more="isinstance(answer, Exception) tells.",
        )
    if sorted(seen.names) != sorted(failed):
        raise NotYet(
            f"pay named {', '.join(seen.names)}; {len(failed)} receivers failed.",
            wanted="pay should name each one that failed.",
            hint="More than one can fail, and not every exception is a ValueError.",
            more="All of them are an Exception.",
        )

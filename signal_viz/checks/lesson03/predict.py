"""Exercise 03.2: a send inside a send, and a list that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import judging
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.registry import registry
from signal_viz.trace import trace

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

LATE = "wrap_gift"
INNER = ("call_courier", "send_tracking_number")


def predict_two_sends(evidence: Evidence) -> str:
    """Send order_paid twice, and hold ``first`` and ``second`` against it."""
    first = evidence.names("first", "a list of names, in the order of the calls")
    second = evidence.names("second", "a list of names, in the order of the calls")
    signals = evidence.given("order_paid"), evidence.given("order_shipped")
    late = evidence.given(LATE)
    known = [one.receiver for signal in signals for one in registry(signal)]
    if len(set(known) - {LATE}) < len(INNER) + 3:
        raise NotStarted(
            "Not all receivers are connected.",
            wanted="The receivers of this exercise should be connected.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    known = [*(name for name in known if name != LATE), LATE]
    _need_known([*first, *second], known)
    # The learner may have sent it already: begin as the exercise begins.
    signals[0].disconnect(late)
    try:
        ran = [_ran(signals, evidence.given("Checkout"), known) for _ in range(2)]
    finally:
        signals[0].disconnect(late)
    _judge_first(first, ran[0])
    _judge_second(second, ran[1])
    return f"The first send called {len(ran[0])}, the second one {len(ran[1])}."


def _ran(signals: tuple[Any, Any], sender: Any, known: list[str]) -> list[str]:
    with trace(*signals) as recording:
        signals[0].send(sender=sender)
    return [known[place] for place in judging.by_recording(known, recording).chosen]


def _need_known(names: list[str], known: list[str]) -> None:
    for name in names:
        if name not in known:
            raise NotYet(
                f"No receiver has the name {name[:40]!r}.",
                wanted="Each name should be the name of a receiver.",
                hint="Copy the names from the lines with def, without brackets.",
                more=f"The receivers are {', '.join(known[:4])} and so on.",
            )


def _judge_first(first: list[str], ran: list[str]) -> None:
    if LATE in first:
        raise NotYet(
            f"first names {LATE}; the first send did not call it.",
            wanted="first should name whom the first send calls.",
            hint="When does send() make up its mind whom to call?",
            more="It collects the receivers before the first call.",
        )
    if not set(INNER) & set(first):
        raise NotYet(
            f"first has {len(first)} names; more receivers ran.",
            wanted="first should name the receivers of both signals.",
            hint="One of the receivers sends order_shipped. Who hears that?",
            more="Look at the body of pack_parcel, and at who is connected to what.",
        )
    if sorted(first) == sorted(ran) and first[-1] in INNER:
        raise NotYet(
            "In first, the receivers of order_shipped come last.",
            wanted="first should be in the order of the calls.",
            hint="A send inside a receiver runs to its end. Does pack_parcel wait for it?",
            more="Depth first: go down before you go on.",
        )
    if first != ran:
        raise NotYet(
            f"first has {len(first)} names, but that is not what ran.",
            wanted="first should name every call of the first send, in order.",
            hint="Write down each call as it begins, with those inside it right below.",
            more="Begin with the first line that connects to order_paid.",
        )


def _judge_second(second: list[str], ran: list[str]) -> None:
    if LATE not in second:
        raise NotYet(
            f"first is right. second does not name {LATE}.",
            wanted="second should name whom the second send calls.",
            hint="A change counts from the next send on. Which one is the next?",
            more="hire_wrapper has put somebody on the list in the first send.",
        )
    if missing := [name for name in ran if name not in second]:
        raise NotYet(
            f"first is right. second leaves out {len(missing)} of those that ran.",
            wanted="second should name every call of the second send.",
            hint="Does anybody of the first send stay away from the second one?",
            more="The second send does all that the first one did, and one thing more.",
        )
    if any(second.count(name) > ran.count(name) for name in ran if name != LATE):
        raise NotYet(
            f"first is right. second has {len(second)} names; the send made "
            f"{len(ran)} calls.",
            wanted="second should name the calls of the second send only.",
            hint="The first send is over. Who runs twice in the second one?",
            more="Write each name as often as the second send calls it.",
        )
    if second != ran and sorted(second) == sorted(ran):
        raise NotYet(
            "first is right. second has the right names in another order.",
            wanted="second should be in the order of the calls.",
            hint="At which place of the list does a new receiver stand?",
            more="connect() puts it behind all that are there.",
        )
    if second != ran:
        raise NotYet(
            f"first is right. second has {len(second)} names; the send called "
            f"{len(ran)} receivers.",
            wanted="second should name every call of the second send.",
            hint="hire_wrapper connects wrap_gift once more. Does that add a call?",
            more="The second send does all that the first one did, and one thing more.",
        )

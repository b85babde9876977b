"""Exercise 04.2: lazy senders, proxies and plain signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, observe

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

WHAT = "a list of names, in the order of the calls"
DEAF = "reserve_stock"
OPEN = "update_search_index"
LAZY = "write_audit_log"
FOR_ORDERS = "send_confirmation"


def predict_who_hears(evidence: Evidence) -> str:
    """Save and send, and hold the three answers against the recordings."""
    said = {name: evidence.names(name, WHAT) for name in ("saved", "paid", "gift")}
    post_save, order_paid = evidence.given("post_save"), evidence.given("order_paid")
    order, gift_order = evidence.given("Order"), evidence.given("GiftOrder")
    saved = order(item="Emma")
    try:
        ran = {
            "saved": _ran(saved.save, post_save),
            "paid": _ran(lambda: order_paid.send(sender=order), order_paid),
            "gift": _ran(lambda: order_paid.send(sender=gift_order), order_paid),
        }
    finally:
        if saved.pk is not None:
            saved.delete()
    if not all(ran.values()):
        raise NotStarted(
            "The receivers of this exercise are not connected.",
            wanted="Both signals should have receivers.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    for name, names in said.items():
        _judge(name, names, ran[name])
    return f"{len(ran['saved'])} heard the save, {len(ran['paid'])} the payment."


def _ran(action: Callable[[], object], signal: Any) -> list[str]:
    (dispatch,) = observe(action, signal)
    return [call.receiver for call in called(dispatch)]


def _judge(name: str, said: list[str], ran: list[str]) -> None:
    if said == ran:
        return
    _judge_too_many(name, [one for one in said if one not in ran])
    missing = [one for one in ran if one not in said]
    if LAZY in missing:
        raise NotYet(
            f"{name} does not name {LAZY}; it ran.",
            wanted=f"{name} should name everybody who runs.",
            hint="A signal for models waits for the class. Does Order come later?",
            more='"notebook.Order" is the class Order of this notebook.',
        )
    if OPEN in missing:
        raise NotYet(
            f"{name} does not name {OPEN}; it ran.",
            wanted=f"{name} should name everybody who runs.",
            hint="Who has no sender= hears every sender.",
            more="It is connected to both signals.",
        )
    if missing:
        raise NotYet(
            f"{name} does not name {missing[0]}; it ran.",
            wanted=f"{name} should name everybody who runs.",
            hint="It is connected with the very class that sends.",
            more="Look for its connect() below the models.",
        )
    if len(said) != len(ran):
        raise NotYet(
            f"{name} has {len(said)} names; {len(ran)} receivers ran.",
            wanted=f"{name} should name each call once.",
            hint="Nobody is called twice here: each stands on each list once.",
            more="Delete what stands there twice.",
        )
    if LAZY not in ran:
        raise NotYet(
            f"{name} has the right names in another order.",
            wanted=f"{name} should be in the order of the calls.",
            hint="Read the lines that connect to order_paid, from the top.",
            more="The line below the models counts, too: it comes last.",
        )
    raise NotYet(
        f"{name} has the right names in another order.",
        wanted=f"{name} should be in the order of the calls.",
        hint="When does a lazy receiver come onto the list?",
        more="Not when connect() is called: when the class is defined.",
    )


def _judge_too_many(name: str, wrong: list[str]) -> None:
    if not wrong:
        return
    if wrong[0] == DEAF:
        raise NotYet(
            f"{DEAF} did not run.",
            wanted=f"{name} should name only those who run.",
            hint="Which signals look up a class by its name?",
            more="order_paid is a plain Signal. For it, the text itself is the sender.",
        )
    if wrong[0] == FOR_ORDERS and name == "gift":
        raise NotYet(
            f"{FOR_ORDERS} did not run when GiftOrder sent.",
            wanted=f"{name} should name only those who run.",
            hint="A subclass is another object than its parent.",
            more="A proxy model is a class of its own, too.",
        )
    if wrong[0] in (LAZY, FOR_ORDERS):
        raise NotYet(
            f"{wrong[0]} did not run.",
            wanted=f"{name} should name only those who run.",
            hint="Each signal has its own list. To which one is it connected?",
            more="Read the line with its connect() from the left.",
        )
    raise NotYet(
        f"No receiver has the name {wrong[0][:40]!r}.",
        wanted="Each name should be the name of a receiver.",
        hint="Copy the names from the lines with def, without brackets.",
        more="There are four receivers.",
    )

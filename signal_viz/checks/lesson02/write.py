"""Exercise 02.1: connect to two signals, to one of them for one sender only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, collected, observe
from signal_viz.registry import registry

if TYPE_CHECKING:
    from signal_viz.dispatches import Call
    from signal_viz.exercise.evidence import Evidence

ITEM = "Middlemarch"
"""Not a title of the sheet, so that no answer can know it."""
WANTED = "Checkout paying and Warehouse shipping should each call your receiver."


def write_for_two_signals(evidence: Evidence) -> str:
    """Send both signals with each sender; look at the calls and at the outbox."""
    paid, shipped = evidence.given("order_paid"), evidence.given("order_shipped")
    outbox = evidence.given("outbox")
    checkout, gift_shop = evidence.given("Checkout"), evidence.given("GiftShop")
    warehouse = evidence.given("Warehouse")
    _need_connection(evidence, paid, shipped)
    for name, signal, sender in (
        ("order_paid", paid, checkout),
        ("order_shipped", shipped, warehouse),
    ):
        calls, mail = _send(signal, sender, outbox)
        _judge(f"{sender.__name__} sent {name}", calls, mail)
    calls, _ = _send(paid, gift_shop, outbox)
    if calls:
        raise NotYet(
            f"{calls[0].receiver} was called when GiftShop sent order_paid, too.",
            wanted="Of order_paid, only Checkout should call it.",
            hint="Say sender=Checkout where you connect to order_paid.",
            more="You have connected it without a sender already: run the cell with "
            "the signals again, then yours.",
        )
    return "It hears Checkout pay and Warehouse ship, and not GiftShop."


def _need_connection(evidence: Evidence, *signals: Any) -> None:
    if any(entry.alive for signal in signals for entry in registry(signal)):
        return
    if gone := collected(evidence.given("picture").trace):
        raise NotYet(
            f"{gone[-1]} was connected, and is gone.",
            wanted=WANTED,
            hint="A signal holds its receivers weakly. Who holds yours?",
            more="Write it with def, outside of any other function.",
        )
    if evidence.has("send_news"):
        raise NotYet(
            "send_news exists, but it is on no list.",
            wanted=WANTED,
            hint="A function hears nothing until it is connected.",
            more="Use connect() twice, or @receiver twice, one above the other.",
        )
    raise NotStarted(
        "order_paid and order_shipped have no receivers yet.",
        wanted=WANTED,
        hint="Write a function with def, then put it on both lists.",
        more="It begins: def send_news(sender, item, **kwargs):",
    )


def _send(
    signal: Any, sender: object, outbox: list[Any]
) -> tuple[list[Call], list[str]]:
    """Send once; return the calls and what came into the outbox."""
    before = len(outbox)
    (dispatch,) = observe(lambda: signal.send(sender=sender, item=ITEM), signal)
    new = outbox[before:]
    del outbox[before:]
    mail = [item if isinstance(item, str) else naming.describe(item) for item in new]
    return called(dispatch), mail


def _judge(what: str, calls: list[Call], mail: list[str]) -> None:
    if not calls:
        raise NotYet(
            f"{what}, and none of your receivers was called.",
            wanted=WANTED,
            hint=_for_silence(what),
            more="A receiver hears only the signals that it is connected to, and "
            "only the sender in sender=.",
        )
    error = calls[0].error
    if error is not None and "unexpected keyword argument" in error.message:
        raise NotYet(
            f"{calls[0].receiver} could not be called: {error.message}.",
            wanted="Your receiver should accept whatever the signal sends.",
            hint="Each signal sends more than you name. Add **kwargs.",
            more="def send_news(sender, item, **kwargs): takes them all.",
        )
    if error is not None:
        raise NotYet(
            f"{calls[0].receiver} raised {error.type}: {error.message}.",
            wanted="It should run to its end.",
            hint="The title of the book comes in under the name item.",
            more="Run the cell below yours: its error shows the line.",
        )
    if len(calls) > 1:
        raise NotYet(
            f"{what}, and {len(calls)} receivers were called.",
            wanted="Each of the two sends should call one receiver.",
            hint="Two entries: perhaps with a sender and without one?",
            more="Run the cell with the signals again: the lists are empty then.",
        )
    if mail != [ITEM]:
        raise NotYet(
            f"{what} for {ITEM}, and outbox got {', '.join(mail) or 'nothing'}.",
            wanted="outbox should get the item of the order, once.",
            hint="Your receiver should do one thing: outbox.append(item).",
            more="item is an argument of the signal: name it after sender.",
        )


def _for_silence(what: str) -> str:
    if "order_shipped" in what:
        return "Is it on the list of order_shipped, and for which sender?"
    return "Is it on the list of order_paid, and for the right sender?"

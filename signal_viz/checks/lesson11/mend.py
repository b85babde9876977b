"""Exercise 11.3: code that was right in 2018."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, need_signal, observe
from signal_viz.registry import registry

if TYPE_CHECKING:
    from signal_viz.dispatches import Dispatch
    from signal_viz.exercise.evidence import Evidence

ITEM = "Middlemarch"
"""Not a title of the sheet, so that no answer can know it."""
WANTED = "Each paid order should give one line."


def mend_the_old_page(evidence: Evidence) -> str:
    """Open the shop twice more, and pay as two senders, once with a new argument."""
    lines = evidence.given("lines")
    if not evidence.has("order_paid"):
        raise NotYet(
            "There is no order_paid yet: your cell has not run to its end.",
            wanted="Today's Django should make the signal.",
            hint="Run your cell, and read the last line. What does Signal() take today?",
            more="Nothing is declared any more: the brackets stay empty.",
        )
    order_paid = evidence.given("order_paid")
    open_shop, checkout = evidence.given("open_shop"), evidence.given("Checkout")
    need_signal(order_paid, "order_paid")
    open_shop()
    open_shop()
    gc.collect()
    if not any(one.alive for one in registry(order_paid)):
        raise _nobody(old=order_paid.use_caching == ["item"])
    orders: list[tuple[Any, dict[str, Any]]] = [
        (checkout, {}),
        (None, {}),
        (checkout, {"copies": 2}),
    ]
    for sender, further in orders:
        before = len(lines)
        try:
            dispatch = _pay(order_paid, sender, further)
            _judge_calls(dispatch, sender)
            _judge_lines(lines[before:], order_paid)
        finally:
            del lines[before:]
    return "Three orders by two senders, and each gave one line."


def _pay(order_paid: Any, sender: Any, further: dict[str, Any]) -> Dispatch:
    try:
        found = observe(
            lambda: order_paid.send(sender=sender, item=ITEM, **further), order_paid
        )
    except TypeError as error:
        raise _refused(error) from None
    error_of_send = found[0].error
    if error_of_send is not None and not called(found[0]):
        raise _refused(TypeError(error_of_send.message))
    return found[0]


def _refused(error: TypeError) -> NotYet:
    return NotYet(
        f"send(sender=None) raised TypeError: {error}.",
        wanted="order_paid should take any sender, also None.",
        hint="Signal([...]) raises nothing. What does today's Django take the list for?",
        more="The list becomes use_caching. Arguments are not declared any more.",
    )


def _nobody(*, old: bool) -> NotYet:
    if old:
        return NotStarted(
            "open_shop() has run, and nobody is on the list.",
            wanted=WANTED,
            hint="Three things on this page are out of date. Begin with the lambda.",
            more="Lesson 11: providing_args, silent receivers, and **kwargs.",
        )
    return NotYet(
        "open_shop() has run, and nobody is on the list.",
        wanted=WANTED,
        hint="When open_shop() is over, who holds what it has made and connected?",
        more="A function of the module lives as long as the module. Connect that one.",
    )


def _judge_calls(dispatch: Dispatch, sender: Any) -> None:
    calls = called(dispatch)
    if not calls:
        raise NotYet(
            f"{'None' if sender is None else 'Checkout'} sent, and nobody was called.",
            wanted="Whoever sends, the order should give one line.",
            hint="Whoever names a sender hears no other.",
            more="Without sender= in connect(), a receiver hears everybody.",
        )
    error = calls[0].error
    if error is None:
        return
    if "'signal'" in error.message:
        raise NotYet(
            f"{calls[0].receiver} raised {error.type}: {error.message[:60]}.",
            wanted="The receiver should accept whatever comes.",
            hint="A receiver must take any argument by name: one end is missing.",
            more="Write **kwargs at the end of the brackets.",
        )
    if "'copies'" in error.message:
        raise NotYet(
            f"One more argument was sent: {error.type}: {error.message[:60]}.",
            wanted="The receiver should accept whatever comes.",
            hint="Name what comes today, and leave room for tomorrow.",
            more="**kwargs takes all that the receiver does not name.",
        )
    raise NotYet(
        f"{calls[0].receiver} raised {error.type}: {error.message[:60]}.",
        wanted=WANTED,
        hint="The order's item comes by name, as item.",
        more="def write_line(sender, item, ...): lines.append(item)",
    )


def _judge_lines(new: list[Any], order_paid: Any) -> None:
    if new == [ITEM]:
        return
    if len(new) > 1 and len({one.sender for one in registry(order_paid)}) > 1:
        raise NotYet(
            f"Checkout paid for one order: {len(new)} lines.",
            wanted=WANTED,
            hint="One entry hears everybody, another one hears Checkout. Who needs both?",
            more="The same receiver with another sender is another entry.",
        )
    if len(new) > 1:
        raise NotYet(
            f"open_shop() ran three times, one order was paid: {len(new)} lines.",
            wanted=WANTED,
            hint="Each run makes a new function, and the signal holds them all.",
            more="Connect one function of the module, or give them one dispatch_uid.",
        )
    raise NotYet(
        f"An order for {ITEM} was paid, and lines got {len(new)} lines, not its item.",
        wanted="lines should get the item of the order.",
        hint="The receiver should end with lines.append(item).",
        more="lines is the list of the cell above: do not make a new one.",
    )

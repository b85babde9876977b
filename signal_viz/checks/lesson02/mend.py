"""Exercise 02.3: a receiver that nobody holds."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from signal_viz.events import Connected
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, observe
from signal_viz.registry import registry
from signal_viz.trace import trace

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence
    from signal_viz.registry import Connection

WANTED = "After any number of open_shop(), one order should give one mail."


def mend_the_lost_mailer(evidence: Evidence) -> str:
    """Open the shop twice and let each sender pay once; count the mails."""
    open_shop, order_paid = evidence.given("open_shop"), evidence.given("order_paid")
    outbox: list[Any] = evidence.given("outbox")
    checkout, gift_shop = evidence.given("Checkout"), evidence.given("GiftShop")
    before = len(outbox)
    try:
        made = _open_twice(open_shop, order_paid, outbox)
        _judge_opening(len(outbox) - before, order_paid, made)
        del outbox[before:]
        for sender in (checkout, gift_shop):
            _judge_order(order_paid, sender, outbox)
    finally:
        del outbox[before:]
    return "The shop was opened twice, and each order gave one mail."


def _open_twice(open_shop: Any, order_paid: Any, outbox: list[Any]) -> list[Connection]:
    """Return what the two runs connected."""
    before = len(outbox)
    with trace(order_paid) as recording:
        try:
            open_shop()
            open_shop()
        except TypeError:
            # A mail tells why: the method was called, and what it returned, connected.
            if len(outbox) == before:
                raise
        gc.collect()
    return [item.connection for item in recording.events if isinstance(item, Connected)]


def _judge_opening(mails: int, order_paid: Any, made: list[Connection]) -> None:
    if mails:
        raise NotYet(
            f"open_shop() itself sent a mail, before anybody paid: {mails} in all.",
            wanted="open_shop() should only connect.",
            hint="Give the method to connect() without brackets behind it.",
            more="mailer.thank is the method. With brackets you call it.",
        )
    if any(one.alive for one in registry(order_paid)):
        return
    if any(one.dispatch_uid is not None for one in made):
        raise NotYet(
            "It was connected with a dispatch_uid, and nobody is left on the list.",
            wanted=WANTED,
            hint="A name does not keep a receiver alive.",
            more="Somebody must hold the mailer: your module, or the signal.",
        )
    if made:
        raise NotStarted(
            f"{made[0].receiver} was connected, and was thrown away.",
            wanted=WANTED,
            hint="When open_shop() has ended, who holds the mailer?",
            more="Lesson 02, part Weak and strong: who holds your receiver?",
        )
    raise NotYet(
        "open_shop() connected nobody.",
        wanted=WANTED,
        hint="open_shop() should still be what connects the mailer.",
        more="It ends with order_paid.connect(...).",
    )


def _judge_order(order_paid: Any, sender: Any, outbox: list[Any]) -> None:
    before = len(outbox)
    (dispatch,) = observe(lambda: order_paid.send(sender=sender), order_paid)
    calls = called(dispatch)
    mails = len(outbox) - before
    name = sender.__name__
    if calls and calls[0].error is not None:
        error = calls[0].error
        raise NotYet(
            f"{calls[0].receiver} raised {error.type}: {error.message}.",
            wanted="Mailer stays as it is, and its method thank is called.",
            hint="thank belongs to an object: connect the method of a mailer.",
            more="Mailer is the class. Mailer() makes an object of it.",
        )
    if not calls:
        raise NotYet(
            f"{name} sent order_paid, and the mailer was not called.",
            wanted="Whoever sends order_paid, the customer gets a mail.",
            hint="You have named a sender. Is it the only one who is paid?",
            more="Without sender= a receiver hears everybody.",
        )
    if mails > 1:
        raise _too_many(order_paid, name, mails)
    if mails < 1:
        raise NotYet(
            f"{name} sent order_paid, and no mail came into outbox.",
            wanted=WANTED,
            hint="The method thank of Mailer should be what is called.",
            more="Leave Mailer as it is, and connect thank.",
        )


def _too_many(order_paid: Any, name: str, mails: int) -> NotYet:
    seen = f"The shop was opened twice; {name} paid once: {mails} mails."
    if len({one.sender for one in registry(order_paid)}) > 1:
        return NotYet(
            seen,
            wanted=WANTED,
            hint="With a sender and without one: is that the same entry?",
            more="An entry is a pair: which receiver, and which sender.",
        )
    if any(not one.weak for one in registry(order_paid)):
        return NotYet(
            seen,
            wanted=WANTED,
            hint="The signal holds every mailer now. A dispatch_uid makes them one.",
            more="Run your cell again before you check: it begins with an empty list.",
        )
    return NotYet(
        seen,
        wanted=WANTED,
        hint="Every run makes one more mailer, and somebody holds them all.",
        more="Make one mailer, outside of open_shop(), and connect that one.",
    )

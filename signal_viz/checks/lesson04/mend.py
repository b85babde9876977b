"""Exercise 04.3: two lines of an old tutorial, both silent when they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import need_signal

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

ITEM = "Middlemarch"


@dataclass(frozen=True)
class Sale:
    """What one sale did.

    Args:
        aside: how many books were put aside.
        mails: how many mails went out.
        error: what left the send.
    """

    aside: int
    mails: int
    error: Exception | None


def mend_an_old_signal(evidence: Evidence) -> str:
    """Sell at the checkout and at the kiosk, and count books and mails."""
    signal = evidence.given("order_paid")
    need_signal(signal, "order_paid")
    lists = evidence.given("put_aside"), evidence.given("outbox")
    desk = _sell(signal, evidence.given("Checkout"), *lists)
    kiosk = _sell(signal, None, *lists)
    _judge_errors(signal, desk, kiosk)
    _judge_desk(desk)
    _judge_kiosk(kiosk)
    return "Both put a book aside; the checkout mailed, the kiosk did not."


def _sell(signal: Any, sender: Any, put_aside: list[str], outbox: list[str]) -> Sale:
    lengths = len(put_aside), len(outbox)
    error: Exception | None = None
    try:
        signal.send(sender=sender, item=ITEM)
    except Exception as found:  # noqa: BLE001 (the learner's receivers may raise anything)
        error = found
    sale = Sale(len(put_aside) - lengths[0], len(outbox) - lengths[1], error)
    del put_aside[lengths[0] :], outbox[lengths[1] :]
    return sale


def _judge_errors(signal: Any, desk: Sale, kiosk: Sale) -> None:
    cached = signal.use_caching
    if kiosk.error is not None and type(cached) is list and not desk.mails:
        raise NotStarted(
            "The checkout sends no mail, and the kiosk stops with TypeError.",
            wanted="Both should sell, and the checkout should mail.",
            hint="One line has something in its brackets that a signal does not need.",
            more="The other line has a text where a class belongs.",
        )
    if kiosk.error is not None and cached and type(cached) is not bool:
        raise NotYet(
            f"The kiosk stops. The signal was made with {naming.describe(cached)}.",
            wanted="sender=None should be possible.",
            hint="An unnamed list in the brackets is no list of names. What is it?",
            more="It switches caching on. A signal needs nothing in its brackets.",
        )
    if kiosk.error is not None and cached:
        raise NotYet(
            "The kiosk stops: the signal is cached.",
            wanted="sender=None should be possible.",
            hint="Caching holds each sender weakly. Can None be held so?",
            more="Without caching, any sender will do.",
        )
    for where, sale in (("checkout", desk), ("kiosk", kiosk)):
        if sale.error is not None:
            error = naming.error(sale.error)
            raise NotYet(
                f"The {where} stops with {error.type}: {error.message[:60]}.",
                wanted="Both sales should run to their end.",
                hint="A receiver raised. Does it end with **kwargs?",
                more="Leave the two receivers as the sheet gives them.",
            )


def _judge_desk(desk: Sale) -> None:
    if desk.aside != 1:
        raise NotYet(
            f"At the checkout, {desk.aside} books were put aside.",
            wanted="Each sale should put one book aside.",
            hint="A new signal has an empty list. Is everybody connected once?",
            more="Each signal needs a connect() for each receiver.",
        )
    if desk.mails == 0:
        raise NotYet(
            "The checkout sold a book, and no mail went out.",
            wanted="Checkout's customers should get a mail.",
            hint="The class sends. Does connect() wait for it, or for a text or an object?",
            more="The sender in connect() must be the very class that sends.",
        )
    if desk.mails > 1:
        raise NotYet(
            f"One sale at the checkout sent {desk.mails} mails.",
            wanted="One sale should send one mail.",
            hint="The same receiver with and without sender= is called twice.",
            more="Connect it once.",
        )


def _judge_kiosk(kiosk: Sale) -> None:
    if kiosk.mails:
        raise NotYet(
            "The kiosk sold a book, and a mail went out.",
            wanted="The kiosk should not mail.",
            hint="Without sender=, a receiver hears the kiosk, too.",
            more="Say at connect() for whom the mail is.",
        )
    if kiosk.aside != 1:
        raise NotYet(
            f"At the kiosk, {kiosk.aside} books were put aside.",
            wanted="Each sale should put one book aside.",
            hint="sender=None at connect() means: from anybody. Who hears the kiosk?",
            more="A receiver with sender=Checkout does not hear None.",
        )

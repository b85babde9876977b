"""Exercise 10.4: make an invoice only where somebody reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from signal_viz import compat, naming
from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

BOOK, OTHER = "Middlemarch", "Persuasion"


@dataclass
class Seen:
    """What one call of ``pay`` did.

    Args:
        made: the invoices that were made.
        heard: what the receiver got with each send.
    """

    made: list[Any]
    heard: list[dict[str, Any]] = field(default_factory=list)


def mend_the_checkout(evidence: Evidence) -> str:
    """Pay while nobody listens, while others are heard, and while Checkout is."""
    order_paid, made = evidence.given("order_paid"), evidence.given("made")
    checkout, gift_shop = evidence.given("Checkout"), evidence.given("GiftShop")
    kept, before = compat.raw_entries(order_paid), list(made)
    try:
        nobody = _pay(evidence, None, BOOK)
        others = _pay(evidence, {"sender": gift_shop}, BOOK)
        it = _pay(evidence, {"sender": checkout}, BOOK)
        everybody = _pay(evidence, {}, OTHER)
    finally:
        compat.replace_entries(order_paid, kept)
        made[:] = before
    _judge_nobody(nobody, others)
    _judge_somebody(it, everybody)
    _judge_sent(it, everybody, checkout)
    return "No invoice where nobody listens, and one where somebody does."


def _pay(evidence: Evidence, options: dict[str, Any] | None, item: str) -> Seen:
    """Let somebody pay, while a receiver is connected with ``options``, if any."""
    order_paid, made = evidence.given("order_paid"), evidence.given("made")
    seen = Seen([])

    def note(**named: Any) -> None:
        seen.heard.append(named)

    compat.replace_entries(order_paid, [])
    if options is not None:
        order_paid.connect(note, **options)
    made.clear()
    evidence.given("pay")(item)
    seen.made += made
    return seen


def _judge_nobody(nobody: Seen, others: Seen) -> None:
    if nobody.made:
        raise NotStarted(
            f"Nobody listened, and {len(nobody.made)} invoice was made.",
            wanted="Where no receiver hears Checkout, no invoice should be made.",
            hint="Ask the signal first, whether somebody listens.",
            more="order_paid.has_listeners(...) says so.",
        )
    if others.made:
        raise NotYet(
            "A receiver that hears only GiftShop was connected: an invoice was made.",
            wanted="Where no receiver hears Checkout, no invoice should be made.",
            hint="Somebody listens, but to whom? Ask for the sender that you send with.",
            more="has_listeners() takes a sender, as send() does.",
        )


def _judge_somebody(it: Seen, everybody: Seen) -> None:
    if not it.heard and not everybody.heard:
        raise NotYet(
            "Somebody listened, and heard nothing.",
            wanted="Where somebody hears Checkout, order_paid should be sent.",
            hint="Nothing was sent, though somebody listens. Ask anew in each call of pay.",
            more="if order_paid.has_listeners(Checkout): and then the send.",
        )
    if not it.heard:
        raise NotYet(
            "A receiver that hears only Checkout was connected, and heard nothing.",
            wanted="Where somebody hears Checkout, order_paid should be sent.",
            hint="For whom did you ask? Without a sender, has_listeners() asks about None.",
            more="The class itself is the sender: has_listeners(Checkout).",
        )
    for seen in (it, everybody):
        if len(seen.heard) != 1:
            raise NotYet(
                f"order_paid was sent {len(seen.heard)} times.",
                wanted="It should be sent once.",
                hint="One payment is one send.",
                more="Each further send is a further mail to the customer.",
            )


def _judge_sent(it: Seen, everybody: Seen, checkout: Any) -> None:
    for seen, item in ((it, BOOK), (everybody, OTHER)):
        got = seen.heard[0]
        if "invoice" not in got or "item" not in got:
            raise NotYet(
                f"The receiver got {', '.join(sorted(map(str, got)))[:60]}.",
                wanted="It should get the item and the invoice.",
                hint="The receivers wait for the invoice, and for the item: send both.",
                more="send(sender=Checkout, item=item, invoice=...)",
            )
        if len(seen.made) > 1:
            raise NotYet(
                f"For one order, {len(seen.made)} invoices were made.",
                wanted="One invoice should be made.",
                hint="Make it once, and keep it in a variable.",
                more="Each call of make_invoice makes one.",
            )
        if seen.made != [item] or item not in str(got["invoice"]):
            raise NotYet(
                f"An order of {item} came with the invoice "
                f"{naming.describe(got['invoice'])[:40]}.",
                wanted="It should come with an invoice of that order.",
                hint="Each order has an invoice of its own. Make it in pay.",
                more="Where nobody listens, do not make it; else make it anew.",
            )
        if got["sender"] is not checkout:
            raise NotYet(
                f"The sender was {naming.sender(got['sender']).label}.",
                wanted="Checkout should be the sender.",
                hint="Who asks with Checkout should send with Checkout.",
                more="order_paid.send(sender=Checkout, ...)",
            )

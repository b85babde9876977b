"""Exercise 13.3: two shops tell each other, and no message comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, observe
from signal_viz.registry import registry

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

ITEM = "Middlemarch"


@dataclass(frozen=True)
class Seen:
    """What happened when one shop sold one book.

    Args:
        messages: how many went over the wire.
        here: what the shop that sold it has heard.
        there: what the other one has heard.
        error: what came out of the send.
    """

    messages: int
    here: list[Any]
    there: list[Any]
    error: Exception | None


def bridge_without_echo(evidence: Evidence) -> str:
    """Sell in one shop, in the other one, and the same book again."""
    shop, bridge = evidence.given("Shop"), evidence.given("bridge")
    wire, sender = evidence.given("wire"), evidence.given("Checkout")
    one, other = shop("one"), shop("other")
    start = len(wire)
    try:
        bridge(one, other)
        bridge(other, one)
        sold = [
            _sell(here, there, wire, sender)
            for here, there in ((one, other), (other, one), (one, other))
        ]
    finally:
        del wire[start:]
    if not sold[0].messages:
        raise _silent(one, sender, sold[0])
    _judge_first(sold[0])
    _judge_later(sold[1], sold[2])
    return "Three books were sold: three messages, and both shops heard of each once."


def _sell(here: Any, there: Any, wire: list[Any], sender: Any) -> Seen:
    starts = len(wire), len(here.heard), len(there.heard)
    error: Exception | None = None
    try:
        here.order_paid.send(sender=sender, item=ITEM)
    except Exception as raised:  # noqa: BLE001 (the learner's code may raise anything)
        error = raised
    return Seen(
        len(wire) - starts[0], here.heard[starts[1] :], there.heard[starts[2] :], error
    )


def _silent(shop: Any, sender: Any, sold: Seen) -> NotYet:
    if sold.there:
        return NotYet(
            "The other shop has heard of a sale, and nothing went over the wire.",
            wanted="Each sale should go over the wire once.",
            hint="In truth two shops share no memory. Who carries a text to the other one?",
            more="deliver(there, json.dumps(...)), as in the cell of the gap.",
        )
    # The shop's own receiver is one of them.
    if sum(one.alive for one in registry(shop.order_paid)) < 2:  # noqa: PLR2004
        return NotYet(
            "A book was sold, and nothing went over the wire.",
            wanted="The other shop should hear of it.",
            hint="tell is made inside bridge. Who holds it when bridge is over?",
            more="weak=False in connect() does.",
        )
    (dispatch,) = observe(
        lambda: shop.order_paid.send(sender=sender, item=ITEM), shop.order_paid
    )
    if len(called(dispatch)) < 2:  # noqa: PLR2004 (see above)
        return NotYet(
            "A book was sold, and the bridge was not called.",
            wanted="The other shop should hear of it.",
            hint="For whom does it wait? The sender of a sale is the class Checkout.",
            more="A name in quotes is another sender than the class.",
        )
    return NotYet(
        "A book was sold, and nothing went over the wire.",
        wanted="The other shop should hear of it.",
        hint="tell was called, and told nobody. Which sales may it leave out?",
        more="Only those that have come over the wire.",
    )


def _judge_first(sold: Seen) -> None:
    if isinstance(sold.error, RecursionError):
        raise NotStarted(
            f"One book was sold, and {sold.messages} messages went over the wire.",
            wanted="There should be one message.",
            hint="What comes over the wire is sent as a signal. Who hears that?",
            more="tell must know which sales are its own. What is different about them?",
        )
    if sold.error is not None:
        error = naming.error(sold.error)
        raise NotYet(
            f"The sale stopped with {error.type}: {error.message[:60]}.",
            wanted="The sale should come to its end.",
            hint="A message is text that deliver hands on as arguments of the signal.",
            more="Look at json.dumps in the cell of the gap, and at deliver above.",
        )
    if sold.messages > 2:  # noqa: PLR2004 (there and back)
        raise NotYet(
            f"One book was sold, and {sold.messages} messages went over the wire.",
            wanted="There should be one message.",
            hint="Nothing is raised any more, but the echo is there. Where does it begin?",
            more="An except hides it. Do not send in the first place.",
        )
    if sold.messages > 1:
        raise NotYet(
            "One book was sold, and the message went there and back.",
            wanted="There should be one message.",
            hint="Both shops have a bridge. What does the one of the other shop do?",
            more="A mark in the message, or the sender, tells where a sale was made.",
        )
    if sold.there != [ITEM] or sold.here != [ITEM]:
        raise NotYet(
            f"The shops have heard {len(sold.here)} and {len(sold.there)} times of it.",
            wanted="Each shop should hear of a sale once.",
            hint="Who calls the receivers of the other shop: deliver, or you as well?",
            more="deliver sends the signal there. Nothing else is needed.",
        )


def _judge_later(back: Seen, again: Seen) -> None:
    if again.messages != 1:
        raise NotYet(
            "The same book was sold a second time, and the other shop did not hear it.",
            wanted="Each sale should go over the wire once.",
            hint="Two customers can buy the same book. What do you compare?",
            more="Not what was sold, but where it was sold.",
        )
    if back.messages != 1:
        raise NotYet(
            f"The other shop sold a book, and {back.messages} messages went out.",
            wanted="The bridge should work in both directions.",
            hint="Does your condition look at one shop by name?",
            more="bridge is called for both: here and there change places.",
        )

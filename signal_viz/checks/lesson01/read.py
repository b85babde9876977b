"""Exercises 01.2 and 01.4: say who is called, before and after the send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called as calls_of
from signal_viz.exercise.evidence import observe
from signal_viz.registry import registry

if TYPE_CHECKING:
    from signal_viz.dispatches import Call
    from signal_viz.exercise.evidence import Evidence


def predict_the_calls(evidence: Evidence) -> str:
    """Send order_paid, and hold ``called`` and ``not_reached`` against the recording."""
    order_paid = evidence.given("order_paid")
    called = evidence.names("called", "a list of names, in the order of the calls")
    not_reached = evidence.names("not_reached", "a list of names")
    calls = _calls(order_paid, evidence.given("Checkout"))
    ran = [call.receiver for call in calls]
    connected = [connection.receiver for connection in registry(order_paid)]
    _need_known([*called, *not_reached], connected)
    if calls[-1].receiver not in called:
        raise NotYet(
            f"{calls[-1].receiver} is missing from called.",
            wanted="called should name every receiver that begins to run.",
            hint="A receiver that raises has been called: it ran until it raised.",
            more="In the picture such a card has a ✕, not a –.",
        )
    if set(called) - set(ran):
        raise NotYet(
            f"called has {len(called)} names; the send called fewer.",
            wanted="called should name only receivers that begin to run.",
            hint="One of them raises. What does send() do then?",
            more="send() stops at the first exception. Those after it wait in vain.",
        )
    if missing := [name for name in ran if name not in called]:
        raise NotYet(
            f"called leaves out {len(missing)} of those that run.",
            wanted="called should name every receiver that begins to run.",
            hint="Who stands on the list before the one that raises?",
            more="send() skips nobody on its way to the one that raises.",
        )
    if len(called) != len(ran):
        raise NotYet(
            f"called has {len(called)} names; the send made {len(ran)} calls.",
            wanted="called should name each call once.",
            hint="Each receiver stands on the list once. Which name is there twice?",
            more="Delete what stands there twice.",
        )
    if called != ran:
        raise NotYet(
            "The receivers are called in another order than in called.",
            wanted="called should be in the order of the calls.",
            hint="Look at the lines with connect(), not at the lines with def.",
            more="Receivers run in the order in which they were connected.",
        )
    if sorted(not_reached) != sorted(set(connected) - set(ran)):
        raise NotYet(
            f"called is right; not_reached has {len(not_reached)} names, "
            "and they are not the ones.",
            wanted="not_reached should name the receivers that send() never calls.",
            hint="Every receiver is in exactly one of your two lists.",
            more="Cross out the names in called. What is left?",
        )
    return f"{', '.join(ran)} ran, and {calls[-1].receiver} ended the send."


def explain_a_picture(evidence: Evidence) -> str:
    """Hold four answers about a picture against a recording of the same send."""
    stopped_by = evidence.name("stopped_by", "one name")
    passed_over = evidence.name("passed_over", "one name")
    never_reached = evidence.name("never_reached", "one name")
    gift_calls = evidence.names("gift_calls", "a list of names")
    order_paid = evidence.given("order_paid")
    connections = registry(order_paid)
    calls = _calls(order_paid, evidence.given("Checkout"))
    connected = [connection.receiver for connection in connections]
    _need_known([stopped_by, passed_over, never_reached, *gift_calls], connected)
    if stopped_by != calls[-1].receiver:
        raise NotYet(
            f"{stopped_by} did not raise.",
            wanted="stopped_by should name the receiver that ended the send.",
            hint="Look for the card with the ✕.",
            more="A card with a – could not end anything: it was never called.",
        )
    filtered = [one.receiver for one in connections if one.sender == "GiftShop"]
    if passed_over not in filtered:
        raise NotYet(
            f"{passed_over} listens to every sender.",
            wanted="passed_over should name the receiver that waits for another sender.",
            hint='Look for the card that says "other sender".',
            more="One connect() line has a sender=.",
        )
    if never_reached in [*filtered, *(call.receiver for call in calls)]:
        raise NotYet(
            f"{never_reached} is not missing because of the exception.",
            wanted="never_reached should name the receiver that was due, but too late.",
            hint='Look for the card that says "not reached".',
            more="It stands below the receiver that raised.",
        )
    _judge_gift(gift_calls, _calls(order_paid, evidence.given("GiftShop")))
    return "Each of your four answers is what happened."


def _judge_gift(gift_calls: list[str], calls: list[Call]) -> None:
    ran = [call.receiver for call in calls]
    if gift_calls == ran:
        return
    if set(gift_calls) - set(ran):
        raise NotYet(
            f"gift_calls has {len(gift_calls)} names; not all of them are called.",
            wanted="gift_calls should name whom a send by GiftShop calls.",
            hint="Does the exception care who the sender is?",
            more="charge_card hears every sender, so it raises again.",
        )
    if set(ran) - set(gift_calls):
        raise NotYet(
            f"gift_calls has {len(gift_calls)} names; someone is missing.",
            wanted="gift_calls should name whom a send by GiftShop calls.",
            hint="A receiver without sender= hears GiftShop too.",
            more="Go through the cards from the top. Ask each: do you hear GiftShop?",
        )
    raise NotYet(
        "gift_calls has the right names in another order.",
        wanted="gift_calls should be in the order of the calls.",
        hint="The numbers on the cards are the order of the calls.",
        more="Receivers run in the order in which they were connected.",
    )


def _calls(order_paid: Any, sender: Any) -> list[Call]:
    dispatches = observe(lambda: order_paid.send(sender=sender), order_paid)
    calls = calls_of(dispatches[0])
    if not calls:
        raise NotStarted(
            "order_paid has no receivers.",
            wanted="The receivers of this exercise should be connected.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    return calls


def _need_known(names: list[str], connected: list[str]) -> None:
    for name in names:
        if name not in connected:
            raise NotYet(
                f"No receiver has the name {name[:40]!r}.",
                wanted="Each name should be the name of a receiver.",
                hint=f"The receivers are {', '.join(connected)}.",
                more="Copy the name from the line with def, without brackets.",
            )

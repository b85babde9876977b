"""Exercise 02.4: read from a picture what became of each receiver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called as calls_of
from signal_viz.exercise.evidence import collected, observe

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence


def explain_a_picture(evidence: Evidence) -> str:
    """Hold four answers against the recording of the picture and a send."""
    lost = evidence.name("lost", "one name")
    passed_over = evidence.name("passed_over", "one name")
    twice = evidence.name("twice", "one name")
    taken_off = evidence.answer("taken_off", "True or False")
    order_paid, checkout = evidence.given("order_paid"), evidence.given("Checkout")
    (dispatch,) = observe(lambda: order_paid.send(sender=checkout), order_paid)
    ran = [call.receiver for call in calls_of(dispatch)]
    filtered = [one.receiver for one in dispatch.calls if one.state == "filtered"]
    gone = collected(evidence.given("picture").trace)
    if not ran or not gone:
        raise NotStarted(
            "The picture is not there yet.",
            wanted="The cells of this exercise should have run.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    if lost not in gone:
        raise NotYet(
            f"{lost} was not thrown away.",
            wanted="lost should name the receiver that nobody holds any more.",
            hint='Look for the card that says "collected".',
            more="Which name was deleted with del?",
        )
    if passed_over not in filtered:
        raise NotYet(
            f"{passed_over} does not wait for another sender.",
            wanted="passed_over should name the one that waits for another sender.",
            hint='Look for the card that says "other sender".',
            more="It was connected with the sender GiftShop.",
        )
    if ran.count(twice) < 2:  # noqa: PLR2004 (twice)
        raise NotYet(
            f"{twice} is not called twice.",
            wanted="twice should name the receiver that one send calls twice.",
            hint="Two cards have the same name. Which one?",
            more="For any sender, and for Checkout: two pairs, two entries.",
        )
    _judge_taken_off(taken_off, order_paid, evidence.given("write_audit_log"))
    return "Each of your four answers is what happened."


def _judge_taken_off(answer: Any, order_paid: Any, write_audit_log: Any) -> None:
    if type(answer) is not bool:
        raise NotYet(
            f"taken_off is {naming.describe(answer)}.",
            wanted="taken_off should be True or False, without quotes.",
            hint="Write what disconnect() returns: True or False.",
            more="True says that it was on the list under this description.",
        )
    found = order_paid.disconnect(write_audit_log)
    if answer != found:
        raise NotYet(
            f"order_paid.disconnect(write_audit_log) returned {found}.",
            wanted="taken_off should be what this line returns.",
            hint="With what else was write_audit_log connected?",
            more="Whoever came with a dispatch_uid must leave by it.",
        )

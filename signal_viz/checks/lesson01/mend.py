"""Exercise 01.3: a row changes and nobody hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, observe

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

PAID, OTHER = "Middlemarch", "Dracula"


@dataclass(frozen=True)
class Seen:
    """What happened while ``mark_paid`` ran.

    Args:
        sends: how many times post_save was sent.
        calls: how many receivers these sends called.
        lines: what came into the audit log.
        paid: whether the row of the order says that it is paid.
        others_paid: whether the row of another order says so, too.
    """

    sends: int
    calls: int
    lines: list[Any]
    paid: bool
    others_paid: bool


def mend_the_silence(evidence: Evidence) -> str:
    """Pay one of two orders; look at the rows, the sends and the audit log."""
    seen = _look(
        evidence.given("mark_paid"),
        evidence.given("Order"),
        evidence.given("post_save"),
        evidence.given("audit_log"),
    )
    _judge_rows(seen)
    _judge_sends(seen)
    _judge_lines(seen)
    return "The row is paid, post_save was sent once, and the audit log heard it."


def _look(mark_paid: Any, order: Any, post_save: Any, audit_log: list[Any]) -> Seen:
    start = len(audit_log)
    this, other = (order.objects.create(item=item) for item in (PAID, OTHER))
    del audit_log[start:]
    try:
        dispatches = observe(lambda: mark_paid(this.pk), post_save)
        rows = dict(order.objects.values_list("pk", "paid"))
        return Seen(
            sends=len(dispatches),
            calls=sum(len(called(dispatch)) for dispatch in dispatches),
            lines=audit_log[start:],
            paid=rows.get(this.pk, False),
            others_paid=rows.get(other.pk, False),
        )
    finally:
        order.objects.filter(pk__in=(this.pk, other.pk)).delete()
        del audit_log[start:]


def _judge_rows(seen: Seen) -> None:
    if not seen.paid and not seen.sends:
        raise NotYet(
            "The row in the database still says paid=False.",
            wanted="The row should say paid=True.",
            hint="Setting an attribute changes the object in memory, not the row.",
            more="order.save() writes it, and it sends post_save.",
        )
    if not seen.paid:
        raise NotYet(
            "post_save was sent, but the row says paid=False in the end.",
            wanted="The row should say paid=True.",
            hint="save() writes all fields of the object. Which paid does it hold?",
            more="An object that you got before update() knows nothing of update().",
        )
    if seen.others_paid:
        raise NotYet(
            "Another order has become paid, too.",
            wanted="Only the order with this order_id should be paid.",
            hint="Order.objects.get(pk=order_id) finds that one.",
            more="Change that one object, then save that one object.",
        )


def _judge_sends(seen: Seen) -> None:
    if not seen.sends and not seen.lines:
        raise NotStarted(
            "The row is paid, but post_save was not sent. The audit log is silent.",
            wanted="post_save should be sent once for this payment.",
            hint="update() talks to the database only. Which method sends post_save?",
            more="Get the order, set its paid, and save it.",
        )
    if not seen.sends:
        raise NotYet(
            "The audit log has a line, but post_save was not sent.",
            wanted="The audit log should hear of it through the signal.",
            hint="Who writes the line by hand leaves every other receiver deaf.",
            more="Save the order: save() sends post_save, and that calls them all.",
        )
    if seen.sends > 1:
        raise NotYet(
            f"post_save was sent {seen.sends} times.",
            wanted="post_save should be sent once for one payment.",
            hint="Each save() sends post_save again. Count the saves.",
            more="Set paid first, then save once.",
        )


def _judge_lines(seen: Seen) -> None:
    if not seen.calls:
        raise NotYet(
            "post_save was sent, and nobody listened.",
            wanted="write_audit_log should be called.",
            hint="write_audit_log is not connected any more. Run its cell again.",
            more="The cell with @receiver connects it.",
        )
    if seen.lines == [": paid=True"]:
        raise NotYet(
            "The line in the audit log has no title: the saved object had no item.",
            wanted=f"The line should say that {PAID} is paid.",
            hint="A new Order with an old pk is empty. Where is the item?",
            more="Order.objects.get(pk=order_id) gives you the order with all its fields.",
        )
    if seen.lines != [f"{PAID}: paid=True"]:
        raise NotYet(
            f"The audit log got {naming.describe(seen.lines)}.",
            wanted="It should get one line that says paid=True.",
            hint="The receiver sees the object as it is when you save it.",
            more="Set paid before you save, not after.",
        )

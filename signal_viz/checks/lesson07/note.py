"""Exercise 07.3: a note for the worker, written at the right moment."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.refusal import refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from signal_viz.broker import Note
    from signal_viz.exercise.evidence import Evidence

ITEM = "Middlemarch"


class _Refused(Exception):  # noqa: N818 (nobody sees it)
    """Rolls an order back."""


@dataclass(frozen=True)
class Seen:
    """What happened in one checkout.

    Args:
        notes: what came into the queue.
        mailed: whether the mail went out before the checkout was over.
        pk: primary key of the order.
        error: what came out of the checkout.
    """

    notes: list[Note]
    mailed: bool
    pk: Any
    error: Exception | None


def note_after_the_commit(evidence: Evidence) -> str:
    """Sell a book in a transaction, in one that is rolled back, and without one."""
    order, task = evidence.given("Order"), evidence.given("mail_order")
    outbox, atomic = evidence.given("outbox"), evidence.given("transaction").atomic
    start = len(outbox)
    try:
        sold = _sell(order, outbox, atomic)
        refused = _sell(order, outbox, atomic, refuse=True)
        plain = _sell(order, outbox, nullcontext)
    finally:
        order.objects.filter(item=ITEM).delete()
        task.app.control.purge()
        del outbox[start:]
    _judge_error(sold)
    _judge_moment(sold, refused)
    _judge_note(sold)
    _judge_plain(plain)
    return "One note for each order, after its commit, and none after a rollback."


def _sell(
    order: Any,
    outbox: list[Any],
    around: Callable[[], AbstractContextManager[Any]],
    *,
    refuse: bool = False,
) -> Seen:
    # Not above: whoever checks another exercise needs no Celery.
    from signal_viz.broker import notes  # noqa: PLC0415

    sold = order(item=ITEM)
    before = len(outbox)
    error: Exception | None = None
    with notes() as written:
        try:
            with suppress(_Refused), around():
                sold.save()
                if refuse:
                    raise _Refused  # noqa: TRY301 (as a refused card does)
        except Exception as raised:  # noqa: BLE001 (the learner's code may raise anything)
            error = raised
    # What a worker does meanwhile happens in another thread, and is no matter.
    return Seen(list(written), len(outbox) > before, sold.pk, error)


def _judge_error(sold: Seen) -> None:
    if sold.error is None:
        return
    error = naming.error(sold.error)
    if error.type == "TypeError" and "callable" in error.message:
        raise NotYet(
            f"The checkout stopped with {error.type}: {error.message[:60]}.",
            wanted="on_commit should get something that it can call later.",
            hint="Is delay called in that line at once, or handed over uncalled?",
            more="A lambda with nothing before its colon is a function to call later.",
        )
    if "mail_order() missing" in error.message or "attribute name" in error.message:
        raise NotYet(
            f"The checkout stopped with {error.type}: {error.message[:60]}.",
            wanted="on_commit should get a function that needs nothing more.",
            hint="on_commit calls it with empty brackets. How does it know the pk?",
            more="lambda: task.delay(value) holds the value until it is called.",
        )
    if error.type == "EncodeError":
        raise NotYet(
            "The checkout stopped with EncodeError: the note cannot be written.",
            wanted="The note should hold what the task needs to find the order.",
            hint="A note is text. An order is not: what is the number of its row?",
            more="The task loads the order by its pk.",
        )
    raise refusal(error) or NotYet(
        f"The checkout stopped with {error.type}: {error.message[:60]}.",
        wanted="The checkout should come to its end.",
        hint="Make an order in a cell of its own, and read the last line of its error.",
        more="The receiver gets sender, instance and created, all by name.",
    )


def _judge_moment(sold: Seen, refused: Seen) -> None:
    early = [note for note in sold.notes if note.atomic]
    if early and early[0].later:
        raise NotYet(
            "The note was written before the commit, for a worker that waits a while.",
            wanted="The note should be written after the commit.",
            hint="How long is long enough? And after a rollback there is no order at all.",
            more="Do not wait for the commit. Let the commit call you.",
        )
    if early:
        raise NotStarted(
            "The note was written before the commit.",
            wanted="The note should be written after the commit.",
            hint="Until the commit only the checkout sees the order. Who reads the note?",
            more="django.db.transaction has a function that waits for the commit.",
        )
    if not sold.notes and sold.mailed:
        raise NotYet(
            "The mail went out inside the checkout, and no note was written.",
            wanted="The customer should not wait for the mail.",
            hint="A task that is called like a function runs here. Who else could run it?",
            more="Its method delay() writes a note for the worker.",
        )
    if not sold.notes:
        raise NotYet(
            "An order was sold, and no note came into the queue.",
            wanted="There should be a note after the commit.",
            hint="Is the receiver connected, and is the task's delay() called by on_commit?",
            more="A lambda that only names mail_order.delay does not call it.",
        )
    if refused.notes:
        raise NotYet(
            "The order was rolled back, and there is a note all the same.",
            wanted="Without an order there should be no note.",
            hint="Only on_commit knows whether the commit has come.",
            more="Write the note there, and nowhere else.",
        )


def _judge_note(sold: Seen) -> None:
    if len(sold.notes) > 1:
        raise NotYet(
            f"One order was sold, and {len(sold.notes)} notes were written.",
            wanted="There should be one note for one order.",
            hint="Is an older receiver still connected, or is delay() called twice?",
            more="Run the exercise again from its heading: it begins with a clean slate.",
        )
    if sold.notes[0].values != (sold.pk,):
        raise NotYet(
            f"The note says {naming.describe(sold.notes[0].values)}.",
            wanted="The note should hold the pk of the order.",
            hint="mail_order looks its order up. By what?",
            more="The saved order comes in as instance, and its number is instance.pk.",
        )


def _judge_plain(plain: Seen) -> None:
    if not plain.notes:
        raise NotYet(
            "An order was sold outside of a transaction, and no note was written.",
            wanted="Every sold order should get its note.",
            hint="on_commit works without a transaction, too. Is an if in its way?",
            more="Outside of a transaction it calls your function at once.",
        )

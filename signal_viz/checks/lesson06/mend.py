"""Exercise 06.3: both rows, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.trace import trace

if TYPE_CHECKING:
    from signal_viz.dispatches import Dispatch
    from signal_viz.exercise.evidence import Evidence

SOLD_OUT, IN_STOCK, NO_LABEL = "Dracula", "Emma", "Middlemarch"


@dataclass(frozen=True)
class Seen:
    """What happened while ``pay`` ran.

    Args:
        dispatches: the sends of post_save.
        result: what ``pay`` returned, or the exception that left it.
        orders: how many rows of Order are new.
        lines: how many rows of AuditLine are new.
    """

    dispatches: tuple[Dispatch, ...]
    result: Any
    orders: int
    lines: int


class _Shop:
    """What of the sheet the check needs.

    Args:
        evidence: the names of the notebook.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.signal: Any = evidence.given("post_save")
        self.order: Any = evidence.given("Order")
        self.line: Any = evidence.given("AuditLine")
        self._pay: Any = evidence.given("pay")

    def pay(self, item: str) -> Seen:
        """Let the learner's function pay, and look at what it did."""
        before = self._counts()
        with trace(self.signal) as recording:
            try:
                result = self._pay(item)
            except Exception as error:  # noqa: BLE001 (the learner's code may raise anything)
                result = error
        orders, lines = self._counts()
        return Seen(recording.dispatches, result, orders - before[0], lines - before[1])

    def _counts(self) -> tuple[int, int]:
        return self.order.objects.count(), self.line.objects.count()


def mend_the_payment(evidence: Evidence) -> str:
    """Pay for a book that is there, one that is sold out, and one without a label."""
    shop = _Shop(evidence)
    _judge_good(shop.pay(IN_STOCK))
    _judge_bad(shop.pay(SOLD_OUT), "reserve_stock")

    def print_label(instance: Any, **_: object) -> None:
        shop.line.objects.create(text="label")
        if instance.item == NO_LABEL:
            raise ValueError("no address")

    # One more receiver, of which no answer can know.
    shop.signal.connect(print_label, sender=shop.order)
    try:
        seen = shop.pay(NO_LABEL)
    finally:
        shop.signal.disconnect(print_label, sender=shop.order)
    if isinstance(seen.result, Exception) or seen.orders or seen.lines:
        raise NotYet(
            "Another receiver joined, wrote a line and raised: its line stayed.",
            wanted="Whoever raises, nothing new should be in the tables.",
            hint="To undo by hand, one must know all that was written. Who does?",
            more="transaction.atomic() undoes what was written, by whomever.",
        )
    return "Sold: both rows. Not sold: no row, whoever raised."


def _judge_good(seen: Seen) -> None:
    if not seen.dispatches:
        raise NotYet(
            f"pay({IN_STOCK!r}) sent no post_save: no receiver was called.",
            wanted="A sold book should be stored, and its receivers called.",
            hint="Does this way of writing send post_save?",
            more="create() and save() send it.",
        )
    if len(seen.dispatches[0].calls) == 0:
        raise NotStarted(
            "The receivers of this exercise are not connected.",
            wanted="A saved order should call them.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    if not (seen.orders and seen.lines):
        raise NotYet(
            f"pay({IN_STOCK!r}) went well, and its rows are not in the tables.",
            wanted="Where nobody raises, both rows should stay.",
            hint="A block can be rolled back once too often. Who rolls back here?",
            more="A block that ends well commits. It needs no help.",
        )
    if seen.result is not True:
        raise NotYet(
            f"pay({IN_STOCK!r}) returned {naming.describe(seen.result)}.",
            wanted="It should return True when the book is sold.",
            hint="The caller wants to know that it went well. What do you return?",
            more="A function that returns nothing returns None.",
        )


def _judge_bad(seen: Seen, receiver: str) -> None:
    if not seen.dispatches:
        raise NotYet(
            f"pay({SOLD_OUT!r}) did not even try: post_save was not sent.",
            wanted="pay should store the order, and see whether somebody raises.",
            hint="Not only reserve_stock can fail. Let the receivers have their say.",
            more="Leave the decision to the exception.",
        )
    if isinstance(seen.result, Exception):
        error = naming.error(seen.result)
        if error.type == "TransactionManagementError":
            raise NotYet(
                f"{error.type}: {error.message[:60]}",
                wanted="pay should return False when somebody raises.",
                hint="The block rolls back itself. What has to leave it, so that it does?",
                more="Put the try outside of the block: the exception leaves it then.",
            )
        raise NotYet(
            f"{error.type}: {error.message[:60]} left pay({SOLD_OUT!r}).",
            wanted="pay should return False when somebody raises.",
            hint="The exception must leave the block, but not pay. "
            "Who catches it, and where?",
            more="Put the try outside, and the block inside.",
        )
    if seen.result is not False:
        raise NotYet(
            f"{receiver} raised, and pay returned {naming.describe(seen.result)}.",
            wanted="pay should return False when somebody raises.",
            hint="Who gets to see the exception? It tells that the book is not sold.",
            more="except ValueError: return False",
        )
    if not (seen.orders or seen.lines):
        return
    if not seen.orders:
        raise NotYet(
            "The order is gone, and its line in the audit log is still there.",
            wanted="Nothing new should be in the two tables.",
            hint="You took back the order by hand. What else has been written?",
            more="A rollback takes back all of it.",
        )
    if seen.dispatches[0].atomic:
        raise NotYet(
            "There was a transaction, and it was committed with both rows.",
            wanted="It should be rolled back when somebody raises.",
            hint="The block ends well if the exception is caught inside.",
            more="Put the try outside of the block.",
        )
    raise NotStarted(
        f"{receiver} raised, pay returned False, and the order is in the table.",
        wanted="Nothing new should be in the two tables.",
        hint="What makes several changes all or nothing?",
        more="with transaction.atomic(): ...",
    )

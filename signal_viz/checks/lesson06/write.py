"""Exercise 06.1: do what cannot be taken back after the commit."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, observe
from signal_viz.exercise.refusal import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.dispatches import Call
    from signal_viz.exercise.evidence import Evidence

ITEM, OTHER = "Middlemarch", "Villette"
"""No titles of the sheet, so that no answer can know them."""


class _LightWentOutError(Exception):
    """Leaves a block, so that it is rolled back."""


class _Shop:
    """The sheet's models and outbox, and what a check does with them.

    Args:
        evidence: the names of the notebook.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.order: Any = evidence.given("Order")
        self.outbox: list[Any] = evidence.given("outbox")
        self._transaction: Any = evidence.given("transaction")
        self._post_save: Any = evidence.given("post_save")

    def mail(self, action: Callable[[], object]) -> tuple[list[Any], list[Call]]:
        """Return what came into the outbox, and which receivers were called."""
        before = len(self.outbox)
        dispatches = observe(action, self._post_save)
        new = self.outbox[before:]
        del self.outbox[before:]
        return new, [call for sent in dispatches for call in called(sent)]

    def in_block(self, *items: str, fails: bool = False) -> int:
        """Create orders in a block; return how many mails were out inside it."""
        before = len(self.outbox)
        early = 0
        with suppress(_LightWentOutError), self._transaction.atomic():
            for item in items:
                self.order.objects.create(item=item)
            early = len(self.outbox) - before
            if fails:
                raise _LightWentOutError
        return early

    def tidy_up(self) -> None:
        """Take the orders of the check out of the table."""
        self.order.objects.filter(item__in=(ITEM, OTHER)).delete()


def write_a_late_mail(evidence: Evidence) -> str:
    """Create orders with and without a block, and look into the outbox."""
    shop = _Shop(evidence)
    try:
        _judge(shop)
    finally:
        shop.tidy_up()
    return "One mail for each new order, after the commit; none after a rollback."


def _judge(shop: _Shop) -> None:
    alone, calls = shop.mail(lambda: shop.order.objects.create(item=ITEM))
    _need_call(calls)
    early: list[int] = []
    new, _ = shop.mail(lambda: early.append(shop.in_block(ITEM, OTHER)))
    saved = shop.order.objects.filter(item=ITEM).first()
    again, _ = shop.mail(saved.save)
    _judge_moment(alone, new, again, early[0])
    _judge_mail(alone, new, len(calls))
    if again:
        raise NotYet(
            "The same order was saved once more, and a second mail went out.",
            wanted="Only a new order should bring a mail.",
            hint="A second save is no new order. Which argument of post_save tells?",
            more="The argument is called created. It is False for a second save.",
        )
    lost, _ = shop.mail(lambda: shop.in_block(ITEM, fails=True))
    if lost:
        raise NotYet(
            "An order was rolled back, and a mail for it came into outbox.",
            wanted="No order, no mail.",
            hint="Who drops what was ordered when a block is rolled back?",
            more="Only what you give to transaction.on_commit is dropped.",
        )


def _need_call(calls: list[Call]) -> None:
    if not calls:
        raise NotYet(
            "An Order was created, and none of your receivers was called.",
            wanted="post_save should call send_confirmation.",
            hint="A function hears nothing until it is connected.",
            more="post_save.connect(send_confirmation, sender=Order)",
        )
    error = calls[0].error
    if error is None:
        return
    if error.type == "TypeError" and "callable" in error.message:
        raise NotYet(
            f"{calls[0].receiver} raised {error.type}: {error.message[:60]}",
            wanted="on_commit should get a function, to call it later.",
            hint="Brackets behind a function call it now. Leave the call to on_commit.",
            more="partial(func, value) and lambda: func(value) make a function.",
        )
    if error.type == "ConnectionDoesNotExist" or "<lambda>() missing" in error.message:
        raise NotYet(
            f"{calls[0].receiver} raised {error.type}: {error.message[:60]}",
            wanted="on_commit should get a function that needs nothing more.",
            hint="on_commit calls it with empty brackets. How does it know the item?",
            more="partial(func, value) and lambda: func(value) hold the value.",
        )
    raise refusal(error) or NotYet(
        f"{calls[0].receiver} raised {error.type}: {error.message[:60]}",
        wanted="It should run to its end.",
        hint="The saved Order comes in under the name instance.",
        more="Run the cell below yours: the picture shows what your receiver raised.",
    )


def _judge_moment(
    alone: list[Any], new: list[Any], again: list[Any], early: int
) -> None:
    if not (alone or new or again):
        raise NotStarted(
            "send_confirmation was called, and nothing came into outbox.",
            wanted="outbox should get the item of each new order.",
            hint="Give transaction.on_commit a function that fills outbox.",
            more="Lesson 06 does it with partial(outbox.append, ...).",
        )
    if early:
        raise NotYet(
            "The mail was in outbox while the block was still open.",
            wanted="It should come after the commit.",
            hint="Who calls a function for you when all is committed?",
            more="transaction.on_commit(func) does.",
        )
    if alone and not new:
        raise NotYet(
            "An order without a block brought a mail, one inside a block did not.",
            wanted="Each committed order should bring a mail.",
            hint="Inside a block your receiver gives up. Who can do it later?",
            more="transaction.on_commit works with a block and without one.",
        )


def _judge_mail(alone: list[Any], new: list[Any], receivers: int) -> None:
    for mail in (*alone, *new):
        if not isinstance(mail, str):
            raise NotYet(
                f"{naming.describe(mail)} came into outbox.",
                wanted="The item of the order should come, a text.",
                hint="The new order is instance. Which of its fields do you need?",
                more="The model has one field of its own: look at the class Order.",
            )
    if alone == [ITEM] and sorted(map(str, new)) == sorted((ITEM, OTHER)):
        return
    if alone and ITEM in alone[0] and alone[0] != ITEM:
        raise NotYet(
            f"{alone[0][:40]!r} came into outbox for {ITEM}.",
            wanted="The item of the order should come, and nothing round it.",
            hint="What do you add to the item? The outbox takes it as it is.",
            more="instance.item is all.",
        )
    if len(new) == len((ITEM, OTHER)):
        raise NotYet(
            f"A block with {ITEM} and {OTHER} brought {new[0][:30]} and {new[1][:30]}.",
            wanted="Each order should bring its own item.",
            hint="When does the function look for its order? Give it the item now.",
            more="instance is the order of this very call.",
        )
    if receivers == 1:
        raise NotYet(
            f"Three new orders brought {len(alone) + len(new)} mails.",
            wanted="Each new order should bring one mail.",
            hint="One call of your receiver fills outbox more than once. Where?",
            more="It should give on_commit one function, and fill outbox there alone.",
        )
    raise NotYet(
        f"Three new orders brought {len(alone) + len(new)} mails.",
        wanted="Each new order should bring one mail.",
        hint="Is an older receiver still connected?",
        more="Run the cell with the model again: it begins with a clean slate. "
        "Then run yours once.",
    )

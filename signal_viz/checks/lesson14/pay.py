"""Exercise 14.2: two signals at two moments, so that no order is lost."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import observe

if TYPE_CHECKING:
    from signal_viz.dispatches import Dispatch
    from signal_viz.exercise.evidence import Evidence

SIGNALS = ("order_paid", "order_confirmed")
GOOD, SOLD_OUT, HEAVY = "Emma", "Dracula", "Middlemarch"


class _LightWentOutError(Exception):
    """Leaves a bigger transaction, so that it is rolled back."""


@dataclass(frozen=True)
class Sale:
    """What one call of ``pay`` did."""

    result: object
    orders: int
    mails: tuple[object, ...]
    paid: tuple[Dispatch, ...]
    told: tuple[Dispatch, ...]

    @property
    def raised(self) -> str:
        """The exception that left ``pay``, in words; ``""`` if none did."""
        if not isinstance(self.result, Exception):
            return ""
        error = naming.error(self.result)
        return f"{error.type}: {error.message[:50]}"


def mend_the_door(evidence: Evidence) -> str:
    """Sell on a good day and on three bad ones."""
    shop = _Shop(evidence)
    try:
        good, sold_out, heavy = (shop.sell(item) for item in (GOOD, SOLD_OUT, HEAVY))
        _need_sends(good)
        _judge_sold_out(sold_out)
        _judge_moment(good, heavy)
        _judge_heavy(heavy)
        _judge_rollback(shop.sell(GOOD, taken_back=True))
        _need_result(good, wanted=True)
        _need_result(sold_out, wanted=False)
    finally:
        shop.clear()
    return "No order and no mail too few, and none too many, on three bad days."


class _Shop:
    """The sheet's order, outbox and door.

    Args:
        evidence: the names of the notebook.
    """

    def __init__(self, evidence: Evidence) -> None:
        self._order: Any = evidence.given("Order")
        self._outbox: list[Any] = evidence.given("outbox")
        self._pay: Any = evidence.given("pay")
        self._transaction: Any = evidence.given("transaction")
        self._signals = [evidence.given(name) for name in SIGNALS]

    def sell(self, item: str, *, taken_back: bool = False) -> Sale:
        """Let a customer pay for ``item``.

        Args:
            item: what she buys.
            taken_back: in a bigger transaction that is rolled back.
        """
        self.clear()
        results: list[object] = []

        def pay() -> None:
            try:
                results.append(self._pay(item))
            except Exception as error:  # noqa: BLE001 (the learner's code)
                results.append(error)

        def pay_in_vain() -> None:
            with suppress(_LightWentOutError), self._transaction.atomic():
                pay()
                raise _LightWentOutError

        sends = observe(pay_in_vain if taken_back else pay, *self._signals)
        paid, told = (
            tuple(sent for sent in sends if sent.signal == name) for name in SIGNALS
        )
        return Sale(
            results[0], self._order.objects.count(), tuple(self._outbox), paid, told
        )

    def clear(self) -> None:
        """Empty the table and the outbox."""
        self._order.objects.all().delete()
        self._outbox.clear()


def _need_sends(good: Sale) -> None:
    if good.raised.startswith("TypeError") and "callback" in good.raised:
        raise NotYet(
            f"pay({GOOD!r}) raised {good.raised}",
            wanted="on_commit should get a function, to call it later.",
            hint="Brackets behind a function call it now. Leave the call to on_commit.",
            more="partial(func, value) and lambda: func(value) make a function.",
        )
    if ".send" in good.raised and " missing " in good.raised:
        raise NotYet(
            f"pay({GOOD!r}) raised {good.raised}",
            wanted="order_confirmed should be sent with its sender and the item.",
            hint="on_commit calls what it gets with empty brackets. Who says the rest?",
            more="partial(func, sender=..., item=...) and a lambda can.",
        )
    if good.raised:
        raise NotYet(
            f"pay({GOOD!r}) raised {good.raised}",
            wanted="All is well with this book: nothing should be raised.",
            hint="Run your own cell, then pay in a cell of its own, and read the error.",
            more="Compare your pay with the one of lesson 14.",
        )
    if len(good.paid) != 1 or good.orders != 1:
        raise NotYet(
            f"pay({GOOD!r}) made {good.orders} orders, and sent order_paid "
            f"{len(good.paid)} times.",
            wanted="It should be one order, and order_paid sent once.",
            hint="The first lines of pay were good. Leave them in the block.",
            more="Order.objects.create(...), then order_paid.send(...).",
        )
    if len(good.told) != 1 or good.mails != (GOOD,):
        raise NotYet(
            f"pay({GOOD!r}) sent order_confirmed {len(good.told)} times, and "
            f"{len(good.mails)} mails went out.",
            wanted="It should be sent once, and one mail should go out.",
            hint="Who tells the others? order_confirmed must still be sent, once.",
            more="What you give to transaction.on_commit is called after the commit.",
        )


def _judge_sold_out(sale: Sale) -> None:
    if sale.raised:
        raise NotYet(
            f"{sale.raised} left pay({SOLD_OUT!r}).",
            wanted="pay should return False when the book is sold out.",
            hint="The exception must leave the block, but not pay. Who catches it?",
            more="except SoldOutError: return False, outside of the block.",
        )
    if sale.orders and not sale.paid[0].atomic:
        raise NotYet(
            f"{SOLD_OUT} is sold out, and its order is in the table.",
            wanted="There should be no order.",
            hint="What makes the order and the exception one thing?",
            more="transaction.atomic() round both.",
        )
    if sale.orders:
        raise NotYet(
            f"{SOLD_OUT} is sold out, and its order was committed.",
            wanted="There should be no order.",
            hint="The block must see the exception of reserve_stock. Who keeps it back?",
            more="send_robust() catches it, and so does a try inside the block.",
        )
    if sale.mails:
        raise NotYet(
            f"{SOLD_OUT} is sold out, and a mail went out.",
            wanted="No order, no mail.",
            hint="What drops a waiting mail when the block is rolled back?",
            more="transaction.on_commit does, if it is called inside the block.",
        )


def _judge_moment(good: Sale, heavy: Sale) -> None:
    if not good.told[0].atomic:
        return
    if heavy.raised and not heavy.orders:
        raise NotStarted(
            f"No van came for {HEAVY}, and the order is gone.",
            wanted="The order should stay, and the mail should go out.",
            hint="Does a customer lose her order because no van comes? Tell the "
            "courier when the order is certain.",
            more="transaction.on_commit calls a function after the commit.",
        )
    raise NotYet(
        "order_confirmed was sent while the transaction was open.",
        wanted="It should be sent when the order is certain.",
        hint="The block is not over yet. Who calls a function after the commit?",
        more="transaction.on_commit(func)",
    )


def _judge_heavy(sale: Sale) -> None:
    if sale.raised:
        raise NotYet(
            f"No van came for {HEAVY}, and {sale.raised} left pay.",
            wanted="pay should return True, and the mail should go out.",
            hint="Which of the four sends goes on when a receiver raises?",
            more="send_robust() calls all of them.",
        )
    if sale.result is not True and sale.orders:
        raise NotYet(
            f"The order of {HEAVY} is in the table, and pay returned "
            f"{naming.describe(sale.result)}.",
            wanted="pay should return True.",
            hint="The order is stored. What should the customer be told?",
            more="Catch SoldOutError only, and use the send that lets nothing out.",
        )
    if not sale.orders or sale.mails != (HEAVY,):
        raise NotYet(
            f"No van came for {HEAVY}: {sale.orders} orders, {len(sale.mails)} mails.",
            wanted="It should be one order and one mail.",
            hint="Is send_confirmation called when call_courier has raised?",
            more="send_robust() calls all of them.",
        )


def _judge_rollback(sale: Sale) -> None:
    if sale.raised:
        raise NotYet(
            f"In a bigger transaction, pay raised {sale.raised}",
            wanted="pay may be called in a bigger transaction.",
            hint="What does your block want to be, that it cannot be inside another one?",
            more="A plain transaction.atomic() becomes a part of the bigger one.",
        )
    if sale.mails:
        raise NotYet(
            "A bigger transaction was rolled back, and the mail had gone out.",
            wanted="No order, no mail.",
            hint="Who knows whether a bigger transaction is open? Your pay does not.",
            more="transaction.on_commit waits for the outermost block.",
        )


def _need_result(sale: Sale, *, wanted: bool) -> None:
    if sale.result is not wanted:
        raise NotYet(
            f"pay returned {naming.describe(sale.result)}, and should say {wanted}.",
            wanted="True: sold. False: sold out.",
            hint="Does each way through pay end in a return?",
            more="A function that returns nothing returns None.",
        )

"""The whole shop of exercise 14.6, and what it does when somebody pays."""

from __future__ import annotations

import gc
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.events import Connected
from signal_viz.exercise.evidence import called
from signal_viz.registry import registry
from signal_viz.sandbox.receivers import disconnect_notebook
from signal_viz.trace import trace

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.dispatches import Call
    from signal_viz.exercise.evidence import Evidence

SIGNALS = ("order_paid", "order_confirmed", "books_changed", "post_save", "post_delete")
GOOD, SOLD_OUT, HEAVY = "Emma", "Dracula", "Middlemarch"
SHELF = {GOOD: 2, SOLD_OUT: 0, HEAVY: 3}


class _LightWentOutError(Exception):
    """Leaves a block, so that it is rolled back."""


@dataclass(frozen=True)
class Change:
    """What one action did to the shop.

    Args:
        result: what it returned, or the exception that left it.
        orders: how many orders came.
        taken: how many copies went.
        mails: what came into the outbox.
        lines: what came into the audit log.
        calls: the receivers that began to run.
    """

    result: object
    orders: int
    taken: int
    mails: tuple[object, ...]
    lines: tuple[str, ...]
    calls: tuple[Call, ...]

    @property
    def raised(self) -> str:
        """Type of the exception that left it; ``""`` if none did."""
        if not isinstance(self.result, Exception):
            return ""
        return naming.error(self.result).type


class Shop:
    """The sheet's models, doors and signals.

    Args:
        evidence: the names of the notebook.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.book: Any = evidence.given("Book")
        self.order: Any = evidence.given("Order")
        self.pay: Any = evidence.given("pay")
        self.half_price: Any = evidence.given("half_price")
        self._stock: Any = evidence.given("Stock")
        self._line: Any = evidence.given("AuditLine")
        self._outbox: list[Any] = evidence.given("outbox")
        self._index: dict[Any, Any] = evidence.given("search_index")
        self._transaction: Any = evidence.given("transaction")
        self._signals = [evidence.given(name) for name in SIGNALS]
        self._open: Any = evidence.given("open_shop")

    def open(self) -> int:
        """Open the shop twice, as a new process would; return how often it connected.

        Raises:
            Exception: what ``open_shop`` raised.
        """
        self.close()
        with trace(*self._signals) as opening:
            self._open()
            self._open()
        gc.collect()  # what nobody keeps alive is silent in a real shop, too
        # In bulk: a receiver that hears all models is judged by the first sale.
        self._stock.objects.bulk_create(
            self._stock(item=name, copies=copies) for name, copies in SHELF.items()
        )
        return sum(isinstance(event, Connected) for event in opening.events)

    def close(self) -> None:
        """Disconnect everybody, and empty the shop."""
        disconnect_notebook()
        for model in (self.book, self.order, self._stock, self._line):
            model.objects.all().delete()
        self._outbox.clear()
        self._index.clear()

    def does(self, action: Callable[[], object], *, taken_back: bool = False) -> Change:
        """Do something, and return what came of it.

        Args:
            action: what to do; an exception is part of what came of it.
            taken_back: in a block that is rolled back.
        """
        before = self._counts()
        result: object = None
        with trace(*self._signals) as recording:
            try:
                with suppress(_LightWentOutError):
                    if taken_back:
                        with self._transaction.atomic():
                            result = action()
                            raise _LightWentOutError  # noqa: TRY301 (a rollback)
                    else:
                        result = action()
            except Exception as error:  # noqa: BLE001 (the learner's receivers)
                result = error
        after = self._counts()
        lines = self._line.objects.order_by("pk").values_list("text", flat=True)
        return Change(
            result=result,
            orders=after[0] - before[0],
            taken=before[1] - after[1],
            mails=tuple(self._outbox[before[2] :]),
            lines=tuple(lines[before[3] :]),
            calls=tuple(c for sent in recording.dispatches for c in called(sent)),
        )

    def _counts(self) -> tuple[int, int, int, int]:
        copies = self._stock.objects.values_list("copies", flat=True)
        orders, lines = self.order.objects.count(), self._line.objects.count()
        return orders, sum(copies), len(self._outbox), lines

    def in_step(self) -> bool:
        """Whether the search index says what the table says."""
        return self._index == dict(self.book.objects.values_list("title", "price"))

    def waits_for_others(self) -> bool:
        """Whether receivers are connected to order_paid, none for who sends it."""
        senders = {one.sender for one in registry(self._signals[0]) if one.alive}
        return bool(senders) and not senders & {None, "Order"}

    def shares_uid(self) -> bool:
        """Whether somebody is connected to the signals of the shop with a uid."""
        return any(
            connection.dispatch_uid
            for signal in self._signals
            for connection in registry(signal)
        )

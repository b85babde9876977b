"""Exercise 14.1: take copies from the stock, and never more than there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, observe

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence
    from signal_viz.naming import Error

ITEM, OTHER, UNKNOWN = "Middlemarch", "Villette", "Shirley"
SPARE = 9
"""Copies of the other book."""
REFUSAL = "SoldOutError"


@dataclass(frozen=True)
class Sale:
    """What one call of ``pay`` did."""

    there: int
    wanted: int
    left: int
    spare: int
    called: bool
    asked: bool
    error: Error | None

    @property
    def refused(self) -> bool:
        """Whether a receiver said that there are not enough."""
        return self.error is not None and self.error.type == REFUSAL

    @property
    def story(self) -> str:
        """Say what was asked for, as the beginning of a sentence."""
        copies = "1 copy was" if self.there == 1 else f"{self.there} copies were"
        return f"{copies} there, and the customer wanted {self.wanted}"


def write_the_stock(evidence: Evidence) -> str:
    """Sell with enough copies, with the last one, with too few, with none."""
    shop = _Shop(evidence)
    try:
        _judge(shop)
    finally:
        shop.clear()
    return "The last copy is sold, and not one more; no other book is touched."


class _Shop:
    """The sheet's stock, and what a check does with it.

    Args:
        evidence: the names of the notebook.
    """

    def __init__(self, evidence: Evidence) -> None:
        self._stock: Any = evidence.given("Stock")
        self._order: Any = evidence.given("Order")
        self._pay: Any = evidence.given("pay")
        self._order_paid = evidence.given("order_paid")
        self._connection: Any = evidence.given("transaction").get_connection()
        self._asked: list[str] = []

    def _listen(self, execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if f'"{self._stock._meta.db_table}"' in sql:
            self._asked.append(sql)
        return execute(sql, *more)

    def sell(self, there: int, wanted: int, item: str = ITEM) -> Sale:
        """Put copies into the stock, and let a customer pay."""
        self.clear()
        rows = {ITEM: there, OTHER: SPARE}
        for name, copies in rows.items():
            self._stock.objects.create(item=name, copies=copies)
        self._asked.clear()
        with self._connection.execute_wrapper(self._listen):
            sends = observe(lambda: self._pay(item, copies=wanted), self._order_paid)
        left = dict(self._stock.objects.values_list("item", "copies"))
        return Sale(
            there=there,
            wanted=wanted,
            left=left.get(ITEM, 0),
            spare=left.get(OTHER, 0),
            called=any(called(sent) for sent in sends),
            asked=bool(self._asked),
            error=next((sent.error for sent in sends if sent.error), None),
        )

    def clear(self) -> None:
        """Empty both tables."""
        self._stock.objects.all().delete()
        self._order.objects.all().delete()


def _judge(shop: _Shop) -> None:
    _judge_plenty(shop.sell(there=3, wanted=2))
    last = shop.sell(there=1, wanted=1)
    if last.refused:
        raise NotYet(
            f"{last.story}: {REFUSAL} was raised.",
            wanted="She should get it, and none should be left.",
            hint="May the last copy be sold? Look at the sign between the two numbers.",
            more="It is enough when there are as many as she wants.",
        )
    _need_no_error(last)
    none, few = shop.sell(there=0, wanted=1), shop.sell(there=1, wanted=2)
    _judge_refusal(none, "Who looks whether there are enough?")
    _judge_refusal(few, "Zero is not the only number that is too small.")
    unknown = shop.sell(there=5, wanted=1, item=UNKNOWN)
    if not unknown.refused:
        what = unknown.error.type if unknown.error else "no exception"
        raise NotYet(
            f"{UNKNOWN} is not in the stock at all, and there was {what}.",
            wanted=f"{REFUSAL} should be raised, as for a book that is sold out.",
            hint="What does get() do where there is no row? And what does filter() do?",
            more="filter(...).first() gives None, filter(...).update(...) gives 0.",
        )


def _judge_plenty(sale: Sale) -> None:
    if not sale.called:
        raise NotYet(
            "A customer paid, and no receiver of order_paid was called.",
            wanted="order_paid should call reserve_stock.",
            hint="A function hears nothing until it is connected.",
            more="order_paid.connect(reserve_stock, sender=Order)",
        )
    _need_no_error(sale)
    if sale.spare != SPARE:
        raise NotYet(
            f"A customer bought {ITEM}, and copies of {OTHER} are gone.",
            wanted="Only the stock of her book should change.",
            hint="Which rows does your query find? The receiver gets the item.",
            more="Stock.objects.filter(item=item, ...)",
        )
    if sale.left == sale.there and sale.asked:
        raise NotYet(
            f"{sale.story}. The stock was asked, and {sale.left} are there still.",
            wanted="As many should be gone as she wanted.",
            hint="A number that changes in memory is no change yet. Who stores it?",
            more="stock.save() does, and so does update() of a queryset.",
        )
    if sale.left == sale.there:
        raise NotStarted(
            f"{sale.story}. {sale.left} are there still.",
            wanted="As many should be gone as she wanted.",
            hint="Find the row of her item, and take the copies off.",
            more="Lesson 14 does it with filter(...) and update(...).",
        )
    if sale.left != sale.there - sale.wanted:
        raise NotYet(
            f"{sale.story}. {sale.left} are left.",
            wanted="As many should be gone as she wanted.",
            hint="How many copies does the customer want? The receiver is told.",
            more="The argument copies has the number.",
        )


def _judge_refusal(sale: Sale, hint: str) -> None:
    if sale.refused:
        return
    _need_no_error(sale)
    if sale.left < 0:
        raise NotYet(
            f"{sale.story}. Now {sale.left} are there.",
            wanted="The stock should never go below zero.",
            hint=hint,
            more="Compare what is there with what is wanted, before you take any.",
        )
    if sale.left == sale.there:
        raise NotYet(
            f"{sale.story}. pay sold it all the same, and no copy is gone.",
            wanted="pay should return False, and there should be no order.",
            hint="pay does not look at what you return. What does it look at?",
            more=f"Look at its except line: it waits for {REFUSAL}.",
        )
    raise NotYet(
        f"{sale.story}. pay sold it, and {sale.left} are left.",
        wanted="pay should return False, and no copy should go.",
        hint="Who wants two is not served with one: all copies, or none.",
        more=f"raise {REFUSAL}(item) takes all of it back.",
    )


def _need_no_error(sale: Sale) -> None:
    if sale.error is None:
        return
    raise NotYet(
        f"{sale.story}: {sale.error.type} {sale.error.message[:60]}".rstrip() + ".",
        wanted=f"Only {REFUSAL} should be raised, and only where copies are missing.",
        hint="Run the cell below yours: the picture shows what your receiver raised.",
        more="Compare the number that is there with the number that is wanted.",
    )

"""Exercise 05.3: count what is in a many-to-many relation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.refusal import refusal
from signal_viz.registry import registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

WANTED = "counts should be right after every change."
LEFT = "Books also leave an order. Which actions do you look at?"
OTHER_SIDE = "What is instance, if the change comes from a book? Look at reverse."


@dataclass(frozen=True)
class Step:
    """One change of an order, and what a wrong count after it means.

    Args:
        name: the change, as code.
        change: does it.
        right: how many books are in the order then.
        hint: a first hint.
        more: a second one.
    """

    name: str
    change: Callable[[], object]
    right: int
    hint: str
    more: str


def mend_the_counts(evidence: Evidence) -> str:
    """Change an order in ten ways, from both sides, and compare the counts."""
    counts = evidence.given("counts")
    order_model, book_model = evidence.given("Order"), evidence.given("Book")
    before = dict(counts)
    order = order_model.objects.create(customer="Check")
    books = [book_model.objects.create(title="Check") for _ in range(3)]
    try:
        steps = _steps(order, *books)
        for step in steps:
            _judge(step, counts, order.pk, evidence)
    finally:
        order.delete()
        for book in books:
            book.delete()
        counts.clear()
        counts.update(before)
    return f"The count was right after {len(steps)} changes, from both sides."


def _steps(order: Any, one: Any, two: Any, three: Any) -> list[Step]:
    pre = (
        "An action that begins with pre_ comes before the change.",
        "The rows between are there in post_add, not in pre_add.",
    )
    asked = (
        "remove() tells what was asked for, not what was there.",
        "Count the books of the order anew, instead of adding and taking off.",
    )
    left = (LEFT, "There are post_add, post_remove and post_clear.")
    other = (
        OTHER_SIDE,
        "Then instance is the book, and pk_set holds the keys of the orders.",
    )
    clear = ("clear() has an action of its own.", "Its pk_set is None.")
    cleared = (
        "clear() of a book names no orders: pk_set is None. Which orders lose it?",
        "Who does not know which ones can count all of them anew.",
    )
    return [
        Step("order.books.add(a, b)", lambda: order.books.add(one, two), 2, *pre),
        Step("order.books.add(a), again", lambda: order.books.add(one), 2, *asked),
        Step(
            "order.books.remove(c), not in it",
            lambda: order.books.remove(three),
            2,
            *asked,
        ),
        Step("order.books.remove(a)", lambda: order.books.remove(one), 1, *left),
        Step(
            "order.books.set([a, c])", lambda: order.books.set([one, three]), 2, *left
        ),
        Step("order.books.clear()", order.books.clear, 0, *clear),
        Step("book.order_set.add(order)", lambda: one.order_set.add(order), 1, *other),
        Step(
            "book.order_set.remove(order)",
            lambda: one.order_set.remove(order),
            0,
            *other,
        ),
        Step(
            "book.order_set.set([order])", lambda: one.order_set.set([order]), 1, *other
        ),
        Step("book.order_set.clear()", one.order_set.clear, 0, *cleared),
    ]


def _judge(step: Step, counts: dict[Any, Any], key: Any, evidence: Evidence) -> None:
    try:
        step.change()
    except Exception as error:  # noqa: BLE001 (the learner's code may raise anything)
        text = naming.error(error)
        raise refusal(text) or NotYet(
            f"{step.name}: your receiver raised {text.type}: {text.message[:60]}.",
            wanted=WANTED,
            hint=step.hint,
            more=step.more,
        ) from None
    said = counts.get(key)
    if type(said) is int and said == step.right:
        return
    if not registry(evidence.given("m2m_changed")):
        raise NotStarted(
            f"After {step.name}, counts says {naming.describe(said)}.",
            wanted=WANTED,
            hint="The row of the order does not change. Which signal tells of its books?",
            more="m2m_changed is sent when a many-to-many relation changes.",
        )
    if said is None:
        raise NotYet(
            f"After {step.name}, counts has nothing for this order.",
            wanted=WANTED,
            hint="Neither Order nor Book is the sender. Which model is between them?",
            more="You get it as Order.books.through.",
        )
    raise NotYet(
        f"After {step.name}, counts says {naming.describe(said)}.",
        wanted=WANTED,
        hint=step.hint,
        more=step.more,
    )

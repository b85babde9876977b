"""Exercise 14.6: the whole shop, held against a rubric of seven rules."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from signal_viz import naming
from signal_viz.checks.lesson14.shop import GOOD, HEAVY, SOLD_OUT, Shop
from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.checks.lesson14.shop import Change
    from signal_viz.exercise.evidence import Evidence

NEW, CHEAP = "Villette", "Shirley"
RULES = (
    "    ✓ 1 opened twice, and a sale happens once",
    "    ✓ 2 no order without a book",
    "    ✓ 3 what is taken back is silent",
    "    ✓ 4 no van loses no order",
    "    ✓ 5 one line for each changed book",
    "    ✓ 6 the index is in step",
    "    ✓ 7 an order is no book",
)
"""What is said when all of them are kept."""


def open_the_shop(evidence: Evidence) -> str:
    """Open the learner's shop twice, and run the seven rules."""
    shop = Shop(evidence)
    try:
        connected = shop.open()
        sale = shop.does(lambda: shop.pay(GOOD))
        _need_somebody(shop, connected, sale)
        _rule_1_a_sale_happens_once(shop, sale)
        _rule_2_no_order_without_a_book(shop)
        _rule_3_what_is_taken_back_is_silent(shop)
        _rule_4_no_van_loses_no_order(shop)
        _rule_5_and_6_line_and_index_for_each_change(shop)
        _rule_7_an_order_is_no_book(shop)
    finally:
        shop.close()
        # As the learner's own cell left it.
        with suppress(Exception):
            evidence.given("open_shop")()
    return "\n".join(["Seven of seven rules are kept:", *RULES])


def _need_somebody(shop: Shop, connected: int, sale: Change) -> None:
    if not connected:
        raise NotStarted(
            "open_shop() connects nobody.",
            wanted="It should connect the seven receivers.",
            hint="For each of them: to which signal should it listen, and to whom?",
            more="The whole shop in lesson 14 has five signals and ten connections.",
        )
    if not sale.calls and shop.waits_for_others():
        raise NotYet(
            f"open_shop() made {connected} connections, and in a sale nobody is called.",
            wanted="The receivers should be called when the first customer pays.",
            hint="For whom do they wait? pay sends with the class Order.",
            more="A name in quotes is another sender than the class.",
        )
    if not sale.calls and not sale.raised:
        raise NotYet(
            f"open_shop() made {connected} connections, and in a sale nobody is called.",
            wanted="The receivers should be there when the first customer pays.",
            hint="Who keeps a receiver alive that is written inside a function?",
            more="Connect the functions of the module itself.",
        )


def _rule_1_a_sale_happens_once(shop: Shop, sale: Change) -> None:
    strange = [line for line in sale.lines if not line.startswith("sold")]
    if sale.raised or strange:
        what = sale.raised or f"the line {strange[0]!r}"
        raise NotYet(
            f"Rule 1: a customer bought {GOOD}, and there was {what}.",
            wanted=f'There should be one line: "sold {GOOD}".',
            hint="post_save is sent for each model. For which one is it meant here?",
            more="connect(..., sender=Book)",
        )
    effects = {
        "copy went": sale.taken,
        "line came": len(sale.lines),
        "mail went out": len(sale.mails),
    }
    for what, times in effects.items():
        if times > 1:
            raise NotYet(
                f"Rule 1: opened twice, and for one sale a {what} {times} times.",
                wanted="Once is enough.",
                hint="What makes Django see that a receiver is there already?",
                more="The same function, or the same dispatch_uid.",
            )
    missing = [what for what, times in effects.items() if times == 0]
    if missing and shop.shares_uid():
        raise NotYet(
            f"Rule 1: a customer bought {GOOD}, and no {missing[0]}.",
            wanted="A sale should take a copy, write a line and send a mail.",
            hint="Two receivers with the same dispatch_uid: who wins?",
            more="Give each its own, or none: a function of the module needs none.",
        )
    if missing or sale.result is not True:
        raise NotYet(
            f"Rule 1: a customer bought {GOOD}, and no {(missing or ['True came'])[0]}.",
            wanted="A sale should take a copy, write a line and send a mail.",
            hint="Which receiver does that? Is it connected to the signal that "
            "brings what it takes?",
            more="Four receivers take an order: all four belong to a sale.",
        )


def _rule_2_no_order_without_a_book(shop: Shop) -> None:
    sale = shop.does(lambda: shop.pay(SOLD_OUT))
    if sale.result is False and not (sale.orders or sale.mails or sale.taken):
        return
    raise NotYet(
        f"Rule 2: {SOLD_OUT} is sold out: {sale.orders} orders, "
        f"{len(sale.mails)} mails, and pay gave {naming.describe(sale.result)}.",
        wanted="No order, no mail, and pay should give False.",
        hint="Who may say no to a sale? It must listen while the block is still open.",
        more="An exception takes back what is in its transaction, and nothing else.",
    )


def _rule_3_what_is_taken_back_is_silent(shop: Shop) -> None:
    sale = shop.does(lambda: shop.pay(GOOD), taken_back=True)
    if sale.mails:
        raise NotYet(
            f"Rule 3: a sale was taken back, and {len(sale.mails)} mail is out.",
            wanted="No order, no mail.",
            hint="Which signal is sent when the order is certain?",
            more="The comment over the doors says when each one is sent.",
        )


def _rule_4_no_van_loses_no_order(shop: Shop) -> None:
    sale = shop.does(lambda: shop.pay(HEAVY))
    if sale.raised or not sale.orders:
        raise NotYet(
            f"Rule 4: no van came for {HEAVY}: {sale.raised}, {sale.orders} orders.",
            wanted="The order should stay, and pay should give True.",
            hint="Does the courier belong to the sale, or does he only hear of it?",
            more="An exception in order_confirmed is caught, one in order_paid is not.",
        )
    if sale.mails != (HEAVY,):
        raise NotYet(
            f"Rule 4: no van came for {HEAVY}, and {len(sale.mails)} mails went out.",
            wanted="One mail should go out.",
            hint="Who sends the mail, and on which signal?",
            more="send_robust() calls all receivers of order_confirmed.",
        )
    if not any(call.error for call in sale.calls):
        raise NotYet(
            f"Rule 4: an order of {HEAVY} came, and nobody called the courier.",
            wanted="call_courier should be called for each order.",
            hint="There are seven receivers. Have you connected them all?",
            more="call_courier takes an order, too.",
        )


def _rule_5_and_6_line_and_index_for_each_change(shop: Shop) -> None:
    book = shop.book(title=NEW, price=8)
    other = shop.book(title=CHEAP, price=2)
    steps: dict[str, tuple[Callable[[], object], int]] = {
        "a new book": (book.save, 1),
        "another new book": (other.save, 1),
        "half price for all": (shop.half_price, 2),
        "a book that is gone": (other.delete, 1),
    }
    for step, (action, lines) in steps.items():
        change = shop.does(action)
        _judge_lines(step, change, lines)
        _judge_index(step, shop)
    shop.does(lambda: shop.book.objects.create(title=CHEAP, price=2), taken_back=True)
    _judge_index("a new book that was taken back", shop)


def _judge_lines(step: str, change: Change, wanted: int) -> None:
    if change.raised:
        raise NotYet(
            f"Rule 5: {step} ended with {change.raised}.",
            wanted="Nothing should be raised.",
            hint="Does each receiver get the arguments that it takes?",
            more="log_book takes instance, log_books takes titles.",
        )
    if len(change.lines) < wanted:
        raise NotYet(
            f"Rule 5: {step}: {len(change.lines)} lines in the audit log.",
            wanted="There should be a line for each book.",
            hint="Three things happen to books: saved, deleted, and? "
            "Who writes the line for it?",
            more="books_changed is sent where update() sends nothing.",
        )
    most = max(Counter(change.lines).values())
    if most > 1 or len(change.lines) > wanted:
        raise NotYet(
            f"Rule 5: {step}: {len(change.lines)} lines in the audit log.",
            wanted="There should be one line for each book.",
            hint="Is the same thing told to two receivers that write a line?",
            more="log_book for one book, log_books for many.",
        )


def _judge_index(step: str, shop: Shop) -> None:
    if not shop.in_step():
        raise NotYet(
            f"Rule 6: after {step}, the search index and the table differ.",
            wanted="The index should say what the table says.",
            hint="Which signals tell of a book? The index must hear them all.",
            more="There are three of them.",
        )


def _rule_7_an_order_is_no_book(shop: Shop) -> None:
    order = shop.order.objects.first()
    change = shop.does(order.save)
    if change.raised or change.lines:
        raise NotYet(
            f"Rule 7: an order was saved: {change.raised or change.lines[0]}.",
            wanted="Nobody should write a line for it.",
            hint="post_save is sent for each model. Who hears it here?",
            more="connect(..., sender=Book)",
        )

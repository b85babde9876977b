"""Exercise 14.5: a test that lets a good shop pass, and no broken one."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

Shop = Any
"""An instance of the sheet's ``Bookshop``."""
MANY = 1000
"""Sales of a shop with two books that no test needs."""


def write_a_test(evidence: Evidence) -> str:
    """Run the learner's test on a good shop and on broken ones."""
    make: Callable[[], Shop] = evidence.given("Bookshop")
    test: Callable[[Shop], object] = evidence.given("test_shop")
    refusal = _refusal(test, make())
    if refusal is not None:
        error = naming.error(refusal)
        raise NotYet(
            f"The good shop was refused with {error.type} {error.message[:40]}".rstrip()
            + ".",
            wanted="The good shop should pass.",
            hint="A test must let a good shop pass. How many copies are on its shelf?",
            more='A new shop has two copies of "Emma" and none of "Dracula".',
        )
    passed = [
        fault
        for fault in FAULTS
        if _refusal(test, _bounded(fault.broken(make()))) is None
    ]
    if len(passed) == len(FAULTS):
        raise NotStarted(
            f"All {len(FAULTS)} broken shops pass.",
            wanted="Each of them should be found out.",
            hint="Let somebody pay, and say with assert what must be true then.",
            more='shop.pay("Emma"), shop.stock, shop.orders and shop.outbox are there.',
        )
    if passed:
        raise NotYet(
            f"{len(passed)} of {len(FAULTS)} broken shops pass. {passed[0].story}",
            wanted="Your test should find it out.",
            hint=passed[0].hint,
            more=passed[0].more,
        )
    return f"The good shop passes, and all {len(FAULTS)} broken ones are found out."


def _refusal(test: Callable[[Shop], object], shop: Shop) -> BaseException | None:
    try:
        test(shop)
    except (KeyboardInterrupt, SystemExit):
        raise
    # pytest.fail() and pytest.raises() raise what is no Exception.
    except BaseException as error:  # noqa: BLE001 (whatever it is, it is no pass)
        return error
    return None


def _bounded(shop: Shop) -> Shop:
    """Let a broken shop fail at last: a test may sell until nothing is left."""
    pay, sales = shop.pay, itertools.count(1)

    def pay_at_most(item: str) -> object:
        if next(sales) > MANY:
            raise RuntimeError("the shelf is never empty")
        return pay(item)

    shop.pay = pay_at_most
    return shop


class Fault(NamedTuple):
    """One way in which a shop can be broken.

    Args:
        story: what it does wrong, as a sentence.
        hint: where to look.
        more: what to look for.
        broken: breaks a good shop, and returns it.
    """

    story: str
    hint: str
    more: str
    broken: Callable[[Shop], Shop]


def _mute(shop: Shop) -> Shop:
    shop.outbox = _Outbox(0)
    return shop


def _twice(shop: Shop) -> Shop:
    shop.outbox = _Outbox(2)
    return shop


class _Outbox(list[str]):
    """An outbox that sends each mail several times, or never."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times

    def append(self, mail: str) -> None:
        self.extend([mail] * self._times)


def _forgetful(shop: Shop) -> Shop:
    pay = shop.pay

    def pay_and_forget(item: str) -> object:
        before = dict(shop.stock)
        sold = pay(item)
        shop.stock.update(before)
        return sold

    shop.pay = pay_and_forget
    return shop


def _greedy(shop: Shop) -> Shop:
    pay = shop.pay

    def pay_anyway(item: str) -> object:
        short = not shop.stock[item]
        shop.stock[item] += short
        sold = pay(item)
        shop.stock[item] -= short
        return sold

    shop.pay = pay_anyway
    return shop


def _hasty(shop: Shop) -> Shop:
    pay = shop.pay

    def mail_first(item: str) -> object:
        if not shop.stock[item]:
            shop.outbox.append(item)
        return pay(item)

    shop.pay = mail_first
    return shop


def _fragile(shop: Shop) -> Shop:
    shop.order_confirmed.send_robust = shop.order_confirmed.send
    return shop


FAULTS = (
    Fault(
        "One of them sends no mail.",
        "Look at the outbox after a sale.",
        "What exactly should be in it?",
        _mute,
    ),
    Fault(
        "One of them sends each mail twice.",
        "Is the mail there once? Being in the list says only: at least once.",
        "Compare the whole list.",
        _twice,
    ),
    Fault(
        "One of them never takes a copy off the shelf.",
        "How many copies are left after a sale?",
        "shop.stock knows it.",
        _forgetful,
    ),
    Fault(
        "One of them sells what it has not got.",
        "What if somebody wants a book that is not there?",
        'pay("Dracula") should not be true.',
        _greedy,
    ),
    Fault(
        "One of them says that it has sold nothing, and sends a mail.",
        "What else must not happen when a book is sold out?",
        "Look at the outbox after that, too.",
        _hasty,
    ),
    Fault(
        "One of them falls over when no van comes.",
        "Somebody in this shop can be ill. Who?",
        "shop.courier_is_ill = True, and then a sale.",
        _fragile,
    ),
)

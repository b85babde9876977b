"""Exercise 04.1: send a signal of one's own, at the right moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import need_signal, observe

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

ITEM = "Middlemarch"
"""Not a title of the sheet, so that no answer can know it."""
FEW = 3
"""From fewer copies than this on, the signal is due."""


@dataclass(frozen=True)
class Heard:
    """What a receiver got, and what it saw on the shelf at that moment.

    Args:
        sender: who sent.
        arguments: the named arguments, without the signal.
        on_shelf: how many copies there were.
    """

    sender: Any
    arguments: dict[str, Any]
    on_shelf: Any


def write_a_signal(evidence: Evidence) -> str:
    """Take a copy where few are left, where many are, and where it is just enough."""
    signal = evidence.given("stock_low")
    take, stock = evidence.given("take"), evidence.given("stock")
    need_signal(signal, "stock_low")
    if type(signal.use_caching) is not bool:
        raise NotYet(
            f"stock_low was made with {naming.describe(signal.use_caching)}.",
            wanted="stock_low should be made with empty brackets.",
            hint="A signal declares no arguments. What you send says what there is.",
            more="What stands in the brackets switches caching on: see lesson 04.",
        )
    heard, left = _take(FEW, signal, take, stock)
    if not heard and left == FEW - 1 and _take(FEW - 1, signal, take, stock)[0]:
        raise NotYet(
            f"With {FEW} copies, one was taken, and stock_low was not sent.",
            wanted=f"With fewer than {FEW} left, take should send stock_low.",
            hint="Do you look at the number before the copy is gone, or after?",
            more="First lower the number in stock, then ask how many are left.",
        )
    _judge_send(heard, left)
    _judge_what(heard[0], evidence.given("Warehouse"), FEW)
    for few in range(FEW - 1, 0, -1):
        heard, left = _take(few, signal, take, stock)
        if not heard:
            raise NotYet(
                f"Copies left: {left}. And stock_low was not sent.",
                wanted=f"With fewer than {FEW} left, take should send stock_low.",
                hint="Two is fewer than three. Which other numbers are?",
                more="== asks for one number, < for all below.",
            )
        _judge_what(heard[0], evidence.given("Warehouse"), few)
    for many in (FEW + 6, FEW + 1):
        heard, left = _take(many, signal, take, stock)
        _judge_silence(heard, left)
    return f"stock_low is sent when {FEW - 1} copies are left, not when {FEW} are."


def _take(
    copies: int, signal: Any, take: Callable[[str], Any], stock: dict[str, Any]
) -> tuple[list[Heard], Any]:
    """Take one of so many copies; return what was heard and what is left."""
    heard: list[Heard] = []
    before = dict(stock)

    def witness(sender: Any, **arguments: Any) -> None:
        arguments.pop("signal")
        heard.append(Heard(sender, arguments, stock.get(ITEM)))

    stock[ITEM] = copies
    signal.connect(witness)
    try:
        observe(lambda: take(ITEM), signal)
        for title, number in before.items():
            _judge_other(title, number, stock.get(title))
        return heard, stock.get(ITEM)
    finally:
        signal.disconnect(witness)
        stock.clear()
        stock.update(before)


def _judge_other(title: str, before: Any, after: Any) -> None:
    if after != before:
        raise NotYet(
            f"take({ITEM!r}) was called, and the number of {title} has changed.",
            wanted="take should change the number of the item that it gets.",
            hint="Which title does take get? Do not write one into the function.",
            more="The argument is called item: stock[item], without quotes.",
        )


def _judge_send(heard: list[Heard], left: Any) -> None:
    if not heard and left == FEW:
        raise NotStarted(
            "take did nothing: no copy was taken, and nothing was sent.",
            wanted="take should take one copy, and send stock_low if few are left.",
            hint="First lower the number in stock, then look at what is left.",
            more="The send begins: stock_low.send(sender=Warehouse, ...",
        )
    if left == FEW:
        raise NotYet(
            f"take sent stock_low, but there are still {FEW} copies in stock.",
            wanted="take should take one copy off stock.",
            hint="Who takes the copy off the shelf? Count, and change stock, too.",
            more="stock[item] -= 1 does it.",
        )
    if left != FEW - 1:
        raise NotYet(
            f"There were {FEW} copies; after take there are {naming.describe(left)}.",
            wanted="take should take one copy.",
            hint="How often do you change stock[item] in one call?",
            more="One line with -= 1 is enough.",
        )
    if not heard:
        raise NotYet(
            f"Copies left: {left}. And stock_low was not sent.",
            wanted=f"With fewer than {FEW} left, take should send stock_low.",
            hint="A signal sends nothing by itself. Somebody must write the send.",
            more="Put an if behind the line that lowers stock, and send inside it.",
        )
    if len(heard) > 1:
        raise NotYet(
            f"One take sent stock_low {len(heard)} times.",
            wanted="One take should send it once.",
            hint="Everybody who listens hears each send. One is enough.",
            more="Look for a second send, or for a loop around it.",
        )


def _judge_what(heard: Heard, warehouse: Any, before: int) -> None:
    if type(heard.sender) is warehouse:
        raise NotYet(
            "The sender was an object of Warehouse.",
            wanted="The class Warehouse should be the sender.",
            hint="An object of a class is another sender than the class.",
            more="Leave out the brackets behind Warehouse.",
        )
    if heard.sender is not warehouse:
        raise NotYet(
            f"The sender was {naming.describe(heard.sender)}.",
            wanted="The class Warehouse should be the sender.",
            hint="The first argument of send() says who it was.",
            more="Write sender=Warehouse, without quotes.",
        )
    names = set(heard.arguments)
    if not {"item", "left"} <= names:
        raise NotYet(
            f"These arguments were sent: {', '.join(sorted(names)) or 'none'}.",
            wanted="item and left should be sent.",
            hint="Receivers find an argument by its name. Is each name as agreed?",
            more="stock_low.send(sender=..., item=..., left=...)",
        )
    if heard.on_shelf == before:
        raise NotYet(
            f"When stock_low was sent, there were still {before} copies in stock.",
            wanted="The copy should be gone before anybody hears of it.",
            hint="First it happens, then you say that it has happened.",
            more="A receiver may look at stock. Change it before you send.",
        )
    if (heard.arguments["item"], heard.arguments["left"]) != (ITEM, before - 1):
        told = naming.describe(heard.arguments["left"])
        raise NotYet(
            f"item was {naming.describe(heard.arguments['item'])} and left was {told}.",
            wanted=f"item should be {ITEM!r} and left {before - 1}.",
            hint="left is what is in stock after the copy has gone.",
            more="Read the number from stock[item] after you have lowered it.",
        )


def _judge_silence(heard: list[Heard], left: Any) -> None:
    if heard and left == FEW:
        raise NotYet(
            f"stock_low was sent with {FEW} copies left.",
            wanted=f"It should be sent with fewer than {FEW} left.",
            hint="Is three fewer than three? Look at the sign in your if.",
            more="< and <= differ by one.",
        )
    if heard:
        raise NotYet(
            f"stock_low was sent with {left} copies left.",
            wanted=f"It should be sent with fewer than {FEW} left only.",
            hint="What does the shop have to hear, and what not? Ask before you send.",
            more="The send belongs inside an if.",
        )

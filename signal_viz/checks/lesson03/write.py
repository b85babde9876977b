"""Exercise 03.1: use what the receivers give back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import observe

if TYPE_CHECKING:
    from signal_viz.dispatches import Dispatch
    from signal_viz.exercise.evidence import Evidence

WEIGHT = 5
"""Here the courier is cheaper than the post, and the drone has no offer."""


def write_the_cheapest(evidence: Evidence) -> str:
    """Ask for a price: as it is, with a new carrier, and with one that is free."""
    signal = evidence.given("shipping_quote")
    cheapest = evidence.given("cheapest")
    _judge(*_ask(cheapest, signal))
    for price in (2, 0):
        _judge_with(price, cheapest, signal)
    return "One send asked all carriers, and the lowest price came back."


def _judge_with(price: int, cheapest: Any, signal: Any) -> None:
    """Judge with one more carrier on the list, of whom no answer can know."""
    heard: list[object] = []

    def by_bicycle(weight: object = None, **_: object) -> int:
        heard.append(weight)
        return price

    signal.connect(by_bicycle)
    try:
        dispatches, result = _ask(cheapest, signal)
    finally:
        signal.disconnect(by_bicycle)
    if heard and heard[0] != WEIGHT:
        raise NotYet(
            f"cheapest({WEIGHT}) told the carriers that it weighs "
            f"{naming.describe(heard[0])}.",
            wanted="The carriers should hear the weight of this parcel.",
            hint="Where does the number that you send come from?",
            more="cheapest has an argument, weight. Send that one along.",
        )
    if price == 0 and dispatches and type(result) is int and result != 0:
        raise NotYet(
            f"A carrier offered 0, and cheapest returned {result}.",
            wanted="A parcel that costs nothing is the cheapest.",
            hint="0 is a price, and None is no price. Which of them do you leave out?",
            more="In an `if`, 0 counts as false, too. Compare with `is not None`.",
        )
    _judge(dispatches, result)


def _ask(cheapest: Any, signal: Any) -> tuple[tuple[Dispatch, ...], Any]:
    """Return what was sent, and what came back or was raised."""
    results: list[Any] = []

    def ask() -> None:
        try:
            results.append(cheapest(WEIGHT))
        except Exception as error:  # noqa: BLE001 (the learner's code may raise anything)
            results.append(error)

    return observe(ask, signal), results[0]


def _judge(dispatches: tuple[Dispatch, ...], result: Any) -> None:
    if not dispatches:
        _raise_own(result)
        if result is None:
            raise NotStarted(
                "cheapest sends nothing and returns nothing.",
                wanted="It should return the lowest price.",
                hint="Send shipping_quote, and look through what send() returns.",
                more="It begins: offers = shipping_quote.send(sender=Checkout, ...)",
            )
        raise NotYet(
            f"cheapest returned {naming.describe(result)}; nothing was sent.",
            wanted="cheapest should ask through shipping_quote.",
            hint="Whoever calls the carriers by hand misses those who join later.",
            more="shipping_quote.send(...) calls whoever is on the list.",
        )
    _judge_send(dispatches)
    _raise_own(result)
    answers = [call.response for call in dispatches[0].calls]
    prices = [int(answer) for answer in answers if answer not in (None, "None")]
    _judge_price(result, prices)


def _judge_send(dispatches: tuple[Dispatch, ...]) -> None:
    sent = dispatches[0]
    if "weight" not in sent.arguments:
        raise NotYet(
            "shipping_quote was sent without a weight.",
            wanted="The carriers should hear how heavy the parcel is.",
            hint="Receivers get only what you send along, by name.",
            more="A send takes any named argument: send(sender=Checkout, weight=...).",
        )
    if sent.sender.label != "Checkout":
        raise NotYet(
            f"The sender was {sent.sender.label}.",
            wanted="Checkout should be the sender.",
            hint="The first argument of send() says who asks.",
            more="Give the class itself: sender=Checkout.",
        )
    if len(dispatches) > 1:
        raise NotYet(
            f"shipping_quote was sent {len(dispatches)} times for one price.",
            wanted="One send should be enough.",
            hint="One send asks everybody. Keep the list that it returns in a variable.",
            more="Look through that list as often as you like: it does not send.",
        )


def _raise_own(result: Any) -> None:
    if isinstance(result, Exception):
        error = naming.error(result)
        hint, more = _for_error(error.message)
        raise NotYet(
            f"cheapest({WEIGHT}) raised {error.type}: {error.message[:60]}.",
            wanted="It should return a price.",
            hint=hint,
            more=more,
        )


def _for_error(message: str) -> tuple[str, str]:
    """Return two hints that fit the words of an exception."""
    if "positional argument" in message:
        return (
            "What does send() take after the sender: places, or names?",
            "Each argument goes by its name: send(sender=Checkout, weight=...).",
        )
    if "'NoneType'" in message:
        return (
            "A carrier that has no offer answers None. Can you compare that?",
            "Leave out every answer that is None, then take the lowest one.",
        )
    if "not supported between" in message:
        return (
            "You compare whole pairs. Which half of a pair is the price?",
            "for receiver, price in ...: takes each pair apart.",
        )
    return (
        "Run the cell below yours. Which line does its error point to?",
        "Read the last line of the error first: it says what is wrong.",
    )


def _judge_price(result: Any, prices: list[int]) -> None:
    if result is None:
        raise NotYet(
            "The carriers were asked, and cheapest returned None.",
            wanted="It should return a price, a number.",
            hint="To print is not to return. Does cheapest end with return?",
            more="A function without return gives None.",
        )
    if isinstance(result, list | tuple) and all(one in prices for one in result):
        raise NotYet(
            f"cheapest returned {len(result)} prices.",
            wanted="It should return one price, a number.",
            hint="Which one of your prices does the customer want?",
            more="min() finds the lowest of many numbers.",
        )
    if result == max(prices) != min(prices):
        raise NotYet(
            f"The offers were {', '.join(str(price) for price in prices)}; "
            f"cheapest returned {result}.",
            wanted="It should return the lowest one.",
            hint="Is that the one for which the customer pays least?",
            more="min() finds the lowest of many numbers.",
        )
    if type(result) is not int:
        raise NotYet(
            f"cheapest returned {naming.describe(result)}.",
            wanted="It should return a price, a number.",
            hint="send() returns pairs. The price is the second one of each pair.",
            more="for receiver, price in ...: takes each pair apart.",
        )
    if result != min(prices):
        raise NotYet(
            f"The offers were {', '.join(str(price) for price in prices)}; "
            f"cheapest returned {result}.",
            wanted="It should return the lowest one.",
            hint="Every answer counts, wherever it stands in the list.",
            more="min() finds the lowest of many numbers.",
        )

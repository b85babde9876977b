"""Exercise 12.4: find every receiver that hears a sender."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.errors import SignalVizError
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import returned
from signal_viz.registry import registry, signals

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence
    from signal_viz.registry import Connection

LABEL = "Order"
WANTED = f'listeners("{LABEL}") should name everybody who hears {LABEL}.'


def find_the_listeners(evidence: Evidence) -> str:
    """Add one receiver alive and one dead, and compare the list with the registry."""
    listeners, post_delete = evidence.given("listeners"), evidence.given("post_delete")
    order, order_paid = evidence.given(LABEL), evidence.given("order_paid")

    def count_orders(**_: object) -> None: ...

    # Of these two, no answer can know.
    post_delete.connect(count_orders, sender=order)
    try:
        _connect_and_forget(order_paid, order)
        given = _given(listeners)
        _judge(given)
    finally:
        post_delete.disconnect(count_orders, sender=order)
    return f"{len(given)} receivers hear {LABEL}, on three signals."


def _connect_and_forget(signal: Any, order: Any) -> None:
    def send_newsletter(**_: object) -> None: ...

    signal.connect(send_newsletter, sender=order)


def _given(listeners: Any) -> set[str]:
    try:
        result, printed = returned(lambda: _all(listeners(LABEL)))
    except SignalVizError as error:
        raise NotYet(
            f"listeners stopped: {naming.clip(str(error), 60)}",
            wanted=WANTED,
            hint="sv.signals() has names and signals. Which of the two does sv.registry take?",
            more="for name, signal in sv.signals().items(): gives you both.",
        ) from None
    if result is None and printed:
        raise NotYet(
            "listeners printed something, and returned nothing.",
            wanted="It should return a list of texts.",
            hint="print() shows it to you. How does it come back to whoever asks?",
            more="Collect the texts in a list, and return the list.",
        )
    if result is None:
        raise NotStarted(
            "listeners returns nothing.",
            wanted=WANTED,
            hint="Go through sv.signals().items(), and through each registry.",
            more='Collect f"{name}: {one.receiver}" in a list, and return it.',
        )
    if not isinstance(result, list | tuple | set) or not all(
        isinstance(one, str) for one in result
    ):
        raise NotYet(
            f"listeners returned {naming.describe(result)}.",
            wanted="It should return a list of texts.",
            hint='One text for each receiver, as "order_paid: reserve_stock".',
            more='f"{name}: {one.receiver}" makes it.',
        )
    return set(result)


def _all(result: Any) -> Any:
    # A function with yield runs while somebody asks it.
    return list(result) if isinstance(result, Iterator) else result


def _judge(given: set[str]) -> None:
    entries = [
        (f"{name}: {one.receiver}", one)
        for name, signal in signals().items()
        for one in registry(signal)
    ]
    right = {text for text, one in entries if _hears(one) and not _djangos(one)}
    if not right:
        raise NotStarted(
            "Nobody is connected.",
            wanted="The receivers of this exercise should be connected.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    _judge_too_many(given, right, entries)
    missing = right - given
    anybody = {text for text, one in entries if one.sender is None}
    if missing & anybody:
        raise NotYet(
            f"{_one_of(missing & anybody)} is missing.",
            wanted=WANTED,
            hint="Whoever named no sender hears this one, too.",
            more="For such a receiver, sender is None.",
        )
    if missing:
        raise NotYet(
            f"{_one_of(missing)} is missing: it was connected by the check.",
            wanted=WANTED,
            hint="Which signals did you look at? There may be more tomorrow.",
            more="sv.signals() finds all of them.",
        )


def _judge_too_many(
    given: set[str], right: set[str], entries: list[tuple[str, Connection]]
) -> None:
    if any(":" not in text for text in given):
        raise NotYet(
            f"One of your texts is {_one_of(given)!r}.",
            wanted='A text should look like "order_paid: reserve_stock".',
            hint="The name of the signal belongs to it, in front of the colon.",
            more='f"{name}: {one.receiver}" makes it.',
        )
    for text in sorted(given - right):
        meant = [one for known, one in entries if known == text]
        if not meant and text.replace(":", ": ", 1) in right:
            raise NotYet(
                f"One of your texts is {text[:60]!r}.",
                wanted='A text should look like "order_paid: reserve_stock".',
                hint="What stands between the two names? Look at each character.",
                more="A colon, and a space behind it.",
            )
        if not meant:
            raise NotYet(
                f"{text[:60]!r} is no receiver of this process.",
                wanted=WANTED,
                hint="Take both names from sv.signals() and sv.registry().",
                more='f"{name}: {one.receiver}" makes the text.',
            )
        if not meant[0].alive:
            raise NotYet(
                f"{text} is on your list, and it is dead.",
                wanted=WANTED,
                hint="A dead receiver can still stand on the list. Is it called?",
                more="An entry says so itself: alive is False.",
            )
        if _djangos(meant[0]):
            raise NotYet(
                f"{text} is on your list.",
                wanted="Django's own receivers should be left out.",
                hint="Some of these are Django's own. Where were they written?",
                more='Their where begins with "django."',
            )
        raise NotYet(
            f"{text} is on your list, and does not hear {LABEL}.",
            wanted=WANTED,
            hint="Does somebody here wait for another sender?",
            more="sender should be the label, or None.",
        )


def _hears(one: Connection) -> bool:
    return one.alive and one.sender in (LABEL, None)


def _djangos(one: Connection) -> bool:
    return one.where.startswith("django.")


def _one_of(texts: set[str]) -> str:
    return min(texts)[:60]

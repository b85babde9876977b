"""Exercise 08.4: mend a dispatcher."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

    Make = Callable[[], Any]

ORDER = ["reserve_stock", "send_confirmation", "audit"]
SENT = {"signal", "sender", "item"}
TRIES = 100
"""Functions to make until one has the number of a dead one. The first one has it."""


def mend_a_dispatcher(evidence: Evidence) -> str:
    """Try the learner's dispatcher: who is called, when, and who is held."""
    make = evidence.given("Dispatcher")
    _judge_calls(make)
    found = (_called_twice(make), _changed_meanwhile(make), _held(make))
    faults = [fault for fault in found if fault is not None]
    if len(faults) == len(found):
        raise NotStarted(
            "The dispatcher still has all three faults.",
            wanted="None of them should be left.",
            hint="Begin with the first one: a receiver that is connected twice.",
            more="Mend one fault, and check again. Each one has a hint of its own.",
        )
    for fault in faults:
        raise fault
    _judge_numbers(make)
    return "Each receiver was called once, a change waited, and nobody was held."


def _send(dispatcher: Any) -> None:
    dispatcher.send(sender="checkout", item="Emma")


def _judge_calls(make: Make) -> None:
    heard: list[str] = []
    arguments: list[set[str]] = []

    def note(name: str) -> Callable[..., None]:
        def receiver(**named: object) -> None:
            heard.append(name)
            arguments.append(set(named))

        # Some put them into an order by their names.
        receiver.__name__ = receiver.__qualname__ = name
        return receiver

    receivers = [note(name) for name in ORDER]
    dispatcher = make()
    for one in receivers:
        dispatcher.connect(one)
    try:
        _send(dispatcher)
    except TypeError as error:
        raise _wrong_arguments(naming.error(error).message[:80]) from error
    if sorted(heard) != sorted(ORDER):
        raise NotYet(
            f"Three receivers were connected, and {len(heard)} calls were made.",
            wanted="Each one should be called once.",
            hint="Go through all that are connected. They are alive: somebody holds them.",
            more="One call for each: receiver(signal=self, sender=sender, **named)",
        )
    if heard != ORDER:
        raise NotYet(
            f"The calls came in this order: {', '.join(heard)}.",
            wanted=f"They should come in the order of connect: {', '.join(ORDER)}.",
            hint="A set has no order. A list has one, and so has a dict.",
            more="A new receiver belongs to the end.",
        )
    if arguments != [SENT] * len(ORDER):
        got = ", ".join(sorted(arguments[0])) or "nothing"
        raise _wrong_arguments(f"it got {got[:60]}")


def _wrong_arguments(what: str) -> NotYet:
    return NotYet(
        f"A receiver was not called as it should be: {what}.",
        wanted="It should get signal, sender and what was sent along.",
        hint="By name, as Django does it: signal=self, sender=sender, **named",
        more="A receiver takes any argument by name, and none by position.",
    )


def _called_twice(make: Make) -> NotYet | None:
    heard: list[str] = []

    def reserve_stock(**_: object) -> None:
        heard.append("reserve_stock")

    dispatcher = make()
    dispatcher.connect(reserve_stock)
    dispatcher.connect(reserve_stock)
    _send(dispatcher)
    if len(heard) == 1:
        return None
    return NotYet(
        f"A receiver was connected twice, and called {len(heard)} times.",
        wanted="It should be called once.",
        hint="Before you add one, look whether it is there.",
        more="If you keep references, compare what they give with the receiver.",
    )


def _changed_meanwhile(make: Make) -> NotYet | None:
    heard: list[str] = []
    dispatcher = make()

    def wrap_gift(**_: object) -> None:
        heard.append("wrap_gift")

    def hire_wrapper(**_: object) -> None:
        dispatcher.connect(wrap_gift)

    dispatcher.connect(hire_wrapper)
    try:
        _send(dispatcher)
    except RuntimeError:  # a dict says so itself
        heard.append("wrap_gift")
    if heard:
        return NotYet(
            "A receiver connected another one, and that one disturbed the same send.",
            wanted="It should be called in the next send, and not before.",
            hint="The loop walks through the very list that a receiver makes longer.",
            more="Make a list of those to be called first. Then walk through that one.",
        )
    _send(dispatcher)
    if heard:
        return None
    return NotYet(
        "A receiver connected another one, and the next send did not call it.",
        wanted="It should be called in the next send.",
        hint="Who is to be called must be found out anew in each send.",
        more="Make the list of those to be called in send(), not in connect().",
    )


def _held(make: Make) -> NotYet | None:
    heard: list[str] = []

    def send_newsletter(**_: object) -> None:
        heard.append("send_newsletter")

    dispatcher = make()
    dispatcher.connect(send_newsletter)
    del send_newsletter
    gc.collect()
    try:
        _send(dispatcher)
    except TypeError as error:
        return NotYet(
            f"A receiver has died, and send() said: {naming.error(error).message[:60]}.",
            wanted="A dead receiver should be passed over.",
            hint="A reference to somebody dead gives None. Can you call None?",
            more="Leave out what is None before you call.",
        )
    if not heard:
        return None
    return NotYet(
        "Nobody but the dispatcher held a receiver, and it was called.",
        wanted="It should be gone, and not called.",
        hint="A list holds what is in it. What holds nobody?",
        more="weakref.ref(receiver) makes a reference; call it to get the receiver.",
    )


def _judge_numbers(make: Make) -> None:
    """Let a receiver die, and connect one that has got its number."""
    heard: list[str] = []
    dispatcher = make()

    def make_receiver() -> Callable[..., None]:
        def wrap_gift(**_: object) -> None:
            heard.append("wrap_gift")

        return wrap_gift

    first = make_receiver()
    number = id(first)
    dispatcher.connect(first)
    del first
    kept = []
    for _ in range(TRIES):
        kept.append(make_receiver())
        if id(kept[-1]) == number:
            break
    dispatcher.connect(kept[-1])
    _send(dispatcher)
    if not heard:
        raise NotYet(
            "A receiver died; the next one was connected, and was not called.",
            wanted="Who is connected and alive should be called.",
            hint="The number of a dead function can come again. Is it still known?",
            more="Throw the dead away before you look whether one is there.",
        )

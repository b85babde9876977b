"""Exercise 10.1: find the receiver that costs the most."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import returned
from signal_viz.trace import trace

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence
    from signal_viz.recording import Recording

WANTED = "It should return the name of the one that took the most time in all."


class GiftShop:
    """Sends first."""


class Warehouse:
    """Sends second."""


class ReadingRoom:
    """Sends last."""


def count_visitors(**_: object) -> None:
    """Cheap, and first on the list."""


def wrap_gift(**_: object) -> None:
    """Take the most time in the first send."""
    time.sleep(0.03)


def call_courier(**_: object) -> None:
    """Take the most time in one call."""
    time.sleep(0.05)


def serve_tea(**_: object) -> None:
    """Take the most time in the last send."""
    time.sleep(0.03)


def print_label(**_: object) -> None:
    """Take the most time in all."""
    time.sleep(0.02)


def zip_files(**_: object) -> None:
    """Cheap, and last in the alphabet."""


def write_the_costliest(evidence: Evidence) -> str:
    """Give ``costliest`` a recording in which each mistake leads to another name."""
    costliest = evidence.given("costliest")
    recording = _record(evidence.given("Signal")())
    try:
        found, printed = returned(lambda: costliest(recording))
    except KeyError as error:
        raise NotYet(
            f"costliest stopped with KeyError: {naming.error(error).message[:40]}.",
            wanted=WANTED,
            hint="The first time that a name comes, it has no sum yet. What is it then?",
            more="total.get(name, 0) gives 0 where there is none.",
        ) from error
    except TypeError as error:
        raise NotYet(
            f"costliest stopped with TypeError: {naming.error(error).message[:70]}.",
            wanted=WANTED,
            hint="Who was not called has no duration: it is None. Can you add that?",
            more="Leave out the calls whose duration_ns is None.",
        ) from error
    if found is None and printed:
        raise NotYet(
            "costliest printed something, and returned nothing.",
            wanted=WANTED,
            hint="print() shows it to you. How does it come back to whoever asks?",
            more="Write return instead of print.",
        )
    if found is None or found is ...:
        raise NotStarted(
            "costliest returned nothing.",
            wanted=WANTED,
            hint="Add up duration_ns for each receiver, in a dict, and take the highest.",
            more="for sent in trace.dispatches: for call in sent.calls: ...",
        )
    _judge(found, recording)
    return f"{print_label.__name__} took the most time in all six sends together."


def _record(signal: Any) -> Recording:
    signal.connect(count_visitors)
    signal.connect(wrap_gift, sender=GiftShop)
    signal.connect(call_courier, sender=Warehouse)
    signal.connect(serve_tea, sender=ReadingRoom)
    signal.connect(print_label)
    signal.connect(zip_files)
    with trace(signal) as recording:
        for sender in (GiftShop, Warehouse, None, None, None, ReadingRoom):
            signal.send(sender=sender)
    return recording


def _judge(found: Any, recording: Recording) -> None:
    names = {call.receiver for sent in recording.dispatches for call in sent.calls}
    if not isinstance(found, str):
        raise NotYet(
            f"costliest returned {naming.describe(found)}.",
            wanted=WANTED,
            hint="The name of a receiver is in call.receiver.",
            more="Return the name alone, not the call and not its time.",
        )
    if found not in names:
        raise NotYet(
            f"costliest returned {found[:40]!r}; no receiver of the recording is called so.",
            wanted="It should look at the recording that it gets.",
            hint="It must work with the shop of tomorrow, too: look at the recording.",
            more="The recording comes as the argument: trace.dispatches.",
        )
    if found in (wrap_gift.__name__, serve_tea.__name__):
        which = "first" if found == wrap_gift.__name__ else "last"
        raise NotYet(
            f"costliest returned {found}, the costliest of the {which} send.",
            wanted=WANTED,
            hint="A recording can hold more than one send. Look at all of them.",
            more="for sent in trace.dispatches: goes through them.",
        )
    if found == call_courier.__name__:
        raise NotYet(
            f"costliest returned {found}, which has made the costliest call.",
            wanted=WANTED,
            hint="What costs much once need not cost the most in sum. Add up.",
            more="Keep a dict: for each name, the sum of its durations so far.",
        )
    if found == zip_files.__name__:
        raise NotYet(
            f"costliest returned {found}, which took next to no time.",
            wanted=WANTED,
            hint="What do you compare? max() of a dict gives the last one of the alphabet.",
            more="max(total, key=total.get) compares the values.",
        )
    if found != print_label.__name__:
        raise NotYet(
            f"costliest returned {found}, which took next to no time.",
            wanted=WANTED,
            hint="A call that is made often can be a cheap one. Add up the times.",
            more="call.duration_ns is the time of one call.",
        )

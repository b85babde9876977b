"""Exercise 10.1: find the receiver that costs the most."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.trace import trace

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence
    from signal_viz.recording import Recording

WANTED = "It should return the name of the one that took the most time in all."


class GiftShop:
    """Sends first."""


class Warehouse:
    """Sends second."""


def count_visitors(**_: object) -> None:
    """Cheap, and first on the list."""


def wrap_gift(**_: object) -> None:
    """Take the most time in the first send."""
    time.sleep(0.03)


def call_courier(**_: object) -> None:
    """Take the most time in one call."""
    time.sleep(0.05)


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
        found = costliest(recording)
    except TypeError as error:
        raise NotYet(
            f"costliest stopped with TypeError: {naming.error(error).message[:70]}.",
            wanted=WANTED,
            hint="Who was not called has no duration: it is None. Can you add that?",
            more="Leave out the calls whose duration_ns is None.",
        ) from error
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
    signal.connect(print_label)
    signal.connect(zip_files)
    with trace(signal) as recording:
        for sender in (GiftShop, Warehouse, None, None, None, None):
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
    if found == wrap_gift.__name__:
        raise NotYet(
            f"costliest returned {found}, the costliest of the first send.",
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
            hint="max() of a dict gives the last one of the alphabet. What should count?",
            more="max(total, key=total.get) compares the values.",
        )
    if found != print_label.__name__:
        raise NotYet(
            f"costliest returned {found}, which took next to no time.",
            wanted=WANTED,
            hint="A call that is made often can be a cheap one. Add up the times.",
            more="call.duration_ns is the time of one call.",
        )

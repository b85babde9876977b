"""Exercise 07.1: five ways to connect in a function that runs three times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signal_viz.exercise.evidence import Evidence

RUNS = 3
HINTS: Mapping[str, tuple[str, str]] = {
    "again": (
        "Is it a new receiver in each run, or the same one?",
        "The pair of receiver and sender is on the list already after the first run.",
    ),
    "made_inside": (
        "The function is made in each run. Who holds it when the run is over?",
        "A signal holds its receivers weakly, unless weak=False says otherwise.",
    ),
    "kept": (
        "Each run makes a new receiver, and a list holds it.",
        "Three objects, three methods: none is the same as another.",
    ),
    "named": (
        "A dispatch_uid takes the place of the function. How many names are there?",
        "The name is the same in each run, so the first receiver stays.",
    ),
    "two_senders": (
        "An entry is a receiver together with a sender. How many pairs are there?",
        "One for Checkout, one for everybody. The second run adds none.",
    ),
}
"""For each function a hint for a wrong number, and a second one."""


def count_the_calls(evidence: Evidence) -> str:
    """Run each function three times on a signal of its own, and send once."""
    calls = evidence.answer("calls", "a dict with a number for each function")
    new, sender = evidence.given("Signal"), evidence.given("Checkout")
    wanted = {name: _calls(evidence.given(name), new(), sender) for name in HINTS}
    _judge_shape(calls)
    for name, (hint, more) in HINTS.items():
        if calls[name] != wanted[name]:
            raise NotYet(
                f"You say {calls[name]} for {name}; that is not what happens.",
                wanted="Each number should say how often a receiver is called.",
                hint=hint,
                more=more,
            )
    return f"One send calls {', '.join(map(str, wanted.values()))} receivers."


def _calls(connect: Any, signal: Any, sender: Any) -> int:
    for _ in range(RUNS):
        connect(signal)
    return len(signal.send(sender=sender))


def _judge_shape(calls: Any) -> None:
    if not isinstance(calls, dict):
        raise NotYet(
            f"calls is {naming.describe(calls)}.",
            wanted="calls should be a dict, as in the cell of the exercise.",
            hint="Keep the curly brackets, and change only what stands behind :.",
            more='One line looks like this:  "again": 7,',
        )
    missing = [name for name in HINTS if calls.get(name, ...) is ...]
    if len(missing) == len(HINTS):
        raise NotStarted(
            "calls has no numbers yet.",
            wanted="There should be a number for each function.",
            hint="Replace the dots by numbers, and run that cell.",
            more="A wrong answer costs nothing. Write what you think, then check.",
        )
    if missing:
        raise NotYet(
            f"There is no number for {missing[0]}.",
            wanted="There should be a number for each function.",
            hint="Every function gets a number. Nobody is called: that is 0.",
            more="A wrong answer costs nothing. Write what you think, then check.",
        )

"""Exercise 07.1: five ways to connect in a function that runs three times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz.exercise.table import judge_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signal_viz.exercise.evidence import Evidence
    from signal_viz.exercise.table import Hints

RUNS = 3
HINTS: Mapping[str, Hints] = {
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


def count_the_calls(evidence: Evidence) -> str:
    """Run each function three times on a signal of its own, and send once."""
    new, sender = evidence.given("Signal"), evidence.given("Checkout")
    true = {name: _calls(evidence.given(name), new(), sender) for name in HINTS}
    judge_table(evidence, "calls", true, HINTS)
    return f"One send calls {', '.join(map(str, true.values()))} receivers."


def _calls(connect: Any, signal: Any, sender: Any) -> int:
    for _ in range(RUNS):
        connect(signal)
    return len(signal.send(sender=sender))

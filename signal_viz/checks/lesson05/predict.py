"""Exercise 05.2: which ways to write call a receiver of post_save, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, observe

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

HINTS = {
    "create": (
        "Each create() saves one object.",
        "It makes an object and calls save().",
    ),
    "bulk": (
        "Does bulk_create() go through save()?",
        "It writes all rows with one statement.",
    ),
    "update": (
        "update() is one statement for the database. Who would send?",
        "No object is made, and no save() is called.",
    ),
    "loop": (
        "Each save() sends for itself. How many books are there?",
        "Three books are in the table.",
    ),
    "price": (
        "update_fields says what is written. Does it keep the signal back?",
        "Only an empty list of fields does.",
    ),
    "proxy": (
        "Which class sends, if a proxy is saved?",
        "The sender is the class of the object.",
    ),
}
"""For each way: a first and a second hint."""


def predict_how_often(evidence: Evidence) -> str:
    """Write in each way, and count the calls."""
    said = evidence.given("calls")
    signal, fill = evidence.given("post_save"), evidence.given("three_books")
    ways = evidence.given("ways")
    _need_numbers(said)
    counted = {name: _count(ways[name], fill, signal) for name in HINTS}
    fill()
    if not counted["create"]:
        raise NotStarted(
            "update_search_index is not connected.",
            wanted="post_save of Book should call it.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    for name, (hint, more) in HINTS.items():
        if said[name] != counted[name]:
            raise NotYet(
                f"You said {said[name]} for {name!r}; that is not what happened.",
                wanted="Each number should be how often the receiver is called.",
                hint=hint,
                more=more,
            )
    return f"{sum(counted.values())} calls in all, and three ways are silent."


def _need_numbers(said: Any) -> None:
    if isinstance(said, dict) and any(said.get(name) is ... for name in HINTS):
        raise NotStarted(
            "Not every way has a number yet.",
            wanted="calls should have a number for each of the six ways.",
            hint="Replace the three dots behind each name, and run that cell.",
            more="A wrong answer costs nothing. Write what you think, then check.",
        )
    known = said if isinstance(said, dict) else {}
    for name in HINTS:
        if type(known.get(name)) is not int:
            raise NotYet(
                f"For {name!r} there is {naming.describe(known.get(name))}.",
                wanted="calls should have a number for each of the six ways.",
                hint='Write a number behind each name, as in "create": 5.',
                more="0 is a number, too.",
            )


def _count(way: Callable[[], object], fill: Callable[[], object], signal: Any) -> int:
    fill()
    return sum(len(called(dispatch)) for dispatch in observe(way, signal))

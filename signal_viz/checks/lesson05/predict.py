"""Exercise 05.2: which ways to write call a receiver of post_save, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz.exercise.errors import NotStarted
from signal_viz.exercise.evidence import called, observe
from signal_viz.exercise.table import judge_table

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
    signal, fill = evidence.given("post_save"), evidence.given("three_books")
    ways = evidence.given("ways")
    counted = {name: _count(ways[name], fill, signal) for name in HINTS}
    fill()
    if not counted["create"]:
        raise NotStarted(
            "update_search_index is not connected.",
            wanted="post_save of Book should call it.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    judge_table(evidence, "calls", counted, HINTS)
    return f"{sum(counted.values())} calls in all, and three ways are silent."


def _count(way: Callable[[], object], fill: Callable[[], object], signal: Any) -> int:
    fill()
    return sum(len(called(dispatch)) for dispatch in observe(way, signal))

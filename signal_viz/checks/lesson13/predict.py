"""Exercise 13.2: one question, several members of the family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.exercise.table import judge_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signal_viz.exercise.evidence import Evidence
    from signal_viz.exercise.table import Hints

HINTS: Mapping[str, Hints] = {
    "plain_list": (
        "append() puts it behind the others. Does it look whether it is there?",
        "The same function can stand in a list two times.",
    ),
    "django_signal": (
        "Lesson 02 connected one function five times. How often was it called?",
        "The pair of receiver and sender is there already.",
    ),
    "blinker_signal": (
        "blinker asks the same question as Django before it adds a receiver.",
        "In the lesson both had the same number for connected_twice.",
    ),
    "pluggy_first": (
        "In pluggy, who has come last has the first word.",
        "The answer is the name of a function, in quotes.",
    ),
    "other_process": (
        "Whose list does the other process have?",
        "It runs the same program, in a memory of its own.",
    ),
}


def predict_the_family(evidence: Evidence) -> str:
    """Run the five functions of the sheet, and compare."""
    true = {name: evidence.given(name)() for name in HINTS}
    judge_table(evidence, "says", true, HINTS)
    return "Each of your five answers is what happens."

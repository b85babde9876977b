"""Exercise 13.4: what a small net of nerve cells does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.exercise.table import judge_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signal_viz.exercise.evidence import Evidence
    from signal_viz.exercise.table import Hints

HINTS: Mapping[str, Hints] = {
    "arm": (
        "The arm's cell hears the eye and the ear, and needs two signals.",
        "Write its charge behind each of the four signals: 1, 2 and it fires ...",
    ),
    "leg": (
        "The leg's cell hears the eye, and it hears the arm's cell when that one fires.",
        "A signal inside a signal counts as well: depth first.",
    ),
    "left_over": (
        "After it has fired, a cell begins at 0. What comes in after that?",
        "Count what the leg's cell has got since it fired.",
    ),
    "first": (
        "The second signal of the eye makes both fire. Whose excite is called first?",
        "The arm's cell was connected first, and a send inside runs to its end.",
    ),
}


def explain_a_net(evidence: Evidence) -> str:
    """Let the sheet's net run, and compare."""
    moves, left_over = evidence.given("play")()
    true = {
        "arm": moves.count("arm"),
        "leg": moves.count("leg"),
        "left_over": left_over,
        "first": moves[0],
    }
    judge_table(evidence, "net", true, HINTS)
    return f"The moves were {', '.join(moves)}."

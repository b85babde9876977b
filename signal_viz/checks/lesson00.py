"""The one exercise of lesson 00: read the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz import naming
from signal_viz.exercise.catalogue import Exercise, Lesson
from signal_viz.exercise.errors import NotYet
from signal_viz.registry import registry

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence


def read_the_picture(evidence: Evidence) -> str:
    """Judge ``receivers``, the number of receivers in the picture."""
    order_paid = evidence.given("order_paid")
    answer = evidence.answer("receivers", "a number")
    connected = len(registry(order_paid))
    if answer == connected and type(answer) is int:
        return f"order_paid has {connected} receivers."
    if type(answer) is not int:
        raise NotYet(
            f"receivers is {naming.describe(answer)}.",
            wanted="receivers should be a number, without quotes.",
            hint="Count the cards on the right and write the number, like 7.",
            more="A number has no quotes and no brackets round it.",
        )
    if answer == connected + 1:
        raise NotYet(
            f"You counted {answer}.",
            wanted="receivers should be the number of receivers alone.",
            hint="One box is the sender or the signal. Do not count it.",
            more="Receivers are the boxes on the right. They have a number each.",
        )
    raise NotYet(
        f"You counted {naming.describe(answer)}.",
        wanted="receivers should be the number of receivers in the picture.",
        hint="Receivers are the boxes on the right, after the signal.",
        more="Each receiver has a number on its card. Look at the last one.",
    )


LESSON = Lesson(
    "00",
    "Start here",
    (Exercise("00.1", "Read the picture", read_the_picture),),
)

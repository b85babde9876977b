"""The exercises of lesson 07: pitfalls."""

from signal_viz.checks.lesson07.count import count_the_calls
from signal_viz.checks.lesson07.explain import explain_a_slow_shop
from signal_viz.checks.lesson07.note import note_after_the_commit
from signal_viz.checks.lesson07.recursion import end_the_recursion
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "07",
    "Pitfalls",
    (
        Exercise("07.1", "How many mails?", count_the_calls),
        Exercise("07.2", "A code for every order", end_the_recursion),
        Exercise("07.3", "The mail that got lost", note_after_the_commit),
        Exercise("07.4", "A slow shop", explain_a_slow_shop),
    ),
)

"""The exercises of lesson 04: custom signals."""

from signal_viz.checks.lesson04.explain import explain_the_ways
from signal_viz.checks.lesson04.mend import mend_an_old_signal
from signal_viz.checks.lesson04.predict import predict_who_hears
from signal_viz.checks.lesson04.write import write_a_signal
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "04",
    "Custom signals",
    (
        Exercise("04.1", "A signal of your own", write_a_signal),
        Exercise("04.2", "Who hears it?", predict_who_hears),
        Exercise("04.3", "An old signal", mend_an_old_signal),
        Exercise("04.4", "Who sent how?", explain_the_ways),
    ),
)

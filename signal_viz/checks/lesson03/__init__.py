"""The exercises of lesson 03: the dispatch flow."""

from signal_viz.checks.lesson03.explain import explain_a_trace
from signal_viz.checks.lesson03.mend import mend_the_checkout
from signal_viz.checks.lesson03.predict import predict_two_sends
from signal_viz.checks.lesson03.write import write_the_cheapest
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "03",
    "The dispatch flow",
    (
        Exercise("03.1", "The cheapest offer", write_the_cheapest),
        Exercise("03.2", "Two sends", predict_two_sends),
        Exercise("03.3", "A checkout that goes on", mend_the_checkout),
        Exercise("03.4", "Explain a trace", explain_a_trace),
    ),
)

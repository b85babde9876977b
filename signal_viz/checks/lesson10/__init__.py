"""The exercises of lesson 10: performance."""

from signal_viz.checks.lesson10.mend import mend_the_checkout
from signal_viz.checks.lesson10.predict import predict_the_counts
from signal_viz.checks.lesson10.report import mend_the_report
from signal_viz.checks.lesson10.write import write_the_costliest
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "10",
    "Performance",
    (
        Exercise("10.1", "Who costs the most?", write_the_costliest),
        Exercise("10.2", "How often?", predict_the_counts),
        Exercise("10.3", "A report that asks too much", mend_the_report),
        Exercise("10.4", "An invoice for nobody", mend_the_checkout),
    ),
)

"""The exercises of lesson 06: transactions."""

from signal_viz.checks.lesson06.explain import explain_a_morning
from signal_viz.checks.lesson06.mend import mend_the_payment
from signal_viz.checks.lesson06.predict import predict_a_bad_day
from signal_viz.checks.lesson06.write import write_a_late_mail
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "06",
    "Transactions",
    (
        Exercise("06.1", "A mail at the right moment", write_a_late_mail),
        Exercise("06.2", "A bad day", predict_a_bad_day),
        Exercise("06.3", "Sold, or not sold", mend_the_payment),
        Exercise("06.4", "Explain a trace", explain_a_morning),
    ),
)

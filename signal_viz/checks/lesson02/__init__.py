"""The exercises of lesson 02: connecting receivers."""

from signal_viz.checks.lesson02.explain import explain_a_picture
from signal_viz.checks.lesson02.mend import mend_the_lost_mailer
from signal_viz.checks.lesson02.predict import predict_the_calls
from signal_viz.checks.lesson02.write import write_for_two_signals
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "02",
    "Connecting receivers",
    (
        Exercise("02.1", "One receiver, two signals", write_for_two_signals),
        Exercise("02.2", "Who stands on the list?", predict_the_calls),
        Exercise("02.3", "The mailer that falls silent", mend_the_lost_mailer),
        Exercise("02.4", "Explain a picture", explain_a_picture),
    ),
)

"""The exercises of lesson 09: async."""

from signal_viz.checks.lesson09.explain import explain_a_blocked_loop
from signal_viz.checks.lesson09.mend import mend_the_async_checkout
from signal_viz.checks.lesson09.predict import predict_who_begins_and_ends
from signal_viz.checks.lesson09.write import write_a_waiting_receiver
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "09",
    "Async",
    (
        Exercise("09.1", "A receiver that waits", write_a_waiting_receiver),
        Exercise("09.2", "Who begins, who ends?", predict_who_begins_and_ends),
        Exercise("09.3", "A checkout in a loop", mend_the_async_checkout),
        Exercise("09.4", "Explain a trace", explain_a_blocked_loop),
    ),
)

"""The exercises of lesson 12: when not to use signals, and how to use them well."""

from signal_viz.checks.lesson12.find import find_the_listeners
from signal_viz.checks.lesson12.mend import mend_the_cache
from signal_viz.checks.lesson12.notify import write_a_notification
from signal_viz.checks.lesson12.predict import predict_a_bad_day
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "12",
    "When not to use signals, and how to use them well",
    (
        Exercise("12.1", "A good notification", write_a_notification),
        Exercise("12.2", "A bad day", predict_a_bad_day),
        Exercise("12.3", "A cache that lies", mend_the_cache),
        Exercise("12.4", "Who hears it?", find_the_listeners),
    ),
)

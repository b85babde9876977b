"""The exercises of lesson 08: under the hood."""

from signal_viz.checks.lesson08.build import mend_a_dispatcher
from signal_viz.checks.lesson08.mend import mend_the_shop
from signal_viz.checks.lesson08.predict import predict_the_list
from signal_viz.checks.lesson08.write import write_who_is_alive
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "08",
    "Under the hood",
    (
        Exercise("08.1", "Who is alive?", write_who_is_alive),
        Exercise("08.2", "How long is the list?", predict_the_list),
        Exercise("08.3", "It works on my machine", mend_the_shop),
        Exercise("08.4", "A dispatcher with three faults", mend_a_dispatcher),
    ),
)

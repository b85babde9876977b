"""The exercises of lesson 13: connections."""

from signal_viz.checks.lesson13.bridge import bridge_without_echo
from signal_viz.checks.lesson13.explain import explain_a_net
from signal_viz.checks.lesson13.observer import write_the_list
from signal_viz.checks.lesson13.predict import predict_the_family
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "13",
    "Connections",
    (
        Exercise("13.1", "A list that keeps its promises", write_the_list),
        Exercise("13.2", "The family", predict_the_family),
        Exercise("13.3", "Two shops and an echo", bridge_without_echo),
        Exercise("13.4", "A net of nerve cells", explain_a_net),
    ),
)

"""The exercises of lesson 05: model signals in practice."""

from signal_viz.checks.lesson05.explain import explain_a_delete
from signal_viz.checks.lesson05.mend import mend_the_counts
from signal_viz.checks.lesson05.predict import predict_how_often
from signal_viz.checks.lesson05.write import write_a_history
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "05",
    "Model signals in practice",
    (
        Exercise("05.1", "A history of prices", write_a_history),
        Exercise("05.2", "How often?", predict_how_often),
        Exercise("05.3", "The order without books", mend_the_counts),
        Exercise("05.4", "Explain a delete", explain_a_delete),
    ),
)

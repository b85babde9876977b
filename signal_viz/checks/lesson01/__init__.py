"""The exercises of lesson 01: the big picture."""

from signal_viz.checks.lesson01.mend import mend_the_silence
from signal_viz.checks.lesson01.read import explain_a_picture, predict_the_calls
from signal_viz.checks.lesson01.write import write_a_receiver
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "01",
    "The big picture",
    (
        Exercise("01.1", "Write a receiver", write_a_receiver),
        Exercise("01.2", "Who is called?", predict_the_calls),
        Exercise("01.3", "The silent audit log", mend_the_silence),
        Exercise("01.4", "Explain a picture", explain_a_picture),
    ),
)

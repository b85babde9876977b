"""The exercises of lesson 11: myth busters."""

from signal_viz.checks.lesson11.experiment import write_an_experiment
from signal_viz.checks.lesson11.explain import explain_the_silence
from signal_viz.checks.lesson11.judge import judge_six_sentences
from signal_viz.checks.lesson11.mend import mend_the_old_page
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "11",
    "Myth busters",
    (
        Exercise("11.1", "Six sentences", judge_six_sentences),
        Exercise("11.2", "An experiment that can fail", write_an_experiment),
        Exercise("11.3", "A page of an old book", mend_the_old_page),
        Exercise("11.4", "Four who are silent", explain_the_silence),
    ),
)

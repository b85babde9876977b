"""The exercises of lesson 14: the bookshop, rule by rule, and whole."""

from signal_viz.checks.lesson14.audit import mend_the_sale
from signal_viz.checks.lesson14.bite import write_a_test
from signal_viz.checks.lesson14.index import mend_the_index
from signal_viz.checks.lesson14.pay import mend_the_door
from signal_viz.checks.lesson14.stock import write_the_stock
from signal_viz.checks.lesson14.whole import open_the_shop
from signal_viz.exercise.catalogue import Exercise, Lesson

LESSON = Lesson(
    "14",
    "The bookshop",
    (
        Exercise("14.1", "The last copy", write_the_stock),
        Exercise("14.2", "No order is lost", mend_the_door),
        Exercise("14.3", "No change without a line", mend_the_sale),
        Exercise("14.4", "An index in step", mend_the_index),
        Exercise("14.5", "A test that bites", write_a_test),
        Exercise("14.6", "The whole shop", open_the_shop),
    ),
)

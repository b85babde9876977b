"""Exercise 12.2: count what is left after commits and rollbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence


class Day(NamedTuple):
    """What one bad day leaves.

    Args:
        at_once: lines written at once.
        after_commit: lines written after the commit.
        rows: rows in the table.
    """

    at_once: int
    after_commit: int
    rows: int


def predict_a_bad_day(evidence: Evidence) -> str:
    """Run the day from an empty table, and hold three numbers against it."""
    said = Day(
        _number(evidence, "lines_at_once"),
        _number(evidence, "lines_after_commit"),
        _number(evidence, "rows"),
    )
    happened = _day(evidence)
    if not happened.at_once:
        raise NotStarted(
            "A bad day has passed, and nobody has written a line.",
            wanted="The receivers of this exercise should be connected.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    _judge_lines(said, happened)
    _judge_rows(said, happened)
    return (
        f"{happened.at_once} lines at once, {happened.after_commit} after the commit, "
        f"{happened.rows} rows."
    )


def _number(evidence: Evidence, name: str) -> int:
    value = evidence.answer(name, "a number")
    if type(value) is not int:
        raise NotYet(
            f"{name} is {naming.describe(value)}.",
            wanted=f"{name} should be a number, without quotes.",
            hint="Count them, and write the number alone.",
            more=f"For example: {name} = 3",
        )
    return value


def _day(evidence: Evidence) -> Day:
    order = evidence.given("Order")
    at_once, after_commit = evidence.given("at_once"), evidence.given("after_commit")
    # The learner may have had such a day already: begin as the exercise begins.
    for lines in (at_once, after_commit):
        del lines[:]
    order.objects.all().delete()
    evidence.given("a_bad_day")()
    return Day(len(at_once), len(after_commit), order.objects.count())


def _judge_lines(said: Day, happened: Day) -> None:
    if said.at_once < happened.at_once:
        raise NotYet(
            f"lines_at_once is {said.at_once}; that is too few.",
            wanted="lines_at_once should count every line that was written.",
            hint="Does a rollback take back a line in a Python list?",
            more="A receiver that has run has run, whatever comes after it.",
        )
    if said.at_once > happened.at_once:
        raise NotYet(
            f"lines_at_once is {said.at_once}; that is too many.",
            wanted="lines_at_once should count every line that was written.",
            hint="Which of these ways to store a row sends post_save?",
            more="post_save is sent by save(), and by what calls save().",
        )
    if said.after_commit == happened.at_once:
        raise NotYet(
            f"lines_after_commit is {said.after_commit}, as many as at once.",
            wanted="lines_after_commit should count what was written after a commit.",
            hint="What becomes of that which waits, if the commit never comes?",
            more="Two of the orders are rolled back.",
        )
    if said.after_commit > happened.after_commit:
        raise NotYet(
            f"lines_after_commit is {said.after_commit}; that is too many.",
            wanted="lines_after_commit should count what was written after a commit.",
            hint="One block inside another one was rolled back. What waited in it?",
            more="What is asked for in a block goes with that block.",
        )
    if said.after_commit < happened.after_commit:
        raise NotYet(
            f"lines_after_commit is {said.after_commit}; that is too few.",
            wanted="lines_after_commit should count what was written after a commit.",
            hint="Without a transaction, how long does on_commit wait?",
            more="Emma is stored at once, so it is committed at once.",
        )


def _judge_rows(said: Day, happened: Day) -> None:
    if said.rows < happened.rows:
        raise NotYet(
            f"rows is {said.rows}; that is too few.",
            wanted="rows should count the orders in the table.",
            hint="bulk_create() is silent. Does it write nothing?",
            more="Rows and signals are two things. Count the rows alone.",
        )
    if said.rows > happened.rows:
        raise NotYet(
            f"rows is {said.rows}; that is too many.",
            wanted="rows should count the orders in the table.",
            hint="A row that was rolled back is no row.",
            more="order_and_undo() leaves nothing in the table.",
        )

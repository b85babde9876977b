"""Exercise 10.2: foretell how often the receivers of a model are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

READ = 3
"""Rows that the shop reads, with and without objects."""
BUILT = 2
"""Objects that are made for bulk_create."""


def predict_the_counts(evidence: Evidence) -> str:
    """Let the shop have its day, and hold two numbers against it."""
    saves, objects = (_number(evidence, name) for name in ("saves", "objects"))
    counts = _have_a_day(evidence)
    _judge_saves(saves, counts["post_save"])
    _judge_objects(objects, counts["post_init"])
    return f"{counts['post_save']} save, and {counts['post_init']} objects."


def _number(evidence: Evidence, name: str) -> int:
    value = evidence.answer(name, "a number")
    if type(value) is not int:
        raise NotYet(
            f"{name} is {naming.describe(value)}.",
            wanted=f"{name} should be a number, without quotes.",
            hint="Count, and write the number alone.",
            more=f"For example: {name} = 2",
        )
    return value


def _have_a_day(evidence: Evidence) -> dict[str, Any]:
    book, counts = evidence.given("Book"), evidence.given("counts")
    day = evidence.given("a_day_in_the_shop")
    before = dict(counts)
    try:
        book.objects.all().delete()
        counts.update(dict.fromkeys(counts, 0))
        day()
        found = dict(counts)
    except Exception as error:  # the table may be gone
        raise _not_ready() from error
    finally:
        counts.update(before)
    if not found.get("post_save"):
        raise _not_ready()
    return found


def _not_ready() -> NotStarted:
    return NotStarted(
        "The shop of this exercise is not open.",
        wanted="The table should be there, and the receivers connected.",
        hint="Run the cells of this exercise again, from its heading.",
        more="sv.reset() in another exercise disconnects everything.",
    )


def _judge_saves(saves: int, truth: int) -> None:
    if saves > truth + BUILT:
        raise NotYet(
            f"You say {saves} saves; there are fewer.",
            wanted="saves should count the calls of count_post_save.",
            hint="update() changes rows. Does it call save()?",
            more="What goes past save() sends no post_save: bulk_create, too.",
        )
    if saves > truth:
        raise NotYet(
            f"You say {saves} saves; there are fewer.",
            wanted="saves should count the calls of count_post_save.",
            hint="bulk_create stores rows. Does it call save()?",
            more="It is fast because it does not.",
        )
    if saves < truth:
        raise NotYet(
            f"You say {saves} saves; there are more.",
            wanted="saves should count the calls of count_post_save.",
            hint="create() makes one, and saves it.",
            more="So post_save is sent for it.",
        )


def _judge_objects(objects: int, truth: int) -> None:
    if objects > truth:
        raise NotYet(
            f"You say {objects} objects; there are fewer.",
            wanted="objects should count the calls of count_post_init.",
            hint="values_list() gives plain values. Does update() make objects?",
            more="post_init is sent where a Book is made, and nowhere else.",
        )
    if objects <= truth - READ:
        raise NotYet(
            f"You say {objects} objects; there are more.",
            wanted="objects should count the calls of count_post_init.",
            hint="Does reading make objects? What is in the list?",
            more="One object for each row that is read.",
        )
    if objects < truth:
        raise NotYet(
            f"You say {objects} objects; there are more.",
            wanted="objects should count the calls of count_post_init.",
            hint="It is made by somebody: each object that bulk_create gets.",
            more="Book(title=...) is a call that makes an object, and sends post_init.",
        )

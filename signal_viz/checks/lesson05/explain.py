"""Exercise 05.4: read who was called while a delete went through three tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, observe

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence


@dataclass(frozen=True)
class Seen:
    """What happened when an author was deleted.

    Args:
        calls: how often each receiver ran.
        posts: how many rows sent ``post_delete``.
        rows_left: how many rows there were at the last ``pre_delete``.
        origin: the class of what the delete began with.
    """

    calls: dict[str, int]
    posts: int
    rows_left: int
    origin: str


def explain_a_delete(evidence: Evidence) -> str:
    """Delete another author with the same books, and compare."""
    index_calls, log_calls, rows_left = (
        _number(evidence, name) for name in ("index_calls", "log_calls", "rows_left")
    )
    began_with = evidence.answer("began_with", "the name of a class")
    seen = _delete(evidence)
    _judge_calls(index_calls, log_calls, seen)
    if rows_left != seen.rows_left:
        raise NotYet(
            f"You said that {rows_left} rows were left; that is not so.",
            wanted="rows_left should be the rows at the last pre_delete.",
            hint="Is a row deleted right after its own pre_delete?",
            more="First all rows are told, then the first one goes.",
        )
    if _class_name(began_with).casefold() != seen.origin.casefold():
        raise NotYet(
            f"The delete did not begin with {_class_name(began_with)[:40]}.",
            wanted="began_with should be the class of origin.",
            hint="Whose delete() did we call? That object is the origin, for all rows.",
            more="Look at the line add_author().delete().",
        )
    return f"{seen.posts} rows went, and each one told it."


def _number(evidence: Evidence, name: str) -> int:
    value = evidence.answer(name, "a number")
    if type(value) is not int:
        raise NotYet(
            f"{name} is {naming.describe(value)}.",
            wanted=f"{name} should be a number.",
            hint="Write the number alone, without quotes.",
            more="For example: index_calls = 7",
        )
    return value


def _class_name(value: Any) -> str:
    if isinstance(value, type):
        return naming.class_name(value)
    return value.strip() if isinstance(value, str) else naming.describe(value)


def _delete(evidence: Evidence) -> Seen:
    signals = evidence.given("pre_delete"), evidence.given("post_delete")
    models = [evidence.given(name) for name in ("Author", "Book", "Review")]
    author = evidence.given("add_author")()
    others = sum(model.objects.count() for model in models)
    rows: list[int] = []
    origins: list[Any] = []

    def witness(origin: Any, **_: Any) -> None:
        rows.append(sum(model.objects.count() for model in models))
        origins.append(origin)

    signals[0].connect(witness)
    try:
        found = observe(author.delete, *signals)
    finally:
        signals[0].disconnect(witness)
    posts = [dispatch for dispatch in found if dispatch.signal == "post_delete"]
    ran = [call.receiver for dispatch in posts for call in called(dispatch)]
    counted = {name: ran.count(name) for name in ("drop_from_index", "write_audit_log")}
    if not all(counted.values()):
        raise NotStarted(
            "The receivers of this exercise are not connected.",
            wanted="post_delete should have its two receivers.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    # What an earlier run of the cells has left in the tables does not count.
    left = rows[-1] - (others - len(posts))
    return Seen(counted, len(posts), left, naming.class_name(type(origins[-1])))


def _judge_calls(index_calls: int, log_calls: int, seen: Seen) -> None:
    if index_calls != seen.calls["drop_from_index"]:
        raise NotYet(
            f"You said that drop_from_index ran {index_calls} times; it did not.",
            wanted="index_calls should be how often it ran.",
            hint="It listens to one model. How many rows of that model went?",
            more="Look at its connect(): sender=Book.",
        )
    if log_calls > seen.calls["write_audit_log"]:
        raise NotYet(
            f"You said that write_audit_log ran {log_calls} times: too many.",
            wanted="log_calls should be how often it ran.",
            hint="It hears post_delete, and nothing else.",
            more="Each row that goes sends one post_delete.",
        )
    if log_calls < seen.calls["write_audit_log"]:
        raise NotYet(
            f"You said that write_audit_log ran {log_calls} times: too few.",
            wanted="log_calls should be how often it ran.",
            hint="Each row has a signal of its own. How many rows go, in all?",
            more="One author, her books, and their reviews.",
        )

"""Exercise 06.4: which sends were inside a transaction, and which waited for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import observe

if TYPE_CHECKING:
    from signal_viz.dispatches import Dispatch
    from signal_viz.exercise.evidence import Evidence

SENDS = 7


def explain_a_morning(evidence: Evidence) -> str:
    """Let the morning happen again, and hold three answers against it."""
    inside, waited, at_once = (
        _numbers(evidence, name) for name in ("inside", "waited", "at_once")
    )
    found = _happened(evidence)
    _judge_inside(inside, found)
    confirmed = [sent for sent in found if sent.signal == "order_confirmed"]
    _judge_waited(waited, at_once, confirmed)
    return f"{len(inside)} sends inside a transaction, {len(waited)} after one."


def _numbers(evidence: Evidence, name: str) -> set[int]:
    value = evidence.answer(name, "a list of numbers")
    items = list(value) if isinstance(value, list | tuple | set) else [value]
    for item in items:
        if type(item) is not int or not 1 <= item <= SENDS:
            raise NotYet(
                f"{name} holds {naming.describe(item)}.",
                wanted=f"{name} should hold numbers from 1 to {SENDS}.",
                hint="Copy the numbers from the lines above the picture.",
                more="For example: [1, 2]",
            )
    return set(items)


def _happened(evidence: Evidence) -> tuple[Dispatch, ...]:
    order: Any = evidence.given("Order")
    signals = [
        evidence.given(name) for name in ("post_save", "post_delete", "order_confirmed")
    ]
    order.objects.all().delete()
    found = observe(evidence.given("a_morning"), *signals)
    if len(found) != SENDS:
        raise NotStarted(
            f"The morning had {len(found)} sends.",
            wanted=f"It should have {SENDS}.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    return found


def _judge_inside(inside: set[int], found: tuple[Dispatch, ...]) -> None:
    right = {sent.number for sent in found if sent.atomic}
    confirmed = {sent.number for sent in found if sent.signal == "order_confirmed"}
    deleted = {sent.number for sent in found if sent.signal == "post_delete"}
    if inside & confirmed:
        raise NotYet(
            f"inside names {min(inside & confirmed)}, an order_confirmed.",
            wanted="inside should name the sends inside a transaction.",
            hint="on_commit has called these. "
            "Is the transaction still open when they are called?",
            more="They are called after the commit, or where nothing was open.",
        )
    if inside - right:
        raise NotYet(
            f"inside names {min(inside - right)}; that was outside any transaction.",
            wanted="inside should name the sends inside a transaction.",
            hint="Do you see a block round the first line? create() opens none.",
            more="Without a block, create() is in autocommit mode.",
        )
    missing = right - inside
    if missing == deleted:
        raise NotYet(
            "One send inside a transaction is missing: not one of a save.",
            wanted="inside should name all sends inside a transaction.",
            hint="A delete opens a transaction of its own, and sends inside it.",
            more="Which number has post_delete?",
        )
    if missing:
        raise NotYet(
            f"{len(missing)} sends inside a transaction are missing.",
            wanted="inside should name all sends inside a transaction.",
            hint="You see one block. Some methods open a transaction of their own.",
            more="delete() does, get_or_create() does, and create() does not.",
        )


def _judge_waited(
    waited: set[int], at_once: set[int], confirmed: list[Dispatch]
) -> None:
    late = {sent.number for sent in confirmed if not sent.depth}
    early = {sent.number for sent in confirmed if sent.depth}
    if (waited | at_once) - late - early:
        raise NotYet(
            f"Number {min((waited | at_once) - late - early)} was sent by Django.",
            wanted="waited and at_once should name sends of order_confirmed.",
            hint="Only order_confirmed was given to on_commit.",
            more="Its numbers are in the lines above the picture.",
        )
    if waited & early:
        raise NotYet(
            f"waited names {min(early)}, which did not wait.",
            wanted="waited should name the sends that had waited for a commit.",
            hint="Which order_confirmed is inside another send?",
            more="Its depth is 1: a receiver of post_save was still running.",
        )
    if waited != late:
        raise NotYet(
            f"waited does not name {min(late - waited)}, which had waited.",
            wanted="waited should name all sends that had waited for a commit.",
            hint="Which transaction did get_or_create() open? Its receiver was inside.",
            more="Look at the depth of each order_confirmed.",
        )
    if at_once != early:
        raise NotYet(
            f"inside and waited are right. at_once names {sorted(at_once)}.",
            wanted="at_once should name the one that did not wait.",
            hint="There are three sends of order_confirmed. Two have waited.",
            more="Its depth is not 0.",
        )

"""Exercise 07.2: a receiver of post_save that changes what was saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import observe
from signal_viz.exercise.refusal import refusal

if TYPE_CHECKING:
    from signal_viz.dispatches import Dispatch
    from signal_viz.exercise.evidence import Evidence

OTHER, FIRST, SECOND, THIRD = "Dracula", "Middlemarch", "Persuasion", "Villette"


@dataclass(frozen=True)
class Seen:
    """What happened when an order was saved.

    Args:
        dispatches: the sends of post_save.
        pk: primary key of the order.
        codes: the code in its row, by the item that it was saved with.
        other: whether the row of another order has kept its code.
        error: what came out of ``save``.
    """

    dispatches: tuple[Dispatch, ...]
    pk: Any
    codes: dict[str, str]
    other: bool
    error: Exception | None

    def follows(self, item: str) -> bool:
        """Whether the code in the row was right after a save with ``item``."""
        return self.codes.get(item) == f"{item}-{self.pk}"


def end_the_recursion(evidence: Evidence) -> str:
    """Save an order three times; look at the sends and at the rows."""
    seen = _look(evidence.given("Order"), evidence.given("post_save"))
    _judge_end(seen)
    _judge_first(seen)
    _judge_later(seen)
    _judge_sends(seen.dispatches)
    return "Three saves, three sends, and the code in the row followed each of them."


def _look(order: Any, post_save: Any) -> Seen:
    start = set(order.objects.values_list("pk", flat=True))
    codes: dict[str, str] = {}
    errors: list[Exception] = []
    this = order(item=FIRST)

    def save(one: Any, item: str) -> None:
        one.item = item
        one.save()
        codes[item] = order.objects.values_list("code", flat=True).get(pk=one.pk)

    def act() -> None:
        try:
            save(this, FIRST)
            save(this, SECOND)
            save(order.objects.get(pk=this.pk), THIRD)
        except Exception as error:  # noqa: BLE001 (the learner's code may raise anything)
            errors.append(error)

    try:
        # A row that is there already, and that has nothing to do with it. Written
        # without a signal, so that no receiver has seen it.
        [other] = order.objects.bulk_create([order(item=OTHER, code="none yet")])
        dispatches = observe(act, post_save)
        kept = order.objects.filter(item=OTHER, code="none yet", pk=other.pk).exists()
    finally:
        order.objects.exclude(pk__in=start).delete()
    return Seen(dispatches, this.pk, codes, kept, errors[0] if errors else None)


def _judge_end(seen: Seen) -> None:
    if isinstance(seen.error, RecursionError):
        fields = {item.arguments.get("update_fields") for item in seen.dispatches}
        if fields - {"None", None}:
            raise NotYet(
                "A save with update_fields never came to an end: RecursionError.",
                wanted="A save should come to an end.",
                hint="update_fields says which columns are written. Is nothing sent?",
                more="Every save() sends post_save. Which method writes and does not?",
            )
        raise NotStarted(
            "A save never came to an end: RecursionError.",
            wanted="A save should come to an end, with the code in the row.",
            hint="save() sends post_save, and that calls your receiver again.",
            more="Lesson 07 compares five cures. Which one follows every save?",
        )
    if seen.error is not None:
        error = naming.error(seen.error)
        raise refusal(error) or NotYet(
            f"A save stopped with {error.type}: {error.message[:60]}.",
            wanted="A save should come to an end.",
            hint="Save an order in a cell of its own, and look at the picture.",
            more="The receiver gets sender, instance and created, all by name.",
        )


def _judge_first(seen: Seen) -> None:
    code = seen.codes[FIRST]
    if not code and not any(dispatch.calls for dispatch in seen.dispatches):
        raise NotYet(
            "A new order was saved, and nobody was called.",
            wanted="post_save should call your receiver.",
            hint="A function hears nothing until it is connected.",
            more="post_save.connect(set_code, sender=Order)",
        )
    if not code:
        raise NotYet(
            "A new order was saved, and the row has no code.",
            wanted="The row should hold item and pk.",
            hint="Setting instance.code changes the object. Who writes it into the row?",
            more="After post_save nothing is written any more, unless you do it.",
        )
    if code == f"{FIRST}-None":
        raise NotYet(
            f"The row of a new order has the code {code}.",
            wanted="The row should hold item and pk.",
            hint="Before its first save an order has no pk. Which signal comes later?",
            more="In post_save the row is there, and instance.pk is set.",
        )
    if not seen.other:
        raise NotYet(
            "Another order in the table has got a new code, too.",
            wanted="Only the saved order should get a code.",
            hint="update() changes every row that the query finds. Which ones are those?",
            more="filter(pk=instance.pk) finds one.",
        )
    if not seen.follows(FIRST):
        raise NotYet(
            f"The row of a new order has the code {code[:40]}.",
            wanted="The code should be the item, a dash, and the pk.",
            hint="Compare it with the text in the exercise, letter by letter.",
            more='In an f-string: f"{instance.item}-{instance.pk}"',
        )


def _judge_later(seen: Seen) -> None:
    if not seen.follows(SECOND) and seen.follows(THIRD):
        raise NotYet(
            "The same object was saved a second time, and the code stayed as it was.",
            wanted="The code should follow every save.",
            hint="A mark on the object stays there as long as the object lives.",
            more="A fresh object of the same row works: that one has no mark.",
        )
    if not seen.follows(SECOND) or not seen.follows(THIRD):
        raise NotYet(
            "The order got a new item, and the code stayed as it was.",
            wanted="The code should follow every save.",
            hint="created is True for a new row only. Is a changed one left out?",
            more="Write the code in each call, in a way that sends nothing.",
        )


def _judge_sends(dispatches: tuple[Dispatch, ...]) -> None:
    nested = [item for item in dispatches if item.depth]
    if not nested:
        return
    if any(call.state != "filtered" for item in nested for call in item.calls):
        raise NotYet(
            f"Three saves sent post_save {len(dispatches)} times.",
            wanted="One save should send post_save once.",
            hint="Your receiver stops itself, but save() has sent already. What writes "
            "without a send?",
            more="Think of the methods of a query: order.objects.filter(...).",
        )
    raise NotYet(
        f"Three saves sent post_save {len(dispatches)} times, sometimes to nobody.",
        wanted="One save should send post_save once, to everybody.",
        hint="While the receiver is off the list, orders of other threads get no code.",
        more="Leave it on the list, and write the code without a save().",
    )

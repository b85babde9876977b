"""Exercise 06.2: rows, mails and vans after commits and rollbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import names_of, observe

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

ITEMS = ("Emma", "Dracula", "Villette", "Persuasion", "Middlemarch")
ALONE, BROKEN, OUTER, INNER, REFUSED = ITEMS
WHAT = "a list of items, in quotes"


def predict_a_bad_day(evidence: Evidence) -> str:
    """Let the day happen again, and hold the three answers against it."""
    answers = [_items(evidence, name) for name in ("rows", "mails_sent", "vans_called")]
    _need_items(answer for each in answers for answer in each)
    rows, mails, vans = _happened(evidence)
    if len(mails) < len(ITEMS) - 1:
        raise NotStarted(
            "The receivers of this exercise are not connected.",
            wanted="Each saved order should call them.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    _judge_rows(set(answers[0]), rows)
    _judge_mails(set(answers[1]), mails)
    _judge_vans(set(answers[2]), vans)
    return f"{len(rows)} rows, {len(mails)} mails and {len(vans)} vans, as you said."


def _items(evidence: Evidence, name: str) -> list[str]:
    value = evidence.answer(name, WHAT)
    # Their order does not matter, so a set is an answer, too.
    items = names_of(list(value)) if isinstance(value, set) else None
    return evidence.names(name, WHAT) if items is None else items


def _happened(evidence: Evidence) -> tuple[set[str], set[str], set[str]]:
    """Return the items in the table, in ``mails`` and in ``vans`` after a day."""
    order: Any = evidence.given("Order")
    lists = [evidence.given("mails"), evidence.given("vans")]
    before = [list(items) for items in lists]
    order.objects.all().delete()
    for items in lists:
        items.clear()
    observe(evidence.given("a_day"), evidence.given("post_save"))
    rows = set(order.objects.values_list("item", flat=True))
    found = [set(items) for items in lists]
    # The learner may have run the day already, and look at it after the check.
    for items, old in zip(lists, before, strict=True):
        items[:] = old
    return rows, found[0], found[1]


def _need_items(answers: Any) -> None:
    for item in answers:
        if item not in ITEMS:
            raise NotYet(
                f"Nobody bought {item[:40]!r}.",
                wanted="Each item should be one of a_day().",
                hint="Copy the items from the lines with create().",
                more=f"They are {', '.join(ITEMS)}.",
            )


def _judge_rows(said: set[str], rows: set[str]) -> None:
    if said == rows:
        return
    wrong = min(said ^ rows, key=ITEMS.index)
    hints = {
        ALONE: (
            "The first line stands in no block. When is it committed?",
            "Without a block each change is committed at once.",
        ),
        BROKEN: (
            "Which exception leaves a block? What does that block do then?",
            "suppress stands outside of atomic(): the block sees the exception.",
        ),
        OUTER: (
            "How far back does the inner rollback go?",
            "To the place where the inner block began, and no further.",
        ),
        INNER: (
            "The inner block is rolled back, too.",
            "An atomic() inside another one makes a savepoint.",
        ),
        REFUSED: (
            "charge_card raises. Is there a block that could take the row back?",
            "post_save is sent when the row is written.",
        ),
    }
    raise NotYet(
        f"rows: {wrong} {'is in the table' if wrong in rows else 'is not there'}.",
        wanted="rows should name what is in the table in the end.",
        hint=hints[wrong][0],
        more=hints[wrong][1],
    )


def _judge_mails(said: set[str], mails: set[str]) -> None:
    if REFUSED in said:
        raise NotYet(
            f"rows is right. mails_sent: no mail for {REFUSED} went out.",
            wanted="mails_sent should name what is in mails in the end.",
            hint="Who stands before send_confirmation on the list? What does it do?",
            more="send() ends at the first exception.",
        )
    if said != mails:
        wrong = min(said ^ mails, key=ITEMS.index)
        raise NotYet(
            f"rows is right. mails_sent: a mail for {wrong} went out.",
            wanted="mails_sent should name what is in mails in the end.",
            hint="Can a rollback take back what is in a Python list?",
            more="send_confirmation runs at once, before anybody knows how it ends.",
        )


def _judge_vans(said: set[str], vans: set[str]) -> None:
    if REFUSED in said:
        raise NotYet(
            f"rows and mails_sent are right. No van came for {REFUSED}.",
            wanted="vans_called should name what is in vans in the end.",
            hint="Who raised before call_courier had its turn? Was the van ordered?",
            more="send() ends at the first exception.",
        )
    if said - vans:
        raise NotYet(
            f"rows and mails_sent are right. No van came for {min(said - vans)}.",
            wanted="vans_called should name what is in vans in the end.",
            hint="What waits for a commit that never comes?",
            more="A rollback drops what was ordered in its block.",
        )
    if ALONE not in said:
        raise NotYet(
            f"rows and mails_sent are right. A van came for {ALONE}.",
            wanted="vans_called should name what is in vans in the end.",
            hint="What does on_commit do where nothing is open?",
            more="It calls the function at once.",
        )
    if said != vans:
        raise NotYet(
            f"rows and mails_sent are right. A van came for {min(vans - said)}.",
            wanted="vans_called should name what is in vans in the end.",
            hint="The outer block is committed. What happens to what waited for that?",
            more="The inner rollback drops only what was ordered inside it.",
        )

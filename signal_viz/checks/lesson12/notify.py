"""Exercise 12.1: announce what is new, once, and after the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from signal_viz import naming
from signal_viz.checks.lesson12.rollback import commit, roll_back
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.registry import registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

FIRST, SECOND = "Middlemarch", "Villette"
"""Not titles of the sheet, so that no answer can know them."""
WANTED = "A new book should put its title into outbox, once, after the commit."


class Shop(NamedTuple):
    """What the sheet has made.

    Args:
        transaction: Django's module of that name.
        book: the model.
        outbox: where the titles go.
    """

    transaction: Any
    book: Any
    outbox: list[Any]

    def new(self, action: Callable[[], object]) -> list[Any]:
        """Do something, and return what has come into the outbox since."""
        before = len(self.outbox)
        action()
        found = self.outbox[before:]
        del self.outbox[before:]
        return found


def write_a_notification(evidence: Evidence) -> str:
    """Add two books, roll one back, save one again; look at the outbox each time."""
    shop = Shop(
        evidence.given("transaction"), evidence.given("Book"), evidence.given("outbox")
    )
    post_save = evidence.given("post_save")
    # Whoever hears any sender hears Book, too.
    if not any(
        one.alive and one.sender in ("Book", None) for one in registry(post_save)
    ):
        raise NotYet(
            "post_save has no receiver for Book.",
            wanted=WANTED,
            hint="A function hears nothing until it is connected.",
            more="@receiver(post_save, sender=Book) above the line with def does it.",
        )
    before = len(shop.outbox)
    try:
        _judge(shop)
    finally:
        del shop.outbox[before:]
        shop.book.objects.filter(title__in=(FIRST, SECOND)).delete()
    return "Two new books, one save and one rollback: two announcements."


def _judge(shop: Shop) -> None:
    early: list[Any] = []
    start = len(shop.outbox)

    def add_two() -> None:
        for title in (FIRST, SECOND):
            shop.book.objects.create(title=title)
        early.extend(shop.outbox[start:])

    found = shop.new(lambda: _run(lambda: commit(shop.transaction, add_two)))
    book = shop.book.objects.filter(title=FIRST).last()
    again = shop.new(lambda: _run(book.save))
    if early:
        raise NotYet(
            "The title was in outbox before the commit.",
            wanted=WANTED,
            hint="Can it still be taken back at that moment? Wait for the commit.",
            more="transaction.on_commit(...) calls a function after the commit.",
        )
    if not found and not again:
        raise NotStarted(
            "Two books were added, and outbox is empty.",
            wanted=WANTED,
            hint="Your receiver should ask for a call after the commit.",
            more="It has created, and the book as instance.",
        )
    if not found:
        raise NotYet(
            "Two books were added: nothing. One was saved again: a title.",
            wanted=WANTED,
            hint="Look again: in which case is a book new?",
            more="created is True for a new row.",
        )
    if again:
        raise NotYet(
            "A book was saved again, and its title came into outbox again.",
            wanted=WANTED,
            hint="post_save hears every save. Which argument tells a new book?",
            more="created is True for a new row, False for a changed one.",
        )
    _judge_titles(found)
    lost = shop.new(
        lambda: _run(
            lambda: roll_back(
                shop.transaction, lambda: shop.book.objects.create(title=FIRST)
            )
        )
    )
    if lost:
        raise NotYet(
            "A book was rolled back, and its title is in outbox.",
            wanted="A book that is rolled back should not be announced.",
            hint="Wait for the commit of the transaction that saved the book.",
            more="transaction.on_commit(...) forgets what was rolled back.",
        )


def _judge_titles(found: list[Any]) -> None:
    if found == [FIRST, SECOND]:
        return
    if found == [SECOND, SECOND]:
        raise NotYet(
            "Two books were added in one transaction: one title came twice.",
            wanted="Each new book should be announced with its own title.",
            hint="When it runs, the newest book may be another one. Which one is meant?",
            more="instance is the book that was saved.",
        )
    raise NotYet(
        f"Two books were added, and outbox got {naming.describe(found)}.",
        wanted="outbox should get the two titles, in their order.",
        hint="The book is instance. Which of its fields do you need?",
        more="outbox.append(instance.title), after the commit.",
    )


def _run(action: Callable[[], object]) -> None:
    try:
        action()
    except Exception as raised:  # noqa: BLE001 (the learner's code may raise anything)
        error = naming.error(raised)
        if "callable" in error.message:
            raise NotYet(
                f"A book was added: {error.type}: {error.message[:60]}",
                wanted=WANTED,
                hint="Who calls append here, and when? on_commit wants to do it later.",
                more="Give on_commit a function: a lambda in front of the call does it.",
            ) from None
        if "argument 'signal'" in error.message:
            raise NotYet(
                f"A book was added: {error.type}: {error.message[:80]}",
                wanted=WANTED,
                hint="post_save gives more than you name. Has your receiver room for it?",
                more="**kwargs at the end of its brackets takes all the rest.",
            ) from None
        raise NotYet(
            f"A book was added: {error.type}: {error.message[:60]}",
            wanted=WANTED,
            hint="Run the cell below yours: it shows what your receiver raised.",
            more="It should take instance, created and **kwargs.",
        ) from None

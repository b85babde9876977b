"""Exercise 14.4: a search index that is in step with the table."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, observe

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

ITEM, OTHER, RENAMED = "Villette", "Shirley", "Villette, with pictures"


class _LightWentOutError(Exception):
    """Leaves a block, so that it is rolled back."""


def mend_the_index(evidence: Evidence) -> str:
    """Do to the books what the exercise lists, and look into the index each time."""
    shop = _Shop(evidence)
    try:
        _judge_save(shop)
        _judge_delete(shop)
        _judge_rollback(shop)
    finally:
        shop.clear()
    return "The index was in step after each of nine changes."


class _Shop:
    """The sheet's books and search index.

    Args:
        evidence: the names of the notebook.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.book: Any = evidence.given("Book")
        self._evidence = evidence
        self.transaction: Any = evidence.given("transaction")
        self._signals = [evidence.given("post_save"), evidence.given("post_delete")]

    @property
    def index(self) -> dict[Any, Any]:
        """The search index: by its name, as a receiver may make a new one."""
        found: dict[Any, Any] = self._evidence.given("search_index")
        return found

    def in_step(self) -> bool:
        """Whether the index says what the table says."""
        return self.index == dict(self.book.objects.values_list("pk", "title"))

    def heard(self, action: Callable[[], object]) -> bool:
        """Do something; return whether a receiver was called.

        Raises:
            NotYet: a receiver raised.
        """
        calls = [c for s in observe(action, *self._signals) for c in called(s)]
        for call in calls:
            if call.error:
                if "callable" in call.error.message:
                    raise NotYet(
                        f"{call.receiver} raised {call.error.type}: "
                        f"{call.error.message[:60]}",
                        wanted="on_commit should get a function, to call it later.",
                        hint="Brackets behind a function call it now. Who calls it later?",
                        more="Give on_commit the name alone, a partial, or a lambda.",
                    )
                raise NotYet(
                    f"{call.receiver} raised {call.error.type}: "
                    f"{call.error.message[:80]}",
                    wanted="It should run to its end.",
                    hint="Which arguments does it get from this signal?",
                    more="Run the cell below yours: the picture shows who raised.",
                )
        return bool(calls)

    def books(self) -> tuple[Any, Any]:
        """Return two books that are new, in the table and in the index."""
        self.clear()
        found = tuple(
            self.book.objects.bulk_create(
                [self.book(title=title) for title in (ITEM, OTHER)]
            )
        )
        self.index.update(self.book.objects.values_list("pk", "title"))
        return found[0], found[1]

    def take_back(self, action: Callable[[], object]) -> bool:
        """Do something in a block that is rolled back; return ``in_step()``."""
        with suppress(_LightWentOutError), self.transaction.atomic():
            action()
            raise _LightWentOutError
        return self.in_step()

    def clear(self) -> None:
        """Empty table and index."""
        # No receiver of the learner hears this one, so none can hinder it.
        table = self.book._meta.db_table
        with self.transaction.get_connection().cursor() as cursor:
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 (the sheet's own table)
        self.index.clear()


def _judge_save(shop: _Shop) -> None:
    shop.clear()
    heard = shop.heard(lambda: shop.book.objects.create(title=ITEM))
    if not heard:
        raise NotYet(
            "A book was created, and none of your receivers was called.",
            wanted="Each new book should be in the index.",
            hint="Who is called when a book is saved?",
            more="post_save.connect(update_search_index, sender=Book)",
        )
    if not shop.in_step():
        raise NotYet(
            f"A book was created, and the index has {len(shop.index)} entries.",
            wanted="It should have the pk and the title of this book.",
            hint="What does your receiver write, and under which key?",
            more="The key is instance.pk, the value instance.title.",
        )
    book, _ = shop.books()
    book.title = RENAMED
    book.save()
    if not shop.in_step():
        raise NotYet(
            f"A book got the title {RENAMED!r}, and the index has the old one.",
            wanted="The index should have the new title.",
            hint="A book that was there may change, too. When does your receiver act?",
            more="created is False for such a save.",
        )


def _judge_delete(shop: _Shop) -> None:
    book, _ = shop.books()
    if not shop.heard(book.delete):
        shop.books()
        # The receiver of the gap hears nothing of a delete, and believes too early.
        untouched = not shop.take_back(lambda: shop.book.objects.create(title=ITEM))
        raise (NotStarted if untouched else NotYet)(
            "A book was deleted, and it is still in the index.",
            wanted="It should be gone from both.",
            hint="Who tells the index of a book that is gone?",
            more="post_delete is sent for each of them.",
        )
    if not shop.in_step():
        raise NotYet(
            "A book was deleted, your receiver was called, and the index has it still.",
            wanted="It should be gone from both.",
            hint="What has happened to the old entries? update() of a dict only adds.",
            more="search_index.clear() first, or pop the one that is gone.",
        )
    book, _ = shop.books()
    # Django sets instance.pk to None when delete() ends, which is before this commit.
    with suppress(KeyError), shop.transaction.atomic():
        book.delete()
    if not shop.in_step():
        raise NotYet(
            "A book was deleted inside a block, and its entry is still in the index.",
            wanted="It should be gone from the index.",
            hint="When does your function read instance.pk? After a delete it is None.",
            more="Read it in the receiver, and hand the value to the function: partial.",
        )
    shop.books()
    shop.book.objects.all().delete()
    if not shop.in_step():
        raise NotYet(
            "All books were deleted at once, and the index is not empty.",
            wanted="It should be empty, too.",
            hint="Each of them sends post_delete. What does your receiver do with it?",
            more="The functions of on_commit run after all of them.",
        )


def _judge_rollback(shop: _Shop) -> None:
    book, _ = shop.books()

    def rename() -> None:
        book.title = RENAMED
        book.save()

    changes: dict[str, Callable[[], object]] = {
        "A new book": lambda: shop.book.objects.create(title=ITEM),
        "A new title": rename,
        "A delete": lambda: shop.book.objects.filter(pk=book.pk).delete(),
    }
    for change, action in changes.items():
        if not shop.take_back(action):
            raise NotYet(
                f"{change} was rolled back, and the index believes in it.",
                wanted="The index should be as it was.",
                hint="It believes too early. Who calls it when the change is certain?",
                more="transaction.on_commit(func)",
            )
    with shop.transaction.atomic():
        shop.book.objects.create(title=ITEM)
        rename()
    if not shop.in_step():
        raise NotYet(
            "A block with a new book and a new title was committed: the index differs.",
            wanted="Both changes should be in it.",
            hint="Is each of the two changes told to on_commit?",
            more="Its functions run in the order in which they were given.",
        )

"""Exercise 12.3: a cache that never says what is not in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from signal_viz import naming
from signal_viz.checks.lesson12.rollback import commit, roll_back
from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

TITLE = "Middlemarch"
"""Not a title of the sheet, so that no answer can know it."""
WANTED = "price() should say what is in the table, whatever happened."


class Shelf(NamedTuple):
    """What the sheet has made, and what the learner has mended.

    Args:
        book: the model.
        price: asks the cache.
        prices: the cache.
        set_all_prices: changes many prices.
        transaction: Django's module of that name.
    """

    book: Any
    price: Any
    prices: dict[Any, Any]
    set_all_prices: Any
    transaction: Any


class Mistake(NamedTuple):
    """What is said of a story that ends with a wrong price."""

    seen: str
    hint: str
    more: str


def mend_the_cache(evidence: Evidence) -> str:
    """Change, delete and roll back; compare the cache with the table each time."""
    names = ("Book", "price", "prices", "set_all_prices", "transaction")
    shelf = Shelf(*(evidence.given(name) for name in names))
    found = {name: _is_true(shelf, story) for name, story in STORIES.items()}
    if not any(found[name] for name in ("undone", "deleted", "set all")):
        raise NotStarted(
            "After a rollback, a delete and set_all_prices: three times a wrong price.",
            wanted=WANTED,
            hint="Begin with forget: when should it run, and for which signals?",
            more="Lesson 12, Three good uses: a cache.",
        )
    for name, mistake in MISTAKES.items():
        if not found[name]:
            raise NotYet(
                mistake.seen, wanted=WANTED, hint=mistake.hint, more=mistake.more
            )
    return "Five stories, and the cache said each time what is in the table."


def _saved(shelf: Shelf, book: Any) -> None:
    book.price = 5
    commit(shelf.transaction, book.save)


def _saved_and_undone(shelf: Shelf, book: Any) -> None:
    def change() -> None:
        book.price = 5
        book.save()
        shelf.price(TITLE)

    roll_back(shelf.transaction, change)


def _deleted(shelf: Shelf, book: Any) -> None:
    commit(shelf.transaction, book.delete)


def _set_all(shelf: Shelf, _book: Any) -> None:
    shelf.set_all_prices(7)


def _set_all_and_undone(shelf: Shelf, _book: Any) -> None:
    def change() -> None:
        shelf.set_all_prices(7)
        shelf.price(TITLE)

    roll_back(shelf.transaction, change)


STORIES: dict[str, Callable[[Shelf, Any], None]] = {
    "saved": _saved,
    "undone": _saved_and_undone,
    "deleted": _deleted,
    "set all": _set_all,
    "set all, undone": _set_all_and_undone,
}
MISTAKES: dict[str, Mistake] = {
    "saved": Mistake(
        seen="A price was changed with save(), and price() says the old one.",
        hint="post_save should still lead to forget.",
        more="post_save.connect(forget, sender=Book)",
    ),
    "deleted": Mistake(
        seen="A book was deleted, and price() still has a price for it.",
        hint="delete() sends another signal than save(). Who hears it, and does what?",
        more="post_delete sends instance, too: one receiver can hear both.",
    ),
    "undone": Mistake(
        seen="A change was looked at and rolled back, and price() says the price of it.",
        hint="When does a cache forget? Not before the change is really stored.",
        more="transaction.on_commit(...) calls a function after the commit.",
    ),
    "set all": Mistake(
        seen="set_all_prices(7) was called, and price() says the old price.",
        hint="update() sends no signal, and bulk_update() sends none. Who tells the cache?",
        more="set_all_prices can do it itself, after the commit.",
    ),
    "set all, undone": Mistake(
        seen="set_all_prices(7) was rolled back, and price() says 7.",
        hint="Emptied inside the transaction, it is filled again with what never came.",
        more="transaction.on_commit(prices.clear), inside set_all_prices.",
    ),
}


def _is_true(shelf: Shelf, story: Callable[[Shelf, Any], None]) -> bool:
    """Whether the cache says what is in the table at the end of ``story``."""
    titled = shelf.book.objects.filter(title=TITLE)

    def act() -> None:
        titled.delete()
        shelf.prices.clear()
        book = shelf.book.objects.create(title=TITLE, price=9)
        shelf.price(TITLE)
        story(shelf, book)

    try:
        _guarded(act)
        row = titled.values_list("price", flat=True).first()
        return bool(_asked(shelf) == row)
    finally:
        _guarded(titled.delete)
        shelf.prices.clear()


def _asked(shelf: Shelf) -> Any:
    try:
        return shelf.price(TITLE)
    except shelf.book.DoesNotExist:
        return None


def _guarded(action: Callable[[], object]) -> None:
    try:
        action()
    except Exception as raised:  # noqa: BLE001 (the learner's code may raise anything)
        error = naming.error(raised)
        if "callable" in error.message:
            raise NotYet(
                f"{error.type}: {error.message[:60]}",
                wanted="on_commit should be given a function.",
                hint="It wants something to call later, and you call it now.",
                more="Write lambda: in front of the call.",
            ) from None
        if "missing" in error.message and "argument" in error.message:
            raise NotYet(
                f"A story stopped with {error.type}: {error.message[:80]}",
                wanted="forget should hear a save and a delete.",
                hint="Does each of your signals send that argument?",
                more="post_delete sends instance, and no created. Name what you need.",
            ) from None
        if isinstance(raised, KeyError):
            raise NotYet(
                f"A story stopped with {error.type}: {error.message[:60]}",
                wanted="forget should run to its end, whatever is in the cache.",
                hint="What does pop() do where there is no price to forget?",
                more="A second value in its brackets is given back instead.",
            ) from None
        raise NotYet(
            f"A story stopped with {error.type}: {error.message[:60]}",
            wanted="forget and set_all_prices should run to their end.",
            hint="Try it in a cell of its own: make a book, and save it.",
            more="A receiver ends with **kwargs.",
        ) from None

"""Exercise 05.1: note a change, and only what has really changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.refusal import refusal
from signal_viz.registry import registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

TITLE = "Middlemarch"
"""Not a title of the sheet, so that no answer can know it."""
OLD, NEW, UNWRITTEN, LOADED = 9, 7, 3, 5
NOTHING = "history should stay as it is then."


def write_a_history(evidence: Evidence) -> str:
    """Save books in seven ways and a customer in two, and read the history."""
    book_model, customer = evidence.given("Book"), evidence.given("Customer")
    history = evidence.given("history")
    _need_connection(evidence)
    length = len(history)
    book = book_model(title=TITLE, price=OLD)

    def note(action: Callable[[], object]) -> tuple[list[Any], Exception | None]:
        """Return what came into the history, and what was raised."""
        before = len(history)
        try:
            action()
        except Exception as error:  # noqa: BLE001 (the learner's code may raise anything)
            return history[before:], error
        return history[before:], None

    def save(price: int, **options: Any) -> tuple[list[Any], Exception | None]:
        book.price = price
        return note(lambda: book.save(**options))

    try:
        _judge_new(*save(OLD))
        # The row with the highest number is the one that was just made.
        keyed = book_model(title=TITLE, pk=book.pk + 1)
        _judge_new_with_a_key(*note(keyed.save))
        _judge_change(*save(NEW))
        _judge_same(*save(NEW))
        _judge_unwritten(*save(UNWRITTEN, update_fields=["title"]))
        book.price = LOADED
        # What loaddata does with each row of a copy.
        _judge_copy(*note(lambda: book.save_base(raw=True)))
        someone = customer(name="Ada")
        _judge_customer(*note(lambda: (someone.save(), someone.save())))
    finally:
        del history[length:]
        book_model.objects.filter(title=TITLE).delete()
        customer.objects.filter(name="Ada").delete()
    return f"One line for {OLD} to {NEW}, and silence for all the rest."


def _need_connection(evidence: Evidence) -> None:
    signals = evidence.given("pre_save"), evidence.given("post_save")
    if any(item.alive for signal in signals for item in registry(signal)):
        return
    if not evidence.has("keep_history"):
        raise NotStarted(
            "Neither pre_save nor post_save has a receiver.",
            wanted="One of them should call your receiver.",
            hint="Which of the two is sent while the old price is in the table?",
            more="It begins: def keep_history(sender, instance, **kwargs):",
        )
    raise NotYet(
        "keep_history exists, but no signal has it on its list.",
        wanted="It should be called when a Book is saved.",
        hint="A function hears nothing until it is connected.",
        more="pre_save.connect(..., sender=Book) or post_save: which one?",
    )


def _judge_new(new: list[Any], error: Exception | None) -> None:
    wanted = "A new book should be saved without a line in the history."
    if error is not None:
        text = naming.error(error)
        if text.type == "DoesNotExist":
            raise NotYet(
                "A new book could not be saved: DoesNotExist.",
                wanted=wanted,
                hint="What is in the table when a new book is about to be saved?",
                more="instance._state.adding is true for a new one.",
            )
        if text.type in ("TypeError", "KeyError") and "'created'" in text.message:
            raise NotYet(
                "Your receiver came to no end: there is no created.",
                wanted=wanted,
                hint="Only one of the two signals sends created.",
                more="pre_save does not have it. There, ask instance._state.adding.",
            )
        if text.type == "TypeError" and "'NoneType'" in text.message:
            raise NotYet(
                f"A new book was saved: {text.type}: {text.message[:60]}.",
                wanted=wanted,
                hint="One argument is None when all columns are written. Which one?",
                more="update_fields is None, or it holds the names of the columns.",
            )
        raise _raised(error, "A new book was saved.")
    if new:
        raise NotYet(
            "A new book was saved, and the history got a line.",
            wanted=wanted,
            hint="A new book has no old price. How does pre_save know that it is new?",
            more="instance._state.adding is true for a new one.",
        )


def _judge_new_with_a_key(new: list[Any], error: Exception | None) -> None:
    if new or error is not None:
        raise NotYet(
            "A new book was saved that had its pk already: "
            + ("DoesNotExist." if error is not None else "the history got a line."),
            wanted="A new book should be saved without a line in the history.",
            hint="A pk does not make a row. What tells that the row is not there yet?",
            more="Lesson 05 shows Django's own mark: instance._state.adding.",
        )


def _judge_change(new: list[Any], error: Exception | None) -> None:
    if error is not None:
        raise _raised(error, "A price was changed.")
    if not new:
        raise NotYet(
            f"The price went from {OLD} to {NEW}, and the history got no line.",
            wanted="A changed price should give one line.",
            hint="At which moment does the table still have the old price?",
            more="Before the row is written: pre_save.",
        )
    if any(not isinstance(line, tuple | list) for line in new):
        raise NotYet(
            f"The history got {naming.describe(new[0])}.",
            wanted="A changed price should give one line of three values.",
            hint="append takes one thing. What holds three values together?",
            more="A tuple does: round brackets inside those of append.",
        )
    if len(new) > 1:
        raise NotYet(
            f"One change gave {len(new)} lines.",
            wanted="A changed price should give one line.",
            hint="Is an older receiver of yours still connected?",
            more="Run the cell with the models again, then yours once.",
        )
    line = new[0]
    if list(line) != [TITLE, OLD, NEW]:
        raise NotYet(
            f"The history got {', '.join(naming.describe(part) for part in line[:4])}.",
            wanted="The line should be the title, the old price and the new one.",
            hint="Which of the two is on the object, and which in the table?",
            more="instance.price is what will be written: the new one.",
        )


def _judge_same(new: list[Any], error: Exception | None) -> None:
    if error is not None:
        raise _raised(error, "A book was saved without a change.")
    if new:
        raise NotYet(
            "The book was saved with the same price, and the history got a line.",
            wanted=NOTHING,
            hint="Saved is not changed. Compare before you write the line.",
            more="if old != instance.price:",
        )


def _judge_unwritten(new: list[Any], error: Exception | None) -> None:
    if error is not None:
        raise _raised(error, 'A book was saved with update_fields=["title"].')
    if new:
        raise NotYet(
            'save(update_fields=["title"]) wrote no price; the history got a line.',
            wanted=NOTHING,
            hint="The price changed in memory only. Which argument says what is written?",
            more="update_fields is None, or it holds the names of the columns.",
        )


def _judge_copy(new: list[Any], error: Exception | None) -> None:
    if error is not None:
        raise _raised(error, "A copy was loaded.")
    if new:
        raise NotYet(
            "A copy of the shop was loaded, and the history got a line.",
            wanted=NOTHING,
            hint="Which argument says that a row comes out of a copy?",
            more="raw is true while a copy is loaded.",
        )


def _judge_customer(new: list[Any], error: Exception | None) -> None:
    if new or error is not None:
        said = "a line came into history" if error is None else naming.error(error).type
        raise NotYet(
            f"A Customer was saved two times: {said}.",
            wanted="Only a saved Book should call your receiver.",
            hint="Without sender=, a receiver hears every model.",
            more="You have connected it once already: run the cell with the models "
            "again, then yours.",
        )


def _raised(error: Exception, when: str) -> NotYet:
    text = naming.error(error)
    return refusal(text) or NotYet(
        f"{when} Your receiver raised {text.type}: {text.message[:60]}.",
        wanted="It should run to its end.",
        hint="The book that is saved is instance. Did you take what the signal sends?",
        more="Run the cell below yours: the picture shows who raised.",
    )

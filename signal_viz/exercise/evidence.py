"""What a check may look at: the learner's names, and what happens when it sends."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING, Any

from signal_viz import compat, naming
from signal_viz.events import Collected, Connected
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.trace import trace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signal_viz.dispatches import Call, Dispatch
    from signal_viz.recording import Recording

_RUN_FROM_TOP = (
    "In the menu, choose Run, then Run All Above Selected Cell. Then run the check."
)


class Evidence:
    """The names that a learner's notebook defines.

    Args:
        namespace: the notebook's global names.
    """

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace

    def given(self, name: str) -> Any:
        """Return what ``name`` stands for; a cell of the sheet should have made it.

        Raises:
            NotStarted: the sheet's own cells have not run.
        """
        if name not in self._namespace:
            raise NotStarted(
                f"There is no {name} in this notebook.",
                wanted="The cells above the check should have run.",
                hint=_RUN_FROM_TOP,
                more=f"{name} is made in a cell above. If you have deleted that "
                "cell, take it from the solution.",
            )
        return self._namespace[name]

    def has(self, name: str) -> bool:
        """Whether the learner has given ``name`` a value."""
        return self._namespace.get(name, ...) is not ...

    def answer(self, name: str, what: str) -> Any:
        """Return the value that the learner gave to ``name``.

        Args:
            name: the name in the gap.
            what: what belongs there, as a noun phrase.

        Raises:
            NotStarted: it is still ``...``, or the cell has not run.
        """
        if not self.has(name):
            raise NotStarted(
                f"{name} has no value yet.",
                wanted=f"{name} should be {what}.",
                hint=f"Replace the three dots after {name} = and run that cell.",
                more="A wrong answer costs nothing. Write what you think, then check.",
            )
        return self._namespace[name]

    def names(self, name: str, what: str) -> list[str]:
        """Return the list of receiver names that the learner gave to ``name``.

        The receivers themselves are as good as their names in quotes.

        Raises:
            NotStarted: there is no value yet.
            NotYet: the value is not a list of names.
        """
        value = self.answer(name, what)
        texts = names_of(value)
        if texts is not None:
            return texts
        raise NotYet(
            f"{name} is {naming.describe(value)}.",
            wanted=f"{name} should be {what}.",
            hint='Write a list of names in quotes, like ["one", "two"].',
            more="An empty list, [], is an answer too.",
        )

    def name(self, name: str, what: str) -> str:
        """Return the one receiver name that the learner gave to ``name``.

        Raises:
            NotStarted: there is no value yet.
            NotYet: the value is not one name.
        """
        value = self.answer(name, what)
        text = _name_of(value)
        if text is None:
            raise NotYet(
                f"{name} is {naming.describe(value)}.",
                wanted=f"{name} should be {what}.",
                hint='Write one name in quotes, like "one".',
                more="You can read the names on the cards of the picture.",
            )
        return text

    def number(self, name: str, what: str) -> int:
        """Return the whole number that the learner gave to ``name``.

        Raises:
            NotStarted: there is no value yet.
            NotYet: the value is no whole number.
        """
        value = self.answer(name, what)
        if type(value) is int:
            return value
        raise NotYet(
            f"{name} is {naming.describe(value)}.",
            wanted=f"{name} should be a number, without quotes.",
            hint=f"Count the {name}, and write the number alone.",
            more=f"For example: {name} = 3",
        )


def names_of(value: object) -> list[str] | None:
    """Return the names in a list of receivers, or of names; ``None`` if it is none."""
    if not isinstance(value, list | tuple):
        return None
    texts = [_name_of(item) for item in value]
    return [text for text in texts if text is not None] if None not in texts else None


def _name_of(value: object) -> str | None:
    if isinstance(value, str):
        return value.strip().removesuffix("()")
    return naming.receiver_name(value) if callable(value) else None


def need_signal(value: object, name: str) -> None:
    """Ask for a signal where the learner may have put something else.

    Raises:
        NotYet: ``value``, called ``name``, is none.
    """
    if not compat.is_signal(value):
        raise NotYet(
            f"{name} is {naming.describe(value)}.",
            wanted=f"{name} should be a signal.",
            hint=f"Make it with {name} = Signal(), and use the name for nothing else.",
            more="from django.dispatch import Signal gives you the class.",
        )


def observe(action: Callable[[], object], *signals: object) -> tuple[Dispatch, ...]:
    """Do something, and return the dispatches of ``signals`` that it caused.

    An exception that leaves a send is part of the recording and goes no
    further.

    Raises:
        Exception: what ``action`` raised where no send of ``signals`` raised.
    """
    with trace(*signals) as recording:
        try:
            action()
        except Exception:
            if not any(dispatch.error for dispatch in recording.dispatches):
                raise
    return recording.dispatches


def returned(action: Callable[[], object]) -> tuple[Any, bool]:
    """Return what ``action`` returns, and whether it printed something meanwhile.

    Who prints an answer has found it, and only not given it back.

    Raises:
        Exception: whatever ``action`` raised.
    """
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            result = action()
    finally:
        # It is meant for the learner, as ever.
        sys.stdout.write(said.getvalue())
    return result, bool(said.getvalue())


def called(dispatch: Dispatch) -> list[Call]:
    """Return the receivers that began to run, in the order of the calls."""
    return [call for call in dispatch.calls if call.state in ("returned", "raised")]


def collected(recording: Recording) -> list[str]:
    """Return the names of the receivers that were thrown away, in that order."""
    names = {item.id: item.receiver for item in recording.snapshot.connections}
    for event in recording.events:
        if isinstance(event, Connected):
            names[event.connection.id] = event.connection.receiver
    return [
        names[event.connection]
        for event in recording.events
        if isinstance(event, Collected) and event.connection in names
    ]

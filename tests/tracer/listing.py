"""What is connected, read from Django's own list without the package's help."""

from __future__ import annotations

import types
import weakref
from typing import TYPE_CHECKING, Any, NamedTuple

import django

from tests.tracer.journal import Collected, Connected, Disconnected, Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.dispatch import Signal

    from tests.tracer.journal import Entry

KNOWS_SENDERS = django.VERSION >= (6, 0)
"""Before, a signal does not learn that a sender has died."""


class Item(NamedTuple):
    """A connection whose receiver, and whose sender as far as known, lives."""

    key: Key
    weak: bool
    is_async: bool


def identity(target: Any) -> Any:
    """Return what Django tells receivers and senders apart by."""
    if isinstance(target, types.MethodType):
        return id(target.__self__), id(target.__func__)
    return id(target)


class Listing:
    """The connections of some signals, in call order, and the news about them.

    Args:
        signals: the signals.
    """

    def __init__(self, signals: list[Signal]) -> None:
        self._signals = signals
        self._actors: dict[Any, int] = {}
        self._senders: dict[Any, str] = {identity(None): ""}
        self._known: list[list[Item]] = [[] for _ in signals]

    def introduce(self, actor: int, receiver: object) -> None:
        """Take in who a receiver is."""
        self._actors[identity(receiver)] = actor

    def introduce_sender(self, name: str, sender: object) -> None:
        """Take in who a sender is."""
        self._senders[identity(sender)] = name

    def of(self, signal: int) -> list[Item]:
        """Return the living connections of a signal."""
        return list(self._read(self._signals[signal]))

    def _read(self, signal: Signal) -> Iterator[Item]:
        for (receiver_key, sender_key), held, *more in list(signal.receivers):
            weak = isinstance(held, weakref.ReferenceType)
            receiver = held() if weak else held
            if receiver is None:
                continue
            if KNOWS_SENDERS and more[0] is not None and more[0]() is None:
                continue
            uid = receiver_key if isinstance(receiver_key, str) else ""
            key = Key(self._actors[identity(receiver)], self._senders[sender_key], uid)
            yield Item(key, weak, more[-1])

    def news(self, step: int, number: int) -> list[Entry]:
        """Return what has changed by a ``connect`` or ``disconnect`` just now."""
        before, now = self._known[number], self.of(number)
        self._known[number] = now
        entries: list[Entry] = [
            Disconnected(step, number, item.key) for item in before if item not in now
        ]
        entries += [
            Connected(step, number, item.key, place, item.weak, item.is_async)
            for place, item in enumerate(now)
            if item not in before
        ]
        return entries

    def deaths(self, step: int, *, actor: int = -1, sender: str = "") -> list[Entry]:
        """Return what falls silent as an actor or a sender dies."""
        entries: list[Entry] = []
        for number, known in enumerate(self._known):
            for item in list(known):
                if item.weak and item.key.actor == actor:
                    entries.append(Collected(step, number, item.key, "receiver"))
                elif KNOWS_SENDERS and sender and item.key.sender == sender:
                    entries.append(Collected(step, number, item.key, "sender"))
                else:
                    continue
                known.remove(item)
        return entries

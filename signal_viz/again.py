"""What a send was called with, as far as it can be had again.

Objects are held weakly, so that remembering a send changes no lifetime. What is
written like a literal (``True``, ``'paid'``, ``[1, 2]``) is had again from its text
in the recording, and is not held here at all.
"""

from __future__ import annotations

import ast
import weakref
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any, NamedTuple

from signal_viz import peek
from signal_viz.record import MOST_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

# Bound here: Django's own tests replace weakref.ref to prove that it is not used.
_ref = weakref.ref

_LITERALS = frozenset(
    map(id, (NoneType, bool, int, float, str, bytes, tuple, list, dict))
)
"""Types whose text is a literal, by ``id()``: a metaclass may have a ``__hash__``."""
_SETS = (set, frozenset)
"""Types whose text in a recording is that of a set."""
_DOT = "·"
"""What :func:`signal_viz.clip.clip` writes for a character that it does not show."""


class LostError(Exception):
    """Something cannot be had again; the message says why, in words."""


class Again(NamedTuple):
    """One send, remembered weakly.

    Args:
        sender: weak reference to the sender; ``None`` where there was no sender, or
            where it cannot be held weakly.
        nobody: whether it was sent with ``sender=None``.
        objects: by name of the argument: a weak reference, ``set`` or ``frozenset``
            for one of these, ``None`` for what cannot be held weakly. Arguments that
            are literals are missing.
        complete: whether all arguments are remembered.
    """

    sender: weakref.ref[Any] | None = None
    nobody: bool = True
    objects: Mapping[str, Any] = MappingProxyType({})
    complete: bool = True


def remember(sender: object, named: dict[str, Any]) -> Again:
    """Return what is needed to send the same again; called on the hot path.

    Args:
        sender: who sends.
        named: the named arguments of the send.
    """
    objects = {
        peek.plain(name): _weak(value)
        for name, value in named.items()
        if id(type(value)) not in _LITERALS
    }
    complete = len(named) <= MOST_ARGUMENTS
    if sender is None:
        return Again(objects=objects, complete=complete)
    return Again(_weak(sender), False, objects, complete)  # noqa: FBT003


def _weak(value: object) -> Any:
    kind = type(value)
    if kind is set or kind is frozenset:
        return kind
    try:
        return _ref(value)
    except TypeError:
        return None


def sender_of(again: Again) -> object:
    """Return the sender.

    Raises:
        LostError: it is gone, or was no object that can be held weakly.
    """
    if again.nobody:
        return None
    if type(again.sender) is not weakref.ref:
        raise LostError("the sender is a plain value, and Signal Viz keeps no values")
    found = again.sender()
    if found is None:
        raise LostError("the sender has been collected")
    return found


def argument_of(again: Again, name: str, text: str) -> object:
    """Return one argument.

    Args:
        again: what was remembered.
        name: of the argument.
        text: its text in the recording.

    Raises:
        LostError: it is gone, was never held, or its text was shortened.
    """
    if name not in again.objects:
        return literal(name, text)
    held = again.objects[name]
    if peek.is_any(held, *_SETS):
        # The text of an empty one is Python's own: set(), frozenset().
        return held() if text.endswith("()") else held(_items(name, text))
    if held is None:
        raise LostError(f"{name} cannot be held weakly")
    found = held()
    if found is None:
        raise LostError(f"{name} ({text}) has been collected")
    return found


def literal(name: str, text: str) -> object:
    """Return the value of a literal.

    Raises:
        LostError: the text is shortened, or is no literal.
    """
    try:
        if _DOT in text:
            raise ValueError(text)  # noqa: TRY301  # a character that is not shown
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        raise LostError(f"{name} is known only as a short text: {text}") from None


def _items(name: str, text: str) -> Any:
    found = literal(name, text)
    if type(found) is not set:
        raise LostError(f"{name} is known only as a short text: {text}")
    return found

"""A receiver that hears only a sender that can never send."""

from __future__ import annotations

import sys
import types
from typing import TYPE_CHECKING, Any

from signal_viz import callables, peek
from signal_viz.project.faults.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signal_viz.project.collecting import Collected

ID = "signal_viz.W006"
_HINT = (
    "Pass the object that is sent, such as a class: senders are told by identity, so that a "
    "text or a number matches only if it is the very same object."
)


def find(whole: Collected) -> Iterator[Fault]:
    """Yield a fault for each sender that cannot be found.

    A name of a model that nobody makes is Django's own ``signals.E001``.
    """
    lost = [
        (heard, entry)
        for heard in whole.signals
        for entry in heard.entries
        if not entry.hears_all()
        and entry.sender_reference is None
        and entry.sender_key not in whole.senders
        and not entry.silent()
    ]
    kept = _kept({entry.sender_key for _, entry in lost}) if lost else set()
    for heard, entry in lost:
        if entry.sender_key not in kept:
            yield Fault(
                ID,
                f"{callables.full_name(entry.receiver())}, a receiver of {heard.name}, "
                "hears only a sender that is a text, a number, or gone: it is never called.",
                _HINT,
            )


def _kept(keys: set[Any]) -> set[Any]:
    """Return those of ``keys`` that are a text or a number which a module keeps.

    Whoever sends can take the same object from there.
    """
    found: set[Any] = set()
    for module in list(sys.modules.values()):
        if type(module) is not types.ModuleType:
            continue
        for held in list(vars(module).values()):
            found.add(id(held))
            if issubclass(type(held), type):
                found.update(map(id, peek.class_names(held).values()))
    return found & keys

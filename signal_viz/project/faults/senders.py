"""A receiver that hears only a sender that can never send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz import callables, naming
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
    """Yield a fault for each sender that nobody can send.

    A name of a model that nobody makes is Django's own ``signals.E001``.
    """
    for heard in whole.signals:
        for entry in heard.entries:
            key = entry.sender_key
            if entry.hears_all() or key not in whole.hopeless or entry.silent():
                continue
            if key in whole.senders:
                sender = (
                    f"{naming.sender(whole.senders[key]).label}, which nobody sends"
                )
            else:
                sender = "a sender that is a text, a number, or gone"
            yield Fault(
                ID,
                f"{callables.full_name(entry.receiver())}, a receiver of {heard.name}, "
                f"hears only {sender}: it is never called.",
                _HINT,
            )

"""What is connected in the process, as Django's own objects: for a moment only."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import compat, naming, peek
from signal_viz.project.constants import constants
from signal_viz.project.homes import homes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.dispatch import Signal

NAMELESS = "(no name)"


@dataclass(frozen=True, slots=True)
class Heard:
    """A signal and its entries.

    Args:
        signal: the signal.
        names: its full names, the best one first.
        entries: in the order of Django's list.
    """

    signal: Signal
    names: list[str]
    entries: list[compat.Entry]

    @property
    def name(self) -> str:
        """Its best name."""
        return self.names[0] if self.names else NAMELESS


@dataclass(frozen=True, slots=True)
class Collected:
    """Everything that is connected. It holds receivers: let go of it soon.

    Args:
        signals: all signals, by name; those without one come last.
        senders: the living senders, by Django's id.
        hopeless: the ids of senders that nobody can send.
        waits: receivers that wait for a model.
    """

    signals: list[Heard]
    senders: dict[Any, object]
    hopeless: set[Any]
    waits: list[compat.Waiting]


def collect() -> Collected:
    """Look for every signal of the process and what is connected to it."""
    names = homes()
    found = [
        Heard(signal, names.get(id(signal), []), compat.entries(signal))
        for signal in compat.all_signals()
    ]
    found.sort(key=lambda heard: (not heard.names, heard.names[:1]))
    entries = (entry for heard in found for entry in heard.entries)
    senders, hopeless = _senders(entries)
    return Collected(found, senders, hopeless, compat.waiting())


def _senders(entries: Iterable[compat.Entry]) -> tuple[dict[Any, object], set[Any]]:
    """Return the living senders, by Django's id, and the ids that nobody can send.

    All are looked for at once: a look at all objects takes time.
    """
    found: dict[Any, object] = {}
    unknown: set[Any] = set()
    for entry in entries:
        target = entry.sender()
        if target is not None:
            found[entry.sender_key] = target
        elif not entry.hears_all() and entry.sender_reference is None:
            unknown.add(entry.sender_key)
    if unknown:
        found |= compat.find_by_identity(unknown)
        unknown -= found.keys()
    if unknown:
        plain = constants(unknown)
        found |= {key: constant.value for key, constant in plain.items()}
        unknown -= {key for key, constant in plain.items() if constant.may_be_sent}
    return found, unknown


def sender_label(entry: compat.Entry, senders: dict[Any, object]) -> str | None:
    """Return the full name of the only sender that an entry hears."""
    if entry.hears_all():
        return None
    target = senders.get(entry.sender_key)
    if target is None:
        return gone_sender(entry)
    if compat.is_model(target):
        return compat.model_label(target)
    if type(target) is types.ModuleType:
        return naming.sender(target).label
    if issubclass(type(target), type):
        home = peek.class_module(target)  # type: ignore[arg-type]  # a class
        label = naming.sender(target).label
        return f"{home}.{label}" if type(home) is str else label
    return naming.sender(target).label


def gone_sender(entry: compat.Entry) -> str:
    """Return what to call a sender that was not found."""
    # Only where Django has a reference to it is it known what became of it.
    return "(unknown)" if entry.sender_reference is None else "(collected)"
